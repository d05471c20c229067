"""Compare what a plan names with what is there; what is not there is told and left out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from menura.assistant.lookups import Lookups
from menura.assistant.plan import Attributes, Knowledge, Plan, Sort
from menura.assistant.ports import PlaylistNames, TextEmbedder
from menura.assistant.sound_words import TEMPO_BPM
from menura.assistant.vocabulary import Vocabulary
from menura.audio.key_notation import parse_key
from menura.discover import (
    Ingredient,
    IngredientKind,
    Mark,
    NotOnShelfError,
    SearchSpace,
    TrackFilter,
)

_MINOR = 12  # keys of the shelf: 0 to 11 major, 12 to 23 minor
_ASKED_OF_ALL = 40  # titles a model may name, each looked up on its own


@dataclass(slots=True)
class Wanted:
    """A plan in terms of what is there.

    Attributes
    ----------
    towards, away : list of Ingredient
        What to sound like, and unlike.
    known_rows : list of int
        Songs that were named as such by a model and are here: they come first.
    filter : TrackFilter
    missing : list of str
        Sentences on what is not there.
    """

    filter: TrackFilter
    sort: Sort = Sort.SIMILARITY
    towards: list[Ingredient] = field(default_factory=list)
    away: list[Ingredient] = field(default_factory=list)
    known_rows: list[int] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def has_sound(self) -> bool:
        """Tell whether there is something to sound like."""
        return bool(self.towards)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is left to look for."""
        is_plain = self.filter == TrackFilter() and self.sort is Sort.SIMILARITY
        return is_plain and not (self.towards or self.known_rows or self.away)


@dataclass(frozen=True, slots=True)
class Resolver:
    """Who knows what is there."""

    search: SearchSpace
    vocabulary: Vocabulary
    lookups: Lookups
    playlists: PlaylistNames
    text: TextEmbedder | None = None

    def resolve(self, plan: Plan) -> Wanted:
        """Return what a plan wants of this library."""
        said = plan.attributes
        wanted = Wanted(TrackFilter(), said.sort)
        wanted.filter = self._filter(said, wanted.missing)
        self._add_seeds(plan, wanted)
        self._add_knowledge(plan.knowledge, wanted)
        self._add_text(plan.text, wanted)
        return wanted

    def _filter(self, said: Attributes, missing: list[str]) -> TrackFilter:
        slowest, fastest = TEMPO_BPM[said.tempo] if said.tempo else (None, None)
        marks = Mark(0)
        for version in said.without:
            marks |= Mark[version.value.upper()]
        return TrackFilter(
            genres=self._genres(said.genres, missing),
            not_genres=self._genres(said.not_genres, []),
            moods=self._moods(said.moods, missing),
            not_moods=self._moods(said.not_moods, []),
            artists=self._artists(said.artists, missing),
            not_artists=self._artists(said.not_artists, []),
            year_from=said.year_from,
            year_to=said.year_to,
            duration_from_s=said.duration_from_s,
            duration_to_s=said.duration_to_s,
            tempo_from_bpm=said.tempo_from_bpm if said.tempo_from_bpm is not None else slowest,
            tempo_to_bpm=(
                said.tempo_to_bpm
                if said.tempo_to_bpm is not None or said.tempo_from_bpm is not None
                else fastest
            ),
            energy_from=said.energy_from,
            energy_to=said.energy_to,
            keys=_keys(said.keys, missing),
            favourites_only=said.favourites,
            not_marks=marks,
        )

    def _genres(self, names: Sequence[str], missing: list[str]) -> tuple[str, ...]:
        found: list[str] = []
        for name in names:
            here = self.vocabulary.genres_called(name) or self.vocabulary.wider_genre(name)
            if not here:
                missing.append(f"No track here is of the genre {name!r}.")
            found += [one for one in here if one not in found]
        return tuple(found)

    def _moods(self, names: Sequence[str], missing: list[str]) -> tuple[str, ...]:
        unknown = [name for name in names if name not in self.vocabulary.moods]
        missing += [f"There is no mood {name!r} here." for name in unknown]
        return tuple(name for name in names if name in self.vocabulary.moods)

    def _artists(self, names: Sequence[str], missing: list[str]) -> tuple[str, ...]:
        found = [(name, self._artist(name)) for name in names]
        missing += [f"No track here is by {name!r}." for name, here in found if here is None]
        return tuple(dict.fromkeys(here for _, here in found if here is not None))

    def _artist(self, name: str) -> str | None:
        return self.vocabulary.artist_called(name) or self.vocabulary.artist_like(name)

    def _add_seeds(self, plan: Plan, wanted: Wanted) -> None:
        seeds = plan.seeds
        for name in self._artists(seeds.artists, wanted.missing):
            wanted.towards.append(Ingredient(IngredientKind.ARTIST, name))
        for name in self._artists(seeds.avoid, wanted.missing):
            wanted.away.append(Ingredient(IngredientKind.ARTIST, name))
        for title in seeds.songs:
            self._add_song(title, "", wanted)
        for name in seeds.playlists:
            ids = tuple(self.playlists.track_ids(name))
            if ids:
                wanted.towards.append(Ingredient(IngredientKind.PLAYLIST, name, ids))
            else:
                wanted.missing.append(f"There is no playlist {name!r} with a track in it.")
        for track_id in seeds.track_ids:
            if self._row(track_id) is not None:
                wanted.towards.append(Ingredient(IngredientKind.TRACK, "that track", (track_id,)))

    def _add_song(self, title: str, artist: str, wanted: Wanted) -> None:
        track_id = self.lookups.song(title, artist)
        if track_id is None and " by " in title:
            name, _, by = title.rpartition(" by ")
            track_id = self.lookups.song(name, by)
        if track_id is not None and self._row(track_id) is not None:
            wanted.towards.append(Ingredient(IngredientKind.TRACK, title, (track_id,)))
            return
        as_artist = self._artist(title)
        if as_artist is not None:
            wanted.towards.append(Ingredient(IngredientKind.ARTIST, as_artist))
            return
        wanted.missing.append(f"No song or artist here is called {title!r}.")

    def _add_knowledge(self, known: Knowledge, wanted: Wanted) -> None:
        here = self._artists(known.artists, unknown := [])
        for song in known.songs[:_ASKED_OF_ALL]:
            track_id = self.lookups.song(song.title, song.artist)
            row = self._row(track_id) if track_id else None
            if row is None:
                unknown.append(f"{song.title!r} is not here.")
            elif row not in wanted.known_rows:
                wanted.known_rows.append(row)
        if unknown:
            wanted.missing.append(
                f"{len(unknown)} of what the model named is not in this library: "
                + " ".join(unknown[:5])
            )
        for name in here:
            wanted.towards.append(Ingredient(IngredientKind.ARTIST, name))

    def _add_text(self, text: str, wanted: Wanted) -> None:
        """Take a description as a sound where the space knows words."""
        if text and self.text is not None and self.text.space == self.search.name:
            vectors = self.text.embed(text).reshape(1, -1)
            wanted.towards.append(Ingredient(IngredientKind.TEXT, text, vectors=vectors))

    def _row(self, track_id: str) -> int | None:
        try:
            return self.search.shelf.row_of_id(track_id)
        except NotOnShelfError:
            return None


def _keys(names: Sequence[str], missing: list[str]) -> tuple[int, ...]:
    found = []
    for name in names:
        key = parse_key(name)
        if key is None:
            missing.append(f"{name!r} is no key.")
        else:
            found.append(key.pitch_class + (_MINOR if key.mode == "minor" else 0))
    return tuple(dict.fromkeys(found))
