"""What is written as XSPF and JSPF is what another library reads."""

import json
from dataclasses import replace
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from menura.catalogue import Playlist, PlaylistItem, Track, TrackMetadata
from menura.catalogue.playlist_exchange import render_jspf, render_xspf
from tests.factories import a_track, playlist

XSPF = {"x": "http://xspf.org/ns/0/"}
# What a title may hold: anything that can be printed, and XML's own characters
TEXT = st.text(
    st.characters(exclude_categories=["C", "Zl", "Zp"]) | st.sampled_from("<>&\"']]>"), max_size=20
)
PATHS = TEXT.map("/music/".__add__)


def track(path: str, title: str, artist: str) -> Track:
    return a_track(location=path, metadata=TrackMetadata(title=title, artists=(artist,)))


def listed(items: list[tuple[str, str, str, str | None]], name: str = "Evening") -> Playlist:
    return replace(
        playlist(name),
        items=tuple(
            PlaylistItem(place, track(path, title, artist), reason)
            for place, (path, title, artist, reason) in enumerate(items)
        ),
    )


def locate(track: Track) -> str:
    return track.location


@given(TEXT, st.lists(st.tuples(PATHS, TEXT.filter(str.strip), TEXT, st.none() | TEXT), max_size=4))
def test_everything_comes_back_in_order(name, entries):
    made = listed(entries, name)
    root = ET.fromstring(render_xspf(made, locate).encode())
    told = json.loads(render_jspf(made, locate))["playlist"]
    assert (root.findtext("x:title", None, XSPF) or "") == told["title"] == name
    tracks = root.findall("x:trackList/x:track", XSPF)
    assert len(tracks) == len(told["track"]) == len(entries)
    for (path, title, _, reason), element, line in zip(entries, tracks, told["track"], strict=True):
        assert unquote(element.findtext("x:location", "", XSPF)) == f"file://{path}"
        assert unquote(line["location"][0]) == f"file://{path}"
        assert element.findtext("x:title", None, XSPF) == line["title"] == title
        assert (element.findtext("x:annotation", None, XSPF) or "") == (reason or "")


@given(st.text(max_size=30))
def test_no_text_breaks_the_xml(text: str):
    made = listed([("/music/a.mp3", text or "t", text, text)], text)
    written = render_xspf(replace(made, description=text), locate)
    ET.fromstring(written.encode(errors="surrogatepass") if text.isascii() else written)


def test_line_breaks_stay_and_control_characters_go():
    made = listed([("/music/a.mp3", "Two\nlines\tand\x00\x1b a \x0bbell\x07", "A\r\nB", None)])
    root = ET.fromstring(render_xspf(made, locate))
    assert root.findtext("x:trackList/x:track/x:title", None, XSPF) == "Two\nlines\tand a bell"
    assert root.findtext("x:trackList/x:track/x:creator", None, XSPF) == "A\nB"


def test_a_recording_is_named_by_what_another_library_knows():
    metadata = TrackMetadata(
        title="Jóga",
        artists=("Björk",),
        album="Homogenic",
        track_number=2,
        musicbrainz_recording_id="0c7e1a63-9e0b-4b9c-8f7b-9a8c2d4f1b1e",
    )
    plain = a_track(2, duration_s=None)
    one = a_track(location="http://radio/x y", metadata=metadata, duration_s=305.6)
    made = replace(
        playlist("Evening"),
        description="Über alles",
        items=(
            PlaylistItem(0, one, "same key"),
            PlaylistItem(1, plain, None),
        ),
    )
    told = json.loads(render_jspf(made, locate))["playlist"]
    assert told["annotation"] == "Über alles"
    assert told["date"] == "2026-01-01T08:00:00+00:00"
    assert told["track"][0] == {
        "location": ["http://radio/x y"],
        "identifier": ["https://musicbrainz.org/recording/0c7e1a63-9e0b-4b9c-8f7b-9a8c2d4f1b1e"],
        "title": "Jóga",
        "creator": "Björk",
        "annotation": "same key",
        "album": "Homogenic",
        "trackNum": 2,
        "duration": 305_600,
    }
    assert told["track"][1] == {"location": ["2.mp3"], "title": "2"}
    root = ET.fromstring(render_xspf(made, locate))
    order = [child.tag.partition("}")[2] for child in root.find("x:trackList/x:track", XSPF) or ()]
    assert order == list(told["track"][0])
