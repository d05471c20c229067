"""Describe jazz and blues: swung time, choruses and answers."""

from menura.studio.genres.forms import BLUES_CHORUSES, BLUES_SLOW, JAZZ_AABA, JAZZ_HEADS, SONG_SOLO
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
from menura.studio.genres.progressions import DORIAN_VAMP
from menura.studio.styles import BassStyle, BrassStyle, CompStyle, GuitarStyle, LeadStyle

_MAJOR_JAZZ = chords(
    "major",
    "1 6! 2 5",
    "2 5 1/2",
    "1/.5 6/.5 2/.5 5/.5 3/.5 6!/.5 2/.5 5/.5 1/.5 1!/.5 4/.5 4m/.5 1/.5 5/.5 1",
    "1/2 2!/2 2 5 1/2",
    "2 5 1 6! 2 5 1/2",
    "1 4 3/.5 6!/.5 2/.5 5/.5",
    "1 2 3 6! 2 5 1/2",
    "1 b2 1 5",
    "4 4m 3 6! 2 5 1/2",
)
_MINOR_JAZZ = chords(
    "minor", "1 4 1 5!", "1/2 4 1 6 5! 1/2", "1 6 2 5!", "1/2 2 5! 1/2 4 5!", "1 5! 1 4 1 6 5! 1"
)

JAZZ = Genre(
    id="jazz",
    title="Jazz",
    aliases=words(
        """swing jazz, swing music, bebop, be-bop, hard bop, cool jazz, modal jazz, smooth jazz,
        jazz trio, jazz quartet, piano trio, vocal jazz, big band, lounge jazz, lounge music,
        gypsy jazz, cocktail jazz, dixieland, latin jazz"""
    ),
    description="A swinging ride over a walking bass: a head, improvised choruses, the head again.",
    family="roots",
    tempo_bpm=(108, 168),
    modes=scales(major=3, dorian=1, minor=1),
    grooves=(
        groove(
            "swing ride",
            ride="7...8.6.7...8.6.",
            pedal_hat="....7.......7...",
            kick="3...3...3...3...",
            snare="......2.......3.|..2.......3.....",
            extra={"snare": "..........2...2.|......3.......2.", "rim": "............4..."},
        ),
        groove(
            "comping snare",
            ride="7...8.6.7...8.6.|7...8.6.7.5.8.6.",
            pedal_hat="....7.......7...",
            kick="3...2...3...2.4.|3...2.4.3...2...",
            snare="..3...3.......3.|....3.....3...2.",
            extra={"snare": "......2.........|......2.....2...", "crash": "4..............."},
        ),
        groove(
            "brushes",
            snare="4...6.3.4...6.3.",
            ride="5.......5.......",
            pedal_hat="....6.......6...",
            kick="3.......3.......",
            extra={"ride": "....5.3.....5.3.", "rim": "..........3.....|......3........."},
        ),
        groove(
            "two feel",
            closed_hat="....5.4.....5.4.",
            ride="6...7.5.6...7.5.|6...7.5.6.4.7.5.",
            kick="4.......4.......",
            pedal_hat="....6.......6...",
            snare="..............2.|......2.......3.",
            extra={"rim": "............3...", "snare": "..2.......2....."},
        ),
    ),
    kits=kits("brushes"),
    progressions=_MAJOR_JAZZ + _MINOR_JAZZ + DORIAN_VAMP[:5],
    progressions_b=chords(
        "major", "3! 6! 2! 5 1/2 2 5", "4/2 1/2 2! 5 1/2", "4 4m 1 6! 2 5 1/2", "2 5 1/2 2 5 1/2"
    )
    + chords("minor", "4/2 1/2 6 5! 1/2", "4 5! 1/2")
    + chords("dorian", "4/2 1/2", "1/3 4", "1 3 1 4"),
    forms=fit("DBCLGH", JAZZ_HEADS, JAZZ_AABA),
    patches=sounds(
        bass="upright_bass",
        chords="grand_piano electric_piano vibraphone drawbar_organ",
        lead="saxophone trumpet clarinet flute clean_guitar_lead",
        guitar="jazz_guitar",
        brass="horn_section",
    ),
    level_lu=levels(bass=0, chords=-1.5, lead=0, guitar=-5, brass=-4),
    bass=(BassStyle.WALKING,),
    comping=(CompStyle.CHARLESTON, CompStyle.CHARLESTON, CompStyle.BLOCK_QUARTERS),
    guitar=(GuitarStyle.JAZZ_COMP,),
    leads=(LeadStyle.IMPROVISED, LeadStyle.LYRICAL, LeadStyle.CALL_AND_RESPONSE),
    brass=(BrassStyle.RIFF, BrassStyle.STABS),
    swing=0.64,
    swing_eighths=True,
    humanise_ms=9.0,
    extensions=4,
    spectrum_tilt_db_per_octave=-5.2,
    low_shelf_db=-3.0,
    typical_instruments=heard("piano upright_bass drums saxophone trumpet guitar"),
    moods=words("smooth, sophisticated, relaxed, playful"),
)

