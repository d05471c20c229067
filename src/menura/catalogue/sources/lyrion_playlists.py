"""Keep one playlist on Lyrion, so that a crash at any point is made good by doing it again.

A new list is built under a name that carries the journal's mark, read back, and renamed over the
old one, which is one command. A playlist's id is its number there and a sum of where it is kept:
Lyrion gives numbers anew when it reads its folders anew, and what has our number then may be
somebody else's. While the new list is put in place the journal names both it (by the number alone,
since its place will change) and the old one: ``73+41-9f2c...``.
"""

import contextlib
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from menura.catalogue.server_errors import (
    ServerNotFoundError,
    ServerProtocolError,
    ServerStartingError,
    ServerUnsupportedError,
)
from menura.catalogue.servers import PlaylistJournal, ServerPlaylist
from menura.catalogue.sources.lyrion_caller import (
    Item,
    LyrionCaller,
    checked_number,
)
from menura.catalogue.sources.playlist_names import NAMELESS, candidates, file_name, free_name
from menura.catalogue.sources.values import text, whole
from menura.kernel.errors import MenuraError

_REFUSED = ":/\\"  # in names, which are names of files there
_BETWEEN = "+"
_SUM_CHARACTERS = 12
_FEW_TRACKS = 20  # above that, reading all addresses page by page takes fewer requests


@dataclass(frozen=True, slots=True)
class KeptPlaylist:
    """A playlist as Lyrion lists it."""

    number: str
    name: str
    url: str
    is_remote: bool

    @property
    def id(self) -> str:
        """Return what it is called by."""
        place = hashlib.sha256(self.url.encode(errors="replace")).hexdigest()
        return f"{self.number}-{place[:_SUM_CHARACTERS]}"


