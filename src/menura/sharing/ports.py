"""State what sharing needs of a store."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from menura.analysis import AnalysisRepository
from menura.catalogue import TrackRepository
from menura.sharing.model import Consent, KnownSpace, Offer, Peer, PeerToken, SharedTrack, Signer


class CollectionRepository(Protocol):
    """Keep consent, who is trusted, and what was offered."""

    # ---- consent

    def consent(self) -> Consent:
        """Return whether anything may leave."""
        ...

    def set_consent(self, consent: Consent) -> None:
        """Keep it."""
        ...

    # ---- who is trusted

    def signers(self) -> Sequence[Signer]:
        """Return everybody whose archives are taken in, by name."""
        ...

    def signer(self, fingerprint: str) -> Signer | None:
        """Return one of them."""
        ...

    def trust(self, fingerprint: str, name: str, at: datetime) -> None:
        """Take archives of somebody in from now on; a name that is known stays."""
        ...

    def distrust(self, fingerprint: str) -> None:
        """Forget somebody, wherever they are named; their offers go along."""
        ...

    def forget_taken(self, fingerprint: str, limit: int) -> int:
        """Undo some steps that were filled with somebody's analyses; return how many."""
        ...

    def forget_offers(self, fingerprint: str, limit: int) -> int:
        """Forget some of somebody's offers; return how many."""
        ...

    # ---- tokens and peers

    def add_token(self, token: PeerToken, digest: str) -> None:
        """Keep a token, by its SHA-256 alone."""
        ...

    def tokens(self) -> Sequence[PeerToken]:
        """Return all tokens, oldest first."""
        ...

    def token_of(self, digest: str) -> PeerToken | None:
        """Return the token with a SHA-256."""
        ...

    def note_use(self, token_id: str, at: datetime) -> None:
        """Note that a token was used."""
        ...

    def remove_token(self, token_id: str) -> None:
        """Take a token back."""
        ...

    def put_peer(self, peer: Peer) -> None:
        """Keep a peer, replacing the one with its id."""
        ...

    def peers(self) -> Sequence[Peer]:
        """Return all peers, by name."""
        ...

    def peer(self, peer_id: str) -> Peer | None:
        """Return a peer."""
        ...

    def remove_peer(self, peer_id: str) -> None:
        """Forget a peer."""
        ...

    # ---- what is here

    def space_hashes(self) -> Mapping[str, str]:
        """Return by space which model made its newest vector: its hash."""
        ...

    def exportable(self, after: int, limit: int, since: datetime | None) -> Sequence[int]:
        """Return numbers of tracks whose analysis may be shared, in order.

        Parameters
        ----------
        since : datetime, optional
            Only those of which something was done since.
        """
        ...

    def vectors(
        self, numbers: Sequence[int], spaces: Mapping[str, KnownSpace]
    ) -> Mapping[int, Mapping[str, NDArray[np.float32]]]:
        """Return the vectors of tracks that the models of these spaces made."""
        ...

    def by_content(self, hashes: Sequence[str]) -> Mapping[str, Sequence[int]]:
        """Return the analysed tracks that hold some undecoded audio, by its hash."""
        ...

    # ---- what came in

    def note_taken(self, number: int, signer: str, steps: Mapping[str, str], at: datetime) -> None:
        """Note that steps of a track were filled with somebody's analysis."""
        ...

    def taken(self, numbers: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
        """Return the steps of tracks that are not from here, with their versions."""
        ...

    def put_offers(
        self, signer: str, offers: Sequence[tuple[SharedTrack, bytes]], at: datetime
    ) -> None:
        """Keep offers, replacing earlier ones of the same signer and sound."""
        ...

    def find_offers(
        self,
        *,
        content_hash: str | None,
        recording_id: str | None,
        artist: str,
        title: str,
        duration_s: float | None,
        limit: int,
    ) -> Sequence[Offer]:
        """Return offers that may be of a track: by any one of its signals; names with length."""
        ...

    def has_offers(self) -> bool:
        """Tell whether any offer waits."""
        ...

    def drop_offers(self, numbers: Sequence[int]) -> None:
        """Forget offers that found their track."""
        ...


class SharingUnit(Protocol):
    """One transaction on tracks, what was measured of them, and what is shared."""

    @property
    def tracks(self) -> TrackRepository:
        """Return the tracks."""
        ...

    @property
    def analyses(self) -> AnalysisRepository:
        """Return what was measured."""
        ...

    @property
    def collection(self) -> CollectionRepository:
        """Return what is shared."""
        ...


class SharingStore(Protocol):
    """Open transactions."""

    def unit(self, *, read_only: bool = False) -> AbstractContextManager[SharingUnit]:
        """Open one."""
        ...
