"""Describe beats to rap on: trap and drill."""

from menura.studio.genres.forms import LOOP_HOOKS, SONG_HOOK_FIRST
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
from menura.studio.genres.progressions import MINOR_DARK, PHRYGIAN_VAMP
from menura.studio.styles import (
    ArpStyle,
    BassStyle,
    CompStyle,
    GuitarStyle,
    LeadStyle,
    PadStyle,
    StringStyle,
    VocalStyle,
)

TRAP = Genre(
    id="trap",
    title="Trap",
    aliases=words(
        """trap beat, trap music, atlanta trap, edm trap, cloud rap, rage beat, plugg, phonk, drift
        phonk, emo rap, dark trap, trap soul, trapsoul, memphis rap, southern hip hop, dirty
        south, mumble rap, crunk, type beat, latin trap"""
    ),
    description="Half-time claps, rattling hats and a gliding 808 under a cold, simple hook.",
    family="urban",
    tempo_bpm=(132, 150),
    feel=0.5,
    modes=scales(minor=4, phrygian=1),
    grooves=(
        groove(
            "rattle",
            kick="9.....7...8.....|9..7......8..6..",
            clap="........9.......",
            closed_hat="6.5.6.5.6.566.5.|6.5.6.556.5.6666",
            open_hat="..............6.",
            extra={
                "rim": ".....4.....4..4.",
                "shaker": "3.3.3.3.3.3.3.3.",
                "tambourine": "........4.......",
            },
        ),
        groove(
            "bounce",
            kick="9......8..8.....|9......8..8...7.|9......8..8.....|9..8......8.8...",
            snare="........9.......",
            clap="........6.......",
            closed_hat="6.6.6.6.6.6.6.6.|6.6.6.6.666.6.6.|6.6.6.6.6.6.6.6.|6.6.666.6.6.6666",
            extra={
                "rim": "...4......4.....",
                "open_hat": "......6.........",
                "shaker": "..3...3...3...3.",
                "tambourine": "........4.......",
            },
        ),
        groove(
            "triplet feel",
            kick="9..8..........8.|9..8......8.....",
            clap="........9.......|........9....3..",
            closed_hat="6..6..6.6..6..66|6..6..6.6..66666",
            open_hat="....5...........|..............6.",
            extra={
                "cowbell": "4..4..4...4..4..",
                "snap": "........5.......",
                "shaker": "..3...3...3...3.",
            },
        ),
        groove(
            "drift",
            kick="9...8.....8.....|9...8.....8..8..",
            clap="........8.......",
            snare="........7.....4.",
            closed_hat="5.5.5.5.5.5.5.5.",
            cowbell="7..6..7.7..6..7.|7..6..7..6.7.6..",
            extra={
                "open_hat": "..6...6...6...6.",
                "closed_hat": "...............5",
                "shaker": "..3...3...3...3.",
            },
        ),
    ),
    kits=kits("trap_808 electro_808"),
    progressions=MINOR_DARK
    + PHRYGIAN_VAMP
    + chords("minor", "1 6 1 5!", "1/2 6/2", "1 4 1 6", "1/2 7 6"),
    progressions_b=chords("minor", "1 6 7 1", "6/2 1/2", "1 6 4 5!", "1/2 6 7", "1 7 6 1")
    + PHRYGIAN_VAMP[:3],
    forms=fit("DKBCPLAGSVX", LOOP_HOOKS, SONG_HOOK_FIRST),
    patches=sounds(
        bass="808_bass sub_bass",
        chords="bell_keys grand_piano dark_stab electric_piano felt_piano",
        pads="dark_pad choir_pad air_pad tape_pad",
        lead="flute bell_lead pluck_lead whistle_lead mellow_lead",
        arp="bell_arp pluck_arp glass_arp",
        guitar="nylon_guitar clean_guitar",
        strings="chamber_strings pizzicato",
        vocals="choir_aah vocal_chop vowel_lead",
    ),
    level_lu=levels(
        percussion=-11,
        bass=0,
        chords=-6,
        pads=-11,
        lead=-7,
        arp=-11,
        guitar=-7.5,
        strings=-10,
        vocals=-10,
        fx=-16,
    ),
    bass=(BassStyle.SUB_808,),
    comping=(CompStyle.BELL_MELODY, CompStyle.ARPEGGIATED, CompStyle.SUSTAINED),
    guitar=(GuitarStyle.CLEAN_ARPEGGIO, GuitarStyle.FINGERPICKED),
    arps=(ArpStyle.SPARSE, ArpStyle.BROKEN),
    leads=(LeadStyle.HOOK, LeadStyle.SPARSE, LeadStyle.RIFF),
    pads=(PadStyle.SUSTAINED, PadStyle.DRIFTING),
    strings=(StringStyle.PIZZICATO, StringStyle.SUSTAINED),
    vocals=(VocalStyle.CHOIR, VocalStyle.CHOPS),
    humanise_ms=2.0,
    duck=0.25,
    spectrum_tilt_db_per_octave=-4.9,
    low_shelf_db=3.0,
    fx=True,
    grid=True,
    typical_instruments=heard("808 drums bells piano flute pad"),
    moods=words("dark, hard, confident, moody"),
)

