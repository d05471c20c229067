"""Make music from the command line, and look after what was made."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from menura.api.routes.studio import get_production, new_seed
from menura.api.schemas.studio import ProductionDetailOut, ProductionOut, ProductionsOut
from menura.bootstrap import Menura
from menura.catalogue import AmbiguousNameError
from menura.cli.open import opened
from menura.cli.output import Json, format_length, out, show
from menura.cli.scan import follow_job
from menura.cli.studio_words import (
    check_output,
    check_text,
    find_reference,
    keep_reference,
    read_overrides,
)
from menura.jobs import Job, JobFailedError
from menura.kernel.ids import is_id, new_id
from menura.studio import (
    DEMO_SEED,
    Change,
    ChangeKind,
    Production,
    ProductionRequest,
    Role,
    clean_text,
    reference_file_name,
)

app = typer.Typer(no_args_is_help=True)
ID_CHARACTERS = 36
SHOWN_CHOICES = 5
MARKS = {True: "[green]ok[/green]  ", False: "[red]FAIL[/red]", None: "n/a "}


def make(
    prompt: Annotated[str, typer.Argument(help="What to make, in words.")],
    to: Annotated[
        Path | None, typer.Option("--out", help="Folder to write the files to; made if missing.")
    ] = None,
    reference: Annotated[
        str | None, typer.Option(help="A file, or a track of the library, whose style is met.")
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(min=0, max=2**31 - 1, help="The same seed makes the same track again."),
    ] = None,
    duration: Annotated[float | None, typer.Option(help="Length in seconds.")] = None,
    profile: Annotated[
        str, typer.Option(help="Loudness: streaming, club, album, broadcast or film.")
    ] = "streaming",
    generator: Annotated[
        str | None, typer.Option(help="Who plays the stems: builtin, musicgen, hosted, acestep.")
    ] = None,
    with_fields: Annotated[
        list[str] | None,
        typer.Option("--set", help="Set a field by hand: bpm=124, key='F minor', genre=house ..."),
    ] = None,
    premaster: Annotated[bool, typer.Option(help="Also the stems before mastering.")] = False,
    json: Json = False,
) -> None:
    """Make a track: mix, stems, MIDI, project and a report, from a sentence.

    Ctrl-C stops cleanly. A track that does not pass its checks is written all the same, and the
    exit code says so.
    """
    from menura.studio.requests import check_request

    check_text(prompt, "prompt")
    with opened("error") as menura:
        check_output(to)
        menura.artifacts.check()  # a store that cannot be used is better told now than at the end
        production_id = new_id(menura.clock)
        path, track_id = find_reference(menura, reference)
        request = ProductionRequest(
            prompt=clean_text(prompt),
            seed=seed if seed is not None else new_seed(production_id),
            reference=reference_file_name(path.name) if path else None,
            reference_name=clean_text(path.name) if path else None,
            reference_track_id=track_id,
            overrides=read_overrides(with_fields or [], duration),
            profile=profile,
            generator=generator or menura.settings.generator,
            premaster=premaster,
        )
        has_model = menura.language_model is not None
        check_request(request, menura.generator_options, has_model=has_model)
        if path is not None and request.reference is not None:
            keep_reference(menura, production_id, request.reference, path)
        with menura.rooms() as rooms:
            job = rooms.productions.start(request, production_id)
        _finish(menura, job, to, json)


def demo(
    folder: Annotated[
        Path | None, typer.Option(help="Where to put it. Default: `demo` in the data folder.")
    ] = None,
    count: Annotated[int, typer.Option(help="How many tracks; 41 take every genre once.")] = 41,
    seed: Annotated[int, typer.Option(min=0, help="Another seed, another library.")] = DEMO_SEED,
    json: Json = False,
) -> None:
    """Compose a demo library, to try everything on a machine without music."""
    with opened("error") as menura:
        place = (folder or menura.settings.data_dir / "demo").expanduser().absolute()
        check_output(place)
        with menura.rooms() as rooms:
            job = rooms.productions.start_demo(str(place), count=count, seed=seed)
        done = follow_job(menura, job, quiet=json)
        with menura.rooms(read_only=True) as rooms:
            scan = rooms.jobs.get(str((done.result or {})["scan"]))
        follow_job(menura, scan, quiet=json)
    shaped = {"folder": str(place), "tracks": count}
    show(shaped, json, lambda: out.print(f"Composed {count} tracks in {escape(str(place))}."))


def list_productions(
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many at most.")] = 20,
    json: Json = False,
) -> None:
    """List what was made, newest first."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        page = rooms.productions.page(limit=limit)
    shaped = ProductionsOut(items=[ProductionOut.of(one) for one in page.items], total=page.total)

    def render() -> None:
        table = Table(box=None, pad_edge=False)
        table.add_column("Id", no_wrap=True, min_width=ID_CHARACTERS)  # to be copied, never cut
        for heading in ("Title", "Genre", "BPM", "Key", "Length", "State"):
            table.add_column(heading)
        for one in shaped.items:
            key = f"{one.key} {one.mode.value}" if one.key and one.mode else "-"
            tempo = f"{one.bpm:g}" if one.bpm else "-"
            state = one.state.value + (" (checks failed)" if one.qa_passed is False else "")
            row = (one.genre or "-", tempo, key, format_length(one.duration_s), state)
            table.add_row(str(one.id), escape(one.title[:48]), *row)
        out.print(table if shaped.items else "Nothing was made yet: menura make 'a house beat'")

    show(shaped, json, render)


def show_production(
    production: Annotated[str, typer.Argument(help="Its id, or words of its title.")],
    json: Json = False,
) -> None:
    """Show a production: how it was read, its files, its checks."""
    with opened("error") as menura:
        shaped = get_production(_find(menura, production).id, menura)
    show(shaped, json, lambda: _render(shaped))


