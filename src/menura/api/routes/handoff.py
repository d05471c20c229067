"""Hand suggestions over to a DAW: fitted downloads, and a folder that it watches."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, status
from fastapi.responses import FileResponse

from menura.api.deps import MenuraDep
from menura.api.routes.recommendations import SessionName
from menura.api.schemas.recommendations import ExportIn, ExportOut, ExportsOut
from menura.bootstrap import Menura
from menura.suggest import DEFAULT_SESSION

if TYPE_CHECKING:
    from menura.suggest.handoff import ExportedFile

router = APIRouter(prefix="/recommendations", tags=["recommendations"])


@router.head("/tracks/{track_id}/audio", include_in_schema=False)
@router.get(
    "/tracks/{track_id}/audio",
    response_class=FileResponse,
    responses={200: {"content": {"audio/wav": {}}}, 206: {"description": "The range asked for."}},
)
def get_fitted_audio(
    track_id: str,
    menura: MenuraDep,
    session: SessionName = DEFAULT_SESSION,
    bpm: Annotated[
        float | None, Query(description="Tempo to fit; the context's if left out.")
    ] = None,
    transpose: Annotated[
        int | None,
        Query(ge=-12, le=12, description="Semitones; left out: what the keys ask for."),
    ] = None,
    download: Annotated[bool, Query(description="As a file to keep, with a name.")] = False,
) -> FileResponse:
    """Send a track as WAV, stretched and transposed to the context; as it is without one."""
    context = menura.suggester.session(session).context
    with menura.sample(track_id) as sample:
        path = menura.hand_over.fit(sample, context, bpm=bpm, transpose=transpose)
        name = menura.hand_over.name(sample, context, bpm=bpm, transpose=transpose)
    # The same address is another sound when the context changes: who asks for ranges must notice.
    # The file's own time would not do, it tells when the sound was wanted last.
    headers = {"ETag": f'"{path.stem}"', "Cache-Control": "private, no-cache"}
    kind = "attachment" if download else "inline"
    return FileResponse(
        path,
        headers=headers,
        media_type="audio/wav",
        filename=name,
        content_disposition_type=kind,
    )


@router.get("/exports")
def list_exports(menura: MenuraDep) -> ExportsOut:
    """List what lies in the export folder, newest first."""
    folder = menura.hand_over.folder
    items = [shape_export(one) for one in folder.list()]
    return ExportsOut(folder=str(folder.folder), items=items)


@router.post("/exports", status_code=status.HTTP_201_CREATED)
def export_track(
    body: ExportIn, menura: MenuraDep, session: SessionName = DEFAULT_SESSION
) -> ExportOut:
    """Put a track into the export folder: fitted, or a copy that says its tempo and key."""
    context = menura.suggester.session(session).context
    with menura.sample(body.track_id) as sample:
        made = menura.hand_over.export(
            sample, context, fitted=body.fitted, bpm=body.bpm, transpose=body.transpose
        )
    return shape_export(made)


def export(menura: Menura, track_id: str, *, session: str, fitted: bool) -> "ExportedFile":
    """Put a track into the export folder."""
    context = menura.suggester.session(session).context
    with menura.sample(track_id) as sample:
        return menura.hand_over.export(sample, context, fitted=fitted)


def shape_export(one: "ExportedFile") -> ExportOut:
    """Shape a file of the export folder."""
    return ExportOut(name=one.name, path=str(one.path), size_bytes=one.size_bytes, at=one.at)
