"""The shelf is the library, however its changes arrived."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.catalogue import TrackKind
from menura.discover.marks import Mark
from menura.discover.ports import ShelfChanges, ShelfRow
from menura.discover.shelf import UNKNOWN, Labels, Shelf, name_key
from menura.discover.shelf_keeper import LARGE_SHELF, ShelfKeeper, build_shelf
from tests.unit.discover.shelves import make_row, make_shelf, track_id

MOST_ROWS = 12


class FakeShelfRows:
    """A library that remembers what it did to which track."""

    def __init__(self) -> None:
        self.now: dict[int, ShelfRow] = {}
        self.changed_at: dict[int, int] = {}
        self.newest = 0
        self.asked = 0

    def put(self, row: ShelfRow) -> None:
        self.newest += 1
        self.now[row.number] = row
        self.changed_at[row.number] = self.newest

    def remove(self, number: int) -> None:
        self.newest += 1
        self.now.pop(number, None)
        self.changed_at[number] = self.newest

    def revision(self) -> int:
        self.asked += 1
        return self.newest

    def changes(self, since: int, limit: int) -> ShelfChanges:
        del limit  # three at a time, so that reading goes on for some rounds
        later = sorted((at, number) for number, at in self.changed_at.items() if at > since)[:3]
        numbers = [number for _, number in later]
        return ShelfChanges(
            revision=later[-1][0] if later else self.newest,
            rows=[self.now[number] for number in numbers if number in self.now],
            removed=[number for number in numbers if number not in self.now],
        )


def told(shelf: Shelf) -> list[tuple[object, ...]]:
    """Return what a shelf says of each row, codes put into words."""

    def words(labels: Labels, row: int) -> set[tuple[str, float]]:
        return {(name_key(name), score) for name, score in labels.of(row).items()}

    def named(names, code):
        return None if code == UNKNOWN else name_key(names[code])

    columns = ["numbers", "ids", "work", "marks", "kind", "year", "key", "key_confidence"]
    columns += ["duration_s", "tempo_bpm", "energy", "loudness_lufs", "is_favourite", "added_at"]
    return [
        (
            *(str(getattr(shelf, name)[row]) for name in columns),
            str(shelf.moods[row].tolist()),
            named(shelf.artists, shelf.artist[row]),
            named(shelf.albums, shelf.album[row]),
            shelf.sources[shelf.source[row]],
            shelf.folders[shelf.folder[row]],
            words(shelf.genres, row),
            words(shelf.tags, row),
        )
        for row in range(len(shelf))
    ]


rows = st.builds(
    make_row,
    st.integers(1, MOST_ROWS),
    title=st.sampled_from(["", "Song", "Song (Live)", "Other"]),
    artists=st.sampled_from([(), ("AC/DC",), ("ac dc",), ("Björk", "Guest"), ("!!!",)]),
    album=st.sampled_from([None, "One", "one", "Two"]),
    album_artist=st.sampled_from([None, "Various Artists"]),
    genres=st.sampled_from([(), ("Rock",), ("rock", "Pop")]),
    tags=st.sampled_from([{}, {"Jazz": 0.75, "Funk": 0.25}]),
    moods=st.sampled_from([{}, {"happy": 0.75}]),
    year=st.sampled_from([None, 1999]),
    source_id=st.sampled_from(["a", "b"]),
    folder=st.sampled_from(["", "Jazz", "Jazz/Live"]),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(rows, st.integers(1, MOST_ROWS), st.none()), max_size=30))
def test_a_shelf_that_was_kept_up_to_date_is_the_one_built_at_once(story):
    library, keeper = FakeShelfRows(), ShelfKeeper()
    for event in story:
        if event is None:
            keeper.fresh(library)
        elif isinstance(event, int):
            library.remove(event)
        else:
            library.put(event)
    kept, built = keeper.fresh(library), build_shelf(library.now.values())
    assert told(kept) == told(built)
    assert kept.revision == library.newest
    assert kept.rows_of(np.array(sorted(library.now))).tolist() == list(range(len(kept)))
    for labels in (kept.genres, kept.tags):
        assert labels.starts[-1] == len(labels.codes) == len(labels.scores)


def test_a_former_shelf_never_changes():
    library, keeper = FakeShelfRows(), ShelfKeeper()
    library.put(make_row(1, title="Old"))
    before = keeper.fresh(library)
    was = told(before)
    library.put(make_row(1, title="New", artist="Newcomer"))
    after = keeper.fresh(library)
    assert told(before) == was != told(after)
    assert "Newcomer" in after.artists
    assert "Newcomer" not in before.artists


def test_nothing_is_read_when_nothing_changed():
    library, keeper = FakeShelfRows(), ShelfKeeper()
    library.put(make_row(1))
    assert keeper.fresh(library) is keeper.fresh(library)


def test_a_restored_backup_is_read_anew_once_every_reader_sees_it():
    seconds = iter([0.0, 0.0, 10.0, 10.0, 10.0, 50.0, 50.0, 50.0])
    library, keeper = FakeShelfRows(), ShelfKeeper(clock=lambda: next(seconds))
    for number in range(1, 8):
        library.put(make_row(number))
    assert len(keeper.fresh(library)) == 7
    backup = FakeShelfRows()
    backup.put(make_row(3, title="Other"))
    assert len(keeper.fresh(backup)) == 7  # it may be a reader that began earlier
    assert told(keeper.fresh(backup)) == told(build_shelf(backup.now.values()))


def test_a_reader_that_began_earlier_neither_empties_the_shelf_nor_turns_it_back():
    library, earlier = FakeShelfRows(), FakeShelfRows()
    for number in range(1, 8):
        library.put(make_row(number))
        if number < 5:
            earlier.put(make_row(number))
    keeper = ShelfKeeper()
    newest = keeper.fresh(library)
    assert keeper.fresh(earlier) is newest
    library.put(make_row(9))
    assert len(keeper.fresh(library)) == 8


def test_what_a_store_tells_as_whole_replaces_everything():
    class Forgetful(FakeShelfRows):
        def changes(self, since: int, limit: int) -> ShelfChanges:
            changes = super().changes(0 if since else since, limit)
            return replace(changes, is_whole=since > 0, revision=self.newest)

    library, keeper = Forgetful(), ShelfKeeper()
    library.put(make_row(1))
    library.put(make_row(2))
    assert len(keeper.fresh(library)) == 2
    library.now = {}
    library.changed_at = {}
    library.put(make_row(5))
    assert keeper.fresh(library).numbers.tolist() == [5]


def test_a_track_that_goes_while_the_changes_are_read_is_gone():
    class Moving(FakeShelfRows):
        def changes(self, since: int, limit: int) -> ShelfChanges:
            del limit
            if since < 1:
                return ShelfChanges(1, [make_row(1), make_row(2)], [])
            return ShelfChanges(2, [], [1])

    library = Moving()
    library.newest = 2
    assert ShelfKeeper().fresh(library).numbers.tolist() == [2]


def test_a_large_shelf_is_refreshed_now_and_then_unless_somebody_insists():
    library, seconds = FakeShelfRows(), [100.0]
    keeper = ShelfKeeper(clock=lambda: seconds[0])
    library.put(make_row(1))
    keeper.fresh(library)
    keeper._shelf = replace(keeper.shelf, numbers=np.arange(LARGE_SHELF + 1))
    asked = library.asked
    keeper.fresh(library)
    assert library.asked == asked
    keeper.fresh(library, force=True)
    seconds[0] += 2.5
    keeper.fresh(library)
    assert library.asked == asked + 2


def test_an_artist_is_one_however_the_name_is_written():
    shelf = make_shelf(
        [{"artist": "AC/DC"}, {"artist": "ac dc"}, {"artist": "!!!"}, {"artist": None}]
    )
    assert shelf.artist.tolist() == [0, 0, 1, UNKNOWN]
    assert shelf.artists == ("AC/DC", "!!!")


def test_albums_of_one_name_by_others_are_others():
    hits = {"album": "Greatest Hits"}
    shelf = make_shelf(
        [
            {**hits, "artist": "A"},
            {**hits, "artist": "B"},
            {"album": "greatest hits!", "artist": "A"},
            {**hits, "artist": "A", "album_artist": "B"},
            {},
        ]
    )
    assert shelf.album.tolist() == [0, 1, 0, 1, UNKNOWN]


def test_versions_of_a_song_are_one_work_and_what_has_no_name_is_none():
    shelf = make_shelf(
        [
            {"artist": "A", "title": "Song"},
            {"artist": "a", "title": "SONG (Live at Home)"},
            {"artist": "B", "title": "Song"},
            {"artist": None, "title": "Song"},
            {"artist": "A", "title": ""},
            {"artist": "A", "title": "Song", "kind": TrackKind.STEM},
        ]
    )
    first, live, other, *nameless = shelf.work.tolist()
    assert first == live != other
    assert first != 0 != other
    assert nameless == [0, 0, 0]
    assert shelf.marks[1] == Mark.LIVE
    assert first == build_shelf([make_row(9, artist="A", title="Song")]).work[0]


def test_genres_are_those_in_the_file_or_else_those_that_were_heard():
    tags = {"Jazz": 0.75, "Funk": 0.25}
    shelf = make_shelf([{"genre": "Rock", "tags": tags}, {"tags": tags}, {"genres": ("", "ROCK")}])
    assert [dict(shelf.genres.of(row)) for row in range(3)] == [
        {"Rock": 1.0},
        {"Jazz": 0.75},
        {"Rock": 1.0},
    ]
    assert shelf.tags.of(1) == {"Jazz": 0.75, "Funk": 0.25}


def test_a_row_is_found_by_its_id():
    shelf = make_shelf(5)
    assert shelf.row_of_id(track_id(4).upper()) == 3
