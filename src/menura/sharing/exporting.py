"""Write all that may be shared into an archive."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from menura.kernel.clock import Clock
from menura.sharing.errors import SharingOffError
from menura.sharing.filling import Wanted
from menura.sharing.gathering import gather
from menura.sharing.keys import InstanceKey
from menura.sharing.model import KnownSpace, Manifest
from menura.sharing.ports import SharingStore
from menura.sharing.writing import ArchiveWriter

CHUNK = 200
# What began to be written before an archive and ended after it is in the next one.
OVERLAP = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ExportReport:
    """How an archive became.

    Attributes
    ----------
    left_out : int
        Tracks whose numbers no other Menura would believe.
    """

    manifest: Manifest
    size_bytes: int
    left_out: int


def export_collection(
    store: SharingStore,
    target: Path,
    *,
    key: InstanceKey,
    wanted: Wanted,
    clock: Clock,
    since: datetime | None = None,
    report: Callable[[int], None] = lambda _: None,
) -> ExportReport:
    """Write an archive of all that was measured here, some tracks at a time.

    Parameters
    ----------
    since : datetime, optional
        Leave out what another archive, made at this moment, holds.
    report : callable
        Called with the number of tracks done; may raise to stop.

    Raises
    ------
    SharingOffError
    """
    created_at = clock.now()
    with store.unit(read_only=True) as unit:
        consent = unit.collection.consent()
        hashes = unit.collection.space_hashes()
    if not consent.share:
        raise SharingOffError
    spaces = _own_spaces(wanted, hashes)
    begin = since - OVERLAP if since is not None else None
    with ArchiveWriter(target, key, spaces) as writer:
        last = 0
        while True:
            report(writer.count)
            with store.unit(read_only=True) as unit:
                if not unit.collection.consent().share:  # taken back meanwhile
                    raise SharingOffError
                numbers = unit.collection.exportable(last, CHUNK, begin)
                for track in gather(unit, numbers, spaces):
                    writer.add(track)
            if len(numbers) < CHUNK:
                break
            last = numbers[-1]
        manifest = writer.finish(consent.instance, created_at, since)
    return ExportReport(manifest, target.stat().st_size, writer.left_out)


def _own_spaces(wanted: Wanted, hashes: Mapping[str, str]) -> dict[str, KnownSpace]:
    """Return the spaces there are vectors of, each with the model whose vectors are meant."""
    known = Wanted(wanted.versions, hashes).spaces()
    return {name: space for name, space in known.items() if space.model_hash and name in hashes}
