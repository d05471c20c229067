"""Tell which pack a folder of samples belongs to, by the names of the folders it lies in."""

import re
from collections.abc import Sequence

# As folders of sample packs are named below the pack. A folder is generic when every one of its
# words is; a number, a tempo or a key is generic by itself.
_KINDS = """
    loop one shot oneshot hit stab single sample sound audio file music clip phrase lick riff fill
    beat break breakbeat groove pattern kit construction stem song track mix full part section
    top melodic melody tonal atonal unpitched pitched chord chordal progression harmonic rhythm
    rhythmic
    """
_INSTRUMENTS = """
    drum drumkit kick bd bassdrum snare sd clap snap rim rimshot hat hh hihat hi open closed pedal
    ohh chh oh ch cymbal crash ride splash china tom perc percussion percussive shaker conga bongo
    tambourine cowbell clave timbale woodblock triangle tabla djembe bass bassline sub reese 808
    909 707 606 key keyboard piano rhodes wurlitzer organ ep clav bell mallet marimba vibraphone
    guitar gtr acoustic electric synth lead pluck arp arpeggio pad drone texture atmosphere atmos
    ambience soundscape ambient string violin cello brass horn trumpet trombone sax saxophone flute
    woodwind wind orchestral orchestra choir vocal vox voice adlib acapella shout chant male female
    fx sfx effect riser uplifter downlifter sweep impact whoosh noise downer transition foley
    reverse laser zap build up down drop boom field recording recorded instrument other misc
    miscellaneous various extra layer top toploop topper ethnic world short long low mid high wet
    dry soft hard clean dirty analog processed raw distorted filtered mono stereo straight shuffle
    swing layered live programmed
    """
_FORMATS = """
    wav wave aif aiff aifc flac mp3 ogg vorbis opus m4a rex rx2 apple acid acidized midi mid bit khz
    k hz kbps 24bit 16bit 32bit lossless pcm exported export bounce bounced render rendered
    """
_TEMPI_AND_KEYS = """
    bpm tempo slow fast half double time sharp flat major minor maj min key scale all root
    """
_SHELVES = """
    library lib pack folder content data media main new old favourite favorite download downloaded
    import collection disc disk cd dvd vol volume
    """
# Small words do not make a name, and do not unmake one: 'Hits and Stabs', 'Drums - No Kick'.
_SMALL = "and n the of for with without no in by to a"

_WORD = re.compile(r"[^\W\d_]+|\d+|[#♯♭]")
_LOWER_THEN_UPPER = re.compile(r"(?<=[a-z])(?=[A-Z])")
_KEY = re.compile(r"[A-G](?:#|b|♯|♭)?[\s_-]?(?:m|min|maj|minor|major)?|(?:0?[1-9]|1[0-2])[ABdm]")


def _with_plurals(text: str) -> frozenset[str]:
    """Return words with their usual plurals."""
    words = text.split()
    plurals = (f"{w[:-1]}ies" if w.endswith("y") else f"{w}s" for w in words)
    sibilants = (f"{word}es" for word in words if word.endswith(("s", "x", "ch", "sh")))
    return frozenset((*words, *plurals, *sibilants))


_GENERIC = (
    _with_plurals(_KINDS + _INSTRUMENTS + _FORMATS)
    | _with_plurals(_TEMPI_AND_KEYS + _SHELVES)
    | frozenset(_SMALL.split())
)


def pack_of(folder: str, source_name: str | None = None) -> str:
    """Return the pack a folder belongs to: the deeper of its first two folders with a name.

    Folders that only say what lies in them (`Loops`, `120 BPM`, `Am`, `WAV`) are passed over. Of
    the others, those that stand one in the other before the first of such folders are vendor and
    pack: the second is meant, and what lies below it divides the pack. A name that comes after a
    folder that only says what lies in it is a part of the pack, no pack.

    Parameters
    ----------
    folder : str
        ``source id/path below it``, or the source's id alone.
    source_name : str, optional
        What the source is called; it is the pack of what lies at its top, and of folders of which
        none has a name. Without it, the source's id.
    """
    source_id, *folders = [part for part in folder.replace("\\", "/").split("/") if part.strip()]
    named = _leading_names(folders)
    return named[1] if len(named) > 1 else named[0] if named else source_name or source_id


def _leading_names(folders: Sequence[str]) -> list[str]:
    """Return the folders with a name from the first one to the next that has none."""
    named: list[str] = []
    for name in folders:
        if not is_generic(name):
            named.append(name.strip())
        elif named:
            break
    return named


def is_generic(name: str) -> bool:
    """Tell whether a folder's name only says what lies in it: kind, instrument, tempo, format."""
    if _KEY.fullmatch(name.strip()):
        return True
    words = _WORD.findall(_LOWER_THEN_UPPER.sub(" ", name))
    return all(_is_generic_word(word) for word in words)


def _is_generic_word(word: str) -> bool:
    return (
        word.isdigit()
        or len(word) == 1
        or word.lower() in _GENERIC
        or _KEY.fullmatch(word) is not None
    )
