import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from menura.kernel.clock import FixedClock
from menura.kernel.ids import is_id, new_id
from menura.suggest import (
    Components,
    Context,
    EventKind,
    Preferences,
    Suggestion,
    SuggestionInputError,
    SuggestionList,
)
from menura.suggest.model import Fit
from menura.suggest.telemetry import ReportedEvent, ServedRequests, complete_events, event_id

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
CLOCK = FixedClock(NOW)


def an_id(number):
    return f"00000000-0000-4000-a000-{number:012d}"


def a_request_id(number):
    return new_id(FixedClock(NOW + timedelta(seconds=number)), number.to_bytes(10, "big"))


def an_answer(number=1, *, count=3, policy="fusion"):
    items = [
        Suggestion(
            track_id=an_id(place),
            number=place,
            position=place,
            components=Components(similarity=0.5, tempo=0.15),
            source="clap",
            fit=Fit(),
            rationale=("+2 BPM",),
            policy=policy,
            propensity=0.5,
            shown_by=(policy,),
            is_exploration=place == count,
        )
        for place in range(1, count + 1)
    ]
    context = Context(version=7, preferences=Preferences(ban_tracks=("x",) * 10_000))
    return SuggestionList(a_request_id(number), "mine", policy, context, items, 3, 9)


def served(*answers, capacity=2000):
    requests = ServedRequests(capacity)
    for answer in answers:
        requests.remember(answer)
    return requests


def complete(*reported, requests=None):
    return complete_events(
        reported, session="default", served=requests or ServedRequests(), clock=CLOCK
    )


def view(track=1, request=1, **details):
    return ReportedEvent(EventKind.VIEW, a_request_id(request), an_id(track), **details)


def told(**details):
    return view(**({"position": 2, "policy": "rules"} | details))


def test_the_servers_word_wins_over_the_clients():
    lies = {
        "position": 9,
        "policy": "rules",
        "propensity": 0.01,
        "context_version": 1,
        "components": {"similarity": 99.0},
        "shown_by": ("rules",),
        "source": "dsp",
        "is_exploration": True,
    }
    (event,) = complete(view(2, **lies), requests=served(an_answer()))
    assert (event.position, event.policy, event.propensity) == (2, "fusion", 0.5)
    assert (event.context_version, event.source, event.session) == (7, "clap", "mine")
    assert (event.shown_by, event.is_exploration, event.at) == (("fusion",), False, NOW)
    assert event.components["similarity"] == 0.5
    assert event.score == pytest.approx(0.65)


def test_an_event_is_completed_by_the_client_after_the_server_forgot():
    details = {"propensity": 0.25, "components": {"tempo": 0.15, "key": 0.1}, "source": "dsp"}
    requests = served(an_answer(1), an_answer(2), capacity=1)
    assert requests.find(a_request_id(1)) is None
    (event,) = complete(told(**details, shown_by=("rules", "fusion")), requests=requests)
    assert (event.session, event.position, event.policy) == ("default", 2, "rules")
    assert (event.propensity, event.source, event.shown_by) == (0.25, "dsp", ("fusion", "rules"))
    assert event.score == pytest.approx(0.25)


def test_what_nobody_said_of_a_forgotten_request_is_taken_as_certain():
    (event,) = complete(told())
    assert (event.propensity, event.shown_by, event.score) == (1.0, ("rules",), 0.0)


def test_a_track_that_the_request_did_not_show_is_refused_by_its_place():
    with pytest.raises(SuggestionInputError) as refusal:
        complete(view(1), view(2), view(3), view(99), requests=served(an_answer()))
    assert refusal.value.field == "events.3.track_id"


@pytest.mark.parametrize("missing", ["position", "policy"])
def test_a_forgotten_request_needs_position_and_policy(missing):
    with pytest.raises(SuggestionInputError) as refusal:
        complete(told(**{missing: None}))
    assert refusal.value.field == f"events.0.{missing}"


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("id", "one"),
        ("position", 0),
        ("propensity", 0.0),
        ("propensity", 5e-324),
        ("propensity", 1.1),
        ("propensity", math.nan),
        ("context_version", -1),
        ("shown_by", ("random",)),
        ("request_id", "one"),
        ("track_id", "one"),
        ("at", datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))),
    ],
)
def test_values_without_sense_are_refused_by_their_names(field, bad):
    with pytest.raises(SuggestionInputError) as refusal:
        complete(replace(told(), **{field: bad}))
    assert refusal.value.field == f"events.0.{field}"


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 1e308])
def test_components_that_are_no_numbers_are_refused_even_for_known_requests(bad):
    for requests in (served(an_answer()), ServedRequests()):
        with pytest.raises(SuggestionInputError) as refusal:
            complete(told(track=1, components={"tempo": bad}), requests=requests)
        assert refusal.value.field == "events.0.score_components.tempo"


