"""State what accounts need of a store."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from menura.accounts.model import AccessToken, Account, Login, Role


class AccountRepository(Protocol):
    """Keep users, and what they come in with: of secrets, digests alone."""

    def lock(self) -> None:
        """Let nobody else change users until this transaction ends."""
        ...

    def count(self) -> int:
        """Return how many users there are."""
        ...

    def all(self) -> Sequence[Account]:
        """Return all users, by name."""
        ...

    def get(self, account_id: str) -> Account | None:
        """Return a user."""
        ...

    def named(self, name: str) -> Account | None:
        """Return the user of a name; capitals do not count."""
        ...

    def add(self, account: Account) -> None:
        """Keep a new user."""
        ...

    def set_role(self, account_id: str, role: Role) -> None:
        """Change what a user may do."""
        ...

    def set_password(self, account_id: str, password_hash: str) -> None:
        """Keep another password."""
        ...

    def note_seen(self, account_id: str, at: datetime) -> None:
        """Note that a user was here."""
        ...

    def remove(self, account_id: str) -> None:
        """Forget a user with all they come in with."""
        ...

    # ---- logins

    def add_login(self, login: Login) -> None:
        """Keep a login."""
        ...

    def login_of(self, digest: str) -> Login | None:
        """Return the login with a digest, also one that has expired."""
        ...

    def renew_login(self, digest: str, at: datetime, expires_at: datetime) -> None:
        """Note that a login was used, and let it last longer."""
        ...

    def remove_login(self, digest: str) -> None:
        """End a login."""
        ...

    def remove_logins(self, account_id: str, *, without: str | None = None) -> None:
        """End all logins of a user but one."""
        ...

    def forget_expired(self, now: datetime) -> None:
        """Forget logins that have expired."""
        ...

    def login_counts(self, now: datetime) -> Mapping[str, int]:
        """Return by user how many logins have not expired."""
        ...

    # ---- tokens

    def add_token(self, token: AccessToken, digest: str) -> None:
        """Keep a token, by its SHA-256 alone."""
        ...

    def tokens(self) -> Sequence[AccessToken]:
        """Return all tokens, oldest first."""
        ...

    def token_of(self, digest: str) -> AccessToken | None:
        """Return the token with a digest."""
        ...

    def note_token_use(self, token_id: str, at: datetime) -> None:
        """Note that a token was used."""
        ...

    def remove_token(self, token_id: str) -> None:
        """Take a token back."""
        ...
