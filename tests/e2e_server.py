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
    MAJOR,
    MINOR,
    STYLES,
    cadence,
    drum_loop,
    one_hit,
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


def render_samples(folder: Path) -> None:
    """Write two packs of loops and one-shots, and a file that is no sound."""
    for pack in ("Night Drive", "Dust Drums"):
        (folder / pack).mkdir(parents=True)
    for name, tonic, mode, tempo_bpm in (
        ("Bass 120 Am", 9, MINOR, 120),
        ("Keys 120 C", 0, MAJOR, 120),
        ("Pad 60 Am", 9, MINOR, 60),
        ("Strings 118 Em", 4, MINOR, 118),
        ("Organ 120 F# minor", 6, MINOR, 120),
    ):
        loop = cadence(tonic, mode, duration_s=16 * 60 / tempo_bpm)
        write_audio(folder / "Night Drive" / f"{name}.wav", loop)
    drums = folder / "Dust Drums"
    for tempo_bpm in (90, 118, 120, 124):
        loop = 0.5 * drum_loop(tempo_bpm, 16 * 60 / tempo_bpm)
        write_audio(drums / f"Break {tempo_bpm}.wav", loop)
    for name in ("kick", "snare", "hat"):
        write_audio(drums / f"{name}.wav", 0.8 * one_hit(name))
    (drums / "broken.wav").write_bytes(b"RIFF")


def serve() -> int:
    """Make the music, then serve until told to stop."""
    home = Path(tempfile.mkdtemp(prefix="menura-e2e-"))
    try:
        music = home / "music"
        render_library(music, TRACKS, LENGTH_S, seed=7)
        (music / "broken.mp3").write_bytes(b"")
        (home / "no music here").mkdir()
        render_parts(home / "parts")
        render_samples(home / "samples")
        RESULTS.mkdir(parents=True, exist_ok=True)
        (RESULTS / ".music-path").write_text(str(music))
        os.environ["MENURA_DATA_DIR"] = str(home / "data")
        os.environ["MENURA_WORKER_LINGER_S"] = "2"
        return main(["serve", "--port", PORT])
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(serve())
