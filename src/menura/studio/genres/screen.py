"""Describe music for pictures and for the orchestra."""

from menura.studio.genres.forms import OVERTURE, SLOW_RISE, THREE_ACTS
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
from menura.studio.genres.progressions import LYDIAN_FLOAT, MINOR_EPIC, MINOR_LIFT
from menura.studio.styles import (
    ArpStyle,
    BassStyle,
    BrassStyle,
    CompStyle,
    LeadStyle,
    PadStyle,
    StringStyle,
    VocalStyle,
)

CINEMATIC = Genre(
    id="cinematic",
    title="Cinematic",
    aliases=words(
        """film score, film music, movie score, movie soundtrack, soundtrack, trailer, trailer
        music, epic trailer, epic music, hybrid orchestral, film scoring, underscore, cinematic
        trailer, suspense music, action score, fantasy score, horror score, documentary music"""
    ),
    description="Low strings and drums that grow from a whisper to a wall of brass and choir.",
    family="classical",
    tempo_bpm=(76, 116),
    modes=scales(minor=4, dorian=0.7, phrygian=0.5, lydian=0.6),
    grooves=(
        groove(
            "war drums",
            taiko="9.....6...8.....|9..7..6...8.6.8.",
            kick="9...............|9.......8.......",
            extra={
                "low_tom": "..4..4....4..44.",
                "shaker": "3.3.3.3.3.3.3.3.",
                "tambourine": "....3.......3...",
            },
        ),
        groove(
            "ostinato drums",
            taiko="9..7..7.8..7..7.",
            low_tom="..4.4..4..4.4..4",
            crash="6...............|................|................|................",
            extra={
                "snare": "5.335.335.335.33",
                "mid_tom": "..............56",
                "shaker": "3.3.4.3.3.3.4.3.",
                "tambourine": "....3.......3...",
            },
        ),
        groove(
            "heartbeat",
            kick="8..6............|8..6........5...",
            taiko="........7.......|........7.....5.",
            extra={
                "rim": "3.3.3.3.3.3.3.3.",
                "low_tom": "...........4..4.",
                "shaker": "3.3.4.3.3.3.4.3.",
                "tambourine": "....3.......3...",
            },
        ),
        groove(
            "march to war",
            snare="6..36.336..36.36",
            taiko="9.......8...6...",
            kick="8.......8.......",
            extra={
                "mid_tom": "..4...4...4...44",
                "crash": "5...............|................",
                "shaker": "3.3.4.3.3.3.4.3.",
                "tambourine": "....3.......3...",
            },
        ),
    ),
    kits=kits("cinematic"),
    progressions=MINOR_EPIC
    + chords("minor", "1/2 6/2", "1/2 4/2", "1/2 6 7", "1/2 3/2")
    + chords("dorian", "1/2 3 4", "1/3 7", "1/2 4/2")
    + chords("phrygian", "1/2 2 1", "1/2 6 2", "1 2 1 7")
    + LYDIAN_FLOAT[:3],
    progressions_b=MINOR_EPIC[:5]
    + MINOR_LIFT[:3]
    + chords("dorian", "1 3 4 1", "1/2 4 1")
    + chords("phrygian", "1 7 2 1", "1 6 2 1")
    + chords("lydian", "1/2 2 1", "1/2 6 1", "1/3 2"),
    forms=fit("DKPSABCLHVX", THREE_ACTS, SLOW_RISE),
    patches=sounds(
        bass="drone_bass sub_bass",
        chords="grand_piano felt_piano",
        pads="dark_pad string_pad choir_pad sweep_pad air_pad",
        strings="string_ensemble chamber_strings tremolo_strings",
        brass="low_brass brass_section",
        lead="french_horn cello violin trumpet",
        arp="string_ostinato pluck_arp harp",
        vocals="choir_aah choir_ooh",
    ),
    level_lu=levels(
        percussion=-11,
        bass=-4,
        chords=-6,
        pads=-5,
        strings=-1,
        brass=-2,
        lead=-2.5,
        arp=-5,
        vocals=-4,
        fx=-9,
    ),
    bass=(BassStyle.DRONE, BassStyle.PEDAL),
    comping=(CompStyle.ARPEGGIATED, CompStyle.SWELLS, CompStyle.BALLAD),
    arps=(ArpStyle.OSTINATO, ArpStyle.PEDAL),
    leads=(LeadStyle.ANTHEM, LeadStyle.LYRICAL),
    pads=(PadStyle.SWELLING, PadStyle.SUSTAINED),
    strings=(StringStyle.SPICCATO, StringStyle.SUSTAINED, StringStyle.TREMOLO),
    brass=(BrassStyle.SWELLS, BrassStyle.FANFARE),
    vocals=(VocalStyle.CHOIR,),
    humanise_ms=6.0,
    spectrum_tilt_db_per_octave=-5.4,
    low_shelf_db=1.5,
    high_shelf_db=-3.0,
    fx=True,
    typical_instruments=heard("strings brass percussion choir piano fx"),
    moods=words("epic, dramatic, tense, emotional"),
)

