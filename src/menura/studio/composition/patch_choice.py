"""Choose sounds: what wanted instruments are played on, and what refused ones rule out."""

from collections.abc import Mapping

from menura.studio.composition.seeds import stream
from menura.studio.composition.style_choice import Styles, suits
from menura.studio.genres.model import Genre
from menura.studio.model import Instrument, Role, TrackPlan
from menura.studio.palette import Patch

WAYS: Mapping[Instrument, tuple[tuple[Role, tuple[Patch, ...]], ...]] = {
    Instrument.DRUMS: ((Role.DRUMS, ()),),
    Instrument.PERCUSSION: ((Role.PERCUSSION, ()),),
    Instrument.FX: ((Role.FX, ()),),
    Instrument.BASS: ((Role.BASS, ()),),
    Instrument.SUB_BASS: ((Role.BASS, (Patch.SUB_BASS,)),),
    Instrument.BASS_808: ((Role.BASS, (Patch.BASS_808,)),),
    Instrument.UPRIGHT_BASS: ((Role.BASS, (Patch.UPRIGHT_BASS,)),),
    Instrument.ACID: ((Role.BASS, (Patch.ACID_BASS,)), (Role.ARP, (Patch.ACID_ARP,))),
    Instrument.PIANO: (
        (Role.CHORDS, (Patch.GRAND_PIANO, Patch.FELT_PIANO, Patch.HONKY_TONK)),
        (Role.ARP, (Patch.FELT_PIANO,)),
    ),
    Instrument.ELECTRIC_PIANO: (
        (Role.CHORDS, (Patch.ELECTRIC_PIANO, Patch.WURLITZER, Patch.DX_PIANO)),
        (Role.PADS, (Patch.ELECTRIC_PIANO,)),
    ),
    Instrument.ORGAN: (
        (Role.CHORDS, (Patch.DRAWBAR_ORGAN, Patch.CHURCH_ORGAN, Patch.BUBBLE_ORGAN)),
        (Role.PADS, (Patch.DRAWBAR_ORGAN, Patch.CHURCH_ORGAN)),
    ),
    Instrument.CLAVINET: ((Role.CHORDS, (Patch.CLAVINET,)), (Role.ARP, (Patch.CLAVINET,))),
    Instrument.ACCORDION: ((Role.CHORDS, (Patch.ACCORDION,)), (Role.LEAD, (Patch.ACCORDION,))),
    Instrument.SYNTH: (
        (Role.CHORDS, (Patch.POLY_SYNTH, Patch.JUNO_CHORDS, Patch.SUPERSAW_CHORDS)),
        (Role.LEAD, (Patch.SAW_LEAD, Patch.SQUARE_LEAD, Patch.MELLOW_LEAD)),
        (Role.ARP, (Patch.SAW_ARP, Patch.SQUARE_ARP)),
    ),
    Instrument.SUPERSAW: (
        (Role.CHORDS, (Patch.SUPERSAW_CHORDS,)),
        (Role.LEAD, (Patch.SUPERSAW_LEAD,)),
    ),
    Instrument.PLUCK: ((Role.ARP, (Patch.PLUCK_ARP,)), (Role.LEAD, (Patch.PLUCK_LEAD,))),
    Instrument.PAD: (
        (
            Role.PADS,
            (
                Patch.WARM_PAD,
                Patch.DARK_PAD,
                Patch.GLASS_PAD,
                Patch.AIR_PAD,
                Patch.TAPE_PAD,
                Patch.SWEEP_PAD,
                Patch.STRING_PAD,
                Patch.CHOIR_PAD,
            ),
        ),
    ),
    Instrument.LEAD: ((Role.LEAD, ()),),
    Instrument.ARP: ((Role.ARP, ()),),
    Instrument.BELLS: (
        (Role.ARP, (Patch.BELL_ARP,)),
        (Role.LEAD, (Patch.BELL_LEAD,)),
        (Role.CHORDS, (Patch.BELL_KEYS,)),
    ),
    Instrument.MALLETS: (
        (Role.CHORDS, (Patch.VIBRAPHONE, Patch.MARIMBA)),
        (Role.LEAD, (Patch.STEEL_PAN,)),
        (Role.ARP, (Patch.MARIMBA,)),
    ),
    Instrument.HARP: ((Role.ARP, (Patch.HARP,)), (Role.CHORDS, (Patch.HARP,))),
    Instrument.GUITAR: (
        (
            Role.GUITAR,
            (
                Patch.STEEL_GUITAR,
                Patch.CLEAN_GUITAR,
                Patch.NYLON_GUITAR,
                Patch.CRUNCH_GUITAR,
                Patch.MUTED_GUITAR,
                Patch.JAZZ_GUITAR,
                Patch.SKANK_GUITAR,
                Patch.TWELVE_STRING,
                Patch.DISTORTED_GUITAR,
            ),
        ),
        (Role.LEAD, (Patch.GUITAR_LEAD, Patch.CLEAN_GUITAR_LEAD, Patch.NYLON_LEAD)),
    ),
    Instrument.ACOUSTIC_GUITAR: (
        (Role.GUITAR, (Patch.STEEL_GUITAR, Patch.NYLON_GUITAR, Patch.TWELVE_STRING)),
        (Role.LEAD, (Patch.NYLON_LEAD,)),
    ),
    Instrument.ELECTRIC_GUITAR: (
        (
            Role.GUITAR,
            (Patch.CLEAN_GUITAR, Patch.CRUNCH_GUITAR, Patch.MUTED_GUITAR, Patch.JAZZ_GUITAR),
        ),
        (Role.LEAD, (Patch.GUITAR_LEAD, Patch.CLEAN_GUITAR_LEAD)),
    ),
    Instrument.DISTORTED_GUITAR: (
        (Role.GUITAR, (Patch.DISTORTED_GUITAR, Patch.CRUNCH_GUITAR)),
        (Role.LEAD, (Patch.GUITAR_LEAD,)),
    ),
    Instrument.BANJO: ((Role.GUITAR, (Patch.BANJO,)), (Role.ARP, (Patch.BANJO,))),
    Instrument.STRINGS: (
        (
            Role.STRINGS,
            (
                Patch.STRING_ENSEMBLE,
                Patch.CHAMBER_STRINGS,
                Patch.DISCO_STRINGS,
                Patch.TREMOLO_STRINGS,
                Patch.PIZZICATO,
            ),
        ),
        (Role.PADS, (Patch.STRING_PAD,)),
        (Role.ARP, (Patch.STRING_OSTINATO,)),
    ),
    Instrument.VIOLIN: ((Role.LEAD, (Patch.VIOLIN,)), (Role.STRINGS, (Patch.CHAMBER_STRINGS,))),
    Instrument.CELLO: ((Role.LEAD, (Patch.CELLO,)), (Role.STRINGS, (Patch.CHAMBER_STRINGS,))),
    Instrument.BRASS: (
        (Role.BRASS, (Patch.BRASS_SECTION, Patch.HORN_SECTION, Patch.SYNTH_BRASS, Patch.LOW_BRASS)),
        (Role.LEAD, (Patch.TRUMPET, Patch.FRENCH_HORN)),
    ),
    Instrument.TRUMPET: (
        (Role.LEAD, (Patch.TRUMPET,)),
        (Role.BRASS, (Patch.HORN_SECTION, Patch.BRASS_SECTION)),
    ),
    Instrument.SAXOPHONE: ((Role.LEAD, (Patch.SAXOPHONE,)), (Role.BRASS, (Patch.HORN_SECTION,))),
    Instrument.FLUTE: ((Role.LEAD, (Patch.FLUTE,)),),
    Instrument.CLARINET: ((Role.LEAD, (Patch.CLARINET,)),),
    Instrument.HARMONICA: ((Role.LEAD, (Patch.HARMONICA,)),),
    Instrument.CHOIR: (
        (Role.VOCALS, (Patch.CHOIR_AAH, Patch.CHOIR_OOH)),
        (Role.PADS, (Patch.CHOIR_PAD,)),
    ),
    Instrument.VOCALS: (
        (Role.VOCALS, (Patch.CHOIR_OOH, Patch.CHOIR_AAH, Patch.VOWEL_LEAD, Patch.VOCAL_CHOP)),
    ),
    Instrument.VOCAL_CHOPS: ((Role.VOCALS, (Patch.VOCAL_CHOP,)),),
}
"""Which stems play an instrument, best first, and on which patches; empty: the genre's own."""

