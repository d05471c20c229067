"""Do what listeners and producers want done with the catalogue."""

import os
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from menura.catalogue.errors import (
    AmbiguousNameError,
    CannotKeepPlaylistError,
    ControlCharactersError,
    FolderOverlapsError,
    PlaylistChangedError,
    PlaylistNameError,
    PlaylistNotFoundError,
    SourceInUseError,
    SourceNotFoundError,
    TrackFileForbiddenError,
    TrackFileMissingError,
    TrackNotFoundError,
    TrackOnServerError,
)
from menura.catalogue.model import (
    MADE_BY_MENURA,
    MUSIC_SERVERS,
    SAMPLE_KINDS,
    LibraryCounts,
    NewPlaylistItem,
    Playlist,
    PlaylistForm,
    Source,
    SourceKind,
    Track,
    TrackPage,
    TrackQuery,
)
from menura.catalogue.playlist import render_m3u8
from menura.catalogue.playlist_exchange import render_jspf, render_xspf
from menura.catalogue.playlist_folder import SentPlaylist, write_to_folder
from menura.catalogue.ports import PlaylistRepository, SourceRepository, TrackRepository
from menura.catalogue.search import normalise_search
from menura.catalogue.sources.folder import check_folder
from menura.kernel.clock import Clock
from menura.kernel.ids import is_id, new_id

REMOVED_AT_ONCE = 500  # tracks; others can write in between
UNREADABLE = ("Cc", "Cs")  # control characters, and halves of characters
STUDIO_NAME = "Studio"
SESSIONS_NAME = "Session Lab"
NAME_CHARACTERS = 200  # as many as a source's name may have; a folder's may have 255


