"""What was heard is shown, corrected, compared and written into tags, by command and over HTTP."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mutagen
import numpy as np
import pytest
from fastapi.testclient import TestClient

from menura.api import create_app
from menura.bootstrap import build
from menura.cli.app import main
from menura.config import load_settings
from tests.acceptance.conftest import Ended, Program
from tests.audio_synthesis import STYLES, Float32Array, render_style, silence, write_audio
from tests.factories import NOBODY
from tests.tiny_models import TinyMusicnn

V1 = "/api/v1"
RATE_HZ = 22_050
LENGTH_S = 16.0
FIRST, QUIET_COPY, LOSSY_COPY = "first.flac", "quiet.mp3", "lossy.ogg"
OTHER, BROKEN, SILENT = "other.flac", "broken.mp3", "silent.flac"
COPIES = [FIRST, LOSSY_COPY, QUIET_COPY]

Cli = Callable[..., Ended]


@dataclass(frozen=True, slots=True)
class Installed:
    """A data folder that has scanned `music`, and the ids of its tracks by location."""

    home: Path
    music: Path
    ids: dict[str, str]


def make_song(style: int) -> Float32Array:
    return render_style(
        STYLES[style],
        tempo_bpm=STYLES[style].tempo_bpm,
        tonic=9,
        duration_s=LENGTH_S,
        seed=style,
        sample_rate_hz=RATE_HZ,
    )


def make_music(folder: Path) -> None:
    """Write a song thrice, another one, and two files that tell little or nothing."""
    folder.mkdir()
    song = make_song(0)
    tags = {"title": "First", "artist": "A"}
    write_audio(folder / FIRST, song, RATE_HZ, tags=tags)
    write_audio(folder / QUIET_COPY, 0.4 * song, RATE_HZ, tags={"title": "Copy"})
    write_audio(folder / LOSSY_COPY, 0.8 * song, RATE_HZ)
    write_audio(folder / OTHER, make_song(5), RATE_HZ, tags={"title": "Other"})
    write_audio(folder / SILENT, silence(6.0), tags={"title": "Silence"})
    (folder / BROKEN).write_text("no music")


def scan(program: Program, folder: Path) -> dict[str, int]:
    ended = program.run("scan", str(folder), "--json")
    assert ended.code == 0, ended.err
    result: dict[str, int] = ended.json()["results"]
    return result


def tracks_of(program: Program) -> dict[str, dict[str, Any]]:
    items = program.run("track", "list", "--json").json()["items"]
    return {item["location"]: item for item in items}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """An installation nobody may change."""
    base = tmp_path_factory.mktemp("listening")
    make_music(base / "music")
    program = Program(base / "data")
    assert scan(program, base / "music")["heard"] == 5
    ids = {name: track["id"] for name, track in tracks_of(program).items()}
    return Installed(program.home, base / "music", ids)


@pytest.fixture
def installed(template: Installed, tmp_path: Path) -> Installed:
    """A copy whose data may be changed; its music may not."""
    shutil.copytree(template.home, tmp_path / "data")
    return Installed(tmp_path / "data", template.music, template.ids)


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run the program's words in this process, over the data folder of this test."""
    monkeypatch.setenv("MENURA_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: object) -> Ended:
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    return run


@pytest.fixture
def web(installed: Installed) -> Iterator[TestClient]:
    application = build(load_settings(data_dir=installed.home))
    with TestClient(
        create_app(application), base_url="http://localhost", raise_server_exceptions=False
    ) as client:
        yield client
    application.stop()


def sentence(text: str) -> str:
    """Return what was said without line breaks; it must be said to people."""
    assert "Traceback" not in text
    return " ".join(text.split())


# ------------------------------------------------------------------------------ listen


def test_a_file_is_heard_without_being_taken_in(cli: Cli, template: Installed, tmp_path: Path):
    ended = cli("listen", template.music / FIRST, "--json")
    assert ended.code == 0, ended.err
    heard = ended.json()
    assert (heard["title"], heard["artists"]) == ("First", ["A"])
    assert heard["duration_s"] == pytest.approx(LENGTH_S, abs=0.01)
    analysis = heard["analysis"]
    assert analysis["features"]["tempo_bpm"] == pytest.approx(124, rel=0.04)
    assert analysis["track_id"] is None
    assert analysis["fingerprint"].startswith("AQ")
    assert analysis["moods"]
    assert not (tmp_path / "data").exists()
    shown = cli("listen", template.music / SILENT)
    assert shown.code == 0
    assert "no clear pulse" in shown.out
    assert "silent" in shown.out


def test_listening_to_a_track_and_to_its_file_tell_the_same(
    cli: Cli, installed: Installed, template: Installed
):
    alone = cli("listen", template.music / OTHER, "--json").json()["analysis"]
    kept = cli("track", "analysis", installed.ids[OTHER], "--json").json()
    assert alone.keys() == kept.keys()
    for same in ("kind", "instrument", "file", "fingerprint"):
        assert alone[same] == kept[same], same
    for name, value in alone["features"].items():  # but for the order of sums in other threads
        if isinstance(value, float):
            assert kept["features"][name] == pytest.approx(value, abs=1e-5), name
    assert kept["rhythm"]["beats_s"] == pytest.approx(alone["rhythm"]["beats_s"], abs=0.002)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none.mp3", "There is no file"),
        (".", "There is no file"),
        ("words.mp3", "could be decoded"),
        ("empty.mp3", "is empty"),
        ("short.wav", "at least 0.03 s"),
        ("x" * 300 + ".mp3", "could be decoded"),
    ],
)
def test_what_cannot_be_heard_is_said(cli: Cli, tmp_path: Path, name: str, said: str):
    (tmp_path / "words.mp3").write_text("no music")
    (tmp_path / "empty.mp3").touch()
    write_audio(tmp_path / "short.wav", np.full((1, 100), 0.1, np.float32))
    ended = cli("listen", tmp_path / name)
    assert ended.code == 2
    assert said in sentence(ended.err)
    as_json = cli("listen", tmp_path / name, "--json")
    assert json.loads(as_json.err)["field"] == "path"
    assert as_json.out == ""


