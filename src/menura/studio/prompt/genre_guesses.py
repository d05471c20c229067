"""Guess a genre that no prompt names: from artists, scenes, instruments, moods or tempo."""

from dataclasses import dataclass

from menura.studio.model import Decision, Instrument
from menura.studio.prompt.genres_in_words import GenreReading
from menura.studio.prompt.wording import Found

_ARTIST, _SCENE = 0.5, 0.45
_BY_INSTRUMENT, _BY_MOOD, _BY_TEMPO_CONFIDENCE, _NOTHING = 0.3, 0.25, 0.2, 0.1

_BY_INSTRUMENTS = {
    Instrument.BANJO: "country", Instrument.DISTORTED_GUITAR: "rock", Instrument.BASS_808: "trap",
    Instrument.ACID: "techno", Instrument.SUPERSAW: "trance", Instrument.HARMONICA: "blues",
    Instrument.SAXOPHONE: "jazz", Instrument.UPRIGHT_BASS: "jazz", Instrument.CLAVINET: "funk",
    Instrument.VINYL: "lofi", Instrument.ACOUSTIC_GUITAR: "folk", Instrument.ACCORDION: "folk",
    Instrument.ELECTRIC_GUITAR: "rock", Instrument.TRUMPET: "jazz",
    Instrument.PIANO: "classical_piano", Instrument.GUITAR: "folk",
    Instrument.STRINGS: "orchestral", Instrument.VIOLIN: "orchestral",
    Instrument.CELLO: "orchestral", Instrument.BRASS: "orchestral", Instrument.HARP: "orchestral",
    Instrument.FLUTE: "orchestral", Instrument.CLARINET: "orchestral",
    Instrument.CHOIR: "cinematic",
    Instrument.PERCUSSION: "latin", Instrument.ELECTRIC_PIANO: "rnb", Instrument.ORGAN: "soul",
    Instrument.PAD: "ambient", Instrument.MALLETS: "latin", Instrument.BELLS: "classical_piano",
    Instrument.ARP: "synthwave", Instrument.SYNTH: "synthwave", Instrument.SUB_BASS: "dubstep",
    Instrument.DRUMS: "hip_hop", Instrument.BASS: "house", Instrument.VOCALS: "pop",
}  # fmt: skip
_BY_MOODS = {
    "sad": "classical_piano", "melancholic": "classical_piano", "epic": "cinematic",
    "calm": "ambient", "chill": "lofi", "dark": "cinematic", "tense": "cinematic",
    "mysterious": "cinematic", "aggressive": "metal", "energetic": "house", "euphoric": "trance",
    "happy": "pop", "uplifting": "pop", "dreamy": "ambient", "romantic": "rnb", "warm": "soul",
    "nostalgic": "synthwave", "groovy": "funk", "playful": "pop", "hypnotic": "techno",
    "futuristic": "electro", "tropical": "reggae", "cold": "techno",
}  # fmt: skip
_BY_TEMPO = (
    (76, "ambient"),
    (100, "hip_hop"),
    (118, "pop"),
    (131, "house"),
    (139, "techno"),
    (152, "trance"),
)
_FASTEST = "drum_and_bass"
_PLAIN_GENRE = "pop"


@dataclass(frozen=True, slots=True)
class Hints:
    """What a genre can be guessed from where none is named."""

    artists: tuple[Found[str], ...]
    scenes: tuple[Found[str], ...]
    instruments: tuple[Instrument, ...]
    moods: tuple[str, ...]
    bpm: float | None


def guess_genre(hints: Hints) -> GenreReading:
    """Guess a genre that is not named: by artists, scenes, instruments, moods, then tempo."""
    if hints.artists:
        first = hints.artists[0]
        return _guessed(first.value, _ARTIST, None, f"{first.said} is known for it.")
    if hints.scenes:
        votes: dict[str, float] = {}
        for scene in hints.scenes:
            votes[scene.value] = votes.get(scene.value, 0.0) + len(scene.said.split())
        best = max(votes, key=lambda one: votes[one])
        said = ", ".join(one.said for one in hints.scenes if one.value == best)
        return _guessed(best, _SCENE, said, f"It is often heard with {said!r}.")
    for instrument in _BY_INSTRUMENTS:
        if instrument in hints.instruments:
            why = f"No style is named; the {instrument.value.replace('_', ' ')} suggests it."
            return _guessed(_BY_INSTRUMENTS[instrument], _BY_INSTRUMENT, None, why)
    for mood in hints.moods:
        if mood in _BY_MOODS:
            why = f"No style is named; the mood {mood!r} suggests it."
            return _guessed(_BY_MOODS[mood], _BY_MOOD, None, why)
    if hints.bpm is not None:
        bpm = hints.bpm
        genre = next((one for limit, one in _BY_TEMPO if bpm < limit), _FASTEST)
        return _guessed(
            genre, _BY_TEMPO_CONFIDENCE, None, "No style is named; the tempo suggests it."
        )
    return _guessed(_PLAIN_GENRE, _NOTHING, None, "No style is named and nothing suggests one.")


def _guessed(genre: str, confidence: float, style: str | None, why: str) -> GenreReading:
    decision = Decision("genre", genre, why)
    return GenreReading(genre, None, style, confidence, 0.0, (decision,), (), "")
