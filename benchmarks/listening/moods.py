"""Estimated genres and moods: whether probabilities are meant as said, and their order right."""

from collections import defaultdict

import numpy as np

from benchmarks.fit_genres import GENRE_OF_STYLE
from benchmarks.listening.report import Table
from benchmarks.listening.rhythm import add_calibration
from benchmarks.listening.workbench import Example, Workbench
from benchmarks.rendered_music.sound_sets import CLIP_COUNT

# (mood, styles that have more of it, styles that have less): nobody would say the opposite
ORDERS = (
    ("energetic", ("metal", "dnb", "rock"), ("ambient", "ballad", "classical")),
    ("relaxed", ("ambient", "ballad", "bossa"), ("metal", "dnb", "rock")),
    ("aggressive", ("metal", "rock"), ("bossa", "folk", "ambient", "ballad")),
    ("danceable", ("house", "disco", "funk"), ("ambient", "classical", "ballad")),
    ("party", ("house", "disco", "synthpop"), ("ambient", "classical", "ballad")),
)
MODE_ORDERS = (("happy", "major"), ("sad", "minor"))


def run(bench: Workbench) -> list[Table]:
    """Measure genres and moods."""
    examples = bench.hear(bench.library.clips(bench.count(CLIP_COUNT)))
    table = Table(f"Estimated genres and moods ({len(examples)} clips)")
    ranked = [
        sorted(e.heard.moods.tags.items(), key=lambda tag: -tag[1].probability) for e in examples
    ]
    true = [GENRE_OF_STYLE[example.truth.style] for example in examples]
    first = [tags[0][0] == is_ if tags else False for tags, is_ in zip(ranked, true, strict=True)]
    table.add("most probable genre is right", float(np.mean(first)))
    claims = [tags[0][1].probability if tags else 0.0 for tags in ranked]
    add_calibration(table, "genre probability", claims, [float(right) for right in first])
    for mood, more, less in ORDERS:
        table.add(
            f"{mood}: {'/'.join(more)} over {'/'.join(less)}", _order(examples, mood, more, less)
        )
    for mood, mode in MODE_ORDERS:
        table.add(f"{mood}: {mode} over the other, same style", _mode_order(examples, mood, mode))
    return [table]


def _order(
    examples: list[Example], mood: str, more: tuple[str, ...], less: tuple[str, ...]
) -> float:
    """Return the probability that a clip of one group has more of a mood than one of the other."""
    higher = [_mood(e, mood) for e in examples if e.truth.style in more]
    lower = [_mood(e, mood) for e in examples if e.truth.style in less]
    return area_under_curve(higher, lower)


def _mode_order(examples: list[Example], mood: str, mode: str) -> float:
    by_style: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for example in examples:
        by_style[example.truth.style][example.truth.mode != mode].append(_mood(example, mood))
    areas = [
        area_under_curve(with_, without)
        for with_, without in by_style.values()
        if with_ and without
    ]
    return float(np.mean(areas)) if areas else float("nan")


def _mood(example: Example, mood: str) -> float:
    return example.heard.moods.moods[mood].probability


def area_under_curve(higher: list[float], lower: list[float]) -> float:
    """Return how often one of `higher` exceeds one of `lower`; ties count half."""
    if not higher or not lower:
        return float("nan")
    difference = np.array(higher)[:, None] - np.array(lower)[None, :]
    return float((difference > 0).mean() + 0.5 * (difference == 0).mean())
