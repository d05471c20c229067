"""Hold what one pass over a signal keeps: compact matrices instead of samples.

Everything later (loudness, tempo, key, embeddings) is computed from `Frames` alone, so a file is
decoded once and its samples are forgotten block by block.
"""

from dataclasses import dataclass

from menura.audio.arrays import Float32Array, Float64Array

MEL_FRAME_RATE_HZ = 50
PITCH_FRAME_RATE_HZ = 5
LEVEL_FRAME_RATE_HZ = 10
WAVEFORM_FRAME_RATE_HZ = 20

MEL_BANDS = 40
THIRD_OCTAVE_BANDS = 31
LOWEST_PITCH_MIDI = 33  # A1, 55 Hz: below it the 8192-point spectrum cannot tell semitones apart
BINS_PER_SEMITONE = 5
PITCH_BINS = 76 * BINS_PER_SEMITONE  # A1 .. C8
TUNING_BINS = 100  # one per cent of a semitone


@dataclass(frozen=True, slots=True, eq=False)
class StereoSums:
    """Hold the sums over all samples that stereo width follows from.

    Parameters
    ----------
    left, right : float
        Sums of squares; equal for mono.
    cross : float
        Sum of the products of left and right.
    """

    left: float
    right: float
    cross: float


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """Hold the frame-level measurements of one signal.

    Parameters
    ----------
    sample_rate_hz, channels, sample_count : int
        Of the signal that was fed.
    mel_energies : ndarray, shape (n, 40), float32
        Power in 40 mel bands (30 Hz - 10.8 kHz) of the mono mix, 50 frames per second, of an
        unnormalised Hann-windowed spectrum. In signals longer than half an hour one-minute
        segments, evenly spaced, stand for the whole.
    spectral_moments : ndarray, shape (n, 4), float32
        Of the same spectra: power, power times frequency, power times frequency squared, and
        power from 4 kHz up.
    pitch_salience : ndarray, shape (m, 380), float32
        Whitened strength of spectral peaks in fifths of a semitone from A1 (55 Hz), 5 frames per
        second, from the same segments.
    tuning_histogram : ndarray, shape (100,), float64
        Strength of spectral peaks by their distance in cents above the nearest lower semitone.
    weighted_energies : ndarray, shape (k,), float64
        K-weighted mean square, summed over channels, 10 frames per second, of the whole signal.
    third_octave_energies : ndarray, shape (k, 31), float32
        Mean square in third octaves from 20 Hz to 20 kHz, summed over channels.
    waveform_extremes : ndarray, shape (p, 2), float32
        Lowest and highest sample of all channels, 20 frames per second, of the whole signal.
    sample_peak, true_peak : float
        Highest magnitude, of the samples and between them (4 times oversampled), full scale = 1.
    stereo : StereoSums
        Sums for stereo width.
    """

    sample_rate_hz: int
    channels: int
    sample_count: int
    mel_energies: Float32Array
    spectral_moments: Float32Array
    pitch_salience: Float32Array
    tuning_histogram: Float64Array
    weighted_energies: Float64Array
    third_octave_energies: Float32Array
    waveform_extremes: Float32Array
    sample_peak: float
    true_peak: float
    stereo: StereoSums

    @property
    def duration_s(self) -> float:
        """Length of the signal in seconds."""
        return self.sample_count / self.sample_rate_hz
