"""Write tempo, key, moods and energy level into audio files, so that a fault costs nothing.

The new file is made whole beside the old one, read again, compared (every other tag, every packet
of audio), forced to disk and only then given the old one's name. Whatever fails before that leaves
the original as it was.
"""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from av.error import FFmpegError
from mutagen import MutagenError

from menura.audio.errors import (
    AudioEmptyError,
    AudioForbiddenError,
    AudioMissingError,
    AudioReadError,
)
from menura.audio.packet_digest import hash_packets
from menura.audio.tag_changes import (
    TagChanges,
    TagWriteOptions,
    WrittenTags,
    check_changes,
    plan_edits,
    undo_of,
)
from menura.audio.tag_dialects import Texts
from menura.audio.tag_errors import (
    TagDestinationError,
    TagFormatError,
    TagNoSpaceError,
    TagSourceChangedError,
    TagVerificationError,
    TagWriteFailedError,
    TagWriteForbiddenError,
)
from menura.audio.tag_files import FileTags, TagFile, recognise_tags
from menura.audio.tags import read_tags
from menura.kernel.disk import force_to_disk

TEMPORARY_SUFFIX = ".menura-tmp"  # no audio suffix, so that no scan takes it for a track
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
# FFmpeg and mutagen need time that grows with the square of it: 60,000 fields took 42 s
_MAX_FIELDS = 5_000
_MAX_NAME_CHARACTERS = 40  # of the original's name in the temporary one's; file systems take 255


def write_tags(path: Path, changes: TagChanges, options: TagWriteOptions) -> WrittenTags:
    """Write `changes` to the file at `path` or to a copy of it.

    Parameters
    ----------
    path : Path
        mp3, wav, aiff, flac, ogg, opus, m4a/mp4, wma, ape, wv, mpc. A symbolic link is followed:
        the file it points to is exchanged, the link stays. Where a file has several hard links,
        the others keep the old content.
    changes : TagChanges
        What to write, remove or restore.
    options : TagWriteOptions
        Where and how; a destination or `in_place` has to be chosen.

    Returns
    -------
    WrittenTags
        What was written, kept and skipped, and how to undo it.

    Raises
    ------
    TagValueError, UnreadableKeyError
        A value that is none.
    TagFormatError
        A format that is not written, or damage that writing would make worse.
    TagDestinationError, TagSourceChangedError
        A place that is taken; a file changed meanwhile.
    TagWriteForbiddenError, TagNoSpaceError, TagWriteFailedError, TagVerificationError
        Outside reasons. The original is untouched, and no temporary file stays behind.
    UnreadableAudioError
        A file that is missing, empty or may not be read.

    Notes
    -----
    The file is read three times and written once. Only a power cut between two steps can leave a
    file ending in ``.menura-tmp`` behind, which may be deleted.
    """
    changes = check_changes(changes)
    source = _resolve(path)
    with _reading(path):
        before = source.stat()
        tag_file = recognise_tags(source)
        old = _read_fields(tag_file, source, path)
        present = read_tags(source)
    plan = plan_edits(changes, options, present=present, fields=old.fields, dialect=old.dialect)
    target = source if options.destination is None else _target(source, options)
    if plan.edits or target != source:
        with _writing(target), _temporary(target) as temporary:
            if plan.edits:
                _write_copy(tag_file, source, temporary, plan.edits)
                _verify(tag_file, source, temporary, old, plan.edits)
            else:
                shutil.copyfile(source, temporary)
            _keep_attributes(source, temporary, keep_mtime=options.keep_mtime)
            force_to_disk(temporary)
            _check_unchanged(source, before)
            _exchange(temporary, target, options)
    return WrittenTags(
        path=path if target == source else target,
        dialect=old.dialect.name,
        changed=bool(plan.edits),
        outcomes=plan.outcomes,
        undo=undo_of(plan.edits, old.fields),
    )


def _resolve(path: Path) -> Path:
    try:
        source = path.resolve(strict=True)
    except PermissionError as error:  # a folder on the way may not be entered
        raise AudioForbiddenError(path) from error
    except (OSError, RuntimeError) as error:
        raise AudioMissingError(path) from error
    if not source.is_file():
        raise AudioMissingError(path)
    return source


