"""MIDI files hold exactly the notes of the score, and say tempo, key and form."""

from dataclasses import replace
from pathlib import Path

import mido
import pytest

from menura.studio.exports.general_midi import DRUM_CHANNEL, DRUM_KEYS, PROGRAMS
from menura.studio.exports.midi_file import TICKS_PER_BEAT, write_midi
from menura.studio.model import Mode, Role
from menura.studio.palette import Patch
from menura.studio.score import Drum
from tests.unit.studio.scores import small_score


def notes_of(track: mido.MidiTrack) -> list[tuple[int, int, int]]:
    """Return (start tick, length in ticks, key) of every note."""
    now, open_notes, found = 0, {}, []
    for message in track:
        now += message.time
        if message.type == "note_on" and message.velocity:
            assert message.note not in open_notes, "a note begins while it still sounds"
            open_notes[message.note] = now
        elif message.type in ("note_on", "note_off"):
            start = open_notes.pop(message.note)
            found.append((start, now - start, message.note))
    assert not open_notes
    return sorted(found)


def test_every_patch_and_every_drum_has_a_general_midi_sound():
    assert set(PROGRAMS) == set(Patch)
    assert set(DRUM_KEYS) == set(Drum)
    assert all(0 <= program < 128 for program in PROGRAMS.values())


def test_a_file_is_of_format_1_with_one_named_track_for_each_stem_that_has_notes(tmp_path: Path):
    score = small_score()
    write_midi(score, tmp_path / "a.mid", title="A täst – 曲")
    file = mido.MidiFile(tmp_path / "a.mid")
    assert file.type == 1
    assert file.ticks_per_beat == TICKS_PER_BEAT
    assert [track.name for track in file.tracks[1:]] == ["drums", "bass", "chords"]


def test_notes_stand_at_the_ticks_of_their_beats(tmp_path: Path):
    score = small_score()
    write_midi(score, tmp_path / "a.mid", title="a")
    tracks = {track.name: track for track in mido.MidiFile(tmp_path / "a.mid").tracks}
    wanted = sorted(
        (
            round(note.start_beat * TICKS_PER_BEAT),
            round((note.start_beat + note.length_beats) * TICKS_PER_BEAT)
            - round(note.start_beat * TICKS_PER_BEAT),
            note.pitch,
        )
        for note in score.parts[Role.CHORDS].notes
    )
    assert notes_of(tracks["chords"]) == wanted
    assert len(notes_of(tracks["drums"])) == len(score.parts[Role.DRUMS].hits)
    channels = {m.channel for m in tracks["drums"] if m.type == "note_on"}
    assert channels == {DRUM_CHANNEL}
    assert any(m.type == "control_change" and m.control == 65 for m in tracks["bass"])


@pytest.mark.parametrize(
    ("key", "mode", "written"),
    [
        (5, Mode.MINOR, "Fm"),
        (6, Mode.MAJOR, "F#"),
        (2, Mode.DORIAN, "Dm"),
        (10, Mode.MIXOLYDIAN, "Bb"),
    ],
)
def test_tempo_key_and_markers_are_told(tmp_path: Path, key: int, mode: Mode, written: str):
    write_midi(small_score(bpm=93.7, key=key, mode=mode), tmp_path / "a.mid", title="a")
    first = mido.MidiFile(tmp_path / "a.mid").tracks[0]
    told = {m.type: m for m in first if m.is_meta}
    assert mido.tempo2bpm(told["set_tempo"].tempo) == pytest.approx(93.7, abs=1e-3)
    assert told["key_signature"].key == written
    now, markers = 0, []
    for message in first:
        now += message.time
        if message.type == "marker":
            markers.append((now, message.text))
    assert markers == [(0, "intro"), (8 * TICKS_PER_BEAT, "drop")]


def test_every_key_can_be_written(tmp_path: Path):
    for key in range(12):
        for mode in Mode:
            write_midi(small_score(key=key, mode=mode), tmp_path / "a.mid", title="a")
            mido.MidiFile(tmp_path / "a.mid")


def test_a_file_says_who_made_it(tmp_path: Path):
    write_midi(small_score(), tmp_path / "a.mid", title="a", credit="Made by a program – 曲.")
    texts = [m.text for m in mido.MidiFile(tmp_path / "a.mid").tracks[0] if m.type == "text"]
    assert texts == ["Made by a program  ."]


def test_two_strokes_of_one_drum_at_once_can_be_written(tmp_path: Path):
    score = small_score()
    drums = score.parts[Role.DRUMS]
    twice = replace(drums, hits=(*drums.hits, replace(drums.hits[0], velocity=0.31)))
    write_midi(replace(score, parts={Role.DRUMS: twice}), tmp_path / "a.mid", title="Twice")
    track = mido.MidiFile(tmp_path / "a.mid").tracks[1]
    assert sum(message.type == "note_on" for message in track) == len(twice.hits)
