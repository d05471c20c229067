"""Turn what was heard into vectors that can be compared.

Knows embedders and their spaces. Must never know a track, a file or an index.

The default, `DspEmbedder`, needs no model: it is arithmetic on `menura.audio.frames.Frames`. It is
loaded on first use, so that importing this door stays cheap.

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

if TYPE_CHECKING:
    from menura.embedding.providers.dsp import DspEmbedder
    from menura.embedding.providers.fake import FakeEmbedder

__all__ = ["DSP", "DspEmbedder", "Embedder", "FakeEmbedder", "Space"]

_LAZY = {
    "DspEmbedder": "menura.embedding.providers.dsp",
    "FakeEmbedder": "menura.embedding.providers.fake",
}


def __getattr__(name: str) -> object:
    """Load a provider when it is first asked for (PEP 562)."""
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    provider: object = getattr(import_module(_LAZY[name]), name)
    return provider
