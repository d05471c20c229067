"""Read rendered clips and what is true of them, in either of two formats.

`rendered_music` writes `Truth`; the clips the shipped constants were fitted on came from an earlier
generator, whose JSON has ``bpm``, ``beats``, ``meter``, ``sf`` and ``cents``.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.rendered_music.truth import TrueSection, Truth
from menura.audio.errors import UnreadableAudioError
from menura.audio.frames import Frames
from menura.audio.listen import ListenOptions, decode_once


@dataclass(frozen=True, slots=True, eq=False)
class HeardClip:
    """Hold the frames of a clip and what is true of it."""

    truth: Truth
    frames: Frames


def listen_to_labelled(folder: Path) -> Iterator[tuple[Path, Frames]]:
    """Yield the JSON file and the frames of every readable audio file that has one, by name."""
    for path in sorted(folder.iterdir()):
        label = path.with_suffix(".json")
        if path == label or not label.exists():
            continue
        try:
            frames = decode_once(path, ListenOptions(fingerprint=False)).frames
        except UnreadableAudioError:
            continue
        assert frames is not None
        yield label, frames


def listen_to_clips(folders: Sequence[Path]) -> Iterator[HeardClip]:
    """Yield every readable audio file of some folders that has a truth beside it, by name."""
    for folder in folders:
        for label, frames in listen_to_labelled(folder):
            yield HeardClip(read_truth(label), frames)


def read_truth(path: Path) -> Truth:
    """Read a truth of either format."""
    stored: dict[str, Any] = json.loads(path.read_text("utf-8"))
    if "tempo_bpm" in stored:
        return Truth.read(path)
    beats_s, beats_per_bar = tuple(stored["beats"]), int(stored["meter"])
    return Truth(
        name=path.stem,
        kind="song",
        style=stored["style"],
        soundfont=stored.get("sf", ""),
        duration_s=float(stored.get("end", beats_s[-1])),
        tempo_bpm=float(stored["bpm"]),
        beats_s=beats_s,
        downbeats_s=beats_s[::beats_per_bar],
        beats_per_bar=beats_per_bar,
        tonic=stored.get("tonic"),
        mode=stored.get("mode"),
        sections=tuple(TrueSection(start, label) for label, start in stored.get("sections", ())),
        detune_cents=float(stored.get("cents", 0.0)),
    )
