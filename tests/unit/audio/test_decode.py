"""Every format, every kind of damage: blocks of finite samples or a typed error, never a crash."""

import os
import struct
from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from menura.audio.decode import AudioReader, DecodeOptions, DecodeReport, open_audio
from menura.audio.errors import (
    AudioEmptyError,
    AudioForbiddenError,
    AudioMissingError,
    NoAudioStreamError,
    UndecodableAudioError,
    UnreadableAudioError,
)
from tests.audio_synthesis import FORMATS, SAMPLE_RATE_HZ, sine, white_noise, write_audio

LOSSY_PADDING_S = 0.15
NO_LIMITS = DecodeOptions()


def read_all(path, options=NO_LIMITS):
    with open_audio(path, options) as reader:
        nothing = np.zeros((reader.channels, 0), np.float32)
        return np.concatenate([nothing, *reader.blocks()], axis=1), reader


@pytest.mark.parametrize("suffix", sorted(FORMATS))
def test_every_format_keeps_duration_rate_and_level(tmp_path, suffix):
    written = sine(440, 3.0, amplitude=0.5, channels=2)
    signal, reader = read_all(write_audio(tmp_path / f"tone{suffix}", written))
    assert reader.channels == 2
    assert reader.sample_rate_hz == (48_000 if suffix == ".opus" else SAMPLE_RATE_HZ)
    assert signal.dtype == np.float32
    assert signal.shape[1] / reader.sample_rate_hz == pytest.approx(3.0, abs=LOSSY_PADDING_S)
    middle = signal[:, signal.shape[1] // 4 : -signal.shape[1] // 4]
    assert np.sqrt((middle**2).mean()) == pytest.approx(0.5 / np.sqrt(2), rel=0.1)
    assert reader.report.error_count == 0
    assert not reader.report.truncated


def test_lossless_samples_come_back_exactly(tmp_path):
    written = white_noise(1.0, channels=2, seed=3)
    path = write_audio(tmp_path / "noise.wav", written, encoder="pcm_f32le", sample_format="flt")
    signal, _ = read_all(path)
    np.testing.assert_array_equal(signal, written)


def test_blocks_have_the_length_asked_for_and_lose_nothing(tmp_path):
    written = white_noise(2.5, seed=4)
    path = write_audio(tmp_path / "noise.wav", written, encoder="pcm_f32le", sample_format="flt")
    with open_audio(path, DecodeOptions(block_s=1.0)) as reader:
        blocks = list(reader.blocks())
    assert [b.shape[1] for b in blocks] == [SAMPLE_RATE_HZ, SAMPLE_RATE_HZ, SAMPLE_RATE_HZ // 2]
    np.testing.assert_array_equal(np.concatenate(blocks, axis=1), written)


def test_surround_is_mixed_down_to_stereo(tmp_path):
    path = write_audio(tmp_path / "surround.flac", white_noise(1.0, channels=6))
    signal, reader = read_all(path)
    assert (reader.channels, reader.source_channels) == (2, 6)
    assert signal.shape == (2, SAMPLE_RATE_HZ)
    assert signal.any()


def test_telephone_rate_stays_as_it_is(tmp_path):
    signal = sine(440, 1.0, sample_rate_hz=8_000)
    decoded, reader = read_all(write_audio(tmp_path / "phone.wav", signal, 8_000))
    assert (reader.sample_rate_hz, decoded.shape) == (8_000, (1, 8_000))


def test_wrong_suffix_does_not_matter(tmp_path):
    path = write_audio(tmp_path / "tone.m4a", sine(440, 1.0)).rename(tmp_path / "tone.mp3")
    _, reader = read_all(path)
    assert reader.codec == "aac"


def test_names_with_colons_and_percent_signs_are_read(tmp_path):
    path = write_audio(tmp_path / "tone.wav", sine(440, 1.0)).rename(tmp_path / "http:a%20ü.wav")
    assert read_all(path)[0].shape[1] == SAMPLE_RATE_HZ


@pytest.mark.parametrize("rate_hz", [4_000, 768_000])
def test_extreme_rates_are_converted_without_losing_the_end(tmp_path, rate_hz):
    path = write_audio(tmp_path / "tone.wav", sine(440, 0.5, sample_rate_hz=rate_hz), rate_hz)
    signal, reader = read_all(path)
    assert 8_000 <= reader.sample_rate_hz <= 384_000
    assert signal.shape[1] == pytest.approx(0.5 * reader.sample_rate_hz, abs=2)


@pytest.mark.parametrize(
    ("suffix", "encoder", "sample_format"),
    [
        (".wav", "pcm_u8", "u8"),
        (".wav", "pcm_s24le", "s32"),
        (".wav", "pcm_s32le", "s32"),
        (".wav", "pcm_f32le", "flt"),
        (".wav", "pcm_f64le", "dbl"),
        (".wav", "pcm_alaw", "s16"),
        (".wav", "pcm_mulaw", "s16"),
        (".wav", "adpcm_ms", "s16"),
        (".aiff", "pcm_s24be", "s32"),
        (".m4a", "alac", "s16p"),
    ],
)
def test_every_depth_gives_the_same_tone(tmp_path, suffix, encoder, sample_format):
    tone = sine(440, 0.5, amplitude=0.5)
    path = write_audio(
        tmp_path / f"tone{suffix}", tone, encoder=encoder, sample_format=sample_format
    )
    signal, reader = read_all(path)
    assert reader.codec == encoder
    np.testing.assert_allclose(signal[0, 1_000:20_000], tone[0, 1_000:20_000], atol=0.05)


def pcm_wave(samples, channels, rate_hz=8_000, *, extensible=False):
    """Return the bytes of a 16-bit WAVE file, also with more channels than FFmpeg would write."""
    data = np.repeat(np.asarray(samples, "<i2"), channels).tobytes()
    kind = 0xFFFE if extensible else 1
    rates = (kind, channels, rate_hz, 2 * channels * rate_hz, 2 * channels, 16)
    form = struct.pack("<HHIIHH", *rates)
    if extensible:  # 22 more bytes: valid bits, no speaker positions, the identifier of PCM
        form += struct.pack("<HHI", 22, 16, 0) + bytes.fromhex("0100000000001000800000aa00389b71")
    chunks = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    chunks += b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks


@pytest.mark.parametrize("extensible", [False, True])
@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5, 6, 7, 8, 10, 16, 24])
def test_any_usual_number_of_channels_is_heard(tmp_path, channels, extensible):
    path = tmp_path / "tone.wav"
    tone = np.round(8_000 * sine(440, 0.5, sample_rate_hz=8_000)[0])
    path.write_bytes(pcm_wave(tone, channels, extensible=extensible))
    signal, reader = read_all(path)
    assert (reader.source_channels, reader.channels) == (channels, min(2, channels))
    assert signal.shape[1] == 4_000
    assert signal.any()


