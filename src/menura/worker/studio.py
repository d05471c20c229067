"""Make productions: from the job's payload to kept files and tracks of the catalogue."""

import shutil
import time
from collections.abc import Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from menura.audio.errors import UnreadableAudioError
from menura.bootstrap import Menura
from menura.catalogue import MADE_HERE, Track, TrackOrder, TrackQuery
from menura.jobs import JobContext, JobSuspendedError, Progress
from menura.kernel.errors import CancelledError, MenuraError, UnavailableError
from menura.studio import (
    Decision,
    ProductionRequest,
    ProductionState,
    QualityError,
    Stage,
    StructuredPrompt,
    StyleParameters,
    TrackPlan,
    from_record,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from menura.studio.workshop import Earlier, Produced, Reference, Tools


class WorkFolderError(UnavailableError):
    """Say that a track cannot be written while it is made; most often the disk is full."""

    code = "work_folder"

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"The track cannot be written to {str(folder)!r}: {reason}. Make room on that disk, or "
            "see that this user may write there, and ask for it again."
        )


WORK = "work"
SEEN_HITS = 20
PRODUCE_ATTEMPTS = 3
LEFT_ALONE_S = 3600.0  # a request that is just coming in has its file before its row


def make_production(menura: Menura, context: JobContext) -> Mapping[str, Any]:
    """Do the work of the job kind ``produce``; a run after a crash goes on where it was."""
    request = from_record(ProductionRequest, context.job.payload["request"])
    folder = menura.work_folder(context.job.id)
    with _told_how_it_ended(menura, context, folder), ExitStack() as fetched:
        from menura.studio.workshop import Producer

        _update(menura, context, state=ProductionState.MAKING)
        reference = None
        if request.change is None:
            reference = _reference(menura, context, request, fetched)
        with menura.rooms(read_only=True) as rooms:
            title = rooms.productions.get(context.job.id).title
        tools = _tools(menura, context, request, fetched)
        producer = Producer(folder, request, tools, title=title)
        with _called_by_its_name(reference):
            produced = producer.produce(earlier=_earlier(menura, request), reference=reference)
        # What is not good enough is kept too: it can be listened to.
        _keep(menura, context, produced, _lineage(menura, context.job.id, request, produced))
        if not produced.report.passed:
            raise QualityError(produced.reasons, produced.attempts)
        return _result(context.job.id, produced)


def _lineage(
    menura: Menura, production_id: str, request: ProductionRequest, produced: "Produced"
) -> dict[str, Any]:
    """Return where a production comes from: its reference's file, and what was changed."""
    if request.change is not None and request.parent_id is not None:
        from menura.studio.requests import describe_change

        with menura.rooms(read_only=True) as rooms:
            before = rooms.productions.get(request.parent_id).summary
        told = {name: before.get(name) for name in ("reference_owner", "reference_path")}
        return told | {"change": describe_change(request.change)}
    if request.reference is not None:
        return {"reference_owner": production_id}
    return {"reference_path": str(produced.reference.path) if produced.reference else None}


def _keep(
    menura: Menura, context: JobContext, produced: "Produced", lineage: Mapping[str, Any]
) -> None:
    """Put the files where they stay, tell the catalogue, and write down what came out."""
    for name, path in produced.pack.files:
        context.check()
        menura.keep_artifact(context.job.id, name, path)
    _update(
        menura,
        context,
        summary={**produced.pack.summary, **lineage},
        qa_passed=produced.report.passed,
        size_bytes=produced.pack.size_bytes,
    )
    menura.hear_studio()


def _result(production_id: str, produced: "Produced") -> dict[str, Any]:
    """Return the job's results, in the words of the blueprint."""
    base = f"/api/v1/studio/productions/{production_id}/files"
    return {
        "mixed_track_url": f"{base}/mix.wav",
        "stems": [
            {"instrument": role.value, "url": f"{base}/stems/{role.value}.wav"}
            for role in produced.score.parts
        ],
        "midi_url": f"{base}/track.mid",
        "project_url": f"{base}/project.dawproject",
        "request_url": f"{base}/request.json",
        "qa_url": f"{base}/qa.json",
        "qa_passed": produced.report.passed,
        "attempts": produced.attempts,
    }


@contextmanager
def _told_how_it_ended(menura: Menura, context: JobContext, folder: Path) -> "Iterator[None]":
    """Write down how a run ended; only one that will go on keeps its work folder."""
    try:
        yield
    except CancelledError as error:
        _end(menura, context, folder, error)
        raise
    except MenuraError as error:
        if not isinstance(error, JobSuspendedError | UnavailableError):
            _end(menura, context, folder, error)
        raise
    except OSError as error:  # tried again, from the last finished stage
        full = WorkFolderError(folder, error.strerror or str(error))
        if context.job.attempts >= PRODUCE_ATTEMPTS:  # what is half made only takes up room
            _end(menura, context, folder, full)
        raise full from error
    else:
        _update(menura, context, state=ProductionState.FINISHED, finished_at=menura.clock.now())
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _called_by_its_name(reference: "Reference | None") -> "Iterator[None]":
    """Name an unreadable reference as people know it, not by the place its copy lies at."""
    try:
        yield
    except UnreadableAudioError as error:
        if reference is not None:
            error.message = error.message.replace(str(reference.path), reference.name)
        raise


