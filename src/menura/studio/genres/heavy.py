"""Describe loud guitars: rock, punk and metal."""

from menura.studio.genres.forms import SONG, SONG_HOOK_FIRST, SONG_PRE_CHORUS, SONG_SOLO
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
    LINE_CLICHE,
    MAJOR_AXIS,
    MAJOR_LIFT,
    MAJOR_THREE_CHORDS,
    MINOR_DARK,
    MINOR_EPIC,
    MINOR_LIFT,
    MINOR_POP,
    MIXOLYDIAN_ROCK,
    PHRYGIAN_VAMP,
)
from menura.studio.styles import (
    BassStyle,
    CompStyle,
    GuitarStyle,
    LeadStyle,
    PadStyle,
    StringStyle,
    VocalStyle,
)

ROCK = Genre(
    id="rock",
    title="Rock",
    aliases=words(
        """rock music, classic rock, hard rock, indie rock, alternative rock, alt rock, alt-rock,
        indie, grunge, garage rock, stadium rock, arena rock, soft rock, britpop, psychedelic
        rock, post-rock, post rock, shoegaze, southern rock, rock and roll, rock n roll,
        rock'n'roll, rock 'n' roll, surf rock, blues rock, folk rock, prog rock, progressive
        rock, rock ballad, rockabilly, post-punk, post punk, emo"""
    ),
    description="Guitars, bass and a hard backbeat: riffs in the verse, wide chords in the chorus.",
    family="band",
    tempo_bpm=(108, 142),
    modes=scales(major=2, mixolydian=1.5, minor=2),
    grooves=(
        groove(
            "eighths",
            kick="9.....6.9.6.....|9.....6.9.....6.",
            snare="....9.......9...",
            closed_hat="8.6.8.6.8.6.8.6.",
            open_hat="..............6.",
            extra={
                "tambourine": "....5.......5...",
                "ride": "4...4...4...4...",
                "shaker": "3.4.3.4.3.4.3.4.",
            },
        ),
        groove(
            "ride chorus",
            kick="9...6.8.9.8.....|9...6.8.9.8...6.",
            snare="....9.......9...|....9.......9..5",
            ride="8.6.8.6.8.6.8.6.",
            crash="7...............|................",
            extra={
                "cowbell": "5...5...5...5...",
                "low_tom": "..............5.",
                "shaker": "3.4.3.4.3.4.3.4.",
            },
        ),
        groove(
            "floor tom",
            kick="9.......9.......",
            snare="....8.......8...",
            low_tom="7.7.5.7.7.7.5.7.|7.7.5.7.7.7.5.77",
            closed_hat="....5.......5...",
            extra={
                "tambourine": "4.4.4.4.4.4.4.4.",
                "mid_tom": "..............5.",
                "shaker": "3.4.3.4.3.4.3.4.",
            },
        ),
        groove(
            "four on snare",
            kick="9.......9.9.....",
            snare="8...8...8...8...",
            closed_hat="6.6.6.6.6.6.6.6.",
            extra={
                "tambourine": "..5...5...5...5.",
                "crash": "6...............",
                "shaker": "3.4.3.4.3.4.3.4.",
            },
        ),
    ),
    kits=kits("rock"),
    progressions=MAJOR_AXIS[:4]
    + MAJOR_THREE_CHORDS[:3]
    + MIXOLYDIAN_ROCK
    + MINOR_POP[:5]
    + LINE_CLICHE
    + chords("minor", "1 3 7 4!", "1/2 3 4", "1 3 6 1", "1 6 7 1"),
    progressions_b=MAJOR_LIFT
    + MAJOR_AXIS[:2]
    + chords("mixolydian", "4 1 7 1", "1 7 4 1", "7 4 1/2")
    + MINOR_LIFT[:3]
    + chords("minor", "1 6 3 7"),
    forms=fit("DKBCGLPSV", SONG_SOLO, SONG, SONG_HOOK_FIRST),
    patches=sounds(
        bass="picked_bass finger_bass saw_bass",
        chords="drawbar_organ grand_piano wurlitzer",
        guitar="crunch_guitar distorted_guitar clean_guitar twelve_string",
        lead="guitar_lead clean_guitar_lead drawbar_organ",
        pads="string_pad warm_pad",
        strings="string_ensemble",
        vocals="choir_aah choir_ooh",
    ),
    level_lu=levels(
        percussion=-13,
        bass=-2.5,
        chords=-9,
        guitar=-2.5,
        lead=-4.5,
        pads=-13,
        strings=-11,
        vocals=-10,
    ),
    bass=(BassStyle.EIGHTHS, BassStyle.POP, BassStyle.ROOT_FIFTH),
    comping=(CompStyle.SUSTAINED, CompStyle.BLOCK_QUARTERS),
    guitar=(GuitarStyle.POWER_CHORDS, GuitarStyle.STRUM_EIGHTHS, GuitarStyle.PALM_MUTED),
    leads=(LeadStyle.RIFF, LeadStyle.SINGABLE, LeadStyle.ANTHEM),
    pads=(PadStyle.SUSTAINED,),
    strings=(StringStyle.SUSTAINED,),
    vocals=(VocalStyle.OOHS, VocalStyle.CHOIR),
    humanise_ms=5.0,
    spectrum_tilt_db_per_octave=-4.3,
    low_shelf_db=-2.0,
    typical_instruments=heard("electric_guitar bass drums organ vocals"),
    moods=words("energetic, raw, confident, driving"),
)

