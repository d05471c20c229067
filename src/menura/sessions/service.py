"""Make batches: generate, hear, group, name, keep. And steer: more, less, between.

The order of steps, the prompt, the clustering and the similarity are the Session Lab's contract;
see `menura.sessions.ports` for what providers may do beyond it.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

import numpy as np

from menura.jobs import JobSuspendedError
from menura.kernel.clock import Clock, SystemClock
from menura.kernel.errors import CancelledError
from menura.sessions.clustering import MAX_CLUSTERS, cluster_embeddings, silhouette
from menura.sessions.errors import (
    ClusterNotFoundError,
    EmbedderChangedError,
    GenerationFailedError,
    SessionNotFoundError,
)
from menura.sessions.media import MediaFolder, hash_file
from menura.sessions.model import (
    LONGEST_S,
    Batch,
    BatchDetails,
    BatchKind,
    BriefParams,
    Clip,
    ClipFeatures,
    ClipManifest,
    ClusterSummary,
    Session,
    SessionDetails,
    Steering,
    Track,
)
from menura.sessions.naming import name_clusters
from menura.sessions.ports import (
    ClipListener,
    ClusterNamingProvider,
    EmbeddingProvider,
    GeneratedClip,
    HeardClip,
    MusicProvider,
    SessionStore,
    SteerableMusicProvider,
    Vector,
)
from menura.sessions.projection import fit_projection
from menura.sessions.prompt import write_prompt
from menura.sessions.similarity import centroid_of
from menura.sessions.steering import STEERED, choose, hint_at

STOPS = (CancelledError, JobSuspendedError)
# What part of the time each stage takes, as measured with the built-in providers.
GENERATED_SHARE, _HEARD, _GROUPED = 0.8, 0.9, 0.97


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """Choose how batches are made.

    Attributes
    ----------
    overgeneration : int
        How many candidates are made for each clip that is kept when a provider that can be steered
        is asked for more, less or between.
    threads : int
        How many clips are heard at once.
    """

    overgeneration: int = 3
    threads: int = 2


@dataclass(frozen=True, slots=True)
class Watch:
    """Follow the work: `report` is told the share that is done and the stage, `check` may raise."""

    report: Callable[[float, str], None] = lambda share, stage: None
    check: Callable[[], None] = lambda: None
    log: Callable[[str], None] = lambda message: None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A generated clip and its vector."""

    clip: GeneratedClip
    embedding: Vector


