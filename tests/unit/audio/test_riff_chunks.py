import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.audio.riff_chunks import LoopPoints, read_sample_chunks

FORMAT = struct.pack("<HHIIHH", 1, 1, 44_100, 88_200, 2, 16)


def chunk(name: bytes, content: bytes, order: str = "<") -> bytes:
    return name + struct.pack(order + "I", len(content)) + content + b"\0" * (len(content) % 2)


def wave(*chunks: bytes, form: bytes = b"RIFF") -> bytes:
    body = b"WAVE" + chunk(b"fmt ", FORMAT) + b"".join(chunks)
    return form + struct.pack("<I", len(body)) + body


def acid(flags=6, root=0x39, beats=8, denominator=4, numerator=4, tempo_bpm=124.0) -> bytes:
    content = struct.pack(
        "<IHHfIHHf", flags, root, 0x8000, 0, beats, denominator, numerator, tempo_bpm
    )
    return chunk(b"acid", content)


def smpl(note: int, *loops: tuple[int, int]) -> bytes:
    head = struct.pack("<9I", 0, 0, 22_675, note, 0, 0, 0, len(loops), 0)
    entries = (struct.pack("<6I", i, 0, start, last, 0, 0) for i, (start, last) in enumerate(loops))
    return chunk(b"smpl", head + b"".join(entries))


@pytest.fixture
def read(tmp_path: Path):
    def read_bytes(content: bytes):
        path = tmp_path / "sample.wav"
        path.write_bytes(content)
        return read_sample_chunks(path)

    return read_bytes


SOUND = chunk(b"data", bytes(2001))  # odd: a byte of padding follows


def test_an_acid_loop_tells_beats_meter_tempo_and_root_also_behind_the_sound(read):
    found = read(wave(SOUND, acid(numerator=3)))
    assert found.is_one_shot is False
    assert found.is_stretchable
    assert (found.beat_count, found.tempo_bpm, found.root_midi) == (8, 124.0, 57)
    assert (found.meter_numerator, found.meter_denominator) == (3, 4)


def test_an_acid_one_shot_has_no_beats_even_if_some_are_written(read):
    found = read(wave(acid(flags=3), SOUND))
    assert found.is_one_shot is True
    assert found.beat_count is None
    assert found.tempo_bpm is None
    assert found.root_midi == 57


def test_a_root_that_is_not_marked_valid_is_not_read(read):
    assert read(wave(acid(flags=4))).root_midi is None


def test_the_last_sample_of_a_smpl_loop_belongs_to_it(read):
    found = read(wave(smpl(60, (100, 199)), SOUND))
    assert found.loops == (LoopPoints(100, 200),)
    assert found.root_midi == 60


def test_cue_points_come_in_order(read):
    entries = b"".join(
        struct.pack("<II4sIII", i, 0, b"data", 0, 0, p) for i, p in ((1, 900), (2, 5))
    )
    assert read(wave(chunk(b"cue ", struct.pack("<I", 2) + entries))).cue_samples == (5, 900)


def test_bext_tells_originator_and_loudness(read):
    content = b"A loop".ljust(256, b"\0") + b"Menura".ljust(90, b"\0") + struct.pack("<H", 2)
    content = content.ljust(412, b"\0") + struct.pack("<h", -1435) + bytes(188)
    found = read(wave(chunk(b"bext", content)))
    assert (found.description, found.originator) == ("A loop", "Menura")
    assert found.loudness_lufs == pytest.approx(-14.35)


def test_an_apple_loop_tells_beats_and_meter(read):
    basc = chunk(b"basc", struct.pack(">IIHHHHH", 1, 16, 57, 1, 4, 4, 0) + bytes(66), ">")
    body = b"AIFF" + chunk(b"SSND", bytes(100), ">") + basc
    found = read(b"FORM" + struct.pack(">I", len(body)) + body)
    assert (found.beat_count, found.root_midi, found.is_one_shot) == (16, 57, False)


def test_chunks_behind_a_sound_of_more_than_32_bits_are_found_by_its_long_size(read):
    long_sizes = chunk(b"ds64", struct.pack("<QQQI", 9000, 2000, 1000, 0))
    sound = b"data" + b"\xff" * 4 + bytes(2000)
    assert read(wave(long_sizes, sound, acid(), form=b"RF64")).beat_count == 8


@pytest.mark.parametrize("tempo_bpm", [0.0, float("nan"), float("inf"), 1e9, -120.0])
def test_a_tempo_that_cannot_be_is_left_out_and_the_rest_kept(read, tempo_bpm):
    found = read(wave(acid(tempo_bpm=tempo_bpm)))
    assert found.tempo_bpm is None
    assert found.beat_count == 8


def test_files_without_such_chunks_and_without_existence_have_none(read, tmp_path):
    assert read(wave(SOUND)) is None
    assert read(b"fLaC" + bytes(100)) is None
    assert read(b"") is None
    assert read_sample_chunks(tmp_path / "nowhere.wav") is None
    assert read_sample_chunks(tmp_path) is None


@settings(max_examples=200, deadline=None)
@given(
    damage=st.lists(st.tuples(st.integers(0, 2500), st.integers(0, 255)), max_size=8),
    cut=st.integers(0, 2600),
)
def test_no_damage_raises(tmp_path_factory, damage, cut):
    content = bytearray(wave(acid(), smpl(60, (1, 9)), chunk(b"cue ", bytes(28)), SOUND, acid()))
    for place, value in damage:
        content[place % len(content)] = value
    path = tmp_path_factory.getbasetemp() / "damaged.wav"
    path.write_bytes(bytes(content[:cut]))
    read_sample_chunks(path)
