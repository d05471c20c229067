"""Ask for productions, list, change and remove them."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from menura.jobs import Job, JobNotFoundError, JobPriority, JobQueue, Jobs
from menura.kernel.clock import Clock
from menura.kernel.ids import new_id
from menura.studio.errors import (
    ChangeRefusedError,
    OverrideError,
    ProductionBusyError,
    ProductionNotFoundError,
    ProductionUnfinishedError,
)
from menura.studio.ports import ProductionRepository
from menura.studio.production import (
    ENGINE_VERSION,
    Change,
    ChangeKind,
    Production,
    ProductionPage,
    ProductionRequest,
    ProductionState,
)
from menura.studio.records import to_record

PRODUCE = "produce"
DEMO = "demo"
DEMO_SEED = 20_261
DEMO_TRACKS = 41  # every genre once
MOST_DEMO_TRACKS = 2_000
TITLE_CHARACTERS = 80
UNFINISHED = (ProductionState.QUEUED, ProductionState.MAKING)
SEEDS = 2**31  # fits every database's and browser's integers


class Productions:
    """Productions, inside the transaction a door has open."""

    def __init__(self, repository: ProductionRepository, jobs: Jobs, clock: Clock) -> None:
        self._productions = repository
        self._jobs = jobs
        self._clock = clock

    def start(self, request: ProductionRequest, production_id: str | None = None) -> Job:
        """Keep a production and queue the job that makes it; both have the same id."""
        made_id = production_id or new_id(self._clock)
        title = _title(request)
        self._productions.add(
            Production(
                id=made_id,
                title=title,
                request=request,
                state=ProductionState.QUEUED,
                engine_version=ENGINE_VERSION,
                created_at=self._clock.now(),
            )
        )
        return self._jobs.submit(
            PRODUCE,
            f"Make {title!r}",
            {"request": to_record(request)},
            queue=JobQueue.WORK,
            priority=JobPriority.INTERACTIVE,
            job_id=made_id,
        )

    def change(self, production_id: str, change: Change, *, seed: int | None = None) -> Job:
        """Queue a new production that differs from an earlier one as `change` says.

        Raises
        ------
        ProductionNotFoundError, ProductionBusyError, ProductionUnfinishedError
        ChangeRefusedError
            The change does not say what it must, or names what the production does not have.
        """
        before = self.get(production_id)
        if before.state in UNFINISHED:
            raise ProductionBusyError
        if not before.summary.get("sections"):
            raise ProductionUnfinishedError
        _check(before, change)
        made_id = new_id(self._clock)
        request = replace(
            before.request,
            parent_id=before.id,
            change=change,
            change_seed=seed if seed is not None else 1 + draw_seed(made_id, 1) % (SEEDS - 1),
        )
        return self.start(request, made_id)

    def start_demo(self, folder: str, *, count: int = DEMO_TRACKS, seed: int = DEMO_SEED) -> Job:
        """Queue the making of the demo library; while one is made there is no other."""
        if not 1 <= count <= MOST_DEMO_TRACKS:
            raise OverrideError("count", count, f"a number from 1 to {MOST_DEMO_TRACKS}")
        return self._jobs.submit(
            DEMO,
            "Compose the demo library",
            {"folder": folder, "count": count, "seed": seed},
            priority=JobPriority.INTERACTIVE,
            singleton_key="demo",
        )

    def get(self, production_id: str) -> Production:
        """Return a production; raise ProductionNotFoundError."""
        return self._as_its_job_says(self._productions.get(production_id))

    def page(self, *, limit: int = 50, offset: int = 0) -> ProductionPage:
        """Return productions, newest first."""
        page = self._productions.page(limit=limit, offset=offset)
        return replace(page, items=[self._as_its_job_says(one) for one in page.items])

    def children(self, production_id: str) -> Sequence[Production]:
        """Return what was made from a production."""
        return [self._as_its_job_says(one) for one in self._productions.children(production_id)]

    def is_wanted(self, production_id: str) -> bool:
        """Tell whether a production waits or is being made."""
        try:
            return self.get(production_id).state in UNFINISHED
        except ProductionNotFoundError:
            return False

    def exists(self, production_id: str) -> bool:
        """Tell whether there is such a production, in whatever state."""
        try:
            self._productions.get(production_id)
        except ProductionNotFoundError:
            return False
        return True

    def _as_its_job_says(self, production: Production) -> Production:
        """Return a production that its job has given up as failed.

        A job that is cancelled while it waits, or whose worker dies each time, ends without its
        handler, so nobody wrote it down.
        """
        if production.state not in UNFINISHED:
            return production
        try:
            job = self._jobs.get(production.id)
        except JobNotFoundError:
            job = None
        if job is not None and not job.finished:
            return production
        return replace(
            production,
            state=ProductionState.FAILED,
            finished_at=job.finished_at if job else None,
            error_code=(job.error_code if job else None) or "cancelled",
            error_message=(job.error_message if job else None) or "The job was cancelled.",
        )

    def check_removable(self, production_id: str) -> Production:
        """Return a production that may be removed; raise ProductionBusyError."""
        production = self.get(production_id)
        if production.state in UNFINISHED:
            raise ProductionBusyError
        if any(child.state in UNFINISHED for child in self.children(production.id)):
            raise ProductionBusyError  # it is made from this one
        return production

    def remove(self, production_id: str) -> None:
        """Forget a production; its files are removed by who holds them."""
        self._productions.remove(production_id)


def draw_seed(text: str, number: int) -> int:
    """Return a seed that always follows from the same text and number."""
    digest = hashlib.sha256(f"{text}:{number}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % SEEDS


def _title(request: ProductionRequest) -> str:
    words = " ".join(request.prompt.split())
    return words if len(words) <= TITLE_CHARACTERS else words[: TITLE_CHARACTERS - 1] + "…"


def _check(before: Production, change: Change) -> None:
    """Refuse a change that names what is not there."""
    roles = [str(role) for role in before.summary.get("stems", ())]
    sections = before.summary.get("sections", ())
    if change.kind is ChangeKind.STEM and (change.role is None or change.role not in roles):
        raise ChangeRefusedError(
            f"The production has no stem {change.role!r}; it has {', '.join(roles)}.", "role"
        )
    if change.kind is ChangeKind.SECTION and (
        change.section is None or not 0 <= change.section < len(sections)
    ):
        raise ChangeRefusedError(
            f"Section {change.section!r} is not there; they are counted from 0 to "
            f"{len(sections) - 1}.",
            "section",
        )
    if change.kind is ChangeKind.KEY and not change.key:
        raise ChangeRefusedError("Say which key, as 'F minor' or '8A'.", "key")
    if change.kind is ChangeKind.TEMPO and not change.bpm:
        raise ChangeRefusedError("Say which tempo, in beats per minute.", "bpm")
    if not 0 <= change.distance <= 1:
        raise ChangeRefusedError("The distance must lie between 0 and 1.", "distance")
