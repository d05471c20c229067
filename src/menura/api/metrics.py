"""Give figures in the form Prometheus reads."""

from dataclasses import dataclass

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from menura.bootstrap import Rooms
from menura.jobs import JobStatus


@dataclass(frozen=True, slots=True)
class MetricsPage:
    """The text of a metrics page and its media type."""

    body: bytes
    content_type: str


class Metrics:
    """Counters and gauges of one application (not of the process, so tests stay apart)."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "menura_http_requests_total",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.latency = Histogram(
            "menura_http_request_seconds",
            "Time to the first byte of the answer.",
            ("route",),
            registry=self.registry,
        )
        self.tracks = Gauge("menura_tracks", "Tracks by state.", ("state",), registry=self.registry)
        self.jobs = Gauge(
            "menura_jobs",
            "Unfinished jobs without a parent, by status.",
            ("status",),
            registry=self.registry,
        )
        self.workers = Gauge("menura_workers", "Workers heard of lately.", registry=self.registry)


def render_metrics(metrics: Metrics, rooms: Rooms, workers: int) -> MetricsPage:
    """Read the gauges and return the page."""
    counts = rooms.library.counts()
    for state in ("found", "analysed", "failed", "missing"):
        metrics.tracks.labels(state).set(getattr(counts, state))
    for status in (JobStatus.QUEUED, JobStatus.RUNNING):
        metrics.jobs.labels(status.value).set(rooms.jobs.page(status=status, limit=1).total)
    metrics.workers.set(workers)
    return MetricsPage(generate_latest(metrics.registry), CONTENT_TYPE_LATEST)
