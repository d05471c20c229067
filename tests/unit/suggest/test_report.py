from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from menura.suggest import POLICIES, Event, EventKind
from menura.suggest.experiment import PolicyChoice, assign_policy, policy_shares
from menura.suggest.report import Report, make_report

START = datetime(2026, 5, 1, tzinfo=UTC)
VIEW, PREVIEW, ACCEPT, SKIP = EventKind


def an_event(kind=VIEW, track="t1", request="r1", **details):
    policy = details.get("policy", "fusion")
    values: dict[str, Any] = {
        "at": START,
        "session": "s1",
        "position": 1,
        "policy": policy,
        "propensity": 0.5,
        "context_version": 1,
        "score": 0.5,
        "shown_by": (policy,),
    }
    names = {"id": f"{request} {track} {kind}", "request_id": request, "track_id": track}
    return Event(kind=kind, **(values | names | details))


def of_policy(report: Report, policy):
    return next(item for item in report.items if item.policy == policy)


def two_arms(session_count=4, accepted=ACCEPT):
    """Sessions by turns of both policies, half of whose tracks are accepted by fusion's users."""
    events = []
    for number in range(session_count):
        policy = POLICIES[number % 2]
        where = {"session": f"s{number}", "request": f"r{number}", "policy": policy}
        events += [an_event(track=track, **where) for track in ("a", "b")]
        if policy == "fusion" and number % 4 == 0:
            events += [an_event(accepted, track=track, **where) for track in ("a", "b")]
    return events


def test_without_events_there_are_no_figures_but_a_note():
    report = make_report([])
    assert [item.policy for item in report.items] == list(POLICIES)
    for item in report.items:
        assert (item.requests, item.views, item.effective_requests) == (0, 0, 0.0)
        assert item.acceptance_at_10.value is item.accepts_per_request.value is None
        assert item.time_to_preview_s is None
    assert report.difference.value is None
    assert report.note


def test_one_session_gives_figures_without_intervals_and_says_so():
    report = make_report([an_event(), an_event(ACCEPT), an_event(track="t2")])
    fusion = of_policy(report, "fusion")
    assert fusion.acceptance_at_10.value == pytest.approx(0.5)
    assert fusion.accepts_per_request.value == pytest.approx(1.0)
    assert fusion.acceptance_at_10.low is fusion.accepts_per_request.high is None
    assert of_policy(report, "rules").accepts_per_request.value is None
    assert report.note
    assert "one session" in report.note


def test_each_track_counts_once_in_a_request():
    events = [an_event(), an_event(), an_event(ACCEPT), an_event(ACCEPT, at=START), an_event(SKIP)]
    fusion = of_policy(make_report(events), "fusion")
    assert (fusion.views, fusion.accepts, fusion.skips) == (1, 1, 1)
    assert fusion.acceptance_at_10.value == 1.0


def test_what_was_accepted_or_previewed_without_a_view_was_seen():
    events = [an_event(ACCEPT), an_event(PREVIEW, track="t2"), an_event(SKIP, track="t3")]
    fusion = of_policy(make_report(events), "fusion")
    assert (fusion.views, fusion.previews) == (3, 1)
    assert fusion.acceptance_at_10.value == pytest.approx(1 / 3)


def test_only_the_first_ten_places_count_for_acceptance():
    events = [an_event(track=f"t{place}", position=place) for place in range(1, 21)]
    events += [an_event(ACCEPT, track=f"t{place}", position=place) for place in (10, 11, 12)]
    assert of_policy(make_report(events), "fusion").acceptance_at_10.value == pytest.approx(0.1)


def test_time_to_preview_is_the_median_from_first_view_to_first_preview():
    events = []
    for number, wait in enumerate((2.0, 3.0, 100.0)):
        request = f"r{number}"
        for kind, after in ((VIEW, 5), (VIEW, 0), (PREVIEW, wait + 50), (PREVIEW, wait)):
            at = START + timedelta(seconds=after)
            events.append(an_event(kind, request=request, at=at))
    events.append(an_event(PREVIEW, request="unseen"))
    assert of_policy(make_report(events), "fusion").time_to_preview_s == 3.0


def test_earlier_events_are_left_out():
    events = [an_event(), an_event(request="r2", at=START + timedelta(days=2))]
    report = make_report(events, since=START + timedelta(days=1))
    assert of_policy(report, "fusion").requests == 1
    assert report.since == START + timedelta(days=1)


