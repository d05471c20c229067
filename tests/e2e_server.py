"""Serve a real, empty Menura for the browser tests, beside folders of generated music.

Everything lies in a temporary folder that is removed at the end. The paths that the tests need
are written to ``web/test-results/``.
"""

import argparse
import os
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from menura.cli import main
from tests.audio_synthesis import (
    LIBRARY_RATE_HZ,
    STYLES,
    drum_loop,
    one_hit,
    render_library,
    render_style,
    write_audio,
)

RESULTS = Path(__file__).resolve().parent.parent / "web" / "test-results"
TRACKS = 24
LENGTH_S = 12.0
PART_S = 16.0
HOUSE, BALLAD, DRUM_AND_BASS, _, _, FUNK, METAL, CHIPTUNE = STYLES


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
    """Write three packs of loops and one-shots of four bars each, and a file that is no sound."""
    for pack in ("Night Drive", "Lost Tapes", "Dust Drums"):
        (folder / pack).mkdir(parents=True)
    for seed, (name, style, tonic, tempo_bpm) in enumerate(
        (
            ("Night Drive/Bass 120 Am", FUNK, 9, 120),
            ("Night Drive/Pad 60 Am", DRUM_AND_BASS, 9, 60),
            ("Night Drive/Organ 120 F#m", HOUSE, 6, 120),
            ("Lost Tapes/Keys 120 C", BALLAD, 0, 120),
            ("Lost Tapes/Arp 122 C", CHIPTUNE, 0, 122),
            ("Lost Tapes/Guitar 118 Am", METAL, 9, 118),
        )
    ):
        loop = render_style(
            replace(style, drums={}),
            tempo_bpm=tempo_bpm,
            tonic=tonic,
            duration_s=16 * 60 / tempo_bpm,
            seed=seed,
        )
        write_audio(folder / f"{name}.wav", loop, LIBRARY_RATE_HZ)
    drums = folder / "Dust Drums"
    for tempo_bpm in (90, 120):
        loop = 0.5 * drum_loop(tempo_bpm, 16 * 60 / tempo_bpm)
        write_audio(drums / f"Break {tempo_bpm}.wav", loop)
    for drum in ("kick", "snare"):
        write_audio(drums / f"{drum}.wav", one_hit(drum))
    (drums / "broken.wav").write_bytes(b"RIFF")


def serve(arguments: list[str]) -> int:
    """Make the music, then serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m tests.e2e_server", description=__doc__)
    parser.add_argument("--port", default="8799")
    port = parser.parse_args(arguments).port
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
        return main(["serve", "--port", port])
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(serve(sys.argv[1:]))