PUNK = Genre(
    id="punk",
    title="Punk",
    aliases=words(
        """punk rock, pop punk, pop-punk, skate punk, hardcore punk, ska punk, d-beat, street punk,
        melodic hardcore, riot grrrl, folk punk"""
    ),
    description="Three chords, down-strokes and a drummer in a hurry.",
    family="band",
    tempo_bpm=(160, 196),
    modes=scales(major=3, mixolydian=0.7, minor=1),
    grooves=(
        groove(
            "d-beat",
            kick="9.....9...9.....",
            snare="....9.......9...",
            ride="8.6.8.6.8.6.8.6.",
            crash="7...............|................|................|................",
            extra={
                "open_hat": "....5.......5...",
                "tambourine": "....5.......5...",
                "shaker": "4.4.4.4.4.4.4.4.",
            },
        ),
        groove(
            "skate",
            kick="9...9...9...9...",
            snare="..8...8...8...8.",
            open_hat="7...7...7...7...",
            extra={
                "crash": "6...............",
                "tambourine": "....5.......5...",
                "shaker": "4.4.4.4.4.4.4.4.",
            },
        ),
        groove(
            "garage punk",
            kick="9..9....9.9.....|9..9....9.9...9.",
            snare="....9.......9...|....9.......9.9.",
            open_hat="7.7.7.7.7.7.7.7.",
            extra={
                "low_tom": "..............6.",
                "tambourine": "....4.......4...",
                "shaker": "4.4.4.4.4.4.4.4.",
            },
        ),
    ),
    kits=kits("rock"),
    progressions=MAJOR_THREE_CHORDS
    + MAJOR_AXIS[:3]
    + chords("mixolydian", "1 5 4 1", "1/2 4 1", "1 7 4 1", "1 2 4 1")
    + chords("minor", "1 6 3 7", "1/2 7 6", "1 3 6 1", "1/2 6 7", "1 6 1 7", "1 4 6 1"),
    progressions_b=MAJOR_AXIS[:4]
    + chords("major", "4 5 1/2", "4 1 5 1")
    + chords("mixolydian", "4 1 5 1", "4 7 1/2")
    + chords("minor", "6 7 1/2", "1 6 3 7", "3 6 1/2"),
    forms=fit("DKBGLV", SONG_SOLO, SONG_PRE_CHORUS),
    patches=sounds(
        bass="picked_bass",
        guitar="distorted_guitar crunch_guitar",
        lead="guitar_lead clean_guitar_lead",
        vocals="choir_aah choir_ooh",
    ),
    level_lu=levels(percussion=-14, bass=-2, guitar=-1.5, lead=-4.5, vocals=-8),
    bass=(BassStyle.EIGHTHS,),
    guitar=(GuitarStyle.POWER_CHORDS, GuitarStyle.PALM_MUTED, GuitarStyle.STRUM_EIGHTHS),
    leads=(LeadStyle.RIFF, LeadStyle.ANTHEM),
    vocals=(VocalStyle.OOHS, VocalStyle.CHOIR),
    humanise_ms=6.0,
    extensions=2,
    spectrum_tilt_db_per_octave=-4.1,
    low_shelf_db=-3.0,
    typical_instruments=heard("distorted_guitar bass drums vocals"),
    moods=words("angry, rebellious, fast, fun"),
)

