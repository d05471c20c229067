"""Read the frame of a Subsonic server's answers, and say what its error codes mean.

A failure comes with HTTP status 200 and a code in JSON; other programs in between (and servers
that do not know a method) answer with a bare status.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from menura.catalogue.server_errors import (
    NotThisServerError,
    ServerForbiddenError,
    ServerLoginError,
    ServerNotFoundError,
    ServerProtocolError,
    ServerUnsupportedError,
)
from menura.catalogue.sources.http import Reply
from menura.catalogue.sources.values import text, whole

PRODUCT = "OpenSubsonic"

GENERIC = 0
MISSING_PARAMETER = 10
SERVER_TOO_OLD = 30
"""Servers say so to a version above their own."""
TOKEN_UNSUPPORTED = 41
MECHANISM_UNSUPPORTED = 42
FORBIDDEN = 50
NOT_FOUND = 70

LOGIN_REASONS = {
    40: "the user name or password is wrong",
    41: "this account can sign in with its password alone, and not even so",
    42: "it does not take this way of signing in",
    43: "it takes a key without a user name only",
    44: "the API key is not valid (any more)",
}
UNKNOWN_ID = ("not found", "invalid id", "badly formed hexadecimal")
"""What servers say under code 0 to an id that they cannot have given out; in lower case."""
SHOWN = 120
"""Characters of the server's own words that a message quotes."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a request is for, in words.

    Attributes
    ----------
    does : str
        What an account may not do.
    thing : str, optional
        What there is none of; None where the request names nothing that there could be none of.
    """

    does: str = "read this"
    thing: str | None = None


READING = Purpose()


@dataclass(frozen=True, slots=True)
class SubsonicAnswer:
    """An answer out of its frame.

    Attributes
    ----------
    code : int, optional
        Why it failed; None if it did not.
    content : mapping
        What stands in the frame, failed or not.
    status : int
        Of HTTP.
    """

    code: int | None
    message: str
    content: Mapping[str, Any] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    status: int = 200

    @property
    def version(self) -> str:
        """Return the version of the protocol that the server speaks."""
        return text(self.content.get("version")) or ""


def read_answer(reply: Reply) -> SubsonicAnswer | None:
    """Return what a Subsonic server answered; None where it is no such answer.

    Raises
    ------
    NotThisServerError
        A page in HTML came as if it were the answer.
    ServerProtocolError
        It is no JSON, as if it were the answer.
    """
    try:
        found = reply.json()
    except (NotThisServerError, ServerProtocolError):
        if reply.is_good:
            raise
        return None
    frame = found.get("subsonic-response") if isinstance(found, dict) else None
    if not isinstance(frame, dict):
        return None
    code: int | None = None
    message = ""
    if frame.get("status") != "ok":
        error = frame.get("error")
        error = error if isinstance(error, dict) else {}
        code = whole(error.get("code")) or GENERIC
        message = text(error.get("message")) or ""
    return SubsonicAnswer(code, message, frame, reply.headers, reply.status)


def refuse(answer: SubsonicAnswer, host: str, purpose: Purpose) -> NoReturn:
    """Raise what a failed answer means.

    Raises
    ------
    ServerLoginError
        Codes 40 to 44.
    ServerForbiddenError
        Code 50; 60, a trial that is over.
    ServerNotFoundError
        Code 70, and what stands for it under code 0.
    ServerUnsupportedError
        A method that the server does not know.
    ServerProtocolError
        Every other code.
    """
    code = answer.code
    if code in LOGIN_REASONS:
        raise ServerLoginError(host, LOGIN_REASONS[code])
    if code == FORBIDDEN:
        raise ServerForbiddenError(
            host, purpose.does, "let whoever runs the server allow it, or use another account"
        )
    if code == 60:
        raise ServerForbiddenError(
            host, purpose.does, "the server's trial period is over; it needs a licence"
        )
    if code == NOT_FOUND or (purpose.thing and _is_of_unknown_id(answer)):
        raise ServerNotFoundError(host, purpose.thing or "such entry")
    if answer.status in (404, 405, 410, 501):
        raise ServerUnsupportedError(host, purpose.does)
    if code in (20, SERVER_TOO_OLD):
        raise ServerProtocolError(host, f"it speaks version {answer.version} of the protocol only")
    said = f": {answer.message[:SHOWN]}" if answer.message else ""
    raise ServerProtocolError(host, f"it reports error {code}{said}")


def _is_of_unknown_id(answer: SubsonicAnswer) -> bool:
    message = answer.message.lower()
    return answer.code == GENERIC and any(words in message for words in UNKNOWN_ID)


def refuse_bare(reply: Reply, host: str, purpose: Purpose) -> NoReturn:
    """Raise what an answer without a frame means."""
    if reply.is_good:
        raise NotThisServerError(host, PRODUCT, "JSON of another kind")
    if reply.status == 403:
        raise ServerForbiddenError(
            host, purpose.does, "let whoever runs the server allow it, or use another account"
        )
    if reply.status == 404 and purpose.thing is not None:
        raise ServerNotFoundError(host, purpose.thing)
    if reply.status in (404, 405, 410, 501):
        raise ServerUnsupportedError(host, purpose.does)
    raise ServerProtocolError(host, f"status {reply.status}")
