"""Turn a clip's plan into a file and its manifest, and a manifest into the same file again."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np

from menura.audio.arrays import Float32Array
from menura.kernel.disk import hash_file
from menura.sessions.clip_plans import ClipPlan
from menura.sessions.engine import ENGINE, PROVIDER
from menura.sessions.errors import NotReproducibleError
from menura.sessions.model import ClipManifest, Targets
from menura.studio import RecordDamagedError, TrackPlan, from_record, to_record
from menura.studio.requests import GENRES, Score, key_name

LICENCE = "What you make is yours."
RATE_HZ = 48_000
BITS = 24
LEAST_PLAYED_S = 2.0  # less has hardly a loudness to be mastered to
FADE_S, FADE_SHARE = 0.3, 0.1
MOST_S, MOST_BARS, SLOWEST_BPM, FASTEST_BPM = 120.0, 256, 20.0, 400.0
SILENT = 10 ** (-60 / 20)


class SilentClipError(ValueError):
    """Say that a clip is so short that nothing is heard in it yet."""


def write_clip(clip: ClipPlan, target: Path, check: Callable[[], None] = lambda: None) -> Score:
    """Make a clip and write it, whole or not at all.

    Parameters
    ----------
    clip : ClipPlan
    target : Path
        Becomes a WAV file of 48 kHz, 24 bits, two channels.
    check : callable
        Called between stages; raises to stop the work.

    Raises
    ------
    SilentClipError
    OSError
        The file cannot be written.
    """
    # Here, because compiled loops come with it.
    from menura.studio.workshop import make_sketch, write_wav

    length = clip_length(clip.duration_s)
    played = max(length, round(LEAST_PLAYED_S * RATE_HZ))
    sketch = make_sketch(clip.plan, length=played, check=check)
    samples = _faded(sketch.samples[:, :length])
    if float(np.abs(samples).max()) < SILENT:
        raise SilentClipError(f"nothing is heard in the first {clip.duration_s:g} s")
    check()
    part = target.with_name(target.name + ".part")
    try:
        write_wav(part, samples, bits=BITS, dither_seed=clip.seed, info=_info(clip, sketch.score))
        part.replace(target)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    return sketch.score


def clip_length(duration_s: float) -> int:
    """Return the samples of a clip."""
    return max(1, round(duration_s * RATE_HZ))


def _faded(samples: Float32Array) -> Float32Array:
    """Return samples that end in silence, by a curve that is heard as even."""
    count = min(round(FADE_S * RATE_HZ), max(1, round(FADE_SHARE * samples.shape[1])))
    curve = np.cos(np.linspace(0.0, math.pi / 2, count)).astype(np.float32)
    faded = samples.copy()
    faded[:, -count:] *= curve
    return faded


def _info(clip: ClipPlan, score: Score) -> dict[str, str]:
    """Return what stands inside the file; nothing that could change from day to day."""
    from menura.studio.workshop import ai_label

    plan = clip.plan
    return {
        "INAM": f"{genre_title(plan)}, {plan.bpm:g} BPM, {key_name(plan.key, plan.mode)}",
        "IART": "Menura",
        "IGNR": genre_title(plan),
        "ICMT": f"{ai_label(PROVIDER)} Seed {clip.seed}, engine {ENGINE}.",
        "ISFT": "Menura",
        "IKEY": f"seed={clip.seed}; engine={ENGINE}; bpm={score.bpm:g}",
    }


def genre_title(plan: TrackPlan) -> str:
    """Return a plan's genre in words."""
    title = GENRES[plan.genre].title
    if plan.blend is None or plan.blend == plan.genre:
        return title
    return f"{title} with {GENRES[plan.blend].title}"


def manifest_of(clip: ClipPlan, prompt: str, score: Score, sha256: str) -> ClipManifest:
    """Return what a clip was made from."""
    plan = clip.plan
    return ClipManifest(
        provider=PROVIDER,
        seed=clip.seed,
        prompt=prompt,
        engine_version=ENGINE,
        parameters=clip_parameters(clip),
        targets=Targets(plan.bpm, plan.key, plan.mode.value),
        instruments=_instruments(score),
        genre=genre_title(plan),
        licence=LICENCE,
        sha256=sha256,
    )


def clip_parameters(clip: ClipPlan) -> dict[str, object]:
    """Return all of a clip's plan as JSON."""
    return {
        "plan": to_record(clip.plan),
        "duration_sec": clip.duration_s,
        "origin": clip.origin,
        "sample_rate_hz": RATE_HZ,
        "bits": BITS,
    }


def _instruments(score: Score) -> tuple[str, ...]:
    """Return what plays, in words: sounds by their names, kits as drums."""
    names = []
    for role, part in score.parts.items():
        if part.notes:
            names.append(part.patch.replace("_", " "))
        elif part.hits:
            names.append(role.value)
    return tuple(dict.fromkeys(names))


def clip_of(manifest: ClipManifest) -> ClipPlan:
    """Return the plan that a clip of this provider and engine was made from.

    Raises
    ------
    NotReproducibleError
    """
    if manifest.provider != PROVIDER:
        raise NotReproducibleError(
            f"The clip was made by {manifest.provider!r}; only clips of the built-in composer can "
            "be rendered again from their manifest. Keep its file."
        )
    if manifest.engine_version != ENGINE:
        raise NotReproducibleError(
            f"The clip was made by engine {manifest.engine_version}, this is {ENGINE}: other "
            "samples would come out. Keep its file, or render it with that version of Menura."
        )
    try:
        duration_s = float(manifest.parameters["duration_sec"])
        plan = from_record(TrackPlan, manifest.parameters["plan"])
        if not _is_playable(plan, duration_s):
            raise ValueError("out of range")
    except (KeyError, TypeError, ValueError, RecordDamagedError) as error:
        raise NotReproducibleError(
            "The manifest is damaged: its plan or duration is missing or cannot be read. Keep the "
            "file, or restore the manifest from a backup."
        ) from error
    return ClipPlan(plan, duration_s, manifest.seed, str(manifest.parameters.get("origin", "")))


def _is_playable(plan: TrackPlan, duration_s: float) -> bool:
    """Tell whether a plan is of a size that this engine writes."""
    bars = sum(section.bars for section in plan.sections)
    return (
        0 < duration_s <= MOST_S
        and 0 < plan.duration_s <= MOST_S
        and SLOWEST_BPM <= plan.bpm <= FASTEST_BPM
        and bars <= MOST_BARS
        and all(section.bars > 0 for section in plan.sections)
        and plan.genre in GENRES
        and (plan.blend is None or plan.blend in GENRES)
    )


def render_clip_again(manifest: ClipManifest, target: Path) -> None:
    """Write the file that a manifest tells of once more, byte for byte.

    Raises
    ------
    NotReproducibleError
        Another provider or another engine made it, its record is damaged, or another file came
        out (another kind of processor may round otherwise); nothing is written then.
    OSError
        The file cannot be written.
    """
    clip = clip_of(manifest)
    made = target.with_name(target.name + ".again")
    try:
        write_clip(clip, made)
        if manifest.sha256 and hash_file(made) != manifest.sha256:
            raise NotReproducibleError(
                "Another file came out than the manifest tells of: it was changed, or made on "
                "another kind of processor. Keep the clip's file."
            )
        made.replace(target)
    except (ValueError, LookupError, ArithmeticError) as error:
        raise NotReproducibleError(
            f"The plan in the manifest cannot be played: {error}. Keep the clip's file."
        ) from error
    finally:
        made.unlink(missing_ok=True)
