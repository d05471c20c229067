"""Keep what is done again and again from the command line."""

import json as json_text
from typing import Annotated, Any, get_args

import typer
from pydantic import ValidationError
from rich.markup import escape
from rich.table import Table

from menura.api.routes.schedules import scheduled_work, shape_schedule
from menura.api.schemas.schedules import ScheduleIn, ScheduleOut, SchedulesOut, WorkName
from menura.cli.open import opened
from menura.cli.output import Json, out, show
from menura.cli.scan import follow_job
from menura.discover import SearchInputError

app = typer.Typer(no_args_is_help=True)
Which = Annotated[str, typer.Argument(help="A schedule's name.")]


@app.command("list")
def list_schedules(json: Json = False) -> None:
    """List all schedules, also those that Menura and radios keep."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        shaped = SchedulesOut(items=[shape_schedule(one) for one in rooms.schedules.all()])
        show(shaped, json, lambda: _render(shaped.items))


@app.command("put")
def put(
    name: Which,
    work: Annotated[str, typer.Argument(help=f"One of {', '.join(get_args(WorkName))}.")],
    cron: Annotated[str, typer.Argument(help="Five fields, UTC, such as '30 3 * * 1'.")],
    options: Annotated[
        str, typer.Option(help="The work's options as JSON, as its API route takes them.")
    ] = "{}",
    json: Json = False,
) -> None:
    """Keep a schedule, replacing the one of that name."""
    try:
        given: Any = json_text.loads(options)
        body = ScheduleIn.model_validate({"work": work, "cron": cron, "options": given})
    except (ValueError, ValidationError) as error:
        raise SearchInputError(_sentence(error), field="schedule") from error
    with opened("error") as menura, menura.rooms() as rooms:
        kept = rooms.schedules.put(name, scheduled_work(body), body.cron)
        shaped = shape_schedule(kept)
        show(shaped, json, lambda: _render([shaped]))


@app.command("on")
def turn_on(name: Which, json: Json = False) -> None:
    """Let a schedule run."""
    _enable(name, True, json)


@app.command("off")
def turn_off(name: Which, json: Json = False) -> None:
    """Let a schedule rest."""
    _enable(name, False, json)


@app.command("run")
def run(name: Which, json: Json = False) -> None:
    """Do a schedule's work now; its next time stays."""
    with opened("error") as menura:
        with menura.rooms() as rooms:
            job = rooms.schedules.run(name)
        done = follow_job(menura, job, quiet=json)
        show({"job_id": done.id}, json, lambda: out.print(f"Done: {escape(done.title)}."))


@app.command("remove")
def remove(name: Which, json: Json = False) -> None:
    """Forget a schedule; what it has made stays."""
    with opened("error") as menura, menura.rooms() as rooms:
        rooms.schedules.remove(name)
        show({"removed": name}, json, lambda: out.print(f"Forgot {escape(name)}."))


def _enable(name: str, enabled: bool, json: bool) -> None:
    with opened("error") as menura, menura.rooms() as rooms:
        shaped = shape_schedule(rooms.schedules.enable(name, enabled))
        show(shaped, json, lambda: _render([shaped]))


def _render(schedules: list[ScheduleOut]) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("Name", "What", "When (UTC)", "Next"):
        table.add_column(heading)
    for one in schedules:
        next_at = "rests" if one.next_at is None else f"{one.next_at:%Y-%m-%d %H:%M}"
        table.add_row(escape(one.name), escape(one.title), one.cron, next_at)
    out.print(table if schedules else "No schedule yet.")


def _sentence(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}."
    return f"The options are no JSON: {error}."
