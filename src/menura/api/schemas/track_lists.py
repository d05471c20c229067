"""Read which tracks a list shall hold."""

from collections.abc import Callable

from pydantic import BaseModel, Field

from menura.api.schemas.discover import key_code
from menura.catalogue import TrackKind, TrackOrder, TrackQuery, TrackState
from menura.discover import SearchInputError, Shelf, TrackFilter, heard_tracks

MOST_CHARACTERS = 500
MOST_NAMES = 100
FASTEST_BPM = 1000
_FIELDS = {"moods": "mood", "keys": "key"}  # what a filter calls what is called so here


class TrackListIn(BaseModel):
    """Which tracks to list; every part that is given must hold.

    Genre, mood, tempo and key are known of tracks that were heard and are there: the others are
    left out where one of these is asked for. What people corrected counts, not what was heard.
    """

    q: str = Field(
        "", max_length=MOST_CHARACTERS, description="Words of title, artist, album, genre or path."
    )
    source_id: str | None = None
    state: TrackState | None = None
    genre: list[str] = Field(
        [], max_length=MOST_NAMES, description="One of these; `rock` is in `punk rock`, too."
    )
    mood: list[str] = Field([], max_length=20, description="All of these, as the facets name them.")
    key: list[str] = Field([], max_length=24, description="One of these: `Am`, `F# minor`, `8A`.")
    kind: list[TrackKind] = Field([], max_length=len(TrackKind), description="One of these.")
    tempo_min_bpm: float | None = Field(None, ge=0, le=FASTEST_BPM)
    tempo_max_bpm: float | None = Field(None, ge=0, le=FASTEST_BPM)
    favourite: bool = Field(False, description="Favourites only.")
    min_rating: int | None = Field(
        None, ge=1, le=100, description="Rated at least so; 20 is one star of five."
    )
    order: TrackOrder = TrackOrder.RELEVANCE
    descending: bool = False
    offset: int = Field(0, ge=0, le=2**31 - 1)
    limit: int = Field(100, ge=1, le=500)

    def to_query(self, shelf: Callable[[], Shelf]) -> TrackQuery:
        """Return the query this stands for.

        Parameters
        ----------
        shelf : callable
            Gives what was heard of the library; called only where that is asked for.

        Raises
        ------
        SearchInputError
            A key or a mood is none, or the tempo range is upside down.
        """
        given = self._filter()
        by_tempo = self.order is TrackOrder.TEMPO
        wants_shelf = given is not None or by_tempo
        try:
            heard = heard_tracks(shelf(), given, by_tempo=by_tempo) if wants_shelf else None
        except SearchInputError as error:
            field = _FIELDS.get(error.field or "", error.field)
            raise SearchInputError(error.message, field=field) from error
        return TrackQuery(
            self.q,
            self.source_id,
            self.state,
            self.order,
            self.descending,
            self.offset,
            self.limit,
            kinds=tuple(dict.fromkeys(self.kind)),
            favourites_only=self.favourite,
            min_rating=self.min_rating,
            heard=heard,
        )

    def _filter(self) -> TrackFilter | None:
        """Return what must be true of a track's sound; None if nothing must."""
        low, high = self.tempo_min_bpm, self.tempo_max_bpm
        if low is not None and high is not None and low > high:
            raise SearchInputError(
                f"No tempo lies between {low:g} and {high:g} BPM: the lower end is above the "
                "upper one; swap the two.",
                field="tempo_min_bpm",
            )
        if not (self.genre or self.mood or self.key) and low is None and high is None:
            return None
        return TrackFilter(
            genres=tuple(self.genre),
            moods=tuple(self.mood),
            keys=tuple(_key(key) for key in self.key),
            tempo_from_bpm=low,
            tempo_to_bpm=high,
        )


def _key(text: str) -> int:
    try:
        return key_code(text)
    except SearchInputError as error:
        raise SearchInputError(error.message, field="key") from error
