"""Turn around: how the last bar of a phrase leads on, for basses, keys and guitars.

Each text takes the place of the end of a written bar (eight characters: half of it); letters are
those of the stem's own patterns. Styles that live on never changing have none.
"""

from collections.abc import Mapping
from enum import StrEnum

from menura.studio.composition.passage import Passage
from menura.studio.composition.patterns import Turnaround
from menura.studio.styles import BassStyle, CompStyle, GuitarStyle

PHRASE_BARS, LONG_PHRASE_BARS = 4, 8
CHANCE = 0.8
LEAST_ENERGY = 0.22
TEXTS: Mapping[StrEnum, tuple[str, ...]] = {
    BassStyle.OFFBEAT: ("..F-..A-", "..RrF-A-"),
    BassStyle.GALLOP: ("R-RRF-AA", "T-FFF-AA"),
    BassStyle.BOOM_BAP: ("f-A-", "S-a-", "R-r-..A-"),
    BassStyle.LAZY: ("T---A---", "F-a-", "..F-T-A-"),
    BassStyle.EIGHTHS: ("F-A-", "R-T-F-A-", "O-S-F-A-"),
    BassStyle.OCTAVES: ("F-A-", "S-O-F-A-", "R-O-FOA-"),
    BassStyle.POP: ("F-A-", "R-F-T-A-", "O-F-T-A-"),
    BassStyle.MOTOWN: ("F-H-F-A-", "T-F-H-A-", "O-H-F-A-"),
    BassStyle.FUNK: ("S.F.R.AA", "xSxF.RxA", "O.S.F.AA"),
    BassStyle.SLAP: ("R.xOS-A-", "O.S.F.xA", "ROxOF.AA"),
    BassStyle.REGGAE: ("T-R-..A-", "F-T-R-a-"),
    BassStyle.SHUFFLE: ("T-H-F-A-", "O-H-F-A-"),
    BassStyle.BOSSA: ("F---r-A-", "F-----A-"),
    BassStyle.ROOT_FIFTH: ("W---W---", "F---W-A-", "T---A---"),
    BassStyle.GARAGE: ("..oS-.A-", ".RF..RA-"),
    BassStyle.SYNCOPATED: ("F-A-", "..rRF-A-", "S-.RF-A-"),
    CompStyle.SUSTAINED: ("C---T---", "T-------"),
    CompStyle.BLOCK_QUARTERS: ("C-T-C-t-", "C-c-T-C-"),
    CompStyle.HOUSE_PIANO: ("C--C--C-", "C-CC.CC-"),
    CompStyle.STABS_OFFBEAT: ("..C-..CC", "C..C..C-"),
    CompStyle.STABS_SYNCOPATED: ("C..C..CC", "..C..C.C", "C.C..C.."),
    CompStyle.DARK_STABS: ("..C.C.C.", "C..C...."),
    CompStyle.SUPERSAW_PUMP: ("C-C-CCCC", "CCC-C-CC"),
    CompStyle.LAZY_CHORDS: ("T---..C-", "..C---t-"),
    CompStyle.CHARLESTON: ("..C-..C-", "C-....C-", "C-C-..T-"),
    CompStyle.GOSPEL: ("B-C-T-C-", "C-T-N-T-"),
    CompStyle.BALLAD: ("3-4-5-4-", "T-C-T-C-"),
    CompStyle.ARPEGGIATED: ("5-4-3-4-", "6-5-4-3-"),
    CompStyle.ALBERTI: ("4-3-2-3-", "1-3-5-4-"),
    CompStyle.BOOGIE: ("B-C-F-C-", "F-C-T-C-"),
    CompStyle.BOSSA: ("C-..C-C-", "..C-..C-"),
    CompStyle.SKANK: ("..C...CC", "..C.C.C."),
    CompStyle.CLAV_16THS: ("C.tT.TCC", "TC.CT.C."),
    GuitarStyle.STRUM_EIGHTHS: ("D-DUDUDU", "D-DUD-DU"),
    GuitarStyle.FOLK_STRUM: ("D-DUD-DU", "B-D-F-DU"),
    GuitarStyle.FINGERPICKED: ("4-3-2-F-", "5-4-3-2-"),
    GuitarStyle.TRAVIS: ("B-4-F-5-", "B-3-F-B-"),
    GuitarStyle.POWER_CHORDS: ("P-P-P-PP", "P--P--P-"),
    GuitarStyle.PALM_MUTED: ("P-P-MMP-", "P--P--P-"),
    GuitarStyle.GALLOP: ("P-P-P-P-", "MMP-MMP-"),
    GuitarStyle.MUTED_16THS: ("D.D.DxUD", "xxD.xUDU"),
    GuitarStyle.JAZZ_COMP: ("C-..C-C-", "..C-C-..", "C-C-C-C-"),
    GuitarStyle.BOSSA: ("F-C-C-C-", "F---..C-"),
    GuitarStyle.CLEAN_ARPEGGIO: ("5-4-3-4-", "4-5-6-5-"),
    GuitarStyle.BLUES_RIFF: ("Z-S-P-P-", "B-k-B-K-"),
}


def draw_turnaround(style: StrEnum, passage: Passage) -> Turnaround | None:
    """Draw how a style turns around in a section, every fourth bar or (felt slowly) eighth.

    The same in sections of the same name; None where the style or the moment has none.
    """
    whether, which = passage.rng.random(2).tolist()
    texts = TEXTS.get(style)
    every = PHRASE_BARS if passage.feel >= 1.0 and passage.energy > 0.4 else LONG_PHRASE_BARS
    if texts is None or whether > CHANCE or passage.energy < LEAST_ENERGY:
        return None
    return Turnaround(texts[int(which * len(texts))], every)
