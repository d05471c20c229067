"""Ask for less, step by step, where too little fits; every step is told.

The order is that of how much a listener would mind, least first: how many songs one artist may
have, the key, the tempo (a little, then any), the energy (the same), how long songs are, the years
(five more on both sides, then any), the moods, the genres (where a sound is left to go by). Named
artists, favourites and everything that was to be left out are kept, whatever comes of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from menura.discover import Mark, TrackFilter

YEARS_WIDER = 5
TEMPO_WIDER = 1.15
ENERGY_WIDER = 0.15
CAPS: tuple[int | None, ...] = (5, 10, None)  # songs by one artist; 5 is what players usually mix


@dataclass(frozen=True, slots=True)
class Step:
    """A search with less asked, and the words that say what was let go.

    Attributes
    ----------
    about : str
        What kind of thing; a later step about the same says all that an earlier one said.
    is_soft : bool
        Nobody asked for it in words: let go to fill the list, not only where too little fits.
    """

    filter: TrackFilter
    per_artist: int | None
    about: str
    told: str
    is_soft: bool = False


def relax(given: TrackFilter, *, has_sound: bool, per_artist: int | None = None) -> Iterator[Step]:
    """Give ever less strict searches, beginning after the one that was asked for.

    Parameters
    ----------
    per_artist : int, optional
        Songs of one artist at most, where that was asked for: kept in every step.
    """
    for step in _steps(given, has_sound=has_sound):
        if per_artist is None:
            yield step
        elif not step.is_soft:
            yield replace(step, per_artist=per_artist)


def _steps(given: TrackFilter, *, has_sound: bool) -> Iterator[Step]:
    now = given
    for cap in CAPS[1:]:
        if not given.artists:
            said = "any number of" if cap is None else f"up to {cap}"
            yield Step(now, cap, "artist", f"{said} songs by one artist", is_soft=True)
    if now.keys:
        now = replace(now, keys=())
        if _says_something(now, has_sound):
            yield Step(now, None, "key", "any key")
    if now.tempo_from_bpm is not None or now.tempo_to_bpm is not None:
        now = replace(
            now,
            tempo_from_bpm=now.tempo_from_bpm and now.tempo_from_bpm / TEMPO_WIDER,
            tempo_to_bpm=now.tempo_to_bpm and now.tempo_to_bpm * TEMPO_WIDER,
        )
        yield Step(now, None, "tempo", "a tempo up to 15 % off")
        now = replace(now, tempo_from_bpm=None, tempo_to_bpm=None)
        if _says_something(now, has_sound):
            yield Step(now, None, "tempo", "any tempo")
    if now.energy_from is not None or now.energy_to is not None:
        now = replace(
            now,
            energy_from=now.energy_from and max(now.energy_from - ENERGY_WIDER, 0.0),
            energy_to=None if now.energy_to is None else min(now.energy_to + ENERGY_WIDER, 1.0),
        )
        yield Step(now, None, "energy", "a little more or less energy")
        now = replace(now, energy_from=None, energy_to=None)
        if _says_something(now, has_sound):
            yield Step(now, None, "energy", "any energy")
    if now.duration_from_s is not None or now.duration_to_s is not None:
        now = replace(now, duration_from_s=None, duration_to_s=None)
        if _says_something(now, has_sound):
            yield Step(now, None, "length", "any length")
    if now.year_from is not None or now.year_to is not None:
        now = replace(
            now,
            year_from=None if now.year_from is None else now.year_from - YEARS_WIDER,
            year_to=None if now.year_to is None else now.year_to + YEARS_WIDER,
        )
        yield Step(now, None, "year", f"years up to {YEARS_WIDER} before and after")
        now = replace(now, year_from=None, year_to=None)
        if _says_something(now, has_sound):
            yield Step(now, None, "year", "any year")
    if now.moods:
        now = replace(now, moods=())
        if _says_something(now, has_sound):
            yield Step(now, None, "mood", "any mood")
    if now.genres and has_sound:
        yield Step(replace(now, genres=()), None, "genre", "any genre")


def _says_something(given: TrackFilter, has_sound: bool) -> bool:
    """Tell whether what is left still is what somebody asked for, and not just anything."""
    kept = replace(given, not_genres=(), not_moods=(), not_artists=(), not_marks=Mark(0))
    return has_sound or kept != TrackFilter()
