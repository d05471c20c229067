"""Write a score as a Standard MIDI File, format 1."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import mido

from menura.studio.exports.general_midi import DRUM_CHANNEL, DRUM_KEYS, PROGRAMS
from menura.studio.palette import Patch
from menura.studio.score import BEATS_PER_BAR, Part, Score

TICKS_PER_BEAT = 480
MIDI_CHANNELS = 16
_GLIDE_CONTROLLER = 65  # portamento switch
_MAJOR_KEYS = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_MINOR_KEYS = ("Cm", "C#m", "Dm", "Ebm", "Em", "Fm", "F#m", "Gm", "G#m", "Am", "Bbm", "Bm")


@dataclass(frozen=True, slots=True, order=True)
class _Timed:
    """A message and when it comes; at one moment ends come before beginnings."""

    tick: int
    rank: int
    key: int
    message: "mido.Message" = field(compare=False)  # two may come at once


def write_midi(score: Score, path: Path, *, title: str, credit: str = "") -> None:
    """Write `score` to a file.

    The first track holds tempo, time signature, key and section markers; then each stem that plays
    notes or drums has a track of its own, named after the stem. Effects have no notes and no track.
    Modes are written as the key signature that they share their notes' third with.
    """
    file = mido.MidiFile(type=1, ticks_per_beat=TICKS_PER_BEAT)
    file.tracks.append(_conductor(score, title, credit))
    channels = (number for number in range(MIDI_CHANNELS) if number != DRUM_CHANNEL)
    for role, part in score.parts.items():
        if part.notes:
            file.tracks.append(_track(role.value, part, next(channels)))
        elif part.hits:
            file.tracks.append(_track(role.value, part, DRUM_CHANNEL))
    part_path = path.with_name(f".{path.name}.part")
    file.save(part_path)
    part_path.replace(path)


def _conductor(score: Score, title: str, credit: str) -> "mido.MidiTrack":
    track = mido.MidiTrack()
    keys = _MAJOR_KEYS if score.mode.is_major else _MINOR_KEYS
    track.append(mido.MetaMessage("track_name", name=_latin(title)))
    if credit:
        track.append(mido.MetaMessage("text", text=_latin(credit)))
    track.append(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(score.bpm)))
    signature = {"numerator": BEATS_PER_BAR, "denominator": 4}
    track.append(mido.MetaMessage("time_signature", **signature))
    track.append(mido.MetaMessage("key_signature", key=keys[score.key]))
    last = 0
    for section in score.sections:
        tick = _tick(section.start_beat)
        track.append(mido.MetaMessage("marker", text=section.name.value, time=tick - last))
        last = tick
    end = _tick(score.bars * BEATS_PER_BAR)
    track.append(mido.MetaMessage("end_of_track", time=end - last))
    return track


def _track(name: str, part: Part, channel: int) -> "mido.MidiTrack":
    track = mido.MidiTrack()
    track.append(mido.MetaMessage("track_name", name=name))
    if part.notes:
        program = PROGRAMS[Patch(part.patch)]
        track.append(mido.Message("program_change", program=program, channel=channel))
    last = 0
    for timed in sorted(_events(part, channel)):
        track.append(timed.message.copy(time=timed.tick - last))
        last = timed.tick
    return track


def _events(part: Part, channel: int) -> Iterator[_Timed]:
    for hit in part.hits:
        yield from _note(hit.start_beat, 0.1, DRUM_KEYS[hit.drum], hit.velocity, channel)
    glides = any(note.glide for note in part.notes)
    for note in part.notes:
        if glides:
            value = 127 if note.glide else 0
            switch = mido.Message(
                "control_change", control=_GLIDE_CONTROLLER, value=value, channel=channel
            )
            yield _Timed(_tick(note.start_beat), 1, note.pitch, switch)
        yield from _note(note.start_beat, note.length_beats, note.pitch, note.velocity, channel)


def _note(
    start_beat: float, length_beats: float, pitch: int, velocity: float, channel: int
) -> Iterator[_Timed]:
    start = _tick(start_beat)
    end = max(start + 1, _tick(start_beat + length_beats))
    strength = max(1, min(127, round(velocity * 127)))
    told = {"note": pitch, "channel": channel}
    yield _Timed(start, 2, pitch, mido.Message("note_on", velocity=strength, **told))
    yield _Timed(end, 0, pitch, mido.Message("note_off", velocity=0, **told))


def _tick(beat: float) -> int:
    return max(0, round(beat * TICKS_PER_BEAT))


def _latin(text: str) -> str:
    """Return text as MIDI files hold it: Latin 1, what is not in it left out."""
    return text.encode("latin-1", "ignore").decode("latin-1")
