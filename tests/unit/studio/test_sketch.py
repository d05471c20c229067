"""A sketch is a plan made heard in one go, as long as asked for."""

from dataclasses import replace

import numpy as np
import pytest

from menura.kernel.errors import CancelledError
from menura.studio.mastering.meter import integrated_lufs
from menura.studio.planning import plan_track
from menura.studio.prompt.parser import parse_prompt
from menura.studio.sketch import make_sketch


@pytest.fixture(scope="module")
def plan():
    return plan_track(parse_prompt("house at 120 bpm"), None, {"duration_s": 4.0}, 1).plan


@pytest.fixture(scope="module")
def sketch(plan):
    return make_sketch(plan)


def test_a_sketch_is_as_long_as_its_plan_and_as_loud_as_any_master(plan, sketch):
    assert sketch.samples.shape == (2, 192_000)
    assert sketch.samples.dtype == np.float32
    assert integrated_lufs(sketch.samples) == pytest.approx(-14, abs=0.15)
    assert sketch.score.bpm == plan.bpm


def test_the_same_plan_sounds_the_same_and_another_seed_does_not(plan, sketch):
    again = make_sketch(plan)
    np.testing.assert_array_equal(again.samples, sketch.samples)
    other = make_sketch(replace(plan, seeds=replace(plan.seeds, melody=1, harmony=2, sound=3)))
    assert not np.array_equal(other.samples, sketch.samples)


def test_a_cut_sketch_is_full_of_music_to_its_last_sample(plan):
    cut = make_sketch(plan, length=72_000)
    assert cut.samples.shape == (2, 72_000)
    assert float(np.sqrt(np.mean(cut.samples[:, -24_000:-480] ** 2))) > 0.02


def test_a_sketch_stops_when_asked(plan):
    def stop() -> None:
        raise CancelledError("The job was cancelled.")

    with pytest.raises(CancelledError):
        make_sketch(plan, check=stop)
