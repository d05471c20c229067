"""Shape productions, prompts and genres."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from menura.studio import (
    DEMO_SEED,
    DEMO_TRACKS,
    Artifact,
    Change,
    ChangeKind,
    Decision,
    Mode,
    Production,
    ProductionState,
    Role,
    to_record,
)

FILES = "/api/v1/studio/productions/{}/files/{}"
MEDIA_TYPES = {
    "wav": "audio/wav",
    "mid": "audio/midi",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "png": "image/png",
    "dawproject": "application/zip",
}


class JobAcceptedOut(BaseModel):
    """A production that was accepted."""

    job_id: UUID = Field(description="Id of the job, and of the production it makes.")
    status_url: str = Field(
        description="Where to ask how far it is.", json_schema_extra={"format": "uri"}
    )


class ParseIn(BaseModel):
    """A sentence to be understood, and fields set by hand."""

    prompt: str
    overrides: dict[str, Any] = Field(default_factory=dict)
    seed: int = 0


class DecisionOut(BaseModel):
    """A choice that was made where something was open or contradictory."""

    field: str
    chosen: str
    reason: str
    rejected: list[str]

    @classmethod
    def of(cls, decision: Decision) -> Self:
        """Shape `decision`."""
        return cls(**to_record(decision))


class AskedSectionOut(BaseModel):
    """A part of the form that a prompt names."""

    name: str
    bars: int | None
    duration_s: float | None


class StructuredPromptOut(BaseModel):
    """What a sentence asks for; what it leaves open is null or empty."""

    style: str | None
    genre: str | None
    blend: str | None
    bpm: float | None
    key: str | None = Field(description="Tonic, as `F#`.")
    mode: Mode | None
    instruments: list[str]
    excluded: list[str]
    structure: list[AskedSectionOut]
    duration_s: float | None
    energy: float | None
    density: float | None
    moods: list[str]
    vocals: str
    references: list[str]
    confidence: dict[str, float]
    reader: str


class PlanOut(BaseModel):
    """What would be made: nothing is open any more."""

    genre: str
    blend: str | None
    bpm: float
    key: str
    mode: Mode
    duration_s: float
    energy: float
    density: float
    brightness: float
    instruments: list[str]
    excluded: list[str]
    sections: list[AskedSectionOut]


class ParseOut(BaseModel):
    """How a sentence is read, and what would be made of it."""

    prompt: StructuredPromptOut
    plan: PlanOut
    decisions: list[DecisionOut]


class DemoIn(BaseModel):
    """How large a demo library is to be, and from which seed."""

    count: int = Field(DEMO_TRACKS, ge=1, le=2000)
    seed: int = Field(DEMO_SEED, ge=0, lt=2**31)


class GenreOut(BaseModel):
    """A kind of music that the studio knows."""

    id: str
    title: str
    description: str
    family: str
    tempo_bpm: tuple[float, float]
    modes: list[Mode]
    stems: list[Role]
    aliases: list[str]


class GenresOut(BaseModel):
    """All genres."""

    items: list[GenreOut]


class OptionsOut(BaseModel):
    """What a request may choose from."""

    profiles: list[str]
    generators: list[str]
    instruments: list[str]
    sections: list[str]
    modes: list[Mode]
    shortest_s: float
    longest_s: float
    reference_mb: int


class FormSectionOut(BaseModel):
    """A part of the form in its place."""

    name: str
    start_s: float
    end_s: float
    energy: float


class ProductionOut(BaseModel):
    """A production, as lists show it."""

    id: UUID
    title: str
    prompt: str
    state: ProductionState
    seed: int
    engine_version: str
    genre: str | None
    blend: str | None
    bpm: float | None
    key: str | None
    mode: Mode | None
    duration_s: float | None
    stems: list[str]
    loudness_lufs: float | None
    qa_passed: bool | None
    size_bytes: int
    parent_id: UUID | None
    change: str | None = Field(description="What was made anew of the parent, in words.")
    mix_url: str | None
    error_code: str | None
    error_message: str | None
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, production: Production) -> Self:
        """Shape `production`."""
        return cls(**production_fields(production))


class ProductionsOut(BaseModel):
    """A part of the list of productions, newest first."""

    items: list[ProductionOut]
    total: int


class ArtifactOut(BaseModel):
    """A file of a production."""

    name: str
    url: str
    size_bytes: int
    content_type: str


class StemOut(BaseModel):
    """A stem of a production."""

    role: Role
    url: str
    patch: str | None


class ReferenceOut(BaseModel):
    """The reference of a production, for comparing by ear at the same loudness."""

    name: str
    url: str | None = Field(description="Null where its file is not there any more.")
    loudness_lufs: float | None
    gain_db: float | None = Field(description="Makes it as loud as the mix.")
    bpm: float | None
    key: str | None
    mode: Mode | None


class ProductionDetailOut(ProductionOut):
    """Everything about a production."""

    structured_prompt: StructuredPromptOut | None
    plan: dict[str, Any] | None
    decisions: list[DecisionOut]
    sections: list[FormSectionOut]
    stem_files: list[StemOut]
    artifacts: list[ArtifactOut]
    reference: ReferenceOut | None
    qa: dict[str, Any] | None = Field(description="The report, as in `qa.json`.")
    children: list[ProductionOut]
    pack_url: str | None = Field(description="All files as one ZIP archive.")


class PeaksOut(BaseModel):
    """Outlines for drawing: lowest and highest sample of equal pieces, by file."""

    files: dict[str, list[tuple[float, float]]]


class PartNotesOut(BaseModel):
    """What a stem plays: notes as start and length in beats, MIDI pitch, velocity 0 to 1."""

    role: Role
    patch: str
    notes: list[tuple[float, float, int, float]]


class NotesOut(BaseModel):
    """The notes of a production; drums by their General MIDI keys."""

    bpm: float
    length_beats: float
    roles: list[PartNotesOut]


class ChangeIn(BaseModel):
    """What to make anew; the rest is kept."""

    kind: ChangeKind
    role: Role | None = Field(None, description="For `stem`.")
    section: int | None = Field(None, ge=0, description="For `section`: its place from 0.")
    key: str | None = Field(
        None, max_length=40, description="For `key`: as `F minor`, `Bb` or `8A`."
    )
    bpm: float | None = Field(None, description="For `tempo`.")
    distance: float = Field(0.5, ge=0, le=1, description="For `variation`: 0 near, 1 far.")
    seed: int | None = Field(None, ge=1, lt=2**31, description="Draw from this seed.")

    def change(self) -> Change:
        """Return it as the studio knows it."""
        return Change(
            kind=self.kind,
            role=self.role,
            section=self.section,
            key=self.key,
            bpm=self.bpm,
            distance=self.distance,
        )


def file_url(production_id: str, name: str) -> str:
    """Return where a file of a production is served."""
    return FILES.format(production_id, name)


def media_type(name: str) -> str:
    """Return what a file is, by its ending."""
    return MEDIA_TYPES.get(name.rsplit(".", 1)[-1], "application/octet-stream")


def shape_artifact(production_id: str, artifact: Artifact) -> ArtifactOut:
    """Shape a file of a production."""
    return ArtifactOut(
        name=artifact.name,
        url=file_url(production_id, artifact.name),
        size_bytes=artifact.size_bytes,
        content_type=media_type(artifact.name),
    )


def production_fields(production: Production) -> dict[str, Any]:
    """Return what both shapes of a production share."""
    summary, request = production.summary, production.request
    told: Mapping[str, Any] = {
        name: summary.get(name)
        for name in ("genre", "blend", "bpm", "key", "mode", "duration_s", "loudness_lufs")
    }
    return {
        **told,
        "id": production.id,
        "title": production.title,
        "prompt": request.prompt,
        "state": production.state,
        "seed": request.seed,
        "engine_version": production.engine_version,
        "stems": list(summary.get("stems", ())),
        "qa_passed": production.qa_passed,
        "size_bytes": production.size_bytes,
        "parent_id": request.parent_id,
        "change": summary.get("change"),
        "mix_url": file_url(production.id, "mix.wav") if summary else None,
        "error_code": production.error_code,
        "error_message": production.error_message,
        "created_at": production.created_at,
        "finished_at": production.finished_at,
    }
