"""Prepare sound for CLAP (HTSAT, unfused): exactly the mel spectrogram it was trained on, in numpy.

Needs no model runtime, so processes that listen can run it.
"""

from functools import cache

import numpy as np
import scipy.fft as fft

from menura.audio.arrays import Float32Array
from menura.audio.excerpts import ExcerptOptions
from menura.audio.filterbank import mel_matrix
from menura.embedding.errors import InvalidModelInputError

PREPROCESSING_VERSION = "clap-mel-1"  # raise when this file changes what it computes
SAMPLE_RATE_HZ = 48_000
WINDOW_FRAMES = 1001  # 10 seconds
MEL_BANDS = 64
_FFT = 1024
_HOP = 480
_LENGTH = 10 * SAMPLE_RATE_HZ
_LOWEST_HZ, _HIGHEST_HZ = 50.0, 14_000.0
_FLOOR = 1e-10  # -100 dB

EXCERPTS = ExcerptOptions(
    sample_rate_hz=SAMPLE_RATE_HZ,
    length=_LENGTH,
    step=_LENGTH,
    most=6,  # one minute; about a second of processor time
    padding="repeat_then_zeros",  # "repeatpad" of the model's own feature extractor
)
FULL_EXCERPTS = ExcerptOptions(
    sample_rate_hz=SAMPLE_RATE_HZ,
    length=_LENGTH,
    step=_LENGTH,
    most=60,  # everything up to 10 minutes; 230 MB while an even longer file is heard
    padding="repeat_then_zeros",
)


def compute_clap_windows(excerpts: Float32Array) -> Float32Array:
    """Return the mel spectrogram in decibels of each excerpt.

    Parameters
    ----------
    excerpts : ndarray, shape (n, 480000), float32
        Ten seconds of the mono mix at 48 kHz each, as `ExcerptTap` with `EXCERPTS` gives them.

    Returns
    -------
    ndarray, shape (n, 1, 1001, 64), float32
        ``10 log10`` of the power in 64 mel bands from 50 Hz to 14 kHz, not below -100 dB.

    Raises
    ------
    InvalidModelInputError
        The excerpts have another shape.

    Notes
    -----
    Equal to ``ClapFeatureExtractor(truncation="rand_trunc", padding="repeatpad",
    frequency_min=50, frequency_max=14000)`` of transformers, except that it picks one window at
    random and we take fixed ones, so that a track always gets the same vector.
    """
    if excerpts.ndim != 2 or excerpts.shape[1] != _LENGTH:
        raise InvalidModelInputError(
            f"CLAP hears excerpts of shape (n, {_LENGTH}) at 48 kHz, not {excerpts.shape}."
        )
    hann, mel = _tables()
    windows = np.zeros((len(excerpts), 1, WINDOW_FRAMES, MEL_BANDS), np.float32)
    for window, excerpt in zip(windows, excerpts, strict=True):
        centred = np.pad(excerpt, _FFT // 2, mode="reflect")
        frames = np.lib.stride_tricks.sliding_window_view(centred, _FFT)[::_HOP]
        spectrum = fft.rfft(frames * hann, axis=1)
        power = spectrum.real**2 + spectrum.imag**2
        window[0] = 10 * np.log10(np.maximum(power @ mel, _FLOOR))
    return windows


@cache
def _tables() -> tuple[Float32Array, Float32Array]:
    """Return the window ``(1024,)`` and the mel filters ``(513, 64)``."""
    frequencies_hz = fft.rfftfreq(_FFT, 1 / SAMPLE_RATE_HZ)
    mel = mel_matrix(frequencies_hz, bands=MEL_BANDS, lowest_hz=_LOWEST_HZ, highest_hz=_HIGHEST_HZ)
    return np.hanning(_FFT + 1)[:-1].astype(np.float32), mel
