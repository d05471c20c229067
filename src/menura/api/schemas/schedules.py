"""Shape schedules, and what was listened to."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, Field

from menura.api.schemas.catalogue import In
from menura.catalogue import OWN_LISTENER, Listener
from menura.jobs import Schedule

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)


def _as_moment(value: datetime) -> datetime:
    """Return a time in UTC; one without a zone is taken for UTC."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    if not EARLIEST <= aware <= LATEST:
        raise ValueError("a time between the years 1900 and 2200 is meant")
    return aware.astimezone(UTC)


Moment = Annotated[datetime, AfterValidator(_as_moment)]
WorkName = Literal["analysis", "clustering", "fingerprint", "map", "artists"]


class ScheduleIn(In):
    """Work to be done again and again."""

    work: WorkName
    cron: str = Field(
        min_length=9,
        max_length=80,
        description="Minute, hour, day of the month, month, weekday; UTC.",
    )
    options: dict[str, Any] = Field(
        {}, description="As the work's own route takes them: `ClusteringIn`, `FingerprintIn` ..."
    )
    enabled: bool = True


class SchedulePatchIn(In):
    """Whether a schedule runs or rests."""

    enabled: bool


class ScheduleOut(BaseModel):
    """Work that is done again and again."""

    name: str
    kind: str = Field(description="The kind of job.")
    title: str
    cron: str
    enabled: bool
    next_at: datetime | None
    last_job_id: str | None
    options: dict[str, Any]
    own: bool = Field(description="Kept by Menura itself.")

    @classmethod
    def of(cls, schedule: Schedule, own: bool) -> Self:
        """Shape `schedule`."""
        return cls(
            name=schedule.name,
            kind=schedule.kind,
            title=schedule.title,
            cron=schedule.cron,
            enabled=schedule.enabled,
            next_at=schedule.next_at if schedule.enabled else None,
            last_job_id=schedule.last_job_id,
            options=dict(schedule.payload),
            own=own,
        )


class SchedulesOut(BaseModel):
    """All schedules by name."""

    items: list[ScheduleOut]


class PlayIn(In):
    """A track that was played."""

    track_id: str
    listener: str = Field(OWN_LISTENER, min_length=1, max_length=200)
    at: Moment | None = Field(None, description="Now, if not given; UTC without a zone.")


class ListenedIn(In):
    """How often a track was played elsewhere."""

    track_id: str
    play_count: int = Field(ge=1, le=10_000_000)
    last_played_at: Moment | None = None


class ListeningIn(In):
    """What another program has counted; the larger count and the later time hold."""

    items: list[ListenedIn] = Field(min_length=1, max_length=10_000)


class TakenOverOut(BaseModel):
    """How many tracks were known and taken in."""

    taken: int
    unknown: int


class ListenerOut(BaseModel):
    """Somebody whose plays are known."""

    name: str
    track_count: int
    play_count: int
    last_played_at: datetime | None

    @classmethod
    def of(cls, listener: Listener) -> Self:
        """Shape `listener`."""
        return cls(
            name=listener.name,
            track_count=listener.track_count,
            play_count=listener.play_count,
            last_played_at=listener.last_played_at,
        )


class ListenersOut(BaseModel):
    """All listeners by name."""

    items: list[ListenerOut]


class FavouriteIn(In):
    """Whether a track is a favourite."""

    favourite: bool