# ------------------------------------------------------------------- analysis, corrections


def test_an_analysis_is_shown_by_words_and_refused_where_there_is_none(
    cli: Cli, installed: Installed
):
    shown = cli("track", "analysis", "other")
    assert shown.code == 0, shown.err
    for fact in ("BPM", "LUFS", "sections", "moods", "flac, 22050 Hz, 2 channels"):
        assert fact in shown.out
    for words, said in (("nobody", "no track 'nobody'"), (NOBODY, "no track")):
        ended = cli("track", "analysis", words)
        assert ended.code == 3
        assert said in sentence(ended.err)
    broken = cli("track", "analysis", installed.ids[BROKEN])
    assert broken.code == 3
    assert "not been analysed" in sentence(broken.err)


def test_everything_can_be_corrected_and_taken_back(cli: Cli, installed: Installed):
    track = installed.ids[FIRST]
    measured = cli("track", "analysis", track, "--json").json()
    tempo_bpm = measured["features"]["tempo_bpm"]
    ended = cli(
        *("track", "correct", track, "--tempo", tempo_bpm / 2, "--key", "8A", "--kind", "loop"),
        *("--instrument", "bass", "--mood", "rainy", "--mood", "happy=0.25", "--json"),
    )
    assert ended.code == 0, ended.err
    corrected = ended.json()
    features = corrected["features"]
    assert features["tempo_bpm"] == pytest.approx(tempo_bpm / 2)
    assert (features["key"], features["mode"], features["key_confidence"]) == ("A", "minor", 1.0)
    assert (corrected["kind"], corrected["instrument"]) == ("loop", "bass")
    moods = {m["label"]: (m["probability"], m["source"]) for m in corrected["moods"]}
    assert moods["rainy"] == (1.0, "corrected")
    assert moods["happy"] == (0.25, "corrected")
    beats = len(measured["rhythm"]["beats_s"])
    assert len(corrected["rhythm"]["beats_s"]) == pytest.approx(beats / 2, abs=1)
    shown = cli("track", "analysis", track).out
    assert shown.count("(corrected)") == 3  # tempo, key and kind
    names = [correction["name"] for correction in corrected["corrections"]]
    assert sorted(names) == ["instrument", "key", "kind", "moods", "tempo_bpm"]
    words = [word for name in names for word in ("--withdraw", name)]
    back = cli("track", "correct", track, *words, "--json").json()
    assert _without_times(back) == _without_times(measured)


