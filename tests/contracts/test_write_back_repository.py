"""Laws every WriteBackRepository keeps, over both databases."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from menura.catalogue import WriteBack, WriteKind
from menura.store import Store
from tests.contracts.test_track_copies_repository import add_server
from tests.factories import at, undone

FEW = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
DONE = st.tuples(st.sampled_from("ab🎵"), st.sampled_from(WriteKind), st.integers(0, 100))


@FEW
@given(st.lists(DONE, max_size=12))
def test_every_play_is_told_in_order_and_of_the_rest_the_last(
    store: Store, done: list[tuple[str, WriteKind, int]]
):
    with undone(store) as unit:
        source = add_server(unit)
        waiting: dict[object, tuple[str, WriteKind, int | None]] = {}
        for place, (location, kind, number) in enumerate(done):
            value = None if kind is WriteKind.PLAY else number
            unit.write_backs.add(source.id, location, kind, value=value, at=at(place))
            key = place if kind is WriteKind.PLAY else (location, kind)
            waiting.pop(key, None)
            waiting[key] = (location, kind, value)
        found = unit.write_backs.waiting(source.id, 100)
        assert [(one.location, one.kind, one.value) for one in found] == list(waiting.values())
        assert unit.write_backs.count(source.id) == len(waiting)
        assert unit.write_backs.waiting(source.id, 1) == found[:1]


def test_a_failure_stays_with_its_reason_and_what_was_done_goes(store: Store):
    with store.unit() as unit:
        source = add_server(unit)
        for location in "ab":
            unit.write_backs.add(source.id, location, WriteKind.RATING, value=None, at=at(1))
        first, second = unit.write_backs.waiting(source.id, 9)
        unit.write_backs.failed(first.number, "It does not answer.")
        unit.write_backs.failed(first.number, "It is busy.")
        unit.write_backs.done(second.number)
        assert unit.write_backs.waiting(source.id, 9) == [
            WriteBack(first.number, source.id, "a", WriteKind.RATING, None, at(1), 2, "It is busy.")
        ]


def test_a_number_that_was_done_is_never_given_again(store: Store):
    with store.unit() as unit:
        source = add_server(unit)
        numbers = []
        for _ in range(3):
            unit.write_backs.add(source.id, "a", WriteKind.PLAY, value=None, at=at(1))
            (one,) = unit.write_backs.waiting(source.id, 9)
            unit.write_backs.done(one.number)
            numbers.append(one.number)
        assert numbers == sorted(set(numbers))


def test_only_sources_with_something_to_be_told_are_named(store: Store):
    with store.unit() as unit:
        told, quiet, gone = (add_server(unit) for _ in range(3))
        for source in (told, gone):
            unit.write_backs.add(source.id, "a", WriteKind.FAVOURITE, value=1, at=at(1))
        unit.sources.remove(gone.id)
        assert unit.write_backs.sources() == [told.id]
        assert unit.write_backs.count(quiet.id) == unit.write_backs.count("nonsense") == 0
        assert unit.write_backs.waiting("nonsense", 9) == []
