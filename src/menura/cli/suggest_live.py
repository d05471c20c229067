"""Follow suggestions, and a DAW, in a terminal until somebody stops it."""

import threading
from typing import Annotated, Literal

import typer

from menura.cli.open import opened
from menura.cli.output import Json
from menura.suggest import DEFAULT_SESSION, LiveFeeds, TopOptions

Session = Annotated[str, typer.Option(help="Whose context: a producer's, a project's.")]
StopAfter = Annotated[
    int | None, typer.Option(min=1, help="End after so many; without it Ctrl-C ends it.")
]
_LOOK_S = 0.25  # at most so long until Ctrl-C, or what another thread heard, is seen


def watch(
    n: Annotated[int, typer.Option("-n", help="How many, 1 to 100.")] = 10,
    mode: Annotated[
        Literal["fusion", "rules"] | None, typer.Option(help="`rules` leaves likeness out.")
    ] = None,
    stop_after: StopAfter = None,
    session: Session = DEFAULT_SESSION,
    json: Json = False,
) -> None:
    """Show what fits now, and again after each change of the context or the library."""
    options = TopOptions(n, mode)
    woken = threading.Event()
    with opened("error") as menura:
        menura.suggester.top(session, options)  # what makes no sense is said at once
        feeds = LiveFeeds(menura.suggester, lambda *asked: _rank(menura, *asked), menura.stopping)
        with feeds.listen(session, options, woken.set) as feed:
            last_id, shown = None, 0
            while stop_after is None or shown < stop_after:
                woken.wait(_LOOK_S)
                woken.clear()
                for update in feed.updates_after(last_id)[: _left(stop_after, shown)]:
                    last_id, shown = update.id, shown + 1
                    _tell(update.cause, update.causes, update.id, update.suggestions, json)
