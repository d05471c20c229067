"""Let in who knows the password or the token that stand in the environment."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta

from menura.accounts.secrets import digest_of
from menura.kernel.errors import UnavailableError
from menura.kernel.sealing import Sealer

COOKIE_BEGIN = "e."
COOKIE_LASTS = timedelta(days=30)
MOST_COOKIE = 1_000
MOST_ENDED = 1_000


class Environment:
    """What opens the door without a user: ``MENURA_PASSWORD`` and ``MENURA_TOKEN``.

    Whoever signs in with the password is given a cookie that is sealed, not kept: there is no user
    whose login it could be. It ends after 30 days, or with another password.

    Parameters
    ----------
    sealer : callable
        Returns who seals; asked for when the first cookie is.
    """

    def __init__(
        self, *, token: str | None, password: str | None, sealer: Callable[[], Sealer]
    ) -> None:
        self._token = token
        self._password = password
        self._sealer = sealer
        self._ended: dict[str, None] = {}  # signed out since the start

    @property
    def is_set(self) -> bool:
        """Tell whether anybody has to give something."""
        return self._token is not None or self._password is not None

    def opens_by_token(self, token: str) -> bool:
        """Tell whether it is the token."""
        return self._token is not None and _is_equal(token, self._token)

    def opens_by_password(self, password: str) -> bool:
        """Tell whether it is the password; the name does not matter."""
        return self._password is not None and _is_equal(password, self._password)

    def new_cookie(self, now: datetime) -> str:
        """Return what a browser is to come in with from now on; raise SealingKeyError."""
        until = (now + COOKIE_LASTS).isoformat()
        return COOKIE_BEGIN + self._sealer().seal(f"{until} {self._mark()}")

    def is_cookie(self, text: str) -> bool:
        """Tell whether a cookie is of this kind, whether or not it opens anything."""
        return text.startswith(COOKIE_BEGIN) and len(text) <= MOST_COOKIE

    def opens_by_cookie(self, text: str, now: datetime) -> bool:
        """Tell whether a cookie was made here, for the password of today, and has not ended."""
        if self._password is None or not self.is_cookie(text) or digest_of(text) in self._ended:
            return False
        try:
            until, _, mark = self._sealer().open(text.removeprefix(COOKIE_BEGIN)).partition(" ")
        except (UnavailableError, ValueError):  # sealed elsewhere, or not at all
            return False
        return now < datetime.fromisoformat(until) and _is_equal(mark, self._mark())

    def end_cookie(self, text: str) -> None:
        """Let a cookie open nothing any more, as long as this process lives."""
        while len(self._ended) >= MOST_ENDED:
            self._ended.pop(next(iter(self._ended)))
        self._ended[digest_of(text)] = None

    def _mark(self) -> str:
        """Return what another password would change; it is sealed, so nobody can try them out."""
        return hashlib.sha256(f"menura login {self._password}".encode()).hexdigest()


def _is_equal(given: str, wanted: str) -> bool:
    """Compare secrets in a time that does not tell where they differ."""
    return hmac.compare_digest(
        given.encode("utf-8", "surrogatepass"), wanted.encode("utf-8", "surrogatepass")
    )
