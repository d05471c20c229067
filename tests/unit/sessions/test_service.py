"""Batches are made whole, grouped, named and steered, or not made at all."""

import errno
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest

from menura.kernel.errors import CancelledError, UnavailableError
from menura.sessions import (
    BatchKind,
    ClipManifest,
    ClipsNotKeptError,
    ClusterNotFoundError,
    EmbedderChangedError,
    GenerationFailedError,
    InMemorySessionStore,
    MediaFolder,
    Session,
    SessionNotFoundError,
    Steering,
    Vector,
)
from menura.sessions.ports import (
    ClusterDescription,
    EmbeddingProvider,
    GeneratedClip,
    MusicProvider,
    SteeringHint,
)
from menura.sessions.providers.fake_cluster_naming_provider import FakeClusterNamingProvider
from menura.sessions.providers.fake_embedding_provider import FakeEmbeddingProvider
from menura.sessions.providers.fake_music_provider import FakeMusicProvider
from menura.sessions.service import SessionOptions, SessionService, Watch
from menura.sessions.similarity import cosine_similarity
from tests.unit.sessions.lab_things import PARAMS

PROMPT = "warm house | energy=0.50 | density=0.25 | duration=2.0s"


class ScriptedMusic:
    """Make files whose content is a number; steered or not, it remembers what was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[tuple[str, int, float]] = []
        self.hints: list[SteeringHint] = []
        self.made = 0

    def generate_batch(
        self, prompt: str, num_clips: int, duration_sec: float
    ) -> list[GeneratedClip]:
        self.asked.append((prompt, num_clips, duration_sec))
        self.folder.mkdir(parents=True, exist_ok=True)
        clips = []
        for _ in range(num_clips):
            path = self.folder / f"{self.made}.wav"
            path.write_text(str(self.made))
            manifest = ClipManifest(provider="scripted", seed=self.made, prompt=prompt)
            clips.append(GeneratedClip(path, duration_sec, prompt, manifest))
            self.made += 1
        return clips

    def generate_steered(
        self, prompt: str, num_clips: int, duration_sec: float, hint: SteeringHint
    ) -> list[GeneratedClip]:
        self.hints.append(hint)
        return self.generate_batch(prompt, num_clips, duration_sec)


class PlainMusic:
    """The same without being steerable."""

    def __init__(self, folder: Path) -> None:
        self._inner = ScriptedMusic(folder)
        self.asked = self._inner.asked

    def generate_batch(
        self, prompt: str, num_clips: int, duration_sec: float
    ) -> list[GeneratedClip]:
        return self._inner.generate_batch(prompt, num_clips, duration_sec)


class ScriptedEmbedding:
    """Look a file's number up in a list of directions, in degrees."""

    def __init__(self, degrees: Sequence[float], space: str = "degrees") -> None:
        self.degrees = degrees
        self.space = space

    def embed_audio(self, audio_path: Path) -> Vector:
        radians = np.deg2rad(self.degrees[int(audio_path.read_text())])
        return np.array([np.cos(radians), np.sin(radians)], np.float32)

    def embed_text(self, text: str) -> Vector:
        raise NotImplementedError


