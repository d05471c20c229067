"""Settle who shares what with whom: consent, keys, tokens and peers."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit

from menura.jobs import Job, JobQueue, Jobs
from menura.kernel.clock import Clock
from menura.kernel.ids import new_id
from menura.kernel.sealing import Sealer
from menura.sharing.errors import (
    PeerTokenError,
    SharingBusyError,
    SharingInputError,
    SharingNotFoundError,
    SharingOffError,
)
from menura.sharing.keys import read_fingerprint
from menura.sharing.model import SUFFIX, Consent, Peer, PeerToken, Signer
from menura.sharing.ports import CollectionRepository

COLLECTION_EXPORT = "collection_export"
COLLECTION_IMPORT = "collection_import"
COLLECTION_PULL = "collection_pull"
COLLECTION_PUSH = "collection_push"
MOST_NAME = 80
TOKEN_BYTES = 32
TOKEN_BEGIN = "menura-peer-"


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was just made; its text is shown once and kept nowhere."""

    token: PeerToken
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewPeer:
    """Another Menura as a person names it.

    Attributes
    ----------
    signer : str, optional
        Its key, as it shows it.
    """

    name: str
    url: str
    token: str = field(repr=False)
    signer: str | None = None
    ca_file: str | None = None


class Collection:
    """What is shared, inside one transaction."""

    def __init__(
        self, repository: CollectionRepository, jobs: Jobs, sealer: Sealer, clock: Clock
    ) -> None:
        self._repository = repository
        self._jobs = jobs
        self._sealer = sealer
        self._clock = clock

    # ---- consent

    def consent(self) -> Consent:
        """Return whether anything may leave; nothing may until somebody says so."""
        return self._repository.consent()

    def set_consent(self, *, share: bool | None = None, instance: str | None = None) -> Consent:
        """Agree to share, or stop; give this Menura a name that others see.

        Raises
        ------
        SharingInputError
        """
        consent = self._repository.consent()
        if share is not None:
            consent = replace(consent, share=share)
        if instance is not None:
            consent = replace(consent, instance=_checked_name(instance, "instance"))
        self._repository.set_consent(consent)
        return consent

    def check_sharing(self) -> None:
        """Raise SharingOffError unless somebody has agreed."""
        if not self._repository.consent().share:
            raise SharingOffError

    # ---- who is trusted

    def signers(self) -> Sequence[Signer]:
        """Return everybody whose archives are taken in, and how much of theirs is here."""
        return self._repository.signers()

    def trust(self, fingerprint: str, name: str) -> Signer:
        """Take in what somebody signs from now on.

        Raises
        ------
        SharingInputError
        """
        known = read_fingerprint(fingerprint, field="fingerprint")
        self._repository.trust(known, _checked_name(name, "name"), self._clock.now())
        return self.signer(known)

    def signer(self, fingerprint: str) -> Signer:
        """Return somebody who is trusted; raise SharingNotFoundError."""
        found = self._repository.signer(fingerprint)
        if found is None:
            raise SharingNotFoundError("signer", fingerprint)
        return found

    # ---- tokens

    def add_token(self, name: str, signer: str | None = None) -> NewToken:
        """Make a token by which another Menura may fetch from here.

        Parameters
        ----------
        signer : str, optional
            Its key: then it may send its archives here, too.

        Raises
        ------
        SharingInputError
        """
        plain = _checked_name(name, "name")
        if any(token.name.casefold() == plain.casefold() for token in self._repository.tokens()):
            raise SharingInputError(f"There is a token {plain!r} already.", field="name")
        if signer is not None:
            signer = self.trust(signer, plain).fingerprint
        token = PeerToken(new_id(self._clock), plain, self._clock.now(), signer)
        text = TOKEN_BEGIN + secrets.token_urlsafe(TOKEN_BYTES)
        self._repository.add_token(token, digest_token(text))
        return NewToken(token, text)

    def tokens(self) -> Sequence[PeerToken]:
        """Return the tokens there are, oldest first."""
        return self._repository.tokens()

    def remove_token(self, words: str) -> PeerToken:
        """Take a token back, by name or id; raise SharingNotFoundError."""
        for token in self._repository.tokens():
            if words.lower() == token.id or words.casefold() == token.name.casefold():
                self._repository.remove_token(token.id)
                return token
        raise SharingNotFoundError("token", words)

    def authorise(self, text: str) -> PeerToken:
        """Return the token that somebody comes with.

        Raises
        ------
        SharingOffError
            Nothing is served to anybody.
        PeerTokenError
        """
        self.check_sharing()
        token = self._repository.token_of(digest_token(text))
        if token is None:
            raise PeerTokenError
        return token

    def note_use(self, token: PeerToken) -> None:
        """Note that a token was used."""
        self._repository.note_use(token.id, self._clock.now())

    # ---- peers

    def add_peer(self, new: NewPeer) -> Peer:
        """Keep another Menura to exchange with; nothing is sent yet.

        Raises
        ------
        SharingInputError
        """
        name = _checked_name(new.name, "name")
        if any(peer.name.casefold() == name.casefold() for peer in self._repository.peers()):
            raise SharingInputError(f"There is a peer {name!r} already.", field="name")
        if not new.token.strip():
            raise SharingInputError("Give the token that was made for you there.", field="token")
        signer = self.trust(new.signer, name).fingerprint if new.signer else None
        peer = Peer(
            id=new_id(self._clock),
            name=name,
            url=_checked_url(new.url),
            sealed_token=self._sealer.seal(new.token.strip()),
            created_at=self._clock.now(),
            signer=signer,
            ca_file=new.ca_file,
        )
        self._repository.put_peer(peer)
        return peer

    def confirm_peer(self, words: str, fingerprint: str) -> Peer:
        """Confirm the key of a peer; raise SharingNotFoundError, SharingInputError."""
        peer = self.peer(words)
        known = self.trust(fingerprint, peer.name).fingerprint
        # Another key is another collection: all of it is fetched and sent anew
        peer = replace(peer, signer=known, pulled_to=None)
        self._repository.put_peer(peer)
        return peer

    def peers(self) -> Sequence[Peer]:
        """Return all peers, by name."""
        return self._repository.peers()

    def peer(self, words: str) -> Peer:
        """Return a peer, by name or id; raise SharingNotFoundError."""
        for peer in self._repository.peers():
            if words.lower() == peer.id or words.casefold() == peer.name.casefold():
                return peer
        raise SharingNotFoundError("peer", words)

    def remove_peer(self, words: str) -> Peer:
        """Forget a peer; what came from it stays until its signer is forgotten."""
        peer = self.peer(words)
        self._repository.remove_peer(peer.id)
        return peer

    # ---- work

    def start_export(self, since: datetime | None = None) -> Job:
        """Queue the making of an archive; raise SharingOffError."""
        self.check_sharing()
        now = self._clock.now()
        kind = "all" if since is None else f"since-{since:%Y%m%d}"
        name = f"collection-{now:%Y%m%d-%H%M%S}-{kind}{SUFFIX}"
        payload = {"name": name, "since": since.isoformat() if since else None}
        return self._submit(COLLECTION_EXPORT, "Export the collection", payload, key="export")

    def start_serving(self, token: PeerToken, name: str, since: datetime | None) -> Job:
        """Queue the making of an archive for a peer."""
        payload = {"served": name, "since": since.isoformat() if since else None}
        title = f"Prepare the collection for {token.name}"
        return self._submit(COLLECTION_EXPORT, title, payload, key=token.id)

    def start_import(
        self,
        file: str,
        *,
        trust: str | None = None,
        keep_offers: bool = True,
        token: PeerToken | None = None,
    ) -> Job:
        """Queue the taking in of an archive that lies among those that came in.

        Parameters
        ----------
        token : PeerToken, optional
            What the peer came with that has sent it.

        Raises
        ------
        PeerTokenError, SharingBusyError
        """
        payload = {"file": file, "trust": trust, "keep_offers": keep_offers}
        if token is None:
            return self._submit(COLLECTION_IMPORT, "Take in a collection", payload, key=file)
        self.check_accepts(token)
        title = f"Take in the collection of {token.name}"
        return self._submit(COLLECTION_IMPORT, title, payload, key=token.id)

    def check_accepts(self, token: PeerToken) -> None:
        """Raise unless an archive may be sent here with a token now.

        Raises
        ------
        PeerTokenError, SharingBusyError
        """
        if token.signer is None:
            raise PeerTokenError("it was made for fetching alone")
        if self._jobs.find_unfinished(COLLECTION_IMPORT, token.id) is not None:
            raise SharingBusyError(token.name)

    def start_pull(self, peer: Peer) -> Job:
        """Queue fetching what is new at a peer."""
        title = f"Fetch the collection of {peer.name}"
        return self._submit(COLLECTION_PULL, title, {"peer_id": peer.id}, key=peer.id)

    def start_push(self, peer: Peer) -> Job:
        """Queue sending a peer what is new here; raise SharingOffError."""
        self.check_sharing()
        title = f"Send the collection to {peer.name}"
        return self._submit(COLLECTION_PUSH, title, {"peer_id": peer.id}, key=peer.id)

    def _submit(self, kind: str, title: str, payload: Mapping[str, object], *, key: str) -> Job:
        return self._jobs.submit(kind, title, payload, queue=JobQueue.WORK, singleton_key=key)


def digest_token(text: str) -> str:
    """Return what is kept of a token: it is random enough to need no salt."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _checked_name(name: str, field: str) -> str:
    plain = name.strip()
    if not plain or len(plain) > MOST_NAME or not plain.isprintable():
        raise SharingInputError(
            f"A name has 1 to {MOST_NAME} characters and no line breaks, not {name[:40]!r}.",
            field=field,
        )
    return plain


def _checked_url(url: str) -> str:
    """Return an address; whether anybody is there is seen when it is used."""
    plain = url.strip().rstrip("/")
    try:
        parts = urlsplit(plain)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname)
        is_bare = not (parts.username or parts.password or parts.query or parts.fragment)
    except ValueError:
        is_good = is_bare = False
    if not is_good or not is_bare or not plain.isprintable() or " " in plain:
        raise SharingInputError(
            "The address of another Menura looks like http://192.168.1.20:8000, without user, "
            "password and query.",
            field="url",
        )
    return plain
