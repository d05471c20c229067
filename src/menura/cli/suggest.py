"""Suggest samples from the command line."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import typer
from rich.markup import escape

from menura.api.recommendations import shape_top
from menura.api.routes.handoff import export, shape_export
from menura.api.routes.recommendations import (
    LARGEST_NUMBER,
    shape_event,
    shape_marks,
    shape_report,
    shape_settings,
)
from menura.api.schemas.recommendations import (
    ContextOut,
    EventsOut,
    ForgottenOut,
    PresetOut,
    PresetsOut,
)
from menura.catalogue import TrackKind
from menura.cli import suggest_live
from menura.cli.open import opened
from menura.cli.output import Json, out, show
from menura.cli.suggest_live import Session
from menura.cli.suggest_words import (
    NONE,
    SAID,
    render_context,
    render_list,
    render_marks,
    render_presets,
    render_report,
    render_settings,
)
from menura.suggest import DEFAULT_SESSION, MarkKind, TopOptions

app = typer.Typer(no_args_is_help=True)
app.command("watch")(suggest_live.watch)
app.command("follow")(suggest_live.follow)
Track = Annotated[str, typer.Argument(help="The track's id, or words of its title.")]
Since = Annotated[datetime | None, typer.Option(help="Leave earlier ones out; UTC.")]
_DAY_S = 86_400.0


@app.command("top")
def top(
    n: Annotated[int, typer.Option("-n", help="How many, 1 to 100.")] = 10,
    mode: Annotated[
        Literal["fusion", "rules"] | None, typer.Option(help="`rules` leaves likeness out.")
    ] = None,
    explore: Annotated[bool, typer.Option(help="Let the last place be a surprise.")] = False,
    seed: Annotated[int | None, typer.Option(help="Of the surprise.")] = None,
    kind: Annotated[
        list[TrackKind] | None, typer.Option(help="Only these; may be said again.")
    ] = None,
    bpm: Annotated[float | None, typer.Option(help="Instead of the context's.")] = None,
    key: Annotated[str | None, typer.Option(help="Instead of the context's.")] = None,
    session: Session = DEFAULT_SESSION,
    json: Json = False,
) -> None:
    """Show what fits best now, and why."""
    kinds = tuple(one.value for one in kind) if kind else None
    options = TopOptions(n, mode, explore, seed, kinds, bpm, key)
    with opened("error") as menura:
        shaped = shape_top(menura, session, options)
        show(shaped, json, lambda: render_list(shaped))


@app.command("context")
def context(
    bpm: Annotated[str | None, typer.Option(help="Tempo; `none` takes it back.")] = None,
    key: Annotated[str | None, typer.Option(help="Ab, G#m, 8A, 1m; `none`.")] = None,
    mode: Annotated[str | None, typer.Option(help="major, minor, dorian ...; `none`.")] = None,
    mood: Annotated[list[str] | None, typer.Option(help="May be said again; `none`.")] = None,
    genre: Annotated[str | None, typer.Option(help="`none` takes it back.")] = None,
    prompt: Annotated[str | None, typer.Option(help="What is looked for, in words.")] = None,
    time_left: Annotated[str | None, typer.Option(help="Seconds; `none`.")] = None,
    role: Annotated[list[str] | None, typer.Option(help="Instrument that is missing.")] = None,
    ban_track: Annotated[list[str] | None, typer.Option(help="Id of a track.")] = None,
    ban_pack: Annotated[list[str] | None, typer.Option(help="Never from this pack.")] = None,
    ban_tag: Annotated[list[str] | None, typer.Option(help="Never what is tagged so.")] = None,
    transpose: Annotated[
        bool | None, typer.Option("--transpose/--no-transpose", help="May it be transposed?")
    ] = None,
    reset: Annotated[bool, typer.Option(help="Forget everything first.")] = False,
    session: Session = DEFAULT_SESSION,
    json: Json = False,
) -> None:
    """Say what you are doing; without options, show what is known."""
    preferences = _given(
        ban_tracks=_listed(ban_track),
        ban_packs=_listed(ban_pack),
        ban_tags=_listed(ban_tag),
        roles_wanted=_listed(role),
        allow_transpose=transpose,
    )
    said = _given(
        bpm=_number(bpm),
        key=_word(key),
        mode=_word(mode),
        mood_tags=_listed(mood),
        genre_intent=_word(genre),
        prompt=_word(prompt),
        time_remaining_s=_number(time_left),
        preferences=preferences or None,
    )
    with opened("error") as menura, menura.rooms() as rooms:
        if reset:
            rooms.suggestions.reset(session)
        kept = (
            rooms.suggestions.set_context(session, said)
            if said
            else rooms.suggestions.session(session)
        )
        shaped = ContextOut.of(session, kept.context)
        show(shaped, json, lambda: render_context(shaped))


@app.command("mark")
def mark(
    kind: Annotated[MarkKind, typer.Argument(help="What to say of it.")],
    track: Track,
    reason: Annotated[str | None, typer.Option(help="Why it is dismissed.")] = None,
    days: Annotated[
        float | None, typer.Option(min=0.001, max=3650, help="A dismissed one comes back then.")
    ] = None,
    session: Session = DEFAULT_SESSION,
    json: Json = False,
) -> None:
    """Accept, pin or dismiss a track, or ask for more or less like it."""
    with opened("error") as menura, menura.rooms() as rooms:
        found = rooms.library.find_track(track)
        kept = rooms.suggestions.mark(
            session,
            found.id,
            kind,
            reason=reason,
            expires_in_s=None if days is None else days * _DAY_S,
        )
        shaped = ContextOut.of(session, kept.context)
        show(shaped, json, lambda: out.print(escape(f"{SAID[kind]}: {found.title}")))


@app.command("undo")
def undo(
    kind: Annotated[MarkKind, typer.Argument(help="What to take back.")],
    track: Track,
    session: Session = DEFAULT_SESSION,
    json: Json = False,
) -> None:
    """Take back what was said of a track."""
    with opened("error") as menura, menura.rooms() as rooms:
        found = rooms.library.find_track(track)
        kept = rooms.suggestions.unmark(session, found.id, kind)
        shaped = ContextOut.of(session, kept.context)
        show(
            shaped,
            json,
            lambda: out.print(escape(f"No longer {SAID[kind].lower()}: {found.title}")),
        )


@app.command("marks")
def marks(session: Session = DEFAULT_SESSION, json: Json = False) -> None:
    """List what was said of tracks."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        shaped = shape_marks(rooms, rooms.suggestions.session(session))
        show(shaped, json, lambda: render_marks(shaped))


