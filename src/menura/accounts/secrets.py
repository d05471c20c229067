"""Make the random words that open the door, and what is kept of them."""

import base64
import hashlib
import os
from collections.abc import Callable

Entropy = Callable[[int], bytes]
"""Gives so many random bytes."""

SECRET_BYTES = 32
TOKEN_BEGIN = "menura_"


def new_login_secret(entropy: Entropy = os.urandom) -> str:
    """Return the content of a new cookie: 32 random bytes as text."""
    return base64.urlsafe_b64encode(entropy(SECRET_BYTES)).rstrip(b"=").decode()


def new_token_secret(entropy: Entropy = os.urandom) -> str:
    """Return a new token; how it begins tells people what it is."""
    return TOKEN_BEGIN + new_login_secret(entropy)


def digest_of(secret: str) -> str:
    """Return what is kept of a secret: it is random enough to need no salt."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
