"""Show settings, and choose those that can be chosen while Menura runs."""

from typing import Annotated

import typer
from rich.markup import escape

from menura.api.schemas.settings import LanguageTestOut, SettingOut
from menura.bootstrap import Menura
from menura.cli.open import opened
from menura.cli.output import Json, err, out, show
from menura.cli.secrets import ask_secret
from menura.config import (
    KEPT,
    KeptSetting,
    Origin,
    SettingUnknownError,
    load_settings,
    render_settings,
)
from menura.kernel.errors import InvalidInputError, MenuraError

app = typer.Typer(no_args_is_help=False, invoke_without_command=True)
PREFIX = "MENURA_"
Name = Annotated[str, typer.Argument(help="As `generator`, or MENURA_GENERATOR.")]


@app.callback(invoke_without_command=True)
def settings(
    context: typer.Context,
    markdown: Annotated[bool, typer.Option(help="Print the reference page.")] = False,
    json: Json = False,
) -> None:
    """Show every setting with the value in force; secrets are hidden. Or choose some."""
    if context.invoked_subcommand is not None:
        return
    if markdown:
        typer.echo(render_settings(), nl=False)
        return
    values, origins = _in_force()
    show(values, json, lambda: _render(values, origins))


@app.command("set")
def set_setting(
    name: Name,
    value: Annotated[str | None, typer.Argument(help="Left out for a secret: asked for.")] = None,
    json: Json = False,
) -> None:
    """Choose a setting: it holds from now on, also in a Menura that runs."""
    known = _known(name)
    if known.kind == "secret":
        if value is not None:
            raise InvalidInputError(
                "A secret does not belong in a command line: leave it out, and it is asked for.",
                field="value",
            )
        value = ask_secret(known.label)
    if not value:
        raise InvalidInputError("Say what it is to be, or use `unset`.", field="value")
    with opened() as menura:
        menura.change_settings({known.name: value})
        _show_one(menura, known, json)


@app.command("unset")
def unset_setting(name: Name, json: Json = False) -> None:
    """Go back to the default of a setting."""
    known = _known(name)
    with opened() as menura:
        menura.change_settings({known.name: None})
        _show_one(menura, known, json)


@app.command("test-language")
def try_language(
    url: Annotated[str | None, typer.Option(help="Another server than the settled one.")] = None,
    model: Annotated[str | None, typer.Option(help="Another model.")] = None,
    ask_key: Annotated[bool, typer.Option("--ask-key", help="Ask for another key.")] = False,
    json: Json = False,
) -> None:
    """Ask the language model one small question, to see that it answers."""
    key = ask_secret("Key") if ask_key else None
    with opened() as menura:
        tried = menura.try_language_model(url=url, model=model, key=key)
    shaped = LanguageTestOut(
        model=tried.model,
        seconds=round(tried.seconds, 3),
        answer=tried.answer,
        models=list(tried.models),
    )
    show(shaped, json, lambda: _render_answer(shaped))


def _known(name: str) -> KeptSetting:
    """Return a setting by its name or its variable, however it is written."""
    plain = name.strip().lower().replace("-", "_").removeprefix(PREFIX.lower())
    if plain not in KEPT:
        raise SettingUnknownError(plain)
    return KEPT[plain]


def _in_force() -> tuple[dict[str, object], dict[str, Origin]]:
    """Return the settings that hold; without a usable database those of the environment."""
    environment = load_settings()
    try:
        if environment.database_url is not None or environment.data_dir.is_dir():
            with opened() as menura:
                origins = {name: menura.settling.origin(name) for name in KEPT}
                return menura.settings.model_dump(mode="json"), origins
    except MenuraError as error:
        err.print(f"What was chosen cannot be read: {escape(error.message)}", soft_wrap=True)
    return environment.model_dump(mode="json"), {}


def _show_one(menura: Menura, known: KeptSetting, as_json: bool) -> None:
    shaped = SettingOut.of(known, menura.settings, menura.settling.origin(known.name))
    show(shaped, as_json, lambda: _render_one(shaped))


def _render(values: dict[str, object], origins: dict[str, Origin]) -> None:
    for name, value in values.items():
        mark = "  [dim](chosen)[/dim]" if origins.get(name) == "kept" else ""
        told = "" if value is None else escape(str(value))
        out.print(f"{PREFIX}{name.upper()} = {told}{mark}", soft_wrap=True)


def _render_one(shaped: SettingOut) -> None:
    value = "(hidden)" if shaped.kind == "secret" and shaped.is_set else shaped.value
    out.print(f"{shaped.variable} = {'' if value is None else escape(str(value))}", soft_wrap=True)


def _render_answer(shaped: LanguageTestOut) -> None:
    out.print(f"{escape(shaped.model)} answered after {shaped.seconds:.1f} s:")
    out.print(f"  {escape(shaped.answer)}")
    if shaped.models:
        out.print(f"The server has {escape(', '.join(shaped.models))}", soft_wrap=True)
