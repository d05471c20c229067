"""A walk survives what real disks offer, and never takes "unreadable" for "deleted"."""

import errno
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from menura.catalogue import (
    FolderNotFoundError,
    FolderUnreadableError,
    FoundFile,
    NotAFolderError,
    list_folder,
    walk_folder,
)
from menura.catalogue.sources.folder import AUDIO_SUFFIXES, FolderWalk, check_folder


def make(root: Path, *locations: str) -> None:
    for location in locations:
        file = root / location
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")


def walked(root: Path) -> list[str]:
    return [file.location for file in walk_folder(str(root))]


# ----------------------------------------------------------------------------------- the walk


def test_every_playable_file_is_found_once_and_in_order(tmp_path: Path):
    make(tmp_path, "b.mp3", "a.flac", "deep/er/c.OGG", "deep/a.wav", "cover.jpg", "notes.txt")
    assert walked(tmp_path) == ["a.flac", "b.mp3", "deep/a.wav", "deep/er/c.OGG"]


def test_how_a_file_looks_is_told(tmp_path: Path):
    make(tmp_path, "a.mp3")
    os.utime(tmp_path / "a.mp3", ns=(5, 1_234_567_890_123_456_789))
    assert list(walk_folder(str(tmp_path))) == [FoundFile("a.mp3", 1, 1_234_567_890_123_456_789)]


@pytest.mark.parametrize("suffix", sorted(AUDIO_SUFFIXES))
def test_endings_are_known_in_any_case(tmp_path: Path, suffix: str):
    make(tmp_path, f"a{suffix}", f"b{suffix.upper()}")
    assert len(walked(tmp_path)) == 2


def test_hidden_files_and_folders_are_left_out(tmp_path: Path):
    make(tmp_path, ".hidden.mp3", ".trash/a.mp3", "._a.mp3", "shown.mp3")
    assert walked(tmp_path) == ["shown.mp3"]


NAMES = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="/\x00"), min_size=1, max_size=20
).filter(lambda name: name[0] != "." and len(name.encode()) < 200)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sets(st.lists(NAMES, min_size=1, max_size=3).map(tuple), max_size=6))
def test_any_tree_is_found_as_it_is(tmp_path: Path, tree):
    root = Path(tempfile.mkdtemp(dir=tmp_path))
    expected = {"/".join([*(f"{part}_" for part in path[:-1]), f"{path[-1]}.mp3"]) for path in tree}
    make(root, *expected)
    first, second = walked(root), walked(root)
    assert set(first) == expected
    assert len(first) == len(expected)
    assert first == second


def test_links_that_lead_in_circles_end(tmp_path: Path):
    make(tmp_path, "a/b/song.mp3")
    (tmp_path / "a/b/up").symlink_to(tmp_path)
    (tmp_path / "a/here").symlink_to(tmp_path / "a")
    (tmp_path / "self.mp3").symlink_to(tmp_path / "self.mp3")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    walk = walk_folder(str(tmp_path))
    assert [file.location for file in walk] == ["a/b/song.mp3"]
    assert walk.unreadable == []


def test_links_to_music_elsewhere_are_followed(tmp_path: Path):
    make(tmp_path, "elsewhere/song.mp3", "music/own.mp3")
    (tmp_path / "music/linked").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "music/single.mp3").symlink_to(tmp_path / "elsewhere/song.mp3")
    assert walked(tmp_path / "music") == ["own.mp3", "single.mp3", "linked/song.mp3"]


def test_links_to_nowhere_are_passed_over(tmp_path: Path):
    (tmp_path / "gone.mp3").symlink_to(tmp_path / "nothing.mp3")
    (tmp_path / "gone").symlink_to(tmp_path / "nothing")
    walk = walk_folder(str(tmp_path))
    assert (list(walk), walk.unreadable) == ([], [])


def test_what_is_called_like_music_and_is_no_file_is_passed_over(tmp_path: Path):
    """Opening a pipe would wait for ever."""
    os.mkfifo(tmp_path / "pipe.mp3")
    make(tmp_path, "folder.mp3/song.mp3")
    assert walked(tmp_path) == ["folder.mp3/song.mp3"]


def test_names_that_are_not_text_are_told_in_readable_form(tmp_path: Path):
    bad = os.fsencode(tmp_path) + b"/caf\xe9.mp3"
    Path(os.fsdecode(bad)).write_bytes(b"x")
    inside = Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff"))
    inside.mkdir()
    make(inside, "song.mp3")
    make(tmp_path, "good.mp3")
    walk = walk_folder(str(tmp_path))
    assert [file.location for file in walk] == ["good.mp3"]
    assert sorted(walk.undecodable) == ["bad\ufffd/song.mp3", "caf\ufffd.mp3"]


@pytest.mark.parametrize("location", ["locked", "deep/locked", "."])
def test_a_folder_that_cannot_be_listed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, location: str
):
    make(tmp_path, "a.mp3", "locked/b.mp3", "deep/c.mp3", "deep/locked/d.mp3")
    walk = walk_folder(str(tmp_path))
    scandir = os.scandir

    def refusing(folder):
        if Path(folder) == tmp_path / location:
            raise PermissionError(errno.EACCES, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refusing)
    found = [file.location for file in walk]
    assert walk.unreadable == [location]
    assert not any(name.startswith(f"{location}/") for name in found)
    if location != ".":
        assert "a.mp3" in found


