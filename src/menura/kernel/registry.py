"""Keep named implementations of one thing."""

from collections.abc import Iterator
from typing import Generic, TypeVar

from menura.kernel.errors import ConflictError, NotFoundError

T = TypeVar("T")


class Registry(Generic[T]):
    """Map a name to a thing of one kind, and say what there is when a name is unknown.

    Parameters
    ----------
    noun : str
        What is registered, for messages: ``"job kind"``.

    Examples
    --------
    >>> shapes: Registry[int] = Registry("shape")
    >>> shapes.add("triangle", 3)
    >>> shapes["triangle"]
    3
    """

    def __init__(self, noun: str) -> None:
        self._noun = noun
        self._things: dict[str, T] = {}

    def add(self, name: str, thing: T) -> None:
        """Register `thing` as `name`; a name is given once."""
        if name in self._things:
            raise ConflictError(f"The {self._noun} {name!r} is registered already.")
        self._things[name] = thing

    def __getitem__(self, name: str) -> T:
        try:
            return self._things[name]
        except KeyError:
            known = ", ".join(sorted(self._things)) or "none"
            raise NotFoundError(f"There is no {self._noun} {name!r}; there are: {known}.") from None

    def __contains__(self, name: object) -> bool:
        return name in self._things

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._things))

    def __len__(self) -> int:
        return len(self._things)