class SessionService:
    """Make sessions and their batches with whatever providers it is given.

    Parameters
    ----------
    store : SessionStore
    music, embedding, naming
        The providers.
    media : MediaFolder
        Where clips are kept.
    listener : ClipListener, optional
        Measures clips; without one nothing is measured.
    seed : int
        Written into the batch's details; the provider draws the clips' own seeds from it.
    """

    def __init__(
        self,
        store: SessionStore,
        music: MusicProvider,
        embedding: EmbeddingProvider,
        naming: ClusterNamingProvider,
        media: MediaFolder,
        *,
        listener: ClipListener | None = None,
        options: SessionOptions = SessionOptions(),
        watch: Watch = Watch(),
        clock: Clock | None = None,
        seed: int = 0,
    ) -> None:
        self._store = store
        self._music = music
        self._embedding = embedding
        self._naming = naming
        self._media = media
        self._listener = listener
        self._options = options
        self._watch = watch
        self._clock = clock or SystemClock()
        self._seed = seed

    # --------------------------------------------------------------- contract

    def create_initial_batch(self, brief: str, params: BriefParams, num_clips: int) -> Session:
        """Open a session and make its first batch; without a clip there is no session either.

        Raises
        ------
        GenerationFailedError, ClipsNotKeptError
        """
        session = self._store.create_session(brief, params)
        try:
            self.add_batch(session.id, Steering(), num_clips)
        except BaseException:
            self._store.remove_session(session.id)
            raise
        return self._session(session.id)

    def more_like_cluster(self, session_id: UUID, cluster_id: UUID, num_clips: int) -> Batch:
        """Make clips like those of a cluster.

        Raises
        ------
        SessionNotFoundError, ClusterNotFoundError, EmbedderChangedError
        GenerationFailedError, ClipsNotKeptError
        """
        return self.add_batch(session_id, Steering(BatchKind.MORE, (cluster_id,)), num_clips)

    def tracks(self, session_id: UUID) -> dict[UUID, Track]:
        """Return the tracks of a session by id."""
        return {clip.id: clip.track for clip in self._store.get_clips(session_id)}

    # ----------------------------------------------------------------- beyond

    def add_batch(
        self,
        session_id: UUID,
        steering: Steering,
        num_clips: int,
        *,
        batch_id: UUID | None = None,
    ) -> Batch:
        """Make a batch and keep it, whole or not at all.

        Parameters
        ----------
        steering : Steering
            Where it is to go.
        batch_id : UUID, optional
            A batch that is there already under this id is given back: work that is done a second
            time after a crash makes nothing twice.

        Raises
        ------
        SessionNotFoundError, ClusterNotFoundError, EmbedderChangedError
        GenerationFailedError, ClipsNotKeptError
        """
        session = self._session(session_id)
        made_id = batch_id or uuid4()
        for batch in session.batches:
            if batch.id == made_id:
                return batch
        details = self._store.get_details(session_id) or SessionDetails()
        self._check_space(details)
        for cluster_id in steering.cluster_ids:
            self._cluster(session_id, cluster_id)
        generated: list[GeneratedClip] = []
        try:
            self._watch.report(0.0, "generate")
            self._watch.check()
            generated = self._generate(session, steering, num_clips)
            if not generated:
                raise GenerationFailedError("the provider returned nothing.")
            self._watch.report(GENERATED_SHARE, "listen")
            candidates = self._embedded(generated)
            batch = self._keep(session, details, steering, candidates, num_clips, made_id)
        except JobSuspendedError:  # goes on later, with what is made already
            raise
        except BaseException:
            self._discard(generated, made_id)
            raise
        self._discard(generated, made_id)
        return batch

    def _discard(self, generated: Sequence[GeneratedClip], batch_id: UUID) -> None:
        """Remove what was made and not kept."""
        for clip in generated:
            clip.audio_path.unlink(missing_ok=True)
        self._media.forget_work(batch_id)

    def _generate(
        self, session: Session, steering: Steering, num_clips: int
    ) -> list[GeneratedClip]:
        prompt = write_prompt(session.brief_text, session.params)
        duration_s = session.params.duration_sec
        if steering.kind in STEERED and isinstance(self._music, SteerableMusicProvider):
            wanted = num_clips * self._options.overgeneration
            hint = hint_at(steering, self._store.get_clips(session.id))
            return self._music.generate_steered(prompt, wanted, duration_s, hint)
        return self._music.generate_batch(prompt, num_clips, duration_s)

    def _embedded(self, generated: Sequence[GeneratedClip]) -> list[_Candidate]:
        """Return clips with their vectors; one that cannot be heard is left out."""
        reasons: list[str] = []

        def embed(clip: GeneratedClip) -> _Candidate | None:
            self._watch.check()
            try:
                embedding = self._embedding.embed_audio(clip.audio_path)
                if embedding.ndim != 1 or not np.isfinite(embedding).all():
                    raise ValueError("the embedder gave no usable vector")
                return _Candidate(clip, embedding)
            except STOPS:
                raise
            except Exception as error:  # noqa: BLE001 - a provider may raise anything
                reasons.append(f"{error}")
                self._watch.log(f"A clip could not be heard and is left out: {error}")
                return None

        with ThreadPoolExecutor(max_workers=self._options.threads) as threads:
            heard = [one for one in threads.map(embed, generated) if one is not None]
        if not heard:
            raise GenerationFailedError(f"none could be heard: {reasons[0]}")
        return heard

    # ------------------------------------------------------------------- keep

    def _keep(
        self,
        session: Session,
        details: SessionDetails,
        steering: Steering,
        candidates: Sequence[_Candidate],
        num_clips: int,
        batch_id: UUID,
    ) -> Batch:
        """Choose, group, name, move the files, and only then write everything down."""
        centroids = [self._centroid(session.id, one) for one in steering.cluster_ids]
        vectors = [one.embedding for one in candidates]
        chosen = [candidates[i] for i in choose(steering.kind, vectors, centroids, num_clips)]
        embeddings = [one.embedding for one in chosen]
        self._watch.report(_HEARD, "measure")
        heard = self._measured(chosen)
        is_one_group = steering.kind in (BatchKind.MORE, BatchKind.BETWEEN)
        groups = [list(range(len(chosen)))]
        if not is_one_group:
            groups = cluster_embeddings(embeddings, MAX_CLUSTERS)
        self._watch.report(_GROUPED, "name")
        labels = self._labels(session.id, steering, heard, groups)
        self._watch.check()
        track_ids = [uuid4() for _ in chosen]
        clusters = [
            ClusterSummary(
                batch_id=batch_id,
                label=label,
                track_ids=[track_ids[i] for i in group],
                created_at=self._clock.now(),
            )
            for label, group in zip(labels, groups, strict=True)
        ]
        batch = Batch(
            id=batch_id,
            session_id=session.id,
            created_at=self._clock.now(),
            prompt_text=write_prompt(session.brief_text, session.params),
            num_requested=num_clips,
            num_generated=len(chosen),
            clusters=clusters,
        )
        clips = self._clips(session, batch, chosen, heard, groups)
        clips.sort(key=lambda clip: track_ids.index(clip.id))
        middles = {
            cluster.id: centroid_of(embeddings, group)
            for cluster, group in zip(clusters, groups, strict=True)
        }
        files = {id_: one.clip.audio_path for id_, one in zip(track_ids, chosen, strict=True)}
        self._media.keep(session.id, files)
        try:
            self._store.add_batch(
                session.id,
                batch,
                middles,
                clips=clips,
                details=BatchDetails(
                    kind=steering.kind,
                    parent_cluster_ids=steering.cluster_ids,
                    seed=self._seed,
                    silhouette=None if is_one_group else silhouette(embeddings, groups),
                ),
                space=self._space,
                projection=details.projection or fit_projection(embeddings, self._space),
            )
        except BaseException:
            self._media.remove(session.id, track_ids)
            raise
        self._watch.report(1.0, "keep")
        return batch

    def _measured(self, chosen: Sequence[_Candidate]) -> list[HeardClip]:
        """Return manifests and measurements; what cannot be measured is simply not known."""
        listener = self._listener

        def measure(one: _Candidate) -> HeardClip:
            self._watch.check()
            manifest = _manifest(one.clip)
            features: ClipFeatures | None = None
            if listener is not None:
                try:
                    features = listener.measure(one.clip.audio_path, manifest)
                except STOPS:
                    raise
                except Exception as error:  # noqa: BLE001 - a clip stays one without measurements
                    self._watch.log(f"A clip could not be measured: {error}")
            return HeardClip(replace(manifest, sha256=hash_file(one.clip.audio_path)), features)

        with ThreadPoolExecutor(max_workers=self._options.threads) as threads:
            return list(threads.map(measure, chosen))

    def _clips(
        self,
        session: Session,
        batch: Batch,
        chosen: Sequence[_Candidate],
        heard: Sequence[HeardClip],
        groups: Sequence[Sequence[int]],
    ) -> list[Clip]:
        clips = []
        for cluster, group in zip(batch.clusters, groups, strict=True):
            for track_id, i in zip(cluster.track_ids, group, strict=True):
                track = Track(
                    id=track_id,
                    batch_id=batch.id,
                    cluster_id=cluster.id,
                    audio_url=f"/media/{session.id}/{track_id}.wav",
                    duration_sec=min(chosen[i].clip.duration_sec, LONGEST_S),
                    raw_prompt=chosen[i].clip.raw_prompt,
                    created_at=self._clock.now(),
                )
                clips.append(
                    Clip(track, i, chosen[i].embedding, heard[i].manifest, heard[i].features)
                )
        return clips

    def _labels(
        self,
        session_id: UUID,
        steering: Steering,
        heard: Sequence[HeardClip],
        groups: Sequence[Sequence[int]],
    ) -> list[str]:
        if steering.kind is BatchKind.MORE:
            return [self._cluster(session_id, steering.cluster_ids[0]).label]
        beside: list[HeardClip] = []
        if steering.kind is BatchKind.BETWEEN:
            beside = [
                HeardClip(clip.manifest, clip.features)
                for clip in self._store.get_clips(session_id)
                if clip.track.cluster_id in steering.cluster_ids
            ]
        return name_clusters(self._naming, heard, groups, beside=beside, log=self._watch.log)

    # ------------------------------------------------------------------- read

    @property
    def _space(self) -> str:
        """Return which vectors may be compared: the embedder says so, or its name stands for it."""
        return str(getattr(self._embedding, "space", type(self._embedding).__name__))

    def _check_space(self, details: SessionDetails) -> None:
        if details.space is not None and details.space != self._space:
            raise EmbedderChangedError(details.space, self._space)

    def _session(self, session_id: UUID) -> Session:
        session = self._store.get_session(session_id)
        if session is None:
            raise SessionNotFoundError(session_id)
        return session

    def _cluster(self, session_id: UUID, cluster_id: UUID) -> ClusterSummary:
        cluster = self._store.get_cluster(session_id, cluster_id)
        if cluster is None:
            raise ClusterNotFoundError(cluster_id)
        return cluster

    def _centroid(self, session_id: UUID, cluster_id: UUID) -> Vector:
        centroid = self._store.get_centroid(session_id, cluster_id)
        if centroid is None:
            raise ClusterNotFoundError(cluster_id)
        return centroid


def _manifest(clip: GeneratedClip) -> ClipManifest:
    """Return what a clip was made from, as far as its provider tells."""
    if clip.made_with is not None:
        return clip.made_with
    return ClipManifest(provider="unknown", seed=0, prompt=clip.raw_prompt)
