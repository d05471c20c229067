"""Describe bass music: half-time weight, breaks and shuffled two-step."""

from menura.studio.genres.forms import BASS_DROP, CLUB, CLUB_SLOW_BURN, CLUB_SONG
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
from menura.studio.genres.progressions import MINOR_DARK, MINOR_EPIC, MINOR_LIFT, PHRYGIAN_VAMP
from menura.studio.styles import (
    ArpStyle,
    BassStyle,
    CompStyle,
    LeadStyle,
    PadStyle,
    StringStyle,
    VocalStyle,
)

DUBSTEP = Genre(
    id="dubstep",
    title="Dubstep",
    aliases=words(
        """brostep, riddim, melodic dubstep, deep dubstep, tearout, dub step, wobble music,
        deathstep, chillstep, half-time bass music"""
    ),
    description="Half-time drums at 140 under a bass whose filter speaks: weight, space and drops.",
    family="electronic",
    tempo_bpm=(138, 144),
    feel=0.5,
    modes=scales(minor=4, phrygian=1),
    grooves=(
        groove(
            "half-time",
            kick="9.............5.|9.....7.........",
            snare="........9.......",
            closed_hat="6.4.6.436.4.6.46|6.4.6.436.446.6.",
            open_hat="..............6.|......5.........",
            extra={
                "rim": "....3.....3..3..|...3......3.3...",
                "shaker": "3.3.3.3.3.3.3.3.",
                "tambourine": "....4.......4...",
            },
        ),
        groove(
            "stomp",
            kick="9.....8...8.....|9..8......8...6.",
            snare="........9.......",
            clap="........7.......",
            closed_hat="5...5...5...5...|5...5...5...5.55",
            ride="....4.......4...",
            extra={
                "closed_hat": "..4...4...4..44.",
                "low_tom": "..............5.|............4.5.",
                "tambourine": "....4.......4...",
                "shaker": "..3...3...3...3.",
            },
        ),
        groove(
            "steppers",
            kick="9...........8...|9.......7...8...|9...........8...|9..7......8.....",
            snare="........9.......|........9.......|........9.......|........9.....4.",
            rim="...5..5.....5...|...5......5..5..",
            closed_hat="..5...5...5...5.",
            extra={
                "shaker": "4.3.4.3.4.3.4.3.",
                "open_hat": "......5.........|..............5.",
                "tambourine": "....4.......4...",
            },
        ),
    ),
    kits=kits("dubstep industrial"),
    progressions=MINOR_DARK + PHRYGIAN_VAMP,
    progressions_b=MINOR_EPIC + MINOR_LIFT[:2] + PHRYGIAN_VAMP[:2],
    forms=fit("DKBCPLAVX", BASS_DROP, CLUB),
    patches=sounds(
        bass="wobble_bass growl_bass reese_bass fm_bass",
        chords="dark_stab supersaw_chords hoover_stab poly_synth",
        pads="dark_pad choir_pad sweep_pad air_pad glass_pad",
        lead="square_lead saw_lead bell_lead vowel_lead pluck_lead",
        arp="bell_arp pluck_arp glass_arp saw_arp",
        vocals="vocal_chop vowel_lead",
    ),
    level_lu=levels(
        percussion=-12, bass=1, chords=-7, pads=-11, lead=-7, arp=-12, vocals=-9, fx=-12
    ),
    bass=(BassStyle.WOBBLE, BassStyle.WOBBLE, BassStyle.REESE),
    comping=(CompStyle.DARK_STABS, CompStyle.SUSTAINED, CompStyle.STABS_SYNCOPATED),
    arps=(ArpStyle.SPARSE, ArpStyle.BROKEN, ArpStyle.UP),
    leads=(LeadStyle.HOOK, LeadStyle.SPARSE, LeadStyle.CALL_AND_RESPONSE),
    pads=(PadStyle.SUSTAINED, PadStyle.SWELLING),
    vocals=(VocalStyle.CHOPS,),
    humanise_ms=1.0,
    duck=0.5,
    spectrum_tilt_db_per_octave=-4.3,
    low_shelf_db=2.0,
    fx=True,
    grid=True,
    typical_instruments=heard("drums bass sub_bass synth fx vocal_chops"),
    moods=words("dark, aggressive, heavy, intense"),
)

