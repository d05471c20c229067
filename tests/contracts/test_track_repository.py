"""Laws every TrackRepository keeps, over both databases."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from menura.catalogue import (
    FoundFile,
    LibraryCounts,
    Track,
    TrackKind,
    TrackMetadata,
    TrackNotFoundError,
    TrackOrder,
    TrackQuery,
    TrackState,
    UpsertCounts,
    normalise_search,
)
from menura.kernel.ids import new_id
from menura.store import Store, Unit
from tests.contracts.test_source_repository import STRANGE_NAMES
from tests.factories import (
    MORNING,
    NOBODY,
    WANTED,
    add_source,
    add_tracks,
    all_tracks,
    at,
    found,
    record,
    undone,
)

EXAMPLES = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# What tags hold: any script, no control characters and no half surrogates (``audio.tags`` sees to
# that), and few enough letters that two texts often have some in common.
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=40)
FEW_LETTERS = st.text(st.sampled_from("aäÅbBß éđ0-_%'\"/.🎵你"), max_size=12)
WORDS = TEXT | FEW_LETTERS
METADATA = st.fixed_dictionaries(
    {
        "title": st.none() | WORDS,
        "artists": st.lists(WORDS, max_size=2).map(tuple),
        "album": st.none() | WORDS,
        "genres": st.lists(WORDS, max_size=2).map(tuple),
        "track_number": st.none() | st.integers(1, 20),
    }
)
WEIRD_SEARCHES = [
    "",
    " ",
    "\t\n",
    '"',
    '""" "',
    "*",
    "a*",
    "AND",
    "a AND",
    "NEAR(a b)",
    "a NEAR/3 b",
    "NOT",
    "title:a",
    "-a",
    "^a",
    "(",
    "a & | ! b",
    "a:*",
    "<->",
    "\\",
    "'",
    "%",
    "_",
    "\x00",
    "a\x00b",
    "\ud800",
    "🎵",
    "½ ² Ⅷ",
    "ａｂｃ",
    "1e5 1.5 10.000",
    "a" * 10_000,
    "你" * 100_000,
    "a " * 5_000,
    "é%_'\"" * 2_000,
]


def search(unit: Unit, text: str, **more) -> Sequence[Track]:
    return unit.tracks.list(TrackQuery(text=text, limit=1_000, **more)).items


# ------------------------------------------------------------------ taking in what a walk finds


def test_a_found_file_becomes_a_track_to_be_heard(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        files = [found("Björk/Debut/01.flac", 42, 7)]
        assert unit.tracks.upsert_found(source.id, new_id(), files, MORNING) == UpsertCounts(
            new=1, changed=0, unchanged=0
        )
        (track,) = all_tracks(unit, source)
    assert (track.location, track.size_bytes, track.modified_ns) == ("Björk/Debut/01.flac", 42, 7)
    assert (track.state, track.title, track.added_at) == (TrackState.FOUND, "01", MORNING)


@EXAMPLES
@given(st.lists(st.text("ab/ é%_🎵'\"\n\\", min_size=1), unique=True, max_size=12))
def test_seeing_the_same_files_again_changes_nothing(store: Store, names: list[str]):
    with undone(store) as unit:
        source = add_source(unit)
        files = [found(name) for name in names]
        first = unit.tracks.upsert_found(source.id, new_id(), files, MORNING)
        before = all_tracks(unit, source)
        again = unit.tracks.upsert_found(source.id, new_id(), iter(files), at(60))
        assert first == UpsertCounts(new=len(names), changed=0, unchanged=0)
        assert again == UpsertCounts(new=0, changed=0, unchanged=len(names))
        assert all_tracks(unit, source) == before
        assert sorted(track.location for track in before) == sorted(names)


def test_more_files_than_one_statement_holds_are_all_kept(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        files = [found(f"{n:05d}.mp3") for n in range(1_234)]
        unit.tracks.upsert_found(source.id, new_id(), files, MORNING)
        seen = unit.tracks.upsert_found(source.id, new_id(), files, MORNING)
        assert seen.unchanged == unit.tracks.counts(source.id).found == 1_234


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_strange_names_of_files_come_back_unchanged(store: Store, name: str):
    with store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), f"{name}/{name}.mp3")
        assert unit.tracks.get(track.id).location == f"{name}/{name}.mp3"


