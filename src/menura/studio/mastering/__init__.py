"""Finish the mix: loudness, true peak, matching, dither."""
