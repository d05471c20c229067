"""Fit the weights by which beats and bars are told apart.

    python -m benchmarks.fit_rhythm FOLDER ... --origin "what the folders hold" [--write]
        [--cross-validate] [--check FOLDER ...]

Folders hold audio files, each with a truth of the same name beside it (`rendered_truth`). Prints
how far the weights are from the shipped ones (``src/menura/audio/rhythm_weights.json``) and how
both score: tempo within 4 % (accuracy 1) and modulo octave (accuracy 2), F-measure of beats, and
the share of bars whose first beat is right where the beats are. Beats are scored as chosen from
the readings of the first grids; `measure_rhythm` also follows uneven beats a second time and knows
bare clicks. Folders given with ``--check`` are scored and not fitted. ``--cross-validate`` leaves
out a style at a time; ``--write`` replaces the shipped weights.

The shipped weights come from 240 clips of 45 s in 20 styles and 450 random grooves of 36 s. The
latter's like is rendered by ``python -m benchmarks.render_grooves FOLDER --set plain``.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.conditional_logit import (
    Choice,
    describe_change,
    fit_conditional_logit,
    probabilities,
)
from benchmarks.listening.rhythm_scores import (
    TEMPO_TOLERANCE,
    beat_f_measure,
    is_tempo_right,
    is_tempo_right_modulo_octave,
)
from benchmarks.rendered_music.truth import Truth
from benchmarks.rendered_truth import HeardClip, listen_to_clips
from menura.audio import rhythm_weights
from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.beat_levels import list_readings
from menura.audio.downbeats import bar_evidence
from menura.audio.frames import MEL_FRAME_RATE_HZ
from menura.audio.harmonic_rhythm import find_harmonic_pulse, harmonic_curve, harmonic_repetition
from menura.audio.onsets import find_onsets
from menura.audio.pulse_grid import PulseGrid, lay_grid, sample_cells
from menura.audio.pulse_streams import Stream, onset_envelope, pulse_streams
from menura.audio.tempo import Pulse, has_onsets, measure_pulse, tempo_of_pulse

CONSTANTS = Path(rhythm_weights.__file__).with_name("rhythm_weights.json")
# Styles left out: beat F .876, .876, .870 at 2, 5, 10; downbeats .899, .893, .888 at 1, 2, 4
_BEAT_PENALTY, _BAR_PENALTY = 5.0, 2.0
_BAR_DEVIATION = 0.5  # of logarithms about their mean; as many columns are empty for half the rows
_WEAK_PULSE, _HARMONY_SHARE = 0.1, 2.0  # as `rhythm`: when chords give a second grid, and what of
_GOOD_BEATS = 0.7  # F: a tempo's best readings, before all readings of that tempo are right
_BEATS_FOR_BARS = 0.8  # F: beats in other places have no downbeats
_SAME_DOWNBEAT_S, _SHARE_OF_DOWNBEATS = 0.1, 0.6
_METRES = (4, 3)  # places of a downbeat in the order of `bar_evidence`: four, then three
_COMPARED = {"four": ("first", "second", "third"), "three": ("first", "second")}
_TINY = 1e-9

BAR_NAMES = (
    *(
        f"{bar}_{beat}_{s.name}"
        for bar, beats in _COMPARED.items()
        for beat in beats
        for s in Stream
    ),
    "three_beats",
)
"""Names of the columns of `downbeats.bar_evidence`."""


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """Hold all readings of a clip; `tempi_bpm`, `beat_scores` and the evidence go by reading.

    Attributes
    ----------
    beat_scores : ndarray, shape (readings,)
        F-measure of the beats of each reading.
    bar : Choice, optional
        The places of the downbeat on the best beats, where these are right and bars have three
        or four.
    """

    style: str
    true_bpm: float
    names: tuple[str, ...]
    evidence: Float64Array
    tempi_bpm: Float64Array
    beat_scores: Float64Array
    bar: Choice | None

    def beat_choice(self) -> Choice | None:
        """Return what the weights of beats are fitted to; None if no reading is right."""
        right = np.abs(self.tempi_bpm / self.true_bpm - 1) < TEMPO_TOLERANCE
        good = right & (self.beat_scores >= _GOOD_BEATS)
        is_right = good if good.any() else right
        return Choice(self.evidence, is_right) if right.any() else None


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Hold the weights of the evidence for beats and for bars."""

    beat: Float64Array
    bar: Float64Array


