"""Name the units that numbers are in.

Every alias is a plain ``float`` at run time: the name at the end of a variable carries the unit
(``tempo_bpm``), the alias in the signature says which one is meant.
"""

from typing import NewType

Bpm = NewType("Bpm", float)
"""Beats per minute."""
Seconds = NewType("Seconds", float)
"""Seconds."""
Hertz = NewType("Hertz", float)
"""Cycles per second."""
Decibels = NewType("Decibels", float)
"""A ratio in decibels."""
Lufs = NewType("Lufs", float)
"""Loudness units relative to full scale (ITU-R BS.1770-4)."""
Cents = NewType("Cents", float)
"""Hundredths of a semitone."""
