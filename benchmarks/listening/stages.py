"""Listen in the steps `listen` takes, each under a watch (run as a child: FILE ROUNDS)."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from menura.audio.decode import open_audio
from menura.audio.dynamics import measure_dynamics
from menura.audio.file_name_hints import file_name_hints
from menura.audio.fingerprint import FingerprintTap
from menura.audio.fingerprint_match import fingerprint_pieces
from menura.audio.frames import Frames
from menura.audio.key import measure_key
from menura.audio.loudness import measure_loudness
from menura.audio.onsets import find_onsets
from menura.audio.peaks import waveform_peaks
from menura.audio.rhythm import measure_rhythm
from menura.audio.riff_chunks import read_sample_chunks
from menura.audio.sample_description import describe_sample
from menura.audio.sections import measure_structure
from menura.audio.stereo import measure_stereo
from menura.audio.streaming import StreamingPass
from menura.audio.tags import read_tags
from menura.audio.timbre import measure_timbre
from menura.embedding import DspEmbedder

T = TypeVar("T")


class Stopwatch:
    """Add up the processor time of stages."""

    def __init__(self) -> None:
        self.spent_s: dict[str, float] = {}

    def time(self, stage: str, work: Callable[[], T]) -> T:
        """Do `work` and add its processor time to `stage`."""
        started_s = time.process_time()
        result = work()
        self.spent_s[stage] = self.spent_s.get(stage, 0.0) + time.process_time() - started_s
        return result


def listen_in_stages(path: Path, embedder: DspEmbedder) -> dict[str, float]:
    """Listen once and return the seconds of every stage."""
    watch = Stopwatch()
    with watch.time("open", lambda: open_audio(path)) as reader:
        streaming = StreamingPass(reader.sample_rate_hz, reader.channels)
        fingerprint = FingerprintTap(reader.sample_rate_hz, reader.channels)
        blocks = reader.blocks()
        while (block := watch.time("decode", lambda: next(blocks, None))) is not None:
            for stage, taker in (("streaming pass", streaming), ("fingerprint", fingerprint)):
                watch.time(stage, lambda taker=taker, block=block: taker.feed(block))  # type: ignore[misc]
        watch.time("decode", lambda: reader.content_hash)
        metadata = reader.metadata
    frames = watch.time("streaming pass", streaming.finish)
    watch.time("fingerprint", lambda: fingerprint_pieces(fingerprint.finish()))
    watch.time("tags", lambda: read_tags(path, metadata))
    _measure(path, frames, watch)
    watch.time("embedding (dsp)", lambda: embedder.embed(frames))
    return watch.spent_s


def _measure(path: Path, frames: Frames, watch: Stopwatch) -> None:
    loudness = watch.time("loudness", lambda: measure_loudness(frames))
    watch.time("dynamics", lambda: measure_dynamics(frames, loudness))
    watch.time("stereo", lambda: measure_stereo(frames))
    onsets = watch.time("onsets", lambda: find_onsets(frames.mel_energies))
    rhythm = watch.time("rhythm", lambda: measure_rhythm(frames, onsets))
    watch.time("key", lambda: measure_key(frames))
    watch.time("timbre", lambda: measure_timbre(frames, loudness, onsets))
    watch.time("structure", lambda: measure_structure(frames, rhythm.beats_s))
    watch.time("sample", lambda: _describe(path, frames, rhythm.tempo))
    watch.time("peaks", lambda: waveform_peaks(frames.waveform_extremes))


def _describe(path: Path, frames: Frames, tempo: object) -> object:
    chunks, hints = read_sample_chunks(path), file_name_hints(path.name)
    return describe_sample(frames, tempo, chunks, hints)  # type: ignore[arg-type]


def main() -> None:
    """Listen several times and print the seconds of each as JSON."""
    path, rounds = Path(sys.argv[1]), int(sys.argv[2])
    embedder = DspEmbedder()
    listen_in_stages(path, embedder)  # constants are read on first use
    print(json.dumps({"rounds": [listen_in_stages(path, embedder) for _ in range(rounds)]}))


if __name__ == "__main__":
    main()
