"""Remember for moments who came in with what, so that not every request asks the database."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
MOST_REMEMBERED = 1_000


class Remembered(Generic[T]):
    """Things by a key, each for some seconds; the oldest make room for new ones.

    What is looked up while everything is forgotten may be out of date already: `keep` takes the
    `age` from before the look-up and then keeps nothing.

    Parameters
    ----------
    now : callable
        Gives seconds that only grow.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._things: OrderedDict[str, tuple[T, float]] = OrderedDict()
        self._lock = threading.Lock()
        self._age = 0

    @property
    def age(self) -> int:
        """Return how often everything was forgotten."""
        return self._age

    def get(self, key: str) -> T | None:
        """Return a thing, if it is remembered."""
        with self._lock:
            found = self._things.get(key)
            if found is None:
                return None
            thing, until = found
            if self._now() >= until:
                del self._things[key]
                return None
            return thing

    def keep(self, key: str, thing: T, *, for_s: float, age: int) -> None:
        """Remember a thing for so many seconds, unless everything was forgotten since `age`."""
        with self._lock:
            if age != self._age:
                return
            self._things[key] = (thing, self._now() + for_s)
            self._things.move_to_end(key)
            while len(self._things) > MOST_REMEMBERED:
                self._things.popitem(last=False)

    def forget(self) -> None:
        """Forget everything."""
        with self._lock:
            self._age += 1
            self._things.clear()
