"""Serve suggestions: what fits what a producer is doing now."""

from collections.abc import AsyncIterable
from contextlib import aclosing
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Query, Request, Response, WebSocket, status
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import AfterValidator
from starlette.concurrency import run_in_threadpool

from menura.api.deps import MenuraDep, RoomsDep, menura_of_websocket
from menura.api.recommendation_stream import feeds_of, serve_websocket, stream_updates
from menura.api.recommendations import is_written, render_recommendations
from menura.api.routes.discover import shape_tracks
from menura.api.schemas.recommendations import (
    ContextIn,
    ContextOut,
    DawIn,
    DawOut,
    EstimateOut,
    EventIn,
    EventOut,
    EventsIn,
    EventsOut,
    EventsTakenOut,
    ForgottenOut,
    MarkIn,
    MarkOut,
    MarksOut,
    PolicyReportOut,
    PresetOut,
    PresetsOut,
    RecommendationSessionsOut,
    RecommendationSettingsOut,
    RecommendationsOut,
    ReportOut,
)
from menura.bootstrap import DawAddress, Menura, Rooms
from menura.catalogue import TrackKind
from menura.suggest import (
    DEFAULT_SESSION,
    ROLES,
    Estimate,
    Event,
    EventKind,
    MarkKind,
    Report,
    ReportedEvent,
    SuggestionSession,
    TopOptions,
)

router = APIRouter(prefix="/recommendations", tags=["recommendations"])
SessionName = Annotated[
    str, Query(max_length=100, description="Whose context: a producer's, a project's.")
]
SEEDS = 2**31 - 1
LARGEST_NUMBER = 2**53  # every whole number below is one in JavaScript, too


def in_utc(moment: datetime | None) -> datetime | None:
    """Return a moment in UTC; one without a zone is taken for UTC."""
    if moment is None:
        return None
    try:
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("is no moment that UTC knows") from error


Since = Annotated[
    datetime | None,
    Query(description="Only what came later; UTC where no zone is said."),
    AfterValidator(in_utc),
]


async def top_options(
    n: Annotated[int | None, Query(description="How many, 1 to 100; 10 if left out.")] = None,
    top_k: Annotated[int | None, Query(description="The same as `n`.")] = None,
    mode: Annotated[
        Literal["fusion", "rules"] | None,
        Query(description="`rules` leaves likeness out; left out: as set up."),
    ] = None,
    explore: Annotated[bool, Query(description="Let the last place be a surprise.")] = False,
    seed: Annotated[int | None, Query(ge=0, le=SEEDS, description="Of the surprise.")] = None,
    kinds: Annotated[
        list[TrackKind] | None, Query(description="Left out: loops, one-shots, stems, clips.")
    ] = None,
    bpm: Annotated[float | None, Query(description="Instead of the context's, this once.")] = None,
    key: Annotated[str | None, Query(description="Instead of the context's, this once.")] = None,
) -> TopOptions:
    """Read how suggestions are wished."""
    count = n if n is not None else top_k if top_k is not None else 10
    names = None if kinds is None else tuple(kind.value for kind in kinds)
    return TopOptions(count, mode, explore, seed, names, bpm, key)


async def checked_options(
    request: Request,
    menura: MenuraDep,
    options: Annotated[TopOptions, Depends(top_options)],
    session: SessionName = DEFAULT_SESSION,
) -> TopOptions:
    """Refuse a wish that makes no sense, or one too many, before a stream begins."""
    await run_in_threadpool(menura.suggester.top, session, options)
    feeds_of(request.app).open(session, options)
    return options


TopOptionsDep = Annotated[TopOptions, Depends(top_options)]
LastId = Annotated[str | None, Header(alias="Last-Event-ID", max_length=100)]


# ---------------------------------------------------------------------- context and suggestions


@router.post("/context")
def set_recommendation_context(
    body: ContextIn, rooms: RoomsDep, session: SessionName = DEFAULT_SESSION
) -> ContextOut:
    """Say what a producer is doing; what is left out stays, null takes back."""
    return ContextOut.of(session, rooms.suggestions.set_context(session, body.said()).context)


@router.get("/context")
def get_recommendation_context(
    rooms: RoomsDep, session: SessionName = DEFAULT_SESSION
) -> ContextOut:
    """Return the context of a session; an empty one where nothing was ever said."""
    return ContextOut.of(session, rooms.suggestions.session(session).context)


@router.delete("/context", status_code=status.HTTP_204_NO_CONTENT)
def reset_recommendation_context(
    rooms: RoomsDep, session: SessionName = DEFAULT_SESSION
) -> Response:
    """Forget the context of a session and what was said of tracks in it."""
    rooms.suggestions.reset(session)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.get("/sessions")