def change(
    production: Annotated[str, typer.Argument(help="Its id, or words of its title.")],
    kind: Annotated[ChangeKind, typer.Argument(help="What to make anew.")],
    to: Annotated[Path | None, typer.Option("--out", help="Folder to write the files to.")] = None,
    role: Annotated[Role | None, typer.Option(help="Which stem.")] = None,
    section: Annotated[
        int | None, typer.Option(min=1, help="Which section, counted from 1.")
    ] = None,
    key: Annotated[str | None, typer.Option(help="Another key, as 'F minor'.")] = None,
    bpm: Annotated[float | None, typer.Option(help="Another tempo.")] = None,
    distance: Annotated[float, typer.Option(min=0, max=1, help="How far a variation goes.")] = 0.5,
    seed: Annotated[int | None, typer.Option(min=1, help="Draw from this seed.")] = None,
    json: Json = False,
) -> None:
    """Make a stem, a section, the harmony ... anew and keep the rest; the old one stays."""
    wanted = Change(
        kind=kind,
        role=role,
        section=section - 1 if section is not None else None,
        key=key,
        bpm=bpm,
        distance=distance,
    )
    from menura.studio.requests import check_change

    with opened("error") as menura:
        check_output(to)
        found = _find(menura, production)
        check_change(found, wanted)
        with menura.rooms() as rooms:
            job = rooms.productions.change(found.id, wanted, seed=seed)
        _finish(menura, job, to, json)


def export(
    production: Annotated[str, typer.Argument(help="Its id, or words of its title.")],
    to: Annotated[Path, typer.Argument(help="Folder to write the files to.")],
    json: Json = False,
) -> None:
    """Write the files of a production into a folder."""
    with opened("error") as menura:
        check_output(to)
        found = _find(menura, production)
        names = _write_files(menura, found.id, to)
    shaped = {"folder": str(to), "files": names}
    show(shaped, json, lambda: out.print(f"Wrote {len(names)} files to {escape(str(to))}."))


def remove(
    production: Annotated[str, typer.Argument(help="Its id, or words of its title.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Delete a production and its files; what was made from it stays."""
    with opened("error") as menura:
        found = _find(menura, production)
        if not yes and not json:
            typer.confirm(f"Delete {found.title!r} and its files?", abort=True)
        menura.remove_production(found.id)
    show({"removed": found.id}, json, lambda: out.print(f"Deleted {escape(found.title)!r}."))


app.command("list")(list_productions)
app.command("show")(show_production)
app.command("change")(change)
app.command("export")(export)
app.command("remove")(remove)


def _finish(menura: Menura, job: Job, to: Path | None, as_json: bool) -> None:
    """Have a production made here, write its files, and tell how it went."""
    failure: JobFailedError | None = None
    try:
        # What was made is heard like every other track, so that it is found from now on.
        follow_job(menura, job, quiet=as_json, then=menura.hear_studio)
    except JobFailedError as error:
        failure = error
    with menura.rooms(read_only=True) as rooms:
        has_files = bool(rooms.productions.get(job.id).summary)
    if not has_files and failure is not None:
        raise failure
    if to is not None:
        _write_files(menura, job.id, to)
    shaped = get_production(job.id, menura)
    show(shaped, as_json, lambda: _render(shaped, to))
    if failure is not None:
        raise failure


def _render(made: ProductionDetailOut, folder: Path | None = None) -> None:
    out.print(f"[bold]{escape(made.title)}[/bold]  {made.id}")
    if made.error_message:
        out.print(f"[red]{escape(made.error_message)}[/red]")
    if made.bpm is None:
        return
    mode = made.mode.value if made.mode else ""
    blend = f" with {made.blend}" if made.blend else ""
    out.print(
        f"{made.genre}{blend}, {made.bpm:g} BPM, {made.key} {mode}, "
        f"{format_length(made.duration_s)}, seed {made.seed}"
    )
    parts = [f"{section.name} {format_length(section.start_s)}" for section in made.sections]
    out.print("Form:  " + ", ".join(parts).replace("_", " "))
    stems = [f"{stem.role.value} ({stem.patch})" for stem in made.stem_files]
    out.print("Stems: " + ", ".join(stems))
    for check in (made.qa or {}).get("checks", ()):
        told = f"{check['title']}: {check['measured']} (wanted: {check['target']})"
        out.print(f"  {MARKS[check['passed']]} {escape(told)}", soft_wrap=True)
    channels = {role.value for role in Role}
    for decision in made.decisions:
        if decision.field in channels:  # what was done to each stem is told in README.txt
            continue
        told = f"{decision.field}: {decision.chosen}. {decision.reason}"
        out.print(f"  [dim]{escape(told)}[/dim]", soft_wrap=True)
    if folder is not None:
        out.print(f"Files: {escape(str(folder))}")


def _find(menura: Menura, words: str) -> Production:
    """Return the production of an id, or the one whose title holds the words."""
    check_text(words, "production")
    with menura.rooms(read_only=True) as rooms:
        if is_id(words) or not words.strip():
            return rooms.productions.get(words)
        found = [
            one
            for one in rooms.productions.page(limit=200).items
            if words.lower() in one.title.lower()
        ]
        if len(found) > 1:
            meant = [f"{one.id} ({one.title})" for one in found[:SHOWN_CHOICES]]
            raise AmbiguousNameError(words, meant)
        return found[0] if found else rooms.productions.get(words)


def _write_files(menura: Menura, production_id: str, folder: Path) -> list[str]:
    names = [one.name for one in menura.artifacts.list(production_id)]
    for name in names:
        menura.artifacts.fetch(production_id, name, folder / name)
    return names
