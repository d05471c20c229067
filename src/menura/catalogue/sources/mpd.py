"""Speak with MPD, the Music Player Daemon.

MPD knows no users and hands out no files: originals come from the folder it plays from, which must
be reachable from this machine. A track's id is its location below that folder; so is a playlist's
its name. Plays, ratings and favourites are what clients have noted in stickers.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

from menura.catalogue.model import SourceKind
from menura.catalogue.server_errors import (
    IncompleteWalkError,
    ServerNotFoundError,
    ServerUnsupportedError,
)
from menura.catalogue.servers import (
    AudioStream,
    ByteRange,
    Capability,
    PlaylistJournal,
    ServerAccess,
    ServerAlbum,
    ServerInfo,
    ServerLibrary,
    ServerPlaylist,
    ServerTrack,
    TrackPart,
)
from menura.catalogue.sources.mpd_connection import MpdConnection, MpdLimits
from menura.catalogue.sources.mpd_files import has_file, open_file, root_fault
from menura.catalogue.sources.mpd_playlists import MpdPlaylists
from menura.catalogue.sources.mpd_songs import (
    Song,
    album_artist,
    album_id,
    album_name,
    album_order,
    below,
    filter_of,
    song_track,
    window,
)
from menura.catalogue.sources.mpd_stickers import MpdStickers, Stickers
from menura.kernel.errors import InvalidInputError

PAGE_TRACKS = 1_000
_MOST_WORDS = 500
_WALKING = "list its tracks"
_PLAYLIST_COMMANDS = frozenset(
    ["listplaylists", "listplaylist", "playlistadd", "playlistclear", "rename", "rm"]
)
_NOTED = frozenset(
    [
        Capability.PLAY_COUNTS,
        Capability.LAST_PLAYED,
        Capability.FAVOURITES,
        Capability.RATINGS,
        Capability.SCROBBLES,
    ]
)
_NO_FOLDER = (
    "MPD hands out no files. To let Menura listen, name the folder it plays from, as this machine "
    "sees it (its music_directory)."
)
_WRONG_FOLDER = (
    "The folder that was given does not hold what MPD plays: {missing} is not there. Name its "
    "music_directory as this machine sees it."
)
_NO_PLAYLISTS = (
    "Playlists cannot be written with this password; give one that has the right 'control', and "
    "see that MPD has a playlist_directory."
)
_NO_STICKERS = (
    "MPD keeps no plays, ratings or favourites here: it needs a sticker_file, and a password that "
    "may use it."
)
_STICKERS = (
    "Plays, ratings and favourites are the stickers playCount, lastPlayed, rating (0 to 10) and "
    "like (2), as clients such as myMPD note them; MPD itself counts nothing, and knows no users."
)


class MpdServer:
    """An MPD.

    Not for several threads at once, but for `close`: called by another thread while a command
    runs, it ends that soon by ServerUnreachableError, and so does every command afterwards.

    Parameters
    ----------
    own_folder : Path, optional
        Where Menura keeps its own data, of which nothing is ever handed out.
    """

    kind = SourceKind.MPD

    def __init__(
        self,
        access: ServerAccess,
        limits: MpdLimits | None = None,
        own_folder: Path | None = None,
    ) -> None:
        self._access = access
        self._own_folder = own_folder
        self._connection = MpdConnection(access, limits or MpdLimits())
        self._playlists = MpdPlaylists(self._connection)
        self._stickers = MpdStickers(self._connection)

    def sign_in(self) -> ServerAccess:
        """Check the account; there is no token to exchange the password for.

        Raises
        ------
        InvalidInputError
            The folder that was given may not be the place of music.
        """
        if self._folder_fault is not None:
            raise InvalidInputError(self._folder_fault, field="music_root")
        self._count("")
        return self._access

    def probe(self) -> ServerInfo:
        """Return what this MPD is, and what the password may do."""
        self._count("")  # raises where not even reading is allowed
        capabilities = {Capability.SEARCH}
        notes: list[str] = []
        if (note := self._folder_note()) is None:
            capabilities.add(Capability.DOWNLOAD)
        else:
            notes.append(note)
        if self._can_write_playlists:
            capabilities.add(Capability.PLAYLISTS)
        else:
            notes.append(_NO_PLAYLISTS)
        if self._stickers.are_kept:
            capabilities |= _NOTED
        notes.append(_STICKERS if self._stickers.are_kept else _NO_STICKERS)
        version = self._connection.version
        return ServerInfo(self.kind, "MPD", version, "", frozenset(capabilities), tuple(notes))

    def _folder_note(self) -> str | None:
        """Return why originals cannot be opened; None if they can."""
        root = self._access.music_root
        if root is None:
            return _NO_FOLDER
        if self._folder_fault is not None:
            return self._folder_fault
        songs = self._songs(below(""), 0, 1)
        if not songs:
            return None if Path(root).is_dir() else _WRONG_FOLDER.format(missing=root)
        location = str(songs[0]["file"])
        if has_file(root, location, host=self._connection.host, own_folder=self._own_folder):
            return None
        return _WRONG_FOLDER.format(missing=location)

    @property
    def _folder_fault(self) -> str | None:
        root = self._access.music_root
        return None if root is None else root_fault(root, self._own_folder)

    def libraries(self) -> Sequence[ServerLibrary]:
        """Return the folders at the top."""
        found = self._connection.read("lsinfo", "", doing="list its folders")
        folders = [str(each["directory"]) for each in found if "directory" in each]
        return [ServerLibrary(name, name) for name in folders] if len(folders) > 1 else []

    def walk(self, libraries: Sequence[str] = ()) -> Iterator[TrackPart]:
        """Yield every track once, page by page."""
        began = self._database_state()
        folders = list(dict.fromkeys(libraries)) or [""]
        total = sum(self._count(folder) for folder in folders)
        stickers = self._stickers.all()
        seen: set[str] = set()
        for folder in folders:
            for songs in self._pages(below(folder)):
                tracks = self._with_notes([song for song in songs if "file" in song], stickers)
                fresh = [track for track in tracks if track.id not in seen]
                seen.update(track.id for track in fresh)
                yield TrackPart(fresh, total)
        self._check_complete(began, len(seen), total)

    def _check_complete(self, began: str, seen: int, total: int) -> None:
        reason = None
        if seen < total:
            reason = f"{seen} of {total} tracks came"
        elif "scanning" in (began, ended := self._database_state()):
            reason = "MPD was updating its database"
        elif began != ended:
            reason = "its database has changed meanwhile"
        if reason is not None:
            raise IncompleteWalkError(self._connection.host, reason)

    def _database_state(self) -> str:
        """Return what differs when the database has changed, or is just changing."""
        status = self._connection.read("status", doing=_WALKING)
        if "updating_db" in status:
            return "scanning"
        return str(self._connection.read("stats", doing=_WALKING).get("db_update", ""))

    def recent_albums(
        self, limit: int | None, libraries: Sequence[str] = ()
    ) -> Iterator[ServerAlbum]:
        """Yield albums by the latest change of a file of theirs."""
        seen: set[str] = set()
        for songs in self._pages(below(""), "sort", "-Last-Modified"):
            for song in songs:
                track = song_track(song)
                if track.album_id is None or track.album_id in seen:
                    continue
                if libraries and track.id.partition("/")[0] not in libraries:
                    continue
                if limit is not None and len(seen) >= limit:
                    return
                seen.add(track.album_id)
                name = track.album or ""
                yield ServerAlbum(track.album_id, name, album_artist(song), track.changed_at)

    def album_tracks(self, album_id: str) -> Sequence[ServerTrack]:
        """Return the tracks of an album in order."""
        songs = self._find(filter_of("album", album_name(album_id)), album_id)
        if not songs:
            raise ServerNotFoundError(self._connection.host, "such album")
        stickers = self._stickers.all()
        return sorted(self._with_notes(songs, stickers), key=album_order)

    def _find(self, wanted: str, album: str) -> Sequence[Song]:
        songs: Sequence[Song] = self._connection.read("find", wanted, doing="read an album")
        return [song for song in songs if album_id(song) == album]

    def open_original(
        self, track_id: str, byte_range: ByteRange | None = None
    ) -> AbstractContextManager[AudioStream]:
        """Open a track's file in the folder that was given."""
        root = self._access.music_root
        if root is None:
            what = "hand out files; name the folder it plays from, to let Menura listen,"
            raise ServerUnsupportedError("MPD", what)
        return open_file(
            root,
            track_id,
            host=self._connection.host,
            own_folder=self._own_folder,
            byte_range=byte_range,
        )

    def playlists(self) -> Sequence[ServerPlaylist]:
        """Return the playlists."""
        is_writable = self._can_write_playlists
        names = self._playlists.names()
        return [ServerPlaylist(name, name, is_writable=is_writable) for name in names]

    def playlist_tracks(self, playlist_id: str) -> Sequence[str]:
        """Return the locations in a playlist, in order."""
        return self._playlists.tracks(playlist_id)

    def put_playlist(self, journal: PlaylistJournal, name: str, track_ids: Sequence[str]) -> None:
        """Make the playlist of a journal be this."""
        self._playlists.put(journal, name, track_ids)

    def delete_playlist(self, journal: PlaylistJournal) -> None:
        """Delete the playlist of a journal and what attempts left behind."""
        self._playlists.delete(journal)

    def top_played(self, limit: int) -> Sequence[ServerTrack]:
        """Return what has the highest playCount."""
        stickers = self._stickers.needed("tell what was played most")
        return self._best(stickers.play_counts, limit, stickers)

    def last_played(self, limit: int) -> Sequence[ServerTrack]:
        """Return what has the latest lastPlayed."""
        stickers = self._stickers.needed("tell what was played last")
        return self._best(stickers.last_played, limit, stickers)

    def _best(
        self, values: Mapping[str, int], limit: int, stickers: Stickers
    ) -> Sequence[ServerTrack]:
        """Return the tracks with the highest values, highest first."""
        order = sorted((key for key in values if values[key]), key=lambda k: (-values[k], k))
        songs: list[Song] = []
        for location in order:
            if len(songs) >= limit:
                break
            wanted = filter_of("file", location)
            # A sticker outlives its file.
            songs += self._connection.read("find", wanted, doing="read a track")[:1]
        return self._with_notes(songs, stickers)

    def search(self, words: str, limit: int) -> Sequence[ServerTrack]:
        """Return tracks with these words in any tag."""
        text = " ".join(words[:_MOST_WORDS].split())
        if not text or limit < 1:
            return []
        wanted = filter_of("any", text, "contains")
        return [song_track(song) for song in self._songs(wanted, 0, limit)]

    def set_favourite(self, track_id: str, is_favourite: bool) -> None:
        """Note that a track is liked, or take the note away."""
        self._stickers.set_liked(track_id, is_favourite)

    def rate(self, track_id: str, rating: int | None) -> None:
        """Rate a track in steps of ten."""
        self._stickers.rate(track_id, rating)

    def scrobble(self, track_id: str, at: datetime) -> None:
        """Count a play, and note when it was if it was the latest."""
        self._stickers.count_play(track_id, at)

    def close(self) -> None:
        """Close the connection for good; another thread may call this to end a command."""
        self._connection.close()

    # --- what is asked often ------------------------------------------------------------------

    def _with_notes(
        self, songs: Sequence[Song], stickers: Stickers | None
    ) -> Sequence[ServerTrack]:
        tracks = [song_track(song) for song in songs]
        return tracks if stickers is None else [stickers.on(track) for track in tracks]

    def _pages(self, wanted: str, *order: str) -> Iterator[Sequence[Song]]:
        first = 0
        while songs := self._songs(wanted, first, PAGE_TRACKS, *order):
            yield songs
            if len(songs) < PAGE_TRACKS:
                return
            first += len(songs)

    def _songs(self, wanted: str, first: int, count: int, *order: str) -> Sequence[Song]:
        part = window(first, count)
        songs: Any = self._connection.read("search", wanted, *order, "window", part, doing=_WALKING)
        return list(songs)

    def _count(self, folder: str) -> int:
        counted = self._connection.read("count", below(folder), doing=_WALKING)
        number = str(counted.get("songs", ""))
        return int(number) if number.isdecimal() else 0

    @property
    def _can_write_playlists(self) -> bool:
        return self._connection.commands >= _PLAYLIST_COMMANDS
