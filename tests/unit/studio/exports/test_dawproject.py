"""DAWprojects are valid by the published schema and hold what the score holds."""

import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from menura.studio.exports.dawproject import ProjectStem, write_dawproject
from menura.studio.model import Role
from tests.unit.studio.scores import ROLES, small_score

SCHEMAS = Path(__file__).resolve().parents[5] / "shared" / "specs" / "dawproject"
needs_schema = pytest.mark.skipif(
    not SCHEMAS.is_dir(), reason="the published schema is not beside this checkout"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    stems = {role: ProjectStem(f"stems/{role.value}.wav", 10.0) for role in ROLES}
    path = tmp_path / "project.dawproject"
    write_dawproject(
        small_score(), stems, path, title='A "piece" <&> 曲', version="1", comment="made"
    )
    return path


@needs_schema
@pytest.mark.parametrize(
    ("name", "schema"), [("project.xml", "Project.xsd"), ("metadata.xml", "MetaData.xsd")]
)
def test_a_project_is_valid_by_its_schema(project: Path, name: str, schema: str):
    import xmlschema

    with zipfile.ZipFile(project) as archive:
        xmlschema.XMLSchema(str(SCHEMAS / schema)).validate(archive.read(name).decode())


@needs_schema
def test_the_schema_refuses_a_project_that_is_wrong(project: Path):
    import xmlschema

    with zipfile.ZipFile(project) as archive:
        broken = archive.read("project.xml").decode().replace("<Note time", "<Note tyme")
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        xmlschema.XMLSchema(str(SCHEMAS / "Project.xsd")).validate(broken)


def read(project: Path) -> ElementTree.Element:
    with zipfile.ZipFile(project) as archive:
        assert sorted(archive.namelist()) == ["metadata.xml", "project.xml"]
        return ElementTree.fromstring(archive.read("project.xml"))


def test_every_stem_has_an_audible_track_and_its_notes_a_muted_one(project: Path):
    tracks = {track.get("name"): track for track in read(project).iter("Track")}
    muted = {name: track.findall("Channel/Mute") for name, track in tracks.items()}
    for role in ROLES:
        assert muted[role.value][0].get("value") == "false"
    assert muted["bass notes"][0].get("value") == "true"
    assert "fx notes" not in tracks


def test_every_note_is_there_and_files_are_referred_to_not_copied(project: Path):
    root, score = read(project), small_score()
    wanted = sum(len(part.notes) + len(part.hits) for part in score.parts.values())
    assert len(list(root.iter("Note"))) == wanted
    files = {file.get("path"): file.get("external") for file in root.iter("File")}
    assert files == {f"stems/{role.value}.wav": "true" for role in ROLES}
    assert [m.get("name") for m in root.iter("Marker")] == ["intro", "drop"]
    assert root.findall("Transport/Tempo")[0].get("value") == "120.000000"


def test_every_track_that_is_referred_to_exists(project: Path):
    root = read(project)
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    assert {lane.get("track") for lane in root.iter("Lanes") if lane.get("track")} <= ids
    assert {c.get("destination") for c in root.iter("Channel") if c.get("destination")} <= ids
    assert Role.BASS.value in {clip.get("name") for clip in root.iter("Clip")}


def test_the_same_score_gives_the_same_bytes(project: Path, tmp_path: Path):
    again = tmp_path / "again.dawproject"
    stems = {role: ProjectStem(f"stems/{role.value}.wav", 10.0) for role in ROLES}
    write_dawproject(
        small_score(), stems, again, title='A "piece" <&> 曲', version="1", comment="made"
    )
    assert again.read_bytes() == project.read_bytes()
