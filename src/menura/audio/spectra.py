"""Measure spectra while samples stream by: mel bands for timbre and rhythm, peaks for pitch."""

import numpy as np
import scipy.fft as fft

from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.filterbank import mel_matrix
from menura.audio.frames import (
    BINS_PER_SEMITONE,
    LOWEST_PITCH_MIDI,
    MEL_BANDS,
    MEL_FRAME_RATE_HZ,
    PITCH_BINS,
    PITCH_FRAME_RATE_HZ,
    TUNING_BINS,
)
from menura.audio.levels import power

ANALYSIS_RATE_HZ = 22_050  # everything musical here lies below 11 kHz
_SEGMENT_S = 60
_MOST_SEGMENTS = 30  # 16 MB of mel frames and 14 MB of pitch frames at most

_MEL_FFT = 1024
_MEL_HOP = ANALYSIS_RATE_HZ // MEL_FRAME_RATE_HZ
_MEL_BATCH = 256  # frames whose spectra fit the processor's cache
_LOWEST_MEL_HZ, _HIGHEST_MEL_HZ = 30.0, 10_800.0
_HIGH_BAND_HZ = 4000.0
_MOMENTS = 4

_PITCH_FFT = 8192  # 2.7 Hz per bin: semitones apart down to 55 Hz
_PITCH_HOP = ANALYSIS_RATE_HZ // PITCH_FRAME_RATE_HZ
_LOWEST_PEAK_BIN = int(60 * _PITCH_FFT / ANALYSIS_RATE_HZ)
_HIGHEST_PEAK_BIN = int(4200 * _PITCH_FFT / ANALYSIS_RATE_HZ)
_HIGHEST_TUNING_BIN = 1200  # 3.2 kHz: above it partials of real strings are no longer harmonic
_WHITENING_BINS = 60  # +-160 Hz of neighbours make the local envelope
_PEAK_FLOOR = 1e-3  # -60 dB below the strongest bin of the frame
_TINY = 1e-9


