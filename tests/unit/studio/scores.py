"""Small pieces written by hand, for tests that need a score of known content."""

from menura.studio.model import Mode, Role, SectionName
from menura.studio.palette import Kit, Patch
from menura.studio.score import (
    Automation,
    Chord,
    Control,
    Drum,
    FxEvent,
    FxKind,
    Hit,
    Note,
    Part,
    Score,
    Section,
)

ROLES = (Role.DRUMS, Role.BASS, Role.CHORDS, Role.FX)


def small_score(bpm: float = 120.0, key: int = 5, mode: Mode = Mode.MINOR) -> Score:
    """Return four bars of drums, bass, chords and a riser, in two sections."""
    hits = tuple(Hit(float(beat), Drum.KICK, 0.9) for beat in range(16))
    hits += tuple(Hit(beat + 1.0, Drum.SNARE, 0.7) for beat in range(0, 16, 2))
    bass = tuple(Note(float(beat), 0.9, 29, 0.8, glide=beat == 4) for beat in range(0, 16, 2))
    chords = tuple(
        Note(float(bar * 4), 3.9, pitch, 0.6) for bar in range(4) for pitch in (53, 56, 60)
    )
    cutoff = Automation(Control.CUTOFF, ((0.0, 0.3), (8.0, 1.0)))
    return Score(
        bpm=bpm,
        key=key,
        mode=mode,
        genre="house",
        sound_genre="house",
        swing=0.5,
        sections=(
            Section(SectionName.INTRO, 0, 2, 0.4, ROLES),
            Section(SectionName.DROP, 2, 2, 1.0, ROLES),
        ),
        chords=tuple(Chord(bar * 4.0, 4.0, 5, (5, 8, 0), "Fm") for bar in range(4)),
        parts={
            Role.DRUMS: Part(Role.DRUMS, Kit.HOUSE_909.value, hits=tuple(sorted(hits, key=_start))),
            Role.BASS: Part(Role.BASS, Patch.SAW_BASS.value, notes=bass),
            Role.CHORDS: Part(
                Role.CHORDS, Patch.HOUSE_STAB.value, notes=chords, automation=(cutoff,)
            ),
            Role.FX: Part(Role.FX, "fx", effects=(FxEvent(4.0, 4.0, FxKind.RISER, 0.8),)),
        },
    )


def _start(hit: Hit) -> float:
    return hit.start_beat
