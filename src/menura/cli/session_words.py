"""Find sessions, clusters and clips by words, and tell of them in words."""

import json
import shutil
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.markup import escape

from menura.api.routes.sessions import shape_session
from menura.api.schemas.sessions import ClipOut, ManifestOut, SessionBatchOut, SessionOut
from menura.bootstrap import Menura, Rooms
from menura.catalogue import AmbiguousNameError
from menura.cli.output import out
from menura.cli.studio_words import OutputFolderError, check_text
from menura.kernel.ids import is_id
from menura.sessions import (
    ClipFileMissingError,
    ClipNotFoundError,
    ClusterNotFoundError,
    SessionNotFoundError,
    SessionSummary,
)
from menura.studio import ArtifactNotFoundError

ID_CHARACTERS = 36
SHOWN_CHOICES = 5
FOLDER_BYTES = 120
PAGE = 200
MARKS = {True: "[green]ok[/green]", False: "[yellow]off[/yellow]", None: "-"}

SessionWords = Annotated[str, typer.Argument(help="Its id, words of its brief, or `last`.")]
ClusterWords = Annotated[
    str, typer.Argument(help="Its id, or its label; of several with one label the newest is taken.")
]
ClipWords = Annotated[str, typer.Argument(help="Its id, or its name.")]


def write_clips(
    menura: Menura, session_id: UUID, batch: SessionBatchOut, folder: Path
) -> list[str]:
    """Write the clips of a batch, a folder for each cluster, and their manifests.

    Raises
    ------
    ClipFileMissingError, OutputFolderError
    """
    names = []
    with menura.rooms(read_only=True) as rooms:
        kept = {clip.id: clip for clip in rooms.sessions.clips(session_id)}
    for cluster in batch.clusters:
        place = folder / _folder_name(cluster.label)
        for clip in cluster.clips:
            target = place / f"{clip.id}.wav"
            made = kept[clip.id]
            told = ManifestOut.of(session_id, made)
            text = json.dumps(told.model_dump(mode="json"), indent=1, ensure_ascii=False)
            try:
                _copy_clip(menura, session_id, target)
                target.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
            except OSError as error:
                reason = f"{error.strerror or error}; the clips are safe in the session"
                raise OutputFolderError(folder, reason) from error
            names.append(target.relative_to(folder).as_posix())
    return names


def _folder_name(label: str) -> str:
    """Return a label as every disk takes it."""
    plain = "".join(sign if sign.isalnum() or sign in " -" else "_" for sign in label)
    return plain.encode()[:FOLDER_BYTES].decode(errors="ignore").strip() or "_"


def _copy_clip(menura: Menura, session_id: UUID, target: Path) -> None:
    """Copy a clip to a file of the same name, whole or not at all."""
    source = menura.media.path(session_id, UUID(target.stem))
    part = target.with_name(f".{target.name}.part")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        if source.is_file():
            shutil.copyfile(source, part)
        else:
            menura.clip_files.fetch(str(session_id), source.name, part)
        part.replace(target)
    except ArtifactNotFoundError:
        raise ClipFileMissingError(source.stem) from None
    finally:
        part.unlink(missing_ok=True)


def shaped_session(menura: Menura, session_id: UUID) -> SessionOut:
    """Return a session as the API shapes it."""
    with menura.rooms(read_only=True) as rooms:
        return shape_session(rooms, session_id)


