"""Read tags of every common format into one shape.

`tag_texts` collects what the file says, under the names its format uses; here the names become
meanings. What is missed there (QuickTime metadata keys, Matroska) the container opened for
decoding fills in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mutagen.id3 import TCON

from menura.audio.tag_texts import Texts, read_texts

_MAX_TEXT = 1000  # characters; longer ones are lyrics or junk in the wrong field
_MAX_VALUES = 100
_R128_STEPS_PER_DB = 256  # RFC 7845: Q7.8 fixed point
_R128_TO_REPLAYGAIN_DB = 5.0  # R128 aims at -23 LUFS, ReplayGain 2.0 at -18
_LOWEST_BPM, _HIGHEST_BPM = 20.0, 400.0
_WIDEST_GAIN_DB = 128.0  # what R128's fixed point can say; more is damage
_HIGHEST_PEAK = 100.0  # +40 dBFS
_HIGHEST_NUMBER = 10_000  # of a track or a disc
ENERGY_LEVELS = range(1, 11)  # Mixed In Key's scale

# Names of one thing in ID3, MP4, ASF, Vorbis comments, APE, RIFF and FFmpeg, lower case, best
# first.
_TITLE = ("tit2", "©nam", "title", "info:inam")
_ARTISTS = (
    "txxx:artists", "artists", "wm/artists", "tpe1", "©art", "artist", "author", "info:iart",
)  # fmt: skip
_ALBUM = ("talb", "©alb", "wm/albumtitle", "album", "info:iprd")
_ALBUM_ARTIST = ("tpe2", "aart", "wm/albumartist", "albumartist", "album artist", "album_artist")
_YEAR = (
    "tdrc", "tyer", "tdrl", "tdor", "tory", "©day", "wm/year", "date", "year", "originaldate",
    "info:icrd",
)  # fmt: skip
_TRACK = ("trck", "trkn", "wm/tracknumber", "tracknumber", "track", "info:itrk", "info:iprt")
_TRACK_TOTAL = ("tracktotal", "totaltracks", "track_total")
_DISC = ("tpos", "disk", "wm/partofset", "discnumber", "disc")
_DISC_TOTAL = ("disctotal", "totaldiscs", "disc_total")
_GENRES = ("tcon", "©gen", "wm/genre", "genre", "info:ignr")
_BPM = ("tbpm", "tmpo", "wm/beatsperminute", "bpm", "txxx:bpm", "tempo", "info:ibpm", "ibpm")
_KEY = ("tkey", "wm/initialkey", "initialkey", "initial_key", "initial key", "key")
_MOODS = ("tmoo", "wm/mood", "mood", "moods", "txxx:mood")
_ENERGY_LEVEL = ("energylevel", "energy level", "energy_level")
_COMPILATION = ("tcmp", "cpil", "wm/iscompilation", "compilation", "itunescompilation")
_ISRC = ("tsrc", "isrc", "wm/isrc")
_RECORDING_ID = (
    "ufid:http://musicbrainz.org",
    "musicbrainz_trackid",
    "musicbrainz track id",
    "musicbrainz/track id",
)
_RELEASE_ID = ("musicbrainz_albumid", "musicbrainz album id", "musicbrainz/album id")
_ARTIST_IDS = ("musicbrainz_artistid", "musicbrainz artist id", "musicbrainz/artist id")
_UUID = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])")


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
    '8A'); `energy_level` goes from 1 to 10, as Mixed In Key counts.
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
    track_total: int | None = None
    disc_number: int | None = None
    disc_total: int | None = None
    musicbrainz_release_id: str | None = None
    musicbrainz_artist_ids: tuple[str, ...] = ()
    isrc: str | None = None
    moods: tuple[str, ...] = ()
    energy_level: int | None = None
    compilation: bool | None = None


def read_tags(path: Path, container_metadata: Mapping[str, str] | None = None) -> Tags:
    """Read the tags of `path`; a file without readable ones gives empty `Tags`.

    Parameters
    ----------
    path : Path
        Audio file.
    container_metadata : mapping, optional
        What the decoder found (`AudioReader.metadata`); fills the gaps.
    """
    container = {name.lower(): [value] for name, value in (container_metadata or {}).items()}
    return interpret_texts(container | read_texts(path))


def interpret_texts(texts: Texts) -> Tags:
    """Return what texts mean; names in lower case, as `tag_texts.read_texts` gives them."""
    track, disc = _first(texts, _TRACK), _first(texts, _DISC)
    return Tags(
        title=_first(texts, _TITLE),
        artists=_every(texts, _ARTISTS),
        album=_first(texts, _ALBUM),
        album_artist=_first(texts, _ALBUM_ARTIST),
        year=_year(_first(texts, _YEAR)),
        track_number=_count(track),
        genres=_genres(_every(texts, _GENRES)),
        bpm=_tempo(texts),
        key=_first(texts, _KEY),
        musicbrainz_recording_id=_first_uuid(texts, _RECORDING_ID),
        replay_gain=_replay_gain(texts),
        track_total=_total(track) or _count(_first(texts, _TRACK_TOTAL)),
        disc_number=_count(disc),
        disc_total=_total(disc) or _count(_first(texts, _DISC_TOTAL)),
        musicbrainz_release_id=_first_uuid(texts, _RELEASE_ID),
        musicbrainz_artist_ids=_uuids(texts, _ARTIST_IDS),
        isrc=_isrc(_first(texts, _ISRC)),
        moods=_split(_every(texts, _MOODS), ";,"),
        energy_level=_energy_level(_first(texts, _ENERGY_LEVEL)),
        compilation=_flag(_first(texts, _COMPILATION)),
    )


def clean_text(text: str) -> str:
    """Return `text` as valid Unicode without control characters, spaces collapsed and trimmed.

    PostgreSQL refuses NUL, JSON refuses lone surrogates, and both come in real tags.
    """
    short = text[: 4 * _MAX_TEXT]  # ten megabytes are not cleaned for a thousand characters
    valid = short.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    printable = "".join(" " if ord(c) < 32 or 127 <= ord(c) < 160 else c for c in valid)
    return " ".join(printable.split())[:_MAX_TEXT].rstrip()


def _every(texts: Mapping[str, list[str]], names: tuple[str, ...]) -> tuple[str, ...]:
    """Return all values of the first name that has any, each once."""
    for name in names:
        # ID3v2.3 files in the wild separate values by NUL
        parts = [
            part
            for text in texts.get(name, [])[:_MAX_VALUES]
            for part in text.split("\0", _MAX_VALUES)[:_MAX_VALUES]
        ]
        cleaned = [text for text in map(clean_text, parts[:_MAX_VALUES]) if text]
        if cleaned:
            return tuple(dict.fromkeys(cleaned))
    return ()


def _first(texts: Mapping[str, list[str]], names: tuple[str, ...]) -> str | None:
    return next(iter(_every(texts, names)), None)


def _genres(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return genres by name: '(17)' and '17' are numbers of ID3's list ('Rock')."""
    named: list[str] = []
    for value in values:
        named += _numbered_genres(value) if value[:1] in "(0123456789" else [value]
    return _split(tuple(named), ";")


