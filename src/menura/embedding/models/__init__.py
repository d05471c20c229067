"""Keep the model files somebody brought along: find them, know what each is, refuse what is none.

Menura ships no weights and fetches none. See `docs/howto/models.md` for which files fit.

::

    model         roles, moods and what is known of a file
    onnx_file     reads the outline of an ONNX file, without any library
    probe         opens a model and tells its role from its inputs and outputs
    listing       which files lie in a folder, remembered by size and time of change
    folder        list, add, check, remove
    clap_export   converts a downloaded snapshot of CLAP
    apart         does all that in a process of its own
"""

from menura.embedding.models.apart import ApartModelFolder
from menura.embedding.models.folder import ModelFolder
from menura.embedding.models.model import MOODS, ModelCheck, ModelFile, ModelRole, files_in_use

__all__ = [
    "MOODS",
    "ApartModelFolder",
    "ModelCheck",
    "ModelFile",
    "ModelFolder",
    "ModelRole",
    "files_in_use",
]
