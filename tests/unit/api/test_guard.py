"""The door's rules, by the routes there are."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection

from menura.accounts import THE_OWNER, Asker, Role, Via
from menura.api import create_app, describe_api
from menura.api.browser_rules import add_browser_rules
from menura.api.doorkeeping import credentials_of
from menura.api.guard import OPEN_ROUTES, PROBES, _is_page, host_name
from menura.api.rights import ONLY_ADMINS, what_is_not_allowed
from menura.bootstrap import describe_only

MEMBER = Asker(Role.MEMBER, Via.LOGIN)
APP = create_app(describe_only())
PATHS = describe_api(APP)["paths"]


def asked(method: str, path: str, **headers: str) -> HTTPConnection:
    scope: dict[str, Any] = {
        "type": "http",
        "method": method,
        "path": path,
        "root_path": "",
        "query_string": b"",
        "headers": Headers(headers).raw,
        "client": ("192.168.1.2", 1),
        "server": ("localhost", 8000),
        "app": APP,
    }
    return HTTPConnection(scope)


@pytest.mark.parametrize("path", sorted(PATHS))
def test_no_route_is_taken_for_the_page(path: str):
    filled = path.replace("{", "").replace("}", "")
    for method in PATHS[path]:
        assert not _is_page(asked(method.upper(), filled)), (method, filled)


@pytest.mark.parametrize("path", ["/", "/index.html", "/assets/a.js", "/lab/1", "/sessions", "/x"])
def test_what_no_route_answers_is_the_page_and_only_when_read(path: str):
    assert _is_page(asked("GET", path))
    assert _is_page(asked("HEAD", path))
    assert not _is_page(asked("POST", path))


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/metrics", "/api/none", "/api/v1/"])
def test_what_tells_of_menura_is_not_the_page(path: str):
    assert not _is_page(asked("GET", path))


def test_whoever_has_not_signed_in_is_refused_by_every_route(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("MENURA_PASSWORD", "open sesame")
    api = TestClient(create_app(describe_only()), base_url="http://localhost")
    for path, operations in PATHS.items():
        filled = path.replace("{", "").replace("}", "")
        for method in operations:
            if path not in PROBES and (method.upper(), path) not in OPEN_ROUTES:
                answer = api.request(method, filled)
                assert answer.status_code == 401, (method, path)


def test_every_area_of_admins_is_one_of_the_api():
    first = {path.removeprefix("/api/v1/").partition("/")[0] for path in PATHS}
    assert set(ONLY_ADMINS) <= first


@pytest.mark.parametrize(
    ("method", "path", "may"),
    [
        ("GET", "/api/v1/sources", True),
        ("POST", "/api/v1/sources", False),
        ("DELETE", "/api/v1/sources/1", False),
        ("GET", "/api/v1/settings", False),
        ("HEAD", "/api/v1/users", False),
        ("GET", "/api/v1/recommendations/settings", True),
        ("POST", "/api/v1/sourcesque", True),
        ("WEBSOCKET", "/api/v1/recommendations/ws", True),
        ("POST", "/sessions", True),
    ],
)
def test_what_a_member_may(method: str, path: str, may: bool):
    assert (what_is_not_allowed(MEMBER, method, path) is None) is may
    assert what_is_not_allowed(THE_OWNER, method, path) is None


@pytest.mark.parametrize(
    ("told", "name", "password"),
    [
        ("Basic YW5uYTpob3JzZTpjb3JyZWN0", "anna", "horse:correct"),
        ("basic Og==", "", ""),
        ("Basic YW5uYQ==", None, None),
        ("Basic !!!", None, None),
        ("Basic /////w==", None, None),
        ("Digest YTpi", None, None),
    ],
)
def test_name_and_password_are_read_as_programs_send_them(
    told: str, name: str | None, password: str | None
):
    given = credentials_of(asked("GET", "/", authorization=told))
    assert (given.name, given.password, given.bearer) == (name, password, None)


def test_a_cookie_and_a_token_are_read():
    given = credentials_of(
        asked("GET", "/", authorization="bearer  abc ", cookie="a=b; menura_login=xyz")
    )
    assert (given.bearer, given.cookie, given.address) == ("abc", "xyz", "192.168.1.2")


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("LOCALHOST:8000", "localhost"),
        ("[::1]:8000", "::1"),
        ("localhost/evil.example", "localhost/evil.example"),
    ],
)
def test_the_name_of_this_server_is_read_without_its_port(host: str, name: str):
    assert host_name(asked("GET", "/", host=host)) == name


@pytest.mark.parametrize(
    ("content_type", "rule"),
    [
        ("application/json", "default-src 'none'; frame-ancestors 'none'"),
        ("", "default-src 'none'; frame-ancestors 'none'"),
        ("text/html; charset=utf-8", "frame-ancestors 'none'"),
    ],
)
def test_answers_that_say_nothing_themselves_get_a_rule(content_type: str, rule: str):
    headers = MutableHeaders({"content-type": content_type})
    add_browser_rules(headers)
    assert headers["content-security-policy"] == rule
    own = MutableHeaders({"content-type": content_type, "content-security-policy": "mine"})
    add_browser_rules(own)
    assert own["content-security-policy"] == "mine"


def test_sound_opened_by_itself_can_still_be_heard():
    headers = MutableHeaders({"content-type": "audio/wav"})
    add_browser_rules(headers)
    assert "media-src 'self'" in headers["content-security-policy"]
