"""Draw a cover from the music itself: every piece gets a picture of its own, and always the same.

Rings stand for sections (wide ones are long, bright ones energetic), rays for the notes of the
melody, colours for key, mode and genre.
"""

import colorsys
import struct
import zlib
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from menura.studio.model import Role
from menura.studio.score import Score

SIDE = 480
_SUPERSAMPLING = 2
_BACKGROUND_VALUE = 0.16
_RING_GAP = 0.004

Canvas = npt.NDArray[np.float32]


def draw_cover(score: Score, title: str, *, side: int = SIDE) -> bytes:
    """Return a square PNG picture.

    Parameters
    ----------
    score : Score
        Gives form, melody and colours.
    title : str
        Turns the picture, so that two pieces of one kind do not look alike.
    side : int
        In pixels.
    """
    rng = np.random.default_rng(int.from_bytes(sha256(title.encode()).digest()[:8], "little"))
    size = side * _SUPERSAMPLING
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size - 0.5
    radius, angle = np.hypot(x, y) * 2, (np.arctan2(y, x) / (2 * np.pi) + rng.random()) % 1
    hue = (score.key * 7 % 12) / 12 + 0.05 * rng.random()
    canvas = _background(x, y, hue, is_minor=not score.mode.is_major)
    _add_rings(canvas, score, radius, angle, hue)
    _add_rays(canvas, score, radius, angle, hue)
    smooth = canvas.reshape(side, _SUPERSAMPLING, side, _SUPERSAMPLING, 3).mean(axis=(1, 3))
    grain = rng.normal(0, 0.012, (side, side, 1)).astype(np.float32)
    return _png(np.clip((smooth + grain) * 255, 0, 255).astype(np.uint8))


def _background(x: Canvas, y: Canvas, hue: float, *, is_minor: bool) -> Canvas:
    value = _BACKGROUND_VALUE * (0.7 if is_minor else 1.25)
    upper = np.asarray(colorsys.hsv_to_rgb(hue % 1, 0.55, value), np.float32)
    lower = np.asarray(colorsys.hsv_to_rgb((hue + 0.12) % 1, 0.7, value * 0.45), np.float32)
    share = (y + 0.5 + 0.25 * x)[..., None].clip(0, 1)
    shaded: Canvas = (upper * (1 - share) + lower * share).astype(np.float32)
    return shaded


def _add_rings(canvas: Canvas, score: Score, radius: Canvas, angle: Canvas, hue: float) -> None:
    """Lay the form out from the middle: one ring per section, broken like its rhythm."""
    inner, outer = 0.16, 0.9
    start = inner
    for index, section in enumerate(score.sections):
        end = start + (outer - inner) * section.bars / max(1, score.bars)
        saturation = 0.35 + 0.5 * section.energy
        value = 0.3 + 0.6 * section.energy
        colour = colorsys.hsv_to_rgb((hue + 0.045 * index) % 1, saturation, value)
        teeth = 4 + 2 * len(section.roles)
        cut = ((angle * teeth + 0.37 * index) % 1) < 0.5 + 0.5 * section.energy
        ring = (radius > start + _RING_GAP) & (radius < end - _RING_GAP) & cut
        canvas[ring] = canvas[ring] * 0.25 + 0.75 * np.asarray(colour, np.float32)
        start = end


def _add_rays(canvas: Canvas, score: Score, radius: Canvas, angle: Canvas, hue: float) -> None:
    """Draw the first notes of the melody as rays: their length is the pitch."""
    part = score.parts.get(Role.LEAD) or next(
        (one for one in score.parts.values() if one.notes), None
    )
    if part is None:
        return
    notes = part.notes[:48]
    pitches = np.asarray([note.pitch for note in notes], np.float32)
    low, span = pitches.min(), max(1.0, float(np.ptp(pitches)))
    colour = np.asarray(colorsys.hsv_to_rgb((hue + 0.5) % 1, 0.35, 0.98), np.float32)
    widths = np.asarray([0.0035 * (0.5 + note.velocity) for note in notes], np.float32)
    reaches = 0.3 + 0.62 * (pitches - low) / span
    # rays are narrower than the gaps between them: a point can only lie on the nearest one
    place = angle * np.float32(len(notes))
    nearest = np.rint(place).astype(np.int32)
    apart = np.abs(place - nearest) / np.float32(len(notes))
    nearest %= len(notes)
    ray = (apart < widths[nearest]) & (radius > 0.12) & (radius < reaches[nearest])
    canvas[ray] = canvas[ray] * 0.35 + 0.65 * colour


def _png(pixels: npt.NDArray[np.uint8]) -> bytes:
    """Return pixels ``(height, width, 3)`` as a PNG file (RFC 2083)."""
    height, width, _ = pixels.shape
    rows = np.concatenate([np.zeros((height, 1), np.uint8), pixels.reshape(height, -1)], axis=1)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)  # 8 bits, true colour
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows.tobytes(), 6)), (b"IEND", b""))
    told = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + told
