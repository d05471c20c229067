"""Balance the stems: gain, tone, place, space, sidechain."""
