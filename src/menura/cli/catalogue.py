"""Look at tracks and sources from the command line."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from menura.api.routes.catalogue import shape_source, shape_track, shape_tracks
from menura.api.schemas.catalogue import FeaturesOut, SourcesOut, TrackOut
from menura.catalogue import TrackPage, TrackQuery, TrackState
from menura.cli.open import opened
from menura.cli.output import Json, format_length, out, show

track_app = typer.Typer(no_args_is_help=True)
source_app = typer.Typer(no_args_is_help=True)


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
    state: Annotated[TrackState | None, typer.Option(help="Only tracks in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500)] = 50,
    offset: Annotated[int, typer.Option(min=0, max=2**31 - 1)] = 0,
    json: Json = False,
) -> None:
    """Search the library."""
    query = TrackQuery(" ".join(words or []), state=state, limit=limit, offset=offset)
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        page = rooms.library.tracks(query)
        show(shape_tracks(rooms, page, query), json, lambda: _render_tracks(page))


@source_app.command("list")
def list_sources(json: Json = False) -> None:
    """List the sources and how many tracks each has."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        shaped = SourcesOut(items=[shape_source(rooms, s) for s in rooms.library.sources()])
        show(shaped, json, lambda: _render_sources(shaped))


@source_app.command("add")
def add_source(
    folder: Annotated[str, typer.Argument(help="Folder of music.")],
    name: Annotated[str | None, typer.Option(help="Defaults to the folder's name.")] = None,
    json: Json = False,
) -> None:
    """Take in a folder without scanning it yet."""
    with opened("error") as menura, menura.rooms() as rooms:
        shaped = shape_source(rooms, rooms.library.add_folder(folder, name))
        show(shaped, json, lambda: out.print(escape(f"{shaped.name}: {shaped.location}")))


@source_app.command("remove")
def remove_source(
    source: Annotated[str, typer.Argument(help="A source's name, folder or id.")],
    force: Annotated[bool, typer.Option(help="Even if playlists hold its tracks.")] = False,
    json: Json = False,
) -> None:
    """Forget a source and its tracks; the files stay where they are."""
    with opened("error") as menura:
        found = menura.remove_source(source, force=force)
        show({"removed": found.id}, json, lambda: out.print(escape(f"Forgot {found.name!r}.")))


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


def _render_sources(sources: SourcesOut) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("Name", "Folder", "Tracks", "Analysed", "Failed", "Missing"):
        table.add_column(heading)
    for source in sources.items:
        counts = source.counts
        numbers = (counts.total, counts.analysed, counts.failed, counts.missing)
        table.add_row(escape(source.name), escape(source.location), *map(str, numbers))
    out.print(table if sources.items else "No source yet; begin with: menura scan FOLDER")
