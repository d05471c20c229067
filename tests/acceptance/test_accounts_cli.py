"""Users and tokens from the command line, as whoever owns the machine."""

import io
from pathlib import Path

import pytest

from menura.store.engine import SQLITE_FILE
from tests.acceptance.terminal import Terminal

PASSWORD = "correct horse"


@pytest.fixture
def terminal(
    tmp_path: Path,
    sqlite_template: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Terminal:
    (tmp_path / SQLITE_FILE).write_bytes(sqlite_template.read_bytes())
    monkeypatch.setenv("MENURA_DATA_DIR", str(tmp_path))
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n" * 9))
    return Terminal(capsys)


def test_users_are_added_listed_changed_and_removed(terminal: Terminal):
    assert "There are no users" in terminal.run("user", "list").out
    anna = terminal.run("user", "add", "Anna", "--json").json()
    assert (anna["name"], anna["role"]) == ("Anna", "admin")
    assert terminal.run("user", "add", "Bert").out.strip() == "Bert may come in, as member."
    listed = terminal.run("user", "list", "--json").json()["items"]
    assert [(one["name"], one["role"]) for one in listed] == [
        ("Anna", "admin"),
        ("Bert", "member"),
    ]
    assert "member" in terminal.run("user", "list").out
    assert terminal.run("user", "role", "bert", "admin", "--json").json()["role"] == "admin"
    assert terminal.run("user", "password", "bert").code == 0
    assert terminal.run("user", "remove", anna["id"], "--json").json() == {"removed": anna["id"]}
    assert "There are no users now" in terminal.run("user", "remove", "Bert").out


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("user", "add", "ANNA"), 4, "There is a user 'ANNA' already"),
        (("user", "add", "a:b"), 2, "no colon"),
        (("user", "role", "Anna", "member"), 4, "the only admin"),
        (("user", "remove", "Carl"), 3, "There is no user 'Carl'"),
        (("token", "add", "script", "--user", "Carl"), 3, "There is no user 'Carl'"),
        (("token", "remove", "none"), 3, "There is no token 'none'"),
    ],
)
def test_what_cannot_be_is_said(
    terminal: Terminal, words: tuple[str, ...], code: int, sentence: str
):
    terminal.run("user", "add", "Anna")
    ended = terminal.run(*words)
    assert ended.code == code
    assert sentence in " ".join(ended.err.split())
    assert PASSWORD not in ended.err


def test_a_token_is_shown_once(terminal: Terminal):
    terminal.run("user", "add", "Anna")
    terminal.run("user", "add", "Bert")
    made = terminal.run("token", "add", "script", "--user", "anna", "--json").json()
    assert made["token"].startswith("menura_")
    assert (made["name"], made["user"]) == ("script", "Anna")
    assert made["token"] not in terminal.run("token", "list", "--json").out
    terminal.run("token", "add", "script", "--user", "bert")
    several = terminal.run("token", "remove", "script")
    assert (several.code, "Several users" in several.err) == (2, True)
    assert terminal.run("token", "remove", "script", "--user", "bert").code == 0
    assert terminal.run("token", "remove", "script").code == 0
    assert "There are no tokens" in terminal.run("token", "list").out


def test_a_password_that_is_too_short_is_refused_and_not_shown(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sys.stdin", io.StringIO("geheim\n"))
    ended = terminal.run("user", "add", "Anna", "--json")
    assert ended.code == 2
    assert '"password_length"' in ended.err
    assert "geheim" not in ended.err


def test_typed_passwords_must_be_the_same_twice(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
):
    typed = iter([PASSWORD, "correct house", PASSWORD, PASSWORD])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    assert "not the same" in terminal.run("user", "add", "Anna").err
    assert terminal.run("user", "add", "Anna").code == 0


def test_others_can_reach_menura_only_once_somebody_has_to_sign_in(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("MENURA_HOST", "0.0.0.0")
    refused = terminal.run("serve")
    assert refused.code == 2
    assert "add a user first" in " ".join(refused.err.split())
    terminal.run("user", "add", "Anna")
    last = terminal.run("user", "remove", "Anna")
    assert last.code == 4
    assert "everybody who reaches '0.0.0.0'" in " ".join(last.err.split())
    monkeypatch.setenv("MENURA_PORT", "1")  # nothing may listen there, or else it does
    monkeypatch.setattr("menura.cli.serve._listen", _stop)
    assert "stopped here" in terminal.run("serve").err


def _stop(host: str, port: int) -> None:
    from menura.cli.serve import PortInUseError

    raise PortInUseError(host, port, "stopped here")
