"""Write a recording as a line of JSON, and read a line of others after looking at every number."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from menura.analysis import BeatGrid, Fingerprint, MoodScore, MoodScores, Waveform
from menura.audio.peaks import resample_peaks
from menura.sharing.checks import Value, optional_text, parse_json
from menura.sharing.feature_lines import MOST_SECONDS, read_features, write_features
from menura.sharing.model import MODEL_SPACES, STEPS, SharedTrack

MOST_LINE_BYTES = 1 << 20
MOST_TEXT = 200  # characters of a name; they are cut so when they are compared, too
MOST_CODES = 4_096  # two minutes have 969
MOST_BEATS = 200_000
MOST_LABELS = 1_000
OUTLINE_POINTS = 1_000  # what a screen shows; twenty a second would be half of an archive
MOST_TRACKS = 5_000_000
FIELDS = (
    *("recording_id", "artist", "title", "album", "duration_s", "content_hash", "fingerprint"),
    *("features", "waveform", "beats", "moods", "steps", "rows"),
)
_VERSION = r"[A-Za-z0-9._:+-]{1,64}"


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A recording without its vectors, and which rows of which space these are."""

    track: SharedTrack
    rows: Mapping[str, int]


def write_line(track: SharedTrack, rows: Mapping[str, int]) -> bytes:
    """Return a recording as a line of JSON, its end included.

    Raises
    ------
    ValueError
        A number is not finite.
    """
    told = {
        "recording_id": track.recording_id,
        "artist": track.artist[:MOST_TEXT],
        "title": track.title[:MOST_TEXT],
        "album": track.album[:MOST_TEXT],
        "duration_s": track.duration_s,
        "content_hash": track.content_hash,
        "fingerprint": _write_fingerprint(track.fingerprint),
        "features": None if track.features is None else write_features(track.features),
        "waveform": _write_outline(track.waveform),
        "beats": _write_beats(track.beats),
        "moods": {
            told.source: {"moods": _scores(told.moods), "tags": _scores(told.tags)}
            for told in track.moods
        },
        "steps": dict(track.steps),
        "rows": dict(rows),
    }
    text = json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode() + b"\n"


def read_line(data: bytes, place: str) -> Line:
    """Return the recording of a line; raise ArchiveInvalidError."""
    told = parse_json(data, place).members(FIELDS)
    fingerprint = _read_fingerprint(told["fingerprint"])
    content_hash = optional_text(told["content_hash"], 32, "[0-9a-f]{32}")
    if content_hash is None and fingerprint is None:
        raise told["content_hash"].wrong("and the fingerprint are both missing")
    track = SharedTrack(
        duration_s=told["duration_s"].number(0.0, MOST_SECONDS),
        recording_id=optional_text(told["recording_id"], 36, "[0-9a-f-]{36}"),
        artist=told["artist"].text(MOST_TEXT),
        title=told["title"].text(MOST_TEXT),
        album=told["album"].text(MOST_TEXT),
        content_hash=content_hash,
        fingerprint=fingerprint,
        features=read_features(told["features"]) if told["features"].is_there else None,
        waveform=_read_outline(told["waveform"]),
        beats=_read_beats(told["beats"]),
        moods=_read_moods(told["moods"]),
        steps=_read_steps(told["steps"]),
    )
    rows = told["rows"].entries(16)
    return Line(track, {space: row.whole(0, MOST_TRACKS) for space, row in rows.items()})


def _read_steps(value: Value) -> dict[str, str]:
    read = {}
    for name, version in value.entries(len(STEPS)).items():
        if name not in STEPS:
            raise version.wrong("is no step of analysis")
        read[name] = version.text(64, _VERSION)
    return read


# ------------------------------------------------------------------ fingerprint


def _write_fingerprint(found: Fingerprint | None) -> dict[str, object] | None:
    if found is None or len(found.codes) == 0:
        return None
    codes = np.ascontiguousarray(found.codes, "<u4").tobytes()
    return {"duration_s": found.duration_s, "codes": _text(codes)}


def _read_fingerprint(value: Value) -> Fingerprint | None:
    if not value.is_there:
        return None
    told = value.members(("duration_s", "codes"))
    codes = np.frombuffer(told["codes"].bytes(4 * MOST_CODES, multiple=4), "<u4")
    if not len(codes):
        raise told["codes"].wrong("is empty")
    from menura.audio.fingerprint_match import fingerprint_pieces  # loads scipy

    codes = codes.astype(np.uint32)
    duration_s = told["duration_s"].number(0.0, MOST_SECONDS)
    return Fingerprint(duration_s, codes, fingerprint_pieces(codes))


# ------------------------------------------------------------------ outline and beats


def _write_outline(outline: Waveform | None) -> dict[str, object] | None:
    if outline is None:
        return None
    peaks = outline.peaks
    if len(peaks) > OUTLINE_POINTS:
        peaks = resample_peaks(peaks, OUTLINE_POINTS)
    told = np.ascontiguousarray(peaks, np.int8).tobytes()
    return {"duration_s": outline.duration_s, "peaks": _text(told)}


def _read_outline(value: Value) -> Waveform | None:
    if not value.is_there:
        return None
    told = value.members(("duration_s", "peaks"))
    data = told["peaks"].bytes(2 * OUTLINE_POINTS, multiple=2)
    peaks = np.frombuffer(data, np.int8).reshape(-1, 2)
    return Waveform(told["duration_s"].number(0.0, MOST_SECONDS), peaks)


def _write_beats(grid: BeatGrid | None) -> dict[str, object] | None:
    if grid is None:
        return None
    return {
        name: _text(np.ascontiguousarray(times, "<f4").tobytes())
        for name, times in (("beats_s", grid.beats_s), ("downbeats_s", grid.downbeats_s))
    }


def _read_beats(value: Value) -> BeatGrid | None:
    if not value.is_there:
        return None
    told = value.members(("beats_s", "downbeats_s"))
    return BeatGrid(_read_times(told["beats_s"]), _read_times(told["downbeats_s"]))


def _read_times(value: Value) -> NDArray[np.float32]:
    """Return ascending moments in seconds."""
    times = np.frombuffer(value.bytes(4 * MOST_BEATS, multiple=4), "<f4").astype(np.float32)
    if not np.isfinite(times).all():
        raise value.wrong("holds a moment that is not finite")
    if len(times) and (times.min() < -1.0 or times.max() > MOST_SECONDS):
        raise value.wrong("holds a moment that cannot be")
    if (np.diff(times) < 0).any():
        raise value.wrong("is not in order")
    return times


# ------------------------------------------------------------------ moods


def _scores(scores: Mapping[str, MoodScore]) -> dict[str, list[float]]:
    return {label: [score.probability, score.confidence] for label, score in scores.items()}


def _read_moods(value: Value) -> list[MoodScores]:
    read = []
    for source, scores in value.entries(len(MODEL_SPACES)).items():
        if source not in MODEL_SPACES:
            raise scores.wrong("is no model that tells moods")
        told = scores.members(("moods", "tags"))
        read.append(MoodScores(source, _read_scores(told["moods"]), _read_scores(told["tags"])))
    return read


def _read_scores(value: Value) -> dict[str, MoodScore]:
    read = {}
    for label, pair in value.entries(MOST_LABELS).items():
        Value(value.place, label).text(80)
        probability, confidence = pair.items(2, 2)
        read[label] = MoodScore(probability.number(0.0, 1.0), confidence.number(0.0, 1.0))
    return read


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
