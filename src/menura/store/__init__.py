"""Keep things. The only room that speaks SQL.

One ``Unit`` is one transaction: a request or a job step opens it, the rooms' repositories work
inside it, it is kept if the block ends well and undone if it does not. The same code and the same
contract tests serve SQLite (one file in the data folder) and PostgreSQL (with pgvector).
"""

from menura.store.artifacts import ArtifactsUnavailableError, LocalArtifacts, copy_reference
from menura.store.artifacts_s3 import S3Artifacts, S3Options
from menura.store.engine import closed_store, open_store, sqlite_url
from menura.store.errors import (
    DatabaseBusyError,
    DatabaseDamagedError,
    DatabaseNewerError,
    DatabaseUnreachableError,
    DiskFullError,
)
from menura.store.session_store import SqlSessionStore
from menura.store.unit import Store, Unit

__all__ = [
    "ArtifactsUnavailableError",
    "DatabaseBusyError",
    "DatabaseDamagedError",
    "DatabaseNewerError",
    "DatabaseUnreachableError",
    "DiskFullError",
    "LocalArtifacts",
    "S3Artifacts",
    "S3Options",
    "SqlSessionStore",
    "Store",
    "Unit",
    "closed_store",
    "copy_reference",
    "open_store",
    "sqlite_url",
]
