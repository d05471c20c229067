from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.studio.composition.composer import compose
from menura.studio.composition.patch_choice import (
    SILENCED,
    WAYS,
    ruled_out_patches,
    wanted_patches,
)
from menura.studio.composition.seeds import seeds_from, vary
from menura.studio.genres.catalogue import GENRES
from menura.studio.model import Instrument, Role
from menura.studio.score import FxKind
from tests.unit.studio.composition.plans import plan_for

UNHEARD = {Instrument.VINYL}
PITCHED = [one for one in Instrument if one not in UNHEARD and WAYS[one][0][1]]


def test_every_instrument_has_a_way_to_be_played() -> None:
    assert set(Instrument) - UNHEARD == set(WAYS)


@pytest.mark.parametrize("instrument", PITCHED)
@pytest.mark.parametrize("genre", ["techno", "folk"])
def test_a_wanted_instrument_is_heard(instrument: Instrument, genre: str) -> None:
    score = compose(plan_for(genre, instruments=(instrument,)))
    able = {str(patch) for _, patches in WAYS[instrument] for patch in patches}
    assert able & {part.patch for part in score.parts.values()}


def test_two_instruments_of_one_stem_get_two_stems() -> None:
    plan = plan_for("pop", instruments=(Instrument.PIANO, Instrument.ORGAN))
    patches = {role: part.patch for role, part in compose(plan).parts.items()}
    assert patches[Role.CHORDS] in {"grand_piano", "felt_piano", "honky_tonk"}
    assert patches[Role.PADS] in {"drawbar_organ", "church_organ"}


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(sorted(GENRES)),
    st.sets(st.sampled_from(list(Instrument)), min_size=1, max_size=4),
    st.integers(0, 1000),
)
def test_a_refused_instrument_is_never_heard(
    genre: str, refused: set[Instrument], seed: int
) -> None:
    plan = plan_for(genre, seed, excluded=tuple(sorted(refused)), energy=0.9, density=0.9)
    parts = compose(plan).parts
    never = {str(patch) for patch in ruled_out_patches(plan)}
    assert not never & {part.patch for part in parts.values()}
    for instrument in refused:
        assert not set(SILENCED.get(instrument, ())) & set(parts)


def test_what_is_refused_is_not_wanted() -> None:
    plan = plan_for(
        instruments=(Instrument.VIOLIN, Instrument.PIANO), excluded=(Instrument.VIOLIN,)
    )
    wanted = wanted_patches(plan)
    assert Role.CHORDS in wanted
    assert "violin" not in {str(patch) for patches in wanted.values() for patch in patches}


def test_vinyl_crackles_where_it_is_wanted_and_not_where_it_is_refused() -> None:
    def crackles(genre: str = "lofi", **changes: Any) -> bool:
        part = compose(plan_for(genre, **changes)).parts.get(Role.FX)
        return part is not None and any(e.kind is FxKind.VINYL_CRACKLE for e in part.effects)

    assert crackles(instruments=(Instrument.VINYL,))
    assert crackles("jazz", instruments=(Instrument.VINYL,))
    assert not crackles(excluded=(Instrument.VINYL,))


def test_sounds_are_drawn_from_the_genres_palette() -> None:
    seen = set()
    for seed in range(12):
        for role, part in compose(plan_for("house", seed)).parts.items():
            if part.notes:
                assert part.patch in {str(patch) for patch in GENRES["house"].patches[role]}
                seen.add((role, part.patch))
    assert len(seen) >= 14


def test_seeds_come_from_one_number_and_vary_alone() -> None:
    seeds = seeds_from(7)
    assert seeds == seeds_from(7)
    assert len({seeds.form, seeds.harmony, seeds.groove, seeds.melody, seeds.sound}) == 5
    other = vary(seeds, keep={"harmony", "form"}, by=2)
    assert (other.harmony, other.form) == (seeds.harmony, seeds.form)
    assert other.groove != seeds.groove
    assert vary(seeds, keep=set(), by=0) == seeds
    assert vary(seeds, keep=set(), by=1) != vary(seeds, keep=set(), by=2)