def test_unknown_components_are_refused():
    with pytest.raises(SuggestionInputError):
        complete(told(components={"luck": 1.0}))


def test_the_same_event_sent_twice_counts_once():
    requests = served(an_answer())
    first, again = (
        complete(view(at=NOW - timedelta(seconds=s)), requests=requests) for s in (1, 0)
    )
    assert first[0].id == again[0].id
    assert len(complete(view(), view(), view(2), requests=requests)) == 2


def test_the_id_of_an_event_is_the_same_after_the_server_forgot():
    known = complete(view(2), requests=served(an_answer()))
    assert known[0].id == complete(told(track=2))[0].id


def test_ids_in_capitals_are_the_same_ids():
    loud = view(request=1, track=2)
    loud = replace(loud, request_id=loud.request_id.upper(), track_id=loud.track_id.upper())
    assert complete(loud, view(2), requests=served(an_answer())) == complete(
        view(2), requests=served(an_answer())
    )


def test_events_of_different_kinds_tracks_and_requests_have_different_ids():
    ids = {
        event_id(a_request_id(request), an_id(track), kind)
        for request in range(20)
        for track in range(20)
        for kind in EventKind
    }
    assert len(ids) == 20 * 20 * 4
    assert all(map(is_id, ids))


def test_events_sort_by_the_time_of_their_requests():
    ids = [event_id(a_request_id(number), an_id(1), EventKind.VIEW) for number in range(50)]
    assert ids == sorted(ids)


def test_an_id_that_was_given_is_kept():
    given = a_request_id(77)
    assert complete(told(id=given.upper()))[0].id == given


def test_future_times_are_brought_back_and_old_ones_kept():
    zone = timezone(timedelta(hours=2))
    old = NOW - timedelta(days=3)
    events = complete(
        told(track=1, at=NOW + timedelta(hours=1)),
        told(track=2, at=old.astimezone(zone)),
        told(track=3, at=NOW.replace(tzinfo=None, hour=11)),
    )
    assert [event.at for event in events] == [NOW, old, NOW - timedelta(hours=1)]
    assert all(event.at.tzinfo is UTC for event in events)


def test_only_the_newest_lists_are_remembered():
    requests = served(*map(an_answer, range(10)), capacity=4)
    known = [number for number in range(10) if requests.find(a_request_id(number))]
    assert known == [6, 7, 8, 9]


def test_long_lists_push_out_more_than_short_ones():
    requests = served(*(an_answer(number, count=100) for number in range(30)), capacity=50)
    assert len(requests) == 5


def test_a_list_longer_than_everything_is_still_remembered():
    assert served(an_answer(count=100), capacity=2).find(a_request_id(1)) is not None


def test_what_can_be_long_is_not_remembered():
    kept = served(an_answer()).find(a_request_id(1))
    assert kept is not None
    assert kept.context == Context(version=7)
    assert not any(item.rationale for item in kept.items)


def test_a_list_that_is_remembered_twice_counts_once():
    requests = served(*[an_answer(1)] * 5, an_answer(2), capacity=2)
    assert len(requests) == 2


def test_an_event_about_a_forgotten_request_is_like_one_about_an_unknown_request():
    requests = served(an_answer(1), replace(an_answer(2), session="yours"))
    requests.forget("mine")
    with pytest.raises(SuggestionInputError) as refused:
        complete(view(), requests=requests)
    assert refused.value.field == "events.0.position"
    (kept,) = complete(told(), requests=requests)
    assert (kept.session, kept.position, kept.policy) == ("default", 2, "rules")
    (known,) = complete(view(request=2), requests=requests)
    assert (known.session, known.context_version) == ("yours", 7)


def test_all_that_was_served_can_be_forgotten_and_room_is_made():
    requests = served(*(an_answer(number, count=10) for number in range(3)), capacity=3)
    requests.forget("nobody")
    assert len(requests) == 3
    requests.forget()
    assert len(requests) == 0
    for number in range(3):
        requests.remember(an_answer(number, count=10))
    assert len(requests) == 3
