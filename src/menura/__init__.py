"""Menura listens to music, finds music and makes music."""

import os

# Matrices here are small: threads of the linear algebra library only spin and wait for each other.
# A two-minute track is checked in 1.0 instead of 4.7 seconds of processor time. It has to be set
# before numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
