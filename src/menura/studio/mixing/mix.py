"""Mix: every stem through its channel, then all against one another."""

from collections.abc import Callable, Mapping

from menura.audio.arrays import Float32Array
from menura.studio.genres.model import Genre
from menura.studio.mixing.balance import Premaster, balance
from menura.studio.mixing.processing import context_for, process_stem
from menura.studio.model import Role, StyleParameters
from menura.studio.score import Score


def _go_on() -> None:
    """Never ask to stop."""


def mix_stems(
    stems: Mapping[Role, Float32Array],
    score: Score,
    genre: Genre,
    *,
    energy: float,
    style: StyleParameters | None = None,
    check: Callable[[], None] = _go_on,
) -> Premaster:
    """Make a mix of synthesised stems.

    Parameters
    ----------
    stems : mapping of Role to ndarray, shape (2, n), float32
        At 48 kHz, of equal length, aligned.
    score : Score
        Says where the kicks are, what plays each stem and what is automated.
    genre : Genre
        Levels, sidechain and rooms.
    energy : float
        0 to 1.
    style : StyleParameters, optional
        A reference whose width is taken.
    check : callable
        Called every few hundred milliseconds; raises to stop the work.

    Returns
    -------
    Premaster
        About -18 LUFS with peaks at or below -6 dBFS.
    """
    context = context_for(score, genre, stems)
    processed = [
        process_stem(role, samples, context, check=check) for role, samples in stems.items()
    ]
    return balance(processed, genre, energy=energy, style=style, check=check)
