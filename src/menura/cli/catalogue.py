"""Look at tracks and sources from the command line."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from menura.api.routes.catalogue import shape_track, shape_tracks
from menura.api.schemas.catalogue import FeaturesOut, TrackOut
from menura.api.schemas.sources import TrackPlacesOut
from menura.api.schemas.track_lists import FASTEST_BPM, MOST_CHARACTERS, TrackListIn
from menura.api.sources import shape_places
from menura.catalogue import TrackKind, TrackOrder, TrackPage, TrackState
from menura.cli.open import opened
from menura.cli.output import Json, format_length, out, show

track_app = typer.Typer(no_args_is_help=True)


@track_app.command("show")
def show_track(
    track: Annotated[str, typer.Argument(help="A track's id, or words of its title and artist.")],
    json: Json = False,
) -> None:
    """Show what is known of one track."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        shaped = shape_track(rooms, rooms.library.find_track(track))
        show(shaped, json, lambda: _render_track(shaped))


@track_app.command("list")
def list_tracks(
    words: Annotated[list[str] | None, typer.Argument(help="Words to search for.")] = None,
    *,
    source: Annotated[str | None, typer.Option(help="A source's name, folder or id.")] = None,
    state: Annotated[TrackState | None, typer.Option(help="Only tracks in this state.")] = None,
    genre: Annotated[list[str] | None, typer.Option(help="One of these; may be repeated.")] = None,
    mood: Annotated[list[str] | None, typer.Option(help="All of these; may be repeated.")] = None,
    key: Annotated[
        list[str] | None, typer.Option(help="One of these: Am, 'F# minor', 8A; may be repeated.")
    ] = None,
    kind: Annotated[
        list[TrackKind] | None, typer.Option(help="One of these; may be repeated.")
    ] = None,
    tempo_from: Annotated[float | None, typer.Option(min=0, max=FASTEST_BPM, help="BPM.")] = None,
    tempo_to: Annotated[float | None, typer.Option(min=0, max=FASTEST_BPM, help="BPM.")] = None,
    favourites: Annotated[bool, typer.Option("--favourites", help="Favourites only.")] = False,
    min_rating: Annotated[
        int | None, typer.Option(min=1, max=100, help="Rated at least so; 20 is one star.")
    ] = None,
    order: Annotated[TrackOrder, typer.Option(help="What to sort by.")] = TrackOrder.RELEVANCE,
    descending: Annotated[bool, typer.Option("--descending", help="The other way round.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=500)] = 50,
    offset: Annotated[int, typer.Option(min=0, max=2**31 - 1)] = 0,
    json: Json = False,
) -> None:
    """Search the library, narrow it and sort it.

    Genre, mood, tempo and key are known of tracks that were heard.
    """
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        wanted = TrackListIn(
            q=" ".join(words or [])[:MOST_CHARACTERS],
            source_id=rooms.library.source(source).id if source else None,
            state=state,
            genre=genre or [],
            mood=mood or [],
            key=key or [],
            kind=kind or [],
            tempo_min_bpm=tempo_from,
            tempo_max_bpm=tempo_to,
            favourite=favourites,
            min_rating=min_rating,
            order=order,
            descending=descending,
            offset=offset,
            limit=limit,
        )
        query = wanted.to_query(lambda: rooms.shelf)
        page = rooms.library.tracks(query)
        show(shape_tracks(rooms, page, query), json, lambda: _render_tracks(page))


@track_app.command("rate")
def rate_track(
    track: Annotated[str, typer.Argument(help="A track's id, or words of its title and artist.")],
    rating: Annotated[
        int | None, typer.Argument(min=0, max=100, help="0 to 100; none takes it away.")
    ] = None,
    json: Json = False,
) -> None:
    """Rate a track, or take its rating away."""
    with opened("error") as menura, menura.rooms() as rooms:
        found = rooms.library.find_track(track)
        rooms.reactions.rate(found, rating, menura.clock.now())
        word = "no rating any more" if rating is None else f"rated {rating} of 100"
        told = {"track_id": found.id, "rating": rating}
        show(told, json, lambda: out.print(f"{escape(found.title)}: {word}."))


@track_app.command("places")
def list_places(
    track: Annotated[str, typer.Argument(help="A track's id, or words of its title and artist.")],
    json: Json = False,
) -> None:
    """Show every source that has a track."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        shaped = shape_places(rooms, rooms.library.find_track(track))
        show(shaped, json, lambda: _render_places(shaped))


@track_app.command("separate")
def separate_track(
    copy: Annotated[str, typer.Argument(help="A copy's id, as `track places` shows it.")],
    json: Json = False,
) -> None:
    """Make a copy a track of its own again; it is heard with the next scan of its source."""
    with opened("error") as menura, menura.rooms() as rooms:
        shaped = shape_track(rooms, rooms.library.separate(copy))
        show(shaped, json, lambda: out.print(f"{escape(shaped.title)} is a track of its own now."))


def _render_places(places: TrackPlacesOut) -> None:
    for place in places.items:
        mark = "*" if place.is_first else " "
        gone = "  (gone)" if place.is_missing else ""
        where = place.path or place.location
        out.print(escape(f"{mark} {place.source_name}: {where}{gone}  {place.track_id}"))


def _render_track(track: TrackOut) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim")
    table.add_column()
    for name, value in _facts(track):
        table.add_row(name, escape(value))
    out.print(f"[bold]{escape(track.title)}[/bold]  {escape(track.artist)}")
    out.print(table)


def _facts(track: TrackOut) -> list[tuple[str, str]]:
    """Return what is worth saying of a track, with names."""
    facts = [
        ("album", track.album or "-"),
        ("genres", ", ".join(track.genres) or "-"),
        ("length", format_length(track.duration_s)),
        ("file", track.location),
        ("state", track.state.value + (f": {track.error.message}" if track.error else "")),
        ("id", track.id),
    ]
    features = track.features
    if features is None:
        return facts
    others = other_tempi(features)
    if features.tempo_bpm is not None:
        also = f" (or {', '.join(others)})" if others else ""
        tempo = f"{features.tempo_bpm:.1f} BPM{also}, {features.tempo_confidence:.0%} sure"
    else:
        tempo = "no clear pulse"
    unsure = " (uncertain)" if features.key_confidence < 0.65 else ""
    key = f"{features.key} {features.mode}{unsure}" if features.key else "none"
    loudness = loudness_in_words(features)
    return [
        *facts,
        ("tempo", tempo),
        ("key", key),
        ("loudness", loudness),
        ("energy", f"{features.energy:.2f}"),
        ("brightness", f"{features.brightness:.2f}"),
    ]


def loudness_in_words(features: FeaturesOut) -> str:
    """Return how loud a track is."""
    if features.loudness_lufs is not None:
        return f"{features.loudness_lufs:.1f} LUFS"
    return "silent" if features.true_peak_dbtp is None else "too short or too quiet to tell"


def other_tempi(features: FeaturesOut) -> list[str]:
    """Return the tempi a track may also be felt in."""
    return [
        f"{candidate.tempo_bpm:.0f}"
        for candidate in features.tempo_candidates
        if features.tempo_bpm is None or abs(candidate.tempo_bpm - features.tempo_bpm) > 1
    ]


def _render_tracks(page: TrackPage) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("Title", "Artist", "Album", "Length", "State"):
        table.add_column(heading)
    for track in page.items:
        state = track.state.value
        if track.error_message:
            state += f": {track.error_message}"
        cells = (track.title, track.artist, track.metadata.album or "")
        table.add_row(*map(escape, cells), format_length(track.duration_s), escape(state))
    out.print(table)
    out.print(f"{len(page.items)} of {page.total} tracks.")
