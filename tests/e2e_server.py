"""Serve a real, empty Menura for the browser tests, beside a folder of generated music.

Everything lies in a temporary folder that is removed at the end. The paths that the tests need
are written to ``web/test-results/``.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from menura.cli import main
from tests.audio_synthesis import render_library

PORT = "8799"
RESULTS = Path(__file__).resolve().parent.parent / "web" / "test-results"
TRACKS = 24
LENGTH_S = 12.0


def serve() -> int:
    """Make the music, then serve until told to stop."""
    home = Path(tempfile.mkdtemp(prefix="menura-e2e-"))
    try:
        music = home / "music"
        render_library(music, TRACKS, LENGTH_S, seed=7)
        (music / "broken.mp3").write_bytes(b"")
        (home / "no music here").mkdir()
        RESULTS.mkdir(parents=True, exist_ok=True)
        (RESULTS / ".music-path").write_text(str(music))
        os.environ["MENURA_DATA_DIR"] = str(home / "data")
        os.environ["MENURA_WORKER_LINGER_S"] = "2"
        return main(["serve", "--port", PORT])
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(serve())
