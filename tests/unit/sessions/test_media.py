"""Files of clips are kept whole or not at all, and what belongs to nothing is swept."""

import errno
import os
from pathlib import Path
from uuid import uuid4

import pytest

from menura.sessions import ClipsNotKeptError, MediaFolder
from menura.sessions.preview import PREVIEW_LUFS, preview_gain_db
from tests.unit.sessions.lab_things import features


@pytest.fixture
def media(tmp_path: Path) -> MediaFolder:
    return MediaFolder(tmp_path / "media")


def made(media: MediaFolder, name: str = "a.wav") -> Path:
    path = media.work_folder(uuid4()) / name
    path.write_bytes(b"sound")
    return path


def test_a_kept_file_is_moved(media: MediaFolder):
    session, track, file = uuid4(), uuid4(), made(media)
    media.keep(session, {track: file})
    assert media.path(session, track).read_bytes() == b"sound"
    assert not file.exists()


def test_a_file_is_kept_across_disks(media: MediaFolder, monkeypatch: pytest.MonkeyPatch):
    session, track, file = uuid4(), uuid4(), made(media)
    replace = os.replace

    def other_disk(source: Path, target: Path) -> None:
        if Path(source).parent != Path(target).parent:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        replace(source, target)

    monkeypatch.setattr("menura.sessions.media.os.replace", other_disk)
    media.keep(session, {track: file})
    assert media.path(session, track).read_bytes() == b"sound"
    assert [one.name for one in media.path(session, track).parent.iterdir()] == [f"{track}.wav"]


def test_of_a_batch_that_cannot_be_kept_elsewhere_too_nothing_stays(tmp_path: Path):
    def refuse(*_: object) -> None:
        raise ConnectionError("no route")

    media = MediaFolder(tmp_path, refuse)
    session, track = uuid4(), uuid4()
    with pytest.raises(ClipsNotKeptError, match="no route"):
        media.keep(session, {track: made(media)})
    assert not media.path(session, track).exists()


def test_only_what_belongs_to_nothing_is_swept(media: MediaFolder):
    session, gone, busy = uuid4(), uuid4(), uuid4()
    kept, orphan = uuid4(), uuid4()
    media.keep(session, {kept: made(media), orphan: made(media)})
    media.keep(gone, {uuid4(): made(media)})
    media.keep(busy, {orphan: made(media)})
    cut_short, going_on = uuid4(), uuid4()
    for batch in (cut_short, going_on):
        (media.work_folder(batch) / "clip-0.wav").write_bytes(b"half")
    (media.root / "notes.txt").write_text("not ours")
    removed = media.sweep(
        is_making=lambda one: one in (busy, going_on),
        known=lambda one: frozenset({kept}) if one == session else None,
    )
    assert removed == 3
    assert media.path(session, kept).is_file()
    assert not media.path(session, orphan).exists()
    assert not (media.root / str(gone)).exists()
    assert media.path(busy, orphan).is_file()
    assert [one.name for one in (media.root / "tmp").iterdir() if any(one.iterdir())] == [
        str(going_on)
    ]
    assert (media.root / "notes.txt").is_file()


def test_sweeping_where_nothing_is_does_nothing(media: MediaFolder):
    assert media.sweep(is_making=lambda one: False, known=lambda one: None) == 0


@pytest.mark.parametrize(
    ("loudness", "peak", "gain"),
    [(-14.0, -1.0, -4.0), (-30.0, -20.0, 12.0), (-30.0, -6.0, 5.0), (None, None, 0.0)],
)
def test_preview_is_equally_loud_and_never_clips(loudness, peak, gain):
    assert preview_gain_db(features(loudness, peak)) == pytest.approx(gain)
    assert PREVIEW_LUFS == -18.0


def test_a_clip_that_nobody_measured_is_played_as_it_is():
    assert preview_gain_db(None) == 0.0
