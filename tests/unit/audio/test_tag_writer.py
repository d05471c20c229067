"""Tags are written in every dialect, and a fault costs nothing."""

import errno
import os
import shutil
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutagen.aiff import AIFF
from mutagen.apev2 import APEv2
from mutagen.asf import ASF
from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC, COMM, GEOB, ID3, PRIV, TBPM, TIT2, TKEY, TMOO, TPE1, TXXX
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4, MP4Cover, MP4FreeForm
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE
from mutagen.wavpack import WavPack

from menura.audio import tag_writer
from menura.audio.errors import AudioEmptyError, AudioMissingError
from menura.audio.key_notation import PitchKey, UnreadableKeyError
from menura.audio.packet_digest import hash_packets
from menura.audio.tag_changes import TagChanges, TagWriteOptions
from menura.audio.tag_errors import (
    TagDestinationError,
    TagFormatError,
    TagNoSpaceError,
    TagSourceChangedError,
    TagValueError,
    TagVerificationError,
    TagWriteFailedError,
    TagWriteForbiddenError,
)
from menura.audio.tag_files import recognise_tags
from menura.audio.tag_writer import write_tags
from menura.audio.tags import read_tags
from menura.kernel.disk import force_to_disk
from tests.audio_synthesis import FORMATS, sine, write_audio

SUFFIXES = (*sorted(FORMATS), ".wv")
IN_PLACE = TagWriteOptions(in_place=True)
OVER = TagWriteOptions(in_place=True, overwrite=True)
EVERYTHING = TagChanges(bpm=127.98, key="8A", moods=("dark", "slow"), energy_level=7)
PIXEL = bytes(range(256)) * 8  # nobody looks into the picture


@pytest.fixture(scope="session")
def originals(tmp_path_factory):
    """One short tone per format, encoded once."""
    folder = tmp_path_factory.mktemp("originals")
    signal = sine(440, 0.3, channels=2)
    tags = {"title": "Song", "artist": "Müller", "album": "Album"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(FORMATS, ".wv", ("wv", "wavpack", "s16p"))
        return {s: write_audio(folder / f"tone{s}", signal, tags=tags) for s in SUFFIXES}


@pytest.fixture
def tone(originals, tmp_path):
    return lambda suffix: Path(shutil.copy(originals[suffix], tmp_path / f"tone{suffix}"))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_gives_back_what_was_written(tone, suffix):
    path = tone(suffix)
    before, audio = read_tags(path), hash_packets(path)
    written = write_tags(path, EVERYTHING, IN_PLACE)
    after = read_tags(path)
    assert written.changed
    assert [o.action for o in written.outcomes] == ["written"] * 4
    assert (after.bpm, after.key) == (127.98, "Am")
    assert (after.moods, after.energy_level) == (("dark", "slow"), 7)
    assert (after.title, after.artists) == (before.title, before.artists)
    assert hash_packets(path) == audio
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_undo_brings_the_old_values_back(tone, suffix):
    path = tone(suffix)
    first = TagChanges(bpm=90.5, key="Ab", moods=("bright",), energy_level=3)
    write_tags(path, first, IN_PLACE)
    content = path.read_bytes()
    written = write_tags(path, EVERYTHING, OVER)
    assert read_tags(path).bpm == 127.98
    write_tags(path, written.undo, IN_PLACE)
    tags = read_tags(path)
    assert (tags.bpm, tags.key, tags.moods, tags.energy_level) == (90.5, "Ab", ("bright",), 3)
    if suffix not in (".wma", ".m4a"):  # those order fields anew
        assert sorted(path.read_bytes()) == sorted(content)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_undoing_the_first_writing_leaves_no_field_behind(tone, suffix):
    path = tone(suffix)
    before = read_tags(path)
    written = write_tags(path, EVERYTHING, IN_PLACE)
    write_tags(path, written.undo, IN_PLACE)
    assert read_tags(path) == before
    assert b"EnergyLevel".lower() not in path.read_bytes().lower().replace(b"\0", b"")


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".aiff"])
def test_undoing_the_first_writing_gives_the_same_bytes(tone, suffix):
    path = tone(suffix)
    content = path.read_bytes()
    written = write_tags(path, EVERYTHING, IN_PLACE)
    write_tags(path, written.undo, IN_PLACE)
    assert path.read_bytes() == content


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_present_values_are_kept_unless_asked(tone, suffix):
    path = tone(suffix)
    write_tags(path, EVERYTHING, IN_PLACE)
    content = path.read_bytes()
    other = TagChanges(bpm=60, key="C", moods=("calm",), energy_level=1)
    answer = write_tags(path, other, IN_PLACE)
    assert not answer.changed
    assert [o.action for o in answer.outcomes] == ["kept"] * 4
    assert "127.98" in answer.outcomes[0].reason
    assert path.read_bytes() == content
    write_tags(path, other, OVER)
    tags = read_tags(path)
    assert (tags.bpm, tags.key, tags.moods, tags.energy_level) == (60.0, "C", ("calm",), 1)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_named_quantities_are_removed(tone, suffix):
    path = tone(suffix)
    write_tags(path, EVERYTHING, IN_PLACE)
    answer = write_tags(path, TagChanges(remove=("bpm", "key")), IN_PLACE)
    tags = read_tags(path)
    assert (tags.bpm, tags.key, tags.energy_level) == (None, None, 7)
    assert [o.action for o in answer.outcomes] == ["removed", "removed"]
    again = write_tags(path, TagChanges(remove=("bpm",)), IN_PLACE)
    assert (again.changed, again.outcomes[0].action) == (False, "skipped")


