"""Fit the constants by which samples are told apart: instrument, and loop from one-shot.

    python -m benchmarks.fit_instruments FOLDER --origin "what the folder holds" [--write]

FOLDER holds ``<family>/<kind>/<instrument>/<any name>.wav``. A family is a set of sounds of one
origin (a sound font and its descendants, a pack): every family is left out once and classified by
constants fitted on the others, because neighbours of one origin share a recording chain, and
that is what a classifier would learn. Kinds other than `loop` and `one_shot` only serve the
instruments. The table printed is of the families left out; the constants written are of all.

The shipped constants come from sounds of five General MIDI sound fonts in three families
(FluidR3 with FluidR3 Mono and MuseScore General Lite, TimGM6mb, OPL-3 FM) and a fourth of drums,
basses, synths, pads and effects synthesised in numpy, with espeak-ng words as voices in all four;
equalised, saturated, reverberated, cut and scaled at random.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from menura.audio import instrument, sample_kind
from menura.audio.arrays import Float64Array
from menura.audio.decode import DecodeOptions, open_audio
from menura.audio.errors import UnreadableAudioError
from menura.audio.sample_features import measure_features
from menura.audio.softmax import SoftmaxModel, expand
from menura.audio.streaming import StreamingPass

_LEAST_DEVIATION = 1e-3  # a value that hardly varies must not have its rounding blown up
_PENALTIES = {"instrument": 0.003, "kind": 0.003}  # on squared weights; best of .001 .. .1 left out
_ITERATIONS = 300
_TEMPERATURES: Float64Array = np.geomspace(0.5, 5.0, 47)


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Hold features with what they belong to, an entry per sound."""

    names: tuple[str, ...]
    values: Float64Array
    labels: np.ndarray
    families: np.ndarray

    def where(self, mask: np.ndarray) -> "Examples":
        """Return some of the examples."""
        return Examples(self.names, self.values[mask], self.labels[mask], self.families[mask])


