"""Serve the studio: ask for productions, watch, change and fetch them."""

import json
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile, status
from fastapi.responses import FileResponse

from menura.api.artifacts import send_archive, send_artifact
from menura.api.deps import MenuraDep, RoomsDep
from menura.api.errors import answers_bad_request
from menura.api.productions import (
    PRODUCTIONS,
    need_json,
    read_json,
    reference_path,
    shape_plan,
    shape_prompt,
    shape_reference,
)
from menura.api.schemas.jobs import JobOut
from menura.api.schemas.studio import (
    ChangeIn,
    DecisionOut,
    DemoIn,
    FormSectionOut,
    GenreOut,
    GenresOut,
    JobAcceptedOut,
    NotesOut,
    OptionsOut,
    ParseIn,
    ParseOut,
    PartNotesOut,
    PeaksOut,
    ProductionDetailOut,
    ProductionOut,
    ProductionsOut,
    StemOut,
    file_url,
    production_fields,
    shape_artifact,
)
from menura.kernel.ids import new_id
from menura.studio import (
    LONGEST_S,
    SHORTEST_S,
    ArtifactNotFoundError,
    Instrument,
    Mode,
    OverrideError,
    ProductionRequest,
    Role,
    SectionName,
    StructuredPrompt,
    clean_text,
    from_record,
    reference_file_name,
)

if TYPE_CHECKING:
    from menura.studio.requests import Genre

router = APIRouter(tags=["studio"])


@router.post("/jobs", status_code=status.HTTP_202_ACCEPTED)
@answers_bad_request
def create_music_generation_job(
    request: Request,
    menura: MenuraDep,
    prompt: Annotated[
        str,
        Form(
            description="What to make, in words.",
            examples=["A four-on-the-floor house beat with a dubstep-style bass."],
        ),
    ] = "",
    reference_track: Annotated[
        UploadFile | None, File(description="A track whose style is to be met.")
    ] = None,
    reference_track_id: Annotated[
        str | None, Form(description="A track of the library as reference instead of a file.")
    ] = None,
    seed: Annotated[
        int | None, Form(ge=0, lt=2**31, description="The same seed makes the same track again.")
    ] = None,
    duration_s: Annotated[
        float | None, Form(description="Length, if the prompt names none.")
    ] = None,
    profile: Annotated[
        str, Form(description="Loudness: `streaming`, `club`, `album`, `broadcast` or `film`.")
    ] = "streaming",
    generator: Annotated[str | None, Form(description="Who plays the stems.")] = None,
    premaster: Annotated[bool, Form(description="Deliver the stems before mastering too.")] = False,
    overrides: Annotated[
        str, Form(description="Fields set by hand, as a JSON object; they win over the prompt.")
    ] = "",
) -> JobAcceptedOut:
    """Accept a production: a sentence, and if you like a reference, becomes stems and a master."""
    from menura.studio.requests import check_request

    production_id = new_id(menura.clock)
    chosen = _read_overrides(overrides)
    if duration_s is not None:
        chosen.setdefault("duration_s", duration_s)
    name = (reference_track.filename or "reference") if reference_track is not None else None
    if reference_track_id is not None:
        if name is not None:
            raise OverrideError("reference_track_id", reference_track_id, "left out beside a file")
        with menura.rooms(read_only=True) as rooms:
            track = rooms.library.track(reference_track_id)
        menura.servers.played_from(track)
    wanted = ProductionRequest(
        prompt=clean_text(prompt),
        seed=seed if seed is not None else new_seed(production_id),
        reference=reference_file_name(name) if name is not None else None,
        reference_name=clean_text(name) if name is not None else None,
        reference_track_id=reference_track_id,
        overrides=chosen,
        profile=profile,
        generator=generator or menura.settings.generator,
        premaster=premaster,
    )
    check_request(wanted, menura.generator_options, has_model=menura.language_model is not None)
    if reference_track is not None and wanted.reference is not None:
        menura.keep_reference(production_id, wanted.reference, reference_track.file)
    with menura.rooms() as rooms:
        job = rooms.productions.start(wanted, production_id)
    return JobAcceptedOut(
        job_id=job.id,
        status_url=str(request.url_for("get_job", job_id=job.id)),
    )


