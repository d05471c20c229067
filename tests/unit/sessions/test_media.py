"""Files of clips are kept whole or not at all, and what belongs to nothing is swept."""

import errno
import os
import time
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from menura.sessions import MediaFolder
from menura.sessions.media import LEFT_ALONE_S
from menura.sessions.preview import PREVIEW_LUFS, preview_gain_db
from menura.store import ArtifactsUnavailableError, LocalArtifacts
from tests.unit.sessions.lab_things import features


@pytest.fixture
def media(tmp_path: Path) -> MediaFolder:
    return MediaFolder(tmp_path / "media")


def made(media: MediaFolder, batch_id: UUID | None = None, name: str = "a.wav") -> Path:
    path = media.work_folder(batch_id or uuid4()) / name
    path.write_bytes(b"sound")
    return path


def files(media: MediaFolder) -> set[str]:
    return {p.relative_to(media.root).as_posix() for p in media.root.rglob("*") if p.is_file()}


def nothing(_: UUID) -> bool:
    return False


def no_clips(_: UUID) -> frozenset[UUID]:
    return frozenset()


def test_a_kept_file_is_moved(media: MediaFolder):
    batch, session, track = (uuid4() for _ in range(3))
    media.keep(batch, session, {track: made(media, batch)})
    media.forget_work(batch)
    assert media.path(session, track).read_bytes() == b"sound"
    assert files(media) == {f"{session}/{track}.wav"}


def test_a_file_is_kept_across_disks(media: MediaFolder, monkeypatch: pytest.MonkeyPatch):
    session, track, file = uuid4(), uuid4(), made(media)
    replace = os.replace

    def other_disk(source: Path, target: Path) -> None:
        if Path(source).parent != Path(target).parent:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        replace(source, target)

    monkeypatch.setattr("menura.sessions.media.os.replace", other_disk)
    media.keep(uuid4(), session, {track: file})
    assert media.path(session, track).read_bytes() == b"sound"
    assert [one.name for one in media.path(session, track).parent.iterdir()] == [f"{track}.wav"]


class Mirror(LocalArtifacts):
    """An object store that may be away."""

    is_away = False
    puts_left = 10**6

    def put(self, production_id: str, name: str, file: Path) -> None:
        self.puts_left -= 1
        if self.is_away or self.puts_left < 0:
            raise ArtifactsUnavailableError("there", "it is away.")
        super().put(production_id, name, file)

    def discard(self, production_id: str, name: str) -> None:
        if self.is_away:
            raise ArtifactsUnavailableError("there", "it is away.")
        super().discard(production_id, name)


def test_of_a_batch_that_cannot_be_kept_elsewhere_too_nothing_stays(tmp_path: Path):
    mirror = Mirror(tmp_path / "elsewhere")
    mirror.puts_left = 1
    media = MediaFolder(tmp_path / "media", mirror=mirror)
    batch, session, one, other = (uuid4() for _ in range(4))
    wanted = {one: made(media, batch), other: made(media, batch, "b.wav")}
    with pytest.raises(ArtifactsUnavailableError):
        media.keep(batch, session, wanted)
    media.abandon_work(batch)
    assert files(media) == set()
    assert list(mirror.list(str(session))) == []


def test_what_a_mirror_still_holds_is_swept_when_it_is_back(tmp_path: Path):
    mirror = Mirror(tmp_path / "elsewhere")
    media = MediaFolder(tmp_path / "media", mirror=mirror)
    batch, session, track = (uuid4() for _ in range(3))
    media.keep(batch, session, {track: made(media, batch)})
    mirror.is_away = True
    media.take_back(batch, session, [track])
    media.abandon_work(batch)
    assert list(media.sweep(is_making=nothing, known=no_clips)) == []
    assert [one.name for one in mirror.list(str(session))] == [f"{track}.wav"]
    mirror.is_away = False
    assert list(media.sweep(is_making=nothing, known=no_clips)) == [track]
    assert list(mirror.list(str(session))) == []
    assert files(media) == set()


def test_only_what_cut_short_batches_moved_is_swept(media: MediaFolder):
    session, kept, lost, stranger = (uuid4() for _ in range(4))
    batch, busy = uuid4(), uuid4()
    media.keep(batch, session, {kept: made(media, batch), lost: made(media, batch, "b.wav")})
    media.keep(busy, session, {stranger: made(media, busy)})
    gone = media.path(uuid4(), uuid4())
    gone.parent.mkdir()
    gone.write_bytes(b"a session that a restored database does not know")
    swept = media.sweep(is_making=lambda one: one == busy, known=lambda _: frozenset({kept}))
    assert list(swept) == [lost]
    assert media.path(session, kept).is_file()
    assert media.path(session, stranger).is_file()
    assert gone.is_file()
    assert [one.name for one in (media.root / "tmp").iterdir()] == [str(busy)]


def test_leftovers_of_another_library_are_left_to_it(tmp_path: Path):
    other = MediaFolder(tmp_path, library="other")
    batch, session, track = (uuid4() for _ in range(3))
    other.keep(batch, session, {track: made(other, batch)})
    mine = MediaFolder(tmp_path, library="mine")
    assert list(mine.sweep(is_making=nothing, known=no_clips)) == []
    assert list(other.sweep(is_making=nothing, known=no_clips)) == [track]


def test_what_nobody_claims_is_swept_after_an_hour(media: MediaFolder):
    folder = media.root / "tmp" / str(uuid4())
    folder.mkdir(parents=True)
    (folder / "clip-0.wav").write_bytes(b"half")
    media.sweep(is_making=nothing, known=no_clips)
    assert folder.is_dir()
    an_hour_ago = time.time() - LEFT_ALONE_S - 1
    os.utime(folder, (an_hour_ago, an_hour_ago))
    media.sweep(is_making=nothing, known=no_clips)
    assert not folder.exists()


def test_strange_things_do_not_stop_the_sweep(media: MediaFolder):
    batch, session, lost = (uuid4() for _ in range(3))
    media.keep(batch, session, {lost: made(media, batch)})
    (media.path(session, lost).parent / "@eaDir").mkdir()
    damaged = media.work_folder(uuid4())
    (damaged / "kept.json").write_text("{")
    (media.root / "tmp" / "notes.txt").write_text("not ours")
    assert list(media.sweep(is_making=nothing, known=no_clips)) == [lost]
    assert not damaged.exists()


def test_sweeping_where_nothing_is_does_nothing(media: MediaFolder):
    assert list(media.sweep(is_making=nothing, known=no_clips)) == []


def test_a_run_after_a_killed_one_leaves_nothing_of_it(media: MediaFolder):
    batch, session, first, second = (uuid4() for _ in range(4))
    media.keep(batch, session, {first: made(media, batch), second: made(media, batch, "b.wav")})
    media.keep(batch, session, {first: made(media, batch)})
    media.forget_work(batch)
    assert files(media) == {f"{session}/{first}.wav"}


@pytest.mark.parametrize(
    ("loudness", "peak", "gain"),
    [(-14.0, -1.0, -4.0), (-30.0, -20.0, 12.0), (-30.0, -6.0, 5.0), (None, None, 0.0)],
)
def test_preview_is_equally_loud_and_never_clips(loudness, peak, gain):
    assert preview_gain_db(features(loudness, peak)) == pytest.approx(gain)
    assert PREVIEW_LUFS == -18.0


def test_a_clip_that_nobody_measured_is_played_as_it_is():
    assert preview_gain_db(None) == 0.0
