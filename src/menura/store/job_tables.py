"""Name the tables of work, and their columns."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
)

from menura.store.tables import id_column, metadata
from menura.store.types import Id, JsonColumn, UtcDateTime

job = Table(
    "job",
    metadata,
    id_column(primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("title", Text, nullable=False),
    Column("payload", JsonColumn, nullable=False),
    Column("parent_id", ForeignKey("job.id", ondelete="CASCADE")),
    Column("queue", String(20), nullable=False),
    Column("priority", SmallInteger, nullable=False),
    Column("singleton_key", String(200)),
    Column("status", String(20), nullable=False),
    Column("progress", Float, nullable=False),
    Column("stage", Text, nullable=False),
    Column("counts", JsonColumn, nullable=False),
    Column("rate_per_minute", Float),
    Column("time_left_s", Float),
    Column("cancel_requested", Boolean, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("owner", Id()),  # the run that may report
    Column("ticket", Integer, nullable=False),
    Column("dispatched", Boolean, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("error_code", String(60)),
    Column("error_message", Text),
    Column("result", JsonColumn),
    Column("created_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("revision", BigInteger, nullable=False),
    Index("ix_job_revision", "revision"),
    Index("ix_job_parent", "parent_id", "created_at"),
    Index("ix_job_status", "status", "dispatched", "priority"),
)

job_log = Table(
    "job_log",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("job_id", ForeignKey("job.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("level", String(10), nullable=False),
    Column("message", Text, nullable=False),
    Index("ix_job_log_job", "job_id", "number"),
)

worker_lease = Table(
    "worker_lease",
    metadata,
    Column("executor_id", String(80), primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False),
)

schedule = Table(
    "schedule",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("title", Text, nullable=False),
    Column("cron", String(80), nullable=False),
    Column("payload", JsonColumn, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("next_at", UtcDateTime),
    Column("last_job_id", Id()),
)