def main() -> None:
    """Fit, report, and write on request."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--origin", required=True, help="what the folders hold, for the record")
    parser.add_argument("--check", type=Path, nargs="+", default=[], metavar="FOLDER")
    parser.add_argument("--cross-validate", action="store_true", help="leave out styles in turn")
    parser.add_argument("--write", action="store_true", help="replace the shipped weights")
    arguments = parser.parse_args()
    examples = read_examples(listen_to_clips(arguments.folders))
    shipped, fitted = shipped_weights(examples[0].names), fit(examples)
    print("beats:", describe_change(shipped.beat, fitted.beat))
    print("bars:", describe_change(shipped.bar, fitted.bar))
    heard = {"fitted on": examples}
    if arguments.check:
        heard["checked on"] = read_examples(listen_to_clips(arguments.check))
    for title, scored in heard.items():
        print(f"{title} ({len(scored)} clips with a pulse)")
        report("  shipped", [(e, shipped) for e in scored])
        report("  fitted", [(e, fitted) for e in scored])
    if arguments.cross_validate:
        cross_validate(examples)
    if arguments.write:
        CONSTANTS.write_text(to_json(fitted, examples[0].names, arguments.origin), "utf-8")
        print(f"{len(examples)} clips -> {CONSTANTS}")


def read_examples(clips: Iterable[HeardClip]) -> list[Example]:
    """List the readings of all clips with a true tempo in which a pulse is found."""
    examples = [e for clip in clips if (e := list_example(clip)) is not None]
    if not examples:
        raise SystemExit("There is no clip with a tempo; give folders with truths beside them.")
    return examples


def list_example(clip: HeardClip) -> Example | None:
    """List the readings of one clip; None without a true tempo or without a pulse."""
    truth, onsets = clip.truth, find_onsets(clip.frames.mel_energies)
    if truth.tempo_bpm is None or not has_onsets(onsets):
        return None
    pulse, streams = measure_pulse(onsets), pulse_streams(clip.frames, onsets)
    harmony = harmonic_repetition(harmonic_curve(streams))
    grids = _lay_grids(streams, pulse, harmony)
    if not grids:
        return None
    readings = [list_readings(streams, grid, pulse, harmony) for grid in grids]
    beats = [
        (grid, slice(int(phase), None, int(length)))
        for grid, r in zip(grids, readings, strict=True)
        for length, phase in zip(r.beat_cells, r.phases, strict=True)
    ]
    scores = np.array([_score_beats(grid, chosen, truth) for grid, chosen in beats])
    tempi_bpm = np.concatenate([r.tempi_bpm for r in readings])
    right = np.abs(tempi_bpm / truth.tempo_bpm - 1) < TEMPO_TOLERANCE
    best = int(np.where(right, scores, 0.0).argmax())
    bar = None
    if right[best] and scores[best] >= _BEATS_FOR_BARS:
        grid, chosen = beats[best]
        cells = sample_cells(streams, grid)[:, chosen]
        bar = place_downbeat(cells, _times_s(grid, chosen), truth)
    return Example(
        style=truth.style,
        true_bpm=truth.tempo_bpm,
        names=readings[0].names,
        evidence=np.concatenate([r.evidence for r in readings]),
        tempi_bpm=tempi_bpm,
        beat_scores=scores,
        bar=bar,
    )


def _lay_grids(streams: Float32Array, pulse: Pulse, harmony: Float64Array) -> list[PulseGrid]:
    """Lay the grids `rhythm.measure_rhythm` begins with."""
    envelope, rough = onset_envelope(streams), tempo_of_pulse(pulse)
    grids = []
    if rough is not None:
        grids.append(lay_grid(envelope, 60 * MEL_FRAME_RATE_HZ / rough.tempo_bpm))
    is_weak = rough is None or rough.confidence < _WEAK_PULSE
    if is_weak and (period := find_harmonic_pulse(harmony)) is not None:
        curve = harmonic_curve(streams)
        changes = _HARMONY_SHARE * curve / (curve.std() + _TINY)
        grids.append(lay_grid(0.5 * envelope + changes, period))
    return grids


def _times_s(grid: PulseGrid, chosen: slice) -> Float64Array:
    return np.asarray(grid.cell_frames[chosen] / MEL_FRAME_RATE_HZ)


def _score_beats(grid: PulseGrid, chosen: slice, truth: Truth) -> float:
    return beat_f_measure(_times_s(grid, chosen).tolist(), truth.beats_s)


def place_downbeat(beat_cells: Float32Array, beats_s: Float64Array, truth: Truth) -> Choice | None:
    """Say which place of the downbeat is the true one; None if none clearly is."""
    metre = truth.beats_per_bar
    if metre not in _METRES or len(beats_s) < max(_METRES) or not truth.downbeats_s:
        return None
    true_s = np.array(truth.downbeats_s)
    hit = np.abs(beats_s[:, None] - true_s).min(axis=1) < _SAME_DOWNBEAT_S
    shares = [float(hit[place::metre].mean()) for place in range(metre)]
    place = int(np.argmax(shares))
    if shares[place] < _SHARE_OF_DOWNBEATS:
        return None
    is_right = np.zeros(sum(_METRES), np.bool_)
    is_right[place if metre == _METRES[0] else _METRES[0] + place] = True
    return Choice(bar_evidence(beat_cells), is_right)


def fit(examples: Sequence[Example]) -> Weights:
    """Fit both sets of weights."""
    rows = np.concatenate([e.evidence for e in examples])
    deviation = rows.std(axis=0) + 1e-6
    beats = [c for e in examples if (c := e.beat_choice()) is not None]
    bars = [e.bar for e in examples if e.bar is not None]
    beat = fit_conditional_logit(beats, _BEAT_PENALTY, deviation=deviation)
    if not bars:
        raise SystemExit("In no clip are beats and bars clear enough to fit the weights of bars.")
    return Weights(beat, fit_conditional_logit(bars, _BAR_PENALTY, deviation=_BAR_DEVIATION))


def shipped_weights(names: Sequence[str]) -> Weights:
    """Return the weights in use, those of beats in the order of `names`."""
    beat = np.array([rhythm_weights.BEAT_WEIGHTS[name] for name in names])
    return Weights(beat, np.array(rhythm_weights.BAR_WEIGHTS))


def choose_reading(example: Example, weights: Weights) -> int:
    """Return the reading `beat_choice.choose_beats` would choose."""
    likely = probabilities(example.evidence, weights.beat)
    tempi = example.tempi_bpm
    alike = np.abs(tempi[:, None] / tempi[None] - 1) < TEMPO_TOLERANCE
    return int(np.where(alike[int((alike @ likely).argmax())], likely, 0.0).argmax())


def report(title: str, scored: Sequence[tuple[Example, Weights]]) -> None:
    """Print the scores of examples, each by its weights."""
    chosen = [(e, choose_reading(e, w)) for e, w in scored]
    tempi = [(float(e.tempi_bpm[i]), e.true_bpm) for e, i in chosen]
    right = np.mean([is_tempo_right(*pair) for pair in tempi])
    octave = np.mean([is_tempo_right_modulo_octave(*pair) for pair in tempi])
    beats = np.mean([e.beat_scores[i] for e, i in chosen])
    bars = [
        bool(e.bar.is_right[int((e.bar.evidence @ w.bar).argmax())])
        for e, w in scored
        if e.bar is not None
    ]
    told = f"downbeat {np.mean(bars):.3f} of {len(bars)}" if bars else "no bars"
    print(f"{title}: accuracy 1 {right:.3f}, 2 {octave:.3f}, beat F {beats:.3f}, {told}")


def cross_validate(examples: Sequence[Example]) -> None:
    """Print how clips of each style score by weights fitted on the other styles."""
    print("each style by weights fitted on the others")
    everything = []
    for style in sorted({e.style for e in examples}):
        weights = fit([e for e in examples if e.style != style])
        held_out = [(e, weights) for e in examples if e.style == style]
        report(f"  {style}", held_out)
        everything += held_out
    report("  all", everything)


def to_json(weights: Weights, names: Sequence[str], origin: str) -> str:
    """Write weights as `rhythm_weights` reads them."""
    beat = dict(zip(names, weights.beat.round(4).tolist(), strict=True))
    bar = dict(zip(BAR_NAMES, weights.bar.round(4).tolist(), strict=True))
    return json.dumps({"origin": origin, "beat": beat, "bar": bar}, indent=1) + "\n"


if __name__ == "__main__":
    main()
