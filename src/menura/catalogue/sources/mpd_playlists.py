"""Keep one playlist on an MPD, so that a crash at any point is made good by doing it again.

MPD knows a playlist by its name alone. So a new list is built under a name that carries the
journal's mark, read back, and put in the place of the old one by a single request. What the journal
says between these two steps is ``new name/old name``: no name holds a ``/``.

================  ==========================================================================
the journal says  and that means
================  ==========================================================================
nothing           only the playlists with the mark are Menura's
``name``          that playlist is Menura's, if there is one
``new/old``       while there is one with the mark: it was not put in place, ``old`` is Menura's;
                  when there is none: it was, ``new`` is Menura's
================  ==========================================================================
"""

import contextlib
from collections.abc import Iterator, Sequence

from menura.catalogue.server_errors import (
    ServerNotFoundError,
    ServerProtocolError,
    ServerUnsupportedError,
)
from menura.catalogue.servers import PlaylistJournal
from menura.catalogue.sources.mpd_connection import (
    MOST_LIST_BYTES,
    MOST_LIST_COMMANDS,
    MpdConnection,
)
from menura.catalogue.sources.mpd_songs import below, window
from menura.catalogue.sources.playlist_names import file_name, free_name
from menura.kernel.errors import MenuraError

Command = tuple[str, ...]

_MAKING = "make a playlist"
_LONGEST_NAME_BYTES = 251  # with .m3u behind it, what file systems hold
_BETWEEN = "/"  # stands in no name of a playlist


class MpdPlaylists:
    """The playlists that an MPD keeps."""

    def __init__(self, connection: MpdConnection) -> None:
        self._connection = connection

    def names(self) -> Sequence[str]:
        """Return the names of all playlists."""
        found = self._connection.read("listplaylists", doing="list its playlists")
        return [str(each["playlist"]) for each in found]

    def tracks(self, name: str) -> Sequence[str]:
        """Return the locations in a playlist, in order."""
        if len(name.encode(errors="replace")) > _LONGEST_NAME_BYTES:
            raise ServerNotFoundError(self._connection.host, "such playlist")
        found = self._connection.read("listplaylist", name, doing=f"read the playlist {name!r}")
        return [str(location) for location in found]

    def put(self, journal: PlaylistJournal, name: str, locations: Sequence[str]) -> None:
        """Make a journal's playlist be this."""
        names = self.names()
        own = _settle(journal, names)
        final = free_name(file_name(name), [other for other in names if other != own])
        left_behind = _marked(journal, names)
        if own == final and list(self.tracks(own)) == list(locations):
            self._remove(left_behind)
            return
        built = f"Menura {journal.mark}"
        self._build(built, locations, left_behind)
        journal.note(f"{final}{_BETWEEN}{own or ''}")
        self._connection.write(_put_in_place(built, final, own), doing=_MAKING)
        journal.note(final)

    def delete(self, journal: PlaylistJournal) -> None:
        """Delete a journal's playlist and what attempts left behind."""
        names = self.names()
        own = _settle(journal, names)
        self._remove([*_marked(journal, names), *([own] if own else [])])
        journal.note(None)

    def _build(self, name: str, locations: Sequence[str], left_behind: Sequence[str]) -> None:
        """Make a playlist and read it back; none is left if it does not come out right."""
        self._remove(left_behind)
        try:
            for commands in _portions(self._filling(name, locations)):
                self._connection.write(commands, doing=_MAKING)
            if list(self.tracks(name)) != list(locations):
                raise ServerProtocolError(
                    self._connection.host, "a playlist it was given came back different"
                )
        except (ServerNotFoundError, ServerProtocolError):
            with contextlib.suppress(MenuraError):  # the next attempt removes it too
                self._remove([name])
            raise

    def _filling(self, name: str, locations: Sequence[str]) -> Sequence[Command]:
        if locations:
            return [("playlistadd", name, location) for location in locations]
        # A playlist comes into being with its first track.
        found = self._connection.read("search", below(""), "window", window(0, 1), doing=_MAKING)
        if not found:
            raise ServerUnsupportedError("An MPD without music", "keep an empty playlist")
        return [("playlistadd", name, str(found[0]["file"])), ("playlistclear", name)]

    def _remove(self, names: Sequence[str]) -> None:
        for name in names:
            with contextlib.suppress(ServerNotFoundError):
                self._connection.write([("rm", name)], doing="delete a playlist")


def _settle(journal: PlaylistJournal, names: Sequence[str]) -> str | None:
    """Return which of the playlists is Menura's, after an attempt that ended anywhere."""
    own = journal.remote_id
    if own is not None and _BETWEEN in own:
        new, _, old = own.partition(_BETWEEN)
        own = old if _marked(journal, names) else new
        journal.note(own or None)
    return own if own in names else None


def _marked(journal: PlaylistJournal, names: Sequence[str]) -> Sequence[str]:
    return [name for name in names if journal.mark in name and name != journal.remote_id]


def _put_in_place(built: str, final: str, own: str | None) -> Sequence[Command]:
    """Return the commands, run as one, that leave only what was built, by its final name."""
    if own == final:
        return [("rm", own), ("rename", built, final)]
    removal: Sequence[Command] = [("rm", own)] if own else []
    return [("rename", built, final), *removal]  # MPD renames over no other playlist


def _portions(commands: Sequence[Command]) -> Iterator[Sequence[Command]]:
    """Yield the commands in lists that MPD takes."""
    portion: list[Command] = []
    size_bytes = 0
    for command in commands:
        length = sum(2 * len(part.encode(errors="replace")) + 3 for part in command)
        if portion and (
            len(portion) == MOST_LIST_COMMANDS or size_bytes + length > MOST_LIST_BYTES
        ):
            yield portion
            portion, size_bytes = [], 0
        portion.append(command)
        size_bytes += length
    if portion:
        yield portion
