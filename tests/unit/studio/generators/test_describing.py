"""Requests are put into words with everything that a model may heed."""

import pytest

from menura.studio.generators.describing import describe_request, name_key
from menura.studio.model import Mode, Role


@pytest.mark.parametrize("role", [None, *Role])
def test_every_stem_can_be_described(role, ask):
    words = describe_request(ask(role=role, description="  deep\n house "))
    assert words.startswith("deep house, ")
    assert words.endswith("124 BPM, F minor")


def test_what_is_open_is_left_out(ask):
    assert describe_request(ask(description="", key=None, bpm=92.5)) == "92.5 BPM"


@pytest.mark.parametrize(
    ("key", "mode", "name"),
    [(10, Mode.MAJOR, "Bb major"), (8, Mode.MINOR, "G# minor"), (2, Mode.DORIAN, "D dorian"),
     (0, None, "C major"), (None, Mode.MINOR, "")],
)  # fmt: skip
def test_keys_are_written_as_musicians_do(key, mode, name):
    assert name_key(key, mode) == name


def test_a_description_may_be_sent_as_it_stands(ask):
    said = "calm  piano\nat dawn | energy=0.20"
    assert describe_request(ask(description=said, verbatim=True)) == said
