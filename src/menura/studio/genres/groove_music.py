"""Describe music of the groove: funk, soul and disco."""

from menura.studio.genres.forms import DANCE_FLOOR, JAM, SONG, SONG_HOOK_FIRST, SONG_PRE_CHORUS
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
from menura.studio.genres.progressions import DORIAN_VAMP, MINOR_DANCE, MINOR_LIFT
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

FUNK = Genre(
    id="funk",
    title="Funk",
    aliases=words(
        """funk music, p-funk, p funk, jazz funk, jazz-funk, boogie funk, funk rock, synth funk,
        minneapolis sound, new orleans funk, electric boogaloo, go-go, funky music, acid jazz,
        blaxploitation"""
    ),
    description="Everything on the one: syncopated bass, scratching guitar, clavinet, horns.",
    family="band",
    tempo_bpm=(96, 114),
    modes=scales(dorian=3, mixolydian=2, minor=0.7),
    grooves=(
        groove(
            "on the one",
            kick="9..6..8...6..5..|9..6..8.....6.5.",
            snare="....9.23.2..9.2.|....9.23.2..9..3",
            closed_hat="7.575.757.575.57",
            open_hat="..............6.",
            extra={"low_conga": "..4..5.4..4..55.", "tambourine": "....4.......4..."},
        ),
        groove(
            "linear",
            kick="9.7....7..8.....|9.7....7..8..6..",
            snare="....9..3.3.39..3|....9..3.3.39.3.",
            closed_hat="65.66.6.6.6.6.66",
            extra={"cowbell": "5.4.5.4.5.4.5.4.", "high_conga": "...4..4....4..4."},
        ),
        groove(
            "second line",
            kick="9..7..7...7.7...|9..7..7...7.....",
            snare="..4.8.3.4.3.8.43|..4.8.3.4.34.8.4",
            ride="6.5.6.5.6.5.6.5.",
            extra={"tambourine": "3.5.3.5.3.5.3.5.", "woodblock": "5..5..5...5.5..."},
        ),
        groove(
            "half-time pocket",
            kick="9.....6.........|9.....6....7..6.",
            snare="....2..28.2..2..|....2..28.2..22.",
            closed_hat="6.5.6.546.5.6.54",
            extra={"shaker": "3434343434343434", "bongo": "..4..44...4..4.."},
        ),
    ),
    kits=kits("funk"),
    progressions=DORIAN_VAMP
    + chords("mixolydian", "1!/4", "1!/2 4!/2", "1! 7 4! 1!", "1!/3 7")
    + chords("minor", "1/2 4/2", "1/4", "1/2 7 4!"),
    progressions_b=chords("dorian", "4/2 1/2", "1/2 3 4", "1/3 4", "3 4 1/2")
    + chords("mixolydian", "4!/2 1!/2", "1!/2 4! 1!", "1! 5 4! 1!")
    + chords("minor", "4 5! 1/2", "6 7 1/2"),
    forms=fit("DKBCGLHSV", JAM, SONG_HOOK_FIRST),
    patches=sounds(
        bass="slap_bass finger_bass moog_bass picked_bass",
        chords="clavinet drawbar_organ wurlitzer electric_piano",
        guitar="muted_guitar clean_guitar",
        lead="saxophone trumpet talkbox_lead clean_guitar_lead square_lead",
        brass="horn_section brass_section synth_brass",
        strings="disco_strings",
        vocals="choir_ooh choir_aah",
    ),
    level_lu=levels(
        percussion=-11,
        bass=-0.5,
        chords=-6.5,
        guitar=-6.5,
        lead=-5.5,
        brass=-6,
        strings=-11,
        vocals=-10,
    ),
    bass=(BassStyle.FUNK, BassStyle.SLAP),
    comping=(CompStyle.CLAV_16THS, CompStyle.STABS_SYNCOPATED),
    guitar=(GuitarStyle.MUTED_16THS,),
    leads=(LeadStyle.RIFF, LeadStyle.CALL_AND_RESPONSE, LeadStyle.IMPROVISED),
    brass=(BrassStyle.STABS, BrassStyle.RIFF),
    strings=(StringStyle.SUSTAINED,),
    vocals=(VocalStyle.OOHS,),
    swing=0.54,
    humanise_ms=5.0,
    extensions=4,
    spectrum_tilt_db_per_octave=-4.4,
    typical_instruments=heard("bass clavinet electric_guitar drums brass organ"),
    moods=words("funky, groovy, playful, confident"),
)

