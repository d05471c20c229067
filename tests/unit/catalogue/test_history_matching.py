"""Which tracks listens were of."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.catalogue import history_matching
from menura.catalogue.history import KnownTrack, Listen, make_listen, moment, readable
from menura.catalogue.history_matching import Library, import_history
from menura.catalogue.song_names import artist_forms, title_forms
from menura.kernel.errors import CancelledError

NOON = datetime(2024, 5, 5, 12, tzinfo=UTC)
MBID = "0b3d9a6e-3d3f-4c3b-9d3c-1f0a4f1e2d3c"


def take(listens, library, **more):
    return import_history(listens, library, lambda: None, lambda seen: None, **more)


def track(title, artist="Artist", album=None, recording=None, track_id=None):
    artists = (artist,) if isinstance(artist, str) else tuple(artist)
    return KnownTrack(track_id or title, artists, title, album, recording)


def found(listen, *tracks):
    """Return the id of the track that a listen was of; None if none was found."""
    report = take([listen], tracks)
    return report.played[0].track_id if report.played else None


@pytest.mark.parametrize(
    ("heard", "known"),
    [
        ("Song", "Song"),
        ("song!", "SONG"),
        ("Jóga", "Joga"),
        ("Song (feat. Somebody)", "Song"),
        ("Song", "Song [ft. Somebody & Else]"),
        ("Song feat. Somebody", "Song"),
        ("Song (Featuring X) (2011 Remaster)", "Song"),
        ("Song - Remastered 2011", "Song"),
        ("Song – 2009 Digital Remaster", "Song"),
        ("Song (Remastered)", "Song - Remastered 2015"),
        ("Song (Album Version)", "Song"),
        ("Song (Original Mix)", "Song"),
        ("Song [Explicit]", "Song"),
        ("Song (20th Anniversary Deluxe Edition)", "Song"),
        ("Hello", "Hello (Turn Your Wireless On)"),
        ("Hello (Turn Your Wireless On)", "Hello"),
        ("Hello (Turn Your Wireless On)", "Hello Turn Your Wireless On"),
        ("Song (Live)", "Song - Live"),
        ("Song (Live at Wembley)", "Song [Live At Wembley]"),
        ("Song (Somebody Remix)", "Song - Somebody Remix"),
        ("(I Can't Get No) Satisfaction", "I Cant Get No Satisfaction"),
        ("!!!", "!!!"),
        ("残酷な天使のテーゼ", "残酷な天使のテーゼ"),
    ],
)
def test_the_same_song_is_found_however_it_is_written(heard, known):
    assert found(Listen("Artist", heard), track(known)) == known


@pytest.mark.parametrize(
    "other",
    [
        "Song (Live)",
        "Song - Live",
        "Song [Live at Wembley 1986]",
        "Song (Remix)",
        "Song (Somebody Remix)",
        "Song - Somebody Remix",
        "Song (Club Mix)",
        "Song (Acoustic)",
        "Song (Acoustic Version)",
        "Song (Her Version)",
        "Song (Radio Edit)",
        "Song - Radio Edit",
        "Song (Demo)",
        "Song (Instrumental)",
        "Song (Extended Mix) [Remastered]",
        "Song (Remastered) (Live)",
        "Song (feat. Somebody) [Live]",
        "Song (Karaoke)",
        "Song (Part 2)",
        "Song, Pt. 2",
        "Song II",
        "Song (Reprise)",
        "Song (1999)",
        "Song - Second Line",
        "Songs",
    ],
)
def test_another_recording_is_never_taken_for_the_plain_one(other):
    assert found(Listen("Artist", other), track("Song")) is None
    assert found(Listen("Artist", "Song"), track(other)) is None


def test_one_live_recording_is_not_another():
    assert found(Listen("Artist", "Song (Live at Wembley)"), track("Song (Live in Paris)")) is None


def test_with_both_there_each_is_found():
    known = [track("Song"), track("Song (Live)"), track("Song (X Remix)")]

    assert [found(Listen("Artist", t.title), *known) for t in known] == [t.title for t in known]


@pytest.mark.parametrize(
    ("heard", "known"),
    [
        ("The Beatles", "Beatles"),
        ("Björk", "BJORK"),
        ("Queen & David Bowie", ("Queen", "David Bowie")),
        ("Queen feat. David Bowie", ("Queen", "David Bowie")),
        ("Queen", ("Queen", "David Bowie")),
        ("Queen, David Bowie", "Queen"),
        ("Simon and Garfunkel", "Simon & Garfunkel"),
        ("Earth, Wind & Fire", "Earth Wind and Fire"),
        ("AC/DC", "AC-DC"),
        ("The The", "The The"),
        ("A x B", "A"),
        ("Sigur Rós;Somebody", "Sigur Rós"),
        ("!!!", "!!!"),
    ],
)
def test_the_same_artist_is_found_however_written(heard, known):
    assert found(Listen(heard, "Song"), track("Song", known)) == "Song"


@pytest.mark.parametrize("heard", ["Somebody", "David Bowie", "Quee", "Queens"])
def test_another_artist_has_another_song(heard):
    assert found(Listen(heard, "Song"), track("Song", ("Queen", "David Bowie"))) is None


def test_the_recording_decides_before_all_names():
    known = [track("Song", track_id="by name"), track("Else", recording=MBID.upper())]

    assert found(Listen("Artist", "Song", None, (MBID,)), *known) == "Else"
    assert found(Listen("Artist", "Song", None, ("0" * 8, MBID)), *known) == "Else"


def test_an_unknown_recording_leaves_it_to_the_names():
    assert found(Listen("Artist", "Song", None, (MBID,)), track("Song")) == "Song"


def test_the_album_decides_between_several():
    known = [
        track("Song", album="Hits", track_id="a"),
        track("Song", album="First Album (Deluxe Edition)", track_id="b"),
    ]

    assert found(Listen("Artist", "Song", "First Album"), *known) == "b"
    assert found(Listen("Artist", "Song", "Hits"), *known) == "a"
    assert found(Listen("Artist", "Song", "Another"), *known) == "a"
    assert found(Listen("Artist", "Song"), *known) == "a"


def test_where_two_songs_are_as_likely_none_is_guessed_but_the_album_may_tell():
    known = [
        track("Song (First Words)", album="One"),
        track("Song (Other Words)", album="Two"),
    ]

    nameless = [track(one.title) for one in known]

    assert found(Listen("Artist", "Song"), *known) is None
    assert found(Listen("Artist", "Song"), *nameless) is None
    assert found(Listen("Artist", "Song", "Two"), *known) == "Song (Other Words)"
    assert found(Listen("Artist", "Song (Third Words)", "Two"), *known) is None


def test_plays_are_counted_and_the_last_is_known():
    listens = [
        Listen("Artist", "Song", at=NOON),
        Listen("Artist", "Song", at=NOON + timedelta(days=1)),
        Listen("artist", "song (2011 remaster)", at=NOON - timedelta(days=1)),
        Listen("Artist", "Song"),
        Listen("Artist", "Other"),
        Listen("Artist", "Missing"),
    ]

    report = take(listens, [track("Song"), track("Other"), track("Never played")])

    assert {(p.track_id, p.play_count, p.last_played_at) for p in report.played} == {
        ("Song", 4, NOON + timedelta(days=1)),
        ("Other", 1, None),
    }
    assert (report.listens, report.matched, report.unmatched) == (6, 5, 1)


def test_a_moment_that_has_not_come_yet_is_none():
    report = take([Listen("Artist", "Song", at=NOON)], [track("Song")], now=NOON - timedelta(1))

    assert (report.played[0].play_count, report.played[0].last_played_at) == (1, None)


def test_what_was_missed_most_is_told_by_name():
    listens = [Listen("Nobody", f"Song {n}") for n in range(60) for _ in range(n + 1)]

    report = take(listens, [])

    assert len(report.missed) == 50
    assert (report.missed[0].title, report.missed[0].count) == ("Song 59", 60)
    assert report.missed[-1].count == 11


def test_the_most_missed_stay_known_when_the_rare_are_forgotten(monkeypatch):
    monkeypatch.setattr(history_matching, "_MOST_MISSED_KEPT", 300)
    monkeypatch.setattr(history_matching, "_KEPT_OF_MISSED", 60)
    rare = [Listen("Nobody", f"Song {n}") for n in range(3000)]
    hits = [Listen("Nobody", "The Hit")] * 3

    report = take([one for n in range(1000) for one in (*rare[3 * n : 3 * n + 3], *hits)], [])

    assert (report.missed[0].title, report.missed[0].count) == ("The Hit", 3000)
    assert (report.listens, report.unmatched) == (6000, 6000)


def test_it_can_be_broken_off_and_tells_how_far_it_is():
    seen: list[int] = []

    def check():
        if len(seen) == 3:
            raise CancelledError("stop")

    with pytest.raises(CancelledError):
        import_history([Listen("A", "B")] * 10_000, [], check, seen.append)
    assert seen == [0, 1000, 2000]


@given(st.text(max_size=40), st.text(max_size=40))
def test_what_is_written_the_same_is_found_whatever_it_is(artist, title):
    try:
        listen = make_listen(artist, title)
    except ValueError:
        return
    assert found(listen, track(listen.title, listen.artist)) == listen.title


@given(st.text(max_size=60))
def test_no_title_loses_all_its_words(title):
    forms = title_forms(readable(title))

    assert bool(forms.base) == bool(readable(title))
    assert all(artist_forms(readable(title))) == bool(readable(title)) or not readable(title)


@pytest.mark.parametrize("odd", ["(" * 500, "- " * 250, "a (b) " * 90, "((((a) b) c) d)", " - - -"])
def test_odd_titles_are_read_in_time(odd):
    assert title_forms(odd).full


@given(st.text(max_size=700))
def test_names_can_be_read_and_kept(text):
    name = readable(text)

    assert all(c.isprintable() or c in "\u200c\u200d" for c in name)
    assert name == name.strip()
    name.encode()
    assert len(name) <= 500
    assert "\x00" not in name


def test_emoji_stay_whole_and_what_turns_text_around_goes():
    assert readable("👩\u200d🎤 \u202eevil\u2066") == "👩\u200d🎤 evil"


@pytest.mark.parametrize("artist", [None, 5, "", " \n", "\x00", "\xad", "\u200d", ["x"]])
def test_a_listen_has_an_artist_and_a_title(artist):
    with pytest.raises(ValueError):
        make_listen(artist, "Song")
    with pytest.raises(ValueError):
        make_listen("Artist", artist)


@pytest.mark.parametrize("wrong", [0.0, -1e12, 1e300, float("nan"), float("inf"), 86_400.0])
def test_moments_before_there_was_a_service_are_none(wrong):
    assert moment(wrong) is None


def test_only_ids_of_musicbrainz_are_ids():
    listen = make_listen("A", "B", recording_ids=["x", None, MBID.upper(), MBID, 5])

    assert listen.recording_ids == (MBID,)


def test_a_library_without_names_is_no_trouble():
    library = Library([KnownTrack("a", (), ""), KnownTrack("b", ("",), "x")])

    assert library.find("Artist", "Song", None, ()) is None
