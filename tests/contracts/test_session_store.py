"""Every store of sessions keeps, steers and forgets alike: in memory and in both databases."""

from collections.abc import Iterator
from uuid import uuid4

import numpy as np
import pytest

from menura.sessions import (
    BatchDetails,
    BatchKind,
    BriefParams,
    ClipNotFoundError,
    ClusterNotFoundError,
    InMemorySessionStore,
    Projection,
    SessionNotFoundError,
    SessionStore,
)
from menura.store import SqlSessionStore
from tests.conftest import BOTH_DATABASES, new_database
from tests.unit.sessions.lab_things import DETAILS, PARAMS, batch_of, vector


@pytest.fixture(params=["memory", *BOTH_DATABASES])
def sessions(request: pytest.FixtureRequest, tmp_path) -> Iterator[SessionStore]:
    if request.param == "memory":
        yield InMemorySessionStore()
        return
    for database in new_database(request, request.param, tmp_path):
        store = database.open()
        yield SqlSessionStore(store)
        store.close()


def test_a_session_comes_back_as_it_was(sessions: SessionStore):
    made = sessions.create_session("a “brief” 曲\nof two lines", PARAMS)
    assert sessions.get_session(made.id) == made
    assert (made.brief_text, made.params, made.batches) == (
        "a “brief” 曲\nof two lines",
        PARAMS,
        [],
    )
    assert made.created_at.tzinfo is not None


def test_a_session_of_the_same_id_is_made_once(sessions: SessionStore):
    first = sessions.create_session("one", PARAMS)
    assert sessions.create_session("another", PARAMS, first.id) == first


def test_what_is_not_there_is_none(sessions: SessionStore):
    made = sessions.create_session("a brief", PARAMS)
    assert sessions.get_session(uuid4()) is None
    assert sessions.get_cluster(made.id, uuid4()) is None
    assert sessions.get_centroid(made.id, uuid4()) is None
    assert sessions.get_details(uuid4()) is None
    assert list(sessions.get_clips(uuid4())) == []


def test_a_batch_comes_back_with_its_clusters_and_centroids(sessions: SessionStore):
    made = sessions.create_session("a brief", PARAMS)
    batch, _ = batch_of(made.id)
    centroids = {cluster.id: vector(i) for i, cluster in enumerate(batch.clusters)}
    sessions.add_batch(made.id, batch, centroids)
    kept = sessions.get_session(made.id)
    assert kept is not None
    assert kept.batches == [batch]
    for cluster in batch.clusters:
        assert sessions.get_cluster(made.id, cluster.id) == cluster
        centroid = sessions.get_centroid(made.id, cluster.id)
        assert centroid is not None
        assert centroid.dtype == np.float32
        np.testing.assert_array_equal(centroid, centroids[cluster.id])


def test_a_cluster_belongs_to_one_session(sessions: SessionStore):
    made, other = (sessions.create_session("a brief", PARAMS) for _ in range(2))
    batch, _ = batch_of(made.id)
    cluster = batch.clusters[0]
    sessions.add_batch(made.id, batch, {cluster.id: vector(1)})
    assert sessions.get_cluster(other.id, cluster.id) is None
    assert sessions.get_centroid(other.id, cluster.id) is None


def test_a_batch_needs_its_session(sessions: SessionStore):
    batch, clips = batch_of(uuid4())
    with pytest.raises(SessionNotFoundError):
        sessions.add_batch(uuid4(), batch, {}, clips=clips)


def test_the_same_batch_is_kept_once(sessions: SessionStore):
    made = sessions.create_session("a brief", PARAMS)
    batch, clips = batch_of(made.id)
    for _ in range(2):
        sessions.add_batch(made.id, batch, {}, clips=clips)
    kept = sessions.get_session(made.id)
    assert kept is not None
    assert len(kept.batches) == 1
    assert len(sessions.get_clips(made.id)) == len(clips)


def test_clips_come_back_as_they_were_in_the_order_they_were_made(sessions: SessionStore):
    made = sessions.create_session("a brief", PARAMS)
    every = []
    for sizes in ((2, 1), (1,)):
        batch, clips = batch_of(made.id, sizes)
        sessions.add_batch(made.id, batch, {}, clips=clips)
        every += clips
    kept = sessions.get_clips(made.id)
    assert [one.id for one in kept] == [one.id for one in every]
    for one, expected in zip(kept, every, strict=True):
        assert (one.track, one.manifest, one.features, one.position) == (
            expected.track,
            expected.manifest,
            expected.features,
            expected.position,
        )
        np.testing.assert_array_equal(one.embedding, expected.embedding)


def test_what_a_session_learns_from_its_first_batch_stays(sessions: SessionStore):
    made = sessions.create_session("a brief", PARAMS)
    first = Projection(vector(1), np.stack([vector(2), vector(3)]), 0.75)
    other = Projection(vector(4), np.stack([vector(5), vector(6)]), 0.5)
    one, _ = batch_of(made.id)
    two, _ = batch_of(made.id)
    parent = (one.clusters[0].id,)
    steered = BatchDetails(BatchKind.MORE, parent, seed=7)
    sessions.add_batch(made.id, one, {}, details=DETAILS, space="dsp:1", projection=first)
    sessions.add_batch(made.id, two, {}, details=steered, space="dsp:2", projection=other)
    details = sessions.get_details(made.id)
    assert details is not None
    assert details.batches == {one.id: DETAILS, two.id: steered}
    assert details.space == "dsp:1"
    assert details.projection is not None
    assert details.projection.explained == 0.75
    np.testing.assert_array_equal(details.projection.origin, first.origin)
    np.testing.assert_array_equal(details.projection.axes, first.axes)


