"""Describe songs played by a band: pop, rock, punk and metal."""

from menura.studio.genres.forms import SONG, SONG_HOOK_FIRST, SONG_PRE_CHORUS
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
from menura.studio.genres.progressions import MAJOR_AXIS, MAJOR_BALLAD, MAJOR_LIFT, MINOR_POP
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

POP = Genre(
    id="pop",
    title="Pop",
    aliases=words(
        """pop music, dance pop, electropop, synth pop, synthpop, indie pop, dream pop, teen pop,
        k-pop, kpop, j-pop, jpop, bedroom pop, chart pop, radio pop, power ballad, pop ballad,
        pop song, mainstream pop"""
    ),
    description="Verse and chorus around one strong tune, with polished drums and warm keys.",
    family="band",
    tempo_bpm=(96, 122),
    modes=scales(major=3, minor=1.5, mixolydian=0.3),
    grooves=(
        groove(
            "backbeat",
            kick="9.....7.9.......|9..5..7.9.....5.",
            snare="....7.......7...",
            clap="....8.......8...",
            closed_hat="6.5.6.5.6.5.6.54",
            extra={"shaker": "3.4.3.4.3.4.3.4.", "tambourine": "....5.......5..."},
        ),
        groove(
            "dance",
            kick="9...9...9...9...",
            clap="....8.......8...",
            closed_hat="5.6.5.6.5.6.5.6.",
            open_hat="..6...6...6...6.",
            extra={"shaker": "3443344334433443", "tambourine": "..4...4...4...4."},
        ),
        groove(
            "pushed",
            kick="9..7..8...7.....|9..7..8.........",
            snare="....8.......8...|....8.......8..3",
            snap="....5.......5...",
            closed_hat="5.5.5.5.5.5.5.5.|5.5.5.5.5.5.5.55",
            extra={
                "shaker": "4.3.4.3.4.3.4.3.",
                "open_hat": "..............5.",
                "tambourine": "....4.......4...",
            },
        ),
        groove(
            "ballad",
            kick="9.......7.6.....|9......57.......",
            snare="....8.......8...",
            closed_hat="6...5...6...5...|6...5...6...5.4.",
            rim=".......3........|.......3..3.....",
            extra={
                "closed_hat": "..3...3...3...3.",
                "tambourine": "....4.......4...",
                "shaker": "3.4.3.4.3.4.3.4.",
            },
        ),
    ),
    kits=kits("pop eighties"),
    progressions=MAJOR_AXIS
    + MINOR_POP[:6]
    + chords("mixolydian", "1 7 4 1", "1 4 7 1")
    + chords("major", "1 6 3 4", "1 5 2 4"),
    progressions_b=MAJOR_LIFT
    + MAJOR_BALLAD[:2]
    + MINOR_POP[:1]
    + chords("minor", "6 7 1/2", "6 7 1 5!", "4 6 1 7", "1 4 6 5")
    + chords("mixolydian", "4 7 1/2"),
    forms=fit("DKBCPLAGSVX", SONG, SONG_PRE_CHORUS, SONG_HOOK_FIRST),
    patches=sounds(
        bass="finger_bass moog_bass square_bass picked_bass saw_bass",
        chords="grand_piano poly_synth juno_chords electric_piano dx_piano",
        pads="warm_pad string_pad air_pad choir_pad",
        lead="saw_lead mellow_lead whistle_lead pluck_lead square_lead",
        arp="pluck_arp bell_arp glass_arp",
        guitar="clean_guitar muted_guitar steel_guitar",
        strings="string_ensemble chamber_strings",
        vocals="choir_ooh choir_aah vocal_chop",
    ),
    level_lu=levels(
        percussion=-12,
        bass=-2.5,
        chords=-5,
        pads=-11,
        lead=-4.5,
        arp=-12,
        guitar=-8,
        strings=-10,
        vocals=-9,
        fx=-15,
    ),
    bass=(BassStyle.POP, BassStyle.EIGHTHS, BassStyle.SYNCOPATED),
    comping=(CompStyle.BLOCK_QUARTERS, CompStyle.BALLAD, CompStyle.STABS_SYNCOPATED),
    guitar=(GuitarStyle.CLEAN_ARPEGGIO, GuitarStyle.MUTED_16THS, GuitarStyle.STRUM_EIGHTHS),
    arps=(ArpStyle.UP_DOWN, ArpStyle.BROKEN),
    leads=(LeadStyle.SINGABLE, LeadStyle.HOOK, LeadStyle.ANTHEM),
    pads=(PadStyle.SUSTAINED, PadStyle.PULSING),
    strings=(StringStyle.SUSTAINED, StringStyle.LEGATO_LINE),
    vocals=(VocalStyle.OOHS, VocalStyle.WORDLESS_LEAD, VocalStyle.CHOPS),
    swing=0.51,
    humanise_ms=4.0,
    duck=0.3,
    spectrum_tilt_db_per_octave=-4.3,
    fx=True,
    typical_instruments=heard("drums bass piano synth guitar vocals"),
    moods=words("happy, catchy, bright, romantic"),
)

GENRES = (POP,)