def _end(menura: Menura, context: JobContext, folder: Path, error: MenuraError) -> None:
    _update(
        menura,
        context,
        state=ProductionState.FAILED,
        finished_at=menura.clock.now(),
        error_code=error.code,
        error_message=error.message,
    )
    with menura.rooms(read_only=True) as rooms:
        is_kept = bool(rooms.productions.get(context.job.id).summary)
    if not is_kept:  # cut off between two files: nobody would list them
        menura.remove_artifacts(context.job.id)
    shutil.rmtree(folder, ignore_errors=True)


def _update(menura: Menura, context: JobContext, **values: Any) -> None:
    with menura.store.unit() as unit:
        unit.productions.update(context.job.id, **values)


def _tools(
    menura: Menura, context: JobContext, request: ProductionRequest, fetched: ExitStack
) -> "Tools":
    from menura.studio.requests import generator_for, separator_for, understand
    from menura.studio.workshop import Tools, cores

    def report(stage: Stage, share: float) -> None:
        context.report(Progress(share, stage=stage.value))

    def understood(text: str) -> StructuredPrompt:
        return understand(text, menura.language_model)

    return Tools(
        understand=understood,
        find_reference=lambda names: find_in_library(menura, context, names, fetched=fetched),
        generator=generator_for(request.generator, menura.generator_options),
        separator=separator_for(menura.settings.separator),
        cache=menura.stem_cache,
        report=report,
        check=context.check,
        log=context.log,
        threads=cores(),
    )


def _reference(
    menura: Menura, context: JobContext, request: ProductionRequest, fetched: ExitStack
) -> "Reference | None":
    """Return the reference that came with the request: a file, or a track of the library.

    One on a music server is fetched, and kept as long as `fetched` is open.
    """
    from menura.studio.workshop import Reference

    if request.reference is not None:
        path = menura.reference_file(context.job.id, request.reference)
        return Reference(path, request.reference_name or request.reference)
    if request.reference_track_id is not None:
        with menura.rooms(read_only=True) as rooms:
            track = rooms.library.track(request.reference_track_id)
        path = fetched.enter_context(menura.servers.audio(track))
        return Reference(path, f"{track.artist} {track.title}".strip())
    return None


def find_in_library(
    menura: Menura, context: JobContext, names: tuple[str, ...], *, fetched: ExitStack
) -> "Reference | None":
    """Return the track of the library that the prompt names: all names at once are tried first."""
    from menura.studio.workshop import Reference

    wishes = [" ".join(names), *names] if len(names) > 1 else list(names)
    for wish in wishes:
        query = TrackQuery(text=wish, order=TrackOrder.RELEVANCE, limit=SEEN_HITS)
        with menura.rooms(read_only=True) as rooms:
            found = rooms.library.tracks(query).items
        for track in found:
            # What was made here is titled with its prompt, which may name the same artist.
            if track.kind in MADE_HERE or not _is_named(track, names):
                continue
            try:
                path = fetched.enter_context(menura.servers.audio(track))
            except MenuraError:  # missing, or not to be read: the next one may do
                continue
            context.log(f"{wish!r} is in the library: {track.artist} - {track.title}.")
            return Reference(path, f"{track.artist} - {track.title}")
    for name in names:
        context.log(f"{name!r} is not in the library, so it only colours the words.", "warning")
    return None


def _is_named(track: Track, names: tuple[str, ...]) -> bool:
    """Tell whether a track's artist or title is one of the names; words in its path are none."""
    told = f"{track.artist} {track.title}".casefold()
    return any(name.casefold() in told for name in names)


def tidy_studio(menura: Menura) -> int:
    """Remove what cut-short productions left behind; return how many folders went."""
    removed = 0
    for folders in (menura.work_folder("x").parent, menura.uploads_folder("x").parent):
        for folder in folders.iterdir() if folders.is_dir() else ():
            with menura.rooms(read_only=True) as rooms:
                needed = rooms.productions.is_wanted(folder.name) or (
                    folders.name != WORK and rooms.productions.exists(folder.name)
                )
            if not needed and time.time() - folder.stat().st_mtime > LEFT_ALONE_S:
                shutil.rmtree(folder, ignore_errors=True)
                removed += 1
    return removed


def _earlier(menura: Menura, request: ProductionRequest) -> "Earlier | None":
    """Return what the production that is changed was made from, with the change applied."""
    if request.parent_id is None or request.change is None:
        return None
    from menura.studio.requests import Planned, apply_change, describe_change
    from menura.studio.workshop import Earlier

    with menura.rooms(read_only=True) as rooms:
        summary = rooms.productions.get(request.parent_id).summary
    decisions = tuple(from_record(Decision, one) for one in summary["decisions"])
    seed = request.change_seed
    told = Decision("change", describe_change(request.change), f"Asked for; seed {seed}.")
    before = from_record(TrackPlan, summary["plan"])
    plan = apply_change(before, request.change, seed)
    style = summary["style"]
    return Earlier(
        prompt=from_record(StructuredPrompt, summary["structured_prompt"]),
        style=from_record(StyleParameters, style) if style else None,
        planned=Planned(plan, (*decisions, told)),
        before=before,
        change=request.change,
    )
