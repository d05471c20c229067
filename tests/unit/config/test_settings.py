"""Settings are read once, checked, and explained when they cannot be used."""

from pathlib import Path

import pytest

from menura.config import load_settings, render_settings
from menura.kernel.errors import InvalidInputError


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch):
    import os

    for name in [name for name in os.environ if name.startswith("MENURA_")]:
        monkeypatch.delenv(name)


def test_the_defaults_need_nothing():
    settings = load_settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.is_loopback
    assert settings.database_url is None


def test_the_environment_is_read_and_given_values_win(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MENURA_PORT", "9000")
    monkeypatch.setenv("MENURA_DATA_DIR", "~/music data")
    assert load_settings().port == 9000
    assert load_settings(port=9001, host=None).port == 9001
    assert load_settings().data_dir == Path.home() / "music data"


@pytest.mark.parametrize("name", ["MUSIC", "DATABASE_URL", "TOKEN", "PASSWORD", "RESCAN_CRON"])
def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch, name: str):
    monkeypatch.setenv(f"MENURA_{name}", "")
    assert getattr(load_settings(), name.lower()) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "music.example"])
def test_others_can_reach_all_other_addresses(host: str):
    # Whether anybody has to sign in there is asked where users are known (`menura.cli.serve`)
    assert not load_settings(host=host).is_loopback


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1"])
def test_the_machines_own_addresses_are_for_itself_alone(host: str):
    assert load_settings(host=host).is_loopback


@pytest.mark.parametrize(
    ("name", "value"),
    [("port", "0"), ("port", "x"), ("workers", "-1"), ("log_level", "loud"), ("listeners", "0")],
)
def test_a_bad_value_names_its_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    monkeypatch.setenv(f"MENURA_{name.upper()}", value)
    with pytest.raises(InvalidInputError, match=f"MENURA_{name.upper()} cannot be used") as caught:
        load_settings()
    assert caught.value.field == name


def test_secrets_are_not_shown():
    settings = load_settings(
        password="hunter2", token="hunter3", database_url="postgresql://u:hunter4@h/d"
    )
    assert "hunter" not in repr(settings) + settings.model_dump_json()


def test_the_reference_page_names_every_setting():
    page = render_settings()
    for name in load_settings().model_dump():
        assert f"`MENURA_{name.upper()}`" in page