SOUL = Genre(
    id="soul",
    title="Soul",
    aliases=words(
        """soul music, motown, northern soul, gospel, southern soul, philly soul, blue-eyed soul,
        memphis soul, soul jazz, retro soul, doo wop, doo-wop"""
    ),
    description="Warm organ and piano, melodic bass and a backbeat with tambourine and horns.",
    family="band",
    tempo_bpm=(76, 120),
    modes=scales(major=3, dorian=1, minor=1),
    grooves=(
        groove(
            "detroit",
            kick="9.....7.9.7.....|9.....7.9.7...5.",
            snare="7...8...7...8...",
            closed_hat="5.5.5.5.5.5.5.5.",
            tambourine="....7.4.....7.4.",
            extra={"low_conga": "4..4..4.4..4..44", "clap": "....5.......5..."},
        ),
        groove(
            "pocket",
            kick="9......58.5.....|9......58.....5.",
            snare="....8..2.2..8...|....8..2.2..8..2",
            closed_hat="6.5.6.5.6.5.6.5.",
            extra={"shaker": "3.3.3.3.3.3.3.3.", "tambourine": "....5.......5..."},
        ),
        groove(
            "neo",
            kick="9..5...7..8.....|9..5...7......6.",
            rim="....7.......7...|....7.......7..3",
            closed_hat="5.4.54.45.4.54.4",
            snare=".......2.2......",
            extra={"snap": "....4.......4...", "high_conga": "..4..4....4..4.."},
        ),
    ),
    kits=kits("funk boom_bap"),
    progressions=chords(
        "major",
        "1 6 2 5",
        "1 4 1 5",
        "1 6 4 5",
        "1 3! 4 5",
        "1 2 4 1",
        "1 4 1 4m",
        "1/2 2/2",
        "1 1! 4 4m",
    )
    + DORIAN_VAMP[:4]
    + chords("minor", "1 4 1 5!", "1 6 4 5!", "1/2 4 5!", "1 5! 1 4"),
    progressions_b=chords("major", "4 5 1 6!", "4 1 2! 5 1/2 4 1", "2 5 1/2", "4 4m 1/2")
    + chords("dorian", "1/2 4 1", "3 4 1/2")
    + chords("minor", "4 5! 1/2", "6 5! 1/2"),
    forms=fit("DKBCGLHSPV", SONG, SONG_PRE_CHORUS, SONG_HOOK_FIRST),
    patches=sounds(
        bass="finger_bass picked_bass upright_bass",
        chords="drawbar_organ grand_piano wurlitzer electric_piano",
        guitar="clean_guitar muted_guitar",
        lead="saxophone trumpet clean_guitar_lead mellow_lead",
        brass="horn_section brass_section",
        strings="string_ensemble chamber_strings",
        pads="string_pad warm_pad",
        vocals="choir_ooh choir_aah",
    ),
    level_lu=levels(
        percussion=-10,
        bass=-1.5,
        chords=-5,
        guitar=-8,
        lead=-5,
        brass=-7,
        strings=-9.5,
        pads=-12,
        vocals=-8,
    ),
    bass=(BassStyle.MOTOWN, BassStyle.LAZY),
    comping=(CompStyle.GOSPEL, CompStyle.BALLAD, CompStyle.SUSTAINED),
    guitar=(GuitarStyle.CLEAN_ARPEGGIO, GuitarStyle.SKANK),
    leads=(LeadStyle.SINGABLE, LeadStyle.LYRICAL, LeadStyle.CALL_AND_RESPONSE),
    brass=(BrassStyle.STABS, BrassStyle.RIFF, BrassStyle.SWELLS),
    strings=(StringStyle.SUSTAINED, StringStyle.LEGATO_LINE),
    pads=(PadStyle.SUSTAINED,),
    vocals=(VocalStyle.OOHS,),
    swing=0.55,
    humanise_ms=7.0,
    extensions=4,
    spectrum_tilt_db_per_octave=-4.8,
    low_shelf_db=-2.0,
    high_shelf_db=-2.0,
    typical_instruments=heard("organ bass drums brass piano vocals"),
    moods=words("warm, soulful, heartfelt, uplifting"),
)

