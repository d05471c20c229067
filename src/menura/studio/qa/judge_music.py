"""Judge tempo, key, stems and likeness to a reference."""

from collections.abc import Mapping

import numpy as np

from menura.audio.chroma import PITCH_CLASSES
from menura.studio.model import Role
from menura.studio.qa.hearing import StemLevels
from menura.studio.qa.report import (
    KeyReading,
    QaCheck,
    QaTargets,
    Remedy,
    Severity,
    TempoReading,
    rerender,
)

TEMPO_TOLERANCE_BPM = 2.0
# Of 60 rendered clips all were let past with their true tempo (a waltz had .955), and of tempi
# 3/4, 4/5, 5/4, 4/3 and 3/2 of theirs 2 % at most, of 2/3 17 %
_LEAST_LEAD = 0.95
_LEAST_SCORE = 0.08  # noise and drones stay below: nothing repeats, nothing to check
_NAMES = ("C", "C sharp", "D", "E flat", "E", "F", "F sharp", "G", "A flat", "A", "B flat", "B")
# In standard deviations of the scores of 24 keys. Of 35 of our own tracks and 60 other rendered
# clips 100 and 95 % pass with their true key, and 1.0 and 1.7 % of wrong keys, 0 and 3 % of
# relative ones. With 0 it would be 97 and 92 % of the true ones.
_KEY_TOLERANCE = 0.4
_SILENT_STEM = 10 ** (-70 / 20)
_STEM_CORRELATION = -0.6
_LARGEST_RESIDUAL_DB = -90.0


def judge_tempo(reading: TempoReading, targets: QaTargets) -> QaCheck:
    """Judge the tempo: near its target, and heard more clearly there than beside it."""
    target = f"{targets.bpm:g} ± {TEMPO_TOLERANCE_BPM:g} BPM"
    heard = reading.heard_bpm
    unclear = reading.score < _LEAST_SCORE and reading.competitor_score < _LEAST_SCORE
    if heard is None or (unclear and not targets.has_drums):
        missing = targets.has_drums
        return QaCheck(
            name="tempo",
            title="Tempo",
            passed=False if missing else None,
            measured="no pulse to hear",
            target=target,
            reason="Nothing in the track repeats at any tempo."
            if missing
            else "Without drums no tempo can be heard; the written grid is taken as it is."
            if targets.embedded
            else "Without drums no tempo can be heard, so it could not be verified.",
            severity=Severity.ERROR if missing else Severity.WARNING,
            remedy=Remedy.STEADIER_RHYTHM if missing else Remedy.NONE,
        )
    near = abs(heard - targets.bpm) <= TEMPO_TOLERANCE_BPM
    clear = reading.score >= _LEAST_LEAD * reading.competitor_score
    blind = f", read blindly {reading.blind_bpm:.1f}" if reading.blind_bpm else ""
    related = f" ({reading.blind_ratio} of the target)" if reading.blind_ratio else ""
    return QaCheck(
        name="tempo",
        title="Tempo",
        passed=near and clear,
        measured=f"{heard:.2f} BPM{blind}{related}",
        target=target,
        value=heard,
        reason="The onsets repeat at the tempo asked for."
        if near and clear
        else "The onsets repeat more clearly at another tempo."
        if near
        else "The onsets repeat at a tempo off the target.",
        remedy=Remedy.NONE if near and clear else Remedy.STEADIER_RHYTHM,
    )


def judge_key(reading: KeyReading, targets: QaTargets) -> QaCheck:
    """Judge the key: the target must lead all others but for what listening can err by.

    Its relative, which has the same notes, is never let past.
    """
    target = f"{_NAMES[targets.key % PITCH_CLASSES]} {targets.mode.value}"
    if reading.key is None or reading.mode is None:
        return QaCheck(
            name="key",
            title="Key",
            passed=None,
            measured="no pitch to hear",
            target=target,
            reason="Nothing in the track has a pitch.",
            severity=Severity.WARNING,
        )
    passed = reading.beats_relative and reading.margin >= -_KEY_TOLERANCE
    leading = reading.margin >= 0
    related = "" if leading else f", {reading.relation.replace('_', ' ')} of the target"
    return QaCheck(
        name="key",
        title="Key",
        passed=passed,
        measured=f"{_NAMES[reading.key]} {reading.mode.value}{related} "
        f"(confidence {reading.confidence:.2f}, margin {reading.margin:+.2f})",
        target=target,
        value=reading.margin,
        reason="The key asked for is heard more clearly than any other."
        if leading and passed
        else "Another key is heard as clearly; the one asked for is not ruled out."
        if passed
        else f"Another key is heard: {reading.relation.replace('_', ' ')} of the target.",
        remedy=Remedy.NONE if passed else Remedy.REDRAW_HARMONY,
    )


