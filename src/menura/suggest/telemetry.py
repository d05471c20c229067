"""Remember what was shown, and complete what clients say became of it."""

import math
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime

from menura.kernel.clock import Clock
from menura.kernel.ids import derive_id, is_id
from menura.suggest.errors import SuggestionInputError
from menura.suggest.model import (
    POLICIES,
    Components,
    Context,
    Event,
    EventKind,
    Fit,
    Policy,
    Source,
    SuggestionList,
)

SERVED_REQUESTS = 2000
ITEMS_PER_REQUEST = 10
"""The usual length of a list; longer ones push others out earlier, so memory stays bounded."""
SMALLEST_PROPENSITY = 1e-9  # one track of a thousand million; its inverse is still a number
LARGEST_COMPONENT = 1e6
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COMPONENTS = frozenset(part.name for part in fields(Components))
_NO_FIT = Fit()
_NOT_REMEMBERED = "as the answer said it: the server no longer remembers that request"


@dataclass(frozen=True, slots=True)
class ReportedEvent:
    """What a client says became of a suggestion.

    All but the first three may be left out where the server remembers the request; what it says
    of one that is remembered, other than `id` and `at`, is passed over.

    Attributes
    ----------
    id : str, optional
        Sent twice it counts once. Without one, the same kind of event on the same track of the
        same request counts once.
    at : datetime, optional
        When it happened; now by default. Without a zone it is UTC.
    """

    kind: EventKind
    request_id: str
    track_id: str
    id: str | None = None
    at: datetime | None = None
    position: int | None = None
    policy: Policy | None = None
    propensity: float | None = None
    context_version: int | None = None
    components: Mapping[str, float] | None = None
    shown_by: Sequence[str] | None = None
    source: Source | None = None
    is_exploration: bool | None = None


class ServedRequests:
    """Remember the lists that were answered lately, for the events that will be about them.

    What can be long and no event needs is not kept: of the context only its version, and neither
    rationales nor near copies nor fits. 2000 lists of ten take 11 MB (measured).

    Parameters
    ----------
    capacity : int
        How many lists of the usual ten; the oldest is forgotten first.
    """

    def __init__(self, capacity: int = SERVED_REQUESTS) -> None:
        self._capacity = capacity
        self._lists: OrderedDict[str, SuggestionList] = OrderedDict()
        self._item_count = 0
        self._lock = threading.Lock()

    def remember(self, answer: SuggestionList) -> None:
        """Keep what events need of a list."""
        lean = replace(
            answer,
            context=Context(version=answer.context.version),
            items=tuple(
                replace(item, rationale=(), similar_ids=(), fit=_NO_FIT) for item in answer.items
            ),
        )
        with self._lock:
            self._forget(answer.request_id)
            self._lists[answer.request_id] = lean
            self._item_count += len(lean.items)
            while self._is_full and len(self._lists) > 1:
                self._forget(next(iter(self._lists)))

    def forget(self, session: str | None = None) -> None:
        """Forget the lists of one session, or all; events about them are then as about unknown."""
        with self._lock:
            meant = [
                request_id
                for request_id, kept in self._lists.items()
                if session in (None, kept.session)
            ]
            for request_id in meant:
                self._forget(request_id)

    def find(self, request_id: str) -> SuggestionList | None:
        """Return what was kept of a list; None if it is not remembered."""
        with self._lock:
            return self._lists.get(request_id)

    def __len__(self) -> int:
        return len(self._lists)

    @property
    def _is_full(self) -> bool:
        too_many_items = self._item_count > self._capacity * ITEMS_PER_REQUEST
        return too_many_items or len(self._lists) > self._capacity

    def _forget(self, request_id: str) -> None:
        gone = self._lists.pop(request_id, None)
        self._item_count -= len(gone.items) if gone else 0


def complete_events(
    reported: Sequence[ReportedEvent],
    *,
    session: str,
    served: ServedRequests,
    clock: Clock,
) -> list[Event]:
    """Add to events what the server knows of the requests they are about.

    The server's word counts where it remembers a request, the client's where it does not (it was
    started anew, or another process answered).

    Parameters
    ----------
    session : str
        Where a request is not remembered, the session it came from.

    Returns
    -------
    list of Event
        In the order given; those with the id of an earlier one are left out.

    Raises
    ------
    SuggestionInputError
        A value makes no sense, the request did not show the track, or position or policy are
        missing where the request is not remembered. The field is named as ``events.3.track_id``.
    """
    now = clock.now()
    events: dict[str, Event] = {}
    for place, said in enumerate(reported):
        where = f"events.{place}"
        one = replace(said, request_id=said.request_id.lower(), track_id=said.track_id.lower())
        _check(one, where)
        answer = served.find(one.request_id)
        known = _as_served(one, answer, where) if answer else one
        event = _event(
            known,
            session=answer.session if answer else session,
            at=_moment(one.at, now, where),
            where=where,
        )
        events.setdefault(event.id, event)
    return list(events.values())


