"""Whoever guesses waits, and what is remembered is forgotten in time."""

import pytest

from menura.accounts import TooManyAttemptsError, attempts, remembered
from menura.accounts.attempts import WINDOW_S, Attempts, address_of_guesses
from menura.accounts.remembered import Remembered


class Seconds:
    """A clock that goes on when told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def is_held(tried: Attempts, *keys: str) -> bool:
    try:
        tried.check(keys)
    except TooManyAttemptsError:
        return True
    return False


def test_the_sixth_attempt_waits_until_the_first_is_five_minutes_old(seconds: Seconds):
    tried = Attempts(seconds)
    for _ in range(5):
        assert not is_held(tried, "anna")
        tried.note_wrong(["anna", "here"])
        seconds.now += 10
    with pytest.raises(TooManyAttemptsError) as caught:
        tried.check(["bert", "here"])
    assert caught.value.wait_s == WINDOW_S - 50
    assert not is_held(tried, "bert", "there")
    seconds.now += caught.value.wait_s
    assert not is_held(tried, "anna", "here")
    tried.note_wrong(["anna"])
    assert is_held(tried, "anna")


def test_what_was_right_is_forgiven(seconds: Seconds):
    tried = Attempts(seconds)
    for _ in range(5):
        tried.note_wrong(["anna", "here"])
    tried.forgive("anna")
    assert not is_held(tried, "anna")
    assert is_held(tried, "here")


def test_a_flood_of_names_is_forgotten_in_turn(seconds: Seconds, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(attempts, "MOST_REMEMBERED", 10)
    tried = Attempts(seconds)
    for number in range(100):
        tried.note_wrong([str(number), "here"])
    assert len(tried._wrong) == 10
    assert is_held(tried, "here")


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("192.168.1.2", "192.168.1.3", False),
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:10.0.0.1", "::ffff:10.0.0.2", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("testclient", "", False),
    ],
)
def test_an_address_stands_for_what_one_person_may_have(one: str, other: str, are_one: bool):
    assert (address_of_guesses(one) == address_of_guesses(other)) is are_one


def test_a_thing_is_remembered_for_its_time(seconds: Seconds):
    kept: Remembered[str] = Remembered(seconds)
    kept.keep("a", "thing", for_s=30, age=kept.age)
    seconds.now += 29
    assert kept.get("a") == "thing"
    seconds.now += 1
    assert kept.get("a") is None


def test_what_was_looked_up_before_a_change_is_not_remembered_after_it(seconds: Seconds):
    kept: Remembered[str] = Remembered(seconds)
    kept.keep("a", "thing", for_s=30, age=kept.age)
    before = kept.age
    kept.forget()
    kept.keep("b", "old", for_s=30, age=before)
    assert kept.get("a") is None
    assert kept.get("b") is None


def test_only_so_much_is_remembered(seconds: Seconds, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(remembered, "MOST_REMEMBERED", 3)
    kept: Remembered[int] = Remembered(seconds)
    for number in range(5):
        kept.keep(str(number), number, for_s=30, age=kept.age)
    assert [kept.get(str(number)) for number in range(5)] == [None, None, 2, 3, 4]
