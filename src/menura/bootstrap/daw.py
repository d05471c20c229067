"""Let a session's tempo and key follow a DAW, also after the next start."""

import json
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from menura.bootstrap.rooms import Rooms
from menura.kernel.errors import MenuraError
from menura.suggest import DEFAULT_SESSION, DawReading, DawStatus, check_name

if TYPE_CHECKING:  # loads an OSC library: only who follows a DAW needs it
    from menura.suggest.ableton import AbletonLink

FILE = "daw.json"
SEND_PORT, RECEIVE_PORT = 11000, 11001  # AbletonOSC's
log = structlog.get_logger("menura.suggest")


@dataclass(frozen=True, slots=True)
class DawAddress:
    """Where a DAW is listened to, and which session follows it."""

    session: str = DEFAULT_SESSION
    host: str = "127.0.0.1"
    send_port: int = SEND_PORT
    receive_port: int = RECEIVE_PORT


class DawFollower:
    """Follow one DAW; what it says is kept in a session's context.

    Parameters
    ----------
    open_rooms : callable
        Opens a transaction.
    folder : Path
        Where the address is remembered.
    ping_interval_s, silent_after_s : float
        How often the DAW is asked for a sign of life, and how long it may owe one.
    """

    def __init__(
        self,
        open_rooms: Callable[[], AbstractContextManager[Rooms]],
        folder: Path,
        *,
        ping_interval_s: float = 2.0,
        silent_after_s: float = 6.0,
    ) -> None:
        self._open_rooms = open_rooms
        self._ping_interval_s, self._silent_after_s = ping_interval_s, silent_after_s
        self._file = folder / FILE
        self._lock = threading.Lock()
        self._link: AbletonLink | None = None
        self._address: DawAddress | None = None
        self._told = DawReading()
        self.trouble: str | None = None  # why who should be followed is not, for people to read

    @property
    def address(self) -> DawAddress | None:
        """Return where a DAW is followed; None where none is."""
        return self._address

    def status(self) -> DawStatus:
        """Return how it stands with the DAW."""
        link = self._link
        return link.status() if link is not None else DawStatus()

    def follow(self, address: DawAddress, *, remember: bool = True) -> None:
        """Follow a DAW instead of the one before.

        Parameters
        ----------
        remember : bool
            Take it up again after the next start.

        Raises
        ------
        DawUnreachableError, SuggestionInputError
            Then the one before is followed on: who mistypes a port loses nothing.
        """
        check_name(address.session)
        with self._lock:
            before = self._address
            self._stop_link()  # it may hold the very port
            try:
                self._start_link(address)
            except MenuraError:
                if before is not None:
                    with suppress(MenuraError):
                        self._start_link(before)
                raise
            self.trouble = None
            if remember:
                self._remember(address)

    def leave(self) -> None:
        """Follow no DAW any more; the context stays as it is, as if it had been typed."""
        with self._lock:
            self._let_go()
            self._file.unlink(missing_ok=True)

    def resume(self, host: str | None) -> None:
        """Follow whom the settings name, else whom was followed before the last stop."""
        address = self._remembered()
        if host and (address is None or address.host != host):
            address = DawAddress(host=host)
        if address is None:
            return
        try:
            self.follow(address)
        except MenuraError as error:  # Menura starts all the same
            self.trouble = error.message
            log.warning("the DAW is not followed", reason=error.message)

    def close(self) -> None:
        """End the link; the next start takes up again what is remembered."""
        with self._lock:
            self._stop_link()

    def _let_go(self) -> None:
        address = self._address
        self._stop_link()
        if address is not None:
            with self._open_rooms() as rooms:
                rooms.suggestions.leave_daw(address.session)

    def _start_link(self, address: DawAddress) -> None:
        from menura.suggest.ableton import AbletonLink, AbletonOptions

        options = AbletonOptions(
            address.host,
            address.send_port,
            address.receive_port,
            ping_interval_s=self._ping_interval_s,
            silent_after_s=self._silent_after_s,
        )
        link = AbletonLink(
            options,
            on_reading=lambda reading: self._take_over(address.session, reading),
            on_silent=lambda: self._fall_silent(address.session),
        )
        link.start()
        self._link, self._address, self._told = link, address, DawReading()

    def _stop_link(self) -> None:
        link, self._link, self._address = self._link, None, None
        if link is not None:
            link.stop()

    def _take_over(self, session: str, reading: DawReading) -> None:
        """Take over what is new; what somebody typed meanwhile stays until Live changes it."""
        told = self._told
        is_new_key = (reading.key, reading.scale) != (told.key, told.scale)
        news = DawReading(
            bpm=reading.bpm if reading.bpm != told.bpm else None,
            key=reading.key if is_new_key else None,
            scale=reading.scale if is_new_key else None,
        )
        with self._open_rooms() as rooms:
            rooms.suggestions.follow_daw(session, news)
        self._told = reading

    def _fall_silent(self, session: str) -> None:
        with self._open_rooms() as rooms:
            rooms.suggestions.mark_stale(session)

    def _remember(self, address: DawAddress) -> None:
        values = {name: getattr(address, name) for name in _FIELDS}
        with suppress(OSError):  # it is followed all the same
            self._file.write_text(json.dumps(values) + "\n", "utf-8")

    def _remembered(self) -> DawAddress | None:
        """Return whom was followed last; None where nobody was, or the file is damaged."""
        try:
            values = json.loads(self._file.read_text("utf-8"))
            read = {name: kind(values[name]) for name, kind in _FIELDS.items()}
            return DawAddress(**read)  # type: ignore[arg-type]
        except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return None


_FIELDS: dict[str, type[str] | type[int]] = {
    "session": str,
    "host": str,
    "send_port": int,
    "receive_port": int,
}
