"""Name what can go wrong with models.

::

    InvalidInputError
    ├── InvalidModelError          model_invalid          a file is no model Menura can use
    └── InvalidModelInputError     model_input_invalid    a model was given something else to hear
    NotFoundError
    └── ModelNotFoundError         model_not_found        nothing of that name, role or hash
    ConflictError
    ├── ModelTakenError            model_taken            another file already has that role
    └── TextModelMissingError      text_model_missing     no model understands words
    UnavailableError
    ├── ModelRuntimeMissingError   model_runtime_missing  an optional library is not installed
    ├── ModelChangedError          model_changed          a file is not the one it was
    └── ModelStorageError          model_storage          the folder cannot be read or written
"""

from menura.kernel.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    UnavailableError,
)


class InvalidModelError(InvalidInputError):
    """Say that a file is no model, or not one Menura can use."""

    code = "model_invalid"


class InvalidModelInputError(InvalidInputError):
    """Say that a model was given something of the wrong shape or length."""

    code = "model_input_invalid"


class ModelNotFoundError(NotFoundError):
    """Say that no model has that name, role or hash."""

    code = "model_not_found"


class ModelTakenError(ConflictError):
    """Say that another file already plays that role."""

    code = "model_taken"


class ModelRuntimeMissingError(UnavailableError):
    """Say that a library models need is not installed."""

    code = "model_runtime_missing"


class TextModelMissingError(ConflictError):
    """Say that no model that understands words was added."""

    code = "text_model_missing"

    def __init__(self) -> None:
        super().__init__(
            "No model that understands words was added: `menura models add` takes CLAP's text "
            "model and its tokenizer."
        )


class ModelChangedError(UnavailableError):
    """Say that a file is missing or holds other bytes than it did."""

    code = "model_changed"


class ModelStorageError(UnavailableError):
    """Say that the folder of models cannot be read or written."""

    code = "model_storage"
