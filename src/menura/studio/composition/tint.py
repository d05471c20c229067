"""Tell what a wish's moods change in the writing: register, richness, length and space."""

from collections.abc import Mapping
from dataclasses import dataclass

MOST_REGISTER, MOST_EXTENSIONS, MOST_REVERB = 4, 1, 0.25
SHORTEST_LEGATO, LONGEST_LEGATO = 0.75, 1.35
TRIAD, NINTH = 3, 5


@dataclass(frozen=True, slots=True)
class Tint:
    """A small change of everything that is written.

    Attributes
    ----------
    register : int
        Semitones by which keys, pads, strings, voices and the lead lie higher.
    extensions : int
        Notes by which chords are richer.
    legato : float
        Factor of the length of short notes of the lead, keys, guitars and arpeggios.
    reverb : float
        Added to what goes to the reverb.
    """

    register: int = 0
    extensions: int = 0
    legato: float = 1.0
    reverb: float = 0.0


NO_TINT = Tint()
# By the names that the prompt reader gives to moods.
MOODS: Mapping[str, Tint] = {
    "dark": Tint(register=-3, extensions=-1),
    "sad": Tint(register=-2, legato=1.1, reverb=0.05),
    "melancholic": Tint(register=-1, legato=1.1, reverb=0.05),
    "mysterious": Tint(register=-2, legato=1.1, reverb=0.1),
    "tense": Tint(legato=0.85),
    "aggressive": Tint(register=-2, extensions=-1, legato=0.85),
    "cold": Tint(register=2, extensions=-1, reverb=0.08),
    "happy": Tint(register=2, legato=0.92),
    "uplifting": Tint(register=2),
    "playful": Tint(register=3, legato=0.8),
    "epic": Tint(legato=1.1, reverb=0.1),
    "calm": Tint(legato=1.15, reverb=0.1),
    "chill": Tint(extensions=1, legato=1.05),
    "dreamy": Tint(register=1, extensions=1, legato=1.3, reverb=0.2),
    "nostalgic": Tint(extensions=1, reverb=0.05),
    "romantic": Tint(extensions=1, legato=1.1, reverb=0.05),
}


def tint_of(moods: tuple[str, ...]) -> Tint:
    """Return what several moods change together; moods that say nothing here change nothing."""
    known = [MOODS[mood] for mood in moods if mood in MOODS]
    legato = 1.0
    for one in known:
        legato *= one.legato
    return Tint(
        register=_within(sum(one.register for one in known), MOST_REGISTER),
        extensions=_within(sum(one.extensions for one in known), MOST_EXTENSIONS),
        legato=min(LONGEST_LEGATO, max(SHORTEST_LEGATO, legato)),
        reverb=min(MOST_REVERB, sum(one.reverb for one in known)),
    )


def _within(value: int, most: int) -> int:
    return min(most, max(-most, value))


def tinted_extensions(extensions: int, tint: Tint) -> int:
    """Return how many notes a chord has; power chords stay what they are."""
    if extensions < TRIAD:
        return extensions
    return min(NINTH, max(TRIAD, extensions + tint.extensions))
