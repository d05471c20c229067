"""Servers that answer by a script, and what speaks with them."""

from contextlib import ExitStack
from dataclasses import replace

import pytest

from menura.catalogue.servers import ServerAccess
from menura.catalogue.sources.http import WebOptions, WebServer
from tests.unit.catalogue.sources.scripted_server import serving

OPTIONS = WebOptions("Navidrome", spread=lambda: 0.0)


@pytest.fixture
def opened():
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def serve(opened):
    """Serve a script until the test ends."""
    return lambda script: opened.enter_context(serving(script))


@pytest.fixture
def pauses():
    """How long was waited between tries; nobody waits in truth."""
    return []


@pytest.fixture
def connect(opened, pauses):
    """Return a connection to an address, with other options than usual if given."""

    def _connect(url, **changes):
        known = {f.name for f in ServerAccess.__dataclass_fields__.values()}
        access = {k: v for k, v in changes.items() if k in known}
        options = {k: v for k, v in changes.items() if k not in known}
        options.setdefault("pause", pauses.append)
        web = WebServer(ServerAccess(url, **access), replace(OPTIONS, **options))
        opened.callback(web.close)
        return web

    return _connect
