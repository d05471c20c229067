"""Sections of arranged tracks of four minutes, in four forms."""

from collections import defaultdict

import numpy as np

from benchmarks.listening.report import Table, at_least
from benchmarks.listening.section_scores import boundary_f_measure, label_f_measure
from benchmarks.listening.workbench import Example, Workbench
from benchmarks.rendered_music.sound_sets import TRACK_COUNT

_WINDOWS_S = (3.0, 0.5)


def run(bench: Workbench) -> list[Table]:
    """Measure boundaries and labels."""
    examples = bench.hear(bench.library.tracks(bench.count(TRACK_COUNT)))
    scores = np.array([_scores(example) for example in examples])
    table = Table(f"Sections ({len(examples)} arranged tracks of 4 min)")
    wide, narrow, labels, said, true = scores.mean(axis=0)
    table.add("boundaries, F within 3 s", wide, "", at_least(0.8))
    table.add("boundaries, F within .5 s", narrow)
    table.add("labels, pairwise F", labels)
    table.add("sections said, mean", said)
    table.add("sections true, mean", true)
    by_form = defaultdict(list)
    for example, row in zip(examples, scores, strict=True):
        by_form[example.path.stem.split("_")[2]].append(row)
    rows = [(form, len(of), *np.mean(of, axis=0)[:3].tolist()) for form, of in by_form.items()]
    table.detail(("form", "tracks", "F 3 s", "F .5 s", "labels"), rows)
    return [table]


def _scores(example: Example) -> tuple[float, ...]:
    found = [(s.start_s, s.label) for s in example.heard.listening.structure.sections]
    true = [(s.start_s, s.label) for s in example.truth.sections]
    ours, theirs = ([start for start, _ in sections] for sections in (found, true))
    boundaries = [boundary_f_measure(ours, theirs, window_s=window) for window in _WINDOWS_S]
    labels = label_f_measure(found, true, duration_s=example.truth.duration_s)
    return (*boundaries, labels, float(len(found)), float(len(true)))
