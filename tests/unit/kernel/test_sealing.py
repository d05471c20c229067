"""Secrets are kept so that the database alone tells nothing."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.kernel.sealing import KEY_FILE, SealBrokenError, Sealer, SealingKeyError

OWN_KEY = "a key that somebody chose"
SEALER = Sealer(Path("/nowhere"), OWN_KEY)
SEALER.seal("stretches the key, once")


@given(text=st.text())
def test_what_was_sealed_can_be_opened(text: str):
    assert SEALER.open(SEALER.seal(text)) == text


def test_the_same_secret_is_sealed_differently_each_time(tmp_path: Path):
    sealer = Sealer(tmp_path)
    assert sealer.seal("hunter2") != sealer.seal("hunter2")


def test_the_key_may_be_read_by_its_owner_alone(tmp_path: Path):
    Sealer(tmp_path).seal("hunter2")
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600


def test_a_program_started_anew_opens_what_was_sealed(tmp_path: Path):
    sealed = Sealer(tmp_path).seal("hunter2")
    assert Sealer(tmp_path).open(sealed) == "hunter2"


def test_with_another_key_nothing_is_opened(tmp_path: Path):
    sealed = Sealer(tmp_path).seal("hunter2")
    with pytest.raises(SealBrokenError) as caught:
        Sealer(tmp_path, OWN_KEY).open(sealed)
    assert "hunter2" not in str(caught.value)


def test_what_was_altered_is_not_opened(tmp_path: Path):
    sealer = Sealer(tmp_path)
    sealed = sealer.seal("hunter2")
    altered = sealed[:-4] + ("AAAA" if sealed[-4:] != "AAAA" else "BBBB")
    with pytest.raises(SealBrokenError):
        sealer.open(altered)


def test_a_key_too_short_to_protect_anything_is_refused(tmp_path: Path):
    with pytest.raises(SealingKeyError, match="16 characters"):
        Sealer(tmp_path, "short").seal("hunter2")


def test_a_key_file_that_holds_something_else_is_said(tmp_path: Path):
    (tmp_path / KEY_FILE).write_text("my shopping list")
    with pytest.raises(SealingKeyError):
        Sealer(tmp_path).seal("hunter2")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_key_file_that_may_not_be_read_is_said(tmp_path: Path):
    Sealer(tmp_path).seal("hunter2")
    (tmp_path / KEY_FILE).chmod(0)
    with pytest.raises(SealingKeyError):
        Sealer(tmp_path).seal("hunter2")


def test_two_that_make_the_key_at_once_have_the_same(tmp_path: Path):
    with ThreadPoolExecutor(8) as pool:
        sealed = list(pool.map(lambda _: Sealer(tmp_path).seal("hunter2"), range(8)))
    assert {Sealer(tmp_path).open(one) for one in sealed} == {"hunter2"}
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]
