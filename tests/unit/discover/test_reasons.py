"""Each result says honestly why it is there."""

import pytest

from menura.discover.reasons import explain, explain_all
from tests.unit.discover.shelves import make_shelf

C, D, F, F_SHARP, G = 0, 2, 5, 6, 7
A_MINOR, B_MINOR, D_MINOR, F_SHARP_MINOR, G_MINOR = 21, 23, 14, 18, 19


def reasons(here, there, distance=0.1) -> dict[str, str]:
    told = explain(make_shelf([here, there]), 0, 1, distance)
    assert len({reason.code for reason in told}) == len(told)
    return {reason.code: reason.text for reason in told}


def test_the_first_reason_is_how_alike_two_tracks_are():
    shelf = make_shelf(2)
    assert [r.text for r in explain(shelf, 0, 1, 0.123)] == ["88% alike in sound"]
    assert [r.text for r in explain(shelf, None, 1, 1.7)] == ["0% alike in sound"]
    assert explain(shelf, 0, 1, None) == ()


@pytest.mark.parametrize(
    ("here", "there", "text"),
    [
        (120.0, 120.3, "same tempo (120 BPM)"),
        (120.0, 126.0, "+6 BPM"),
        (120.0, 112.0, "-8 BPM"),
        (120.0, 60.2, "same tempo (60 BPM), half time"),
        (70.0, 140.5, "same tempo (140 BPM), double time"),
        (70.0, 145.0, "+5 BPM, double time"),
        (140.0, 68.0, "-2 BPM, half time"),
        (120.0, 90.0, "90 BPM against 120"),
        (None, 90.0, None),
        (90.0, None, None),
    ],
)
def test_tempi_are_compared_as_they_are_felt(here, there, text):
    assert reasons({"tempo_bpm": here}, {"tempo_bpm": there}).get("tempo") == text


@pytest.mark.parametrize(
    ("here", "there", "text"),
    [
        (C, C, "same key (C major)"),
        (C, A_MINOR, "relative key (A minor)"),
        (A_MINOR, C, "relative key (C major)"),
        (D_MINOR, D, "parallel key (D major)"),
        (C, G, "a fifth up (G major)"),
        (C, F, "a fifth down (F major)"),
        (B_MINOR, F_SHARP_MINOR, "a fifth up (F# minor)"),
        (C, F_SHARP, None),
        (C, G_MINOR, None),
        (None, C, None),
        (C, None, None),
    ],
)
def test_keys_are_named_by_their_relation(here, there, text):
    assert reasons({"key": here}, {"key": there}).get("key") == text


@pytest.mark.parametrize(("here", "there"), [(0.64, 0.9), (0.9, 0.64), (0.0, 0.0)])
def test_of_uncertain_keys_nothing_is_said(here, there):
    told = [{"key": C, "key_confidence": confidence} for confidence in (here, there)]
    assert "key" not in reasons(*told)
    assert "key" in reasons({"key": C, "key_confidence": 0.65}, {"key": C})


@pytest.mark.parametrize(
    ("here", "there", "text"),
    [
        (-14.0, -14.0, None),
        (-14.0, -8.1, None),
        (-14.0, -8.0, "6 LU louder"),
        (-9.0, -20.0, "11 LU quieter"),
        (None, -20.0, None),
        (-20.0, None, None),
    ],
)
def test_a_jump_in_loudness_is_warned_of(here, there, text):
    assert reasons({"loudness_lufs": here}, {"loudness_lufs": there}).get("loudness") == text


def test_moods_that_both_clearly_have_are_named():
    here = {"moods": {"happy": 0.9, "sad": 0.1, "party": 0.7, "relaxed": 0.55}}
    assert reasons(here, {"moods": {"happy": 0.7}})["mood"] == "both happy"
    assert reasons(here, here)["mood"] == "both happy and party"
    assert "mood" not in reasons(here, {"moods": {"sad": 0.9, "relaxed": 0.9}})
    assert "mood" not in reasons(here, {})


def test_genre_and_artist_are_told_when_they_are_the_same():
    here = {"artist": "Björk", "genres": ("Pop", "Trip Hop")}
    told = reasons(here, {"artist": "bjork", "genres": ("Techno", "trip-hop")})
    assert (told["genre"], told["artist"]) == ("same genre (Trip Hop)", "same artist")
    unknown = {"artist": None}
    assert set(reasons(unknown, unknown)) == {"distance"}


def test_several_are_explained_as_each_would_be():
    shelf = make_shelf([{"key": C, "tempo_bpm": 100.0, "genre": "Rock"}] * 2 + [{}] * 2)
    together = explain_all(shelf, 0, [3, 1, 2], [0.3, None, 0.1])
    one_by_one = [explain(shelf, 0, *pair) for pair in [(3, 0.3), (1, None), (2, 0.1)]]
    assert together == one_by_one
    assert explain_all(shelf, 0, [], []) == []
