"""Check what came out, by measurement alone."""