class Lab:
    """A service with fakes, and what it stands on."""

    def __init__(self, tmp_path: Path) -> None:
        self.store = InMemorySessionStore()
        self.media = MediaFolder(tmp_path / "media")
        self.music: MusicProvider = FakeMusicProvider(self.media.root / "tmp")
        self.embedding: EmbeddingProvider = FakeEmbeddingProvider()
        self.naming = FakeClusterNamingProvider()
        self.watch = Watch()

    @property
    def service(self) -> SessionService:
        return SessionService(
            self.store,
            self.music,
            self.embedding,
            self.naming,
            self.media,
            options=SessionOptions(overgeneration=3),
            watch=self.watch,
            seed=7,
        )

    def scripted(self, degrees: Sequence[float]) -> ScriptedMusic:
        self.music = music = ScriptedMusic(self.media.root / "tmp")
        self.embedding = ScriptedEmbedding(degrees)
        return music

    def files(self) -> list[str]:
        found = self.media.root.rglob("*") if self.media.root.is_dir() else ()
        return sorted(p.relative_to(self.media.root).as_posix() for p in found if p.is_file())

    def kept(self, session: Session) -> list[str]:
        return sorted(f"{session.id}/{clip.id}.wav" for clip in self.store.get_clips(session.id))


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def test_a_first_batch_holds_every_clip_once_in_named_clusters(lab: Lab):
    session = lab.service.create_initial_batch("warm house", PARAMS, 6)
    assert lab.store.get_session(session.id) == session
    (batch,) = session.batches
    assert (batch.num_requested, batch.num_generated, batch.prompt_text) == (6, 6, PROMPT)
    ids = [one for cluster in batch.clusters for one in cluster.track_ids]
    assert len(ids) == len(set(ids)) == 6
    assert 1 <= len(batch.clusters) <= 3
    sizes = [len(cluster.track_ids) for cluster in batch.clusters]
    assert sizes == sorted(sizes, reverse=True)
    assert {cluster.label for cluster in batch.clusters} == {"fake label"}
    for cluster in batch.clusters:
        clips = [c for c in lab.store.get_clips(session.id) if c.id in cluster.track_ids]
        assert {clip.track.cluster_id for clip in clips} == {cluster.id}
        mean = np.mean([clip.embedding for clip in clips], axis=0)
        centroid = lab.store.get_centroid(session.id, cluster.id)
        assert centroid is not None
        np.testing.assert_allclose(centroid, mean, rtol=0, atol=1e-6)


def test_clips_lie_where_their_address_says_and_nothing_else_is_left(lab: Lab):
    session = lab.service.create_initial_batch("warm house", PARAMS, 3)
    assert lab.files() == lab.kept(session)
    for clip in lab.store.get_clips(session.id):
        assert clip.track.audio_url == f"/media/{session.id}/{clip.id}.wav"
        assert clip.track.raw_prompt == PROMPT
        assert clip.track.duration_sec == 2.0


def test_the_file_that_is_kept_is_the_one_that_was_heard(lab: Lab):
    lab.scripted([0, 90, 180, 270])
    session = lab.service.create_initial_batch("warm house", PARAMS, 4)
    for clip in lab.store.get_clips(session.id):
        number = int(lab.media.path(session.id, clip.id).read_text())
        assert clip.manifest.seed == number == clip.position
        angle = np.rad2deg(np.arctan2(clip.embedding[1], clip.embedding[0])) % 360
        assert angle == pytest.approx([0, 90, 180, 270][number], abs=0.01)


def test_namers_are_given_up_to_three_prompts_of_a_cluster(lab: Lab):
    lab.scripted([0] * 6)
    lab.service.create_initial_batch("warm house", PARAMS, 6)
    assert lab.naming.asked == [[PROMPT] * 3]


@pytest.mark.parametrize("naming", [FakeClusterNamingProvider(fail=True), None])
def test_a_cluster_that_cannot_be_named_is_counted(lab: Lab, naming):
    lab.naming = naming or FakeClusterNamingProvider("“”… 曲")
    lab.scripted([0, 1, 120, 121, 240, 241])
    session = lab.service.create_initial_batch("warm house", PARAMS, 6)
    labels = [cluster.label for cluster in session.batches[0].clusters]
    assert labels == ["cluster-1", "cluster-2", "cluster-3"]


def test_what_a_namer_says_is_made_to_obey_the_rules(lab: Lab):
    lab.naming = FakeClusterNamingProvider('Label: "Späte, warme Nächte am Meer!"')
    session = lab.service.create_initial_batch("warm house", PARAMS, 1)
    assert session.batches[0].clusters[0].label == "spate warme nachte"


def test_namers_that_want_to_know_more_are_told_what_sets_a_cluster_apart(lab: Lab):
    class Describing(FakeClusterNamingProvider):
        def __init__(self) -> None:
            super().__init__()
            self.described: list[ClusterDescription] = []

        def name_described(self, cluster: ClusterDescription) -> str:
            self.described.append(cluster)
            return f"name {len(cluster.clips)}"

    lab.naming = naming = Describing()
    lab.scripted([0, 1, 2, 180, 181])
    session = lab.service.create_initial_batch("warm house", PARAMS, 5)
    assert session.batches[0].clusters[0].label == "name 3"
    first, second = naming.described[:2]
    assert {one.manifest.seed for one in first.clips} == {0, 1, 2}
    assert {one.manifest.seed for one in first.others} == {3, 4}
    assert second.taken == ("name 3",)


