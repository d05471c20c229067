"""Laws of archives: what goes in comes out, and nothing that was altered does."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from menura.sharing import (
    Archive,
    ArchiveInvalidError,
    ArchiveVersionError,
    ArchiveWriter,
    CollectionKeyError,
    InstanceKey,
    KnownSpace,
    SharedTrack,
)
from menura.sharing.container import Part, pack
from menura.sharing.vector_file import npy_header
from tests.factories import MORNING
from tests.unit.sharing.making import CLAP_HASH, DSP_HASH, SPACES, a_recording, write

Members = dict[str, bytes]
TRACKS = "tracks.jsonl"


def read(path: Path, spaces: Any = ("dsp", "clap")) -> list[SharedTrack]:
    with Archive(path) as archive:
        archive.check()
        return list(archive.tracks(spaces))


def members_of(path: Path) -> Members:
    """Return the members of an archive, read by somebody else's program."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repack(path: Path, members: Members) -> Path:
    """Put members together as they are; the signature stays what it is."""
    target = path.with_name("again.menura-collection")
    target.unlink(missing_ok=True)
    parts = []
    for name, data in list(members.items())[2:]:
        file = path.with_name(f"part-{name}")
        file.unlink(missing_ok=True)
        part = Part(name, file)
        part.write(data)
        part.close()
        parts.append(part)
    heads = list(members.items())[:2]
    with target.open("wb") as out:
        pack(out, heads, parts)
    return target


