"""Choose, of many playlists, some that are as different from each other as possible."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """What is compared of a playlist.

    Attributes
    ----------
    profile : float32 array, shape (m,)
        Its mean score vector.
    genre : int
        The strongest of its genres.
    strength : float
        How strong that is.
    songs : int
    first : int
        Its lowest track, which decides between equals.
    """

    profile: NDArray[np.float32]
    genre: int
    strength: float
    songs: int
    first: int


def choose_diverse(candidates: Sequence[Candidate], count: int) -> list[int]:
    """Return which candidates to keep, the largest first.

    Half of the places go to the genres with most songs, one each, so that the library's main
    music is there; the other half to whatever is farthest from all that were chosen, of any
    genre (farthest-first, Gonzalez 1985). AudioMuse-AI fills six of ten places with pairs of the
    three commonest genres and four with other genres; here nothing has to be ten, a second
    playlist of a genre has to be farther away than anything else, and a library of one genre is
    still spread. The very first one is the clearest of the commonest genre, not the largest:
    that is often what no other group wanted.

    Parameters
    ----------
    count : int
        How many; 0 keeps all.
    """
    by_size = sorted(
        range(len(candidates)), key=lambda at: (-candidates[at].songs, candidates[at].first)
    )
    if not count or len(candidates) <= count:
        return by_size
    profiles = np.array([one.profile for one in candidates], np.float64)
    gaps = np.full(len(candidates), np.inf)
    chosen: list[int] = []

    def take(among: Sequence[int]) -> None:
        # At first nothing is near anything; between equals the larger one is taken
        best = max(
            among,
            key=lambda at: (gaps[at], candidates[at].strength * (not chosen), -by_size.index(at)),
        )
        chosen.append(best)
        np.minimum(gaps, np.linalg.norm(profiles - profiles[best], axis=1), out=gaps)

    for genre in _commonest(candidates)[: (count + 1) // 2]:
        take([at for at in by_size if candidates[at].genre == genre])
    while len(chosen) < count:
        take([at for at in by_size if at not in chosen])
    return sorted(chosen, key=by_size.index)


def _commonest(candidates: Sequence[Candidate]) -> list[int]:
    """Return the genres of candidates, those with most songs first."""
    songs: dict[int, int] = {}
    for one in candidates:
        songs[one.genre] = songs.get(one.genre, 0) + one.songs
    return sorted(songs, key=lambda genre: (-songs[genre], genre))