def test_the_fields_are_those_other_programs_read(tone):
    mp3, wav, aiff = tone(".mp3"), tone(".wav"), tone(".aiff")
    for path in (mp3, wav, aiff):
        write_tags(path, EVERYTHING, IN_PLACE)
    readers: list[Any] = [ID3(mp3), WAVE(wav), AIFF(aiff)]
    for frames in readers:
        assert str(frames["TBPM"]) == "128"
        assert str(frames["TXXX:BPM"]) == "127.98"
        assert str(frames["TKEY"]) == "Am"
        assert frames["TMOO"].text == ["dark", "slow"]
        assert str(frames["TXXX:EnergyLevel"]) == "7"
    assert chunk(b"IBPM", b"127.98\0") in wav.read_bytes()


@pytest.mark.parametrize(
    ("suffix", "kind"), [(".flac", FLAC), (".ogg", OggVorbis), (".opus", OggOpus)]
)
def test_vorbis_comments_use_initialkey_and_leave_key_alone(tone, suffix, kind):
    path = tone(suffix)
    file = kind(path)
    file["KEY"] = "what Picard wrote"
    file.save()
    kept = write_tags(path, EVERYTHING, IN_PLACE)
    assert kept.outcomes[1].action == "kept"
    write_tags(path, EVERYTHING, OVER)
    file = kind(path)
    assert (file["bpm"], file["initialkey"], file["mood"]) == (["127.98"], ["Am"], ["dark", "slow"])
    assert (file["energylevel"], file["key"]) == (["7"], ["what Picard wrote"])
    both = TagWriteOptions(in_place=True, overwrite=True, key_twin_notation="camelot")
    write_tags(path, EVERYTHING, both)
    assert (kind(path)["initialkey"], kind(path)["key"]) == (["Am"], ["8A"])


def test_mp4_asf_and_ape_use_their_own_names(tone):
    m4a, wma, wv = tone(".m4a"), tone(".wma"), tone(".wv")
    for path in (m4a, wma, wv):
        write_tags(path, EVERYTHING, IN_PLACE)
    atoms = MP4(m4a)
    assert atoms["tmpo"] == [128]
    assert atoms["----:com.apple.iTunes:initialkey"] == [b"Am"]
    assert atoms["----:com.apple.iTunes:MOOD"] == [b"dark", b"slow"]
    assert atoms["----:com.apple.iTunes:ENERGYLEVEL"] == [b"7"]
    attributes = ASF(wma)
    assert [str(v) for v in attributes["WM/BeatsPerMinute"]] == ["127.98"]
    assert [str(v) for v in attributes["WM/InitialKey"]] == ["Am"]
    assert [str(v) for v in attributes["WM/Mood"]] == ["dark", "slow"]
    items = APEv2(wv)
    assert (str(items["BPM"]), str(items["Initialkey"])) == ("127.98", "Am")
    assert list(items["Mood"]) == ["dark", "slow"]


