"""Serve what Menura says about itself."""

from fastapi import APIRouter, Request, Response

import menura
from menura.api.deps import MenuraDep, RoomsDep
from menura.api.metrics import render_metrics
from menura.api.schemas.catalogue import CountsOut
from menura.api.schemas.system import HealthOut, ReadyOut, StatusOut

router = APIRouter(tags=["system"])
probes = APIRouter(tags=["system"])


@router.get("/status")
def get_status(rooms: RoomsDep, app: MenuraDep) -> StatusOut:
    """Tell what Menura is and how full it is."""
    return StatusOut(
        version=menura.__version__,
        counts=CountsOut.of(rooms.library.counts()),
        sources=len(rooms.library.sources()),
        samples=rooms.library.has_samples(),
        playlists=len(rooms.playlists.all()),
        jobs_active=rooms.jobs.count_unfinished(),
        workers=app.live_workers(rooms),
        home=str(app.settings.data_dir),
        trouble=app.trouble,
    )


@probes.get("/healthz")
def get_health() -> HealthOut:
    """Tell that the process is alive; asks nothing else."""
    return HealthOut()


@probes.get("/readyz")
def get_ready(app: MenuraDep) -> ReadyOut:
    """Tell that requests can be served: the database answers and its schema is current."""
    app.check_ready()
    return ReadyOut(database=app.store.dialect)


@probes.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def get_metrics(request: Request, rooms: RoomsDep, app: MenuraDep) -> Response:
    """Give figures for Prometheus."""
    page = render_metrics(request.app.state.metrics, rooms, app.live_workers(rooms))
    return Response(page.body, media_type=page.content_type)
