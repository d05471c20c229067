"""Judge loudness, peaks and faults in the samples."""

from menura.audio.loudness import Loudness
from menura.studio.qa.report import Defect, DefectKind, QaCheck, QaTargets, Remedy, Severity

LOUDNESS_TOLERANCE_LU = 0.5
_ROUNDING_DB = 0.005  # what is shown as the ceiling is the ceiling
_LARGEST_OFFSET = 0.001  # -60 dBFS over the whole track
_LEAST_CORRELATION = 0.0
_LARGEST_MONO_LOSS_DB = 6.0
_END_DB = -50.0
_END_BELOW_LOUDNESS_DB = 30.0
_MOST_INVERTED_SHARE = 0.05
_DURATION_TOLERANCE_S = 1.0
_DURATION_SHARE = 0.01


def judge_loudness(loudness: Loudness, targets: QaTargets) -> QaCheck:
    """Judge the integrated loudness."""
    heard, wanted = loudness.integrated_lufs, targets.target_lufs
    if heard is None:
        return QaCheck(
            name="loudness",
            title="Loudness",
            passed=False,
            measured="silent",
            target=f"{wanted:.1f} LUFS ± {LOUDNESS_TOLERANCE_LU:g} LU",
            reason="Nothing in the track is loud enough to be measured.",
            remedy=Remedy.RERENDER_ALL,
        )
    off = heard - wanted
    passed = abs(off) <= LOUDNESS_TOLERANCE_LU
    remedy = Remedy.NONE if passed else Remedy.RAISE_LOUDNESS if off < 0 else Remedy.LOWER_LOUDNESS
    return QaCheck(
        name="loudness",
        title="Loudness",
        passed=passed,
        measured=f"{heard:.2f} LUFS",
        target=f"{wanted:.1f} LUFS ± {LOUDNESS_TOLERANCE_LU:g} LU",
        value=heard,
        reason=f"The integrated loudness is {abs(off):.2f} LU {'below' if off < 0 else 'above'} "
        "its target.",
        remedy=remedy,
    )


def judge_true_peak(true_peak_dbtp: float, targets: QaTargets) -> QaCheck:
    """Judge the highest level between samples."""
    passed = true_peak_dbtp <= targets.ceiling_dbtp + _ROUNDING_DB
    return QaCheck(
        name="true_peak",
        title="True peak",
        passed=passed,
        measured=f"{true_peak_dbtp:.2f} dBTP",
        target=f"at most {targets.ceiling_dbtp:.1f} dBTP",
        value=true_peak_dbtp,
        reason="The waveform between the samples stays below its ceiling."
        if passed
        else "The waveform between the samples rises above its ceiling.",
        remedy=Remedy.NONE if passed else Remedy.LOWER_CEILING,
    )


_TITLES = {
    DefectKind.CLIPPING: ("No clipping", "No peak is cut flat.", "peaks are cut flat"),
    DefectKind.CLICK: ("No clicks", "The waveform never jumps.", "jumps in the waveform"),
    DefectKind.DROPOUT: ("No dropouts", "Sound is missing nowhere.", "sudden holes in the sound"),
    DefectKind.SILENCE: ("No silence", "The music has no long gap.", "gaps without any sound"),
}
_REMEDIES = {
    DefectKind.CLIPPING: Remedy.LOWER_CEILING,
    DefectKind.CLICK: Remedy.RERENDER_ALL,
    DefectKind.DROPOUT: Remedy.RERENDER_ALL,
    DefectKind.SILENCE: Remedy.RERENDER_ALL,
}


def judge_defects(kind: DefectKind, found: tuple[Defect, ...]) -> QaCheck:
    """Judge defects of a kind: there must be none."""
    title, good, bad = _TITLES[kind]
    first = f"; the first at {found[0].start_s:.3f} s" if found else ""
    return QaCheck(
        name={DefectKind.CLICK: "clicks", DefectKind.DROPOUT: "dropouts"}.get(kind, kind.value),
        title=title,
        passed=not found,
        measured=f"{len(found)} found" if found else "none",
        target="none",
        value=float(len(found)),
        reason=f"{len(found)} {bad}{first}." if found else good,
        remedy=_REMEDIES[kind] if found else Remedy.NONE,
    )


def judge_offset(mean: float, found: tuple[Defect, ...]) -> QaCheck:
    """Judge how far the waveform lies off zero."""
    passed = abs(mean) <= _LARGEST_OFFSET and not found
    return QaCheck(
        name="dc_offset",
        title="No DC offset",
        passed=passed,
        measured=f"{mean:+.5f}",
        target=f"within ± {_LARGEST_OFFSET:g} of full scale",
        value=mean,
        reason="The waveform is centred." if passed else "The waveform lies off zero.",
        remedy=Remedy.NONE if passed else Remedy.REMOVE_DC,
    )


def judge_phase(
    correlation: float | None, mono_loss_db: float, found: tuple[Defect, ...], duration_s: float
) -> QaCheck:
    """Judge how the channels lie to each other, and what a mono loudspeaker would lose."""
    inverted_s = sum(defect.end_s - defect.start_s for defect in found)
    passed = (
        (correlation is None or correlation > _LEAST_CORRELATION)
        and mono_loss_db <= _LARGEST_MONO_LOSS_DB
        and inverted_s <= _MOST_INVERTED_SHARE * duration_s
    )
    shown = "one channel is silent" if correlation is None else f"correlation {correlation:+.2f}"
    return QaCheck(
        name="phase",
        title="Phase",
        passed=passed,
        measured=f"{shown}, mono loses {mono_loss_db:.1f} dB",
        target=f"correlation above 0, mono loses at most {_LARGEST_MONO_LOSS_DB:g} dB",
        value=correlation,
        reason="Left and right work together."
        if passed
        else "Left and right cancel each other where they are played as one.",
        remedy=Remedy.NONE if passed else Remedy.NARROW_STEREO,
    )


def judge_end(level_db: float, integrated_lufs: float | None) -> QaCheck:
    """Judge whether the track dies away or is cut off."""
    limit_db = _END_DB if integrated_lufs is None else integrated_lufs - _END_BELOW_LOUDNESS_DB
    limit_db = max(limit_db, _END_DB)
    passed = level_db <= limit_db
    return QaCheck(
        name="end",
        title="End",
        passed=passed,
        measured=f"{level_db:.0f} dBFS in the last 20 ms",
        target=f"at most {limit_db:.0f} dBFS",
        value=level_db,
        reason="The track dies away." if passed else "The track is cut off while it sounds.",
        remedy=Remedy.NONE if passed else Remedy.FADE_END,
    )


def judge_duration(duration_s: float, targets: QaTargets) -> QaCheck:
    """Judge the length of the file."""
    wanted_s = targets.duration_s
    if wanted_s is None:
        return QaCheck(
            name="duration",
            title="Duration",
            passed=None,
            measured=f"{duration_s:.2f} s",
            target="any",
            value=duration_s,
            reason="No length was asked for.",
            severity=Severity.WARNING,
        )
    tolerance_s = max(_DURATION_TOLERANCE_S, _DURATION_SHARE * wanted_s)
    passed = abs(duration_s - wanted_s) <= tolerance_s
    return QaCheck(
        name="duration",
        title="Duration",
        passed=passed,
        measured=f"{duration_s:.2f} s",
        target=f"{wanted_s:.2f} s ± {tolerance_s:.1f} s",
        value=duration_s,
        reason="The track is as long as it was asked to be."
        if passed
        else f"The track is {abs(duration_s - wanted_s):.1f} s off the length asked for.",
        remedy=Remedy.NONE if passed else Remedy.FIT_DURATION,
    )
