"""Wire the house: settings in, ready services out. The only place that knows all rooms."""

import re
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

from pydantic import SecretStr

from menura.analysis import AnalysisRepository, Scans, TrackAnalyses
from menura.assistant import Conversations
from menura.catalogue import Library, ListeningRepository, Playlists, Source, TrackRepository
from menura.config import Settings
from menura.discover import (
    ArtistKeeper,
    ArtistModels,
    ArtistsNotReadyError,
    ClusterRuns,
    Finder,
    MapKeeper,
    Maps,
    Radios,
    SearchInputError,
    SearchSpace,
    Shelf,
    ShelfKeeper,
    start_artists,
)
from menura.embedding import CLAP, DSP, MUSICNN, ApartModelFolder
from menura.jobs import Job, Jobs, Schedules
from menura.jobs.lease import LEASE_TTL_S
from menura.kernel.clock import Clock, SystemClock
from menura.sessions import Kept, MediaFolder, SessionLab
from menura.store import (
    LocalArtifacts,
    S3Artifacts,
    S3Options,
    SqlSessionStore,
    Store,
    Unit,
    closed_store,
    copy_reference,
    open_store,
    sqlite_url,
)
from menura.studio import ArtifactStore, Productions
from menura.vectors import Vector

if TYPE_CHECKING:  # loads faiss and decoders: only what searches or writes files needs them
    from menura.analysis import Recordings
    from menura.analysis.space_index import SpaceIndex
    from menura.analysis.tagging import TagRequest
    from menura.assistant import Assistant
    from menura.audio.tag_changes import WrittenTags
    from menura.embedding import TextSearch
    from menura.language import LanguageModel
    from menura.sessions.providers.registry import ProviderOptions
    from menura.studio.requests import GeneratorOptions, StemCache

SPACES = (DSP, MUSICNN, CLAP)
ENGINE_FILE = "jobs.sqlite"
WARM_FROM_TRACKS = 5_000


class Rooms:
    """The services of all rooms, inside one transaction; each is made when first used."""

    def __init__(self, unit: Unit, clock: Clock, shared: "Shared") -> None:
        self._unit = unit
        self.clock = clock
        self._shared = shared

    @property
    def tracks(self) -> TrackRepository:
        """Return the rows of tracks."""
        return self._unit.tracks

    @cached_property
    def library(self) -> Library:
        """Return sources and tracks."""
        unit = self._unit
        return Library(unit.sources, unit.tracks, unit.playlists, self.clock)

    @cached_property
    def playlists(self) -> Playlists:
        """Return playlists."""
        return Playlists(self._unit.playlists, self._unit.tracks, self.library, self.clock)

    @cached_property
    def analyses(self) -> AnalysisRepository:
        """Return what was measured."""
        return self._unit.analyses

    @cached_property
    def jobs(self) -> Jobs:
        """Return jobs."""
        return Jobs(self._unit.jobs, self.clock)

    @cached_property
    def scans(self) -> Scans:
        """Return scans."""
        return Scans(self.jobs, self.clock)

    @cached_property
    def productions(self) -> Productions:
        """Return what the studio makes."""
        return Productions(self._unit.productions, self.jobs, self.clock)

    @cached_property
    def sessions(self) -> SessionLab:
        """Return sessions of generated clips."""
        return SessionLab(self._unit.sessions, self.jobs, self.clock)

    @cached_property
    def track_analyses(self) -> TrackAnalyses:
        """Return what was measured of tracks and corrected by people."""
        return TrackAnalyses(self._unit.analyses, self._unit.tracks, self.clock)

    @cached_property
    def recordings(self) -> "Recordings":
        """Return the search for the same recording."""
        from menura.analysis import Recordings

        index = self._shared.indexes[DSP.name].fresh(self._unit.analyses)
        return Recordings(self._unit.tracks, self._unit.analyses, index)

    # --------------------------------------------------------------- discover

    @cached_property
    def shelf(self) -> Shelf:
        """Return the library in columns, as it is now."""
        return self._shared.shelves.fresh(self._unit.shelf)

    def search(self, space: str) -> SearchSpace:
        """Return a space to search in, good until this transaction ends."""
        return open_search(self._unit, space, self.shelf, self._shared)

    def space_counts(self) -> dict[str, int]:
        """Return how many tracks were heard in each space that has any."""
        states = {space.name: self._unit.analyses.space_state(space.name) for space in SPACES}
        return {name: state.count for name, state in states.items() if state.count}

    @cached_property
    def finder(self) -> Finder:
        """Return every search."""
        unit = self._unit
        return Finder(
            self.search,
            self.library,
            self.playlists,
            anchors=unit.anchors,
            music_map=lambda space: self._shared.maps.music_map(space, unit.maps),
            listening=unit.listening,
            text=self._shared.text_vector,
        )

    @cached_property
    def radios(self) -> Radios:
        """Return anchors and radios."""
        return Radios(
            self._unit.anchors,
            self.finder,
            self.playlists,
            jobs=self.jobs,
            schedules=self.schedules,
            clock=self.clock,
        )

    @cached_property
    def maps(self) -> Maps:
        """Return the music map."""
        unit = self._unit
        return Maps(
            unit.maps, unit.cluster_runs, self.jobs, shelf=self.shelf, keeper=self._shared.maps
        )

    @cached_property
    def cluster_runs(self) -> ClusterRuns:
        """Return versions of the automatic playlists."""
        return ClusterRuns(self._unit.cluster_runs, self.playlists, self.jobs)

    @cached_property
    def listening(self) -> ListeningRepository:
        """Return what was listened to."""
        return self._unit.listening

    @cached_property
    def schedules(self) -> Schedules:
        """Return what is done again and again."""
        return Schedules(self._unit.jobs, self.clock)

    @cached_property
    def conversations(self) -> Conversations:
        """Return what was said to the assistant."""
        return Conversations(self._unit.conversations, self.clock)


