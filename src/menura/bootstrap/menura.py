"""Put everything together."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from menura.analysis import NotAnalysedError
from menura.bootstrap.daw import DawFollower
from menura.bootstrap.handing_over import HandOver, Sample
from menura.bootstrap.made import Made
from menura.bootstrap.rooms import is_one_recording
from menura.bootstrap.suggesting import StoreWorld
from menura.catalogue import Source
from menura.config import Settings
from menura.discover import (
    ArtistKeeper,
    ArtistModels,
    ArtistsNotReadyError,
    SearchSpace,
    start_artists,
)
from menura.embedding import DSP
from menura.store import (
    closed_store,
    open_store,
)
from menura.suggest import PolicyChoice, Suggester, SuggestOptions, Weights

if TYPE_CHECKING:  # loads faiss and decoders: only what searches or writes files needs them
    from menura.analysis.tagging import TagRequest
    from menura.assistant import Assistant
    from menura.audio.tag_changes import WrittenTags


WARM_FROM_TRACKS = 5_000
ARTISTS_KEPT_S = 3600.0
RECS_SETTINGS = tuple(name for name in Settings.model_fields if name.startswith("recs_"))


class Menura(Made):
    """The wired application: what every door opens."""

    def search(self, space: str) -> SearchSpace:
        """Return a space to search in for as long as one likes: no transaction is held.

        For work that takes seconds, or waits for others.
        """
        with self.store.unit(read_only=True) as unit:
            shelf = self.shared.shelves.fresh(unit.shelf)
            index = self.indexes[space].fresh(unit.analyses)

        def verdict(one: int, other: int) -> bool:
            with self.store.unit(read_only=True) as unit:
                return is_one_recording(unit, one, other)

        return SearchSpace(space, shelf, index, index.vectors, verdict)

    def artists_file(self, space: str) -> Path:
        """Return where the sounds of artists are kept; derived, may be deleted at any time."""
        return self.settings.data_dir / "indexes" / self.store.library / f"artists-{space}.npz"

    def artist_models(self, space: str) -> ArtistModels:
        """Return the sounds of artists, or have them fitted.

        Older ones are used as long as newer ones are in the making.

        Raises
        ------
        ArtistsNotReadyError
        """
        found = self._artists.read(self.artists_file(space))
        with self.rooms(read_only=True) as rooms:
            is_current = found is not None and found.revision == rooms.shelf.revision
        # Every change of any track makes them older; what is new is seen after each scan anyway
        if not is_current and self._artists.age_s(self.artists_file(space)) > ARTISTS_KEPT_S:
            with self.rooms() as rooms:
                start_artists(rooms.jobs, space)
        if found is None:
            raise ArtistsNotReadyError
        return found

    @property
    def assistant(self) -> "Assistant":
        """Return who answers in conversations."""
        from menura.assistant import Assistant

        model = self.language_model

        def make(_: "Assistant | None") -> "Assistant":
            text = self.text_search if self.text_search.is_there() else None
            return Assistant(
                self.search, self.store.track_queries, _PlaylistNames(self), model, text
            )

        return self._made.get("assistant", (model,), make)

    @property
    def suggester(self) -> Suggester:
        """Return who suggests samples."""
        settings = self.settings
        said = tuple(getattr(settings, name) for name in RECS_SETTINGS)
        return self._made.get("suggester", said, lambda before: self._suggester(settings, before))

    def _suggester(self, settings: Settings, before: Suggester | None) -> Suggester:
        """Make who suggests; what was asked before, and who waits for changes, is not forgotten."""
        world = StoreWorld(self.store, lambda: self.shared, use_clap=settings.recs_use_clap)
        options = SuggestOptions(
            Weights(
                similarity=settings.recs_weight_similarity,
                tempo=settings.recs_weight_tempo,
                key=settings.recs_weight_key,
                freshness=settings.recs_weight_freshness,
                mood=settings.recs_weight_mood,
                role=settings.recs_weight_role,
                freshness_days=settings.recs_freshness_days,
                mmr_lambda=settings.recs_mmr_lambda,
                per_pack=settings.recs_per_pack,
            ),
            PolicyChoice(settings.recs_recommendation_mode, settings.recs_rules_share),
        )
        suggester = Suggester(world, options, self.clock, world.text_vector)
        if before is not None:
            suggester.bell, suggester.served = before.bell, before.served
        self.store.after_write = suggester.bell.ring
        return suggester

    @cached_property
    def hand_over(self) -> HandOver:
        """Return who hands samples over to DAWs."""
        return HandOver(self.settings)

    @contextmanager
    def sample(self, track_id: str) -> Iterator[Sample]:
        """Give a track with what is needed to hand it over, for the length of a block.

        Raises
        ------
        TrackNotFoundError, NotAnalysedError, TrackFileMissingError, TrackFileForbiddenError
        """
        with self.rooms(read_only=True) as rooms:
            track = rooms.library.track(track_id)
            features = rooms.analyses.features([track.id]).get(track.id)
        if features is None:
            raise NotAnalysedError(track.id)
        with self.servers.audio(track) as path:
            yield Sample(track, features, path)

    @cached_property
    def daw(self) -> DawFollower:
        """Return who follows a DAW."""
        return DawFollower(self.rooms, self.settings.data_dir)

    @cached_property
    def _artists(self) -> ArtistKeeper:
        return ArtistKeeper()

    def remove_source(self, source_id: str, *, force: bool = False) -> Source:
        """Forget a source and its tracks, some at a time: others go on writing meanwhile.

        Cut short, it leaves a source with fewer tracks, which can be removed or scanned again.

        Raises
        ------
        SourceNotFoundError, SourceInUseError
        """
        with self.rooms() as rooms:
            source = rooms.library.check_removable(source_id, force=force)
            rooms.scans.cancel(source)
        self.servers.sign_out(source)
        left = True
        while left:
            with self.rooms() as rooms:
                left = rooms.library.remove_some_tracks(source) > 0
        with self.rooms() as rooms:
            rooms.library.remove_source(source)
            rooms.scans.build_indexes()
        return source

    def sweep_missing(self, expected: int, *, with_held: bool = False) -> int:
        """Forget tracks that have been gone for long, some at a time; return how many.

        Raises
        ------
        SweepChangedError
            Other tracks may be forgotten than a person was shown.
        """
        with self.rooms() as rooms:
            rooms.missing.check(expected, with_held=with_held)
        swept, some = 0, 1
        while some:
            with self.rooms() as rooms:
                some = rooms.missing.sweep_some(with_held=with_held)
            swept += some
        if swept:
            with self.rooms() as rooms:
                rooms.scans.build_indexes()
        return swept

    def write_tags(self, track_id: str, request: "TagRequest") -> "WrittenTags":
        """Write what is known of a track into its file's tags, or into those of a copy.

        Raises
        ------
        TrackNotFoundError, NotAnalysedError, TrackFileMissingError, TrackChangedError
        TagRequestError, InvalidInputError, ConflictError, UnavailableError
            As `menura.audio.tag_writer`; the file is then as it was.
        """
        from menura.analysis.hearing import read_metadata
        from menura.analysis.tagging import check_unchanged, look_of, write_track_tags

        with self.rooms(read_only=True) as rooms:
            track = rooms.library.track(track_id)
            known = rooms.track_analyses.of(track)
            track = rooms.library.local_copy(track)
            path = rooms.library.audio_file(track)
        check_unchanged(track, path)
        written = write_track_tags(path, known, request)
        if request.in_place and written.changed:
            look, metadata = look_of(track, path), read_metadata(path)
            with self.store.unit() as unit:
                unit.tracks.record_written(track.id, look, metadata)
        return written

    def warm_up(self) -> None:
        """Read a large library into memory before somebody waits for it; others take no time."""
        with self.rooms(read_only=True) as rooms:
            is_large = rooms.library.counts().analysed >= WARM_FROM_TRACKS
        if is_large:
            self.search(DSP.name)

    def stop(self) -> None:
        """Tell what waits on this application to end, and close the store."""
        self.stopping.set()
        if "daw" in self.__dict__:
            self.daw.close()
        if "text_search" in self.__dict__:
            self.text_search.close()
        if "servers" in self.__dict__:
            self.servers.close()
        self.store.close()


class _PlaylistNames:
    """Look playlists up for the assistant, each in a transaction of its own."""

    def __init__(self, menura: Menura) -> None:
        self._menura = menura

    def track_ids(self, name: str) -> Sequence[str]:
        """Return the tracks of a playlist, none if there is no such playlist."""
        with self._menura.rooms(read_only=True) as rooms:
            for playlist in rooms.playlists.all():
                if playlist.name.casefold() == name.strip().casefold():
                    return [item.track.id for item in rooms.playlists.get(playlist.id).items]
        return ()


def build(settings: Settings) -> Menura:
    """Return the application over an opened, current database.

    Raises
    ------
    UnavailableError
        The database cannot be used; the message says why and what to do.
    """
    url = settings.database_url
    store = open_store(settings.data_dir, url.get_secret_value() if url else None)
    application = Menura(settings, store)
    application.settling.begin()
    return application


def describe_only() -> Menura:
    """Return an application that cannot do anything, to read its routes from."""
    settings = Settings()
    return Menura(settings, closed_store(settings.data_dir))
