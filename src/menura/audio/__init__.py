"""Listen to signals: decode them once and measure what is in them.

This room knows samples, spectra, loudness, tempo and key. It must never know what a track is,
where a file came from or where a measurement goes. It is an open room: import its modules
directly.

Examples
--------
>>> from menura.audio.listen import listen
>>> heard = listen(path)                                    # doctest: +SKIP
>>> heard.tempo.tempo_bpm, heard.key.name                   # doctest: +SKIP
(124.0, 'A minor')
"""
