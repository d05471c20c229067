"""Read the short notation that the tables of genres are written in.

The tables are meant to be read like a score, so names of drums, sounds and modes stand there as
plain words. Everything is turned into the enumerations here, when the module is imported: a
misspelt word stops the program at once, not in the middle of a piece.

Who plays in a part of a form is written with one letter for each role: D drums, K percussion,
B bass, C chords, P pads, L lead, A arp, G guitar, S strings, H brass (horns), V vocals, X effects.
"""

from collections.abc import Mapping

from menura.studio.genres.model import DrumGroove, Form, FormPart, Progression
from menura.studio.model import Instrument, Mode, Role, SectionName
from menura.studio.palette import Kit, Patch
from menura.studio.score import Drum

_ROLES = {
    "D": Role.DRUMS,
    "K": Role.PERCUSSION,
    "B": Role.BASS,
    "C": Role.CHORDS,
    "P": Role.PADS,
    "L": Role.LEAD,
    "A": Role.ARP,
    "G": Role.GUITAR,
    "S": Role.STRINGS,
    "H": Role.BRASS,
    "V": Role.VOCALS,
    "X": Role.FX,
}


def groove(name: str, *, extra: Mapping[str, str] | None = None, **steps: str) -> DrumGroove:
    """Write a drum groove: one digit string per drum, `extra` for what density adds.

    Raises
    ------
    ValueError
        If a word is not the name of a drum.
    """
    return DrumGroove(
        name,
        {Drum(drum): line for drum, line in steps.items()},
        {Drum(drum): line for drum, line in (extra or {}).items()},
    )


def chords(modes: str, *degrees: str) -> tuple[Progression, ...]:
    """Write progressions that share their modes: ``chords("minor dorian", "1 6 3 7")``."""
    of_modes = tuple(Mode(word) for word in modes.split())
    return tuple(Progression(line, of_modes) for line in degrees)


def scales(**weights: float) -> tuple[tuple[Mode, float], ...]:
    """Write the modes of a genre with how often each is taken: ``scales(minor=3, dorian=1)``."""
    return tuple((Mode(word), weight) for word, weight in weights.items())


def sounds(**patches: str) -> dict[Role, tuple[Patch, ...]]:
    """Write a palette: role by role the names of its patches, the most typical one first."""
    return {
        Role(role): tuple(Patch(word) for word in names.split()) for role, names in patches.items()
    }


def levels(**loudness_lu: float) -> dict[Role, float]:
    """Write the balance: role by role the loudness relative to the drums, in LU."""
    return {Role(role): level for role, level in loudness_lu.items()}


def kits(names: str) -> tuple[Kit, ...]:
    """Write the drum kits of a genre."""
    return tuple(Kit(word) for word in names.split())


def heard(names: str) -> tuple[Instrument, ...]:
    """Write the instruments that people expect in a genre."""
    return tuple(Instrument(word) for word in names.split())


def words(text: str) -> tuple[str, ...]:
    """Write a list of phrases parted by commas."""
    return tuple(" ".join(phrase.split()) for phrase in text.split(","))


def form(name: str, *parts: str) -> Form:
    """Write a form part by part: ``"chorus 8 .9 DBCL"`` is name, weight, energy and roles."""
    return Form(name, tuple(_part(line) for line in parts))


def fit(letters: str, *forms: Form) -> tuple[Form, ...]:
    """Keep of each form only the roles that the genre has; a part nobody plays is left out."""
    has = frozenset(_ROLES[letter] for letter in letters)
    return tuple(_fitted(one, has) for one in forms)


def _part(line: str) -> FormPart:
    name, weight, energy, letters = line.split()
    roles = tuple(_ROLES[letter] for letter in letters)
    return FormPart(SectionName(name), float(weight), float(energy), roles)


def _fitted(one: Form, has: frozenset[Role]) -> Form:
    parts = [
        FormPart(part.name, part.weight, part.energy, roles)
        for part in one.parts
        if (roles := tuple(role for role in part.roles if role in has))
    ]
    return Form(one.name, tuple(parts))
