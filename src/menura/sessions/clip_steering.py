"""Plan clips that go somewhere: near to others, away from them, or between two groups.

Two thirds of the plans follow the wish; the rest are fresh draws of the brief, so that a session
never narrows to one clip and its copies. Whoever asked ranks what comes out by ear.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import log2, sqrt

import numpy as np

from menura.sessions.clip_brief import ClipBrief, understand_brief
from menura.sessions.clip_excerpts import fill
from menura.sessions.clip_plans import ClipPlan, clip_seeds, draw_clips
from menura.sessions.clip_rendering import clip_of
from menura.sessions.errors import NotReproducibleError
from menura.sessions.model import BatchKind, ClipManifest
from menura.sessions.ports import SteeringHint
from menura.studio import Mode, TrackPlan
from menura.studio.requests import GENRES, Seeds, draw_anew, draw_seed

STEERED_SHARE = 2 / 3
SMALL_STEP = 0.04  # of energy, density and brightness, in a variation
DRAWN_FOR_ONE = 4  # candidates from which those least like the refused clips are taken
FIRST_SHARE = (0.3, 0.7)  # how much of a child is of its first parent
# What a variation draws anew, the least telling first; sounds, groove and form stay.
_VARIED = (
    frozenset({"melody", "performance"}),
    frozenset({"melody", "performance", "harmony"}),
    frozenset({"melody", "performance", "harmony", "groove"}),
)
_GENRE_APART, _FAMILY_APART, _MODE_APART, _SOUND_APART = 1.0, 0.5, 0.5, 0.4
_OCTAVE_APART, _BRIGHTNESS_APART, _CAST_APART, _FORM_APART = 2.0, 2.0, 1.0, 0.6


def plan_steered(
    prompt: str, num_clips: int, duration_s: float, seed: int, hint: SteeringHint
) -> tuple[ClipPlan, ...]:
    """Plan a batch that goes where the hint points.

    Parameters
    ----------
    prompt : str
    num_clips : int
    duration_s : float
    seed : int
        Of the batch.
    hint : SteeringHint
        Clips of other providers and engines have no plan to go by and are passed over; where
        none is left the whole batch is drawn from the brief.

    Returns
    -------
    tuple of ClipPlan
        Steered ones first; `origin` tells which is which.
    """
    brief = understand_brief(prompt)
    near, other = _plans(hint.near), _plans(hint.other)
    steered = round(num_clips * STEERED_SHARE) if num_clips > 1 else 1
    seeds = clip_seeds(num_clips, seed)
    if hint.kind is BatchKind.LESS and other:
        return _draw_apart(brief, num_clips, duration_s, seed, other)
    if hint.kind is BatchKind.MORE and near:
        made = [
            _vary(near[index % len(near)], index // len(near), duration_s, one)
            for index, one in enumerate(seeds[:steered])
        ]
    elif hint.kind is BatchKind.BETWEEN and near and other:
        made = [
            _cross(brief, *_parents(near, other, index), duration_s, one)
            for index, one in enumerate(seeds[:steered])
        ]
    else:
        made = []
    fresh = draw_clips(brief, num_clips - len(made), duration_s, draw_seed("fresh", seed))
    return (*made, *fresh)


def _plans(manifests: Sequence[ClipManifest]) -> list[TrackPlan]:
    """Return the plans of the clips that have one."""
    found = []
    for manifest in manifests:
        try:
            found.append(clip_of(manifest).plan)
        except NotReproducibleError:
            continue
    return found


def _vary(plan: TrackPlan, round_: int, duration_s: float, seed: int) -> ClipPlan:
    """Return a clip like another: its tempo, key and sounds, other notes; later rounds go on."""
    rng = np.random.default_rng(seed)
    varied = draw_anew(plan, set(_VARIED[round_ % len(_VARIED)]), seed)
    moved = replace(
        varied,
        energy=_moved(plan.energy, rng),
        density=_moved(plan.density, rng),
        brightness=_moved(plan.brightness, rng),
    )
    return ClipPlan(fill(moved, duration_s), duration_s, seed, "variation")


def _moved(value: float, rng: np.random.Generator) -> float:
    return float(np.clip(value + SMALL_STEP * rng.standard_normal(), 0.02, 0.98))


def _draw_apart(
    brief: ClipBrief, num_clips: int, duration_s: float, seed: int, refused: Sequence[TrackPlan]
) -> tuple[ClipPlan, ...]:
    """Return the clips of a large draw that are least like any of the refused ones."""
    drawn = draw_clips(brief, num_clips * DRAWN_FOR_ONE, duration_s, draw_seed("apart", seed))
    distance = [min(unlike(clip.plan, plan) for plan in refused) for clip in drawn]
    order = sorted(range(len(drawn)), key=lambda index: -distance[index])
    return tuple(replace(drawn[index], origin="apart") for index in order[:num_clips])


def unlike(one: TrackPlan, other: TrackPlan) -> float:
    """Return how far two plans are apart in what is heard first; 0 for the same genes."""
    first, second = GENRES[one.genre], GENRES[other.genre]
    cast = frozenset(one.roles) ^ frozenset(other.roles)
    shape = [section.name for section in one.sections] != [s.name for s in other.sections]
    terms = (
        _GENRE_APART * (one.genre != other.genre),
        _FAMILY_APART * (first.family != second.family),
        _MODE_APART * (one.mode.is_major != other.mode.is_major),
        _SOUND_APART * (one.seeds.sound != other.seeds.sound),
        _FORM_APART * shape,
        _OCTAVE_APART * abs(log2(one.bpm / other.bpm)),
        _BRIGHTNESS_APART * abs(one.brightness - other.brightness),
        _CAST_APART * min(1.0, len(cast) / 4),
    )
    return sqrt(sum(term * term for term in terms))


def _parents(
    near: Sequence[TrackPlan], other: Sequence[TrackPlan], index: int
) -> tuple[TrackPlan, TrackPlan]:
    """Return a pair, every pair once before any comes again; who is first alternates."""
    pair = near[index % len(near)], other[(index + index // len(near)) % len(other)]
    return pair if index % 2 == 0 else (pair[1], pair[0])


def _cross(
    brief: ClipBrief, first: TrackPlan, second: TrackPlan, duration_s: float, seed: int
) -> ClipPlan:
    """Return a child: groove and form of the first, sounds and harmony of the second."""
    rng = np.random.default_rng(seed)
    share = float(rng.uniform(*FIRST_SHARE))

    def between(name: str) -> float:
        return float(share * getattr(first, name) + (1 - share) * getattr(second, name))

    sounding = second.blend or second.genre
    tonal = first if rng.random() < share else second
    child = replace(
        first,
        blend=None if sounding == first.genre else sounding,
        bpm=_tempo_between(brief, first, second, share),
        key=tonal.key,
        mode=_shared_mode(tonal.mode, sounding, brief),
        energy=between("energy"),
        density=between("density"),
        brightness=between("brightness"),
        roles=() if first.genre != sounding else tonal.roles,
        seeds=Seeds(
            form=first.seeds.form,
            groove=first.seeds.groove,
            sound=second.seeds.sound,
            harmony=tonal.seeds.harmony,
            melody=draw_seed("melody", seed) % 2**32,
            performance=draw_seed("performance", seed) % 2**32,
        ),
    )
    return ClipPlan(fill(child, duration_s), duration_s, seed, "between")


def _tempo_between(brief: ClipBrief, first: TrackPlan, second: TrackPlan, share: float) -> float:
    """Return a tempo in between, as far as the genre whose groove it is can go there."""
    if not brief.is_tempo_open:
        return first.bpm
    wanted = first.bpm**share * second.bpm ** (1 - share)
    slow, fast = GENRES[first.genre].tempo_bpm
    return float(round(min(max(wanted, slow), fast)))


def _shared_mode(mode: Mode, sounding: str, brief: ClipBrief) -> Mode:
    """Return a mode that the genre which gives the harmony knows."""
    known = dict(GENRES[sounding].modes)
    if mode in known or not brief.is_mode_open:
        return mode
    alike = [one for one in known if one.is_major is mode.is_major]
    return max(alike or list(known), key=lambda one: known[one])
