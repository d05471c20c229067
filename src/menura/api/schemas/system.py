"""Shape what Menura says about itself."""

from typing import Literal

from pydantic import BaseModel, Field

from menura.api.schemas.catalogue import CountsOut


class HealthOut(BaseModel):
    """The process is alive."""

    status: Literal["ok"] = "ok"


class ReadyOut(BaseModel):
    """Menura can serve requests."""

    status: Literal["ready"] = "ready"
    database: str


class StatusOut(BaseModel):
    """What Menura is, and how full it is."""

    version: str
    counts: CountsOut
    sources: int
    samples: bool = Field(description="Whether there are loops, stems or clips to be suggested.")
    playlists: int
    jobs_active: int
    workers: int
    home: str
    trouble: str | None = Field(
        description="What keeps jobs from being done; null when all is well."
    )
