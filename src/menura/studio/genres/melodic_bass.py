"""Describe bass music that shines: future bass."""

from menura.studio.genres.forms import BASS_DROP, CLUB_SONG
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
from menura.studio.styles import (
    ArpStyle,
    BassStyle,
    CompStyle,
    LeadStyle,
    PadStyle,
    VocalStyle,
)

FUTURE_BASS = Genre(
    id="future_bass",
    title="Future bass",
    aliases=words(
        """future-bass, futurebass, kawaii bass, kawaii future bass, melodic bass, colour bass,
        color bass, wave music, chill trap, melodic trap, hyperpop"""
    ),
    description="Huge pulsing supersaw chords and vocal chops over half-time drums.",
    family="electronic",
    tempo_bpm=(140, 160),
    feel=0.5,
    modes=scales(major=3, minor=1, lydian=0.4),
    grooves=(
        groove(
            "half-time pump",
            kick="9.....8.........|9.....8....7....",
            snare="........9.......",
            clap="........8.......",
            closed_hat="5.5.5.5.5.5.5.5.|5.5.5.555.5.5555",
            extra={
                "shaker": "3.3.3.3.3.3.3.3.",
                "open_hat": "....5.......5...",
                "tambourine": "........4.......",
            },
        ),
        groove(
            "stutter",
            kick="9..9......9.....|9..9......9..7..",
            snare="........9.......|........9.....5.",
            snap="........6.......",
            closed_hat="6.4.6.446.4.6.44|6.4.64446.4.6666",
            extra={
                "tambourine": "....4.......4...",
                "rim": "...4......4.....",
                "shaker": "..3...3...3...3.",
            },
        ),
        groove(
            "trap turn",
            kick="9.........8.....|9...8.....8..6..",
            clap="........9.......",
            closed_hat="6.6.5.6.6.6.5555|6.6.5.6.66665.6.",
            open_hat="......6.........|..............6.",
            extra={"shaker": "..3...3...3...3.", "woodblock": "...4..4.....4..."},
        ),
    ),
    kits=kits("trap_808 dubstep"),
    progressions=chords(
        "major", "4 5 6 1", "1 5 6 4", "4 1 5 1", "1 3 4 5", "1 6 4 5", "4/2 1/2", "1 4 1 5"
    )
    + chords("minor", "1 6 4 5", "6 7 1/2", "1/2 6/2", "1 4 6 5", "1 6 3 7")
    + chords("lydian", "1/3 2", "1 6 1 2", "1/2 6 1"),
    progressions_b=chords("major", "4 5 1/2", "1 4 6 5", "4 5 6 1", "1 5 6 4", "4 3 4 1")
    + chords("minor", "6 4 1/2", "1 6 3 7", "4 6 1/2")
    + chords("lydian", "1/2 2 1", "1 6 2 1"),
    forms=fit("DKBCPLAVX", BASS_DROP, CLUB_SONG),
    patches=sounds(
        bass="sub_bass 808_bass saw_bass reese_bass",
        chords="supersaw_chords poly_synth juno_chords bell_keys grand_piano",
        pads="air_pad glass_pad warm_pad choir_pad",
        lead="supersaw_lead pluck_lead bell_lead mellow_lead whistle_lead",
        arp="pluck_arp bell_arp glass_arp square_arp",
        vocals="vocal_chop vowel_lead choir_ooh",
    ),
    level_lu=levels(
        percussion=-13, bass=-2.5, chords=-2.5, pads=-10, lead=-6, arp=-10, vocals=-6.5, fx=-14
    ),
    bass=(BassStyle.SUB_808, BassStyle.SYNCOPATED),
    comping=(CompStyle.SUPERSAW_PUMP, CompStyle.STABS_SYNCOPATED, CompStyle.SUSTAINED),
    arps=(ArpStyle.BROKEN, ArpStyle.UP_DOWN),
    leads=(LeadStyle.HOOK, LeadStyle.ANTHEM, LeadStyle.CALL_AND_RESPONSE),
    pads=(PadStyle.SUSTAINED, PadStyle.PULSING),
    vocals=(VocalStyle.CHOPS, VocalStyle.WORDLESS_LEAD),
    humanise_ms=1.5,
    extensions=4,
    duck=0.65,
    spectrum_tilt_db_per_octave=-4.1,
    low_shelf_db=1.0,
    fx=True,
    grid=True,
    typical_instruments=heard("supersaw vocal_chops sub_bass drums bells pluck"),
    moods=words("emotional, bright, euphoric, sweet"),
)

GENRES = (FUTURE_BASS,)
