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
from menura.kernel.disk import hash_file
from menura.kernel.errors import CancelledError, UnavailableError
from menura.sessions.assembly import Assembled, Candidate, Group, Origin, assemble
from menura.sessions.clustering import MAX_CLUSTERS, cluster_embeddings, silhouette
from menura.sessions.errors import (
    ClusterNotFoundError,
    EmbedderChangedError,
    GenerationFailedError,
    SessionNotFoundError,
)
from menura.sessions.media import MediaFolder
from menura.sessions.model import (
    Batch,
    BatchDetails,
    BatchKind,
    BriefParams,
    ClipFeatures,
    ClipManifest,
    ClusterSummary,
    Projection,
    Session,
    SessionDetails,
    Steering,
    Track,
)
from menura.sessions.naming import NamedClip, name_clusters
from menura.sessions.ports import (
    ClipListener,
    ClusterNamingProvider,
    EmbeddingProvider,
    GeneratedClip,
    HeardClip,
    MusicProvider,
    SessionStore,
    SteerableMusicProvider,
    SteeringHint,
    Vector,
)
from menura.sessions.projection import fit_projection
from menura.sessions.prompt import write_prompt
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
    is_resumable : bool
        Somebody will try again if something outside fails: what is made already is left where it
        is, for a provider that takes it up again.
    """

    overgeneration: int = 3
    threads: int = 2
    is_resumable: bool = False


@dataclass(frozen=True, slots=True)
class Watch:
    """Follow the work: `report` is told the share that is done and the stage, `check` may raise."""

    report: Callable[[float, str], None] = lambda share, stage: None
    check: Callable[[], None] = lambda: None
    log: Callable[[str], None] = lambda message: None


@dataclass(frozen=True, slots=True, eq=False)
class _Aim:
    """What a batch is made from and where it is to go."""

    session: Session
    steering: Steering
    centroids: Sequence[Vector]
    label: str | None
    hint: SteeringHint | None
    beside: Sequence[HeardClip]
    projection: Projection | None


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
        if (known := _find(session, made_id)) is not None:
            self._media.forget_work(made_id)
            return known
        aim = self._aim(session, steering)
        generated: list[GeneratedClip] = []
        try:
            self._watch.report(0.0, "generate")
            self._watch.check()
            self._media.work_folder(made_id)
            generated = self._generate(aim, num_clips)
            if not generated:
                raise GenerationFailedError("the provider returned nothing.")
            self._watch.report(GENERATED_SHARE, "listen")
            candidates = self._embedded(generated)
            batch = self._keep(aim, candidates, num_clips, made_id)
        except JobSuspendedError:  # goes on later, with what is made already
            raise
        except BaseException as error:
            if not (self._options.is_resumable and isinstance(error, UnavailableError)):
                self._discard(generated)
                self._media.abandon_work(made_id)
            raise
        self._discard(generated)
        self._media.forget_work(made_id)
        return batch

    def _discard(self, generated: Sequence[GeneratedClip]) -> None:
        """Remove what was made and not kept."""
        for clip in generated:
            clip.audio_path.unlink(missing_ok=True)

    def _aim(self, session: Session, steering: Steering) -> _Aim:
        """Read all that a batch needs of its session, so that nobody can take it away meanwhile."""
        details = self._store.get_details(session.id) or SessionDetails()
        if details.space not in (None, self._space):
            raise EmbedderChangedError(str(details.space), self._space)
        clusters = [self._cluster(session.id, one) for one in steering.cluster_ids]
        clips = self._store.get_clips(session.id) if steering.kind in STEERED else ()
        is_between = steering.kind is BatchKind.BETWEEN
        return _Aim(
            session=session,
            steering=steering,
            centroids=[self._centroid(session.id, one.id) for one in clusters],
            label=clusters[0].label if steering.kind is BatchKind.MORE else None,
            hint=hint_at(steering, clips) if steering.kind in STEERED else None,
            beside=[
                HeardClip(clip.manifest, clip.features)
                for clip in clips
                if is_between and clip.track.cluster_id in steering.cluster_ids
            ],
            projection=details.projection,
        )

    def _generate(self, aim: _Aim, num_clips: int) -> list[GeneratedClip]:
        prompt = write_prompt(aim.session.brief_text, aim.session.params)
        duration_s = aim.session.params.duration_sec
        if aim.hint is not None and isinstance(self._music, SteerableMusicProvider):
            wanted = num_clips * self._options.overgeneration
            return self._music.generate_steered(prompt, wanted, duration_s, aim.hint)
        return self._music.generate_batch(prompt, num_clips, duration_s)

    def _embedded(self, generated: Sequence[GeneratedClip]) -> list[Candidate]:
        """Return clips with their vectors; one that cannot be heard is left out."""
        reasons: list[str] = []

        def embed(clip: GeneratedClip) -> Candidate | None:
            self._watch.check()
            try:
                embedding = self._embedding.embed_audio(clip.audio_path)
                if embedding.ndim != 1 or not np.isfinite(embedding).all():
                    raise ValueError("the embedder gave no usable vector")
                return Candidate(clip, embedding)
            except STOPS:
                raise
            except Exception as error:  # noqa: BLE001 - a provider may raise anything
                reasons.append(_told(error, clip))
                self._watch.log(f"A clip could not be heard and is left out: {reasons[-1]}")
                return None

        with ThreadPoolExecutor(max_workers=self._options.threads) as threads:
            heard = [one for one in threads.map(embed, generated) if one is not None]
        if not heard:
            raise GenerationFailedError(f"none could be heard: {reasons[0]}")
        return heard

    # ------------------------------------------------------------------- keep

    def _keep(
        self, aim: _Aim, candidates: Sequence[Candidate], num_clips: int, batch_id: UUID
    ) -> Batch:
        """Choose, group, name, move the files, and only then write everything down."""
        kind = aim.steering.kind
        vectors = [one.embedding for one in candidates]
        chosen = [candidates[i] for i in choose(kind, vectors, aim.centroids, num_clips)]
        embeddings = [one.embedding for one in chosen]
        self._watch.report(_HEARD, "measure")
        heard = self._measured(chosen)
        is_one_group = kind in (BatchKind.MORE, BatchKind.BETWEEN)
        members = [list(range(len(chosen)))]
        if not is_one_group:
            members = cluster_embeddings(embeddings, MAX_CLUSTERS)
        self._watch.report(_GROUPED, "name")
        labels = [aim.label] if aim.label is not None else self._labels(aim, chosen, heard, members)
        self._watch.check()
        origin = Origin(aim.session, batch_id, num_clips, self._clock.now())
        groups = [Group(label, one) for label, one in zip(labels, members, strict=True)]
        made = assemble(origin, chosen, heard, groups)
        details = BatchDetails(
            kind=kind,
            parent_cluster_ids=aim.steering.cluster_ids,
            seed=self._seed,
            silhouette=None if is_one_group else silhouette(embeddings, members),
        )
        self._media.keep(batch_id, aim.session.id, made.files)
        self._write_down(made, details, aim.projection or fit_projection(embeddings, self._space))
        self._watch.report(1.0, "keep")
        kept = _find(self._session(aim.session.id), batch_id)
        return kept if kept is not None else made.batch

    def _write_down(self, made: Assembled, details: BatchDetails, projection: Projection) -> None:
        """Tell the store; take the files back if it certainly does not know them."""
        batch = made.batch
        try:
            self._store.add_batch(
                batch.session_id,
                batch,
                made.centroids,
                clips=made.clips,
                details=details,
                space=self._space,
                projection=projection,
            )
        except BaseException:
            # A database may keep what it was told although its answer was lost.
            session = self._store.get_session(batch.session_id)
            if session is None or _find(session, batch.id) is None:
                self._media.take_back(batch.id, batch.session_id, list(made.files))
            raise

    def _measured(self, chosen: Sequence[Candidate]) -> list[HeardClip]:
        """Return manifests and measurements; what cannot be measured is simply not known."""
        listener = self._listener

        def measure(one: Candidate) -> HeardClip:
            self._watch.check()
            manifest = _manifest(one.clip)
            features: ClipFeatures | None = None
            if listener is not None:
                try:
                    features = listener.measure(one.clip.audio_path, manifest)
                except STOPS:
                    raise
                except Exception as error:  # noqa: BLE001 - a clip stays one without measurements
                    self._watch.log(f"A clip could not be measured: {_told(error, one.clip)}")
            return HeardClip(replace(manifest, sha256=hash_file(one.clip.audio_path)), features)

        with ThreadPoolExecutor(max_workers=self._options.threads) as threads:
            return list(threads.map(measure, chosen))

    def _labels(
        self,
        aim: _Aim,
        chosen: Sequence[Candidate],
        heard: Sequence[HeardClip],
        members: Sequence[Sequence[int]],
    ) -> list[str]:
        return name_clusters(
            self._naming,
            [
                NamedClip(one.clip.raw_prompt, known)
                for one, known in zip(chosen, heard, strict=True)
            ],
            members,
            beside=aim.beside,
            log=self._watch.log,
        )

    # ------------------------------------------------------------------- read

    @property
    def _space(self) -> str:
        """Return which vectors may be compared: the embedder says so, or its name stands for it."""
        return str(getattr(self._embedding, "space", type(self._embedding).__name__))

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


def _find(session: Session, batch_id: UUID) -> Batch | None:
    """Return a batch of a session."""
    return next((batch for batch in session.batches if batch.id == batch_id), None)


def _told(error: Exception, clip: GeneratedClip) -> str:
    """Return an error in words that do not tell where on this machine a clip lies."""
    return str(error).replace(str(clip.audio_path), clip.audio_path.name)
