"""Tell which files of the studio's folder are tracks, and what they are."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from menura.catalogue.model import FoundFile, Source, SourceKind, TrackKind

MIX_NAME = "mix.wav"
STEMS_FOLDER = "stems"


def offered_files(source: Source, files: Iterable[FoundFile]) -> Iterator[FoundFile]:
    """Yield the files of a source that are tracks; of a production its mix and its stems."""
    if source.kind is not SourceKind.STUDIO:
        yield from files
        return
    for file in files:
        _, _, name = file.location.partition("/")
        if name == MIX_NAME:
            yield replace(file, kind=TrackKind.MIX)
        elif name.startswith(f"{STEMS_FOLDER}/"):
            yield replace(file, kind=TrackKind.STEM)