def _without_times(analysis: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in analysis.items() if name != "steps"}


def test_no_key_is_a_correction_too(cli: Cli, installed: Installed):
    corrected = cli("track", "correct", installed.ids[FIRST], "--key", "none", "--json").json()
    assert (corrected["features"]["key"], corrected["features"]["mode"]) == (None, None)
    assert "none (unpitched)" in cli("track", "analysis", installed.ids[FIRST]).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--tempo", "1000"], "from 20 to 400 BPM"),
        (["--tempo", "nan"], "from 20 to 400 BPM"),
        (["--tempo", "fast"], "a valid number"),
        (["--key", "H minor"], "give a key such as"),
        (["--key", ""], "give a key such as"),
        (["--kind", "clip"], "one of song, loop, one_shot"),
        (["--instrument", "lute"], "one of kick, snare"),
        (["--mood", "happy=2"], "probability from 0 to 1"),
        (["--mood", "happy=much"], "probability from 0 to 1"),
        (["--mood", "=1"], "probability from 0 to 1"),
        (["--mood", "a\x00b"], "probability from 0 to 1"),
        (["--withdraw", "colour"], "one of instrument, key, kind"),
        ([], "Nothing to correct was given"),
    ],
)
def test_a_bad_correction_is_refused_with_a_sentence(
    cli: Cli, installed: Installed, words: list[str], said: str
):
    ended = cli("track", "correct", installed.ids[FIRST], *words)
    assert ended.code == 2
    assert said in sentence(ended.err)


def test_of_several_corrections_all_are_kept_or_none(cli: Cli, installed: Installed):
    track = installed.ids[FIRST]
    assert cli("track", "correct", track, "--key", "C major").code == 0
    words = ("--withdraw", "key", "--kind", "one_shot", "--tempo", "9999")
    assert cli("track", "correct", track, *words).code == 2
    known = cli("track", "analysis", track, "--json").json()
    assert [correction["name"] for correction in known["corrections"]] == ["key"]
    assert known["kind"] != "one_shot"
    assert cli("track", "correct", track, "--withdraw", "kind").code == 3
    assert cli("track", "correct", installed.ids[BROKEN], "--kind", "song").code == 3


# -------------------------------------------------------------------------- duplicates


def test_a_recording_is_found_again_in_other_formats_and_levels(cli: Cli, installed: Installed):
    ended = cli("duplicates", "--json")
    assert ended.code == 0, ended.err
    (group,) = ended.json()["items"]
    assert sorted(track["location"] for track in group["tracks"]) == COPIES
    assert group["bit_error_rate"] < 0.1
    copies = cli("duplicates", installed.ids[QUIET_COPY], "--json").json()["items"]
    assert {c["track"]["location"]: c["verdict"] for c in copies} == {
        FIRST: "same",
        LOSSY_COPY: "same",
    }
    assert all(abs(c["offset_s"]) < 0.3 and c["distance"] < 0.2 for c in copies)
    assert "quiet.mp3" in cli("duplicates").out
    assert "No other track" in cli("duplicates", "other").out
    assert cli("duplicates", "nobody").code == 3


def test_duplicates_come_in_parts_and_each_recording_once(web: TestClient):
    after: int | None = 0
    groups, parts = [], 0
    while after is not None:
        page = web.get(f"{V1}/duplicates?after={after}&limit=1").json()
        assert page["next_after"] is None or page["next_after"] > after
        groups += page["items"]
        after, parts = page["next_after"], parts + 1
    assert parts >= 6  # one track was looked at in each
    assert [sorted(t["location"] for t in group["tracks"]) for group in groups] == [COPIES]
    for nonsense in ("after=-1", "limit=0", "limit=5001", "after=2147483648"):
        assert web.get(f"{V1}/duplicates?{nonsense}").status_code == 422
    beyond = web.get(f"{V1}/duplicates?after=2147483647").json()
    assert beyond == {"items": [], "next_after": None}


# -------------------------------------------------------------------------------- tags


