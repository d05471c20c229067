"""Keep users in SQL, and digests of what they come in with."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, RowMapping, Table, delete, func, insert, select, update
from sqlalchemy import text as sql_text

from menura.accounts import AccessToken, Account, Login, Role, name_key
from menura.kernel.ids import is_id
from menura.store.account_tables import access_token, account, login


class SqlAccounts:
    """Users, their logins and their tokens, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lock(self) -> None:
        """Let nobody else change users until this transaction ends; others may still read.

        SQLite has one writer at a time anyway.
        """
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(sql_text("LOCK TABLE account IN EXCLUSIVE MODE"))

    def count(self) -> int:
        """Return how many users there are."""
        return self._connection.execute(select(func.count()).select_from(account)).scalar_one()

    def all(self) -> Sequence[Account]:
        """Return all users, by name."""
        query = select(*_columns(Account, account)).order_by(account.c.name_key)
        return [_account(row) for row in self._connection.execute(query).mappings()]

    def get(self, account_id: str) -> Account | None:
        """Return a user."""
        return self._one(account.c.id == account_id) if is_id(account_id) else None

    def named(self, name: str) -> Account | None:
        """Return the user of a name; capitals do not count."""
        return self._one(account.c.name_key == name_key(name).replace("\0", "?"))

    def _one(self, mine: Any) -> Account | None:
        query = select(*_columns(Account, account)).where(mine)
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else _account(row)

    def add(self, new: Account) -> None:
        """Keep a new user."""
        values = asdict(new) | {"role": new.role.value, "name_key": name_key(new.name)}
        self._connection.execute(insert(account).values(values))

    def set_role(self, account_id: str, role: Role) -> None:
        """Change what a user may do."""
        self._change(account_id, role=role.value)

    def set_password(self, account_id: str, password_hash: str) -> None:
        """Keep another password."""
        self._change(account_id, password_hash=password_hash)

    def note_seen(self, account_id: str, at: datetime) -> None:
        """Note that a user was here."""
        self._change(account_id, last_seen_at=at)

    def _change(self, account_id: str, **values: object) -> None:
        mine = account.c.id == account_id
        self._connection.execute(update(account).where(mine).values(**values))

    def remove(self, account_id: str) -> None:
        """Forget a user with all they come in with."""
        self._connection.execute(delete(account).where(account.c.id == account_id))

    # ---- logins

    def add_login(self, new: Login) -> None:
        """Keep a login."""
        self._connection.execute(insert(login).values(asdict(new)))

    def login_of(self, digest: str) -> Login | None:
        """Return the login with a digest, also one that has expired."""
        query = select(login).where(login.c.digest == digest)
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else Login(**row)

    def renew_login(self, digest: str, at: datetime, expires_at: datetime) -> None:
        """Note that a login was used, and let it last longer."""
        values = {"last_used_at": at, "expires_at": expires_at}
        self._connection.execute(update(login).where(login.c.digest == digest).values(values))

    def remove_login(self, digest: str) -> None:
        """End a login."""
        self._connection.execute(delete(login).where(login.c.digest == digest))

    def remove_logins(self, account_id: str, *, without: str | None = None) -> None:
        """End all logins of a user but one."""
        mine = login.c.account_id == account_id
        if without is not None:
            mine &= login.c.digest != without
        self._connection.execute(delete(login).where(mine))

    def forget_expired(self, now: datetime) -> None:
        """Forget logins that have expired."""
        self._connection.execute(delete(login).where(login.c.expires_at <= now))

    def login_counts(self, now: datetime) -> Mapping[str, int]:
        """Return by user how many logins have not expired."""
        query = (
            select(login.c.account_id, func.count())
            .where(login.c.expires_at > now)
            .group_by(login.c.account_id)
        )
        return {row[0]: row[1] for row in self._connection.execute(query)}

    # ---- tokens

    def add_token(self, token: AccessToken, digest: str) -> None:
        """Keep a token, by its SHA-256 alone."""
        self._connection.execute(insert(access_token).values(asdict(token) | {"digest": digest}))

    def tokens(self) -> Sequence[AccessToken]:
        """Return all tokens, oldest first."""
        query = select(*_columns(AccessToken, access_token)).order_by(
            access_token.c.created_at, access_token.c.id
        )
        return [AccessToken(**row) for row in self._connection.execute(query).mappings()]

    def token_of(self, digest: str) -> AccessToken | None:
        """Return the token with a digest."""
        mine = access_token.c.digest == digest
        query = select(*_columns(AccessToken, access_token)).where(mine)
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else AccessToken(**row)

    def note_token_use(self, token_id: str, at: datetime) -> None:
        """Note that a token was used."""
        mine = access_token.c.id == token_id
        self._connection.execute(update(access_token).where(mine).values(last_used_at=at))

    def remove_token(self, token_id: str) -> None:
        """Take a token back."""
        self._connection.execute(delete(access_token).where(access_token.c.id == token_id))


def _account(row: RowMapping) -> Account:
    values = dict(row)
    return Account(**values | {"role": Role(values["role"])})


def _columns(cls: type[Account] | type[AccessToken], table: Table) -> "list[Column[Any]]":
    return [table.c[f.name] for f in fields(cls)]