def main() -> None:
    """Fit, print how well it does, and write on request."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--origin", required=True, help="what the folder holds, for the record")
    parser.add_argument("--write", action="store_true", help="replace the shipped constants")
    arguments = parser.parse_args()
    sounds = read_folder(arguments.folder)
    kinds = np.array([kind for kind, _ in sounds.labels])
    instruments = Examples(
        sounds.names,
        sounds.values,
        np.array([label for _, label in sounds.labels]),
        sounds.families,
    )
    is_known = np.isin(kinds, ("loop", "one_shot"))
    chosen = [sounds.names.index(name) for name in sample_kind.KIND_FEATURES]
    kind_examples = Examples(
        sample_kind.KIND_FEATURES, sounds.values[:, chosen], kinds, sounds.families
    )
    targets = {
        "instrument": (instruments, Path(instrument.__file__).parent / instrument.CONSTANTS_FILE),
        "kind": (
            kind_examples.where(is_known),
            Path(sample_kind.__file__).parent / sample_kind.CONSTANTS_FILE,
        ),
    }
    for target, (examples, path) in targets.items():
        model = evaluate_and_fit(examples, _PENALTIES[target], arguments.origin)
        if arguments.write:
            path.write_text(model.to_json(), "utf-8")
            print(f"{len(examples.labels)} sounds -> {path}")


def read_folder(folder: Path) -> Examples:
    """Measure every sound; the labels are pairs of kind and instrument."""
    rows, labels, families = [], [], []
    names: tuple[str, ...] = ()
    for path in sorted(folder.glob("*/*/*/*.wav")):
        try:
            features = _listen(path)
        except UnreadableAudioError:
            continue
        if features:
            names = tuple(features)
            rows.append(list(features.values()))
            families.append(path.parts[-4])
            labels.append((path.parts[-3], path.parts[-2]))
    if len(set(families)) < 2:
        raise SystemExit(f"{folder} holds {len(set(families))} families of sounds; give two.")
    return Examples(names, np.array(rows), np.array(labels), np.array(families))


def _listen(path: Path) -> dict[str, float]:
    with open_audio(path, DecodeOptions()) as reader:
        listening = StreamingPass(reader.sample_rate_hz, reader.channels)
        for block in reader.blocks():
            listening.feed(block)
    return measure_features(listening.finish())


def evaluate_and_fit(examples: Examples, penalty: float, origin: str) -> SoftmaxModel:
    """Print how families left out are classified and return the model of all."""
    classes = tuple(sorted(set(examples.labels.tolist())))
    truth = np.array([classes.index(label) for label in examples.labels.tolist()])
    logits = np.zeros((len(truth), len(classes)))
    for family in sorted(set(examples.families.tolist())):
        out = examples.families == family
        model = fit(examples.where(~out), classes, penalty, origin)
        logits[out] = _logits(model, examples.values[out])
        right = logits[out].argmax(axis=1) == truth[out]
        print(f"{family}: {right.mean():.3f} of {out.sum()} right")
    temperature = calibrate(logits, truth)
    print_confusion(logits.argmax(axis=1), truth, classes)
    print_calibration(_softmax(logits / temperature), truth)
    model = fit(examples, classes, penalty, origin)
    return SoftmaxModel(
        model.features, classes, model.mean, model.deviation, model.weights / temperature, origin
    )


def fit(examples: Examples, classes: tuple[str, ...], penalty: float, origin: str) -> SoftmaxModel:
    """Fit a regularised softmax in which all classes, and within them all families, count alike."""
    mean = examples.values.mean(axis=0)
    deviation = np.maximum(examples.values.std(axis=0), _LEAST_DEVIATION)
    inputs = expand((examples.values - mean) / deviation)
    truth = np.array([classes.index(label) for label in examples.labels.tolist()])
    groups = [f"{c} {f}" for c, f in zip(examples.labels, examples.families, strict=True)]
    _, group, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    # the root: a family of few sounds must not be learnt by heart
    weight = 1 / np.sqrt(sizes[group])
    totals = np.bincount(truth, weight, len(classes))
    weight = weight / totals[truth] / np.count_nonzero(totals)
    target = np.eye(len(classes))[truth]
    shape = (inputs.shape[1], len(classes))

    def loss(flat: Float64Array) -> tuple[float, Float64Array]:
        weights = flat.reshape(shape)
        probabilities = _softmax(inputs @ weights)
        error = -(weight * np.log((probabilities * target).sum(axis=1) + 1e-12)).sum()
        slope = inputs.T @ (weight[:, None] * (probabilities - target)) + penalty * weights
        return error + penalty / 2 * (weights**2).sum(), slope.ravel()

    start = np.zeros(shape[0] * shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _ITERATIONS})
    return SoftmaxModel(examples.names, classes, mean, deviation, found.x.reshape(shape), origin)


def calibrate(logits: Float64Array, truth: np.ndarray) -> float:
    """Return the temperature at which the probabilities of what was left out are likeliest."""
    rows = np.arange(len(truth))
    losses = [-np.log(_softmax(logits / t)[rows, truth] + 1e-12).mean() for t in _TEMPERATURES]
    return float(_TEMPERATURES[int(np.argmin(losses))])


def print_confusion(guess: np.ndarray, truth: np.ndarray, classes: Sequence[str]) -> None:
    """Print a row per true class: what of it was called what, in per cent, and the precision."""
    counts = np.zeros((len(classes), len(classes)))
    np.add.at(counts, (truth, guess), 1)
    shares = 100 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    precision = 100 * np.diag(counts) / np.maximum(counts.sum(axis=0), 1)
    rows = [
        [name, *(f"{share:.0f}" for share in row), f"{exact:.0f}"]
        for name, row, exact in zip(classes, shares, precision, strict=True)
    ]
    print_table(["is \\ called", *(name[:5] for name in classes), "prec."], rows)
    print(f"{(guess == truth).mean():.3f} right, {np.diag(shares).mean():.1f} % mean recall")


def print_calibration(probabilities: Float64Array, truth: np.ndarray) -> None:
    """Print how often the best class is right, by its probability."""
    best = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    rows = []
    for low in (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        inside = (best >= low) & (best < (low + 0.1 if low else 0.3))
        inside |= (low == 0.9) & (best >= 1.0)
        if inside.any():
            said, was = best[inside].mean(), right[inside].mean()
            rows.append([f"{low:.1f}", f"{inside.mean():.3f}", f"{said:.3f}", f"{was:.3f}"])
    print_table(["from", "share", "said", "right"], rows)


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print columns, the first aligned to the left."""
    for row in (head, *rows):
        print(f"{row[0]:12}", *(f"{cell:>6}" for cell in row[1:]))


def _logits(model: SoftmaxModel, values: Float64Array) -> Float64Array:
    return np.asarray(expand((values - model.mean) / model.deviation) @ model.weights)


def _softmax(logits: Float64Array) -> Float64Array:
    power = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(power / power.sum(axis=1, keepdims=True))


if __name__ == "__main__":
    main()
