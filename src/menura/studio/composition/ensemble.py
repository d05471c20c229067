"""Bring together what is settled before the first note: form, cast, styles, sounds, grooves."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from menura.studio.composition.arrangement import CHORDAL, Cast, arrange, possible_roles
from menura.studio.composition.form import bars_for, draw_form, fit_sections
from menura.studio.composition.groove import GroovePlan, draw_grooves
from menura.studio.composition.patch_choice import (
    choose_patches,
    ruled_out_roles,
    wanted_patches,
)
from menura.studio.composition.seeds import stream
from menura.studio.composition.style_choice import Styles, draw_styles
from menura.studio.genres.catalogue import GENRES
from menura.studio.genres.errors import UnknownGenreError
from menura.studio.genres.model import DrumGroove, Genre
from menura.studio.model import Instrument, PlannedSection, Role, TrackPlan
from menura.studio.palette import Kit, Patch
from menura.studio.score import Section

SINGING_FAMILIES = frozenset({"band", "roots", "urban"})
UNPITCHED = frozenset({Role.DRUMS, Role.PERCUSSION, Role.FX})


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Everything but harmony and notes.

    Attributes
    ----------
    genre, sound : Genre
        Whose groove and form, and whose harmony, ways of playing and sounds.
    notes : tuple of str
        What could not be done as asked.
    """

    plan: TrackPlan
    genre: Genre
    sound: Genre
    sections: tuple[Section, ...]
    styles: Styles
    patches: Mapping[Role, Patch]
    kit: Kit | None
    grooves: GroovePlan
    swing: float
    notes: tuple[str, ...]

    def groove_of(self, role: Role, *, peak: bool) -> DrumGroove:
        """Return the groove a drummer plays.

        Another drum part (a variant) may take another groove; the kick stays the one that the
        bass listens to.
        """
        variant = self.plan.variant.get(role, 0)
        if role is Role.DRUMS and variant and len(self.genre.grooves) > 1:
            rng = stream(self.plan.seeds.groove, "other groove", variant)
            return self.genre.grooves[int(rng.integers(len(self.genre.grooves)))]
        return self.grooves.groove(peak=peak)

    @property
    def roles(self) -> frozenset[Role]:
        """Return the stems that play anywhere."""
        return frozenset(role for section in self.sections for role in section.roles)


def _known(genres: Mapping[str, Genre], wanted: str) -> Genre:
    if wanted not in genres:
        raise UnknownGenreError(
            f"There is no genre {wanted!r}; there are {', '.join(sorted(genres))}.", field="genre"
        )
    return genres[wanted]


def assemble(plan: TrackPlan, genres: Mapping[str, Genre] | None = None) -> Ensemble:
    """Settle form, cast, styles, sounds and grooves of a plan.

    Raises
    ------
    UnknownGenreError
        If the plan names a genre that is not there.
    """
    genres = GENRES if genres is None else genres
    genre = _known(genres, plan.genre)
    sound = _known(genres, plan.blend) if plan.blend else genre
    wanted = wanted_patches(plan)
    styles = draw_styles(plan, sound, wanted)
    possible = _possible(plan, genre, sound, frozenset(wanted))
    patches = choose_patches(plan, sound, possible - UNPITCHED, styles)
    cast = Cast(
        frozenset(role for role in possible if role in UNPITCHED or role in patches),
        frozenset(wanted),
        {Role.DRUMS: 0.0, **sound.level_lu},
        sings=genre.family in SINGING_FAMILIES,
    )
    sections = arrange(_form(plan, genre, cast), cast, plan)
    kits = genre.kits
    groove_rng = stream(plan.seeds.groove, "groove")
    return Ensemble(
        plan=plan,
        genre=genre,
        sound=sound,
        sections=sections,
        styles=styles,
        patches=patches,
        kit=kits[int(stream(plan.seeds.sound, "kit").integers(len(kits)))] if kits else None,
        grooves=draw_grooves(genre.grooves, plan.onset_pattern, groove_rng),
        swing=genre.swing if plan.swing is None else min(0.75, max(0.5, plan.swing)),
        notes=_notes(plan, sections),
    )


def _possible(
    plan: TrackPlan, genre: Genre, sound: Genre, wanted: frozenset[Role]
) -> frozenset[Role]:
    """Return the stems that may play: the genre's and the wanted ones, less the refused ones."""
    possible = set(possible_roles(genre, sound))
    playable = possible | (set(Role) - UNPITCHED) | {Role.FX}
    if genre.grooves and genre.kits:
        playable.add(Role.PERCUSSION)
    if Instrument.VINYL in plan.instruments:
        possible.add(Role.FX)
    possible |= wanted & playable
    if plan.roles:
        possible = set(plan.roles) & playable
    possible -= ruled_out_roles(plan)
    if not plan.roles and not possible & set(CHORDAL):
        possible |= set(CHORDAL[:1]) - ruled_out_roles(plan)
    return frozenset(possible)


def _form(plan: TrackPlan, genre: Genre, cast: Cast) -> tuple[PlannedSection, ...]:
    bars = bars_for(plan.duration_s, plan.bpm)
    if plan.sections:
        sections = fit_sections(plan.sections, genre.forms, bars)
    else:
        sections = draw_form(genre.forms, bars, stream(plan.seeds.form, "form"))
    stand_ins = _stand_ins(sections, cast)
    return tuple(
        replace(section, roles=tuple(stand_ins.get(role, role) for role in section.roles))
        for section in sections
    )


def _stand_ins(sections: tuple[PlannedSection, ...], cast: Cast) -> dict[Role, Role]:
    """Return who plays instead of stems that a form asks for and the sounds do not have.

    In a blend the form of one genre meets the instruments of another: a guitar takes the place
    of the keys.
    """
    listed = {role for section in sections for role in section.roles}
    absent = [role for role in Role if role in listed - cast.possible and role not in UNPITCHED]
    idle = [role for role in Role if role in cast.possible - listed and role not in UNPITCHED]
    pairs: dict[Role, Role] = {}
    for role in absent:
        alike = [other for other in idle if (other in CHORDAL) == (role in CHORDAL)]
        if alike:
            pairs[role] = alike[0]
            idle.remove(alike[0])
    return pairs


def _notes(plan: TrackPlan, sections: tuple[Section, ...]) -> tuple[str, ...]:
    playing = {role for section in sections for role in section.roles}
    missing = [role for role in plan.roles if role not in playing and role is not Role.FX]
    notes = [f"Nothing plays {role}: this genre has no part for it." for role in missing]
    if not playing & {*CHORDAL, Role.ARP, Role.VOCALS, Role.BRASS}:
        notes.append("No stem plays chords, so the key can hardly be heard.")
    return tuple(notes)
