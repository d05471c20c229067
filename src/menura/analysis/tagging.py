"""Write what is known of a track into its file's tags."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, Self, get_args

from menura.analysis.errors import TagRequestError, TrackChangedError
from menura.analysis.model import Features
from menura.analysis.moods import MoodView
from menura.analysis.service import TrackAnalysis
from menura.audio.key_notation import parse_key
from menura.audio.tag_changes import TagChanges, TagOutcome, TagWriteOptions, WrittenTags
from menura.audio.tag_dialects import KeyNotation
from menura.audio.tag_writer import write_tags
from menura.catalogue import FoundFile, Track, TrackState

TagQuantity = Literal["bpm", "key", "moods", "energy_level"]
QUANTITIES: tuple[TagQuantity, ...] = get_args(TagQuantity)
LEAST_CONFIDENCE = 0.5  # what is more likely wrong than right is not written into anybody's files
LEAST_MOOD = 0.6
MOST_MOODS = 3


@dataclass(frozen=True, slots=True)
class TagRequest:
    """What to write into tags, and where.

    Attributes
    ----------
    quantities : tuple of str
        Some of ``bpm``, ``key``, ``moods``, ``energy_level``.
    destination : str, optional
        Absolute path of a folder for changed copies; it is made if it is not there.
    in_place : bool
        Exchange the file itself.
    overwrite : bool
        Also replace values that are there.
    """

    quantities: tuple[str, ...] = ("bpm", "key")
    destination: str | None = None
    in_place: bool = False
    overwrite: bool = False
    key_notation: KeyNotation = "standard"

    def __post_init__(self) -> None:
        unknown = [name for name in self.quantities if name not in QUANTITIES]
        if unknown or not self.quantities:
            raise TagRequestError(
                f"{', '.join(unknown)} cannot be written into tags; say some of "
                f"{', '.join(QUANTITIES)}."
                if unknown
                else f"Say what to write into tags: some of {', '.join(QUANTITIES)}."
            )
        if (self.destination is None) != self.in_place:
            raise TagRequestError(
                "Say where to write: a destination for changed copies, or in place; one of both."
            )
        if self.destination is not None and not _is_absolute(self.destination):
            raise TagRequestError(
                f"{self.destination[:80]!r} is no place for copies; give the absolute path of a "
                "folder."
            )

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> Self:
        """Return the request a job was queued with."""
        return cls(**{**payload, "quantities": tuple(payload["quantities"])})

    def payload(self) -> dict[str, Any]:
        """Return the request as a job keeps it."""
        return asdict(self) | {"quantities": list(self.quantities)}

    def options(self) -> TagWriteOptions:
        """Return how the writer is to go about it."""
        return TagWriteOptions(
            destination=None if self.destination is None else Path(self.destination),
            in_place=self.in_place,
            overwrite=self.overwrite,
            key_notation=self.key_notation,
        )


def _is_absolute(destination: str) -> bool:
    return "\0" not in destination and Path(destination).is_absolute()


def read_request(**said: Any) -> TagRequest:
    """Return a request in the words of a person; raise TagRequestError."""
    if said.get("key_notation", "standard") not in get_args(KeyNotation):
        notations = ", ".join(get_args(KeyNotation))
        raise TagRequestError(f"{said['key_notation']!r} is no notation of keys; say {notations}.")
    return TagRequest(**said)


def write_track_tags(path: Path, known: TrackAnalysis, request: TagRequest) -> WrittenTags:
    """Write what is known of a track into a file's tags; what is uncertain is left out.

    Raises
    ------
    TagRequestError, InvalidInputError, ConflictError, UnavailableError
        As `menura.audio.tag_writer.write_tags`; the file is then as it was.
    """
    changes = choose_tags(known.features, known.moods, request)
    options = request.options()
    try:
        # A name that ends like the file is one; anything else is a folder to put the copy into.
        if options.destination is not None and options.destination.suffix != path.suffix:
            options.destination.mkdir(parents=True, exist_ok=True)
        written = write_tags(path, changes, options)
    except (ValueError, OSError) as error:  # a name no file system takes, a file in the way
        raise TagRequestError(
            f"Nothing can be written to {request.destination!r}: {error}."
        ) from error

    left_out = tuple(
        TagOutcome(quantity, "skipped", "it is not known, or not surely enough")
        for quantity in QUANTITIES
        if quantity in request.quantities and getattr(changes, quantity) is None
    )
    return replace(written, outcomes=(*written.outcomes, *left_out))


def choose_tags(features: Features, moods: MoodView, request: TagRequest) -> TagChanges:
    """Return what is certain enough to be written."""
    wanted = request.quantities
    tempo = features.tempo_bpm if features.tempo_confidence >= LEAST_CONFIDENCE else None
    key = None
    if features.key is not None and features.key_confidence >= LEAST_CONFIDENCE:
        key = parse_key(f"{features.key} {features.mode}")
    words = tuple(m.label for m in moods.moods if m.probability >= LEAST_MOOD)[:MOST_MOODS]
    return TagChanges(
        bpm=tempo if "bpm" in wanted else None,
        key=key if "key" in wanted else None,
        moods=words if "moods" in wanted and words else None,
        energy_level=1 + round(9 * features.energy) if "energy_level" in wanted else None,
    )


def check_unchanged(track: Track, path: Path) -> None:
    """Raise TrackChangedError unless the file is the one that was heard.

    What is known of another sound must not be written into a file, nor hide that it is another.
    """
    heard = FoundFile(track.location, track.size_bytes, track.modified_ns)
    if track.state is not TrackState.ANALYSED or look_of(track, path) != heard:
        raise TrackChangedError(track.title)


def look_of(track: Track, path: Path) -> FoundFile:
    """Return how a file looks now."""
    status = path.stat()
    return FoundFile(track.location, status.st_size, status.st_mtime_ns)
