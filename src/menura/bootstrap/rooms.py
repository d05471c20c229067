"""Open the services of all rooms inside one transaction."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from menura.accounts import Accounts
from menura.analysis import AnalysisRepository, Scans, TrackAnalyses
from menura.assistant import Conversations
from menura.catalogue import (
    Library,
    ListeningRepository,
    Missing,
    Playlists,
    ReactionPorts,
    Reactions,
    RemotePlaylistRepository,
    ServerSources,
    TrackRepository,
    WriteBackRepository,
)
from menura.discover import (
    ClusterRuns,
    Finder,
    MapKeeper,
    Maps,
    Radios,
    SearchInputError,
    SearchSpace,
    Shelf,
    ShelfKeeper,
)
from menura.embedding import CLAP, DSP, MUSICNN
from menura.jobs import Jobs, Schedules
from menura.kernel.clock import Clock
from menura.kernel.sealing import Sealer
from menura.sessions import SessionLab
from menura.sharing import Collection
from menura.store import Store, Unit
from menura.studio import Productions
from menura.suggest import Suggestions
from menura.vectors import Vector

if TYPE_CHECKING:  # loads faiss and decoders: only what searches or writes files needs them
    from menura.analysis import Recordings
    from menura.analysis.space_index import SpaceIndex
    from menura.embedding import TextSearch


SPACES = (DSP, MUSICNN, CLAP)


class Rooms:
    """The services of all rooms, inside one transaction; each is made when first used."""

    def __init__(
        self, unit: Unit, clock: Clock, shared: "Shared", *, read_only: bool = False
    ) -> None:
        self._unit = unit
        self.clock = clock
        self._shared = shared
        self._read_only = read_only

    @property
    def tracks(self) -> TrackRepository:
        """Return the rows of tracks."""
        return self._unit.tracks

    @cached_property
    def accounts(self) -> Accounts:
        """Return who may come in."""
        return Accounts(self._unit.accounts, self.clock)

    @cached_property
    def library(self) -> Library:
        """Return sources and tracks."""
        unit = self._unit
        return Library(unit.sources, unit.tracks, unit.playlists, self.clock)

    @cached_property
    def server_sources(self) -> ServerSources:
        """Return the sources that are music servers."""
        return ServerSources(self._unit.sources, self._shared.sealer, self.clock)

    @cached_property
    def missing(self) -> Missing:
        """Return tracks that are gone from their sources."""
        return Missing(self._unit.tracks, self.clock, self._shared.keep_missing_days)

    @property
    def remote_playlists(self) -> RemotePlaylistRepository:
        """Return which playlists on servers are Menura's."""
        return self._unit.remote_playlists

    @property
    def write_backs(self) -> WriteBackRepository:
        """Return what servers are to be told."""
        return self._unit.write_backs

    @cached_property
    def reactions(self) -> Reactions:
        """Return what listeners do about tracks."""
        unit = self._unit
        ports = ReactionPorts(unit.sources, unit.tracks, unit.listening, unit.write_backs)
        return Reactions(ports, self.jobs)

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
        """Return the library in columns, as it is now.

        Inside a transaction that writes, as it was before: what may be undone must not be seen by
        others.
        """
        if self._read_only:
            return self._shared.shelves.fresh(self._unit.shelf)
        return self._shared.committed_shelf()

    def search(self, space: str) -> SearchSpace:
        """Return a space to search in, good until this transaction ends."""
        if self._read_only:
            return open_search(self._unit, space, self.shelf, self._shared)
        with self._shared.store.unit(read_only=True) as committed:
            return open_search(committed, space, self.shelf, self._shared)

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
            unit.maps, unit.cluster_runs, self.jobs, search=self.search, keeper=self._shared.maps
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
    def suggestions(self) -> Suggestions:
        """Return what producers do and say."""
        return Suggestions(self._unit.suggestions, self._unit.tracks, self.clock)

    @cached_property
    def collection(self) -> Collection:
        """Return who shares what with whom."""
        return Collection(self._unit.collection, self.jobs, self._shared.sealer, self.clock)

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
    store: Store
    sealer: Sealer
    keep_missing_days: int

    def committed_shelf(self) -> Shelf:
        """Return the library in columns, read in a transaction of its own."""
        with self.store.unit(read_only=True) as unit:
            return self.shelves.fresh(unit.shelf)

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
        space, shelf, index, index.vectors, lambda one, other: is_one_recording(unit, one, other)
    )


def is_one_recording(unit: Unit, one: int, other: int) -> bool:
    """Tell whether the fingerprints of two tracks say that they are one recording."""
    from menura.analysis.identity import is_one_recording as judge

    return judge(unit.analyses.fingerprints([one, other]))
