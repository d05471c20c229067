"""What was chosen holds where the environment leaves it open, and is checked like it."""

import os
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from menura.config import (
    GROUPS,
    KEPT,
    SECRET_OF,
    SettingFixedError,
    Settings,
    SettingUnknownError,
    Value,
    choose,
    load_settings,
    origin_of,
    settle,
)
from menura.kernel.errors import InvalidInputError
from menura.studio.generators.hosted_templates import TEMPLATES
from menura.studio.generators.model import GeneratorName

HERE, THERE = "http://here:1/v1", "https://there/v1"
DOOR = ("host", "port", "token", "password", "data_dir", "database_url", "secret_key", "models_dir")
STORES = ("artifacts_url", "s3_endpoint", "s3_region", "s3_access_key", "s3_secret_key")


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch):
    for name in [name for name in os.environ if name.startswith(("MENURA_", "RECS_"))]:
        monkeypatch.delenv(name)


def test_nothing_that_protects_an_installation_can_be_chosen():
    assert not {*DOOR, *STORES, "export_dir", "music", "ableton", "workers"} & KEPT.keys()
    assert sum(len(group.items) for group in GROUPS) == len(KEPT)


def test_everything_that_can_be_chosen_is_explained():
    for known in KEPT.values():
        assert known.description
        assert known.label[0].isupper()
        assert (known.choices is not None) == (known.kind == "choice")
        is_secret = SecretStr in get_args(Settings.model_fields[known.name].annotation)
        assert is_secret == (known.kind == "secret")
    assert (KEPT["recs_per_pack"].least, KEPT["recs_per_pack"].most) == (1, 100)
    assert KEPT["recs_weight_key"].least == 0


def test_the_choices_are_those_there_are():
    assert set(KEPT["generator"].choices or ()) == set(GeneratorName)
    assert set(KEPT["hosted_audio_template"].choices or ()) == set(TEMPLATES)


def test_the_environment_comes_first_then_what_was_kept_then_the_default(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("MENURA_GENERATOR", "acestep")
    monkeypatch.setenv("RECS_USE_CLAP", "0")
    environment = load_settings()
    kept: dict[str, Value] = {"generator": "hosted", "recs_use_clap": True, "recs_per_pack": 7}
    settings = settle(environment, kept)
    assert (settings.generator, settings.recs_use_clap) == ("acestep", False)
    assert (settings.recs_per_pack, settings.recs_weight_key) == (7, 0.1)
    origins = [origin_of(environment, kept, name) for name in [*kept, "recs_weight_key"]]
    assert origins == ["environment", "environment", "kept", "default"]


def test_an_empty_variable_leaves_a_setting_open(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MENURA_LANGUAGE_URL", "")
    assert settle(load_settings(), {"language_url": HERE}).language_url == HERE


def test_what_holds_does_not_follow_the_environment_afterwards(monkeypatch: pytest.MonkeyPatch):
    environment = load_settings(port=9000)
    monkeypatch.setenv("MENURA_REFERENCE_MB", "9")
    settings = settle(environment, {"recs_per_pack": 7})
    assert (settings.reference_mb, settings.port) == (512, 9000)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("recs_per_pack", 0),
        ("recs_per_pack", "many"),
        ("recs_use_clap", "maybe"),
        ("generator", "orchestra"),
        ("language_url", "localhost:11434"),
        ("language_url", "ftp://here/v1"),
        ("language_url", "http://bob:secret@here/v1"),
        ("acestep_url", "http://here/?key=secret"),
        ("hosted_audio_url", "http://here:99999"),
        ("language_key", "two words"),
        ("language_key", "schlüssel"),
        ("rescan_cron", "every night"),
        ("musicgen", "a\x00b"),
        ("language_model", "m" * 2_001),
        ("stem_cache_mb", 1.5),
        ("session_namer", "language"),
    ],
)
def test_a_wrong_value_is_refused_with_its_field_and_not_repeated(name: str, value: object):
    with pytest.raises(InvalidInputError) as caught:
        choose(load_settings(), {}, {"recs_weight_key": 0.2, name: value})  # type: ignore[dict-item]
    assert caught.value.field == name
    assert "secret" not in caught.value.message
    assert "schlüssel" not in caught.value.message


def test_a_name_that_nobody_can_choose_is_refused():
    for name in ("port", "token", "nonsense", ""):
        with pytest.raises(SettingUnknownError):
            choose(load_settings(), {}, {name: "1"})


def test_values_are_kept_as_what_they_are():
    chosen = choose(load_settings(), {}, {"recs_per_pack": "7", "recs_use_clap": "no"})
    assert chosen == {"recs_per_pack": 7, "recs_use_clap": False}


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_nothing_goes_back_to_the_default(nothing: str | None):
    assert choose(load_settings(), {"generator": "hosted"}, {"generator": nothing}) == {}


def test_what_the_environment_says_cannot_be_chosen(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MENURA_GENERATOR", "builtin")
    for value in ("hosted", None):
        with pytest.raises(SettingFixedError, match="MENURA_GENERATOR"):
            choose(load_settings(), {}, {"generator": value})


@pytest.mark.parametrize(("address", "secret"), SECRET_OF.items())
def test_a_secret_of_the_environment_is_sent_nowhere_else(address: str, secret: str):
    environment = load_settings(**{secret: SecretStr("s3cret")})
    assert getattr(settle(environment, {address: HERE}), address) is None
    with pytest.raises(SettingFixedError, match=secret.upper()):
        choose(environment, {}, {address: THERE})


@pytest.mark.parametrize(("address", "secret"), SECRET_OF.items())
def test_a_secret_does_not_follow_to_another_server(address: str, secret: str):
    kept = {address: HERE, secret: "s3cret"}
    environment = load_settings()
    assert choose(environment, kept, {address: f"{HERE}/more"})[secret] == "s3cret"
    for elsewhere in (THERE, "http://here:2/v1", "https://here:1/v1", None):
        assert secret not in choose(environment, kept, {address: elsewhere})
    both = choose(environment, kept, {address: THERE, secret: "another"})
    assert both == {address: THERE, secret: "another"}


def test_what_is_no_longer_valid_does_not_keep_menura_from_starting():
    kept: dict[str, Value] = {"recs_per_pack": 10_000, "recs_weight_key": 0.3, "gone": 1}
    kept["session_namer"] = "language"
    environment = load_settings()
    settings = settle(environment, kept)
    assert (settings.recs_per_pack, settings.recs_weight_key) == (3, 0.3)
    assert settings.session_namer == "builtin"
    assert choose(environment, kept, {"generator": "hosted"})["generator"] == "hosted"


def test_one_thing_that_needs_others_can_be_chosen_with_them_and_not_left_alone():
    environment = load_settings()
    wanted = {"session_namer": "language", "language_url": HERE, "language_model": "m"}
    kept = choose(environment, {}, wanted)
    assert settle(environment, kept).session_namer == "language"
    with pytest.raises(InvalidInputError) as caught:
        choose(environment, kept, {"language_model": None})
    assert caught.value.field == "session_namer"


@given(st.dictionaries(st.sampled_from(sorted(KEPT)), st.text() | st.integers() | st.booleans()))
def test_what_is_chosen_is_what_then_holds_or_nothing_is(changes: dict[str, str | int | bool]):
    environment = Settings()
    try:
        kept = choose(environment, {}, changes)
    except InvalidInputError:
        return
    settings = settle(environment, kept)
    assert choose(environment, kept, {}) == kept
    for name, value in kept.items():
        held = getattr(settings, name)
        assert (held.get_secret_value() if isinstance(held, SecretStr) else held) == value
