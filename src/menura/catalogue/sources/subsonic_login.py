"""Sign in to a Subsonic server in the safest way that it takes.

An API key first, where there is one; then the password hashed with fresh salt; the password itself
only for servers that say they take nothing else. In a form rather than in the address, which
servers and what stands before them write into logs.
"""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from enum import StrEnum

from menura.catalogue.servers import ServerAccess

Salting = Callable[[], str]


def fresh_salt() -> str:
    """Return salt that was never used before."""
    return secrets.token_hex(8)


class LoginMode(StrEnum):
    """Name how a request says whose it is."""

    API_KEY = "API key"
    HASHED = "salted hash of the password"
    PLAIN = "password"


def login_modes(access: ServerAccess) -> tuple[LoginMode, ...]:
    """Return the modes that an access allows, safest first."""
    modes = [LoginMode.API_KEY] if access.token else []
    if access.password is not None:
        modes += [LoginMode.HASHED, LoginMode.PLAIN]
    return tuple(modes)


def login_values(access: ServerAccess, mode: LoginMode, make_salt: Salting) -> Mapping[str, str]:
    """Return the parameters that sign one request."""
    if mode is LoginMode.API_KEY:
        # Never with a user name: code 43.
        return {"apiKey": access.token or ""}
    password = access.password or ""
    if mode is LoginMode.PLAIN:
        return {"u": access.username, "p": f"enc:{password.encode().hex()}"}
    salt = make_salt()
    # MD5 is what the protocol asks for.
    token = hashlib.md5(f"{password}{salt}".encode(), usedforsecurity=False).hexdigest()
    return {"u": access.username, "t": token, "s": salt}