class Library:
    """Sources and the tracks that come from them."""

    def __init__(
        self,
        sources: SourceRepository,
        tracks: TrackRepository,
        playlists: PlaylistRepository,
        clock: Clock,
    ) -> None:
        self._sources = sources
        self._tracks = tracks
        self._playlists = playlists
        self._clock = clock

    def add_folder(self, path: str, name: str | None = None) -> Source:
        """Take in a folder; one that is a source already is given back as it is.

        Raises
        ------
        FolderNotFoundError, NotAFolderError, FolderUnreadableError
        ControlCharactersError
            The name holds some.
        FolderOverlapsError
            The folder lies inside another source, or around it: its files would be heard twice.
        """
        if _has_controls(name or ""):
            raise ControlCharactersError(name or "", "name")
        folder = check_folder(path)
        shown = _readable(name or folder.name or str(folder)).strip()[:NAME_CHARACTERS]
        return self._add(folder, shown, SourceKind.FOLDER)

    def add_studio(self, path: str) -> Source:
        """Take in the folder of what Menura makes; it is there already after the first time."""
        return self._add(check_folder(path), STUDIO_NAME, SourceKind.STUDIO)

    def add_sessions(self, path: str) -> Source:
        """Take in the folder of clips; it is there already after the first time."""
        return self._add(check_folder(path), SESSIONS_NAME, SourceKind.SESSIONS)

    def _add(self, folder: Path, name: str, kind: SourceKind) -> Source:
        for source in self._sources.all():
            if source.kind in MUSIC_SERVERS:
                continue
            known = Path(source.location)
            if known == folder:
                return source
            if kind in MADE_BY_MENURA and kind is source.kind and not known.is_dir():
                # The data folder was moved: what was made is the same, with all that is known.
                self._sources.move(source.id, str(folder))
                return replace(source, location=str(folder))
            if MADE_BY_MENURA & {kind, source.kind}:
                continue  # the walk of a folder around it leaves it out
            if folder.is_relative_to(known) or known.is_relative_to(folder):
                raise FolderOverlapsError(str(folder), source.name, source.location)
        source = Source(
            id=new_id(self._clock),
            kind=kind,
            name=name,
            location=str(folder),
            created_at=self._clock.now(),
        )
        self._sources.add(source)
        return source

    def sources(self) -> Sequence[Source]:
        """Return all sources by name."""
        return self._sources.all()

    def source(self, source_id: str) -> Source:
        """Return a source by id, by folder or by name.

        Raises
        ------
        SourceNotFoundError
        AmbiguousNameError
            More than one source has the name.
        """
        if is_id(source_id):
            return self._sources.get(source_id)
        named = []
        for source in self._sources.all():
            if source.location == source_id:
                return source
            if source.name == source_id:
                named.append(source)
        if len(named) > 1:
            raise AmbiguousNameError(source_id, [source.location for source in named])
        if not named:
            raise SourceNotFoundError(source_id)
        return named[0]

    def check_removable(self, source_id: str, *, force: bool = False) -> Source:
        """Return the source if it may be forgotten.

        Raises
        ------
        SourceNotFoundError
        SourceInUseError
            Playlists hold tracks of it and `force` is not set.
        """
        source = self.source(source_id)
        used_by = self._playlists.count_using_source(source.id)
        if used_by and not force:
            raise SourceInUseError(source.name, used_by)
        return source

    def remove_some_tracks(self, source: Source) -> int:
        """Forget some tracks of a source; return how many, 0 when none is left."""
        return self._sources.remove_tracks(source.id, REMOVED_AT_ONCE)

    def forget_tracks(self, track_ids: Sequence[str]) -> int:
        """Forget tracks whose files were deleted on purpose; return how many.

        What playlists hold stays, and is marked as missing by the next scan.
        """
        return self._sources.forget_tracks(track_ids)

    def remove_source(self, source: Source) -> None:
        """Forget a source; the files stay where they are."""
        self._sources.remove(source.id)

    def tracks(self, query: TrackQuery) -> TrackPage:
        """Return a part of the tracks that match."""
        return self._tracks.list(query)

    def track(self, track_id: str) -> Track:
        """Return a track by id, or the one that stands for a copy; raise TrackNotFoundError."""
        track = self._tracks.get(track_id)
        if track.copy_of is None:
            return track
        return self._tracks.by_numbers([track.copy_of]).get(track.copy_of, track)

    def copies(self, track: Track) -> Sequence[Track]:
        """Return the copies that a track stands for."""
        return self._tracks.copies_of([track.number]).get(track.number, ())

    def separate(self, track_id: str) -> Track:
        """Make a copy a track of its own again, to be heard anew; raise TrackNotFoundError."""
        self._tracks.separate(track_id)
        return self._tracks.get(track_id)

    def check_tracks(self, track_ids: Sequence[str]) -> None:
        """Raise TrackNotFoundError if one of the tracks does not exist."""
        known = self._tracks.get_many(track_ids)
        for track_id in track_ids:
            if track_id.lower() not in known:
                raise TrackNotFoundError(track_id)

    def find_track(self, name_or_id: str) -> Track:
        """Return the track with this id, or the best match for these words.

        Raises
        ------
        TrackNotFoundError
        """
        if is_id(name_or_id):
            return self.track(name_or_id)
        page = self._tracks.list(TrackQuery(text=name_or_id, limit=1))
        if not normalise_search(name_or_id) or not page.items:  # without words all tracks match
            raise TrackNotFoundError(name_or_id)
        return page.items[0]

    def counts(self, source_id: str | None = None) -> LibraryCounts:
        """Return how many tracks there are in each state."""
        return self._tracks.counts(source_id)

    def has_samples(self) -> bool:
        """Tell whether there is anything to be suggested for a project: loops, stems ..."""
        return self._tracks.has_any(SAMPLE_KINDS)

    def audio_file(self, track: Track) -> Path:
        """Return the file of a track.

        Raises
        ------
        TrackFileMissingError
            It is gone.
        TrackFileForbiddenError
            It may not be read.
        TrackOnServerError
            It lies on a music server, and nowhere on this machine.
        """
        place = self.local_copy(track)
        return self.file_in(self._sources.get(place.source_id), place)

    def local_copy(self, track: Track) -> Track:
        """Return the track, or the first of its copies, that is a file of this machine.

        Raises
        ------
        TrackOnServerError
        """
        for place in (track, *self.copies(track)):
            if self._sources.get(place.source_id).kind not in MUSIC_SERVERS:
                return place
        raise TrackOnServerError(track.title, self._sources.get(track.source_id).name)

    @staticmethod
    def file_in(source: Source, track: Track) -> Path:
        """Return where a track's file lies in the folder of a source.

        Raises
        ------
        TrackFileMissingError, TrackFileForbiddenError
        """
        path = Path(source.location, track.location)
        if not path.is_file():
            raise TrackFileMissingError(track.location)
        if not os.access(path, os.R_OK):
            raise TrackFileForbiddenError(track.location)
        return path


