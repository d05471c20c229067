"""Key and tuning on rendered clips; drums alone have none."""

import numpy as np

from benchmarks.listening.key_scores import key_score, tuning_error_cents
from benchmarks.listening.report import Table, at_least
from benchmarks.listening.rhythm import add_calibration
from benchmarks.listening.workbench import Example, Workbench
from benchmarks.rendered_music.sound_sets import CLIP_COUNT, DRUM_CLIP_COUNT
from menura.audio.key import TONICS


def run(bench: Workbench) -> list[Table]:
    """Measure key and tuning."""
    examples = bench.hear(bench.library.clips(bench.count(CLIP_COUNT)))
    drums = bench.hear(bench.library.drum_clips(bench.count(DRUM_CLIP_COUNT)))
    scores = np.array([score_key(example) for example in examples])
    is_detuned = np.array([example.truth.detune_cents != 0 for example in examples])
    table = Table(f"Key ({len(examples)} clips of 45 s, {len(drums)} of drums alone)")
    table.add("weighted score", float(scores.mean()), "", at_least(0.87))
    table.add("exactly right", float((scores == 1).mean()))
    for name, chosen in (("in tune", ~is_detuned), ("detuned", is_detuned)):
        if chosen.any():
            table.add(f"weighted score, {name}", float(scores[chosen].mean()))
    errors = [
        tuning_error_cents(key.tuning_cents, example.truth.detune_cents)
        for example in examples
        if (key := example.heard.listening.key) is not None
    ]
    table.add("tuning error, median", float(np.median(errors)), "cents")
    table.add("tuning error, 95 %", float(np.percentile(errors, 95)), "cents")
    table.add("clips without any key", _share_without_key(examples))
    table.add("drums alone have no key", _share_without_key(drums), "", at_least(0.95))
    claims = [key.confidence if (key := e.heard.listening.key) else 0.0 for e in examples]
    outcomes = [float(score == 1) for score in scores]
    add_calibration(table, "key confidence", claims, outcomes, goal=at_least(1))
    return [table]


def score_key(example: Example) -> float:
    """Return the score of one clip; no key scores 0."""
    key, truth = example.heard.listening.key, example.truth
    if key is None or truth.tonic is None or truth.mode is None:
        return 0.0
    return key_score(TONICS.index(key.tonic), key.mode, truth.tonic, truth.mode)


def _share_without_key(examples: list[Example]) -> float:
    return float(np.mean([example.heard.listening.key is None for example in examples]))
