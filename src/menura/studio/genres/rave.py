"""Describe the music of big halls: trance, psytrance and hardstyle."""

from menura.studio.genres.forms import CLUB, CLUB_SLOW_BURN, CLUB_SONG
from menura.studio.genres.model import Genre
from menura.studio.genres.notation import (
    chords,
    fit,
    groove,
    heard,
    kits,
    levels,
    scales,
    sounds,
    words,
)
from menura.studio.genres.progressions import (
    MINOR_EPIC,
    MINOR_LIFT,
    MINOR_POP,
    PHRYGIAN_VAMP,
)
from menura.studio.styles import (
    ArpStyle,
    BassStyle,
    CompStyle,
    LeadStyle,
    PadStyle,
    StringStyle,
    VocalStyle,
)

TRANCE = Genre(
    id="trance",
    title="Trance",
    aliases=words(
        """uplifting trance, vocal trance, progressive trance, tech trance, euphoric trance,
        classic trance, dream trance, hands up, eurotrance, epic trance, goa"""
    ),
    description="Fast rolling offbeats, long breaks and a supersaw tune that opens the sky.",
    family="electronic",
    tempo_bpm=(132, 140),
    modes=scales(minor=5, major=0.7),
    grooves=(
        groove(
            "uplifting",
            kick="9...9...9...9...",
            clap="....8.......8...",
            closed_hat="4.644.644.644.64",
            open_hat="..8...8...8...8.",
            extra={
                "shaker": "3333333333333333",
                "ride": "..4...4...4...4.",
                "tambourine": "....4.......4...",
            },
        ),
        groove(
            "rolling",
            kick="9...9...9...9...|9...9...9...9..4",
            clap="....7.......7...",
            snare="....4.......4..3|....4.......4.43",
            closed_hat="5555555555555555",
            open_hat="..8...8...8...8.",
            extra={
                "ride": "..5...5...5...5.",
                "tambourine": "....4.......4...",
                "shaker": "..4...4...4...4.",
            },
        ),
        groove(
            "progressive",
            kick="9...9...9...9...",
            clap="....6.......6...|....6.......6..3",
            closed_hat="3.5.3.5.3.5.3.53",
            open_hat="..6...6...6...6.",
            rim="...4..4..4..4...",
            extra={"shaker": "4.344.344.344.34", "low_conga": "..4..4....4..4.."},
        ),
    ),
    kits=kits("trance house_909"),
    progressions=MINOR_POP
    + MINOR_EPIC[:3]
    + chords("minor", "1/2 6/2 3/2 7/2", "1/2 6/2 4/2 7/2")
    + chords("major", "1 5 6 4", "1 4 6 5"),
    progressions_b=MINOR_LIFT
    + MINOR_EPIC[:2]
    + chords("minor", "1 6 3 7")
    + chords("major", "4 5 1/2", "1 5 6 4"),
    forms=fit("DKBCPLAVSX", CLUB, CLUB_SLOW_BURN),
    patches=sounds(
        bass="rolling_bass offbeat_bass saw_bass sub_bass",
        chords="supersaw_chords poly_synth juno_chords house_stab",
        pads="warm_pad sweep_pad string_pad choir_pad air_pad",
        lead="supersaw_lead saw_lead pluck_lead bell_lead",
        arp="pluck_arp saw_arp glass_arp bell_arp",
        strings="string_ensemble",
        vocals="choir_aah choir_ooh vocal_chop",
    ),
    level_lu=levels(
        percussion=-13,
        bass=-3,
        chords=-5.5,
        pads=-9.5,
        lead=-4.5,
        arp=-9,
        strings=-11,
        vocals=-10,
        fx=-12,
    ),
    bass=(BassStyle.ROLLING_16THS, BassStyle.OFFBEAT),
    comping=(CompStyle.SUPERSAW_PUMP, CompStyle.STABS_OFFBEAT, CompStyle.SUSTAINED),
    arps=(ArpStyle.UP_DOWN, ArpStyle.BROKEN, ArpStyle.PEDAL),
    leads=(LeadStyle.ANTHEM, LeadStyle.HOOK),
    pads=(PadStyle.SUSTAINED, PadStyle.SWELLING, PadStyle.PULSING),
    strings=(StringStyle.SUSTAINED,),
    vocals=(VocalStyle.CHOIR, VocalStyle.OOHS),
    humanise_ms=0.0,
    duck=0.75,
    spectrum_tilt_db_per_octave=-4.3,
    fx=True,
    grid=True,
    typical_instruments=heard("supersaw pad arp bass drums choir"),
    moods=words("euphoric, uplifting, epic, dreamy"),
)

