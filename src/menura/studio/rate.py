"""State the rate at which the Studio makes sound."""

SAMPLE_RATE_HZ = 48_000
