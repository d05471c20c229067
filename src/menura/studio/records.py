"""Turn this room's dataclasses into JSON and back; what was kept is checked when it is read."""

import json
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from menura.kernel.errors import UnavailableError

Record = TypeVar("Record")


class RecordDamagedError(UnavailableError):
    """Say that something kept of a production cannot be read any more."""

    code = "record_damaged"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"What was kept as {what} cannot be read: it is damaged or from a newer Menura. "
            "Make the production again from its seed, or restore a backup."
        )


def to_record(value: object) -> Any:
    """Return a dataclass as JSON-able values."""
    return _adapter(type(value)).dump_python(value, mode="json")  # type: ignore[arg-type]


def from_record(kind: type[Record], record: object) -> Record:
    """Return the dataclass that `record` was made from.

    Raises
    ------
    RecordDamagedError
    """
    try:
        return _adapter(kind).validate_python(record)  # type: ignore[no-any-return, arg-type]
    except ValidationError as error:
        raise RecordDamagedError(kind.__name__) from error


def write_record(path: Path, value: object) -> None:
    """Write a dataclass as a JSON file, whole or not at all."""
    write_json(path, to_record(value))


def write_json(path: Path, value: object, *, indent: int | None = 1) -> None:
    """Write JSON-able values to a file, whole or not at all."""
    part = path.with_name(path.name + ".part")
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    part.write_text(text + "\n", encoding="utf-8")
    part.replace(path)


def read_record(path: Path, kind: type[Record]) -> Record:
    """Read a dataclass from a JSON file; raise RecordDamagedError."""
    try:
        return from_record(kind, json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise RecordDamagedError(path.name) from error


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
