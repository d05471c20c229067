"""Requests and checks that the tests of generators share."""

from collections.abc import Callable
from typing import Any

import pytest

from menura.kernel.errors import CancelledError
from menura.studio.generators.model import StemRequest
from menura.studio.model import Mode


@pytest.fixture
def ask() -> Callable[..., StemRequest]:
    """Make a request; every field has something in it."""

    def make(**changes: Any) -> StemRequest:
        usual: dict[str, Any] = {
            "role": None,
            "description": "deep house",
            "duration_s": 2.0,
            "bpm": 124.0,
            "key": 5,
            "mode": Mode.MINOR,
            "seed": 7,
        }
        return StemRequest(**{**usual, **changes})

    return make


@pytest.fixture
def nothing() -> Callable[[], None]:
    """Never cancel."""
    return lambda: None


@pytest.fixture
def cancel_at() -> Callable[[int], Callable[[], None]]:
    """Cancel at the n-th time somebody looks."""

    def make(call: int) -> Callable[[], None]:
        calls = iter(range(call))

        def check() -> None:
            if next(calls, None) is None:
                raise CancelledError("stopped")

        return check

    return make