def _numbered_genres(text: str) -> list[str]:
    frame: Any = TCON
    return list(frame(encoding=3, text=[text]).genres)


def _split(values: tuple[str, ...], separators: str) -> tuple[str, ...]:
    parts = (part.strip() for value in values for part in re.split(f"[{separators}]", value))
    return tuple(dict.fromkeys(part for part in parts if part))[:_MAX_VALUES]


def _number(text: str | None) -> float | None:
    found = re.match(r"\s*([+-]?\d{1,9}(?:[.,]\d{1,9})?(?:[eE][+-]?\d)?)(?!\d)", text or "")
    return float(found[1].replace(",", ".")) if found else None


def _year(text: str | None) -> int | None:
    found = re.search(r"(?<![\d-])(1[89]\d\d|20\d\d)(?!\d)", (text or "")[:40])
    return int(found[1]) if found else None


def _count(text: str | None) -> int | None:
    number = _number(text)
    return int(number) if number is not None and 0 < number < _HIGHEST_NUMBER else None


def _total(text: str | None) -> int | None:
    return _count((text or "").partition("/")[2] or None)


def _tempo(texts: Mapping[str, list[str]]) -> float | None:
    """Return the first tempo, or a finer one another field gives for the same rounded number.

    ID3's and MP4's own fields hold whole numbers; the decimals then stand in a field beside them.
    """
    numbers = [_number(_first(texts, (name,))) for name in _BPM]
    tempos_bpm = [bpm for bpm in numbers if bpm is not None and _LOWEST_BPM <= bpm <= _HIGHEST_BPM]
    if not tempos_bpm:
        return None
    first = tempos_bpm[0]
    finer = (bpm for bpm in tempos_bpm if not bpm.is_integer() and abs(bpm - first) < 1)
    return next(finer, first) if first.is_integer() else first


def _isrc(text: str | None) -> str | None:
    plain = re.sub(r"[\s-]", "", (text or "").upper())
    return plain if re.fullmatch(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}", plain, re.ASCII) else None


def _energy_level(text: str | None) -> int | None:
    number = _number(text)
    return int(number) if number is not None and number in ENERGY_LEVELS else None


def _flag(text: str | None) -> bool | None:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    return known.get((text or "").lower())


def _uuids(texts: Mapping[str, list[str]], names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the ids in all values; some taggers join several by '/' or ';'."""
    found = (match for text in _every(texts, names) for match in _UUID.findall(text.lower()))
    return tuple(dict.fromkeys(found))


def _first_uuid(texts: Mapping[str, list[str]], names: tuple[str, ...]) -> str | None:
    return next(iter(_uuids(texts, names)), None)


def _replay_gain(texts: Mapping[str, list[str]]) -> ReplayGain:
    def gain_db(scope: str) -> float | None:
        gain = _number(_first(texts, (f"replaygain_{scope}_gain",)))
        if gain is None:
            steps = _number(_first(texts, (f"r128_{scope}_gain",)))
            gain = None if steps is None else steps / _R128_STEPS_PER_DB + _R128_TO_REPLAYGAIN_DB
        return gain if gain is not None and abs(gain) <= _WIDEST_GAIN_DB else None

    def peak(scope: str) -> float | None:
        value = _number(_first(texts, (f"replaygain_{scope}_peak",)))
        return value if value is not None and 0 <= value <= _HIGHEST_PEAK else None

    return ReplayGain(gain_db("track"), peak("track"), gain_db("album"), peak("album"))
