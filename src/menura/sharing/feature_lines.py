"""Write features as JSON, and read those of others, each number in its range.

The ranges are wider than any music: they keep nonsense out, not odd tracks.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast

from menura.analysis import Features, KeyGuess, Section, TempoGuess
from menura.audio.instrument import INSTRUMENTS
from menura.catalogue import TrackKind
from menura.sharing.checks import (
    Value,
    optional_number,
    optional_text,
    optional_whole,
)

KEYS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
MODES = ("major", "minor")
TEMPO_SOURCES = ("chunk", "name", "length", "measured")
KINDS = (TrackKind.SONG.value, TrackKind.LOOP.value, TrackKind.ONE_SHOT.value)
BANDS = 31
MOST_SECONDS = 10_000_000.0
MOST_GUESSES = 100
MOST_SECTIONS = 2_000

NUMBERS = {
    "tempo_confidence": (0.0, 1.0),
    "key_confidence": (0.0, 1.0),
    "energy": (0.0, 1.0),
    "brightness": (0.0, 1.0),
    "beat_confidence": (0.0, 1.0),
    "downbeat_confidence": (0.0, 1.0),
    "pulse_clarity": (0.0, 1.0),
    "onset_rate_hz": (0.0, 10_000.0),
    "flux": (0.0, 1_000_000.0),
    "stereo_width": (0.0, 1.0),
    "lead_in_s": (0.0, MOST_SECONDS),
    "lead_out_s": (0.0, MOST_SECONDS),
    "kind_confidence": (0.0, 1.0),
}
OPTIONAL_NUMBERS = {
    "tempo_bpm": (0.0, 2_000.0),
    "tuning_cents": (-100.0, 100.0),
    "loudness_lufs": (-300.0, 100.0),
    "loudness_range_lu": (0.0, 300.0),
    "true_peak_dbtp": (-1_000.0, 200.0),
    "momentary_max_lufs": (-300.0, 100.0),
    "short_term_max_lufs": (-300.0, 100.0),
    "sample_peak_dbfs": (-1_000.0, 200.0),
    "crest_db": (-100.0, 1_000.0),
    "plr_lu": (-300.0, 1_000.0),
    "psr_lu": (-300.0, 1_000.0),
    "stereo_correlation": (-1.0, 1.0),
    "intro_end_s": (0.0, MOST_SECONDS),
    "outro_start_s": (0.0, MOST_SECONDS),
    "declared_duration_s": (0.0, MOST_SECONDS),
}
WHOLE = {
    "sample_rate_hz": (1, 100_000_000),
    "channels": (1, 1_024),
    "decode_error_count": (0, 2**31 - 1),
}
OPTIONAL_WHOLE = {"beats_per_bar": (1, 1_000), "loop_beats": (1, 1_000_000)}
OTHERS = (
    *("tempo_candidates", "key_candidates", "key", "mode", "spectrum_db", "tempo_source"),
    *("sections", "kind", "instrument", "instrument_probabilities", "codec"),
)
FIELDS = (*NUMBERS, *OPTIONAL_NUMBERS, *WHOLE, *OPTIONAL_WHOLE, *OTHERS)
_SECTION = ("start_s", "end_s", "label", "loudness_lufs", "energy", "confidence")


def write_features(measured: Features) -> dict[str, object]:
    """Return features as JSON can hold them; what a person corrected is not among them."""
    plain: dict[str, object] = {name: getattr(measured, name) for name in FIELDS}
    plain["tempo_candidates"] = [[c.tempo_bpm, c.strength] for c in measured.tempo_candidates]
    plain["key_candidates"] = [[c.key, c.mode, c.probability] for c in measured.key_candidates]
    plain["spectrum_db"] = [float(level) for level in measured.spectrum_db]
    plain["sections"] = [asdict(section) for section in measured.sections]
    plain["kind"] = measured.kind.value
    plain["instrument_probabilities"] = dict(measured.instrument_probabilities)
    return plain


def read_features(value: Value) -> Features:
    """Return features that somebody wrote.

    Raises
    ------
    ArchiveInvalidError
    """
    told = value.members(FIELDS)
    read: dict[str, Any] = {}
    for name, (low, high) in NUMBERS.items():
        read[name] = told[name].number(low, high)
    for name, (low, high) in OPTIONAL_NUMBERS.items():
        read[name] = optional_number(told[name], low, high)
    for name, (least, most) in WHOLE.items():
        read[name] = told[name].whole(least, most)
    for name, (least, most) in OPTIONAL_WHOLE.items():
        read[name] = optional_whole(told[name], least, most)
    return Features(**read, **_read_words(told), **_read_lists(told))


def _read_words(told: Mapping[str, Value]) -> dict[str, Any]:
    """Return what is one of some words."""
    choices = {
        "key": KEYS,
        "mode": MODES,
        "tempo_source": TEMPO_SOURCES,
        "instrument": INSTRUMENTS,
    }
    read: dict[str, Any] = {
        name: told[name].choice(known) if told[name].is_there else None
        for name, known in choices.items()
    }
    read["kind"] = TrackKind(told["kind"].choice(KINDS))
    read["codec"] = optional_text(told["codec"], 40)
    return read


def _read_lists(told: Mapping[str, Value]) -> dict[str, Any]:
    """Return what has several parts."""
    odds = {}
    for name, value in told["instrument_probabilities"].entries(len(INSTRUMENTS)).items():
        if name not in INSTRUMENTS:
            raise value.wrong("is no instrument")
        odds[name] = value.number(0.0, 1.0)
    return {
        "tempo_candidates": tuple(
            _read_tempo(one) for one in told["tempo_candidates"].items(MOST_GUESSES)
        ),
        "key_candidates": tuple(
            _read_key(one) for one in told["key_candidates"].items(MOST_GUESSES)
        ),
        "spectrum_db": tuple(
            level.number(-1_000.0, 300.0) for level in told["spectrum_db"].items(BANDS, BANDS)
        ),
        "sections": tuple(_read_section(one) for one in told["sections"].items(MOST_SECTIONS)),
        "instrument_probabilities": odds,
    }


def _read_tempo(value: Value) -> TempoGuess:
    tempo_bpm, strength = value.items(2, 2)
    return TempoGuess(tempo_bpm.number(0.0, 2_000.0), strength.number(0.0, 1.0))


def _read_key(value: Value) -> KeyGuess:
    key, mode, probability = value.items(3, 3)
    word = cast("Any", mode.choice(MODES))
    return KeyGuess(key.choice(KEYS), word, probability.number(0.0, 1.0))


def _read_section(value: Value) -> Section:
    told = value.members(_SECTION)
    return Section(
        start_s=told["start_s"].number(0.0, MOST_SECONDS),
        end_s=told["end_s"].number(0.0, MOST_SECONDS),
        label=told["label"].text(8),
        loudness_lufs=optional_number(told["loudness_lufs"], -300.0, 100.0),
        energy=told["energy"].number(0.0, 1.0),
        confidence=told["confidence"].number(0.0, 1.0),
    )
