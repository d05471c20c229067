"""Speak with Emby, 4.8 and later."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

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
from menura.catalogue.sources.playlist_owning import is_called, is_ours, names_given, note_name
from menura.catalogue.sources.values import text

BATCH_IDS = 100  # ids stand in the query alone, and request lines end at some 8 KB

_DIALECT = Dialect(
    kind=SourceKind.EMBY,
    product="Emby",
    prefix="/emby",
    is_pascal=True,
    items="/Users/{user}/Items",
    views="/Users/{user}/Views",
    favourite="/Users/{user}/FavoriteItems/{item}",
    played="/Users/{user}/PlayedItems/{item}",
    user_data="/Users/{user}/Items/{item}/UserData",
    rating="/Users/{user}/Items/{item}/Rating",
    played_at="%Y%m%d%H%M%S",
)
_ITEM = "/Users/{user}/Items/{item}"
# What a rating must not take away: fields that are left out may be set back.
_KEPT_DATA = ("PlaybackPositionTicks", "PlayCount", "IsFavorite", "LastPlayedDate", "Played")


class EmbyServer(MediaBrowserServer):
    """A signed-in account on an Emby server; see `menura.catalogue.servers.MusicServer`."""

    dialect: ClassVar[Dialect] = _DIALECT

    def rate(self, track_id: str, rating: int | None) -> None:
        """Rate a track 0 .. 100, in tenths of Emby's 0 .. 10; what else is noted of it stays."""
        if rating is None:
            super().rate(track_id, None)
            return
        item = self._item(track_id)
        if item is None:
            raise ServerNotFoundError(self.host, f"track {track_id!r}")
        told = item.get("UserData")
        kept = told if isinstance(told, dict) else {}
        body = {name: kept[name] for name in _KEPT_DATA if kept.get(name) is not None}
        body["Rating"] = rating / 10
        self._tell("POST", self.dialect.user_data, track_id, what="rate tracks", json=body)

    # --- playlists ---

    def put_playlist(self, journal: PlaylistJournal, name: str, track_ids: Sequence[str]) -> None:
        """Make the playlist of a journal be this.

        Emby cannot rename a playlist, so it is made under its own name, and another name makes
        another playlist. What is about to be made is noted before: by that it is found again when
        its id was lost. What has the noted id is Menura's only if it is a playlist, and was about
        to be replaced or is found so by `playlist_owning`.
        """
        wanted = list(track_ids)
        if _Making.read(journal.before) is None:
            note_name(journal, name)
        making = self._recover(journal)
        current = self._current(journal, making, wanted)
        if current is None or not is_called(name_of(current), name):
            if making is not None:
                self._delete_old(making, journal)
            if current is None and journal.remote_id is not None:
                journal.note(None)
            making = self._make(journal, name, wanted)
        assert journal.remote_id is not None
        self._fill(journal.remote_id, wanted)
        if making is not None:
            self._delete_old(making, journal)
            journal.note_before(())

    def delete_playlist(self, journal: PlaylistJournal) -> None:
        """Delete the playlist of a journal and what attempts left behind."""
        making = self._recover(journal)
        if making is None and journal.remote_id is None:
            self._account()  # nothing is deleted on a server that does not answer
            return
        if making is not None:
            self._delete_old(making, journal)
        if self._current(journal, making) is not None:
            assert journal.remote_id is not None
            self._delete(journal.remote_id)
        if making is not None:
            journal.note_before(())
        journal.note(None)

    def _current(
        self,
        journal: PlaylistJournal,
        making: "_Making | None",
        wanted: Sequence[str] = (),
    ) -> Item | None:
        """Return the journal's playlist; None if it is gone, or somebody else's by now."""
        noted = journal.remote_id
        if noted is None:
            return None
        found = self._item(noted)
        if found is None:
            self._check_gone(noted)
            return None
        if found.get("Type") not in (None, "Playlist"):
            return None
        if journal.name is None or (making is not None and making.old == noted):
            return found  # if no name was ever noted, the id has to do
        names = list(names_given(journal))
        if making is not None:
            names.append(making.name)
        is_kept = is_ours(name_of(found), names, lambda: self.playlist_tracks(noted), wanted)
        return found if is_kept else None

    def _recover(self, journal: PlaylistJournal) -> "_Making | None":
        """Return what was being made, if that is not done; a playlist that came of it is noted."""
        making = _Making.read(journal.before)
        if making is not None and journal.remote_id in (None, making.old):
            made = (list(making.first_ids), without_doubles(making.first_ids))
            for one in self.playlists():
                is_new = one.id not in making.others and is_called(one.name, making.name)
                if is_new and list(self.playlist_tracks(one.id)) in made:
                    journal.note(one.id)
                    break
        return making

    def _make(self, journal: PlaylistJournal, name: str, wanted: Sequence[str]) -> "_Making":
        """Make a playlist with the first tracks; note what is made before, its id afterwards."""
        making = _Making(
            name,
            first_ids=tuple(wanted[:BATCH_IDS]),
            old=journal.remote_id,
            others=tuple(one.id for one in self.playlists()),
        )
        journal.note_before(making.written())
        query = {"name": name, "ids": making.first_ids, "mediaType": "Audio"}
        if not making.first_ids:
            del query["ids"]
        reply = self._checked(self._send("POST", "/Playlists", query=query), "make playlists")
        playlist_id = self._id_of(self._mapping(reply.json()))
        journal.note(playlist_id)
        if self._item(playlist_id) is None:  # it belongs to nobody
            self._delete(playlist_id)
            journal.note(making.old)
            raise self._key_keeps_no_playlists()
        return making

    def _delete_old(self, making: "_Making", journal: PlaylistJournal) -> None:
        if making.old is not None and making.old != journal.remote_id:
            self._delete(making.old)

    def _fill(self, playlist_id: str, wanted: Sequence[str]) -> None:
        """Add what is wanted at the end, read it back, then remove what stood before."""
        entries = self._entries(playlist_id)
        there = _overlap([entry.track_id for entry in entries], wanted)
        if there < len(wanted):
            self._add(playlist_id, wanted[there:])
            entries = self._entries(playlist_id)
        before = len(entries) - len(wanted)
        held = [entry.track_id for entry in entries]
        if before >= 0 and held[before:] == list(wanted):
            if before == 0:
                return
            self._remove(playlist_id, [entry.id for entry in entries[:before]])
            held = list(self.playlist_tracks(playlist_id))
        if held != list(wanted):
            self._fill_anew(playlist_id, wanted)

    def _fill_anew(self, playlist_id: str, wanted: Sequence[str]) -> None:
        """Empty a playlist that could not be added to, and fill it; then it must be right."""
        self._remove(playlist_id, [entry.id for entry in self._entries(playlist_id)])
        self._add(playlist_id, wanted)
        held = list(self.playlist_tracks(playlist_id))
        if held in (list(wanted), without_doubles(wanted)):
            return
        if missing := [one for one in wanted if one not in set(held)]:
            raise ServerNotFoundError(self.host, f"track {missing[0]!r}")
        raise ServerProtocolError(self.host, "a playlist does not hold what it was given")

    def _add(self, playlist_id: str, track_ids: Sequence[str]) -> None:
        self._change("POST", playlist_id, "ids", track_ids, {"userId": self._user_id()})

    def _remove(self, playlist_id: str, entry_ids: Sequence[str]) -> None:
        self._change("DELETE", playlist_id, "entryIds", entry_ids, {})

    def _change(
        self,
        method: str,
        playlist_id: str,
        name: str,
        ids: Sequence[str],
        query: Mapping[str, object],
    ) -> None:
        path = f"/Playlists/{quote_id(playlist_id)}/Items"
        for start in range(0, len(ids), BATCH_IDS):
            batch = tuple(ids[start : start + BATCH_IDS])
            reply = self._send(method, path, query={**query, name: batch})
            self._checked(reply, "change this playlist", f"playlist {playlist_id!r}")

    def _item(self, item_id: str) -> Item | None:
        """Return an item as this user sees it; None if there is none."""
        path, _user = self._user_path(_ITEM)
        reply = self._send("GET", path.replace("{item}", quote_id(item_id)))
        if reply.status == 404:
            return None
        return self._mapping(self._checked(reply, "read the music").json())

    # --- the account ---

    def _headers(self, access: ServerAccess) -> Mapping[str, str]:
        return {} if access.token is None else {"X-Emby-Token": access.token}

    def _sign_in_headers(self, access: ServerAccess) -> Mapping[str, str]:
        told = (
            f'Client="{CLIENT}", Device="{CLIENT}", DeviceId="{device_id(access)}", '
            f'Version="{CLIENT_VERSION}"'
        )
        return {"X-Emby-Authorization": f"Emby {told}"}

    def _check_product(self, told: Item) -> None:
        product = text(told.get("ProductName"))  # Emby says none
        if product is not None and "emby" not in product.lower():
            raise NotThisServerError(self.host, self.dialect.product, product)

    def _find_account(self) -> ServerAccess:
        if self._access.user_id is not None and self._account() is not None:
            return self._access
        if not self._access.username:
            raise self._key_without_user()
        reply = self._send("GET", "/Users/Query")
        if reply.status == 403:  # a user's own token may not list users
            raise self._key_without_user()
        users = self._page(self._checked(reply, "see users")).items
        user = self._user_called(self._access.username, users)
        return replace(self._access, user_id=self._id_of(user))

    def _account(self) -> Item | None:
        user_id = self._access.user_id or self._user_id()
        reply = self._send("GET", f"/Users/{quote_id(user_id)}")
        if reply.status == 404:
            return None
        return self._mapping(self._checked(reply, "see its own account").json())