# Whole stems that fall silent with an instrument; its patches are ruled out everywhere.
SILENCED: Mapping[Instrument, tuple[Role, ...]] = {
    Instrument.DRUMS: (Role.DRUMS, Role.PERCUSSION),
    Instrument.PERCUSSION: (Role.PERCUSSION,),
    Instrument.BASS: (Role.BASS,),
    Instrument.PAD: (Role.PADS,),
    Instrument.LEAD: (Role.LEAD,),
    Instrument.ARP: (Role.ARP,),
    Instrument.GUITAR: (Role.GUITAR,),
    Instrument.STRINGS: (Role.STRINGS,),
    Instrument.BRASS: (Role.BRASS,),
    Instrument.VOCALS: (Role.VOCALS,),
    Instrument.FX: (Role.FX,),
}
MORE_RULED_OUT: Mapping[Instrument, tuple[Patch, ...]] = {
    Instrument.CHOIR: (Patch.CHOIR_PAD,),
    Instrument.VOCALS: (Patch.CHOIR_PAD, Patch.TALKBOX_LEAD),
    Instrument.BRASS: (Patch.TRUMPET, Patch.FRENCH_HORN),
    Instrument.ORGAN: (Patch.ORGAN_BASS,),
    Instrument.STRINGS: (Patch.VIOLIN, Patch.CELLO),
    Instrument.GUITAR: (Patch.BANJO,),
    Instrument.SYNTH: (
        Patch.SUPERSAW_CHORDS,
        Patch.SUPERSAW_LEAD,
        Patch.HOUSE_STAB,
        Patch.DARK_STAB,
        Patch.HOOVER_STAB,
        Patch.FM_LEAD,
        Patch.PLUCK_LEAD,
        Patch.WHISTLE_LEAD,
        Patch.PLUCK_ARP,
        Patch.ACID_ARP,
        Patch.SYNTH_BRASS,
    ),
}
# What to fall back on where a stem is wanted or needed and the genre has no sound for it.
PLAIN: Mapping[Role, tuple[Patch, ...]] = {
    Role.BASS: (Patch.SUB_BASS, Patch.FINGER_BASS, Patch.MOOG_BASS, Patch.UPRIGHT_BASS),
    Role.CHORDS: (Patch.POLY_SYNTH, Patch.GRAND_PIANO, Patch.ELECTRIC_PIANO),
    Role.PADS: (Patch.WARM_PAD, Patch.STRING_PAD, Patch.AIR_PAD),
    Role.LEAD: (Patch.MELLOW_LEAD, Patch.SAW_LEAD, Patch.FLUTE),
    Role.ARP: (Patch.PLUCK_ARP, Patch.BELL_ARP, Patch.HARP),
    Role.GUITAR: (Patch.CLEAN_GUITAR, Patch.STEEL_GUITAR),
    Role.STRINGS: (Patch.STRING_ENSEMBLE, Patch.CHAMBER_STRINGS),
    Role.BRASS: (Patch.BRASS_SECTION, Patch.SYNTH_BRASS),
    Role.VOCALS: (Patch.CHOIR_OOH, Patch.CHOIR_AAH),
}


