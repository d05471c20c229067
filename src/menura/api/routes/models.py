"""Serve the models tracks are heard with."""

from pathlib import Path

from fastapi import APIRouter, Response, status

from menura.api.deps import MenuraDep
from menura.api.schemas.models import ModelCheckOut, ModelChecksOut, ModelIn, ModelOut, ModelsOut
from menura.embedding import ApartModelFolder, files_in_use

router = APIRouter(prefix="/models", tags=["models"])


@router.get("")
def list_models(menura: MenuraDep) -> ModelsOut:
    """List the model files that are there and what each is for."""
    return shape_models(menura.models)


@router.post("", status_code=status.HTTP_201_CREATED)
def add_model(body: ModelIn, menura: MenuraDep) -> ModelsOut:
    """Copy a model file on the server into the folder, if it can be used."""
    menura.models.add(Path(body.path), role=body.role, replace=body.replace)
    return shape_models(menura.models)


@router.post("/check")
def check_models(menura: MenuraDep) -> ModelChecksOut:
    """Read every model anew, load it and run it once."""
    return shape_checks(menura.models)


@router.delete("/{name:path}", status_code=status.HTTP_204_NO_CONTENT)
def remove_model(name: str, menura: MenuraDep) -> Response:
    """Delete a model by file name, role or hash; what was heard with it stays."""
    menura.models.remove(name)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


def shape_models(folder: ApartModelFolder) -> ModelsOut:
    """Shape the folder of models."""
    files = folder.files()
    used = set(files_in_use(files).values())
    items = [ModelOut.of(folder.path, file, used=file in used) for file in files]
    return ModelsOut(folder=str(folder.path), items=items)


def shape_checks(folder: ApartModelFolder) -> ModelChecksOut:
    """Check all models and shape what came of it."""
    checks = folder.check()
    used = set(files_in_use([check.file for check in checks]).values())
    items = [ModelCheckOut.of(folder.path, check, used=check.file in used) for check in checks]
    return ModelChecksOut(items=items)
