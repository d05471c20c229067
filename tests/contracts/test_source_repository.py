"""Laws every SourceRepository keeps, over both databases."""

from dataclasses import replace

import pytest

from menura.catalogue import (
    NewPlaylistItem,
    SourceKind,
    SourceNotFoundError,
    SourceOptions,
    SourceTrouble,
    TrackNotFoundError,
)
from menura.kernel.ids import new_id
from menura.store import Store
from tests.factories import (
    SPACE,
    a_source,
    add_source,
    add_tracks,
    at,
    keep_vector,
    playlist,
    unit_vector,
)

STRANGE_NAMES = [
    'Mé\'s 🎵 "best" of 100 % _loud_',
    "two\nlines\tand a tab",
    "'; DROP TABLE track; --",
    "\\",
    "مرحبا 你好",
]


def test_a_source_comes_back_as_it_was_kept(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
    with store.unit(read_only=True) as unit:
        assert unit.sources.get(source.id) == source


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_strange_names_come_back_unchanged(store: Store, name: str):
    with store.unit() as unit:
        source = add_source(unit, name=name, location=f"/music/{name}")
        assert unit.sources.get(source.id) == source


def test_sources_are_listed_by_name(store: Store):
    with store.unit() as unit:
        for name in ("Records", "Archive", "Loops"):
            add_source(unit, name=name)
        assert [source.name for source in unit.sources.all()] == ["Archive", "Loops", "Records"]


@pytest.mark.parametrize("nonsense", ["", "nonsense", "0", "' OR 1=1", "🎵", "a" * 10_000])
def test_what_is_no_id_names_no_source(store: Store, nonsense: str):
    with store.unit(read_only=True) as unit, pytest.raises(SourceNotFoundError):
        unit.sources.get(nonsense)


def test_an_id_nobody_has_names_no_source(store: Store):
    with store.unit(read_only=True) as unit, pytest.raises(SourceNotFoundError, match="menura"):
        unit.sources.get(new_id())


def test_an_id_written_in_capitals_names_the_same_source(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        assert unit.sources.get(source.id.upper()) == source


def test_the_end_of_a_scan_is_noted(store: Store):
    with store.unit() as unit:
        source, other = add_source(unit), add_source(unit)
        unit.sources.mark_scanned(source.id, at(60))
        assert unit.sources.get(source.id) == replace(source, last_scan_at=at(60))
        assert unit.sources.get(other.id).last_scan_at is None


def test_two_sources_never_share_a_place(store: Store):
    with store.unit() as unit:
        add_source(unit, location="/music")
    with pytest.raises(Exception, match=r"(?i)unique"), store.unit() as unit:
        add_source(unit, location="/music")


def test_a_removed_source_takes_its_tracks_and_all_that_is_known_of_them(store: Store):
    with store.unit() as unit:
        kept, gone = add_source(unit), add_source(unit)
        (here,) = add_tracks(unit, kept, "a.flac")
        (there,) = add_tracks(unit, gone, "b.flac")
        for track in (here, there):
            keep_vector(unit, track, unit_vector(track.number))
        listed = playlist()
        unit.playlists.add(listed, [NewPlaylistItem(there.id), NewPlaylistItem(here.id)])
    with store.unit() as unit:
        unit.sources.remove(gone.id)
    with store.unit(read_only=True) as unit:
        assert unit.sources.all() == [kept]
        assert unit.tracks.get(here.id) == here
        with pytest.raises(TrackNotFoundError):
            unit.tracks.get(there.id)
        assert unit.analyses.features([here.id, there.id]).keys() == {here.id}
        assert unit.analyses.embedding(there.id, SPACE) is None
        assert unit.analyses.space_state(SPACE).count == 1
        (item,) = unit.playlists.get(listed.id).items
        assert (item.position, item.track.id) == (0, here.id)


def test_tracks_are_forgotten_but_for_those_that_playlists_hold(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        gone, held, other = add_tracks(unit, source, "a.wav", "b.wav", "c.wav")
        for track in (gone, held):
            keep_vector(unit, track, unit_vector(track.number))
        listed = playlist()
        unit.playlists.add(listed, [NewPlaylistItem(held.id)])
        assert unit.sources.forget_tracks([gone.id, held.id, new_id()]) == 1
        assert unit.sources.forget_tracks([]) == 0
    with store.unit(read_only=True) as unit:
        with pytest.raises(TrackNotFoundError):
            unit.tracks.get(gone.id)
        assert unit.analyses.embedding(gone.id, SPACE) is None
        assert unit.analyses.space_state(SPACE).count == 1
        assert {unit.tracks.get(one.id).id for one in (held, other)} == {held.id, other.id}
        assert len(unit.playlists.get(listed.id).items) == 1


def test_removing_a_source_that_is_not_there_says_so(store: Store):
    with store.unit() as unit, pytest.raises(SourceNotFoundError):
        unit.sources.remove(new_id())


def test_numbers_of_removed_tracks_are_never_given_again(store: Store):
    """Vector indexes know tracks by number until they are built anew."""
    with store.unit() as unit:
        source = add_source(unit)
        old = add_tracks(unit, source, "a.flac", "b.flac")
        unit.sources.remove(source.id)
    with store.unit() as unit:
        new = add_tracks(unit, add_source(unit), "c.flac", "d.flac")
    assert min(t.number for t in new) > max(t.number for t in old)


def test_a_source_that_lies_elsewhere_now_keeps_its_tracks(store: Store):
    with store.unit() as unit:
        source, other = add_source(unit, location="/old"), add_source(unit, location="/other")
        (track,) = add_tracks(unit, source, "a.wav")
        unit.sources.move(source.id, "/new")
    with store.unit(read_only=True) as unit:
        assert unit.sources.get(source.id) == replace(source, location="/new")
        assert unit.sources.get(other.id) == other
        assert unit.tracks.get(track.id) == track


SETTLED = SourceOptions(
    libraries=("1", "Mé🎵"),
    write_favourites=True,
    write_plays=True,
    read_plays=False,
    user_id="u1",
    certificate="-----BEGIN",
)


def test_two_accounts_of_one_server_are_two_sources(store: Store):
    with store.unit() as unit:
        ann = replace(a_source(SourceKind.PLEX, "http://a"), account="ann", options=SETTLED)
        bob = replace(a_source(SourceKind.PLEX, "http://a"), account="bob")
        for one in (ann, bob):
            unit.sources.add(one)
        assert unit.sources.get(ann.id) == ann
    with pytest.raises(Exception, match=r"(?i)unique"), store.unit() as unit:
        unit.sources.add(replace(bob, id=new_id()))


def test_what_a_person_settles_anew_is_kept_and_the_rest_stays(store: Store):
    with store.unit() as unit:
        source, other = add_source(unit), add_source(unit)
        unit.sources.keep_secret(source.id, "sealed")
        unit.sources.mark_scanned(source.id, at(60))
        asked = replace(source, name="B", location="http://b", account="ann", options=SETTLED)
        unit.sources.update(asked)
        assert unit.sources.get(source.id) == replace(asked, last_scan_at=at(60))
        assert unit.sources.secret(source.id) == "sealed"
        assert unit.sources.get(other.id) == other
        with pytest.raises(SourceNotFoundError):
            unit.sources.update(replace(source, id=new_id()))


def test_a_secret_is_kept_until_it_is_taken_away_and_shown_by_no_source(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        assert unit.sources.secret(source.id) is None
        unit.sources.keep_secret(source.id, "sealed")
        assert unit.sources.secret(source.id) == "sealed"
        assert "sealed" not in repr(unit.sources.get(source.id))
        unit.sources.keep_secret(source.id, None)
        assert unit.sources.secret(source.id) is None
        assert unit.sources.secret("nonsense") is None
        with pytest.raises(SourceNotFoundError):
            unit.sources.keep_secret(new_id(), "sealed")


def test_trouble_is_kept_until_a_scan_sees_everything(store: Store):
    trouble = SourceTrouble("server_login", "The password is wrong.", at(5))
    with store.unit() as unit:
        source, other = add_source(unit), add_source(unit)
        for told in (trouble, None, trouble):
            unit.sources.mark_trouble(source.id, told)
            assert unit.sources.get(source.id) == replace(source, trouble=told)
        unit.sources.mark_scanned(source.id, at(60))
        assert unit.sources.get(source.id) == replace(source, last_scan_at=at(60))
        assert unit.sources.get(other.id) == other
