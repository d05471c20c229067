"""Write down the bass styles.

Letters: R root, O octave, F fifth, T third, H sixth, S seventh, A approach to the next root, N the
next root itself, early, W a step of a walking line, X a dead note; G and Q are R and O that slide
from the note before. Lower case is optional (``menura.studio.composition.patterns``). Shuffles are
written in straight eighths: genres that swing eighths make them late.
"""

from collections.abc import Mapping

from menura.studio.styles import BassStyle

PATTERNS: Mapping[BassStyle, tuple[str, ...]] = {
    BassStyle.OFFBEAT: (
        "..R-..R-..R-..R-|..R-..R-..R-..Or",
        "..R-..Rr..R-..Ro|..R-..Rr..F-..Ss",
        "..R-.rR-..R-.rO-",
        "..Rr..R-..Rr..F-|..Rr..R-..Or..S-",
    ),
    BassStyle.ROLLING_16THS: (
        ".rRr.rRr.rRr.rRr",
        ".RRr.RRr.RRr.RRo",
        ".rRr.rRr.rRr.rFr|.rRr.rRr.rOr.rSr",
    ),
    BassStyle.GALLOP: ("R-RrR-RrR-RrR-Rr", "R-RRR-rrR-RRR-oo", "R-rRR-rRR-rRF-fF"),
    BassStyle.WOBBLE: (
        "R-----R-R---R---|R---R--rR-------",
        "R-------R---o-R-|R-----R-R-----F-",
        "R---R---R-----r-|R-------T---R-r-",
    ),
    BassStyle.REESE: (
        "R-----R---R-----|R-----R---F---s-",
        "R---------r---R-|R-------F-----A-",
        "R------rR-------|R-----o---R---A-",
    ),
    BassStyle.SUB_808: ("R-----r---R-----|R--R------R--r--", "R-------r-R-----|R-----R---r-Q-G-"),
    BassStyle.DRILL_SLIDES: (
        "R-----R-----Q-G-|R-----r---R---F-",
        "R--R----Q---R-g-|R-----Q-G---r---",
    ),
    BassStyle.BOOM_BAP: ("R--r---.R-r-----|R--r---.F---s-a-", "R-----r-R---....|R--R--..F-r-S-a-"),
    BassStyle.LAZY: ("R------rF---....|R-----r-..F-s---", "R-------..r-F---|R---r---T---A---"),
    BassStyle.EIGHTHS: (
        "R-R-R-R-R-R-R-R-",
        "R-R-R-R-R-R-R-r-|R-R-R-R-R-R-F-A-",
        "R-R-RrR-R-R-RrO-",
        "R-R-R-R-R-R-R-R-|R-R-R-R-F-F-S-A-",
        "R-R-R-R-R-R-T-F-|R-R-R-R-H-H-F-A-",
        "RrR-RrR-RrR-RrR-",
    ),
    BassStyle.OCTAVES: (
        "R-O-R-O-F-O-R-O-|R-O-R-O-T-O-F-A-",
        "RrO-R-OrR-O-RrOo|R-O-RrO-F-O-S-Oa",
        "R-O-R-O-R-O-R-O-",
        "R-OrR-O-R-OrR-Oo",
        "R-O-R-O-R-O-R-O-|R-O-R-O-F-O-S-O-",
    ),
    BassStyle.POP: ("R-----R-R-----r-|R-----R-F-----A-", "R---r-R-....R-r-|R---r-R-..F-A-a-"),
    BassStyle.MOTOWN: ("R--rR-T-F--hF-T-|R--rR-F-o-H-F-A-", "R--R--O-.rF-H-F-|R-R--rT-F-.hF-A-"),
    BassStyle.FUNK: (
        "R--x.xO-.xR-.sO-|R--x.xO-..F-xS-A",
        "R-x..RO-x.r-S-x.|R-x..RO-.xF-s-AA",
        "R.RxxO.xR..xS.O.|R.rx.O.xF.fx.S.A",
    ),
    BassStyle.SLAP: ("R-xOx.R-xO.xR-O-|R-xOx.S-xF.xO-a-", "R.xxO.xR.xO.S.Ox|R.xxO.xR.xO.F.AO"),
    BassStyle.REGGAE: (
        "....R-R-T-F-R-..|....R-R-F-T-R-..",
        "R-..R-T-..F-..T-|R-..R-T-..F-r-A-",
        "..R-R-F-..T-F-R-|..R-R-F-R---....",
        "R-R-..F-..T-R-..|R-R-..F-T-R-..a-",
    ),
    BassStyle.DUB: (
        "R-----..R-T-F---|R-----......r-t-",
        "..R-R---....F-T-|..R-R---R-------",
        "R---R---..T-F-..|R---R---........",
        "..R-..R-T---F---|..R-..R-R-------",
    ),
    BassStyle.WALKING: (
        "R---W---W---W---",
        "R---W---W---W-r-|R---W-w-W---W---",
        "R-r-W---W---W---|R---W---W-w-W---",
    ),
    BassStyle.SHUFFLE: (
        "R-R-R-T-T-F-F-A-",
        "R-R-T-T-F-F-H-H-|O-O-H-H-F-F-T-A-",
        "R-r-R-R-R-r-F-A-|R-R-O-O-H-H-F-A-",
    ),
    # Both halves of the clave alike: the "and" of two, then four, which has the next chord.
    BassStyle.TUMBAO: (
        "...R--F----R--O-",
        "...F--O----F--N-",
        "...R--F----T--N-|r..R--F----F--N-",
        "...F--R-...F--N-|...F--O-..rF--N-",
    ),
    BassStyle.BOSSA: (
        "R-----FrR-----Ff",
        "R-----F-R-----F-|R-----F-R-----A-",
        "R-----RrF-----FA",
        "R-----F-F-----Rr|R-----F-F-----N-",
        "R-----O-F-----Ff|R-----F-T-----A-",
    ),
    BassStyle.ROOT_FIFTH: (
        "R-------F-------",
        "R---r---F---f---|R-------F---w-A-",
        "R-------F-----A-",
    ),
    BassStyle.LOG_DRUM: (
        "R--.R-.r..R--.F-|..R-.rR-..F-R-Q-",
        "R-.R--R-..r-R-.F|.rR-..R-.FR-Q-G-",
        "..R--R-r..R-F-R-|R--r..R--.Q-G-r.",
    ),
    BassStyle.GARAGE: ("R--R..R-....R-.r|R--R..F-..s-.oA-", "R-.r..R--.R-..F-|..R-.RR-..o-S-A-"),
    BassStyle.ACID: (
        "RrOrRRrGRroRQrGR|RrOrRSrGRrORFrGR",
        "R.RrO.rRGrR.TrQ.|R.RrO.rRGrF.SrQr",
        "RR.oRrGR.RORrTGr",
    ),
    BassStyle.SYNCOPATED: (
        "R--R--R---r-R-..|R--R--F-..r-A-..",
        "R-.R.rR-..R-.rO-|R-.R.rF-..R-S-A-",
    ),
    BassStyle.PEDAL: ("R-------R-------", "R---R---R---R-r-", "R-------r---R-r-"),
    BassStyle.DRONE: ("R---------------", "R---------------|R-------r-------"),
}

