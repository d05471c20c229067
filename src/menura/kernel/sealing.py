"""Keep secrets so that a copy of the database alone tells nobody anything.

What is sealed lies in the database; the key lies in a file beside it that only its owner may read,
or comes from the environment. Fernet is AES-128-CBC with an HMAC over it: what was altered, or
sealed with another key, is refused.
"""

import base64
import hashlib
import os
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from menura.kernel.errors import UnavailableError

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

KEY_FILE = "secret.key"
LEAST_CHARACTERS = 16


class SealBrokenError(UnavailableError):
    """Say that something sealed cannot be opened."""

    code = "seal_broken"

    def __init__(self) -> None:
        super().__init__(
            "A password that was kept cannot be read any more: the file secret.key in the data "
            "folder (or MENURA_SECRET_KEY) is another one than when it was kept. Put the right "
            "one back, or give the password again."
        )


class SealingKeyError(UnavailableError):
    """Say that the key for secrets cannot be used."""

    code = "sealing_key"

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The key that passwords are kept with cannot be used ({reason}); see the file "
            "secret.key in the data folder, or the setting MENURA_SECRET_KEY."
        )


class Sealer:
    """Seal and open short texts.

    Parameters
    ----------
    folder : Path
        Where the key's file lies; it is made when something is sealed for the first time.
    key : str, optional
        Given, no file is read or made: any text of 16 characters or more.

    Raises
    ------
    SealingKeyError
        By both methods: the key is too short, or its file can be neither read nor made.
    """

    def __init__(self, folder: Path, key: str | None = None) -> None:
        self._folder = folder
        self._given = key

    def seal(self, text: str) -> str:
        """Return `text` sealed: another result each time."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Return what was sealed; raise SealBrokenError."""
        from cryptography.fernet import InvalidToken

        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise SealBrokenError from error

    @cached_property
    def _fernet(self) -> "Fernet":
        from cryptography.fernet import Fernet  # takes a while to load

        try:
            return Fernet(self._key())
        except ValueError as error:
            raise SealingKeyError("the file holds something else") from error

    def _key(self) -> bytes:
        if self._given is not None:
            return _stretched(self._given)
        path = self._folder / KEY_FILE
        try:
            if not path.is_file():
                self._make(path)
            return path.read_bytes().strip()
        except OSError as error:
            raise SealingKeyError(error.strerror or str(error)) from error

    def _make(self, path: Path) -> None:
        """Write a new key, whole or not at all; of two that do so at once, the first holds."""
        from cryptography.fernet import Fernet

        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".{KEY_FILE}.{os.getpid()}.{os.urandom(4).hex()}")
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(Fernet.generate_key() + b"\n")
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(new, path)
        finally:
            new.unlink(missing_ok=True)


def _stretched(text: str) -> bytes:
    """Return a key made of a text that a person chose."""
    if len(text) < LEAST_CHARACTERS:
        raise SealingKeyError(f"it has less than {LEAST_CHARACTERS} characters")
    made = hashlib.scrypt(text.encode(), salt=b"menura-sealing", n=2**14, r=8, p=1, dklen=32)
    return base64.urlsafe_b64encode(made)
