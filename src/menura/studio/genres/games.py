"""Describe the music of games machines: chiptune."""

from menura.studio.genres.forms import LOOP, SONG_HOOK_FIRST
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
    MAJOR_AXIS,
    MAJOR_LIFT,
    MINOR_EPIC,
    MINOR_POP,
)
from menura.studio.styles import (
    ArpStyle,
    BassStyle,
    CompStyle,
    LeadStyle,
    PadStyle,
)

CHIPTUNE = Genre(
    id="chiptune",
    title="Chiptune",
    aliases=words(
        """chip tune, chiptunes, chip music, 8-bit, 8 bit, 8bit, 16-bit, 16 bit, 16bit, video game
        music, game music, videogame music, nintendo, game boy, gameboy, retro game, arcade
        music, nes music, bitpop, bit pop"""
    ),
    description="Square waves, fast arpeggios and noise drums of an old games machine.",
    family="electronic",
    tempo_bpm=(120, 160),
    modes=scales(major=3, minor=2, mixolydian=0.7),
    grooves=(
        groove(
            "level one",
            kick="9...8...9...8...",
            snare="....8.......8...|....8.......8.4.",
            closed_hat="..5...5...5...5.",
            extra={
                "closed_hat": "5...5...5...5...",
                "high_tom": "..............4.",
                "shaker": "3.3.3.3.3.3.3.3.",
                "cowbell": "......4.........",
            },
        ),
        groove(
            "boss fight",
            kick="9.7...7.9.7...7.",
            snare="....9.......9...|....9.......9.99",
            closed_hat="6666666666666666",
            extra={
                "open_hat": "..............6.",
                "low_tom": "...............5",
                "shaker": "3.3.3.3.3.3.3.3.",
                "cowbell": "......4.........",
            },
        ),
        groove(
            "overworld",
            kick="9.....8.....8...|9.....8...8.....",
            snare="....8.......8..5",
            closed_hat="6.446.446.446.44",
            extra={
                "woodblock": "..4..4..4..4..4.",
                "mid_tom": "..............4.",
                "shaker": "3.3.3.3.3.3.3.3.",
            },
        ),
    ),
    kits=kits("electro_808"),
    progressions=MAJOR_AXIS
    + MINOR_POP[:5]
    + chords("major", "1/2 4 5", "1 2 4 5", "1 6 2 5")
    + chords("mixolydian", "1 7 4 1", "1/2 7 4", "1 7 1 4"),
    progressions_b=MAJOR_LIFT
    + MINOR_EPIC[:4]
    + chords("minor", "6 7 1/2")
    + chords("mixolydian", "4 7 1/2", "1 7 4 1"),
    forms=fit("DKBCPLA", SONG_HOOK_FIRST, LOOP),
    patches=sounds(
        bass="square_bass fm_bass saw_bass",
        chords="poly_synth juno_chords bell_keys",
        pads="glass_pad string_pad",
        lead="square_lead pluck_lead whistle_lead fm_lead",
        arp="square_arp pluck_arp bell_arp",
    ),
    level_lu=levels(percussion=-13, bass=-1.5, chords=-9, pads=-12, lead=-2.5, arp=-5.5),
    bass=(BassStyle.OCTAVES, BassStyle.EIGHTHS, BassStyle.SYNCOPATED),
    comping=(CompStyle.ARPEGGIATED, CompStyle.STABS_OFFBEAT, CompStyle.ALBERTI),
    arps=(ArpStyle.UP, ArpStyle.BROKEN, ArpStyle.UP_DOWN),
    leads=(LeadStyle.SINGABLE, LeadStyle.RIFF, LeadStyle.HOOK),
    pads=(PadStyle.SUSTAINED,),
    humanise_ms=0.0,
    spectrum_tilt_db_per_octave=-3.9,
    low_shelf_db=-1.0,
    grid=True,
    typical_instruments=heard("synth lead arp bass drums"),
    moods=words("playful, cheerful, energetic, nostalgic"),
)

GENRES = (CHIPTUNE,)
