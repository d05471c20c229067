"""Users come in through the API as browsers and programs do, and nobody else comes in."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog
from fastapi.testclient import TestClient
from pydantic import SecretStr
from starlette.websockets import WebSocketDisconnect

from menura.api import create_app
from menura.bootstrap import Menura, build
from menura.config import load_settings
from menura.kernel.clock import FixedClock
from menura.store.engine import SQLITE_FILE

V1 = "/api/v1"
PASSWORD, OTHER = "correct horse", "battery staple"
FETCH = {"sec-fetch-mode": "cors", "user-agent": "Mozilla/5.0"}

NewClient = Callable[[], TestClient]


@contextmanager
def serving(home: Path, **settings: Any) -> Iterator[tuple[Menura, NewClient]]:
    """Give a Menura, and what makes browsers: each keeps cookies of its own."""
    menura = build(load_settings(data_dir=home, **settings))
    app = create_app(menura)

    def browser() -> TestClient:
        return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)

    yield menura, browser
    menura.stop()


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / SQLITE_FILE).write_bytes(sqlite_template.read_bytes())
    return tmp_path / "data"


@pytest.fixture
def browsers(home: Path) -> Iterator[NewClient]:
    with serving(home) as (_, browser):
        yield browser


def add(client: TestClient, name: str, password: str = PASSWORD, **more: str) -> dict[str, Any]:
    answer = client.post(f"{V1}/users", json={"name": name, "password": password, **more})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def sign_in(client: TestClient, name: str, password: str = PASSWORD) -> Any:
    return client.post(f"{V1}/login", json={"name": name, "password": password})


def signed_in(browsers: NewClient, name: str, password: str = PASSWORD) -> TestClient:
    client = browsers()
    assert sign_in(client, name, password).status_code == 200
    return client


def account(client: TestClient, **headers: str) -> dict[str, Any]:
    return dict(client.get(f"{V1}/account", headers=headers).json())


def problem_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.fixture
def anna(browsers: NewClient) -> TestClient:
    """The browser of the first user."""
    client = browsers()
    add(client, "Anna")
    return client


@pytest.fixture
def bert(anna: TestClient, browsers: NewClient) -> TestClient:
    """The browser of a member."""
    add(anna, "Bert", OTHER)
    return signed_in(browsers, "bert", OTHER)


# ------------------------------------------------------------------ the first user


def test_without_users_nobody_has_to_sign_in(browsers: NewClient):
    client = browsers()
    assert account(client) == {
        "needs_login": False,
        "name": None,
        "role": "admin",
        "via": "open",
        "has_users": False,
    }
    assert client.get(f"{V1}/status").status_code == 200


def test_the_first_user_is_an_admin_and_signed_in_at_once_and_others_are_not(browsers: NewClient):
    client, other = browsers(), browsers()
    assert other.get(f"{V1}/status").status_code == 200
    assert add(client, "Anna", role="member")["role"] == "admin"
    told = account(client)
    assert (told["name"], told["role"], told["via"]) == ("Anna", "admin", "login")
    assert client.get(f"{V1}/status").status_code == 200
    assert problem_of(other.get(f"{V1}/status")) == (401, "login_required")
    assert account(other) == {
        "needs_login": True,
        "name": None,
        "role": None,
        "via": None,
        "has_users": True,
    }


def test_removing_the_last_user_opens_menura_again(anna: TestClient, browsers: NewClient):
    (user,) = anna.get(f"{V1}/users").json()["items"]
    assert anna.delete(f"{V1}/users/{user['id']}").status_code == 204
    assert browsers().get(f"{V1}/status").status_code == 200


def test_removing_the_last_user_is_refused_where_others_could_come_in(home: Path):
    with serving(home, host="0.0.0.0") as (menura, browser):
        client = browser()
        # Nobody comes in by calling himself localhost, not even to add the first user
        assert problem_of(client.get(f"{V1}/status")) == (401, "login_required")
        answer = client.post(f"{V1}/users", json={"name": "Eve", "password": PASSWORD})
        assert problem_of(answer) == (401, "login_required")
        from menura.accounts import hash_password

        with menura.rooms() as rooms:
            user = rooms.accounts.add("Anna", hash_password(PASSWORD))
        client.app.state.doorkeeper.forget()  # type: ignore[attr-defined]
        assert sign_in(client, "anna").status_code == 200
        answer = client.delete(f"{V1}/users/{user.id}")
        assert problem_of(answer) == (409, "would_open")
        assert account(client)["name"] == "Anna"


# ------------------------------------------------------------------ signing in and out


def test_a_cookie_is_for_this_site_alone_and_out_of_reach_of_scripts(
    anna: TestClient, browsers: NewClient
):
    plain = sign_in(browsers(), "Anna").headers["set-cookie"]
    for part in ("menura_login=", "HttpOnly", "SameSite=strict", "Path=/", "Max-Age=2592000"):
        assert part in plain
    assert "Secure" not in plain
    safe = browsers()
    safe.base_url = "https://localhost"
    assert "Secure" in sign_in(safe, "Anna").headers["set-cookie"]


@pytest.mark.parametrize(
    ("name", "password"), [("Anna", "wrong horse"), ("Anne", PASSWORD), ("", ""), ("\0", "\0")]
)
def test_a_wrong_name_and_a_wrong_password_are_told_alike(
    anna: TestClient, browsers: NewClient, name: str, password: str
):
    answer = sign_in(browsers(), name, password)
    assert problem_of(answer) == (401, "wrong_login")
    known = sign_in(browsers(), "Anna", "wrong")
    assert answer.json()["detail"] == known.json()["detail"]
    assert "set-cookie" not in answer.headers
    assert "www-authenticate" not in answer.headers


def test_logging_out_ends_what_the_cookie_opened(anna: TestClient):
    cookie = anna.cookies["menura_login"]
    answer = anna.post(f"{V1}/logout")
    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert anna.get(f"{V1}/status").status_code == 401
    stolen = {"cookie": f"menura_login={cookie}"}
    assert anna.get(f"{V1}/status", headers=stolen).status_code == 401


def test_signing_in_again_ends_the_login_before(anna: TestClient, browsers: NewClient):
    client = signed_in(browsers, "Anna")
    before = client.cookies["menura_login"]
    sign_in(client, "Anna")
    stolen = {"cookie": f"menura_login={before}"}
    assert browsers().get(f"{V1}/status", headers=stolen).status_code == 401
    assert client.get(f"{V1}/status").status_code == 200


def test_a_login_lasts_thirty_days_after_its_last_use(home: Path):
    with serving(home) as (menura, browser):
        clock = FixedClock(menura.clock.now())
        menura.clock = clock
        client = browser()
        add(client, "Anna")
        keeper = client.app.state.doorkeeper  # type: ignore[attr-defined]
        day = 24 * 3600
        for days, status in ((29, 200), (29, 200), (31, 401)):
            clock.advance(days * day)
            keeper.forget()  # as after half a minute
            assert client.get(f"{V1}/status").status_code == status


def test_after_five_wrong_attempts_even_the_right_one_waits(anna: TestClient, browsers: NewClient):
    guesser = browsers()
    for _ in range(5):
        assert problem_of(sign_in(guesser, "Anna", "wrong")) == (401, "wrong_login")
    answer = sign_in(guesser, "ANNA")
    assert problem_of(answer) == (429, "too_many_attempts")
    assert 0 < int(answer.headers["retry-after"]) <= 300
    # Whoever is signed in goes on
    assert anna.get(f"{V1}/status").status_code == 200
    assert problem_of(guesser.get(f"{V1}/status", auth=("x", "y"))) == (429, "too_many_attempts")
    assert account(guesser)["needs_login"]


def test_another_password_ends_all_other_logins(anna: TestClient, browsers: NewClient):
    other = signed_in(browsers, "Anna")
    basic = browsers()
    assert basic.get(f"{V1}/status", auth=("anna", PASSWORD)).status_code == 200
    change = {"current": "not this", "new": OTHER}
    answer = anna.put(f"{V1}/account/password", json=change)
    assert problem_of(answer) == (422, "wrong_password")
    answer = anna.put(f"{V1}/account/password", json={"current": PASSWORD, "new": "short"})
    assert problem_of(answer) == (422, "password_length")
    assert other.get(f"{V1}/status").status_code == 200
    answer = anna.put(f"{V1}/account/password", json={"current": PASSWORD, "new": OTHER})
    assert answer.status_code == 204
    assert anna.get(f"{V1}/status").status_code == 200
    assert other.get(f"{V1}/status").status_code == 401
    assert basic.get(f"{V1}/status", auth=("anna", PASSWORD)).status_code == 401
    assert sign_in(browsers(), "Anna", OTHER).status_code == 200


# ------------------------------------------------------------------ users


def test_the_last_admin_stays_an_admin(anna: TestClient, bert: TestClient):
    users = {user["name"]: user["id"] for user in anna.get(f"{V1}/users").json()["items"]}
    path = f"{V1}/users/{users['Anna']}"
    assert problem_of(anna.patch(path, json={"role": "member"})) == (409, "last_admin")
    assert problem_of(anna.delete(path)) == (409, "last_admin")
    bert_path = f"{V1}/users/{users['Bert']}"
    assert anna.patch(bert_path, json={"role": "admin"}).json()["role"] == "admin"
    assert bert.get(f"{V1}/users").status_code == 200
    assert anna.patch(path, json={"role": "member"}).json()["role"] == "member"
    assert problem_of(anna.get(f"{V1}/users")) == (403, "not_allowed")


def test_who_was_removed_comes_in_by_nothing(
    anna: TestClient, bert: TestClient, browsers: NewClient
):
    token = bert.post(f"{V1}/account/tokens", json={"name": "script"}).json()["token"]
    bearer = {"authorization": f"Bearer {token}"}
    program = browsers()
    assert program.get(f"{V1}/status", headers=bearer).status_code == 200
    assert program.get(f"{V1}/status", auth=("Bert", OTHER)).status_code == 200
    (user,) = [one for one in anna.get(f"{V1}/users").json()["items"] if one["name"] == "Bert"]
    assert (user["logins"], user["tokens"]) == (1, 1)
    assert anna.delete(f"{V1}/users/{user['id']}").status_code == 204
    assert bert.get(f"{V1}/status").status_code == 401
    assert program.get(f"{V1}/status", headers=bearer).status_code == 401
    assert program.get(f"{V1}/status", auth=("Bert", OTHER)).status_code == 401
    assert sign_in(browsers(), "Bert", OTHER).status_code == 401


@pytest.mark.parametrize(
    ("name", "password", "code"),
    [
        ("anna", PASSWORD, (409, "user_known")),
        ("ＡＮＮＡ", PASSWORD, (409, "user_known")),
        (" ", PASSWORD, (422, "user_name")),
        ("a:b", PASSWORD, (422, "user_name")),
        ("a\u202eb", PASSWORD, (422, "user_name")),
        ("a\x00b", PASSWORD, (422, "user_name")),
        ("Carl", "seven77", (422, "password_length")),
        ("Carl", "x" * 1001, (422, "invalid_input")),
    ],
)
def test_names_and_passwords_that_cannot_be_are_refused(
    anna: TestClient, name: str, password: str, code: tuple[int, str]
):
    answer = anna.post(f"{V1}/users", json={"name": name, "password": password})
    assert problem_of(answer) == code
    assert password not in answer.text


def test_an_admin_gives_another_password_without_knowing_the_one_before(
    anna: TestClient, bert: TestClient, browsers: NewClient
):
    (user,) = [one for one in anna.get(f"{V1}/users").json()["items"] if one["name"] == "Bert"]
    answer = anna.patch(f"{V1}/users/{user['id']}", json={"password": "another one"})
    assert answer.json()["logins"] == 0
    assert bert.get(f"{V1}/status").status_code == 401
    assert sign_in(browsers(), "Bert", "another one").status_code == 200
    assert problem_of(anna.patch(f"{V1}/users/nobody", json={})) == (404, "user_not_found")


# ------------------------------------------------------------------ what members may do

CHANGES = [
    ("POST", "/sources"),
    ("DELETE", "/sources/1"),
    ("POST", "/sources/1/scan"),
    ("POST", "/missing/sweep"),
    ("GET", "/folders"),
    ("GET", "/settings"),
    ("PATCH", "/settings"),
    ("GET", "/users"),
    ("POST", "/users"),
    ("PATCH", "/collection"),
    ("POST", "/collection/tokens"),
    ("POST", "/models"),
    ("PUT", "/schedules/rescan"),
    ("POST", "/tags"),
    ("POST", "/tracks/some-track/tags"),
]


@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_members_do_not_look_after_menura(bert: TestClient, method: str, path: str):
    answer = bert.request(method, V1 + path, json={})
    assert problem_of(answer) == (403, "not_allowed")
    assert answer.json()["detail"].startswith("Only an admin may ")


def test_members_use_everything_else(bert: TestClient):
    for path in ("/sources", "/models", "/schedules", "/collection", "/tracks", "/missing"):
        assert bert.get(V1 + path).status_code == 200, path
    made = bert.post(f"{V1}/playlists", json={"name": "Mine", "items": []})
    assert made.status_code == 201


# ------------------------------------------------------------------ tokens


def test_a_token_is_shown_once_and_acts_as_its_user(
    anna: TestClient, bert: TestClient, browsers: NewClient
):
    made = bert.post(f"{V1}/account/tokens", json={"name": "script"})
    assert made.status_code == 201
    token = made.json()["token"]
    assert token.startswith("menura_")
    listed = bert.get(f"{V1}/account/tokens")
    assert token not in listed.text
    assert listed.json()["items"][0]["last_used_at"] is None
    program = browsers()
    program.headers["authorization"] = f"Bearer {token}"
    told = account(program)
    assert (told["name"], told["role"], told["via"]) == ("Bert", "member", "token")
    assert problem_of(program.get(f"{V1}/settings")) == (403, "not_allowed")
    more = program.post(f"{V1}/account/tokens", json={"name": "another"})
    assert problem_of(more) == (403, "not_allowed")
    assert bert.get(f"{V1}/account/tokens").json()["items"][0]["last_used_at"] is not None
    assert program.headers["authorization"] not in anna.get(f"{V1}/account/tokens").text


def test_members_see_and_remove_their_own_tokens_and_admins_all(anna: TestClient, bert: TestClient):
    mine = anna.post(f"{V1}/account/tokens", json={"name": "cron"}).json()
    his = bert.post(f"{V1}/account/tokens", json={"name": "cron"}).json()
    again = bert.post(f"{V1}/account/tokens", json={"name": "CRON"})
    assert problem_of(again) == (422, "access_token_name")
    assert [one["user"] for one in anna.get(f"{V1}/account/tokens").json()["items"]] == [
        "Anna",
        "Bert",
    ]
    assert [one["id"] for one in bert.get(f"{V1}/account/tokens").json()["items"]] == [his["id"]]
    refused = bert.delete(f"{V1}/account/tokens/{mine['id']}")
    assert problem_of(refused) == (404, "access_token_not_found")
    assert anna.delete(f"{V1}/account/tokens/{his['id']}").status_code == 204
    assert bert.get(f"{V1}/account/tokens").json()["items"] == []


def test_who_is_no_user_has_neither_tokens_nor_a_password(browsers: NewClient):
    client = browsers()
    made = client.post(f"{V1}/account/tokens", json={"name": "script"})
    assert problem_of(made) == (409, "not_a_user")
    change = client.put(f"{V1}/account/password", json={"current": PASSWORD, "new": OTHER})
    assert problem_of(change) == (409, "not_a_user")


# ------------------------------------------------------------------ the environment


def test_password_and_token_of_the_environment_come_in_beside_users(home: Path):
    secrets = {"password": SecretStr("open sesame"), "token": SecretStr("sesame")}
    with serving(home, **secrets) as (_, browser):
        owner = browser()
        assert account(owner)["needs_login"]
        assert sign_in(owner, "anybody", "open sesame").json()["via"] == "environment"
        assert account(owner)["role"] == "admin"
        add(owner, "Anna")
        assert account(owner)["name"] == "Anna"
        program = browser()
        told = account(program, authorization="Bearer sesame")
        assert (told["via"], told["name"]) == ("environment", None)
        assert program.get(f"{V1}/settings", auth=("x", "open sesame")).status_code != 401
        assert program.get(f"{V1}/users", auth=("anna", PASSWORD)).status_code == 200
        assert program.get(f"{V1}/users", auth=("anna", "sesame")).status_code == 401


def test_a_login_by_the_environment_ends_with_its_password_and_when_signed_out(home: Path):
    with serving(home, password=SecretStr("open sesame")) as (_, browser):
        client, other = browser(), browser()
        sign_in(client, "x", "open sesame")
        sign_in(other, "x", "open sesame")
        cookies = [one.cookies["menura_login"] for one in (client, other)]
        assert client.post(f"{V1}/logout").status_code == 204
        stolen = {"cookie": f"menura_login={cookies[0]}"}
        assert client.get(f"{V1}/status", headers=stolen).status_code == 401
        assert other.get(f"{V1}/status").status_code == 200
    for password, status in (("open sesame", 200), ("another word", 401)):
        with serving(home, password=SecretStr(password)) as (_, browser):
            kept = {"cookie": f"menura_login={cookies[1]}"}
            assert browser().get(f"{V1}/status", headers=kept).status_code == status


# ------------------------------------------------------------------ the door


def test_the_page_is_open_so_that_it_can_show_where_to_sign_in(
    anna: TestClient, browsers: NewClient
):
    client = browsers()
    for path in ("/", "/library", "/studio/1", "/sessions", "/assets/none.js", "/favicon.svg"):
        assert client.get(path).status_code in (200, 404), path
    for path in (
        "/docs",
        "/openapi.json",
        "/metrics",
        "/recommendations/top",
        "/media/1.wav",
        f"{V1}/none",
        f"{V1}/events",
    ):
        assert client.get(path).status_code == 401, path
    assert client.post("/sessions", json={}).status_code == 401
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("headers", "is_asked"),
    [
        ({}, True),
        ({"sec-fetch-mode": "navigate", "user-agent": "Mozilla/5.0"}, True),
        (FETCH, False),
        ({"sec-fetch-mode": "no-cors", "user-agent": "Mozilla/5.0"}, False),
        # Over plain HTTP on a home network
        ({"user-agent": "Mozilla/5.0", "accept": "text/html,*/*"}, True),
        ({"user-agent": "Mozilla/5.0", "accept": "text/event-stream"}, False),
    ],
)
def test_a_browser_asks_by_itself_only_when_it_shows_the_answer(
    anna: TestClient, browsers: NewClient, headers: dict[str, str], is_asked: bool
):
    answer = browsers().get(f"{V1}/status", headers=headers)
    assert answer.status_code == 401
    assert ("www-authenticate" in answer.headers) is is_asked


def test_other_host_names_are_let_in_once_there_are_users(browsers: NewClient):
    client, other = browsers(), {"host": "music.example"}
    for path in ("/", f"{V1}/account", f"{V1}/status"):
        assert problem_of(client.get(path, headers=other)) == (403, "forbidden")
    add(client, "Anna")
    assert client.get(f"{V1}/status", headers=other).status_code == 200
    assert browsers().get("/", headers=other).status_code == 200
    assert browsers().get(f"{V1}/status", headers=other).status_code == 401


def test_changes_from_another_site_are_refused_with_a_login_too(anna: TestClient):
    body = {"name": "Eve", "password": PASSWORD}
    for evil in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert problem_of(anna.post(f"{V1}/users", json=body, headers=evil)) == (403, "forbidden")
        login = anna.post(f"{V1}/login", json=body, headers=evil)
        assert problem_of(login) == (403, "forbidden")


def test_a_websocket_is_held_to_the_same_rules(anna: TestClient, browsers: NewClient):
    path = f"{V1}/recommendations/ws"
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        browsers().websocket_connect(path) as socket,
    ):
        socket.receive_text()
    assert closed.value.code == 4401
    evil = {"origin": "https://evil.example"}
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        anna.websocket_connect(path, headers=evil) as socket,
    ):
        socket.receive_text()
    assert closed.value.code == 4403
    cookie = {"cookie": f"menura_login={anna.cookies['menura_login']}"}
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        anna.websocket_connect(f"{path}?n=nonsense", headers=cookie) as socket,
    ):
        socket.receive_text()
    assert closed.value.code not in (4401, 4403)  # it is the route that has no such number


def test_a_peer_s_token_opens_the_archive_alone(anna: TestClient, browsers: NewClient):
    anna.patch(f"{V1}/collection", json={"share": True})
    token = anna.post(f"{V1}/collection/tokens", json={"name": "Attic"}).json()["token"]
    peer, bearer = browsers(), {"authorization": f"Bearer {token}"}
    assert peer.get(f"{V1}/collection/archive", headers=bearer).status_code == 202
    assert peer.get(f"{V1}/collection", headers=bearer).status_code == 401
    wrong = {"authorization": "Bearer wrong"}
    assert peer.get(f"{V1}/collection/archive", headers=wrong).status_code == 401
    assert peer.get(f"{V1}/collection/archive").status_code == 401


def test_answers_tell_browsers_what_they_may_not_be_used_for(anna: TestClient):
    status = anna.get(f"{V1}/status").headers
    assert status["x-content-type-options"] == "nosniff"
    assert status["referrer-policy"] == "same-origin"
    assert status["cross-origin-opener-policy"] == "same-origin"
    assert status["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "default-src 'none'" not in anna.get("/docs").headers["content-security-policy"]
    assert anna.get(f"{V1}/account").headers["cache-control"] == "no-store"


def test_the_database_that_does_not_answer_is_said_at_the_door(
    home: Path, monkeypatch: pytest.MonkeyPatch
):
    from menura.store import DatabaseUnreachableError

    with serving(home) as (menura, browser):
        client = browser()

        def unreachable(**_: object) -> None:
            raise DatabaseUnreachableError(menura.store.where, "gone")

        monkeypatch.setattr(menura.store, "unit", unreachable)
        answer = client.get(f"{V1}/status")
        assert problem_of(answer) == (503, "database_unreachable")
        assert client.get("/").status_code == 200


def test_no_secret_is_in_the_database_or_the_log(
    home: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
):
    structlog.reset_defaults()  # everything is written, to standard output
    with caplog.at_level(logging.DEBUG), serving(home) as (_, browser):
        client = browser()
        add(client, "Anna")
        token = client.post(f"{V1}/account/tokens", json={"name": "script"}).json()["token"]
        sign_in(client, "Anna", "something wrong")
        client.get(f"{V1}/status", auth=("anna", "something else"))
        client.put(f"{V1}/account/password", json={"current": "third guess", "new": OTHER})
        secrets = [PASSWORD, OTHER, token, client.cookies["menura_login"]]
        secrets += ["something wrong", "something else", "third guess"]
    told = "".join(capsys.readouterr()) + caplog.text
    assert "request" in told
    kept = b"".join(path.read_bytes() for path in home.iterdir() if path.is_file())
    assert b"$argon2id$" in kept
    for secret in secrets:
        assert secret not in told
        assert secret.encode() not in kept
