"""Laws of what keeps users and what they come in with, over both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from menura.accounts import (
    AccessToken,
    Account,
    Accounts,
    LastAdminError,
    Login,
    LoginRefusedError,
    Role,
    UserKnownError,
    UsersKnownError,
    WouldOpenError,
)
from menura.kernel.clock import FixedClock
from menura.kernel.ids import new_id
from menura.store import Store, Unit
from tests.factories import MORNING, at, undone

HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"
MONTH_S = 30 * 86400


def an_account(name: str = "Anna", role: Role = Role.ADMIN) -> Account:
    return Account(new_id(), name, role, HASH, MORNING)


def kept(unit: Unit, name: str = "Anna", role: Role = Role.ADMIN) -> Account:
    account = an_account(name, role)
    unit.accounts.add(account)
    return account


def a_login(account: Account, digest: str = "d" * 64) -> Login:
    return Login(digest, account.id, "browser", MORNING, MORNING, at(MONTH_S))


def test_a_user_is_kept_as_it_was_and_found_by_id_and_name(store: Store):
    with undone(store) as unit:
        assert unit.accounts.count() == 0
        anna = kept(unit, "Änna")
        assert unit.accounts.get(anna.id) == unit.accounts.get(anna.id.upper()) == anna
        assert unit.accounts.named("äNNA") == unit.accounts.named("A\u0308nna") == anna
        for nobody in ("Anna", "", "\0", "x" * 1000):
            assert unit.accounts.named(nobody) is None
        assert unit.accounts.get("nobody") is None


def test_users_are_listed_by_name(store: Store):
    with undone(store) as unit:
        for name in ("bert", "Carl", "Anna"):
            kept(unit, name)
        assert [one.name for one in unit.accounts.all()] == ["Anna", "bert", "Carl"]
        assert unit.accounts.count() == 3


def test_what_changes_of_a_user_changes_alone(store: Store):
    with undone(store) as unit:
        anna, bert = kept(unit), kept(unit, "Bert")
        unit.accounts.set_role(anna.id, Role.MEMBER)
        unit.accounts.set_password(anna.id, "other")
        unit.accounts.note_seen(anna.id, at(60))
        changed = unit.accounts.get(anna.id)
        assert changed == Account(anna.id, "Anna", Role.MEMBER, "other", MORNING, at(60))
        assert unit.accounts.get(bert.id) == bert


def test_a_login_is_found_by_its_digest_until_it_is_ended(store: Store):
    with undone(store) as unit:
        login = a_login(kept(unit))
        unit.accounts.add_login(login)
        assert unit.accounts.login_of(login.digest) == login
        unit.accounts.renew_login(login.digest, at(60), at(120))
        renewed = unit.accounts.login_of(login.digest)
        assert renewed is not None
        assert (renewed.last_used_at, renewed.expires_at) == (at(60), at(120))
        unit.accounts.remove_login(login.digest)
        assert unit.accounts.login_of(login.digest) is None


def test_logins_end_together_but_for_one(store: Store):
    with undone(store) as unit:
        anna, bert = kept(unit), kept(unit, "Bert")
        for account, digest in ((anna, "a" * 64), (anna, "b" * 64), (bert, "c" * 64)):
            unit.accounts.add_login(a_login(account, digest))
        assert unit.accounts.login_counts(MORNING) == {anna.id: 2, bert.id: 1}
        unit.accounts.remove_logins(anna.id, without="b" * 64)
        assert unit.accounts.login_counts(MORNING) == {anna.id: 1, bert.id: 1}
        assert unit.accounts.login_counts(at(MONTH_S)) == {}
        unit.accounts.forget_expired(at(MONTH_S - 1))
        assert unit.accounts.login_of("c" * 64) is not None
        unit.accounts.forget_expired(at(MONTH_S))
        assert unit.accounts.login_of("c" * 64) is None


def test_a_token_is_found_by_its_digest_alone(store: Store):
    with undone(store) as unit:
        token = AccessToken(new_id(), kept(unit).id, "script", MORNING)
        unit.accounts.add_token(token, "d" * 64)
        assert unit.accounts.token_of("d" * 64) == token
        assert unit.accounts.token_of("e" * 64) is None
        unit.accounts.note_token_use(token.id, at(60))
        assert [one.last_used_at for one in unit.accounts.tokens()] == [at(60)]
        unit.accounts.remove_token(token.id)
        assert unit.accounts.token_of("d" * 64) is None


def test_with_a_user_goes_what_they_come_in_with(store: Store):
    with undone(store) as unit:
        anna = kept(unit)
        unit.accounts.add_login(a_login(anna))
        unit.accounts.add_token(AccessToken(new_id(), anna.id, "script", MORNING), "e" * 64)
        unit.accounts.remove(anna.id)
        assert unit.accounts.all() == []
        assert unit.accounts.login_of("d" * 64) is None
        assert unit.accounts.token_of("e" * 64) is None


# ------------------------------------------------------------------ the rules above it


def test_the_first_is_an_admin_and_the_last_admin_stays_one(store: Store):
    with undone(store) as unit:
        accounts = Accounts(unit.accounts, FixedClock(MORNING))
        anna = accounts.add_first("Anna", HASH)
        with pytest.raises(LastAdminError):
            accounts.set_role("anna", Role.MEMBER)
        with pytest.raises(UsersKnownError):
            accounts.add_first("Eve", HASH)
        with pytest.raises(UserKnownError):
            accounts.add("ANNA", HASH)
        accounts.add("Bert", HASH)
        with pytest.raises(LastAdminError):
            accounts.remove(anna.id)
        accounts.set_role("Bert", Role.ADMIN)
        accounts.remove("Anna")
        with pytest.raises(WouldOpenError):
            accounts.remove("Bert", opens_to="0.0.0.0")
        accounts.remove("Bert")
        assert not accounts.has_users()


def test_no_browser_comes_in_by_a_password_that_was_just_changed(store: Store):
    with undone(store) as unit:
        accounts = Accounts(unit.accounts, FixedClock(MORNING))
        before = accounts.add("Anna", HASH)
        accounts.set_password("Anna", "another")
        with pytest.raises(LoginRefusedError):
            accounts.sign_in(before, "browser")


def test_a_login_lasts_a_month_and_only_digests_are_kept(store: Store):
    clock = FixedClock(MORNING)
    with undone(store) as unit:
        accounts = Accounts(unit.accounts, clock)
        account = accounts.add("Anna", HASH)
        login, token = accounts.sign_in(account, "a\nbrowser"), accounts.add_token(account, "x")
        assert login.asker.login is not None
        found = accounts.login(login.asker.login)
        assert found is not None
        assert (found.client, found.expires_at) == ("abrowser", MORNING + timedelta(days=30))
        rows = [
            str(tuple(row))
            for table in ("account", "login", "access_token")
            for row in unit._connection.execute(text(f"SELECT * FROM {table}"))
        ]
        assert len(rows) == 3
        assert not [row for row in rows if login.secret in row or token.text in row]
        clock.advance(MONTH_S)
        assert accounts.login(login.asker.login) is None
