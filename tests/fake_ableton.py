"""A stand-in for Ableton Live with AbletonOSC, over real UDP on the loopback.

It keeps one song and the habits of the real one: a property is said at once when somebody begins
to listen, and then whenever it changes; answers go to one port of whoever asked last; what it
does not know it refuses with ``/live/error``, or, as old versions do, passes over in silence.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Callable

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

LOOPBACK = "127.0.0.1"


class FakeAbleton:
    """Answer as AbletonOSC does, from a thread of its own.

    Parameters
    ----------
    port : int
        Where it takes messages; 0: any that is free (see `port`).
    answer_port : int, optional
        Where it answers to, as the real one does to 11001; None: to the port that asked.
    refuses : bool
        Whether it says that it does not know an address, or nothing at all.
    song : object
        Properties it knows; by default the tempo, the root note and the name of the scale.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        answer_port: int | None = None,
        refuses: bool = True,
        **song: object,
    ) -> None:
        self.song = song or {"tempo": 120.0, "root_note": 9, "scale_name": "Minor"}
        self.answer_port = answer_port
        self.refuses = refuses
        self.heard: list[str] = []
        self.unanswered = 0
        self.listened: set[str] = set()
        self._is_deaf = threading.Event()
        self._is_closing = threading.Event()
        self._last_sender: tuple[str, int] | None = None
        self._lock = threading.RLock()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((LOOPBACK, port))
        self._socket.settimeout(0.02)
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="fake-ableton", daemon=True)
        self._thread.start()

    def __enter__(self) -> "FakeAbleton":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Quit Live."""
        self._is_closing.set()
        self._thread.join()
        self._socket.close()

    def set(self, **values: object) -> None:
        """Change the song, as its producer does; whoever listens is told."""
        for name, value in values.items():
            with self._lock:
                self.song[name] = value
                if name in self.listened:
                    self.say(f"/live/song/get/{name}", value)

    def fall_silent(self) -> None:
        """Answer nothing, like a program that hangs; what is asked is counted."""
        self._is_deaf.set()

    def come_back(self, **song: object) -> None:
        """Speak again, as a program that was started anew: it knows no listeners."""
        with self._lock:
            self.listened.clear()
            self.song.update(song)
        self._is_deaf.clear()

    def open_set(self, **song: object) -> None:
        """Open another set, which starts the script anew, and says so."""
        self.come_back(**song)
        self.say("/live/startup")

    def say(self, address: str, *values: object) -> None:
        """Send a message to whoever spoke last."""
        builder = OscMessageBuilder(address)
        for value in values:
            builder.add_arg(value)  # type: ignore[arg-type]
        self.send_raw(builder.build().dgram)

    def send_raw(self, datagram: bytes) -> None:
        """Send any bytes to whoever spoke last."""
        with self._lock:
            sender = self._last_sender
            if sender is not None and not self._is_deaf.is_set():
                self._socket.sendto(datagram, (sender[0], self.answer_port or sender[1]))

    def _serve(self) -> None:
        while not self._is_closing.is_set():
            with contextlib.suppress(TimeoutError, ConnectionError):
                datagram, sender = self._socket.recvfrom(8192)
                if self._is_deaf.is_set():
                    self.unanswered += 1
                    continue
                with self._lock:
                    self._last_sender = sender
                    self._answer(OscMessage(datagram).address)

    def _answer(self, address: str) -> None:
        self.heard.append(address)
        _, _, verb, *rest = address.split("/")
        name = rest[-1] if rest else ""
        if verb == "test":
            self.say(address, "ok")
        elif address == "/live/application/get/version":
            self.say(address, 12, 1)
        elif verb == "song" and len(rest) == 2 and name in self.song:
            self._answer_song(rest[0], name)
        elif self.refuses:
            self.say("/live/error", f"Unknown OSC address: {address}")

    def _answer_song(self, action: str, name: str) -> None:
        if action == "start_listen":
            self.listened.add(name)
        elif action == "stop_listen":
            self.listened.discard(name)
        if action in ("get", "start_listen"):
            self.say(f"/live/song/get/{name}", self.song[name])


def eventually(condition: Callable[[], bool], *, within_s: float = 5.0) -> bool:
    """Wait until something is so; return whether it came to be."""
    deadline = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True
