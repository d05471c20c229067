"""Tempo, beats and bars on rendered clips."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from benchmarks.listening.calibration import bin_claims, calibration_error, is_monotone
from benchmarks.listening.report import Goal, Table, at_least
from benchmarks.listening.rhythm_scores import (
    beat_f_measure,
    is_any_tempo_right,
    is_tempo_right,
    is_tempo_right_modulo_octave,
)
from benchmarks.listening.workbench import Example, Workbench
from benchmarks.rendered_music.sound_sets import CLIP_COUNT


def run(bench: Workbench) -> list[Table]:
    """Measure tempo, beats and bars."""
    examples = bench.hear(bench.library.clips(bench.count(CLIP_COUNT)))
    scores = [_Scores(example) for example in examples]
    table = Table(f"Tempo and beats ({len(scores)} clips of 45 s)")
    table.add("tempo within 4 % (accuracy 1)", _mean(s.right for s in scores), "", at_least(0.85))
    table.add(
        "... or an octave off (accuracy 2)", _mean(s.octave for s in scores), "", at_least(0.96)
    )
    table.add("any listed reading within 4 %", _mean(s.listed for s in scores))
    table.add("readings listed, mean", _mean(s.candidate_count for s in scores))
    table.add("beats, F at 70 ms", _mean(s.beats for s in scores), "", at_least(0.80))
    told = [s for s in scores if s.bars is not None]
    table.add("downbeats told, share", len(told) / len(scores))
    table.add("downbeats where told, F at 70 ms", _mean(s.bars for s in told if s.bars is not None))
    table.add("metre where told", _mean(s.metre for s in told))
    _add_styles(table, scores)
    claims = [s.confidence for s in scores]
    add_calibration(table, "tempo confidence", claims, [float(s.right) for s in scores])
    beat_claims = [s.example.heard.listening.rhythm.beat_confidence for s in scores]
    add_calibration(table, "beat confidence", beat_claims, [float(s.beats > 0.8) for s in scores])
    return [table]


class _Scores:
    """All scores of one clip."""

    def __init__(self, example: Example) -> None:
        truth, rhythm = example.truth, example.heard.listening.rhythm
        tempo, true_bpm = rhythm.tempo, truth.tempo_bpm or 0.0
        said_bpm = tempo.tempo_bpm if tempo else None
        candidates = [c.tempo_bpm for c in tempo.candidates] if tempo else []
        self.example = example
        self.candidate_count = len(candidates)
        self.confidence = tempo.confidence if tempo else 0.0
        self.right = is_tempo_right(said_bpm, true_bpm)
        self.octave = is_tempo_right_modulo_octave(said_bpm, true_bpm)
        self.listed = self.right or is_any_tempo_right(candidates, true_bpm)
        self.beats = beat_f_measure(rhythm.beats_s.tolist(), truth.beats_s)
        self.bars = (
            beat_f_measure(rhythm.downbeats_s.tolist(), truth.downbeats_s)
            if rhythm.downbeats_s.size
            else None
        )
        self.metre = rhythm.beats_per_bar == truth.beats_per_bar


def _add_styles(table: Table, scores: list[_Scores]) -> None:
    by_style: dict[str, list[_Scores]] = defaultdict(list)
    for score in scores:
        by_style[score.example.truth.style].append(score)
    rows = [
        (
            style,
            len(of_style),
            _mean(s.right for s in of_style),
            _mean(s.octave for s in of_style),
            _mean(s.beats for s in of_style),
        )
        for style, of_style in by_style.items()
    ]
    table.detail(("style", "clips", "accuracy 1", "accuracy 2", "beat F"), rows)


def add_calibration(
    table: Table,
    title: str,
    claims: list[float],
    outcomes: list[float],
    *,
    goal: Goal | None = None,
) -> None:
    """Add the bins of a confidence and how far it is from the truth."""
    bins = bin_claims(claims, outcomes)
    table.add(f"{title}, calibration error", calibration_error(bins))
    table.add(f"{title} is monotone (bins of 10 up)", float(is_monotone(bins)), "", goal)
    rows = [(f"{b.low:.1f}-{b.high:.1f}", b.count, b.claimed, b.came_true) for b in bins]
    table.detail((title, "count", "claimed", "came true"), rows)


def _mean(values: Iterable[float]) -> float:
    numbers = np.fromiter(values, float)
    return float(numbers.mean()) if numbers.size else float("nan")
