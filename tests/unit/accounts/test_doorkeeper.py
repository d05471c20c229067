"""Who comes in by what, over a real database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from menura.accounts import (
    THE_OWNER,
    Account,
    Accounts,
    Asker,
    Credentials,
    Doorkeeper,
    Environment,
    LoginRefusedError,
    Role,
    TooManyAttemptsError,
    Via,
    hash_password,
    passwords,
)
from menura.kernel.clock import FixedClock
from menura.kernel.errors import UnavailableError
from menura.kernel.sealing import Sealer
from menura.store import Store

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
ANNA, BERT = "correct horse", "battery staple"


class Door:
    """A doorkeeper, its clock, and what it asks the database."""

    def __init__(self, store: Store, home: Path) -> None:
        self.store = store
        self.clock = FixedClock()
        self.asked = 0
        self.can_write = True
        environment = Environment(
            token="sesame", password="open sesame", sealer=lambda: Sealer(home)
        )
        self.keeper = Doorkeeper(
            self.opened, environment, self.clock, now=lambda: self.clock.now().timestamp()
        )

    @contextmanager
    def opened(self, *, read_only: bool) -> Iterator[Accounts]:
        self.asked += 1
        if not read_only and not self.can_write:
            raise UnavailableError("The disk is full; free some space.")
        with self.store.unit(read_only=read_only) as unit:
            yield Accounts(unit.accounts, self.clock)

    def add(self, name: str, password: str) -> Account:
        with self.keeper.changing() as accounts:
            return accounts.add(name, hash_password(password))

    def token(self, account: Account) -> str:
        with self.keeper.changing() as accounts:
            return accounts.add_token(account, "script").text

    def log_in(self, name: str, password: str, address: str = "here") -> str:
        given = Credentials(address, name=name, password=password)
        return self.keeper.log_in(given, "a browser").secret

    def basic(self, name: str, password: str, address: str = "here") -> Asker | None:
        return self.keeper.by_password(Credentials(address, name=name, password=password))

    def cookie(self, secret: str) -> Asker | None:
        return self.keeper.by_secret(Credentials("here", cookie=secret))

    def bearer(self, secret: str) -> Asker | None:
        return self.keeper.by_secret(Credentials("here", bearer=secret))


@pytest.fixture
def door(sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Door:
    monkeypatch.setattr(passwords, "MEMORY_KIB", 8)
    monkeypatch.setattr(passwords, "PASSES", 1)
    return Door(sqlite_store, tmp_path)


def test_every_password_opens_its_own_account_alone(door: Door):
    door.add("Anna", ANNA)
    door.add("Bert", BERT)
    for name, password in (("anna", ANNA), ("BERT", BERT)):
        asker = door.basic(name, password)
        assert asker is not None
        assert asker.account is not None
        assert asker.account.name.lower() == name.lower()
    assert door.basic("Anna", BERT) is None
    assert door.basic("Bert", ANNA) is None


def test_who_was_here_just_now_is_known_without_asking(door: Door):
    door.add("Anna", ANNA)
    given = Credentials("here", cookie=door.log_in("Anna", ANNA))
    assert door.keeper.remembers(given) is None
    door.keeper.by_secret(given)
    asked = door.asked
    assert door.keeper.remembers(given) is not None
    assert door.asked == asked
    door.clock.advance(31)
    assert door.keeper.remembers(given) is None


def test_a_cookie_says_who_asks_whatever_comes_along(door: Door):
    account = door.add("Anna", ANNA)
    cookie, token = door.log_in("Anna", ANNA), door.token(account)
    door.bearer(token)
    both = Credentials("here", cookie=cookie, bearer=token)
    assert door.keeper.remembers(both) is None
    found = door.keeper.by_secret(both)
    assert found is not None
    assert found.via is Via.LOGIN
    wrong = Credentials("here", cookie="made up", bearer=token)
    found = door.keeper.by_secret(wrong)
    assert found is not None
    assert found.via is Via.TOKEN


def test_a_removed_user_comes_in_by_nothing(door: Door):
    door.add("Anna", ANNA)
    bert = door.add("Bert", BERT)
    cookie, token = door.log_in("Bert", BERT), door.token(bert)
    assert door.cookie(cookie)
    assert door.bearer(token)
    assert door.basic("Bert", BERT)
    with door.keeper.changing() as accounts:
        accounts.remove("Bert")
    for given in (
        Credentials("here", cookie=cookie),
        Credentials("here", bearer=token),
        Credentials("here", name="Bert", password=BERT),
    ):
        assert door.keeper.remembers(given) is None
    assert not (door.cookie(cookie))
    assert not (door.bearer(token))
    assert not (door.basic("Bert", BERT))


def test_a_login_is_renewed_hourly_and_ends_thirty_days_after(door: Door):
    door.add("Anna", ANNA)
    cookie = door.log_in("Anna", ANNA)
    door.clock.advance(59 * MINUTE)
    assert door.cookie(cookie)
    door.clock.advance(30 * DAY - 59 * MINUTE - 1)  # not noted: it was used within the hour
    door.can_write = False
    assert door.cookie(cookie)  # and nobody stays outside because it cannot be
    door.clock.advance(1)
    assert door.cookie(cookie) is None
    door.can_write = True
    cookie = door.log_in("Anna", ANNA)
    for _ in range(3):
        door.clock.advance(29 * DAY)
        assert door.cookie(cookie)


def test_uses_of_a_token_are_noted_hourly(door: Door):
    account = door.add("Anna", ANNA)
    token = door.token(account)
    noted = []
    for _ in range(3):
        door.clock.advance(40 * MINUTE)
        door.bearer(token)
        with door.opened(read_only=True) as accounts:
            noted.append(accounts.tokens()[0].last_used_at)
            seen = accounts.find("Anna").last_seen_at
    assert noted[0] == noted[1] != noted[2] == seen


def test_a_program_that_repeats_one_wrong_password_makes_one_guess(door: Door):
    door.add("Anna", ANNA)
    for _ in range(10):
        assert door.basic("Anna", "old password") is None
    assert door.basic("Anna", ANNA)
    for number in range(4):
        door.basic("Anna", f"guess {number}", "there")
    assert door.log_in("Anna", ANNA)


def test_guesses_count_by_name_from_everywhere_and_by_address_for_everybody(door: Door):
    door.add("Anna", ANNA)
    for number in range(5):
        with pytest.raises(LoginRefusedError):
            door.log_in("Anna", "wrong", f"10.0.0.{number}")
    with pytest.raises(TooManyAttemptsError):
        door.log_in("anna", ANNA, "10.0.0.9")
    for number in range(5):
        door.basic(f"name {number}", "wrong", "10.0.0.7")
    with pytest.raises(TooManyAttemptsError):
        door.log_in("bert", BERT, "10.0.0.7")
    door.clock.advance(300)
    assert door.log_in("anna", ANNA, "10.0.0.7")


def test_the_environment_comes_in_by_any_name(door: Door):
    assert door.basic("anybody", "open sesame") == THE_OWNER
    assert door.bearer("sesame") == THE_OWNER
    assert door.bearer("menura_sesame") is None
    assert door.asked == 1  # the token that was made up
    cookie = door.log_in("", "open sesame")
    assert door.cookie(cookie) == THE_OWNER
    assert door.cookie(cookie[:-2] + "xx") is None
    door.clock.advance(30 * DAY)
    assert door.cookie(cookie) is None


def test_a_login_that_was_ended_stays_ended(door: Door):
    door.add("Anna", ANNA)
    for cookie in (door.log_in("Anna", ANNA), door.log_in("x", "open sesame")):
        assert door.cookie(cookie)
        door.keeper.log_out(cookie)
        assert door.keeper.remembers(Credentials("here", cookie=cookie)) is None
        assert door.cookie(cookie) is None


def test_nothing_that_opens_is_shown(door: Door):
    account = door.add("Anna", ANNA)
    given = Credentials("here", cookie="a cookie", bearer="a bearer", name="Anna", password=ANNA)
    with door.keeper.changing() as accounts:
        token, login = accounts.add_token(account, "script"), accounts.sign_in(account, "browser")
    shown = repr((account, given, token, login))
    for secret in (ANNA, "a cookie", "a bearer", token.text, login.secret, account.password_hash):
        assert secret not in shown


def test_the_first_user_is_an_admin_and_those_after_as_said(door: Door):
    assert door.add("Anna", ANNA).role is Role.ADMIN
    assert door.add("Bert", BERT).role is Role.MEMBER
