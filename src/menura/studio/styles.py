"""Name the ways of playing that composing knows, one enumeration per role."""

from enum import StrEnum


class BassStyle(StrEnum):
    """Name what a bass line does; every style locks with the kick where the groove has one."""

    OFFBEAT = "offbeat"
    ROLLING_16THS = "rolling_16ths"
    GALLOP = "gallop"
    WOBBLE = "wobble"
    REESE = "reese"
    SUB_808 = "sub_808"
    DRILL_SLIDES = "drill_slides"
    BOOM_BAP = "boom_bap"
    LAZY = "lazy"
    EIGHTHS = "eighths"
    OCTAVES = "octaves"
    POP = "pop"
    MOTOWN = "motown"
    FUNK = "funk"
    SLAP = "slap"
    REGGAE = "reggae"
    DUB = "dub"
    WALKING = "walking"
    SHUFFLE = "shuffle"
    TUMBAO = "tumbao"
    BOSSA = "bossa"
    ROOT_FIFTH = "root_fifth"
    LOG_DRUM = "log_drum"
    GARAGE = "garage"
    ACID = "acid"
    SYNCOPATED = "syncopated"
    PEDAL = "pedal"
    DRONE = "drone"


class CompStyle(StrEnum):
    """Name how keys and stabs play the harmony."""

    SUSTAINED = "sustained"
    BLOCK_QUARTERS = "block_quarters"
    HOUSE_PIANO = "house_piano"
    STABS_OFFBEAT = "stabs_offbeat"
    STABS_SYNCOPATED = "stabs_syncopated"
    DARK_STABS = "dark_stabs"
    SUPERSAW_PUMP = "supersaw_pump"
    LAZY_CHORDS = "lazy_chords"
    CHARLESTON = "charleston"
    GOSPEL = "gospel"
    BALLAD = "ballad"
    ARPEGGIATED = "arpeggiated"
    ALBERTI = "alberti"
    BOOGIE = "boogie"
    MONTUNO = "montuno"
    BOSSA = "bossa"
    BUBBLE = "bubble"
    SKANK = "skank"
    CLAV_16THS = "clav_16ths"
    BELL_MELODY = "bell_melody"
    SWELLS = "swells"


class GuitarStyle(StrEnum):
    """Name how a guitar plays the harmony."""

    STRUM_EIGHTHS = "strum_eighths"
    FOLK_STRUM = "folk_strum"
    FINGERPICKED = "fingerpicked"
    TRAVIS = "travis"
    POWER_CHORDS = "power_chords"
    PALM_MUTED = "palm_muted"
    GALLOP = "gallop"
    MUTED_16THS = "muted_16ths"
    SKANK = "skank"
    JAZZ_COMP = "jazz_comp"
    BOSSA = "bossa"
    CLEAN_ARPEGGIO = "clean_arpeggio"
    BLUES_RIFF = "blues_riff"


class ArpStyle(StrEnum):
    """Name the order in which an arpeggio takes the notes of the harmony."""

    UP = "up"
    UP_DOWN = "up_down"
    BROKEN = "broken"
    PEDAL = "pedal"
    ACID = "acid"
    OSTINATO = "ostinato"
    EUCLIDEAN = "euclidean"
    SPARSE = "sparse"


class LeadStyle(StrEnum):
    """Name how a melody is made from its motif."""

    HOOK = "hook"
    SINGABLE = "singable"
    RIFF = "riff"
    SPARSE = "sparse"
    ANTHEM = "anthem"
    IMPROVISED = "improvised"
    CALL_AND_RESPONSE = "call_and_response"
    LYRICAL = "lyrical"


class PadStyle(StrEnum):
    """Name how pads hold the harmony."""

    SUSTAINED = "sustained"
    PULSING = "pulsing"
    SWELLING = "swelling"
    DRIFTING = "drifting"


class StringStyle(StrEnum):
    """Name how strings play."""

    SUSTAINED = "sustained"
    LEGATO_LINE = "legato_line"
    SPICCATO = "spiccato"
    TREMOLO = "tremolo"
    DISCO_RUNS = "disco_runs"
    PIZZICATO = "pizzicato"


class BrassStyle(StrEnum):
    """Name how brass plays."""

    STABS = "stabs"
    RIFF = "riff"
    SWELLS = "swells"
    FANFARE = "fanfare"


class VocalStyle(StrEnum):
    """Name what voice-like sounds do."""

    CHOIR = "choir"
    OOHS = "oohs"
    CHOPS = "chops"
    WORDLESS_LEAD = "wordless_lead"
