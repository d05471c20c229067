"""Keep the progressions that many genres share, by mode.

Most of them begin at home and none of the minor ones is a cadence of the relative major in
disguise (``"1 4 7 3"`` is): what is written in a minor key shall be heard, and measured, in it.
Church modes need their tonic for half of the time, or they are heard as the major key beside them.
The first ones of each are those that say their key most clearly.
"""

from menura.studio.genres.notation import chords

MINOR_POP = chords(
    "minor", "1 6 3 7", "1 7 6 7", "1 4 6 5", "1 3 7 6", "1 6 4 5!", "1 5 6 4", "1 6 1 7"
)
MINOR_DANCE = chords(
    "minor", "1 6 3 7", "1 3 4 6", "1/2 6 7", "1 7 4 6", "1 6 4 1", "1 5 6 1", "1 6 7 1"
)
MINOR_LIFT = chords("minor", "6 7 1/2", "6 7 1 5!", "4 6 1 7", "6 4 1 7", "6 7 1 3")
MINOR_DARK = chords(
    "minor", "1/2 6 5!", "1 1 b2 1", "1/3 6", "1 6 1 7", "1/3 7", "1/2 4 1", "1 b2 1 7"
)
MINOR_EPIC = chords(
    "minor", "1 6 3 7", "1 3 7 4", "1 6 4 5!", "1 7 6 5!", "1/2 6/2 4/2 5!/2", "1 3 6 7", "1 4 6 5!"
)
ANDALUSIAN = chords("minor", "1 7 6 5!", "1/2 7/2 6/2 5!/2", "1 7 6 5! 1 7 6 5!")
LINE_CLICHE = chords("minor", "1 5! 7 4! 6 3 4 5!", "1 5! 1 4", "1/2 5! 1 4/2 5! 1")
DORIAN_VAMP = chords(
    "dorian", "1/2 4 1", "1/2 3 4", "1 3 4 1", "1/3 7", "1 4 1 4", "1/2 4/2", "1 3 1 4"
)
PHRYGIAN_VAMP = chords(
    "phrygian", "1/2 2 1", "1/2 6 2", "1 7 2 1", "1 3 2 1", "1/2 2 7", "1 4 1 2", "1/3 2"
)
MIXOLYDIAN_ROCK = chords(
    "mixolydian", "1 5 4 1", "1 7 4 1", "1/2 7 1", "1/2 4 1", "1 4 1 7", "1/2 7 4", "1/2 2 4"
)
LYDIAN_FLOAT = chords("lydian", "1/3 2", "1/2 6 1", "1/7 2", "1/3 6", "1 6 1 2", "1/2 2/2")

MAJOR_AXIS = chords("major", "1 5 6 4", "1 6 4 5", "1 4 6 5", "1 5 4 1", "1 3 4 5", "1 4 1 5")
MAJOR_LIFT = chords("major", "4 5 1 6", "4 1 5 1", "1 5 2 4", "4 5 6 1", "1 4 2 5")
MAJOR_BALLAD = chords("major", "1 5 6 3 4 1 4 5", "1 3! 4 4m", "1 6 2 5", "1 2 4 1", "1 4 1 4m")
MAJOR_THREE_CHORDS = chords("major", "1 4 1 5", "1/2 4 1", "1 1 4 5", "1 4 5 1", "1/2 5 1")
