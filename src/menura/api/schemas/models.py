"""Shape the models that are there."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, Field

from menura.api.schemas.catalogue import In
from menura.embedding import ModelCheck, ModelFile, ModelRole


class ModelOut(BaseModel):
    """A model file, and what it is for."""

    name: str
    sha256: str
    size_bytes: int
    role: str | None = Field(description="What it does; null if it cannot be used.")
    used: bool = Field(description="Whether tracks are heard with it.")
    problem: str | None = Field(description="Why it cannot be used.")

    @classmethod
    def of(cls, folder: Path, file: ModelFile, *, used: bool) -> Self:
        """Shape `file`, which lies somewhere below `folder`."""
        return cls(
            name=file.path.relative_to(folder).as_posix(),
            sha256=file.sha256,
            size_bytes=file.size_bytes,
            role=file.role.value if file.role else None,
            used=used,
            problem=file.problem,
        )


class ModelsOut(BaseModel):
    """The folder of models, and what lies in it."""

    folder: str
    items: list[ModelOut]


class ModelIn(In):
    """A model file on the server to be copied into the folder."""

    path: str = Field(min_length=1, description="An ONNX file, a tokenizer, or a folder of them.")
    role: ModelRole | None = Field(None, description="What a file is, where nothing else tells.")
    replace: bool = Field(False, description="Even if its role is taken.")


class ModelCheckOut(BaseModel):
    """Whether a model can be used, and why not."""

    model: ModelOut
    ok: bool
    message: str

    @classmethod
    def of(cls, folder: Path, check: ModelCheck, *, used: bool) -> Self:
        """Shape `check`."""
        model = ModelOut.of(folder, check.file, used=used)
        return cls(model=model, ok=check.ok, message=check.message)


class ModelChecksOut(BaseModel):
    """What became of a check of all models."""

    items: list[ModelCheckOut]
