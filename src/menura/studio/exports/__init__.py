"""Hand the notes to other programs: MIDI and DAWproject."""