@dataclass(frozen=True, slots=True)
class _Making:
    """A playlist that is being made, as a journal keeps it beside the ids of all others.

    Attributes
    ----------
    first_ids : tuple of str
        Tracks it is made with.
    old : str, optional
        The playlist of Menura that it stands in for, to be deleted when it is done.
    others : tuple of str
        What was there before.
    """

    name: str
    first_ids: tuple[str, ...]
    old: str | None
    others: tuple[str, ...]

    def written(self) -> Sequence[str]:
        """Return it as ids of playlists; the first is none, but says what is made."""
        told = {"name": self.name, "tracks": self.first_ids, "old": self.old}
        return (_SIGN + json.dumps(told), *self.others)

    @classmethod
    def read(cls, before: Sequence[str] | None) -> Self | None:
        """Return what was written; None if nothing is being made."""
        if not before or not before[0].startswith(_SIGN):
            return None
        told = json.loads(before[0].removeprefix(_SIGN))
        return cls(told["name"], tuple(told["tracks"]), told["old"], tuple(before[1:]))


_SIGN = "making "


def _overlap(held: Sequence[str], wanted: Sequence[str]) -> int:
    """Return how many tracks at the end of `held` are the beginning of `wanted`."""
    longest = min(len(held), len(wanted))
    sizes = range(longest, 0, -1)
    return next((size for size in sizes if held[-size:] == list(wanted[:size])), 0)