@router.post("/studio/parse")
def parse_studio_prompt(body: ParseIn, menura: MenuraDep) -> ParseOut:
    """Tell how a sentence is read and what would be made of it; nothing is made."""
    from menura.studio.requests import join_decisions, plan_track, understand

    prompt = understand(body.prompt, menura.language_model)
    planned = plan_track(prompt, None, body.overrides, body.seed)
    return ParseOut(
        prompt=shape_prompt(prompt),
        plan=shape_plan(planned.plan),
        decisions=[DecisionOut.of(one) for one in join_decisions(prompt, planned)],
    )


@router.post("/studio/demo", status_code=status.HTTP_202_ACCEPTED)
def make_demo_library(body: DemoIn, menura: MenuraDep, rooms: RoomsDep) -> JobOut:
    """Compose a demo library and take it in: short tracks over all genres, tagged, with covers."""
    folder = menura.settings.data_dir / "demo"
    job = rooms.productions.start_demo(str(folder), count=body.count, seed=body.seed)
    return JobOut.of(job)


@router.get("/studio/genres")
def list_genres() -> GenresOut:
    """List the genres the studio knows."""
    from menura.studio.requests import GENRES

    return GenresOut(
        items=[
            GenreOut(
                id=one.id,
                title=one.title,
                description=one.description,
                family=one.family,
                tempo_bpm=one.tempo_bpm,
                modes=[mode for mode, _ in one.modes],
                stems=[role for role in Role if _plays(one, role)],
                aliases=list(one.aliases),
            )
            for one in GENRES.values()
        ]
    )


@router.get("/studio/options")
def list_studio_options(menura: MenuraDep) -> OptionsOut:
    """List what a request may choose from."""
    from menura.studio.requests import PROFILES, usable_generators

    return OptionsOut(
        profiles=list(PROFILES),
        generators=list(usable_generators(menura.generator_options)),
        instruments=[one.value for one in Instrument],
        sections=[one.value for one in SectionName],
        modes=list(Mode),
        shortest_s=SHORTEST_S,
        longest_s=LONGEST_S,
        reference_mb=menura.settings.reference_mb,
    )


