"""Name what can go wrong with a music server: one sentence for each, with what to do.

::

    InvalidInputError
    ├── ServerAddressError       the address cannot be used at all, or may not be
    ├── ServerRedirectError      the server sends requests on to another address
    ├── NotThisServerError       something else answers there (a page, another program)
    ├── ServerLoginError         wrong user name, password or token
    ├── ServerCertificateError   its certificate is not trusted (self-signed, expired, other name)
    └── ServerArgumentError      a text cannot be sent (line breaks to MPD)
    NotFoundError
    └── ServerNotFoundError      the server has no such track or playlist (any more)
    ConflictError
    ├── ServerForbiddenError     the account may not do this (read-only, downloads off)
    ├── ServerUnsupportedError   this server has no means for it
    └── IncompleteWalkError      a walk did not see everything; nothing may be concluded
    UnavailableError
    ├── ServerUnreachableError   no connection, or it broke off; also time-outs
    ├── ServerStartingError      it is starting, or scanning and not ready to answer
    ├── ServerBusyError          it asks to be left alone for a while (429, 503 Retry-After)
    ├── ServerProtocolError      its answer cannot be understood
    ├── ServerTooLargeError      its answer is larger than allowed
    └── NotAudioError            what came is not audio

None of them ever quotes a password, a token, or an address with a query.
"""

from menura.kernel.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    UnavailableError,
)


class ServerAddressError(InvalidInputError):
    """Say that an address cannot be used."""

    code = "server_address"

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(
            f"The address {address!r} cannot be used: {reason}. Give it as you open the server in "
            "a browser, for example http://192.168.1.10:4533.",
            field="url",
        )


class ServerRedirectError(InvalidInputError):
    """Say that a server sends requests on."""

    code = "server_redirect"

    def __init__(self, host: str, target: str) -> None:
        super().__init__(
            f"{host} sends requests on to {target}; if that is your server, use this address "
            "instead. Menura does not follow by itself: your password would go along.",
            field="url",
        )


class NotThisServerError(InvalidInputError):
    """Say that something else answers at an address."""

    code = "not_this_server"

    def __init__(self, host: str, wanted: str, found: str) -> None:
        super().__init__(
            f"{host} does not answer like {wanted} but with {found}; check the port and the path "
            "of the address, and that the kind of server is right.",
            field="url",
        )


class ServerLoginError(InvalidInputError):
    """Say that a server refuses the account."""

    code = "server_login"

    def __init__(self, host: str, reason: str = "the user name or password is wrong") -> None:
        super().__init__(
            f"{host} refuses the login: {reason}. Check both by signing in with a browser, or "
            "make a new token there.",
            field="password",
        )


class ServerCertificateError(InvalidInputError):
    """Say that a server's certificate is not trusted."""

    code = "server_certificate"

    def __init__(self, host: str, reason: str, sha256: str | None = None) -> None:
        told = f" Its SHA-256 fingerprint is {sha256}." if sha256 else ""
        super().__init__(
            f"The certificate of {host} is not trusted: {reason}.{told} If it is your own server, "
            "confirm this fingerprint, or name the file of your certificate authority.",
            field="certificate_sha256",
        )
        self.sha256 = sha256


class ServerArgumentError(InvalidInputError):
    """Say that a text cannot be sent."""

    code = "server_argument"

    def __init__(self, text: str) -> None:
        super().__init__(
            f"The text {text[:40]!r} holds a line break or a NUL, which this server would take "
            "for another command; leave them out."
        )


class ServerNotFoundError(NotFoundError):
    """Say that a server has no such thing."""

    code = "server_not_found"

    def __init__(self, host: str, what: str) -> None:
        super().__init__(
            f"{host} has no {what} (any more); look at what it has now, or scan it again."
        )


class ServerForbiddenError(ConflictError):
    """Say that the account may not do something."""

    code = "server_forbidden"

    def __init__(self, host: str, what: str, remedy: str) -> None:
        super().__init__(f"The account on {host} may not {what}; {remedy}.")


class ServerUnsupportedError(ConflictError):
    """Say that a server has no means for something."""

    code = "server_unsupported"

    def __init__(self, server: str, what: str) -> None:
        super().__init__(f"{server} has no means to {what}; do it in Menura alone.")


class IncompleteWalkError(ConflictError):
    """Say that a walk did not see everything."""

    code = "incomplete_walk"

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(
            f"The walk through {host} is not complete ({reason}); what was seen is kept, and "
            "nothing was taken for deleted. Scan again when the server has come to rest."
        )


class ServerUnreachableError(UnavailableError):
    """Say that a server cannot be reached, or stopped answering."""

    code = "server_unreachable"
    passing = True

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(
            f"There is no connection to {host} ({reason}); check that it runs and that this "
            "machine can reach it.",
            field="url",
        )


class ServerStartingError(UnavailableError):
    """Say that a server is not ready yet."""

    code = "server_starting"
    passing = True

    def __init__(self, host: str) -> None:
        super().__init__(f"{host} is still starting; try again in a minute.", field="url")


class ServerBusyError(UnavailableError):
    """Say that a server asks to be left alone for a while."""

    code = "server_busy"
    passing = True

    def __init__(self, host: str, after_s: float | None = None) -> None:
        wait = f"in {after_s:.0f} s" if after_s else "later"
        super().__init__(f"{host} has too much to do; try again {wait}.")
        self.after_s = after_s


class ServerProtocolError(UnavailableError):
    """Say that an answer cannot be understood."""

    code = "server_protocol"

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(
            f"The answer of {host} cannot be understood ({reason}); bring the server up to date, "
            "and report this with its version if it stays."
        )


class ServerTooLargeError(UnavailableError):
    """Say that an answer is larger than allowed."""

    code = "server_too_large"

    def __init__(self, host: str, most_bytes: int) -> None:
        super().__init__(
            f"{host} sent more than {most_bytes / 1e6:,.0f} MB, or more than it had announced; it "
            "was broken off."
        )


class NotAudioError(UnavailableError):
    """Say that what came is not audio."""

    code = "server_not_audio"

    def __init__(self, host: str, found: str) -> None:
        super().__init__(
            f"{host} sent {found} in place of audio; play the track on the server itself to see "
            "whether its file is whole."
        )


OF_THE_SERVER = (
    ServerAddressError,
    ServerRedirectError,
    NotThisServerError,
    ServerLoginError,
    ServerCertificateError,
    ServerUnreachableError,
    ServerStartingError,
    ServerBusyError,
)
"""What is wrong with a server or an account as a whole, whatever it was asked."""
