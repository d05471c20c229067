"""Exchange archives with peers: what comes in is looked at, what goes out was agreed to."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from menura.kernel.clock import Clock
from menura.kernel.errors import CancelledError, ConflictError, InvalidInputError
from menura.kernel.sealing import Sealer
from menura.sharing.errors import SharingNotFoundError, SharingOffError, SignerNotTrustedError
from menura.sharing.exporting import ExportReport, export_collection
from menura.sharing.files import CollectionFiles, IncomingFile
from menura.sharing.filling import Wanted
from menura.sharing.intake import Intake, IntakeCounts
from menura.sharing.keys import InstanceKey
from menura.sharing.model import Peer
from menura.sharing.ports import SharingStore
from menura.sharing.reading import Archive

if TYPE_CHECKING:  # loads an HTTP client
    from menura.sharing.peers import PeerClient

FUTURE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """Whom to tell how the work goes; each may raise to stop it.

    Attributes
    ----------
    stage : callable
        Called with what begins.
    share : callable
        Called with the share of a stage that is done, where it can be told.
    counts : callable
        Called with numbers.
    """

    stage: Callable[[str], None] = lambda _: None
    share: Callable[[float], None] = lambda _: None
    counts: Callable[[Mapping[str, int]], None] = lambda _: None


class CollectionExchange:
    """Make, take in, fetch and send archives.

    Parameters
    ----------
    versions : mapping of str to str
        Step -> version of what does it on this machine.
    """

    def __init__(
        self,
        store: SharingStore,
        files: CollectionFiles,
        key: InstanceKey,
        *,
        versions: Mapping[str, str],
        sealer: Sealer,
        clock: Clock,
    ) -> None:
        self._store = store
        self._files = files
        self._key = key
        self._versions = versions
        self._sealer = sealer
        self._clock = clock

    def export(self, target: Path, since: datetime | None, told: Told) -> ExportReport:
        """Write an archive; raise SharingOffError."""
        self._files.check_room()
        told.stage("writing")
        return export_collection(
            self._store,
            target,
            key=self._key,
            wanted=Wanted(self._versions),
            clock=self._clock,
            since=since,
            report=lambda count: told.counts({"tracks": count}),
        )

    def take_in(
        self, path: Path, told: Told, *, trust: str | None = None, keep_offers: bool = True
    ) -> IntakeCounts:
        """Take an archive in.

        Parameters
        ----------
        trust : str, optional
            Fingerprint of a key that a person has just confirmed; it is trusted from now on.

        Raises
        ------
        SignerNotTrustedError, ArchiveInvalidError, ArchiveVersionError
        """
        with Archive(path) as archive:
            if trust is not None:
                if trust != archive.signer:
                    raise SignerNotTrustedError(archive.signer, archive.manifest.instance)
                self._trust(archive)
            told.stage("checking")
            intake = Intake(self._store, self._versions, self._clock, keep_offers=keep_offers)

            def report(counts: IntakeCounts) -> None:
                told.stage("taking in")
                told.share(counts.done / max(1, counts.total))
                told.counts(counts.plain())

            return intake.take_in(archive, check=told.share, report=report)

    def _trust(self, archive: Archive) -> None:
        name = archive.manifest.instance
        with self._store.unit() as unit:
            unit.collection.trust(archive.signer, name, self._clock.now())

    def pull(self, peer_id: str, told: Told) -> IntakeCounts:
        """Fetch what is new at a peer, and take it in.

        Raises
        ------
        SignerNotTrustedError
            Its key was not confirmed, or is another one now.
        Those of `take_in` and of `menura.sharing.peers.PeerClient.fetch`.
        """
        peer = self._peer(peer_id)
        path = self._files.new_incoming()
        try:
            with self._client(peer) as client:
                told.stage("fetching")
                self._fetch(client, peer, path, told)
            with Archive(path) as archive:
                if peer.signer != archive.signer:
                    raise SignerNotTrustedError(archive.signer, archive.manifest.instance)
                self._trust(archive)
                made_at = archive.manifest.created_at
            counts = self.take_in(path, told)
        finally:
            path.unlink(missing_ok=True)
        now = self._clock.now()
        with self._store.unit() as unit:
            fresh = unit.collection.peer(peer.id)
            if fresh is not None:  # it was not removed meanwhile
                unit.collection.put_peer(
                    replace(
                        fresh,
                        last_pull_at=now,
                        pulled_to=made_at if made_at < now + FUTURE else now,
                        pulled_tracks=fresh.pulled_tracks + counts.total,
                    )
                )
        return counts

    def _fetch(self, client: "PeerClient", peer: Peer, path: Path, told: Told) -> None:
        target = IncomingFile(path, self._files)
        try:
            client.fetch(
                peer.pulled_to, target, lambda size: told.counts({"megabytes": size >> 20})
            )
        finally:
            target.close()

    def push(self, peer_id: str, told: Told) -> ExportReport:
        """Send a peer what is new here; raises as `export` and `PeerClient.send`."""
        peer = self._peer(peer_id)
        path = self._files.served(f"push-{peer.id}")
        try:
            made = self.export(path, peer.pushed_to, told)
            if made.manifest.track_count:
                told.stage("sending")
                with self._client(peer) as client:
                    self._send(client, path, made.size_bytes, told)
        finally:
            path.unlink(missing_ok=True)
        with self._store.unit() as unit:
            fresh = unit.collection.peer(peer.id)
            if fresh is not None:
                unit.collection.put_peer(
                    replace(
                        fresh,
                        last_push_at=self._clock.now(),
                        pushed_to=made.manifest.created_at,
                        pushed_tracks=fresh.pushed_tracks + made.manifest.track_count,
                    )
                )
        return made

    def _send(self, client: "PeerClient", path: Path, size: int, told: Told) -> None:
        def check(sent: int) -> None:
            with self._store.unit(read_only=True) as unit:
                if not unit.collection.consent().share:  # taken back meanwhile
                    raise SharingOffError
            told.share(sent / max(1, size))

        client.send(path, check)

    def _peer(self, peer_id: str) -> Peer:
        with self._store.unit(read_only=True) as unit:
            peer = unit.collection.peer(peer_id)
        if peer is None:
            raise SharingNotFoundError("peer", peer_id)
        return peer

    @contextmanager
    def _client(self, peer: Peer) -> "Iterator[PeerClient]":
        from menura.sharing.peers import PeerClient  # loads an HTTP client

        token = self._sealer.open(peer.sealed_token)
        client = PeerClient(peer.url, token, ca_file=peer.ca_file)
        try:
            yield client
        finally:
            client.close()


@contextmanager
def removed_when_refused(path: Path) -> Iterator[None]:
    """Delete a file that came in once nothing more can come of it; a crash leaves it for later."""
    try:
        yield
    except (InvalidInputError, ConflictError, CancelledError):
        path.unlink(missing_ok=True)
        raise
    path.unlink(missing_ok=True)