def test_names_and_pins_are_kept_and_taken_away(sessions: SessionStore):
    made = sessions.create_session("a brief", PARAMS)
    sessions.update_session(made.id, name="Night drive", pinned=True)
    sessions.update_session(made.id)
    details = sessions.get_details(made.id)
    assert details is not None
    assert (details.name, details.pinned) == ("Night drive", True)
    sessions.update_session(made.id, name="", pinned=False)
    details = sessions.get_details(made.id)
    assert details is not None
    assert (details.name, details.pinned) == (None, False)
    with pytest.raises(SessionNotFoundError):
        sessions.update_session(uuid4(), name="x")


def test_a_renamed_cluster_keeps_its_name_when_batches_come(sessions: SessionStore):
    made = sessions.create_session("a brief", PARAMS)
    batch, _ = batch_of(made.id)
    cluster = batch.clusters[1]
    sessions.add_batch(made.id, batch, {})
    sessions.rename_cluster(made.id, cluster.id, "Über-dark 曲")
    sessions.add_batch(made.id, batch_of(made.id)[0], {})
    renamed = sessions.get_cluster(made.id, cluster.id)
    assert renamed is not None
    assert renamed.label == "Über-dark 曲"
    with pytest.raises(ClusterNotFoundError):
        sessions.rename_cluster(made.id, uuid4(), "x")


def test_a_clip_is_named_pinned_and_favoured(sessions: SessionStore):
    made = sessions.create_session("a brief", PARAMS)
    batch, clips = batch_of(made.id)
    sessions.add_batch(made.id, batch, {}, clips=clips)
    sessions.update_clip(made.id, clips[0].id, name="The one", pinned=True)
    sessions.update_clip(made.id, clips[0].id, favourite=True)
    first, second, _ = sessions.get_clips(made.id)
    assert (first.name, first.pinned, first.favourite) == ("The one", True, True)
    assert (second.name, second.pinned, second.favourite) == (None, False, False)
    sessions.update_clip(made.id, clips[0].id, name="", pinned=False)
    first = sessions.get_clips(made.id)[0]
    assert (first.name, first.pinned, first.favourite) == (None, False, True)
    for session_id, clip_id in ((made.id, uuid4()), (uuid4(), clips[0].id)):
        with pytest.raises(ClipNotFoundError):
            sessions.update_clip(session_id, clip_id, name="x")


def test_a_cluster_goes_with_its_last_clip(sessions: SessionStore):
    made = sessions.create_session("a brief", PARAMS)
    batch, clips = batch_of(made.id, (2, 1))
    centroids = {cluster.id: vector(i) for i, cluster in enumerate(batch.clusters)}
    sessions.add_batch(made.id, batch, centroids, clips=clips)
    sessions.remove_clips(made.id, [clips[0].id, clips[2].id, uuid4()])
    assert sessions.get_centroid(made.id, batch.clusters[0].id) is not None
    assert sessions.get_centroid(made.id, batch.clusters[1].id) is None
    kept = sessions.get_session(made.id)
    assert kept is not None
    assert [one.track_ids for one in kept.batches[0].clusters] == [[clips[1].id]]
    assert [one.id for one in sessions.get_clips(made.id)] == [clips[1].id]


def test_a_removed_session_leaves_nothing(sessions: SessionStore):
    made = sessions.create_session("a brief", PARAMS)
    batch, clips = batch_of(made.id)
    sessions.add_batch(made.id, batch, {batch.clusters[0].id: vector(1)}, clips=clips)
    sessions.remove_session(made.id)
    assert sessions.get_session(made.id) is None
    assert sessions.get_centroid(made.id, batch.clusters[0].id) is None
    assert list(sessions.get_clips(made.id)) == []
    assert sessions.known_clips([made.id]) == {}
    with pytest.raises(SessionNotFoundError):
        sessions.remove_session(made.id)


def test_sessions_are_listed_pinned_first_then_newest(sessions: SessionStore):
    old, middle, new = (
        sessions.create_session(f"brief {n}", BriefParams(energy=0, density=1, duration_sec=30))
        for n in range(3)
    )
    sessions.update_session(old.id, pinned=True)
    batch, clips = batch_of(middle.id)
    sessions.add_batch(middle.id, batch, {}, clips=clips)
    page = sessions.page(limit=2, offset=0)
    assert page.total == 3
    assert [one.id for one in page.items] == [old.id, new.id]
    rest = sessions.page(limit=2, offset=2).items
    assert [(one.id, one.batch_count, one.clip_count, one.labels) for one in rest] == [
        (middle.id, 1, 3, ("label 0", "label 1"))
    ]


def test_the_clips_of_known_sessions_are_told(sessions: SessionStore):
    made, empty = (sessions.create_session("a brief", PARAMS) for _ in range(2))
    batch, clips = batch_of(made.id)
    sessions.add_batch(made.id, batch, {}, clips=clips)
    known = sessions.known_clips([made.id, empty.id, uuid4()])
    assert known == {made.id: frozenset(one.id for one in clips), empty.id: frozenset()}
