"""Say what users, their logins and their tokens are, and who asks."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum


class Role(Enum):
    """What a user may do: everything, or everything but look after Menura itself."""

    ADMIN = "admin"
    MEMBER = "member"


class Via(Enum):
    """How somebody came in."""

    OPEN = "open"  # nobody has to sign in
    LOGIN = "login"  # a cookie, or name and password
    TOKEN = "token"
    ENVIRONMENT = "environment"  # MENURA_PASSWORD or MENURA_TOKEN


@dataclass(frozen=True, slots=True)
class Account:
    """A user: a name, a role, and what is kept of the password."""

    id: str
    name: str
    role: Role
    password_hash: str = field(repr=False)
    created_at: datetime
    last_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Login:
    """A browser that somebody is signed in with; `digest` is of what its cookie holds."""

    digest: str = field(repr=False)
    account_id: str
    client: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What a program comes in with, in the name of a user."""

    id: str
    account_id: str
    name: str
    created_at: datetime
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewAccessToken:
    """A token that was just made; its text is shown once and kept nowhere."""

    token: AccessToken
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewLogin:
    """A login that was just made; `secret` is what the cookie holds, and is kept nowhere."""

    asker: "Asker"
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """A user, with the number of browsers and tokens they come in with."""

    account: Account
    logins: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks.

    Attributes
    ----------
    account : Account, optional
        None for whoever comes in by the environment, or through an open door.
    login : str, optional
        Digest of the login they come in with.
    """

    role: Role
    via: Via
    account: Account | None = None
    login: str | None = field(default=None, repr=False)

    @property
    def is_admin(self) -> bool:
        """Tell whether they may do everything."""
        return self.role is Role.ADMIN


ANYBODY = Asker(Role.ADMIN, Via.OPEN)
THE_OWNER = Asker(Role.ADMIN, Via.ENVIRONMENT)
