"""Hold the conversation with AbletonOSC, over whatever carries it.

AbletonOSC knows no sessions. That it is there is found out by asking for Live's version (which,
unlike ``/live/test``, shows nothing in Live's window and fills no log), and who listens to
a property may be forgotten at any time, because opening another set starts the script anew. So
this subscribes again when it hears ``/live/startup``, after a gap, and now and then.
"""

import math
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import structlog

from menura.kernel.clock import Clock
from menura.suggest.daw_reading import DawReading, DawStatus, SongState
from menura.suggest.errors import SuggestionInputError

PULSE = "/live/application/get/version"
STARTUP = "/live/startup"
ERROR = "/live/error"
SONG_GET = "/live/song/get/"
START_LISTEN = "/live/song/start_listen/"
STOP_LISTEN = "/live/song/stop_listen/"

_GAP_IN_PULSES = 1.5

log = structlog.get_logger("menura.suggest")


@dataclass(frozen=True, slots=True)
class AbletonOptions:
    """Where Live is, and how closely it is followed.

    Parameters
    ----------
    host : str
        Name or IPv4 address of the machine that Live runs on.
    send_port, receive_port : int
        Where AbletonOSC takes messages and where it sends them; it knows 11000 and 11001 alone.
        A `receive_port` of 0 takes any that is free.
    listen_host : str, optional
        Address to receive on; None: the loopback if Live runs on this machine, else all.
    ping_interval_s, silent_after_s : float
        How often the peer is asked for a sign of life, and how long it may owe one, in seconds.
    renew_interval_s : float
        How often subscriptions are renewed, in case they were lost unnoticed.
    settle_s : float
        How long after a first change others may join it: root and scale come as two messages.
    gap_s : float
        Least time between two readings.
    greeting_s : float
        How long all properties are waited for after subscribing; old versions do not refuse
        those they do not know, they say nothing.
    trusts_default_scale : bool
        See `menura.suggest.daw_reading.SongState`.
    """

    host: str = "127.0.0.1"
    send_port: int = 11_000
    receive_port: int = 11_001
    listen_host: str | None = None
    ping_interval_s: float = 2.0
    silent_after_s: float = 6.0
    renew_interval_s: float = 15.0
    settle_s: float = 0.03
    gap_s: float = 0.1
    greeting_s: float = 0.5
    trusts_default_scale: bool = False

    def __post_init__(self) -> None:
        for name, lowest in (("send_port", 1), ("receive_port", 0)):
            port = getattr(self, name)
            if not lowest <= port <= 65_535:
                raise SuggestionInputError(
                    f"{name} cannot be {port}; give a port from {lowest} to 65535.", field=name
                )
        for name in ("ping_interval_s", "silent_after_s", "renew_interval_s"):
            seconds = getattr(self, name)
            if not (math.isfinite(seconds) and seconds > 0):
                raise SuggestionInputError(
                    f"{name} cannot be {seconds}; give seconds above 0.", field=name
                )


@dataclass(frozen=True, slots=True)
class Message:
    """An OSC message of the peer; values are read only where they are of use."""

    address: str
    values: tuple[object, ...] = ()


class Line(Protocol):
    """Carry OSC messages to one peer and back."""

    port: int
    ignored_count: int

    def send(self, *addresses: str) -> None:
        """Send messages without values; what cannot be sent now is not sent."""
        ...

    def wait(self, timeout_s: float) -> None:
        """Wait until something has come, or somebody calls `wake`."""
        ...

    def wake(self) -> None:
        """End the present wait, and all that follow; may be called from any thread."""
        ...

    def messages(self) -> Iterator[Message]:
        """Yield what the peer has sent up to now."""
        ...

    def close(self) -> None:
        """Give everything back."""
        ...