# Styles that take their rhythm from the kick: longest note in sixteenths, what answers it.
KICK_STYLES: Mapping[BassStyle, tuple[int, str]] = {
    BassStyle.SUB_808: (10, "rgqr"),
    BassStyle.DRILL_SLIDES: (7, "GQgf"),
    BassStyle.BOOM_BAP: (5, "fsta"),
    BassStyle.LAZY: (7, "ftsa"),
    BassStyle.POP: (6, "rfoa"),
    BassStyle.SYNCOPATED: (4, "rosf"),
}
# How much of the written length sounds: short styles leave air for the kick.
LENGTH_FACTORS: Mapping[BassStyle, float] = {
    BassStyle.OFFBEAT: 0.85,
    BassStyle.ROLLING_16THS: 0.8,
    BassStyle.GALLOP: 0.78,
    BassStyle.OCTAVES: 0.72,
    BassStyle.FUNK: 0.7,
    BassStyle.SLAP: 0.65,
    BassStyle.ACID: 0.75,
    BassStyle.REGGAE: 0.85,
    BassStyle.LOG_DRUM: 0.85,
    BassStyle.DRONE: 1.0,
    BassStyle.SUB_808: 0.98,
    BassStyle.DRILL_SLIDES: 1.0,
}
STYLE_VELOCITY: Mapping[BassStyle, float] = {
    BassStyle.SUB_808: 0.9,
    BassStyle.WOBBLE: 0.9,
    BassStyle.DRONE: 0.66,
    BassStyle.LAZY: 0.72,
    BassStyle.BOSSA: 0.72,
    BassStyle.WALKING: 0.76,
}
WOBBLE_RATES = (
    0.5,
    1.0,
    2.0,
    3.0,
    4.0,
    1.0,
    1.5,
    2.0,
)  # cycles per beat: dotted ones are the spice
