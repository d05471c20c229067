"""Read JSON of any length piece by piece: an export of years may be one single list."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from menura.catalogue.history_entries import CONTAINERS, entries_in

MOST_ENTRY_CHARACTERS = 1_000_000
_ENOUGH_CHARACTERS = 65_536  # a listen is mostly below 2 000
_MOST_DEPTH = 8
_NO_SPACE = re.compile(r"[^ \t\r\n\ufeff]")
_DECODER = json.JSONDecoder()


class LongJson:
    """Yield the listens in a JSON text, however long the lists are that they stand in.

    Parameters
    ----------
    read : callable
        Returns the next piece of the text; an empty one at its end.

    Raises
    ------
    ValueError
        It is no JSON, or breaks off; what came before was yielded.
    """

    def __init__(self, read: Callable[[], str]) -> None:
        self._read = read
        self._text = ""
        self._at = 0
        self._has_ended = False

    def __iter__(self) -> Iterator[object]:
        while self._peek():  # several values behind each other are read too
            yield from self._entries(0)

    def _entries(self, depth: int) -> Iterator[object]:
        if depth > _MOST_DEPTH:
            raise ValueError("nested too deep")
        beginning = self._peek()
        if beginning == "[":
            yield from self._items(depth)
        elif beginning == "{":
            is_short, value = self._short_value()
            if is_short:
                yield from entries_in(value)
            else:
                yield from self._members(depth)
        else:
            yield self._value()

    def _items(self, depth: int) -> Iterator[object]:
        self._at += 1
        while self._peek() != "]":
            yield from self._entries(depth + 1)
            self._pass_comma("]")
        self._at += 1

    def _members(self, depth: int) -> Iterator[object]:
        """Yield the listens in an object too long to be one; other members are passed over."""
        self._at += 1
        while self._peek() != "}":
            name = self._value()
            if self._peek() != ":":
                raise ValueError("an object without a colon")
            self._at += 1
            beginning = self._peek()
            if name in CONTAINERS and beginning in ("[", "{"):
                yield from self._entries(depth + 1)
            else:
                self._value()
            self._pass_comma("}")
        self._at += 1

    def _pass_comma(self, end: str) -> None:
        """Go to the next item, or to the end of them."""
        found = self._peek()
        if found == ",":
            self._at += 1
        elif found != end:
            raise ValueError("items without a comma between them")

    def _short_value(self) -> tuple[bool, Any]:
        """Return whether the next value is short enough to be parsed at once, and the value."""
        try:
            return True, self._value()
        except ValueError:
            if len(self._text) - self._at < MOST_ENTRY_CHARACTERS:
                raise
            return False, None

    def _value(self) -> Any:
        """Return the next value, read as far as it may be long."""
        wanted = _ENOUGH_CHARACTERS
        while True:
            self._fill(wanted)
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError):
                if self._has_ended or wanted >= MOST_ENTRY_CHARACTERS:
                    raise ValueError("no JSON") from None
            else:
                if end < len(self._text) or self._has_ended:  # "12" may be the half of "1234"
                    self._at = end
                    return value
                if wanted >= MOST_ENTRY_CHARACTERS:
                    raise ValueError("too long")
            wanted *= 4

    def _peek(self) -> str:
        """Return the next character that is no space; empty at the end of the text."""
        while True:
            found = _NO_SPACE.search(self._text, self._at)
            self._at = found.start() if found else len(self._text)
            if found:
                return found[0]
            if not self._fill(1):
                return ""

    def _fill(self, wanted: int) -> bool:
        """Have so many characters at hand if there are; tell whether there is any."""
        have = len(self._text) - self._at
        if have < wanted and not self._has_ended:
            parts = [self._text[self._at :]]
            while have < wanted and (piece := self._read()):
                parts.append(piece)
                have += len(piece)
            self._has_ended = have < wanted
            self._text, self._at = "".join(parts), 0
        return have > 0
