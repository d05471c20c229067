"""WAV files come back as they were written, and others read them alike."""

import io
import json
import shutil
import subprocess
import wave

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.audio.decode import open_audio
from menura.audio.riff_chunks import read_sample_chunks
from menura.studio.wav_file import Marker, WavFileError, read_wav, write_wav
from tests.unit.studio import material


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 70_000), st.sampled_from([16, 24]), st.integers(0, 2**31))
def test_whole_numbers_come_back_exactly(tmp_path_factory, count, bits, seed):
    scale = 2.0 ** (bits - 1)
    whole = np.random.default_rng(seed).integers(-scale, scale, (2, count))
    samples = (whole / scale).astype(np.float32)
    path = tmp_path_factory.mktemp("wav") / "a.wav"
    write_wav(path, samples, bits=bits)
    np.testing.assert_array_equal(read_wav(path), samples)


def test_the_decoder_of_the_library_reads_the_same_samples(tmp_path):
    samples = material.noise(1.3, level=0.2)
    write_wav(tmp_path / "a.wav", samples, dither_seed=3, info={"INAM": "Title"})
    with open_audio(tmp_path / "a.wav") as reader:
        decoded = np.concatenate(list(reader.blocks()), axis=1)
        assert reader.sample_rate_hz == 48_000
        assert reader.codec == "pcm_s24le"
    np.testing.assert_array_equal(decoded, read_wav(tmp_path / "a.wav"))
    assert np.abs(decoded - samples).max() <= 1.5 * 2**-23


def test_the_standard_library_reads_the_header(tmp_path):
    write_wav(tmp_path / "a.wav", np.zeros((2, 101), np.float32))
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (2, 3)
        assert (file.getframerate(), file.getnframes()) == (48_000, 101)


def test_dither_hides_rounding_and_comes_from_its_seed(tmp_path):
    quiet = np.full((2, 48_000), 0.3 * 2**-15, np.float32)  # a third of a step of 16 bits
    for name, seed in (("plain", None), ("a", 1), ("b", 1), ("c", 2)):
        write_wav(tmp_path / f"{name}.wav", quiet, bits=16, dither_seed=seed)
    assert not read_wav(tmp_path / "plain.wav").any()
    dithered = read_wav(tmp_path / "a.wav")
    assert dithered.mean() == pytest.approx(0.3 * 2**-15, rel=0.05)
    np.testing.assert_array_equal(dithered, read_wav(tmp_path / "b.wav"))
    assert (dithered != read_wav(tmp_path / "c.wav")).any()


def test_beyond_full_scale_is_clipped(tmp_path):
    write_wav(tmp_path / "a.wav", np.array([[2.0, -2.0], [1.0, -1.0]], np.float32))
    wanted = np.array([[1 - 2**-23, -1.0], [1 - 2**-23, -1.0]], np.float32)
    np.testing.assert_array_equal(read_wav(tmp_path / "a.wav"), wanted)


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="no ffprobe to read with")
def test_ffprobe_finds_texts_and_markers(tmp_path):
    path = tmp_path / "a.wav"
    markers = [Marker("drop", 1.5), Marker("intro", 0.0), Marker("end", 99.0)]
    info = {"INAM": "Höhle", "IART": "Menura", "ICMT": "made by a machine", "IGNR": "house"}
    write_wav(path, material.noise(2.0), info=info, markers=markers)
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_chapters", "-show_format", str(path)]
    found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    tags = found["format"]["tags"]
    assert (tags["title"], tags["artist"], tags["genre"]) == ("Höhle", "Menura", "house")
    chapters = [(one["tags"]["title"], float(one["start_time"])) for one in found["chapters"]]
    assert chapters[:2] == [("intro", 0.0), ("drop", 1.5)]
    assert chapters[2][1] == pytest.approx(2.0, abs=1e-3)


def test_markers_are_seen_by_the_library(tmp_path):
    write_wav(tmp_path / "a.wav", material.noise(1.0), markers=[Marker("a", 0.25)])
    assert read_sample_chunks(tmp_path / "a.wav") is not None


def test_a_pipe_is_good_enough():
    class Pipe(io.BytesIO):
        def seek(self, *_):
            raise OSError("a pipe")

        tell = seek

    pipe = Pipe()
    write_wav(pipe, np.zeros((2, 3), np.float32))
    assert len(pipe.getvalue()) == 44 + 18


@pytest.mark.parametrize(
    "content",
    [b"", b"no sound", b"RIFF\x04\0\0\0WAVE", b"RIFF\x1c\0\0\0WAVEfmt \x02\0\0\0\1\0data\0\0\0\0"],
)
def test_what_is_no_wav_file_is_refused(tmp_path, content):
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(WavFileError):
        read_wav(tmp_path / "a.wav")


def test_a_file_that_ends_early_gives_what_there_is(tmp_path):
    path = tmp_path / "a.wav"
    write_wav(path, material.noise(1.0))
    path.write_bytes(path.read_bytes()[: 44 + 6 * 1000 + 2])
    assert read_wav(path).shape == (2, 1000)


@pytest.mark.parametrize("shape", [(3, 10), (10,), (10, 2)])
def test_other_shapes_are_refused(tmp_path, shape):
    with pytest.raises(WavFileError, match="transpose"):
        write_wav(tmp_path / "a.wav", np.zeros(shape, np.float32))


def test_other_widths_are_refused(tmp_path):
    with pytest.raises(WavFileError, match="8 bits"):
        write_wav(tmp_path / "a.wav", np.zeros((2, 1), np.float32), bits=8)
