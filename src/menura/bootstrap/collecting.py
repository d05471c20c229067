"""Share analysis: the wiring of keys, archives and peers."""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Protocol

from menura.jobs import Job
from menura.kernel.clock import Clock
from menura.kernel.sealing import Sealer
from menura.sharing import (
    Archive,
    Collection,
    CollectionExchange,
    CollectionFiles,
    CollectionRepository,
    Consent,
    InstanceKey,
    Offers,
    PeerToken,
    PeerTokenError,
    SharingStore,
    SharingUnit,
    Wanted,
)

FOLDER = "collection"
SERVED_FOR = timedelta(hours=1)  # a peer whose download broke off need not have it made again
USE_NOTED_EVERY = timedelta(minutes=1)
FORGET_CHUNK = 500


class SharingRooms(Protocol):
    """What is shared, inside one transaction."""

    @property
    def collection(self) -> Collection:
        """Return what is shared."""
        ...


Forget = Callable[[str, int], int]
OpenRooms = Callable[..., AbstractContextManager[SharingRooms]]


class Collecting:
    """Everything about sharing that takes more than one transaction.

    Parameters
    ----------
    folder : Path
        The data folder.
    """

    def __init__(
        self,
        store: SharingStore,
        open_rooms: OpenRooms,
        sealer: Sealer,
        *,
        folder: Path,
        clock: Clock,
    ) -> None:
        self._store = store
        self._open_rooms = open_rooms
        self._sealer = sealer
        self._folder = folder
        self._clock = clock

    @cached_property
    def files(self) -> CollectionFiles:
        """Return the archives on this machine."""
        return CollectionFiles(self._folder / FOLDER)

    @cached_property
    def key(self) -> InstanceKey:
        """Return the key this Menura signs with."""
        return InstanceKey(self._folder)

    def exchange(self, versions: Mapping[str, str]) -> CollectionExchange:
        """Return who makes, takes in, fetches and sends archives."""
        return CollectionExchange(
            self._store,
            self.files,
            self.key,
            versions=versions,
            sealer=self._sealer,
            clock=self._clock,
        )

    def offers(self, unit: SharingUnit, versions: Mapping[str, str]) -> Offers:
        """Return what others told of music, inside a transaction that is open."""
        wanted = Wanted(versions, unit.collection.space_hashes())
        return Offers(unit, wanted, self._clock)

    def set_consent(self, *, share: bool | None = None, instance: str | None = None) -> Consent:
        """Agree to share, or stop: then also what was prepared for peers is deleted."""
        with self._open_rooms() as rooms:
            consent = rooms.collection.set_consent(share=share, instance=instance)
        if not consent.share:
            self.files.forget_served()
        return consent

    def authorise(self, text: str) -> PeerToken:
        """Return the token that a peer comes with; raise SharingOffError, PeerTokenError."""
        with self._open_rooms(read_only=True) as rooms:
            token = rooms.collection.authorise(text)
        used_at = token.last_used_at
        if used_at is None or self._clock.now() - used_at > USE_NOTED_EVERY:
            with self._open_rooms() as rooms:
                rooms.collection.note_use(token)
        return token

    def serve(self, token: PeerToken, since: datetime | None) -> Path | None:
        """Return the archive for a peer, or have it made: then it is there a while later."""
        told = since.isoformat() if since is not None else "all"
        name = f"{token.id}-{hashlib.sha256(told.encode()).hexdigest()[:16]}"
        path = self.files.served(name)
        with suppress(OSError):
            if self._clock.now().timestamp() - path.stat().st_mtime < SERVED_FOR.total_seconds():
                return path
        self.files.forget_served(token.id)  # one for each: not as many as there are moments
        with self._open_rooms() as rooms:
            rooms.collection.start_serving(token, name, since)
        return None

    def check_accepts(self, token: PeerToken) -> None:
        """Raise PeerTokenError or SharingBusyError unless a peer may send an archive now."""
        with self._open_rooms(read_only=True) as rooms:
            rooms.collection.check_accepts(token)

    def accept(self, token: PeerToken, path: Path) -> Job:
        """Have an archive taken in that a peer has sent.

        Raises
        ------
        PeerTokenError
            With its token nothing may be sent here, or it is signed by somebody else.
        SharingBusyError
        ArchiveInvalidError, ArchiveVersionError
        """
        with Archive(path) as archive:
            if archive.signer != token.signer:
                raise PeerTokenError("the archive is signed with another key than it was made for")
        with self._open_rooms() as rooms:
            return rooms.collection.start_import(path.name, token=token)

    def forget(self, fingerprint: str, *, taken: bool = False) -> int:
        """Forget somebody and what they offered, some at a time; return how many analyses.

        Parameters
        ----------
        taken : bool
            Also what tracks here were given of theirs; it is due again.

        Raises
        ------
        SharingNotFoundError
        """
        with self._open_rooms(read_only=True) as rooms:
            rooms.collection.signer(fingerprint)
        count = self._forget_some(lambda kept: kept.forget_taken, fingerprint) if taken else 0
        count += self._forget_some(lambda kept: kept.forget_offers, fingerprint)
        with self._store.unit() as unit:
            unit.collection.distrust(fingerprint)
        return count

    def _forget_some(self, forget: Callable[[CollectionRepository], Forget], whose: str) -> int:
        count, forgotten = 0, FORGET_CHUNK
        while forgotten == FORGET_CHUNK:
            with self._store.unit() as unit:
                forgotten = forget(unit.collection)(whose, FORGET_CHUNK)
            count += forgotten
        return count