def test_whole_tempos_need_no_second_field_and_take_a_stale_one_away(tone):
    path = tone(".mp3")
    write_tags(path, EVERYTHING, IN_PLACE)
    write_tags(path, TagChanges(bpm=128.0), OVER)
    assert "TXXX:BPM" not in ID3(path)
    assert read_tags(path).bpm == 128.0
    options = TagWriteOptions(in_place=True, overwrite=True, bpm_decimals=2, exact_bpm=False)
    write_tags(path, TagChanges(bpm=127.98), options)
    assert (str(ID3(path)["TBPM"]), "TXXX:BPM" in ID3(path)) == ("127.98", False)


@pytest.mark.parametrize(
    ("notation", "text"), [("standard", "G#m"), ("camelot", "1A"), ("open_key", "6m")]
)
def test_keys_are_spelled_as_asked(tone, notation, text):
    path = tone(".mp3")
    options = TagWriteOptions(in_place=True, key_notation=notation)
    write_tags(path, TagChanges(key=PitchKey(8, "minor")), options)
    assert str(ID3(path)["TKEY"]) == text


def id3_with_everything(version):
    frames = ID3()
    frames.add(TIT2(encoding=3, text="Lied: 音楽"))
    frames.add(TPE1(encoding=1, text=["Eins", "Zwei"] if version == 4 else ["Eins"]))
    frames.add(COMM(encoding=3, lang="deu", desc="", text="8A - Energy 5"))
    frames.add(APIC(encoding=0, mime="image/png", type=3, desc="", data=PIXEL))
    frames.add(GEOB(encoding=0, mime="x", filename="", desc="Serato Markers2", data=PIXEL))
    frames.add(PRIV(owner="TRAKTOR4", data=b"\xff\x00\xff\xe0" * 50))
    return frames


@pytest.mark.parametrize("version", [3, 4])
def test_other_id3_frames_stay_identical_to_the_byte(tone, version):
    path = tone(".mp3")
    frames = id3_with_everything(version)
    frames.save(path, v2_version=version, v1=2, padding=lambda info: 400)
    content = path.read_bytes()
    old = ID3(path, translate=False)
    write_tags(path, EVERYTHING, IN_PLACE)
    changed = path.read_bytes()
    new = ID3(path, translate=False)
    assert new.version == (2, version, 0)
    assert {n: f for n, f in new.items() if n in old} == dict(old)
    assert len(changed) == len(content)  # the padding took it: audio was not moved
    assert changed[-128:] == content[-128:]
    end = content.index(b"\0" * 100)
    assert changed[10:end] == content[10:end]


def test_id3v22_and_id3v1_files_are_written(tone):
    path = tone(".mp3")
    audio = path.read_bytes()[ID3(path).size :]
    title = b"TT2" + (5).to_bytes(3, "big") + b"\0Song"
    path.write_bytes(b"ID3\x02\0\0\0\0\0" + bytes([len(title)]) + title + audio)
    write_tags(path, EVERYTHING, IN_PLACE)
    tags = read_tags(path)
    assert (tags.title, tags.bpm, tags.key, tags.moods) == ("Song", 127.98, "Am", ("dark", "slow"))
    assert path.read_bytes()[3] == 2
    path.write_bytes(audio + b"TAG" + b"Old title".ljust(30, b"\0") + bytes(94) + b"\x11")
    write_tags(path, EVERYTHING, IN_PLACE)
    assert (str(ID3(path)["TIT2"]), str(ID3(path)["TKEY"])) == ("Old title", "Am")


def test_moods_other_programs_keep_twice_stay_in_step(tone):
    path = tone(".mp3")
    frames = ID3(path)
    frames.add(TXXX(encoding=3, desc="MOOD", text="old"))
    frames.add(TMOO(encoding=3, text="old"))
    frames.add(TBPM(encoding=3, text="0"))
    frames.add(TKEY(encoding=3, text="o"))
    frames.save(path)
    write_tags(path, TagChanges(moods=("new",), bpm=100), OVER)
    frames = ID3(path)
    assert [str(frames[n]) for n in ("TMOO", "TXXX:MOOD", "TBPM")] == ["new", "new", "100"]