def _target(source: Path, options: TagWriteOptions) -> Path:
    assert options.destination is not None
    wanted = options.destination
    target = wanted / source.name if wanted.is_dir() else wanted
    if not target.parent.is_dir():
        raise TagDestinationError(
            f"There is no folder {str(target.parent)!r} to write to; make it first.",
            field="destination",
        )
    if target.exists() and target.samefile(source):
        raise TagDestinationError(
            f"{str(target)!r} is the original itself; ask for writing in place if that is meant.",
            field="destination",
        )
    if target.is_dir():
        raise TagDestinationError(f"{str(target)!r} is a folder.", field="destination")
    if os.path.lexists(target) and not options.replace_destination:
        raise TagDestinationError(
            f"There is already a file {str(target)!r}; choose another name or allow replacing it.",
            field="destination",
        )
    return target


def _read_fields(tag_file: TagFile, source: Path, path: Path) -> FileTags:
    try:
        tags = tag_file.read(source)
    except MutagenError as error:
        raise TagFormatError(path, f"its tags cannot be read ({error})") from error
    if len(tags.rest) >= _MAX_FIELDS:
        raise TagFormatError(path, f"it holds {_MAX_FIELDS} or more tags, which no tagger writes")
    return tags


def _write_copy(
    tag_file: TagFile, source: Path, temporary: Path, edits: Mapping[str, Texts]
) -> None:
    try:
        tag_file.write(source, temporary, edits)
    except MutagenError as error:
        if error.args and isinstance(error.args[0], OSError):
            raise error.args[0] from error
        raise TagWriteFailedError(source, str(error)) from error
    except ValueError as error:  # too long for the format's size fields, or cut off
        raise TagFormatError(source, f"the result would be {error}") from error


def _verify(
    tag_file: TagFile, source: Path, temporary: Path, old: FileTags, edits: Mapping[str, Texts]
) -> None:
    """Read the new file and compare it with what it should be."""
    try:
        new = tag_file.read(temporary)
    except (MutagenError, TagFormatError) as error:
        raise TagVerificationError(source, "its tags") from error
    expected = {name: texts for name, texts in {**old.fields, **edits}.items() if texts}
    if dict(new.fields) != expected:
        raise TagVerificationError(source, "the tags to be written")
    if new.rest[: len(old.rest)] != old.rest:
        raise TagVerificationError(source, "its other tags")
    try:
        audio, container_format = hash_packets(source)
        same = hash_packets(temporary, container_format)[0] == audio
    except FFmpegError as error:
        raise TagFormatError(
            source, "its audio cannot be read, so it cannot be compared"
        ) from error
    if not same:
        raise TagVerificationError(source, "its audio")


def _keep_attributes(source: Path, temporary: Path, *, keep_mtime: bool) -> None:
    """Give the new file the old one's mode, owner and extended attributes."""
    status = source.stat()
    with suppress(PermissionError):  # only the administrator may give files away
        os.chown(temporary, status.st_uid, status.st_gid)
    shutil.copystat(source, temporary)
    if not keep_mtime:
        os.utime(temporary)


def _check_unchanged(source: Path, before: os.stat_result) -> None:
    try:
        now = source.stat()
    except FileNotFoundError as error:
        raise AudioMissingError(source) from error
    if (now.st_mtime_ns, now.st_size, now.st_ino) != (
        before.st_mtime_ns,
        before.st_size,
        before.st_ino,
    ):
        raise TagSourceChangedError(source)


def _exchange(temporary: Path, target: Path, options: TagWriteOptions) -> None:
    if options.in_place or options.replace_destination:
        if options.in_place and not os.access(target, os.W_OK, effective_ids=True):
            # renaming would get round the file's own protection
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
        os.replace(temporary, target)
    else:
        try:
            os.link(temporary, target)  # unlike a rename, never replaces what came meanwhile
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            os.rename(temporary, target)
    with suppress(OSError):  # some network file systems cannot do it
        force_to_disk(target.parent)


@contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    """Make an empty file beside `target` and see that it does not stay."""
    descriptor, name = tempfile.mkstemp(
        prefix=f".{target.stem[:_MAX_NAME_CHARACTERS]}.",
        suffix=TEMPORARY_SUFFIX,
        dir=target.parent,
    )
    os.close(descriptor)
    temporary = Path(name)
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        if path.stat().st_size == 0:
            raise AudioEmptyError(path)
        yield
    except FileNotFoundError as error:
        raise AudioMissingError(path) from error
    except PermissionError as error:
        raise AudioForbiddenError(path) from error
    except OSError as error:
        raise AudioReadError(path, error.strerror or str(error)) from error


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError as error:
        raise TagDestinationError(
            f"A file {str(path)!r} appeared meanwhile; choose another name or allow replacing it.",
            field="destination",
        ) from error
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise TagNoSpaceError(path) from error
        if error.errno in _FORBIDDEN:
            raise TagWriteForbiddenError(path) from error
        raise TagWriteFailedError(path, error.strerror or str(error)) from error
