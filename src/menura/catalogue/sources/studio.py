"""Tell which of the files that Menura made are tracks, and what they are."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from menura.catalogue.model import FoundFile, Source, SourceKind, TrackKind
from menura.kernel.ids import is_id

MIX_NAME = "mix.wav"
STEMS_FOLDER = "stems"
CLIP_ENDING = ".wav"
# Where a data folder lies inside a folder of music: what is made there is heard once, as made here.
INSIDE_STUDIO = "/studio/productions/"


def offered_files(source: Source, files: Iterable[FoundFile]) -> Iterator[FoundFile]:
    """Yield the files of a source that are tracks.

    Of a production these are its mix and its stems, of a session its clips, which have the same id
    in the catalogue.
    """
    if source.kind is SourceKind.STUDIO:
        yield from _parts_of_productions(files)
    elif source.kind is SourceKind.SESSIONS:
        yield from _clips(files)
    else:
        yield from (file for file in files if not _is_made_here(file.location))


def _parts_of_productions(files: Iterable[FoundFile]) -> Iterator[FoundFile]:
    for file in files:
        _, _, name = file.location.partition("/")
        if name == MIX_NAME:
            yield replace(file, kind=TrackKind.MIX)
        elif name.startswith(f"{STEMS_FOLDER}/"):
            yield replace(file, kind=TrackKind.STEM)


def _clips(files: Iterable[FoundFile]) -> Iterator[FoundFile]:
    for file in files:
        if (clip_id := _clip_id(file.location)) is not None:
            yield replace(file, kind=TrackKind.CLIP, track_id=clip_id)


def _clip_id(location: str) -> str | None:
    """Return the id that a file ``{session}/{clip}.wav`` is named by."""
    session_id, _, name = location.partition("/")
    clip_id = name.removesuffix(CLIP_ENDING)
    is_clip = name != clip_id and is_id(session_id) and is_id(clip_id)
    return clip_id.lower() if is_clip else None


def _is_made_here(location: str) -> bool:
    """Tell whether a file lies where productions or clips are kept."""
    path = f"/{location}"
    if INSIDE_STUDIO in path:
        return True
    _, inside, rest = path.rpartition("/media/")
    is_unfinished = rest.startswith("tmp/") and is_id(rest.split("/")[1])
    return bool(inside) and (is_unfinished or _clip_id(rest) is not None)
