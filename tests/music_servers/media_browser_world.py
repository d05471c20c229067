"""Keep what a fake Jellyfin or Emby has, list it, and write it as JSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.music_servers.media_browser_rules import FIELD_NAMES, FakeReply, RefusalError, as_json
from tests.music_servers.rig import WorldTrack

TICKS_PER_S = 10_000_000


@dataclass
class FakeUser:
    id: str
    name: str
    password: str
    may_download: bool = True
    is_admin: bool = False


@dataclass
class FakePlaylist:
    id: str
    name: str
    owner: str
    entries: list[tuple[str, str]] = field(default_factory=list)
    """What the place is called, and the track's id."""
    is_public: bool = False


class MediaBrowserWorld:
    """Users, tracks and playlists of a server."""

    def __init__(self, users: Sequence[FakeUser], tracks: Sequence[WorldTrack]) -> None:
        self.users = {user.id: user for user in users}
        self.tracks = {track.id: track for track in tracks}
        self.libraries: dict[str, str] = {}
        self.playlists: dict[str, FakePlaylist] = {}
        self.tokens: dict[str, tuple[str, str]] = {}
        """User and device by token."""
        self.api_keys: set[str] = set()
        self.keeps_doubles = True
        self.overlap = 0
        """How many items of the page before a page begins with."""
        self.repeats_page = False
        self.left_out = 0
        """How many items a list ends short of its total."""
        self._list: tuple[str, Sequence[WorldTrack]] = ("", ())
        self._next_id = 1000

    def new_number(self) -> int:
        self._next_id += 1
        return self._next_id

    def new_playlist_id(self) -> str:
        raise NotImplementedError

    # --- lists ---

    def list_items(self, query: Mapping[str, str], user: FakeUser) -> FakeReply:
        kind = query.get("includeItemTypes", "")
        if kind == "Playlist":
            rows = [self.playlist_json(one, user) for one in self.seen_by(user)]
        elif kind == "MusicAlbum":
            rows = self._albums(query)
        else:
            return self.page(self._sorted_tracks(query), query, self.track_json)
        return self.page(_in_order(rows, query, _item_key), query)

    def _sorted_tracks(self, query: Mapping[str, str]) -> Sequence[WorldTrack]:
        """Return tracks in order; later pages of a list are of the same one as the first."""
        rest = {k: v for k, v in query.items() if k not in ("startIndex", "limit")}
        name = f"{len(self.tracks)} {rest}"
        if query.get("startIndex", "0") == "0" or self._list[0] != name:
            self._list = (name, _in_order(self._tracks(query), query, _track_key))
        return self._list[1]

    def page(
        self,
        rows: Sequence[Any],
        query: Mapping[str, str],
        as_item: Callable[[Any], Mapping[str, Any]] = lambda row: row,
    ) -> FakeReply:
        start, limit = int(query.get("startIndex", "0")), int(query.get("limit", len(rows)))
        start = max(0, start - (limit if self.repeats_page else self.overlap))
        end = min(start + limit, len(rows) - self.left_out)
        items = [as_item(row) for row in rows[start:end]]
        if "fields" in query:
            hidden = set(FIELD_NAMES) - set(query["fields"].split(","))
            items = [{k: v for k, v in item.items() if k not in hidden} for item in items]
        return as_json({"Items": items, "TotalRecordCount": len(rows), "StartIndex": start})

    def _tracks(self, query: Mapping[str, str]) -> list[WorldTrack]:
        rows = list(self.tracks.values())
        parent = query.get("parentId")
        if parent in self.libraries:
            rows = [one for one in rows if one.library == parent]
        elif any(one.album_id == parent for one in rows):
            rows = [one for one in rows if one.album_id == parent]
        # A parent nobody knows is no condition, as on the real server.
        if "IsPlayed" in query.get("filters", ""):
            rows = [one for one in rows if one.play_count]
        words = query.get("searchTerm", "").lower()
        return [one for one in rows if words in one.title.lower()]

    def _albums(self, query: Mapping[str, str]) -> list[dict[str, Any]]:
        albums: dict[str, list[WorldTrack]] = {}
        for track in self._tracks(query):
            albums.setdefault(track.album_id, []).append(track)
        return [
            {
                "Id": album_id,
                "Name": tracks[0].album,
                "AlbumArtist": tracks[0].artist,
                "Type": "MusicAlbum",
                "DateCreated": iso(max(track.added for track in tracks)),
                "ChildCount": len(tracks),
                "ProviderIds": {},
            }
            for album_id, tracks in albums.items()
        ]

    def seen_by(self, user: FakeUser) -> list[FakePlaylist]:
        return [one for one in self.playlists.values() if one.owner == user.id or one.is_public]

    def seen_playlist(self, playlist_id: str, user: FakeUser | None) -> FakePlaylist:
        found = self.playlists.get(playlist_id)
        if found is None or user is None or found not in self.seen_by(user):
            raise RefusalError(404, "Playlist not found")
        return found

    def entries_page(self, found: FakePlaylist, query: Mapping[str, str]) -> FakeReply:
        rows = [
            {**self.track_json(self.tracks[track_id]), "PlaylistItemId": entry_id}
            for entry_id, track_id in found.entries
            if track_id in self.tracks
        ]
        return self.page(rows, query)

    def add_entries(self, found: FakePlaylist, ids: Sequence[str]) -> int:
        added = 0
        for track_id in ids:
            held = {held_id for _, held_id in found.entries}
            if track_id in self.tracks and (self.keeps_doubles or track_id not in held):
                found.entries.append((self.entry_id(track_id), track_id))
                added += 1
        return added

    def entry_id(self, track_id: str) -> str:
        raise NotImplementedError

    # --- items as JSON ---

    def user_json(self, user: FakeUser) -> dict[str, Any]:
        return {
            "Id": user.id,
            "Name": user.name,
            "Policy": {
                "IsAdministrator": user.is_admin,
                "EnableContentDownloading": user.may_download,
                "AuthenticationProviderId": "Default",
                "PasswordResetProviderId": "Default",
            },
        }

    def track_json(self, one: WorldTrack) -> dict[str, Any]:
        recording = {"MusicBrainzRecording": one.recording_id} if one.recording_id else {}
        return {
            "Id": one.id,
            "Name": one.title,
            "Type": "Audio",
            "MediaType": "Audio",
            "Album": one.album,
            "AlbumId": one.album_id,
            "AlbumArtist": one.artist,
            "ArtistItems": [{"Name": one.artist, "Id": self.artist_id(one.artist)}],
            "RunTimeTicks": round(one.duration_s * TICKS_PER_S),
            "Container": one.suffix,
            "Path": one.path or f"/music/{one.id}.{one.suffix}",
            "DateCreated": iso(one.added),
            "Genres": ["Ambient"],
            "ProviderIds": recording,
            "MediaSources": [{"Size": len(one.audio), "Bitrate": 900_000}],
            "UserData": self.user_data_json(one),
        }

    def artist_id(self, name: str) -> str:
        raise NotImplementedError

    def user_data_json(self, one: WorldTrack) -> dict[str, Any]:
        told: dict[str, Any] = {
            "Key": one.id,
            "PlayCount": one.play_count,
            "IsFavorite": one.favourite,
            "Played": one.play_count > 0,
            "PlaybackPositionTicks": 0,
        }
        if one.rating is not None:
            told["Rating"] = one.rating / 10
        if one.last_played is not None:
            told["LastPlayedDate"] = iso(one.last_played)
        return told

    def playlist_json(self, one: FakePlaylist, user: FakeUser) -> dict[str, Any]:
        return {
            "Id": one.id,
            "Name": one.name,
            "Type": "Playlist",
            "MediaType": "Audio",
            "ChildCount": len(one.entries),
            "CanDelete": one.owner == user.id,
        }

    def track(self, track_id: str) -> WorldTrack:
        if track_id not in self.tracks:
            raise RefusalError(404, "Item not found", is_problem=True)
        return self.tracks[track_id]

    def public_info(self) -> FakeReply:
        return as_json(
            {"Id": "5" * 32, "ServerName": "Attic", "Version": "12.0.0", "LocalAddress": ""}
        )


def iso(unix_s: float) -> str:
    moment = datetime.fromtimestamp(unix_s, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z"  # 7 digits


def _in_order(
    rows: Sequence[Any], query: Mapping[str, str], key: Callable[[Any, str], Any]
) -> list[Any]:
    rows = list(rows)
    orders = query.get("sortOrder", "Ascending").split(",")
    names = [name for name in query.get("sortBy", "").split(",") if name]
    for at, name in reversed(list(enumerate(names))):
        # Orders that are not said are as the first.
        order = orders[at] if at < len(orders) else orders[0]
        rows.sort(key=lambda row: key(row, name), reverse=order == "Descending")
    return rows


def _item_key(row: Mapping[str, Any], name: str) -> Any:
    return row.get({"SortName": "Name"}.get(name, name), "")


def _track_key(row: WorldTrack, name: str) -> Any:
    values = {
        "DateCreated": row.added,
        "SortName": row.title,
        "PlayCount": row.play_count,
        "DatePlayed": row.last_played or 0.0,
    }
    return values.get(name, 0)
