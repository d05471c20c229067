"""Invent motifs: a two-bar rhythm and a contour, and the ways in which they may return."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from menura.studio.composition.patterns import STEP_BEATS, read_pattern
from menura.studio.styles import LeadStyle

MOTIF_BEATS = 8.0
# Rhythms of a bar, from the calmest to the busiest; two of one row (or neighbours) make a motif.
CELLS: tuple[tuple[str, ...], ...] = (
    (
        "x-------x-------",
        "x-----------x---",
        "x---------------",
        "x-----x---------",
        "....x-----------",
    ),
    (
        "x---x---x-------",
        "x-----x-x-------",
        "x-------x---x---",
        "..x-x---x-------",
        "x-----x-----x---",
    ),
    (
        "x-x-x---x-x-x---",
        "x--x--x-x---x---",
        "x---x-x-x-x-----",
        "..x-x-x-x--x--x-",
        "x--x--x---x-x---",
    ),
    (
        "x-x-x-x-x-xxx---",
        "x--x--x-x-x-x-x-",
        "xxx-x-x-x-x-x---",
        "x-xxx-x-x--x--x-",
        "x--x--xxx-x-x-x-",
    ),
)
# Where the line heads, in scale steps over the two bars.
CONTOURS: tuple[tuple[float, ...], ...] = (
    (0, 2, 4, 2),
    (4, 3, 1, 0),
    (0, 1, 3, 4),
    (2, 4, 1, 2),
    (0, 3, 1, 4),
    (4, 1, 3, 0),
)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a lead style makes motifs: how busy, how far they leap, how long notes sound."""

    busier: float = 0.0
    leap: float = 0.25
    repeat: float = 0.15
    legato: float = 0.92
    height: int = 0
    same_rhythm: float = 0.6


MANNERS: Mapping[LeadStyle, Manner] = {
    LeadStyle.HOOK: Manner(busier=0.3, leap=0.3, repeat=0.35, legato=0.8, same_rhythm=0.8),
    LeadStyle.SINGABLE: Manner(busier=-0.1, leap=0.25, repeat=0.2),
    LeadStyle.RIFF: Manner(
        busier=0.6, leap=0.35, repeat=0.3, legato=0.75, height=-5, same_rhythm=0.9
    ),
    LeadStyle.SPARSE: Manner(busier=-0.8, leap=0.35, repeat=0.05, legato=0.98),
    LeadStyle.ANTHEM: Manner(busier=-0.2, leap=0.45, repeat=0.2, legato=0.95, height=4),
    LeadStyle.IMPROVISED: Manner(busier=0.7, leap=0.3, repeat=0.05, legato=0.85, same_rhythm=0.2),
    LeadStyle.CALL_AND_RESPONSE: Manner(busier=0.4, leap=0.3, repeat=0.2, legato=0.82),
    LeadStyle.LYRICAL: Manner(busier=-0.6, leap=0.2, repeat=0.05, legato=1.0, height=2),
}


@dataclass(frozen=True, slots=True)
class MotifNote:
    """A note of a motif: beats from its start, and scale steps from its anchor."""

    start: float
    length: float
    step: int


Motif = tuple[MotifNote, ...]


def draw_motif(style: LeadStyle, density: float, rng: np.random.Generator) -> Motif:
    """Invent a motif of two bars.

    The line follows a contour mostly by step; after a leap it turns back by a step. All draws
    are made whatever the density, so that a busier motif is the same idea with more notes.
    """
    manner = MANNERS[style]
    rows = rng.random(3).tolist()
    chances = rng.random((32, 2)).tolist()
    contour = CONTOURS[int(rng.integers(len(CONTOURS)))]
    tier = min(3.0, max(0.0, 3.4 * density - 0.35 + manner.busier))
    first = _cell(tier, rows[0])
    second = first if rows[2] < manner.same_rhythm else _cell(max(0.0, tier - 0.5), rows[1])
    places = [
        (bar * 4.0 + step.place * STEP_BEATS, step.length * STEP_BEATS)
        for bar, text in enumerate((first, second))
        for step in read_pattern(text.replace("x", "1"))[0]
    ]
    notes: list[MotifNote] = []
    here, leapt = round(contour[0]), 0
    for number, (start, length) in enumerate(places):
        goal = float(np.interp(start / MOTIF_BEATS, (0.0, 0.33, 0.66, 1.0), contour))
        if number:
            move = _move(goal - here, leapt, chances[number % 32], manner)
            here, leapt = here + move, move if abs(move) >= 3 else 0
        notes.append(MotifNote(start, length * manner.legato, here))
    return tuple(notes)


def _cell(tier: float, choice: float) -> str:
    row = CELLS[min(3, int(tier + 0.5))]
    return row[int(choice * len(row))]


def _move(wish: float, leapt: int, chances: list[float], manner: Manner) -> int:
    if leapt:
        return -1 if leapt > 0 else 1
    towards = 1 if wish > 0 else -1
    if chances[0] < manner.repeat:
        return 0
    if abs(wish) >= 2 and chances[1] < manner.leap * 2.0:
        return towards * 3 if chances[0] < 0.7 else towards * 4
    if abs(wish) < 0.5:
        return 1 if chances[1] < 0.5 else -1
    return towards * (1 if chances[1] < 0.75 else 2)


def varied_tail(motif: Motif, steps: int) -> Motif:
    """Return a motif whose second half lies so many steps higher."""
    return tuple(
        replace(note, step=note.step + steps) if note.start >= MOTIF_BEATS / 2 else note
        for note in motif
    )


def inverted_tail(motif: Motif) -> Motif:
    """Return a motif whose second half mirrors its intervals."""
    head = [note for note in motif if note.start < MOTIF_BEATS / 2]
    pivot = head[-1].step if head else 0
    return tuple(
        replace(note, step=2 * pivot - note.step) if note.start >= MOTIF_BEATS / 2 else note
        for note in motif
    )


def sequenced(motif: Motif, steps: int) -> Motif:
    """Return a motif so many scale steps higher."""
    return tuple(replace(note, step=note.step + steps) for note in motif)


def ornamented(motif: Motif, rng: np.random.Generator) -> Motif:
    """Return a motif in which some longer notes turn to their upper neighbour and back."""
    chances = rng.random(len(motif)).tolist()
    notes: list[MotifNote] = []
    for note, chance in zip(motif, chances, strict=True):
        if note.length >= 0.9 and chance < 0.45:
            half = note.length / 2
            notes += [
                MotifNote(note.start, half / 2, note.step),
                MotifNote(note.start + half / 2, half / 2, note.step + 1),
                MotifNote(note.start + half, half, note.step),
            ]
        else:
            notes.append(note)
    return tuple(notes)


def first_bar(motif: Motif) -> Motif:
    """Return only the first bar: what is quoted, or called before an answer."""
    return tuple(note for note in motif if note.start < MOTIF_BEATS / 2)


def cadence(motif: Motif, target: int) -> Motif:
    """Return a motif that comes to rest: its last bar steps down or up into a long note."""
    head = [note for note in motif if note.start < MOTIF_BEATS / 2 + 0.01] or list(motif[:1])
    side = 1 if head[-1].step >= target else -1
    return (
        *(note for note in head if note.start < MOTIF_BEATS / 2 - 1.0),
        MotifNote(MOTIF_BEATS / 2 - 1.0, 0.9, target + 2 * side),
        MotifNote(MOTIF_BEATS / 2, 0.95, target + side),
        MotifNote(MOTIF_BEATS / 2 + 1.0, 2.0, target),
    )