def test_the_order_of_events_does_not_matter():
    events = two_arms(8)
    assert make_report(events) == make_report(events[::-1])


def test_intervals_hold_their_figures_and_stay_where_they_can_be():
    report = make_report(two_arms(12))
    for item in report.items:
        share = item.acceptance_at_10
        assert share.low is not None
        assert share.high is not None
        assert share.value is not None
        assert 0.0 <= share.low <= share.value <= share.high <= 1.0
    value = of_policy(report, "fusion").accepts_per_request
    assert value.value == pytest.approx(1.0)
    assert 0.0 <= value.low < 1.0 < value.high


def test_where_nothing_was_accepted_no_figure_claims_to_be_certain():
    report = make_report(two_arms(8, accepted=SKIP))
    fusion = of_policy(report, "fusion")
    assert fusion.accepts_per_request.value == 0.0
    assert fusion.accepts_per_request.high is report.difference.high is None
    assert fusion.acceptance_at_10.high > 0.1
    assert report.note == "Nothing has been accepted yet."


def test_a_session_heard_a_hundred_times_is_no_hundred_sessions():
    once = make_report(two_arms(8))
    copies = [
        replace(event, request_id=f"{event.request_id} {copy}")
        for event in two_arms(8)
        for copy in range(100)
    ]
    often = make_report(copies)
    for policy in POLICIES:
        few, many = (of_policy(one, policy).accepts_per_request for one in (once, often))
        assert (few.low, few.high) == pytest.approx((many.low, many.high))


def test_an_answer_that_was_certain_tells_nothing_of_the_other_policy():
    certain = [
        an_event(kind, request=f"c{i}", session=f"c{i}", propensity=1.0)
        for i in range(50)
        for kind in (VIEW, ACCEPT)
    ]
    fair, mixed = make_report(two_arms(12)), make_report(two_arms(12) + certain)
    assert mixed.difference == fair.difference
    assert (
        of_policy(mixed, "rules").accepts_per_request
        == of_policy(fair, "rules").accepts_per_request
    )
    assert of_policy(mixed, "fusion").requests == of_policy(fair, "fusion").requests + 50
    assert mixed.note
    assert "50 of 62" in mixed.note
    alone = make_report(certain)
    assert alone.difference.value is of_policy(alone, "rules").accepts_per_request.value is None
    assert of_policy(alone, "fusion").accepts_per_request.value == pytest.approx(1.0)


def test_a_surprise_is_not_credited_to_the_policy_that_drew_it():
    """At 1/1000, an accepted one would outweigh everything else."""
    surprise = {"track": "x", "propensity": 0.001, "is_exploration": True}
    where = {"session": "s0", "request": "r0", "policy": "fusion"}
    drawn = [an_event(kind, **surprise, **where) for kind in (VIEW, ACCEPT)]
    assert make_report(two_arms(8) + drawn).difference == make_report(two_arms(8)).difference


def test_tracks_that_both_policies_show_count_for_both():
    both = {"propensity": 1.0, "shown_by": POLICIES}
    events = [
        an_event(kind, request=f"r{i}", session=f"s{i}", policy=POLICIES[i % 2], **both)
        for i in range(8)
        for kind in ((VIEW, ACCEPT) if i < 4 else (VIEW,))
    ]
    report = make_report(events)
    values = [item.accepts_per_request for item in report.items]
    assert values[0] == values[1]
    assert values[0].value == pytest.approx(0.5)
    assert report.difference.value == 0.0
    assert [item.effective_requests for item in report.items] == pytest.approx([8.0, 8.0])


def test_requests_of_the_other_policy_count_for_little():
    report = make_report(two_arms(40))
    assert [item.effective_requests for item in report.items] == pytest.approx([20.0, 20.0])


# ------------------------------------------------------------------ a world with a known truth

CHOICE = PolicyChoice("ab", rules_share=0.4)
TRACKS, SETTLED, MOMENTS = 16, 4, 3
POOL = TRACKS - SETTLED


