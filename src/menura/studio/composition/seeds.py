"""Turn one number into many, so that each part of a composition can be drawn anew alone."""

from dataclasses import fields, replace
from hashlib import sha256

import numpy as np

from menura.studio.model import Seeds

SEED_BYTES = 4  # small enough to survive JSON and a person's clipboard


def _number(*parts: object) -> int:
    """Return a number that depends on every one of `parts` and on nothing else."""
    digest = sha256("/".join(str(part) for part in parts).encode()).digest()
    return int.from_bytes(digest[:SEED_BYTES], "little")


def stream(*parts: object) -> np.random.Generator:
    """Return a generator whose draws depend on `parts` alone.

    Every purpose (a role in a section, a fill, a patch) gets a stream of its own: drawing more or
    less in one place then changes nothing anywhere else.
    """
    return np.random.default_rng(_number(*parts))


def seeds_from(seed: int) -> Seeds:
    """Derive the seed of each part of the composition from one number.

    Parameters
    ----------
    seed : int
        Any integer.

    Returns
    -------
    Seeds
        Six numbers below 2**32.
    """
    return Seeds(**{field.name: _number(seed, field.name) for field in fields(Seeds)})


def vary(seeds: Seeds, *, keep: set[str], by: int) -> Seeds:
    """Return other seeds for everything that is not to be kept.

    Parameters
    ----------
    seeds : Seeds
    keep : set of str
        Names of the seeds that stay: ``"harmony"``, ``"groove"`` ...
    by : int
        Which variation; 0 changes nothing.

    Returns
    -------
    Seeds
    """
    if by == 0:
        return seeds
    changed = {
        field.name: _number(getattr(seeds, field.name), "vary", field.name, by)
        for field in fields(Seeds)
        if field.name not in keep
    }
    return replace(seeds, **changed)