ORCHESTRAL = Genre(
    id="orchestral",
    title="Orchestral",
    aliases=words(
        """orchestral piece, symphonic, symphony, classical, classical music, classical orchestra,
        string quartet, chamber music, baroque, romantic orchestra, concerto, overture, military
        march, ballet, orchestral music, string orchestra"""
    ),
    description="Strings, winds and brass hand a theme around, with timpani at the corners.",
    family="classical",
    tempo_bpm=(84, 132),
    modes=scales(major=3, minor=2),
    grooves=(
        groove(
            "timpani corners",
            low_tom="7...............|7...........5.5.",
            crash="5...............|................|................|................",
            extra={
                "mid_tom": "................|..........4.4...",
                "snare": "................|............2334",
                "tambourine": "....3.......3...",
                "woodblock": "3.......3.......",
            },
        ),
        groove(
            "march",
            snare="5..35.335..35.33|5..35.335.335333",
            low_tom="6.......5.......",
            kick="6.......6.......",
            extra={
                "crash": "5.......4.......",
                "tambourine": "....3.......3...",
                "woodblock": "3.......3.......",
            },
        ),
        groove(
            "pulse",
            low_tom="6...4...5...4...|6...4...5...4.4.",
            taiko="6...............|................",
            extra={
                "tambourine": "..3...3...3...3.",
                "crash": "4...............|................",
                "woodblock": "3.......3.......",
            },
        ),
    ),
    kits=kits("cinematic"),
    progressions=chords(
        "major",
        "1 5 1 4 1 5 1/2",
        "1/2 4/2 5/2 1/2",
        "1 4 5 1",
        "1 6 4 5",
        "1 5 6 3 4 1 4 5",
        "1 4 1 5",
        "1/2 4 5",
        "1 2 5 1",
    )
    + chords(
        "minor",
        "1 4 5! 1",
        "1 6 1 5!",
        "1 4 6 1",
        "1 5! 1 4",
        "1 6 4 5!",
        "1 7 6 5!",
        "1/2 4/2 5!/2 1/2",
    ),
    progressions_b=chords("major", "4 1 5 1", "1/2 2 4", "4 5 1/2", "6 4 1 5")
    + chords("minor", "6 3 5! 1", "4 1 5! 1", "1 6 4 5!", "6 4 1 5!", "4 6 1/2"),
    forms=fit("DKPSABCLHV", OVERTURE, SLOW_RISE),
    patches=sounds(
        bass="cello low_brass",
        chords="harp grand_piano",
        pads="string_pad choir_pad",
        strings="string_ensemble chamber_strings pizzicato tremolo_strings",
        brass="brass_section low_brass",
        lead="violin flute clarinet french_horn trumpet cello",
        arp="harp string_ostinato",
        vocals="choir_aah",
    ),
    level_lu=levels(
        percussion=-10,
        bass=0,
        chords=-3,
        pads=-6,
        strings=3,
        brass=1,
        lead=3,
        arp=-2,
        vocals=-3,
    ),
    bass=(BassStyle.ROOT_FIFTH, BassStyle.PEDAL),
    comping=(CompStyle.ARPEGGIATED, CompStyle.ALBERTI),
    arps=(ArpStyle.OSTINATO, ArpStyle.UP_DOWN),
    leads=(LeadStyle.LYRICAL, LeadStyle.ANTHEM, LeadStyle.SINGABLE),
    pads=(PadStyle.SUSTAINED,),
    strings=(
        StringStyle.LEGATO_LINE,
        StringStyle.SPICCATO,
        StringStyle.SUSTAINED,
        StringStyle.PIZZICATO,
    ),
    brass=(BrassStyle.FANFARE, BrassStyle.SWELLS),
    vocals=(VocalStyle.CHOIR,),
    humanise_ms=8.0,
    spectrum_tilt_db_per_octave=-5.8,
    low_shelf_db=-0.5,
    high_shelf_db=-3.0,
    typical_instruments=heard("strings brass flute clarinet violin harp"),
    moods=words("noble, dramatic, elegant, triumphant"),
)

GENRES = (CINEMATIC, ORCHESTRAL)
