"""Serve the web app and the API, and be a worker."""

import json as json_module
import signal
import socket
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import structlog
import typer

from menura.cli.open import opened
from menura.cli.output import Json, out
from menura.kernel.errors import InvalidInputError, UnavailableError

if TYPE_CHECKING:
    from menura.bootstrap import Menura

log = structlog.get_logger("menura")


class PortInUseError(UnavailableError):
    """Say that another program listens where Menura should."""

    code = "port_in_use"

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"Menura cannot listen on {host}:{port} ({reason}). Stop the program that uses it, "
            "or choose another port: menura serve --port 8001, or MENURA_PORT=8001.",
            field="port",
        )


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    music: Annotated[Path | None, typer.Option(help="Folder to scan at the start.")] = None,
    json: Json = False,
) -> None:
    """Start Menura: the web app, the API, and workers when there is work."""
    import uvicorn

    from menura.api import create_app
    from menura.worker import LocalWorkers

    with opened(host=host, port=port, music=music) as menura:
        settings = menura.settings
        check_locked(menura)
        listener = _listen(settings.host, settings.port)
        _queue_first_work(menura)
        workers = LocalWorkers(menura, settings.workers)
        address = f"http://{settings.host}:{settings.port}"

        class Server(uvicorn.Server):
            """A server that tells open event streams to end when it is asked to stop."""

            def handle_exit(self, sig: int, frame: FrameType | None) -> None:
                menura.stopping.set()
                super().handle_exit(sig, frame)

        config = uvicorn.Config(
            create_app(menura), log_config=None, access_log=False, timeout_graceful_shutdown=3
        )
        workers.start()
        menura.daw.resume(settings.ableton)
        # uvicorn sends itself the signal again when it has shut down; it must not end the process
        # before the workers have been told.
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: None)
        try:
            if json:
                out.print_json(data={"address": address, "data_dir": str(settings.data_dir)})
            else:
                out.print(f"Menura is at [bold]{address}[/bold] (Ctrl-C stops it)")
            Server(config).run(sockets=[listener])
        finally:
            workers.stop()


def worker(
    linger: Annotated[
        float | None, typer.Option(help="Go home after so many seconds without work.")
    ] = None,
    json: Json = False,
) -> None:
    """Take jobs from the queue; run it on as many machines as share the database."""
    from menura.worker.process import WorkerOptions, run_worker

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with opened() as menura:
        run_worker(menura, WorkerOptions(linger_s=linger))
        if json:
            out.print_json(data={"ended": True})


def openapi() -> None:
    """Print the OpenAPI description that the web app's client is made from."""
    from menura.api import create_app, describe_api
    from menura.bootstrap import describe_only

    description = describe_api(create_app(describe_only()))
    typer.echo(json_module.dumps(description, indent=1, sort_keys=True))


def check_locked(menura: "Menura") -> None:
    """Raise InvalidInputError if others could reach Menura and nobody would have to sign in."""
    from menura.api.doorkeeping import open_address

    host = open_address(menura.settings)
    if host is None:
        return
    with menura.rooms(read_only=True) as rooms:
        has_users = rooms.accounts.has_users()
    if not has_users:
        raise InvalidInputError(
            f"Listening on {host!r} lets others in: set MENURA_PASSWORD or MENURA_TOKEN, add a "
            "user first (menura user add NAME), or listen on 127.0.0.1.",
            field="host",
        )


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything else is started, so that a taken one is said at once."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.set_inheritable(False)
    except OSError as error:
        raise PortInUseError(host, port, error.strerror or str(error)) from error
    return listener


def _queue_first_work(menura: "Menura") -> None:
    """Queue the scan of MENURA_MUSIC and keep the schedules as the settings say."""
    menura.keep_schedules()
    menura.sweep_media()
    # An index that is missing, damaged or far behind is built beside the first requests.
    with menura.rooms(read_only=True) as rooms:
        due = any(index.is_due(rooms.analyses) for index in menura.indexes.values())
    if due:
        with menura.rooms() as rooms:
            rooms.scans.build_indexes()
    if menura.settings.music is not None:
        with menura.rooms() as rooms:
            source = rooms.library.add_folder(str(menura.settings.music))
            rooms.scans.start(source)
        log.info("scan queued", folder=source.location)
