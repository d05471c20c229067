"""Tell songs, loops and one-shots apart."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from menura.audio.file_name_hints import Kind, NameHints
from menura.audio.frames import Frames
from menura.audio.riff_chunks import SampleChunks
from menura.audio.sample_features import measure_features
from menura.audio.softmax import SoftmaxModel
from menura.audio.tempo import Tempo

CONSTANTS_FILE = "sample_kind_v1.json"
# What the model reads. Not the duration: packs differ in it more than loops and one-shots do.
KIND_FEATURES = (
    *("above_30_db", "above_10_db", "centre_share", "loudest_at", "end_level"),
    *("quarter_0", "quarter_1", "quarter_2", "quarter_3", "level_deviation", "unevenness"),
    *("reattacks", "onsets", "onset_rate", "flux", "decay_0.5", "decay_1.0", "decay_2.0"),
    *("onset_band_0", "onset_band_1", "onset_band_2", "onset_band_3", "pitch_moves"),
    *("centroid_deviation", "centroid_slope", "flatness_deviation"),
    *("colour_deviation_0", "colour_deviation_1", "colour_steps_0", "colour_steps_1"),
)

_SONG_FROM_S = 40.0  # previews of 30 s are as long as loops of 16 bars; nothing usual is in between
_EVEN_S, _EVEN_WIDTH_S = 24.0, 6.0  # where song and loop are equally likely before listening
# 90 % of rendered loops of 7 s and more are within .04 beats of a whole number by their measured
# tempo, 10 % of excerpts of songs; farther off than .12 are 6 % and 75 %
_LEAST_BEATS_S, _LEAST_CONFIDENCE = 7.0, 0.1
_NEAR_BEATS, _FAR_BEATS, _BEATS_ODDS = 0.05, 0.12, 9.0
# Of 250 rendered loops and 100 excerpts of 8.3 s: a tempo this certain does not fit 1 of 78 loops
# and 49 of 60 excerpts; no reading of a likely one fits 2 of 145 loops and 47 of 82 excerpts
_CERTAIN_TEMPO, _LIKELY_TEMPO, _CERTAIN_ODDS = 0.9, 0.7, 40.0
# Producers work at whole tempi and cut to the sample: of random lengths 2 % are such a loop
_CUT_BEATS, _CUT_TEMPI_BPM, _WHOLE_BPM, _WHOLE_S = (4, 8, 16, 32, 64), (60.0, 200.0), 0.004, 0.002
_LONGEST_ONE_SHOT_S, _ONE_SHOT_WIDTH_S = 14.0, 2.0
_LONGEST_LOOP_S = 130.0  # 64 bars at 120 BPM, when a chunk says that it is a loop
_SHORTEST_LOOP_S = 0.25  # a beat at 240 BPM
_SAME_LENGTH = 0.05  # encoder padding, and what is cut by hand
_SLOWEST_BPM, _FASTEST_BPM = 25.0, 420.0  # half and double of what `loop_tempo` reads
_NAME_ODDS = 12.0  # a folder 'Loops' holds a few one-shots, a loop called 'hit' exists
_CHUNK_ODDS = 200.0  # the flag was set by whoever made the loop
_MOST_CONFIDENT = 0.99


@dataclass(frozen=True, slots=True)
class KindGuess:
    """Say what use a file is for, and how sure that is (0..1)."""

    kind: Kind
    confidence: float


def classify_kind(
    frames: Frames,
    tempo: Tempo | None = None,
    chunks: SampleChunks | None = None,
    hints: NameHints | None = None,
) -> KindGuess:
    """Tell a song, a loop and a one-shot apart, by sound first.

    Loops keep their level up to the cut end and hold several onsets; one-shots have one attack
    and decay, or one held sound. A softmax over envelope, onsets and movement of colour
    decides between them, without their length. For a song speaks length, and that the length is
    no whole number of beats. Measured on families of sounds left out of the fitting: .98 of
    one-shots and .98 of loops are told apart.
    """
    return guess_kind(measure_features(frames), frames.duration_s, tempo, chunks, hints)


def guess_kind(
    features: Mapping[str, float],
    duration_s: float,
    tempo: Tempo | None = None,
    chunks: SampleChunks | None = None,
    hints: NameHints | None = None,
) -> KindGuess:
    """Tell the kinds apart by `measure_features`; silence only by its length."""
    is_marked_loop = chunks is not None and _is_marked_loop(chunks, duration_s)
    if duration_s >= _SONG_FROM_S and not (is_marked_loop and duration_s <= _LONGEST_LOOP_S):
        return KindGuess("song", _MOST_CONFIDENT)
    measured = _shipped_model().probabilities(features) if features else {}
    song_odds = math.exp((duration_s - _EVEN_S) / _EVEN_WIDTH_S)
    song_odds *= _odds_of_beats(duration_s, tempo)
    song = song_odds / (1 + song_odds)
    short_enough = _logistic((_LONGEST_ONE_SHOT_S - duration_s) / _ONE_SHOT_WIDTH_S)
    odds: dict[Kind, float] = {
        "song": song,
        "loop": (1 - song) * measured.get("loop", 0.3),
        "one_shot": (1 - song) * measured.get("one_shot", 0.7) * short_enough,
    }
    if duration_s < _SHORTEST_LOOP_S:
        odds["loop"] = 0.0
    if hints is not None and hints.kind is not None:
        odds[hints.kind] *= _NAME_ODDS
    if is_marked_loop:
        odds["loop"] = max(odds["loop"], 0.02) * _CHUNK_ODDS
    elif chunks is not None and chunks.is_one_shot:
        odds["one_shot"] *= _CHUNK_ODDS
    kind = max(odds, key=odds.__getitem__)
    confidence = odds[kind] / sum(odds.values()) if features else 0.0
    return KindGuess(kind, min(_MOST_CONFIDENT, confidence))


def _odds_of_beats(duration_s: float, tempo: Tempo | None) -> float:
    """Return how much likelier than a loop its number of beats makes a song."""
    if duration_s < _LEAST_BEATS_S:
        return 1.0
    if is_cut_to_beats(duration_s):
        return 1 / _BEATS_ODDS
    if tempo is None or tempo.confidence < _LEAST_CONFIDENCE:
        return 1.0
    beats = tempo.tempo_bpm * duration_s / 60
    distance = abs(beats - round(beats))
    if distance < _NEAR_BEATS:
        return 1 / _BEATS_ODDS
    if distance <= _FAR_BEATS:
        return 1.0
    is_certain = tempo.confidence >= _CERTAIN_TEMPO
    if not is_certain and tempo.confidence >= _LIKELY_TEMPO:
        readings = [reading.tempo_bpm * duration_s / 60 for reading in tempo.candidates]
        is_certain = all(abs(beats - round(beats)) > _FAR_BEATS for beats in readings)
    return _CERTAIN_ODDS if is_certain else _BEATS_ODDS


def is_cut_to_beats(duration_s: float) -> bool:
    """Tell whether a length is one of usual bars at a whole tempo, exact to a few samples.

    Not of lengths of whole seconds, which excerpts have and are of many tempi.
    """
    if abs(duration_s - round(duration_s)) < _WHOLE_S:
        return False
    tempi = (60 * count / duration_s for count in _CUT_BEATS)
    lowest, highest = _CUT_TEMPI_BPM
    return any(lowest <= bpm <= highest and abs(bpm - round(bpm)) < _WHOLE_BPM for bpm in tempi)


def _is_marked_loop(chunks: SampleChunks, duration_s: float) -> bool:
    """Tell whether a chunk says that it is a loop, of a length that the file has.

    Programs write their own tempo and four beats into any file.
    """
    if chunks.is_one_shot is not False:
        return False
    beats, tempo_bpm = chunks.beat_count, chunks.tempo_bpm
    if beats is None:
        return tempo_bpm is not None
    by_length_bpm = 60 * beats / duration_s
    if tempo_bpm is not None:
        return abs(by_length_bpm / tempo_bpm - 1) < _SAME_LENGTH
    return _SLOWEST_BPM <= by_length_bpm <= _FASTEST_BPM


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, value))))


@lru_cache(maxsize=1)
def _shipped_model() -> SoftmaxModel:
    text = files("menura.audio").joinpath(CONSTANTS_FILE).read_text("utf-8")
    return SoftmaxModel.from_json(text)