DRUM_AND_BASS = Genre(
    id="drum_and_bass",
    title="Drum and bass",
    aliases=words(
        """drum & bass, drum n bass, drum'n'bass, drum 'n' bass, drumnbass, drum and base, dnb,
        d&b, d'n'b, d and b, liquid dnb, liquid drum and bass, liquid funk, jungle, neurofunk,
        neuro, jump up dnb, intelligent dnb, atmospheric dnb, breakcore, darkstep, rollers,
        techstep, breakbeat, breakbeats, breaks, big beat, big-beat"""
    ),
    description="Fast chopped breakbeats over a deep, slow bass: hurry above, calm below.",
    family="electronic",
    tempo_bpm=(170, 178),
    modes=scales(minor=4, dorian=1),
    grooves=(
        groove(
            "two-step",
            kick="9.........8.....|9.........8...5.",
            snare="....9..3.3..9...|....9..3.3..9..4",
            closed_hat="7.5.7.5.7.5.7.5.",
            open_hat="..........6.....",
            extra={
                "ride": "6...6...6...6...",
                "shaker": "3.433.433.433.43",
                "tambourine": "....4.......4...",
            },
        ),
        groove(
            "chopped break",
            kick="9.8.......98....|9.8.......9.....",
            snare="....9..4.4..9..4|....9..4.4....9.",
            ride="7.6.7.6.7.6.7.6.",
            crash="................|..........6.....",
            extra={
                "closed_hat": "..4...4...4...4.",
                "open_hat": "................|............5...",
                "tambourine": "....4.......4...",
                "shaker": "..3...3...3...3.",
            },
        ),
        groove(
            "long break",
            kick="9.8.......98....|9.8.......98....|9.8.......9.....|..98......9.....",
            snare="....9..4.4..9..4|....9..4.4..9..4|....9..4.4....9.|.4..9..4.4....9.",
            closed_hat="7.6.7.6.7.6.7.6.",
            crash="................|................|................|..........7.....",
            extra={
                "shaker": "3.3.3.3.3.3.3.3.",
                "rim": "......3.......3.",
                "tambourine": "....4.......4...",
            },
        ),
        groove(
            "stepper",
            kick="9......7..8.....|9.....7...8.....",
            snare="....9.......9...|....9.......9.3.",
            closed_hat="6.466.466.466.46",
            open_hat="......6.........|......6.......5.",
            extra={
                "ride": "5.5.5.5.5.5.5.5.",
                "tambourine": "....4.......4...",
                "shaker": "..3...3...3...3.",
            },
        ),
    ),
    kits=kits("breaks"),
    progressions=chords("minor", "1 6 3 7", "1/2 6/2", "1/2 7 6", "1 3 4 6", "1/2 4/2", "1/3 7")
    + MINOR_DARK[:5]
    + chords("dorian", "1/2 4 1", "1 3 1 4", "1/4", "1/3 4"),
    progressions_b=MINOR_LIFT
    + chords("minor", "1/2 6/2 3/2 7/2", "1 6 4 1")
    + chords("dorian", "1/2 3 4", "1/3 4"),
    forms=fit("DKBCPLASVX", BASS_DROP, CLUB_SLOW_BURN),
    patches=sounds(
        bass="reese_bass sub_bass fm_bass growl_bass",
        chords="electric_piano juno_chords dark_stab grand_piano bell_keys",
        pads="warm_pad dark_pad air_pad string_pad glass_pad",
        lead="pluck_lead mellow_lead bell_lead saw_lead flute",
        arp="bell_arp pluck_arp glass_arp",
        strings="string_ensemble",
        vocals="choir_ooh vocal_chop",
    ),
    level_lu=levels(
        percussion=-12,
        bass=-1,
        chords=-6.5,
        pads=-9.5,
        lead=-7.5,
        arp=-11,
        strings=-11,
        vocals=-10,
        fx=-14,
    ),
    bass=(BassStyle.REESE, BassStyle.SYNCOPATED, BassStyle.LAZY),
    comping=(CompStyle.SUSTAINED, CompStyle.STABS_SYNCOPATED, CompStyle.LAZY_CHORDS),
    arps=(ArpStyle.BROKEN, ArpStyle.SPARSE, ArpStyle.UP_DOWN),
    leads=(LeadStyle.HOOK, LeadStyle.SPARSE),
    pads=(PadStyle.SUSTAINED, PadStyle.SWELLING),
    strings=(StringStyle.SUSTAINED,),
    vocals=(VocalStyle.OOHS, VocalStyle.CHOPS),
    swing=0.52,
    humanise_ms=1.5,
    extensions=4,
    duck=0.4,
    spectrum_tilt_db_per_octave=-4.4,
    low_shelf_db=1.5,
    fx=True,
    grid=True,
    typical_instruments=heard("drums bass sub_bass pad electric_piano vocal_chops"),
    moods=words("energetic, futuristic, rolling, deep"),
)

