"""Measure what listening to a 4-minute mp3 costs, stage by stage.

    python -m benchmarks.bench_listening [--file SONG] [--rounds 3]

Prints one table: processor seconds (user and system, one thread, best of several rounds), tracks
per minute and core, and the peak memory of the process. The gate of the design is .9 s and
200 MB. Without --file a 4-minute stereo mp3 (44.1 kHz, 192 kbit/s-like) is generated in a
separate process first, so that making it does not count.
"""
# ruff: noqa: E402

import os

# Before numpy is imported: otherwise BLAS spreads over all cores and processor time means nothing.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from menura.audio.arrays import Float32Array
from menura.audio.decode import AudioReader, open_audio
from menura.audio.frames import Frames
from menura.audio.key import measure_key
from menura.audio.listen import listen
from menura.audio.loudness import measure_loudness
from menura.audio.onsets import find_onsets
from menura.audio.peaks import waveform_peaks
from menura.audio.streaming import StreamingPass
from menura.audio.tags import read_tags
from menura.audio.tempo import measure_tempo
from menura.audio.timbre import measure_timbre
from menura.embedding import DspEmbedder

DURATION_S = 240.0
GATE_CPU_S, GATE_RSS_MB = 0.9, 200.0
T = TypeVar("T")


class Stopwatch:
    """Keep the least processor time each stage took."""

    def __init__(self) -> None:
        self.rounds: list[dict[str, float]] = []

    def start_round(self) -> None:
        """Begin a new round."""
        self.rounds.append({})

    def time(self, stage: str, work: Callable[[], T]) -> T:
        """Do `work` and add its processor time to `stage`."""
        started = time.process_time()
        result = work()
        spent = self.rounds[-1]
        spent[stage] = spent.get(stage, 0.0) + time.process_time() - started
        return result

    def best(self) -> dict[str, float]:
        """Return the stages of the cheapest round."""
        return min(self.rounds, key=lambda spent: sum(spent.values()))


def make_song(path: str) -> None:
    """Write the song to measure (run in its own process)."""
    from tests.audio_synthesis import SAMPLE_RATE_HZ, STYLES, render_style, write_audio

    signal = render_style(
        STYLES[0],
        tempo_bpm=124.0,
        tonic=9,
        duration_s=DURATION_S,
        seed=1,
        sample_rate_hz=SAMPLE_RATE_HZ,
    )
    tags = {"title": "Benchmark", "artist": "Menura"}
    write_audio(Path(path), signal, SAMPLE_RATE_HZ, tags=tags)


def measure_stages(path: Path, watch: Stopwatch) -> None:
    """Listen once, in the steps `listen` takes, each under the watch."""
    embedder = DspEmbedder()
    watch.start_round()
    reader: AudioReader = watch.time("open", lambda: open_audio(path))
    with reader:
        listening = StreamingPass(reader.sample_rate_hz, reader.channels)
        blocks: Iterator[Float32Array] = reader.blocks()
        while True:
            block = watch.time("decode", lambda: next(blocks, None))
            if block is None:
                break
            watch.time("streaming pass", lambda block=block: listening.feed(block))  # type: ignore[misc]
        metadata = reader.metadata
    frames: Frames = watch.time("streaming pass", listening.finish)
    loudness = watch.time("loudness", lambda: measure_loudness(frames))
    onsets = watch.time("onsets", lambda: find_onsets(frames.mel_energies))
    watch.time("tempo", lambda: measure_tempo(onsets))
    watch.time("key", lambda: measure_key(frames))
    watch.time("timbre", lambda: measure_timbre(frames, loudness, onsets))
    watch.time("peaks", lambda: waveform_peaks(frames.waveform_extremes))
    watch.time("tags", lambda: read_tags(path, metadata))
    watch.time("embedding (dsp)", lambda: embedder.embed(frames))


def peak_rss_mb() -> float:
    """Return the highest resident memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, help="measure this file instead of a generated one")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.file or Path(folder) / "song.mp3"
        if arguments.file is None:
            maker = multiprocessing.get_context("spawn").Process(
                target=make_song, args=(str(path),)
            )
            maker.start()
            maker.join()
        watch = Stopwatch()
        for _ in range(arguments.rounds):
            measure_stages(path, watch)
        duration_s = listen(path).duration_s
    stages = watch.best()
    total_s, rss_mb = sum(stages.values()), peak_rss_mb()
    print(f"{'stage':<20}{'CPU ms':>10}")
    for stage, spent_s in stages.items():
        print(f"{stage:<20}{1000 * spent_s:>10.1f}")
    print(f"{'total':<20}{1000 * total_s:>10.1f}   ({duration_s:.0f} s of audio)")
    print(f"{'tracks/min/core':<20}{60 / total_s:>10.1f}")
    print(f"{'peak RSS, MB':<20}{rss_mb:>10.1f}")
    passed = total_s <= GATE_CPU_S and rss_mb <= GATE_RSS_MB
    print(f"gate {GATE_CPU_S} s, {GATE_RSS_MB:.0f} MB: {'kept' if passed else 'MISSED'}")


if __name__ == "__main__":
    main()
