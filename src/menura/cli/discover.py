"""Find music from the command line."""

from enum import StrEnum
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from menura.api.routes.discover import shape_similar
from menura.cli.open import opened
from menura.cli.output import Json, out, show
from menura.discover import SimilarOptions, SimilarResult


class SpaceName(StrEnum):
    """Name what tracks are compared by."""

    DSP = "dsp"
    MUSICNN = "musicnn"
    CLAP = "clap"


def similar(
    track: Annotated[str, typer.Argument(help="A track's id, or words of its title and artist.")],
    n: Annotated[int, typer.Option("-n", min=1, max=500, help="How many tracks to find.")] = 20,
    space: Annotated[
        SpaceName, typer.Option(help="Compare by the built-in ear, or by a model that was added.")
    ] = SpaceName.DSP,
    save: Annotated[
        str | None, typer.Option(help="Save the track and the result as a playlist.")
    ] = None,
    json: Json = False,
) -> None:
    """Find the tracks that sound most like TRACK, nearest first, and say why."""
    from menura.catalogue import NewPlaylistItem

    with opened("error") as menura, menura.rooms(read_only=save is None) as rooms:
        seed = rooms.library.find_track(track)
        options = SimilarOptions(n, space.value)
        result = rooms.similar(options.space).to_track(seed, options)
        if save is not None:
            items = [NewPlaylistItem(seed.id, "the track it began with")]
            items += [
                NewPlaylistItem(i.track.id, "; ".join(r.text for r in i.reasons))
                for i in result.items
            ]
            rooms.playlists.save(save, items)
        show(shape_similar(rooms, result), json, lambda: _render(result, save))


def _render(result: SimilarResult, saved_as: str | None) -> None:
    seed = result.seed
    by = f" by {escape(seed.artist)}" if seed.artist else ""
    out.print(f"Like [bold]{escape(seed.title)}[/bold]{by}:")
    if result.items:
        table = Table(box=None, pad_edge=False)
        for heading in ("", "Track", "Artist", "Why"):
            table.add_column(heading)
        for item in result.items:
            why = "; ".join(reason.text for reason in item.reasons[1:])
            table.add_row(
                f"{item.similarity:.0%}",
                escape(item.track.title),
                escape(item.track.artist),
                escape(why),
            )
        out.print(table)
    if result.note:
        out.print(result.note)
    if saved_as:
        out.print(f"Saved as the playlist {saved_as!r}.")
