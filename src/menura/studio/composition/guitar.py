"""Play the guitar: strummed, picked, muted or in power chords."""

from collections.abc import Mapping

from menura.studio.composition.passage import Passage, Stroke, accent
from menura.studio.composition.patterns import Placed, choose, lay
from menura.studio.composition.scales import lowest_above
from menura.studio.composition.turnarounds import draw_turnaround
from menura.studio.composition.voicing import voice_all
from menura.studio.styles import GuitarStyle

# D and U strum down and up, X is a muted stroke, P a power chord, M its muted root, K the blue
# third of a riff, S sixth and Z seventh over the root, B the root as bass,
# F the fifth as bass, C the chord at once, digits the strings.
PATTERNS: Mapping[GuitarStyle, tuple[str, ...]] = {
    GuitarStyle.STRUM_EIGHTHS: (
        "D-D-D-U-D-D-D-U-",
        "D-u-D-U-d-U-D-U-",
        "D---D-U-..U-D-U-",
        "D-D-D-D-D-D-D-D-",
    ),
    GuitarStyle.FOLK_STRUM: ("D---D-U-..U-D-U-", "B---D-u-F---D-U-", "D---DuU-d-U-DuU-"),
    GuitarStyle.FINGERPICKED: (
        "B-2-3-@-4-3-2-#-",
        "B-3-2-$-F-3-2-#-",
        "B-#-2-3-4-#-2-@-",
        "B@3@4@3@F@3@4@3@",
    ),
    GuitarStyle.TRAVIS: ("B-3-F-2-B-4-F-#-", "B--3F-2-B-#4F-2-", "B-3-F@2-B-4-F-3@"),
    GuitarStyle.POWER_CHORDS: (
        "P-------P-----p-",
        "P-----P-P---p-P-|P-----P-P---P-p-",
        "P---p---P--P--p-",
        "P-P-P-P-P-P-P-p-",
        "P-P-P-P-P-P-P-P-|P-P-P-P-P-PpP-Pp",
        "P---P---P-P-P-p-|P---P---P-p-P-P-",
    ),
    GuitarStyle.PALM_MUTED: ("P-M-M-M-M-M-M-m-", "M-M-P-M-M-M-P-m-", "P-MmM-MmP-MmM-Mm"),
    GuitarStyle.GALLOP: ("M-MMM-MMM-MMM-mm", "P-MMM-MMP-MMM-mm", "M-mmM-MMP-mmM-MM"),
    GuitarStyle.MUTED_16THS: (
        "D.xUx.U.xxD.xUx.|D.xUx.U.xxDux.U.",
        "xxDux.UxxxDux.u.",
        "D.xxD.xUx.U.xxd.",
        "..DUx.DUx.DUx.Du",
        "D.xUxxD.xUx.DUxu|D.xUxxD.xUD.U.DU",
    ),
    GuitarStyle.SKANK: (
        "..D...D...D...D.",
        "..D...Du..D...Du",
    ),
    GuitarStyle.JAZZ_COMP: (
        "C---C---C---C---",
        "C-----C-....c-..|..c-..C-....C-..",
        "C---C-c-C---C-c-",
    ),
    GuitarStyle.BOSSA: (
        "B---C-..F-C-..C-|B-C-..C-F-..C-c-",
        "B-..C-..F-C-..c-|B-C-..c-F---C-..",
        "B-C---C-F---C---|B---C---F-C---c-",
        "B-..C-C-F-..C-..|B-..C-..F-C-..C-",
    ),
    GuitarStyle.CLEAN_ARPEGGIO: (
        "1-2-3-4-3-2-4-#-",
        "1-3-2-4-@-3-5-#-",
        "1--3--2-4--3--@-",
        "1@3@4@5#4@3@4@2!",
    ),
    GuitarStyle.BLUES_RIFF: (
        "P-P-S-S-Z-z-S-S-",
        "P-P-S-s-P-P-S-S-|P-P-S-S-Z-S-P-k-",
        "B-K-3-..B-z-S-B-|B-K-3-3-Z-S-B-k-",
    ),
}
CENTRE, LOWEST, LOWEST_STRING = 60, 40, 43
STRUM_BEATS = 0.016
STRING_COUNT = 5
SHORT: Mapping[GuitarStyle, float] = {
    GuitarStyle.SKANK: 0.55,
    GuitarStyle.MUTED_16THS: 0.6,
    GuitarStyle.PALM_MUTED: 0.75,
    GuitarStyle.GALLOP: 0.7,
    GuitarStyle.JAZZ_COMP: 0.75,
    GuitarStyle.FINGERPICKED: 1.3,
    GuitarStyle.TRAVIS: 1.2,
    GuitarStyle.CLEAN_ARPEGGIO: 1.5,
}


def play_guitar(passage: Passage, style: GuitarStyle) -> list[Stroke]:
    """Return what the guitar plays in a section."""
    centre = CENTRE + (6 if style in (GuitarStyle.SKANK, GuitarStyle.MUTED_16THS) else 0)
    voicings = voice_all(passage.chords, centre=centre, voices=4)
    by_chord = dict(zip(passage.chords, voicings, strict=True))
    strokes: list[Stroke] = []
    pattern = choose(PATTERNS[style], passage)
    for place in lay(pattern, passage, draw_turnaround(style, passage)):
        strokes += _strike(place, by_chord[place.chord], style)
    return strokes


def _strike(place: Placed, voicing: tuple[int, ...], style: GuitarStyle) -> list[Stroke]:
    symbol = place.symbol
    velocity = 0.68 * accent(place.start) * (0.88 if place.optional else 1.0)
    length = place.length * SHORT.get(style, 0.94)
    if symbol in "DUX":
        return _strum(place, voicing, velocity, length)
    notes = _notes(symbol, place, voicing)
    if symbol == "M":
        velocity, length = velocity * 0.9, min(length, 0.22)
    return [Stroke(place.start, length, note, velocity) for note in notes]


def _strum(place: Placed, voicing: tuple[int, ...], velocity: float, length: float) -> list[Stroke]:
    """Return the strings one after another: down from the low ones, up from the high ones."""
    low = lowest_above(LOWEST_STRING, place.chord.root)
    strings = sorted({low, *voicing} if low < voicing[0] else set(voicing))[:STRING_COUNT]
    if place.symbol == "U":
        strings = strings[::-1][:3]
    if place.symbol == "X":
        strings, velocity, length = strings[-2:], velocity * 0.42, 0.07
    return [
        Stroke(
            place.start + k * STRUM_BEATS,
            max(0.06, length - k * STRUM_BEATS),
            note,
            velocity * (1.0 - 0.03 * k),
        )
        for k, note in enumerate(strings)
    ]


def _notes(symbol: str, place: Placed, voicing: tuple[int, ...]) -> tuple[int, ...]:
    if symbol.isdigit():
        octave, index = divmod(int(symbol) - 1, len(voicing))
        return (voicing[index] + 12 * octave,)
    root = lowest_above(LOWEST, place.chord.root)
    fifth = (
        7
        if (root + 7) % 12 in place.chord.pitch_classes
        else 6
        if (root + 6) % 12 in place.chord.pitch_classes
        else 7
    )
    shapes = {
        "P": (root, root + fifth, root + 12),
        "S": (root, root + 9),
        "Z": (root, root + 10),
        "M": (root,),
        "K": (root + 15,),
        "B": (root,),
        "F": (root + fifth if root + fifth < 52 else root + fifth - 12,),
    }
    return shapes.get(symbol, voicing)
