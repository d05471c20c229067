"""Follow suggestions, and a DAW, in a terminal until somebody stops it."""

import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Annotated, Literal

import typer
from pydantic import BaseModel
from rich.markup import escape

from menura.api.recommendations import shape_top
from menura.api.routes.recommendations import shape_daw
from menura.api.schemas.recommendations import DawOut, UpdateOut
from menura.bootstrap import DawAddress, Menura
from menura.cli.open import opened
from menura.cli.output import Json, out
from menura.cli.suggest_words import render_list
from menura.suggest import DEFAULT_SESSION, LiveFeeds, TopOptions

Session = Annotated[str, typer.Option(help="Whose context: a producer's, a project's.")]
StopAfter = Annotated[
    int | None, typer.Option(min=1, help="End after so many; without it Ctrl-C ends it.")
]
Port = Annotated[int, typer.Option(min=1, max=65535)]
_LOOK_S = 0.25  # how long Ctrl-C, or what another thread has heard, may wait


def watch(
    n: Annotated[int, typer.Option("-n", help="How many, 1 to 100.")] = 10,
    mode: Annotated[
        Literal["fusion", "rules"] | None, typer.Option(help="`rules` leaves likeness out.")
    ] = None,
    stop_after: StopAfter = None,
    session: Session = DEFAULT_SESSION,
    json: Json = False,
) -> None:
    """Show what fits now, and anew after each change of the context or the library."""
    with opened("error") as menura:
        options = TopOptions(n, mode)
        menura.suggester.top(session, options)  # what makes no sense is said at once
        for update in islice(_updates(menura, session, options), stop_after):
            if json:
                _print_line(update)
            else:
                out.print(escape(f"[{update.cause}]"), style="bold")
                render_list(update.recommendations)


def follow(
    host: Annotated[str, typer.Argument(help="Where Live runs.")] = "127.0.0.1",
    send_port: Port = 11000,
    receive_port: Port = 11001,
    stop_after: StopAfter = None,
    session: Session = DEFAULT_SESSION,
    json: Json = False,
) -> None:
    """Let tempo and key follow Ableton Live (with AbletonOSC) while this runs."""
    with opened("error") as menura:
        address = DawAddress(session, host, send_port, receive_port)
        menura.daw.follow(address, remember=False)
        try:
            for state in islice(_states(menura), stop_after):
                if json:
                    _print_line(state)
                else:
                    out.print(escape(_words(state)))
        finally:
            menura.daw.close()


def _updates(menura: Menura, session: str, options: TopOptions) -> Iterator[UpdateOut]:
    """Yield the list of now, then each new one."""
    woken = threading.Event()
    feeds = LiveFeeds(menura.suggester, partial(shape_top, menura), menura.stopping)
    with feeds.listen(session, options, woken.set) as feed:
        last_id = None
        while not menura.stopping.is_set():
            woken.wait(_LOOK_S)
            woken.clear()
            for one in feed.updates_after(last_id):
                last_id = one.id
                yield UpdateOut.of(one)


def _states(menura: Menura) -> Iterator[DawOut]:
    """Yield that it is waited for, then how it stands with the DAW after each change."""
    silence = {"is_connected": False, "bpm": None, "key": None, "scale": None, "heard_at": None}
    told = shape_daw(menura).model_copy(update=silence)
    yield told
    while not menura.stopping.is_set():
        state = shape_daw(menura)
        if _words(state) != _words(told):
            told = state
            yield state
        time.sleep(_LOOK_S)


def _words(state: DawOut) -> str:
    if not state.is_connected or state.bpm is None:
        return f"{state.session}: waiting for Ableton Live at {state.host}"
    key = f"{state.key} {state.scale}" if state.key else "no key chosen"
    return f"{state.session}: {state.bpm:g} BPM, {key}"


def _print_line(shaped: BaseModel) -> None:
    """Print JSON in one line, at once."""
    sys.stdout.write(shaped.model_dump_json() + "\n")
    sys.stdout.flush()
