"""Titles say what kind of version they are; the rest of a title is the song."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.catalogue import normalise_search
from menura.discover.marks import Mark, marks_of, read_title


@pytest.mark.parametrize(
    ("title", "mark"),
    [
        ("Live and Let Die", Mark(0)),
        ("Live Forever", Mark(0)),
        ("Live", Mark(0)),
        ("Song (Live at Wembley)", Mark.LIVE),
        ("Song - Live", Mark.LIVE),
        ("Song [live]", Mark.LIVE),
        ("Song – Live in Paris, 1972", Mark.LIVE),
        ("Song (En Vivo)", Mark.LIVE),
        ("曲（ライブ）", Mark.LIVE),
        ("Song (Unplugged)", Mark.LIVE | Mark.ACOUSTIC),
        ("Song (Somebody's Remix)", Mark.REMIX),
        ("Song (Club Mix)", Mark.REMIX),
        ("Song (Original Mix)", Mark(0)),
        ("Song (Radio Edit)", Mark(0)),
        ("Mixed Emotions", Mark(0)),
        ("Song - Demo", Mark.DEMO),
        ("Demolition Man", Mark(0)),
        ("Song (Instrumental)", Mark.INSTRUMENTAL),
        ("Song (Acoustic Version)", Mark.ACOUSTIC),
        ("Song (Metallica cover)", Mark.COVER),
        ("Cover Me", Mark(0)),
        ("Intro", Mark.INTRO),
        ("Skit 2", Mark.INTRO),
        ("Song (Interlude)", Mark.INTRO),
        ("Introducing You", Mark(0)),
        ("Interview", Mark.SPOKEN),
        ("Song (Karaoke Version)", Mark.KARAOKE),
        ("Last Christmas", Mark.CHRISTMAS),
        ("Weihnachtslied", Mark.CHRISTMAS),
        ("Petit papa Noël", Mark.CHRISTMAS),
        ("Noel's Song", Mark(0)),
        ("", Mark(0)),
    ],
)
def test_a_version_is_named_in_brackets_or_behind_a_dash(title, mark):
    assert marks_of(title) == mark


@pytest.mark.parametrize(
    ("album", "mark"),
    [
        ("Live at Leeds", Mark.LIVE),
        ("Hits (Live)", Mark.LIVE),
        ("Live Through This", Mark(0)),
        ("Alive", Mark(0)),
        ("MTV Unplugged", Mark.LIVE | Mark.ACOUSTIC),
        ("A Tribute to Somebody", Mark.COVER),
        ("Christmas Songs", Mark.CHRISTMAS),
        (None, Mark(0)),
    ],
)
def test_an_album_speaks_for_its_tracks(album, mark):
    assert marks_of("Song", album) == mark


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Help! (Live) - 2009 Remaster", "help"),
        ("Song (feat. Somebody)", "song"),
        ("Song - Radio Edit", "song"),
        ("(I Can't Get No) Satisfaction", "i can t get no satisfaction"),
        ("Symphony No. 5 - II. Andante", "symphony no 5 ii andante"),
        ("Song (Part 2)", "song part 2"),
        ("(Remix)", "remix"),
    ],
)
def test_a_song_is_the_same_whatever_version_it_is(title, bare):
    assert read_title(title).bare == bare


@given(st.text(max_size=60))
def test_any_title_can_be_read(title):
    parts = read_title(title)
    assert parts.whole == normalise_search(title)
    assert bool(parts.bare) == bool(parts.whole)
    marks_of(title, title)
