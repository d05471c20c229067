"""Keep the models of artists in a file. They are derived: when in doubt, fit them again."""

import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from menura.discover.artist_models import SONGS_SHOWN, ArtistModels
from menura.kernel.disk import force_to_disk

FORMAT = 1
"""Raised whenever the file, or what its numbers mean, changes; older ones are then not read."""
ARRAYS = ("starts", "means", "weights", "songs", "song_distances", "track_counts")

# What numpy, zip and JSON raise for files that are cut short, changed, or something else.
UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
)


def save_artists(models: ArtistModels, path: Path) -> None:
    """Write models to a file, whole or not at all; readers see the old one until then."""
    about = {
        "format": FORMAT,
        "space": models.space,
        "revision": models.revision,
        "keys": list(models.keys),
        "names": list(models.names),
    }
    columns: dict[str, Any] = {name: getattr(models, name) for name in ARRAYS}
    columns["about"] = np.frombuffer(json.dumps(about).encode(), np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            np.savez(file, **columns)
        force_to_disk(Path(draft))
        os.replace(draft, path)
        force_to_disk(path.parent)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def load_artists(path: Path) -> ArtistModels | None:
    """Return the models in a file; None where there is none, or none that can be used."""
    try:
        with np.load(path, allow_pickle=False) as columns:
            about = json.loads(bytes(columns["about"]))
            return _checked(about, {name: columns[name] for name in ARRAYS})
    except UNREADABLE:
        return None


def _checked(about: Mapping[str, Any], arrays: Mapping[str, Any]) -> ArtistModels | None:
    """Return models whose columns fit together, or None."""
    if about["format"] != FORMAT:
        return None
    models = ArtistModels(
        space=str(about["space"]),
        revision=int(about["revision"]),
        keys=list(about["keys"]),
        names=list(about["names"]),
        **arrays,
    )
    artists, components = len(models.keys), len(models.means)
    fits = (
        models.means.ndim == 2
        and len(models.names) == len(models.track_counts) == artists
        and models.starts.shape == (artists + 1,)
        and models.starts[0] == 0
        and models.starts[-1] == components
        and bool((np.diff(models.starts) > 0).all())
        and models.weights.shape == (components,)
        and models.songs.shape == models.song_distances.shape == (components, SONGS_SHOWN)
        and bool(np.isfinite(models.means).all())
    )
    return models if fits else None
