"""Name the tables of who may come in, and of settings that are kept, and their columns."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text

from menura.store.tables import id_column, metadata
from menura.store.types import Id, JsonColumn, UtcDateTime

account = Table(
    "account",
    metadata,
    id_column(primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False, unique=True),  # so that Bob and bob are one
    Column("role", String(10), nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime),
)

# The words that open a door are kept nowhere, only their digests.
login = Table(
    "login",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("account_id", Id, ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("client", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Index("ix_login_account_id", "account_id"),
)

access_token = Table(
    "access_token",
    metadata,
    id_column(primary_key=True),
    Column("account_id", Id, ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
    Index("ix_access_token_account_id", "account_id"),
)

kept_setting = Table(
    "kept_setting",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", JsonColumn),
    Column("sealed", Text),  # a secret, in place of the value
    Column("changed_at", UtcDateTime, nullable=False),
)
