import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.audio.key_notation import PitchKey
from menura.audio.riff_chunks import LoopPoints, read_sample_chunks
from menura.audio.sample_chunk_writer import (
    SampleNotes,
    encode_acid,
    root_midi_of,
    write_sample_chunks,
)
from menura.audio.tag_chunks import read_chunk, read_chunks
from menura.audio.tag_errors import TagFormatError, TagValueError
from tests.audio_synthesis import sine, write_audio
from tests.unit.audio.test_riff_chunks import SOUND, acid, chunk, smpl, wave

SAMPLES = 1000  # of SOUND: 2001 bytes, two per sample
LOOP = SampleNotes("loop", tempo_bpm=128.0, beat_count=16, root_midi=69)


def written(tmp_path: Path, content: bytes, notes: SampleNotes) -> Path:
    source, target = tmp_path / "source.wav", tmp_path / "target.wav"
    source.write_bytes(content)
    write_sample_chunks(source, target, notes)
    return target


def test_an_acid_chunk_has_its_fields_where_other_programs_look_for_them():
    content = encode_acid(SampleNotes("loop", 124.5, 8, 3, 8, root_midi=0x3C))
    assert len(content) == 24
    assert struct.unpack("<IHHfIHHf", content) == (0x06, 0x3C, 0x8000, 0.0, 8, 8, 3, 124.5)


def test_a_one_shot_is_marked_and_never_follows_a_tempo():
    flags, *_, beats, _, _, tempo_bpm = struct.unpack(
        "<IHHfIHHf", encode_acid(SampleNotes("one_shot", 120.0, 4))
    )
    assert (flags, beats, tempo_bpm) == (0x01, 0, 0.0)


@given(
    tempo_bpm=st.floats(20, 400, width=32),
    beats=st.integers(1, 4096),
    numerator=st.integers(1, 64),
    denominator=st.sampled_from([1, 2, 4, 8, 16, 32]),
    root=st.none() | st.integers(1, 127),
)
def test_what_is_written_of_a_loop_is_read_again(
    tmp_path_factory, tempo_bpm, beats, numerator, denominator, root
):
    notes = SampleNotes("loop", tempo_bpm, beats, numerator, denominator, root)
    found = read_sample_chunks(written(tmp_path_factory.mktemp("loop"), wave(SOUND), notes))
    assert found is not None
    assert (found.is_one_shot, found.is_stretchable) == (False, True)
    assert (found.tempo_bpm, found.beat_count) == (tempo_bpm, beats)
    assert (found.meter_numerator, found.meter_denominator) == (numerator, denominator)
    assert found.root_midi == (60 if root is None else root)  # `smpl` has to name one
    assert found.loops == (LoopPoints(0, SAMPLES),)


def test_every_other_chunk_stays_byte_by_byte_and_in_its_place(tmp_path):
    content = wave(
        chunk(b"bext", b"words"), acid(tempo_bpm=90), SOUND, smpl(40, (3, 7)), chunk(b"junk", b"x")
    )
    target = written(tmp_path, content, LOOP)

    def chunks(path: Path) -> list[tuple[bytes, bytes]]:
        with path.open("rb") as file:
            contents = read_chunks(file)
            assert contents is not None
            assert contents.whole
            return [(one.name, read_chunk(file, one, one.size)) for one in contents.chunks]

    old, new = chunks(tmp_path / "source.wav"), chunks(target)
    assert [name for name, _ in new] == [name for name, _ in old]
    assert [one for one in new if one[0] not in (b"acid", b"smpl")] == [
        one for one in old if one[0] not in (b"acid", b"smpl")
    ]


def test_of_two_acid_chunks_one_is_left(tmp_path):
    target = written(tmp_path, wave(acid(), SOUND, acid(tempo_bpm=80)), LOOP)
    assert target.read_bytes().count(b"acid") == 1
    found = read_sample_chunks(target)
    assert found is not None
    assert found.tempo_bpm == 128.0


def test_a_loop_inside_a_one_shot_stays(tmp_path):
    target = written(tmp_path, wave(SOUND, smpl(60, (100, 199))), SampleNotes("one_shot"))
    found = read_sample_chunks(target)
    assert found is not None
    assert found.loops == (LoopPoints(100, 200),)
    assert found.is_one_shot is True


def test_the_root_of_a_key_is_its_tonic_from_middle_c_on():
    assert root_midi_of(PitchKey(0, "major")) == 60
    assert root_midi_of(PitchKey(11, "minor")) == 71
    assert root_midi_of(None) is None


@pytest.mark.parametrize(
    ("start", "end"), [(0, SAMPLES + 1), (10, 10), (-1, 5), (500, 400), (0, 1)]
)
def test_a_loop_that_does_not_lie_in_the_sound_is_refused(tmp_path, start, end):
    with pytest.raises(TagValueError, match="does not lie"):
        written(
            tmp_path,
            wave(SOUND),
            SampleNotes("loop", loop_start_sample=start, loop_end_sample=end),
        )


@pytest.mark.parametrize(
    "values",
    [
        {"tempo_bpm": float("nan")},
        {"tempo_bpm": 0.0},
        {"beat_count": 0},
        {"root_midi": 128},
        {"meter_denominator": 3},
    ],
)
def test_notes_that_mean_nothing_are_refused(values):
    with pytest.raises(TagValueError):
        SampleNotes("loop", **values)


def test_what_is_no_wav_is_refused(tmp_path):
    path = write_audio(tmp_path / "tone.flac", sine(220, 0.1))
    with pytest.raises(TagFormatError, match="only WAV"):
        write_sample_chunks(path, tmp_path / "copy.flac", LOOP)
    cut = tmp_path / "cut.wav"
    cut.write_bytes(wave(SOUND)[:-900])
    with pytest.raises(TagFormatError, match="do not fit"):
        write_sample_chunks(cut, tmp_path / "copy.wav", LOOP)
