"""Run migrations over the connection that ``menura.store.schema`` hands in."""

from alembic import context
from sqlalchemy.schema import SchemaItem

import menura.store.account_tables
import menura.store.collection_tables
import menura.store.discover_tables
import menura.store.job_tables
import menura.store.server_tables
import menura.store.session_tables
import menura.store.suggestion_tables  # noqa: F401 - its tables join the metadata
from menura.store.tables import metadata

# Made by hand in the migrations: full-text search has no common form.
BY_HAND = ("track_search", "ix_track_search")


def include(thing: SchemaItem, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    """Leave what was made by hand out of comparisons."""
    return not (name or "").startswith(BY_HAND)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    include_object=include,
)
with context.begin_transaction():
    context.run_migrations()
