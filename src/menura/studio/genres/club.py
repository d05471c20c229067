"""Describe house music and its relatives: a kick on every beat."""

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
    DORIAN_VAMP,
    MAJOR_AXIS,
    MINOR_DANCE,
    MINOR_DARK,
    MINOR_LIFT,
    PHRYGIAN_VAMP,
)
from menura.studio.styles import ArpStyle, BassStyle, CompStyle, LeadStyle, PadStyle, VocalStyle

HOUSE = Genre(
    id="house",
    title="House",
    aliases=words(
        """house music, classic house, chicago house, piano house, funky house, french house,
        filter house, future house, bass house, progressive house, electro house, edm, big room,
        tropical house, jackin house, disco house, vocal house, slap house, tech house,
        tech-house, afro house, acid house, eurodance"""
    ),
    description="A kick on every beat, open hats between them, piano or stabs and a bouncing bass.",
    family="electronic",
    tempo_bpm=(120, 128),
    modes=scales(minor=3, dorian=1, major=1),
    grooves=(
        groove(
            "classic",
            kick="9...9...9...9...",
            clap="....8.......8...",
            closed_hat="6..46..46..46..4",
            open_hat="..8...8...8...8.",
            extra={"shaker": "3.533.533.533.53", "high_conga": "...4..4....4..3."},
        ),
        groove(
            "jackin",
            kick="9...9...9...9...|9...9...9...9..5",
            clap="....8.......8...|....8.......8.4.",
            closed_hat="..5...5...5...5.|..5..35...5..35.",
            open_hat="..7...7...7...7.",
            rim="...5..5...5..5..|...5..5....5..5.",
            extra={"shaker": "4343434343434343", "tambourine": "....5.......5..."},
        ),
        groove(
            "filtered",
            kick="9...9...9...9...",
            snare="....7.......7...",
            clap="....7.......7...",
            closed_hat="5.365.365.365.36",
            open_hat="..7...7...7...7.",
            extra={"tambourine": "..4...4...4...4.", "bongo": "4..54..4.4.54..4"},
        ),
        groove(
            "bounce",
            kick="9...9...9...9...",
            clap="....8.......8..3|....8.......8...",
            open_hat="..8...8...8...8.",
            closed_hat="4.6.4.6.4.6.4.63",
            cowbell="......4.....4...|......4..4......",
            extra={"shaker": "3.4.3.4.3.4.3.4.", "low_conga": "..3..4....3..4.."},
        ),
    ),
    kits=kits("house_909 disco"),
    progressions=MINOR_DANCE
    + DORIAN_VAMP
    + MAJOR_AXIS[:4]
    + chords("minor", "1 4 1 7", "1/2 6/2", "1/2 4 7"),
    progressions_b=MINOR_LIFT + DORIAN_VAMP[:2] + MAJOR_AXIS[:3],
    forms=fit("DKBCPLAVX", CLUB, CLUB_SONG, CLUB_SLOW_BURN),
    patches=sounds(
        bass="offbeat_bass saw_bass square_bass organ_bass fm_bass",
        chords="house_stab grand_piano drawbar_organ poly_synth electric_piano",
        pads="warm_pad string_pad sweep_pad air_pad",
        lead="pluck_lead fm_lead saw_lead talkbox_lead bell_lead",
        arp="pluck_arp bell_arp saw_arp glass_arp",
        vocals="vocal_chop choir_ooh",
    ),
    level_lu=levels(
        percussion=-11, bass=-2.5, chords=-5, pads=-10, lead=-6.5, arp=-11, vocals=-9, fx=-14
    ),
    bass=(BassStyle.OFFBEAT, BassStyle.SYNCOPATED, BassStyle.OCTAVES),
    comping=(CompStyle.HOUSE_PIANO, CompStyle.STABS_OFFBEAT, CompStyle.STABS_SYNCOPATED),
    arps=(ArpStyle.UP_DOWN, ArpStyle.BROKEN, ArpStyle.EUCLIDEAN),
    leads=(LeadStyle.HOOK, LeadStyle.CALL_AND_RESPONSE),
    pads=(PadStyle.SUSTAINED, PadStyle.PULSING),
    vocals=(VocalStyle.CHOPS, VocalStyle.OOHS),
    swing=0.55,
    humanise_ms=2.0,
    extensions=4,
    duck=0.7,
    spectrum_tilt_db_per_octave=-4.6,
    low_shelf_db=1.0,
    fx=True,
    grid=True,
    typical_instruments=heard("drums bass piano synth pad vocal_chops"),
    moods=words("uplifting, energetic, groovy, happy"),
)

