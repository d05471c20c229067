"""Fit the weights by which keys are told apart.

    python -m benchmarks.fit_key FOLDER ... --origin "what the folders hold" [--write]
        [--cross-validate] [--check FOLDER ...]

Folders hold audio files, each with a truth of the same name beside it (`rendered_truth`); clips
without a key are passed over. Prints how far the weights are from the shipped ones
(``src/menura/audio/key_v1.json``) and how both score: MIREX score and share of exact keys, on
whole clips and on excerpts. Folders given with ``--check`` are scored and not fitted.
``--cross-validate`` leaves out a style at a time; ``--write`` replaces the shipped weights, after
which the sharpness in `key_model` has to be looked at again.

The shipped weights come from 240 clips of 45 s in 20 styles and 240 of 20 to 45 s in the same
styles with other parts, 45 % of them over wider progressions. The latter's like is rendered by
``python -m benchmarks.render_grooves FOLDER --set tonal``.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.conditional_logit import describe_change
from benchmarks.listening.key_scores import key_score
from benchmarks.rendered_truth import HeardClip, listen_to_clips
from menura.audio import key_model
from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.chroma import PITCH_CLASSES, Tuning, fold_to_semitones
from menura.audio.key_evidence import BLOCKS, gather_evidence
from menura.audio.key_model import KeyModel, load_key_model

CONSTANTS = Path(key_model.__file__).with_name(key_model.CONSTANTS_FILE)
_MODES = ("major", "minor")
_PENALTY = 40.0  # styles left out score .913, .916 and .914 at 20, 40 and 80
_ITERATIONS = 200
_EXCERPTS = ((20, 100), (20, 100), (5, 20))  # pitch frames: twice 4 to 20 s, once 1 to 4 s
_EXCERPT_WEIGHT = 0.5
_SEED = 0
# Sha'ath 2011 (KeyFinder), after Krumhansl & Kessler 1982 and Temperley 1999; from C
_PROFILES = (
    (6.6, 2.0, 3.5, 2.3, 4.6, 4.0, 2.5, 5.2, 2.4, 3.7, 2.3, 3.4),
    (6.5, 2.7, 3.5, 5.4, 2.6, 3.5, 2.5, 5.2, 4.0, 2.7, 4.3, 3.2),
)
_PROFILE_SHARE = 0.1  # of a standardised profile, what a weight is without evidence
_PROFILE_REGISTERS = 4  # the fifth holds partials rather than notes
_TINY = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Excerpts:
    """Hold the evidence of clips and of parts of them.

    Attributes
    ----------
    evidence : ndarray, shape (n, 2, 12, 192)
        From `gather_evidence`.
    keys : ndarray, shape (n,)
        Major on C .. B, then minor.
    styles, is_whole : ndarray, shape (n,)
        Of the clip; whether it is all of it.
    """

    evidence: Float64Array
    keys: NDArray[np.int64]
    styles: NDArray[np.str_]
    is_whole: NDArray[np.bool_]

    def where(self, mask: NDArray[np.bool_]) -> "Excerpts":
        """Return some of them."""
        return Excerpts(
            self.evidence[mask], self.keys[mask], self.styles[mask], self.is_whole[mask]
        )


def main() -> None:
    """Fit, report, and write on request."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--origin", required=True, help="what the folders hold, for the record")
    parser.add_argument("--check", type=Path, nargs="+", default=[], metavar="FOLDER")
    parser.add_argument("--cross-validate", action="store_true", help="leave out styles in turn")
    parser.add_argument("--write", action="store_true", help="replace the shipped weights")
    arguments = parser.parse_args()
    excerpts = take_excerpts(listen_to_clips(arguments.folders))
    shipped, fitted = load_key_model(), fit(excerpts)
    print(describe_change(_constants(shipped), _constants(fitted)))
    heard = {"fitted on": excerpts}
    if arguments.check:
        heard["checked on"] = take_excerpts(listen_to_clips(arguments.check))
    for title, scored in heard.items():
        print(title, f"({np.count_nonzero(scored.is_whole)} clips)")
        report("  shipped", scored, best_keys(scored, shipped))
        report("  fitted", scored, best_keys(scored, fitted))
    if arguments.cross_validate:
        cross_validate(excerpts)
    if arguments.write:
        CONSTANTS.write_text(to_json(fitted, arguments.origin), "utf-8")
        print(f"{np.count_nonzero(excerpts.is_whole)} clips -> {CONSTANTS}")


def take_excerpts(clips: Iterable[HeardClip]) -> Excerpts:
    """Gather the evidence of whole clips and of three excerpts of each, drawn by a fixed seed."""
    generator = np.random.default_rng(_SEED)
    evidence, keys, styles, is_whole = [], [], [], []
    for clip in clips:
        truth, semitones = clip.truth, _semitones(clip)
        if truth.tonic is None or truth.mode not in _MODES or len(semitones) == 0:
            continue
        parts = [semitones, *_draw_excerpts(semitones, generator)]
        evidence += [gather_evidence(part) for part in parts]
        keys += [_MODES.index(truth.mode) * PITCH_CLASSES + truth.tonic] * len(parts)
        styles += [truth.style] * len(parts)
        is_whole += [True, *[False] * (len(parts) - 1)]
    if not evidence:
        raise SystemExit("There is no clip with a key; give folders with truths beside the clips.")
    return Excerpts(np.stack(evidence), np.array(keys), np.array(styles), np.array(is_whole))


def _semitones(clip: HeardClip) -> Float32Array:
    """Return what `measure_key` hears."""
    salience = clip.frames.pitch_salience
    sounding = salience[salience.any(axis=1)]
    return fold_to_semitones(sounding, Tuning(clip.frames.tuning_histogram).cents)


