import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.audio.decode import open_audio
from menura.audio.errors import AudioMissingError
from menura.audio.key_notation import PitchKey
from menura.audio.riff_chunks import read_sample_chunks
from menura.audio.tag_errors import TagFormatError
from menura.audio.tags import read_tags
from menura.suggest.errors import ExportFailedError
from menura.suggest.handoff import ExportFolder, SampleNotes, copy_with_notes, export_name
from menura.suggest.handoff.exporting import safe_name
from tests.audio_synthesis import drum_loop, write_audio

AM = PitchKey(9, "minor")
NOTES = SampleNotes("loop", tempo_bpm=127.5, beat_count=4, root_midi=69)


@pytest.fixture
def folder(tmp_path: Path) -> ExportFolder:
    return ExportFolder(tmp_path / "export")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.wav"
    path.write_bytes(b"first")
    return path


def names_in(folder: ExportFolder) -> list[str]:
    return sorted(os.listdir(folder.folder)) if folder.folder.is_dir() else []


def test_a_name_tells_title_tempo_and_key():
    assert export_name("Dusty Break", tempo_bpm=128.0, key=AM) == "Dusty Break 128bpm Am.wav"
    assert export_name("Dusty", tempo_bpm=127.504, suffix=".flac") == "Dusty 127.5bpm.flac"
    assert export_name("Kick") == "Kick.wav"
    assert export_name("  ") == "Sample.wav"
    assert export_name("AC/DC: 'Live?' ..", key=PitchKey(8, "minor")) == "AC DC 'Live ' G#m.wav"
    assert export_name("con") == "_con.wav"


@given(title=st.text(max_size=300), tempo_bpm=st.none() | st.floats(20, 400))
def test_every_title_gives_a_name_that_every_file_system_takes(title, tempo_bpm):
    name = export_name(title, tempo_bpm=tempo_bpm, key=AM)
    assert len(name) <= 120
    assert len(name.encode()) <= 240
    assert name.endswith(" Am.wav")
    assert not set(name) & set('<>:"/\\|?*\0\n\t')
    assert not name.startswith((".", " "))
    assert safe_name(name) == name


@given(name=st.text(max_size=200))
def test_no_name_leads_out_of_the_folder(name):
    safe = safe_name(name)
    assert Path(safe).name == safe
    assert not safe.startswith(".")


def test_a_file_appears_under_its_name_and_is_listed(folder, source):
    path = folder.put(source, "Loop 120bpm.wav")
    assert path == folder.folder / "Loop 120bpm.wav"
    assert path.read_bytes() == b"first"
    (listed,) = folder.list()
    assert (listed.name, listed.path, listed.size_bytes) == (path.name, path, 5)
    assert listed.at.tzinfo is not None


def test_the_newest_file_is_listed_first_and_hidden_ones_never(folder, source):
    for number, name in enumerate(["a.wav", "b.wav", "c.wav"]):
        source.write_bytes(name.encode())
        os.utime(folder.put(source, name), (100 + number, 100 + number))
    (folder.folder / ".menura-x.wav").touch()
    (folder.folder / "sub").mkdir()
    assert [one.name for one in folder.list()] == ["c.wav", "b.wav", "a.wav"]


def test_the_same_file_is_not_put_twice_and_another_never_replaces_it(folder, source):
    first = folder.put(source, "loop.wav")
    assert folder.put(source, "loop.wav") == first
    source.write_bytes(b"other")
    second = folder.put(source, "loop.wav")
    assert second.name == "loop (2).wav"
    assert folder.put(source, "loop.wav") == second
    assert first.read_bytes() == b"first"
    assert names_in(folder) == ["loop (2).wav", "loop.wav"]


def test_a_name_at_the_limit_still_gets_its_number(folder, source):
    folder.put(source, "x" * 300 + ".wav")
    source.write_bytes(b"other")
    second = folder.put(source, "x" * 300 + ".wav")
    assert len(second.name) == 120
    assert second.name.endswith(" (2).wav")