DEEP_HOUSE = Genre(
    id="deep_house",
    title="Deep house",
    aliases=words(
        """deep-house, deephouse, soulful house, organic house, lo-fi house, lofi house, melodic
        house, minimal house, micro house, microhouse, garage house, deep tech, beach house"""
    ),
    description="Slower, warmer house: ninth chords on electric piano, shuffled hats, round bass.",
    family="electronic",
    tempo_bpm=(117, 124),
    modes=scales(minor=3, dorian=1),
    grooves=(
        groove(
            "shuffled",
            kick="8...8...8...8...",
            clap="....6.......6...",
            closed_hat="..5..4.5..5..4.5",
            open_hat="..6...6...6...6.|..6...6...6..46.",
            rim="......4..4......|......4..4....4.",
            extra={"shaker": "3.433.433.433.43", "low_conga": "...4..5....4..5."},
        ),
        groove(
            "rim and shaker",
            kick="8...8...8...8...|8...8...8...8..4",
            rim="...5...5..5.....|...5...5..5..5..",
            snap="....6.......6...",
            shaker="4.354.354.354.35",
            open_hat="..5...5...5...5.",
            extra={"closed_hat": "3.3.3.3.3.3.3.3.", "high_conga": "4..44..4..4.4..."},
        ),
        groove(
            "organic",
            kick="8...8...8...8...",
            low_conga="...5..6....5..6.|...5..6..5.5..6.",
            high_conga="4..4.4..4..4.4..",
            shaker="5.355.355.355.35",
            snap="....5.......5...",
            extra={"open_hat": "..5...5...5...5.", "woodblock": "....4..4......4."},
        ),
    ),
    kits=kits("house_909 garage"),
    progressions=chords("minor", "1 4 1 4", "1/2 4 5", "1/2 6 7", "1/3 7", "1 5 4 1", "1 6 4 1")
    + DORIAN_VAMP
    + chords("dorian", "1/4", "1/3 4"),
    progressions_b=chords("minor", "6 7 1/2", "4 5 1/2", "6 4 1 7") + DORIAN_VAMP[:2],
    forms=fit("DKBCPLAVX", CLUB_SLOW_BURN, CLUB),
    patches=sounds(
        bass="moog_bass sub_bass offbeat_bass organ_bass fm_bass",
        chords="electric_piano juno_chords wurlitzer house_stab drawbar_organ",
        pads="warm_pad string_pad tape_pad air_pad",
        lead="mellow_lead pluck_lead saxophone flute bell_lead",
        arp="glass_arp pluck_arp bell_arp",
        vocals="choir_ooh vocal_chop",
    ),
    level_lu=levels(
        percussion=-9, bass=-2, chords=-4.5, pads=-9, lead=-7.5, arp=-12, vocals=-10, fx=-17
    ),
    bass=(BassStyle.SYNCOPATED, BassStyle.OFFBEAT, BassStyle.LAZY),
    comping=(CompStyle.STABS_SYNCOPATED, CompStyle.LAZY_CHORDS, CompStyle.STABS_OFFBEAT),
    arps=(ArpStyle.SPARSE, ArpStyle.EUCLIDEAN, ArpStyle.UP_DOWN),
    leads=(LeadStyle.SPARSE, LeadStyle.CALL_AND_RESPONSE),
    pads=(PadStyle.SUSTAINED, PadStyle.DRIFTING),
    vocals=(VocalStyle.OOHS, VocalStyle.CHOPS),
    swing=0.57,
    humanise_ms=3.0,
    extensions=5,
    duck=0.6,
    spectrum_tilt_db_per_octave=-5.2,
    low_shelf_db=1.0,
    fx=True,
    typical_instruments=heard("drums bass electric_piano pad synth saxophone"),
    moods=words("warm, smooth, late-night, soulful"),
)

