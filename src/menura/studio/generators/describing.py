"""Put a request into the words that models of sound were trained on."""

from menura.audio.key_notation import PitchKey
from menura.studio.generators.model import StemRequest
from menura.studio.model import Mode, Role

_PLAYED_ALONE = {
    Role.DRUMS: "drum kit only, no melodic instruments",
    Role.PERCUSSION: "hand percussion only, no melodic instruments",
    Role.BASS: "bass line only, no drums",
    Role.CHORDS: "chords on keys only, no drums",
    Role.PADS: "sustained pads only, no drums",
    Role.LEAD: "solo lead melody, no drums",
    Role.ARP: "arpeggio only, no drums",
    Role.GUITAR: "solo guitar, no drums",
    Role.STRINGS: "string section only, no drums",
    Role.BRASS: "brass section only, no drums",
    Role.VOCALS: "choir voices only, no drums",
    Role.FX: "sound effects and transitions only",
}


def describe_request(request: StemRequest) -> str:
    """Return one line: description, stem, tempo and key; or the description alone, verbatim.

    Models treat tempo and key as a wish (at best two thirds of takes have them), which is why
    takes are conformed afterwards.
    """
    if request.verbatim:
        return request.description
    said = " ".join(request.description.split())
    facts = [said] if said else []
    if request.role in _PLAYED_ALONE:
        facts.append(_PLAYED_ALONE[request.role])
    facts.append(f"{request.bpm:g} BPM")
    key = name_key(request.key, request.mode)
    if key:
        facts.append(key)
    return ", ".join(facts)


def name_key(key: int | None, mode: Mode | None) -> str:
    """Return a key as musicians write it, or nothing: ``F minor``."""
    if key is None:
        return ""
    is_major = mode is None or mode.is_major
    return f"{PitchKey(key % 12, 'major' if is_major else 'minor').tonic} " + (
        str(mode) if mode is not None else "major"
    )
