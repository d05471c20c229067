"""Tell which files of the studio's folder are tracks, and what they are."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from menura.catalogue.model import FoundFile, Source, SourceKind, TrackKind

MIX_NAME = "mix.wav"
# Where a data folder lies inside a folder of music: what is made there is heard once, as made here.
INSIDE_STUDIO = "/studio/productions/"
STEMS_FOLDER = "stems"


def offered_files(source: Source, files: Iterable[FoundFile]) -> Iterator[FoundFile]:
    """Yield the files of a source that are tracks; of a production its mix and its stems."""
    if source.kind is not SourceKind.STUDIO:
        yield from (file for file in files if INSIDE_STUDIO not in f"/{file.location}")
        return
    for file in files:
        _, _, name = file.location.partition("/")
        if name == MIX_NAME:
            yield replace(file, kind=TrackKind.MIX)
        elif name.startswith(f"{STEMS_FOLDER}/"):
            yield replace(file, kind=TrackKind.STEM)