@pytest.mark.parametrize("sample_count", [1, 2, 100])
def test_hardly_any_sample_is_still_audio(tmp_path, sample_count):
    path = tmp_path / "click.wav"
    path.write_bytes(pcm_wave([16_384] * sample_count, 1))
    np.testing.assert_array_equal(read_all(path)[0], np.full((1, sample_count), 0.5, np.float32))


@pytest.mark.parametrize(("channels", "rate_hz"), [(1, 0), (0, 8_000), (1, 8_000)])
def test_a_header_without_samples_channels_or_rate_is_undecodable(tmp_path, channels, rate_hz):
    path = tmp_path / "song.wav"
    path.write_bytes(pcm_wave([], channels, rate_hz))
    with pytest.raises(UndecodableAudioError):
        read_all(path)


def test_direct_stream_digital_is_heard(tmp_path):
    path, block = tmp_path / "song.dsf", 4_096
    form = (1, 0, 1, 1, 2_822_400, 1, 8 * 10 * block, block, 0)  # one channel, one bit
    chunks = b"fmt " + struct.pack("<QIIIIIIQII", 52, *form)
    chunks += b"data" + struct.pack("<Q", 12 + 10 * block) + b"\x69" * (10 * block)
    path.write_bytes(b"DSD " + struct.pack("<QQQ", 28, 28 + len(chunks), 0) + chunks)
    signal, reader = read_all(path)
    assert reader.sample_rate_hz == 352_800
    assert signal.shape == (1, 10 * block)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipes_devices_and_loops_are_not_waited_for(tmp_path):
    pipe, loop, device = (tmp_path / name for name in ("pipe.mp3", "loop.mp3", "zero.mp3"))
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    device.symlink_to("/dev/zero")
    for path in (pipe, loop, device):
        with pytest.raises(AudioMissingError):
            open_audio(path)


def test_a_file_that_vanishes_while_it_is_opened_is_missing(tmp_path, monkeypatch):
    path = write_audio(tmp_path / "song.wav", sine(440, 0.5))

    def vanish(_path, _mode):
        path.unlink()
        return True

    monkeypatch.setattr("menura.audio.containers.os.access", vanish)
    monkeypatch.setattr(
        Path, "stat", lambda self, **_: SimpleNamespace(st_size=1, st_mode=0o100644)
    )
    with pytest.raises(AudioMissingError):
        open_audio(path)


def test_not_a_number_and_infinity_become_finite(tmp_path):
    broken = sine(440, 1.0)
    broken[0, 100:200], broken[0, 300:400], broken[0, 500:600] = np.nan, np.inf, 1e30
    path = write_audio(tmp_path / "nan.wav", broken, encoder="pcm_f32le", sample_format="flt")
    signal, _ = read_all(path)
    assert np.isfinite(signal).all()
    assert np.abs(signal).max() <= 4.0


def test_a_file_cut_in_half_is_read_up_to_the_cut(tmp_path):
    path = write_audio(tmp_path / "song.flac", white_noise(6.0, channels=2))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    signal, reader = read_all(path)
    assert 2.0 < signal.shape[1] / SAMPLE_RATE_HZ < 4.0
    assert reader.report.truncated