class Talk:
    """Hold the conversation: all but `end` and `status` happens in the link's thread."""

    def __init__(
        self,
        line: Line,
        options: AbletonOptions,
        *,
        on_reading: Callable[[DawReading], None],
        on_silent: Callable[[], None],
        clock: Clock,
    ) -> None:
        self.status = DawStatus()  # replaced as a whole, so that other threads read one state
        self.receive_port = line.port
        self._line = line
        self._options = options
        self._on_reading = on_reading
        self._on_silent = on_silent
        self._clock = clock
        self._is_ending = threading.Event()
        self._song = SongState(trusts_default_scale=options.trusts_default_scale)
        self._ignored_count = 0
        self._told: DawReading | None = None
        self._must_tell = True
        self._must_confirm = False
        self._was_silence_told = False
        self._asked_at: float | None = None  # the first pulse that was not answered
        self._changed_at: float | None = None  # the first change that was not told
        self._heard_at = time.monotonic()
        self._pulse_at = self._heard_at
        self._greeted_at = self._renew_at = self._tell_after = -math.inf

    def end(self) -> None:
        """Ask the thread to end."""
        self._is_ending.set()
        self._line.wake()

    def run(self) -> None:
        """Listen and speak until asked to end."""
        try:
            due_at = time.monotonic()
            while not self._is_ending.is_set():
                self._line.wait(due_at - time.monotonic())
                for message in self._line.messages():
                    self._hear(message, time.monotonic())
                due_at = self._act(time.monotonic())
                self._show()
        finally:
            if self.status.is_connected:
                self._line.send(*(STOP_LISTEN + name for name in self._song.askable))
            self.status = replace(self.status, is_connected=False)
            self._line.close()

    def _act(self, now: float) -> float:
        """Do what is due; return when something will be."""
        return min(self._pulse(now), self._notice_silence(now), self._tell(now))

    def _hear(self, message: Message, now: float) -> None:
        had_gap = now - self._heard_at > _GAP_IN_PULSES * self._options.ping_interval_s
        self._heard_at, self._asked_at = now, None
        if not self.status.is_connected or message.address == STARTUP:
            self._greet(now)
        elif had_gap:  # Live stops the script while it opens a set
            self._subscribe(now)
        self.status = replace(self.status, heard_at=self._clock.now())
        if message.address.startswith(SONG_GET):
            if not self._song.take(message.address.removeprefix(SONG_GET), message.values):
                self._ignored_count += 1
        elif message.address == ERROR:
            self._learn_from_error(message)

    def _greet(self, now: float) -> None:
        """Begin anew with a peer that has just been found, or has opened another set."""
        self._must_tell |= not self.status.is_connected
        self.status = replace(self.status, is_connected=True)
        self._was_silence_told = False
        self._song.forget()
        self._greeted_at = now
        self._subscribe(now)

    def _subscribe(self, now: float) -> None:
        """Ask for all properties: each is said once at once, and then whenever it changes."""
        self._line.send(*(START_LISTEN + name for name in self._song.askable))
        self._renew_at = now + self._options.renew_interval_s

    def _learn_from_error(self, message: Message) -> None:
        """Stop asking for what the peer says it does not know."""
        text = " ".join(value for value in message.values if isinstance(value, str))
        for name in self._song.askable:
            if text.endswith(START_LISTEN + name):
                self._song.refuse(name)

    def _pulse(self, now: float) -> float:
        if now >= self._pulse_at:
            self._line.send(PULSE)
            self._asked_at = now if self._asked_at is None else self._asked_at
            self._pulse_at = now + self._options.ping_interval_s
            if self.status.is_connected and now >= self._renew_at:
                self._subscribe(now)
            elif self.status.is_connected and self._must_confirm:
                self._line.send(*(SONG_GET + name for name in self._song.askable))
            self._must_confirm = False
        return self._pulse_at

    def _notice_silence(self, now: float) -> float:
        """Say once that the peer owes an answer, not that this thread was kept from asking."""
        if self._was_silence_told or self._asked_at is None:
            return math.inf
        patience_s = min(self._options.ping_interval_s, self._options.silent_after_s)
        silent_at = max(self._heard_at + self._options.silent_after_s, self._asked_at + patience_s)
        if now < silent_at:
            return silent_at
        self._was_silence_told = True
        self.status = replace(self.status, is_connected=False)
        self._call("on_silent", self._on_silent)
        return math.inf

    def _tell(self, now: float) -> float:
        """Hand on what changed, unless more is about to; return when it will be due."""
        reading = self._song.reading()
        is_new = self._must_tell or reading != self._told
        if reading == DawReading() or not is_new or not self.status.is_connected:
            self._changed_at = None
            return math.inf
        self._changed_at = now if self._changed_at is None else self._changed_at
        due_at = max(self._changed_at + self._options.settle_s, self._tell_after)
        if not self._song.is_complete:
            due_at = max(due_at, self._greeted_at + self._options.greeting_s)
        if now < due_at:
            return due_at
        self.status = replace(self.status, reading=reading)
        if self._call("on_reading", lambda: self._on_reading(reading)):
            self._told, self._must_tell, self._changed_at = reading, False, None
            self._must_confirm = True  # UDP may lose the end of a burst
            self._tell_after = time.monotonic() + self._options.gap_s
        else:
            self._tell_after = time.monotonic() + self._options.ping_interval_s
        return self._tell_after

    def _call(self, name: str, callback: Callable[[], None]) -> bool:
        try:
            callback()
        except Exception:  # a listener's fault must not end the link
            log.exception("daw_callback_failed", callback=name)
            return False
        return True

    def _show(self) -> None:
        count = self._ignored_count + self._line.ignored_count
        if count != self.status.ignored_count:
            self.status = replace(self.status, ignored_count=count)
