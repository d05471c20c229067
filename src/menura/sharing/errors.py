"""Name what can go wrong when analysis is shared.

::

    InvalidInputError
    ├── ArchiveInvalidError     an archive is damaged, altered, or holds what cannot be
    ├── ArchiveVersionError     a newer Menura wrote it
    └── SharingInputError       a name, a key or an address cannot be used
    NotFoundError
    └── SharingNotFoundError    there is no such export, token, peer or signer
    ConflictError
    ├── SharingOffError         nobody has agreed to share
    ├── SignerNotTrustedError   it is signed by somebody who was not confirmed
    ├── PeerTokenError          a token is unknown, or may not do this
    ├── SharingBusyError        what a peer sent last is still being taken in
    └── PeerRefusedError        the other Menura does not agree
    UnavailableError
    └── CollectionKeyError      the key that archives are signed with cannot be used
"""

from menura.kernel.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    UnavailableError,
)


class ArchiveInvalidError(InvalidInputError):
    """Say that an archive cannot be used, and where the fault lies."""

    code = "archive_invalid"

    def __init__(self, place: str, reason: str) -> None:
        # Places are made of names that others wrote.
        self.place = "".join(c if c.isprintable() else "?" for c in place)
        super().__init__(
            f"The archive cannot be used: {self.place} {reason}. Nothing of it was taken in; ask "
            "for it to be made and sent again."
        )


class ArchiveVersionError(InvalidInputError):
    """Say that a newer Menura wrote an archive."""

    code = "archive_version"

    def __init__(self, version: int, newest: int) -> None:
        super().__init__(
            f"The archive has the version {version}, and this Menura reads versions up to "
            f"{newest}; bring this Menura up to date."
        )


class SharingInputError(InvalidInputError):
    """Say that something given for sharing cannot be used."""

    code = "sharing_input"


class SharingNotFoundError(NotFoundError):
    """Say that there is no such thing."""

    code = "sharing_not_found"

    def __init__(self, noun: str, name: str) -> None:
        super().__init__(
            f"There is no {noun} {name[:80]!r}; `menura collection status` lists what there is."
        )


class SharingOffError(ConflictError):
    """Say that nothing leaves this Menura."""

    code = "sharing_off"

    def __init__(self) -> None:
        super().__init__(
            "Sharing is switched off on this Menura, so nothing leaves it; who runs it switches "
            "it on with `menura collection share on` or on the collection page."
        )


class SignerNotTrustedError(ConflictError):
    """Say that an archive is signed by somebody who was not confirmed."""

    code = "signer_not_trusted"

    def __init__(self, fingerprint: str, instance: str) -> None:
        super().__init__(
            f"The archive is signed with the key {fingerprint} of {instance!r}, which was not "
            "confirmed here. Compare it with what that Menura shows as its key, and if it is the "
            "same, trust it.",
            field="trust",
        )
        self.fingerprint = fingerprint


class PeerTokenError(ConflictError):
    """Say that a token opens nothing.

    Attributes
    ----------
    is_known : bool
        Whether it opens something else.
    """

    code = "peer_token"

    def __init__(self, reason: str | None = None) -> None:
        told = reason or "it is unknown here or was taken back"
        super().__init__(
            f"The token was not accepted: {told}. Ask who runs this Menura for a new one."
        )
        self.is_known = reason is not None


class SharingBusyError(ConflictError):
    """Say that what a peer sent last is still being taken in."""

    code = "sharing_busy"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"What {name!r} sent last is still being taken in; send what is next a while later."
        )


class PeerRefusedError(ConflictError):
    """Say that the other Menura does not agree."""

    code = "peer_refused"

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(f"{host} refuses: {reason.rstrip('.')}. Speak with who runs it.")


class CollectionKeyError(UnavailableError):
    """Say that the key that archives are signed with cannot be used."""

    code = "collection_key"

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            f"The key {path!r} that archives are signed with cannot be used ({reason}). Put it "
            "back from a backup, or remove it: then a new one is made, which others must trust "
            "anew."
        )
