"""Laws of what keeps anchors, radios, maps and clustering runs, over both databases."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from menura.discover import (
    Anchor,
    AnchorNotFoundError,
    ClusterPlaylist,
    ClusterRun,
    ClusterRunNotFoundError,
    MusicMap,
    Radio,
    RadioNotFoundError,
)
from menura.kernel.ids import new_id
from menura.store import Store
from tests.factories import (
    MORNING,
    NOBODY,
    at,
    unit_vector,
)


def an_anchor(name: str = "Dusk", avoided: int = 1) -> Anchor:
    points = np.stack([unit_vector(1), unit_vector(2)])
    kept_away = np.stack([unit_vector(n) for n in range(avoided)] or [unit_vector(1)])[:avoided]
    return Anchor(
        id=new_id(),
        name=name,
        space="dsp",
        points=points,
        avoided=kept_away,
        avoided_distance=0.2,
        recipe={"add": [{"kind": "mood", "name": "sad"}]},
        created_at=MORNING,
    )


def a_radio(anchor_id: str, name: str = "Evening") -> Radio:
    return Radio(
        id=new_id(),
        anchor_id=anchor_id,
        name=name,
        temperature=0.5,
        count=25,
        enabled=True,
        created_at=MORNING,
        filter={"genres": ["jazz"]},
        cron="0 18 * * *",
    )


def same_anchor(one: Anchor, other: Anchor) -> bool:
    """Tell whether two anchors are equal, arrays included."""
    plain = np.zeros((0, 0), np.float32)
    return (
        np.array_equal(one.points, other.points)
        and np.array_equal(one.avoided, other.avoided)
        and one.avoided.shape == other.avoided.shape
        and repr(replace(one, points=plain, avoided=plain))
        == repr(replace(other, points=plain, avoided=plain))
    )


@pytest.mark.parametrize("avoided", [0, 3])
def test_an_anchor_comes_back_as_it_was(store: Store, avoided: int):
    anchor = an_anchor(avoided=avoided)
    with store.unit() as unit:
        unit.anchors.add_anchor(anchor)
        assert same_anchor(unit.anchors.anchor(anchor.id.upper()), anchor)


def test_anchors_are_listed_by_name_and_can_be_renamed(store: Store):
    with store.unit() as unit:
        one, other = an_anchor("B"), an_anchor("A")
        unit.anchors.add_anchor(one)
        unit.anchors.add_anchor(other)
        assert [anchor.name for anchor in unit.anchors.anchors()] == ["A", "B"]
        unit.anchors.rename_anchor(other.id, "C")
        assert [anchor.name for anchor in unit.anchors.anchors()] == ["B", "C"]


def test_a_radio_is_replaced_as_a_whole(store: Store):
    with store.unit() as unit:
        anchor = an_anchor()
        unit.anchors.add_anchor(anchor)
        radio = a_radio(anchor.id)
        unit.anchors.put_radio(radio)
        assert unit.anchors.radio(radio.id) == radio
        ran = replace(
            radio, playlist_id=new_id(), last_run_at=at(5), run_count=1, cron=None, per_artist=2
        )
        unit.anchors.put_radio(ran)
        assert unit.anchors.radios() == [ran]
        unit.anchors.remove_radio(radio.id)
        assert unit.anchors.radios() == []


def test_radios_go_with_their_anchor(store: Store):
    with store.unit() as unit:
        gone, kept = an_anchor(), an_anchor()
        for anchor in (gone, kept):
            unit.anchors.add_anchor(anchor)
            unit.anchors.put_radio(a_radio(anchor.id))
        unit.anchors.remove_anchor(gone.id)
        assert [radio.anchor_id for radio in unit.anchors.radios()] == [kept.id]


@pytest.mark.parametrize("nobody", [NOBODY, "nonsense", "", "\x00"])
def test_anchors_and_radios_that_are_not_there_are_said(store: Store, nobody: str):
    with store.unit() as unit:
        asked_of_anchors: list[Callable[[str], object]] = [
            unit.anchors.anchor,
            unit.anchors.remove_anchor,
            lambda wanted: unit.anchors.rename_anchor(wanted, "New"),
            lambda wanted: unit.anchors.put_radio(a_radio(wanted)),
        ]
        for ask in asked_of_anchors:
            with pytest.raises(AnchorNotFoundError):
                ask(nobody)
        asked_of_radios: list[Callable[[str], object]] = [
            unit.anchors.radio,
            unit.anchors.remove_radio,
        ]
        for ask in asked_of_radios:
            with pytest.raises(RadioNotFoundError):
                ask(nobody)


# ---------------------------------------------------------------------------------------- maps


def a_map(size: int, space: str = "dsp") -> MusicMap:
    positions = np.random.default_rng(size).uniform(-1, 1, (size, 2)).astype(np.float32)
    return MusicMap(
        space, "first", "pca", np.arange(size)[::-1] * 3, positions, size // 2, MORNING, at(1)
    )


@pytest.mark.parametrize("size", [0, 1, 1_000])
def test_a_map_comes_back_as_it_was(store: Store, size: int):
    music_map = a_map(size)
    with store.unit() as unit:
        unit.maps.put(music_map)
        back = unit.maps.get("dsp")
    assert back is not None
    np.testing.assert_array_equal(back.numbers, music_map.numbers)
    np.testing.assert_array_equal(back.positions, music_map.positions)
    assert back.numbers.dtype == np.int64
    assert back.positions.dtype == np.float32
    assert back.positions.shape == (size, 2)
    assert (back.layout_id, back.method, back.laid_out) == ("first", "pca", size // 2)
    assert (back.created_at, back.updated_at) == (MORNING, at(1))


def test_a_space_has_one_map_and_its_layout_tells_which(store: Store):
    with store.unit() as unit:
        assert unit.maps.get("dsp") is None
        assert unit.maps.layout("dsp") is None
        unit.maps.put(a_map(3))
        unit.maps.put(a_map(5, space="clap"))
        assert unit.maps.layout("dsp") == "first.3"
        unit.maps.put(a_map(4))
        assert unit.maps.layout("dsp") == "first.4"
        unit.maps.put(replace(a_map(4), layout_id="second"))
        assert unit.maps.layout("dsp") == "second.4"
        assert unit.maps.layout("clap") == "first.5"


# -------------------------------------------------------------------------------- cluster runs

PROFILE = {"sad": 0.9, "a much longer word": 0.5, "jazz": 0.4}
"""Strongest first, and not in the order in which PostgreSQL would keep keys."""


def a_run(run_id: str = "", created_s: float = 0.0) -> ClusterRun:
    playlists = [
        ClusterPlaylist(
            "One", (NOBODY, new_id()), PROFILE, 120.0, 0.5, (0.25, 1 / 3), 0.7, None, 2
        ),
        ClusterPlaylist("Other", (new_id(),), {}, None, None, (), 0.0, None, 1),
    ]
    return ClusterRun(
        id=run_id or new_id(),
        name=None,
        pinned=False,
        options={"iterations": 10, "genres": ["Rock"]},
        score=1.25,
        measures={"purity": 1.0},
        genome={"clusters": 40},
        scaling={"mean": [0.1, 0.2]},
        iterations=10,
        track_count=3,
        playlists=playlists,
        created_at=at(created_s),
        parent_id=None,
    )


def test_a_run_comes_back_with_everything_in_its_order(store: Store):
    run = a_run()
    with store.unit() as unit:
        unit.cluster_runs.add(run)
        back = unit.cluster_runs.get(run.id)
    assert back == run
    assert list(back.playlists[0].profile) == list(PROFILE)


def test_runs_are_listed_newest_first_without_tracks(store: Store):
    with store.unit() as unit:
        older, newer = a_run(created_s=1), a_run(created_s=2)
        for run in (newer, older):
            unit.cluster_runs.add(run)
        listed = unit.cluster_runs.all()
    assert [run.id for run in listed] == [newer.id, older.id]
    assert [playlist.name for playlist in listed[0].playlists] == ["One", "Other"]
    assert [playlist.track_count for playlist in listed[0].playlists] == [2, 1]
    assert not any(playlist.track_ids for run in listed for playlist in run.playlists)


def test_a_run_whose_job_ran_again_is_replaced(store: Store):
    with store.unit() as unit:
        run = a_run()
        unit.cluster_runs.add(run)
        again = replace(a_run(run.id), score=2.0)
        unit.cluster_runs.add(again)
        assert unit.cluster_runs.get(run.id) == again
        assert len(unit.cluster_runs.all()) == 1


def test_a_run_is_named_pinned_and_knows_what_it_was_saved_as(store: Store):
    with store.unit() as unit:
        run, saved = a_run(), new_id()
        unit.cluster_runs.add(run)
        unit.cluster_runs.update(run.id, name="Summer")
        unit.cluster_runs.update(run.id, pinned=True)
        unit.cluster_runs.update(run.id)
        unit.cluster_runs.set_saved(run.id, [None, saved])
        back = unit.cluster_runs.get(run.id)
        assert (back.name, back.pinned) == ("Summer", True)
        assert [playlist.saved_as for playlist in back.playlists] == [None, saved]
        assert back.playlists[0] == run.playlists[0]
        unit.cluster_runs.update(run.id, pinned=False)
        assert not unit.cluster_runs.get(run.id).pinned
        unit.cluster_runs.remove(run.id)
        assert unit.cluster_runs.all() == []


@pytest.mark.parametrize("nobody", [NOBODY, "nonsense"])
def test_runs_that_are_not_there_are_said(store: Store, nobody: str):
    with store.unit() as unit:
        for ask in (
            unit.cluster_runs.get,
            unit.cluster_runs.remove,
            lambda wanted: unit.cluster_runs.update(wanted, pinned=True),
            lambda wanted: unit.cluster_runs.update(wanted),
            lambda wanted: unit.cluster_runs.set_saved(wanted, []),
        ):
            with pytest.raises(ClusterRunNotFoundError):
                ask(nobody)


# ------------------------------------------------------------------------------------- vectors
