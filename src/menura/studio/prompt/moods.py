"""Read moods, and what they say of energy, density and mode."""

import re
from dataclasses import dataclass

from menura.studio.model import Decision, Mode
from menura.studio.prompt.mood_names import DENSITY, ENERGY, MOOD_NAMES, MOODS, MoodWord
from menura.studio.prompt.wording import Found, blank_all, find_phrases

_CONTRADICTION = 0.5  # words for energy this far apart cannot both be meant
_VERY, _SLIGHTLY = 0.1, -0.1
_MIDDLE = 0.5
_NOT_TOO = 0.4


_NOT = re.compile(
    r"\b(?:not|no|never|isn't|without|less|nothing|nicht|kein|pas|neither|nor)\s+(?:(?:too|very"
    r"|so|overly|that|being|at all|really|zu|trop)\s+)?$",
    re.IGNORECASE,
)
_STRONGER = re.compile(
    r"\b(?:very|really|extremely|super|so|ultra|insanely|incredibly|sehr|tres|muy)\s+$",
    re.IGNORECASE,
)
_WEAKER = re.compile(
    r"\b(?:slightly|a bit|a little|kind of|kinda|somewhat|fairly|mildly|etwas|un peu"
    r"|un poco)\s+$",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"\b(?:then|until|gets?|louder|builds?|building|grows?|growing|turn(?:s|ing)? into"
    r"|becom\w+|to|into|evolv\w+|explod\w+"
    r"|intro|verse|chorus|drop|outro|break|breakdown|first|ends?|starts?|begins?|over)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class MoodReading:
    """What was read of moods, and what follows from them."""

    moods: tuple[str, ...]
    energy: float | None
    density: float | None
    mode: Mode | None
    mode_word: str
    decisions: tuple[Decision, ...]
    is_stated_density: bool
    found: int
    rest: str


def read_moods(text: str) -> MoodReading:
    """Read moods, energy and density from what the other readers left."""
    density_words = find_phrases(text, DENSITY)
    rest = blank_all(text, density_words)
    every = find_phrases(rest, MOODS)
    moods = [one for one in every if not _NOT.search(text[: one.start])]
    negated = [one for one in every if _NOT.search(text[: one.start])]
    rest = blank_all(rest, every)
    direct = find_phrases(rest, ENERGY)
    rest = blank_all(rest, direct)
    levels = list(direct)
    levels += [
        Found(_shaded(text, one, one.value.energy), one.said, one.start, one.end)
        for one in moods
        if one.value.energy is not None
    ]
    for one in negated:
        if one.value.energy is not None and not levels:
            levels.append(Found(_opposite(one.value.energy), "not " + one.said, one.start, one.end))
    energy, decisions = _energy(sorted(levels, key=lambda one: one.start), text)
    hint = next((one for one in moods if one.value.mode is not None), None)
    clash = any(one.value.mode not in (None, hint.value.mode) for one in moods) if hint else False
    return MoodReading(
        tuple(dict.fromkeys(one.value.name for one in moods)),
        energy,
        density_words[0].value if density_words else None,
        hint.value.mode if hint and not clash else None,
        hint.said if hint else "",
        decisions,
        bool(density_words),
        len(every) + len(direct),
        rest,
    )


def phrases() -> tuple[str, ...]:
    """Return every word for a mood."""
    return tuple(MOOD_NAMES)


def _opposite(energy: float) -> float:
    """Return the energy of *not too hard*: the other side of the middle, but not its end."""
    return _MIDDLE + _NOT_TOO * (_MIDDLE - energy)


def _shaded(text: str, one: Found[MoodWord], energy: float) -> float:
    """Move an energy outwards for *very* and inwards for *slightly*."""
    before = text[: one.start]
    step = _VERY if _STRONGER.search(before) else _SLIGHTLY if _WEAKER.search(before) else 0.0
    moved = energy + step * (1 if energy > _MIDDLE else -1)
    return min(max(moved, 0.0), 1.0)


def _energy(levels: list[Found[float]], text: str) -> tuple[float | None, tuple[Decision, ...]]:
    """Take the mean of the words for energy; if they contradict each other, the first."""
    if not levels:
        return None, ()
    values = [one.value for one in levels]
    if max(values) - min(values) < _CONTRADICTION:
        return round(sum(values) / len(values), 3), ()
    if _CHANGES.search(text, levels[0].end, levels[-1].end + 20):
        why = "The prompt tells of calm and of strong parts; the form brings both."
        highest = max(levels, key=lambda one: one.value)
        return round((max(values) + sum(values) / len(values)) / 2, 3), (
            Decision("energy", highest.said, why),
        )
    first = levels[0]
    others = tuple(
        dict.fromkeys(one.said for one in levels if abs(one.value - first.value) >= _CONTRADICTION)
    )
    why = "The prompt asks for opposite energies; the first counts, the other colours the sound."
    return first.value, (Decision("energy", first.said, why, others),)