@router.get(PRODUCTIONS)
def list_productions(
    rooms: RoomsDep,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> ProductionsOut:
    """List productions, newest first."""
    page = rooms.productions.page(limit=limit, offset=offset)
    return ProductionsOut(items=[ProductionOut.of(one) for one in page.items], total=page.total)


@router.get(PRODUCTIONS + "/{production_id}")
def get_production(production_id: str, menura: MenuraDep) -> ProductionDetailOut:
    """Return everything about a production: how it was read, its files, its report."""
    with menura.rooms(read_only=True) as rooms:
        production = rooms.productions.get(production_id)
        children = rooms.productions.children(production.id)
    summary = production.summary
    artifacts = menura.artifacts.list(production.id) if summary else []
    prompt = summary.get("structured_prompt")
    return ProductionDetailOut(
        **production_fields(production),
        structured_prompt=shape_prompt(from_record(StructuredPrompt, prompt)) if prompt else None,
        plan=summary.get("plan"),
        decisions=[DecisionOut(**one) for one in summary.get("decisions", ())],
        sections=[FormSectionOut(**one) for one in summary.get("sections", ())],
        stem_files=[
            StemOut(
                role=role,
                url=file_url(production.id, f"stems/{role}.wav"),
                patch=summary.get("patches", {}).get(role),
            )
            for role in summary.get("stems", ())
        ],
        artifacts=[shape_artifact(production.id, one) for one in artifacts],
        reference=shape_reference(menura, production),
        qa=read_json(menura, production.id, "qa.json") if summary else None,
        children=[ProductionOut.of(one) for one in children],
        pack_url=f"/api/v1{PRODUCTIONS}/{production.id}/pack.zip" if artifacts else None,
    )


@router.delete(PRODUCTIONS + "/{production_id}", status_code=status.HTTP_204_NO_CONTENT)
def remove_production(production_id: str, menura: MenuraDep) -> Response:
    """Delete a production and its files; what was made from it stays."""
    menura.remove_production(production_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.post(PRODUCTIONS + "/{production_id}/changes", status_code=status.HTTP_202_ACCEPTED)
def change_production(
    production_id: str, body: ChangeIn, request: Request, rooms: RoomsDep
) -> JobAcceptedOut:
    """Make a part anew and keep the rest: a new production that knows what it came from."""
    from menura.studio.requests import check_change

    check_change(rooms.productions.get(production_id), body.change())
    job = rooms.productions.change(production_id, body.change(), seed=body.seed)
    return JobAcceptedOut(
        job_id=job.id,
        status_url=str(request.url_for("get_job", job_id=job.id)),
    )


@router.get(PRODUCTIONS + "/{production_id}/files/{name:path}", response_class=FileResponse)
def fetch_artifact(production_id: str, name: str, request: Request, menura: MenuraDep) -> Response:
    """Return a file of a production; ranges may be asked for."""
    return send_artifact(menura.artifacts, production_id, name, request)


@router.get(PRODUCTIONS + "/{production_id}/pack.zip", response_class=FileResponse)
def fetch_pack(production_id: str, menura: MenuraDep) -> Response:
    """Return all files of a production as one ZIP archive."""
    with menura.rooms(read_only=True) as rooms:
        production = rooms.productions.get(production_id)
    return send_archive(menura.artifacts, production.id, production.title)


@router.get(PRODUCTIONS + "/{production_id}/reference", response_class=FileResponse)
def fetch_reference(production_id: str, menura: MenuraDep) -> Response:
    """Return the reference a production was made after, to compare them by ear."""
    with menura.rooms(read_only=True) as rooms:
        production = rooms.productions.get(production_id)
    path = reference_path(menura, production)
    if path is None:
        raise ArtifactNotFoundError("reference")
    return FileResponse(path)


@router.get(PRODUCTIONS + "/{production_id}/peaks")
def get_production_peaks(production_id: str, menura: MenuraDep) -> PeaksOut:
    """Return the outlines of mix and stems, for drawing."""
    return PeaksOut(files=need_json(menura, production_id, "peaks.json"))


@router.get(PRODUCTIONS + "/{production_id}/notes")
def get_production_notes(production_id: str, menura: MenuraDep) -> NotesOut:
    """Return what every stem plays, for drawing a piano roll."""
    from menura.studio.requests import DRUM_KEYS, Score

    score = from_record(Score, need_json(menura, production_id, "score.json"))
    roles = []
    for role, part in score.parts.items():
        notes = [(n.start_beat, n.length_beats, n.pitch, n.velocity) for n in part.notes]
        notes += [(h.start_beat, 0.125, DRUM_KEYS[h.drum], h.velocity) for h in part.hits]
        roles.append(PartNotesOut(role=role, patch=part.patch, notes=notes))
    return NotesOut(bpm=score.bpm, length_beats=float(score.bars * 4), roles=roles)


def new_seed(production_id: str) -> int:
    """Return a seed for a request that names none; it is kept with the request."""
    from menura.studio.requests import draw_seed

    return draw_seed(production_id, 0)


def _plays(genre: "Genre", role: Role) -> bool:
    """Tell whether a stem belongs to a genre; the level of drums is what others refer to."""
    return role in genre.level_lu or (role is Role.DRUMS and bool(genre.grooves))


def _read_overrides(text: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise OverrideError("overrides", text[:60], 'a JSON object such as {"bpm": 124}')
    return read
