"""Put the verbs together and turn errors into sentences and exit codes."""

import os
import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

import menura
from menura.cli import (
    accounts,
    analysis,
    catalogue,
    chat,
    clusters,
    collection,
    discover,
    doctor,
    jobs,
    listening,
    models,
    music_map,
    playlists,
    radios,
    scan,
    schedules,
    serve,
    sessions,
    settings,
    sources,
    studio,
    suggest,
    tags,
)
from menura.cli.output import exit_code_of, show_error
from menura.kernel.errors import InvalidInputError, MenuraError

app = typer.Typer(
    name="menura",
    help="Listen to music, find music and make music.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("serve")(serve.serve)
app.command("scan")(scan.scan)
app.command("similar")(discover.similar)
app.command("path")(discover.path)
app.command("mix")(discover.mix)
app.command("extend")(discover.extend)
app.command("fingerprint")(discover.fingerprint)
app.command("artists")(discover.artists)
app.command("facets")(discover.facets)
app.command("chat")(chat.chat)
app.command("favourite")(listening.favourite)
app.command("make")(studio.make)
app.command("demo")(studio.demo)
app.command("listen")(analysis.listen)
app.command("duplicates")(analysis.duplicates)
app.command("jobs")(jobs.jobs)
app.command("worker")(serve.worker)
app.command("doctor")(doctor.doctor)
app.command("openapi", hidden=True)(serve.openapi)
app.add_typer(playlists.app, name="playlist", help="Save, list, show and export playlists.")
app.add_typer(clusters.app, name="clusters", help="Find playlists, and keep their versions.")
app.add_typer(music_map.app, name="map", help="Lay out the music map.")
app.add_typer(radios.anchor_app, name="anchor", help="Save places between sounds.")
app.add_typer(radios.app, name="radio", help="Play anchors into playlists.")
app.add_typer(schedules.app, name="schedule", help="Do things again and again.")
app.add_typer(listening.app, name="plays", help="Count plays, and take them in.")
app.add_typer(catalogue.track_app, name="track", help="Search and show tracks.")
catalogue.track_app.command("analysis")(analysis.analysis)
catalogue.track_app.command("correct")(analysis.correct)
app.add_typer(studio.app, name="production", help="List, change and export what was made.")
app.add_typer(sessions.app, name="session", help="Make, steer and keep batches of clips.")
app.add_typer(suggest.app, name="suggest", help="Find the sample that fits what you are doing.")
app.add_typer(tags.app, name="tags", help="Write what was heard into tags.")
app.add_typer(collection.app, name="collection", help="Share analysis, never audio.")
app.add_typer(models.app, name="models", help="List, add, check and remove model files.")
app.add_typer(settings.app, name="settings", help="Show settings, and choose some.")
app.add_typer(sources.app, name="source", help="Look after folders and music servers.")
app.add_typer(accounts.app, name="user", help="Say who may come in.")
app.add_typer(accounts.token_app, name="token", help="Let programs in, in the name of a user.")


class UsageError(InvalidInputError):
    """Say that the words after ``menura`` cannot be understood."""

    code = "usage"

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason.rstrip('.')}. Add --help to see what can be said.")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"menura {menura.__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
) -> None:
    """Listen to music, find music and make music."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in words
    try:
        result = app(args=words, prog_name="menura", standalone_mode=False)
    except MenuraError as error:
        show_error(error, as_json)
        return exit_code_of(error)
    except TyperException as error:  # words that cannot be understood
        if not error.format_message():  # none at all: the help was printed
            return error.exit_code
        show_error(UsageError(error.format_message()), as_json)
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:  # the reader of a pipe has gone, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return result if isinstance(result, int) else 0
