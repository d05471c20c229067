"""Laws every RemotePlaylistRepository keeps, over both databases."""

from dataclasses import replace

import pytest

from menura.catalogue import RemotePlaylist
from menura.kernel.ids import new_id
from menura.store import Store, Unit
from tests.contracts.test_source_repository import STRANGE_NAMES
from tests.contracts.test_track_copies_repository import add_server
from tests.factories import at, playlist


def a_sent(unit: Unit, name: str = "Evening") -> RemotePlaylist:
    return RemotePlaylist(new_id(), add_server(unit).id, name, "mk1")


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_what_was_sent_comes_back_as_it_was_kept(store: Store, name: str):
    with store.unit() as unit:
        sent = replace(
            a_sent(unit, name),
            remote_id=name,
            before=("1", name),
            sent_at=at(60),
            version=3,
            track_count=2_000,
            left_out=7,
        )
        unit.remote_playlists.keep(sent)
    with store.unit(read_only=True) as unit:
        assert unit.remote_playlists.get(sent.playlist_id, sent.source_id) == sent


def test_nothing_before_and_nothing_known_before_are_told_apart(store: Store):
    with store.unit() as unit:
        for before in (None, (), ("1",)):
            sent = replace(a_sent(unit), before=before)
            unit.remote_playlists.keep(sent)
            assert unit.remote_playlists.get(sent.playlist_id, sent.source_id) == sent


def test_keeping_again_replaces_what_is_known_of_that_source_alone(store: Store):
    with store.unit() as unit:
        sent = a_sent(unit)
        other = replace(sent, source_id=add_server(unit).id)
        for one in (sent, other, replace(sent, remote_id="9")):
            unit.remote_playlists.keep(one)
        both = unit.remote_playlists.of_playlist(sent.playlist_id)
        assert sorted(one.remote_id or "" for one in both) == ["", "9"]


def test_a_source_lists_by_name_what_it_was_sent(store: Store):
    with store.unit() as unit:
        first = a_sent(unit, "Morning")
        for name in ("Noon", "Evening"):
            unit.remote_playlists.keep(replace(first, playlist_id=new_id(), name=name))
        unit.remote_playlists.keep(first)
        listed = unit.remote_playlists.of_source(first.source_id)
        assert [one.name for one in listed] == ["Evening", "Morning", "Noon"]


def test_a_playlist_that_is_gone_here_is_still_known_on_the_server(store: Store):
    with store.unit() as unit:
        evening = playlist()
        unit.playlists.add(evening, [])
        sent = replace(a_sent(unit), playlist_id=evening.id)
        unit.remote_playlists.keep(sent)
        unit.playlists.remove(evening.id)
        assert unit.remote_playlists.of_playlist(evening.id) == [sent]
        unit.remote_playlists.remove(evening.id, sent.source_id)
        assert unit.remote_playlists.get(evening.id, sent.source_id) is None


def test_what_a_removed_source_was_sent_is_forgotten(store: Store):
    with store.unit() as unit:
        sent = a_sent(unit)
        unit.remote_playlists.keep(sent)
        unit.sources.remove(sent.source_id)
        assert unit.remote_playlists.of_playlist(sent.playlist_id) == []


@pytest.mark.parametrize("nonsense", ["", "nonsense", "' OR 1=1"])
def test_what_is_no_id_was_sent_nothing(store: Store, nonsense: str):
    with store.unit() as unit:
        sent = a_sent(unit)
        unit.remote_playlists.keep(sent)
        unit.remote_playlists.remove(sent.playlist_id, nonsense)
        assert unit.remote_playlists.get(nonsense, sent.source_id) is None
        assert unit.remote_playlists.of_playlist(nonsense) == []
        assert unit.remote_playlists.of_source(nonsense) == []
        assert unit.remote_playlists.of_source(sent.source_id) == [sent]