def test_a_provider_that_fails_for_some_clips_yields_the_rest(lab: Lab):
    lab.music = FakeMusicProvider(lab.media.root / "tmp", failing=[1, 3])
    session = lab.service.create_initial_batch("warm house", PARAMS, 5)
    assert (session.batches[0].num_requested, session.batches[0].num_generated) == (5, 3)
    assert lab.files() == lab.kept(session)


@pytest.mark.parametrize("returns_nothing", [True, False])
def test_no_clip_at_all_is_an_error_and_leaves_nothing(lab: Lab, returns_nothing):
    class Nothing:
        def generate_batch(self, *_: object) -> list[GeneratedClip]:
            return []

    failing = FakeMusicProvider(lab.media.root / "tmp", fail_all=True)
    lab.music = Nothing() if returns_nothing else failing
    with pytest.raises(GenerationFailedError):
        lab.service.create_initial_batch("warm house", PARAMS, 2)
    assert lab.files() == []
    assert lab.store.page(limit=1, offset=0).total == 0


def test_a_clip_that_cannot_be_heard_is_left_out(lab: Lab):
    lab.scripted([0, 1])  # the third is not in the list
    session = lab.service.create_initial_batch("warm house", PARAMS, 3)
    assert session.batches[0].num_generated == 2
    assert lab.files() == lab.kept(session)


def test_if_no_clip_can_be_heard_the_reason_is_told(lab: Lab):
    lab.scripted([float("nan")] * 2)
    with pytest.raises(GenerationFailedError, match="no usable vector"):
        lab.service.create_initial_batch("warm house", PARAMS, 2)
    assert lab.files() == []


def test_a_full_disk_leaves_nothing_of_the_batch(lab: Lab, monkeypatch: pytest.MonkeyPatch):
    moved = []

    def full_at_the_third(source: Path, target: Path) -> None:
        moved.append(target)
        if len(moved) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        source.rename(target)

    monkeypatch.setattr("menura.sessions.media.os.replace", full_at_the_third)
    with pytest.raises(ClipsNotKeptError, match="Make room"):
        lab.service.create_initial_batch("warm house", PARAMS, 4)
    assert lab.files() == []
    assert lab.store.page(limit=1, offset=0).total == 0


