"""Speak with the servers that grew out of Media Browser: Jellyfin and Emby.

What both do alike is written once; where they only call things by other names a `Dialect` says how.
How one signs in and how a playlist is replaced differ in kind: each has its own module.
"""

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, ClassVar

from menura.catalogue.model import SourceKind
from menura.catalogue.server_errors import (
    IncompleteWalkError,
    NotThisServerError,
    ServerForbiddenError,
    ServerLoginError,
    ServerNotFoundError,
    ServerProtocolError,
    ServerUnsupportedError,
)
from menura.catalogue.servers import ServerAccess
from menura.catalogue.sources.http import Reply, WebOptions, WebServer, quote_id
from menura.catalogue.sources.media_browser_items import Item, name_of
from menura.catalogue.sources.values import text, whole

CLIENT = "Menura"
CLIENT_VERSION = "1"  # of this adapter; another one makes the server note a changed device
PAGE_ITEMS = 500
SIGN_IN_AGAIN = "sign in again with user name and password"

Parameters = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one of the servers calls things.

    Attributes
    ----------
    prefix : str
        What every path begins with.
    is_pascal : bool
        Whether names of parameters begin with a capital, and lists are joined by commas; if not,
        a list is the same parameter several times.
    items, views, favourite, played, user_data, rating : str
        Paths, with ``{user}`` and ``{item}``; without ``{user}`` the user is a parameter.
    played_at : str
        How a moment of a play is written.
    """

    kind: SourceKind
    product: str
    prefix: str
    is_pascal: bool
    items: str
    views: str
    favourite: str
    played: str
    user_data: str
    rating: str
    played_at: str


@dataclass(frozen=True, slots=True)
class ItemPage:
    """A page of a list, and how long the server says the whole list is."""

    items: Sequence[Item]
    total: int


class MediaBrowserCalls:
    """An account on a server, and the requests it makes.

    Not for several threads at once, but for `close`; see `WebServer`.

    Parameters
    ----------
    page_items : int
        How many items are asked for at once.
    pause : callable
        Waits so many seconds before a read is tried again; by default until `close` at most.
    """

    dialect: ClassVar[Dialect]

    def __init__(
        self,
        access: ServerAccess,
        *,
        page_items: int = PAGE_ITEMS,
        pause: Callable[[float], None] | None = None,
    ) -> None:
        self.kind = self.dialect.kind
        self._page_items = page_items
        self._pause = pause
        self._access = access
        self._is_closed = False
        # Some name the address as they see it in their browser, with the prefix.
        is_there = access.url.rstrip("/").lower().endswith(self.dialect.prefix or "none")
        self._prefix = "" if is_there else self.dialect.prefix
        self._web = self._connect(access)

    # --- what differs ---

    def _headers(self, access: ServerAccess) -> Mapping[str, str]:
        """Return what stands with every request, the token included."""
        raise NotImplementedError

    def _sign_in_headers(self, access: ServerAccess) -> Mapping[str, str]:
        """Return what stands with the exchange of a password for a token beside `_headers`."""
        raise NotImplementedError

    def _check_product(self, told: Item) -> None:
        """Raise NotThisServerError if another kind of server told this of itself."""
        raise NotImplementedError

    def _find_account(self) -> ServerAccess:
        """Return the access with the user that its token stands for; raise ServerLoginError."""
        raise NotImplementedError

    def _account(self) -> Item | None:
        """Return what the server says of the user; None if the token stands for no user."""
        raise NotImplementedError

    # --- signing in ---

    def sign_in(self) -> ServerAccess:
        """Check the account; return the access with a token in the password's place."""
        self._public_info()
        if self._access.password is not None:
            self._use(replace(self._access, token=None, user_id=None))
            self._use(self._exchange_password(self._access))
        else:
            self._use(self._find_account())
        return self._access

    def _exchange_password(self, access: ServerAccess) -> ServerAccess:
        reply = self._send(
            "POST",
            "/Users/AuthenticateByName",
            json={"Username": access.username, "Pw": access.password},
            headers=self._sign_in_headers(access),
        )
        if reply.status in (400, 403):  # also a locked or disabled account
            raise ServerLoginError(self.host)
        told = self._mapping(self._checked(reply, "sign in").json())
        token, user_id = text(told.get("AccessToken")), self._id_of(self._mapping(told.get("User")))
        if token is None:
            raise ServerProtocolError(self.host, "the login gave no token")
        return replace(access, password=None, token=token, user_id=user_id)

    def _connect(self, access: ServerAccess) -> WebServer:
        secrets = tuple(secret for secret in (access.password, access.token) if secret)
        options = WebOptions(
            self.dialect.product,
            headers=self._headers(access),
            secrets=secrets,
            pause=self._pause,
        )
        return WebServer(access, options)

    def _use(self, access: ServerAccess) -> None:
        if access != self._access:
            self._web.close()
            self._access = access
            self._web = self._connect(access)
            if self._is_closed:  # by another thread, meanwhile
                self._web.close()

    def _user_id(self) -> str:
        if self._access.token is None or self._access.user_id is None:
            self.sign_in()
        assert self._access.user_id is not None
        return self._access.user_id

    def _id_of(self, item: Item) -> str:
        found = text(item.get("Id"))
        if found is None:
            raise ServerProtocolError(self.host, "a user or a playlist without an id")
        return found

    def _user_called(self, name: str, users: object) -> Item:
        """Return the user of that name; raise ServerLoginError."""
        for user in users if isinstance(users, list) else []:
            if isinstance(user, dict) and name_of(user).casefold() == name.casefold():
                return user
        raise ServerLoginError(self.host, f"it has no user called {name!r}")

    def _key_without_user(self) -> ServerLoginError:
        reason = "an API key stands for no user; make a user token: sign in with name and password"
        return ServerLoginError(self.host, reason)

    def _key_keeps_no_playlists(self) -> ServerForbiddenError:
        remedy = "sign in with user name and password"
        return ServerForbiddenError(self.host, "keep playlists with an API key", remedy)

    def _public_info(self) -> Item:
        reply = self._web.request("GET", self._prefix + "/System/Info/Public")
        if not reply.is_good:
            found = f"status {reply.status}"
            raise NotThisServerError(self.host, self.dialect.product, found)
        told = self._mapping(reply.json())
        if text(told.get("Version")) is None or text(told.get("Id")) is None:
            raise NotThisServerError(self.host, self.dialect.product, "another program's JSON")
        self._check_product(told)
        return told

    # --- lists ---

    def _listed(self, wanted: Parameters, limit: int | None) -> Iterator[Item]:
        if limit is None or limit > 0:
            items = (item for page in self._pages(wanted, limit) for item in page.items)
            yield from islice(items, limit)

    def _pages(self, wanted: Parameters, limit: int | None = None) -> Iterator[ItemPage]:
        """Yield the items of a list that are new, until there are `limit` or all of them."""
        seen: set[str] = set()
        total, shrank = 0, False
        while True:
            size = self._page_items if limit is None else min(self._page_items, limit - len(seen))
            # By what was seen, not by what came: a double has pushed another item behind.
            page = self._items(wanted, first=len(seen), limit=size)
            shrank |= page.total < total
            total = page.total
            fresh = {str(item["Id"]): item for item in page.items if str(item["Id"]) not in seen}
            seen.update(fresh)
            yield ItemPage(list(fresh.values()), total)
            if limit is not None and len(seen) >= limit:
                return
            if len(seen) >= total or not fresh:
                break
        if shrank:
            raise IncompleteWalkError(self.host, "its total shrank meanwhile")
        if len(seen) != total:
            raise IncompleteWalkError(self.host, f"it listed {len(seen)} of {total} items")

    def _items(self, wanted: Parameters, *, first: int, limit: int) -> ItemPage:
        query = {**wanted, "recursive": "true", "startIndex": first, "limit": limit}
        return self._page(self._get(self.dialect.items, query, "read the music"))

    # --- speaking ---

    @property
    def host(self) -> str:
        """Return host and port: what may be shown."""
        return self._web.host

    def close(self) -> None:
        """Give connections back for good; another thread may call this to end a request."""
        self._is_closed = True
        self._web.close()

    def sign_out(self) -> None:
        """End the login on the server: the token is worth nothing from then on.

        Only for a token that `sign_in` exchanged a password for, and that nobody needs any more:
        one that a person brought along may be that of their own browser. That the server has
        forgotten it already is fine.
        """
        if self._access.token is None:
            return
        with contextlib.suppress(ServerLoginError):
            self._checked(self._send("POST", "/Sessions/Logout"), "sign out")

    def _user_path(self, path: str) -> tuple[str, Parameters]:
        user_id = self._user_id()
        if "{user}" in path:
            return path.replace("{user}", quote_id(user_id)), {}
        return path, {"userId": user_id}

    def _quoted(self, item_id: str, what: str) -> str:
        if not item_id:
            raise ServerNotFoundError(self.host, f"{what} {item_id!r}")
        return quote_id(item_id)

    def _get(self, path: str, query: Parameters, what: str) -> Reply:
        path, user = self._user_path(path)
        return self._checked(self._send("GET", path, query={**query, **user}), what)

    def _send(
        self,
        method: str,
        path: str,
        *,
        query: Parameters | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        return self._web.request(
            method,
            self._prefix + path,
            query=self._spelt(query or {}) or None,
            json=json,
            headers=headers,
        )

    def _spelt(self, query: Parameters) -> Parameters:
        spelt: dict[str, object] = {}
        for name, value in query.items():
            is_list = isinstance(value, list | tuple)
            if self.dialect.is_pascal:
                name = name[0].upper() + name[1:]
                value = ",".join(value) if isinstance(value, list | tuple) else value
                is_list = False
            spelt[name] = value if is_list else str(value)
        return spelt

    def _checked(self, reply: Reply, what: str, thing: str = "such a thing") -> Reply:
        """Return a reply that is good; raise what it says otherwise."""
        if reply.is_page:  # somebody else's: of a proxy that wants a login
            raise NotThisServerError(self.host, self.dialect.product, "a page in HTML")
        if reply.is_good:
            return reply
        if reply.status == 403:
            raise ServerForbiddenError(self.host, what, SIGN_IN_AGAIN)
        if reply.status == 404:
            raise ServerNotFoundError(self.host, thing)
        if reply.status == 400:
            raise ServerProtocolError(self.host, f"it refuses to let this account {what}")
        raise ServerUnsupportedError(f"{self.dialect.product} on {self.host}", what)

    def _page(self, reply: Reply) -> ItemPage:
        told = self._mapping(reply.json())
        items, total = told.get("Items"), whole(told.get("TotalRecordCount"))
        if not isinstance(items, list) or total is None:
            raise ServerProtocolError(self.host, "a list without items or total")
        known = [item for item in items if isinstance(item, dict) and item.get("Id")]
        return ItemPage(known, total)

    def _mapping(self, value: Any) -> Item:
        if not isinstance(value, dict):
            raise ServerProtocolError(self.host, "something else in the place of an object")
        return value


def device_id(access: ServerAccess) -> str:
    """Return what the server tells devices apart by; the same for an account and installation.

    A server ends the older login of a device: two Menuras must not be one.
    """
    told = f"{access.url}\n{access.username}\n{access.device}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]