PSYTRANCE = Genre(
    id="psytrance",
    title="Psytrance",
    aliases=words(
        """psy trance, psy-trance, psychedelic trance, goa trance, full-on psy, progressive psy,
        dark psy, forest psy, hitech psy"""
    ),
    description="A galloping bass between dry kicks, squelching lines and oriental half-steps.",
    family="electronic",
    tempo_bpm=(138, 148),
    modes=scales(phrygian=3, minor=2),
    grooves=(
        groove(
            "full on",
            kick="9...9...9...9...",
            clap="....6.......6...",
            closed_hat="..7...7...7...7.",
            shaker="3.343.343.343.34",
            extra={"ride": "..5...5...5...5.", "woodblock": "...4..4.....4..."},
        ),
        groove(
            "forest",
            kick="9...9...9...9...",
            closed_hat="4.7.4.7.4.7.4.7.|4.7.4.7.4.7.4775",
            snare="....5.......5...|....5.......5..4",
            bongo="...4.4....4.4..4",
            extra={"shaker": "3333333333333333", "open_hat": "..6...6...6...6."},
        ),
        groove(
            "progressive psy",
            kick="9...9...9...9...",
            open_hat="..6...6...6...6.",
            clap="....7.......7...",
            rim="......4...4..4..",
            closed_hat="5.345.345.345.34",
            extra={
                "high_tom": "..........4.4.4.",
                "tambourine": "..4...4...4...4.",
                "shaker": "3.433.433.433.43",
            },
        ),
    ),
    kits=kits("trance techno_909"),
    progressions=PHRYGIAN_VAMP + chords("minor", "1/4", "1/3 7", "1/3 b2", "1/2 6 7", "1/2 b2 1"),
    progressions_b=PHRYGIAN_VAMP[:3] + chords("minor", "1 6 7 1", "1/2 6 5!"),
    forms=fit("DKBCPLAVX", CLUB_SLOW_BURN, CLUB),
    patches=sounds(
        bass="rolling_bass acid_bass saw_bass fm_bass",
        chords="dark_stab hoover_stab juno_chords",
        pads="dark_pad sweep_pad choir_pad glass_pad",
        lead="fm_lead square_lead saw_lead pluck_lead",
        arp="acid_arp square_arp pluck_arp saw_arp",
        vocals="vocal_chop vowel_lead",
    ),
    level_lu=levels(
        percussion=-12, bass=-1.5, chords=-8, pads=-11, lead=-7, arp=-6.5, vocals=-12, fx=-12
    ),
    bass=(BassStyle.ROLLING_16THS, BassStyle.GALLOP),
    comping=(CompStyle.DARK_STABS, CompStyle.STABS_SYNCOPATED),
    arps=(ArpStyle.ACID, ArpStyle.PEDAL, ArpStyle.EUCLIDEAN),
    leads=(LeadStyle.RIFF, LeadStyle.CALL_AND_RESPONSE),
    pads=(PadStyle.SUSTAINED, PadStyle.DRIFTING),
    vocals=(VocalStyle.CHOPS,),
    humanise_ms=0.0,
    duck=0.55,
    spectrum_tilt_db_per_octave=-4.4,
    fx=True,
    grid=True,
    typical_instruments=heard("bass drums acid synth arp fx"),
    moods=words("psychedelic, hypnotic, intense, trippy"),
)

HARDSTYLE = Genre(
    id="hardstyle",
    title="Hardstyle",
    aliases=words(
        """hard style, rawstyle, euphoric hardstyle, hardcore, happy hardcore, gabber, jumpstyle,
        hard dance, uk hardcore, frenchcore, hard trance"""
    ),
    description="A distorted kick that is also the bass, and an anthem of screaming saws.",
    family="electronic",
    tempo_bpm=(148, 160),
    modes=scales(minor=5, phrygian=0.5),
    grooves=(
        groove(
            "reverse bass",
            kick="9...9...9...9...",
            clap="....8.......8...",
            open_hat="..7...7...7...7.",
            crash="4...............|................",
            extra={
                "closed_hat": "4.4.4.4.4.4.4.4.",
                "ride": "..4...4...4...4.",
                "shaker": "3.433.433.433.43",
                "tambourine": "....4.......4...",
            },
        ),
        groove(
            "raw",
            kick="9...9...9...9..7|9...9...9.9.9.9.",
            snare="....7.......7...",
            ride="6.6.6.6.6.6.6.6.",
            clap="............5...",
            extra={
                "open_hat": "..6...6...6...6.",
                "low_tom": "...............5",
                "shaker": "3.433.433.433.43",
                "tambourine": "....4.......4...",
            },
        ),
        groove(
            "jump",
            kick="9...9...9...9...|9...9...9..99...",
            clap="....8.......8.5.",
            closed_hat="..7...7...7...7.",
            open_hat="..6...6...6...6.",
            extra={"shaker": "3434343434343434", "tambourine": "..5...5...5...5."},
        ),
    ),
    kits=kits("techno_909 trance"),
    progressions=MINOR_POP[:6] + MINOR_EPIC[:3] + chords("phrygian", "1 2 1 7", "1/2 2 7"),
    progressions_b=MINOR_EPIC + MINOR_LIFT[:2] + chords("phrygian", "1/2 2 1", "1/2 6 2"),
    forms=fit("DKBCPLAVX", CLUB, CLUB_SONG),
    patches=sounds(
        bass="offbeat_bass saw_bass reese_bass rolling_bass",
        chords="supersaw_chords hoover_stab dark_stab poly_synth",
        pads="string_pad choir_pad warm_pad sweep_pad",
        lead="supersaw_lead saw_lead square_lead fm_lead",
        arp="saw_arp pluck_arp acid_arp",
        vocals="choir_aah vocal_chop",
    ),
    level_lu=levels(
        percussion=-13, bass=-2, chords=-6, pads=-11, lead=-3.5, arp=-10, vocals=-11, fx=-12
    ),
    bass=(BassStyle.OFFBEAT, BassStyle.GALLOP),
    comping=(CompStyle.SUPERSAW_PUMP, CompStyle.STABS_SYNCOPATED, CompStyle.SUSTAINED),
    arps=(ArpStyle.UP, ArpStyle.PEDAL, ArpStyle.BROKEN),
    leads=(LeadStyle.ANTHEM, LeadStyle.HOOK),
    pads=(PadStyle.SUSTAINED, PadStyle.SWELLING),
    vocals=(VocalStyle.CHOIR, VocalStyle.CHOPS),
    humanise_ms=0.0,
    duck=0.8,
    spectrum_tilt_db_per_octave=-4.0,
    low_shelf_db=0.5,
    fx=True,
    grid=True,
    typical_instruments=heard("drums supersaw lead bass choir fx"),
    moods=words("aggressive, euphoric, powerful, energetic"),
)

GENRES = (TRANCE, PSYTRANCE, HARDSTYLE)
