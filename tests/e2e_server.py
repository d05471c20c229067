"""Serve a real, empty Menura for the browser tests, beside folders of generated music.

Everything lies in a temporary folder that is removed at the end. The paths that the tests need
are written to ``web/test-results/``.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np

from menura.cli import main
from tests.audio_synthesis import (
    LIBRARY_RATE_HZ,
    STYLES,
    render_library,
    render_style,
    write_audio,
)

PORT = "8799"
RESULTS = Path(__file__).resolve().parent.parent / "web" / "test-results"
TRACKS = 24
LENGTH_S = 12.0
PART_S = 16.0


def render_parts(folder: Path) -> None:
    """Write a song of two parts in turn, A B A B, and the same recording once more."""
    folder.mkdir()
    calm, loud = (
        render_style(style, tempo_bpm=120, tonic=9, duration_s=PART_S, seed=seed)
        for seed, style in enumerate((STYLES[0], STYLES[1]))
    )
    song = np.concatenate([0.3 * calm, loud, 0.3 * calm, loud], axis=1)
    tags = {"title": "Two Faces", "artist": "The Twins", "album": "Parts"}
    write_audio(folder / "two faces.flac", song, LIBRARY_RATE_HZ, tags=tags)
    again = {**tags, "title": "Two Faces (copy)"}
    write_audio(folder / "two faces (copy).flac", song, LIBRARY_RATE_HZ, tags=again)


def serve() -> int:
    """Make the music, then serve until told to stop."""
    home = Path(tempfile.mkdtemp(prefix="menura-e2e-"))
    try:
        music = home / "music"
        render_library(music, TRACKS, LENGTH_S, seed=7)
        (music / "broken.mp3").write_bytes(b"")
        (home / "no music here").mkdir()
        render_parts(home / "parts")
        RESULTS.mkdir(parents=True, exist_ok=True)
        (RESULTS / ".music-path").write_text(str(music))
        os.environ["MENURA_DATA_DIR"] = str(home / "data")
        os.environ["MENURA_WORKER_LINGER_S"] = "2"
        return main(["serve", "--port", PORT])
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(serve())
