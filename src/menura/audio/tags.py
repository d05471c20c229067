"""Read tags of every common format into one shape.

mutagen reads first: it knows raw ID3 frames of all versions, MP4 freeform atoms and ASF. What it
misses (RIFF INFO, QuickTime metadata keys) the container opened for decoding fills in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mutagen
from mutagen.id3 import ID3, TextFrame

_MAX_TEXT = 1000  # characters; longer ones are lyrics or junk in the wrong field
_R128_STEPS_PER_DB = 256  # RFC 7845: Q7.8 fixed point
_R128_TO_REPLAYGAIN_DB = 5.0  # R128 aims at -23 LUFS, ReplayGain 2.0 at -18
_LOWEST_BPM, _HIGHEST_BPM = 20.0, 400.0

# Names of one thing in ID3, MP4, ASF, Vorbis comments, APE and FFmpeg, lower case, best first.
_TITLE = ("tit2", "©nam", "title")
_ARTISTS = ("txxx:artists", "artists", "wm/artists", "tpe1", "©art", "artist", "author")
_ALBUM = ("talb", "©alb", "wm/albumtitle", "album")
_ALBUM_ARTIST = ("tpe2", "aart", "wm/albumartist", "albumartist", "album artist", "album_artist")
_YEAR = ("tdrc", "tyer", "tdrl", "tdor", "©day", "wm/year", "date", "year", "originaldate")
_TRACK = ("trck", "trkn", "wm/tracknumber", "tracknumber", "track")
_GENRES = ("tcon", "©gen", "wm/genre", "genre")
_BPM = ("tbpm", "tmpo", "wm/beatsperminute", "bpm", "tempo")
_KEY = ("tkey", "wm/initialkey", "initialkey", "initial_key", "initial key", "key")
_RECORDING_ID = (
    "ufid:http://musicbrainz.org",
    "musicbrainz_trackid",
    "musicbrainz track id",
    "musicbrainz/track id",
)


@dataclass(frozen=True, slots=True)
class ReplayGain:
    """Hold the gains a tagger stored, in dB towards -18 LUFS, and the peaks it saw."""

    track_gain_db: float | None = None
    track_peak: float | None = None
    album_gain_db: float | None = None
    album_peak: float | None = None


@dataclass(frozen=True, slots=True)
class Tags:
    """Hold what a file says about itself; nothing here was measured.

    Texts are valid Unicode without control characters. `key` is written as in the file ('Am',
    '8A').
    """

    title: str | None = None
    artists: tuple[str, ...] = ()
    album: str | None = None
    album_artist: str | None = None
    year: int | None = None
    track_number: int | None = None
    genres: tuple[str, ...] = ()
    bpm: float | None = None
    key: str | None = None
    musicbrainz_recording_id: str | None = None
    replay_gain: ReplayGain = field(default_factory=ReplayGain)


def read_tags(path: Path, container_metadata: Mapping[str, str] | None = None) -> Tags:
    """Read the tags of `path`; a file without readable ones gives empty `Tags`.

    Parameters
    ----------
    path : Path
        Audio file.
    container_metadata : mapping, optional
        What the decoder found (`AudioReader.metadata`); fills the gaps.
    """
    texts = _container_texts(container_metadata or {}) | _mutagen_texts(path)
    return Tags(
        title=_first(texts, _TITLE),
        artists=_every(texts, _ARTISTS),
        album=_first(texts, _ALBUM),
        album_artist=_first(texts, _ALBUM_ARTIST),
        year=_year(_first(texts, _YEAR)),
        track_number=_track_number(_first(texts, _TRACK)),
        genres=_split(_every(texts, _GENRES)),
        bpm=_tempo(_number(_first(texts, _BPM))),
        key=_first(texts, _KEY),
        musicbrainz_recording_id=_uuid(_first(texts, _RECORDING_ID)),
        replay_gain=_replay_gain(texts),
    )


def clean_text(text: str) -> str:
    """Return `text` as valid Unicode without control characters, spaces collapsed and trimmed.

    PostgreSQL refuses NUL, JSON refuses lone surrogates, and both come in real tags.
    """
    valid = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    printable = "".join(" " if ord(c) < 32 or 127 <= ord(c) < 160 else c for c in valid)
    return " ".join(printable.split())[:_MAX_TEXT]


def _container_texts(metadata: Mapping[str, str]) -> dict[str, list[str]]:
    return {name.lower(): [value] for name, value in metadata.items()}


def _mutagen_texts(path: Path) -> dict[str, list[str]]:
    try:
        tags: Any = getattr(mutagen.File(path), "tags", None)
        if isinstance(tags, ID3):
            return _id3_texts(tags)
        return {_plain_name(name): _values(value) for name, value in (tags or {}).items()}
    # A damaged header can make a parser fail in any way, and a track without tags is still a
    # track. This is the border to a foreign library.
    except Exception:  # noqa: BLE001
        return {}


def _id3_texts(tags: Any) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for name, frame in tags.items():
        if name.startswith("TCON"):
            texts["tcon"] = list(frame.genres)  # resolves '(17)' to 'Rock'
        elif name.startswith("UFID"):
            texts[name.lower()] = [frame.data.decode("ascii", "replace")]
        elif isinstance(frame, TextFrame):  # the involved people's list is a T frame without text
            values = [str(text) for text in getattr(frame, "text", [])]
            texts[name.lower()] = values
            if name.startswith("TXXX:"):
                texts.setdefault(name[len("TXXX:") :].lower(), values)
    return texts


def _plain_name(name: str) -> str:
    return str(name).lower().removeprefix("----:com.apple.itunes:")


def _values(value: object) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [_value_text(single) for single in values]


def _value_text(value: object) -> str:
    if isinstance(value, bytes):
        return bytes(value).decode("utf-8", "replace")
    if isinstance(value, tuple):  # MP4 track number: (number, total)
        return "/".join(str(part) for part in value)
    return str(value)


def _every(texts: Mapping[str, list[str]], names: tuple[str, ...]) -> tuple[str, ...]:
    """Return all values of the first name that has any, each once."""
    for name in names:
        # ID3v2.3 files in the wild separate values by NUL
        parts = [part for text in texts.get(name, []) for part in text.split("\0")]
        cleaned = [text for text in map(clean_text, parts) if text]
        if cleaned:
            return tuple(dict.fromkeys(cleaned))
    return ()


def _first(texts: Mapping[str, list[str]], names: tuple[str, ...]) -> str | None:
    return next(iter(_every(texts, names)), None)


def _split(values: tuple[str, ...]) -> tuple[str, ...]:
    parts = (part.strip() for value in values for part in value.split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))


def _number(text: str | None) -> float | None:
    found = re.match(r"\s*([+-]?\d{1,9}(?:[.,]\d{1,9})?)", text or "")
    return float(found[1].replace(",", ".")) if found else None


def _year(text: str | None) -> int | None:
    found = re.search(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)", (text or "")[:40])
    return int(found[1]) if found else None


def _track_number(text: str | None) -> int | None:
    number = _number(text)
    return int(number) if number is not None and 0 < number < 10_000 else None


def _tempo(bpm: float | None) -> float | None:
    return bpm if bpm is not None and _LOWEST_BPM <= bpm <= _HIGHEST_BPM else None


def _uuid(text: str | None) -> str | None:
    found = re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", (text or "").lower())
    return found[0] if found else None


def _replay_gain(texts: Mapping[str, list[str]]) -> ReplayGain:
    def gain_db(scope: str) -> float | None:
        gain = _number(_first(texts, (f"replaygain_{scope}_gain",)))
        if gain is not None:
            return gain
        steps = _number(_first(texts, (f"r128_{scope}_gain",)))
        return None if steps is None else steps / _R128_STEPS_PER_DB + _R128_TO_REPLAYGAIN_DB

    def peak(scope: str) -> float | None:
        return _number(_first(texts, (f"replaygain_{scope}_peak",)))

    return ReplayGain(gain_db("track"), peak("track"), gain_db("album"), peak("album"))
