"""Plan the clips of a batch: the same brief, and everything it leaves open drawn apart.

What a brief leaves open are *genes*: genre, tempo, mode, key, brightness, excerpt, cast. Drawn
independently, six clips often fall close together; so a gene's range is cut into as many parts
as there are draws and each part is used once (a Latin hypercube). What has no scale (harmony,
groove, melody, sounds) comes from seeds.

Clips all equally far apart could not be grouped, and "more like this" would mean nothing. So a
batch has a few *directions*, two or three clips each: the genes that make a sound are a
direction's, those that make a piece are each clip's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from menura.sessions.clip_brief import ClipBrief, understand_brief
from menura.sessions.clip_excerpts import draw_excerpt, fill, heard_bars, possible_roles
from menura.studio import Mode, Role, TrackPlan
from menura.studio.requests import GENRES, Genre, draw_seed, plan_track, seeds_from

SOUND_GENES = ("genre", "tempo", "mode", "brightness", "cast", "excerpt")
PIECE_GENES = ("key", "excerpt_step", "tempo_step", "brightness_step")
FEWEST_DIRECTIONS, CLIPS_PER_DIRECTION = 3, 3
TEMPO_STEP, BRIGHTNESS_STEP = 0.12, 0.06  # how far the clips of a direction lie apart
TEMPO_ROOM, ENERGETIC_TEMPO = 0.7, 0.45  # of a genre's range: drawn from, and moved by energy
BRIGHTNESS_ROOM, ENERGETIC_BRIGHTNESS, DENSE_BRIGHTNESS = 0.24, 0.7, 0.65
ENERGETIC_DENSITY, DENSE_CONTRAST = 0.5, 0.4
EXCERPT_ROOM, EXCERPT_STEP = 0.45, 0.15  # by how much the excerpts' contrasts differ
FEWEST_OPTIONAL = 3  # with fewer colours a genre keeps them all
BARE = 0.3  # of energy or density: below it nobody bows or blows where somebody plucks or strikes
_SUSTAINED = frozenset({Role.STRINGS, Role.BRASS, Role.VOCALS})
_CORE = frozenset({Role.DRUMS, Role.BASS, Role.FX})
_STRUCK = frozenset({Role.CHORDS, Role.GUITAR})
_CHORDAL = (Role.CHORDS, Role.GUITAR, Role.PADS, Role.STRINGS)


@dataclass(frozen=True, slots=True)
class ClipPlan:
    """Everything a clip is made from; the same plan gives the same file, bit for bit.

    Attributes
    ----------
    plan : TrackPlan
        Longer than the clip, so that its music plays to the end.
    duration_s : float
    seed : int
        The clip's own.
    origin : str
        ``fresh``, ``variation``, ``apart`` or ``between``.
    """

    plan: TrackPlan
    duration_s: float
    seed: int
    origin: str = "fresh"


def plan_clips(prompt: str, num_clips: int, duration_s: float, seed: int) -> tuple[ClipPlan, ...]:
    """Plan a batch.

    Parameters
    ----------
    prompt : str
        As `menura.sessions.prompt.write_prompt` makes it, or any other text.
    num_clips : int
    duration_s : float
        Of each clip.
    seed : int
        Of the batch; the clips' own follow from it.

    Returns
    -------
    tuple of ClipPlan
        The same arguments give the same plans.
    """
    return draw_clips(understand_brief(prompt), num_clips, duration_s, seed)


def draw_clips(
    brief: ClipBrief, num_clips: int, duration_s: float, seed: int
) -> tuple[ClipPlan, ...]:
    """Draw clips of a brief, spread over everything that is open in it."""
    return tuple(
        ClipPlan(plan_clip(brief, genes, duration_s, clip_seed), duration_s, clip_seed)
        for genes, clip_seed in zip(
            spread_genes(num_clips, seed), clip_seeds(num_clips, seed), strict=True
        )
    )


def clip_seeds(num_clips: int, seed: int) -> tuple[int, ...]:
    """Return the clips' own seeds."""
    return tuple(draw_seed(f"clip of {seed}", index) for index in range(num_clips))


@dataclass(frozen=True, slots=True)
class Genes:
    """What is drawn for one clip, each gene from 0 to 1.

    Attributes
    ----------
    sound_seed : int
        The direction's: its instruments and grooves.
    """

    values: Mapping[str, float]
    sound_seed: int

    def __getitem__(self, gene: str) -> float:
        return self.values[gene]


