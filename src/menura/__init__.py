"""Menura listens to music, finds music and makes music."""

__version__ = "0.1.0"