def test_tags_are_written_to_a_copy_and_the_original_is_left_alone(
    cli: Cli, installed: Installed, tmp_path: Path
):
    copies = tmp_path / "copies"
    copies.mkdir()
    before = (installed.music / FIRST).read_bytes()
    ended = cli("tags", "write", installed.ids[FIRST], "--to", copies, "--json")
    assert ended.code == 0, ended.err
    written = ended.json()
    assert (written["path"], written["changed"]) == (str(copies / FIRST), True)
    actions = {outcome["quantity"]: outcome["action"] for outcome in written["outcomes"]}
    assert actions == {"bpm": "written", "key": "written"}
    assert (installed.music / FIRST).read_bytes() == before
    tags = mutagen.File(copies / FIRST)
    assert float(tags["bpm"][0]) == pytest.approx(124, rel=0.04)
    assert tags["title"] == ["First"]
    again = cli("tags", "write", installed.ids[FIRST], "--to", copies)
    assert again.code == 4
    assert "There is already a file" in sentence(again.err)


def test_what_is_not_certain_is_not_written(cli: Cli, installed: Installed, tmp_path: Path):
    target = tmp_path / "copy.flac"
    what = ("--what", "bpm,key,moods")
    ended = cli("tags", "write", installed.ids[SILENT], *what, "--to", target, "--json")
    assert ended.code == 0, ended.err
    assert not ended.json()["changed"]
    assert {outcome["action"] for outcome in ended.json()["outcomes"]} == {"skipped"}
    assert {"bpm", "initialkey", "mood"}.isdisjoint(mutagen.File(target).keys())


def test_copies_are_not_written_over_a_folder_that_is_not_there(
    cli: Cli, installed: Installed, tmp_path: Path
):
    """The option takes a folder; one that is missing is made or refused, never made a file of."""
    folder = tmp_path / "copies"
    ended = cli("tags", "write", installed.ids[FIRST], "--to", folder)
    assert not folder.is_file()
    assert folder.is_dir() or ended.code != 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["first"], 2, "Say where to write"),
        (["first", "--to", "/tmp", "--in-place"], 2, "one of both"),
        (["first", "--in-place", "--what", "colour"], 2, "colour cannot be written"),
        (["first", "--in-place", "--what", ","], 2, "Say what to write"),
        (["first", "--in-place", "--key-notation", "solfa"], 2, "no notation of keys"),
        (["--in-place"], 2, "Say whose tags"),
        (["first", "--source", "music", "--in-place"], 2, "Say whose tags"),
        (["nobody", "--in-place"], 3, "There is no track"),
        (["broken", "--in-place"], 3, "not been analysed"),
        (["--source", "nowhere", "--in-place"], 3, "There is no source"),
        (["first", "--to", "/no/such/folder/x.flac"], 4, "There is no folder"),
    ],
)
@pytest.mark.usefixtures("installed")
def test_a_bad_wish_for_tags_is_refused_with_a_sentence(
    cli: Cli, words: list[str], code: int, said: str
):
    ended = cli("tags", "write", *words)
    assert ended.code == code, ended.err
    assert said in sentence(ended.err)


@pytest.mark.slow
def test_tags_are_written_in_place_and_a_rescan_decodes_nothing(
    program: Program, cli: Cli, tmp_path: Path
):
    music = tmp_path / "music"
    music.mkdir()
    write_audio(music / FIRST, make_song(0), RATE_HZ, tags={"title": "First"})
    write_audio(music / QUIET_COPY, make_song(5), RATE_HZ)
    write_audio(music / SILENT, silence(6.0), RATE_HZ)
    scan(program, music)
    before = _tracks(cli)
    known = cli("track", "analysis", before[FIRST]["id"], "--json").json()
    ended = cli("tags", "write", before[FIRST]["id"], "--in-place", "--json")
    assert ended.json()["changed"], ended.err
    kept = cli("tags", "write", before[FIRST]["id"], "--in-place", "--json").json()
    assert (kept["changed"], {o["action"] for o in kept["outcomes"]}) == (False, {"kept"})
    # all of a source: what was written is kept, and silence has nothing to be written
    everything = program.run("tags", "write", "--source", "music", "--in-place", "--json")
    assert everything.code == 0, everything.err
    counts = everything.json()["counts"]
    assert counts == {"total": 3, "written": 1, "unchanged": 2, "failed": 0}
    result = scan(program, music)
    assert (result["changed"], result["heard"]) == (0, 0)
    again = cli("track", "analysis", before[FIRST]["id"], "--json").json()
    assert again["steps"] == known["steps"]
    assert again["file"]["content_hash"] == known["file"]["content_hash"]
    assert again["file"]["tagged_bpm"] == pytest.approx(124, rel=0.04)
    assert {name: track["analysed_at"] for name, track in _tracks(cli).items()} == {
        name: track["analysed_at"] for name, track in before.items()
    }