@pytest.mark.parametrize("changed", [found("a.mp3", 2_000, 1), found("a.mp3", 1_000, 2)])
def test_a_changed_file_is_to_be_heard_again_and_keeps_its_id(store: Store, changed):
    with store.unit() as unit:
        source = add_source(unit)
        (track,) = add_tracks(unit, source, "a.mp3")
        record(unit, track, title="Song")
        seen = unit.tracks.upsert_found(source.id, new_id(), [changed], at(60))
        assert seen == UpsertCounts(new=0, changed=1, unchanged=0)
        (now,) = all_tracks(unit, source)
        assert (now.id, now.state, now.title) == (track.id, TrackState.FOUND, "Song")
        assert unit.tracks.unheard(source.id, WANTED, False) == [track.number]


def test_the_same_file_in_two_sources_is_two_tracks(store: Store):
    with store.unit() as unit:
        one, other = add_source(unit), add_source(unit)
        (here,), (there,) = add_tracks(unit, one, "a.mp3"), add_tracks(unit, other, "a.mp3")
    assert here.id != there.id


# ------------------------------------------------------------------- what music servers say


def said(location: str = "id1", path: str | None = "Björk/Jóga.flac", **parts: Any) -> FoundFile:
    """Return a track as a music server lists it."""
    return replace(found(location), metadata=TrackMetadata(**parts), path=path, duration_s=300.5)


