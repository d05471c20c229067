"""Decide who plays: energy opens layers, wishes add instruments, refusals silence them."""

from collections.abc import Mapping
from dataclasses import dataclass

from menura.studio.composition.passage import PEAKS
from menura.studio.composition.seeds import stream
from menura.studio.genres.model import Genre
from menura.studio.model import PlannedSection, Role, SectionName, TrackPlan
from menura.studio.score import Section

CHORDAL = (Role.CHORDS, Role.GUITAR, Role.PADS, Role.STRINGS)
"""Roles that say the harmony; one of them always plays, or nobody could hear the key."""
BUSY = (Role.PERCUSSION, Role.ARP)
COLOURS = (Role.PERCUSSION, Role.ARP, Role.STRINGS, Role.PADS, Role.BRASS, Role.GUITAR, Role.VOCALS)
QUOTE_ENERGY, QUOTE_CHANCE = 0.35, 0.6
EVERY_VERSE, LATER_VERSES = 0.45, 0.8
SPARSE_DENSITY, FULL_DENSITY = 0.3, 0.72


@dataclass(frozen=True, slots=True)
class Cast:
    """Which roles may play at all, and which of them must be heard where anything is."""

    possible: frozenset[Role]
    wanted: frozenset[Role]
    levels: Mapping[Role, float]
    sings: bool = False
    """Whether verses may have a melody even where the form gives it to choruses alone."""


def possible_roles(genre: Genre, sound: Genre) -> frozenset[Role]:
    """Return the roles for which there is something to play and something to play it on.

    Hand drums are not for every music that has a kit: only where their level is known.
    """
    roles = set(sound.patches) - {Role.DRUMS, Role.PERCUSSION, Role.FX}
    if genre.grooves and genre.kits:
        roles.add(Role.DRUMS)
        if Role.PERCUSSION in sound.level_lu:
            roles.add(Role.PERCUSSION)
    if genre.fx or genre.noise:
        roles.add(Role.FX)
    return frozenset(roles)


def section_energy(part_energy: float, energy: float) -> float:
    """Return how much is asked of a section: the form's arc, scaled by the wish."""
    return min(1.0, max(0.05, part_energy * (0.32 + 0.95 * energy)))


def arrange(
    sections: tuple[PlannedSection, ...], cast: Cast, plan: TrackPlan
) -> tuple[Section, ...]:
    """Place the sections and say who plays in each.

    Roles that a plan's own sections name play as they are named; those that come from the
    genre's form are thinned out or joined by others as energy and density ask.
    """
    fixed = [bool(asked.roles) for asked in plan.sections] if plan.sections else []
    placed: list[Section] = []
    bar = verse = 0
    for index, section in enumerate(sections):
        verse += section.name is SectionName.VERSE
        energy = section_energy(section.energy, plan.energy)
        named = index < len(fixed) and fixed[index]
        roles = _allowed(section.roles, cast) if named else _cast(section, verse, cast, plan)
        placed.append(Section(section.name, bar, section.bars, energy, roles or _chordal(cast)))
        bar += section.bars
    return tuple(placed)


def _allowed(roles: tuple[Role, ...], cast: Cast) -> tuple[Role, ...]:
    return tuple(role for role in dict.fromkeys(roles) if role in cast.possible)


def _chordal(cast: Cast) -> tuple[Role, ...]:
    return tuple(role for role in CHORDAL if role in cast.possible)[:1]


def _importance(role: Role, section: PlannedSection, cast: Cast) -> float:
    """Return how late a role is left out: louder ones carry the genre, melodies the peaks."""
    level = cast.levels.get(role, -8.0)
    if role is Role.LEAD and (section.name in PEAKS or section.name is SectionName.SOLO):
        level += 8.0
    if role in (Role.DRUMS, Role.BASS):
        level += 6.0
    return level


def _cast(section: PlannedSection, verse: int, cast: Cast, plan: TrackPlan) -> tuple[Role, ...]:
    listed: list[Role] = [role for role in _allowed(section.roles, cast) if role is not Role.FX]
    listed.sort(key=lambda role: -_importance(role, section, cast))
    if len(listed) < 2:
        listed += [role for role in CHORDAL if role in cast.possible and role not in listed][:1]
    count = max(2, round(len(listed) * (0.52 + 0.62 * plan.energy)))
    kept = listed[:count]
    if plan.density < SPARSE_DENSITY:
        kept = [role for role in kept if role not in BUSY] or kept
    kept += [role for role in _added(section, cast, plan) if role not in kept]
    if section.energy > 0.3:
        kept += [role for role in cast.wanted if role not in kept and role in cast.possible]
    melodic = _quotes(section, cast, plan) or _sings(section, verse, cast, plan)
    if melodic and Role.LEAD not in kept:
        kept.append(Role.LEAD)
    if not any(role in CHORDAL for role in kept):
        kept += _chordal(cast)
    order = list(Role)
    fx = [Role.FX] if Role.FX in cast.possible else []
    return tuple(sorted({*kept, *fx}, key=order.index))


def _quotes(section: PlannedSection, cast: Cast, plan: TrackPlan) -> bool:
    """Tell whether the lead hints at its motif in an intro or remembers it in an outro."""
    if section.name not in (SectionName.INTRO, SectionName.OUTRO) or plan.energy < QUOTE_ENERGY:
        return False
    drawn = stream(plan.seeds.form, "quote", section.name).random() < QUOTE_CHANCE
    return Role.LEAD in cast.possible and section.bars >= 4 and drawn


def _sings(section: PlannedSection, verse: int, cast: Cast, plan: TrackPlan) -> bool:
    """Tell whether a verse has a melody: in some pieces all have, in some all but the first."""
    if section.name is not SectionName.VERSE or not cast.sings or plan.energy < QUOTE_ENERGY:
        return False
    drawn = stream(plan.seeds.form, "verse melody").random()
    later = drawn < LATER_VERSES and verse > 1
    return Role.LEAD in cast.possible and (drawn < EVERY_VERSE or later)


def _added(section: PlannedSection, cast: Cast, plan: TrackPlan) -> list[Role]:
    """Return the layers that high energy or density bring into the full sections."""
    if section.energy < 0.5:
        return []
    unused = [role for role in COLOURS if role in cast.possible and role not in section.roles]
    count = (plan.energy > 0.7) + (plan.energy > 0.84) if section.energy > 0.75 else 0
    added = unused[:count]
    if plan.density > FULL_DENSITY:
        added += [role for role in BUSY if role in cast.possible]
    return added
