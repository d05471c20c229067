import pytest

from tests.unit.studio.qa.band import Piece, Played, play


@pytest.fixture(scope="session")
def band() -> Played:
    """Half a minute of a band that has nothing wrong."""
    return play()


@pytest.fixture(scope="session")
def pads() -> Played:
    """The same without drums."""
    return play(Piece(has_drums=False, bars=8))