def list_recommendation_sessions(rooms: RoomsDep) -> RecommendationSessionsOut:
    """List the sessions something was said in, by name: a project each, or a producer."""
    return RecommendationSessionsOut(
        items=[ContextOut.of(one.name, one.context) for one in rooms.suggestions.sessions()]
    )


@router.get("/top", response_model=RecommendationsOut)
async def get_top_recommendations(
    menura: MenuraDep, options: TopOptionsDep, session: SessionName = DEFAULT_SESSION
) -> Response:
    """Return what fits best now: ranked, with the score of each and what it is the sum of."""
    scene = menura.suggester.quick_scene(session, options)
    if scene is not None:  # handing it over to a thread would take as long
        found = menura.suggester.top(session, options, scene=scene)
        if is_written(menura, found):
            content = render_recommendations(menura, found)
        else:
            content = await run_in_threadpool(render_recommendations, menura, found)
    else:
        content = await run_in_threadpool(answer_top, menura, session, options)
    return Response(content, media_type="application/json")


def answer_top(menura: Menura, session: str, options: TopOptions) -> bytes:
    """Return what fits best now, as JSON."""
    return render_recommendations(menura, menura.suggester.top(session, options))


@router.get("/stream", response_class=EventSourceResponse)
async def stream_recommendations(
    request: Request,
    menura: MenuraDep,
    options: Annotated[TopOptions, Depends(checked_options)],
    session: SessionName = DEFAULT_SESSION,
    last_event_id: LastId = None,
    last_id: Annotated[
        str | None, Query(max_length=100, description="For who cannot send `Last-Event-ID`.")
    ] = None,
) -> AsyncIterable[ServerSentEvent]:
    """Stream the list anew after each change of the context or the library, with its cause.

    Events are named `recommendations`; a client that comes back with `Last-Event-ID` misses none
    of those that are still known, and ends in the newest state.
    """
    events = stream_updates(
        menura, request, session=session, options=options, last_event_id=last_event_id or last_id
    )
    async with aclosing(events):
        async for event in events:
            yield event


@router.websocket("/ws")
async def follow_recommendations(
    websocket: WebSocket,
    menura: Annotated[Menura, Depends(menura_of_websocket)],
    options: TopOptionsDep,
    session: SessionName = DEFAULT_SESSION,
    last_event_id: Annotated[str | None, Query(max_length=100)] = None,
) -> None:
    """Send the same as the stream, and take contexts in."""
    await serve_websocket(
        menura, websocket, session=session, options=options, last_event_id=last_event_id
    )


@router.get("/presets")
def list_recommendation_presets(menura: MenuraDep) -> PresetsOut:
    """List contexts to begin with, from what the library has most of."""
    return PresetsOut(items=[PresetOut.of(one) for one in menura.suggester.presets()])


@router.get("/settings")
def get_recommendation_settings(menura: MenuraDep) -> RecommendationSettingsOut:
    """Say how suggestions are made here: weights, mode, ears, instruments, packs."""
    return shape_settings(menura)


def shape_settings(menura: Menura) -> RecommendationSettingsOut:
    """Shape how suggestions are made here."""
    settings, options = menura.settings, menura.suggester.options
    return RecommendationSettingsOut(
        weights=asdict(options.weights),
        mode=options.policy.mode,
        rules_share=options.policy.rules_share,
        use_clap=settings.recs_use_clap,
        spaces=["clap", "musicnn", "dsp"] if settings.recs_use_clap else ["musicnn", "dsp"],
        roles=list(ROLES),
        packs=list(menura.suggester.packs()),
        export_folder=str(settings.export_folder),
    )


# ---------------------------------------------------------------------- marks


@router.post("/marks", status_code=status.HTTP_201_CREATED)
def mark_recommendation(
    body: MarkIn, rooms: RoomsDep, session: SessionName = DEFAULT_SESSION
) -> ContextOut:
    """Accept, pin or dismiss a track, or ask for more or less like it."""
    kept = rooms.suggestions.mark(
        session, body.track_id, body.kind, reason=body.reason, expires_in_s=body.expires_in_s
    )
    return ContextOut.of(session, kept.context)


@router.get("/marks")
def list_recommendation_marks(rooms: RoomsDep, session: SessionName = DEFAULT_SESSION) -> MarksOut:
    """List what was said of tracks in a session, oldest first."""
    return shape_marks(rooms, rooms.suggestions.session(session))


@router.delete("/marks/{kind}/{track_id}")
def unmark_recommendation(
    kind: MarkKind, track_id: str, rooms: RoomsDep, session: SessionName = DEFAULT_SESSION
) -> ContextOut:
    """Take back what was said of a track."""
    return ContextOut.of(session, rooms.suggestions.unmark(session, track_id, kind).context)


# ---------------------------------------------------------------------- telemetry


