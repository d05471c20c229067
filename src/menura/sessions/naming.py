"""Have the clusters of a batch named, whatever the namer says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from menura.jobs import JobSuspendedError
from menura.kernel.errors import CancelledError
from menura.sessions.labels import clean_label
from menura.sessions.ports import (
    ClusterDescription,
    ClusterNamingProvider,
    DescribedNamingProvider,
    HeardClip,
)

NAMING_PROMPTS = 3


@dataclass(frozen=True, slots=True)
class NamedClip:
    """A clip of a cluster that is to be named."""

    raw_prompt: str
    heard: HeardClip


def name_clusters(
    naming: ClusterNamingProvider,
    clips: Sequence[NamedClip],
    groups: Sequence[Sequence[int]],
    *,
    beside: Sequence[HeardClip] = (),
    log: Callable[[str], None],
) -> list[str]:
    """Return a label for each group: what the namer says, made to obey the rules.

    Parameters
    ----------
    clips : sequence of NamedClip
        Of the batch, in the order of its tracks.
    groups : sequence of sequences of int
        Which of them belong together.
    beside : sequence of HeardClip
        Clips of other batches that the clusters are to be told from.
    log : callable
        Told why a cluster could not be named; it is called ``cluster-1``, ``cluster-2`` ... then.
    """
    labels: list[str] = []
    for number, group in enumerate(groups, start=1):
        inside = set(group)
        description = ClusterDescription(
            prompts=tuple(clips[i].raw_prompt for i in sorted(group)[:NAMING_PROMPTS]),
            clips=tuple(clips[i].heard for i in group),
            others=(*beside, *(one.heard for i, one in enumerate(clips) if i not in inside)),
            taken=tuple(labels),
        )
        labels.append(_label(naming, description, log) or f"cluster-{number}")
    return labels


def _label(
    naming: ClusterNamingProvider, description: ClusterDescription, log: Callable[[str], None]
) -> str | None:
    """Return what the namer says, made to obey the rules; None if it fails."""
    try:
        if isinstance(naming, DescribedNamingProvider):
            return clean_label(naming.name_described(description))
        return clean_label(naming.name_cluster(list(description.prompts)))
    except (CancelledError, JobSuspendedError):
        raise
    except Exception as error:  # noqa: BLE001 - a provider may raise anything
        log(f"A cluster could not be named: {error}")
        return None
