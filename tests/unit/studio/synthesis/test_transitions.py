import numpy as np
import pytest

from menura.studio.score import FxKind
from menura.studio.synthesis.transitions import MAKERS
from tests.unit.studio.synthesis.sounds import effect, peak_db, rms_db

every_kind = pytest.mark.parametrize("kind", list(FxKind))
START, END = 24_000, 216_000  # one beat in, eight beats long


def test_every_kind_is_made():
    assert set(MAKERS) == set(FxKind)


@every_kind
def test_an_effect_is_heard_in_stereo_within_its_time(kind):
    sound = effect(kind)
    assert np.all(np.isfinite(sound))
    assert peak_db(sound) < -0.5
    assert rms_db(sound[:, START:END]) > -60.0
    assert np.all(sound[:, :START] == 0.0)
    assert np.all(sound[:, END + 1 :] == 0.0)
    if kind is not FxKind.SUB_DROP:
        assert rms_db(sound[0] - sound[1]) > rms_db(sound) - 20.0


@every_kind
def test_two_seeds_differ_and_one_seed_does_not(kind):
    assert np.array_equal(effect(kind, seed=1), effect(kind, seed=1))
    assert not np.array_equal(effect(kind, seed=1), effect(kind, seed=2))


def test_a_riser_grows_steeply_and_a_downlifter_falls():
    quarter = (END - START) // 4
    for kind, sign in ((FxKind.RISER, 1.0), (FxKind.DOWNLIFTER, -1.0)):
        sound = effect(kind)
        levels = [rms_db(sound[:, START + i * quarter :][:, :quarter]) for i in range(4)]
        assert all(sign * d > 2.0 for d in np.diff(levels))
        assert sign * (levels[3] - levels[0]) > 18.0
