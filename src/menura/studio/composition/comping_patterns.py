"""Write down how keys and stabs play.

Letters: C the whole chord, T its two upper notes, L its two lower ones, B the root below, F the
fifth below, H the root in octaves, V root and chord together, N the upper neighbour of the top
note, digits the notes of the chord from below (going on an octave higher). Lower case and shifted
digits are optional.
"""

from collections.abc import Mapping

from menura.studio.styles import CompStyle

PATTERNS: Mapping[CompStyle, tuple[str, ...]] = {
    CompStyle.SUSTAINED: (
        "C---------------",
        "C-------c-------",
        "C-----------t---|C-------t---t---",
    ),
    CompStyle.BLOCK_QUARTERS: (
        "V---C---C---C-c-",
        "V---C---V---C---|V---C---V-t-C-c-",
        "C-c-C---C-c-C---",
    ),
    CompStyle.HOUSE_PIANO: (
        "C--C--C---C--Cc-|C--C--C---C-C-c-",
        "C--C--C-.C--C-c-|.C--C--C-c-C--C-",
        "C-.C-.C-.cC-.C-.|C-.C-.C-.CC-c-C-",
    ),
    CompStyle.STABS_OFFBEAT: (
        "..C-..C-..C-..C-",
        "..C-..Cc..C-..Cc",
        "..C...C...C.c.C.|..C...C..cC...CC",
    ),
    CompStyle.STABS_SYNCOPATED: (
        "C..C..C....C..c.|C..C..C...C.c...",
        "...C..C...C..c..|...C..C..c.C..C.",
        "C.....C..C....c.|..C..C....C..cC.",
    ),
    CompStyle.DARK_STABS: (
        "..C....C..c.....|..C....C....C.c.",
        "C..C..c.........|C..C..C...c.....",
        "......C.......c.|..c...C...C.....",
    ),
    CompStyle.SUPERSAW_PUMP: (
        "C--C--C---C--C--",
        "C-cCC-cCC-cCC-cC",
        "C-C-C-C-C-C-C-C-|C-C-C-C-C-CcC-Cc",
        "C---C--C--C-C-c-",
    ),
    CompStyle.LAZY_CHORDS: (
        "C-----c---C-----|C-----C---c-t---",
        "..C-----..c---t-|C-------..C---t-",
        "C---------c-----|..C-----t-----c-",
    ),
    CompStyle.CHARLESTON: (
        "C-----C-....c...|..C-..c-....C-..",
        "C-----C-........|C-..c-....C-..c-",
        "......C-....C-..|C-....c-..C-....",
    ),
    CompStyle.GOSPEL: ("V---C-t-V-C-C-t-|V-T-C-c-V---T-C-", "V---..C-B-C-..T-|V-c-C---B-C-T-C-"),
    CompStyle.BALLAD: (
        "V---C---C---C---|V---C---C-t-C-t-",
        "V-----!-C---@-#-|V---C---T---C-$-",
        "B-2-3-4-C---t-t-",
    ),
    CompStyle.ARPEGGIATED: (
        "1-2-3-4-3-2-3-@-",
        "1-@-3-@-4-#-3-@-|1-@-3-@-5-$-3-@-",
        "B-1-2-3-4-#-2-!-",
        "1@3@5#4@3#4@3@2!",
    ),
    CompStyle.ALBERTI: (
        "1-3-2-3-1-3-2-3-",
        "B-3-2-3-1-3-2-3-|B-3-2-#-1-3-2-#-",
        "1#3#2#3#1#3#2#3#",
    ),
    CompStyle.BOOGIE: ("B-B-F-c-B-B-F-F-|B-B-F-C-B-B-F-c-", "H-C-H-c-H-C-H-c-", "B-F-C-F-B-F-c-F-"),
    CompStyle.MONTUNO: (
        "H-C-.CH-.C.C.CH-|.CH-.C.H.C.C.Hc-",
        "H.CH.C.C.H.C.C.H",
        "H.CC.C.H.C.H.C.C|H.CH.C.H.C.H.C.c",
    ),
    CompStyle.BOSSA: (
        "C-..C-..c-C-..C-|..C-..C-..C-c-..",
        "C--..C--..C--.c-|..C--..C--c-C---",
        "..C-..C-C-..C-..|C-..c-C-..C-..c-",
        "C---C--C--C---c-|C---C--C--C-C---",
        "B---C-..F-C-..C-|B-C-..C-F-..C-c-",
    ),
    CompStyle.BUBBLE: (".LC.L.C.L.C.L.C.", "..C.l.C.L.C.l.C.", "l.CcL.C.l.CcL.C."),
    CompStyle.SKANK: ("..C...C...C...C.", "..C...Cc..C...Cc", "..C...C...C..cC."),
    CompStyle.CLAV_16THS: (
        "C.tT.tC..tC.T.t.|C.tT.tC.t.T.C.tt",
        "B.tC.BT.tbC.B.tC|B.tC.BT.t.C.TtC.",
        "C..Ct.T.C.tCt.T.",
    ),
    CompStyle.BELL_MELODY: (
        "3-5-4-3-2-@-3---|3-5-6-5-4-$-2---",
        "1-3-@-5---4-3-@-",
        "5---4-3---@-4---|5---4-3---!-2---",
        "3--5--4-3--5--6-|3--5--4-2---#---",
    ),
    CompStyle.SWELLS: (
        "C---------------|C-----------....",
        "C-----------....",
        "....C-----------|C-------t-------",
    ),
}
ROLLED_STYLES = frozenset(
    {
        CompStyle.LAZY_CHORDS,
        CompStyle.CHARLESTON,
        CompStyle.GOSPEL,
        CompStyle.BALLAD,
        CompStyle.BLOCK_QUARTERS,
        CompStyle.BOSSA,
    }
)
PERCENT_SOUNDING: Mapping[CompStyle, int] = {
    CompStyle.SUSTAINED: 99,
    CompStyle.HOUSE_PIANO: 82,
    CompStyle.STABS_OFFBEAT: 70,
    CompStyle.STABS_SYNCOPATED: 80,
    CompStyle.DARK_STABS: 85,
    CompStyle.SUPERSAW_PUMP: 88,
    CompStyle.BUBBLE: 55,
    CompStyle.SKANK: 55,
    CompStyle.CLAV_16THS: 62,
    CompStyle.CHARLESTON: 85,
    CompStyle.BALLAD: 100,
    CompStyle.ARPEGGIATED: 130,
    CompStyle.ALBERTI: 105,
    CompStyle.MONTUNO: 80,
    CompStyle.SWELLS: 100,
}
STYLE_VELOCITY: Mapping[CompStyle, float] = {
    CompStyle.SUSTAINED: 0.6,
    CompStyle.SWELLS: 0.58,
    CompStyle.LAZY_CHORDS: 0.58,
    CompStyle.BALLAD: 0.6,
    CompStyle.ARPEGGIATED: 0.58,
    CompStyle.ALBERTI: 0.56,
    CompStyle.HOUSE_PIANO: 0.76,
    CompStyle.SUPERSAW_PUMP: 0.74,
    CompStyle.STABS_OFFBEAT: 0.72,
    CompStyle.STABS_SYNCOPATED: 0.74,
    CompStyle.MONTUNO: 0.72,
}
