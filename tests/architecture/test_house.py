"""The house stands as its plan says."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from fastapi.testclient import TestClient
from grimp import ImportGraph

import menura
from menura.api import create_app, describe_api
from menura.api.errors import STATUS_OF
from menura.bootstrap import build, describe_only
from menura.cli.output import EXIT_CODES
from menura.config import Settings, load_settings, render_settings
from menura.embedding import DSP, DspEmbedder
from menura.kernel.errors import MenuraError
from tests.architecture.door_contract import DoorContract

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src" / "menura").rglob("*.py"))
ROOMS = ("vectors", "jobs", "catalogue", "embedding", "analysis", "discover", "store", "config")
HEAVY = ("torch", "onnxruntime", "numba", "librosa", "faiss", "av", "scipy", "dbos", "alembic")


def all_errors() -> Iterator[type[MenuraError]]:
    for module in walk_packages(menura.__path__, "menura."):
        if "migrations" not in module.name and not module.name.endswith("__main__"):
            import_module(module.name)
    waiting = [MenuraError]
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        if error.__module__.startswith("menura."):
            yield error


def test_importing_the_api_loads_nothing_heavy():
    code = f"import sys, menura.api; print([m for m in {HEAVY!r} if m in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert loaded.stdout.strip() == "[]", loaded.stderr


def test_starting_the_command_line_loads_nothing_heavy():
    code = f"import sys, menura.cli; print([m for m in {HEAVY!r} if m in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert loaded.stdout.strip() == "[]", loaded.stderr


# These are answered with 500 and exit code 1: a job's or a run's end, never a request's.
UNMAPPED = {"MenuraError", "JobFailedError", "JobSuspendedError"}


def test_every_error_is_mapped_to_a_status_and_an_exit_code():
    statuses = [cls for cls, _ in STATUS_OF]
    codes = [cls for cls, _ in EXIT_CODES]
    for error in all_errors():
        if error.__name__ not in UNMAPPED:
            assert any(issubclass(error, cls) for cls in statuses), error
            assert any(issubclass(error, cls) for cls in codes), error


def test_every_error_has_a_code_of_its_own_and_a_fitting_name():
    seen: dict[str, type] = {}
    for error in all_errors():
        assert error.__name__.endswith("Error")
        assert re.fullmatch(r"[a-z][a-z_]*", error.code)
        if "code" in vars(error):
            assert seen.setdefault(error.code, error) is error, (error, seen[error.code])


def test_every_error_is_explained_to_people():
    page = (ROOT / "docs" / "howto" / "trouble.md").read_text()
    codes = {error.code for error in all_errors() if "code" in vars(error)}
    assert not [code for code in sorted(codes - {"error"}) if f"`{code}`" not in page]


def test_every_setting_is_documented():
    page = (ROOT / "docs" / "reference" / "settings.md").read_text()
    assert page == render_settings(), "run: make fix"
    assert all(field.description for field in Settings.model_fields.values())


def test_the_web_client_is_made_from_this_api():
    described = json.loads((ROOT / "web" / "openapi.json").read_text())
    assert described == json.loads(json.dumps(describe_api(create_app(describe_only())))), (
        "run: make fix"
    )


def test_every_route_is_described_and_answers_errors_as_problem_json():
    description = describe_api(create_app(describe_only()))
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            assert operation.get("description"), (method, path)
            assert operation.get("tags"), (method, path)
            if path.startswith("/api/"):
                assert "default" in operation["responses"], (method, path)


def test_operation_ids_are_unique():
    description = describe_api(create_app(describe_only()))
    ids = [op["operationId"] for ops in description["paths"].values() for op in ops.values()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("room", ROOMS)
def test_a_door_exports_what_it_says(room: str):
    door = import_module(f"menura.{room}")
    assert door.__doc__
    assert list(door.__all__) == sorted(door.__all__, key=_ruff_order)
    for name in door.__all__:
        assert getattr(door, name) is not None


def _ruff_order(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions, as the linter sorts them."""
    kind = 0 if name.isupper() else 1 if name[0].isupper() else 2
    return kind, name


def test_files_stay_readable():
    long = {str(p.relative_to(ROOT)): _code_lines(p) for p in SOURCES if _code_lines(p) > 320}
    long.pop("src/menura/store/migrations/versions/0001.py", None)
    assert not long, "look twice: is this one room or two?"


def _code_lines(path: Path) -> int:
    """Count lines that are neither empty, comment nor docstring."""
    source = path.read_text()
    lines = {n for n, line in enumerate(source.splitlines(), 1) if line.strip()}
    lines -= {n for n, line in enumerate(source.splitlines(), 1) if line.strip().startswith("#")}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and _is_text(node.value):
            lines -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_no_dumping_grounds():
    names = {part for path in SOURCES for part in path.with_suffix("").parts}
    assert not names & {"utils", "common", "helpers", "misc", "base", "manager"}


def test_lock_files_hold_hashes_and_no_address():
    locks = [*(ROOT / "requirements").glob("*.txt"), ROOT / "web" / "package-lock.json"]
    assert len(locks) == 4
    for lock in locks:
        text = lock.read_text()
        assert '"resolved"' not in text, lock
        assert not re.search(r"--(extra-)?index-url|https?://\S+\.(whl|tgz|tar\.gz)", text), lock
    for lock in (ROOT / "requirements").glob("*.txt"):
        pins = re.findall(r"^[a-z0-9_.\[\]-]+==", lock.read_text(), re.MULTILINE | re.IGNORECASE)
        assert len(pins) > 20
        assert lock.read_text().count("--hash=sha256:") >= len(pins)


def test_the_space_known_at_the_door_is_the_embedders():
    embedder = DspEmbedder()
    assert (embedder.space, embedder.dimension) == (DSP.name, DSP.dimension)


def test_the_door_contract_sees_who_goes_round_a_door():
    graph = ImportGraph()
    for module in ("menura.discover.path", "menura.catalogue", "menura.catalogue.model"):
        graph.add_module(module)
    graph.add_import(importer="menura.discover.path", imported="menura.catalogue")
    assert _contract().check(graph, verbose=False).kept
    graph.add_import(importer="menura.discover.path", imported="menura.catalogue.model")
    check = _contract().check(graph, verbose=False)
    assert not check.kept
    assert check.metadata["broken"] == [("menura.discover.path", "menura.catalogue.model")]


def _contract() -> DoorContract:
    options = {"name": "doors", "open_rooms": ["kernel"], "back_doors": []}
    return DoorContract(name="doors", session_options={}, contract_options=options)


def test_docs_page_is_served(tmp_path: Path):
    menura = build(load_settings(data_dir=tmp_path))
    with TestClient(create_app(menura), base_url="http://localhost") as client:
        assert "swagger" in client.get("/docs").text.lower()
