"""Balance the stems: gain, tone, place, space, sidechain.

``mix_stems`` does it all. ``process_stem`` and ``balance`` are its two halves, for callers that
process stems side by side: the loops let go of the interpreter's lock.
"""

from menura.studio.mixing.balance import Premaster, balance
from menura.studio.mixing.mix import mix_stems
from menura.studio.mixing.processing import MixContext, ProcessedStem, process_stem

__all__ = [
    "MixContext",
    "Premaster",
    "ProcessedStem",
    "balance",
    "mix_stems",
    "process_stem",
]
