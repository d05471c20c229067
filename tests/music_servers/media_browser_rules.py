"""Say what a request to a fake may hold."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

PLAIN_HEADERS = frozenset(
    {"host", "user-agent", "accept", "accept-encoding", "connection", "range"}
    | {"content-type", "content-length"}
)
SORT_NAMES = (
    "DateCreated",
    "SortName",
    "PlayCount",
    "DatePlayed",
    "ParentIndexNumber",
    "IndexNumber",
)
FIELD_NAMES = (
    "Path",
    "MediaSources",
    "DateCreated",
    "ProviderIds",
    "Genres",
    "ChildCount",
    "CanDelete",
)
DELETED = 204

Check = Callable[[str], bool]


class RefusalError(Exception):
    """Refuse a request."""

    def __init__(self, status: int, reason: str = "", *, is_problem: bool = False) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.is_problem = is_problem


class StrangeRequestError(RefusalError):
    """Refuse a request that Menura must never send."""

    def __init__(self, reason: str) -> None:
        super().__init__(400, reason, is_problem=True)


@dataclass(frozen=True)
class FakeRequest:
    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes

    def one(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[0]


@dataclass(frozen=True)
class FakeReply:
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """What a request may hold; the values of a parameter are checked one by one."""

    method: str
    template: str
    handler: str
    query: Mapping[str, Check] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    body: Mapping[str, Callable[[Any], bool]] | None = None
    needs_token: bool = True

    def match(self, request: FakeRequest) -> Mapping[str, str] | None:
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.template)
        found = re.fullmatch(pattern, request.path) if request.method == self.method else None
        return None if found is None else {k: unquote(v) for k, v in found.groupdict().items()}


def one_of(*values: str) -> Check:
    return lambda value: value in values


def listed(check: Check) -> Check:
    """Check values joined by commas."""
    return lambda value: all(check(part) for part in value.split(","))


def is_count(value: str) -> bool:
    return value.isascii() and value.isdigit()


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def as_json(value: Any, status: int = 200) -> FakeReply:
    return FakeReply(status, json.dumps(value).encode())
