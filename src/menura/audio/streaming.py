"""Pass over a signal once and keep only what `Frames` holds."""

import numpy as np
import soxr

from menura.audio.arrays import Float32Array
from menura.audio.frames import LEVEL_FRAME_RATE_HZ, Frames
from menura.audio.levels import LevelMeter, PeakMeter, StereoMeter, WaveformMeter
from menura.audio.mono import mix_to_mono
from menura.audio.spectra import ANALYSIS_RATE_HZ, MelAnalyser, PitchAnalyser

BLOCK_S = 10.0  # long enough to spread Python's cost, short enough for 8 MB of samples at 96 kHz


class StreamingPass:
    """Measure a signal that arrives in pieces of any size.

    Pieces are gathered into blocks of ten seconds, so the result does not depend on how the
    signal was cut. Memory stays bounded whatever the length (see `spectra.SegmentStore`).

    Parameters
    ----------
    sample_rate_hz : int
        From 8 kHz up.
    channels : int
        One or two.

    Raises
    ------
    ValueError
        When `channels` is neither, or a block has another number of channels.

    Examples
    --------
    >>> listening = StreamingPass(sample_rate_hz=8_000, channels=1)
    >>> listening.feed(np.zeros((1, 8_000), np.float32))
    >>> listening.finish().duration_s
    1.0
    """

    def __init__(self, sample_rate_hz: int, channels: int) -> None:
        if channels not in (1, 2):
            raise ValueError(f"{channels} channels cannot be measured; mix them down to 1 or 2")
        self._sample_rate_hz, self._channels = sample_rate_hz, channels
        self._levels = LevelMeter(sample_rate_hz)
        self._size = self._levels.step * round(BLOCK_S * LEVEL_FRAME_RATE_HZ)
        self._waveform = WaveformMeter(self._size, BLOCK_S)
        self._peaks, self._stereo = PeakMeter(), StereoMeter()
        self._mel, self._pitch = MelAnalyser(), PitchAnalyser()
        self._resampler = (
            soxr.ResampleStream(sample_rate_hz, ANALYSIS_RATE_HZ, 1, dtype="float32", quality="HQ")
            if sample_rate_hz != ANALYSIS_RATE_HZ
            else None
        )
        self._gathered: list[Float32Array] = []
        self._gathered_count = self._sample_count = 0

    def feed(self, block: Float32Array) -> None:
        """Take the next samples, shape ``(channels, n)``."""
        if block.ndim != 2 or block.shape[0] != self._channels:
            raise ValueError(f"expected ({self._channels}, n) samples, got {block.shape}")
        taken = 0
        while taken < block.shape[1]:
            piece = block[:, taken : taken + self._size - self._gathered_count]
            self._gathered.append(piece)
            self._gathered_count += piece.shape[1]
            taken += piece.shape[1]
            if self._gathered_count == self._size:
                self._measure(self._take_gathered(), last=False)

    def finish(self) -> Frames:
        """Return the measurements; the pass cannot be fed afterwards."""
        self._measure(self._take_gathered(), last=True)
        weighted_energies, third_octave_energies = self._levels.finish()
        mel_energies, spectral_moments = self._mel.finish()
        pitch_salience, tuning_histogram = self._pitch.finish()
        return Frames(
            sample_rate_hz=self._sample_rate_hz,
            channels=self._channels,
            sample_count=self._sample_count,
            mel_energies=mel_energies,
            spectral_moments=spectral_moments,
            pitch_salience=pitch_salience,
            tuning_histogram=tuning_histogram,
            weighted_energies=weighted_energies,
            third_octave_energies=third_octave_energies,
            waveform_extremes=self._waveform.finish(),
            sample_peak=self._peaks.sample_peak,
            true_peak=self._peaks.true_peak,
            stereo=self._stereo.finish(),
        )

    def _take_gathered(self) -> Float32Array:
        pieces, self._gathered, self._gathered_count = self._gathered, [], 0
        if len(pieces) == 1:
            return pieces[0]
        return np.concatenate([np.zeros((self._channels, 0), np.float32), *pieces], axis=1)

    def _measure(self, block: Float32Array, *, last: bool) -> None:
        self._sample_count += block.shape[1]
        if block.shape[1]:
            for meter in (self._waveform, self._levels, self._peaks, self._stereo):
                meter.feed(block)
        mono = mix_to_mono(block)
        if self._resampler is not None:
            mono = self._resampler.resample_chunk(mono, last=last)
        self._mel.feed(mono, last=last)
        self._pitch.feed(mono, last=last)
