"""Tell how much of a hearing it takes to find that a recording is known already."""

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from benchmarks.listening.report import Table
from benchmarks.sources_apart import run_apart
from menura.analysis.hearing import HearingTask, hear
from menura.analysis.steps import BUILT_IN
from tests.audio_synthesis import LIBRARY_RATE_HZ, STYLES, render_style, write_audio

PROBE = frozenset({"dsp", "fingerprint"})  # what tells whether two tracks are one recording
LENGTH_S = 240.0
SUFFIXES = (".mp3", ".flac")
TASKS: Mapping[str, frozenset[str]] = {"probe": PROBE, "whole": BUILT_IN}


def measure_probe(rounds: int) -> Table:
    """Hear a song of four minutes by the steps of a probe, and by all that need no model."""
    table = Table(f"A copy's probe (fingerprint, dsp vector), {LENGTH_S / 60:.0f} minutes of music")
    style = STYLES[0]
    sound = render_style(style, tempo_bpm=style.tempo_bpm, tonic=2, duration_s=LENGTH_S, seed=8)
    with tempfile.TemporaryDirectory(prefix="menura-bench-") as folder:
        for suffix in SUFFIXES:
            path = write_audio(Path(folder) / f"song{suffix}", sound, LIBRARY_RATE_HZ)
            heard = run_apart("benchmarks.sources_probe:hear_both", path=str(path), rounds=rounds)
            probe_s, whole_s = (heard.told[name] for name in TASKS)
            kind = suffix.removeprefix(".")
            table.add(f"{kind}: probe, processor time", probe_s, "s")
            table.add(f"{kind}: whole hearing, without models", whole_s, "s")
            table.add(f"{kind}: share", probe_s / whole_s)
    return table


def hear_both(path: str, rounds: int) -> dict[str, float]:
    """Hear a file both ways in turns; return the median processor seconds of each."""
    spent_s: dict[str, list[float]] = {name: [] for name in TASKS}
    for turn in range(rounds + 1):
        for name, steps in TASKS.items():
            began_s = time.process_time()
            hear(HearingTask(path, steps, steps))
            if turn:  # the first reads constants
                spent_s[name].append(time.process_time() - began_s)
    return {name: median(each) for name, each in spent_s.items()}
