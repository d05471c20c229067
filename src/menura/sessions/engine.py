"""Say which version of the built-in provider makes clips, and which clips it can make again."""

from menura.sessions.model import ClipManifest
from menura.studio import ENGINE_VERSION

PROVIDER = "builtin"
ENGINE = f"{ENGINE_VERSION}.1"
"""Version of the composer and synthesiser, and of how clips are cut; other versions may give
other samples. The second number is raised with every change in `clip_rendering`."""


def is_reproducible(manifest: ClipManifest) -> bool:
    """Tell whether a clip can be rendered again bit for bit by this version."""
    return manifest.provider == PROVIDER and manifest.engine_version == ENGINE