METAL = Genre(
    id="metal",
    title="Metal",
    aliases=words(
        """heavy metal, thrash metal, thrash, death metal, black metal, doom metal, power metal, nu
        metal, nu-metal, metalcore, djent, progressive metal, symphonic metal, deathcore,
        industrial metal, speed metal, sludge, melodic death metal, melodeath"""
    ),
    description="Palm-muted riffs locked to two bass drums, minor seconds and soaring leads.",
    family="band",
    tempo_bpm=(120, 180),
    modes=scales(minor=3, phrygian=2),
    grooves=(
        groove(
            "gallop",
            kick="9.999.999.999.99",
            snare="....9.......9...",
            ride="8...8...8...8...",
            crash="7...............|................",
            extra={"closed_hat": "..6...6...6...6."},
        ),
        groove(
            "double kick",
            kick="9999999999999999",
            snare="....9.......9...|....9.......9.6.",
            ride="8.6.8.6.8.6.8.6.",
            extra={"crash": "7...............|........6......."},
        ),
        groove(
            "breakdown",
            kick="9..9..9....9..9.|9..9..9...99..9.",
            snare="........9.......",
            crash="7...7...7...7...",
            low_tom="................|............7.7.",
            extra={"ride": "..5...5...5...5."},
        ),
        groove(
            "thrash",
            kick="9...9...9...9...|9...9...9.9.9.9.",
            snare="..9...9...9...9.",
            ride="7...7...7...7...",
            extra={"crash": "7...............|................"},
        ),
    ),
    kits=kits("metal"),
    progressions=PHRYGIAN_VAMP
    + MINOR_DARK
    + chords("minor", "1 6 7 1", "1/2 3 7", "1 6 3 7", "1 7 6 5!", "1/2 6 b2"),
    progressions_b=MINOR_EPIC
    + MINOR_LIFT[:2]
    + PHRYGIAN_VAMP[:3]
    + chords("phrygian", "1 6 2 1", "1 6 7 1", "1 3 2 1"),
    forms=fit("DBGLPSV", SONG_SOLO, SONG_PRE_CHORUS),
    patches=sounds(
        bass="picked_bass saw_bass",
        guitar="distorted_guitar",
        lead="guitar_lead",
        pads="choir_pad dark_pad string_pad",
        strings="string_ensemble tremolo_strings",
        vocals="choir_aah",
    ),
    level_lu=levels(bass=-2.5, guitar=-0.5, lead=-4, pads=-12, strings=-10, vocals=-10),
    bass=(BassStyle.EIGHTHS, BassStyle.GALLOP),
    guitar=(GuitarStyle.GALLOP, GuitarStyle.PALM_MUTED, GuitarStyle.POWER_CHORDS),
    leads=(LeadStyle.RIFF, LeadStyle.ANTHEM),
    pads=(PadStyle.SUSTAINED,),
    strings=(StringStyle.TREMOLO, StringStyle.SUSTAINED),
    vocals=(VocalStyle.CHOIR,),
    humanise_ms=2.5,
    extensions=2,
    spectrum_tilt_db_per_octave=-3.9,
    low_shelf_db=-2.0,
    typical_instruments=heard("distorted_guitar bass drums choir strings"),
    moods=words("aggressive, dark, heavy, epic"),
)

GENRES = (ROCK, PUNK, METAL)
