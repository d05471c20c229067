"""Say what is installed, what is missing, and how to get it."""

import platform
import shutil
import sqlite3
import sys
from typing import Literal

from pydantic import BaseModel
from rich.markup import escape
from rich.table import Table

import menura
from menura.api.pages import STATIC
from menura.bootstrap import build
from menura.cli.output import Json, out, show
from menura.config import Settings, load_settings
from menura.kernel.errors import MenuraError

State = Literal["ok", "missing", "broken"]
SMALLEST_FREE_BYTES = 1 << 30


class Finding(BaseModel):
    """One thing that was looked at."""

    name: str
    state: State
    told: str
    optional: bool = False
    remedy: str | None = None


class Report(BaseModel):
    """Everything that was looked at."""

    version: str
    findings: list[Finding]

    @property
    def healthy(self) -> bool:
        """Tell whether all that is needed is there."""
        return all(f.state == "ok" or f.optional for f in self.findings)


def doctor(json: Json = False) -> int:
    """Look at this installation: what works, what is missing, and how to get it."""
    settings = load_settings()
    findings = [_python(), _database(settings), _disk(settings), *_libraries(), _page(), _node()]
    report = Report(version=menura.__version__, findings=findings)
    show(report, json, lambda: _render(report))
    return 0 if report.healthy else 1


def _python() -> Finding:
    told = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    good = sys.version_info >= (3, 11)
    return Finding(
        name="python",
        state="ok" if good else "broken",
        told=told,
        remedy=None if good else "Install Python 3.11 or newer.",
    )


def _database(settings: Settings) -> Finding:
    try:
        application = build(settings)
        with application.rooms(read_only=True) as rooms:
            counts = rooms.library.counts()
        where = application.store.where
        application.stop()
    except MenuraError as error:
        return Finding(name="database", state="broken", told=error.message)
    told = f"{where}: {counts.total} tracks, {counts.analysed} analysed"
    return Finding(name="database", state="ok", told=told)


def _disk(settings: Settings) -> Finding:
    folder = settings.data_dir
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    told = f"{free / 1e9:.0f} GB free at {settings.data_dir}"
    if free < SMALLEST_FREE_BYTES:
        remedy = "Free some space, or choose another place with MENURA_DATA_DIR."
        return Finding(name="disk", state="broken", told=told, remedy=remedy)
    return Finding(name="disk", state="ok", told=told)


def _libraries() -> list[Finding]:
    """Look at the compiled libraries, which may be installed and still fail to load."""
    findings = []
    for name, module in (("decoder", "av"), ("resampler", "soxr"), ("vector search", "faiss")):
        try:
            loaded = __import__(module)
            told = f"{module} {getattr(loaded, '__version__', '')}".strip()
            findings.append(Finding(name=name, state="ok", told=told))
        except ImportError as error:
            remedy = "Run `make run` again; it installs what is missing."
            findings.append(Finding(name=name, state="broken", told=str(error), remedy=remedy))
    return findings


def _page() -> Finding:
    if (STATIC / "index.html").is_file():
        return Finding(name="web app", state="ok", told="built")
    remedy = "Run `make web` (it needs Node 20)."
    return Finding(name="web app", state="missing", told="not built", remedy=remedy, optional=True)


def _node() -> Finding:
    """Look for what builds the page; not needed once it is built."""
    found = shutil.which("npm")
    if found:
        return Finding(name="node", state="ok", told=found, optional=True)
    told, remedy = "not found; only needed to build the web app", "Install Node 20 with npm."
    return Finding(name="node", state="missing", told=told, remedy=remedy, optional=True)


def _render(report: Report) -> None:
    marks = {"ok": "[green]ok[/green]", "missing": "[yellow]--[/yellow]", "broken": "[red]!![/red]"}
    table = Table(box=None, show_header=False, pad_edge=False)
    for _ in range(3):
        table.add_column()
    for finding in report.findings:
        remedy = f"\n-> {finding.remedy}" if finding.remedy and finding.state != "ok" else ""
        table.add_row(marks[finding.state], finding.name, escape(finding.told + remedy))
    out.print(f"Menura {report.version}")
    out.print(table)
