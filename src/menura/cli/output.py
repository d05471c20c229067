"""Print for people or for programs."""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.markup import escape

from menura.kernel.errors import (
    CancelledError,
    ConflictError,
    InvalidInputError,
    MenuraError,
    NotFoundError,
    UnavailableError,
)
from menura.sessions import GenerationFailedError

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]

# The first class an error is an instance of decides, as in `menura.api.errors`.
EXIT_CODES: tuple[tuple[type[MenuraError], int], ...] = (
    (InvalidInputError, 2),
    (NotFoundError, 3),
    (ConflictError, 4),
    (UnavailableError, 5),
    (GenerationFailedError, 1),
    (CancelledError, 130),  # as a shell reports Ctrl-C
)

out = Console(highlight=False, emoji=False)
err = Console(stderr=True, highlight=False, emoji=False)


def exit_code_of(error: MenuraError) -> int:
    """Return the exit code an error ends the program with."""
    for cls, code in EXIT_CODES:
        if isinstance(error, cls):
            return code
    return 1


def show(value: BaseModel | Mapping[str, Any], as_json: bool, render: Callable[[], None]) -> None:
    """Print `value` as JSON, or have it rendered for people."""
    if as_json:
        data = value.model_dump(mode="json") if isinstance(value, BaseModel) else dict(value)
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
    else:
        render()


def show_error(error: MenuraError, as_json: bool) -> None:
    """Print an error on standard error."""
    if as_json:
        problem = {"code": error.code, "detail": error.message, "field": error.field}
        sys.stderr.write(json.dumps(problem, ensure_ascii=False) + "\n")
    else:
        err.print(f"[red]menura:[/red] {escape(error.message)}", soft_wrap=True)


def format_length(seconds: float | None) -> str:
    """Return a length as m:ss or h:mm:ss; a dash when unknown."""
    if seconds is None:
        return "-"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