class World:
    """Producers who accept what fits a moment; the last place of each list is a surprise."""

    def __init__(self):
        rng = np.random.default_rng(7)
        self.appeal = rng.uniform(0.02, 0.6, (MOMENTS, TRACKS))
        self.lists = {
            "fusion": [
                np.argsort(-row - rng.normal(0, 0.2, TRACKS))[:SETTLED] for row in self.appeal
            ],
            "rules": [
                np.argsort(-row - rng.normal(0, 0.8, TRACKS))[:SETTLED] for row in self.appeal
            ],
        }

    def value(self, policy):
        """Return the accepts that a request of a policy brings, surprises aside."""
        lists = self.lists[policy]
        return np.mean([self.appeal[m][lists[m]].sum() for m in range(MOMENTS)])

    def log(self, repetition, session_count=50):
        """Return what became of some sessions; producers differ in how much they take."""
        rng = np.random.default_rng(1_000 + repetition)
        for number in range(session_count):
            session = f"{repetition} {number}"
            taste = rng.uniform(0.4, 1.6)
            for request in range(rng.integers(2, 7)):
                moment = int(rng.integers(MOMENTS))
                yield from self._request(rng, session, request, moment, taste)

    def _request(self, rng, session, request, moment, taste):
        policy = assign_policy(CHOICE, session)
        settled = {one: set(self.lists[one][moment].tolist()) for one in POLICIES}
        shown = self.lists[policy][moment].tolist()
        surprise = int(rng.choice([t for t in range(TRACKS) if t not in settled[policy]]))
        for position, track in enumerate([*shown, surprise], start=1):
            shares = policy_shares(CHOICE)
            details = {
                "track": str(track),
                "request": f"{session} {request}",
                "session": session,
                "policy": policy,
                "position": position,
                "propensity": sum(
                    shares[one] * (1.0 if track in settled[one] else 1.0 / POOL) for one in POLICIES
                ),
                "shown_by": tuple(one for one in POLICIES if track in settled[one]),
                "is_exploration": track == surprise,
            }
            yield an_event(VIEW, **details)
            if rng.random() < self.appeal[moment][track] * taste:
                yield an_event(ACCEPT, **details)


def naive_value(events, policy):
    """Count the accepted tracks of a policy over all requests, without regard to chances."""
    requests = {event.request_id for event in events}
    return sum(event.kind is ACCEPT and policy in event.shown_by for event in events) / len(
        requests
    )


@pytest.fixture(scope="module")
def repetitions():
    world = World()
    logs = [list(world.log(repetition)) for repetition in range(150)]
    return world, logs, [make_report(log) for log in logs]


@pytest.mark.parametrize("policy", POLICIES)
def test_the_estimate_of_a_policy_is_its_value_on_average(repetitions, policy):
    world, logs, reports = repetitions
    values = np.array([of_policy(one, policy).accepts_per_request.value for one in reports])
    tolerance = 3 * values.std() / np.sqrt(len(values))
    assert tolerance < 0.03 * world.value(policy)
    assert abs(values.mean() - world.value(policy)) < tolerance
    unweighted = np.mean([naive_value(log, policy) for log in logs])
    assert abs(unweighted - world.value(policy)) > 5 * tolerance


def test_without_propensities_the_difference_would_be_wrong(repetitions):
    """Tracks of both policies are seen more often, and what both show is better."""
    world, logs, _ = repetitions
    truth = world.value("fusion") - world.value("rules")
    values = np.array(
        [
            make_report(replace(event, propensity=0.5) for event in log).difference.value
            for log in logs[:60]
        ]
    )
    assert abs(values.mean() - truth) > 5 * values.std() / np.sqrt(len(values))


def test_the_estimate_of_the_difference_is_the_difference_on_average(repetitions):
    world, _, reports = repetitions
    values = np.array([one.difference.value for one in reports])
    truth = world.value("fusion") - world.value("rules")
    assert abs(values.mean() - truth) < 3 * values.std() / np.sqrt(len(values))


def test_intervals_hold_the_truth_as_often_as_they_say(repetitions):
    world, _, reports = repetitions
    truths = [world.value("fusion"), world.value("rules")]
    estimates = [[item.accepts_per_request for item in one.items] for one in reports]
    for truth, column in zip(
        [*truths, truths[0] - truths[1]],
        [*zip(*estimates, strict=True), [one.difference for one in reports]],
        strict=True,
    ):
        covered = np.mean([one.low <= truth <= one.high for one in column])
        assert 0.90 <= covered <= 0.99
