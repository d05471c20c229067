"""Name what tracks are compared by."""

from enum import StrEnum


class SpaceName(StrEnum):
    """Name what tracks are compared by."""

    DSP = "dsp"
    MUSICNN = "musicnn"
    CLAP = "clap"
