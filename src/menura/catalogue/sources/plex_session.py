"""Ask a Plex server through plexapi: lists page by page, and every failure as one of ours."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from menura.catalogue.server_errors import (
    IncompleteWalkError,
    ServerForbiddenError,
    ServerLoginError,
    ServerNotFoundError,
    ServerProtocolError,
    ServerUnsupportedError,
)
from menura.catalogue.servers import AudioStream, ByteRange, ServerAccess
from menura.catalogue.sources.http import READ_S, WebOptions, WebServer
from menura.catalogue.sources.plex_transport import (
    PlexStatusError,
    open_plexapi,
    open_requests_session,
)
from menura.kernel.errors import MenuraError

_Item = TypeVar("_Item")

FIND_A_TOKEN = (
    "Plex wants a token and no password: in Plex's own web page choose 'Get Info' and 'View XML' "
    "of any track; the token stands at the end of that page's address, behind X-Plex-Token="
)
# What Plex lists as a device; another identifier with every run would make another device each.
IDENTITY: Mapping[str, str] = {
    "X-Plex-Product": "Menura",
    "X-Plex-Client-Identifier": "menura",
    "X-Plex-Device-Name": "Menura",
}


@dataclass(frozen=True, slots=True)
class PlexOptions:
    """How to speak with a Plex server.

    Attributes
    ----------
    page_size : int
        Items asked for at once.
    keys_per_request : int
        Tracks added to a playlist at once: all stand in the address, which must not grow too long.
    read_s, pause
        As in `WebOptions`.
    """

    page_size: int = 500
    keys_per_request: int = 100
    read_s: float = READ_S
    pause: Callable[[float], None] | None = field(default=None, repr=False)


DEFAULT_OPTIONS = PlexOptions()


@dataclass(frozen=True, slots=True)
class PlexListing(Generic[_Item]):
    """A list on the server, and how its items become ours.

    Attributes
    ----------
    kind : type
        Of plexapi; other things in the list are left out.
    convert : callable
        Returns None for what is to be left out too.
    thing : str
        What is missing if the server does not know the list.
    """

    path: str
    kind: type
    convert: Callable[[Any], _Item | None]
    params: Mapping[str, object] = field(default_factory=dict)
    thing: str = "such list"


class PlexSession:
    """A signed-in connection; plexapi's own objects come out of it."""

    def __init__(self, access: ServerAccess, options: PlexOptions) -> None:
        token = access.token or ""
        headers = {**IDENTITY, **({"X-Plex-Token": token} if token else {})}
        secrets = (token,) if token else ()
        self._web = WebServer(
            access,
            WebOptions(
                "Plex",
                headers=headers,
                secrets=secrets,
                read_s=options.read_s,
                pause=options.pause,
            ),
        )
        self._has_token = bool(token)
        self._page_size = options.page_size
        self._library: Any = None
        self._requests = open_requests_session(self._web)

    @property
    def host(self) -> str:
        """Return host and port: what may be shown."""
        return self._web.host

    @property
    def library(self) -> Any:
        """Return plexapi's server; asks who is there when it is first needed."""
        if self._library is None:
            if not self._has_token:
                raise ServerLoginError(self.host, FIND_A_TOKEN)
            with self.doing("look at this server"):
                self._library = open_plexapi(self._requests)
        return self._library

    def ask(
        self,
        path: str,
        params: Mapping[str, object] | None = None,
        *,
        method: str = "get",
        window: tuple[int, int] | None = None,
    ) -> Any:
        """Return the answer to one request as an element; None if it is empty."""
        headers = {}
        if window is not None:
            headers["X-Plex-Container-Start"] = str(window[0])
            headers["X-Plex-Container-Size"] = str(window[1])
        return self.library.query(
            path, method=getattr(self._requests, method), headers=headers, params=params
        )

    def pages(self, listing: PlexListing[_Item]) -> Iterator[list[_Item]]:
        """Yield all items of a list, page by page.

        Raises
        ------
        IncompleteWalkError
            It ended short of the total, or the total shrank meanwhile.
        """
        start, total = 0, None
        while total is None or start < total:
            with self.doing("see this list", listing.thing):
                data = self.ask(listing.path, listing.params, window=(start, self._page_size))
                told = data.attrib.get("totalSize")
                now = int(told) if told else None
                found = self.library.findItems(data, listing.kind, listing.path)
                items = [item for each in found if (item := listing.convert(each)) is not None]
            if total is not None and (now is None or now < total):
                raise IncompleteWalkError(self.host, f"a list of {total} shrank while it was read")
            yield items
            start, total = start + len(data), now
            if len(data) == 0 or (total is None and len(data) < self._page_size):
                break
        if total is not None and start < total:
            raise IncompleteWalkError(self.host, f"a list of {total} ended after {start}")

    def items(self, listing: PlexListing[_Item]) -> Iterator[_Item]:
        """Yield all items of a list one by one; as `pages`."""
        for page in self.pages(listing):
            yield from page

    def open_audio(
        self, path: str, byte_range: ByteRange | None, announced_bytes: int | None
    ) -> AbstractContextManager[AudioStream]:
        """Open an original file; `path` is checked by the caller."""
        return self._web.open_audio(
            path, query={"download": 1}, byte_range=byte_range, announced_bytes=announced_bytes
        )

    @contextmanager
    def doing(self, what: str, thing: str = "such item") -> Iterator[None]:
        """Turn what plexapi raises into our errors, which say what was to be done."""
        try:
            yield
        except MenuraError:
            raise
        except PlexStatusError as error:
            raise self._refusal(error.status, what, thing) from None
        except Exception as error:  # noqa: BLE001 - what plexapi raises over odd answers has no end
            reason = f"plexapi fails over it with {type(error).__name__}"
            raise ServerProtocolError(self.host, reason) from None

    def _refusal(self, status: int, what: str, thing: str) -> MenuraError:
        if status == 403:
            remedy = "sign in as the owner of the server, or have the owner allow it"
            return ServerForbiddenError(self.host, what, remedy)
        if status in (404, 410):
            return ServerNotFoundError(self.host, thing)
        if status in (405, 501):
            return ServerUnsupportedError("This version of Plex", what)
        return ServerProtocolError(self.host, f"it answers with status {status} to: {what}")

    def close(self) -> None:
        """Give connections back for good; another thread may call this to end a request."""
        self._web.close()
        self._requests.close()