def test_what_a_server_says_is_known_before_the_track_is_heard(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        file = said(title="Jóga", artists=("Björk",), album="Homogenic", year=1997)
        unit.tracks.upsert_found(source.id, new_id(), [file], MORNING)
        (track,) = all_tracks(unit, source)
        assert (track.metadata, track.path) == (file.metadata, "Björk/Jóga.flac")
        assert (track.state, track.duration_s) == (TrackState.FOUND, 300.5)
        for words in ("joga", "bjork homogenic", "flac"):
            assert search(unit, words) == [track]


def test_a_track_without_a_title_is_called_by_its_path(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        unit.tracks.upsert_found(source.id, new_id(), [said()], MORNING)
        assert [track.title for track in search(unit, "joga")] == ["Jóga"]


def test_what_a_server_says_holds_over_what_the_file_says(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        file = said(title="Jóga", genres=("Art Pop",))
        unit.tracks.upsert_found(source.id, new_id(), [file], MORNING)
        (track,) = all_tracks(unit, source)
        heard = record(unit, track, 301.0, title="joga_01", genres=("Other",), tagged_bpm=80.0)
        expected = TrackMetadata(title="Jóga", genres=("Art Pop",), tagged_bpm=80.0)
        assert (heard.metadata, heard.duration_s) == (expected, 301.0)
        assert search(unit, "art joga flac") == [heard]


def test_what_a_server_says_anew_is_taken_over_and_nothing_is_heard_again(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        file = said(title="Joga", album="Homogenic", year=1997)
        unit.tracks.upsert_found(source.id, new_id(), [file], MORNING)
        (track,) = all_tracks(unit, source)
        heard = record(unit, track, artists=("Björk",))
        change = unit.shelf.revision()
        again = said(path="B/1.flac", title="Jóga", year=1998)
        seen = unit.tracks.upsert_found(source.id, new_id(), [again], at(60))
        assert seen == UpsertCounts(new=0, changed=0, unchanged=1)
        now = unit.tracks.get(track.id)
        metadata = replace(heard.metadata, title="Jóga", year=1998)
        assert now == replace(heard, metadata=metadata, path="B/1.flac")
        assert metadata.artists == ("Björk",)
        assert unit.shelf.revision() > change
        assert unit.tracks.unheard(source.id, WANTED, False) == []
        assert search(unit, "homogenic 1 flac") == [now]
        assert record(unit, now, title="x").metadata.album == "Homogenic"


def test_a_server_that_says_the_same_again_changes_nothing(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        files = [said(title="A", artists=("B", "C"), year=1, tagged_bpm=0.1), found("id2")]
        unit.tracks.upsert_found(source.id, new_id(), files, MORNING)
        before, change = all_tracks(unit, source), unit.shelf.revision()
        unit.tracks.upsert_found(source.id, new_id(), files, at(60))
        assert (all_tracks(unit, source), unit.shelf.revision()) == (before, change)


def test_a_changed_file_is_heard_again_and_called_what_the_server_says_now(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        unit.tracks.upsert_found(source.id, new_id(), [said(title="Old")], MORNING)
        (track,) = all_tracks(unit, source)
        record(unit, track)
        again = replace(said(title="New"), size_bytes=5)
        unit.tracks.upsert_found(source.id, new_id(), [again], at(60))
        now = unit.tracks.get(track.id)
        assert (now.title, now.state) == ("New", TrackState.FOUND)


def test_a_track_that_two_pages_list_is_kept_once(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        seen = unit.tracks.upsert_found(source.id, new_id(), [said(), said(title="B")], MORNING)
        assert (seen.new, [track.title for track in all_tracks(unit, source)]) == (1, ["B"])


# ---------------------------------------------------------------------------- missing and back


def test_a_file_that_has_an_id_already_keeps_it_unless_another_track_has_it(store: Store):
    with store.unit() as unit:
        here, there = add_source(unit), add_source(unit)
        given, scan = new_id(), new_id()
        file = replace(found("clip.wav"), kind=TrackKind.CLIP, track_id=given)
        for source in (here, there):  # a data folder that was copied
            unit.tracks.upsert_found(source.id, scan, [file, found("song.wav")], at(0))
        ids = [{t.location: t.id for t in all_tracks(unit, source)} for source in (here, there)]
    assert ids[0]["clip.wav"] == given
    assert len({one for of in ids for one in of.values()}) == 4


def test_what_a_walk_did_not_see_is_missing_and_comes_back_as_it_was(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        heard, unheard, stays = add_tracks(unit, source, "heard.mp3", "new.mp3", "stays.mp3")
        heard = record(unit, heard, title="Heard")
        scan = new_id()
        unit.tracks.upsert_found(source.id, scan, [found("stays.mp3")], MORNING)
        assert unit.tracks.mark_missing(source.id, scan, []) == 2
        assert unit.tracks.counts(source.id) == LibraryCounts(found=1, missing=2)
        files = [found("heard.mp3"), found("new.mp3"), found("stays.mp3")]
        unit.tracks.upsert_found(source.id, new_id(), files, MORNING)
        assert all_tracks(unit, source) == [heard, unheard, stays]


def test_a_missing_file_that_comes_back_changed_is_heard_again(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        (track,) = add_tracks(unit, source, "a.mp3")
        record(unit, track)
        unit.tracks.mark_missing(source.id, new_id(), [])
        unit.tracks.upsert_found(source.id, new_id(), [found("a.mp3", 5)], MORNING)
        assert unit.tracks.get(track.id).state is TrackState.FOUND


def test_marking_missing_twice_marks_once(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        add_tracks(unit, source, "a.mp3")
        scan = new_id()
        assert unit.tracks.mark_missing(source.id, scan, []) == 1
        assert unit.tracks.mark_missing(source.id, scan, []) == 0


def test_other_sources_are_not_marked(store: Store):
    with store.unit() as unit:
        source, other = add_source(unit), add_source(unit)
        add_tracks(unit, other, "a.mp3")
        assert unit.tracks.mark_missing(source.id, new_id(), []) == 0
        assert unit.tracks.counts(other.id).found == 1


@pytest.mark.parametrize("folder", ["locked", "100 %", "a_b", "back\\slash", "🎵/deep"])
def test_what_lies_below_an_unreadable_folder_is_kept(store: Store, folder: str):
    with store.unit() as unit:
        source = add_source(unit)
        inside = f"{folder}/x/inside.mp3"
        beside = [f"{folder}2/a.mp3", "100 x/b.mp3", "aXb/c.mp3", "d.mp3"]
        add_tracks(unit, source, inside, *beside)
        unit.tracks.mark_missing(source.id, new_id(), [folder])
        states = {track.location: track.state for track in all_tracks(unit, source)}
    assert states == dict.fromkeys(beside, TrackState.MISSING) | {inside: TrackState.FOUND}


def test_an_unreadable_root_loses_nothing(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        add_tracks(unit, source, "a.mp3")
        assert unit.tracks.mark_missing(source.id, new_id(), ["."]) == 0


# ------------------------------------------------------------------------------------- hearing


def test_what_was_heard_comes_back_and_is_not_heard_again(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        track, other = add_tracks(unit, source, "a.mp3", "b.mp3")
        said = {
            "title": "Jóga 🌋",
            "artists": ("Björk", 'Mark "x" Bell'),
            "album": "Homogenic",
            "album_artist": "Björk",
            "year": 1997,
            "track_number": 2,
            "genres": ("Electronic", "Art Pop"),
            "musicbrainz_recording_id": new_id(),
        }
        heard = record(unit, track, duration_s=305.25, **said)
        assert {name: getattr(heard.metadata, name) for name in said} == said
        assert (heard.duration_s, heard.state) == (305.25, TrackState.ANALYSED)
        assert unit.tracks.unheard(source.id, WANTED, False) == [other.number]


def test_newer_listening_code_hears_everything_again(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        (track,) = add_tracks(unit, source, "a.mp3")
        record(unit, track)
        assert unit.tracks.unheard(source.id, {**WANTED, "features": "2"}, False) == [track.number]


def test_a_failed_track_says_why_and_is_tried_again_only_when_asked(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        (track,) = add_tracks(unit, source, "a.mp3")
        unit.tracks.record_failure(track.id, "not_audio", "This is no audio; remove it.")
        failed = unit.tracks.get(track.id)
        assert (failed.state, failed.error_code) == (TrackState.FAILED, "not_audio")
        assert failed.error_message == "This is no audio; remove it."
        assert unit.tracks.unheard(source.id, WANTED, False) == []
        assert unit.tracks.unheard(source.id, WANTED, True) == [track.number]
        assert record(unit, track).error_code is None


def test_a_missing_track_is_never_to_be_heard(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        add_tracks(unit, source, "a.mp3")
        unit.tracks.mark_missing(source.id, new_id(), [])
        assert unit.tracks.unheard(source.id, WANTED, True) == []


def test_texts_of_any_length_are_kept(store: Store):
    """PostgreSQL refuses index entries above 2,704 bytes, and such tags exist."""
    long = "".join(chr(0x4E00 + n * 7919 % 20_000) for n in range(1_000))
    with store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "a.mp3")
        heard = record(unit, track, title=long, album=long, artists=(long, long[::-1]))
        assert heard.title == long
        assert search(unit, long) == [heard]


# -------------------------------------------------------------------------------------- lookup


def test_tracks_are_found_by_id_and_by_number(store: Store):
    with store.unit() as unit:
        tracks = add_tracks(unit, add_source(unit), *(f"{n}.mp3" for n in range(1_100)))
        ids = [track.id for track in tracks]
        numbers = [track.number for track in tracks]
        assert unit.tracks.get_many([*ids, new_id(), "nonsense"]) == {t.id: t for t in tracks}
        unknown = max(numbers) + 1
        assert unit.tracks.by_numbers([*numbers, unknown]) == {t.number: t for t in tracks}
        assert unit.tracks.get(ids[0].upper()) == tracks[0]


@pytest.mark.parametrize("nonsense", ["", "nonsense", "0", "🎵", "\x00", NOBODY])
def test_what_is_no_track_is_not_found(store: Store, nonsense: str):
    with store.unit(read_only=True) as unit:
        with pytest.raises(TrackNotFoundError):
            unit.tracks.get(nonsense)
        assert unit.tracks.get_many([nonsense]) == {}
        assert unit.tracks.list(TrackQuery(source_id=nonsense)).total == 0
        assert unit.tracks.counts(nonsense) == LibraryCounts()


def test_counts_add_up(store: Store):
    with store.unit() as unit:
        source, other = add_source(unit), add_source(unit)
        _, heard, failed, _ = add_tracks(unit, source, "a.mp3", "b.mp3", "c.mp3", "d.mp3")
        add_tracks(unit, other, "e.mp3")
        record(unit, heard)
        unit.tracks.record_failure(failed.id, "x", "y")
        counts = unit.tracks.counts(source.id)
        assert counts == LibraryCounts(found=2, analysed=1, failed=1)
        assert (counts.total, unit.tracks.counts().total) == (4, 5)


# -------------------------------------------------------------------------------------- search


@EXAMPLES
@given(st.lists(METADATA, min_size=1, max_size=4), st.data())
def test_a_track_is_found_by_any_beginning_of_any_of_its_words(store: Store, tags, data):
    with undone(store) as unit:
        tracks = add_tracks(unit, add_source(unit), *(f"{n}.mp3" for n in range(len(tags))))
        tracks = [record(unit, t, **said) for t, said in zip(tracks, tags, strict=True)]
        track = data.draw(st.sampled_from(tracks))
        said = track.metadata
        texts = [track.title, *said.artists, said.album or "", *said.genres, track.location]
        words = [word for text in texts for word in normalise_search(text).split()]
        typed = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=3))
        typed = [word[: data.draw(st.integers(1, len(word)))] for word in typed]
        typed = [word.upper() if data.draw(st.booleans()) else word for word in typed]
        assert track in search(unit, data.draw(st.sampled_from([" ", "  ", ", "])).join(typed))


@EXAMPLES
@given(st.lists(FEW_LETTERS, min_size=1, max_size=5), FEW_LETTERS)
def test_nothing_is_found_that_lacks_a_word(store: Store, titles: list[str], typed: str):
    with undone(store) as unit:
        source = add_source(unit)
        tracks = add_tracks(unit, source, *(f"{n}.mp3" for n in range(len(titles))))
        tracks = [record(unit, t, title=title) for t, title in zip(tracks, titles, strict=True)]

        def matches(track: Track) -> bool:
            words = normalise_search(f"{track.title} {track.location}").split()
            return all(any(w.startswith(t) for w in words) for t in normalise_search(typed).split())

        expected = {track.id for track in tracks if matches(track)}
        assert {track.id for track in search(unit, typed)} == expected


@pytest.mark.parametrize(
    "typed", ["bjork", "BJÖRK", "joga homo", "homogenic jóga björk", "bj jo ho", "electronic"]
)
def test_accents_case_and_order_do_not_matter(store: Store, typed: str):
    with store.unit() as unit:
        track, other = add_tracks(unit, add_source(unit), "01.flac", "02.flac")
        track = record(
            unit,
            track,
            title="Jóga",
            artists=("Björk",),
            album="Homogenic",
            genres=("Electronic",),
        )
        record(unit, other, title="Unravel me", artists=("Somebody",))
        assert search(unit, typed) == [track]


@pytest.mark.parametrize("text", WEIRD_SEARCHES, ids=lambda text: ascii(text)[:20])
def test_no_search_is_an_error(store: Store, text: str):
    with store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "a AND b.mp3")
        record(unit, track, title=text.encode(errors="replace").decode().replace("\0", " ")[:1_000])
        for order in TrackOrder:
            search(unit, text, order=order)


@EXAMPLES
@given(st.text(max_size=60))
def test_no_text_at_all_is_an_error(store: Store, text: str):
    with undone(store) as unit:
        add_tracks(unit, add_source(unit), "a.mp3")
        search(unit, text)


def test_the_best_match_comes_first(store: Store):
    with store.unit() as unit:
        tracks = add_tracks(unit, add_source(unit), *(f"{n}.mp3" for n in range(5)))
        titles = ["The air", "Air on a string", "Other", "Air", "Some"]
        artists = ["A", "B", "Air", "Z", "Airbag"]
        for track, title, artist in zip(tracks, titles, artists, strict=True):
            record(unit, track, title=title, artists=(artist,))
        shown = [track.title for track in search(unit, "air")]
    assert shown == ["Air", "Other", "Air on a string", "Some", "The air"]


def test_search_follows_what_is_known_of_a_track(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        (track,) = add_tracks(unit, source, "untitled.mp3")
        record(unit, track, title="Before")
    with store.unit() as unit:
        record(unit, track, title="After")
    with store.unit() as unit:
        assert search(unit, "before") == []
        assert len(search(unit, "after")) == 1
        unit.sources.remove(source.id)
    with store.unit() as unit:
        assert search(unit, "after") == search(unit, "untitled") == []


def test_search_and_filters_work_together(store: Store):
    with store.unit() as unit:
        source, other = add_source(unit), add_source(unit)
        heard, _ = add_tracks(unit, source, "song.mp3", "songs.mp3")
        add_tracks(unit, other, "song.mp3")
        heard = record(unit, heard)
        analysed = TrackState.ANALYSED
        assert search(unit, "song", source_id=source.id, state=analysed) == [heard]
        assert len(search(unit, "song", source_id=source.id)) == 2
        assert len(search(unit, "song")) == 3


# -------------------------------------------------------------------------------------- paging


@EXAMPLES
@given(
    st.lists(METADATA, max_size=9),
    st.sampled_from(TrackOrder),
    st.booleans(),
    st.integers(1, 5),
    st.sampled_from(["", "a", "mp3"]),
)
def test_pages_hold_everything_once_in_order(store: Store, tags, order, descending, size, text):
    with undone(store) as unit:
        source = add_source(unit)
        tracks = add_tracks(unit, source, *(f"{n}.mp3" for n in range(len(tags))))
        for track, said in zip(tracks, tags, strict=True):
            record(unit, track, **said)

        def page(offset: int, limit: int, *, backwards: bool = descending):
            return unit.tracks.list(
                TrackQuery(
                    text=text,
                    source_id=source.id,
                    order=order,
                    descending=backwards,
                    offset=offset,
                    limit=limit,
                )
            )

        whole = page(0, 1_000)
        assert whole.total == len(whole.items) == len({track.id for track in whole.items})
        pages = [page(n * size, size) for n in range(math.ceil((whole.total + 1) / size))]
        assert [track for p in pages for track in p.items] == list(whole.items)
        assert {p.total for p in pages} == {whole.total}
        mirrored = page(0, 1_000, backwards=not descending).items
        assert list(mirrored) == list(whole.items)[::-1]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (TrackOrder.ADDED, "cbda"),
        (TrackOrder.TITLE, "abcd"),
        (TrackOrder.ARTIST, "dabc"),
        (TrackOrder.ALBUM, "bdac"),
    ],
)
def test_each_order_sorts_by_what_it_says(store: Store, order: TrackOrder, expected: str):
    known: dict[str, dict[str, Any]] = {
        "c": {"artists": ("Zed",), "album": "Ü", "track_number": 2},
        "b": {"artists": ("Éric",), "album": "alpha", "track_number": 1},
        "d": {"artists": ("abba",), "album": "Alpha", "track_number": 2},
        "a": {"artists": ("Dido",), "album": "Mid", "track_number": 9},
    }
    with store.unit() as unit:
        source = add_source(unit)
        for track in add_tracks(unit, source, *(f"{name}.mp3" for name in known)):
            name = track.location[0]
            record(unit, track, title=name.upper(), **known[name])
        query = TrackQuery(source_id=source.id, order=order)
        shown = [track.location[0] for track in unit.tracks.list(query).items]
    assert "".join(shown) == expected
