"""Find out what an account on a Subsonic server is, and what it may do.

Asked at the first need and kept: none of it changes while an adapter lives.
"""

from functools import cached_property
from typing import Any

from menura.catalogue.model import SourceKind
from menura.catalogue.servers import Capability, ServerAccess, ServerInfo
from menura.catalogue.sources.subsonic_caller import SubsonicCaller
from menura.catalogue.sources.subsonic_items import items
from menura.catalogue.sources.subsonic_login import LoginMode
from menura.catalogue.sources.subsonic_walk import album_songs, scan_state
from menura.catalogue.sources.values import text

ALWAYS = frozenset({Capability.FAVOURITES, Capability.RATINGS, Capability.SEARCH})


class SubsonicAccount:
    """The account of an access, as the server sees it."""

    def __init__(self, access: ServerAccess, caller: SubsonicCaller) -> None:
        self._access = access
        self._caller = caller

    @cached_property
    def username(self) -> str:
        """Return the account's name; empty where only a key is known, and the server is silent."""
        if self._caller.greeting.mode is not LoginMode.API_KEY:
            return self._access.username
        answer = self._caller.ask("tokenInfo")
        told = answer.content.get("tokenInfo") if answer else None
        name = text(told.get("username")) if isinstance(told, dict) else None
        return name or self._access.username

    @cached_property
    def shows_plays(self) -> bool:
        """Tell whether tracks come with how often this account played them."""
        return self._caller.greeting.is_open or "playCount" in self._played_song

    @cached_property
    def shows_last_plays(self) -> bool:
        """Tell whether tracks come with when this account played them last."""
        return self._caller.greeting.is_open or "played" in self._played_song

    @property
    def takes_plays(self) -> bool:
        """Tell whether a play that is told of leads to anything: is counted, or passed on."""
        return self.shows_plays or self._role("scrobblingEnabled")

    def describe(self) -> ServerInfo:
        """Return what the server is, and what this account may do there."""
        greeting = self._caller.greeting
        return ServerInfo(
            kind=SourceKind.SUBSONIC,
            product=greeting.product.capitalize(),
            version=greeting.product_version,
            username=self.username,
            capabilities=self._capabilities(),
            notes=self._notes(),
        )

    def _capabilities(self) -> frozenset[Capability]:
        able = {
            Capability.DOWNLOAD: self._role("downloadRole") or self._role("streamRole"),
            Capability.PLAYLISTS: self._role("playlistRole"),
            Capability.PLAY_COUNTS: self.shows_plays,
            Capability.LAST_PLAYED: self.shows_last_plays,
            Capability.SCROBBLES: self.takes_plays,
        }
        return ALWAYS | {capability for capability, is_able in able.items() if is_able}

    def _notes(self) -> list[str]:
        notes = []
        if not self._role("downloadRole"):
            notes.append(
                "Downloads are switched off for this account; original files are fetched as "
                "players do."
                if self._role("streamRole")
                else "Downloads and playing are switched off for this account; let it download, "
                "or Menura cannot listen to its tracks."
            )
        if not self._role("playlistRole"):
            notes.append(
                "This account may only read: it cannot keep playlists. Allow it to on the "
                "server, or use another account."
            )
        if self._is_plain and self._access.url.startswith("http://"):
            notes.append(
                "This server takes nothing but the password itself, and the connection is not "
                "encrypted: use it in your own network only, or give an address with https."
            )
        if not self.shows_plays:
            notes.append("This server does not tell how often tracks were played.")
        state = scan_state(self._caller)
        if state is not None and state.is_scanning:
            notes.append(
                "The server is scanning its files now; scan the source when it has finished."
            )
        return notes

    @property
    def _is_plain(self) -> bool:
        return self._caller.greeting.mode is LoginMode.PLAIN

    def _role(self, name: str) -> bool:
        """Tell whether the account has a right; what a server does not say is not forbidden."""
        return self._user.get(name) is not False

    @cached_property
    def _user(self) -> dict[str, Any]:
        answer = self._caller.ask("getUser", {"username": self.username}) if self.username else None
        user = answer.content.get("user") if answer else None
        return user if isinstance(user, dict) else {}

    @cached_property
    def _played_song(self) -> dict[str, Any]:
        """Return a song out of the album played most, as the server writes it."""
        answer = self._caller.ask("getAlbumList2", {"type": "frequent", "size": 1})
        albums = items(answer.content.get("albumList2"), "album") if answer else ()
        for album in albums[:1]:
            songs = album_songs(self._caller, str(album.get("id")))
            return {key: value for song in songs for key, value in song.items()}
        return {}
