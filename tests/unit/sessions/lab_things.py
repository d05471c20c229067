"""Make things of the Session Lab with as few words as a test wants to spend on them."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

import numpy as np

from menura.sessions import (
    Batch,
    BatchDetails,
    BriefParams,
    Clip,
    ClipFeatures,
    ClipManifest,
    ClusterSummary,
    Targets,
    Track,
    Verdict,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PARAMS = BriefParams(energy=0.5, density=0.25, duration_sec=2.0)
DIMENSION = 4


def vector(number: int) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    """Return a vector that only this number has."""
    return np.random.default_rng(number).standard_normal(DIMENSION).astype(np.float32)


def features(loudness_lufs: float | None = -14.0, peak_dbtp: float | None = -1.5) -> ClipFeatures:
    """Return measurements that nobody made."""
    told = Verdict(True, "as meant")
    return ClipFeatures(
        duration_s=2.0,
        tempo_bpm=120.0,
        tempo_confidence=0.9,
        key=6,
        mode="minor",
        key_confidence=0.8,
        loudness_lufs=loudness_lufs,
        loudness_range_lu=3.0,
        true_peak_dbtp=peak_dbtp,
        onset_rate_hz=4.0,
        brightness=0.5,
        energy=0.5,
        centroid_hz=1500.0,
        tempo_check=told,
        key_check=Verdict(None, "too short"),
        peaks=(1, 2, 127),
    )


def clip(batch_id: UUID, cluster_id: UUID, position: int, clip_id: UUID | None = None) -> Clip:
    """Return a clip with everything a clip may have."""
    track_id = clip_id or uuid4()
    return Clip(
        track=Track(
            id=track_id,
            batch_id=batch_id,
            cluster_id=cluster_id,
            audio_url=f"/media/s/{track_id}.wav",
            duration_sec=2.0,
            raw_prompt="a “brief” 曲",
            created_at=NOON,
        ),
        position=position,
        embedding=vector(position),
        manifest=ClipManifest(
            provider="builtin",
            seed=2**32 - 1,
            prompt="a “brief” 曲",
            parameters={"plan": {"bpm": 120.5}},
            targets=Targets(120.5, 6, "minor"),
            instruments=("acid bass",),
            genre="House",
            sha256="ab" * 32,
        ),
        features=features(),
    )


def batch_of(session_id: UUID, sizes: Sequence[int] = (2, 1)) -> tuple[Batch, list[Clip]]:
    """Return a batch with clusters of these sizes, and its clips in order."""
    batch_id = uuid4()
    clusters: list[ClusterSummary] = []
    clips: list[Clip] = []
    for number, size in enumerate(sizes):
        cluster = ClusterSummary(
            batch_id=batch_id, label=f"label {number}", track_ids=[], created_at=NOON
        )
        for _ in range(size):
            made = clip(batch_id, cluster.id, len(clips))
            clips.append(made)
            cluster.track_ids.append(made.id)
        clusters.append(cluster)
    batch = Batch(
        id=batch_id,
        session_id=session_id,
        created_at=NOON,
        prompt_text="a brief | energy=0.50",
        num_requested=sum(sizes) + 1,
        num_generated=sum(sizes),
        clusters=clusters,
    )
    return batch, clips


DETAILS = BatchDetails(seed=2**31 - 1, silhouette=0.25)


def follows_label_rules(label: str) -> bool:
    """Tell whether a namer's label is one: one to three plain words, at most 64 characters."""
    return len(label) <= 64 and re.fullmatch("[a-z0-9]+(?: [a-z0-9]+){0,2}", label) is not None
