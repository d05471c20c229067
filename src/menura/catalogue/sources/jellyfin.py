"""Speak with Jellyfin, 10.10 and later."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar
from urllib.parse import quote

from menura.catalogue.model import SourceKind
from menura.catalogue.server_errors import (
    NotThisServerError,
    ServerNotFoundError,
    ServerProtocolError,
)
from menura.catalogue.servers import PlaylistJournal, ServerAccess
from menura.catalogue.sources.http import quote_id
from menura.catalogue.sources.media_browser import MediaBrowserServer, without_doubles
from menura.catalogue.sources.media_browser_calls import (
    CLIENT,
    CLIENT_VERSION,
    Dialect,
    device_id,
)
from menura.catalogue.sources.media_browser_items import Item, name_of
from menura.catalogue.sources.values import text

_DIALECT = Dialect(
    kind=SourceKind.JELLYFIN,
    product="Jellyfin",
    prefix="",
    is_pascal=False,
    items="/Items",
    views="/UserViews",
    favourite="/UserFavoriteItems/{item}",
    played="/UserPlayedItems/{item}",
    user_data="/UserItems/{item}/UserData",
    rating="/UserItems/{item}/Rating",
    played_at="%Y-%m-%dT%H:%M:%SZ",
)


class JellyfinServer(MediaBrowserServer):
    """A signed-in account on a Jellyfin server; see `menura.catalogue.servers.MusicServer`."""

    dialect: ClassVar[Dialect] = _DIALECT

    def put_playlist(self, journal: PlaylistJournal, name: str, track_ids: Sequence[str]) -> None:
        """Make the playlist of a journal be this.

        One request replaces name and tracks of a playlist, and it can be done again. A new one is
        made under a temporary name first, so that it is found again when its id was lost.
        """
        self._refuse_key()
        wanted = list(track_ids)
        if journal.remote_id is not None:
            if self._replace(journal.remote_id, name, wanted):
                return
            self._check_gone(journal.remote_id)
            journal.note(None)
        playlist_id = self._temporary(journal)
        if not self._replace(playlist_id, name, wanted):
            raise ServerNotFoundError(self.host, f"playlist {playlist_id!r}, made just now,")

    def delete_playlist(self, journal: PlaylistJournal) -> None:
        """Delete the playlist of a journal and what attempts left behind."""
        left = self._left_behind(journal)
        if journal.remote_id is not None and journal.remote_id not in left:
            left.append(journal.remote_id)
        for playlist_id in left:
            self._delete(playlist_id)
        journal.note(None)

    def _refuse_key(self) -> None:
        self._user_id()
        if self._account() is None:
            # Jellyfin replaces playlists of the user that calls, and a key has none.
            raise self._key_keeps_no_playlists()

    def _temporary(self, journal: PlaylistJournal) -> str:
        """Return a playlist to be filled: one that was left behind, or a new one."""
        left = self._left_behind(journal)
        for playlist_id in left[1:]:
            self._delete(playlist_id)
        playlist_id = left[0] if left else self._create(_temporary_name(journal))
        journal.note(playlist_id)
        return playlist_id

    def _left_behind(self, journal: PlaylistJournal) -> list[str]:
        name = _temporary_name(journal)
        return [one.id for one in self.playlists() if one.name == name]

    def _create(self, name: str) -> str:
        body = {
            "Name": name,
            "Ids": [],
            "UserId": self._user_id(),
            "MediaType": "Audio",
            "IsPublic": False,
        }
        reply = self._checked(self._send("POST", "/Playlists", json=body), "make playlists")
        return self._id_of(self._mapping(reply.json()))

    def _replace(self, playlist_id: str, name: str, wanted: Sequence[str]) -> bool:
        """Replace name and tracks; return False if there is no such playlist."""
        path = f"/Playlists/{quote_id(playlist_id)}"
        held: Sequence[str] = ()
        for _attempt in range(2):  # it clears, then adds: another writer may come in between
            reply = self._send("POST", path, json={"Name": name, "Ids": list(wanted)})
            if reply.status == 404:
                return False
            self._checked(reply, "change this playlist")
            held = self.playlist_tracks(playlist_id)
            # By default Jellyfin keeps the first of doubles only.
            if list(held) in (list(wanted), without_doubles(wanted)):
                return True
        if missing := [one for one in wanted if one not in set(held)]:
            raise ServerNotFoundError(self.host, f"track {missing[0]!r}")
        raise ServerProtocolError(self.host, "a playlist does not hold what it was given")

    # --- the account ---

    def _headers(self, access: ServerAccess) -> Mapping[str, str]:
        # The only header that 12.0 knows; sent beside an older one, some versions refuse both.
        return {"Authorization": _authorization(access)}

    def _sign_in_headers(self, access: ServerAccess) -> Mapping[str, str]:
        return {}

    def _check_product(self, told: Item) -> None:
        product = text(told.get("ProductName"))
        if product is None or "jellyfin" not in product.lower():
            found = product or "a server of another kind (Emby?)"
            raise NotThisServerError(self.host, self.dialect.product, found)

    def _find_account(self) -> ServerAccess:
        account = self._account()
        if account is not None:
            name = name_of(account) or self._access.username
            return replace(self._access, username=name, user_id=self._id_of(account))
        if not self._access.username:
            raise self._key_without_user()
        users = self._checked(self._send("GET", "/Users"), "see users").json()
        user = self._user_called(self._access.username, users)
        return replace(self._access, user_id=self._id_of(user))

    def _account(self) -> Item | None:
        reply = self._send("GET", "/Users/Me")
        if reply.status in (400, 403, 404):
            return None
        return self._mapping(self._checked(reply, "see its own account").json())


def _authorization(access: ServerAccess) -> str:
    told = {
        "Client": CLIENT,
        "Device": CLIENT,
        "DeviceId": device_id(access),
        "Version": CLIENT_VERSION,
    }
    if access.token is not None:
        told["Token"] = access.token
    values = ", ".join(f'{name}="{quote(value, safe="")}"' for name, value in told.items())
    return f"MediaBrowser {values}"


def _temporary_name(journal: PlaylistJournal) -> str:
    return f"Menura {journal.mark}"
