"""Make the HTTP application."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

import menura
from menura.api.errors import install_error_handlers
from menura.api.guard import Guard
from menura.api.metrics import Metrics
from menura.api.pages import install_docs, install_pages
from menura.api.routes import (
    accounts,
    analysis,
    catalogue,
    chat,
    clusters,
    collection,
    discover,
    handoff,
    jobs,
    listening,
    models,
    music_map,
    playlists,
    radios,
    recommendations,
    schedules,
    session_lab,
    sessions,
    settings,
    sources,
    studio,
    system,
)
from menura.api.schemas.problem import ProblemOut
from menura.bootstrap import Menura

PREFIX = "/api/v1"
log = structlog.get_logger("menura.api")
DESCRIPTION = (
    "Menura listens to music, finds music and makes music. Errors are problem JSON "
    "(`application/problem+json`) with a stable `code`, a sentence and the field."
)
PROBLEM: dict[int | str, dict[str, Any]] = {
    "default": {"model": ProblemOut, "description": "An error, as problem JSON."}
}


def create_app(application: Menura) -> FastAPI:
    """Return the HTTP application over wired services."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        threading.Thread(target=_warm_up, args=(application,), daemon=True).start()
        yield
        application.stop()

    app = FastAPI(
        title="Menura",
        version=menura.__version__,
        description=DESCRIPTION,
        license_info={"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        lifespan=lifespan,
        docs_url=None,
        generate_unique_id_function=_operation_id,
        redoc_url=None,
    )
    metrics = Metrics()
    app.state.menura = application
    app.state.metrics = metrics
    install_error_handlers(app)
    app.add_middleware(Guard, settings=application.settings, metrics=metrics)
    # Routes are tried one after the other (2 us each): what a DAW asks for again and again first
    rooms = (
        *(
            recommendations,
            catalogue,
            sources,
            analysis,
            playlists,
            discover,
            music_map,
            clusters,
            radios,
        ),
        *(chat, listening, schedules, models, jobs, collection, studio, sessions, system, handoff),
        *(accounts, settings),
    )
    for room in rooms:
        app.include_router(room.router, prefix=PREFIX, responses=PROBLEM)
    app.include_router(session_lab.router, responses=PROBLEM)
    # As their blueprint writes them, too
    for room in (recommendations, handoff):
        app.include_router(room.router, responses=PROBLEM, include_in_schema=False)
    app.include_router(system.probes)
    install_docs(app)
    install_pages(app)
    return app


def describe_api(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI description, for clients that are made from it."""
    return get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )


def _warm_up(application: Menura) -> None:
    try:
        application.warm_up()
    except Exception as error:  # noqa: BLE001 - the top of a thread; the first search says it again
        log.warning("cannot read the library into memory", reason=str(error))


def _operation_id(route: APIRoute) -> str:
    return route.name