def test_files_go_again_when_nothing_can_be_written_down(lab: Lab, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the database is gone")

    session = lab.service.create_initial_batch("warm house", PARAMS, 1)
    monkeypatch.setattr(lab.store, "add_batch", broken)
    with pytest.raises(RuntimeError):
        lab.service.add_batch(session.id, Steering(BatchKind.AGAIN), 3)
    assert lab.files() == lab.kept(session)


def test_cancelling_leaves_nothing(lab: Lab):
    shares: list[float] = []

    def stop() -> None:
        if len(shares) > 1:
            raise CancelledError("stopped")

    lab.watch = Watch(report=lambda share, stage: shares.append(share), check=stop)
    with pytest.raises(CancelledError):
        lab.service.create_initial_batch("warm house", PARAMS, 3)
    assert lab.files() == []


def test_if_nobody_knows_whether_it_was_written_down_the_files_stay_for_the_sweep(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
):
    session = lab.service.create_initial_batch("warm house", PARAMS, 1)
    add, get = lab.store.add_batch, lab.store.get_session
    answers: list[bool] = []

    def add_and_lose_the_answer(*arguments: Any, **more: Any) -> None:
        add(*arguments, **more)
        answers.append(False)
        raise UnavailableError("the database is gone")

    def answer(session_id: UUID) -> Session | None:
        if answers:
            raise UnavailableError("the database is still gone")
        return get(session_id)

    monkeypatch.setattr(lab.store, "add_batch", add_and_lose_the_answer)
    monkeypatch.setattr(lab.store, "get_session", answer)
    batch_id = uuid4()
    with pytest.raises(UnavailableError):
        lab.service.add_batch(session.id, Steering(BatchKind.AGAIN), 2, batch_id=batch_id)
    monkeypatch.undo()
    assert set(lab.kept(session)) <= set(lab.files())
    swept = lab.media.sweep(
        is_making=lambda _: False, known=lambda one: lab.store.known_clips([one])[one]
    )
    assert list(swept) == []
    assert lab.files() == lab.kept(session)


def test_what_is_made_is_left_to_somebody_who_tries_again(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
):
    music = lab.scripted(range(20))
    session = lab.store.create_session("warm house", PARAMS)

    def away(*_: object, **__: object) -> None:
        raise UnavailableError("the database is busy")

    monkeypatch.setattr(lab.media, "keep", away)
    resumable = SessionOptions(is_resumable=True)
    service = SessionService(
        lab.store, music, lab.embedding, lab.naming, lab.media, options=resumable
    )
    with pytest.raises(UnavailableError):
        service.add_batch(session.id, Steering(), 2)
    assert len([one for one in lab.files() if one.endswith(".wav")]) == 2


def test_a_cluster_that_is_deleted_while_more_of_it_is_made_still_leads_there(lab: Lab):
    session = lab.service.create_initial_batch("warm house", PARAMS, 1)
    parent = session.batches[0].clusters[0]
    make = lab.music.generate_batch

    class Slow:
        def generate_batch(self, *arguments: Any) -> list[GeneratedClip]:
            lab.store.remove_clips(session.id, parent.track_ids)
            return make(*arguments)

    lab.music = Slow()
    batch = lab.service.more_like_cluster(session.id, parent.id, 2)
    assert batch.clusters[0].label == parent.label


def test_work_that_is_done_twice_makes_one_batch(lab: Lab):
    music = lab.scripted(range(20))
    session = lab.store.create_session("warm house", PARAMS)
    batch_id = uuid4()
    first = lab.service.add_batch(session.id, Steering(), 2, batch_id=batch_id)
    assert lab.service.add_batch(session.id, Steering(), 2, batch_id=batch_id) == first
    assert (first.id, music.made) == (batch_id, 2)


def test_two_runs_of_one_batch_at_once_keep_the_same_clips(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
):
    lab.scripted(range(20))
    session = lab.store.create_session("warm house", PARAMS)
    batch_id = uuid4()
    twice: list[Any] = []
    add = lab.store.add_batch

    def while_another_run_ends(*arguments: Any, **more: Any) -> None:
        if not twice:
            twice.append(None)
            twice[0] = lab.service.add_batch(session.id, Steering(), 2, batch_id=batch_id)
        add(*arguments, **more)

    monkeypatch.setattr(lab.store, "add_batch", while_another_run_ends)
    second = lab.service.add_batch(session.id, Steering(), 2, batch_id=batch_id)
    assert twice == [second]
    assert lab.files() == lab.kept(session)


# ------------------------------------------------------------------------- steering


def first_cluster(session: Session) -> UUID:
    return session.batches[0].clusters[0].id


def test_more_makes_one_cluster_with_the_parents_label_and_an_id_of_its_own(lab: Lab):
    session = lab.service.create_initial_batch("warm house", PARAMS, 4)
    parent = first_cluster(session)
    lab.store.rename_cluster(session.id, parent, "my favourites")
    batch = lab.service.more_like_cluster(session.id, parent, 2)
    (cluster,) = batch.clusters
    assert cluster.label == "my favourites"
    assert cluster.id != parent
    assert batch.num_generated == len(cluster.track_ids) <= 2
    kept = lab.store.get_session(session.id)
    assert kept is not None
    assert kept.batches[-1] == batch
    assert lab.files() == lab.kept(session)
    details = lab.store.get_details(session.id)
    assert details is not None
    assert details.batches[batch.id].kind is BatchKind.MORE
    assert details.batches[batch.id].parent_cluster_ids == (parent,)


def test_a_steerable_provider_is_asked_for_more_and_the_nearest_are_kept(lab: Lab):
    music = lab.scripted([0, 0, 0, 50, 5, 170, 1, 30, 90])
    session = lab.service.create_initial_batch("warm house", PARAMS, 3)
    batch = lab.service.more_like_cluster(session.id, first_cluster(session), 2)
    assert [number for _, number, _ in music.asked] == [3, 6]
    assert {one.seed for one in music.hints[0].near} == {0, 1, 2}
    clips = {clip.id: clip for clip in lab.store.get_clips(session.id)}
    order = [clips[one].manifest.seed for one in batch.clusters[0].track_ids]
    assert order == [6, 4]  # of 50, 5, 170, 1, 30 and 90 degrees the nearest to 0, best first
    centroid = lab.store.get_centroid(session.id, batch.clusters[0].id)
    assert centroid is not None
    assert cosine_similarity(centroid, ScriptedEmbedding([3]).embed_audio(_zero(lab))) > 0.999


def _zero(lab: Lab) -> Path:
    path = lab.media.root / "zero"
    path.write_text("0")
    return path


def test_other_providers_are_asked_for_what_is_wanted_and_no_more(lab: Lab):
    lab.scripted([0, 0, 10, 20])
    lab.music = music = PlainMusic(lab.media.root / "tmp")
    session = lab.service.create_initial_batch("warm house", PARAMS, 2)
    lab.service.more_like_cluster(session.id, first_cluster(session), 2)
    assert music.asked == [(PROMPT, 2, 2.0)] * 2


def test_clips_below_the_threshold_are_dropped_where_others_are_above(lab: Lab):
    lab.scripted([0, 10, 80, 100])
    lab.music = PlainMusic(lab.media.root / "tmp")
    session = lab.service.create_initial_batch("warm house", PARAMS, 1)
    batch = lab.service.more_like_cluster(session.id, first_cluster(session), 3)
    assert (batch.num_requested, batch.num_generated) == (3, 1)


def test_if_all_are_below_the_threshold_the_nearest_are_taken(lab: Lab):
    lab.scripted([0, 100, 170])
    lab.music = PlainMusic(lab.media.root / "tmp")
    session = lab.service.create_initial_batch("warm house", PARAMS, 1)
    assert lab.service.more_like_cluster(session.id, first_cluster(session), 2).num_generated == 2


def test_less_leads_away_and_is_grouped_anew(lab: Lab):
    lab.scripted([0, 5, 10, 175, 180, 20, 90, 95])
    session = lab.service.create_initial_batch("warm house", PARAMS, 2)
    parent = first_cluster(session)
    batch = lab.service.add_batch(session.id, Steering(BatchKind.LESS, (parent,)), 2)
    clips = {clip.id: clip for clip in lab.store.get_clips(session.id)}
    made = {clips[one].manifest.seed for c in batch.clusters for one in c.track_ids}
    assert made & {3, 4}
    assert not made & {2, 5}


def test_between_lies_between(lab: Lab):
    lab.scripted([0, 0, 90, 90, 0, 90, 46, 180, 44, 270])
    session = lab.service.create_initial_batch("warm house", PARAMS, 4)
    one, other = (cluster.id for cluster in session.batches[0].clusters[:2])
    batch = lab.service.add_batch(session.id, Steering(BatchKind.BETWEEN, (one, other)), 2)
    clips = {clip.id: clip for clip in lab.store.get_clips(session.id)}
    (cluster,) = batch.clusters
    assert {clips[one].manifest.seed for one in cluster.track_ids} == {6, 8}


def test_what_is_not_there_cannot_be_steered_by(lab: Lab):
    session = lab.service.create_initial_batch("warm house", PARAMS, 1)
    with pytest.raises(SessionNotFoundError):
        lab.service.more_like_cluster(uuid4(), first_cluster(session), 1)
    with pytest.raises(ClusterNotFoundError):
        lab.service.more_like_cluster(session.id, uuid4(), 1)


def test_vectors_of_another_embedder_are_not_compared(lab: Lab):
    session = lab.service.create_initial_batch("warm house", PARAMS, 1)
    lab.embedding = FakeEmbeddingProvider(dimension=16)
    with pytest.raises(EmbedderChangedError):
        lab.service.more_like_cluster(session.id, first_cluster(session), 1)


def test_two_sessions_know_nothing_of_each_other(lab: Lab):
    one, other = (lab.service.create_initial_batch(b, PARAMS, 2) for b in ("house", "techno"))
    assert {clip.id for clip in lab.store.get_clips(one.id)}.isdisjoint(
        clip.id for clip in lab.store.get_clips(other.id)
    )
    with pytest.raises(ClusterNotFoundError):
        lab.service.more_like_cluster(one.id, first_cluster(other), 1)


def test_progress_never_goes_back_and_ends_with_everything(lab: Lab):
    shares: list[float] = []
    lab.watch = Watch(report=lambda share, stage: shares.append(share))
    lab.service.create_initial_batch("warm house", PARAMS, 2)
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
