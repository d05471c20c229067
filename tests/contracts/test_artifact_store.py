"""Every store of artifacts keeps, lists, reads and removes files alike."""

import socket
import uuid
from pathlib import Path

import pytest

from menura.kernel.errors import UnavailableError
from menura.store import LocalArtifacts, S3Artifacts, S3Options
from menura.studio import ArtifactNotFoundError, ArtifactStore
from tests.conftest import BUCKET

PRODUCTION = str(uuid.UUID(int=7))
KEYS = {"access_key": "key", "secret_key": "secret"}


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ArtifactStore:
    if request.param == "local":
        return LocalArtifacts(tmp_path / "artifacts")
    address = request.getfixturevalue("s3_address")
    return S3Artifacts(S3Options(BUCKET, f"menura/{uuid.uuid4().hex}", address, **KEYS))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mix.wav"
    path.write_bytes(bytes(range(256)) * 40_000)  # 10 MB: more than one part
    return path


def test_what_was_put_is_listed_and_read_back(store: ArtifactStore, file: Path, tmp_path: Path):
    store.check()
    assert list(store.list(PRODUCTION)) == []
    store.put(PRODUCTION, "stems/drums.wav", file)
    store.put(PRODUCTION, "mix.wav", file)
    listed = [(one.name, one.size_bytes) for one in store.list(PRODUCTION)]
    size = file.stat().st_size
    assert listed == [("mix.wav", size), ("stems/drums.wav", size)]
    assert store.size_bytes(PRODUCTION, "mix.wav") == size
    assert b"".join(store.read(PRODUCTION, "mix.wav")) == file.read_bytes()
    store.fetch(PRODUCTION, "stems/drums.wav", tmp_path / "to" / "drums.wav")
    assert (tmp_path / "to" / "drums.wav").read_bytes() == file.read_bytes()


@pytest.mark.parametrize(("start", "end"), [(0, 1), (5, 300), (9_000_000, 9_500_000), (0, None)])
def test_a_range_is_exactly_those_bytes(
    store: ArtifactStore, file: Path, start: int, end: int | None
):
    store.put(PRODUCTION, "mix.wav", file)
    assert b"".join(store.read(PRODUCTION, "mix.wav", start, end)) == file.read_bytes()[start:end]


def test_putting_again_replaces(store: ArtifactStore, file: Path, tmp_path: Path):
    store.put(PRODUCTION, "mix.wav", file)
    other = tmp_path / "other.wav"
    other.write_bytes(b"other")
    store.put(PRODUCTION, "mix.wav", other)
    assert b"".join(store.read(PRODUCTION, "mix.wav")) == b"other"
    assert file.stat().st_size > 1_000_000, "the first file must not change through a link"


def test_removing_removes_this_production_and_no_other(store: ArtifactStore, file: Path):
    other = str(uuid.UUID(int=8))
    store.put(PRODUCTION, "mix.wav", file)
    store.put(other, "mix.wav", file)
    store.remove(PRODUCTION)
    store.remove(PRODUCTION)  # twice does no harm
    assert list(store.list(PRODUCTION)) == []
    assert [one.name for one in store.list(other)] == ["mix.wav"]


def test_one_file_is_removed_alone(store: ArtifactStore, file: Path):
    store.put(PRODUCTION, "mix.wav", file)
    store.put(PRODUCTION, "stems/bass.wav", file)
    for _ in range(2):  # twice does no harm
        store.discard(PRODUCTION, "mix.wav")
    assert [one.name for one in store.list(PRODUCTION)] == ["stems/bass.wav"]


def test_what_is_not_there_is_said(store: ArtifactStore, tmp_path: Path):
    with pytest.raises(ArtifactNotFoundError):
        store.size_bytes(PRODUCTION, "mix.wav")
    with pytest.raises(ArtifactNotFoundError):
        b"".join(store.read(PRODUCTION, "mix.wav"))
    with pytest.raises(ArtifactNotFoundError):
        store.fetch(PRODUCTION, "mix.wav", tmp_path / "x.wav")


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "a/../../x", "a//b", "", ".", "a\\b", "a\0b"]
)
def test_a_name_that_leads_away_finds_nothing(store: ArtifactStore, name: str):
    with pytest.raises(ArtifactNotFoundError):
        b"".join(store.read(PRODUCTION, name))
    with pytest.raises(ArtifactNotFoundError):
        b"".join(store.read("../" + PRODUCTION, "mix.wav"))


def test_a_bucket_that_is_not_there_is_said(s3_address: str):
    with pytest.raises(UnavailableError) as caught:
        S3Artifacts(S3Options("nothing", "", s3_address, **KEYS)).check()
    assert "nothing" in caught.value.message
    assert "secret" not in caught.value.message


@pytest.mark.slow
def test_a_store_that_does_not_answer_is_said():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(UnavailableError):
        S3Artifacts(S3Options(BUCKET, "", f"http://127.0.0.1:{port}", **KEYS)).check()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, file: Path):
    (tmp_path / "taken").write_text("")
    store = LocalArtifacts(tmp_path / "taken" / "artifacts")
    with pytest.raises(UnavailableError):
        store.check()
    with pytest.raises(UnavailableError):
        store.put(PRODUCTION, "mix.wav", file)
