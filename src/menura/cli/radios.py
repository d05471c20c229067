"""Keep anchors and radios from the command line."""

from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from menura.api.routes.radios import shape_radio
from menura.api.schemas.radios import AnchorOut, AnchorsOut, RadioOut, RadiosOut
from menura.cli.discover_words import Filters, MixWords, filter_of
from menura.cli.open import opened
from menura.cli.output import Json, out, show
from menura.cli.scan import follow_job
from menura.cli.spaces import SpaceName
from menura.discover import AlchemyOptions, filter_to_payload

anchor_app = typer.Typer(no_args_is_help=True)
app = typer.Typer(no_args_is_help=True)
Anchor = Annotated[str, typer.Argument(help="An anchor's name or id.")]
Which = Annotated[str, typer.Argument(help="A radio's name or id.")]
Name = Annotated[str, typer.Argument(help="What to call it.")]


@anchor_app.command("save")
def save_anchor(
    name: Name,
    add: Annotated[list[str], typer.Argument(help="Towards: tracks, artist:NAME, mood:sad ...")],
    subtract: Annotated[
        list[str] | None, typer.Option("--not", help="Away from; may be said again.")
    ] = None,
    distance: Annotated[
        float, typer.Option(min=0, max=2, help="How far to keep from what is subtracted.")
    ] = 0.2,
    space: Annotated[SpaceName, typer.Option(help="Compare by this ear.")] = SpaceName.DSP,
    json: Json = False,
) -> None:
    """Save where a mixture lies, under a name."""
    words = MixWords.of(add, subtract or [])
    options = AlchemyOptions(subtract_distance=distance)
    with opened("error") as menura:
        with menura.rooms(read_only=True) as rooms:
            anchor = rooms.radios.draft_anchor(
                name, words.add, words.subtract, space=space.value, options=options
            )
        with menura.rooms() as rooms:
            rooms.radios.keep_anchor(anchor)
        show(
            AnchorOut.of(anchor),
            json,
            lambda: out.print(escape(f"Saved the anchor {anchor.name!r}.")),
        )


@anchor_app.command("list")
def list_anchors(json: Json = False) -> None:
    """List all anchors by name."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        shaped = AnchorsOut(items=[AnchorOut.of(anchor) for anchor in rooms.radios.anchors()])
        show(shaped, json, lambda: _render_anchors(shaped))


@anchor_app.command("rename")
def rename_anchor(anchor: Anchor, name: Name, json: Json = False) -> None:
    """Give an anchor another name."""
    with opened("error") as menura, menura.rooms() as rooms:
        shaped = AnchorOut.of(rooms.radios.rename_anchor(anchor, name))
        show(shaped, json, lambda: out.print(escape(f"It is called {shaped.name!r} now.")))


@anchor_app.command("remove")
def remove_anchor(anchor: Anchor, json: Json = False) -> None:
    """Forget an anchor and its radios; their playlists stay."""
    with opened("error") as menura, menura.rooms() as rooms:
        known = rooms.radios.anchor(anchor)
        rooms.radios.remove_anchor(known.id)
        show({"removed": known.id}, json, lambda: out.print(escape(f"Forgot {known.name!r}.")))


@app.command("add")
def add_radio(
    anchor: Anchor,
    name: Annotated[str | None, typer.Option(help="What to call it; the anchor's name.")] = None,
    temperature: Annotated[
        float, typer.Option(min=0, max=100, help="0: the nearest; 1: by chance.")
    ] = 1.0,
    n: Annotated[int, typer.Option("-n", min=1, max=500, help="Tracks in its playlist.")] = 50,
    cron: Annotated[
        str | None, typer.Option(help="When it runs by itself: five fields, UTC.")
    ] = None,
    filters: Filters = None,
    json: Json = False,
) -> None:
    """Make a radio of an anchor."""
    with opened("error") as menura, menura.rooms() as rooms:
        radio = rooms.radios.add_radio(
            anchor,
            name,
            temperature=temperature,
            count=n,
            per_artist=3,
            cron=cron,
            enabled=True,
            filter=filter_to_payload(filter_of(filters or [])),
        )
        shaped = shape_radio(rooms, radio)
        show(shaped, json, lambda: _render([shaped]))


@app.command("list")
def list_radios(json: Json = False) -> None:
    """List all radios by name."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        shaped = RadiosOut(items=[shape_radio(rooms, one) for one in rooms.radios.radios()])
        show(shaped, json, lambda: _render(shaped.items))


@app.command("change")
def change_radio(
    radio: Which,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    temperature: Annotated[float | None, typer.Option(min=0, max=100)] = None,
    n: Annotated[int | None, typer.Option("-n", min=1, max=500)] = None,
    cron: Annotated[str | None, typer.Option(help="An empty text takes it away.")] = None,
    enabled: Annotated[
        bool | None, typer.Option("--on/--off", help="Run it, or let it rest.")
    ] = None,
    json: Json = False,
) -> None:
    """Change a radio; what is not given stays."""
    values: dict[str, Any] = {"name": name, "temperature": temperature, "count": n}
    values = {key: value for key, value in values.items() if value is not None}
    if cron is not None:
        values["cron"] = cron or None
    if enabled is not None:
        values["enabled"] = enabled
    with opened("error") as menura, menura.rooms() as rooms:
        shaped = shape_radio(rooms, rooms.radios.change_radio(radio, **values))
        show(shaped, json, lambda: _render([shaped]))


@app.command("run")
def run_radio(radio: Which, json: Json = False) -> None:
    """Play a radio now: its playlist is replaced by other tracks near the anchor."""
    with opened("error") as menura:
        with menura.rooms() as rooms:
            job = rooms.radios.start(radio)
        done = follow_job(menura, job, quiet=json)
        result = dict(done.result or {})
        show(result, json, lambda: out.print(f"Put {result.get('tracks')} tracks into it."))


@app.command("remove")
def remove_radio(radio: Which, json: Json = False) -> None:
    """Forget a radio; its playlist stays."""
    with opened("error") as menura, menura.rooms() as rooms:
        known = rooms.radios.radio(radio)
        rooms.radios.remove_radio(known.id)
        show({"removed": known.id}, json, lambda: out.print(escape(f"Forgot {known.name!r}.")))


def _render_anchors(shaped: AnchorsOut) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("Name", "Made of", "Space"):
        table.add_column(heading)
    for anchor in shaped.items:
        made_of = ", ".join(str(one.get("name")) for one in anchor.recipe.get("add", []))
        table.add_row(escape(anchor.name), escape(made_of), anchor.space)
    out.print(table if shaped.items else "No anchor yet.")


def _render(radios: list[RadioOut]) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("Name", "Anchor", "Tracks", "Temperature", "Runs", "Next"):
        table.add_column(heading)
    for radio in radios:
        next_at = "-" if radio.next_at is None else f"{radio.next_at:%Y-%m-%d %H:%M} UTC"
        table.add_row(
            escape(radio.name),
            escape(radio.anchor_name),
            str(radio.count),
            f"{radio.temperature:g}",
            str(radio.run_count),
            next_at if radio.enabled else "rests",
        )
    out.print(table if radios else "No radio yet.")