def test_corrupt_packets_are_skipped_and_counted(tmp_path):
    path = write_audio(tmp_path / "song.mp3", white_noise(10.0, channels=2))
    content, generator = bytearray(path.read_bytes()), np.random.default_rng(0)
    for start in generator.integers(2_000, len(content) - 2_000, 30):
        content[start : start + 50] = generator.bytes(50)
    path.write_bytes(content)
    signal, reader = read_all(path)
    assert signal.shape[1] / SAMPLE_RATE_HZ > 8.0
    assert reader.report.error_count > 0


def test_decoding_stops_at_the_duration_limit(tmp_path):
    path = write_audio(tmp_path / "song.wav", sine(440, 5.0))
    signal, reader = read_all(path, DecodeOptions(max_duration_s=2.0, block_s=1.0))
    assert signal.shape[1] == 2 * SAMPLE_RATE_HZ
    assert reader.report.stop == "duration_limit"


def test_decoding_stops_at_the_time_limit(tmp_path):
    path = write_audio(tmp_path / "song.wav", sine(440, 5.0))
    moments = iter(range(100))
    options = DecodeOptions(time_limit_s=1.5, block_s=1.0)
    with AudioReader(path, options, monotonic=lambda: float(next(moments))) as reader:
        assert len(list(reader.blocks())) == 2
        assert reader.report.stop == "time_limit"


def test_report_calls_a_file_truncated_only_when_clearly_short():
    def report(decoded_s, declared_s):
        return DecodeReport(1, 0, decoded_s, declared_s, "end")

    assert report(100.0, 240.0).truncated
    assert not report(239.5, 240.0).truncated
    assert not report(240.0, None).truncated


def test_missing_file_and_folder_are_told_apart_from_damage(tmp_path):
    for path in (tmp_path / "nowhere.mp3", tmp_path):
        with pytest.raises(AudioMissingError, match="no file"):
            open_audio(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_forbidden_file_says_so(tmp_path):
    path = write_audio(tmp_path / "secret.wav", sine(440, 1.0))
    path.chmod(0)
    with pytest.raises(AudioForbiddenError, match="permission"):
        open_audio(path)


def test_forbidden_file_says_so_even_to_the_superuser(tmp_path, monkeypatch):
    path = write_audio(tmp_path / "secret.wav", sine(440, 1.0))
    monkeypatch.setattr("menura.audio.containers.os.access", lambda *_: False)
    with pytest.raises(AudioForbiddenError, match="permission"):
        open_audio(path)


def test_empty_file_says_so(tmp_path):
    (tmp_path / "empty.mp3").touch()
    with pytest.raises(AudioEmptyError, match="0 bytes"):
        open_audio(tmp_path / "empty.mp3")


@pytest.mark.parametrize(
    "content",
    [
        b"This is a text, not music.\n" * 200,
        np.random.default_rng(1).bytes(50_000),
        b"ID3" + bytes(300),
        b"fLaC" + bytes(300),
        b"\0" * 10_000,
        b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n/etc/passwd\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
    ],
    ids=["text", "noise", "id3 only", "flac head only", "zeros", "hls playlist", "concat list"],
)
def test_what_is_no_audio_is_undecodable(tmp_path, content):
    path = tmp_path / "song.flac"
    path.write_bytes(content)
    with pytest.raises(UnreadableAudioError) as caught:
        read_all(path)
    assert isinstance(caught.value, UndecodableAudioError | NoAudioStreamError)
    assert str(path) in caught.value.message


def test_video_without_sound_has_no_audio_stream(tmp_path):
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width = stream.height = 64
        frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with pytest.raises(NoAudioStreamError, match="no audio stream"):
        open_audio(path)


def test_every_reason_has_its_own_code():
    classes: list[type[UnreadableAudioError]] = [
        UnreadableAudioError,
        *UnreadableAudioError.__subclasses__(),
    ]
    assert len({c.code for c in classes}) == len(classes) == 8


@pytest.fixture(scope="module")
def intact_files(tmp_path_factory) -> list[Path]:
    folder = tmp_path_factory.mktemp("intact")
    signal = white_noise(0.6, channels=2)
    return [write_audio(folder / f"song{suffix}", signal) for suffix in sorted(FORMATS)]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_mutation_of_a_file_escapes_the_error_tree(tmp_path, intact_files, data):
    intact = data.draw(st.sampled_from(intact_files), "file")
    content = bytearray(intact.read_bytes())
    for _ in range(data.draw(st.integers(1, 20), "mutations")):
        start = data.draw(st.integers(0, len(content) - 1), "start")
        content[start : start + 8] = data.draw(st.binary(min_size=0, max_size=16), "bytes")
        if not content:
            break
    path = tmp_path / intact.name
    path.write_bytes(content)
    try:
        signal, _ = read_all(path)
    except UnreadableAudioError:
        return
    assert np.isfinite(signal).all()


def test_damage_that_ffmpeg_calls_forbidden_is_damage(tmp_path, monkeypatch):
    path = write_audio(tmp_path / "song.wav", sine(440, 0.5))

    def refuse(*_, **__):
        raise av.error.PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("menura.audio.containers.av.open", refuse)
    with pytest.raises(UndecodableAudioError):
        open_audio(path)