def judge_stems(stems: Mapping[Role, StemLevels]) -> QaCheck:
    """Judge whether every stem sounds, and none has its channels against each other."""
    if not stems:
        return QaCheck(
            name="stems",
            title="Stems",
            passed=None,
            measured="none",
            target="every stem sounds",
            reason="There are no stems to check.",
            severity=Severity.WARNING,
        )
    silent = [role for role, stem in stems.items() if stem.peak < _SILENT_STEM]
    inverted = [
        role
        for role, stem in stems.items()
        if stem.correlation is not None and stem.correlation < _STEM_CORRELATION
    ]
    bad = silent or inverted
    what = "silent" if silent else "out of phase"
    return QaCheck(
        name="stems",
        title="Stems",
        passed=not bad,
        measured=f"{', '.join(role.value for role in bad)} {what}" if bad else f"{len(stems)}",
        target="every stem sounds",
        value=float(len(stems)),
        reason=f"A stem is {what}." if bad else "Every stem sounds, none is out of phase.",
        remedy=rerender(bad[0]) if bad else Remedy.NONE,
    )


def judge_sum(residual_peak: float | None) -> QaCheck:
    """Judge whether the stems add up to the mix."""
    target = f"at most {_LARGEST_RESIDUAL_DB:g} dBFS"
    if residual_peak is None:
        return QaCheck(
            name="stem_sum",
            title="Stems add up",
            passed=None,
            measured="no stems",
            target=target,
            reason="There are no stems to add.",
            severity=Severity.WARNING,
        )
    residual_db = float(20 * np.log10(residual_peak + 1e-10))
    passed = residual_db <= _LARGEST_RESIDUAL_DB
    return QaCheck(
        name="stem_sum",
        title="Stems add up",
        passed=passed,
        measured=f"{residual_db:.0f} dBFS remain",
        target=target,
        value=residual_db,
        reason="The stems add up to the mix." if passed else "The stems do not add up to the mix.",
        remedy=Remedy.NONE if passed else Remedy.REMIX,
    )


def judge_similarity(
    similarity: float | None, difference_db: tuple[float, ...], targets: QaTargets
) -> QaCheck:
    """Judge how alike the long-term spectra of track and reference are.

    Parameters
    ----------
    difference_db : tuple of float
        Track less reference by thirds of an octave; empty without a reference.
    """
    target = f"at least {targets.similarity_floor:.2f}"
    if similarity is None:
        return QaCheck(
            name="similarity",
            title="Likeness to the reference",
            passed=None,
            measured="no reference",
            target=target,
            reason="No reference was given.",
            severity=Severity.WARNING,
        )
    passed = similarity >= targets.similarity_floor
    remedy = Remedy.NONE
    if not passed:
        third = max(1, len(difference_db) // 3)
        treble, bass = np.mean(difference_db[-third:]), np.mean(difference_db[:third])
        remedy = Remedy.MATCH_AGAIN
        if treble < -6.0 and treble <= bass:
            remedy = Remedy.ADD_TREBLE
        elif bass < -6.0:
            remedy = Remedy.ADD_BASS
    return QaCheck(
        name="similarity",
        title="Likeness to the reference",
        passed=passed,
        measured=f"{similarity:.3f}",
        target=target,
        value=similarity,
        reason="The spectrum lies close to the reference's."
        if passed
        else "The spectrum is too far from the reference's.",
        remedy=remedy,
    )
