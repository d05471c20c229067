"""Check a finished track against what it was meant to be, from its samples alone."""

from collections.abc import Callable, Mapping

import numpy as np

from menura.audio.arrays import Float32Array
from menura.audio.loudness import Loudness, measure_loudness
from menura.studio.model import Role
from menura.studio.qa.clicks import find_clicks
from menura.studio.qa.curves import draw_curves
from menura.studio.qa.hearing import Hearing, hear
from menura.studio.qa.holes import end_level_db, find_dropouts, find_silence, level_by_step
from menura.studio.qa.judge_levels import (
    judge_defects,
    judge_duration,
    judge_end,
    judge_loudness,
    judge_offset,
    judge_phase,
    judge_true_peak,
)
from menura.studio.qa.judge_music import (
    judge_key,
    judge_similarity,
    judge_stems,
    judge_sum,
    judge_tempo,
)
from menura.studio.qa.key import read_key
from menura.studio.qa.report import (
    Defect,
    DefectKind,
    QaCheck,
    QaReport,
    QaTargets,
    TempoReading,
)
from menura.studio.qa.sample_faults import (
    channel_correlation,
    find_clipping,
    find_inversions,
    find_offsets,
)
from menura.studio.qa.tempo import correlate_onsets, read_tempo
from menura.studio.qa.true_peak import measure_true_peak
from menura.studio.rate import SAMPLE_RATE_HZ

_TINY = 1e-9


def check_track(
    mix: Float32Array,
    stems: Mapping[Role, Float32Array],
    targets: QaTargets,
    *,
    progress: Callable[[float], None] | None = None,
    check: Callable[[], None] | None = None,
) -> QaReport:
    """Check a mix and its stems.

    Parameters
    ----------
    mix : ndarray, shape (2, n), float32
        The mastered track at 48 kHz.
    stems : mapping of Role to ndarray, shape (2, n)
        The mastered stems, which add up to the mix; may be empty.
    targets : QaTargets
        What was asked for. Nothing else of the making is known here.
    progress : callable, optional
        Told how much is done, 0 to 1.
    check : callable, optional
        Called between steps; raises when somebody asked for the work to stop.

    Raises
    ------
    ValueError
        When a stem has another shape than the mix.
    """
    _refuse_other_shapes(mix, stems)
    step = _Steps(progress, check)
    hearing = hear(mix, stems)
    step.done(0.6)
    levels = level_by_step(mix, SAMPLE_RATE_HZ)
    defects = {
        DefectKind.CLIPPING: find_clipping(mix, SAMPLE_RATE_HZ),
        DefectKind.CLICK: find_clicks(mix, SAMPLE_RATE_HZ, list(stems.values())),
        DefectKind.DROPOUT: find_dropouts(levels),
        DefectKind.SILENCE: find_silence(levels),
    }
    step.done(0.75)
    loudness = measure_loudness(hearing.frames)
    true_peak_dbtp = float(20 * np.log10(measure_true_peak(mix) + _TINY))
    step.done(0.9)
    tempo = _read_tempo(hearing, targets)
    key = read_key(hearing.harmonic, hearing.mix_pitches, targets.key, targets.mode)
    curves, similarity = draw_curves(mix, hearing.frames, targets.reference_spectrum_db)
    difference = tuple(np.subtract(curves.spectrum_db, curves.reference_db or curves.spectrum_db))
    faults, sample_checks = _check_samples(mix, hearing, levels, loudness)
    step.done(1.0)
    return QaReport(
        duration_s=mix.shape[1] / SAMPLE_RATE_HZ,
        checks=(
            judge_tempo(tempo, targets),
            judge_key(key, targets),
            judge_loudness(loudness, targets),
            judge_true_peak(true_peak_dbtp, targets),
            *(judge_defects(kind, found) for kind, found in defects.items()),
            *sample_checks,
            judge_duration(mix.shape[1] / SAMPLE_RATE_HZ, targets),
            judge_stems(hearing.stems),
            judge_sum(hearing.residual_peak),
            judge_similarity(similarity, difference, targets),
        ),
        defects=(*(defect for found in defects.values() for defect in found), *faults),
        tempo=tempo,
        key=key,
        curves=curves,
    )


class _Steps:
    """Report what is done and give a chance to stop."""

    def __init__(
        self, progress: Callable[[float], None] | None, check: Callable[[], None] | None
    ) -> None:
        self._progress, self._check = progress, check

    def done(self, share: float) -> None:
        if self._check is not None:
            self._check()
        if self._progress is not None:
            self._progress(share)


def _refuse_other_shapes(mix: Float32Array, stems: Mapping[Role, Float32Array]) -> None:
    if mix.ndim != 2 or mix.shape[0] != 2:
        raise ValueError(f"a mix has shape (2, n), not {mix.shape}")
    for role, stem in stems.items():
        if stem.shape != mix.shape:
            raise ValueError(f"the stem {role.value} has shape {stem.shape}, the mix {mix.shape}")


def _read_tempo(hearing: Hearing, targets: QaTargets) -> TempoReading:
    """Read the tempo of the mix, or of the drums where they say it more clearly."""
    readings = [read_tempo(correlate_onsets(hearing.onsets.strength), targets.bpm)]
    if hearing.drum_onsets is not None:
        drums = correlate_onsets(hearing.drum_onsets.strength)
        readings.append(read_tempo(drums, targets.bpm))
    return max(readings, key=lambda reading: reading.score - reading.competitor_score)


def _check_samples(
    mix: Float32Array, hearing: Hearing, levels: Float32Array, loudness: Loudness
) -> tuple[tuple[Defect, ...], tuple[QaCheck, ...]]:
    offsets = find_offsets(mix, SAMPLE_RATE_HZ)
    inversions = find_inversions(mix, SAMPLE_RATE_HZ)
    means = mix.mean(axis=1, dtype=np.float64)
    stereo = hearing.frames.stereo
    power = (stereo.left + stereo.right) / 2
    mono = (stereo.left + stereo.right + 2 * stereo.cross) / 4
    # one channel alone loses 3 dB as mono without any phase being wrong
    loss_db = float(10 * np.log10((power + _TINY) / (max(mono, 0.0) + _TINY)))
    checks = (
        judge_offset(float(means[np.abs(means).argmax()]), offsets),
        judge_phase(channel_correlation(mix), loss_db, inversions, mix.shape[1] / SAMPLE_RATE_HZ),
        judge_end(end_level_db(levels), loudness.integrated_lufs),
    )
    return (*offsets, *inversions), checks