def _draw_excerpts(semitones: Float32Array, generator: np.random.Generator) -> list[Float32Array]:
    drawn = []
    for shortest, longest in _EXCERPTS:
        room = min(longest + 1, len(semitones) - 1)
        if room > shortest:
            length = int(generator.integers(shortest, room))
            first = int(generator.integers(0, len(semitones) - length))
            drawn.append(semitones[first : first + length])
    return drawn


def fit(excerpts: Excerpts) -> KeyModel:
    """Fit a multinomial regression whose weights all tonics share.

    Ridge regression towards profiles that listeners and other programs agree on, so that what the
    clips say nothing about is still sensible. The penalty is per unit of summed loss.
    """
    evidence, keys = excerpts.evidence, excerpts.keys
    count, _, tonics, columns = evidence.shape
    by_mode = [np.ascontiguousarray(evidence[:, mode]).reshape(-1, columns) for mode in (0, 1)]
    importance = np.where(excerpts.is_whole, 1.0, _EXCERPT_WEIGHT)
    prior, rows = _prior(columns).ravel(), np.arange(count)

    def loss(parameters: Float64Array) -> tuple[float, Float64Array]:
        weights, bias = parameters[:-1].reshape(2, columns), parameters[-1]
        scores = [(by_mode[mode] @ weights[mode]).reshape(count, tonics) for mode in (0, 1)]
        likely = _softmax(np.hstack([scores[0], scores[1] + bias]))
        away = parameters[:-1] - prior
        error = -(importance * np.log(likely[rows, keys] + _TINY)).sum()
        likely[rows, keys] -= 1
        surplus = importance[:, None] * likely
        slopes = [surplus[:, m * tonics : (m + 1) * tonics].ravel() @ by_mode[m] for m in (0, 1)]
        slope = np.concatenate([*slopes, [surplus[:, tonics:].sum()]])
        slope[:-1] += _PENALTY * away
        return float(error + _PENALTY / 2 * away @ away), slope

    start, options = np.append(prior, 0.0), {"maxiter": _ITERATIONS}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
    return KeyModel(found[:-1].reshape(2, columns), float(found[-1]))


def _prior(columns: int) -> Float64Array:
    profiles = np.array(_PROFILES)
    profiles -= profiles.mean(axis=1, keepdims=True)
    profiles /= profiles.std(axis=1, keepdims=True)
    prior = np.zeros((2, columns))
    told = _PROFILE_REGISTERS * PITCH_CLASSES
    prior[:, :told] = _PROFILE_SHARE * np.tile(profiles, _PROFILE_REGISTERS)
    return prior


def _softmax(scores: Float64Array) -> Float64Array:
    power = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(power / power.sum(axis=1, keepdims=True))


def best_keys(excerpts: Excerpts, model: KeyModel) -> NDArray[np.int64]:
    """Return the likeliest key of every excerpt."""
    scores = np.einsum("nmtd,md->nmt", excerpts.evidence, model.weights, optimize=True)
    scores[:, 1] += model.minor_bias
    return np.asarray(scores.reshape(len(scores), -1).argmax(axis=1), np.int64)


def score_keys(guessed: Sequence[int], true: Sequence[int]) -> Float64Array:
    """Return the MIREX score of every guess."""
    named = [
        [(key % PITCH_CLASSES, _MODES[key // PITCH_CLASSES]) for key in k] for k in (guessed, true)
    ]
    return np.array([key_score(*guess, *truth) for guess, truth in zip(*named, strict=True)])


def report(title: str, excerpts: Excerpts, guessed: NDArray[np.int64]) -> None:
    """Print mean MIREX score and share of exact keys."""
    scores = score_keys(guessed.tolist(), excerpts.keys.tolist())
    parts = []
    for name, mask in (("whole", excerpts.is_whole), ("excerpts", ~excerpts.is_whole)):
        if mask.any():
            exact = (guessed == excerpts.keys)[mask].mean()
            parts.append(f"{name} {scores[mask].mean():.3f} ({exact:.3f} exact)")
    print(f"{title}: {', '.join(parts)}")


def cross_validate(excerpts: Excerpts) -> None:
    """Print how clips of each style score by weights fitted on the other styles."""
    guessed = np.zeros_like(excerpts.keys)
    print("each style by weights fitted on the others")
    for style in np.unique(excerpts.styles):
        out = excerpts.styles == style
        guessed[out] = best_keys(excerpts.where(out), fit(excerpts.where(~out)))
        report(f"  {style}", excerpts.where(out), guessed[out])
    report("  all", excerpts, guessed)


def to_json(model: KeyModel, origin: str) -> str:
    """Write weights as `load_key_model` reads them, a line per block."""
    edges = np.cumsum([0, *BLOCKS.values()]).tolist()
    lines = [f'"origin": {json.dumps(origin)}', f'"minor_bias": {round(model.minor_bias, 4)}']
    for mode, weights in zip(_MODES, model.weights, strict=True):
        values = weights.round(4).tolist()
        blocks = [
            f'  "{block}": {json.dumps(values[first:last])}'
            for block, first, last in zip(BLOCKS, edges, edges[1:], strict=False)
        ]
        lines.append(f'"{mode}": {{\n' + ",\n".join(blocks) + "\n }")
    return "{\n " + ",\n ".join(lines) + "\n}\n"


def _constants(model: KeyModel) -> Float64Array:
    return np.append(model.weights.ravel(), model.minor_bias)


if __name__ == "__main__":
    main()
