"""Make music from the command line, and look after what was made."""

import json as json_module
import shutil
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from menura.api.routes.studio import get_production, new_seed
from menura.api.schemas.studio import ProductionDetailOut, ProductionOut, ProductionsOut
from menura.bootstrap import Menura
from menura.cli.open import opened
from menura.cli.output import Json, err, format_length, out, show
from menura.cli.scan import follow_job
from menura.jobs import Job, JobFailedError
from menura.kernel.errors import InvalidInputError, NotFoundError, UnavailableError
from menura.kernel.ids import new_id
from menura.studio import (
    DEMO_SEED,
    Change,
    ChangeKind,
    OverrideError,
    Production,
    ProductionRequest,
    ReferenceTooLargeError,
    Role,
)

app = typer.Typer(no_args_is_help=True)
ID_CHARACTERS = 36
LONGEST_ENDING = 6
MARKS = {True: "[green]ok[/green]  ", False: "[red]FAIL[/red]", None: "n/a "}


class OutputFolderError(UnavailableError):
    """Say that the files cannot be written where they were wanted."""

    code = "output_folder"

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"Nothing can be written to {str(folder)!r}: {reason}. Give another --out."
        )


class ReferenceMissingError(InvalidInputError):
    """Say that a reference is neither a file nor a track of the library."""

    code = "reference_missing"

    def __init__(self, words: str) -> None:
        super().__init__(
            f"{words!r} is neither a file nor a track of the library; give a path, a track's id or "
            "words of its title and artist.",
            field="reference",
        )


class WordsUnreadableError(InvalidInputError):
    """Say that words given to a command hold bytes that are no text."""

    code = "words_unreadable"

    def __init__(self, words: str, field: str) -> None:
        shown = words.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        super().__init__(
            f"{shown!r} is not valid UTF-8; type it again, or set the terminal to UTF-8.",
            field=field,
        )


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

    _check_text(prompt, "prompt")
    with opened("error") as menura:
        _check_output(to)
        production_id = new_id(menura.clock)
        path, track_id = _find_reference(menura, reference)
        request = ProductionRequest(
            prompt=prompt,
            seed=seed if seed is not None else new_seed(production_id),
            reference=_kept_name(path) if path else None,
            reference_name=_shown_name(path) if path else None,
            reference_track_id=track_id,
            overrides=_overrides(with_fields or [], duration),
            profile=profile,
            generator=generator or menura.settings.generator,
            premaster=premaster,
        )
        has_model = menura.language_model is not None
        check_request(request, menura.generator_options, has_model=has_model)
        if path is not None and request.reference is not None:
            _keep_reference(menura, path, menura.uploads_folder(production_id) / request.reference)
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
        _check_output(place)
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
    seed: Annotated[int | None, typer.Option(min=0, help="Draw from this seed.")] = None,
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
    with opened("error") as menura:
        _check_output(to)
        found = _find(menura, production)
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
        _check_output(to)
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
        follow_job(menura, job, quiet=as_json)
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
    _listen(menura, as_json)


def _listen(menura: Menura, as_json: bool) -> None:
    """Have what was made heard like every other track, so that it is found from now on."""
    job = menura.hear_studio()
    try:
        follow_job(menura, job, quiet=as_json)
    except JobFailedError as error:  # the files are there; the next scan tries again
        err.print(f"[yellow]note:[/yellow] {escape(error.message)}", soft_wrap=True)


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
    for decision in made.decisions:
        told = f"{decision.field}: {decision.chosen}. {decision.reason}"
        out.print(f"  [dim]{escape(told)}[/dim]", soft_wrap=True)
    if folder is not None:
        out.print(f"Files: {escape(str(folder))}")


def _find(menura: Menura, words: str) -> Production:
    """Return the production of an id, or the newest whose title holds the words."""
    _check_text(words, "production")
    with menura.rooms(read_only=True) as rooms:
        for one in rooms.productions.page(limit=200).items:
            if one.id == words or words.lower() in one.title.lower():
                return one
        return rooms.productions.get(words)


def _check_text(words: str, field: str) -> None:
    """Raise for words that a database could not keep: a terminal hands on whatever bytes it has."""
    if not words.isascii() and any("\ud800" <= sign <= "\udfff" for sign in words):
        raise WordsUnreadableError(words, field)


def _overrides(words: list[str], duration_s: float | None) -> dict[str, Any]:
    """Return fields set by hand: ``name=value``, a value being JSON where it can be read so."""
    chosen: dict[str, Any] = {}
    for word in words:
        _check_text(word, "set")
        name, equals, value = word.partition("=")
        if not equals:
            raise OverrideError("set", word, "name=value, as bpm=124")
        if name in ("instruments", "excluded", "sections"):
            chosen[name] = [one.strip() for one in value.split(",") if one.strip()]
            continue
        try:
            chosen[name] = json_module.loads(value)
        except ValueError:
            chosen[name] = value.strip("'\"")
    if duration_s is not None:
        chosen["duration_s"] = duration_s
    return chosen


def _find_reference(menura: Menura, words: str | None) -> tuple[Path | None, str | None]:
    """Return the file or the track that is meant."""
    if words is None:
        return None, None
    path = Path(words).expanduser()
    try:
        if path.is_file():
            return path, None
    except OSError:  # a name too long to be one
        pass
    _check_text(words, "reference")
    with menura.rooms(read_only=True) as rooms:
        try:
            return None, rooms.library.find_track(words).id
        except NotFoundError as error:
            raise ReferenceMissingError(words) from error


def _kept_name(path: Path) -> str:
    """Return under which name a reference is kept: its ending tells decoders what it may be."""
    ending = path.suffix.lower()
    return "reference" + (ending if ending[1:].isalnum() and len(ending) <= LONGEST_ENDING else "")


def _shown_name(path: Path) -> str:
    """Return a file's name as it can be kept and shown, whatever bytes it is made of."""
    return path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _keep_reference(menura: Menura, path: Path, target: Path) -> None:
    limit_mb = menura.settings.reference_mb
    if path.stat().st_size > limit_mb << 20:
        raise ReferenceTooLargeError(limit_mb)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(path, target)
    except OSError as error:
        raise OutputFolderError(target.parent, error.strerror or str(error)) from error


def _check_output(folder: Path | None) -> None:
    """Raise before anything is made if its files could not be written."""
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".menura"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise OutputFolderError(folder, error.strerror or str(error)) from error


def _write_files(menura: Menura, production_id: str, folder: Path) -> list[str]:
    names = [one.name for one in menura.artifacts.list(production_id)]
    for name in names:
        menura.artifacts.fetch(production_id, name, folder / name)
    return names