TECHNO = Genre(
    id="techno",
    title="Techno",
    aliases=words(
        """minimal techno, detroit techno, acid techno, dub techno, hard techno, industrial techno,
        berlin techno, warehouse techno, peak time techno, melodic techno, schranz, rave techno,
        ebm, industrial music"""
    ),
    description="A relentless kick with a rumbling bass, dark stabs and slowly turning machines.",
    family="electronic",
    tempo_bpm=(126, 138),
    modes=scales(minor=3, phrygian=1.5),
    grooves=(
        groove(
            "warehouse",
            kick="9...9...9...9...",
            closed_hat="5.7.5.7.5.7.5.7.",
            open_hat="..8...8...8...8.",
            clap="............6...|....6.......6...",
            rim="...5..5....5.5..",
            extra={"low_tom": "..4..4..4..4..4.", "ride": "..5...5...5...5."},
        ),
        groove(
            "minimal",
            kick="9...9...9...9...",
            closed_hat="..6...6...6...6.|..6...6...6..56.",
            rim="...5....5..5....|...5....5..5..4.",
            clap="....6.......6...",
            shaker="3334333433343334",
            extra={"woodblock": "......4....4....", "open_hat": "..............6."},
        ),
        groove(
            "driving ride",
            kick="9...9...9...9...|9...9...9...9.6.",
            ride="6.6.6.6.6.6.6.6.",
            open_hat="..8...8...8...8.",
            clap="....7.......7...",
            mid_tom="...4..4...4..4..|...4..4...4.44..",
            extra={"closed_hat": "4444444444444444", "cowbell": "...3...3...3...3"},
        ),
        groove(
            "broken",
            kick="9...9...9..9..9.|9...9..9..9...9.",
            clap="....7.......7...",
            closed_hat="4.6.4.6.4.6.4.6.",
            open_hat="......7.......7.",
            extra={"shaker": "3434343434343434", "low_tom": "..5..5....5..5.."},
        ),
    ),
    kits=kits("techno_909 industrial"),
    progressions=MINOR_DARK + PHRYGIAN_VAMP + chords("minor", "1/4", "1/3 b2", "1/2 3 1"),
    progressions_b=MINOR_DARK[:4] + PHRYGIAN_VAMP[:3],
    forms=fit("DKBCPLAX", CLUB_SLOW_BURN, CLUB),
    patches=sounds(
        bass="rolling_bass sub_bass acid_bass fm_bass reese_bass",
        chords="dark_stab house_stab hoover_stab juno_chords",
        pads="dark_pad sweep_pad air_pad glass_pad",
        lead="fm_lead square_lead saw_lead pluck_lead",
        arp="acid_arp pluck_arp saw_arp square_arp",
    ),
    level_lu=levels(percussion=-10, bass=-2, chords=-6, pads=-11, lead=-9, arp=-8, fx=-13),
    bass=(BassStyle.ROLLING_16THS, BassStyle.OFFBEAT, BassStyle.ACID, BassStyle.PEDAL),
    comping=(CompStyle.DARK_STABS, CompStyle.STABS_SYNCOPATED),
    arps=(ArpStyle.ACID, ArpStyle.EUCLIDEAN, ArpStyle.PEDAL),
    leads=(LeadStyle.SPARSE, LeadStyle.RIFF),
    pads=(PadStyle.SUSTAINED, PadStyle.DRIFTING),
    swing=0.51,
    humanise_ms=1.0,
    duck=0.7,
    spectrum_tilt_db_per_octave=-4.8,
    low_shelf_db=1.5,
    fx=True,
    grid=True,
    typical_instruments=heard("drums bass acid synth arp fx"),
    moods=words("dark, hypnotic, driving, industrial"),
)

GENRES = (HOUSE, DEEP_HOUSE, TECHNO)