DRILL = Genre(
    id="drill",
    title="Drill",
    aliases=words(
        """uk drill, ny drill, new york drill, brooklyn drill, chicago drill, drill beat, drill
        rap, jersey drill, sample drill, melodic drill"""
    ),
    description="Displaced snares, three-against-two hats and 808s that slide between octaves.",
    family="urban",
    tempo_bpm=(138, 146),
    feel=0.5,
    modes=scales(minor=4, phrygian=1.5),
    grooves=(
        groove(
            "displaced",
            kick="9.........7.....|..7...8...9.....",
            snare="........9.......|............9...",
            closed_hat="6..6..6.6..6..6.|6..6..6.6..6.6.6",
            rim="...4..4.........|......4....4....",
            extra={
                "open_hat": "..............5.|................",
                "shaker": "..3...3...3...3.",
                "tambourine": "........4.......",
            },
        ),
        groove(
            "sliding",
            kick="9..8............|9.....8..8......",
            snare="........9......4|............9.4.",
            clap="........6.......|............6...",
            closed_hat="6..6..6..6..6.6.|6..6..6..6..6666",
            extra={
                "rim": ".....4.....4....",
                "woodblock": "..4..4....4..4..",
                "shaker": "3..3..3.3..3..3.",
            },
        ),
        groove(
            "four-bar",
            kick="9.........8.....|8.....9.........|9..8......8.....|..8...9...8.....",
            snare="........9.......|............9...|........9.....4.|....4.......9...",
            closed_hat="6..6..6.6..6..6.|6..6..6.6..6..66|6..6..6.6..6..6.|6..6..6.66.66.66",
            extra={
                "rim": "...3......3.....",
                "snap": "........5.......|............5...",
                "shaker": "3..3..3.3..3..3.",
                "tambourine": "........4.......",
            },
        ),
    ),
    kits=kits("trap_808"),
    progressions=MINOR_DARK
    + PHRYGIAN_VAMP[:4]
    + chords("minor", "1 6 4 5!", "1 4 1 5!", "1/2 6 7", "1 6 1 5!"),
    progressions_b=chords("minor", "1 6 7 1", "1 4 6 5!", "1/2 6 5!", "6 7 1/2")
    + PHRYGIAN_VAMP[:3],
    forms=fit("DKBCPLASVX", LOOP_HOOKS, SONG_HOOK_FIRST),
    patches=sounds(
        bass="808_bass sub_bass",
        chords="grand_piano bell_keys felt_piano dark_stab",
        pads="dark_pad choir_pad string_pad air_pad",
        lead="bell_lead violin flute pluck_lead vowel_lead",
        arp="pluck_arp harp bell_arp",
        strings="tremolo_strings chamber_strings pizzicato",
        vocals="choir_aah vocal_chop",
    ),
    level_lu=levels(
        percussion=-11,
        bass=0.5,
        chords=-6,
        pads=-11,
        lead=-7.5,
        arp=-11,
        strings=-9,
        vocals=-10,
        fx=-16,
    ),
    bass=(BassStyle.DRILL_SLIDES,),
    comping=(CompStyle.ARPEGGIATED, CompStyle.BELL_MELODY, CompStyle.SUSTAINED),
    arps=(ArpStyle.SPARSE, ArpStyle.BROKEN),
    leads=(LeadStyle.SPARSE, LeadStyle.HOOK),
    pads=(PadStyle.SUSTAINED, PadStyle.DRIFTING),
    strings=(StringStyle.PIZZICATO, StringStyle.TREMOLO, StringStyle.SUSTAINED),
    vocals=(VocalStyle.CHOIR, VocalStyle.CHOPS),
    humanise_ms=2.0,
    duck=0.2,
    spectrum_tilt_db_per_octave=-4.9,
    low_shelf_db=3.0,
    fx=True,
    grid=True,
    typical_instruments=heard("808 drums piano strings choir bells"),
    moods=words("dark, menacing, cold, tense"),
)

GENRES = (TRAP, DRILL)
