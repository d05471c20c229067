"""Turn what was heard into vectors that can be compared.

Knows embedders and their spaces. Must never know a track or an index.

The default, `DspEmbedder`, needs no model: it is arithmetic on `menura.audio.frames.Frames`.
Neural spaces hear with model files people bring along (`ApartModelFolder`), each in a process of
its own (`infer`). Everything is loaded on first use, so that importing this door stays cheap.

Examples
--------
>>> from menura.embedding import DspEmbedder
>>> embedder = DspEmbedder()
>>> embedder.space, embedder.dimension
('dsp', 256)
>>> vector = embedder.embed(heard.frames)                   # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING

from menura.embedding.model import DSP, Embedder, Space
from menura.embedding.model_hearing import CLAP, MUSICNN, ModelHearing

if TYPE_CHECKING:
    from menura.embedding.inference import InferenceRequest, ModelPin, infer, pin_files
    from menura.embedding.models import (
        ApartModelFolder,
        ModelCheck,
        ModelFile,
        ModelRole,
        files_in_use,
    )
    from menura.embedding.neural import NEURAL_SPACES, prepare_inputs
    from menura.embedding.providers.dsp import DspEmbedder
    from menura.embedding.providers.fake import FakeEmbedder
    from menura.embedding.text_search import TextSearch

__all__ = [
    "CLAP",
    "DSP",
    "MUSICNN",
    "NEURAL_SPACES",
    "ApartModelFolder",
    "DspEmbedder",
    "Embedder",
    "FakeEmbedder",
    "InferenceRequest",
    "ModelCheck",
    "ModelFile",
    "ModelHearing",
    "ModelPin",
    "ModelRole",
    "Space",
    "TextSearch",
    "files_in_use",
    "infer",
    "pin_files",
    "prepare_inputs",
]

_LAZY = {
    "NEURAL_SPACES": "menura.embedding.neural",
    "ApartModelFolder": "menura.embedding.models",
    "DspEmbedder": "menura.embedding.providers.dsp",
    "FakeEmbedder": "menura.embedding.providers.fake",
    "InferenceRequest": "menura.embedding.inference",
    "ModelCheck": "menura.embedding.models",
    "ModelFile": "menura.embedding.models",
    "ModelPin": "menura.embedding.inference",
    "ModelRole": "menura.embedding.models",
    "TextSearch": "menura.embedding.text_search",
    "files_in_use": "menura.embedding.models",
    "infer": "menura.embedding.inference",
    "pin_files": "menura.embedding.inference",
    "prepare_inputs": "menura.embedding.neural",
}


def __getattr__(name: str) -> object:
    """Load a provider when it is first asked for (PEP 562)."""
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    provider: object = getattr(import_module(_LAZY[name]), name)
    return provider
