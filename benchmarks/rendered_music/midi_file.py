"""Write notes as a Standard MIDI File."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

DRUM_CHANNEL = 9  # of General MIDI, counted from 0
_TICKS_PER_QUARTER = 5000
_QUARTER_US = 500_000  # 120 BPM: one tick is a tenth of a millisecond, whatever the music's tempo
_TICKS_PER_S = _TICKS_PER_QUARTER * 1_000_000 / _QUARTER_US
_NOTE_OFF, _NOTE_ON, _PROGRAM = 0x80, 0x90, 0xC0
_END_OF_TRACK, _SET_TEMPO = b"\xff\x2f\x00", b"\xff\x51\x03"


@dataclass(frozen=True, slots=True)
class Note:
    """One note: seconds, MIDI pitch and velocity (1..127), General MIDI program of its channel."""

    channel: int
    program: int
    pitch: int
    velocity: int
    start_s: float
    end_s: float


def write_midi(path: Path, notes: Sequence[Note]) -> None:
    """Write notes into one track (format 0), at a fixed tempo that has nothing to do with them.

    Raises
    ------
    ValueError
        When notes of one channel ask for different programs.
    """
    programs: dict[int, int] = {}
    events: list[tuple[int, int, bytes]] = []
    for note in notes:
        if programs.setdefault(note.channel, note.program) != note.program:
            raise ValueError(f"channel {note.channel} cannot play two programs")
        start, end = (max(0, round(time_s * _TICKS_PER_S)) for time_s in (note.start_s, note.end_s))
        on = bytes([_NOTE_ON | note.channel, note.pitch, note.velocity])
        off = bytes([_NOTE_OFF | note.channel, note.pitch, 0])
        # A note that ends where the same pitch starts must end first.
        events += [(start, 1, on), (max(end, start + 1), 0, off)]
    track = bytearray(b"\x00" + _SET_TEMPO + _QUARTER_US.to_bytes(3, "big"))
    for channel, program in sorted(programs.items()):
        if channel != DRUM_CHANNEL:
            track += b"\x00" + bytes([_PROGRAM | channel, program])
    now = 0
    for tick, _, message in sorted(events):
        track += variable_length(tick - now) + message
        now = tick
    track += b"\x00" + _END_OF_TRACK
    header = struct.pack(">4sIHHH", b"MThd", 6, 0, 1, _TICKS_PER_QUARTER)
    path.write_bytes(header + struct.pack(">4sI", b"MTrk", len(track)) + bytes(track))


def variable_length(value: int) -> bytes:
    """Return a number as MIDI's variable-length quantity: seven bits a byte, highest first."""
    groups = [value & 0x7F]
    while value := value >> 7:
        groups.append(0x80 | (value & 0x7F))
    return bytes(reversed(groups))
