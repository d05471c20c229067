"""Keep productions in SQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from menura.kernel.ids import is_id
from menura.store.tables import production
from menura.studio import (
    Production,
    ProductionNotFoundError,
    ProductionPage,
    ProductionRequest,
    ProductionState,
    from_record,
    to_record,
)


class SqlProductions:
    """Productions, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Production) -> None:
        """Keep a new production; the same id again changes nothing."""
        known = select(production.c.id).where(production.c.id == new.id)
        if self._connection.execute(known).one_or_none() is not None:
            return
        self._connection.execute(
            insert(production).values(
                id=new.id,
                title=new.title,
                request=to_record(new.request),
                parent_id=new.request.parent_id,
                state=new.state.value,
                engine_version=new.engine_version,
                created_at=new.created_at,
                summary=dict(new.summary),
                size_bytes=new.size_bytes,
            )
        )

    def get(self, production_id: str) -> Production:
        """Return a production; raise ProductionNotFoundError."""
        row = None
        if is_id(production_id):
            query = select(production).where(production.c.id == production_id)
            row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise ProductionNotFoundError(production_id)
        return _production(row)

    def page(self, *, limit: int, offset: int) -> ProductionPage:
        """Return productions, newest first."""
        total = self._connection.execute(select(func.count()).select_from(production)).scalar_one()
        newest_first = select(production).order_by(
            production.c.created_at.desc(), production.c.id.desc()
        )
        rows = self._connection.execute(newest_first.limit(limit).offset(offset)).mappings()
        return ProductionPage([_production(row) for row in rows], total)

    def children(self, production_id: str) -> Sequence[Production]:
        """Return what was made from a production, oldest first."""
        query = select(production).where(production.c.parent_id == production_id)
        rows = self._connection.execute(query.order_by(production.c.created_at, production.c.id))
        return [_production(row) for row in rows.mappings()]

    def update(
        self,
        production_id: str,
        *,
        state: ProductionState | None = None,
        summary: Mapping[str, Any] | None = None,
        qa_passed: bool | None = None,
        size_bytes: int | None = None,
        finished_at: datetime | None = None,
        error_code: str | None = None,
        error_message: str | None = None,
    ) -> None:
        """Change what is not None."""
        told: dict[str, Any] = {
            "state": state.value if state is not None else None,
            "summary": dict(summary) if summary is not None else None,
            "qa_passed": qa_passed,
            "size_bytes": size_bytes,
            "finished_at": finished_at,
            "error_code": error_code,
            "error_message": error_message,
        }
        values = {name: value for name, value in told.items() if value is not None}
        self._connection.execute(
            update(production).where(production.c.id == production_id).values(**values)
        )

    def remove(self, production_id: str) -> None:
        """Forget a production; what was made from it stays."""
        self.get(production_id)
        mine = production.c.id == production_id
        self._connection.execute(delete(production).where(mine))


def _production(row: RowMapping) -> Production:
    return Production(
        id=row["id"],
        title=row["title"],
        request=from_record(ProductionRequest, row["request"]),
        state=ProductionState(row["state"]),
        engine_version=row["engine_version"],
        created_at=row["created_at"],
        finished_at=row["finished_at"],
        summary=row["summary"],
        qa_passed=row["qa_passed"],
        size_bytes=row["size_bytes"],
        error_code=row["error_code"],
        error_message=row["error_message"],
    )
