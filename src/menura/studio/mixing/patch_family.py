"""Sort the patches into families that are mixed alike."""

from enum import StrEnum

from menura.studio.palette import Patch


class Family(StrEnum):
    """Name what kind of sound a patch is, as far as a mixing desk cares."""

    SUB = "sub"
    GROWL = "growl"
    SYNTH_BASS = "synth bass"
    STRING_BASS = "string bass"
    PIANO = "piano"
    ELECTRIC_PIANO = "electric piano"
    ORGAN = "organ"
    STAB = "stab"
    WIDE_SYNTH = "wide synth"
    BELL = "bell"
    PAD = "pad"
    PLUCK = "pluck"
    SYNTH_LEAD = "synth lead"
    WIND = "wind"
    BOWED = "bowed"
    CLEAN_GUITAR = "clean guitar"
    DRIVEN_GUITAR = "driven guitar"
    BRASS = "brass"
    VOICE = "voice"
    NONE = "none"
    """Kits, effects, and patches nobody sorted: the role alone decides."""


_PATCHES: dict[Family, tuple[Patch, ...]] = {
    Family.SUB: (Patch.SUB_BASS, Patch.BASS_808, Patch.DRONE_BASS, Patch.LOG_DRUM),
    Family.GROWL: (Patch.REESE_BASS, Patch.WOBBLE_BASS, Patch.GROWL_BASS),
    Family.SYNTH_BASS: (
        Patch.OFFBEAT_BASS,
        Patch.ROLLING_BASS,
        Patch.ACID_BASS,
        Patch.FM_BASS,
        Patch.SAW_BASS,
        Patch.SQUARE_BASS,
        Patch.MOOG_BASS,
        Patch.ORGAN_BASS,
    ),
    Family.STRING_BASS: (
        Patch.FINGER_BASS,
        Patch.PICKED_BASS,
        Patch.SLAP_BASS,
        Patch.UPRIGHT_BASS,
    ),
    Family.PIANO: (Patch.GRAND_PIANO, Patch.FELT_PIANO, Patch.HONKY_TONK),
    Family.ELECTRIC_PIANO: (
        Patch.ELECTRIC_PIANO,
        Patch.WURLITZER,
        Patch.DX_PIANO,
        Patch.CLAVINET,
    ),
    Family.ORGAN: (
        Patch.DRAWBAR_ORGAN,
        Patch.BUBBLE_ORGAN,
        Patch.CHURCH_ORGAN,
        Patch.ACCORDION,
        Patch.HARMONICA,
    ),
    Family.STAB: (Patch.HOUSE_STAB, Patch.DARK_STAB, Patch.HOOVER_STAB),
    Family.WIDE_SYNTH: (
        Patch.SUPERSAW_CHORDS,
        Patch.POLY_SYNTH,
        Patch.JUNO_CHORDS,
        Patch.SUPERSAW_LEAD,
    ),
    Family.BELL: (
        Patch.BELL_KEYS,
        Patch.VIBRAPHONE,
        Patch.MARIMBA,
        Patch.BELL_LEAD,
        Patch.STEEL_PAN,
        Patch.BELL_ARP,
        Patch.GLASS_ARP,
    ),
    Family.PAD: (
        Patch.WARM_PAD,
        Patch.DARK_PAD,
        Patch.GLASS_PAD,
        Patch.STRING_PAD,
        Patch.AIR_PAD,
        Patch.TAPE_PAD,
        Patch.SWEEP_PAD,
    ),
    Family.PLUCK: (
        Patch.PLUCK_LEAD,
        Patch.PLUCK_ARP,
        Patch.ACID_ARP,
        Patch.SAW_ARP,
        Patch.SQUARE_ARP,
        Patch.HARP,
    ),
    Family.SYNTH_LEAD: (
        Patch.SAW_LEAD,
        Patch.SQUARE_LEAD,
        Patch.MELLOW_LEAD,
        Patch.WHISTLE_LEAD,
        Patch.FM_LEAD,
        Patch.TALKBOX_LEAD,
    ),
    Family.WIND: (Patch.FLUTE, Patch.CLARINET, Patch.SAXOPHONE),
    Family.BOWED: (
        Patch.VIOLIN,
        Patch.CELLO,
        Patch.STRING_OSTINATO,
        Patch.STRING_ENSEMBLE,
        Patch.CHAMBER_STRINGS,
        Patch.DISCO_STRINGS,
        Patch.TREMOLO_STRINGS,
        Patch.PIZZICATO,
    ),
    Family.CLEAN_GUITAR: (
        Patch.CLEAN_GUITAR_LEAD,
        Patch.NYLON_LEAD,
        Patch.NYLON_GUITAR,
        Patch.STEEL_GUITAR,
        Patch.TWELVE_STRING,
        Patch.CLEAN_GUITAR,
        Patch.MUTED_GUITAR,
        Patch.SKANK_GUITAR,
        Patch.JAZZ_GUITAR,
        Patch.BANJO,
    ),
    Family.DRIVEN_GUITAR: (Patch.GUITAR_LEAD, Patch.CRUNCH_GUITAR, Patch.DISTORTED_GUITAR),
    Family.BRASS: (
        Patch.TRUMPET,
        Patch.FRENCH_HORN,
        Patch.BRASS_SECTION,
        Patch.HORN_SECTION,
        Patch.LOW_BRASS,
        Patch.SYNTH_BRASS,
    ),
    Family.VOICE: (
        Patch.CHOIR_PAD,
        Patch.CHOIR_AAH,
        Patch.CHOIR_OOH,
        Patch.VOCAL_CHOP,
        Patch.VOWEL_LEAD,
    ),
}
_FAMILIES = {patch.value: family for family, patches in _PATCHES.items() for patch in patches}


def family_of(patch: str) -> Family:
    """Return the family of a patch by its name; NONE for kits, effects and unknown names."""
    return _FAMILIES.get(patch, Family.NONE)