_TWELVE_BARS = (
    chords("mixolydian major", "1!/4 4!/2 1!/2 5! 4! 1! 5!", "1! 4! 1!/2 4!/2 1!/2 5! 4! 1! 5!")
    + chords("mixolydian major", "1! 4! 1!/2 4!/2 1!/2 5!/2 1!/2", "1!/4 4!/2 1!/2 5! 4! 1!/2")
    + chords("minor dorian", "1/4 4/2 1/2 5! 4 1 5!", "1 4 1/2 4/2 1/2 5!/2 1/2")
)

BLUES = Genre(
    id="blues",
    title="Blues",
    aliases=words(
        """blues music, delta blues, chicago blues, electric blues, slow blues, twelve-bar blues,
        twelve bar blues, 12-bar blues, 12 bar blues, country blues, texas blues, boogie-woogie,
        boogie woogie, jump blues, blues shuffle, piano blues, swamp blues"""
    ),
    description="Twelve bars, three chords and a shuffle: a call, its answer and a sigh.",
    family="roots",
    tempo_bpm=(76, 128),
    modes=scales(mixolydian=4, minor=1.5),
    grooves=(
        groove(
            "shuffle",
            kick="8...6...8...6...|8...6...8...6.5.",
            snare="....8.......8...|....8.......8.3.",
            ride="7.5.7.5.7.5.7.5.",
            pedal_hat="....5.......5...",
            extra={
                "snare": "..2...2...2...2.",
                "tambourine": "....4.......4...",
                "shaker": "3...4...3...4...",
            },
        ),
        groove(
            "chicago",
            kick="8.......8.6.....",
            snare="..2.8.2...2.8.2.|..2.8.2...2.8.23",
            closed_hat="7.5.7.5.7.5.7.5.",
            extra={
                "crash": "5...............|................",
                "ride": "4...4...4...4...",
                "tambourine": "....5.......5...",
                "shaker": "3...4...3...4...",
            },
        ),
        groove(
            "slow and late",
            kick="8.......7.....4.",
            rim="....7.......7...",
            ride="6.4.6.4.6.4.6.4.",
            snare="..............2.|......2.......3.",
            extra={
                "closed_hat": "....4.......4...",
                "shaker": "3.2.3.2.3.2.3.2.",
                "tambourine": "....5.......5...",
            },
        ),
        groove(
            "boogie",
            kick="8...8...8...8...",
            snare="..3.8.3...3.8.3.",
            ride="7.6.7.6.7.6.7.6.",
            open_hat="................|..............5.",
            extra={
                "cowbell": "4...4...4...4...",
                "low_tom": "..............4.",
                "tambourine": "....5.......5...",
            },
        ),
    ),
    kits=kits("rock brushes"),
    progressions=_TWELVE_BARS
    + chords("mixolydian major", "1! 4! 1! 5!", "1!/2 4!/2 1!/2 5!/2")
    + chords("minor", "1/4 4/2 1/2 6 5! 1/2"),
    progressions_b=_TWELVE_BARS,
    forms=fit("DKBCGLH", BLUES_CHORUSES, BLUES_SLOW, SONG_SOLO),
    patches=sounds(
        bass="finger_bass upright_bass picked_bass",
        chords="honky_tonk drawbar_organ grand_piano wurlitzer",
        guitar="crunch_guitar clean_guitar steel_guitar",
        lead="clean_guitar_lead harmonica guitar_lead saxophone",
        brass="horn_section",
    ),
    level_lu=levels(percussion=-13, bass=-1.5, chords=-5, guitar=-4, lead=-2, brass=-8),
    bass=(BassStyle.WALKING, BassStyle.SHUFFLE),
    comping=(CompStyle.BOOGIE, CompStyle.GOSPEL, CompStyle.CHARLESTON),
    guitar=(GuitarStyle.BLUES_RIFF, GuitarStyle.JAZZ_COMP),
    leads=(LeadStyle.CALL_AND_RESPONSE, LeadStyle.IMPROVISED),
    brass=(BrassStyle.STABS, BrassStyle.RIFF),
    swing=0.65,
    swing_eighths=True,
    humanise_ms=9.0,
    extensions=4,
    spectrum_tilt_db_per_octave=-4.8,
    low_shelf_db=-3.0,
    typical_instruments=heard("electric_guitar harmonica piano bass drums organ"),
    moods=words("soulful, gritty, melancholic, raw"),
)

GENRES = (JAZZ, BLUES)
