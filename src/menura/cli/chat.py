"""Ask for music in words from the command line."""

from typing import Annotated

import typer
from rich.markup import escape

from menura.api.chat import answer
from menura.api.schemas.chat import ChatIn, ChatTurnOut
from menura.assistant import MOST_TRACKS, ChatEvent, ChatMode
from menura.catalogue import NewPlaylistItem
from menura.cli.discover import found_table
from menura.cli.open import opened
from menura.cli.output import Json, err, out, show
from menura.cli.spaces import SpaceName
from menura.cli.studio_words import check_text


def chat(
    text: Annotated[str, typer.Argument(help="What to play, in words.")],
    mode: Annotated[ChatMode, typer.Option(help="Who understands the words.")] = ChatMode.AUTO,
    n: Annotated[
        int | None,
        typer.Option("-n", min=1, max=MOST_TRACKS, help="Tracks, unless said."),
    ] = None,
    conversation: Annotated[
        str | None, typer.Option("--after", help="A conversation's id: goes on from there.")
    ] = None,
    save: Annotated[
        str | None, typer.Option(help="Save as a playlist of this name; - takes the suggested one.")
    ] = None,
    space: Annotated[SpaceName, typer.Option(help="Compare by this ear.")] = SpaceName.DSP,
    json: Json = False,
) -> None:
    """Turn words into a playlist: "calm piano from the 90s, no live versions"."""
    check_text(text, "text")
    body = ChatIn.model_construct(
        text=text,
        mode=mode,
        space=space.value,
        count=n,
        conversation_id=conversation,
    )

    def tell(event: ChatEvent) -> None:
        if not json:
            colour = "yellow" if event.type == "warning" else "dim"
            err.print(f"[{colour}]{escape(event.text)}[/{colour}]")

    with opened("error") as menura:
        turn = answer(menura, body, tell)
        saved = None
        if save is not None:
            saved = turn.suggested_name if save == "-" else save
            with menura.rooms() as rooms:
                rooms.playlists.save(saved, [NewPlaylistItem(i.track.id) for i in turn.items])
        show(turn, json, lambda: _render(turn, saved))


def _render(turn: ChatTurnOut, saved: str | None) -> None:
    if turn.said not in {event.text for event in turn.log}:  # told already
        out.print(escape(turn.said))
    if turn.items:
        out.print(found_table(turn.items))
    if saved:
        out.print(escape(f"Saved as the playlist {saved!r}."))
    out.print(f"[dim]Go on with: menura chat --after {turn.conversation_id} ...[/dim]")
