"""Search for playlists: a parent that plans generations, and children that try them.

What parent and children tell each other lies in a folder of the run: the data to be grouped, the
best solutions before each generation, and what each child found. Job rows stay small, and a run
that is taken up again after a crash finds what was done.
"""

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from menura.bootstrap import Menura
from menura.discover import (
    CLUSTER_BATCH,
    Basis,
    ClusterOptions,
    ClusterPlaylist,
    ClusterRun,
    ClusterRunNotFoundError,
    cluster_work,
    filter_from_payload,
    track_mask,
)
from menura.discover.clusters.dataset import Dataset, build_dataset
from menura.discover.clusters.evolution import (
    Scored,
    batches,
    generation_rng,
    generations,
    keep_elites,
    plan_generation,
)
from menura.discover.clusters.naming import name_playlists
from menura.discover.clusters.options import (
    options_from_payload,
    options_to_payload,
    settle_options,
)
from menura.discover.clusters.refresh import refresh_run
from menura.discover.clusters.search import finish_search, run_batch
from menura.jobs import (
    Job,
    JobContext,
    JobFailedError,
    JobQueue,
    JobStatus,
    NewJob,
    Progress,
)
from menura.kernel.errors import CancelledError
from menura.kernel.ids import derive_id

SEARCH_SHARE = 0.9  # of the progress; the rest is fitting the best to the whole library
TITLES_FOR_NAMES = 25  # songs of a playlist that a language model is shown
DATASET = "dataset.npz"


def find_clusters(menura: Menura, context: JobContext) -> Mapping[str, Any]:
    """Do the work of the job kind ``cluster``: search, then keep a version, whole or not at all."""
    folder = run_folder(menura, context.job.id)
    try:
        result = _kept(menura, context.job.id) or _search(menura, context, folder)
    except (CancelledError, JobFailedError):
        shutil.rmtree(folder, ignore_errors=True)
        raise
    # Whatever else is raised, another run may go on with what lies in the folder; one that is
    # never taken up again is swept.
    shutil.rmtree(folder, ignore_errors=True)
    return result


def _search(menura: Menura, context: JobContext, folder: Path) -> Mapping[str, Any]:
    work = cluster_work(context.job.payload)
    context.report(Progress(0.0, stage="prepare"))
    dataset = _prepared(menura, work.options, folder)
    options = settle_options(work.options, len(dataset))
    elites: list[Scored] = []
    done = 0
    for span in generations(options):
        context.check()
        scored = _generation(context, folder, options, elites, span)
        elites = keep_elites([*elites, *scored], options)
        done = span.stop
        best = elites[0].fitness if elites else 0.0
        context.report(
            Progress(
                SEARCH_SHARE * done / options.iterations,
                stage=f"search (best score {best:.2f})",
                counts={"iterations": done},
            )
        )
    context.report(Progress(SEARCH_SHARE, stage="fit"))
    outcome = finish_search(dataset, elites, options, check=context.check)
    for note in outcome.notes:
        context.log(note)
    run = ClusterRun(
        id=context.job.id,
        name=_free_name(menura, work.name),
        pinned=False,
        options=options_to_payload(options),
        score=outcome.score,
        measures=outcome.measures,
        genome=outcome.genome,
        scaling=outcome.scaling,
        iterations=outcome.iterations,
        track_count=outcome.track_count,
        playlists=_named(menura, context, options, outcome.playlists),
        created_at=menura.clock.now(),
    )
    return _keep(menura, context, run)


def _kept(menura: Menura, run_id: str) -> Mapping[str, Any] | None:
    """Return what became of a run that was kept just before its worker died; people own it now."""
    with menura.rooms(read_only=True) as rooms:
        try:
            return _told(rooms.cluster_runs.get(run_id))
        except ClusterRunNotFoundError:
            return None


