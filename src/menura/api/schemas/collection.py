"""Shape what is shared."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from menura.sharing import Consent, ExportFile, Peer, PeerToken, Signer


class ConsentEdit(BaseModel):
    """What may leave this Menura."""

    share: bool | None = Field(None, description="Whether analysis may leave this Menura at all.")
    instance: str | None = Field(
        None, max_length=80, description="The name that others see this Menura by."
    )


class SignerOut(BaseModel):
    """Somebody whose archives are taken in."""

    fingerprint: str
    name: str
    trusted_at: datetime
    offers: int = Field(description="Analyses of theirs that wait for their track.")
    taken: int = Field(description="Steps of tracks here that were filled with theirs.")

    @classmethod
    def of(cls, signer: Signer) -> Self:
        """Shape a signer."""
        return cls(
            fingerprint=signer.fingerprint,
            name=signer.name,
            trusted_at=signer.trusted_at,
            offers=signer.offers,
            taken=signer.taken,
        )


class SignerIn(BaseModel):
    """Somebody to be trusted."""

    fingerprint: str = Field(max_length=200, description="Their key, as their Menura shows it.")
    name: str = Field(max_length=80)


class TokenOut(BaseModel):
    """What another Menura may come in with."""

    id: str
    name: str
    signer: str | None = Field(
        description="Key whose archives may be sent here with it; null: it may only fetch."
    )
    created_at: datetime
    last_used_at: datetime | None

    @classmethod
    def of(cls, token: PeerToken) -> Self:
        """Shape a token."""
        return cls(
            id=token.id,
            name=token.name,
            signer=token.signer,
            created_at=token.created_at,
            last_used_at=token.last_used_at,
        )


class TokenIn(BaseModel):
    """A token to be made."""

    name: str = Field(max_length=80, description="Whom it is for.")
    signer: str | None = Field(
        None, max_length=200, description="Their key: then they may send their archives here."
    )


class NewTokenOut(TokenOut):
    """A token that was just made."""

    token: str = Field(description="The token itself: shown now and never again.")


class PeerOut(BaseModel):
    """Another Menura; its token is never shown."""

    id: str
    name: str
    url: str
    signer: str | None = Field(description="Its key; nothing is taken in before it is confirmed.")
    created_at: datetime
    last_pull_at: datetime | None
    last_push_at: datetime | None
    pulled_tracks: int
    pushed_tracks: int

    @classmethod
    def of(cls, peer: Peer) -> Self:
        """Shape a peer."""
        return cls(
            id=peer.id,
            name=peer.name,
            url=peer.url,
            signer=peer.signer,
            created_at=peer.created_at,
            last_pull_at=peer.last_pull_at,
            last_push_at=peer.last_push_at,
            pulled_tracks=peer.pulled_tracks,
            pushed_tracks=peer.pushed_tracks,
        )


class PeerIn(BaseModel):
    """Another Menura to exchange with."""

    name: str = Field(max_length=80)
    url: str = Field(max_length=2000, description="As it is opened in a browser.")
    token: str = Field(max_length=200, description="The token that was made for you there.")
    signer: str | None = Field(
        None, max_length=200, description="Its key, as it shows it on its collection page."
    )
    ca_file: str | None = Field(
        None, max_length=1000, description="File of certificates to trust for it, on this machine."
    )


class PeerEdit(BaseModel):
    """What is confirmed of a peer."""

    signer: str = Field(max_length=200, description="Its key, compared and found the same.")


class ArchiveOut(BaseModel):
    """An archive that was made."""

    name: str
    size_bytes: int
    created_at: datetime

    @classmethod
    def of(cls, file: ExportFile) -> Self:
        """Shape an export."""
        return cls(name=file.name, size_bytes=file.size_bytes, created_at=file.created_at)


class ArchiveIn(BaseModel):
    """What an archive is to hold."""

    since: datetime | None = Field(
        None, description="Only what was measured since; with a time zone. Default: everything."
    )


class CollectionOut(BaseModel):
    """How it stands with sharing."""

    share: bool = Field(description="Whether analysis may leave this Menura.")
    instance: str
    fingerprint: str = Field(description="The key of this Menura, for others to compare.")
    signers: list[SignerOut]
    tokens: list[TokenOut]
    peers: list[PeerOut]
    exports: list[ArchiveOut]


class ConsentOut(BaseModel):
    """What may leave this Menura."""

    share: bool
    instance: str

    @classmethod
    def of(cls, consent: Consent) -> Self:
        """Shape consent."""
        return cls(share=consent.share, instance=consent.instance)


class ArchivesOut(BaseModel):
    """The archives that were made."""

    items: list[ArchiveOut]


class OffersForgottenOut(BaseModel):
    """What was forgotten."""

    forgotten: int = Field(description="How many analyses.")


class AcceptedOut(BaseModel):
    """What a peer has sent, and what becomes of it."""

    accepted: bool
