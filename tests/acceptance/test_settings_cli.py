"""Settings are shown and chosen from the command line; secrets stand in none."""

import io
from pathlib import Path

import pytest

from menura.bootstrap import build
from menura.config import load_settings
from tests.acceptance.terminal import Terminal
from tests.fake_music_servers import KEY, as_json, completion, serving


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def shell(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    monkeypatch.setenv("MENURA_DATA_DIR", str(home))
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.delenv("MENURA_SERVER_SECRET", raising=False)
    monkeypatch.setattr("menura.cli.open.configure_logs", lambda *_, **__: None)
    return Terminal(capsys)


def test_settings_are_shown_without_making_a_database(shell: Terminal, home: Path):
    told = shell.run("settings")
    assert f"MENURA_DATA_DIR = {home}" in told.out
    assert "MENURA_GENERATOR = builtin" in told.out
    assert shell.run("settings", "--json").json()["recs_per_pack"] == 3
    assert not home.exists()


@pytest.mark.parametrize("name", ["recs_per_pack", "MENURA_RECS_PER_PACK", "recs-per-pack"])
def test_a_setting_is_chosen_shown_and_given_back(shell: Terminal, home: Path, name: str):
    assert shell.run("settings", "set", name, "7", "--json").json()["value"] == 7
    assert "MENURA_RECS_PER_PACK = 7  (chosen)" in shell.run("settings").out
    application = build(load_settings(data_dir=home))
    assert application.settings.recs_per_pack == 7
    application.stop()
    assert shell.run("settings", "unset", name).out == "MENURA_RECS_PER_PACK = 3\n"


def test_a_secret_is_asked_for_and_never_printed(
    shell: Terminal, home: Path, monkeypatch: pytest.MonkeyPatch
):
    refused = shell.run("settings", "set", "acestep_token", KEY)
    assert (refused.code, KEY in refused.err) == (2, False)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{KEY}\n"))
    told = shell.run("settings", "set", "acestep_token")
    assert told.out == "MENURA_ACESTEP_TOKEN = (hidden)\n"
    shown = shell.run("settings").out + shell.run("settings", "--json").out
    assert KEY not in shown
    application = build(load_settings(data_dir=home))
    kept = application.settings.acestep_token
    assert kept is not None
    assert kept.get_secret_value() == KEY
    application.stop()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("set", "port", "1"), 2, "no setting 'port'"),
        (("set", "recs_per_pack", "0"), 2, "greater than or equal to 1"),
        (("set", "recs_per_pack"), 2, "unset"),
        (("unset", "nonsense"), 2, "no setting 'nonsense'"),
        (("set", "generator", "hosted"), 4, "MENURA_GENERATOR is set"),
        (("test-language",), 2, "There is no server to ask"),
    ],
)
def test_what_cannot_be_chosen_is_said(
    shell: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    code: int,
    said: str,
):
    monkeypatch.setenv("MENURA_GENERATOR", "builtin")
    told = shell.run("settings", *words)
    assert told.code == code
    assert said in told.err


def test_a_database_that_cannot_be_read_hides_nothing_else(shell: Terminal, home: Path):
    home.mkdir()
    (home / "menura.sqlite").write_bytes(b"no database" * 1_000)
    told = shell.run("settings")
    assert "MENURA_GENERATOR = builtin" in told.out
    assert "What was chosen cannot be read" in told.err


def test_the_language_model_is_tried(shell: Terminal):
    models = as_json({"data": [{"id": "small"}]})
    with serving(models, completion('{"answer": "Hello."}')) as server:
        told = shell.run("settings", "test-language", "--url", f"{server.url}/v1", "--model", "m")
    assert told.code == 0, told.err
    assert "m answered after" in told.out
    assert "Hello." in told.out
    assert "The server has small" in told.out
