"""Model files are looked after from the command line."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from menura.cli.models import app
from menura.embedding.errors import InvalidModelError
from tests.tiny_models import TinyMusicnn


@pytest.fixture
def command(tmp_path, monkeypatch):
    monkeypatch.setenv("MENURA_DATA_DIR", str(tmp_path / "data"))
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def test_models_are_looked_after_from_the_command_line(command, tmp_path):
    assert "works fully without" in command("list").output
    path = TinyMusicnn().save(tmp_path / "a.onnx")
    assert "musicnn_embedding" in command("add", path).output
    listed = json.loads(command("list", "--json").output)
    assert [(item["role"], item["used"]) for item in listed["items"]] == [
        ("musicnn_embedding", True)
    ]
    checked = command("check", "--json")
    assert json.loads(checked.output)["items"][0]["ok"]
    assert "Removed" in command("remove", "musicnn_embedding").output
    assert json.loads(command("list", "--json").output)["items"] == []


def test_the_command_line_shows_what_cannot_be_used(command, tmp_path):
    bad = tmp_path / "data" / "models" / "bad.onnx"
    bad.parent.mkdir(parents=True)
    bad.write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    assert "Git LFS" in " ".join(command("list").output.split())
    refused = command("add", bad)
    assert isinstance(refused.exception, InvalidModelError)


def test_the_verbs_load_no_runtime():
    code = (
        "import sys, menura.cli.models; "
        "print([m for m in ('onnxruntime', 'tokenizers', 'torch') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.stdout.strip() == "[]", ran.stderr
