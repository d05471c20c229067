"""Describe the music of Jamaica: reggae and dub."""

from menura.studio.genres.forms import DUB_VERSION, RIDDIM, SONG
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
from menura.studio.genres.progressions import DORIAN_VAMP, MAJOR_THREE_CHORDS
from menura.studio.styles import (
    BassStyle,
    BrassStyle,
    CompStyle,
    GuitarStyle,
    LeadStyle,
    PadStyle,
    VocalStyle,
)

REGGAE = Genre(
    id="reggae",
    title="Reggae",
    aliases=words(
        """roots reggae, reggae music, lovers rock, rocksteady, rock steady, ska, dancehall, ragga,
        one drop, rockers reggae, jamaican, reggae pop, raggamuffin, two tone"""
    ),
    description="The first beat left empty, chords on the offbeat and a bass that sings.",
    family="roots",
    tempo_bpm=(66, 84),
    modes=scales(major=3, minor=2, mixolydian=0.5, dorian=0.7),
    grooves=(
        groove(
            "one drop",
            kick="....9.......9...",
            rim="....8.......8...|....8.......8..3",
            closed_hat="6.4.6.4.6.4.6.43",
            open_hat="................|..............5.",
            extra={"shaker": "..4...4...4...4.", "high_conga": "...4..4....4..44"},
        ),
        groove(
            "rockers",
            kick="8.....7.8.......|8.....7.8.....6.",
            rim="....8.......8...|....8.......8.3.",
            closed_hat="6.5.6.556.5.6.5.",
            extra={"tambourine": "....4.......4...", "low_conga": "4..4..4.4..4..4."},
        ),
        groove(
            "steppers",
            kick="8...8...8...8...",
            rim="..3.7..3..3.7...|..3.7..3..3.7..4",
            closed_hat="..6...6...6...6.",
            extra={"shaker": "4.3.4.3.4.3.4.3.", "woodblock": "......4..4......"},
        ),
        groove(
            "one drop with fills",
            kick="....9.......9...",
            snare="....7.......7...|....7......37.44",
            closed_hat="6.5.6.5.6.5.6.5.",
            high_tom="................|..............4.",
            extra={"timbale": "......4.......4.", "shaker": "3.4.3.4.3.4.3.4."},
        ),
    ),
    kits=kits("reggae"),
    progressions=MAJOR_THREE_CHORDS
    + chords("major", "1 2 1 2", "1 5 6 4", "1 6 4 5", "1/2 4/2", "1 4 1 4")
    + chords("minor", "1/2 6 7", "1 7 1 6", "1 4 6 1", "1 4 6 5", "1 7 1 7", "1/2 4/2")
    + chords("mixolydian", "1/2 7 1", "1 7 4 1", "1 5 4 1")
    + DORIAN_VAMP[:3],
    progressions_b=chords("major", "4 5 1/2", "1 5 6 4", "4 1 5 1", "2 5 1/2")
    + chords("minor", "6 7 1/2", "4 1 5 1", "1 6 7 1")
    + chords("mixolydian", "4 1 7 1", "1/2 4 1")
    + DORIAN_VAMP[:2],
    forms=fit("DKBCGLHPV", RIDDIM, SONG),
    patches=sounds(
        bass="finger_bass sub_bass moog_bass",
        chords="bubble_organ drawbar_organ clavinet grand_piano",
        guitar="skank_guitar clean_guitar muted_guitar",
        lead="trumpet saxophone mellow_lead clean_guitar_lead harmonica",
        brass="horn_section",
        pads="warm_pad string_pad",
        vocals="choir_ooh choir_aah",
    ),
    level_lu=levels(
        percussion=-10, bass=1, chords=-5, guitar=-5, lead=-5.5, brass=-7, pads=-13, vocals=-9
    ),
    bass=(BassStyle.REGGAE,),
    comping=(CompStyle.BUBBLE, CompStyle.SKANK),
    guitar=(GuitarStyle.SKANK,),
    leads=(LeadStyle.SINGABLE, LeadStyle.CALL_AND_RESPONSE, LeadStyle.SPARSE),
    brass=(BrassStyle.RIFF, BrassStyle.STABS),
    pads=(PadStyle.SUSTAINED,),
    vocals=(VocalStyle.OOHS,),
    swing=0.57,
    humanise_ms=7.0,
    spectrum_tilt_db_per_octave=-5.2,
    low_shelf_db=2.0,
    high_shelf_db=-3.0,
    typical_instruments=heard("bass organ electric_guitar drums brass percussion"),
    moods=words("relaxed, sunny, warm, hopeful"),
)

