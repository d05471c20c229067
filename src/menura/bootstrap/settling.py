"""Know which settings hold now, also while they change, in this process and in others."""

import asyncio
import threading
import time
from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar, cast

import structlog

from menura.config import KEPT, Origin, Settings, Value, choose, origin_of, settle, usable_of
from menura.kernel.clock import Clock
from menura.kernel.errors import MenuraError
from menura.kernel.sealing import SealBrokenError, Sealer, SealingKeyError
from menura.store import Store, Unit

LOOK_INTERVAL_S = 1.0  # how late what another process changed is seen; a look is one small query

log = structlog.get_logger("menura.settings")
Made = TypeVar("Made")


class Settling:
    """What the environment says, what was chosen and kept, and what therefore holds.

    Whoever reads a setting reads it here each time: what was changed in this process holds at
    once, what was changed in another one within a second, without anybody being told. While the
    database does not answer, what held before goes on to hold.

    Parameters
    ----------
    environment : Settings
        Read once, at the start.
    store : Store
        Where what was chosen is kept.
    sealer : callable
        Gives who keeps secrets.
    monotonic : callable
        Tells seconds.
    """

    def __init__(
        self,
        environment: Settings,
        store: Store,
        sealer: Callable[[], Sealer],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.environment = environment
        self._store = store
        self._sealer = sealer
        self._monotonic = monotonic
        self._looking = threading.Lock()
        self._looked_at_s: float | None = None  # None: only the environment is read
        self._revision = 0
        self._kept: Mapping[str, Value] = {}
        self._now = environment

    @property
    def now(self) -> Settings:
        """Return what holds."""
        if self._is_due() and self._looking.acquire(blocking=False):
            try:
                self._look()
            except MenuraError as error:  # as a busy database; it is tried again
                log.debug("cannot look for settings", reason=error.message)
            finally:
                self._looking.release()
        return self._now

    def begin(self) -> None:
        """Read what is kept, and look for changes from now on.

        Raises
        ------
        UnavailableError
        """
        with self._looking:
            self._look()

    def origin(self, name: str) -> Origin:
        """Return where what holds of a setting comes from."""
        return origin_of(self.environment, self._kept, name)

    def change(self, changes: Mapping[str, Value], clock: Clock) -> None:
        """Keep what somebody chose; it holds when this returns.

        Raises
        ------
        SettingUnknownError, SettingFixedError, InvalidInputError
            Then nothing of it is kept.
        """
        with self._store.unit() as unit:
            unit.kept_settings.begin_change()
            known = self._read(unit)
            chosen = choose(self.environment, known, changes)
            # What does not hold now, as the environment comes first, stays for when it may again
            held = usable_of(self.environment, known)
            for name in {*held, *changes} - chosen.keys():
                unit.kept_settings.remove(name)
            for name, value in chosen.items():
                if known.get(name) != value:
                    self._put(unit, name, value, clock)
        self.begin()

    def _put(self, unit: Unit, name: str, value: Value, clock: Clock) -> None:
        if KEPT[name].kind == "secret":
            sealed = self._sealer().seal(str(value))
            unit.kept_settings.put(name, None, sealed=sealed, at=clock.now())
        else:
            unit.kept_settings.put(name, value, at=clock.now())

    def _is_due(self) -> bool:
        if self._looked_at_s is None or self._monotonic() - self._looked_at_s < LOOK_INTERVAL_S:
            return False
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return True
        return False  # a database that does not answer would hold everybody up who is served here

    def _look(self) -> None:
        self._looked_at_s = self._monotonic()
        with self._store.unit(read_only=True) as unit:
            revision = unit.kept_settings.revision()
            if revision == self._revision:
                return
            kept = self._read(unit)
        usable = usable_of(self.environment, kept)
        for name in kept.keys() - usable.keys():
            if self.origin(name) != "environment":
                log.warning("a setting that was kept cannot be used any more", setting=name)
        self._kept, self._now = usable, settle(self.environment, usable)
        self._revision = revision

    def _read(self, unit: Unit) -> dict[str, Value]:
        """Return what is kept and can be read, secrets in plain text."""
        kept: dict[str, Value] = {}
        for row in unit.kept_settings.all():
            try:
                kept[row.name] = self._sealer().open(row.sealed) if row.sealed else row.value
            except (SealBrokenError, SealingKeyError) as error:
                log.warning("a secret cannot be read", setting=row.name, reason=error.message)
        return kept


class MadeAnew:
    """Keep what was made from settings, until it would be made from others."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[Hashable, object]] = {}
        self._making = threading.RLock()  # one thing may need another

    def get(self, name: str, of: Hashable, make: Callable[[Made | None], Made]) -> Made:
        """Return what goes by `name`, made anew if it was made of something else.

        Parameters
        ----------
        of : hashable
            What it is made of.
        make : callable
            Makes it; is given the one from before, if there was one.
        """
        with self._making:
            known = self._made.get(name)
            if known is None or known[0] != of:
                before = cast("Made | None", known[1] if known else None)
                known = self._made[name] = (of, make(before))
            return cast("Made", known[1])