def resigned(path: Path, change: Callable[[Members, dict[str, Any]], None]) -> Path:
    """Return an archive with something else in it, signed as it then is: a lying signer's."""
    import hashlib

    members = members_of(path)
    told = json.loads(members["manifest.json"])
    change(members, told)
    for name in told["members"]:
        if name in members:
            data = members[name]
            told["members"][name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    members["manifest.json"] = json.dumps(told).encode()
    members["signature"] = InstanceKey(path.parent).sign(members["manifest.json"])
    return repack(path, members)


def refused(path: Path) -> str:
    with pytest.raises(ArchiveInvalidError) as error:
        read(path)
    assert "Nothing of it was taken in" in error.value.message
    return error.value.message


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return write(tmp_path / "a.menura-collection", [a_recording(1), a_recording(2)])


def test_what_was_measured_comes_out_as_it_went_in(archive: Path):
    first = a_recording(1)
    (back, _) = read(archive)
    for name in ("features", "moods", "steps", "recording_id", "artist", "title", "album"):
        assert getattr(back, name) == getattr(first, name), name
    assert back.content_hash == first.content_hash
    assert back.fingerprint is not None
    assert first.fingerprint is not None
    assert np.array_equal(back.fingerprint.codes, first.fingerprint.codes)
    assert np.array_equal(back.fingerprint.pieces, first.fingerprint.pieces)
    assert back.beats is not None
    assert np.array_equal(back.beats.beats_s, np.arange(8, dtype=np.float32) / 2)
    assert back.waveform is not None
    assert back.waveform.peaks.tolist() == [[-3, 4], [-127, 127]]
    for space in ("dsp", "clap"):
        assert np.allclose(back.vectors[space], first.vectors[space], atol=1e-3)


def test_it_is_a_zip_file_of_plain_parts_that_others_can_open(archive: Path):
    members = members_of(archive)
    assert list(members) == [
        *("manifest.json", "signature", TRACKS),
        *("vectors-clap.npy", "vectors-dsp.npy"),
    ]
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None
        with opened.open("vectors-clap.npy") as file:
            assert np.load(file).shape == (2, 512)


def test_nothing_private_stands_in_an_archive(archive: Path):
    line = json.loads(members_of(archive)[TRACKS].splitlines()[0])
    assert sorted(line) == sorted(
        [
            *("recording_id", "artist", "title", "album", "duration_s", "content_hash"),
            *("fingerprint", "features", "waveform", "beats", "moods", "steps", "rows"),
        ]
    )
    assert "corrected" not in line["features"]


def test_the_same_music_gives_the_same_bytes(tmp_path: Path):
    tracks = [a_recording(1), a_recording(2)]
    key = InstanceKey(tmp_path)
    one, other = (write(tmp_path / f"{n}.menura-collection", tracks, key=key) for n in "ab")
    assert one.read_bytes() == other.read_bytes()


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path):
    key = InstanceKey(tmp_path)
    assert len(key.fingerprint) == 64
    assert InstanceKey(tmp_path).fingerprint == key.fingerprint
    file = tmp_path / "collection.key"
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("something else")
    with pytest.raises(CollectionKeyError, match="holds something else"):
        _ = InstanceKey(tmp_path).public


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(share=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_any_flipped_bit_is_refused(archive: Path, share: float, bit: int):
    data = bytearray(archive.read_bytes())
    data[int(share * len(data))] ^= 1 << bit
    other = archive.with_name("flipped")
    other.write_bytes(data)
    refused(other)


def test_any_flipped_byte_of_the_frame_is_refused(archive: Path):
    data = archive.read_bytes()
    bodies = [data.index(body) for body in members_of(archive).values()]
    lengths = [len(body) for body in members_of(archive).values()]
    inside = {at for b, n in zip(bodies, lengths, strict=True) for at in range(b, b + n)}
    with archive.open("r+b", buffering=0) as file:
        for at in sorted(set(range(len(data))) - inside):
            os.pwrite(file.fileno(), bytes([data[at] ^ 0x41]), at)
            with pytest.raises(ArchiveInvalidError):
                Archive(archive).check()
            os.pwrite(file.fileno(), data[at : at + 1], at)
    assert len(read(archive)) == 2


@pytest.mark.parametrize("cut", [0, 1, 29, 30, 400, -1, -22, -100])
def test_an_archive_that_was_cut_short_is_refused(archive: Path, cut: int):
    other = archive.with_name("cut")
    other.write_bytes(archive.read_bytes()[:cut])
    refused(other)


def test_what_hangs_on_behind_is_refused(archive: Path):
    other = archive.with_name("longer")
    other.write_bytes(archive.read_bytes() + b"PK")
    refused(other)


def test_a_packed_member_is_refused_before_it_can_swell(tmp_path: Path):
    path = tmp_path / "bomb.menura-collection"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("manifest.json", b"\0" * 50_000_000)
    assert path.stat().st_size < 100_000
    refused(path)


def test_a_member_that_promises_more_than_there_is_is_refused(archive: Path):
    data = bytearray(archive.read_bytes())
    at = data.index(b"manifest.json") + len("manifest.json") + 4
    data[at : at + 16] = (1 << 62).to_bytes(8, "little") * 2
    archive.with_name("huge").write_bytes(data)
    assert "promises more" in refused(archive.with_name("huge"))


def test_a_link_in_place_of_an_archive_is_not_followed(archive: Path):
    link = archive.with_name("link")
    link.symlink_to(archive)
    with pytest.raises(OSError):
        Archive(link)


def test_a_signature_of_another_key_is_refused(archive: Path, tmp_path: Path):
    members = members_of(archive)
    (tmp_path / "other").mkdir()
    members["signature"] = InstanceKey(tmp_path / "other").sign(members["manifest.json"])
    assert "signature" in refused(repack(archive, members))


def test_a_newer_version_is_named_and_refused(archive: Path):
    def newer(_: Members, told: dict[str, Any]) -> None:
        told["version"] = 2
        told["something_new"] = {}

    with pytest.raises(ArchiveVersionError, match="the version 2, and this Menura reads"):
        Archive(resigned(archive, newer))


def change_lines(change: Callable[[dict[str, Any]], None]) -> Any:
    """Return what changes the second recording of an archive."""

    def changed(members: Members, _: dict[str, Any]) -> None:
        lines = members[TRACKS].splitlines()
        told = json.loads(lines[1])
        change(told)
        lines[1] = json.dumps(told).encode()
        members[TRACKS] = b"\n".join(lines) + b"\n"

    return changed


BAD_LINES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "features.tempo_bpm": lambda t: t["features"].update(tempo_bpm=1e9),
    "features.energy": lambda t: t["features"].update(energy=-0.5),
    "features.channels": lambda t: t["features"].update(channels=2.5),
    "features.decode_error_count": lambda t: t["features"].update(decode_error_count=True),
    "features.key": lambda t: t["features"].update(key="H"),
    "features.codec": lambda t: t["features"].update(codec="a\nb"),
    "features.spectrum_db": lambda t: t["features"].update(spectrum_db=[0.0] * 30),
    "features.sections[0].energy": lambda t: t["features"]["sections"][0].update(energy="loud"),
    "features": lambda t: t["features"].update(path="/home/anna"),
    "fingerprint.codes": lambda t: t["fingerprint"].update(codes="AAA"),
    "beats.beats_s": lambda t: t["beats"].update(beats_s="AACAfwAAgH8="),
    "beats.downbeats_s": lambda t: t["beats"].update(downbeats_s="AAAAQAAAgD8="),
    "content_hash": lambda t: t.update(content_hash="../../etc/passwd"),
    "recording_id": lambda t: t.update(recording_id=7),
    "moods.guess": lambda t: t.update(moods={"guess": {"moods": {}, "tags": {}}}),
    "moods.clap.moods.calm[1]": lambda t: t["moods"]["clap"]["moods"].update(calm=[0.5, 2]),
    "steps.walk": lambda t: t["steps"].update(walk="1"),
    "steps.clap": lambda t: t["steps"].update(clap="2" * 64),
    "rows.clap": lambda t: t["rows"].update(clap=0),
    "rows.other": lambda t: t["rows"].update(other=0),
    "duration_s": lambda t: t.update(duration_s=-3),
    "waveform.peaks": lambda t: t["waveform"].update(peaks="AAAA"),
}


@pytest.mark.parametrize("place", BAD_LINES)
def test_a_value_that_cannot_be_is_refused_with_its_place(archive: Path, place: str):
    message = refused(resigned(archive, change_lines(BAD_LINES[place])))
    assert f"line 2 of 'tracks.jsonl'.{place}" in message


def with_text(old: bytes, new: bytes) -> Any:
    def changed(members: Members, _: dict[str, Any]) -> None:
        assert old in members[TRACKS]
        members[TRACKS] = members[TRACKS].replace(old, new, 1)

    return changed


