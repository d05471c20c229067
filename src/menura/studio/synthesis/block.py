"""State how often voices look at what moves slowly."""

BLOCK = 32
"""Samples between two looks at envelopes and slow movements: two thirds of a millisecond."""
