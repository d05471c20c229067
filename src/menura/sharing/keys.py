"""Sign what is shared, and tell who signed what came in.

Ed25519 (RFC 8032). The key lies in a file only its owner may read. People compare fingerprints: the
SHA-256 of the public key.
"""

import hashlib
import os
import re
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from menura.sharing.errors import ArchiveInvalidError, CollectionKeyError, SharingInputError

if TYPE_CHECKING:  # takes a while to load
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_FILE = "collection.key"
KEY_BYTES = 32
SIGNATURE_BYTES = 64


class InstanceKey:
    """The key this Menura signs with; made when it is first needed.

    Parameters
    ----------
    folder : Path
        Where its file lies.

    Raises
    ------
    CollectionKeyError
        By everything: the file can be neither read nor made, or holds something else.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / KEY_FILE

    def sign(self, data: bytes) -> bytes:
        """Return the signature of `data`, 64 bytes."""
        return self._key.sign(data)

    @cached_property
    def public(self) -> bytes:
        """Return the public key, 32 bytes."""
        return self._key.public_key().public_bytes_raw()

    @property
    def fingerprint(self) -> str:
        """Return what people compare: 64 hexadecimal digits."""
        return fingerprint_of(self.public)

    @cached_property
    def _key(self) -> "Ed25519PrivateKey":
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        try:
            if not self._path.is_file():
                self._make()
            raw = bytes.fromhex(self._path.read_text("ascii").strip())
            return Ed25519PrivateKey.from_private_bytes(raw)
        except OSError as error:
            reason = error.strerror or str(error)
            raise CollectionKeyError(str(self._path), reason) from error
        except ValueError as error:
            raise CollectionKeyError(str(self._path), "it holds something else") from error

    def _make(self) -> None:
        """Write a new key, whole or not at all; of two that do so at once, the first holds."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        new = self._path.with_name(f".{KEY_FILE}.{os.getpid()}.{os.urandom(4).hex()}")
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(os.urandom(KEY_BYTES).hex() + "\n")
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(new, self._path)
        finally:
            new.unlink(missing_ok=True)


def fingerprint_of(public: bytes) -> str:
    """Return what people compare of a public key."""
    return hashlib.sha256(public).hexdigest()


def read_fingerprint(text: str, *, field: str = "trust") -> str:
    """Return a fingerprint as a person typed it, blanks and colons left out.

    Raises
    ------
    SharingInputError
    """
    bare = re.sub(r"[\s:-]", "", text).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", bare):
        raise SharingInputError(
            "A key is 64 hexadecimal digits, as the other Menura shows on its collection page or "
            "by `menura collection status`.",
            field=field,
        )
    return bare


def check_signature(public: bytes, signature: bytes, data: bytes) -> None:
    """Raise ArchiveInvalidError unless the owner of a public key has signed `data`."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError) as error:
        raise ArchiveInvalidError("its signature", "does not fit") from error
