"""Guess what plays in a reference; the guesses are modest, and say so by their probabilities."""

from collections.abc import Mapping

import numpy as np
import scipy.ndimage as ndimage

from menura.audio.arrays import Float32Array
from menura.audio.instrument import classify_instrument
from menura.audio.listen import Listening
from menura.audio.streaming import StreamingPass
from menura.audio.timbre import eq_bands_db
from menura.studio.model import Instrument
from menura.studio.rate import SAMPLE_RATE_HZ

_LEAST = 0.1
_ALONG_TIME, _ALONG_BANDS = 17, 9  # frames of 20 ms, mel bands: what median filtering compares
_LONGEST_FRAMES = 6000  # two minutes tell as much as an hour
# Percussive share of mel energies (square root) where drums are as likely as not, and how fast
# that turns to certainty
_DRUM_SHARE, _DRUM_SLOPE = 0.43, 40.0  # with drums .44 to .60, without .38 to .42
_BASS_DB, _BASS_SLOPE = -14.0, 0.4  # level below 250 Hz, relative to the whole
_MIXED = 0.6  # the classifier knows single sounds; in a mix its word counts for less
_FAMILIES: Mapping[str, Instrument] = {
    "keys": Instrument.PIANO,
    "guitar": Instrument.GUITAR,
    "synth": Instrument.SYNTH,
    "pad": Instrument.PAD,
    "vocal": Instrument.VOCALS,
}


def guess_instruments(
    listening: Listening, parts: tuple[Float32Array, ...]
) -> dict[Instrument, float]:
    """Guess the instruments of a mix.

    Drums follow from how much of the spectrum changes by sudden rises, bass from the level below
    250 Hz; the rest is the word of the classifier of single sounds, cut down because a mix is no
    single sound. Only what is likelier than one in ten is named.

    Parameters
    ----------
    listening : Listening
        What was measured of the whole.
    parts : tuple of ndarray, shape (2, n)
        The loudest parts at 48 kHz.
    """
    guesses = {
        Instrument.DRUMS: _drum_probability(listening),
        Instrument.BASS: _bass_probability(listening),
    }
    if parts:
        longest = max(parts, key=lambda part: part.shape[1])
        listening_pass = StreamingPass(SAMPLE_RATE_HZ, 2)
        listening_pass.feed(longest[:, : 20 * SAMPLE_RATE_HZ])
        named = classify_instrument(listening_pass.finish()).probabilities
        for name, instrument in _FAMILIES.items():
            guesses[instrument] = _MIXED * float(named.get(name, 0.0))  # type: ignore[call-overload]
    return {
        instrument: round(probability, 2)
        for instrument, probability in sorted(guesses.items(), key=lambda pair: -pair[1])
        if probability >= _LEAST
    }


def percussive_share(mel_energies: Float32Array) -> float:
    """Return how much of a spectrum stands out along frequency rather than along time, 0 to 1.

    Median filtering after Fitzgerald (2010), on mel bands: a drum is a column, a note is a row.
    """
    level = np.sqrt(mel_energies[:_LONGEST_FRAMES])
    if level.size == 0 or not level.any():
        return 0.0
    rows = ndimage.median_filter(level, size=(_ALONG_TIME, 1), mode="nearest")
    columns = ndimage.median_filter(level, size=(1, _ALONG_BANDS), mode="nearest")
    share = columns**2 / (rows**2 + columns**2 + 1e-12)
    return float((share * level).sum() / level.sum())


def _drum_probability(listening: Listening) -> float:
    frames = listening.decoded.frames
    if frames is None or len(frames.mel_energies) == 0:
        return 0.0
    distance = percussive_share(frames.mel_energies) - _DRUM_SHARE
    return float(1.0 / (1.0 + np.exp(-_DRUM_SLOPE * distance)))


def _bass_probability(listening: Listening) -> float:
    bands = eq_bands_db(listening.timbre.profile_db)
    low_db = 10 * np.log10(10 ** (bands["sub"] / 10) + 10 ** (bands["bass"] / 10) + 1e-12)
    return float(1.0 / (1.0 + np.exp(-_BASS_SLOPE * (low_db - _BASS_DB))))
