"""Keep passwords so that a copy of the database tells nobody what they are.

Argon2id (RFC 9106) with the least that OWASP's password storage cheat sheet recommends: 19 MiB,
two passes, one lane; about a tenth of a second on a small machine. Parameters and salt stand in
the hash itself, so that later ones may be stronger.
"""

import os
import unicodedata
from collections.abc import Callable

from menura.accounts.errors import PasswordLengthError

MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1
SALT_BYTES = 16
HASH_BYTES = 32
LEAST_CHARACTERS = 8
MOST_CHARACTERS = 1_000
# The hash of a password that nobody has: who is unknown takes as long as who is wrong.
NOBODYS = (
    "$argon2id$v=19$m=19456,t=2,p=1$W9HIhegs5Qk24ByaP4rniw"
    "$lQAd3Q09cSlySWdT/LGQueVcR8Yp0gComNW2Y4BMwSs"
)


def hash_password(password: str, *, entropy: Callable[[int], bytes] = os.urandom) -> str:
    """Return what is kept of a password, in PHC string format.

    Takes a tenth of a second and 19 MiB: to be called outside of transactions.

    Parameters
    ----------
    entropy : callable
        Gives so many random bytes, for the salt.

    Raises
    ------
    PasswordLengthError
    """
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id  # takes a while to load

    plain = _composed(password)
    if not LEAST_CHARACTERS <= len(plain) <= MOST_CHARACTERS:
        raise PasswordLengthError(LEAST_CHARACTERS, MOST_CHARACTERS, len(plain))
    hashing = Argon2id(
        salt=entropy(SALT_BYTES),
        length=HASH_BYTES,
        iterations=PASSES,
        lanes=LANES,
        memory_cost=MEMORY_KIB,
    )
    return hashing.derive_phc_encoded(_bytes(plain))


def is_password(password: str, password_hash: str | None) -> bool:
    """Tell whether a password is the one of a hash; without one, work as long and say no."""
    from cryptography.exceptions import InvalidKey
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    plain = _composed(password[: 2 * MOST_CHARACTERS])
    try:
        Argon2id.verify_phc_encoded(_bytes(plain), password_hash or NOBODYS)
    except InvalidKey:
        return False
    return password_hash is not None


def _composed(password: str) -> str:
    """Return a password as one keyboard and another type it alike (RFC 8265, 4.2)."""
    return unicodedata.normalize("NFC", password)


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