DUB = Genre(
    id="dub",
    title="Dub",
    aliases=words(
        """dub reggae, dub music, roots dub, digital dub, steppers dub, ambient dub, dubwise, sound
        system dub, uk dub, dub version, novo dub"""
    ),
    description="Reggae taken apart: bass, drums and echoes, with chords that come and go.",
    family="roots",
    tempo_bpm=(64, 80),
    modes=scales(minor=3, dorian=1.5, phrygian=0.3),
    grooves=(
        groove(
            "steppers dub",
            kick="9...8...9...8...",
            rim="....8.......8...|....8.......8..5",
            closed_hat="..6...6...6..46.",
            extra={"shaker": "3.4.3.4.3.4.3.4.", "timbale": "................|..........5.4..."},
        ),
        groove(
            "deep one drop",
            kick="....9.......9...",
            snare="....8.......8...|....8..4....8...",
            closed_hat="6...5...6...5.4.",
            open_hat="......5.........|..............6.",
            extra={"woodblock": "...4..4.........", "low_conga": "..4..4....4..4.."},
        ),
        groove(
            "echo chamber",
            kick="8.....7.8.......|8.......8.7.....",
            rim="....8..4....8...|....8.......8.44",
            closed_hat="5.4.5.4.5.4.5.4.",
            high_tom="................|................|................|..........6..5..",
            extra={"tambourine": "....4.......4...", "bongo": "...4..4....4..4."},
        ),
    ),
    kits=kits("reggae dubstep"),
    progressions=chords("minor", "1/2 4/2", "1/4", "1/3 7", "1 4 6 1", "1/3 6", "1/2 7 6")
    + DORIAN_VAMP[:4]
    + chords("phrygian", "1/3 2", "1 2 1 7"),
    progressions_b=chords("minor", "1/2 6 7", "6 7 1/2", "4 1 5 1", "1/2 4/2")
    + DORIAN_VAMP[:2]
    + chords("phrygian", "1/2 6 2", "1/2 2 1"),
    forms=fit("DKBCGLHPX", DUB_VERSION, RIDDIM),
    patches=sounds(
        bass="sub_bass finger_bass moog_bass",
        chords="bubble_organ dark_stab drawbar_organ clavinet",
        guitar="skank_guitar muted_guitar",
        lead="mellow_lead trumpet harmonica flute square_lead",
        brass="horn_section",
        pads="dark_pad air_pad tape_pad warm_pad",
    ),
    level_lu=levels(
        percussion=-9, bass=2, chords=-6, guitar=-6.5, lead=-7, brass=-8.5, pads=-11, fx=-12
    ),
    bass=(BassStyle.DUB, BassStyle.REGGAE),
    comping=(CompStyle.SKANK, CompStyle.BUBBLE, CompStyle.STABS_OFFBEAT),
    guitar=(GuitarStyle.SKANK,),
    leads=(LeadStyle.SPARSE, LeadStyle.CALL_AND_RESPONSE),
    brass=(BrassStyle.RIFF, BrassStyle.SWELLS),
    pads=(PadStyle.DRIFTING, PadStyle.SUSTAINED),
    swing=0.56,
    humanise_ms=6.0,
    spectrum_tilt_db_per_octave=-5.8,
    low_shelf_db=3.0,
    high_shelf_db=-1.0,
    fx=True,
    noise="tape",
    typical_instruments=heard("bass drums organ electric_guitar fx percussion"),
    moods=words("deep, spacious, hypnotic, meditative"),
)

GENRES = (REGGAE, DUB)
