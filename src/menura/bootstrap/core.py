"""Hold what every door needs: settings, the store, and transactions with all rooms."""

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from menura.bootstrap.rooms import SPACES, Rooms, Shared
from menura.bootstrap.settling import MadeAnew, Settling
from menura.config import Settings, Value
from menura.discover import (
    MapKeeper,
    ShelfKeeper,
)
from menura.embedding import ApartModelFolder
from menura.jobs import Schedule
from menura.jobs.lease import LEASE_TTL_S
from menura.kernel.clock import Clock, SystemClock
from menura.kernel.sealing import Sealer
from menura.store import (
    Store,
    sqlite_url,
)

if TYPE_CHECKING:  # loads faiss and decoders: only what searches or writes files needs them
    from menura.analysis.space_index import SpaceIndex
    from menura.bootstrap.collecting import Collecting
    from menura.bootstrap.histories import Histories
    from menura.bootstrap.servers import Servers
    from menura.embedding import TextSearch


ENGINE_FILE = "jobs.sqlite"
MAINTENANCE_CRON = "17 4 * * *"


class Core:
    """The store and the rooms over it."""

    def __init__(self, settings: Settings, store: Store, clock: Clock | None = None) -> None:
        self.store = store
        self.clock = clock or SystemClock()
        self.started_at = self.clock.now()
        self.settling = Settling(settings, store, lambda: self.sealer)
        self._made = MadeAnew()
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

    @property
    def settings(self) -> Settings:
        """Return what holds now; ask anew each time, as people may change it."""
        return self.settling.now

    def change_settings(self, changes: Mapping[str, Value]) -> None:
        """Keep what somebody chose: it holds from now on, and in other processes within a second.

        Raises
        ------
        SettingUnknownError, SettingFixedError, InvalidInputError
            Then nothing of it is kept.
        """
        self.settling.change(changes, self.clock)
        if "rescan_cron" in changes:
            self.keep_schedules()

    def keep_schedules(self) -> None:
        """Write the schedules of this installation down; unchanged ones keep their next moment."""
        from menura.jobs.schedule import put_schedule

        cron = self.settings.rescan_cron
        wanted = [
            Schedule("maintenance", "maintenance", "Tidy up", MAINTENANCE_CRON),
            Schedule(
                "rescan",
                "rescan",
                "Rescan every source",
                cron or MAINTENANCE_CRON,
                enabled=bool(cron),
            ),
        ]
        with self.store.jobs() as jobs:
            for schedule in wanted:
                put_schedule(jobs, schedule, self.clock.now())

    @property
    def shared(self) -> Shared:
        """Return what all transactions have in common."""
        days = self.settings.keep_missing_days

        def share(before: Shared | None) -> Shared:
            return replace(before, keep_missing_days=days) if before else self._new_shared(days)

        return self._made.get("shared", days, share)

    def _new_shared(self, keep_missing_days: int) -> Shared:
        return Shared(
            self.indexes,
            ShelfKeeper(),
            MapKeeper(),
            self.text_search,
            self.store,
            self.sealer,
            keep_missing_days,
        )

    @cached_property
    def sealer(self) -> Sealer:
        """Return who keeps passwords of servers."""
        environment = self.settling.environment  # what is sealed opens what else is settled
        key = environment.secret_key
        return Sealer(environment.data_dir, key.get_secret_value() if key else None)

    @cached_property
    def histories(self) -> "Histories":
        """Return listening histories on their way into Menura."""
        from menura.bootstrap.histories import Histories

        folder = self.settings.data_dir / "uploads" / "history"
        return Histories(self.rooms, self.sealer, folder, self.clock)

    @cached_property
    def servers(self) -> "Servers":
        """Return the music servers of sources."""
        from menura.bootstrap.servers import SPOOL, Servers

        folder = self.settings.data_dir / SPOOL
        return Servers(self.store, self.rooms, self.sealer, folder=folder, clock=self.clock)

    @cached_property
    def collecting(self) -> "Collecting":
        """Return what is shared with other Menuras."""
        from menura.bootstrap.collecting import Collecting

        return Collecting(
            self.store,
            self.rooms,
            self.sealer,
            folder=self.settings.data_dir,
            clock=self.clock,
        )

    @cached_property
    def text_search(self) -> "TextSearch":
        """Return who puts words into a space, where a model for that was added."""
        from menura.embedding import TextSearch

        return TextSearch(self.models)

    @cached_property
    def models(self) -> ApartModelFolder:
        """Return the folder of model files."""
        return ApartModelFolder(self.settings.models_folder)

    def index_folder(self, space: str) -> Path:
        """Return where the index files of a space are kept, apart for each database."""
        return self.settings.data_dir / "indexes" / self.store.library / space

    @contextmanager
    def rooms(self, *, read_only: bool = False) -> Iterator[Rooms]:
        """Open the rooms for one request or step: one transaction."""
        shared = self.shared  # before the transaction: it may ask what holds
        with self.store.unit(read_only=read_only) as unit:
            yield Rooms(unit, self.clock, shared, read_only=read_only)

    @property
    def engine_url(self) -> str:
        """Return where the job engine keeps its own tables."""
        if self.settings.database_url:
            url = self.settings.database_url.get_secret_value()
            # The old name of the scheme, which some hosts still give, is unknown to SQLAlchemy.
            return re.sub("^postgres://", "postgresql://", url)
        return sqlite_url(self.settings.data_dir / ENGINE_FILE)

    def check_ready(self) -> None:
        """Raise an UnavailableError if requests cannot be served."""
        self.store.check()

    def live_workers(self, rooms: Rooms) -> int:
        """Return how many workers were heard of lately."""
        return rooms.jobs.live_workers(LEASE_TTL_S)
