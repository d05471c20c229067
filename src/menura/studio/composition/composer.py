"""Compose: a plan becomes a score, the same one every time."""

from collections.abc import Mapping
from dataclasses import replace

from menura.studio.composition.ensemble import Ensemble, assemble
from menura.studio.composition.harmony import (
    PLAIN_BOTH_FROM,
    Harmony,
    draw_harmony,
    write_chords,
)
from menura.studio.composition.key_check import (
    ENOUGH_MARGIN,
    harmony_margin,
    key_margin,
)
from menura.studio.composition.performance import perform
from menura.studio.composition.seeds import stream
from menura.studio.composition.tint import tint_of
from menura.studio.genres.model import Genre
from menura.studio.model import Role, TrackPlan
from menura.studio.score import Chord, Part, Score

MOST_TRIES = 12
MOST_MELODIES = 3
MELODY_GAIN = 0.15  # what another melody alone can do for the margin


def compose(plan: TrackPlan, genres: Mapping[str, Genre] | None = None) -> Score:
    """Write a piece.

    Parameters
    ----------
    plan : TrackPlan
        Nothing in it is open any more.
    genres : mapping of str to Genre, optional
        The genres by id; Menura's own if left out.

    Returns
    -------
    Score
        Sections, chords and the notes of each stem. Notes are in order, begin at or after 0 and
        end by the last bar; no stem strikes a pitch while it still sounds.

    Raises
    ------
    UnknownGenreError
        If the plan names a genre that is not there.

    Notes
    -----
    Harmony is drawn again (at most twelve times) until the key is clear, first on its own, then
    together with all that is played. That choice is made for the plan without its variants, so
    that "another bass" never changes the chords.
    """
    ensemble = assemble(plan, genres)
    plain = assemble(replace(plan, variant={}), genres) if plan.variant else ensemble
    best: tuple[float, Harmony, int, dict[Role, Part], tuple[Chord, ...]] | None = None
    tries = 0
    for attempt in range(MOST_TRIES):
        tries += 1
        harmony = draw_harmony(
            ensemble.sound,
            plan.mode,
            stream(plan.seeds.harmony, "harmony", attempt),
            attempt + (PLAIN_BOTH_FROM if plan.plain_harmony else 0),
            tint=tint_of(plan.moods),
        )
        if harmony_margin(harmony, plan.mode) < ENOUGH_MARGIN and attempt < MOST_TRIES - 1:
            continue
        chords = _chords(ensemble, harmony)
        others: dict[Role, Part] = {}
        for melody in range(MOST_MELODIES):
            parts = perform(plain, chords, melody=melody, others=others)
            others = {role: part for role, part in parts.items() if role is not Role.LEAD}
            margin = key_margin(parts.values(), plan.key, plan.mode)
            if best is None or margin > best[0]:
                best = (margin, harmony, melody, parts, chords)
            sung = Role.LEAD in parts and margin >= ENOUGH_MARGIN - MELODY_GAIN
            if margin >= ENOUGH_MARGIN or not sung:
                break
        if best is not None and best[0] >= ENOUGH_MARGIN:
            break
    assert best is not None  # the last attempt is always performed
    margin, _, melody, parts, chords = best
    if plan.variant:
        parts = perform(ensemble, chords, melody=melody)
        margin = key_margin(parts.values(), plan.key, plan.mode)
    return Score(
        bpm=plan.bpm,
        key=plan.key,
        mode=plan.mode,
        genre=ensemble.genre.id,
        sound_genre=ensemble.sound.id,
        swing=ensemble.swing,
        sections=ensemble.sections,
        chords=chords,
        parts=parts,
        key_margin=margin,
        tries=tries,
        notes=ensemble.notes,
    )


def _chords(ensemble: Ensemble, harmony: Harmony) -> tuple[Chord, ...]:
    return write_chords(
        harmony,
        ensemble.sections,
        key=ensemble.plan.key,
        mode=ensemble.plan.mode,
    )