def ruled_out_roles(plan: TrackPlan) -> frozenset[Role]:
    """Return the stems that a plan's refusals silence."""
    return frozenset(role for one in plan.excluded for role in SILENCED.get(one, ()))


def ruled_out_patches(plan: TrackPlan) -> frozenset[Patch]:
    """Return the sounds that must not be used, whatever the stem."""
    patches: set[Patch] = set()
    for one in plan.excluded:
        patches.update(MORE_RULED_OUT.get(one, ()))
        for _, choices in WAYS.get(one, ()):
            patches.update(choices)
    return frozenset(patches)


def wanted_patches(plan: TrackPlan) -> dict[Role, tuple[Patch, ...]]:
    """Return the stem and the sounds for each wanted instrument.

    Two instruments that would share a stem get two where the second has another way.
    """
    silent, refused = ruled_out_roles(plan), ruled_out_patches(plan)
    given: dict[Role, tuple[Patch, ...]] = {}
    generic = [one for one in plan.instruments if not WAYS.get(one, ((None, ()),))[0][1]]
    specific = [one for one in plan.instruments if one not in generic]
    for one in (*specific, *generic):
        ways = [
            (role, tuple(patch for patch in patches if patch not in refused))
            for role, patches in WAYS.get(one, ())
            if role not in silent
        ]
        ways = [way for way in ways if way[1] or one in generic]
        free = [way for way in ways if way[0] not in given]
        if free:
            given[free[0][0]] = free[0][1]
    return given


def choose_patches(
    plan: TrackPlan, sound: Genre, roles: frozenset[Role], styles: Styles
) -> dict[Role, Patch]:
    """Draw the sound of each stem.

    Parameters
    ----------
    plan : TrackPlan
    sound : Genre
        Whose palette it is.
    roles : frozenset of Role
        Stems that play notes.
    styles : Styles
        A sound that cannot play its stem's style is passed over.

    Returns
    -------
    dict of Role to Patch
        Stems for which every sound is ruled out are missing.
    """
    wanted, refused = wanted_patches(plan), ruled_out_patches(plan)
    chosen: dict[Role, Patch] = {}
    for role in sorted(roles):
        own = [patch for patch in sound.patches.get(role, ()) if patch not in refused]
        asked = list(wanted.get(role, ()))
        spare = [patch for patch in PLAIN.get(role, ()) if patch not in refused]
        pool = [patch for patch in own if patch in asked] or asked or own or spare
        if pool:
            order = stream(plan.seeds.sound, "patch", role).permutation(len(pool)).tolist()
            shuffled = [pool[index] for index in order]
            able = [patch for patch in shuffled if suits(patch, styles.of(role))]
            chosen[role] = (able or shuffled)[0]
    return chosen
