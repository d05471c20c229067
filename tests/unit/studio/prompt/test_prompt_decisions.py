"""Check that contradictions and guesses are settled and said."""

import pytest

from menura.studio.genres.catalogue import GENRES
from menura.studio.model import Decision, Mode, StructuredPrompt, Vocals
from menura.studio.prompt import NotMusicError, parse_prompt
from menura.studio.prompt.artists import GENRE_OF_ARTIST
from menura.studio.prompt.genre_names import NAMES, SCENES


def _decision(read: StructuredPrompt, field: str) -> Decision:
    return next(one for one in read.decisions if one.field == field)


def test_of_two_keys_the_first_counts_and_the_second_is_named() -> None:
    read = parse_prompt("house in C major and F minor")
    assert (read.key, read.mode) == (0, Mode.MAJOR)
    assert _decision(read, "key").rejected == ("F minor",)


@pytest.mark.parametrize(
    "text",
    [
        "techno in A minor, no, make it D minor",
        "techno in A minor. Actually D minor",
        "techno, not in A minor but in D minor",
        "techno in D minor instead of A minor",
    ],
)
def test_a_correction_takes_the_first_key_back(text: str) -> None:
    read = parse_prompt(text)
    assert (read.key, read.mode) == (2, Mode.MINOR)


def test_no_drums_between_two_keys_is_no_correction() -> None:
    read = parse_prompt("techno in A minor, no drums, D minor")
    assert read.key == 9


def test_of_two_tempi_the_first_counts() -> None:
    read = parse_prompt("techno at 130 bpm, 140 bpm")
    assert read.bpm == 130
    assert _decision(read, "bpm").rejected == ("140 bpm",)


def test_calm_and_aggressive_are_told_to_contradict_each_other() -> None:
    read = parse_prompt("calm aggressive techno")
    assert read.energy is not None
    assert read.energy < 0.3
    assert _decision(read, "energy").rejected == ("aggressive",)


def test_an_instrumental_with_vocals_stays_instrumental() -> None:
    read = parse_prompt("instrumental pop with vocals")
    assert read.vocals is Vocals.NONE
    assert _decision(read, "vocals").rejected == ("vocals",)


def test_an_artist_gives_a_genre_with_less_confidence_than_its_name() -> None:
    by_artist, by_name = parse_prompt("like Aphex Twin"), parse_prompt("ambient")
    assert by_artist.genre == by_name.genre == "ambient"
    assert by_artist.confidence["genre"] < by_name.confidence["genre"]
    assert "Aphex Twin" in _decision(by_artist, "genre").reason


def test_a_named_genre_wins_over_the_artist_and_the_scene() -> None:
    assert parse_prompt("jazz like Skrillex for a car chase").genre == "jazz"


def test_unknown_artists_stay_references() -> None:
    read = parse_prompt("techno in the style of Vurna Keld")
    assert read.references == ("Vurna Keld",)
    assert read.genre == "techno"


def test_an_artist_is_no_genre() -> None:
    read = parse_prompt("like Daft Punk")
    assert read.genre != "punk"
    assert read.references == ("Daft Punk",)


def test_a_mood_implies_a_mode_with_low_confidence() -> None:
    read = parse_prompt("sad house, 120 bpm")
    assert read.mode is Mode.MINOR
    assert read.confidence["mode"] < 0.5
    assert "sad" in _decision(read, "mode").reason
    assert parse_prompt("sad house in C major").mode is Mode.MAJOR


def test_a_misspelt_word_is_said_and_lowers_confidence() -> None:
    read = parse_prompt("duubstep")
    assert read.genre == "dubstep"
    assert read.confidence["genre"] < 1
    assert _decision(read, "spelling").chosen == "dubstep"


def test_a_waltz_is_told_to_be_in_four() -> None:
    assert _decision(parse_prompt("piano waltz in 3/4"), "metre").chosen == "4/4"


def test_slow_is_read_against_the_genre() -> None:
    slow_house, slow_dnb = parse_prompt("slow house"), parse_prompt("slow drum and bass")
    assert slow_house.bpm is not None
    assert slow_dnb.bpm is not None
    assert slow_house.bpm < GENRES["house"].tempo_bpm[0]
    assert slow_house.bpm < slow_dnb.bpm


def test_the_words_of_the_style_are_kept_as_said() -> None:
    assert parse_prompt("Liquid Drum & Bass, 174").style == "Liquid Drum & Bass"


def test_a_refusal_shows_the_text_and_what_to_write() -> None:
    with pytest.raises(NotMusicError) as refused:
        parse_prompt("recipe for apple pie")
    assert "apple pie" in refused.value.message
    assert "for example" in refused.value.message
    assert (refused.value.code, refused.value.field) == ("prompt_not_music", "prompt")


def test_every_genre_that_words_lead_to_exists() -> None:
    led_to = {*NAMES, *SCENES, *GENRE_OF_ARTIST.values()}
    assert led_to <= set(GENRES), sorted(led_to - set(GENRES))


def test_every_artist_is_found_by_name() -> None:
    missed = [
        artist
        for artist in GENRE_OF_ARTIST
        if not parse_prompt(f"a track like {artist}, 120 bpm").references
    ]
    assert missed == []
