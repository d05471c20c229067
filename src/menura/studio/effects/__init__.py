"""Shape sound: equalisers, compressors, echoes, rooms.

Every effect takes float32 samples ``(2, n)`` at 48 kHz and returns new ones of the same shape,
with the dry sound where it was: nothing here adds latency. One module per effect.
"""