def chunk(name, content):
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def test_producers_chunks_of_wav_files_stay_identical(tone):
    path = tone(".wav")
    content = path.read_bytes()
    others = [
        chunk(b"acid", struct.pack("<IHHfIHHf", 2, 0x3C, 0x8000, 0, 8, 4, 4, 120.0)),
        chunk(b"bext", b"x" * 603),
        chunk(b"LIST", b"adtl" + chunk(b"labl", b"\1\0\0\0Drop\0")),
        chunk(
            b"LIST", b"INFO" + chunk(b"INAM", "Müll\0".encode("latin-1")) + chunk(b"ISFT", b"me\0")
        ),
        chunk(b"smpl", bytes(60)),
    ]
    body = content[8:] + b"".join(others)
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body + b"after the end")
    write_tags(path, EVERYTHING, IN_PLACE)
    changed = path.read_bytes()
    for other in (others[0], others[1], others[2], others[4]):
        assert other in changed
    assert chunk(b"INAM", "Müll\0".encode("latin-1")) in changed
    assert changed.endswith(b"after the end")
    size = struct.unpack("<I", changed[4:8])[0]
    assert size == len(changed) - 8 - len(b"after the end")
    assert WAVE(path)["TKEY"].text == ["Am"]


def test_covers_and_unknown_atoms_survive(tone):
    m4a, flac = tone(".m4a"), tone(".flac")
    atoms = MP4(m4a)
    atoms["covr"] = [MP4Cover(PIXEL, MP4Cover.FORMAT_PNG)]
    atoms["----:org.example:Thing"] = MP4FreeForm(b"\xff\x00")
    atoms["cpil"] = True
    atoms.save()
    file = FLAC(flac)
    picture = Picture()
    picture.data, picture.type, picture.mime = PIXEL, 3, "image/png"
    file.add_picture(picture)
    file.save(padding=lambda info: 3000)
    size = flac.stat().st_size
    write_tags(m4a, EVERYTHING, IN_PLACE)
    write_tags(flac, EVERYTHING, IN_PLACE)
    atoms = MP4(m4a)
    assert bytes(atoms["covr"][0]) == PIXEL
    assert (atoms["----:org.example:Thing"], atoms["cpil"]) == ([b"\xff\x00"], True)
    assert FLAC(flac).pictures[0].data == PIXEL
    assert flac.stat().st_size == size


ID3_KINDS: dict[str, Any] = {".mp3": MP3, ".wav": WAVE, ".aiff": AIFF}
TAG_KINDS: dict[str, Any] = ID3_KINDS | {
    ".flac": FLAC,
    ".opus": OggOpus,
    ".m4a": MP4,
    ".wma": ASF,
    ".wv": WavPack,
}


names = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ_ ", min_size=2, max_size=12).filter(
    lambda n: n.strip() == n and n not in {"BPM", "KEY", "MOOD", "INITIALKEY", "ENERGYLEVEL", "TAG"}
)
words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)


@pytest.mark.parametrize(
    "suffix", [".flac", ".opus", ".mp3", ".wav", ".aiff", ".m4a", ".wma", ".wv"]
)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(others=st.dictionaries(names, words, min_size=1, max_size=6))
def test_any_other_tag_survives_in_every_format(originals, tmp_path_factory, suffix, others):
    path = Path(shutil.copy(originals[suffix], tmp_path_factory.mktemp("any") / f"a{suffix}"))
    prefix = {".m4a": "----:com.apple.iTunes:"}.get(suffix, "TXXX:" if suffix in ID3_KINDS else "")
    kind = TAG_KINDS[suffix]

    def read_others():
        file = kind(path)
        return {name: str(file[prefix + name]) for name in others}

    file = kind(path)
    if file.tags is None:
        file.add_tags()
    for name, word in others.items():
        file[prefix + name] = (
            TXXX(encoding=3, desc=name, text=word)
            if suffix in ID3_KINDS
            else MP4FreeForm(word.encode())
            if suffix == ".m4a"
            else word
        )
    file.save()
    before = read_others()
    write_tags(path, EVERYTHING, IN_PLACE)
    assert read_others() == before


