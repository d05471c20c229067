"""Run jobs durably on DBOS: SQLite on one machine, PostgreSQL for many.

DBOS hands queued work to worker processes, by priority and with a limit of slots per process, and
knows which process has what. Around it stand four things it leaves open (measured, decision record
0003):

* *Dispatch.* Jobs are rows of our own, written in the same transaction as what they are about; a
  worker passes them on to DBOS. A ticket's name is the workflow's id, so passing it on twice is
  once.
* *Death.* DBOS does not notice a dead worker. Workers hold leases; whoever ends a dead one's lease
  has DBOS queue its work again.
* *Cancelling* is a flag in our own row: it reaches a running handler in a fifth of a second and
  leaves no traceback behind.
* *SQLite* is put into WAL mode, which DBOS does not do: 1.8 times the throughput.
"""

import logging
import sqlite3
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import unquote

import structlog

from menura.jobs.engine import JobKind, JobStore, Ticket
from menura.jobs.lease import BEAT_INTERVAL_S, Lease
from menura.jobs.model import JobQueue
from menura.jobs.runner import JobRunner
from menura.jobs.schedule import queue_due
from menura.kernel.clock import Clock
from menura.kernel.errors import UnavailableError
from menura.kernel.ids import new_id
from menura.kernel.registry import Registry

# Fixed: DBOS would hash the sources, and jobs queued before an upgrade would wait for ever. Raise
# it only when a running job of the old code cannot be begun again by the new.
WORKFLOW_VERSION = "menura-1"
UNDER_WAY = ("ENQUEUED", "DELAYED", "PENDING")  # what DBOS calls work it will still see to
SQLITE_PREFIX = "sqlite:///"
DISPATCH_INTERVAL_S = 0.2
DISPATCH_CHUNK = 200
SCHEDULE_INTERVAL_S = 5.0
TICKET_INTERVAL_S = 30.0
CHILD_POLL_S = 0.2
FORGET_INTERVAL_S = 600.0
FORGET_CHUNK = 500

log = structlog.get_logger("menura.jobs")


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """How many jobs one process takes from each queue.

    DBOS starts at most ``slots / poll_s`` jobs a second in each process.
    """

    slots: Mapping[JobQueue, int] = field(
        default_factory=lambda: {
            JobQueue.PARENTS: 32,
            JobQueue.INTERACTIVE: 2,
            JobQueue.WORK: 1,
        }
    )
    poll_s: float = 0.25