class SegmentStore:
    """Keep rows of a long signal in bounded memory, evenly spaced.

    Rows are kept in one-minute segments. When there are more than `_MOST_SEGMENTS`, every other
    one is dropped and from then on only every second (fourth, eighth ...) is taken, so at any
    moment the kept ones are spread evenly over what was heard, whose length nobody knows ahead.
    Stores with another row rate keep the same minutes. A 45-second and a 4-minute view of a track
    were measured to embed nearly alike (cosine .97), so half an hour stands well for more.
    """

    def __init__(self, rows_per_second: int, columns: int) -> None:
        self._segment_rows = rows_per_second * _SEGMENT_S
        self._columns = columns
        self._segments: dict[int, list[Float32Array]] = {}
        self._stride = 1
        self._row_count = 0

    def wants(self, count: int) -> bool:
        """Tell whether any of the next `count` rows would be kept."""
        first, last = self._row_count, self._row_count + count - 1
        segments = range(first // self._segment_rows, last // self._segment_rows + 1)
        return any(segment % self._stride == 0 for segment in segments)

    def skip(self, count: int) -> None:
        """Pass over `count` rows that nobody computed."""
        self._row_count += count

    def append(self, rows: Float32Array) -> None:
        """Take the next rows and keep those of the chosen minutes."""
        taken = 0
        while taken < len(rows):
            segment, offset = divmod(self._row_count, self._segment_rows)
            piece = rows[taken : taken + self._segment_rows - offset]
            if segment % self._stride == 0:
                self._segments.setdefault(segment, []).append(piece)
                self._thin_out()
            taken += len(piece)
            self._row_count += len(piece)

    def _thin_out(self) -> None:
        if len(self._segments) > _MOST_SEGMENTS:
            self._stride *= 2
            for segment in [s for s in self._segments if s % self._stride]:
                del self._segments[segment]

    def finish(self) -> Float32Array:
        """Return all kept rows in order."""
        pieces = [piece for _, kept in sorted(self._segments.items()) for piece in kept]
        return np.concatenate([np.zeros((0, self._columns), np.float32), *pieces])


class MelAnalyser:
    """Turn the mono signal at `ANALYSIS_RATE_HZ` into mel energies and spectral moments."""

    def __init__(self) -> None:
        frequencies_hz = fft.rfftfreq(_MEL_FFT, 1 / ANALYSIS_RATE_HZ)
        mel = mel_matrix(
            frequencies_hz, bands=MEL_BANDS, lowest_hz=_LOWEST_MEL_HZ, highest_hz=_HIGHEST_MEL_HZ
        )
        powers = [frequencies_hz**0, frequencies_hz, frequencies_hz**2]
        moments = np.stack([*powers, frequencies_hz >= _HIGH_BAND_HZ], axis=1)
        self._columns = np.ascontiguousarray(np.hstack([mel, moments]), np.float32)
        self._window = _hann(_MEL_FFT)
        self._framer = _Framer(_MEL_FFT, _MEL_HOP)
        self._store = SegmentStore(MEL_FRAME_RATE_HZ, MEL_BANDS + _MOMENTS)

    def feed(self, mono: Float32Array, *, last: bool) -> None:
        """Take the next samples."""
        frames = self._framer.feed(mono, last=last)
        for first in range(0, len(frames), _MEL_BATCH):
            batch = frames[first : first + _MEL_BATCH]
            if self._store.wants(len(batch)):
                self._store.append(power(fft.rfft(batch * self._window, axis=1)) @ self._columns)
            else:
                self._store.skip(len(batch))

    def finish(self) -> tuple[Float32Array, Float32Array]:
        """Return the mel energies ``(n, 40)`` and the moments ``(n, 4)``."""
        rows = self._store.finish()
        return np.ascontiguousarray(rows[:, :MEL_BANDS]), np.ascontiguousarray(rows[:, MEL_BANDS:])


class PitchAnalyser:
    """Turn the mono signal at `ANALYSIS_RATE_HZ` into salience of pitches and a tuning histogram.

    Peaks of an 8192-point spectrum are interpolated to a fraction of a bin, whitened by their
    neighbourhood and sorted into fifths of a semitone. Peaks instead of a constant-Q transform:
    ten times cheaper, and detuning shows as a shift that `chroma` can undo.
    """

    def __init__(self) -> None:
        self._window = _hann(_PITCH_FFT)
        self._framer = _Framer(_PITCH_FFT, _PITCH_HOP)
        self._store = SegmentStore(PITCH_FRAME_RATE_HZ, PITCH_BINS)
        self._tuning = np.zeros(TUNING_BINS)

    def feed(self, mono: Float32Array, *, last: bool) -> None:
        """Take the next samples."""
        frames = self._framer.feed(mono, last=last)
        if len(frames) == 0:
            return
        if not self._store.wants(len(frames)):
            self._store.skip(len(frames))
            return
        spectrum = fft.rfft(frames * self._window, axis=1)[:, : _HIGHEST_PEAK_BIN + 2]
        self._store.append(self._salience(np.sqrt(power(np.ascontiguousarray(spectrum)))))

    def _salience(self, magnitude: Float32Array) -> Float32Array:
        envelope = _local_mean(magnitude, _WHITENING_BINS)
        frame, peak = _spectral_peaks(magnitude, envelope)
        height, loudest = magnitude[frame, peak], magnitude.max(axis=1)[frame] + _TINY
        weight = np.sqrt(height / (envelope[frame, peak] + 0.02 * loudest))
        weight *= height > _PEAK_FLOOR * loudest
        frequency_hz = _interpolated_bin(magnitude, frame, peak) * (ANALYSIS_RATE_HZ / _PITCH_FFT)
        midi = 69 + 12 * np.log2(frequency_hz / 440.0)
        cents = ((midi - np.floor(midi)) * TUNING_BINS).astype(np.int64) % TUNING_BINS
        tuned = weight * (peak < _HIGHEST_TUNING_BIN)
        self._tuning += np.bincount(cents, weights=tuned, minlength=TUNING_BINS)
        column = np.round((midi - LOWEST_PITCH_MIDI) * BINS_PER_SEMITONE).astype(np.int64)
        inside = (column >= 0) & (column < PITCH_BINS)
        cell = frame[inside] * PITCH_BINS + column[inside]
        cells = np.bincount(cell, weights=weight[inside], minlength=len(magnitude) * PITCH_BINS)
        return cells.reshape(-1, PITCH_BINS).astype(np.float32)

    def finish(self) -> tuple[Float32Array, Float64Array]:
        """Return the salience ``(m, 380)`` and the tuning histogram ``(100,)``."""
        return self._store.finish(), self._tuning


class _Framer:
    """Cut a stream into overlapping frames, the first one centred on the first sample."""

    def __init__(self, size: int, hop: int) -> None:
        self._size, self._hop = size, hop
        self._rest = np.zeros(size // 2, np.float32)

    def feed(self, samples: Float32Array, *, last: bool) -> Float32Array:
        """Return the frames that are complete now, a view of shape ``(frames, size)``."""
        padding = np.zeros(self._size // 2 if last else 0, np.float32)
        stream = np.concatenate([self._rest, samples, padding])
        if stream.size < self._size:
            self._rest = stream
            return np.zeros((0, self._size), np.float32)
        frames = np.lib.stride_tricks.sliding_window_view(stream, self._size)[:: self._hop]
        self._rest = stream[len(frames) * self._hop :]
        return frames


def _hann(size: int) -> Float32Array:
    return np.hanning(size + 1)[:-1].astype(np.float32)


def _local_mean(magnitude: Float32Array, reach: int) -> Float32Array:
    """Return the mean over `reach` bins to both sides of every bin."""
    sums = np.cumsum(magnitude, axis=1, dtype=np.float32)
    bins = np.arange(magnitude.shape[1])
    high, low = np.minimum(bins + reach, bins[-1]), np.maximum(bins - reach, 0)
    return np.asarray((sums[:, high] - sums[:, low]) / (high - low).astype(np.float32))


def _spectral_peaks(
    magnitude: Float32Array, envelope: Float32Array
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Return frame and bin of every local maximum that stands above its neighbourhood."""
    middle = magnitude[:, 1:-1]
    is_peak = (
        (middle > magnitude[:, :-2]) & (middle >= magnitude[:, 2:]) & (middle > envelope[:, 1:-1])
    )
    is_peak[:, :_LOWEST_PEAK_BIN] = False
    is_peak[:, _HIGHEST_PEAK_BIN - 1 :] = False
    frame, index = np.nonzero(is_peak)
    return frame, index + 1


def _interpolated_bin(
    magnitude: Float32Array,
    frame: np.ndarray[tuple[int], np.dtype[np.int64]],
    peak: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> Float64Array:
    """Return the fractional bin of each peak by a parabola through three log magnitudes."""
    left, centre, right = (np.log(magnitude[frame, peak + d] + _TINY) for d in (-1, 0, 1))
    shift = 0.5 * (left - right) / (left - 2 * centre + right - _TINY)
    return np.asarray(peak + np.clip(shift, -0.5, 0.5), np.float64)