def test_a_copy_leaves_the_original_alone(tone, tmp_path):
    path = tone(".flac")
    content = path.read_bytes()
    (tmp_path / "out").mkdir()
    options = TagWriteOptions(destination=tmp_path / "out")
    answer = write_tags(path, EVERYTHING, options)
    assert answer.path == tmp_path / "out" / "tone.flac"
    assert (read_tags(answer.path).key, path.read_bytes()) == ("Am", content)
    with pytest.raises(TagDestinationError, match="already a file"):
        write_tags(path, EVERYTHING, options)
    replacing = TagWriteOptions(destination=tmp_path / "out", replace_destination=True)
    assert write_tags(path, TagChanges(key="C"), replacing).path == answer.path
    assert read_tags(answer.path).key == "C"
    for place in (path, tmp_path):
        with pytest.raises(TagDestinationError, match="original itself"):
            write_tags(path, EVERYTHING, TagWriteOptions(destination=place))
    with pytest.raises(TagDestinationError, match="no folder"):
        write_tags(path, EVERYTHING, TagWriteOptions(destination=tmp_path / "a" / "b.flac"))


def test_a_place_has_to_be_chosen(tmp_path):
    with pytest.raises(TagDestinationError):
        TagWriteOptions()
    with pytest.raises(TagDestinationError):
        TagWriteOptions(destination=tmp_path, in_place=True)


def test_a_symbolic_link_stays_and_its_target_is_written(tone, tmp_path):
    path = tone(".flac")
    link = tmp_path / "link.flac"
    link.symlink_to(path)
    write_tags(link, EVERYTHING, IN_PLACE)
    assert link.is_symlink()
    assert read_tags(path).key == "Am"
    link.unlink()
    link.symlink_to(tmp_path / "nowhere")
    with pytest.raises(AudioMissingError):
        write_tags(link, EVERYTHING, IN_PLACE)


def test_mode_stays_and_the_time_of_change_if_asked(tone):
    path = tone(".mp3")
    path.chmod(0o640)
    os.utime(path, ns=(10**18, 10**18))
    write_tags(path, TagChanges(bpm=100), TagWriteOptions(in_place=True, keep_mtime=True))
    assert (path.stat().st_mode & 0o777, path.stat().st_mtime_ns) == (0o640, 10**18)
    write_tags(path, TagChanges(key="C"), IN_PLACE)
    assert path.stat().st_mtime_ns > 10**18


def untouched(path, content):
    return path.read_bytes() == content and [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_full_disk_leaves_the_original_untouched(tone, suffix):
    resource = pytest.importorskip("resource")
    path = tone(suffix)
    content = path.read_bytes()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(content) // 2, before[1]))
    try:
        with pytest.raises(TagNoSpaceError, match="no room"):
            write_tags(path, EVERYTHING, IN_PLACE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert untouched(path, content)


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (errno.ENOSPC, TagNoSpaceError),
        (errno.EROFS, TagWriteForbiddenError),
        (errno.EIO, TagWriteFailedError),
    ],
)
@pytest.mark.parametrize("step", ["force_to_disk", "_keep_attributes", "_exchange"])
def test_a_failing_step_leaves_the_original_untouched(tone, monkeypatch, step, number, error):
    def fail(*_, **__):
        raise OSError(number, os.strerror(number))

    path = tone(".flac")
    content = path.read_bytes()
    monkeypatch.setattr(tag_writer, step, fail)
    with pytest.raises(error):
        write_tags(path, EVERYTHING, IN_PLACE)
    assert untouched(path, content)


