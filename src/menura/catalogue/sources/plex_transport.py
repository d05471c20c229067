"""Let plexapi speak with a Plex server by our policy.

plexapi knows what Plex means; how it speaks is not left to it. Its session of ``requests`` has one
transport only, which hands every request to a `WebServer`: so the address that was checked, the
certificates, the limits and the silence about secrets are the same for Plex as for all servers.
The token is a header that plexapi itself never sees; no address can carry it.
"""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]
from plexapi import CONFIG as PLEXAPI_CONFIG
from plexapi.server import PlexServer as PlexApiServer
from requests.adapters import BaseAdapter

from menura.catalogue.server_errors import (
    NotThisServerError,
    ServerLoginError,
    ServerProtocolError,
)
from menura.catalogue.sources.http import Reply, WebServer

# plexapi would otherwise ask for an item anew with every attribute that is missing from a list.
PLEXAPI_CONFIG.data.setdefault("plexapi", {})["autoreload"] = "false"

# What plexapi takes for the server's address (RFC 2606: never a real host): it is told no other.
STAND_IN_URL = "http://plex.invalid"
BAD_TOKEN = "the token is wrong, was revoked, or belongs to an account without this server"
# Characters that XML 1.0 cannot hold; Plex sends them as they stand in tags.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class PlexStatusError(Exception):
    """Carry the status by which a Plex server refuses a request through plexapi."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


class _WebTransport(BaseAdapter):
    """Hand every request of a session to a `WebServer`, path and query only."""

    def __init__(self, web: WebServer) -> None:
        super().__init__()
        self._web = web

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Send a request; raise PlexStatusError if it is refused."""
        url = urlsplit(request.url or "")
        window = {k: str(v) for k, v in request.headers.items() if k.startswith("X-Plex-")}
        try:
            reply = self._web.request(
                request.method or "GET",
                url.path,
                query=parse_qs(str(url.query), keep_blank_values=True),
                headers={"Accept": "application/xml", **window},
            )
        except ServerLoginError:
            raise ServerLoginError(self._web.host, BAD_TOKEN) from None
        if not reply.is_good:
            raise PlexStatusError(reply.status)
        return _to_response(request, reply, _checked_xml(self._web.host, reply.body))

    def close(self) -> None:
        """Leave the connections to the server they belong to."""


def _to_response(request: requests.PreparedRequest, reply: Reply, xml: str) -> requests.Response:
    response = requests.Response()
    response.request, response.url = request, request.url or ""
    response.status_code = reply.status
    response._content = xml.encode()
    response.encoding = "utf-8"  # requests would take text without a charset for Latin-1
    return response


def _checked_xml(host: str, body: bytes) -> str:
    """Return an answer as text that is safe to parse; empty if it is empty.

    Raises
    ------
    NotThisServerError
        It is no XML, or not that of Plex.
    ServerProtocolError
        It declares entities, by which a few bytes become gigabytes, or is broken.
    """
    text = _NO_XML.sub("", body.decode("utf-8", "replace")).strip("\ufeff \t\r\n")
    if not text:
        return ""
    start = text[:200].lower()
    if not start.startswith("<"):
        raise NotThisServerError(host, "Plex", "something that is no XML")
    if "<!doctype html" in start or "<html" in start:
        raise NotThisServerError(host, "Plex", "a page in HTML")
    try:
        root = fromstring(text.encode(), forbid_dtd=True)
    except DefusedXmlException:
        raise ServerProtocolError(host, "its XML has a document type declaration") from None
    except SyntaxError:  # what ElementTree's ParseError is
        raise ServerProtocolError(host, "its XML is broken") from None
    if root.tag != "MediaContainer":
        raise NotThisServerError(host, "Plex", "XML of another program")
    return text


def open_requests_session(web: WebServer) -> requests.Session:
    """Return a session of requests that reaches one server only, by our policy.

    plexapi would follow addresses in answers, to the vendor's cloud above all; for any but the
    one it is given there is no transport here.
    """
    session = requests.Session()
    session.trust_env = False
    session.max_redirects = 0
    session.headers.clear()
    session.adapters.clear()
    session.mount(f"{STAND_IN_URL}/", _WebTransport(web))
    return session


class _PlexApiServer(PlexApiServer):
    """plexapi's server, without the token and what plexapi tells of the machine it runs on."""

    def url(self, key: str, includeToken: bool | None = None) -> str:
        """Return an address; it never has a token."""
        return STAND_IN_URL + key

    def _headers(self, **kwargs: str) -> dict[str, str]:
        return kwargs


def open_plexapi(session: requests.Session) -> Any:
    """Return plexapi's server, which asks at once who is there."""
    return _PlexApiServer(STAND_IN_URL, None, session)  # type: ignore[no-untyped-call]
