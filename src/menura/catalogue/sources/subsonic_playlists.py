"""Keep Menura's playlists on a Subsonic server, whatever happens in between.

A playlist is made under a name that only Menura gives, written down, filled, read back, and only
then called what it is to be called. So at every moment either the journal knows it, or its name
tells whose it is, and the next attempt goes on from there. A playlist of the noted id is Menura's
only if the account may change it and `playlist_owning` finds it so.
"""

from collections.abc import Sequence

from menura.catalogue.server_errors import ServerNotFoundError, ServerProtocolError
from menura.catalogue.servers import PlaylistJournal, ServerPlaylist
from menura.catalogue.sources.playlist_owning import is_ours, names_given, note_name
from menura.catalogue.sources.subsonic_answers import Purpose, SubsonicAnswer
from menura.catalogue.sources.subsonic_caller import SubsonicCaller
from menura.catalogue.sources.subsonic_items import id_of, items, read_playlist

IDS_IN_ADDRESS = 100
"""Ids of 36 characters in one request without a form: 8 kB are the most that servers read."""
FILL_TRIES = 2

_LIST = Purpose("list playlists")
_READ = Purpose("read playlists", "such playlist")
_WRITE = Purpose("change playlists", "such playlist or track")


def list_playlists(caller: SubsonicCaller, username: str) -> Sequence[ServerPlaylist]:
    """Return the playlists the account can see."""
    answer = caller.call("getPlaylists", purpose=_LIST)
    found = items(answer.content.get("playlists"), "playlist")
    return [playlist for item in found if (playlist := read_playlist(item, username))]


def playlist_track_ids(caller: SubsonicCaller, playlist_id: str) -> Sequence[str]:
    """Return the ids of a playlist's tracks in order."""
    answer = caller.call("getPlaylist", {"id": playlist_id}, purpose=_READ)
    found = items(answer.content.get("playlist"), "entry")
    return [track_id for item in found if (track_id := id_of(item))]


class PlaylistWriter:
    """Write the one playlist of a journal."""

    def __init__(self, caller: SubsonicCaller, username: str, journal: PlaylistJournal) -> None:
        self._caller = caller
        self._username = username
        self._journal = journal
        self._temporary = f"Menura {journal.mark}"

    def put(self, name: str, track_ids: Sequence[str]) -> None:
        """Make the playlist be this."""
        note_name(self._journal, name)
        mine = self._mine(track_ids)
        kept = mine[0] if mine else self._make()
        if kept.id != self._journal.remote_id:
            self._journal.note(kept.id)
        for other in mine[1:]:
            self._delete(other.id)
        self._fill(kept.id, list(track_ids))
        if kept.name != name:
            self._rename(kept.id, name, is_empty=not track_ids)

    def delete(self) -> None:
        """Delete the playlist and what attempts left behind."""
        for playlist in self._mine():
            self._delete(playlist.id)
        if self._journal.remote_id is not None:
            self._journal.note(None)

    def _mine(self, wanted: Sequence[str] = ()) -> Sequence[ServerPlaylist]:
        """Return the playlists that are Menura's by this journal, the one it knows first.

        Parameters
        ----------
        wanted
            The tracks it is to hold, where it is not to be deleted.
        """
        known = self._journal.remote_id
        listed = list_playlists(self._caller, self._username)
        mine = [
            each
            for each in listed
            if self._is_left_behind(each) or (each.id == known and self._is_kept(each, wanted))
        ]
        return sorted(mine, key=lambda each: each.id != known)

    def _is_kept(self, playlist: ServerPlaylist, wanted: Sequence[str]) -> bool:
        if not playlist.is_writable:
            return False
        if self._journal.name is None:  # no name was ever noted: the id has to do
            return True

        def held() -> Sequence[str]:
            return playlist_track_ids(self._caller, playlist.id)

        if not playlist.id.isdecimal():  # made at random, and given to no other list again
            return True
        return is_ours(playlist.name, names_given(self._journal), held, wanted)

    def _is_left_behind(self, playlist: ServerPlaylist) -> bool:
        return playlist.name == self._temporary and playlist.is_writable

    def _make(self) -> ServerPlaylist:
        answer = self._create({"name": self._temporary})
        made = answer.content.get("playlist")
        playlist_id = id_of(made) if isinstance(made, dict) else None
        if playlist_id is not None:
            return ServerPlaylist(playlist_id, self._temporary)
        # Old servers do not say what they have made.
        if not (mine := self._mine()):
            raise ServerProtocolError(self._caller.host, "it did not make the playlist")
        return mine[0]

    def _fill(self, playlist_id: str, wanted: Sequence[str]) -> None:
        held = playlist_track_ids(self._caller, playlist_id)
        for _ in range(FILL_TRIES):
            if held == wanted:
                return
            self._replace(playlist_id, wanted, len(held))
            held = playlist_track_ids(self._caller, playlist_id)
        if held == wanted:
            return
        missing = len(set(wanted) - set(held))
        if missing:
            raise ServerNotFoundError(
                self._caller.host, f"such track for {missing} of {len(wanted)} entries"
            )
        raise ServerProtocolError(
            self._caller.host, "the playlist does not hold the tracks that were sent"
        )

    def _replace(self, playlist_id: str, wanted: Sequence[str], held: int) -> None:
        if not wanted:
            # Navidrome leaves a playlist as it is when it is replaced by nothing.
            self._empty(playlist_id, held)
            return
        at_once = len(wanted) if self._caller.greeting.takes_forms else IDS_IN_ADDRESS
        self._create({"playlistId": playlist_id, "songId": wanted[:at_once]})
        for first in range(at_once, len(wanted), at_once):
            part = wanted[first : first + at_once]
            self._change({"playlistId": playlist_id, "songIdToAdd": part})

    def _empty(self, playlist_id: str, held: int) -> None:
        at_once = held if self._caller.greeting.takes_forms else IDS_IN_ADDRESS
        while held > 0:
            last, held = held, max(0, held - at_once)
            places = list(range(held, last))
            self._change({"playlistId": playlist_id, "songIndexToRemove": places})

    def _rename(self, playlist_id: str, name: str, *, is_empty: bool) -> None:
        try:
            self._change({"playlistId": playlist_id, "name": name})
        except ServerProtocolError:
            if not is_empty:
                raise
            # supysonic breaks down over a playlist that never had tracks, not even none.
            self._create({"playlistId": playlist_id})
            self._change({"playlistId": playlist_id, "name": name})

    def _create(self, values: dict[str, object]) -> SubsonicAnswer:
        return self._caller.call("createPlaylist", values, purpose=_WRITE, is_read=False)

    def _change(self, values: dict[str, object]) -> None:
        self._caller.call("updatePlaylist", values, purpose=_WRITE, is_read=False)

    def _delete(self, playlist_id: str) -> None:
        try:
            self._caller.call(
                "deletePlaylist",
                {"id": playlist_id},
                purpose=Purpose("delete playlists", "such playlist"),
                is_read=False,
            )
        except ServerNotFoundError:
            return  # gone already