def render_session(shaped: SessionOut, folder: Path | None = None) -> None:
    """Print a session for people."""
    params = shaped.params
    out.print(f"[bold]{escape(shaped.name or shaped.brief)}[/bold]  {shaped.id}")
    out.print(
        f"energy {params.energy:g}, density {params.density:g}, {params.duration_sec:g} s each"
    )
    if shaped.error is not None:
        out.print(f"[red]{escape(shaped.error.message)}[/red]", soft_wrap=True)
    for job in shaped.making:
        out.print(f"A batch is being made, {job.progress} % done: job {job.job_id}")
    labels = {c.id: c.label for batch in shaped.batches for c in batch.clusters}
    for batch in shaped.batches:
        clear = "" if batch.clear_groups is not False else "; no clear groups"
        parents = [escape(labels[one]) for one in batch.parent_cluster_ids if one in labels]
        kind = " ".join([batch.kind.value, " and ".join(parents)]).strip()
        out.print(
            f"\nBatch {batch.id} ({kind}, {batch.num_generated} of {batch.num_requested}, "
            f"seed {batch.seed}{clear})"
        )
        for cluster in batch.clusters:
            out.print(f"  [bold]{escape(cluster.label)}[/bold]  {cluster.id}")
            for clip in cluster.clips:
                out.print(f"    {clip.id}  {_facts(clip)}", soft_wrap=True)
    if folder is not None:
        out.print(f"\nClips: {escape(str(folder))}")


def _facts(clip: ClipOut) -> str:
    """Return a clip in a line: what it was to be, and whether it was heard to be that."""
    parts = [escape(clip.name)] if clip.name else []
    parts += [clip.genre] if clip.genre else []
    features = clip.features
    if clip.wanted_bpm:
        mark = MARKS[features.tempo_check.passed] if features else "-"
        parts.append(f"{clip.wanted_bpm:g} BPM {mark}")
    if clip.wanted_key:
        mark = MARKS[features.key_check.passed] if features else "-"
        parts.append(f"{clip.wanted_key} {mark}")
    parts += [mark for mark, is_set in (("pinned", clip.pinned), ("*", clip.favourite)) if is_set]
    return ", ".join(parts)


def find_session(menura: Menura, words: str) -> UUID:
    """Return the session of an id, the latest one, or the one whose name or brief holds words."""
    check_text(words, "session")
    with menura.rooms(read_only=True) as rooms:
        if is_id(words):
            return rooms.sessions.get(UUID(words)).id
        lines = _every_line(rooms)
    if words == "last" and lines:
        return max(lines, key=lambda line: (line.created_at, line.id)).id
    wanted = words.strip().lower()
    named = [line for line in lines if wanted and (line.name or "").lower() == wanted]
    found = named or [
        line
        for line in lines
        if wanted and wanted in f"{line.name or ''} {line.brief_text}".lower()
    ]
    if len(found) > 1:
        meant = [f"{one.id} ({one.name or one.brief_text})" for one in found[:SHOWN_CHOICES]]
        raise AmbiguousNameError(words, meant)
    if not found:
        raise SessionNotFoundError(words)
    return found[0].id


def _every_line(rooms: Rooms) -> list[SessionSummary]:
    """Return the whole list of sessions."""
    lines: list[SessionSummary] = []
    while True:
        page = rooms.sessions.page(limit=PAGE, offset=len(lines))
        lines += page.items
        if len(lines) >= page.total or not page.items:
            return lines


def cluster_id_of(shaped: SessionOut, words: str) -> UUID:
    """Return the cluster of an id or a label; of several with one label the latest."""
    check_text(words, "cluster")
    clusters = [cluster for batch in shaped.batches for cluster in batch.clusters]
    for cluster in reversed(clusters):
        if words.lower() in (str(cluster.id), cluster.label.lower()):
            return cluster.id
    raise ClusterNotFoundError(words)


def clip_id_of(shaped: SessionOut, words: str) -> UUID:
    """Return the clip of an id or a name."""
    check_text(words, "clip")
    clips = [c for batch in shaped.batches for cluster in batch.clusters for c in cluster.clips]
    named = [clip for clip in clips if words.lower() in (str(clip.id), (clip.name or "").lower())]
    if not words.strip() or not named:
        raise ClipNotFoundError(words)
    if len(named) > 1:
        raise AmbiguousNameError(words, [str(clip.id) for clip in named[:SHOWN_CHOICES]])
    return named[0].id


def find_clip(menura: Menura, session_id: UUID, words: str) -> UUID:
    """Return the clip of an id or a name."""
    return clip_id_of(shaped_session(menura, session_id), words)
