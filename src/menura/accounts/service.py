"""Settle who may come in, inside one transaction."""

import os
from collections.abc import Sequence
from datetime import datetime, timedelta

from menura.accounts.errors import (
    AccessTokenNotFoundError,
    LastAdminError,
    LoginRefusedError,
    TokenNameError,
    UserKnownError,
    UserNameError,
    UserNotFoundError,
    UsersKnownError,
    WouldOpenError,
)
from menura.accounts.model import (
    AccessToken,
    Account,
    AccountSummary,
    Asker,
    Login,
    NewAccessToken,
    NewLogin,
    Role,
    Via,
)
from menura.accounts.names import MOST_NAME, is_printable_name, is_user_name, name_key, tidy_name
from menura.accounts.ports import AccountRepository
from menura.accounts.secrets import Entropy, digest_of, new_login_secret, new_token_secret
from menura.kernel.clock import Clock
from menura.kernel.ids import is_id, new_id

LOGIN_LASTS = timedelta(days=30)
NOTED_EVERY = timedelta(hours=1)
MOST_CLIENT = 200


class Accounts:
    """Users, their logins and their tokens.

    Passwords come hashed (`hash_password`): that takes a tenth of a second, which no transaction
    should last.

    Parameters
    ----------
    entropy : callable
        Gives so many random bytes, for what opens the door.
    """

    def __init__(
        self, repository: AccountRepository, clock: Clock, *, entropy: Entropy = os.urandom
    ) -> None:
        self._repository = repository
        self._clock = clock
        self._entropy = entropy

    # ---- users

    def has_users(self) -> bool:
        """Tell whether anybody has to sign in by name."""
        return self._repository.count() > 0

    def summaries(self) -> Sequence[AccountSummary]:
        """Return all users, by name, with what they come in with."""
        logins = self._repository.login_counts(self._clock.now())
        tokens = [token.account_id for token in self._repository.tokens()]
        return [
            AccountSummary(one, logins.get(one.id, 0), tokens.count(one.id))
            for one in self._repository.all()
        ]

    def summary(self, account_id: str) -> AccountSummary:
        """Return a user with what they come in with; raise UserNotFoundError."""
        for one in self.summaries():
            if one.account.id == account_id:
                return one
        raise UserNotFoundError(account_id)

    def find(self, words: str) -> Account:
        """Return a user, by id or name; raise UserNotFoundError."""
        found = self._repository.get(words.lower()) if is_id(words) else None
        found = found or self.named(words)
        if found is None:
            raise UserNotFoundError(words)
        return found

    def get(self, account_id: str) -> Account | None:
        """Return the user of an id."""
        return self._repository.get(account_id)

    def named(self, name: str) -> Account | None:
        """Return the user of a name; capitals do not count."""
        return self._repository.named(name) if name_key(name) else None

    def add(self, name: str, password_hash: str, role: Role = Role.MEMBER) -> Account:
        """Let somebody in; the first one is an admin, whatever was said.

        Raises
        ------
        UserNameError, UserKnownError
        """
        self._repository.lock()
        return self._add(name, password_hash, role)

    def add_first(self, name: str, password_hash: str) -> Account:
        """Let the first user in, an admin.

        Raises
        ------
        UserNameError
        UsersKnownError
            There are users already, so whoever is not one of them adds none.
        """
        self._repository.lock()
        if self.has_users():
            raise UsersKnownError
        return self._add(name, password_hash, Role.ADMIN)

    def _add(self, name: str, password_hash: str, role: Role) -> Account:
        plain = tidy_name(name)
        if not is_user_name(plain):
            raise UserNameError(plain)
        if self._repository.named(plain) is not None:
            raise UserKnownError(plain)
        new = Account(
            id=new_id(self._clock),
            name=plain,
            role=role if self.has_users() else Role.ADMIN,
            password_hash=password_hash,
            created_at=self._clock.now(),
        )
        self._repository.add(new)
        return new

    def set_role(self, words: str, role: Role) -> Account:
        """Change what a user may do.

        Raises
        ------
        UserNotFoundError
        LastAdminError
            Nobody would be left who may change who comes in.
        """
        self._repository.lock()
        account = self.find(words)
        if role is not Role.ADMIN:
            # Also of a user who is alone: whoever came next could do nothing about it
            self._check_other_admin(account)
        self._repository.set_role(account.id, role)
        return self.find(account.id)

    def set_password(
        self, words: str, password_hash: str, *, keep_login: str | None = None
    ) -> Account:
        """Keep another password of a user, and end their logins, but perhaps one."""
        self._repository.lock()
        account = self.find(words)
        self._repository.set_password(account.id, password_hash)
        self._repository.remove_logins(account.id, without=keep_login)
        return self.find(account.id)

    def remove(self, words: str, *, opens_to: str | None = None) -> Account:
        """Let somebody in no longer.

        Parameters
        ----------
        opens_to : str, optional
            The address at which everybody could come in if there were no users; None: nobody.

        Raises
        ------
        UserNotFoundError, LastAdminError, WouldOpenError
        """
        self._repository.lock()
        account = self.find(words)
        if self._repository.count() > 1:
            self._check_other_admin(account)
        elif opens_to is not None:
            raise WouldOpenError(opens_to)
        self._repository.remove(account.id)
        return account

    def _check_other_admin(self, account: Account) -> None:
        others = [one for one in self._repository.all() if one.id != account.id]
        if account.role is Role.ADMIN and not any(one.role is Role.ADMIN for one in others):
            raise LastAdminError(account.name)

    # ---- logins

    def sign_in(self, account: Account, client: str) -> NewLogin:
        """Let a browser in, whose user has given the password of `account`.

        Parameters
        ----------
        client : str
            What the browser calls itself.

        Raises
        ------
        LoginRefusedError
            The user is gone, or the password was changed meanwhile.
        """
        self._repository.lock()
        now = self._clock.now()
        current = self._repository.get(account.id)
        if current is None or current.password_hash != account.password_hash:
            raise LoginRefusedError
        self._repository.forget_expired(now)
        secret = new_login_secret(self._entropy)
        told = "".join(c for c in client[:MOST_CLIENT] if c.isprintable())
        login = Login(digest_of(secret), account.id, told, now, now, now + LOGIN_LASTS)
        self._repository.add_login(login)
        self._repository.note_seen(account.id, now)
        return NewLogin(Asker(current.role, Via.LOGIN, current, login.digest), secret)

    def sign_out(self, digest: str) -> None:
        """End a login."""
        self._repository.remove_login(digest)

    def login(self, digest: str) -> Login | None:
        """Return a login that has not expired."""
        found = self._repository.login_of(digest)
        return found if found is not None and found.expires_at > self._clock.now() else None

    # ---- tokens

    def add_token(self, account: Account, name: str) -> NewAccessToken:
        """Make a token that acts as a user; raise TokenNameError."""
        plain = tidy_name(name)
        if not is_printable_name(plain):
            raise TokenNameError(
                f"A name has 1 to {MOST_NAME} characters that can be printed, not {plain[:40]!r}"
            )
        self._repository.lock()
        if any(name_key(one.name) == name_key(plain) for one in self.tokens(account)):
            raise TokenNameError(f"{account.name!r} has a token {plain!r} already")
        token = AccessToken(new_id(self._clock), account.id, plain, self._clock.now())
        text = new_token_secret(self._entropy)
        self._repository.add_token(token, digest_of(text))
        return NewAccessToken(token, text)

    def tokens(self, owner: Account | None = None) -> Sequence[AccessToken]:
        """Return the tokens of a user, or of all, oldest first."""
        return [
            one for one in self._repository.tokens() if owner is None or one.account_id == owner.id
        ]

    def names(self) -> dict[str, str]:
        """Return the names of users by id."""
        return {one.id: one.name for one in self._repository.all()}

    def remove_token(self, words: str, owner: Account | None = None) -> AccessToken:
        """Take a token back, by id or name.

        Parameters
        ----------
        owner : Account, optional
            Only of this user's.

        Raises
        ------
        AccessTokenNotFoundError
        TokenNameError
            Several users have one of that name.
        """
        tokens = self.tokens(owner)
        found = [one for one in tokens if one.id == words.lower()]
        found = found or [one for one in tokens if name_key(one.name) == name_key(words)]
        if not found:
            raise AccessTokenNotFoundError(words)
        if len(found) > 1:
            raise TokenNameError(f"Several users have a token {words[:80]!r}: say its id, or whose")
        self._repository.remove_token(found[0].id)
        return found[0]

    def token(self, digest: str) -> AccessToken | None:
        """Return the token with a digest."""
        return self._repository.token_of(digest)

    # ---- what is noted, hourly at most (`is_note_due`)

    def note_login(self, login: Login) -> None:
        """Note that a login was used: it lasts from now on."""
        now = self._clock.now()
        self._repository.renew_login(login.digest, now, now + LOGIN_LASTS)
        self._repository.note_seen(login.account_id, now)

    def note_token(self, token: AccessToken) -> None:
        """Note that a token was used."""
        now = self._clock.now()
        self._repository.note_token_use(token.id, now)
        self._repository.note_seen(token.account_id, now)

    def note_seen(self, account: Account) -> None:
        """Note that a user was here."""
        self._repository.note_seen(account.id, self._clock.now())


def is_note_due(last: datetime | None, now: datetime) -> bool:
    """Tell whether a use is to be noted: not every request writes."""
    return last is None or now - last >= NOTED_EVERY
