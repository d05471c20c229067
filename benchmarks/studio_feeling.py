"""Measure whether more energy and more density are heard."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import get_context

import numpy as np

from benchmarks.listening.report import Table, at_least
from benchmarks.studio_cases import Case
from benchmarks.studio_making import use_one_thread
from benchmarks.studio_meters import centroid_hz
from menura.studio.composition.composer import compose
from menura.studio.genres.catalogue import GENRES, genre
from menura.studio.mastering import integrated_lufs, sum_stems
from menura.studio.mixing import balance, process_stem
from menura.studio.mixing.processing import context_for
from menura.studio.model import TrackPlan
from menura.studio.planning import plan_track
from menura.studio.prompt.parser import parse_prompt
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.service import draw_seed
from menura.studio.spectrum import mean_power
from menura.studio.synthesis.render import render_part

_STEPS = (0.1, 0.5, 0.9)
_LENGTH_S = 20
_DRAWN_FROM = 20_261_122
_GOAL = 0.95
_QUANTITIES = ("notes a second", "loudness as played", "centroid")


@dataclass(frozen=True, slots=True)
class Felt:
    """What a listener would notice of a track.

    Attributes
    ----------
    played_lufs : float
        Of the sum of all stems before any of them is mixed or mastered.
    centroid_hz : float
        Of the mix before mastering.
    """

    notes_per_s: float
    played_lufs: float
    centroid_hz: float

    @property
    def figures(self) -> tuple[float, ...]:
        """Return them in the order of the table."""
        return (self.notes_per_s, self.played_lufs, self.centroid_hz)


def measure_feeling(seeds: int, processes: int) -> Table:
    """Render each seed, of another genre each, at three energies and at three densities."""
    rng = np.random.default_rng(_DRAWN_FROM)
    order = [str(name) for name in rng.permutation(sorted(GENRES))]
    cases = [
        Case(
            number=number,
            prompt=f"{GENRES[order[number % len(order)]].title}, {_LENGTH_S} seconds",
            seed=int(rng.integers(1, 2**31)),
            genre=order[number % len(order)],
        )
        for number in range(seeds)
    ]
    table = Table(f"energy and density at {_STEPS} over {seeds} genres and seeds")
    with ProcessPoolExecutor(
        processes, get_context("spawn"), initializer=use_one_thread
    ) as workers:
        for name in ("energy", "density"):
            felt = list(workers.map(_feel, cases, [name] * len(cases)))
            _tell(table, name, cases, felt)
    return table


def _feel(case: Case, name: str) -> list[Felt]:
    found = []
    for value in _STEPS:
        plan = plan_track(parse_prompt(case.prompt), None, {name: value}, case.seed).plan
        found.append(_felt(plan))
    return found


def _felt(plan: TrackPlan) -> Felt:
    score = compose(plan)
    length = round(plan.duration_s * SAMPLE_RATE_HZ)
    stems = {
        role: render_part(
            part,
            bpm=score.bpm,
            length=length,
            seed=draw_seed(f"sound:{plan.seeds.sound}:{role}", 0),
        )
        for role, part in score.parts.items()
    }
    sound = genre(score.sound_genre)
    context = context_for(score, sound, stems)
    played = sum_stems(stems)
    processed = [process_stem(role, samples, context) for role, samples in stems.items()]
    premaster = balance(processed, sound, energy=plan.energy)
    lufs = integrated_lufs(played)
    return Felt(
        notes_per_s=sum(part.event_count for part in score.parts.values()) / score.length_s,
        played_lufs=float("nan") if lufs is None else lufs,
        centroid_hz=centroid_hz(mean_power(premaster.mix)),
    )


def _tell(table: Table, name: str, cases: Sequence[Case], felt: Sequence[Sequence[Felt]]) -> None:
    values = np.array([[one.figures for one in steps] for steps in felt])  # seeds, steps, figures
    for number, quantity in enumerate(_QUANTITIES):
        rising = [all(a < b for a, b in pairwise(row)) for row in values[:, :, number]]
        ends = values[:, 2, number] > values[:, 0, number]
        table.add(f"{quantity} rises with {name} at each step", float(np.mean(rising)))
        goal = at_least(_GOAL) if number == 0 or name == "energy" else None
        table.add(f"{quantity} is higher at .9 than at .1", float(np.mean(ends)), "", goal)
    medians = np.median(values, axis=0)
    table.detail(
        (name, *_QUANTITIES),
        [(f"{step:g}", *row) for step, row in zip(_STEPS, medians.tolist(), strict=True)],
    )
    for case, row in zip(cases, values, strict=True):
        falling = [
            quantity
            for number, quantity in enumerate(_QUANTITIES)
            if row[2, number] <= row[0, number]
        ]
        if falling:
            told = ", ".join(falling)
            table.remark(f"  not with more {name}: {case.genre}, seed {case.seed}: {told}")
