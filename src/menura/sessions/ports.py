"""State what a session needs: somebody who makes clips, hears them, names them and keeps them.

The first three Protocols, `GeneratedClip` and the first five methods of `SessionStore` are the
Session Lab's contract. What Menura adds is optional for providers: `generate_steered`,
`name_described` and `made_with` are used where they are there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from menura.sessions.model import (
    Batch,
    BatchDetails,
    BatchKind,
    BriefParams,
    Clip,
    ClipFeatures,
    ClipManifest,
    ClusterSummary,
    Projection,
    Session,
    SessionDetails,
    SessionPage,
)

Vector = NDArray[np.float32]


@dataclass
class GeneratedClip:
    """A clip fresh from its provider.

    Attributes
    ----------
    audio_path : Path
        Temporary; whoever asked moves it to where it stays.
    duration_sec : float
        More than 0.
    raw_prompt : str
        What the model was sent, to the letter.
    made_with : ClipManifest, optional
        What it was made from, where the provider tells.
    """

    audio_path: Path
    duration_sec: float
    raw_prompt: str
    made_with: ClipManifest | None = None


class MusicProvider(Protocol):
    """Make clips from words."""

    def generate_batch(
        self, prompt: str, num_clips: int, duration_sec: float
    ) -> list[GeneratedClip]:
        """Return up to `num_clips` clips of about `duration_sec` seconds.

        Clips that fail are left out; raises only if all do.
        """
        ...


@dataclass(frozen=True, slots=True)
class SteeringHint:
    """Clips that new ones should be near to, and away from.

    Attributes
    ----------
    kind : BatchKind
    near, other : tuple of ClipManifest
        For `MORE` the cluster's clips are `near`. For `LESS` the cluster's clips are `other`, to
        be kept away from, and the session's rest is `near`. For `BETWEEN` `near` are the clips of
        the first cluster and `other` those of the second.
    """

    kind: BatchKind
    near: tuple[ClipManifest, ...] = ()
    other: tuple[ClipManifest, ...] = ()


@runtime_checkable
class SteerableMusicProvider(Protocol):
    """A provider cheap and pliable enough to be asked for more than is kept."""

    def generate_batch(
        self, prompt: str, num_clips: int, duration_sec: float
    ) -> list[GeneratedClip]:
        """Return clips as `MusicProvider`."""
        ...

    def generate_steered(
        self, prompt: str, num_clips: int, duration_sec: float, hint: SteeringHint
    ) -> list[GeneratedClip]:
        """Return clips that go where the hint points; else as `generate_batch`."""
        ...


class EmbeddingProvider(Protocol):
    """Turn sound and words into vectors of one space."""

    def embed_audio(self, audio_path: Path) -> Vector:
        """Return a vector, shape ``(d,)``, float32; raise where the file or model fails."""
        ...

    def embed_text(self, text: str) -> Vector:
        """Return a vector of the same length; not every embedder knows words."""
        ...


class ClusterNamingProvider(Protocol):
    """Name a cluster."""

    def name_cluster(self, prompts: list[str]) -> str:
        """Return one to three ASCII words without quotes or punctuation; may raise."""
        ...


@dataclass(frozen=True, slots=True)
class HeardClip:
    """What a namer may know of one clip."""

    manifest: ClipManifest
    features: ClipFeatures | None


@dataclass(frozen=True, slots=True)
class ClusterDescription:
    """A cluster among the others of its batch.

    Attributes
    ----------
    prompts : tuple of str
        Up to three raw prompts, in the order of the tracks.
    clips, others : tuple of HeardClip
        The cluster's, and those of all other clusters of the batch.
    taken : tuple of str
        Labels that clusters of this batch have already.
    """

    prompts: tuple[str, ...]
    clips: tuple[HeardClip, ...]
    others: tuple[HeardClip, ...]
    taken: tuple[str, ...] = ()


@runtime_checkable
class DescribedNamingProvider(Protocol):
    """A namer that reads what sets a cluster apart, which equal prompts cannot tell."""

    def name_described(self, cluster: ClusterDescription) -> str:
        """Return a label as `name_cluster` does."""
        ...


class ClipListener(Protocol):
    """Measure a clip."""

    def measure(self, audio_path: Path, manifest: ClipManifest) -> ClipFeatures:
        """Return what is heard, and whether it is what was meant."""
        ...


class SessionStore(Protocol):
    """Keep sessions; each method is complete in itself."""

    def create_session(
        self, brief: str, params: BriefParams, session_id: UUID | None = None
    ) -> Session:
        """Keep a new session without batches; one that has this id already is given back."""
        ...

    def get_session(self, session_id: UUID) -> Session | None:
        """Return a session with its batches and clusters."""
        ...

    def add_batch(
        self,
        session_id: UUID,
        batch: Batch,
        centroids: dict[UUID, Vector],
        *,
        clips: Sequence[Clip] = (),
        details: BatchDetails | None = None,
        space: str | None = None,
        projection: Projection | None = None,
    ) -> None:
        """Keep a batch with all that belongs to it, whole or not at all.

        `space` and `projection` are kept if the session has none yet. The same batch again
        changes nothing. Raises SessionNotFoundError.
        """
        ...

    def get_cluster(self, session_id: UUID, cluster_id: UUID) -> ClusterSummary | None:
        """Return a cluster."""
        ...

    def get_centroid(self, session_id: UUID, cluster_id: UUID) -> Vector | None:
        """Return a cluster's centroid as it was when the cluster was made."""
        ...

    # ------------------------------------------------- beyond the contract

    def get_details(self, session_id: UUID) -> SessionDetails | None:
        """Return what a session is beyond the contract."""
        ...

    def get_clips(self, session_id: UUID) -> Sequence[Clip]:
        """Return all clips of a session in the order they were made."""
        ...

    def page(self, *, limit: int, offset: int) -> SessionPage:
        """Return sessions, pinned ones first, then the newest first."""
        ...

    def update_session(
        self, session_id: UUID, *, name: str | None = None, pinned: bool | None = None
    ) -> None:
        """Change what is not None; an empty name takes it away. Raises SessionNotFoundError."""
        ...

    def rename_cluster(self, session_id: UUID, cluster_id: UUID, label: str) -> None:
        """Give a cluster another label. Raises ClusterNotFoundError."""
        ...

    def update_clip(
        self,
        session_id: UUID,
        clip_id: UUID,
        *,
        name: str | None = None,
        pinned: bool | None = None,
        favourite: bool | None = None,
    ) -> None:
        """Change what is not None; an empty name takes it away. Raises ClipNotFoundError."""
        ...

    def remove_clips(self, session_id: UUID, clip_ids: Sequence[UUID]) -> None:
        """Forget clips; a cluster left without any goes with its last. Unknown ones are passed."""
        ...

    def remove_session(self, session_id: UUID) -> None:
        """Forget a session with all that belongs to it. Raises SessionNotFoundError."""
        ...

    def known_clips(self, session_ids: Sequence[UUID]) -> Mapping[UUID, frozenset[UUID]]:
        """Return the ids of the clips of those of the sessions that exist."""
        ...
