"""Describe how much a signal moves: peaks above loudness, silence at its ends."""

import math
from dataclasses import dataclass

import numpy as np

from menura.audio.arrays import Float64Array
from menura.audio.frames import LEVEL_FRAME_RATE_HZ, WAVEFORM_FRAME_RATE_HZ, Frames
from menura.audio.loudness import (
    ABSOLUTE_GATE_LUFS,
    RANGE_GATE_LU,
    SHORT_TERM_FRAMES,
    Loudness,
    energy_to_lufs,
    sliding_mean,
)

_EXTREMES_PER_FRAME = WAVEFORM_FRAME_RATE_HZ // LEVEL_FRAME_RATE_HZ
# Tape hiss and the noise of old records lie 50 to 60 dB below the music; a fade that far down is
# no longer heard.
_SILENCE_LU = -60.0


@dataclass(frozen=True, slots=True)
class Dynamics:
    """Describe the dynamics of a signal; what silence leaves undefined is None.

    Parameters
    ----------
    crest_db : float or None
        Crest factor: true peak over the root mean square of all channels. A sine has 3.0 dB,
        limited masters 8 to 10, acoustic recordings 15 to 20.
    plr_lu : float or None
        Peak-to-loudness ratio (PLR): true peak less integrated loudness.
    psr_lu : float or None
        Peak-to-short-term-loudness ratio (PSR): median over all 3-s windows of sample peak less
        short-term loudness. Windows 20 LU below the mean are left out; None below 3 s.
    lead_in_s, lead_out_s : float
        Silence before and after the music, to a tenth of a second: below -70 LUFS, or 60 LU below
        the loudest 400 ms. A silent signal is all lead-in.
    """

    crest_db: float | None
    plr_lu: float | None
    psr_lu: float | None
    lead_in_s: float
    lead_out_s: float


def measure_dynamics(frames: Frames, loudness: Loudness) -> Dynamics:
    """Measure crest factor, PLR, PSR and the silence at both ends."""
    peak_dbtp, integrated_lufs = loudness.true_peak_dbtp, loudness.integrated_lufs
    lead_in_s, lead_out_s = _silent_ends(frames, loudness)
    return Dynamics(
        crest_db=_crest_db(frames, peak_dbtp),
        plr_lu=(
            None if peak_dbtp is None or integrated_lufs is None else peak_dbtp - integrated_lufs
        ),
        psr_lu=_median_psr(frames),
        lead_in_s=lead_in_s,
        lead_out_s=lead_out_s,
    )


def _crest_db(frames: Frames, peak_dbtp: float | None) -> float | None:
    power = (frames.stereo.left + frames.stereo.right) / 2  # both are the same when mono
    if peak_dbtp is None or power <= 0:
        return None
    return peak_dbtp - 10 * math.log10(power / frames.sample_count)


def _median_psr(frames: Frames) -> float | None:
    short_term_lufs = energy_to_lufs(sliding_mean(frames.weighted_energies, SHORT_TERM_FRAMES))
    peaks = np.abs(frames.waveform_extremes).max(axis=1, initial=0.0)
    count = peaks.size // _EXTREMES_PER_FRAME
    by_frame = peaks[: count * _EXTREMES_PER_FRAME].reshape(count, _EXTREMES_PER_FRAME).max(axis=1)
    if count < SHORT_TERM_FRAMES or short_term_lufs.size == 0:
        return None
    windows = np.lib.stride_tricks.sliding_window_view(by_frame, SHORT_TERM_FRAMES).max(axis=1)
    length = min(windows.size, short_term_lufs.size)
    levels_lufs, highest = short_term_lufs[:length], windows[:length]
    loud = levels_lufs > max(ABSOLUTE_GATE_LUFS, _mean_lufs(levels_lufs) + RANGE_GATE_LU)
    loud &= highest > 0
    if not loud.any():
        return None
    return float(np.median(20 * np.log10(highest[loud]) - levels_lufs[loud]))


def _mean_lufs(levels_lufs: Float64Array) -> float:
    return float(10 * np.log10(np.mean(10 ** (levels_lufs / 10))))


def _silent_ends(frames: Frames, loudness: Loudness) -> tuple[float, float]:
    """Return the seconds of silence at the start and at the end."""
    levels_lufs = energy_to_lufs(frames.weighted_energies)
    loudest_lufs = loudness.max_momentary_lufs
    floor_lufs = max(ABSOLUTE_GATE_LUFS, (loudest_lufs or ABSOLUTE_GATE_LUFS) + _SILENCE_LU)
    heard = np.flatnonzero(levels_lufs > floor_lufs)
    if heard.size == 0:
        return frames.duration_s, 0.0
    frame_s = round(frames.sample_rate_hz / LEVEL_FRAME_RATE_HZ) / frames.sample_rate_hz
    end_s = (int(heard[-1]) + 1) * frame_s
    # what is left of the last tenth was not measured and belongs to what precedes it
    is_last = heard[-1] == levels_lufs.size - 1
    return int(heard[0]) * frame_s, 0.0 if is_last else max(0.0, frames.duration_s - end_s)