def _generation(
    context: JobContext,
    folder: Path,
    options: ClusterOptions,
    elites: Sequence[Scored],
    span: range,
) -> list[Scored]:
    """Have a generation tried by children, and return the best of what they found."""
    _write(folder / _elites_name(span.start), [one.to_payload() for one in elites])
    planned = plan_generation(elites, generation_rng(options, span.start), options, span.start)
    count = len(batches(planned))
    mine = {}
    for batch in range(count):
        child = NewJob(
            id=derive_id(context.job.id, f"{span.start}.{batch}"),
            kind=CLUSTER_BATCH,
            title=f"Try iterations from {span.start + 1}",
            payload={
                "run_id": context.job.id,
                "options": options_to_payload(options),
                "start": span.start,
                "batch": batch,
            },
            parent_id=context.job.id,
            queue=JobQueue.WORK,
            priority=context.job.priority,
        )
        mine[child.id] = batch
        context.submit(child)

    def watch(children: Sequence[Job]) -> None:
        share = sum(child.progress for child in children if child.id in mine) / count
        at = (span.start + share * len(span)) / options.iterations
        context.report(Progress(SEARCH_SHARE * at))

    failed = [
        child
        for child in context.wait_for_children(watch)
        if child.id in mine and child.status is not JobStatus.SUCCEEDED
    ]
    if failed:
        raise JobFailedError(
            f"A part of the search failed: {failed[0].error_message or 'it was cancelled'}."
        )
    found: list[Scored] = []
    for batch in range(count):
        path = folder / _found_name(span.start, batch)
        if not path.is_file():  # the child's work was lost with the folder: it is done again here
            _try(folder, options, span.start, batch, context.check)
        found += [Scored.from_payload(one) for one in json.loads(path.read_text())]
    return found


def try_batch(menura: Menura, context: JobContext) -> Mapping[str, Any]:
    """Do the work of the job kind ``cluster_batch``: try some solutions, write down the best."""
    payload = context.job.payload
    folder = run_folder(menura, payload["run_id"])
    start, batch = payload["start"], payload["batch"]
    options = options_from_payload(payload["options"])

    def report(share: float, done: int) -> None:
        context.report(Progress(share, counts={"iterations": done}))

    found = _try(folder, options, start, batch, context.check, report)
    return {"best_score": max((one["fitness"] for one in found), default=None)}


def _try(
    folder: Path,
    options: ClusterOptions,
    start: int,
    batch: int,
    check: Callable[[], None],
    report: Callable[[float, int], None] = lambda _share, _done: None,
) -> Sequence[Mapping[str, Any]]:
    """Try a batch of a generation, write the best of it down and return it."""
    kept = json.loads((folder / _elites_name(start)).read_text())
    elites = [Scored.from_payload(one) for one in kept]
    planned = plan_generation(elites, generation_rng(options, start), options, start)
    mine = batches(planned)[batch]
    found = run_batch(
        Dataset.load(folder / DATASET),
        [genome.to_payload() for genome in mine],
        options,
        lambda done, _scored: report(done / len(mine), done),
        check=check,
        threads=os.cpu_count() or 1,
    )
    _write(folder / _found_name(start, batch), found)
    return found


def refresh_clusters(menura: Menura, context: JobContext) -> Mapping[str, Any]:
    """Do the work of the job kind ``cluster_refresh``: new music joins the playlists it fits."""
    kept = _kept(menura, context.job.id)
    if kept is not None:
        return kept
    with menura.rooms(read_only=True) as rooms:
        run = rooms.cluster_runs.get(context.job.payload["run_id"])
    options = options_from_payload(run.options)
    search = menura.search(options.space)
    rows = np.flatnonzero(track_mask(search.shelf, filter_from_payload(options.filter)))
    refreshed = refresh_run(run, search.shelf, search.vectors, rows=rows)
    told = {"considered": refreshed.considered, "added": refreshed.added}
    if not refreshed.added:  # a version that is the same would only hide this one
        return {**_told(run), **told}
    renewed = replace(
        run,
        id=context.job.id,
        name=None,
        pinned=False,
        scaling=refreshed.scaling,
        track_count=run.track_count + refreshed.considered,
        playlists=refreshed.playlists,
        created_at=menura.clock.now(),
        parent_id=run.id,
    )
    return {**_keep(menura, context, renewed), **told}