@app.command("presets")
def presets(json: Json = False) -> None:
    """List contexts to begin with, from what the library has most of."""
    with opened("error") as menura:
        shaped = PresetsOut(items=[PresetOut.of(one) for one in menura.suggester.presets()])
        show(shaped, json, lambda: render_presets(shaped))


@app.command("settings")
def settings(json: Json = False) -> None:
    """Show how suggestions are made here."""
    with opened("error") as menura:
        shaped = shape_settings(menura)
        show(shaped, json, lambda: render_settings(shaped))


@app.command("report")
def report(since: Since = None, json: Json = False) -> None:
    """Compare rules and fusion by what became of their suggestions."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        shaped = shape_report(rooms.suggestions.report(since=_utc(since)))
        show(shaped, json, lambda: render_report(shaped))


@app.command("events")
def events(
    session: Annotated[str | None, typer.Option(help="All if left out.")] = None,
    since: Since = None,
    after: Annotated[
        int | None,
        typer.Option(min=0, max=LARGEST_NUMBER, help="Go on after this `number`."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000)] = 10_000,
    json: Json = False,
) -> None:
    """Export what became of suggestions: one JSON object a line, or one document."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        found = rooms.suggestions.events(
            session=session, since=_utc(since), after=after, limit=limit
        )
        shaped = EventsOut(
            items=[shape_event(one) for one in found],
            next_after=found[-1].number if len(found) == limit else None,
        )
        show(shaped, json, lambda: print_lines(shaped))


@app.command("forget")
def forget(
    session: Annotated[str | None, typer.Option(help="All if left out.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Delete my data: events, contexts and marks, of one session or all."""
    if not yes:
        typer.confirm("Forget contexts, marks and events?", abort=True)
    with opened("error") as menura, menura.rooms() as rooms:
        names = [one.name for one in rooms.suggestions.sessions()]
        count = len([one for one in names if session is None or one == session])
        shaped = ForgottenOut(events=rooms.suggestions.forget(session=session), sessions=count)
        told = f"Forgot {shaped.events} events and {shaped.sessions} sessions."
        show(shaped, json, lambda: out.print(told))


def print_lines(shaped: EventsOut) -> None:
    """Print events as JSON objects, one a line."""
    for one in shaped.items:
        typer.echo(one.model_dump_json())


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=moment.tzinfo or UTC)


def _given(**values: Any) -> dict[str, Any]:
    """Return what was said; `NONE` stands for taking back."""
    said = {name: value for name, value in values.items() if value is not None}
    return {name: None if value is NONE else value for name, value in said.items()}


def _word(text: str | None) -> Any:
    return NONE if text is not None and text.strip().lower() == "none" else text


def _number(text: str | None) -> Any:
    word = _word(text)
    if word is None or word is NONE:
        return word
    try:
        return float(word)
    except ValueError:
        return word  # the context says what is wrong with it


def _listed(words: list[str] | None) -> Any:
    if words is None or not words:
        return None
    return [] if words == ["none"] else words


@app.command("export")
def export_sample(
    track: Track,
    as_is: Annotated[
        bool, typer.Option("--as-is", help="A copy of the file with tempo and key written in.")
    ] = False,
    session: Session = DEFAULT_SESSION,
    json: Json = False,
) -> None:
    """Put a track into the export folder: stretched and transposed to the context."""
    with opened("error") as menura:
        with menura.rooms(read_only=True) as rooms:
            found = rooms.library.find_track(track)
        shaped = shape_export(export(menura, found.id, session=session, fitted=not as_is))
        show(shaped, json, lambda: out.print(escape(shaped.path), soft_wrap=True))
