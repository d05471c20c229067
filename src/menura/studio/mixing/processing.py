"""Take one stem through its channel: tone, dynamics, place, space, sidechain."""

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

from menura.audio.arrays import Float32Array
from menura.studio.effects.automation import control_curve, sweep_cutoff
from menura.studio.effects.chorus import thicken
from menura.studio.effects.compressor import compress
from menura.studio.effects.delay import echo
from menura.studio.effects.equaliser import equalise
from menura.studio.effects.phaser import sweep_notches
from menura.studio.effects.reverb import SPACES, reverberate
from menura.studio.effects.saturation import saturate
from menura.studio.effects.transients import shape_transients
from menura.studio.effects.width import widen
from menura.studio.genres.model import Genre
from menura.studio.mastering.meter import integrated_lufs
from menura.studio.mixing.desk import choose_strip
from menura.studio.mixing.image import image_powers
from menura.studio.mixing.patch_family import family_of
from menura.studio.mixing.sidechain import duck_curve
from menura.studio.mixing.strip import Strip
from menura.studio.mixing.wording import describe_strip
from menura.studio.model import Decision, Role
from menura.studio.score import Control, Part, Score

_WORKING_LUFS = -20.0  # where thresholds and drives of the strips are meant
_MOST_SPREAD = 0.7  # a wider image from one channel sounds hollow
_LOWEST_GAIN_DB, _HIGHEST_GAIN_DB = -60.0, 60.0


@dataclass(frozen=True, slots=True)
class MixContext:
    """Hold what every channel has to know."""

    score: Score
    genre: Genre
    present: frozenset[Role]


@dataclass(frozen=True, slots=True, eq=False)
class ProcessedStem:
    """Hold a stem after its channel.

    Attributes
    ----------
    loudness_lufs : float, optional
        Gated, so of the parts where it plays; None for silence.
    widest_db : float
        The balance may widen its sides up to this, relative to the middle.
    """

    role: Role
    samples: Float32Array
    loudness_lufs: float | None
    widest_db: float
    decisions: tuple[Decision, ...]


def _go_on() -> None:
    """Never ask to stop."""


def process_stem(
    role: Role,
    samples: Float32Array,
    context: MixContext,
    *,
    check: Callable[[], None] = _go_on,
) -> ProcessedStem:
    """Return a stem as the mix needs it, but for its level.

    Parameters
    ----------
    role : Role
    samples : ndarray, shape (2, n), float32
        As synthesised; the length stays, so reverb and echoes need room at the end.
    context : MixContext
    check : callable
        Called between effects; raises to stop the work.
    """
    part = context.score.parts.get(role)
    strip = choose_strip(
        role, family_of("" if part is None else part.patch), context.genre, context.present
    )
    level = integrated_lufs(samples)
    if level is None:
        decision = Decision(role.value, "left as it is", "It is silent, or shorter than 400 ms.")
        return ProcessedStem(role, samples, None, -60.0, (decision,))
    gain_db = min(_HIGHEST_GAIN_DB, max(_LOWEST_GAIN_DB, _WORKING_LUFS - level))
    staged = samples * np.float32(10 ** (gain_db / 20))
    shaped = _shape(staged, strip, check)
    placed = _place(shaped, strip, part, context.score.bpm, check)
    ducked = _duck(placed, strip, context)
    return ProcessedStem(
        role, ducked, integrated_lufs(ducked), strip.widest_db, describe_strip(role, strip, part)
    )


def _shape(samples: Float32Array, strip: Strip, check: Callable[[], None]) -> Float32Array:
    """Apply what changes the sound itself."""
    samples = equalise(samples, strip.bands)
    check()
    if strip.attack_db:
        samples = shape_transients(samples, strip.attack_db)
    if strip.compression is not None:
        samples = compress(samples, strip.compression)
    check()
    if strip.saturation is not None:
        samples = saturate(samples, strip.saturation)
    if strip.phaser is not None:
        samples = sweep_notches(samples, strip.phaser)
    if strip.chorus is not None:
        samples = thicken(samples, strip.chorus)
    check()
    return samples


def _place(
    samples: Float32Array, strip: Strip, part: Part | None, bpm: float, check: Callable[[], None]
) -> Float32Array:
    """Apply what puts the sound somewhere: automation, width, pan, echoes, room."""
    count = samples.shape[1]
    lines = {} if part is None else {line.control: line for line in part.automation}
    if Control.CUTOFF in lines:
        openness = control_curve(lines[Control.CUTOFF], bpm=bpm, count=count)
        samples = sweep_cutoff(samples, openness)
    samples = _spread(samples, strip)
    samples *= _pan_gains(strip.pan)
    if Control.GAIN in lines:
        curve_db = control_curve(lines[Control.GAIN], bpm=bpm, count=count)
        samples *= np.float32(10.0) ** (curve_db / np.float32(20.0))
    check()
    if strip.ping_pong is not None:
        samples = echo(samples, strip.ping_pong, bpm=bpm)
    send = None
    if Control.REVERB in lines:
        send = control_curve(lines[Control.REVERB], bpm=bpm, count=count)
    if strip.wet > 0.0 or send is not None:
        samples = reverberate(samples, SPACES[strip.room], wet=strip.wet, send=send)
    check()
    return widen(samples, 1.0)  # pan, echoes and room have moved bass out of the middle


def _spread(samples: Float32Array, strip: Strip) -> Float32Array:
    """Bring the sides to the width of the strip: added where they are missing, never too many."""
    middle, side = image_powers(samples)
    if middle + side <= 0.0:
        return samples
    ratio = side / max(middle, 1e-12 * side)
    missing = 10 ** (strip.width_db / 10) - ratio
    spread = min(_MOST_SPREAD, math.sqrt(max(0.0, missing)))
    side_gain = min(1.0, math.sqrt(10 ** (strip.widest_db / 10) / max(ratio, 1e-12)))
    return widen(samples, side_gain, spread=spread)


def _pan_gains(pan: float) -> Float32Array:
    """Return the gains of left and right: equal power, 1 in the middle."""
    angle = (min(1.0, max(-1.0, pan)) + 1.0) * math.pi / 4
    return np.array([[math.cos(angle)], [math.sin(angle)]], np.float32) * np.float32(math.sqrt(2))


def _duck(samples: Float32Array, strip: Strip, context: MixContext) -> Float32Array:
    depth = strip.ducked * context.genre.duck
    curve = duck_curve(context.score, samples.shape[1], depth=depth)
    if curve is not None:
        samples *= np.float32(1.0) - curve
    return samples


def context_for(score: Score, genre: Genre, roles: Collection[Role]) -> MixContext:
    """Return the context of a mix."""
    return MixContext(score, genre, frozenset(roles))
