"""State what the studio needs from other rooms."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from menura.studio.production import Production, ProductionPage, ProductionState


class ProductionRepository(Protocol):
    """Keep the rows of productions; every method is part of one transaction."""

    def add(self, new: Production) -> None:
        """Keep a new production; the same id again changes nothing."""
        ...

    def get(self, production_id: str) -> Production:
        """Return a production; raise ProductionNotFoundError."""
        ...

    def page(self, *, limit: int, offset: int) -> ProductionPage:
        """Return productions, newest first."""
        ...

    def children(self, production_id: str) -> Sequence[Production]:
        """Return what was made from a production, oldest first."""
        ...

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
        ...

    def remove(self, production_id: str) -> None:
        """Forget a production; raise ProductionNotFoundError."""
        ...


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file of a production as an artifact store lists it; `name` is below the production."""

    name: str
    size_bytes: int


class ArtifactStore(Protocol):
    """Keep the files of productions: a folder, or any store that speaks S3."""

    def put(self, production_id: str, name: str, file: Path) -> None:
        """Keep a file under a name, replacing what was there; whole or not at all."""
        ...

    def list(self, production_id: str) -> Sequence[Artifact]:
        """Return the files of a production by name."""
        ...

    def size_bytes(self, production_id: str, name: str) -> int:
        """Return how long a file is; raise ArtifactNotFoundError."""
        ...

    def read(
        self, production_id: str, name: str, start: int = 0, end: int | None = None
    ) -> Iterator[bytes]:
        """Yield the bytes from `start` to before `end`; raise ArtifactNotFoundError."""
        ...

    def fetch(self, production_id: str, name: str, target: Path) -> None:
        """Copy a file to `target`; raise ArtifactNotFoundError."""
        ...

    def remove(self, production_id: str) -> None:
        """Remove all files of a production."""
        ...

    def discard(self, production_id: str, name: str) -> None:
        """Remove one file, if it is there."""
        ...

    def check(self) -> None:
        """Raise an UnavailableError if files cannot be kept."""
        ...
