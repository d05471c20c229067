"""Keep the last lists of a session with what caused them, so that nobody misses one."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

KEPT_UPDATES = 64
NOW = "now"  # the cause of a list that somebody is shown who had none
RECONNECTED = "reconnected"  # ... who had one, but which changes lie between is not known

Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True, eq=False)  # what it is written as can be kept beside it
class LiveUpdate(Generic[Shown]):
    """A list that was ranked anew, and why.

    Attributes
    ----------
    id : str
        ``<epoch>-<n>``: the epoch names the memory it comes from, n counts up from 1.
    cause : str
        All causes in one line.
    causes : tuple of str
        What changed, in words.
    suggestions
        The list, as whoever ranked it hands it out.
    """

    id: str
    cause: str
    causes: tuple[str, ...]
    suggestions: Shown


class UpdateRing(Generic[Shown]):
    """Hold the newest updates under ids that count up.

    Not for several threads: `menura.suggest.live.LiveFeed` holds a lock around it.

    Parameters
    ----------
    epoch : str
        Random, so that an id of another memory is not taken for one of this.
    """

    def __init__(self, epoch: str, *, length: int = KEPT_UPDATES) -> None:
        self._epoch = epoch
        self._count = 0
        self._kept: deque[LiveUpdate[Shown]] = deque(maxlen=length)

    def add(self, causes: Sequence[str], suggestions: Shown) -> None:
        """Keep a list as the newest; the oldest goes where there are too many."""
        self._count += 1
        told = tuple(causes)
        update = LiveUpdate(f"{self._epoch}-{self._count}", "; ".join(told), told, suggestions)
        self._kept.append(update)

    def after(self, last_id: str | None) -> Sequence[LiveUpdate[Shown]]:
        """Return what somebody has to be told who knows the list `last_id`, oldest first.

        Without an id, and with one that is not known or no longer followed without a gap, this is
        the newest list alone: nobody is ever left with an older state.
        """
        if not self._kept:
            return ()
        place = None if last_id is None else self._place(last_id)
        if place is None:
            cause = NOW if last_id is None else RECONNECTED
            return (replace(self._kept[-1], cause=cause, causes=(cause,)),)
        return tuple(self._kept)[place:]

    def _place(self, last_id: str) -> int | None:
        """Return the place in the ring of what follows an id; None where that is not known."""
        epoch, _, digits = last_id.rpartition("-")
        # Sixteen digits: counting does not get further, and int() of a long number is slow.
        if epoch != self._epoch or not (digits.isascii() and digits.isdigit() and len(digits) < 17):
            return None
        place = int(digits) - (self._count - len(self._kept))
        return place if 0 <= place <= len(self._kept) else None
