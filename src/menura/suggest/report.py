"""Compare the policies by what became of their suggestions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from statistics import median

import numpy as np

from menura.suggest.estimates import (
    FEWEST_SESSIONS,
    Estimate,
    Sums,
    add_by_session,
    estimate_figure,
    estimate_share,
)
from menura.suggest.model import POLICIES, Event, EventKind, Policy

FIRST_PLACES = 10
_CERTAIN = 1.0 - 1e-9


@dataclass(frozen=True, slots=True)
class PolicyReport:
    """What became of the suggestions of one policy.

    Attributes
    ----------
    requests, sessions : int
        That the policy answered, and of which something was seen.
    views, previews, accepts, skips : int
        Tracks in its requests; each counts once in a request. One that was previewed, accepted or
        skipped was seen, too.
    acceptance_at_10 : Estimate
        Share of the tracks seen at the first ten places that were accepted.
    time_to_preview_s : float, optional
        Median over its requests, from the first view to the first preview.
    accepts_per_request : Estimate
        What it would earn if it answered every request; see `make_report`.
    effective_requests : float
        As many requests, all of the same weight, would tell as much (Kish 1965).
    """

    policy: Policy
    requests: int
    sessions: int
    views: int
    previews: int
    accepts: int
    skips: int
    acceptance_at_10: Estimate
    time_to_preview_s: float | None
    accepts_per_request: Estimate
    effective_requests: float


@dataclass(frozen=True, slots=True)
class Report:
    """The policies side by side.

    Attributes
    ----------
    items : tuple of PolicyReport
        One for each policy.
    difference : Estimate
        Accepts per request of fusion less those of rules.
    since : datetime, optional
        Earlier events do not count.
    note : str, optional
        What to know before believing the figures, in sentences.
    """

    items: tuple[PolicyReport, ...]
    difference: Estimate
    since: datetime | None = None
    note: str | None = None


@dataclass(slots=True)
class _Seen:
    """A track in a request, and what became of it."""

    position: int
    propensity: float
    shown_by: tuple[Policy, ...]
    is_exploration: bool
    was_previewed: bool = False
    was_accepted: bool = False
    was_skipped: bool = False


@dataclass(slots=True)
class _Request:
    """An answered request, as far as its events tell of it.

    Attributes
    ----------
    supported : set of str
        The policies that could have answered it. One could not if a track that it would not have
        shown was certain to be shown.
    place_count : int
        Tracks seen, surprises aside.
    accepted, weights : dict of str to float
        For each policy, its tracks that were accepted and that were seen, each divided by its
        propensity. A surprise is none of the policy that drew it: that one would have shown
        something else but for chance; it may well be one of the other's.
    """

    session: str
    policy: Policy
    tracks: dict[str, _Seen] = field(default_factory=dict)
    viewed_at: datetime | None = None
    previewed_at: datetime | None = None
    place_count: int = 0
    supported: set[Policy] = field(default_factory=lambda: set(POLICIES))
    accepted: dict[Policy, float] = field(default_factory=lambda: dict.fromkeys(POLICIES, 0.0))
    weights: dict[Policy, float] = field(default_factory=lambda: dict.fromkeys(POLICIES, 0.0))

    def settle(self) -> None:
        """Add up what was seen, once all is known."""
        for seen in self.tracks.values():
            for policy in seen.shown_by:
                if seen.is_exploration and policy == self.policy:
                    continue
                self.weights[policy] += 1.0 / seen.propensity
                if seen.was_accepted:
                    self.accepted[policy] += 1.0 / seen.propensity
            if seen.is_exploration:
                continue
            self.place_count += 1
            if seen.propensity >= _CERTAIN:
                self.supported.intersection_update(seen.shown_by)


def make_report(events: Iterable[Event], *, since: datetime | None = None) -> Report:
    """Compare the policies by what became of their suggestions.

    Acceptance at 10 and time to preview describe the requests that each policy answered. Accepts
    per request estimate from the requests of both what a policy would earn, had it answered all
    of them. Each track that the policy would have shown counts as often as the inverse of the
    probability that it was shown (Horvitz & Thompson, "A Generalization of Sampling Without
    Replacement from a Finite Universe", Journal of the American Statistical Association 47,
    1952). The accepted ones are divided by the seen ones, both so weighted, times the tracks seen
    in a request, surprises aside (Swaminathan & Joachims, "The Self-Normalized Estimator for
    Counterfactual Learning", NIPS 2015): dividing by the number of requests instead would be free
    of the last bit of bias, but makes intervals several times as wide, for sessions fall unevenly
    to the policies. Sessions are dealt out, not requests, so intervals come from the spread
    between sessions (`menura.suggest.estimates`).

    It assumes that a track is accepted as readily whatever stands beside it and wherever, and
    that a policy changes neither how often its users ask nor how much of a list they see. A
    request that one policy answered for certain, since a mode was fixed or asked for, tells
    nothing of the other and is left out of the other's estimate and of the difference.

    Parameters
    ----------
    events : iterable of Event
        In any order.
    since : datetime, optional
        Leave earlier events out.
    """
    if since is not None and since.tzinfo is None:
        since = since.replace(tzinfo=UTC)
    requests = _gather(event for event in events if since is None or event.at >= since)
    items = tuple(_policy_report(policy, requests) for policy in POLICIES)
    return Report(items, _difference(requests), since, _note(requests))


def _gather(events: Iterable[Event]) -> list[_Request]:
    requests: dict[tuple[str, str], _Request] = {}
    for event in events:
        key = (event.session, event.request_id)
        request = requests.get(key)
        if request is None:
            request = requests[key] = _Request(event.session, event.policy)
        seen = request.tracks.get(event.track_id)
        if seen is None:
            seen = request.tracks[event.track_id] = _Seen(
                event.position, event.propensity, event.shown_by, event.is_exploration
            )
        _mark(event, request, seen)
    for request in requests.values():
        request.settle()
    return list(requests.values())


def _mark(event: Event, request: _Request, seen: _Seen) -> None:
    match event.kind:
        case EventKind.VIEW:
            request.viewed_at = _earlier(request.viewed_at, event.at)
        case EventKind.PREVIEW:
            seen.was_previewed = True
            request.previewed_at = _earlier(request.previewed_at, event.at)
        case EventKind.ACCEPT:
            seen.was_accepted = True
        case EventKind.SKIP:
            seen.was_skipped = True


def _earlier(one: datetime | None, other: datetime) -> datetime:
    return other if one is None or other < one else one


def _policy_report(policy: Policy, requests: Sequence[_Request]) -> PolicyReport:
    own = [request for request in requests if request.policy == policy]
    seen = [track for request in own for track in request.tracks.values()]
    supporting = [request for request in requests if policy in request.supported]
    return PolicyReport(
        policy=policy,
        requests=len(own),
        sessions=len({request.session for request in own}),
        views=len(seen),
        previews=sum(track.was_previewed for track in seen),
        accepts=sum(track.was_accepted for track in seen),
        skips=sum(track.was_skipped for track in seen),
        acceptance_at_10=_acceptance(own),
        time_to_preview_s=_time_to_preview_s(own),
        accepts_per_request=_accepts_per_request(policy, supporting),
        effective_requests=_effective_count(policy, supporting),
    )


def _acceptance(requests: Sequence[_Request]) -> Estimate:
    sums = add_by_session(
        (
            (request.session, (float(seen.was_accepted), 1.0))
            for request in requests
            for seen in request.tracks.values()
            if seen.position <= FIRST_PLACES
        ),
        width=2,
    )
    return estimate_share(sums)


def _time_to_preview_s(requests: Sequence[_Request]) -> float | None:
    times = [
        max(0.0, (request.previewed_at - request.viewed_at).total_seconds())
        for request in requests
        if request.previewed_at is not None and request.viewed_at is not None
    ]
    return median(times) if times else None


def _accepts_per_request(policy: Policy, supporting: Sequence[_Request]) -> Estimate:
    answered = _sessions_answered(policy, supporting)
    if not answered:
        return Estimate()
    estimate = estimate_figure(_weighted_sums(supporting), lambda sums: _value(sums, policy))
    if answered < FEWEST_SESSIONS or estimate.low is None:
        return Estimate(estimate.value)
    return replace(estimate, low=max(0.0, estimate.low))


def _difference(requests: Sequence[_Request]) -> Estimate:
    fair = [request for request in requests if len(request.supported) == len(POLICIES)]
    answered = min(_sessions_answered(policy, fair) for policy in POLICIES)
    if not answered:
        return Estimate()
    estimate = estimate_figure(
        _weighted_sums(fair), lambda sums: _value(sums, "fusion") - _value(sums, "rules")
    )
    return estimate if answered >= FEWEST_SESSIONS else Estimate(estimate.value)


def _weighted_sums(requests: Sequence[_Request]) -> Sums:
    """Return of each session its requests, tracks seen, and both sums of each policy."""
    return add_by_session(
        (
            (
                one.session,
                (
                    1.0,
                    one.place_count,
                    *(sums[policy] for policy in POLICIES for sums in (one.accepted, one.weights)),
                ),
            )
            for one in requests
        ),
        width=6,
    )


def _value(sums: Sums, policy: Policy) -> Sums:
    """Return the tracks seen in a request, times the share that the policy gets accepted."""
    place = 2 + 2 * POLICIES.index(policy)
    return np.asarray(sums[..., 1] / sums[..., 0] * sums[..., place] / sums[..., place + 1])


def _sessions_answered(policy: Policy, requests: Sequence[_Request]) -> int:
    return len({request.session for request in requests if request.policy == policy})


def _effective_count(policy: Policy, requests: Sequence[_Request]) -> float:
    weights = [one.weights[policy] / max(1, one.place_count) for one in requests]
    squares = sum(weight * weight for weight in weights)
    return sum(weights) ** 2 / squares if squares else 0.0


def _note(requests: Sequence[_Request]) -> str | None:
    """Say what keeps the figures from being believed; None if nothing does."""
    if not requests:
        return "Nothing has been seen yet: show suggestions, and send what becomes of them."
    sentences: list[str] = []
    if len({request.session for request in requests}) < FEWEST_SESSIONS:
        sentences.append(
            "Everything came from one session, so that nobody can tell how far the figures would "
            "hold in another: give each project or producer a session."
        )
    else:
        sentences += [
            _few_sessions(policy, answered)
            for policy in POLICIES
            if (answered := _sessions_answered(policy, requests)) < FEWEST_SESSIONS
        ]
    certain = sum(len(request.supported) < len(POLICIES) for request in requests)
    if certain:
        sentences.append(
            f"{certain} of {len(requests)} requests were answered by one policy for certain; they "
            "tell nothing of the other: let the mode be ab, and do not ask for one."
        )
    if not any(seen.was_accepted for request in requests for seen in request.tracks.values()):
        sentences.append("Nothing has been accepted yet.")
    return " ".join(sentences) or None


def _few_sessions(policy: Policy, answered: int) -> str:
    if answered:
        return f"All that {policy} answered came from one session, so it has no interval."
    return f"{policy.capitalize()} answered nothing, so it cannot be compared."