GARAGE = Genre(
    id="garage",
    title="UK garage",
    aliases=words(
        """uk garage, ukg, 2-step, 2 step, two-step, two step, 2step, speed garage, future garage,
        bassline house, bassline music, 2-step garage, grime, 4x4 garage, uk bass"""
    ),
    description="Shuffled two-step drums with a missing kick, organ bass and clipped voices.",
    family="electronic",
    tempo_bpm=(128, 136),
    modes=scales(minor=3, dorian=1),
    grooves=(
        groove(
            "two-step shuffle",
            kick="9.........8.....|9......5..8.....",
            snare="....8.......8..3|....8..3....8...",
            clap="....5.......5...",
            closed_hat="..6..5.6..6..5.6|..6..5.6..6.55.6",
            rim=".......4.4......|.4.....4.4....4.",
            extra={"shaker": "3.433.433.433.43", "open_hat": "..............5."},
        ),
        groove(
            "skippy",
            kick="9..5......8..5..|9..5..7...8.....",
            snare="....8.......8...|....8.......8.4.",
            closed_hat="5.6.4.65..6.4.65",
            open_hat="..5...5...5...5.",
            woodblock="...4..4..4.....4",
            extra={"shaker": ".3.3.3.3.3.3.3.3", "high_conga": "..4..4...4..4..."},
        ),
        groove(
            "four-to-the-floor",
            kick="9...9...9...9...",
            snare="....7..3....7..3",
            open_hat="..7...7...7...7.",
            closed_hat=".4.5.4.5.4.5.4.5",
            rim="...4...4..4.....",
            extra={"tambourine": "..3...3...3...3.", "bongo": ".4..4.4...4.4..."},
        ),
    ),
    kits=kits("garage"),
    progressions=chords(
        "minor", "1 4 1 4", "1/2 4 5", "1 6 4 5", "1 4 6 5!", "1/2 6 7", "1 5 4 1", "1 6 1 7"
    )
    + chords("dorian", "1/3 4", "1 3 1 4", "1/2 3 4", "1 4 1 4", "1/4"),
    progressions_b=chords("minor", "6 7 1/2", "4 5 1/2", "6 5! 1/2", "4 6 1 7")
    + chords("dorian", "1 3 4 1", "1/2 4 1"),
    forms=fit("DKBCPLAVX", CLUB_SONG, CLUB),
    patches=sounds(
        bass="organ_bass sub_bass reese_bass fm_bass square_bass",
        chords="drawbar_organ electric_piano house_stab juno_chords grand_piano",
        pads="warm_pad string_pad air_pad choir_pad",
        lead="pluck_lead bell_lead mellow_lead fm_lead",
        arp="pluck_arp bell_arp glass_arp",
        vocals="vocal_chop vowel_lead choir_ooh",
    ),
    level_lu=levels(
        percussion=-10, bass=-1, chords=-5.5, pads=-11, lead=-7.5, arp=-12, vocals=-6.5, fx=-16
    ),
    bass=(BassStyle.GARAGE, BassStyle.SYNCOPATED),
    comping=(CompStyle.STABS_SYNCOPATED, CompStyle.STABS_OFFBEAT, CompStyle.LAZY_CHORDS),
    arps=(ArpStyle.EUCLIDEAN, ArpStyle.SPARSE),
    leads=(LeadStyle.CALL_AND_RESPONSE, LeadStyle.HOOK),
    pads=(PadStyle.SUSTAINED, PadStyle.PULSING),
    vocals=(VocalStyle.CHOPS,),
    swing=0.6,
    humanise_ms=2.0,
    extensions=4,
    duck=0.35,
    spectrum_tilt_db_per_octave=-4.7,
    low_shelf_db=1.5,
    fx=True,
    typical_instruments=heard("drums bass organ vocal_chops piano pad"),
    moods=words("groovy, bouncy, late-night, soulful"),
)

GENRES = (DUBSTEP, DRUM_AND_BASS, GARAGE)