@router.post("/events")
def report_recommendation_events(
    body: EventsIn, menura: MenuraDep, rooms: RoomsDep, session: SessionName = DEFAULT_SESSION
) -> EventsTakenOut:
    """Tell what became of suggestions: seen, previewed, accepted, skipped. It stays here."""
    reported = [to_reported(one) for one in body.events]
    taken = rooms.suggestions.add_events(session, reported, menura.suggester.served)
    return EventsTakenOut(taken=taken, known=len(reported) - taken)


@router.get("/events")
def export_recommendation_events(
    rooms: RoomsDep,
    session: Annotated[str | None, Query(max_length=100, description="All if left out.")] = None,
    since: Since = None,
    after: Annotated[
        int | None,
        Query(ge=0, le=LARGEST_NUMBER, description="`next_after`, or the last `number` read."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1_000,
) -> EventsOut:
    """Export what became of suggestions, a part at a time, in the order in which it came.

    Keep the last `number`: given as `after` next time, it brings what came since, and misses none.
    """
    events = rooms.suggestions.events(session=session, since=since, after=after, limit=limit)
    return EventsOut(
        items=[shape_event(one) for one in events],
        next_after=events[-1].number if len(events) == limit else None,
    )


@router.delete("/events")
def forget_recommendation_data(
    menura: MenuraDep,
    rooms: RoomsDep,
    session: Annotated[str | None, Query(max_length=100, description="All if left out.")] = None,
) -> ForgottenOut:
    """Delete my data: events, contexts and marks, of one session or all."""
    names = [one.name for one in rooms.suggestions.sessions()]
    count = len([one for one in names if session is None or one == session])
    forgotten = ForgottenOut(events=rooms.suggestions.forget(session=session), sessions=count)
    menura.suggester.served.forget(session)
    return forgotten


@router.get("/report")
def report_recommendations(rooms: RoomsDep, since: Since = None) -> ReportOut:
    """Compare the policies: acceptance, time to preview, inverse-propensity estimate."""
    return shape_report(rooms.suggestions.report(since=since))


# ---------------------------------------------------------------------- DAW


@router.get("/daw")
def get_followed_daw(menura: MenuraDep) -> DawOut:
    """Say whether a DAW is followed, and what it said."""
    return shape_daw(menura)


@router.put("/daw")
def follow_daw(body: DawIn, menura: MenuraDep, session: SessionName = DEFAULT_SESSION) -> DawOut:
    """Let tempo and key of a session follow Ableton Live, also after the next start."""
    menura.daw.follow(DawAddress(session, body.host, body.send_port, body.receive_port))
    return shape_daw(menura)


@router.delete("/daw")
def leave_daw(menura: MenuraDep) -> DawOut:
    """Follow no DAW any more; the context stays as it is."""
    menura.daw.leave()
    return shape_daw(menura)


# ---------------------------------------------------------------------- shapes


def shape_marks(rooms: Rooms, session: SuggestionSession) -> MarksOut:
    """Shape marks with their tracks."""
    tracks = shape_tracks(rooms, [mark.track_id for mark in session.marks])
    return MarksOut(
        items=[
            MarkOut.of(mark, tracks[mark.track_id])
            for mark in session.marks
            if mark.track_id in tracks
        ]
    )


def to_reported(one: EventIn) -> ReportedEvent:
    """Read an event."""
    values = one.model_dump(exclude={"type", "score_components", "shown_by"})
    return ReportedEvent(
        kind=EventKind(one.type),
        components=one.score_components,
        shown_by=tuple(one.shown_by) if one.shown_by is not None else None,
        **values,
    )


def shape_event(one: Event) -> EventOut:
    """Shape an event as it is kept."""
    values = asdict(one)
    return EventOut(type=values.pop("kind"), score_components=values.pop("components"), **values)


def shape_report(report: Report) -> ReportOut:
    """Shape a report."""
    return ReportOut(
        items=[
            PolicyReportOut(
                **{
                    name: shape_estimate(value) if isinstance(value, Estimate) else value
                    for name, value in ((f, getattr(one, f)) for f in REPORTED)
                }
            )
            for one in report.items
        ],
        difference=shape_estimate(report.difference),
        since=report.since,
        note=report.note,
    )


def shape_estimate(one: Estimate) -> EstimateOut:
    """Shape a figure with its interval."""
    return EstimateOut(value=one.value, low=one.low, high=one.high)


def shape_daw(menura: Menura) -> DawOut:
    """Shape how it stands with the DAW."""
    address, now = menura.daw.address, menura.daw.status()
    if address is None:
        return DawOut(is_followed=False, is_connected=False, trouble=menura.daw.trouble)
    reading = now.reading
    return DawOut(
        is_followed=True,
        is_connected=now.is_connected,
        kind="ableton",
        **asdict(address),
        bpm=reading.bpm if reading else None,
        key=reading.key if reading else None,
        scale=reading.scale if reading else None,
        heard_at=now.heard_at,
    )


REPORTED = tuple(PolicyReportOut.model_fields)
