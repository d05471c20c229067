"""Give the same letter to sections that sound alike."""

import numpy as np

from menura.audio.arrays import Float64Array
from menura.audio.section_boundaries import SectionFeatures

# Squared distance in scatters; chosen on 24 rendered arrangements. It is a little below the least
# change that makes a boundary, so neighbours seldom share a letter.
_LARGEST_DISTANCE = 20.0
_EDGE_STEPS = 2  # what rings over from the section before, and fills into the next
_ALPHABET = 26


def label_sections(features: SectionFeatures, starts: tuple[int, ...]) -> tuple[str, ...]:
    """Return one label per section, 'A' for the first kind heard, then 'B' and so on.

    Sections are merged by the mean distance between the members of two groups (average linkage)
    until no two groups are closer than a fixed distance: the number of letters is not chosen but
    follows from how much the music varies within its sections, which scales the distance.

    Parameters
    ----------
    features : SectionFeatures
        Of the whole signal.
    starts : tuple of int
        First row of each section, the first one 0.
    """
    ends = (*starts[1:], len(features.values))
    means = np.stack(
        [_mean(features.values[start:end]) for start, end in zip(starts, ends, strict=True)]
    )
    lengths = np.array(ends) - np.array(starts)
    return _name_groups(_group(means, lengths.astype(np.float64)))


def letter(index: int) -> str:
    """Return 'A' .. 'Z', then 'AA', 'AB' .. as spreadsheets count columns."""
    name = ""
    while index >= 0:
        index, rest = divmod(index, _ALPHABET)
        name = chr(ord("A") + rest) + name
        index -= 1
    return name


def _mean(values: Float64Array) -> Float64Array:
    inner = values[_EDGE_STEPS:-_EDGE_STEPS]
    return np.asarray((inner if len(inner) else values).mean(axis=0))


def _group(means: Float64Array, weights: Float64Array) -> list[int]:
    """Return the group of each section by average linkage, long sections counting more."""
    distance = ((means[:, None] - means[None]) ** 2).sum(axis=2)
    np.fill_diagonal(distance, np.inf)
    weights, group_of = weights.copy(), np.arange(len(means))
    for _ in range(len(means) - 1):
        one, other = sorted(divmod(int(distance.argmin()), len(means)))
        if distance[one, other] > _LARGEST_DISTANCE:
            break
        # the weighted mean of two mean distances is the mean distance of the union
        share = weights[one] / (weights[one] + weights[other])
        merged = share * distance[one] + (1 - share) * distance[other]
        merged[[one, other]] = np.inf
        distance[one], distance[:, one] = merged, merged
        distance[other], distance[:, other] = np.inf, np.inf
        weights[one] += weights[other]
        group_of[group_of == other] = one
    return [int(group) for group in group_of]


def _name_groups(groups: list[int]) -> tuple[str, ...]:
    names: dict[int, str] = {}
    for group in groups:
        names.setdefault(group, letter(len(names)))
    return tuple(names[group] for group in groups)
