"""Look after model files from the command line."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from menura.cli.output import Json, out, show
from menura.config import load_settings
from menura.embedding import ApartModelFolder, ModelFile, ModelRole, files_in_use

app = typer.Typer(no_args_is_help=True)
_MEGABYTE = 1e6
_HASH_CHARACTERS = 12


@app.command("list")
def list_models(json: Json = False) -> None:
    """List the models that are there and what each is for."""
    folder = model_folder()
    files = folder.files()
    used = set(files_in_use(files).values())
    shaped = {"folder": str(folder.path), "items": [_shape(f) | {"used": f in used} for f in files]}
    show(shaped, json, lambda: _render(folder, files, used))


@app.command("add")
def add_model(
    path: Annotated[Path, typer.Argument(help="ONNX file, tokenizer.json, or a folder of them.")],
    role: Annotated[
        ModelRole | None, typer.Option(help="What a file is, where nothing else tells.")
    ] = None,
    replace: Annotated[bool, typer.Option(help="Even if the role is taken.")] = False,
    json: Json = False,
) -> None:
    """Copy a model if it can be used; a CLAP folder of transformers is converted."""
    added = model_folder().add(path.expanduser(), role=role, replace=replace)
    shaped = {"items": [_shape(file) for file in added]}
    lines = "\n".join(f"{file.role}: {escape(file.path.name)}" for file in added)
    show(shaped, json, lambda: out.print(lines))


@app.command("check")
def check_models(json: Json = False) -> int:
    """Read every model anew, load it and run it once."""
    folder = model_folder()
    checks = folder.check()
    shaped = {"items": [_shape(c.file) | {"ok": c.ok, "message": c.message} for c in checks]}

    def render() -> None:
        for c in checks:
            mark = "[green]ok[/green]" if c.ok else "[red]!![/red]"
            out.print(
                f"{mark} {c.file.role or '-'} {escape(c.file.path.name)}: {escape(c.message)}"
            )
        if not checks:
            out.print(f"There is no model in {folder.path}.")

    show(shaped, json, render)
    return 0 if all(c.ok for c in checks) else 1


@app.command("remove")
def remove_model(
    name: Annotated[str, typer.Argument(help="A model's file name, role, or hash.")],
    json: Json = False,
) -> None:
    """Delete a model; what was heard with it stays."""
    removed = model_folder().remove(name)
    show(_shape(removed), json, lambda: out.print(escape(f"Removed {removed.path.name!r}.")))


def model_folder() -> ApartModelFolder:
    """Return the folder of models that the settings name."""
    return ApartModelFolder(load_settings().models_folder)


def _shape(file: ModelFile) -> dict[str, Any]:
    return {
        "role": file.role,
        "path": str(file.path),
        "sha256": file.sha256,
        "size_bytes": file.size_bytes,
        "problem": file.problem,
    }


def _render(folder: ApartModelFolder, files: list[ModelFile], used: set[ModelFile]) -> None:
    if not files:
        out.print(f"There is no model in {folder.path}; Menura works fully without.")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("Role", "File", "MB", "Hash"):
        table.add_column(heading)
    for file in files:
        role = file.role or "-"
        if file.role and file not in used:
            role += " (not used)"
        name = file.path.relative_to(folder.path).as_posix()
        name += f": {file.problem}" if file.problem else ""
        size = f"{file.size_bytes / _MEGABYTE:.1f}"
        table.add_row(role, escape(name), size, file.sha256[:_HASH_CHARACTERS])
    out.print(table)
