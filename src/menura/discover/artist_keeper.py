"""Read the sounds of artists once, and have them fitted anew when the library has changed."""

import math
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from menura.discover.artist_file import load_artists
from menura.discover.artists import ArtistModels
from menura.jobs import Job, JobPriority, JobQueue, Jobs

ARTISTS = "artists"


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    path: Path
    stamp: tuple[int, int]
    models: ArtistModels | None


class ArtistKeeper:
    """The sounds of artists as they were last written; any number of threads may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read: dict[Path, _Read] = {}

    def read(self, path: Path) -> ArtistModels | None:
        """Return what a file holds; None where there is none, or it is damaged."""
        with self._lock:
            try:
                status = path.stat()
            except OSError:
                return None
            stamp = (status.st_ino, status.st_mtime_ns)
            known = self._read.get(path)
            if known is None or known.stamp != stamp:
                known = _Read(path, stamp, load_artists(path))
                self._read[path] = known
            return known.models

    def age_s(self, path: Path) -> float:
        """Return how long ago a file was written; without end where there is none."""
        try:
            return time.time() - path.stat().st_mtime
        except OSError:
            return math.inf


def start_artists(jobs: Jobs, space: str) -> Job:
    """Queue fitting the sounds of artists; one at a time for a space."""
    return jobs.submit(
        ARTISTS,
        "Compare artists",
        {"space": space},
        queue=JobQueue.WORK,
        priority=JobPriority.NORMAL,
        singleton_key=f"{ARTISTS} {space}",
    )
