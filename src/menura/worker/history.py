"""Take over what was listened to elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from menura.bootstrap import Menura
from menura.catalogue import check_listener
from menura.catalogue.history import HistoryAccess, HistoryReport, HistoryService, KnownTrack
from menura.catalogue.history_files import HistoryFile
from menura.catalogue.history_matching import import_history
from menura.catalogue.sources.history_opening import PagingOptions, open_history
from menura.jobs import JobContext, JobFailedError, JobSuspendedError, Progress
from menura.kernel.errors import CancelledError, MenuraError

CHUNK = 1_000


def take_in_history(menura: Menura, context: JobContext) -> Mapping[str, Any]:
    """Do the work of the job kind ``import_history``, and delete the file it was given."""
    try:
        result = import_listening(menura, context, menura.histories.token_of(context.job))
    except JobSuspendedError:  # another worker goes on, and needs the file
        raise
    except Exception:
        menura.histories.forget_file(context.job)
        raise
    menura.histories.forget_file(context.job)
    return result


def import_listening(
    menura: Menura, context: JobContext, token: str | None = None
) -> Mapping[str, Any]:
    """Take over what was listened to elsewhere.

    The job's payload names the `listener`, and either a `file` or a `service`, a `username` and
    perhaps a `base_url`; the token stands there sealed.
    """
    listener = check_listener(context.job.payload["listener"])
    try:
        report = _read(menura, context, token)
    except (CancelledError, JobSuspendedError):
        raise
    except MenuraError as error:
        # Not put off, even if the fault may pass: somebody waits to be told.
        raise JobFailedError(error.message) from error
    played = iter(report.played)
    taken = 0
    while chunk := list(islice(played, CHUNK)):
        context.check()
        with menura.rooms() as rooms:
            taken += rooms.listening.take_over(listener, chunk)
    context.report(Progress(1.0, counts=_counts(report)))
    missed = [{"artist": m.artist, "title": m.title, "count": m.count} for m in report.missed]
    return {**_counts(report), "tracks": taken, "missed": missed}


def _read(menura: Menura, context: JobContext, token: str | None) -> HistoryReport:
    """Return what was listened to, by track."""
    payload = context.job.payload
    if "file" in payload:
        file = HistoryFile(Path(payload["file"]), context.check)
        report = import_history(
            file,
            known_tracks(menura),
            context.check,
            lambda seen: context.report(_progress(0.95 * file.share, seen)),
            now=menura.clock.now(),
        )
        for place in file.bad_places:
            context.log(f"could not be read: {place}", "warning")
        return replace(report, bad_entries=file.bad_entries)

    def tell(done: int, total: int | None) -> None:
        context.report(_progress(0.95 * min(1.0, done / total) if total else 0.0, done))

    history = open_history(
        HistoryService(payload["service"]),
        HistoryAccess(payload["username"], payload.get("base_url"), token),
        PagingOptions(context.check, tell),
    )
    report = import_history(
        history, known_tracks(menura), context.check, lambda _seen: None, now=menura.clock.now()
    )
    return replace(report, bad_entries=history.bad_entries)


def _progress(share: float, listens: int) -> Progress:
    return Progress(share, stage="reading what was listened to", counts={"listens": listens})


def _counts(report: HistoryReport) -> Mapping[str, int]:
    return {
        "listens": report.listens,
        "matched": report.matched,
        "unmatched": report.unmatched,
        "bad_entries": report.bad_entries,
    }


def known_tracks(menura: Menura) -> Iterator[KnownTrack]:
    """Yield what must be known of every track, a page at a time."""
    after = 0
    while True:
        with menura.rooms(read_only=True) as rooms:
            page = rooms.tracks.after(after, CHUNK)
        for track in page:
            about = track.metadata
            yield KnownTrack(
                track.id, about.artists, track.title, about.album, about.musicbrainz_recording_id
            )
        if len(page) < CHUNK:
            return
        after = page[-1].number