def test_an_unreadable_folder_whose_name_is_not_text_is_told_in_readable_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """No track below it can be known, and its name could not be asked of a database."""
    bad = Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff"))
    bad.mkdir()
    walk = walk_folder(str(tmp_path))
    scandir = os.scandir

    def refusing(folder):
        if folder == bad:
            raise PermissionError(errno.EACCES, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refusing)
    assert list(walk) == []
    assert (walk.unreadable, walk.undecodable) == ([], ["bad\ufffd"])


class Stubborn:
    """An entry of a folder that may be listed but not entered: nothing in it can be looked at."""

    def __init__(self, entry: "os.DirEntry[str]", error: OSError) -> None:
        self.name, self.path = entry.name, entry.path
        self._error = error

    def is_dir(self) -> bool:
        return False

    def stat(self) -> os.stat_result:
        raise self._error


class Listing(list[object]):
    """What `os.scandir` gives."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


def stubborn_walk(root: Path, monkeypatch: pytest.MonkeyPatch, error: OSError) -> FolderWalk:
    scandir = os.scandir

    def listing(folder):
        with scandir(folder) as entries:
            return Listing(
                Stubborn(entry, error) if "stubborn" in entry.path and entry.is_file() else entry
                for entry in entries
            )

    walk = walk_folder(str(root))
    monkeypatch.setattr(os, "scandir", listing)
    return walk


@pytest.mark.parametrize("code", [errno.EACCES, errno.EIO, errno.ESTALE, errno.ETIMEDOUT])
def test_a_file_that_cannot_be_looked_at_is_not_taken_for_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
):
    make(tmp_path, "x/stubborn/a.mp3", "x/stubborn/b.mp3", "x/c.mp3")
    walk = stubborn_walk(tmp_path, monkeypatch, OSError(code, os.strerror(code)))
    assert [file.location for file in walk] == ["x/c.mp3"]
    assert walk.unreadable == ["x/stubborn"]


def test_a_file_that_vanishes_while_looked_at_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    make(tmp_path, "stubborn.mp3", "stays.mp3")
    walk = stubborn_walk(tmp_path, monkeypatch, FileNotFoundError(errno.ENOENT, "gone"))
    assert [file.location for file in walk] == ["stays.mp3"]
    assert walk.unreadable == []


def test_a_folder_that_vanishes_on_the_way_is_told(tmp_path: Path):
    make(tmp_path, "a.mp3", "later/b.mp3")
    walk = iter(whole := walk_folder(str(tmp_path)))
    assert next(walk).location == "a.mp3"
    (tmp_path / "later/b.mp3").unlink()
    (tmp_path / "later").rmdir()
    assert list(walk) == []
    assert whole.unreadable == ["later"]


# ------------------------------------------------------------------------- folders to choose


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("missing", FolderNotFoundError),
        ("file.mp3", NotAFolderError),
        ("file.mp3/below", FolderNotFoundError),
        ("nul\x00", FolderNotFoundError),
        ("circle", FolderNotFoundError),
        ("circle/below", FolderNotFoundError),
        ("x" * 300, FolderUnreadableError),
    ],
)
def test_what_is_no_folder_is_refused_with_a_sentence(tmp_path: Path, path: str, error):
    make(tmp_path, "file.mp3")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    with pytest.raises(error) as caught:
        check_folder(str(tmp_path / path))
    assert caught.value.field == "path"
    assert path.strip("\x00")[:100] in caught.value.message
    assert caught.value.message.endswith(".")


def test_a_home_nobody_has_is_no_folder():
    with pytest.raises(FolderNotFoundError, match="nobody-of-that-name"):
        check_folder("~nobody-of-that-name/music")


def test_a_folder_that_may_not_be_listed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def refuse(folder):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(FolderUnreadableError, match=r"Permission denied.*right to read"):
        check_folder(str(tmp_path))


@pytest.mark.parametrize("way", ["direct", "link"])
def test_a_folder_whose_name_is_not_text_is_refused(tmp_path: Path, way: str):
    """Its path could not be kept: neither database takes what is not UTF-8."""
    bad = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    bad.mkdir()
    (tmp_path / "link").symlink_to(bad)
    with pytest.raises(FolderUnreadableError, match="UTF-8") as caught:
        check_folder(str(bad if way == "direct" else tmp_path / "link"))
    caught.value.message.encode()


def test_a_path_is_made_absolute_and_free_of_links(tmp_path: Path, monkeypatch):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    monkeypatch.chdir(tmp_path)
    for path in ("real", "./real/", "link", "real/../link", str(tmp_path / "real")):
        assert check_folder(path) == tmp_path.resolve() / "real"
    monkeypatch.setenv("HOME", str(tmp_path))
    assert check_folder("~/real") == tmp_path.resolve() / "real"


def test_a_listing_shows_folders_and_counts_music(tmp_path: Path, monkeypatch):
    make(tmp_path, "a.mp3", "b.MP3", "c.txt", "sub/d.mp3", "Zoo/e.mp3", ".hidden/f.mp3")
    (tmp_path / os.fsdecode(b"bad\xff")).mkdir()
    listing = list_folder(str(tmp_path))
    assert [folder.name for folder in listing.folders] == ["Zoo", "sub"]
    assert [folder.path for folder in listing.folders] == [f"{tmp_path}/Zoo", f"{tmp_path}/sub"]
    assert (listing.path, listing.parent) == (str(tmp_path), str(tmp_path.parent))
    assert listing.audio_files == 2
    monkeypatch.setenv("HOME", str(tmp_path))
    assert list_folder() == listing


def test_the_root_has_no_parent():
    assert list_folder("/").parent is None