class LyrionPlaylists:
    """The playlists that a Lyrion server keeps."""

    def __init__(self, caller: LyrionCaller, page_items: int) -> None:
        self._caller = caller
        self._page_items = page_items

    def list(self) -> Sequence[ServerPlaylist]:
        """Return the playlists."""
        return [
            ServerPlaylist(each.id, each.name, is_writable=not each.is_remote)
            for each in self._kept()
        ]

    def tracks(self, playlist_id: str) -> Sequence[str]:
        """Return the ids of a playlist's tracks."""
        number = checked_number(self._caller.host, playlist_id.partition("-")[0], "playlist")
        found = self._tracks(number)
        if not found and number not in [each.number for each in self._kept()]:
            raise ServerNotFoundError(self._caller.host, "such playlist")
        return found

    def put(self, journal: PlaylistJournal, name: str, track_ids: Sequence[str]) -> None:
        """Make a journal's playlist be this; of a track that stands twice, the first is kept."""
        wanted = list(dict.fromkeys(track_ids))
        cleaned = file_name(name.lstrip(". "), _REFUSED)
        kept, own = self._settle(journal)
        numbers = [each.number for each in own]
        taken = [each.name for each in kept if each.number not in numbers]
        for each in own:
            if each.name == free_name(cleaned, taken) and self._tracks(each.number) == wanted:
                self._finish(journal, each, own)
                return
        built = self._build(f"{NAMELESS} {journal.mark}", wanted)
        final = self._free(built, cleaned, numbers)
        journal.note(_BETWEEN.join([built, *(each.id for each in own)]))
        answer = self._caller.write(
            "playlists", "rename", f"playlist_id:{built}", f"newname:{final}"
        )
        if answer.get("writeError"):
            raise ServerProtocolError(self._caller.host, "it could not write a playlist's file")
        _, own = self._settle(journal)
        for each in own:
            if each.number == built:
                self._finish(journal, each, own)
                return
        raise ServerProtocolError(self._caller.host, "a playlist it was given is not there")

    def delete(self, journal: PlaylistJournal) -> None:
        """Delete a journal's playlist and what attempts left behind."""
        _, own = self._settle(journal)
        for each in own:
            self._remove(each.number)
        journal.note(None)

    # --- what is Menura's ---------------------------------------------------------------------

    def _settle(
        self, journal: PlaylistJournal
    ) -> tuple[Sequence[KeptPlaylist], Sequence[KeptPlaylist]]:
        """Return all playlists and those of the journal, after an attempt that ended anywhere.

        What was left half built is removed.
        """
        kept = self._kept(is_to_write=True)
        noted = (journal.remote_id or "").split(_BETWEEN)
        own = [each for each in kept if each.id in noted or each.number in noted]
        marked = [each for each in kept if journal.mark in each.name]
        own = [each for each in own if each not in marked]
        settled = _BETWEEN.join(each.id for each in own)
        if settled != (journal.remote_id or ""):
            # Before anything is removed: its number may be given to somebody else's.
            journal.note(settled or None)
        for each in marked:
            self._remove(each.number)
        return [each for each in kept if each not in marked], own

    def _finish(
        self, journal: PlaylistJournal, final: KeptPlaylist, own: Sequence[KeptPlaylist]
    ) -> None:
        """Remove all but the final one."""
        for each in own:
            if each.number != final.number:
                self._remove(each.number)
        journal.note(final.id)

    # --- commands -----------------------------------------------------------------------------

    def _build(self, name: str, track_ids: Sequence[str]) -> str:
        """Return the number of a new playlist; none is left if it does not come out right."""
        urls = self.urls(track_ids)
        number = self._make(name)
        try:
            for track_id in track_ids:
                # Without title: Lyrion would call the track so from now on.
                edit = ("playlists", "edit", "cmd:add", f"playlist_id:{number}")
                self._caller.write(*edit, f"url:{urls[track_id]}")
            if self._tracks(number) != list(track_ids):
                raise ServerProtocolError(
                    self._caller.host, "a playlist it was given came back different"
                )
        except ServerProtocolError:
            with contextlib.suppress(MenuraError):  # the next attempt removes it too
                self._remove(number)
            raise
        return number

    def _make(self, name: str) -> str:
        try:
            answer = self._caller.write("playlists", "new", f"name:{name}")
        except ServerProtocolError as error:
            if self._caller.has_refused(error) and self.folder() == "":
                what = "keep playlists before a folder for them is set there"
                raise ServerUnsupportedError("Lyrion", what) from None
            raise
        number = text(answer.get("playlist_id"))
        if number is None:
            raise ServerProtocolError(self._caller.host, "it made no playlist")
        return number

    def _free(self, built: str, name: str, own: Sequence[str]) -> str:
        """Return the name, or the nearest that is nobody else's."""
        for candidate in candidates(name):
            new_name = f"newname:{candidate}"
            rename = ("playlists", "rename", f"playlist_id:{built}", new_name, "dry_run:1")
            holder = text(self._caller.read(*rename).get("overwritten_playlist_id"))
            if holder is None or holder in own:
                return candidate
        raise AssertionError  # unreachable: there is no end of candidates

    def _remove(self, number: str) -> None:
        try:
            self._caller.write("playlists", "delete", f"playlist_id:{number}")
        except ServerProtocolError as error:
            is_refusal = self._caller.has_refused(error)
            if not is_refusal or number in [each.number for each in self._kept()]:
                raise

    def folder(self) -> str | None:
        """Return where playlists are kept; None if Lyrion does not tell."""
        try:
            return str(self._caller.read("pref", "playlistdir", "?").get("_p2") or "")
        except ServerProtocolError as error:
            if self._caller.has_refused(error):
                return None
            raise

    def _kept(self, *, is_to_write: bool = False) -> Sequence[KeptPlaylist]:
        items = self._whole(("playlists",), "playlists_loop", ("tags:uxE",), is_to_write)
        return [
            KeptPlaylist(
                number=str(item.get("id", "")),
                name=text(item.get("playlist")) or "",
                url=text(item.get("url")) or "",
                is_remote=whole(item.get("remote")) == 1 or bool(item.get("extid")),
            )
            for item in items
        ]

    def _tracks(self, number: str) -> Sequence[str]:
        options = (f"playlist_id:{number}", "tags:u")
        items = self._whole(("playlists", "tracks"), "playlisttracks_loop", options)
        return [str(item.get("id", "")) for item in items]

    def _whole(
        self,
        command: Sequence[str],
        loop: str,
        options: Sequence[str],
        is_to_write: bool = False,
    ) -> Sequence[Item]:
        """Return a whole list."""
        items: list[Item] = []
        for page in self._caller.pages(command, loop, options, self._page_items):
            if page.is_scanning and is_to_write:  # what is not listed now may be there
                raise ServerStartingError(self._caller.host)
            items += page.items
            count = page.count
        if len(items) < count:
            raise ServerProtocolError(self._caller.host, f"{len(items)} of {count} entries came")
        return items

    def urls(self, track_ids: Sequence[str]) -> Mapping[str, str]:
        """Return the addresses of tracks, which Lyrion's playlists go by.

        Raises
        ------
        ServerNotFoundError
            One of them is not there.
        """
        for track_id in track_ids:
            checked_number(self._caller.host, track_id, "track")
        if len(track_ids) <= _FEW_TRACKS:
            return {track_id: self._url(track_id) for track_id in track_ids}
        missing, urls = set(track_ids), {}
        for page in self._caller.pages(("titles",), "titles_loop", ("tags:u",), self._page_items):
            for item in page.items:
                track_id = str(item.get("id", ""))
                if track_id in missing and (url := text(item.get("url"))) is not None:
                    missing.remove(track_id)
                    urls[track_id] = url
            if not missing:
                return urls
        raise ServerNotFoundError(self._caller.host, f"track {sorted(missing)[0]!r}")

    def _url(self, track_id: str) -> str:
        answer = self._caller.read("songinfo", 0, 100, f"track_id:{track_id}", "tags:u")
        for item in answer.get("songinfo_loop") or ():
            if isinstance(item, dict) and (url := text(item.get("url"))) is not None:
                return url
        raise ServerNotFoundError(self._caller.host, f"track {track_id!r}")
