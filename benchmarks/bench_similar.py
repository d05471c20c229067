"""How long "similar" takes over HTTP, with 1,000 and 20,000 tracks that have random vectors."""

import http.client
import json
import random
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.program import free_port, start, wait_until_ready
from menura.analysis import EmbeddingRow, Features, Measured, Waveform
from menura.bootstrap import build
from menura.catalogue import FoundFile, HeardFile, TrackMetadata
from menura.config import load_settings
from menura.embedding import DSP
from menura.kernel.ids import new_id

SIZES = (1_000, 20_000)
REQUESTS = 200
COUNT = 20


def main() -> None:
    """Fill a library, ask it, and print one table."""
    print(f"{'tracks':>8}{'p50 ms':>9}{'p95 ms':>9}{'first ms':>10}  ({COUNT} results each)")
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="menura-bench-") as folder:
            home = Path(folder) / "data"
            ids = _fill(home, Path(folder), size)
            port = free_port()
            process = start("serve", "--port", str(port), home=home)
            wait_until_ready(port)
            times = _ask(port, random.Random(1).choices(ids, k=REQUESTS + 1))
            process.terminate()
            process.wait()
            first, rest = times[0], sorted(times[1:])
            p50, p95 = rest[len(rest) // 2], rest[len(rest) * 95 // 100]
            print(f"{size:>8}{p50 * 1e3:>9.1f}{p95 * 1e3:>9.1f}{first * 1e3:>10.1f}")


def _ask(port: int, ids: list[str]) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    times = []
    for track_id in ids:
        began = time.perf_counter()
        connection.request("GET", f"/api/v1/tracks/{track_id}/similar?n={COUNT}")
        answer = json.loads(connection.getresponse().read())
        times.append(time.perf_counter() - began)
        assert len(answer["items"]) == COUNT
    return times


def _fill(home: Path, music: Path, size: int) -> list[str]:
    """Keep `size` tracks with random vectors, and build the index; return their ids."""
    application = build(load_settings(data_dir=home))
    generator = np.random.default_rng(0)
    now = application.clock.now()
    with application.rooms() as rooms:
        source = rooms.library.add_folder(str(music))
    with application.store.unit() as unit:
        files = [FoundFile(f"{n:06}.flac", 1, 1) for n in range(size)]
        unit.tracks.upsert_found(source.id, new_id(), files, now)
        numbers = unit.tracks.unheard(source.id, {}, retry_failed=False)
        ids = [track.id for track in unit.tracks.by_numbers(numbers).values()]
        for number, track_id in enumerate(ids):
            vector = generator.standard_normal(DSP.dimension).astype(np.float32)
            row = EmbeddingRow(track_id, DSP.name, "random", vector / np.linalg.norm(vector))
            peaks = np.zeros((600, 2), np.int8)
            measured = Measured(_features(), Waveform(30.0, peaks), embeddings=[row])
            unit.analyses.keep(track_id, measured)
            metadata = TrackMetadata(title=f"Track {number}", artists=(f"Artist {number % 97}",))
            unit.tracks.record_heard(track_id, HeardFile(metadata, 30.0, None), now)
    for index in application.indexes.values():
        index.build(application.store)
    application.stop()
    return ids


def _features() -> Features:
    return Features(
        tempo_bpm=120.0,
        tempo_confidence=0.5,
        tempo_candidates=(),
        key="C",
        mode="major",
        key_confidence=0.9,
        tuning_cents=0.0,
        loudness_lufs=-12.0,
        loudness_range_lu=5.0,
        true_peak_dbtp=-1.0,
        energy=0.5,
        brightness=0.5,
        spectrum_db=(0.0,) * 31,
        sample_rate_hz=44_100,
        channels=2,
        decode_error_count=0,
    )


if __name__ == "__main__":
    main()
