"""Keep who may come in, and settings that are chosen in the page; find tracks by their kind."""

import sqlalchemy as sa
from alembic import op

from menura.store.types import Id, JsonColumn, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of accounts, of what opens the door to them, and of settings."""
    op.create_table(
        "account",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name_key", name=op.f("uq_account_name_key")),
    )
    op.create_table(
        "login",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", Id(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_used_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        _to_account("login"),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_login")),
    )
    op.create_index("ix_login_account_id", "login", ["account_id"])
    op.create_table(
        "access_token",
        sa.Column("id", Id(), nullable=False),
        sa.Column("account_id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_used_at", UtcDateTime(), nullable=True),
        _to_account("access_token"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_access_token_digest")),
    )
    op.create_index("ix_access_token_account_id", "access_token", ["account_id"])
    op.create_table(
        "kept_setting",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", JsonColumn, nullable=True),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_kept_setting")),
    )
    _create_track_indexes()


def _create_track_indexes() -> None:
    op.create_index("ix_track_kind", "track", ["kind"])
    for name, column, condition in (
        ("ix_track_favourite", "number", "favourite"),
        ("ix_track_rating", "rating", "rating IS NOT NULL"),
    ):
        where = sa.text(condition)
        op.create_index(name, "track", [column], sqlite_where=where, postgresql_where=where)


def _to_account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["account_id"],
        ["account.id"],
        name=op.f(f"fk_{table}_account_id_account"),
        ondelete="CASCADE",
    )


def downgrade() -> None:
    """Drop them: whoever may come in then is said by the environment alone."""
    for index in ("ix_track_kind", "ix_track_favourite", "ix_track_rating"):
        op.drop_index(index, "track")
    for table in ("kept_setting", "access_token", "login", "account"):
        op.drop_table(table)
