"""The built-in generator plays exactly what was composed."""

import numpy as np
import pytest

from menura.kernel.errors import CancelledError
from menura.studio.generators.builtin import BuiltinGenerator
from menura.studio.model import Role
from menura.studio.palette import Patch
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.score import Note, Part

PART = Part(
    Role.BASS,
    Patch.SUB_BASS,
    notes=tuple(Note(float(beat), 0.5, 33, 0.9) for beat in range(4)),
)


def test_the_take_is_as_long_as_asked_and_not_silent(ask, nothing):
    take = BuiltinGenerator().generate(ask(role=Role.BASS, part=PART, bpm=120.0), nothing)
    assert take.samples.shape == (2, 2 * SAMPLE_RATE_HZ)
    assert take.samples.dtype == np.float32
    assert take.samples.any()
    assert (take.provider, take.notes) == ("builtin", ())


def test_the_same_seed_gives_the_same_take(ask, nothing):
    wish = ask(role=Role.BASS, part=PART)
    first, again = (BuiltinGenerator().generate(wish, nothing) for _ in range(2))
    assert np.array_equal(first.samples, again.samples)


def test_cancelling_is_noticed(ask, cancel_at):
    with pytest.raises(CancelledError):
        BuiltinGenerator().generate(ask(part=PART), cancel_at(0))
