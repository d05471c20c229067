"""Shape sound: equalisers, compressors, echoes, rooms."""
