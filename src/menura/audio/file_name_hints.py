"""Read what producers write into the names of samples: tempo, key, kind and instrument."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from menura.audio.key_notation import PitchKey, UnreadableKeyError, parse_key

Kind = Literal["song", "loop", "one_shot"]
Instrument = Literal[
    "kick",
    "snare",
    "hat",
    "percussion",
    "bass",
    "keys",
    "guitar",
    "synth",
    "pad",
    "vocal",
    "fx",
    "full_loop",
    "other",
]

_LOWEST_BPM, _HIGHEST_BPM = 40.0, 300.0  # with 'bpm' beside it
_LOWEST_BARE_BPM, _HIGHEST_BARE_BPM = 60.0, 200.0  # a number alone; most loops lie in between
_MOST_CHARACTERS = 400

_BPM_AFTER = re.compile(r"(?<![\d.,])(\d{2,3}(?:[.,]\d{1,3})?)[\s_-]*bpm(?![a-z])", re.IGNORECASE)
_BPM_BEFORE = re.compile(
    r"(?<![a-z])bpm[\s_=-]*(\d{2,3}(?:[.,]\d{1,3})?)(?![\d]|[.,]\d)", re.IGNORECASE
)
_BARE_NUMBER = re.compile(r"(?:^|(?<=[\s_()\[\]-]))([1-9]\d{1,2})(?=$|[\s_()\[\]-])")
# A tonic is a capital, unless the mode is written out; 'Am' and 'F#m' but not 'am'
_NAMED_KEY = re.compile(
    r"(?<![A-Za-z0-9#])([A-G](?:#|b|♯|♭|sharp|flat)?)[\s_-]?(major|maj|minor|min|Maj|Min|Major|Minor"
    r"|MAJ|MIN|m)(?![A-Za-z#])"
)
_WRITTEN_OUT_KEY = re.compile(
    r"(?<![A-Za-z0-9#])([a-g](?:#|b|sharp|flat)?)[\s_-]?(major|minor|maj|min)(?![A-Za-z#])"
)
_CAMELOT = re.compile(r"(?:^|(?<=[\s_()\[\]-]))(0?[1-9]|1[0-2])([AB])(?=$|[\s_()\[\]-])")
_NUMBERED = re.compile(r"(take|side|part|pt|vol|volume|disc|cd|no|track|version|v)[\s_.-]*$", re.I)
_BARE_TONIC = re.compile(r"(?:^|(?<=[\s_()\[\]-]))([A-G](?:#|b)?)(?=$|[\s_()\[\]-])")

_WORD = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|\d+|[A-Z]")
_KIND_WORDS: dict[str, Kind] = {
    "loop": "loop",
    "loops": "loop",
    "looped": "loop",
    "lp": "loop",
    "oneshot": "one_shot",
    "oneshots": "one_shot",
    "one shot": "one_shot",
    "one shots": "one_shot",
    "hit": "one_shot",
    "hits": "one_shot",
    "stab": "one_shot",
    "stabs": "one_shot",
    "remix": "song",
    "feat": "song",
}
_INSTRUMENT_WORDS: dict[Instrument, str] = {
    "kick": "kick,kicks,bd,kik,kck,kd,bassdrum,bass drum",
    "snare": "snare,snares,sd,snr,sn",
    "hat": "hat,hats,hh,hihat,hihats,hi hat,hi hats,ohh,chh,ohat,chat,open hat,closed hat",
    "percussion": "perc,percs,percussion,shaker,shakers,clap,claps,clp,snap,snaps,tom,toms,conga,"
    "congas,bongo,bongos,tambourine,tamb,cowbell,rim,rimshot,clave,claves,cymbal,crash,ride,"
    "splash,china,timbale,timbales,cabasa,maraca,maracas,guiro,woodblock,triangle,djembe,tabla",
    "bass": "bass,basses,sub,bassline,reese,bass guitar,synth bass,sub bass",
    "keys": "keys,key board,keyboard,piano,pno,rhodes,wurli,wurlitzer,organ,epiano,e piano,ep,clav,"
    "clavinet,harpsichord,celesta,marimba,vibes,vibraphone,glockenspiel,bell,bells,upright piano",
    "guitar": "guitar,guitars,gtr,gtrs,git,acoustic guitar,electric guitar,banjo,ukulele,strum",
    "synth": "lead,leads,pluck,plucks,arp,arps,supersaw,saw,synth lead",
    "pad": "pad,pads,drone,drones,texture,atmos,atmosphere,ambience,synth pad",
    "vocal": "vox,vocal,vocals,voc,vocs,voice,voices,acapella,acappella,choir,adlib,adlibs,chant",
    "fx": "fx,sfx,riser,risers,uplifter,downlifter,sweep,impact,whoosh,swoosh,noise,downer,"
    "transition,foley,reverse,laser,zap",
    "full_loop": "drum loop,drum loops,drums,drum,drumloop,beat,beats,break,breaks,breakbeat,"
    "groove,full mix,full loop,top loop,top loops,tops",
    "other": "strings,violin,cello,viola,brass,trumpet,trombone,horn,horns,sax,saxophone,flute,"
    "clarinet,oboe,bassoon",
}
# words that only count when no other instrument is named: '808 hat' is a hat, 'synth bass' a bass
_WEAK_WORDS: dict[str, Instrument] = {"808": "bass", "synth": "synth", "synths": "synth"}
_WORD_INSTRUMENT = {
    word: name for name, words in _INSTRUMENT_WORDS.items() for word in words.split(",")
}
_LONGEST_PHRASE = 2


@dataclass(frozen=True, slots=True)
class NameHints:
    """Hold what a file's name claims; nothing here was measured.

    Parameters
    ----------
    tempo_bpm : float or None
        Tempo.
    is_tempo_labelled : bool
        'bpm' was written beside it; a number alone can be something else.
    key : PitchKey or None
        Key with its mode.
    root_pitch_class : int or None
        Tonic, 0 (C) to 11 (B), also where the name gives no mode ('Loop_120_F#').
    kind : {'song', 'loop', 'one_shot'} or None
        None where no word or words of several kinds are there.
    instrument : str or None
        One of `Instrument`; None where no or several instruments are named.
    """

    tempo_bpm: float | None = None
    is_tempo_labelled: bool = False
    key: PitchKey | None = None
    root_pitch_class: int | None = None
    kind: Kind | None = None
    instrument: Instrument | None = None


def file_name_hints(name: str) -> NameHints:
    """Read hints from a file name, or from a relative path.

    Where the name itself says nothing of kind, instrument or (labelled) tempo, the folder the
    file lies in is read. Four-digit years and catalogue numbers are never tempi: a number counts
    with 'bpm' beside it, or alone between separators, between 60 and 200, if it is the only such
    number and the name also speaks of a loop or a key.

    Parameters
    ----------
    name : str
        With or without extension; folders divided by slashes of either direction.
    """
    path = PurePosixPath(name.replace("\\", "/")[-_MOST_CHARACTERS:])
    # a stem may hold points ('128.5 bpm'), so only what looks like an extension is taken off
    own = re.sub(r"\.[A-Za-z][A-Za-z0-9]{1,4}$", "", path.name)
    folder = path.parent.name
    own_words, folder_words = _words(own), _words(folder)
    kind = _find_kind(own_words) or _find_kind(folder_words)
    key = _find_key(own)
    tempo_bpm = _labelled_tempo(own) or _labelled_tempo(folder)
    is_labelled = tempo_bpm is not None
    if tempo_bpm is None and (kind == "loop" or key is not None):
        tempo_bpm = _bare_tempo(own)
    tonic = _BARE_TONIC.findall(own) if tempo_bpm is not None and key is None else []
    root = _parse(tonic[0]) if len(tonic) == 1 else key
    return NameHints(
        tempo_bpm=tempo_bpm,
        is_tempo_labelled=is_labelled,
        key=key,
        root_pitch_class=root.pitch_class if root else None,
        kind=kind,
        instrument=_find_instrument(own_words) or _find_instrument(folder_words),
    )


def _words(text: str) -> list[str]:
    """Split at separators, capitals and digits, lower case: 'KickLoop_01' is kick, loop, 01."""
    return [word.lower() for word in _WORD.findall(text)]


def _labelled_tempo(text: str) -> float | None:
    found = _BPM_AFTER.search(text) or _BPM_BEFORE.search(text)
    tempo_bpm = float(found[1].replace(",", ".")) if found else 0.0
    return tempo_bpm if _LOWEST_BPM <= tempo_bpm <= _HIGHEST_BPM else None


def _bare_tempo(text: str) -> float | None:
    numbers = {float(number) for number in _BARE_NUMBER.findall(text)}
    likely = [n for n in numbers if _LOWEST_BARE_BPM <= n <= _HIGHEST_BARE_BPM]
    return likely[0] if len(likely) == 1 else None


def _find_key(text: str) -> PitchKey | None:
    named = _NAMED_KEY.search(text) or _WRITTEN_OUT_KEY.search(text)
    if named:
        tonic = named[1].replace("sharp", "#").replace("flat", "b")
        mode = "m" if named[2] == "m" else " " + named[2].lower()
        return _parse(tonic[0].upper() + tonic[1:] + mode)
    code = _CAMELOT.search(text)
    if code and not _NUMBERED.search(text[: code.start()]):
        return _parse(code[0])
    return None


def _parse(text: str) -> PitchKey | None:
    try:
        return parse_key(text)
    except UnreadableKeyError:
        return None


def _phrases(words: list[str]) -> list[str]:
    """Return the words with known phrases of two joined, so that 'bass drum' is no bass."""
    phrases, index = [], 0
    while index < len(words):
        pair = " ".join(words[index : index + _LONGEST_PHRASE])
        is_known = pair in _WORD_INSTRUMENT or pair in _KIND_WORDS
        phrases.append(pair if is_known else words[index])
        index += _LONGEST_PHRASE if is_known else 1
    return phrases


def _find_kind(words: list[str]) -> Kind | None:
    kinds = {_KIND_WORDS[word] for word in _phrases(words) if word in _KIND_WORDS}
    # a phrase like 'drum loop' is an instrument, but still speaks of a loop
    kinds |= {_KIND_WORDS[word] for word in words if word in ("loop", "loops")}
    return kinds.pop() if len(kinds) == 1 else None


def _find_instrument(words: list[str]) -> Instrument | None:
    phrases = _phrases(words)
    found = {_WORD_INSTRUMENT[phrase] for phrase in phrases if phrase in _WORD_INSTRUMENT}
    if len(found) > 1:
        found.discard("full_loop")  # 'drum kit kick': the narrower word counts
    if not found:
        found = {_WEAK_WORDS[word] for word in words if word in _WEAK_WORDS}
    return found.pop() if len(found) == 1 else None
