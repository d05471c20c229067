"""Fingerprint a recording as Chromaprint does, so that copies of it can be recognised.

The codes agree with those of ``fpcalc`` (algorithm 1, its default), so AcoustID knows them.
Computed here because it is 60 lines of array code, while the library would be one more native
dependency and a second decoding.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.fft
import soxr
from numpy.lib.stride_tricks import sliding_window_view

from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.mono import mix_to_mono

UInt32Array = npt.NDArray[np.uint32]
"""A fingerprint: one code of 32 bits per 0.124 s."""

FINGERPRINT_LENGTH_S = 120  # what fpcalc reads unless told otherwise, and AcoustID expects
FINGERPRINT_RATE_HZ = 11_025
# Everything down to `_CLASSIFIERS` are Chromaprint's own numbers (version 1.5, algorithm 1)
FRAME_SIZE = 4096
HOP_SIZE = 1365  # a third of a frame
CODE_PERIOD_S = HOP_SIZE / FINGERPRINT_RATE_HZ
LOWEST_HZ, HIGHEST_HZ = 28.0, 3520.0  # A0 to A7
BAND_ZERO_HZ = 27.5  # pitch class 0 is A
PITCH_CLASSES = 12
SMOOTHING = np.array([0.25, 0.75, 1.0, 0.75, 0.25])  # over frames
SILENT_NORM = 0.01  # frames whose pitch classes have a smaller Euclidean norm count as empty
PATCH_FRAMES = 16  # frames that one code looks at
FULL_SCALE = 32_768.0  # samples are rounded to 16 bits, as there


class _Classifier(NamedTuple):
    """Compare two groups of cells of the picture (frames by pitch classes), in four levels.

    `shape`: 0 the whole rectangle, 1 higher against lower classes, 2 later against earlier frames,
    3 two opposite quarters against the other two, 4 the middle third of the classes against the
    rest, 5 the middle third of the frames against the rest.
    """

    shape: int
    lowest_class: int
    height: int
    width: int
    thresholds: tuple[float, float, float]


_CLASSIFIERS = (  # from the highest two bits of a code to the lowest
    _Classifier(0, 4, 3, 15, (1.98215, 2.35817, 2.63523)),
    _Classifier(4, 4, 6, 15, (-1.03809, -0.651211, -0.282167)),
    _Classifier(1, 0, 4, 16, (-0.298702, 0.119262, 0.558497)),
    _Classifier(3, 8, 2, 12, (-0.105439, 0.0153946, 0.135898)),
    _Classifier(3, 4, 4, 8, (-0.142891, 0.0258736, 0.200632)),
    _Classifier(4, 0, 3, 5, (-0.826319, -0.590612, -0.368214)),
    _Classifier(1, 2, 2, 9, (-0.557409, -0.233035, 0.0534525)),
    _Classifier(2, 7, 3, 4, (-0.0646826, 0.00620476, 0.0784847)),
    _Classifier(2, 6, 2, 16, (-0.192387, -0.029699, 0.215855)),
    _Classifier(2, 1, 3, 2, (-0.0397818, -0.00568076, 0.0292026)),
    _Classifier(5, 10, 1, 15, (-0.53823, -0.369934, -0.190235)),
    _Classifier(3, 6, 2, 10, (-0.124877, 0.0296483, 0.139239)),
    _Classifier(2, 1, 1, 14, (-0.101475, 0.0225617, 0.231971)),
    _Classifier(3, 5, 6, 4, (-0.0799915, -0.00729616, 0.063262)),
    _Classifier(1, 9, 2, 12, (-0.272556, 0.019424, 0.302559)),
    _Classifier(3, 4, 2, 14, (-0.164292, -0.0321188, 0.0846339)),
)


class FingerprintTap:
    """Take the fingerprint of a signal that arrives in pieces of any size.

    Parameters
    ----------
    sample_rate_hz : int
        Rate of what is fed; resampled to 11 025 Hz with soxr.
    channels : int
        Any number; their plain mean is used, as in Chromaprint.

    Notes
    -----
    Method: L. Lalinsky, *How does Chromaprint work?* (2011), after Y. Ke et al., *Computer vision
    for music identification* (2005). Pitch-class energies of overlapping frames, smoothed and
    normalised, make a picture; 16 classifiers of two bits each look at 16 frames of it at a time.
    Chosen otherwise: the resampler (soxr instead of FFmpeg's with a cutoff of 4.4 kHz, both flat up
    to the 3.5 kHz that matter) and float32 spectra. Against fpcalc 1.5.1, on 26 files of 12 formats
    and rates, 0 to 0.14 % of the bits differ, 0.04 % on average.

    Examples
    --------
    >>> tap = FingerprintTap(sample_rate_hz=8_000, channels=1)
    >>> tap.feed(np.zeros((1, 80_000), np.float32))
    >>> tap.finish().shape
    (59,)
    """

    def __init__(self, sample_rate_hz: int, channels: int) -> None:
        self._channels = channels
        self._wanted = FINGERPRINT_LENGTH_S * sample_rate_hz
        self._resampler = (
            soxr.ResampleStream(
                sample_rate_hz, FINGERPRINT_RATE_HZ, 1, dtype="float32", quality="MQ"
            )
            if sample_rate_hz != FINGERPRINT_RATE_HZ
            else None
        )
        self._rest = np.zeros(0, np.float32)
        self._pitch_classes: list[Float32Array] = []

    def feed(self, block: Float32Array) -> None:
        """Take the next samples, shape ``(channels, n)``; free of cost after 120 s."""
        if block.ndim != 2 or block.shape[0] != self._channels:
            raise ValueError(f"expected ({self._channels}, n) samples, got {block.shape}")
        if self._wanted and block.shape[1]:
            block = block[:, : self._wanted]
            self._wanted -= block.shape[1]
            self._take(mix_to_mono(block), last=self._wanted == 0)

    def finish(self) -> UInt32Array:
        """Return the codes, about 948 for 120 s; none below 2.8 s."""
        if self._wanted:
            self._wanted = 0
            self._take(np.zeros(0, np.float32), last=True)
        empty = np.zeros((0, PITCH_CLASSES), np.float32)
        return _codes(np.concatenate([empty, *self._pitch_classes]).astype(np.float64))

    def _take(self, mono: Float32Array, *, last: bool) -> None:
        if self._resampler is not None:
            mono = self._resampler.resample_chunk(mono, last=last)
        self._rest = np.concatenate([self._rest, _round_to_16_bits(mono)])
        count = (self._rest.size - FRAME_SIZE) // HOP_SIZE + 1
        if count > 0:
            self._pitch_classes.append(_pitch_class_energies(self._rest, count))
            self._rest = self._rest[count * HOP_SIZE :]


def compute_fingerprint(signal: Float32Array, sample_rate_hz: int) -> UInt32Array:
    """Return the fingerprint of a whole signal, shape ``(channels, samples)``."""
    tap = FingerprintTap(sample_rate_hz, signal.shape[0])
    tap.feed(signal)
    return tap.finish()


def _round_to_16_bits(mono: Float32Array) -> Float32Array:
    scaled: Float32Array = np.rint(mono * np.float32(FULL_SCALE))
    scaled.clip(-FULL_SCALE, FULL_SCALE - 1, out=scaled)
    return scaled


def _pitch_class_energies(samples: Float32Array, count: int) -> Float32Array:
    """Return the energy of 12 pitch classes in the first `count` frames."""
    frames = sliding_window_view(samples, FRAME_SIZE)[: count * HOP_SIZE : HOP_SIZE] * _WINDOW
    spectra = scipy.fft.rfft(frames, axis=1, overwrite_x=True)[:, _LOWEST_BIN:_HIGHEST_BIN]
    energies = spectra.real**2 + spectra.imag**2
    return np.asarray(energies @ _CLASS_OF_BIN, np.float32)


def _codes(energies: Float64Array) -> UInt32Array:
    """Return one code per window of 16 smoothed, normalised frames."""
    if energies.shape[0] < SMOOTHING.size + PATCH_FRAMES - 1:
        return np.zeros(0, np.uint32)
    picture = sliding_window_view(energies, SMOOTHING.size, axis=0) @ SMOOTHING
    norms = np.sqrt((picture**2).sum(axis=1, keepdims=True))
    picture = np.where(norms < SILENT_NORM, 0.0, picture / np.maximum(norms, SILENT_NORM))
    patches = sliding_window_view(picture, PATCH_FRAMES, axis=0)
    sums = patches.reshape(-1, PITCH_CLASSES * PATCH_FRAMES) @ _CELLS
    contrasts = np.log1p(sums[:, : len(_CLASSIFIERS)]) - np.log1p(sums[:, len(_CLASSIFIERS) :])
    levels = (contrasts[:, :, None] >= _THRESHOLDS).sum(axis=2).astype(np.uint32)
    gray = levels ^ (levels >> 1)  # neighbouring levels differ in one bit
    shifts = np.arange(2 * len(_CLASSIFIERS) - 2, -1, -2, dtype=np.uint32)
    return np.asarray(np.bitwise_or.reduce(gray << shifts, axis=1), np.uint32)


def _classes_of_bins() -> Float32Array:
    """Return which pitch class each bin belongs to, shape ``(bins, 12)`` of zeros and ones."""
    frequencies_hz = np.arange(_LOWEST_BIN, _HIGHEST_BIN) * (FINGERPRINT_RATE_HZ / FRAME_SIZE)
    octaves = np.log2(frequencies_hz / BAND_ZERO_HZ)
    classes = (PITCH_CLASSES * (octaves - np.floor(octaves))).astype(int)
    return np.asarray(np.eye(PITCH_CLASSES)[classes], np.float32)


def _signs(classifier: _Classifier) -> Float64Array:
    """Return +1 or -1 for every cell of a classifier's rectangle, shape ``(width, height)``."""
    height, width = classifier.height, classifier.width
    frame, pitch = np.indices((width, height))
    positive = {
        0: np.ones((width, height), bool),
        1: pitch >= height // 2,
        2: frame >= width // 2,
        3: (frame >= width // 2) != (pitch >= height // 2),
        4: (pitch >= height // 3) & (pitch < 2 * (height // 3)),
        5: (frame >= width // 3) & (frame < 2 * (width // 3)),
    }[classifier.shape]
    return np.where(positive, 1.0, -1.0)


def _cells() -> Float64Array:
    """Return which cells of a patch each side of each classifier adds up, shape ``(192, 32)``."""
    cells = np.zeros((2, len(_CLASSIFIERS), PITCH_CLASSES, PATCH_FRAMES))
    for index, classifier in enumerate(_CLASSIFIERS):
        signs = _signs(classifier).T
        low, high = classifier.lowest_class, classifier.lowest_class + classifier.height
        cells[0, index, low:high, : classifier.width] = signs > 0
        cells[1, index, low:high, : classifier.width] = signs < 0
    return cells.reshape(2 * len(_CLASSIFIERS), -1).T.copy()


_LOWEST_BIN, _HIGHEST_BIN = (
    round(frequency_hz * FRAME_SIZE / FINGERPRINT_RATE_HZ)
    for frequency_hz in (LOWEST_HZ, HIGHEST_HZ)
)
_CLASS_OF_BIN = _classes_of_bins()
_WINDOW = (np.hamming(FRAME_SIZE) / (FULL_SCALE - 1)).astype(np.float32)
_CELLS = _cells()
_THRESHOLDS = np.array([classifier.thresholds for classifier in _CLASSIFIERS])