@pytest.mark.parametrize(
    "new", [b"NaN", b"Infinity", b"-Infinity", b"1e999", b"[" * 100_000, b'"' + b"x" * 2_000_000]
)
def test_numbers_that_are_not_finite_and_endless_nesting_are_refused(archive: Path, new: bytes):
    message = refused(resigned(archive, with_text(b'"tempo_bpm":120.0', b'"tempo_bpm":' + new)))
    assert "tracks.jsonl" in message


def test_a_line_without_end_is_refused(archive: Path):
    def endless(members: Members, _: dict[str, Any]) -> None:
        members[TRACKS] = members[TRACKS] + b'{"artist":"' + b"x" * 1_500_000

    refused(resigned(archive, endless))


def set_row(value: float) -> Any:
    def changed(members: Members, _: dict[str, Any]) -> None:
        data = bytearray(members["vectors-clap.npy"])
        at = len(npy_header(2, 512)) + 2 * 512  # the first number of the second row
        data[at : at + 2] = np.float16(value).tobytes()
        members["vectors-clap.npy"] = bytes(data)

    return changed


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 3.0])
def test_a_vector_that_is_not_of_length_one_is_refused_with_its_row(archive: Path, value: float):
    assert "row 1 of 'vectors-clap.npy'" in refused(resigned(archive, set_row(value)))


def lie_about_rows(members: Members, told: dict[str, Any]) -> None:
    told["spaces"]["clap"]["count"] = 1_000_000


def another_header(members: Members, _: dict[str, Any]) -> None:
    data = members["vectors-clap.npy"]
    members["vectors-clap.npy"] = data.replace(b"<f2", b"|O8", 1)


def fewer_tracks(_: Members, told: dict[str, Any]) -> None:
    told["tracks"] = 1


def hidden_member(members: Members, _: dict[str, Any]) -> None:
    members["extra.bin"] = b"audio"


def missing_member(members: Members, _: dict[str, Any]) -> None:
    del members["vectors-clap.npy"]


def strange_space(_: Members, told: dict[str, Any]) -> None:
    told["spaces"]["../x"] = told["spaces"].pop("clap")


@pytest.mark.parametrize(
    "lie",
    [
        *(lie_about_rows, another_header, fewer_tracks),
        *(hidden_member, missing_member, strange_space),
    ],
)
def test_a_manifest_that_lies_is_refused_although_it_is_signed(archive: Path, lie: Any):
    refused(resigned(archive, lie))


def test_doubles_are_dropped(tmp_path: Path):
    twice = [a_recording(1), a_recording(1, title="again"), a_recording(2)]
    path = write(tmp_path / "a.menura-collection", twice)
    assert [track.title for track in read(path)] == ["song 1", "song 2"]


def test_only_spaces_of_this_menuras_models_are_usable(archive: Path):
    with Archive(archive) as opened:
        assert sorted(opened.usable_spaces(SPACES)) == ["clap", "dsp"]
        other = {"dsp": KnownSpace(256, "9" * 64), "clap": KnownSpace(512, None)}
        assert opened.usable_spaces(other) == ["clap"]
        assert opened.usable_spaces({"dsp": KnownSpace(128, DSP_HASH)}) == []


def test_an_odd_track_is_left_out_and_spoils_nothing(tmp_path: Path):
    path = tmp_path / "a.menura-collection"
    good = a_recording(1)
    assert good.features is not None
    odd = a_recording(2, features=replace(good.features, tempo_bpm=float("nan")))
    with ArchiveWriter(path, InstanceKey(tmp_path), SPACES) as writer:
        assert [writer.add(track) for track in (odd, good)] == [False, True]
        assert writer.left_out == 1
        writer.finish("Attic", MORNING, None)
    assert [track.title for track in read(path)] == ["song 1"]


def test_nothing_lies_at_its_place_until_it_is_whole(tmp_path: Path):
    path = tmp_path / "a.menura-collection"
    with ArchiveWriter(path, InstanceKey(tmp_path), SPACES) as writer:
        writer.add(a_recording(1))
        assert not path.exists()
    assert os.listdir(tmp_path) == []


def test_an_archive_of_nothing_is_one(tmp_path: Path):
    assert read(write(tmp_path / "a.menura-collection", [])) == []


def test_the_door_is_cheap_to_open():
    heavy = ("scipy", "av", "httpx", "cryptography", "faiss", "sqlalchemy")
    code = f"import sys, menura.sharing; print([m for m in {heavy!r} if m in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert loaded.stdout.strip() == "[]", loaded.stderr


def test_the_manifest_says_what_is_in_it(archive: Path):
    with Archive(archive) as opened:
        told = opened.manifest
    assert (told.instance, told.track_count, told.created_at) == ("Attic", 2, MORNING)
    assert {name: asdict(space) for name, space in told.spaces.items()} == {
        "clap": {"dimension": 512, "model_hash": CLAP_HASH, "count": 2},
        "dsp": {"dimension": 256, "model_hash": DSP_HASH, "count": 2},
    }
