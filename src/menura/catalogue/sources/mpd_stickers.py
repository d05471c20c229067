"""Read and write what clients have noted of songs on an MPD.

MPD itself gives stickers no meaning. These names and steps are those that myMPD, Cantata and others
share: ``rating`` 0 to 10, ``playCount``, ``lastPlayed`` in Unix time, ``like`` 0 to 2.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from menura.catalogue.server_errors import ServerUnsupportedError
from menura.catalogue.servers import ServerTrack
from menura.catalogue.sources.mpd_connection import MpdConnection
from menura.catalogue.sources.mpd_songs import leading_number
from menura.catalogue.sources.values import unix_moment

RATING, PLAY_COUNT, LAST_PLAYED, LIKE = "rating", "playCount", "lastPlayed", "like"
RATING_STEP = 10  # 0 .. 10 there, 0 .. 100 here
LIKED = "2"  # 0 disliked, 1 neither, 2 liked


@dataclass(frozen=True, slots=True)
class Stickers:
    """What is noted of all songs: numbers by location."""

    ratings: Mapping[str, int]
    play_counts: Mapping[str, int]
    last_played: Mapping[str, int]
    likes: Mapping[str, int]

    def on(self, track: ServerTrack) -> ServerTrack:
        """Return a track with what is noted of it."""
        rating = self.ratings.get(track.id)
        return replace(
            track,
            rating=None if rating is None else min(rating * RATING_STEP, 100),
            play_count=self.play_counts.get(track.id, 0),
            last_played_at=unix_moment(self.last_played.get(track.id)),
            is_favourite=self.likes.get(track.id) == int(LIKED),
        )


class MpdStickers:
    """The notes that an MPD keeps, if it keeps any."""

    def __init__(self, connection: MpdConnection) -> None:
        self._connection = connection

    @property
    def are_kept(self) -> bool:
        """Tell whether there can be notes at all, and the password allows to see them."""
        return "sticker" in self._connection.commands

    def all(self) -> Stickers | None:
        """Return what is noted of all songs; None where nothing can be."""
        return self.needed("read its stickers") if self.are_kept else None

    def needed(self, doing: str) -> Stickers:
        """Return what is noted of all songs.

        Raises
        ------
        ServerUnsupportedError
            Nothing can be.
        """
        self._check_kept(doing)
        return Stickers(*(self._noted(name) for name in (RATING, PLAY_COUNT, LAST_PLAYED, LIKE)))

    def set_liked(self, location: str, is_liked: bool) -> None:
        """Note that a song is liked, or take the note away."""
        self._note(location, LIKE, LIKED if is_liked else None)

    def rate(self, location: str, rating: int | None) -> None:
        """Note a rating from 0 to 100, or take the note away."""
        value = None if rating is None else str((rating + RATING_STEP // 2) // RATING_STEP)
        self._note(location, RATING, value)

    def count_play(self, location: str, at: datetime) -> None:
        """Count a play, and note when it was if it was the latest."""
        noted = self._notes_on(location)
        plays = leading_number(noted.get(PLAY_COUNT)) or 0
        latest = max(leading_number(noted.get(LAST_PLAYED)) or 0, round(at.timestamp()))
        values = {PLAY_COUNT: str(plays + 1), LAST_PLAYED: str(latest)}
        commands = [("sticker_set", "song", location, *item) for item in values.items()]
        self._connection.write(commands, doing="note a play")

    def _note(self, location: str, name: str, value: str | None) -> None:
        doing = f"note the {name} of a track"
        self._check_kept(doing)
        if value is not None:
            command: tuple[str, ...] = ("sticker_set", "song", location, name, value)
        elif name in self._notes_on(location):
            command = ("sticker_delete", "song", location, name)
        else:
            return
        self._connection.write([command], doing=doing)

    def _notes_on(self, location: str) -> Mapping[str, str]:
        doing = "read the notes on a track"
        self._check_kept(doing)
        found = self._connection.read("sticker_list", "song", location, doing=doing)
        return {str(name): str(value) for name, value in found.items()}

    def _noted(self, name: str) -> Mapping[str, int]:
        found = self._connection.read("sticker_find", "song", "", name, doing="read its stickers")
        numbers = {
            str(each["file"]): leading_number(str(each["sticker"]).partition("=")[2])
            for each in found
        }
        return {location: number for location, number in numbers.items() if number is not None}

    def _check_kept(self, doing: str) -> None:
        if not self.are_kept:
            raise ServerUnsupportedError("This MPD", doing)
