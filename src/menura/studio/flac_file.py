"""Write tagged FLAC files with a cover picture."""

from collections.abc import Mapping
from pathlib import Path

import av
import numpy as np
from mutagen.flac import FLAC, Picture

from menura.audio.arrays import Float32Array
from menura.studio.rate import SAMPLE_RATE_HZ

FULL_SCALE = 32767.0
BLOCK = 4608  # FLAC's usual block at this rate
FRONT_COVER = 3  # ID3v2 picture type, which FLAC shares


def write_flac(
    path: Path, samples: Float32Array, *, tags: Mapping[str, str], cover: bytes | None, seed: int
) -> None:
    """Write stereo samples ``(2, n)`` at 48 kHz as 16-bit FLAC, dithered; whole or not at all.

    Parameters
    ----------
    tags : mapping
        Vorbis comments: ``TITLE``, ``ARTIST`` ...
    cover : bytes, optional
        A PNG picture.
    seed : int
        Of the dither.
    """
    part = path.with_name(f".{path.name}.part")
    noise = np.random.default_rng(seed)
    with av.open(str(part), "w", format="flac") as container:
        stream = container.add_stream("flac", rate=SAMPLE_RATE_HZ)
        stream.layout = "stereo"
        stream.format = "s16"
        for start in range(0, samples.shape[1], BLOCK):
            block = samples[:, start : start + BLOCK]
            dither = noise.random(block.shape) - noise.random(block.shape)
            steps = np.clip(np.round(block * FULL_SCALE + dither), -FULL_SCALE - 1, FULL_SCALE)
            packed = np.ascontiguousarray(steps.T.astype(np.int16).reshape(1, -1))
            frame = av.AudioFrame.from_ndarray(packed, format="s16", layout="stereo")
            frame.sample_rate = SAMPLE_RATE_HZ
            frame.pts = start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    file = FLAC(part)  # type: ignore[no-untyped-call]
    for name, value in tags.items():
        file[name] = value
    if cover is not None:
        picture = Picture()  # type: ignore[no-untyped-call]
        picture.type, picture.mime, picture.data = FRONT_COVER, "image/png", cover
        picture.desc = "Drawn by Menura from the music"
        file.add_picture(picture)  # type: ignore[no-untyped-call]
    file.save()
    part.replace(path)
