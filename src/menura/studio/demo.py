"""Plan a demo library: short tracks over all genres, to try everything with no music at hand.

Albums and artists are made up, a few per family of genres, so that lists look like a library.
"""

from dataclasses import dataclass

import numpy as np

from menura.studio.composition.seeds import seeds_from
from menura.studio.genres.catalogue import GENRES
from menura.studio.model import TrackPlan
from menura.studio.service import DEMO_SEED, draw_seed

SHORTEST_S, LONGEST_S = 24.0, 36.0
_FIRST = ("Amber", "Silent", "Paper", "Northern", "Velvet", "Broken", "Golden", "Distant", "Copper")
_SECOND = ("Lyrebirds", "Harbour", "Signals", "Orchard", "Machines", "Rivers", "Lanterns", "Tides")
_THINGS = ("Window", "Weather", "Letters", "Engine", "Garden", "Station", "Echo", "Mirror", "Coast")
_HOW = ("Late", "Slow", "Bright", "Hidden", "Second", "Open", "Blue", "Low", "Warm", "First")


@dataclass(frozen=True, slots=True)
class DemoTrack:
    """A track of the demo library: what is composed, and its tags."""

    plan: TrackPlan
    title: str
    artist: str
    album: str
    track_number: int
    genre_title: str
    year: int

    @property
    def file_stem(self) -> str:
        """Return the path below the library's folder, without an ending."""
        return f"{self.artist}/{self.album}/{self.track_number:02d} {self.title}"


def plan_demo(count: int, seed: int = DEMO_SEED) -> list[DemoTrack]:
    """Return so many tracks, taking the genres in turn; the same seed gives the same library.

    Parameters
    ----------
    count : int
        41 take every genre once.
    """
    rng = np.random.default_rng(seed)
    genres = list(GENRES.values())
    families = sorted({genre.family for genre in genres})
    artists = _names(rng, _FIRST, _SECOND, 2 * len(families))
    albums: dict[str, int] = {}
    tracks = []
    titles = _names(rng, _HOW, _THINGS, min(count, len(_HOW) * len(_THINGS)))
    for number in range(count):
        genre = genres[number % len(genres)]
        family = families.index(genre.family)
        artist = artists[2 * family + (number // len(genres) + number) % 2]
        albums[artist] = albums.get(artist, 0) + 1
        modes, weights = zip(*genre.modes, strict=True)
        shares = np.asarray(weights, np.float64)
        slow, fast = genre.tempo_bpm
        plan = TrackPlan(
            genre=genre.id,
            bpm=float(round(rng.uniform(slow, fast))),
            key=int(rng.integers(12)),
            mode=modes[int(rng.choice(len(modes), p=shares / shares.sum()))],
            duration_s=float(round(rng.uniform(SHORTEST_S, LONGEST_S), 1)),
            seeds=seeds_from(draw_seed(f"demo:{seed}", number)),
            energy=float(rng.uniform(0.3, 0.9)),
            density=float(rng.uniform(0.35, 0.75)),
        )
        tracks.append(
            DemoTrack(
                plan=plan,
                title=titles[number % len(titles)],
                artist=artist,
                album=f"{genre.family.capitalize()} Sketches",
                track_number=albums[artist],
                genre_title=genre.title,
                year=int(rng.integers(1968, 2026)),
            )
        )
    return tracks


def _names(
    rng: np.random.Generator, first: tuple[str, ...], second: tuple[str, ...], count: int
) -> list[str]:
    """Return `count` different pairs of words."""
    pairs = [f"{one} {other}" for one in first for other in second]
    return [pairs[int(index)] for index in rng.permutation(len(pairs))[:count]]
