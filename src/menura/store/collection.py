"""Keep what is shared in SQL: consent, tokens and peers, and who is trusted."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, func, insert, select, update

from menura.kernel.ids import is_id
from menura.sharing import Consent, Peer, PeerToken, Signer
from menura.store.collection_offers import SqlOffers
from menura.store.collection_sharing import SqlSharing
from menura.store.collection_tables import (
    collection_peer,
    collection_setting,
    collection_signer,
    collection_token,
    offered_analysis,
    taken_step,
)

CONSENT = "consent"


class SqlCollection(SqlOffers, SqlSharing):
    """Everything about sharing, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # ---- consent

    def consent(self) -> Consent:
        """Return whether anything may leave."""
        query = select(collection_setting.c.value).where(collection_setting.c.name == CONSENT)
        kept: Mapping[str, object] | None = self._connection.execute(query).scalar_one_or_none()
        if kept is None:
            return Consent()
        return Consent(share=kept["share"] is True, instance=str(kept["instance"]))

    def set_consent(self, consent: Consent) -> None:
        """Keep it."""
        mine = collection_setting.c.name == CONSENT
        self._connection.execute(delete(collection_setting).where(mine))
        self._connection.execute(
            insert(collection_setting).values(name=CONSENT, value=asdict(consent))
        )

    # ---- who is trusted

    def signers(self) -> Sequence[Signer]:
        """Return everybody whose archives are taken in, by name."""
        offers = self._counts(offered_analysis.c.signer)
        taken = self._counts(taken_step.c.signer)
        query = select(collection_signer).order_by(
            collection_signer.c.name, collection_signer.c.fingerprint
        )
        return [
            Signer(
                row.fingerprint,
                row.name,
                row.trusted_at,
                offers.get(row.fingerprint, 0),
                taken.get(row.fingerprint, 0),
            )
            for row in self._connection.execute(query)
        ]

    def _counts(self, column: "Column[Any]") -> Mapping[str, int]:
        query = select(column, func.count()).group_by(column)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def signer(self, fingerprint: str) -> Signer | None:
        """Return one of them, without counts."""
        mine = collection_signer.c.fingerprint == fingerprint
        row = self._connection.execute(select(collection_signer).where(mine)).one_or_none()
        return None if row is None else Signer(row.fingerprint, row.name, row.trusted_at)

    def trust(self, fingerprint: str, name: str, at: datetime) -> None:
        """Take archives of somebody in from now on; a name that is known stays."""
        if self.signer(fingerprint) is None:
            self._connection.execute(
                insert(collection_signer).values(fingerprint=fingerprint, name=name, trusted_at=at)
            )

    def distrust(self, fingerprint: str) -> None:
        """Forget somebody, wherever they are named; their offers go along."""
        for table in (collection_peer, collection_token):
            mine = table.c.signer == fingerprint
            self._connection.execute(update(table).where(mine).values(signer=None))
        mine = collection_signer.c.fingerprint == fingerprint
        self._connection.execute(delete(collection_signer).where(mine))

    # ---- tokens and peers

    def add_token(self, token: PeerToken, digest: str) -> None:
        """Keep a token, by its SHA-256 alone."""
        self._connection.execute(insert(collection_token).values(digest=digest, **asdict(token)))

    def tokens(self) -> Sequence[PeerToken]:
        """Return all tokens, oldest first."""
        query = select(*_columns(PeerToken, collection_token)).order_by(
            collection_token.c.created_at, collection_token.c.id
        )
        return [PeerToken(**row) for row in self._connection.execute(query).mappings()]

    def token_of(self, digest: str) -> PeerToken | None:
        """Return the token with a SHA-256."""
        mine = collection_token.c.digest == digest
        query = select(*_columns(PeerToken, collection_token)).where(mine)
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else PeerToken(**row)

    def note_use(self, token_id: str, at: datetime) -> None:
        """Note that a token was used."""
        mine = collection_token.c.id == token_id
        self._connection.execute(update(collection_token).where(mine).values(last_used_at=at))

    def remove_token(self, token_id: str) -> None:
        """Take a token back."""
        self._connection.execute(delete(collection_token).where(collection_token.c.id == token_id))

    def put_peer(self, peer: Peer) -> None:
        """Keep a peer, replacing the one with its id."""
        self.remove_peer(peer.id)
        self._connection.execute(insert(collection_peer).values(**asdict(peer)))

    def peers(self) -> Sequence[Peer]:
        """Return all peers, by name."""
        query = select(collection_peer).order_by(collection_peer.c.name, collection_peer.c.id)
        return [Peer(**row) for row in self._connection.execute(query).mappings()]

    def peer(self, peer_id: str) -> Peer | None:
        """Return a peer."""
        if not is_id(peer_id):
            return None
        query = select(collection_peer).where(collection_peer.c.id == peer_id)
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else Peer(**row)

    def remove_peer(self, peer_id: str) -> None:
        """Forget a peer."""
        self._connection.execute(delete(collection_peer).where(collection_peer.c.id == peer_id))


def _columns(cls: type[PeerToken], table: Table) -> "list[Column[Any]]":
    return [table.c[f.name] for f in fields(cls)]
