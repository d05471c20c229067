"""Both databases keep productions alike."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from menura.kernel.ids import new_id
from menura.store import Store
from menura.studio import (
    Change,
    ChangeKind,
    Production,
    ProductionNotFoundError,
    ProductionRequest,
    ProductionState,
    Role,
)

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def production(minute: int = 0, parent: str | None = None) -> Production:
    change = Change(ChangeKind.STEM, role=Role.BASS) if parent else None
    request = ProductionRequest(
        "a “beat” 曲", 2**31 - 1, overrides={"bpm": 99}, parent_id=parent, change=change
    )
    return Production(
        id=new_id(),
        title="a beat",
        request=request,
        state=ProductionState.QUEUED,
        engine_version="1",
        created_at=NOW + timedelta(minutes=minute),
    )


def test_a_production_comes_back_as_it_was(store: Store):
    new = production()
    with store.unit() as unit:
        unit.productions.add(new)
        unit.productions.add(replace(new, title="another"))  # the same id: nothing changes
    with store.unit(read_only=True) as unit:
        assert unit.productions.get(new.id) == new
        assert unit.productions.get(new.id.upper()) == new


def test_an_update_changes_only_what_it_names(store: Store):
    new = production()
    with store.unit() as unit:
        unit.productions.add(new)
        unit.productions.update(new.id, state=ProductionState.MAKING)
        unit.productions.update(new.id, summary={"bpm": 120.5}, qa_passed=False, size_bytes=2**40)
        unit.productions.update(new.id, finished_at=NOW, error_code="x", error_message="y")
    with store.unit(read_only=True) as unit:
        kept = unit.productions.get(new.id)
    assert kept == replace(
        new,
        state=ProductionState.MAKING,
        summary={"bpm": 120.5},
        qa_passed=False,
        size_bytes=2**40,
        finished_at=NOW,
        error_code="x",
        error_message="y",
    )


def test_a_list_is_newest_first_in_pages(store: Store):
    all_of_them = [production(minute) for minute in range(5)]
    with store.unit() as unit:
        for one in all_of_them:
            unit.productions.add(one)
    with store.unit(read_only=True) as unit:
        page = unit.productions.page(limit=2, offset=1)
    assert page.total == 5
    assert [one.id for one in page.items] == [all_of_them[3].id, all_of_them[2].id]


def test_what_was_made_from_a_production_outlives_it(store: Store):
    parent = production()
    child = production(1, parent.id)
    with store.unit() as unit:
        unit.productions.add(parent)
        unit.productions.add(child)
        assert [one.id for one in unit.productions.children(parent.id)] == [child.id]
        unit.productions.remove(parent.id)
    with store.unit(read_only=True) as unit:
        assert unit.productions.get(child.id).request.parent_id == parent.id
        for gone in (parent.id, "no id", ""):
            with pytest.raises(ProductionNotFoundError):
                unit.productions.get(gone)
