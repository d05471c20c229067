"""The services of the catalogue, over the transaction that each module opens as `unit`."""

import pytest

from menura.catalogue import Library, Playlists
from menura.kernel.clock import FixedClock
from menura.store import Unit
from tests.factories import MORNING

CLOCK = FixedClock(MORNING)


@pytest.fixture
def library(unit: Unit) -> Library:
    return Library(unit.sources, unit.tracks, unit.playlists, CLOCK)


@pytest.fixture
def playlists(unit: Unit, library: Library) -> Playlists:
    return Playlists(unit.playlists, unit.tracks, library, CLOCK)
