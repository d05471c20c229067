"""Choose ways of playing, and know which sounds can play them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from menura.studio.composition.seeds import stream
from menura.studio.genres.model import Genre
from menura.studio.model import Role, TrackPlan
from menura.studio.palette import Patch
from menura.studio.styles import (
    ArpStyle,
    BassStyle,
    BrassStyle,
    CompStyle,
    GuitarStyle,
    LeadStyle,
    PadStyle,
    StringStyle,
    VocalStyle,
)

STABS = frozenset(
    {
        CompStyle.STABS_OFFBEAT,
        CompStyle.STABS_SYNCOPATED,
        CompStyle.DARK_STABS,
        CompStyle.HOUSE_PIANO,
    }
)
HELD = frozenset({CompStyle.SUSTAINED, CompStyle.SWELLS})
# Sounds that cannot play everything; whatever is not named here can.
SUITED: Mapping[Patch, frozenset[StrEnum]] = {
    Patch.HOUSE_STAB: STABS | {CompStyle.SKANK},
    Patch.DARK_STAB: STABS | {CompStyle.SKANK},
    Patch.HOOVER_STAB: STABS | {CompStyle.SUPERSAW_PUMP},
    Patch.CLAVINET: frozenset({CompStyle.CLAV_16THS, CompStyle.SKANK, CompStyle.BUBBLE, *STABS}),
    Patch.BUBBLE_ORGAN: frozenset({CompStyle.BUBBLE, CompStyle.SKANK, *STABS}),
    Patch.CHURCH_ORGAN: HELD | {CompStyle.BLOCK_QUARTERS, CompStyle.LAZY_CHORDS},
    Patch.MARIMBA: frozenset(set(CompStyle) - HELD),
    Patch.DISTORTED_GUITAR: frozenset(
        {
            GuitarStyle.POWER_CHORDS,
            GuitarStyle.PALM_MUTED,
            GuitarStyle.GALLOP,
            GuitarStyle.BLUES_RIFF,
        }
    ),
    Patch.MUTED_GUITAR: frozenset(
        {GuitarStyle.MUTED_16THS, GuitarStyle.PALM_MUTED, GuitarStyle.SKANK}
    ),
    Patch.SKANK_GUITAR: frozenset({GuitarStyle.SKANK, GuitarStyle.MUTED_16THS}),
    Patch.BANJO: frozenset(
        {GuitarStyle.TRAVIS, GuitarStyle.FINGERPICKED, GuitarStyle.CLEAN_ARPEGGIO}
    ),
    Patch.PIZZICATO: frozenset({StringStyle.PIZZICATO, StringStyle.SPICCATO}),
    Patch.TREMOLO_STRINGS: frozenset({StringStyle.SUSTAINED, StringStyle.LEGATO_LINE}),
    Patch.VOCAL_CHOP: frozenset({VocalStyle.CHOPS}),
    Patch.CHOIR_AAH: frozenset({VocalStyle.CHOIR, VocalStyle.OOHS}),
    Patch.CHOIR_OOH: frozenset({VocalStyle.CHOIR, VocalStyle.OOHS}),
    Patch.VOWEL_LEAD: frozenset({VocalStyle.WORDLESS_LEAD, VocalStyle.OOHS}),
    Patch.ACID_ARP: frozenset({ArpStyle.ACID, ArpStyle.PEDAL, ArpStyle.EUCLIDEAN}),
    Patch.STRING_OSTINATO: frozenset({ArpStyle.OSTINATO, ArpStyle.BROKEN, ArpStyle.PEDAL}),
    Patch.LOG_DRUM: frozenset({BassStyle.LOG_DRUM, BassStyle.SYNCOPATED}),
    Patch.DRONE_BASS: frozenset({BassStyle.DRONE, BassStyle.PEDAL}),
    Patch.WOBBLE_BASS: frozenset({BassStyle.WOBBLE, BassStyle.REESE}),
    Patch.ACID_BASS: frozenset({BassStyle.ACID, BassStyle.ROLLING_16THS, BassStyle.OFFBEAT}),
    Patch.SLAP_BASS: frozenset(
        {BassStyle.SLAP, BassStyle.FUNK, BassStyle.OCTAVES, BassStyle.MOTOWN, BassStyle.POP}
    ),
}
PLAIN: Mapping[Role, tuple[StrEnum, ...]] = {
    Role.BASS: (BassStyle.POP, BassStyle.EIGHTHS),
    Role.CHORDS: (CompStyle.BLOCK_QUARTERS, CompStyle.LAZY_CHORDS, CompStyle.ARPEGGIATED),
    Role.PADS: (PadStyle.SUSTAINED, PadStyle.DRIFTING),
    Role.LEAD: (LeadStyle.SINGABLE, LeadStyle.HOOK),
    Role.ARP: (ArpStyle.UP_DOWN, ArpStyle.BROKEN),
    Role.GUITAR: (GuitarStyle.CLEAN_ARPEGGIO, GuitarStyle.FOLK_STRUM),
    Role.STRINGS: (StringStyle.SUSTAINED, StringStyle.LEGATO_LINE),
    Role.BRASS: (BrassStyle.STABS, BrassStyle.SWELLS),
    Role.VOCALS: (VocalStyle.OOHS, VocalStyle.CHOIR),
}
# Rhythm belongs to the groove, lines to the melody.
SEED_OF: Mapping[Role, str] = {
    Role.LEAD: "melody",
    Role.ARP: "melody",
    Role.VOCALS: "melody",
    Role.STRINGS: "melody",
    Role.BRASS: "melody",
}


@dataclass(frozen=True, slots=True)
class Styles:
    """How each stem of a piece plays."""

    bass: BassStyle
    comping: CompStyle
    guitar: GuitarStyle
    arp: ArpStyle
    lead: LeadStyle
    pad: PadStyle
    strings: StringStyle
    brass: BrassStyle
    vocals: VocalStyle

    def of(self, role: Role) -> StrEnum | None:
        """Return the style of a stem; None where there is none to choose."""
        by_role: dict[Role, StrEnum] = {
            Role.BASS: self.bass,
            Role.CHORDS: self.comping,
            Role.GUITAR: self.guitar,
            Role.ARP: self.arp,
            Role.LEAD: self.lead,
            Role.PADS: self.pad,
            Role.STRINGS: self.strings,
            Role.BRASS: self.brass,
            Role.VOCALS: self.vocals,
        }
        return by_role.get(role)


def suits(patch: Patch, style: StrEnum | None) -> bool:
    """Tell whether a sound can play a style."""
    allowed = SUITED.get(patch)
    return allowed is None or style is None or style in allowed


def draw_styles(plan: TrackPlan, sound: Genre, wanted: Mapping[Role, tuple[Patch, ...]]) -> Styles:
    """Draw how each stem plays.

    Parameters
    ----------
    plan : TrackPlan
    sound : Genre
        Whose ways of playing are drawn from.
    wanted : mapping of Role to tuple of Patch
        Sounds that were asked for: the style must be one that they can play.
    """

    def draw(role: Role, pool: tuple[StrEnum, ...]) -> StrEnum:
        able = wanted.get(role, ())
        choices = [s for s in pool if not able or any(suits(p, s) for p in able)]
        if not choices:
            table = sorted({s for p in able for s in SUITED.get(p, ())})
            choices = table or list(PLAIN[role])
        seed = getattr(plan.seeds, SEED_OF.get(role, "groove"))
        rng = stream(seed, "style", role, plan.variant.get(role, 0))
        return choices[int(rng.integers(len(choices)))]

    return Styles(
        bass=BassStyle(draw(Role.BASS, sound.bass)),
        comping=CompStyle(draw(Role.CHORDS, sound.comping)),
        guitar=GuitarStyle(draw(Role.GUITAR, sound.guitar)),
        arp=ArpStyle(draw(Role.ARP, sound.arps)),
        lead=LeadStyle(draw(Role.LEAD, sound.leads)),
        pad=PadStyle(draw(Role.PADS, sound.pads)),
        strings=StringStyle(draw(Role.STRINGS, sound.strings)),
        brass=BrassStyle(draw(Role.BRASS, sound.brass)),
        vocals=VocalStyle(draw(Role.VOCALS, sound.vocals)),
    )
