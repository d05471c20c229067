"""Find playlists in a library, and keep their versions, from the command line."""

from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.markup import escape
from rich.table import Table

from menura.api.routes.clusters import shape_cluster_playlist, shape_comparison
from menura.api.schemas.clusters import (
    ClusteringIn,
    ClusterPlaylistDetailOut,
    ClusterRunOut,
    ClusterRunsOut,
    RunComparisonOut,
    SavedClustersOut,
    WeightsIn,
)
from menura.bootstrap import Menura
from menura.cli.discover_words import Filters, filter_of
from menura.cli.open import opened
from menura.cli.output import Json, out, show
from menura.cli.scan import follow_job
from menura.cli.spaces import SpaceName
from menura.discover import Algorithm, Basis, SearchInputError
from menura.jobs import Job

app = typer.Typer(no_args_is_help=True)
Which = Annotated[str, typer.Argument(help="A version's id or name, or latest.")]
_USUAL = ClusteringIn()


@app.command("find")
def find(
    iterations: Annotated[
        int, typer.Option(min=1, max=10_000, help="Solutions to try.")
    ] = _USUAL.iterations,
    algorithm: Annotated[Algorithm, typer.Option(help="How to group.")] = _USUAL.algorithm,
    basis: Annotated[Basis, typer.Option(help="What to group by.")] = _USUAL.basis,
    clusters: Annotated[
        str, typer.Option(help="How many groups to try, such as 40-100; as suits the library.")
    ] = "0",
    playlists: Annotated[
        int, typer.Option(min=0, max=1000, help="The most diverse are kept; 0: all.")
    ] = _USUAL.playlists,
    max_songs: Annotated[
        int, typer.Option(min=0, help="Longer playlists are split; 0: no limit.")
    ] = _USUAL.max_songs,
    min_songs: Annotated[
        int, typer.Option(min=1, help="Shorter ones are dropped.")
    ] = _USUAL.min_songs,
    per_artist: Annotated[
        int, typer.Option(min=0, help="Songs of one artist at most; 0: no limit.")
    ] = _USUAL.per_artist,
    diversity: Annotated[float, typer.Option(min=0, max=100, help="Weight of variety.")] = 2.0,
    purity: Annotated[float, typer.Option(min=0, max=100, help="Weight of unity.")] = 1.0,
    language: Annotated[bool, typer.Option(help="Have a language model name them.")] = False,
    name: Annotated[str | None, typer.Option(help="Of this version.")] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1)] = 0,
    filters: Filters = None,
    space: Annotated[SpaceName, typer.Option(help="Compare by this ear.")] = SpaceName.DSP,
    json: Json = False,
) -> None:
    """Search for playlists; nothing that was kept is changed."""
    least, most = _range(clusters)
    asked = _asked(
        algorithm=algorithm,
        basis=basis,
        space=space.value,
        iterations=iterations,
        clusters_from=least,
        clusters_to=most,
        playlists=playlists,
        max_songs=max_songs,
        min_songs=min_songs,
        per_artist=per_artist,
        weights=WeightsIn(diversity=diversity, purity=purity),
        naming="language" if language else "mood_tempo",
        seed=seed,
        name=name,
    )
    with opened("error") as menura:
        with menura.rooms() as rooms:
            job = rooms.cluster_runs.start(
                asked.options(),
                rooms.search(asked.space),
                track_filter=filter_of(filters or []),
                name=name,
            )
        _follow(menura, job, json)


@app.command("list")
def list_runs(json: Json = False) -> None:
    """List all versions, newest first."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        shaped = ClusterRunsOut(items=[ClusterRunOut.of(run) for run in rooms.cluster_runs.all()])
        show(shaped, json, lambda: _render_runs(shaped))


@app.command("show")
def show_run(
    run: Which = "latest",
    position: Annotated[
        int | None, typer.Argument(help="One playlist with its tracks, counted from 0.")
    ] = None,
    json: Json = False,
) -> None:
    """Show a version, or one of its playlists with its tracks."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        found = rooms.cluster_runs.get(run)
        if position is None:
            shaped = ClusterRunOut.of(found)
            show(shaped, json, lambda: _render(shaped))
            return
        playlist = rooms.cluster_runs.playlist(run, position)
        detail = shape_cluster_playlist(rooms, playlist, position)
        show(detail, json, lambda: _render_playlist(detail))


