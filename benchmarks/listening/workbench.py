"""Give the parts of the benchmark what they share: rendered music, and what was heard of it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.listening.hearing import HeardSound, hear_all
from benchmarks.rendered_music import MusicLibrary, SoundFile, Truth


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A rendered sound: its file, its truth and what was heard."""

    path: Path
    truth: Truth
    heard: HeardSound


@dataclass(slots=True, eq=False)
class Workbench:
    """Hold the rendered music and remember what was heard of it during one run.

    Attributes
    ----------
    library : MusicLibrary
        Where rendered sounds come from.
    folder : Path
        For whatever a part wants to keep from one run to the next.
    processes : int
        How many listen at a time where time itself is not measured.
    share : float
        1 for everything, less for a quick look: the share of each set that is used.
    """

    library: MusicLibrary
    folder: Path
    processes: int = 2
    share: float = 1.0
    _heard: dict[Path, HeardSound] = field(default_factory=dict)

    def count(self, full: int) -> int:
        """Return how many of a set to use."""
        return max(1, round(full * self.share))

    def hear(self, files: Sequence[SoundFile]) -> list[Example]:
        """Listen to files, each once in a run."""
        new = [file.path for file in files if file.path not in self._heard]
        if new:
            began_s = time.perf_counter()
            print(f"Listening to {len(new)} files ...", end=" ", flush=True)
            self._heard |= dict(zip(new, hear_all(new, self.processes), strict=True))
            print(f"{time.perf_counter() - began_s:.0f} s", flush=True)
        return [Example(file.path, file.truth, self._heard[file.path]) for file in files]