def event_id(request_id: str, track_id: str, kind: EventKind) -> str:
    """Return the one id that a kind of event on a track of a request has.

    It begins with the time that the request's id (UUID version 7) tells, so that events sort by
    the time of their requests; the rest is a hash. Below an id that tells no time, all of it is.
    """
    derived = derive_id(request_id, f"{kind.value}:{track_id}")
    tells_time = request_id[14] == "7"
    return request_id[:15] + derived[15:] if tells_time else derived


def _as_served(one: ReportedEvent, answer: SuggestionList, where: str) -> ReportedEvent:
    shown = next((item for item in answer.items if item.track_id == one.track_id), None)
    if shown is None:
        raise _refusal(f"{where}.track_id", one.track_id, "a track that the request showed")
    return replace(
        one,
        position=shown.position,
        policy=answer.policy,
        propensity=shown.propensity,
        context_version=answer.context.version,
        components=asdict(shown.components),
        shown_by=shown.shown_by,
        source=shown.source,
        is_exploration=shown.is_exploration,
    )


def _event(one: ReportedEvent, *, session: str, at: datetime, where: str) -> Event:
    if not is_id(one.track_id):
        raise _refusal(f"{where}.track_id", one.track_id, "the id of a track")
    if one.position is None:
        raise _refusal(f"{where}.position", None, f"a place from 1, {_NOT_REMEMBERED}")
    if one.policy is None:
        raise _refusal(f"{where}.policy", None, f"fusion or rules, {_NOT_REMEMBERED}")
    components = dict(one.components or {})
    return Event(
        id=one.id.lower() if one.id else event_id(one.request_id, one.track_id, one.kind),
        kind=one.kind,
        at=at,
        session=session,
        request_id=one.request_id,
        track_id=one.track_id,
        position=one.position,
        policy=one.policy,
        propensity=1.0 if one.propensity is None else one.propensity,
        context_version=one.context_version or 0,
        score=sum(components.values()),
        components=components,
        shown_by=_policies(one.shown_by, one.policy, where),
        source=one.source or "recency",
        is_exploration=bool(one.is_exploration),
    )


def _check(one: ReportedEvent, where: str) -> None:
    if not is_id(one.request_id):
        raise _refusal(f"{where}.request_id", one.request_id, "the id of an answer")
    if one.id is not None and not is_id(one.id):
        raise _refusal(f"{where}.id", one.id, "a UUID, or leave it out")
    if one.position is not None and one.position < 1:
        raise _refusal(f"{where}.position", one.position, "a place from 1")
    if one.propensity is not None and not SMALLEST_PROPENSITY <= one.propensity <= 1.0:
        raise _refusal(f"{where}.propensity", one.propensity, "a probability above 0, at most 1")
    if one.context_version is not None and one.context_version < 0:
        raise _refusal(f"{where}.context_version", one.context_version, "a version from 0")
    for name, value in (one.components or {}).items():
        field = f"{where}.score_components.{name[:40]}"
        if name not in _COMPONENTS:
            raise _refusal(field, value, f"only {', '.join(sorted(_COMPONENTS))}")
        if not (math.isfinite(value) and abs(value) <= LARGEST_COMPONENT):
            raise _refusal(field, value, "the number that the answer gave")


def _policies(names: Sequence[str] | None, answered: Policy, where: str) -> tuple[Policy, ...]:
    if names is None:
        return (answered,)
    for name in names:
        if name not in POLICIES:
            raise _refusal(f"{where}.shown_by", name, f"some of {', '.join(POLICIES)}")
    return tuple(policy for policy in POLICIES if policy in names)


def _moment(at: datetime | None, now: datetime, where: str) -> datetime:
    """Return when it happened: never later than now, since clocks of clients are wrong."""
    if at is None:
        return now
    zoned = at if at.tzinfo else at.replace(tzinfo=UTC)
    if zoned < _EPOCH:
        raise _refusal(f"{where}.at", at.isoformat(), "a time from 1970 on, or leave it out")
    return min(zoned, now).astimezone(UTC)


def _refusal(field: str, value: object, expected: str) -> SuggestionInputError:
    shown = "null" if value is None else repr(value)[:60]
    return SuggestionInputError(f"{field} cannot be {shown}; give {expected}.", field=field)
