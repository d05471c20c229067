"""Score classes: who is taken for whom."""

from collections import Counter
from collections.abc import Sequence


def confusion(true: Sequence[str], estimated: Sequence[str]) -> dict[str, Counter[str]]:
    """Return for each true class what it was taken for."""
    table: dict[str, Counter[str]] = {}
    for is_, said in zip(true, estimated, strict=True):
        table.setdefault(is_, Counter())[said] += 1
    return table


def recall(true: Sequence[str], estimated: Sequence[str], name: str) -> float:
    """Return the share of a class that was recognised; 0 when there is none."""
    said = [guess for is_, guess in zip(true, estimated, strict=True) if is_ == name]
    return sum(guess == name for guess in said) / len(said) if said else 0.0


def specificity(true: Sequence[str], estimated: Sequence[str], name: str) -> float:
    """Return the share of all others that were not taken for a class; 1 when there are none."""
    said = [guess for is_, guess in zip(true, estimated, strict=True) if is_ != name]
    return sum(guess != name for guess in said) / len(said) if said else 1.0


def accuracy(true: Sequence[str], estimated: Sequence[str]) -> float:
    """Return the share that was right."""
    pairs = list(zip(true, estimated, strict=True))
    return sum(is_ == said for is_, said in pairs) / len(pairs) if pairs else 0.0
