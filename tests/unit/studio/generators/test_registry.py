"""Generators are found by name, and say what they lack."""

import subprocess
import sys

import pytest

from menura.language import InvalidServerError
from menura.studio.generators.conform import ConformingGenerator
from menura.studio.generators.errors import (
    GeneratorNotConfiguredError,
    GeneratorNotFoundError,
    InvalidStemRequestError,
)
from menura.studio.generators.registry import (
    GENERATORS,
    GeneratorOptions,
    generator_for,
    separator_for,
    usable_generators,
)
from menura.studio.generators.separation import DemucsSeparator, NoSeparator
from tests.fake_music_servers import KEY

EVERYTHING = GeneratorOptions(
    musicgen_model="models/musicgen-small",
    hosted_url="https://one.endpoints.test",
    hosted_token=KEY,
    acestep_url="http://localhost:8001",
    acestep_token=KEY,
)


@pytest.mark.parametrize("name", GENERATORS)
def test_every_generator_says_what_it_can_and_on_which_terms(name):
    capabilities = generator_for(name, EVERYTHING).capabilities()
    assert capabilities.name == name
    assert capabilities.licence.endswith(".")
    assert capabilities.needs.endswith(".")
    assert capabilities.max_seconds >= 30
    assert capabilities.native_stems == capabilities.obeys_grid == (name == "builtin")


@pytest.mark.parametrize(
    ("name", "what"), [("musicgen", "folder"), ("hosted", "address"), ("acestep", "ACE-Step")]
)
def test_a_generator_that_is_not_set_up_says_what_it_lacks(name, what):
    with pytest.raises(GeneratorNotConfiguredError, match=what):
        generator_for(name)


def test_an_unknown_generator_is_answered_with_those_there_are():
    with pytest.raises(GeneratorNotFoundError, match="builtin, musicgen, hosted, acestep"):
        generator_for("suno", EVERYTHING)


def test_only_what_is_set_up_is_usable():
    assert usable_generators(GeneratorOptions()) == ("builtin",)
    assert usable_generators(EVERYTHING) == GENERATORS


def test_an_unusable_address_is_refused_before_anything_is_made():
    with pytest.raises(InvalidServerError):
        generator_for("acestep", GeneratorOptions(acestep_url="localhost"))


def test_tokens_are_not_shown():
    shown = repr(EVERYTHING) + "".join(repr(generator_for(n, EVERYTHING)) for n in GENERATORS)
    assert KEY not in shown


@pytest.mark.parametrize("name", GENERATORS)
def test_takes_come_on_the_grid_whoever_makes_them(name):
    generator = generator_for(name, EVERYTHING)
    obeys = generator.capabilities().obeys_grid
    assert isinstance(generator, ConformingGenerator) != obeys


def test_finding_a_generator_loads_nothing_heavy():
    heavy = ("torch", "transformers", "numba", "av", "scipy", "httpx")
    code = (
        "import sys; from menura.studio.generators.registry import *; generator_for('builtin');"
        f"print([m for m in {heavy} if m in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert loaded.stdout.strip() == "[]", loaded.stderr


def test_requests_nobody_can_fulfil_are_refused(ask, nothing):
    for changes in ({"duration_s": 0.0}, {"duration_s": 9_999.0}, {"duration_s": float("nan")}):
        with pytest.raises(InvalidStemRequestError, match="cannot be made"):
            ask(**changes)
    with pytest.raises(InvalidStemRequestError, match="no tempo"):
        ask(bpm=float("nan"))
    with pytest.raises(InvalidStemRequestError, match="compose a part"):
        generator_for("builtin").generate(ask(), nothing)


def test_separators_are_found_by_name():
    assert isinstance(separator_for("none"), NoSeparator)
    assert isinstance(separator_for("demucs"), DemucsSeparator)
    with pytest.raises(GeneratorNotFoundError, match="none, demucs"):
        separator_for("spleeter")
