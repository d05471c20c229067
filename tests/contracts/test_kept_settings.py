"""Settings that were chosen are kept as they are, over both databases."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from menura.store import Store
from tests.factories import MORNING, undone

FEW = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
VALUES = st.one_of(
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(-4_000, 4_000, width=32),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30),
)
NAMES = st.sampled_from(["generator", "musicgen", "recs_per_pack"])


@FEW
@given(st.lists(st.tuples(NAMES, st.none() | VALUES), max_size=10))
def test_what_was_kept_last_is_what_is_there(store: Store, done: list[tuple[str, object]]):
    with undone(store) as unit:
        expected: dict[str, object] = {}
        for name, value in done:
            if value is None:
                unit.kept_settings.remove(name)
                expected.pop(name, None)
            else:
                unit.kept_settings.put(name, value, at=MORNING)  # type: ignore[arg-type]
                expected[name] = value
        assert {row.name: row.value for row in unit.kept_settings.all()} == expected


def test_a_secret_is_kept_sealed_in_place_of_a_value(store: Store):
    with store.unit() as unit:
        unit.kept_settings.put("language_key", None, sealed="gAAAA", at=MORNING)
        (row,) = unit.kept_settings.all()
    assert (row.value, row.sealed) == (None, "gAAAA")
    assert "gAAAA" not in repr(row)


def test_every_change_has_a_number_unless_it_is_undone(store: Store):
    def revision() -> int:
        with store.unit(read_only=True) as unit:
            return unit.kept_settings.revision()

    assert revision() == 0
    with store.unit() as unit:
        unit.kept_settings.begin_change()
    first = revision()
    with undone(store) as unit:
        assert unit.kept_settings.begin_change() > first
    assert revision() == first > 0