class DbosEngine:
    """A ``JobEngine`` on DBOS. One for each process: DBOS keeps its state in globals.

    Parameters
    ----------
    database_url : str
        Where DBOS keeps its own tables: ``sqlite:///...`` or ``postgresql://...``.

    Attributes
    ----------
    trouble : UnavailableError, optional
        Why a job's outcome could not be kept, as on a full disk. The worker should end: its jobs
        are brought back by the next one that can write.
    """

    def __init__(
        self,
        database_url: str,
        store: JobStore,
        kinds: Registry[JobKind],
        clock: Clock,
        options: EngineOptions | None = None,
    ) -> None:
        self._url = database_url
        self._store = store
        self._clock = clock
        self._options = options or EngineOptions()
        self._stopping = threading.Event()
        self._halted = threading.Event()
        self._runner = JobRunner(
            store,
            kinds,
            clock,
            stopping=self._stopping,
            wait=lambda: self._stopping.wait(CHILD_POLL_S),
        )
        self._running = 0
        self.trouble: UnavailableError | None = None
        self._counting = threading.Lock()
        self.lease = Lease(new_id(clock), store, clock)
        self._heart = threading.Thread(target=self._beat_until_halted, name="heart", daemon=True)

    @property
    def busy(self) -> bool:
        """Tell whether this process runs a job now."""
        return self._running > 0

    def start(self) -> None:
        """Begin to take jobs.

        Raises
        ------
        UnavailableError
            DBOS cannot open its database.
        """
        from dbos import DBOS, DBOSPortableJSONSerializer  # 0.4 s, 60 MB: workers only

        _quieten()
        try:
            DBOS.migrate(self._url)
            _use_wal(self._url)
        except Exception as error:
            raise UnavailableError(
                f"The job engine cannot open its database ({error}); see that the data folder can "
                "be written to and the disk is not full."
            ) from error
        DBOS(
            config={
                "name": "menura",
                "system_database_url": self._url,
                "executor_id": self.lease.executor_id,
                "application_version": WORKFLOW_VERSION,
                "serializer": DBOSPortableJSONSerializer(),
                "run_migrations": False,
                "enable_otlp": False,
                "log_level": "ERROR",
            }
        )

        def run_job(job_id: str) -> None:
            self._run(job_id)

        self._workflow = DBOS.workflow(name="run_job", max_recovery_attempts=50)(run_job)
        self.lease.beat()
        DBOS.launch()
        for queue, slots in self._options.slots.items():
            DBOS.register_queue(
                queue.value,
                worker_concurrency=slots,
                polling_interval_sec=self._options.poll_s,
                on_conflict="always_update",
            )
        self._mind_tickets()
        self._heart.start()

    def stop(self, grace_s: float = 5.0) -> None:
        """Suspend running jobs, wait for them at most `grace_s`, and let go of everything."""
        from dbos import DBOS

        self._stopping.set()
        deadline = time.monotonic() + grace_s
        while self.busy and time.monotonic() < deadline:
            time.sleep(0.02)
        self._halted.set()
        if self._heart.is_alive():
            self._heart.join(timeout=BEAT_INTERVAL_S + 1)
        DBOS.destroy(destroy_registry=True)
        if not self.busy and self.trouble is None:
            self.lease.end()  # what still runs is brought back when the lease has run out

    def _run(self, job_id: str) -> None:
        """Be the one workflow: run a job. What it does is written in our own row."""
        with self._counting:
            self._running += 1
        try:
            self._runner.run(job_id)
        except UnavailableError as error:  # not even the outcome could be written down
            self.trouble = error
            raise
        finally:
            with self._counting:
                self._running -= 1

    # ---------------------------------------------------------------- the heart

    def _beat_until_halted(self) -> None:
        """Renew the lease, take over dead workers, dispatch jobs and mind the schedules."""
        every = {
            self._beat: BEAT_INTERVAL_S,
            self._dispatch: DISPATCH_INTERVAL_S,
            self._mind_schedules: SCHEDULE_INTERVAL_S,
            self._mind_tickets: TICKET_INTERVAL_S,
            self._forget_ended: FORGET_INTERVAL_S,
        }
        due = dict.fromkeys(every, 0.0)
        while not self._halted.wait(DISPATCH_INTERVAL_S):
            for act, moment in due.items():
                if time.monotonic() < moment:
                    continue
                due[act] = time.monotonic() + every[act]
                try:
                    act()
                except Exception as error:  # noqa: BLE001 - a worker must outlive a busy database
                    log.warning("worker could not act", act=act.__name__, reason=str(error))

    def _beat(self) -> None:
        self.lease.beat()
        dead = self.lease.reap()
        if dead:
            from dbos import DBOS

            log.warning("workers are gone; their jobs go on here", workers=dead)
            DBOS._recover_pending_workflows(dead)

    def _dispatch(self) -> None:
        """Pass queued jobs on to DBOS; a stopping worker takes no more."""
        if self._stopping.is_set():
            return
        with self._store.jobs() as jobs:
            tickets = jobs.undispatched(self._clock.now(), DISPATCH_CHUNK)
        for ticket in tickets:
            self._pass_on(ticket)
        if tickets:
            with self._store.jobs() as jobs:
                jobs.mark_dispatched(tickets)

    def _pass_on(self, ticket: Ticket) -> None:
        from dbos import DBOS, SetEnqueueOptions, SetWorkflowID

        with SetWorkflowID(ticket.name), SetEnqueueOptions(priority=max(1, ticket.priority)):
            DBOS.enqueue_workflow(ticket.queue.value, self._workflow, ticket.job_id)

    def _mind_schedules(self) -> None:
        with self._store.jobs() as jobs:
            queue_due(jobs, self._clock.now())

    def _mind_tickets(self) -> None:
        """Take back jobs that DBOS no longer has, and those of workers that nobody saw die.

        The first happens when DBOS's database was removed or restored, or when the row could not
        be read or written as a run began or ended; the second when a worker dies between ending
        another's lease and bringing its work back.
        """
        from dbos import DBOS

        with self._store.jobs() as jobs:
            held = {ticket.name: ticket for ticket in jobs.dispatched()}
            alive = jobs.leases().keys()
        names = list(held)
        dead: set[str] = set()
        for start in range(0, len(names), DISPATCH_CHUNK):
            chunk = names[start : start + DISPATCH_CHUNK]
            known = {
                workflow.workflow_id: workflow
                for workflow in DBOS.list_workflows(
                    workflow_ids=chunk, load_input=False, load_output=False
                )
            }
            for name in chunk:
                workflow = known.get(name)
                if workflow is None or workflow.status not in UNDER_WAY:
                    self._return_ticket(held[name])
                elif workflow.status == "PENDING" and workflow.executor_id not in alive:
                    dead.add(str(workflow.executor_id))
        if dead:
            DBOS._recover_pending_workflows(sorted(dead))

    def _return_ticket(self, ticket: Ticket) -> None:
        log.warning("job was lost by the engine; it is queued again", job=ticket.job_id)
        with self._store.jobs() as jobs:
            jobs.return_ticket(ticket)

    def _forget_ended(self) -> None:
        """Drop DBOS's records of workflows that ended a day ago; it never does so itself."""
        from dbos import DBOS

        before = (self._clock.now() - timedelta(days=1)).isoformat()
        ended = DBOS.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"], end_time=before, limit=FORGET_CHUNK
        )
        if ended:
            DBOS.delete_workflows([workflow.workflow_id for workflow in ended])


def _use_wal(url: str) -> None:
    """Put DBOS's SQLite file into WAL mode; the file remembers it."""
    if not url.startswith(SQLITE_PREFIX):
        return
    with sqlite3.connect(unquote(url.removeprefix(SQLITE_PREFIX))) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def _quieten() -> None:
    """Keep the engine's chatter and its advertisement out of the log."""
    logging.getLogger("dbos").setLevel(logging.ERROR)