def _tracks(cli: Cli) -> dict[str, dict[str, Any]]:
    return {t["location"]: t for t in cli("track", "list", "--json").json()["items"]}


@pytest.mark.slow
def test_writing_tags_does_not_hide_that_the_sound_was_exchanged(
    program: Program, cli: Cli, tmp_path: Path
):
    music = tmp_path / "music"
    music.mkdir()
    write_audio(music / "song.flac", make_song(0), RATE_HZ)
    scan(program, music)
    (track,) = _tracks(cli).values()
    write_audio(music / "song.flac", make_song(1), RATE_HZ)  # before anybody scanned again
    cli("tags", "write", track["id"], "--in-place")
    result = scan(program, music)
    assert (result["changed"], result["heard"]) == (1, 1)
    (again,) = _tracks(cli).values()
    assert again["features"]["spectrum_db"] != track["features"]["spectrum_db"]


# ------------------------------------------------------------------------------ models


def test_models_without_any_model(cli: Cli, tmp_path: Path):
    assert "works fully without" in sentence(cli("models", "list").out)
    assert cli("models", "list", "--json").json()["items"] == []
    checked = cli("models", "check")
    assert (checked.code, "There is no model" in checked.out) == (0, True)
    missing = cli("models", "add", tmp_path / "none.onnx")
    assert missing.code == 3
    assert "There is no file or folder" in sentence(missing.err)
    text = tmp_path / "words.onnx"
    text.write_text("These are only words.\n" * 50)
    for path in (text, tmp_path):
        refused = cli("models", "add", path)
        assert refused.code == 2, refused.err
        assert sentence(refused.err).endswith(".")
    assert cli("models", "add", text, "--role", "tenor").code == 2
    assert cli("models", "remove", "none").code == 3
    assert cli("models", "list", "--json").json()["items"] == []


@pytest.mark.slow
def test_without_the_runtime_of_models_everything_else_works(program: Program, tmp_path: Path):
    fake = tmp_path / "without" / "onnxruntime"
    fake.mkdir(parents=True)
    (fake / "__init__.py").write_text("raise ModuleNotFoundError('onnxruntime', name=__name__)")
    program.environment["PYTHONPATH"] = str(fake.parent)
    assert program.run("models", "list").code == 0
    folder = program.home / "models"
    folder.mkdir(parents=True)
    TinyMusicnn().save(folder / "by_hand.onnx")
    added = program.run("models", "add", str(folder / "by_hand.onnx"))
    assert added.code == 5
    assert "onnxruntime" in sentence(added.err)
    music = tmp_path / "music"
    music.mkdir()
    write_audio(music / "song.flac", make_song(0), RATE_HZ)
    ended = program.run("scan", str(music), "--json")
    assert ended.code == 0, ended.err
    assert ended.json()["results"]["heard"] == 1
    known = program.run("track", "analysis", "song", "--json").json()
    assert [step["step"] for step in known["steps"]] == ["dsp", "features", "fingerprint", "moods"]


# --------------------------------------------------------------------------------- API