class Playlists:
    """Ordered lists of tracks, never changed behind anybody's back."""

    def __init__(
        self, playlists: PlaylistRepository, tracks: TrackRepository, library: Library, clock: Clock
    ) -> None:
        self._playlists = playlists
        self._tracks = tracks
        self._library = library
        self._clock = clock

    def save(
        self,
        name: str,
        items: Sequence[NewPlaylistItem],
        description: str = "",
        *,
        playlist_id: str | None = None,
    ) -> Playlist:
        """Keep a new playlist and return it.

        Raises
        ------
        PlaylistNameError
            The name is empty or too long, or holds control characters.
        ControlCharactersError
            The description or a reason holds some.
        TrackNotFoundError
            One of the tracks does not exist; nothing is kept.
        """
        _check_name(name)
        _check_text(description, "description")
        self._check_items(items)
        now = self._clock.now()
        playlist = Playlist(
            id=playlist_id or new_id(self._clock),
            name=name.strip(),
            description=description.strip(),
            version=1,
            created_at=now,
            updated_at=now,
            track_count=len(items),
            duration_s=0.0,
        )
        self._playlists.add(playlist, items)
        return self._playlists.get(playlist.id)

    def put_made(
        self,
        playlist_id: str | None,
        name: str,
        items: Sequence[NewPlaylistItem],
        description: str = "",
    ) -> Playlist:
        """Replace the tracks of a playlist that Menura made, or make it (again).

        A name or description that people gave it meanwhile stays.

        Raises
        ------
        PlaylistNameError, ControlCharactersError, TrackNotFoundError
        """
        if playlist_id is not None:
            try:
                known = self._playlists.get(playlist_id)
            except PlaylistNotFoundError:
                pass  # the first time, or somebody deleted it
            else:
                return self.reorder(known.id, items, version=known.version)
        return self.save(name, items, description, playlist_id=playlist_id)

    def versions(self, playlist_ids: Sequence[str]) -> Mapping[str, int]:
        """Return the newest versions of those of the playlists that exist, by id."""
        return self._playlists.versions(playlist_ids)

    def known_tracks(self, track_ids: Sequence[str]) -> Sequence[str]:
        """Return those of the tracks that exist, in their order."""
        known = self._tracks.get_many(track_ids)
        return [track_id for track_id in track_ids if track_id in known]

    def all(self) -> Sequence[Playlist]:
        """Return all playlists without items, latest change first."""
        return self._playlists.all()

    def get(self, name_or_id: str) -> Playlist:
        """Return a playlist with its items, by id or by name.

        Raises
        ------
        PlaylistNotFoundError
        AmbiguousNameError
            More than one playlist has the name.
        """
        if is_id(name_or_id):
            return self._playlists.get(name_or_id)
        named = [] if _has_controls(name_or_id) else self._playlists.find_all(name_or_id)
        if len(named) > 1:
            raise AmbiguousNameError(name_or_id, [playlist.id for playlist in named])
        if not named:
            raise PlaylistNotFoundError(name_or_id)
        return self._playlists.get(named[0].id)

    def rename(
        self, playlist_id: str, *, version: int, name: str | None, description: str | None
    ) -> Playlist:
        """Give a playlist another name or description.

        Raises
        ------
        PlaylistNotFoundError, PlaylistChangedError
        """
        playlist = self._playlists.get(playlist_id)
        _check_name(name if name is not None else playlist.name)
        _check_text(description or "", "description")
        kept = self._playlists.rename(
            playlist_id,
            name=(name if name is not None else playlist.name).strip(),
            description=(description if description is not None else playlist.description).strip(),
            version=version,
            at=self._clock.now(),
        )
        return self._after_change(playlist_id, kept)

    def reorder(
        self, playlist_id: str, items: Sequence[NewPlaylistItem], *, version: int
    ) -> Playlist:
        """Replace the tracks of a playlist: another order, some more, some less.

        Raises
        ------
        PlaylistNotFoundError, PlaylistChangedError, TrackNotFoundError
        """
        self._playlists.get(playlist_id)
        self._check_items(items)
        kept = self._playlists.replace_items(
            playlist_id, items, version=version, at=self._clock.now()
        )
        return self._after_change(playlist_id, kept)

    def remove(self, playlist_id: str) -> None:
        """Forget a playlist; raise PlaylistNotFoundError."""
        self._playlists.remove(playlist_id)

    def export(self, name_or_id: str, form: PlaylistForm = PlaylistForm.M3U8) -> str:
        """Return a playlist as a file others read, with absolute paths.

        Raises
        ------
        PlaylistNotFoundError, AmbiguousNameError
        """
        playlist = self.get(name_or_id)
        sources = {source.id: source for source in self._library.sources()}

        def locate(track: Track) -> str:
            source = sources[track.source_id]
            if source.kind in MUSIC_SERVERS:  # as the server calls it: players there find it
                return track.path or track.location
            return str(Path(source.location, track.location))

        if form is PlaylistForm.XSPF:
            return render_xspf(playlist, locate)
        if form is PlaylistForm.JSPF:
            return render_jspf(playlist, locate)
        return render_m3u8(playlist.name, playlist.items, locate)

    def send(self, name_or_id: str, source_id: str) -> SentPlaylist:
        """Give a playlist to a source; sent again, it replaces what it was.

        A folder gets an M3U8 file beside the music, with paths relative to it; tracks of other
        sources are left out. A file of that name that Menura did not write stays.

        Raises
        ------
        PlaylistNotFoundError, SourceNotFoundError
        CannotKeepPlaylistError, PlaylistUnwritableError
        """
        playlist, source = self.get(name_or_id), self._library.source(source_id)
        if source.kind is not SourceKind.FOLDER:
            raise CannotKeepPlaylistError(source.name, "it holds what Menura made, and no playlist")
        places = self._tracks.locations_on(source.id, [item.track.id for item in playlist.items])
        items = [
            replace(item, track=replace(item.track, location=places[item.track.id]))
            for item in playlist.items
            if item.track.id in places
        ]
        if not items:
            raise CannotKeepPlaylistError(source.name, "none of the tracks is from it")
        return write_to_folder(source, playlist, items)

    def _after_change(self, playlist_id: str, kept: bool) -> Playlist:
        playlist = self._playlists.get(playlist_id)
        if not kept:
            raise PlaylistChangedError(playlist.name, playlist.version)
        return playlist

    def _check_items(self, items: Sequence[NewPlaylistItem]) -> None:
        for item in items:
            _check_text(item.reason or "", "reason")
        self._library.check_tracks([item.track_id for item in items])


def _check_name(name: str) -> None:
    """Raise PlaylistNameError for a name that nobody could find again."""
    if not 0 < len(name.strip()) <= NAME_CHARACTERS or _has_controls(name.strip()):
        raise PlaylistNameError(name)


def _check_text(text: str, field: str) -> None:
    """Raise ControlCharactersError for a text that no database keeps; it may have lines."""
    if _has_controls("".join(text.split())):
        raise ControlCharactersError(text, field)


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(character) in UNREADABLE for character in text)


def _readable(name: str) -> str:
    """Return a folder's name, which may be any, with marks for what cannot be read."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _has_controls(c) else c for c in name)
