"""State the rate at which the studio makes sound."""

SAMPLE_RATE_HZ = 48_000
BLOCK = 32
"""Samples between two looks at envelopes and slow movements: two thirds of a millisecond."""
