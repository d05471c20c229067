"""Play the tracks of the demo library and write them as tagged files with covers."""

from pathlib import Path

import numpy as np

from menura.audio.arrays import Float32Array
from menura.studio.asked_values import key_name
from menura.studio.cover import draw_cover
from menura.studio.credits import ai_label
from menura.studio.demo import DemoTrack
from menura.studio.flac_file import write_flac
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.sketch import make_sketch

FADE_S = 0.02


def write_demo_track(track: DemoTrack, folder: Path) -> Path:
    """Compose, play, mix, master and write one track; one that is there already stays.

    Returns
    -------
    Path
        Of the file.
    """
    path = folder / f"{track.file_stem}.flac"
    if path.is_file():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    sketch = make_sketch(track.plan)
    score = sketch.score
    write_flac(
        path,
        _faded(sketch.samples),
        tags={
            "TITLE": track.title,
            "ARTIST": track.artist,
            "ALBUM": track.album,
            "ALBUMARTIST": track.artist,
            "TRACKNUMBER": str(track.track_number),
            "GENRE": track.genre_title,
            "DATE": str(track.year),
            "BPM": f"{score.bpm:g}",
            "INITIALKEY": key_name(score.key, score.mode),
            "COMMENT": ai_label("builtin"),
        },
        cover=draw_cover(score, track.title),
        seed=track.plan.seeds.performance,
    )
    return path


def _faded(samples: Float32Array) -> Float32Array:
    """Return samples that end in silence."""
    count = round(FADE_S * SAMPLE_RATE_HZ)
    faded = samples.copy()
    faded[:, -count:] *= np.linspace(1, 0, count, dtype=np.float32)
    return faded