def _free_name(menura: Menura, name: str | None) -> str | None:
    """Return a name with the day behind it where there is one of that name: a schedule's."""
    if name is None:
        return None
    with menura.rooms(read_only=True) as rooms:
        taken = {run.name for run in rooms.cluster_runs.all()}
    return f"{name} ({menura.clock.now():%Y-%m-%d %H:%M})" if name in taken else name


def _keep(menura: Menura, context: JobContext, run: ClusterRun) -> Mapping[str, Any]:
    """Keep a version in one transaction, unless the job was cancelled meanwhile."""
    context.check()
    with menura.store.unit() as unit:
        unit.cluster_runs.add(run)
    return _told(run)


def _told(run: ClusterRun) -> Mapping[str, Any]:
    return {
        "run_id": run.id,
        "score": run.score,
        "playlists": [{"name": one.name, "tracks": len(one.track_ids)} for one in run.playlists],
    }


def _prepared(menura: Menura, options: ClusterOptions, folder: Path) -> Dataset:
    """Return what is to be grouped; it is written down once for all children and further runs."""
    path = folder / DATASET
    if path.is_file():
        return Dataset.load(path)
    search = menura.search(options.space)
    rows = np.flatnonzero(track_mask(search.shelf, filter_from_payload(options.filter)))
    vectors = search.vectors if options.basis is Basis.EMBEDDINGS else None
    dataset = build_dataset(search.shelf, vectors, options, rows=rows)
    folder.mkdir(parents=True, exist_ok=True)
    dataset.save(path)
    return dataset


def _named(
    menura: Menura,
    context: JobContext,
    options: ClusterOptions,
    playlists: Sequence[ClusterPlaylist],
) -> Sequence[ClusterPlaylist]:
    """Return the playlists under the names a language model finds, if one is asked for."""
    if options.naming != "language":
        return playlists
    if menura.language_model is None:
        context.log("No language model is set up; names are by mood and tempo.", "warning")
        return playlists
    context.report(Progress(0.97, stage="name"))
    with menura.rooms(read_only=True) as rooms:
        taken = [playlist.name for playlist in rooms.playlists.all()]
        titles = []
        for playlist in playlists:
            some = rooms.tracks.get_many(playlist.track_ids[:TITLES_FOR_NAMES])
            titles.append([f"{track.title} by {track.artist}" for track in some.values()])
    names = name_playlists(
        playlists, titles, menura.language_model, taken=taken, check=context.check
    )
    return [replace(one, name=name) for one, name in zip(playlists, names, strict=True)]


def run_folder(menura: Menura, run_id: str) -> Path:
    """Return where parent and children of a run meet."""
    return menura.settings.data_dir / "work" / "clusters" / run_id


def sweep_cluster_work(menura: Menura) -> int:
    """Remove folders of runs that are over; return how many."""
    root = menura.settings.data_dir / "work" / "clusters"
    swept = 0
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        with menura.rooms(read_only=True) as rooms:
            if rooms.jobs.is_unfinished(folder.name):
                continue
        shutil.rmtree(folder, ignore_errors=True)
        swept += 1
    return swept


def _elites_name(start: int) -> str:
    return f"elites-{start}.json"


def _found_name(start: int, batch: int) -> str:
    return f"found-{start}-{batch}.json"


def _write(path: Path, value: object) -> None:
    """Write JSON, whole or not at all."""
    partial = path.with_name(path.name + ".part")
    partial.write_text(json.dumps(value))
    partial.replace(path)