@dataclass(frozen=True, slots=True)
class Shared:
    """What the transactions of a process have in common: what is read once and kept fresh."""

    indexes: "dict[str, SpaceIndex]"
    shelves: ShelfKeeper
    maps: MapKeeper
    text: "TextSearch"

    def text_vector(self, space: str, text: str) -> Vector:
        """Return the vector of a text.

        Raises
        ------
        SearchInputError
            The space knows no words.
        TextModelMissingError
        """
        if space != self.text.space:
            raise SearchInputError(
                f"The space {space!r} knows no words; search by text in {self.text.space!r}, once "
                "its text model was added (`menura models add`).",
                field="space",
            )
        return self.text.embed(text)


def open_search(unit: Unit, space: str, shelf: Shelf, shared: Shared) -> SearchSpace:
    """Return a space to search in, good as long as the transaction is."""
    index = shared.indexes[space].fresh(unit.analyses)
    return SearchSpace(
        space, shelf, index, index.vectors, lambda one, other: _is_one_recording(unit, one, other)
    )


class Menura:
    """The wired application: what every door opens."""

    def __init__(self, settings: Settings, store: Store, clock: Clock | None = None) -> None:
        self.settings = settings
        self.store = store
        self.clock = clock or SystemClock()
        self.stopping = threading.Event()
        self.trouble: str | None = None  # what keeps work from being done, for people to read

    @cached_property
    def indexes(self) -> "dict[str, SpaceIndex]":
        """Return the vector indexes by space."""
        from menura.analysis.space_index import SpaceIndex

        return {
            space.name: SpaceIndex(self.index_folder(space.name), space.name, space.dimension)
            for space in SPACES
        }

    @cached_property
    def shared(self) -> Shared:
        """Return what all transactions have in common."""
        return Shared(self.indexes, ShelfKeeper(), MapKeeper(), self.text_search)

    @cached_property
    def text_search(self) -> "TextSearch":
        """Return who puts words into a space, where a model for that was added."""
        from menura.embedding import TextSearch

        return TextSearch(self.models)

    def search(self, space: str) -> SearchSpace:
        """Return a space to search in for as long as one likes: no transaction is held.

        For work that takes seconds, or waits for others.
        """
        with self.store.unit(read_only=True) as unit:
            shelf = self.shared.shelves.fresh(unit.shelf)
            index = self.indexes[space].fresh(unit.analyses)

        def verdict(one: int, other: int) -> bool:
            with self.store.unit(read_only=True) as unit:
                return _is_one_recording(unit, one, other)

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
        if not is_current:
            with self.rooms() as rooms:
                start_artists(rooms.jobs, space)
        if found is None:
            raise ArtistsNotReadyError
        return found

    @cached_property
    def assistant(self) -> "Assistant":
        """Return who answers in conversations."""
        from menura.assistant import Assistant

        text = self.text_search if self.text_search.is_there() else None
        return Assistant(
            self.search,
            self.store.track_queries,
            _PlaylistNames(self),
            self.language_model,
            text,
        )

    @cached_property
    def _artists(self) -> ArtistKeeper:
        return ArtistKeeper()

    @cached_property
    def models(self) -> ApartModelFolder:
        """Return the folder of model files."""
        return ApartModelFolder(self.settings.models_folder)

    @cached_property
    def studio_folder(self) -> Path:
        """Return where productions lie on this machine, also those kept elsewhere too."""
        return self.settings.data_dir / "studio" / "productions"

    @cached_property
    def artifacts(self) -> ArtifactStore:
        """Return where the files of productions are kept."""
        return self._artifact_store(self.studio_folder)

    @cached_property
    def media(self) -> MediaFolder:
        """Return the files of clips on this machine; kept elsewhere too if that is set up."""
        is_local = self.settings.artifacts_url is None
        return MediaFolder(
            self.settings.data_dir / "media",
            library=self.store.library,
            mirror=None if is_local else self.clip_files,
        )

    @cached_property
    def clip_files(self) -> ArtifactStore:
        """Return where clips are fetched from that are not on this machine."""
        return self._artifact_store(self.settings.data_dir / "media", below="media")

    @cached_property
    def session_store(self) -> SqlSessionStore:
        """Return sessions with a transaction for every call, for work that takes seconds."""
        return SqlSessionStore(self.store)

    def _artifact_store(self, folder: Path, below: str = "") -> ArtifactStore:
        """Return a folder, or the part of an S3 store that stands for it."""
        settings = self.settings
        if settings.artifacts_url is None:
            return LocalArtifacts(folder)
        bucket, _, prefix = settings.artifacts_url.removeprefix("s3://").partition("/")
        return S3Artifacts(
            S3Options(
                bucket=bucket,
                prefix="/".join(part for part in (prefix.strip("/"), below) if part),
                endpoint=settings.s3_endpoint,
                region=settings.s3_region,
                access_key=settings.s3_access_key,
                secret_key=_plain(settings.s3_secret_key),
            )
        )

    def keep_artifact(self, production_id: str, name: str, file: Path) -> None:
        """Keep a file of a production; sound also on this machine, where the catalogue reads it."""
        if self.settings.artifacts_url is not None and name.endswith(".wav"):
            LocalArtifacts(self.studio_folder).put(production_id, name, file)
        self.artifacts.put(production_id, name, file)

    def remove_production(self, production_id: str) -> None:
        """Delete the files of a production, then forget it; the catalogue sees that they are gone.

        Raises
        ------
        ProductionNotFoundError, ProductionBusyError
        """
        with self.rooms(read_only=True) as rooms:
            found = rooms.productions.check_removable(production_id)
        # The row goes last: cut short, the production is still there and can be removed again.
        self.remove_artifacts(found.id)
        with self.rooms() as rooms:
            rooms.productions.remove(found.id)
        self.hear_studio()

    def remove_artifacts(self, production_id: str) -> None:
        """Delete the files of a production, here and wherever else they are kept."""
        self.artifacts.remove(production_id)
        if self.settings.artifacts_url is not None:
            LocalArtifacts(self.studio_folder).remove(production_id)
        shutil.rmtree(self.uploads_folder(production_id), ignore_errors=True)

    def remove_session(self, session_id: UUID) -> None:
        """Delete the clips of a session, then forget it; the catalogue forgets them, too.

        Raises
        ------
        SessionNotFoundError, SessionBusyError
        """
        with self.rooms(read_only=True) as rooms:
            found = rooms.sessions.check_removable(session_id)
            clip_ids = [clip.id for clip in rooms.sessions.clips(found.id)]
        # The rows go last: cut short, the session is still there and can be removed again.
        self.media.remove(session_id, clip_ids)
        with self.rooms() as rooms:
            rooms.sessions.remove(found.id)
        self._forget_tracks(clip_ids)

    def remove_clips(self, session_id: UUID, clip_ids: Sequence[UUID]) -> None:
        """Delete clips of a session, then forget them.

        Raises
        ------
        SessionNotFoundError, ClipNotFoundError
        """
        with self.rooms(read_only=True) as rooms:
            rooms.sessions.check_clips(session_id, clip_ids)
        self.media.remove(session_id, clip_ids)
        with self.rooms() as rooms:
            rooms.sessions.remove_clips(session_id, clip_ids)
        self._forget_tracks(clip_ids)

    def keep_most_different(
        self, session_id: UUID, count: int, *, batch_id: UUID | None = None, remove: bool = False
    ) -> Kept:
        """Choose the clips that differ most; if asked, delete the others.

        Raises
        ------
        SessionNotFoundError, BatchNotFoundError, SessionInputError
        """
        with self.rooms(read_only=True) as rooms:
            kept = rooms.sessions.most_different(session_id, count, batch_id=batch_id)
        if not remove:
            return replace(kept, other_ids=())
        if kept.other_ids:
            self.remove_clips(session_id, kept.other_ids)
        return kept

    def sweep_media(self) -> int:
        """Remove what batches that were cut short left behind; return how many clips went."""

        def is_making(batch_id: UUID) -> bool:
            with self.rooms(read_only=True) as rooms:
                return rooms.sessions.is_working(batch_id)

        def known(session_id: UUID) -> frozenset[UUID]:
            found = self.session_store.known_clips([session_id])
            return found.get(session_id, frozenset())

        swept = self.media.sweep(is_making=is_making, known=known)
        if swept:
            self._forget_tracks(swept)
        return len(swept)

    def _forget_tracks(self, clip_ids: Sequence[UUID]) -> None:
        with self.rooms() as rooms:
            rooms.library.forget_tracks([str(one) for one in clip_ids])
        self.hear_clips()

    def hear_clips(self) -> Job:
        """Have clips heard like every other track, and those that are gone marked as missing."""
        self.media.root.mkdir(parents=True, exist_ok=True)
        with self.rooms() as rooms:
            return rooms.scans.start(rooms.library.add_sessions(str(self.media.root)))

    def hear_studio(self) -> Job:
        """Have what was made heard like every other track, and what is gone marked as missing."""
        self.studio_folder.mkdir(parents=True, exist_ok=True)
        with self.rooms() as rooms:
            return rooms.scans.start(rooms.library.add_studio(str(self.studio_folder)))

    def work_folder(self, production_id: str) -> Path:
        """Return where a production is made; it is empty when all is kept elsewhere."""
        return self.settings.data_dir / "studio" / "work" / production_id

    def uploads_folder(self, production_id: str) -> Path:
        """Return where the reference that came with a request lies."""
        return self.settings.data_dir / "studio" / "references" / production_id

    def keep_reference(self, production_id: str, name: str, source: BinaryIO) -> None:
        """Keep the reference that came with a request where every worker finds it.

        Raises
        ------
        ReferenceTooLargeError, ArtifactsUnavailableError
            Then nothing of it is left.
        """
        folder = self.uploads_folder(production_id)
        try:
            copy_reference(source, folder / name, self.settings.reference_mb)
            if self.settings.artifacts_url is not None:
                self.artifacts.put(production_id, name, folder / name)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def reference_file(self, production_id: str, name: str) -> Path:
        """Return the file of a reference, fetched if it was sent to another machine.

        Raises
        ------
        ArtifactNotFoundError
        """
        path = self.uploads_folder(production_id) / name
        if not path.is_file():
            self.artifacts.fetch(production_id, name, path)
        return path

    @cached_property
    def stem_cache(self) -> "StemCache":
        """Return the cache of played stems."""
        from menura.studio.requests import StemCache

        folder = self.settings.data_dir / "studio" / "stems"
        return StemCache(folder, self.settings.stem_cache_mb << 20)

    @cached_property
    def language_model(self) -> "LanguageModel | None":
        """Return the language model that helps to understand prompts, if one is configured."""
        settings = self.settings
        if settings.language_url is None or settings.language_model is None:
            return None
        from menura.language import ChatModel

        return ChatModel(
            settings.language_url, settings.language_model, _plain(settings.language_key)
        )

    @property
    def generator_options(self) -> "GeneratorOptions":
        """Return what is configured of generators of stems."""
        from menura.studio.requests import GeneratorOptions

        settings = self.settings
        return GeneratorOptions(
            musicgen_model=settings.musicgen,
            hosted_url=settings.hosted_audio_url,
            hosted_token=_plain(settings.hosted_audio_token),
            hosted_template=settings.hosted_audio_template,
            acestep_url=settings.acestep_url,
            acestep_token=_plain(settings.acestep_token),
        )

    @property
    def provider_options(self) -> "ProviderOptions":
        """Return who makes, hears and names clips."""
        from menura.sessions.providers.registry import ProviderOptions

        settings = self.settings
        asks_model = settings.session_namer == "language"
        return ProviderOptions(
            music=settings.session_music,
            generators=self.generator_options,
            embedder=settings.session_embedder,
            clap_model=settings.session_clap,
            language_url=settings.language_url if asks_model else None,
            language_model=settings.language_model if asks_model else None,
            language_key=_plain(settings.language_key) if asks_model else None,
        )

    def index_folder(self, space: str) -> Path:
        """Return where the index files of a space are kept, apart for each database."""
        return self.settings.data_dir / "indexes" / self.store.library / space

    @contextmanager
    def rooms(self, *, read_only: bool = False) -> Iterator[Rooms]:
        """Open the rooms for one request or step: one transaction."""
        with self.store.unit(read_only=read_only) as unit:
            yield Rooms(unit, self.clock, self.shared)

    @property
    def engine_url(self) -> str:
        """Return where the job engine keeps its own tables."""
        if self.settings.database_url:
            url = self.settings.database_url.get_secret_value()
            # The old name of the scheme, which some hosts still give, is unknown to SQLAlchemy.
            return re.sub("^postgres://", "postgresql://", url)
        return sqlite_url(self.settings.data_dir / ENGINE_FILE)

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
        left = True
        while left:
            with self.rooms() as rooms:
                left = rooms.library.remove_some_tracks(source) > 0
        with self.rooms() as rooms:
            rooms.library.remove_source(source)
            rooms.scans.build_indexes()
        return source

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
            path, known = rooms.library.audio_file(track), rooms.track_analyses.of(track)
        check_unchanged(track, path)
        written = write_track_tags(path, known, request)
        if request.in_place and written.changed:
            look, metadata = look_of(track, path), read_metadata(path)
            with self.store.unit() as unit:
                unit.tracks.record_written(track.id, look, metadata)
        return written

    def live_workers(self, rooms: Rooms) -> int:
        """Return how many workers were heard of lately."""
        return rooms.jobs.live_workers(LEASE_TTL_S)

    def warm_up(self) -> None:
        """Read a large library into memory before somebody waits for it; others take no time."""
        with self.rooms(read_only=True) as rooms:
            is_large = rooms.library.counts().analysed >= WARM_FROM_TRACKS
        if is_large:
            self.search(DSP.name)

    def check_ready(self) -> None:
        """Raise an UnavailableError if requests cannot be served."""
        self.store.check()

    def stop(self) -> None:
        """Tell what waits on this application to end, and close the store."""
        self.stopping.set()
        if "text_search" in self.__dict__:
            self.text_search.close()
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
    return Menura(settings, open_store(settings.data_dir, url.get_secret_value() if url else None))


def _is_one_recording(unit: Unit, one: int, other: int) -> bool:
    from menura.analysis.identity import is_one_recording

    return is_one_recording(unit.analyses.fingerprints([one, other]))


def _plain(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret is not None else None


def describe_only() -> Menura:
    """Return an application that cannot do anything, to read its routes from."""
    settings = Settings()
    return Menura(settings, closed_store(settings.data_dir))