def test_corrections_over_http_are_checked_and_taken_back(web: TestClient, installed: Installed):
    url = f"{V1}/tracks/{installed.ids[FIRST]}/corrections"
    corrected = web.patch(url, json={"tempo_bpm": 62, "key": None}).json()
    assert corrected["features"]["corrected"] == ["key", "tempo_bpm"]
    assert (corrected["features"]["tempo_bpm"], corrected["features"]["key"]) == (62, None)
    bodies: tuple[object, ...] = (
        {"colour": "red"},
        {"tempo_bpm": None},
        {"tempo_bpm": 1e9},
        {"key": "H"},
        {"kind": "clip"},
        {"instrument": "lute"},
        {"moods": None},
        {"moods": {"happy": 7}},
        {"moods": {f"mood {n}": 0.5 for n in range(60)}},
        [],
    )
    for body in bodies:
        answer = web.patch(url, json=body)
        assert answer.status_code == 422, body
        assert answer.json()["detail"].endswith(".")
    for raw in (b'{"tempo_bpm": NaN}', b'{"moods": {"happy": Infinity}}', b"{"):
        answer = web.patch(url, content=raw, headers={"content-type": "application/json"})
        assert answer.status_code == 422, raw
    assert web.delete(f"{url}/key").json()["features"]["corrected"] == ["tempo_bpm"]
    for name, status in (("key", 404), ("colour", 422)):
        assert web.delete(f"{url}/{name}").status_code == status


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "analysis"),
        ("PATCH", "corrections"),
        ("DELETE", "corrections/key"),
        ("POST", "tags"),
        ("GET", "recordings"),
    ],
)
def test_of_an_unknown_track_nothing_is_told(web: TestClient, method: str, path: str):
    body = {"PATCH": {"kind": "song"}, "POST": {"in_place": True}}.get(method)
    for track_id in (NOBODY, "no-id", "%00"):
        answer = web.request(method, f"{V1}/tracks/{track_id}/{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "track_not_found")


def test_of_a_track_that_failed_there_is_no_analysis(web: TestClient, installed: Installed):
    url = f"{V1}/tracks/{installed.ids[BROKEN]}"
    answers = [
        web.get(f"{url}/analysis"),
        web.patch(f"{url}/corrections", json={"kind": "song"}),
        web.post(f"{url}/tags", json={"in_place": True}),
    ]
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (404, "not_analysed")
    assert web.delete(f"{url}/corrections/kind").status_code == 404
    assert web.get(f"{url}/recordings").json() == {"items": []}


def test_recordings_over_http_are_those_of_the_command(web: TestClient, installed: Installed):
    items = web.get(f"{V1}/tracks/{installed.ids[LOSSY_COPY]}/recordings").json()["items"]
    assert sorted(item["track"]["location"] for item in items) == [FIRST, QUIET_COPY]
    assert all(item["verdict"] == "same" and item["track"]["features"] for item in items)
    silent = web.get(f"{V1}/tracks/{installed.ids[SILENT]}/recordings").json()
    assert silent == {"items": []}, "silence is nobody's recording"


def test_tags_over_http_go_to_one_place(web: TestClient, installed: Installed, tmp_path: Path):
    url = f"{V1}/tracks/{installed.ids[OTHER]}/tags"
    for body in (
        {},
        {"in_place": True, "destination": str(tmp_path)},
        {"in_place": True, "quantities": []},
        {"in_place": True, "quantities": ["colour"]},
        {"in_place": True, "key_notation": "solfa"},
        {"in_place": True, "force": True},
    ):
        answer = web.post(url, json=body)
        assert answer.status_code == 422, body
        assert answer.json()["detail"].endswith(".")
    written = web.post(url, json={"destination": str(tmp_path / "copy.flac")})
    assert written.status_code == 200, written.text
    assert Path(written.json()["path"]).is_file()
    taken = web.post(url, json={"destination": str(tmp_path / "copy.flac")})
    assert (taken.status_code, taken.json()["code"]) == (409, "tag_destination")
    for body in ({"in_place": True}, {"in_place": True, "source_id": "x", "track_ids": [NOBODY]}):
        assert web.post(f"{V1}/tags", json=body).status_code in (404, 422)
    unknown = web.post(f"{V1}/tags", json={"in_place": True, "track_ids": [NOBODY]})
    assert unknown.status_code == 404
    queued = web.post(f"{V1}/tags", json={"in_place": True, "track_ids": [installed.ids[OTHER]]})
    assert (queued.status_code, queued.json()["kind"]) == (202, "write_tags")


def test_models_over_http_are_refused_with_sentences(web: TestClient, tmp_path: Path):
    assert web.get(f"{V1}/models").json()["items"] == []
    assert web.post(f"{V1}/models/check").json() == {"items": []}
    text = tmp_path / "words.onnx"
    text.write_text("only words")
    for path, status in ((str(text), 422), (str(tmp_path / "none"), 404), ("", 422), ("\0", 404)):
        answer = web.post(f"{V1}/models", json={"path": path})
        assert answer.status_code == status, (path, answer.text)
        assert answer.json()["detail"].endswith(".")
    assert web.delete(f"{V1}/models/none").status_code == 404
