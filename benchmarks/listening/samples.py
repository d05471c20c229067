"""Loops and one-shots: told apart, their tempo, their instrument."""

import numpy as np

from benchmarks.listening.class_scores import accuracy, confusion, recall, specificity
from benchmarks.listening.report import Table, at_least
from benchmarks.listening.retrieval_scores import precision_at, rank_neighbours
from benchmarks.listening.workbench import Example, Workbench
from benchmarks.rendered_music.sound_sets import CLIP_COUNT, LOOP_COUNT
from benchmarks.rendered_music.soundfonts import FAMILY_OF

_TOLERANCE_BPM = 0.5
_EXACT_BPM = 0.01
_UNSURE = "unsure"


def run(bench: Workbench) -> list[Table]:
    """Measure what is said about samples."""
    loops = bench.hear(bench.library.loops(bench.count(LOOP_COUNT)))
    one_shots = bench.hear(bench.library.one_shots())
    clips = bench.hear(bench.library.clips(bench.count(CLIP_COUNT)))
    return [_kinds(loops, one_shots, clips), _tempi(loops), _instruments(one_shots)]


def _kinds(loops: list[Example], one_shots: list[Example], clips: list[Example]) -> Table:
    table = Table(f"Loop or one-shot ({len(loops)} loops, {len(one_shots)} one-shots, by sound)")
    samples = [*loops, *one_shots]
    true = [example.truth.kind for example in samples]
    said: list[str] = [example.heard.sample.kind.kind for example in samples]
    table.add("loops recognised", recall(true, said, "loop"), "", at_least(0.9))
    table.add("one-shots not taken for loops", specificity(true, said, "loop"), "", at_least(0.97))
    songs = [example.heard.sample.kind.kind for example in clips]
    table.add("clips of 45 s not taken for loops", float(np.mean([s != "loop" for s in songs])))
    columns = ("loop", "one_shot", "song")
    rows = [(name, *(counts[c] for c in columns)) for name, counts in confusion(true, said).items()]
    table.detail(("is \\ said", *columns), rows)
    return table


def _tempi(loops: list[Example]) -> Table:
    table = Table("Tempo of trimmed loops (goal: within .5 BPM, or exactly half or double)")
    ratios = [_tempo_ratio(example) for example in loops]
    kept = [ratio is not None for ratio in ratios]
    table.add("right, half or double", float(np.mean(kept)), "", at_least(0.95))
    table.add("right octave", float(np.mean([ratio == 1 for ratio in ratios])))
    for layers in ("full_loop", "bass", None):
        chosen = [k for k, e in zip(kept, loops, strict=True) if e.truth.instrument == layers]
        if chosen:
            table.add(f"... of loops of {layers or 'chords'}", float(np.mean(chosen)))
    bars = sorted({len(example.truth.downbeats_s) for example in loops})
    for count in bars:
        chosen = [k for k, e in zip(kept, loops, strict=True) if len(e.truth.downbeats_s) == count]
        table.add(f"... of {count} bars ({len(chosen)} loops)", float(np.mean(chosen)))
    errors = [
        abs((e.heard.sample.tempo_bpm or 0.0) - ratio * (e.truth.tempo_bpm or 0.0))
        for e, ratio in zip(loops, ratios, strict=True)
        if ratio is not None
    ]
    table.add(f"within {_EXACT_BPM} BPM, of these", float(np.mean(np.array(errors) < _EXACT_BPM)))
    return table


def _tempo_ratio(example: Example) -> float | None:
    """Return said tempo over true tempo where that is 1, 1/2 or 2 to half a beat per minute."""
    said, true = example.heard.sample.tempo_bpm, example.truth.tempo_bpm
    if said is None or true is None:
        return None
    return next((r for r in (1.0, 0.5, 2.0) if abs(said - r * true) <= _TOLERANCE_BPM), None)


def _instruments(one_shots: list[Example]) -> Table:
    table = Table(f"Instrument of one-shots ({len(one_shots)})")
    true = [example.truth.instrument or "" for example in one_shots]
    said: list[str] = [
        example.heard.sample.instrument.instrument or _UNSURE for example in one_shots
    ]
    sure = [(t, s) for t, s in zip(true, said, strict=True) if s != _UNSURE]
    table.add("right, of all", accuracy(true, said))
    table.add("right, where sure", accuracy(*zip(*sure, strict=True)) if sure else float("nan"))
    table.add("sure, share", len(sure) / len(said))
    for name, vectors in (
        ("dsp", np.array([e.heard.dsp for e in one_shots])),
        ("MFCC", np.array([e.heard.cepstra for e in one_shots])),
    ):
        fonts = np.array([e.truth.soundfont for e in one_shots])
        families = np.array([FAMILY_OF.get(font, font) for font in fonts])
        for excluded, groups in (("font", fonts), ("family of fonts", families)):
            same = groups[:, None] == groups[None, :]
            if same.all():
                continue
            nearest = rank_neighbours(vectors, vectors, same)
            share = precision_at(nearest, true, true, 1)
            table.add(f"nearest from another {excluded}, {name}", share)
    columns = sorted({*true, *said})
    rows = [(name, *(counts[c] for c in columns)) for name, counts in confusion(true, said).items()]
    table.detail(("is \\ said", *columns), rows)
    return table
