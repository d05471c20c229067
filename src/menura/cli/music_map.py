"""Lay out and look at the music map from the command line."""

from typing import Annotated

import typer
from rich.markup import escape

from menura.api.routes.music_map import shape_manifest
from menura.api.schemas.music_map import MapManifestOut
from menura.cli.open import opened
from menura.cli.output import Json, out, show
from menura.cli.scan import follow_job
from menura.cli.spaces import SpaceName
from menura.discover import MapMethod

app = typer.Typer(no_args_is_help=True)
Space = Annotated[SpaceName, typer.Option(help="Compare by this ear.")]


@app.command("show")
def show_map(space: Space = SpaceName.DSP, json: Json = False) -> None:
    """Tell what the map holds, and how many tracks are not on it yet."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        shaped = shape_manifest(rooms, space.value)
        show(shaped, json, lambda: _render(shaped))


@app.command("build")
def build(
    anew: Annotated[
        bool, typer.Option(help="Lay everything out anew; else only new tracks are placed.")
    ] = False,
    method: Annotated[MapMethod, typer.Option(help="How to lay out.")] = MapMethod.PACMAP,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1)] = 0,
    space: Space = SpaceName.DSP,
    json: Json = False,
) -> None:
    """Place new tracks on the map; the first time, lay it out."""
    with opened("error") as menura:
        with menura.rooms() as rooms:
            job = rooms.maps.build(space.value, method, anew=anew, seed=seed)
        follow_job(menura, job, quiet=json)
        with menura.rooms(read_only=True) as rooms:
            shaped = shape_manifest(rooms, space.value)
        show(shaped, json, lambda: _render(shaped))


def _render(shaped: MapManifestOut) -> None:
    if shaped.state == "none":
        out.print(f"No map yet; {shaped.waiting} tracks wait for: menura map build")
        return
    method = shaped.method.value if shaped.method else ""
    out.print(f"{shaped.count} tracks on the map ({method}), {shaped.waiting} not yet.")
    out.print(f"Genres: {escape(', '.join(shaped.genres[:12])) or 'none known'}")