DISCO = Genre(
    id="disco",
    title="Disco",
    aliases=words(
        """disco music, nu disco, nu-disco, nudisco, space disco, philly disco, cosmic disco, 70s
        disco, dance floor disco, post-disco, studio 54, disco pop, italo disco"""
    ),
    description="Four on the floor with hissing open hats, octave bass, wah guitar and strings.",
    family="band",
    tempo_bpm=(112, 124),
    modes=scales(minor=3, dorian=1.5, major=1),
    grooves=(
        groove(
            "four on the floor",
            kick="9...9...9...9...",
            snare="....8.......8...",
            closed_hat="5.5.5.5.5.5.5.5.",
            open_hat="..8...8...8...8.",
            extra={"low_conga": "4..54..44..54.4.", "tambourine": "..5...5...5...5."},
        ),
        groove(
            "sixteenth hats",
            kick="9...9...9...9...",
            snare="....8.......8..3|....8.......8.33",
            clap="....6.......6...",
            closed_hat="64.564.564.564.5",
            open_hat="..7...7...7...7.",
            extra={"cowbell": "4...4...4...4...", "high_conga": "..4.44..4.4.44.4"},
        ),
        groove(
            "shuffle floor",
            kick="9...9...9...9..5",
            snare="....8..2....8..2",
            open_hat="..7...7...7...7.",
            tambourine="5.455.455.455.45",
            extra={"shaker": "3.333.333.333.33", "bongo": "4..4..4.4..4..44"},
        ),
    ),
    kits=kits("disco"),
    progressions=MINOR_DANCE
    + chords("minor", "1 4 7 6", "1/2 4/2", "1 6 4 5!", "1 4 1 5!")
    + DORIAN_VAMP[:4]
    + chords("major", "1 6 2 5", "1 3 4 5", "1 6 4 5", "1/2 4 5"),
    progressions_b=MINOR_LIFT
    + chords("minor", "4 5! 1/2", "6 5! 1/2")
    + DORIAN_VAMP[:2]
    + chords("major", "4 5 1 6", "2 5 1/2", "4 5 1/2"),
    forms=fit("DKBCGLHSPAVX", DANCE_FLOOR, SONG, SONG_PRE_CHORUS),
    patches=sounds(
        bass="finger_bass slap_bass moog_bass picked_bass",
        chords="electric_piano grand_piano clavinet wurlitzer juno_chords",
        guitar="muted_guitar clean_guitar",
        lead="trumpet saxophone saw_lead flute talkbox_lead",
        brass="horn_section brass_section synth_brass",
        strings="disco_strings string_ensemble",
        pads="string_pad warm_pad",
        arp="pluck_arp saw_arp",
        vocals="choir_ooh choir_aah vocal_chop",
    ),
    level_lu=levels(
        percussion=-10,
        bass=-1.5,
        chords=-6.5,
        guitar=-7.5,
        lead=-6,
        brass=-7,
        strings=-6,
        pads=-12,
        arp=-12,
        vocals=-9,
        fx=-16,
    ),
    bass=(BassStyle.OCTAVES, BassStyle.FUNK, BassStyle.SYNCOPATED),
    comping=(CompStyle.STABS_SYNCOPATED, CompStyle.HOUSE_PIANO, CompStyle.CLAV_16THS),
    guitar=(GuitarStyle.MUTED_16THS,),
    arps=(ArpStyle.BROKEN,),
    leads=(LeadStyle.SINGABLE, LeadStyle.CALL_AND_RESPONSE),
    brass=(BrassStyle.STABS, BrassStyle.RIFF),
    strings=(StringStyle.DISCO_RUNS, StringStyle.SUSTAINED, StringStyle.LEGATO_LINE),
    pads=(PadStyle.SUSTAINED,),
    vocals=(VocalStyle.OOHS, VocalStyle.CHOPS),
    swing=0.53,
    humanise_ms=4.0,
    extensions=4,
    duck=0.2,
    spectrum_tilt_db_per_octave=-4.5,
    low_shelf_db=-2.0,
    fx=True,
    typical_instruments=heard("bass drums strings electric_guitar brass electric_piano"),
    moods=words("happy, glamorous, dancing, uplifting"),
)

GENRES = (FUNK, SOUL, DISCO)
