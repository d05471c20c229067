"""Find out who asks, and let them sign in: each step in a transaction of its own.

Passwords are hashed outside of all transactions. Who came in is remembered for moments; what this
process changes is seen at once, what another one changes within half a minute.
"""

import hashlib
import hmac
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from menura.accounts.attempts import Attempts, address_of_guesses, name_of_guesses
from menura.accounts.environment import Environment
from menura.accounts.errors import LoginRefusedError, NotAUserError, WrongPasswordError
from menura.accounts.model import THE_OWNER, Account, Asker, NewLogin, Via
from menura.accounts.names import name_key
from menura.accounts.passwords import hash_password, is_password
from menura.accounts.remembered import Remembered
from menura.accounts.secrets import TOKEN_BEGIN, digest_of
from menura.accounts.service import Accounts, is_note_due
from menura.kernel.clock import Clock
from menura.kernel.errors import UnavailableError

REMEMBERED_S = 30.0
PASSWORD_REMEMBERED_S = 60.0
OPEN_REMEMBERED_S = 2.0  # how long Menura stays open when another process has added the first user
USERS = "users"
MOST_SECRET = 1_000


class OpenAccounts(Protocol):
    """Open a transaction on accounts."""

    def __call__(self, *, read_only: bool) -> AbstractContextManager[Accounts]:
        """Return it."""
        ...


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody comes with.

    Attributes
    ----------
    address : str
        Where they come from.
    """

    address: str
    cookie: str | None = field(default=None, repr=False)
    bearer: str | None = field(default=None, repr=False)
    name: str | None = None
    password: str | None = field(default=None, repr=False)


class Doorkeeper:
    """Who looks at everybody who comes.

    Parameters
    ----------
    opened : callable
        Opens a transaction on accounts.
    now : callable
        Gives seconds that only grow.
    """

    def __init__(
        self,
        opened: OpenAccounts,
        environment: Environment,
        clock: Clock,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._opened = opened
        self._clock = clock
        self.environment = environment
        self._attempts = Attempts(now)
        self._askers: Remembered[Asker] = Remembered(now)
        self._wrong: Remembered[bool] = Remembered(now)
        self._users: Remembered[bool] = Remembered(now)
        self._key = os.urandom(32)  # so that what is remembered of passwords is worth nothing

    # ---- whether anybody has to sign in

    def remembers_users(self) -> bool | None:
        """Tell whether there are users, if that is remembered: asks no database."""
        return self._users.get(USERS)

    def has_users(self) -> bool:
        """Tell whether there are users."""
        known = self._users.get(USERS)
        if known is not None:
            return known
        age = self._users.age
        with self._opened(read_only=True) as accounts:
            found = accounts.has_users()
        for_s = REMEMBERED_S if found else OPEN_REMEMBERED_S
        self._users.keep(USERS, found, for_s=for_s, age=age)
        return found

    @contextmanager
    def changing(self) -> Iterator[Accounts]:
        """Open a transaction that changes who may come in; nothing is remembered after it."""
        try:
            with self._opened(read_only=False) as accounts:
                yield accounts
        finally:
            self.forget()

    def forget(self) -> None:
        """Remember nobody."""
        for remembered in (self._askers, self._wrong, self._users):
            remembered.forget()

    # ---- who asks

    def remembers(self, given: Credentials) -> Asker | None:
        """Return who comes with something that was looked at just now: asks no database."""
        key = self._first_key(given)
        return self._askers.get(key) if key is not None else None

    def by_secret(self, given: Credentials) -> Asker | None:
        """Return who comes with a cookie or a token."""
        return self._by_cookie(given.cookie) or self._by_bearer(given.bearer)

    def _by_cookie(self, cookie: str | None) -> Asker | None:
        if cookie is None or len(cookie) > MOST_SECRET:
            return None
        age = self._askers.age
        asker = None
        if self.environment.is_cookie(cookie):
            is_good = self.environment.opens_by_cookie(cookie, self._clock.now())
            asker = THE_OWNER if is_good else None
        else:
            asker = self._by_login(digest_of(cookie))
        return self._kept(_cookie_key(cookie), asker, REMEMBERED_S, age)

    def _by_login(self, digest: str) -> Asker | None:
        with self._opened(read_only=True) as accounts:
            login = accounts.login(digest)
            account = accounts.get(login.account_id) if login is not None else None
        if login is None or account is None:
            return None
        self._note(login.last_used_at, lambda accounts: accounts.note_login(login))
        return Asker(account.role, Via.LOGIN, account, login.digest)

    def _by_bearer(self, bearer: str | None) -> Asker | None:
        if bearer is None or len(bearer) > MOST_SECRET:
            return None
        age = self._askers.age
        if self.environment.opens_by_token(bearer):
            return self._kept(_bearer_key(bearer), THE_OWNER, REMEMBERED_S, age)
        if not bearer.startswith(TOKEN_BEGIN):
            return None
        with self._opened(read_only=True) as accounts:
            token = accounts.token(digest_of(bearer))
            account = accounts.get(token.account_id) if token is not None else None
        if token is None or account is None:
            return None
        self._note(token.last_used_at, lambda accounts: accounts.note_token(token))
        asker = Asker(account.role, Via.TOKEN, account)
        return self._kept(_bearer_key(bearer), asker, REMEMBERED_S, age)

    def by_password(self, given: Credentials) -> Asker | None:
        """Return who comes with name and password; takes a tenth of a second the first time.

        The same wrong pair again is one guess: a program that repeats itself guesses nothing.

        Raises
        ------
        TooManyAttemptsError
        """
        if given.name is None or given.password is None:
            return None
        key = self._password_key(given.name, given.password)
        known = self._askers.get(key)
        if known is not None or self._wrong.get(key):
            return known
        age, wrong_age = self._askers.age, self._wrong.age
        asker = self._checked(given.name, given.password, given.address)
        if asker is None:
            self._wrong.keep(key, True, for_s=PASSWORD_REMEMBERED_S, age=wrong_age)
        elif asker.account is not None:
            account = asker.account
            self._note(account.last_seen_at, lambda accounts: accounts.note_seen(account))
        return self._kept(key, asker, PASSWORD_REMEMBERED_S, age)

    def _checked(self, name: str, password: str, address: str) -> Asker | None:
        """Return whose name and password these are; an unknown name takes as long as a known."""
        guesses = (name_of_guesses(name_key(name)), address_of_guesses(address))
        self._attempts.check(guesses)
        if self.environment.opens_by_password(password):
            return THE_OWNER
        with self._opened(read_only=True) as accounts:
            account = accounts.named(name)
        if not is_password(password, account.password_hash if account else None) or not account:
            self._attempts.note_wrong(guesses)
            return None
        self._attempts.forgive(guesses[0])
        return Asker(account.role, Via.LOGIN, account)

    def _kept(self, key: str, asker: Asker | None, for_s: float, age: int) -> Asker | None:
        if asker is not None:
            self._askers.keep(key, asker, for_s=for_s, age=age)
        return asker

    def _first_key(self, given: Credentials) -> str | None:
        """Return what is looked at first: a cookie says more than what comes along with it."""
        if given.cookie is not None:
            return _cookie_key(given.cookie)
        if given.bearer is not None:
            return _bearer_key(given.bearer)
        if given.name is not None and given.password is not None:
            return self._password_key(given.name, given.password)
        return None

    def _password_key(self, name: str, password: str) -> str:
        told = f"{name}\0{password}".encode("utf-8", "surrogatepass")
        return "password " + hmac.new(self._key, told, hashlib.sha256).hexdigest()

    def _note(self, last: datetime | None, note: Callable[[Accounts], None]) -> None:
        """Note a use, hourly at most; nobody stays outside because it cannot be noted."""
        if is_note_due(last, self._clock.now()):
            with suppress(UnavailableError), self._opened(read_only=False) as accounts:
                note(accounts)

    # ---- signing in and out

    def log_in(self, given: Credentials, client: str) -> NewLogin:
        """Let a browser in by name and password, for 30 days after its last use.

        Parameters
        ----------
        client : str
            What the browser calls itself.

        Raises
        ------
        LoginRefusedError
            Name or password are wrong: one sentence, and one amount of work.
        TooManyAttemptsError
        """
        asker = self._checked(given.name or "", given.password or "", given.address)
        if asker is None:
            raise LoginRefusedError
        if asker.account is None:
            return NewLogin(asker, self.environment.new_cookie(self._clock.now()))
        with self._opened(read_only=False) as accounts:
            return accounts.sign_in(asker.account, client)

    def log_out(self, cookie: str) -> None:
        """End what a cookie opens."""
        if self.environment.is_cookie(cookie):
            self.environment.end_cookie(cookie)
            self.forget()
            return
        with self.changing() as accounts:
            accounts.sign_out(digest_of(cookie))

    def change_own_password(self, asker: Asker, given: Credentials, new: str) -> None:
        """Give who asks another password; their other logins end.

        Parameters
        ----------
        given : Credentials
            With the present password.

        Raises
        ------
        NotAUserError, WrongPasswordError, PasswordLengthError, TooManyAttemptsError
        """
        account = _account_of(asker)
        guesses = (name_of_guesses(name_key(account.name)), address_of_guesses(given.address))
        self._attempts.check(guesses)
        with self._opened(read_only=True) as accounts:
            present = accounts.find(account.id).password_hash
        if not is_password(given.password or "", present):
            self._attempts.note_wrong(guesses)
            raise WrongPasswordError
        password_hash = hash_password(new)
        with self.changing() as accounts:
            accounts.set_password(account.id, password_hash, keep_login=asker.login)


def _account_of(asker: Asker) -> Account:
    if asker.account is None:
        raise NotAUserError
    return asker.account


def _cookie_key(cookie: str) -> str:
    return f"cookie {digest_of(cookie)}"


def _bearer_key(bearer: str) -> str:
    return f"bearer {digest_of(bearer)}"
