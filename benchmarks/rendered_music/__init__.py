"""Render music whose tempo, beats, key and form are known, in twenty styles.

Benchmarks listen to it and compare. It is made from seeds: notes by the code here, sound by the
program fluidsynth with the General MIDI sound fonts Debian packages, files by PyAV. Nothing is
downloaded but these packages. The music is synthetic: it is easier to hear than recordings are.

::

    midi_file     notes -> Standard MIDI File
    styles        twenty styles as patterns          harmony   scales, chords, progressions
    timing        drift, swing, human hands          forms     parts of a piece
    composition   brief -> notes and their truth     truth     what is true of a sound
    synthesis     notes -> samples                   sound_file  samples -> wav, flac, mp3
    sound_sets    clips, drums, loops, tracks        one_shots   single sounds
    library       keeps what was rendered            soundfonts  finds and installs
"""

from benchmarks.rendered_music.library import MusicLibrary, SoundFile, usual_folder
from benchmarks.rendered_music.truth import TrueSection, Truth

__all__ = ["MusicLibrary", "SoundFile", "TrueSection", "Truth", "usual_folder"]