def test_nobody_sees_a_file_before_it_is_whole(folder):
    def make(part: Path) -> None:
        part.write_bytes(b"half")
        assert part.name.startswith(".")
        assert folder.list() == []
        part.write_bytes(b"whole")

    assert folder.put(make, "made.wav").read_bytes() == b"whole"


def test_a_disk_that_fills_up_leaves_nothing_and_says_what_to_do(folder):
    def full(part: Path) -> None:
        part.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(ExportFailedError, match=r"No space left on device\. Make room"):
        folder.put(full, "made.wav")
    assert names_in(folder) == []


def test_a_folder_that_is_a_file_is_said_so(tmp_path, source):
    with pytest.raises(ExportFailedError, match="folder"):
        ExportFolder(source).put(tmp_path / "source.wav", "a.wav")
    with pytest.raises(ExportFailedError, match="folder"):
        ExportFolder(source).list()


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_folder_that_is_read_only_is_said_so(folder, source):
    folder.folder.mkdir()
    folder.folder.chmod(0o500)
    with pytest.raises(ExportFailedError, match="write permission"):
        folder.put(source, "a.wav")


def test_a_folder_that_was_never_used_is_empty_and_a_missing_source_is_said_so(folder, tmp_path):
    assert folder.list() == []
    with pytest.raises(AudioMissingError):
        folder.put(tmp_path / "none.wav", "a.wav")
    assert names_in(folder) == []


@pytest.mark.parametrize("suffix", [".wav", ".aiff", ".flac", ".mp3", ".ogg"])
def test_a_copy_of_any_format_tells_tempo_and_key_and_sounds_the_same(tmp_path, folder, suffix):
    source = write_audio(
        tmp_path / f"loop{suffix}", np.tile(drum_loop(127.5, 1.0), (2, 1)), tags={"title": "Loop"}
    )
    before = source.read_bytes()
    path = folder.put(
        lambda part: copy_with_notes(source, part, NOTES, key=AM),
        export_name("Loop", tempo_bpm=127.5, key=AM, suffix=suffix),
    )
    tags = read_tags(path)
    assert (tags.bpm, tags.key, tags.title) == (127.5, AM.symbol, read_tags(source).title)
    with open_audio(source) as old, open_audio(path) as new:
        assert all(map(np.array_equal, old.blocks(), new.blocks()))
    assert source.read_bytes() == before
    assert names_in(folder) == [f"Loop 127.5bpm Am{suffix}"]
    if suffix == ".wav":
        chunks = read_sample_chunks(path)
        assert chunks is not None
        assert (chunks.beat_count, chunks.root_midi, chunks.tempo_bpm) == (4, 69, 127.5)


def test_the_same_copy_is_not_put_twice(tmp_path, folder):
    source = write_audio(tmp_path / "loop.wav", drum_loop(127.5, 0.5))
    for _ in range(2):
        folder.put(lambda part: copy_with_notes(source, part, NOTES, key=AM), "loop.wav")
    assert names_in(folder) == ["loop.wav"]


def test_values_a_file_has_already_are_replaced_in_the_copy(tmp_path):
    first, second = tmp_path / "first.wav", tmp_path / "second.wav"
    source = write_audio(tmp_path / "loop.wav", drum_loop(120, 0.5))
    copy_with_notes(source, first, SampleNotes("loop", tempo_bpm=90.0), key=PitchKey(0, "major"))
    copy_with_notes(first, second, NOTES, key=AM)
    tags = read_tags(second)
    assert (tags.bpm, tags.key) == (127.5, AM.symbol)


def test_a_copy_that_cannot_be_made_leaves_nothing(tmp_path, folder):
    broken = tmp_path / "broken.wav"
    whole = write_audio(tmp_path / "loop.wav", drum_loop(120, 0.5)).read_bytes()
    broken.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(TagFormatError):
        folder.put(lambda part: copy_with_notes(broken, part, NOTES), "loop.wav")
    assert names_in(folder) == []
