"""Time, memory and steering of the Session Lab with the built-in providers."""

import resource
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
import psutil

from menura.audio.arrays import Float32Array
from menura.sessions import BatchKind, BriefParams, InMemorySessionStore, MediaFolder, Steering
from menura.sessions.clustering import warm_up
from menura.sessions.providers.registry import Hooks, ProviderOptions, make_providers
from menura.sessions.service import SessionOptions, SessionService
from menura.sessions.similarity import cosine_similarity
from menura.studio.requests import GeneratorOptions
from menura.studio.workshop import cores

CLIPS, LENGTH_S = 6, 12.0
BATCHES = 20
OTHERS_EVERY = 4  # less and between are measured on some of the sessions
BRIEFS = (
    "dusty house with warm keys",
    "dark techno with a rolling bass",
    "lofi hip hop, rainy and slow",
    "something cinematic and hopeful",
    "fast rock with distorted guitars",
    "neon synthwave night drive",
    "calm ambient with bells",
    "funky disco with brass",
    "acoustic folk ballad",
    "drum and bass, 174 bpm, F minor",
)
OPTIONS = ProviderOptions("builtin", GeneratorOptions())


@dataclass(frozen=True, slots=True)
class Lab:
    """A store and a folder for one run of the benchmark."""

    store: InMemorySessionStore
    media: MediaFolder

    def service(self, batch_id: UUID, seed: int) -> SessionService:
        """Return a service as a worker puts it together."""
        hooks = Hooks(report=lambda share: None, check=lambda: None)
        folder = self.media.work_folder(batch_id)
        made = make_providers(OPTIONS, folder, seed=seed, threads=cores(), hooks=hooks)
        return SessionService(
            self.store,
            made.music,
            made.embedding,
            made.naming,
            self.media,
            listener=made.listener,
            options=SessionOptions(threads=cores()),
            seed=seed,
        )

    def batch(self, brief: str, seed: int) -> tuple[UUID, float]:
        """Make a first batch; return its session and how long it took."""
        params = BriefParams(energy=0.5, density=0.5, duration_sec=LENGTH_S)
        session = self.store.create_session(brief, params)
        batch_id = uuid4()
        began = time.perf_counter()
        service = self.service(batch_id, seed)
        service.add_batch(session.id, Steering(), CLIPS, batch_id=batch_id)
        return session.id, time.perf_counter() - began

    def steer(self, session_id: UUID, steering: Steering, seed: int) -> tuple[UUID, float]:
        """Make a steered batch; return it and how long it took."""
        batch_id = uuid4()
        began = time.perf_counter()
        self.service(batch_id, seed).add_batch(session_id, steering, CLIPS, batch_id=batch_id)
        return batch_id, time.perf_counter() - began

    def cosine(self, session_id: UUID, batch_id: UUID, near: Sequence[Float32Array]) -> float:
        """Return the mean cosine of a batch's clips, each to the farthest of the centroids."""
        clips = [c for c in self.store.get_clips(session_id) if c.track.batch_id == batch_id]
        return statistics.fmean(min(cosine_similarity(c.embedding, n) for n in near) for c in clips)


@dataclass(slots=True)
class Tally:
    """How often a direction was kept, and by how much."""

    gains: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def line(self, name: str, sign: int) -> str:
        """Return what came out."""
        right = sum(gain * sign > 0 for gain in self.gains)
        mean = statistics.fmean(self.gains) if self.gains else 0.0
        took_s = statistics.median(self.seconds) if self.seconds else 0.0
        return (
            f"  {name:8} cosine {mean:+.3f} against the first batch, right in "
            f"{right}/{len(self.gains)}, {took_s:.1f} s each"
        )


def measure_batches(batches: int = BATCHES) -> None:
    """Make batches, steer from each, and print the figures."""
    process = psutil.Process()
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(InMemorySessionStore(), MediaFolder(Path(folder)))
        began = time.perf_counter()
        warm_up()
        lab.batch(BRIEFS[0], 0)
        print(f"first batch of a process, with loading: {time.perf_counter() - began:.1f} s")
        seconds, sessions, cpu = [], [], process.cpu_times()
        for number in range(batches):
            session_id, took_s = lab.batch(BRIEFS[number % len(BRIEFS)], number)
            seconds.append(took_s)
            sessions.append(session_id)
        used = process.cpu_times()
        cpu_s = (used.user + used.system - cpu.user - cpu.system) / batches
        p50, p95 = np.percentile(seconds, [50, 95])
        print(f"{CLIPS} clips of {LENGTH_S:g} s, heard, grouped, named; {batches} batches")
        print(f"  wall p50 {p50:.2f} s, p95 {p95:.2f} s; CPU {cpu_s:.2f} s each   (goal: < 6 s)")
        _steering(lab, sessions)
        print(f"memory at most {_high_water_gib():.2f} GiB   (goal: < 1 GiB)")


def _steering(lab: Lab, sessions: list[UUID]) -> None:
    more, less, between = Tally(), Tally(), Tally()
    for number, session_id in enumerate(sessions):
        session = lab.store.get_session(session_id)
        assert session is not None
        first = session.batches[0]
        ids = [cluster.id for cluster in first.clusters]
        found = [lab.store.get_centroid(session_id, one) for one in ids]
        centroids = [one for one in found if one is not None]

        def gain(
            tally: Tally,
            steering: Steering,
            near: Sequence[Float32Array],
            seed: int,
            session_id: UUID = session_id,
            first_id: UUID = first.id,
        ) -> None:
            made, took_s = lab.steer(session_id, steering, seed)
            now, was = (lab.cosine(session_id, batch, near) for batch in (made, first_id))
            tally.gains.append(now - was)
            tally.seconds.append(took_s)

        gain(more, Steering(BatchKind.MORE, (ids[0],)), centroids[:1], 1000 + number)
        if number % OTHERS_EVERY == 0:
            gain(less, Steering(BatchKind.LESS, (ids[0],)), centroids[:1], 2000 + number)
            if len(ids) > 1:
                wanted = Steering(BatchKind.BETWEEN, (ids[0], ids[1]))
                gain(between, wanted, centroids[:2], 3000 + number)
    print(more.line("more", 1) + "   (goal: >= 19/20)")
    print(less.line("less", -1))
    print(between.line("between", 1))


def _high_water_gib() -> float:
    """Return the most memory this process had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


if __name__ == "__main__":
    measure_batches()
