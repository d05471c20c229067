"""Prepare sound for MusiCNN: exactly the mel spectrogram it was trained on, in numpy.

Needs no model runtime, so processes that listen can run it.
"""

from functools import cache

import numpy as np
import scipy.fft as fft

from menura.audio.arrays import Float32Array
from menura.audio.excerpts import ExcerptOptions
from menura.audio.filterbank import mel_matrix
from menura.embedding.errors import InvalidModelInputError

PREPROCESSING_VERSION = "musicnn-mel-1"  # raise when this file changes what it computes
SAMPLE_RATE_HZ = 16_000
PATCH_FRAMES = 187  # 3 seconds: librosa.time_to_frames(3, sr=16000, n_fft=512, hop 256) + 1
MEL_BANDS = 96
_FFT = 512
_HOP = 256
_COMPRESSION = 10_000.0  # log10(1 + 10000 x), musicnn 0.1.0
_LENGTH = (PATCH_FRAMES - 1) * _HOP + _FFT

EXCERPTS = ExcerptOptions(
    sample_rate_hz=SAMPLE_RATE_HZ,
    length=_LENGTH,
    step=PATCH_FRAMES * _HOP,  # so that patches join without a gap, as in one long spectrogram
    most=20,  # one minute; 0.6 s of processor time
    padding="repeat",
)
FULL_EXCERPTS = ExcerptOptions(
    sample_rate_hz=SAMPLE_RATE_HZ,
    length=_LENGTH,
    step=PATCH_FRAMES * _HOP,
    most=400,  # everything up to 20 minutes
    padding="repeat",
)


def compute_musicnn_patches(excerpts: Float32Array) -> Float32Array:
    """Return the log mel spectrogram of each excerpt.

    Parameters
    ----------
    excerpts : ndarray, shape (n, 48128), float32
        Three seconds of the mono mix at 16 kHz each, as `ExcerptTap` with `EXCERPTS` gives them.

    Returns
    -------
    ndarray, shape (n, 187, 96), float32
        ``log10(1 + 10000 x)`` of the power in 96 mel bands.

    Raises
    ------
    InvalidModelInputError
        The excerpts have another shape.

    Notes
    -----
    Equal to ``librosa.feature.melspectrogram(sr=16000, n_fft=512, hop_length=256, n_mels=96,
    window="hann", center=False, power=2, norm="slaney")``. The `musicnn` package (Pons and Serra,
    2019) centres its frames; what is exchanged as MusiCNN in ONNX form is fed without centring by
    the programs that use it, so vectors are comparable with theirs. The one difference is a shift
    by 16 ms. Signals shorter than a patch are repeated, as Essentia's ``lastPatchMode=repeat``.
    """
    if excerpts.ndim != 2 or excerpts.shape[1] != _LENGTH:
        raise InvalidModelInputError(
            f"MusiCNN hears excerpts of shape (n, {_LENGTH}) at 16 kHz, not {excerpts.shape}."
        )
    window, mel = _tables()
    patches = np.zeros((len(excerpts), PATCH_FRAMES, MEL_BANDS), np.float32)
    for patch, excerpt in zip(patches, excerpts, strict=True):
        frames = np.lib.stride_tricks.sliding_window_view(excerpt, _FFT)[::_HOP]
        spectrum = fft.rfft(frames * window, axis=1)
        power = spectrum.real**2 + spectrum.imag**2
        patch[:] = np.log10(1 + _COMPRESSION * (power @ mel))
    return patches


@cache
def _tables() -> tuple[Float32Array, Float32Array]:
    """Return the window ``(512,)`` and the mel filters ``(257, 96)``."""
    frequencies_hz = fft.rfftfreq(_FFT, 1 / SAMPLE_RATE_HZ)
    mel = mel_matrix(frequencies_hz, bands=MEL_BANDS, lowest_hz=0.0, highest_hz=SAMPLE_RATE_HZ / 2)
    return np.hanning(_FFT + 1)[:-1].astype(np.float32), mel
