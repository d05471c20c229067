"""The hash of the audio stays when tags change, and changes with one sample."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen import File
from mutagen.aiff import AIFF
from mutagen.apev2 import APEBinaryValue, APEv2
from mutagen.asf import ASF
from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC, ID3, TIT2
from mutagen.mp4 import MP4, MP4Cover
from mutagen.wave import WAVE

from menura.audio.content import find_audio_end, hash_content
from menura.audio.decode import DecodeOptions, open_audio
from menura.audio.errors import (
    AudioEmptyError,
    AudioMissingError,
    AudioReadError,
    UndecodableAudioError,
)
from tests.audio_synthesis import FORMATS, SAMPLE_RATE_HZ, sine, white_noise, write_audio

COVER = b"\xff\xd8\xff\xe0" + np.random.default_rng(0).bytes(200_000)
ID3V1 = b"TAG" + b"A title".ljust(125, b"\0")
LYRICS3 = b"LYRICSBEGIN" + b"la " * 100 + b"000311LYRICS200"
NO_LIMITS = DecodeOptions()


def read_through(path, options=NO_LIMITS):
    with open_audio(path, options) as reader:
        for _ in reader.blocks():
            pass
        return reader.content_hash


def add_id3(path):
    tags = ID3()
    tags.add(TIT2(text="A title"))
    tags.add(APIC(mime="image/jpeg", type=3, data=COVER))
    tags.save(path, v1=2)


def add_ape(path):
    tags = APEv2()
    tags["Title"] = "A title"
    tags["Cover Art (front)"] = APEBinaryValue(b"cover.jpg\0" + COVER)
    tags.save(path)


def append(path, tail):
    path.write_bytes(path.read_bytes() + tail)


def add_ape_and_id3v1(path):
    add_ape(path)
    append(path, ID3V1)


def add_comments(path):
    tagged = File(path)
    tagged["title"] = "A title" * 20_000
    tagged.save()


def remove_comments(path):
    File(path).delete()


def add_picture(path):
    tagged, picture = FLAC(path), Picture()
    picture.data, picture.mime = COVER, "image/jpeg"
    tagged.add_picture(picture)
    tagged.save()


def add_atoms(path):
    tagged = MP4(path)
    tagged["\xa9nam"], tagged["covr"] = "A title", [MP4Cover(COVER)]
    tagged.save()


def add_chunk(kind):
    def edit(path):
        tagged = kind(path)
        tagged.add_tags()
        tagged.tags.add(TIT2(text="A title"))
        tagged.save()

    return edit


def add_attributes(path):
    tagged = ASF(path)
    tagged["Title"] = "A title" * 1_000
    tagged.save()


EDITS = {
    ".mp3 ID3v2 with cover, and ID3v1": add_id3,
    ".mp3 APEv2 with cover": add_ape,
    ".mp3 APEv2, then ID3v1": add_ape_and_id3v1,
    ".mp3 Lyrics3": lambda path: append(path, LYRICS3 + ID3V1),
    ".flac Vorbis comment": add_comments,
    ".flac picture": add_picture,
    ".flac ID3v2 before it": add_id3,
    ".flac APEv2 and ID3v1 after it": add_ape_and_id3v1,
    ".ogg comment": add_comments,
    ".ogg no comment": remove_comments,
    ".opus comment": add_comments,
    ".opus no comment": remove_comments,
    ".m4a atoms with cover": add_atoms,
    ".wav ID3 chunk": add_chunk(WAVE),
    ".aiff ID3 chunk": add_chunk(AIFF),
    ".wma attributes": add_attributes,
}


@pytest.fixture(scope="module")
def intact(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("intact")
    signal = white_noise(1.5, channels=2)
    for suffix in FORMATS:
        write_audio(folder / f"song{suffix}", signal, tags={"artist": "Nobody"})
    return folder


@pytest.mark.parametrize("edit", EDITS)
def test_editing_tags_does_not_change_the_hash(tmp_path, intact, edit):
    suffix = edit.split()[0]
    original, path = intact / f"song{suffix}", tmp_path / f"song{suffix}"
    path.write_bytes(original.read_bytes())
    EDITS[edit](path)
    assert path.read_bytes() != original.read_bytes()
    assert hash_content(path) == read_through(path) == hash_content(original)


@pytest.mark.parametrize("suffix", sorted(FORMATS))
def test_listening_and_demuxing_find_the_same_hash(intact, suffix):
    path = intact / f"song{suffix}"
    assert read_through(path) == hash_content(path)
    assert len(hash_content(path)) == 32


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".aiff"])
def test_one_changed_sample_changes_the_hash(tmp_path, intact, suffix):
    signal = white_noise(1.5, channels=2)
    signal[1, 30_000] += 0.01
    path = write_audio(tmp_path / f"song{suffix}", signal, tags={"artist": "Nobody"})
    assert hash_content(path) != hash_content(intact / f"song{suffix}")


def test_the_same_samples_at_another_rate_are_other_content(tmp_path):
    signal = sine(440, 1.0)
    fast, slow = (write_audio(tmp_path / f"{r}.wav", signal, r) for r in (SAMPLE_RATE_HZ, 22_050))
    assert hash_content(fast) != hash_content(slow)


def test_every_format_has_its_own_hash(intact):
    assert len({hash_content(intact / f"song{suffix}") for suffix in FORMATS}) == len(FORMATS)


def test_a_cover_at_the_end_is_not_heard_as_noise(tmp_path, intact):
    path = tmp_path / "song.mp3"
    path.write_bytes((intact / "song.mp3").read_bytes())
    add_ape_and_id3v1(path)
    with open_audio(path) as tagged, open_audio(intact / "song.mp3") as plain:
        lengths = [sum(block.shape[1] for block in file.blocks()) for file in (plain, tagged)]
        # FFmpeg then keeps the encoder's padding, some milliseconds of silence
        assert lengths[1] - lengths[0] < 0.03 * SAMPLE_RATE_HZ
        assert tagged.report.error_count == 0


def test_what_was_not_read_to_its_end_has_no_hash(intact):
    limited = DecodeOptions(max_duration_s=0.5, block_s=0.5)
    assert read_through(intact / "song.wav", limited) is None
    with open_audio(intact / "song.wav", DecodeOptions(block_s=0.1)) as reader:
        next(reader.blocks())
        assert reader.content_hash is None


def test_a_file_cut_short_has_another_hash(tmp_path, intact):
    content = (intact / "song.flac").read_bytes()
    path = tmp_path / "song.flac"
    path.write_bytes(content[: len(content) // 2])
    assert hash_content(path) == read_through(path) != hash_content(intact / "song.flac")


def test_what_cannot_be_read_says_why(tmp_path, intact, monkeypatch):
    with pytest.raises(AudioMissingError):
        hash_content(tmp_path / "nowhere.mp3")
    (tmp_path / "empty.mp3").touch()
    with pytest.raises(AudioEmptyError):
        hash_content(tmp_path / "empty.mp3")
    (tmp_path / "text.mp3").write_text("This is a text.\n" * 100)
    with pytest.raises(UndecodableAudioError):
        hash_content(tmp_path / "text.mp3")

    def fail(path):
        raise OSError(5, os.strerror(5))

    monkeypatch.setattr("menura.audio.content.find_audio_end", fail)
    with pytest.raises(AudioReadError):
        hash_content(intact / "song.wav")


@given(st.binary(max_size=300), st.sampled_from([b"", b"APETAGEX", b"TAG", b"99999LYRICS200"]))
def test_the_end_of_the_audio_lies_in_the_file(tmp_path_factory, content, mark):
    path = tmp_path_factory.mktemp("end") / "song.mp3"
    path.write_bytes(content + mark + content[:120])
    assert 0 <= find_audio_end(path) <= path.stat().st_size
