"""Tell which pack a folder of samples belongs to, by the names of the folders it lies in."""

import re
import unicodedata
from collections.abc import Sequence

# What folders below a pack are named after. A folder is generic when all of its words are.
_CONTENTS = """
    loop oneshot shot hit stab single sample sound audio music clip phrase lick riff fill beat break
    breakbeat groove pattern stem song track mix melody melodic melodies tonal atonal pitched
    unpitched chord chordal progression harmonic rhythm rhythmic part section drum drumkit kick bd
    bassdrum snare sd clap snap rim rimshot hat hh hihat ohh chh cymbal crash ride splash china tom
    perc percussion percussive shaker conga bongo tambourine cowbell clave timbale woodblock
    triangle tabla djembe bass bassline sub reese key keyboard piano rhodes wurlitzer organ clav
    bell mallet marimba vibraphone guitar gtr synth lead pluck arp arpeggio pad drone texture
    atmosphere atmos ambience soundscape string violin cello brass horn trumpet trombone sax
    saxophone flute woodwind wind orchestral orchestra choir vocal vox voice adlib acapella shout
    chant fx sfx effect riser uplifter downlifter sweep impact whoosh noise downer transition foley
    reverse laser zap instrument midi toploop topper recording preset
    """
_QUALITIES = """
    one construction kit full top open closed pedal hi oh ch ep acoustic electric male female build
    up down drop boom field recorded other misc miscellaneous various extra layer layered ethnic
    world short long low mid high wet dry soft hard clean dirty analog processed raw distorted
    filtered mono stereo straight shuffle swing live programmed individual ambient unsorted
    """
_FORMATS = """
    wav wave aif aiff aifc flac mp3 ogg vorbis opus m4a rex rx2 apple acid acidized mid bit khz hz
    kbps lossless pcm exported export bounce bounced render rendered file format
    """
_TEMPI_AND_KEYS = """
    bpm tempo slow fast half double time sharp flat major minor maj min scale all root
    """
_SHELVES = """
    library lib folder content data media main new old favourite favorite download downloaded
    import collection disc disk cd dvd vol volume my user home desktop document downloads
    """
# Small words do not make a name and do not unmake one: 'Hits and Stabs'
_SMALL = "and n the of for with without no in by to"

_TOKEN = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_LOWER_THEN_UPPER = re.compile(r"(?<=[a-z])(?=[A-Z])")
_KEY = re.compile(
    r"[A-G](?:#|b|♯|♭)?[\s_-]?(?:m|min|maj|minor|major)?|(?:0?[1-9]|1[0-2])[ABdm]", re.IGNORECASE
)
_SHORTEST_PART = 3  # of a word written in one: 'drumloops'
# How Splice keeps what was downloaded: 'Splice/sounds/packs/<pack>/<vendor>_<pack>/...'
_SPLICE = ("sounds", "packs")


def _with_plurals(text: str) -> frozenset[str]:
    """Return words with their usual plurals."""
    words = text.split()
    sibilants = (f"{word}es" for word in words if word.endswith(("s", "x", "ch", "sh")))
    return frozenset((*words, *(f"{word}s" for word in words), *sibilants))


_CONTENT_WORDS = _with_plurals(_CONTENTS)
_GENERIC_WORDS = (
    _CONTENT_WORDS
    | _with_plurals(_QUALITIES + _FORMATS)
    | _with_plurals(_TEMPI_AND_KEYS + _SHELVES)
    | frozenset(_SMALL.split())
)
_PACK_WORDS = frozenset(("pack", "packs"))


def pack_key(name: str) -> str:
    """Return what names of packs are compared by: their letters, however they are stored."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def pack_of(folder: str, source_name: str | None = None) -> str:
    """Return the pack a folder belongs to: the deeper of the first two folders with a name.

    Folders that only say what lies in them (`Loops`, `120 BPM`, `Am`, `WAV`) are passed over. The
    first that has a name is the pack. If the very next one has a name, too, they are vendor and
    pack, and the second is meant; unless that is a part of the first, as its content shows
    and nothing else (`Essential House/VEH1 Kicks`). Below, names divide a pack.

    Parameters
    ----------
    folder : str
        ``source id/path below it``, or the source's id alone.
    source_name : str, optional
        What the source is called; it is the pack of what lies at its top, and of folders of which
        none has a name. Without it, the source's id.
    """
    source_id, *folders = [part.strip() for part in folder.replace("\\", "/").split("/")]
    folders = _below_splice([name for name in folders if name])
    first = next((place for place, name in enumerate(folders) if not is_generic(name)), None)
    if first is None:
        return source_name or source_id
    name, following = folders[first], folders[first + 1 : first + 2]
    if following and not is_generic(following[0]) and not _is_part(following[0], name):
        return following[0]
    return name


def is_generic(name: str) -> bool:
    """Tell whether a folder's name only says what lies in it: kind, instrument, tempo, format."""
    if _KEY.fullmatch(name.strip()):
        return True
    tokens = _tokens(name)
    is_pack = any(token.lower() in _PACK_WORDS for token in tokens)
    if is_pack:  # 'Sample Packs' holds packs, 'Drum Pack' and 'Pack A' are some
        rest = {token.lower() for token in tokens} - _PACK_WORDS
        return rest <= {"sample", "samples", "sound", "sounds", "all"}
    return all(_is_generic_token(token) for token in tokens)


def _below_splice(folders: Sequence[str]) -> list[str]:
    """Return the pack alone where folders are Splice's."""
    lower = [name.lower() for name in folders]
    for place in range(len(folders) - 2):
        if tuple(lower[place : place + 2]) == _SPLICE:
            return [folders[place + 2]]
    return list(folders)


def _is_part(name: str, pack: str) -> bool:
    """Tell whether a folder is a part of the pack it lies in, like 'VEH1 Kicks' or 'OLIVER_drums'.

    It names content, and else at most words of the pack and an abbreviation in capitals.
    """
    words = _WORD.findall(_LOWER_THEN_UPPER.sub(" ", name))
    if not any(word.lower() in _CONTENT_WORDS for word in words):
        return False
    of_pack = {word.lower() for word in _WORD.findall(_LOWER_THEN_UPPER.sub(" ", pack))}
    own = [token for token in _tokens(name) if not _is_generic_token(token)]
    return all(token.isupper() or token.lower() in of_pack for token in own)


def _tokens(name: str) -> list[str]:
    """Split at separators and inner capitals; digits stay where they are: '99Sounds', 'VEH1'."""
    return list(_TOKEN.findall(_LOWER_THEN_UPPER.sub(" ", name)))


def _is_generic_token(token: str) -> bool:
    lower = token.lower()
    if lower.isdigit() or len(lower) == 1 or lower in _GENERIC_WORDS:
        return True
    if lower.lstrip("0123456789") in {"bpm", "bit", "bits", "k", "khz", "hz", "kbps", "s"}:
        return True  # '120bpm', '24bit', '808s'
    word = lower.rstrip("0123456789")  # 'Kit01'
    return (word != lower and (word in _GENERIC_WORDS or len(word) <= 1)) or _is_written_in_one(
        word
    )


def _is_written_in_one(word: str) -> bool:
    """Tell whether a word is two generic ones: 'drumloops'."""
    places = range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
    return any(word[:i] in _GENERIC_WORDS and word[i:] in _GENERIC_WORDS for i in places)