def test_an_interrupt_leaves_the_original_untouched(tone, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    path = tone(".mp3")
    content = path.read_bytes()
    monkeypatch.setattr(tag_writer, "hash_packets", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_tags(path, EVERYTHING, IN_PLACE)
    assert untouched(path, content)


def test_changed_audio_and_lost_tags_are_noticed(tone, monkeypatch):
    path = tone(".wav")
    content = path.read_bytes()
    kind: Any = type(recognise_tags(path))
    write = kind.write

    def damage(self, source, target, edits):
        write(self, source, target, edits)
        data = bytearray(target.read_bytes())
        data[place] ^= 1
        target.write_bytes(data)

    monkeypatch.setattr(kind, "write", damage)
    for where, what in ((5000, "audio"), (content.index(b"INAM") + 9, "other tags")):
        place = where
        with pytest.raises(TagVerificationError, match=what):
            write_tags(path, EVERYTHING, IN_PLACE)
        assert untouched(path, content)


def test_a_file_changed_meanwhile_is_left_alone(tone, monkeypatch):
    path = tone(".flac")
    fsync = force_to_disk
    monkeypatch.setattr(tag_writer, "force_to_disk", lambda p: (fsync(p), path.write_bytes(b"new")))
    with pytest.raises(TagSourceChangedError):
        write_tags(path, EVERYTHING, IN_PLACE)
    assert untouched(path, b"new")
    path.unlink()
    with pytest.raises(AudioMissingError):
        write_tags(path, EVERYTHING, IN_PLACE)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs to become somebody else")
def test_protected_files_and_folders_are_refused(tone, tmp_path):
    path = tone(".flac")
    content = path.read_bytes()
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    for folder_mode, file_mode in ((0o755, 0o666), (0o777, 0o444)):
        tmp_path.chmod(folder_mode)
        path.chmod(file_mode)
        os.seteuid(65534)
        try:
            with pytest.raises(TagWriteForbiddenError, match="write permission"):
                write_tags(path, EVERYTHING, IN_PLACE)
        finally:
            os.seteuid(0)
        assert untouched(path, content)


def test_what_is_not_written_is_refused(tone, tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("no music at all")
    with pytest.raises(TagFormatError):
        write_tags(text, EVERYTHING, IN_PLACE)
    (tmp_path / "empty.flac").touch()
    with pytest.raises(AudioEmptyError):
        write_tags(tmp_path / "empty.flac", EVERYTHING, IN_PLACE)
    for missing in (tmp_path / "none.flac", tmp_path):
        with pytest.raises(AudioMissingError):
            write_tags(missing, EVERYTHING, IN_PLACE)
    wav = tone(".wav")
    wav.write_bytes(wav.read_bytes()[:-20_000])  # cut off: its sizes do not fit
    with pytest.raises(TagFormatError, match="lengths"):
        write_tags(wav, EVERYTHING, IN_PLACE)
    mp3 = tone(".mp3")
    data = bytearray(mp3.read_bytes())
    data[14:18] = b"\x00\x00\x7f\x7f"  # the first frame reaches beyond the tag
    mp3.write_bytes(data)
    with pytest.raises(TagFormatError, match="damaged"):
        write_tags(mp3, EVERYTHING, IN_PLACE)
    assert mp3.read_bytes() == data


def test_files_with_thousands_of_tags_are_refused(tone):
    path = tone(".flac")
    file: Any = FLAC(path)
    for number in range(6000):
        file.tags.append((f"A{number}", "b"))
    file.save()
    content = path.read_bytes()
    with pytest.raises(TagFormatError, match="5000 or more"):
        write_tags(path, EVERYTHING, IN_PLACE)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "changes",
    [
        TagChanges(bpm=0),
        TagChanges(bpm=float("nan")),
        TagChanges(energy_level=11),
        TagChanges(moods=()),
        TagChanges(moods=("a, b",)),
        TagChanges(remove=("title",)),  # type: ignore[arg-type]
    ],
)
def test_values_no_tag_can_hold_are_refused(tone, changes):
    with pytest.raises(TagValueError):
        write_tags(tone(".flac"), changes, IN_PLACE)


def test_unreadable_keys_and_foreign_fields_are_refused(tone):
    for key in ("H", "o", ""):
        with pytest.raises(UnreadableKeyError):
            write_tags(tone(".flac"), TagChanges(key=key), IN_PLACE)
    undo = write_tags(tone(".mp3"), EVERYTHING, IN_PLACE).undo
    with pytest.raises(TagValueError, match="Vorbis"):
        write_tags(tone(".flac"), undo, IN_PLACE)
