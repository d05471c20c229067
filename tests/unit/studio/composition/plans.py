"""Build plans for the tests of the composer, with every genre's own middle as default."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from menura.studio.composition.seeds import seeds_from
from menura.studio.genres.catalogue import GENRES
from menura.studio.model import Mode, TrackPlan


def plan_for(genre: str = "house", seed: int = 1, **changes: Any) -> TrackPlan:
    own = GENRES[genre]
    plan = TrackPlan(
        genre=genre,
        bpm=float(sum(own.tempo_bpm) / 2),
        key=9,
        mode=own.modes[0][0],
        duration_s=60.0,
        seeds=seeds_from(seed),
    )
    return replace(plan, **changes)


@st.composite
def plans(draw: st.DrawFn, **fixed: Any) -> TrackPlan:
    genre = draw(st.sampled_from(sorted(GENRES)))
    unit = st.floats(0.0, 1.0)
    changes: dict[str, Any] = {
        "key": draw(st.integers(0, 11)),
        "mode": draw(st.sampled_from(list(Mode))),
        "duration_s": draw(st.sampled_from([4.0, 15.0, 45.0, 120.0])),
        "bpm": draw(st.floats(55.0, 190.0)),
        "energy": draw(unit),
        "density": draw(unit),
    }
    return plan_for(genre, draw(st.integers(0, 2**31)), **{**changes, **fixed})
