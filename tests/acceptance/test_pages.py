"""The web page and the description of the API may do what they need, and nothing else."""

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from menura.api import pages
from menura.api.pages import install_docs, install_pages

PAGE = '<!doctype html><script type="module" src="/assets/index-1.js"></script>'


@pytest.fixture
def built(tmp_path: Path) -> TestClient:
    """A built page, alone."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "assets" / "index-1.js").write_text("0")
    app = FastAPI(docs_url=None)
    install_docs(app)
    install_pages(app, tmp_path)
    return TestClient(app)


def policy_of(client: TestClient, path: str) -> dict[str, list[str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    parts = [part.split() for part in answer.headers["content-security-policy"].split("; ")]
    assert len({name for name, *_ in parts}) == len(parts), "of two alike the second is ignored"
    return {name: allowed for name, *allowed in parts}


@pytest.mark.parametrize("path", ["/", "/map", "/assets/index-1.js", "/docs"])
def test_nothing_is_run_embedded_or_sent_but_to_menura_itself(built: TestClient, path: str):
    policy = policy_of(built, path)
    own = ("default-src", "script-src", "connect-src", "worker-src", "form-action", "media-src")
    for name in own:
        assert policy[name] == ["'self'"]
    for name in ("object-src", "frame-src", "base-uri", "frame-ancestors"):
        assert policy[name] == ["'none'"]
    assert {name for name, allowed in policy.items() if "'unsafe-inline'" in allowed} == {
        "style-src"
    }
    assert not any("*" in one or ":" in one.strip("'") for one in policy["script-src"])


def test_pictures_within_styles_are_for_the_description_alone(built: TestClient):
    assert policy_of(built, "/")["img-src"] == ["'self'"]
    assert policy_of(built, "/docs")["img-src"] == ["'self'", "data:"]


def test_the_description_has_no_script_in_itself_and_asks_nobody_else(built: TestClient):
    page = built.get("/docs").text
    scripts = re.findall(r"<script([^>]*)>([^<]*)</script>", page)
    assert [body for _, body in scripts] == ["", ""]
    assert not re.search(r"(src|href)=\"https?:", page)
    start = built.get("/docs/start.js")
    assert start.headers["content-type"].startswith("text/javascript")
    assert '"/openapi.json"' in start.text
    assert "validatorUrl: null" in start.text
    assert built.get("/docs/other").status_code == 404


def test_a_page_that_was_not_built_says_how_under_the_same_rules(tmp_path: Path):
    app = FastAPI()
    install_pages(app, tmp_path)
    client = TestClient(app)
    assert "make web" in client.get("/").text
    assert policy_of(client, "/")["script-src"] == ["'self'"]


def test_the_built_page_keeps_to_its_own_rules():
    index = pages.STATIC / "index.html"
    if not index.is_file():
        pytest.skip("the page was not built")
    scripts = re.findall(r"<script([^>]*)>([^<]*)</script>", index.read_text())
    assert scripts
    assert all("src=" in attributes and not body.strip() for attributes, body in scripts)
    styles = "".join(path.read_text() for path in (pages.STATIC / "assets").glob("*.css"))
    assert "data:" not in styles
