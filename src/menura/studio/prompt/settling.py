"""Settle what was said twice: the first counts, unless the second corrects it."""

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from menura.studio.prompt.wording import Found

Value = TypeVar("Value", bound=Hashable)

_CORRECTION = re.compile(
    r"\b(?:actually|wait|instead|rather|sorry|scratch that|correction|i mean|on second thoughts?"
    r"|make (?:it|that)|change (?:it|that)|better|no,|no -|nein|doch lieber|mejor|plutot)(?!\w)",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"(?:\bnot|\binstead of|\brather than|\bisn't|\bdon't want|\bno longer|\banything but|\bnever"
    r"|\bnicht|\bpas)\s+(?:in |at |a |the |really |just )*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Settled(Generic[Value]):
    """What was taken of several, and the words of the others."""

    chosen: Found[Value]
    rejected: tuple[str, ...]
    corrected: bool


def is_taken_back(text: str, start: int) -> bool:
    """Tell whether the words before a place say that what follows is not wanted."""
    return _TAKEN_BACK.search(text, max(0, start - 40), start) is not None


def is_correction(text: str, start: int, end: int) -> bool:
    """Tell whether something between two places takes the first back."""
    return _CORRECTION.search(text, start, end) is not None


def settle(said: Sequence[Found[Value]], text: str) -> Settled[Value] | None:
    """Choose one of several values that were said for the same thing.

    The first counts: what follows is more often an afterthought than the wish. A correction
    ("no, make it ...", "actually ...") turns that round.
    """
    meant = [one for one in said if not is_taken_back(text, one.start)]
    if not meant:
        return None
    chosen, corrected = meant[0], False
    for later in meant[1:]:
        if later.value != chosen.value and is_correction(text, chosen.end, later.end + 20):
            chosen, corrected = later, True
    others = dict.fromkeys(one.said.strip() for one in meant if one.value != chosen.value)
    return Settled(chosen, tuple(others), corrected)
