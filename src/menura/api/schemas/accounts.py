"""Shape who may come in."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, Field, SecretStr

from menura.accounts import AccessToken, AccountSummary, Asker

Role = Literal["admin", "member"]


class LoginIn(BaseModel):
    """A name and its password."""

    name: str = Field(max_length=80)
    password: SecretStr = Field(max_length=1_000)


class AccountOut(BaseModel):
    """Who asks, and whether Menura wants to know."""

    needs_login: bool = Field(
        description="Nobody comes in without signing in, and who asks has not."
    )
    name: str | None = Field(
        description="The user's name; null where nobody has to sign in, and for `environment`."
    )
    role: Role | None = Field(description="What they may do; null until they have signed in.")
    via: Literal["open", "login", "token", "environment"] | None = Field(
        description="`open`: nobody has to sign in; `environment`: MENURA_PASSWORD or MENURA_TOKEN."
    )
    has_users: bool

    @classmethod
    def of(cls, asker: Asker | None, *, has_users: bool) -> Self:
        """Shape who asks; None: somebody who has not signed in."""
        if asker is None:
            return cls(needs_login=True, name=None, role=None, via=None, has_users=has_users)
        return cls(
            needs_login=False,
            name=asker.account.name if asker.account is not None else None,
            role=asker.role.value,
            via=asker.via.value,
            has_users=has_users,
        )


class OwnPasswordIn(BaseModel):
    """Another password for whoever asks."""

    current: SecretStr = Field(max_length=1_000)
    new: SecretStr = Field(max_length=1_000)


class UserOut(BaseModel):
    """Somebody who may come in."""

    id: str
    name: str
    role: Role
    created_at: datetime
    last_seen_at: datetime | None
    logins: int = Field(description="Browsers they are signed in with.")
    tokens: int

    @classmethod
    def of(cls, summary: AccountSummary) -> Self:
        """Shape a user."""
        account = summary.account
        return cls(
            id=account.id,
            name=account.name,
            role=account.role.value,
            created_at=account.created_at,
            last_seen_at=account.last_seen_at,
            logins=summary.logins,
            tokens=summary.tokens,
        )


class UsersOut(BaseModel):
    """Everybody who may come in."""

    items: list[UserOut]


class NewUserIn(BaseModel):
    """Somebody who is to come in."""

    name: str = Field(max_length=80)
    password: SecretStr = Field(max_length=1_000)
    role: Role = "member"


class UserEdit(BaseModel):
    """What is to be another with somebody; what is left out stays."""

    role: Role | None = None
    password: SecretStr | None = Field(None, max_length=1_000)


class AccessTokenOut(BaseModel):
    """What a program comes in with, in the name of a user."""

    id: str
    name: str
    user: str
    created_at: datetime
    last_used_at: datetime | None

    @classmethod
    def of(cls, token: AccessToken, user: str) -> "AccessTokenOut":
        """Shape a token of a user of that name."""
        return AccessTokenOut(
            id=token.id,
            name=token.name,
            user=user,
            created_at=token.created_at,
            last_used_at=token.last_used_at,
        )


class AccessTokensOut(BaseModel):
    """The tokens of whoever asks; those of all users for an admin."""

    items: list[AccessTokenOut]


class NewAccessTokenIn(BaseModel):
    """A token to be made."""

    name: str = Field(max_length=80, description="What it is for.")


class NewAccessTokenOut(AccessTokenOut):
    """A token just made."""

    token: str = Field(description="Shown this once.")
