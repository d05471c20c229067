"""Make names of artists comparable."""

from functools import lru_cache

from menura.catalogue import normalise_search


@lru_cache(maxsize=200_000)  # 15 us a name, and the same names in every conversation
def artist_key(name: str) -> str:
    """Return what a name has in common with the same name written otherwise.

    ``AC/DC``, ``AC DC`` and ``acdc``; ``Simon & Garfunkel`` and ``simon and garfunkel``;
    ``The Beatles`` and ``beatles``.
    """
    words = [word for word in normalise_search(name).split() if word != "and"]
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return "".join(words)
