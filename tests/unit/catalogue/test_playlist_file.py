"""What is written as M3U8 is what a player reads."""

from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from menura.catalogue import PlaylistItem, Track, TrackMetadata, render_m3u8
from tests.factories import a_track


def track(
    path: str, title: str | None, artists: tuple[str, ...], duration_s: float | None
) -> Track:
    metadata = TrackMetadata(title=title, artists=artists)
    return a_track(location=path, metadata=metadata, duration_s=duration_s)


def read(text: str) -> list[tuple[str, str]]:
    """Return the (information, path) pairs of a playlist, as a plain player understands it."""
    entries, information = [], ""
    for line in text.splitlines():  # splits wherever any player might
        if line.startswith("#EXTINF:"):
            information = line.removeprefix("#EXTINF:")
        elif line and not line.startswith("#"):
            path = line.strip()
            path = unquote(path.removeprefix("file://")) if path.startswith("file://") else path
            entries.append((information, path))
            information = ""
    return entries


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
PATHS = TEXT.map("/music/".__add__) | st.sampled_from(
    ["/music/100 %25.mp3", "/music/#1.mp3", "/m/ two\nlines\r.mp3", "/m/end ", "/m/\u2028.mp3"]
)
ENTRIES = st.tuples(PATHS, st.none() | TEXT, st.lists(TEXT, max_size=2), st.none() | TEXT)


@given(TEXT, st.lists(ENTRIES, max_size=5))
def test_every_path_comes_back_once_and_in_order(name, entries):
    items = [
        PlaylistItem(n, track(path, title, tuple(artists), 61.5), reason)
        for n, (path, title, artists, reason) in enumerate(entries)
    ]
    text = render_m3u8(name, items, lambda each: each.location)
    text.encode()
    assert [path for _, path in read(text)] == [path for path, *_ in entries]
    assert text.startswith("#EXTM3U\n#EXTENC:UTF-8\n#PLAYLIST:")


def test_a_playlist_looks_as_players_expect():
    items = [
        PlaylistItem(0, track("/m/a.mp3", "Jóga", ("Björk",), 305.6), "92 % alike\nin sound"),
        PlaylistItem(1, track("/m/b c.mp3", None, (), None)),
    ]
    assert render_m3u8("Night\nand day", items, lambda each: each.location).splitlines() == [
        "#EXTM3U",
        "#EXTENC:UTF-8",
        "#PLAYLIST:Night and day",
        "# 92 % alike in sound",
        "#EXTINF:306,Björk - Jóga",
        "/m/a.mp3",
        "#EXTINF:-1,b c",
        "/m/b c.mp3",
    ]


def test_a_relative_path_that_begins_like_a_comment_is_no_comment():
    items = [PlaylistItem(0, track("#1 hits/a.mp3", "x", (), 1.0))]
    assert "\n./#1 hits/a.mp3\n" in render_m3u8("x", items, lambda each: each.location)


def test_a_path_with_a_line_break_is_one_percent_encoded_entry():
    items = [PlaylistItem(0, track("/m/a\nb.mp3", "x", (), 1.0))]
    assert "\nfile:///m/a%0Ab.mp3\n" in render_m3u8("x", items, lambda each: each.location)