def spread_genes(num_clips: int, seed: int) -> tuple[Genes, ...]:
    """Return the genes of each clip, spread evenly over the directions and over the clips."""
    rng = np.random.default_rng(draw_seed("genes of clips", seed))
    directions = min(num_clips, max(FEWEST_DIRECTIONS, num_clips // CLIPS_PER_DIRECTION))
    sounds = {gene: _spread(directions, rng) for gene in SOUND_GENES}
    pieces = {gene: _spread(num_clips, rng) for gene in PIECE_GENES}
    drawn = []
    for index in range(num_clips):
        direction = index % directions
        values = {gene: places[direction] for gene, places in sounds.items()}
        values |= {gene: places[index] for gene, places in pieces.items()}
        drawn.append(Genes(values, draw_seed(f"direction of {seed}", direction)))
    return tuple(drawn)


def _spread(count: int, rng: np.random.Generator) -> list[float]:
    """Return numbers from 0 to 1, one in each of as many equal parts, in any order."""
    return [float(place) for place in (rng.permutation(count) + rng.random(count)) / count]


def plan_clip(brief: ClipBrief, genes: Genes, duration_s: float, seed: int) -> TrackPlan:
    """Return one clip's plan: what the brief fixes as it says, the rest by the genes."""
    known = GENRES[brief.genres[int(genes["genre"] * len(brief.genres))]]
    overrides: dict[str, object] = {
        "genre": known.id,
        "duration_s": _planned_s(duration_s),
        "energy": brief.energy,
        "density": _clip(brief.density + ENERGETIC_DENSITY * (brief.energy - 0.5)),
    }
    bpm = _tempo(brief, known, genes["tempo"] + TEMPO_STEP * (genes["tempo_step"] - 0.5))
    if bpm is not None:
        overrides["bpm"] = bpm
    plan = plan_track(brief.prompt, None, overrides, seed).plan
    moved = (
        BRIGHTNESS_ROOM * (genes["brightness"] - 0.5)
        + BRIGHTNESS_STEP * (genes["brightness_step"] - 0.5)
        + ENERGETIC_BRIGHTNESS * (brief.energy - 0.5)
        + DENSE_BRIGHTNESS * (brief.density - 0.5)
    )
    sounds = seeds_from(genes.sound_seed)
    plan = replace(
        plan,
        seeds=replace(plan.seeds, sound=sounds.sound, groove=sounds.groove),
        key=int(genes["key"] * 12) if brief.prompt.key is None else plan.key,
        mode=_mode(brief, known, genes["mode"]),
        brightness=_clip(plan.brightness + moved, 0.05, 0.95),
        roles=_cast(brief, known, genes["cast"]),
    )
    if not plan.sections:
        drawn = (
            EXCERPT_ROOM * (genes["excerpt"] - 0.5)
            + EXCERPT_STEP * (genes["excerpt_step"] - 0.5)
            + DENSE_CONTRAST * (brief.density - 0.5)
        )
        contrast = _clip(brief.energy + drawn)
        plan = replace(
            plan,
            sections=draw_excerpt(
                known,
                bars=heard_bars(duration_s, plan.bpm),
                bar_s=240.0 / plan.bpm,
                contrast=contrast,
                density=brief.density,
                seed=plan.seeds.form,
            ),
        )
    return fill(plan, duration_s)


def _planned_s(duration_s: float) -> float:
    """Return a length that a form can be shared out over, whatever the tempo."""
    return max(8.0, duration_s + 2.0)


def _tempo(brief: ClipBrief, known: Genre, gene: float) -> float | None:
    """Return the tempo that is drawn; None where planning knows it from the brief."""
    said = brief.prompt.bpm
    if not brief.is_tempo_open or "ballad" in brief.prompt.text.lower():
        return None
    slow, fast = known.tempo_bpm
    if said is not None:  # "fast", said of no genre in particular
        return float(round(min(fast, max(slow, said))))
    place = 0.5 + TEMPO_ROOM * (gene - 0.5) + ENERGETIC_TEMPO * (brief.energy - 0.5)
    return float(round(slow + (fast - slow) * _clip(place)))


def _mode(brief: ClipBrief, known: Genre, gene: float) -> Mode:
    """Return the mode: the brief's, else one of the genre's by its weight."""
    said = brief.prompt.mode
    if said is not None and not brief.is_mode_open:
        return said
    usual = known.modes
    if said is not None:  # a mood suggests major or minor
        usual = tuple(one for one in usual if one[0].is_major is said.is_major) or ((said, 1.0),)
    reached, total = 0.0, sum(weight for _, weight in usual)
    for mode, weight in usual:
        reached += weight / total
        if gene < reached:
            return mode
    return usual[-1][0]


def _cast(brief: ClipBrief, known: Genre, gene: float) -> tuple[Role, ...]:
    """Return who may play: the genre's core, one harmony for sure, and not every colour.

    Empty, so that composing decides, where the brief names instruments or a genre has few.
    """
    possible = possible_roles(known)
    beds = [role for role in _CHORDAL if role in possible]
    colours = [role for role in Role if role in possible - _CORE]
    if brief.prompt.instruments or len(colours) < FEWEST_OPTIONAL or not beds:
        return ()
    struck = [role for role in beds if role in _STRUCK]
    is_bare = min(brief.energy, brief.density) < BARE and bool(struck)
    beds = struck if is_bare else beds
    leader = beds[int(gene * len(beds))]
    optional = [role for role in colours if role is not leader]
    start = int(gene * 7919) % len(optional)  # a prime: who rests is unrelated to who leads
    resting = {optional[(start + step) % len(optional)] for step in range(len(optional) // 3)}
    resting |= _SUSTAINED if is_bare else set()
    return tuple(role for role in Role if role in possible and role not in resting)


def _clip(value: float, low: float = 0.0, high: float = 1.0) -> float:
    return min(high, max(low, value))
