"""The log goes where standard error is at the moment."""

import io
import sys

import pytest
import structlog

from menura.logs import configure_logs


def test_a_line_goes_to_the_standard_error_of_now(monkeypatch: pytest.MonkeyPatch):
    before, now = io.StringIO(), io.StringIO()
    log = structlog.get_logger("menura.test")
    try:
        monkeypatch.setattr(sys, "stderr", before)
        configure_logs("info", as_json=True)
        log.info("first")
        monkeypatch.setattr(sys, "stderr", now)
        text = before.getvalue()
        before.close()
        log.info("second")
    finally:
        structlog.reset_defaults()
    assert "first" in text
    assert "second" in now.getvalue()
