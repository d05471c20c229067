"""Make, replace and delete Menura's playlists on a Plex server, whatever breaks off meanwhile.

Plex cannot replace a playlist in one step. So a new one is built beside the old one and read back;
only then is the old one deleted. Until the new one has its name it begins with the journal's mark:
whatever a broken attempt leaves behind is found again by that, and nothing else is ever deleted. A
playlist of the noted id is Menura's only if it has that mark or `playlist_owning` finds it so.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from plexapi.audio import Track
from plexapi.playlist import Playlist

from menura.catalogue.server_errors import ServerNotFoundError, ServerProtocolError
from menura.catalogue.servers import PlaylistJournal
from menura.catalogue.sources.playlist_owning import is_ours, names_given, note_name
from menura.catalogue.sources.plex_items import to_key
from menura.catalogue.sources.plex_session import PlexListing, PlexSession

_LONGEST_WORKING_NAME = 60


class PlexPlaylists:
    """Playlists of one account."""

    def __init__(self, session: PlexSession, keys_per_request: int) -> None:
        self._session = session
        self._keys_per_request = keys_per_request

    def put(self, journal: PlaylistJournal, name: str, keys: Sequence[str]) -> None:
        """Make the journal's playlist have this name and these tracks."""
        note_name(journal, name)
        old = self._sweep(journal, keys)
        if old is not None and self.keys(str(old.ratingKey)) == list(keys):
            self._rename(old, name)
            return
        new = self._build(f"{_sign(journal)}{name[:_LONGEST_WORKING_NAME]}", keys)
        if old is not None:
            self._delete(old)
        # Noted before it loses the mark: there is no moment at which nobody knows whose it is.
        journal.note(str(new.ratingKey))
        self._rename(new, name)

    def delete(self, journal: PlaylistJournal) -> None:
        """Delete the journal's playlist and what attempts left behind."""
        old = self._sweep(journal)
        if old is not None:
            self._delete(old)
        journal.note(None)

    def all(self) -> Iterator[Any]:
        """Yield the account's playlists of music."""
        listing = PlexListing("/playlists", Playlist, _checked, {"playlistType": "audio"})
        return self._session.items(listing)

    def keys(self, playlist_id: str) -> list[str]:
        """Return the keys of a playlist's tracks in order."""
        listing = PlexListing(
            f"/playlists/{playlist_id}/items", Track, to_key, thing=f"playlist {playlist_id}"
        )
        return list(self._session.items(listing))

    def _sweep(self, journal: PlaylistJournal, wanted: Sequence[str] = ()) -> Any:
        """Delete what broken attempts left behind; return the journal's playlist, if any.

        Parameters
        ----------
        wanted
            The tracks it is to hold, where it is not to be deleted.
        """
        sign, old = _sign(journal), None
        for playlist in list(self.all()):
            if to_key(playlist) == journal.remote_id:
                old = playlist
            elif str(playlist.title or "").startswith(sign):
                self._delete(playlist)
        if old is None:  # whether lists show empty playlists is nowhere said
            old = self._find(journal.remote_id)
        if old is None or old.smart or old.radio:
            return None
        return old if self._is_kept(old, journal, wanted) else None

    def _is_kept(self, playlist: Any, journal: PlaylistJournal, wanted: Sequence[str]) -> bool:
        title = str(playlist.title or "")
        if journal.name is None or title.startswith(_sign(journal)):
            return True  # if no name was ever noted, the id has to do
        names = names_given(journal)
        return is_ours(title, names, lambda: self.keys(str(playlist.ratingKey)), wanted)

    def _find(self, playlist_id: str | None) -> Any:
        """Return a playlist; None if it is gone, or cannot be one that Menura made."""
        if playlist_id is None or not playlist_id.isdecimal():
            return None
        try:
            with self._session.doing("read this playlist"):
                data = self._session.ask(f"/playlists/{playlist_id}")
                found = _checked(self._session.library.findItem(data, Playlist))
        except ServerNotFoundError:
            return None
        return None if found is None or found.smart or found.radio else found

    def _build(self, title: str, keys: Sequence[str]) -> Any:
        """Return a new playlist that holds these tracks for sure."""
        first, *others = self._batches(keys) or [[]]
        new = self._create(title, first)
        what = "change playlists"
        for batch in others:
            with self._session.doing(what, "one of these tracks"):
                new.addItems([self._track(key) for key in batch])
        found = self.keys(str(new.ratingKey))
        if found == list(keys):
            return new
        self._delete(new)
        if missing := next((key for key in keys if key not in set(found)), None):
            raise ServerNotFoundError(self._session.host, f"track {missing}")
        raise ServerProtocolError(self._session.host, "a playlist holds other tracks than were put")

    def _batches(self, keys: Sequence[str]) -> list[list[str]]:
        """Return parts of the list to be sent at once, none with a track twice.

        A part is one address of several items; that it may name one of them twice is nowhere said.
        """
        batches: list[list[str]] = []
        for key in keys:
            is_full = not batches or len(batches[-1]) >= self._keys_per_request
            if is_full or key in batches[-1]:
                batches.append([])
            batches[-1].append(key)
        return batches

    def _create(self, title: str, keys: Sequence[str]) -> Any:
        library, create = self._session.library, Playlist.create
        with self._session.doing("make playlists", "one of these tracks"):
            if keys:
                items = [self._track(key) for key in keys]
                made = create(library, title, items=items)  # type: ignore[no-untyped-call]
            else:  # plexapi makes no empty playlist, though Plex does
                params = {"type": "audio", "smart": 0, "title": title}
                answer = self._session.ask("/playlists", params, method="post")
                made = library.findItems(answer, Playlist)[0]
        if _checked(made) is None:
            raise ServerProtocolError(self._session.host, "a new playlist has no id")
        return made

    def _track(self, key: str) -> Any:
        """Return plexapi's idea of a track of which no more than the key is needed."""
        element = Element("Track", {"ratingKey": key, "type": "track"})
        return Track(self._session.library, element, "/")  # type: ignore[no-untyped-call]

    def _rename(self, playlist: Any, name: str) -> None:
        if playlist.title == name:
            return
        what = f"playlist {playlist.ratingKey}"
        with self._session.doing("rename playlists", what):
            playlist.editTitle(name)
        renamed = self._find(str(playlist.ratingKey))
        if renamed is None:
            raise ServerNotFoundError(self._session.host, what)
        if renamed.title == playlist.title and _flat(name) != _flat(playlist.title):
            raise ServerProtocolError(self._session.host, "a playlist keeps its old name")

    def _delete(self, playlist: Any) -> None:
        """Delete a playlist; that it is gone already is fine."""
        try:
            with self._session.doing("delete playlists"):
                playlist.delete()
        except ServerNotFoundError:
            if self._find(to_key(playlist)) is not None:
                raise


def _sign(journal: PlaylistJournal) -> str:
    """Return how the names of playlists begin that are not finished."""
    return f"[Menura {journal.mark}] "


def _checked(playlist: Any) -> Any:
    """Return a playlist that leads to itself; None if it has no id."""
    key = None if playlist is None else to_key(playlist)
    if key is None:
        return None
    # plexapi changes and deletes whatever stands there, and refuses tracks for an unknown type.
    playlist.key, playlist.playlistType = f"/playlists/{key}", "audio"
    return playlist


def _flat(title: str) -> str:
    return " ".join(title.split())
