"""Read the key of a finished track with several estimators that do not know what was written."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.ndimage as ndimage

from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.chroma import PITCH_CLASSES, Tuning, chromagram, fold_to_semitones
from menura.audio.frames import LOWEST_PITCH_MIDI
from menura.audio.key_evidence import count_pitch_classes, gather_evidence
from menura.audio.key_model import load_key_model
from menura.audio.key_notation import PitchKey
from menura.audio.key_relation import KeyRelation, relation
from menura.studio.model import Mode
from menura.studio.qa.report import KeyReading, KeyVote

# Krumhansl and Kessler (1982): how well each pitch class fits a key, by listeners
_KRUMHANSL = np.array(
    [
        [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88],
        [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17],
    ]
)
_BASS_SEMITONES = 24  # A1 to G sharp 3
_BASS_SHARE = 0.15  # of the chroma that the strongest low pitches stand for
# Faraldo et al. (2016): mean chroma of electronic dance music in major and minor
_DANCE = np.array(
    [
        [0.165, 0.047, 0.083, 0.067, 0.100, 0.093, 0.053, 0.132, 0.052, 0.074, 0.069, 0.064],
        [0.172, 0.053, 0.076, 0.100, 0.056, 0.085, 0.050, 0.135, 0.075, 0.050, 0.092, 0.055],
    ]
)
_STEADY_FRAMES = 5  # 1 s at 5 frames per second: a chord lasts longer, a drum does not
_LEAST_PROBABILITY = 1e-9
_TINY = 1e-9
_LEARNED = "learned"


@dataclass(frozen=True, slots=True, eq=False)
class Pitches:
    """Hold what pitches a signal has.

    Parameters
    ----------
    salience : ndarray, shape (m, 380)
        As `menura.audio.frames.Frames.pitch_salience`.
    tuning_histogram : ndarray, shape (100,)
        As there.
    """

    salience: Float32Array
    tuning_histogram: Float64Array


@dataclass(frozen=True, slots=True, eq=False)
class _Opinion:
    """Scores of 24 keys, major on C .. B, then minor."""

    estimator: str
    scores: Float64Array


def read_key(harmonic: Pitches | None, mix: Pitches, key: int, mode: Mode) -> KeyReading:
    """Read the key and compare it with a target.

    Parameters
    ----------
    harmonic : Pitches, optional
        Of all stems but drums, percussion and effects together; None where there are no stems.
    mix : Pitches
        Of the whole track, drums and all.
    key, mode : int, Mode
        The target: pitch class of its tonic, C = 0. A mode counts as major or minor by its third.

    Notes
    -----
    Three estimators that err differently listen to the harmonic stems, or to the mix where there
    are none: one learned from rendered music, a profile of dance music, and one of what listeners
    say, with the bass counting more. Their scores of the 24 keys are standardised and averaged.
    What they say of the mix is told beside it.
    """
    of_stems = _opinions("stems", harmonic, steady=False) if harmonic is not None else []
    of_mix = _opinions("mix", mix, steady=True)
    opinions = of_stems or of_mix
    target = _index(key, mode)
    votes = tuple(_vote(opinion, target) for opinion in (*of_stems, *of_mix))
    if not opinions:
        return KeyReading(None, None, 0.0, KeyRelation.UNKNOWN.value, 0.0, False, ())
    total = np.mean([_standardised(opinion.scores) for opinion in opinions], axis=0)
    best = int(np.argmax(total))
    heard_key, heard_mode = _named(best)
    learned = [np.exp(o.scores) for o in opinions if o.estimator.startswith(_LEARNED)]
    return KeyReading(
        key=heard_key,
        mode=heard_mode,
        confidence=float(np.mean(learned, axis=0)[best]),
        relation=_relation(target, best),
        margin=float(total[target] - np.delete(total, target).max()),
        beats_relative=bool(total[target] >= total[_relative(target)]),
        votes=votes,
    )


def _opinions(name: str, pitches: Pitches, *, steady: bool) -> list[_Opinion]:
    """Return what the estimators say of a signal; nothing where it has no pitch."""
    salience = pitches.salience[pitches.salience.any(axis=1)]
    if steady:  # a median over time keeps chords and takes drums away
        salience = ndimage.median_filter(salience, size=(_STEADY_FRAMES, 1), mode="nearest")
        salience = salience[salience.any(axis=1)]
    if len(salience) == 0:
        return []
    cents = Tuning(pitches.tuning_histogram).cents
    semitones = fold_to_semitones(salience, cents)
    learned = load_key_model().estimate_probabilities(
        gather_evidence(semitones),
        frame_count=len(semitones),
        pitch_classes=count_pitch_classes(semitones),
    )
    chroma = _unit_sum(chromagram(salience, cents).mean(axis=0, dtype=np.float64))
    lowest = LOWEST_PITCH_MIDI + semitones[:, :_BASS_SEMITONES].argmax(axis=1)
    bass = _unit_sum(np.bincount(lowest % PITCH_CLASSES, minlength=PITCH_CLASSES))
    with_bass = (1 - _BASS_SHARE) * chroma + _BASS_SHARE * bass
    return [
        _Opinion(f"{_LEARNED} ({name})", np.log(np.maximum(learned, _LEAST_PROBABILITY))),
        _Opinion(f"dance ({name})", _correlate(chroma, _DANCE)),
        _Opinion(f"krumhansl and bass ({name})", _correlate(with_bass, _KRUMHANSL)),
    ]


def _correlate(chroma: Float64Array, profiles: Float64Array) -> Float64Array:
    heard = _standardised(chroma)
    return np.array(
        [
            heard @ np.roll(_standardised(profile), tonic) / PITCH_CLASSES
            for profile in profiles
            for tonic in range(PITCH_CLASSES)
        ]
    )


def _unit_sum(values: npt.NDArray[np.float64 | np.int64]) -> Float64Array:
    return np.asarray(values / (values.sum() + _TINY), np.float64)


def _standardised(values: Float64Array) -> Float64Array:
    return np.asarray((values - values.mean()) / (values.std() + _TINY))


def _vote(opinion: _Opinion, target: int) -> KeyVote:
    best = int(np.argmax(opinion.scores))
    others = np.delete(opinion.scores, target)
    key, mode = _named(best)
    return KeyVote(
        estimator=opinion.estimator,
        key=key,
        mode=mode,
        score=float(opinion.scores[best]),
        margin=float(opinion.scores[target] - others.max()),
    )


def _index(key: int, mode: Mode) -> int:
    return key + (0 if mode.is_major else PITCH_CLASSES)


def _named(index: int) -> tuple[int, Mode]:
    return index % PITCH_CLASSES, Mode.MAJOR if index < PITCH_CLASSES else Mode.MINOR


def _relative(index: int) -> int:
    key, mode = _named(index)
    return (key + 9) % 12 + 12 if mode is Mode.MAJOR else (key + 3) % 12


def _relation(first: int, second: int) -> str:
    def pitch_key(index: int) -> PitchKey:
        key, mode = _named(index)
        return PitchKey(key, "major" if mode is Mode.MAJOR else "minor")

    return relation(pitch_key(first), pitch_key(second)).value
