"""Say in words what two artists have in common."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from menura.discover.artist_models import ArtistModels
from menura.discover.model import Reason
from menura.discover.shelf import UNKNOWN, Shelf

MAX_TRACKS = 200  # of an artist that are looked at for genres and tempo
LEAST_SHARE = 0.2  # of an artist's tracks that make a genre one of the artist's
MAX_GENRES = 3
USUAL = (10.0, 90.0)  # percentiles between which most tempi of an artist lie
LEAST_OVERLAP_BPM = 3.0

# Upper ends of cosine distances, and what is said of them.
WORDS = (
    (0.03, "hardly to be told apart in sound"),
    (0.10, "very much alike in sound"),
    (0.20, "much alike in sound"),
    (0.35, "alike in sound"),
    (0.60, "somewhat alike in sound"),
)
FARTHEST = "different in sound, but nearer than others"


@dataclass(frozen=True, slots=True)
class ArtistProfile:
    """What an artist mostly plays.

    Attributes
    ----------
    genres : sequence of str
        Of at least a fifth of the tracks, most frequent first.
    tempo_from_bpm, tempo_to_bpm : float, optional
        Between these lie four of five tracks; None where no tempo is known.
    """

    genres: Sequence[str] = ()
    tempo_from_bpm: float | None = None
    tempo_to_bpm: float | None = None


def profile_artists(
    models: ArtistModels, shelf: Shelf, artists: Sequence[int]
) -> Mapping[int, ArtistProfile]:
    """Return the profiles of some artists, from all their tracks that are on the shelf.

    An artist's rows are found by those of the representative songs: names of all artists on the
    shelf would have to be normalised otherwise, which takes longer than the search.
    """
    owner = np.full(len(shelf.artists) + 1, UNKNOWN, np.int64)  # the last stands for UNKNOWN
    for artist in artists:
        rows = songs_on_shelf(models, shelf, artist)
        owner[shelf.artist[rows]] = artist
    owner[-1] = UNKNOWN
    owners = owner[shelf.artist]
    rows = np.flatnonzero(owners != UNKNOWN)
    order = np.argsort(owners[rows], kind="stable")
    rows, sorted_owners = rows[order], owners[rows][order]
    starts = np.searchsorted(sorted_owners, artists)
    ends = np.searchsorted(sorted_owners, artists, side="right")
    return {
        artist: _profile(shelf, rows[start:end])
        for artist, start, end in zip(artists, starts, ends, strict=True)
    }


def songs_on_shelf(models: ArtistModels, shelf: Shelf, artist: int) -> NDArray[np.int64]:
    """Return the rows of an artist's representative songs that are still on the shelf."""
    rows = shelf.rows_of(models.songs[models.components(artist)].ravel())
    kept: NDArray[np.int64] = rows[rows != UNKNOWN]
    return kept


def explain_likeness(
    distance: float, matching: float, one: ArtistProfile, other: ArtistProfile
) -> Sequence[Reason]:
    """Return why an artist is among the results.

    Parameters
    ----------
    matching : float
        Share of the music of both that has its like with the other, 0 to 1.
    """
    words = next((text for limit, text in WORDS if distance <= limit), FARTHEST)
    reasons = [Reason("sound", words)]
    if matching >= 0.995:
        reasons.append(Reason("matching", "all their sounds match"))
    elif matching >= 0.005:
        reasons.append(Reason("matching", f"{100 * matching:.0f} % of their sounds match"))
    shared = [genre for genre in one.genres if genre in other.genres][:MAX_GENRES]
    if shared:
        reasons.append(Reason("genres", f"both: {', '.join(shared)}"))
    tempo = _common_tempo(one, other)
    return [*reasons, tempo] if tempo else reasons


def _profile(shelf: Shelf, rows: NDArray[np.int64]) -> ArtistProfile:
    """Return what these tracks mostly are."""
    if len(rows) > MAX_TRACKS:
        rows = rows[np.linspace(0, len(rows) - 1, MAX_TRACKS).astype(np.int64)]
    starts, codes = shelf.genres.starts, shelf.genres.codes
    counted = Counter(
        code for row in rows.tolist() for code in set(codes[starts[row] : starts[row + 1]].tolist())
    )
    named = {shelf.genres.names[code]: count for code, count in counted.items()}
    frequent = [genre for genre, count in named.items() if count >= LEAST_SHARE * len(rows)]
    genres = sorted(frequent, key=lambda genre: (-named[genre], genre))
    tempi = shelf.tempo_bpm[rows]
    tempi = tempi[np.isfinite(tempi)]
    if not len(tempi):
        return ArtistProfile(genres)
    low, high = np.percentile(tempi, USUAL).tolist()
    return ArtistProfile(genres, low, high)


def _common_tempo(one: ArtistProfile, other: ArtistProfile) -> Reason | None:
    """Return the tempi that both mostly play, if there are any."""
    if one.tempo_from_bpm is None or other.tempo_from_bpm is None:
        return None
    if one.tempo_to_bpm is None or other.tempo_to_bpm is None:
        return None
    low = max(one.tempo_from_bpm, other.tempo_from_bpm)
    high = min(one.tempo_to_bpm, other.tempo_to_bpm)
    if high - low >= LEAST_OVERLAP_BPM:
        return Reason("tempo", f"both often {low:.0f} to {high:.0f} BPM")
    return None
