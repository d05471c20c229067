"""What was mixed can be saved, begun with again, and played as a radio."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from menura.discover.alchemy import AlchemyOptions, mix
from menura.discover.anchors import (
    Recipe,
    anchor_of,
    check_anchor_name,
    check_radio,
    radio_options,
    to_ingredient,
    to_recipe,
)
from menura.discover.errors import SearchInputError
from menura.discover.marks import Mark
from menura.discover.model import Anchor, Ingredient, IngredientKind, Radio
from tests.unit.discover.shelves import make_shelf, make_space, track_id

K = IngredientKind
AT = datetime(2026, 5, 1, tzinfo=UTC)
SPACE = make_space(make_shelf(40), np.random.default_rng(0).normal(size=(40, 6)))
OPTIONS = AlchemyOptions(count=5, temperature=0, subtract_distance=0.3)


def track(number: int) -> Ingredient:
    return Ingredient(K.TRACK, f"Title {number}", (track_id(number),))


def saved(add, subtract=(), options: AlchemyOptions = OPTIONS, name: str = " Evening ") -> Anchor:
    result = mix(SPACE, add, subtract, options)
    return anchor_of(
        result,
        id="a1",
        name=name,
        add=add,
        subtract=subtract,
        options=options,
        created_at=AT,
    )


def a_radio(**changes) -> Radio:
    return replace(Radio("r1", "a1", "Evening", 1.0, 30, True, AT), **changes)


def test_an_anchor_leads_to_where_the_mixture_was():
    anchor = saved([track(1), track(2)], [track(3)])
    assert (anchor.name, anchor.space, anchor.avoided_distance) == ("Evening", "dsp", 0.3)
    there = mix(SPACE, [track(1), track(2)], [track(3)], OPTIONS)
    again = mix(SPACE, [to_ingredient(anchor, "dsp")], (), replace(OPTIONS, count=20))
    found = [item.number for item in again.items]
    # The tracks it was made of may be found now, all that was found before is still there.
    assert found[:2] == [1, 2]
    assert [n for n in found if n > 3][: len(there.items)] == [item.number for item in there.items]
    assert 3 not in found


def test_what_an_anchor_avoids_stays_with_the_anchors_made_of_it():
    far = saved([track(1)], [track(3)], replace(OPTIONS, subtract_distance=0.5))
    of_it = saved([to_ingredient(far, "dsp"), track(5)])
    assert np.allclose(of_it.avoided, far.avoided)
    assert of_it.avoided_distance == 0.5
    both = saved([to_ingredient(far, "dsp")], [track(6)], replace(OPTIONS, subtract_distance=0.6))
    assert (len(both.avoided), both.avoided_distance) == (2, 0.6)


def test_an_anchor_of_another_space_is_refused():
    with pytest.raises(SearchInputError, match="'dsp', not in 'clap'"):
        to_ingredient(saved([track(1)]), "clap")


def test_a_recipe_says_in_json_what_was_mixed():
    add = [track(1), Ingredient(K.TEXT, "rain", vectors=np.eye(1, dtype=np.float32))]
    recipe = to_recipe(Recipe(add, [Ingredient(K.MOOD, "sad")]))
    assert json.loads(json.dumps(recipe)) == {
        "add": [
            {"kind": "track", "name": add[0].name, "track_ids": list(add[0].track_ids)},
            {"kind": "text", "name": "rain", "track_ids": []},
        ],
        "subtract": [{"kind": "mood", "name": "sad", "track_ids": []}],
    }
    assert saved([track(1)]).recipe == to_recipe(Recipe([track(1)]))


def test_each_run_of_a_radio_plays_other_tracks_and_can_be_made_again():
    anchor = saved([track(1)], [track(3)])
    radio = a_radio(filter={"year_from": 1990, "not_marks": ["live"]}, per_artist=2)
    options = radio_options(anchor, radio)
    assert (options.count, options.temperature, options.per_artist) == (30, 1.0, 2)
    assert options.subtract_distance == 0.3
    assert (options.filter.year_from, options.filter.not_marks) == (1990, Mark.LIVE)
    runs = {radio_options(anchor, replace(radio, run_count=n)).seed for n in range(20)}
    assert len(runs) == 20
    assert radio_options(anchor, radio) == options
    assert radio_options(anchor, replace(radio, id="r2")).seed != options.seed


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"temperature": -1.0}, "temperature"),
        ({"temperature": float("nan")}, "temperature"),
        ({"temperature": float("inf")}, "temperature"),
        ({"count": 0}, "count"),
        ({"count": 501}, "count"),
        ({"per_artist": 0}, "per_artist"),
        ({"name": "  "}, "name"),
    ],
)
def test_radios_that_cannot_be_played_are_refused(changes, field):
    check_radio(a_radio())
    with pytest.raises(SearchInputError) as caught:
        check_radio(a_radio(**changes))
    assert caught.value.field == field


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 201, "\x00"])
def test_names_that_are_none_are_refused(name):
    with pytest.raises(SearchInputError, match="choose another"):
        check_anchor_name(name)
    assert check_anchor_name(" Sigur Rós ") == "Sigur Rós"