@app.command("compare")
def compare(
    run: Which,
    other: Annotated[str, typer.Argument(help="The version to compare with.")],
    json: Json = False,
) -> None:
    """Tell how two versions differ, playlist by playlist."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        shaped = shape_comparison(rooms.cluster_runs.compare(run, other))
        show(shaped, json, lambda: _render_comparison(shaped))


@app.command("save")
def save(
    run: Which = "latest",
    positions: Annotated[
        list[int] | None, typer.Option("--only", help="Playlists to save, counted from 0.")
    ] = None,
    json: Json = False,
) -> None:
    """Keep playlists of a version; saved before, they are put back to what it holds."""
    with opened("error") as menura, menura.rooms() as rooms:
        saved = rooms.cluster_runs.save(run, positions or [])
        shaped = SavedClustersOut(playlist_ids={i: one.id for i, one in saved.items()})
        names = ", ".join(one.name for one in saved.values())
        show(shaped, json, lambda: out.print(f"Saved {escape(names)}."))


@app.command("refresh")
def refresh(run: Which = "latest", json: Json = False) -> None:
    """Add new music to the playlists of a version, as a version of its own."""
    with opened("error") as menura:
        with menura.rooms() as rooms:
            job = rooms.cluster_runs.refresh(run)
        _follow(menura, job, json)


@app.command("name")
def name_run(
    run: Which,
    name: Annotated[str, typer.Argument(help="What to call it.")],
    json: Json = False,
) -> None:
    """Give a version a name."""
    with opened("error") as menura, menura.rooms() as rooms:
        shaped = ClusterRunOut.of(rooms.cluster_runs.update(run, name=name))
        show(shaped, json, lambda: _render(shaped))


@app.command("pin")
def pin(
    run: Which,
    off: Annotated[bool, typer.Option("--off", help="Take the pin away.")] = False,
    json: Json = False,
) -> None:
    """Pin a version: it cannot be removed, and the map shows it."""
    with opened("error") as menura, menura.rooms() as rooms:
        shaped = ClusterRunOut.of(rooms.cluster_runs.update(run, pinned=not off))
        show(shaped, json, lambda: _render(shaped))


@app.command("remove")
def remove(run: Which, json: Json = False) -> None:
    """Forget a version that is not pinned; playlists saved of it stay."""
    with opened("error") as menura, menura.rooms() as rooms:
        known = rooms.cluster_runs.get(run)
        rooms.cluster_runs.remove(known.id)
        show({"removed": known.id}, json, lambda: out.print("Forgot it."))


def _follow(menura: Menura, job: Job, json: bool) -> None:
    done = follow_job(menura, job, quiet=json)
    with menura.rooms(read_only=True) as rooms:
        shaped = ClusterRunOut.of(rooms.cluster_runs.get(done.id))
    show(shaped, json, lambda: _render(shaped))


def _asked(**values: Any) -> ClusteringIn:
    try:
        return ClusteringIn(**values)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SearchInputError(f"{place}: {first['msg']}.", field=place) from error


def _range(text: str) -> tuple[int, int]:
    low, _, high = text.partition("-")
    try:
        return int(low), int(high or low)
    except ValueError as error:
        raise SearchInputError(
            f"{text!r} is no range of numbers; write it like 40-100.", field="clusters"
        ) from error


def _render(run: ClusterRunOut) -> None:
    told = f"{len(run.playlists)} playlists of {run.track_count} tracks"
    pinned = ", pinned" if run.pinned else ""
    out.print(f"[bold]{escape(run.name or run.id)}[/bold]  {told}, score {run.score:.2f}{pinned}")
    table = Table(box=None, pad_edge=False)
    for heading in ("", "Name", "Tracks", "Tempo", "Sounds like"):
        table.add_column(heading)
    for one in run.playlists:
        tempo = "-" if one.tempo_bpm is None else f"{one.tempo_bpm:.0f}"
        table.add_row(
            str(one.position),
            escape(one.name),
            str(one.track_count),
            tempo,
            escape(", ".join(list(one.profile)[:4])),
        )
    out.print(table)


def _render_runs(shaped: ClusterRunsOut) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("Version", "Made", "Playlists", "Score", ""):
        table.add_column(heading)
    for run in shaped.items:
        table.add_row(
            escape(run.name or run.id),
            f"{run.created_at.astimezone():%Y-%m-%d %H:%M}",
            str(len(run.playlists)),
            f"{run.score:.2f}",
            "pinned" if run.pinned else "",
        )
    out.print(table if shaped.items else "No version yet; start with: menura clusters find")


def _render_playlist(playlist: ClusterPlaylistDetailOut) -> None:
    out.print(f"[bold]{escape(playlist.name)}[/bold]  {playlist.track_count} tracks")
    table = Table(box=None, pad_edge=False)
    for heading in ("Title", "Artist"):
        table.add_column(heading)
    for track in playlist.tracks:
        table.add_row(escape(track.title), escape(track.artist))
    out.print(table)


def _render_comparison(shaped: RunComparisonOut) -> None:
    out.print(f"{shaped.similarity:.0%} of the tracks stand together as before.")
    table = Table(box=None, pad_edge=False)
    for heading in ("Playlist", "Now", "Overlap", "Gained", "Lost"):
        table.add_column(heading)
    for match in shaped.matches:
        table.add_row(
            escape(match.name),
            escape(match.match_name or "gone"),
            f"{match.overlap:.0%}",
            str(match.gained),
            str(match.lost),
        )
    out.print(table)
