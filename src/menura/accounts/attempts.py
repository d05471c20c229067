"""Slow down who guesses passwords."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from ipaddress import IPv6Address, IPv6Network, ip_address

from menura.accounts.errors import TooManyAttemptsError

MOST_WRONG = 5
WINDOW_S = 300.0
MOST_REMEMBERED = 10_000


class Attempts:
    """Wrong attempts of the last minutes, by whatever they have in common.

    In memory alone: who guesses from many addresses is slowed down by the name, who guesses many
    names by the address. Bounded: those that were wrong longest ago are forgotten first.

    Parameters
    ----------
    now : callable
        Gives seconds that only grow.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._wrong: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, keys: Iterable[str]) -> None:
        """Raise TooManyAttemptsError while one of the keys has been wrong too often."""
        now = self._now()
        with self._lock:
            waits = [self._wait_s(key, now) for key in keys]
        longest = max(waits, default=0.0)
        if longest > 0:
            raise TooManyAttemptsError(math.ceil(longest))

    def note_wrong(self, keys: Iterable[str]) -> None:
        """Count a wrong attempt."""
        now = self._now()
        with self._lock:
            for key in keys:
                times = [at for at in self._wrong.pop(key, ()) if at > now - WINDOW_S]
                self._wrong[key] = [*times, now][-MOST_WRONG:]
            while len(self._wrong) > MOST_REMEMBERED:
                self._wrong.popitem(last=False)

    def forgive(self, key: str) -> None:
        """Forget what was wrong: it was right this time."""
        with self._lock:
            self._wrong.pop(key, None)

    def _wait_s(self, key: str, now: float) -> float:
        times = self._wrong.get(key, [])
        if len(times) < MOST_WRONG:
            return 0.0
        return times[-MOST_WRONG] + WINDOW_S - now


def name_of_guesses(key: str) -> str:
    """Return what attempts for one name are counted under."""
    return f"name {key[:200]}"


def address_of_guesses(address: str) -> str:
    """Return what attempts from one address are counted under.

    Of IPv6 the network: whoever has one address there has 2**64.
    """
    try:
        found = ip_address(address)
    except ValueError:  # a socket's name, or none
        return f"address {address[:200]}"
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return f"address {IPv6Network((int(found), 64), strict=False)}"
    return f"address {found}"
