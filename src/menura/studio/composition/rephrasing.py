"""Say a motif again in another rhythm, with a pick-up, or with a breath before the next phrase."""

from dataclasses import replace

from menura.studio.composition.motif import MOTIF_BEATS, Motif, MotifNote
from menura.studio.composition.passage import metrical_weight

HALF = MOTIF_BEATS / 2
EIGHTH = 0.5
PICKUP_LEGATO = 0.9
BREATH_BEATS = 0.5
SPLIT_BEATS = 1.0  # shorter notes are not split


def rephrased(motif: Motif, choice: float) -> Motif:
    """Return a motif whose second bar has another rhythm.

    Parameters
    ----------
    motif : Motif
    choice : float
        From 0 to 1: which way is tried first (early, turned, split, held); the first that changes
        anything is taken.
    """
    ways = (_pushed, _turned, _split, _held)
    first = int(choice * len(ways))
    for way in (*ways[first:], *ways[:first]):
        changed = way(motif)
        if changed != motif:
            return changed
    return motif


def _parts(motif: Motif) -> tuple[list[MotifNote], list[MotifNote]]:
    head = [note for note in motif if note.start < HALF]
    return head, [note for note in motif if note.start >= HALF]


def _pushed(motif: Motif) -> Motif:
    """Begin the second bar an eighth early, tied over the bar line."""
    head, tail = _parts(motif)
    if not tail or tail[0].start > HALF or any(n.start > HALF - 2 * EIGHTH for n in head):
        return motif
    first = replace(tail[0], start=HALF - EIGHTH, length=tail[0].length + EIGHTH)
    cut = [replace(n, length=min(n.length, HALF - EIGHTH - n.start)) for n in head]
    return (*cut, first, *tail[1:])


def _turned(motif: Motif) -> Motif:
    """Let the second bar begin with its second half; the line stays in order."""
    head, tail = _parts(motif)
    moved = sorted((note.start + 2.0) % HALF + HALF for note in tail)
    if not moved or moved == [note.start for note in tail] or moved[0] > HALF + 1.0:
        return motif
    ends = [*moved[1:], MOTIF_BEATS]
    turned = [
        replace(note, start=start, length=min(max(note.length, EIGHTH / 2), end - start))
        for note, start, end in zip(tail, moved, ends, strict=True)
    ]
    return (*head, *turned)


def _split(motif: Motif) -> Motif:
    """Strike the longest note of the second bar twice and turn to its neighbour."""
    head, tail = _parts(motif)
    longest = max(tail, key=lambda note: note.length, default=None)
    if longest is None or longest.length < SPLIT_BEATS:
        return motif
    first = replace(longest, length=EIGHTH * PICKUP_LEGATO)
    again = MotifNote(longest.start + EIGHTH, longest.length - EIGHTH, longest.step + 1)
    return (*head, *(part for n in tail for part in ((first, again) if n is longest else (n,))))


def _held(motif: Motif) -> Motif:
    """Leave out the weak notes of the second bar and hold the others over them."""
    head, tail = _parts(motif)
    kept = [note for note in tail if metrical_weight(note.start) >= 2]
    if not kept or len(kept) == len(tail):
        return motif
    ends = [*(note.start for note in kept[1:]), MOTIF_BEATS]
    held = [
        replace(note, length=(end - note.start) * 0.92)
        for note, end in zip(kept, ends, strict=True)
    ]
    return (*head, *held)


def breathing(motif: Motif) -> Motif:
    """Return a phrase that ends an eighth early: a singer breathes before the next one."""
    last = MOTIF_BEATS - BREATH_BEATS
    return tuple(
        replace(note, length=min(note.length, last - note.start))
        for note in motif
        if note.start < last - 1e-6
    )


def with_pickup(motif: Motif, goal: int, *, notes: int, from_above: bool) -> Motif:
    """Return a phrase that ends with eighths that step to the first note of the next one."""
    first = MOTIF_BEATS - notes * EIGHTH
    kept = [replace(n, length=min(n.length, first - n.start)) for n in motif if n.start < first]
    side = 1 if from_above else -1
    steps = [
        MotifNote(first + EIGHTH * k, EIGHTH * PICKUP_LEGATO, goal + side * (notes - k))
        for k in range(notes)
    ]
    return (*kept, *steps)
