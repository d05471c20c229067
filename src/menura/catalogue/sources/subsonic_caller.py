"""Call the methods of a Subsonic server.

How to speak with it is found out once, before the first call: which way of signing in it takes,
whether it reads forms, which version it speaks.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace

from menura.catalogue.server_errors import (
    NotThisServerError,
    ServerLoginError,
    ServerProtocolError,
)
from menura.catalogue.servers import AudioStream, ByteRange, ServerAccess
from menura.catalogue.sources.blotting import blot
from menura.catalogue.sources.http import Reply, Values, WebOptions, WebServer
from menura.catalogue.sources.subsonic_answers import (
    MECHANISM_UNSUPPORTED,
    MISSING_PARAMETER,
    PRODUCT,
    READING,
    SERVER_TOO_OLD,
    TOKEN_UNSUPPORTED,
    Purpose,
    SubsonicAnswer,
    read_answer,
    refuse,
    refuse_bare,
)
from menura.catalogue.sources.subsonic_items import items
from menura.catalogue.sources.subsonic_login import (
    LoginMode,
    Salting,
    fresh_salt,
    login_modes,
    login_values,
)
from menura.catalogue.sources.values import text

# Navidrome keeps a player for every client name: it never changes.
CLIENT = "Menura"
VERSION = "1.16.1"
OTHER_LOGIN = frozenset({MISSING_PARAMETER, TOKEN_UNSUPPORTED, MECHANISM_UNSUPPORTED})
"""What servers answer to a way of signing in that they do not take; supysonic says the first."""
FORM_POST = "formPost"
_SIGN_IN = Purpose("sign in", "such account")


@dataclass(frozen=True, slots=True)
class Greeting:
    """How to speak with a server, as found out.

    Attributes
    ----------
    takes_forms : bool
        Whether it reads parameters out of a form: otherwise they stand in the address.
    is_open : bool
        Whether it is an OpenSubsonic server.
    """

    mode: LoginMode
    takes_forms: bool
    product: str = ""
    product_version: str = ""
    is_open: bool = False
    extensions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CallOptions:
    """How to call methods.

    Attributes
    ----------
    make_salt : callable
        Salt for the hash of the password; another one for every request.
    """

    make_salt: Salting = fresh_salt
    web: WebOptions = field(default_factory=lambda: WebOptions(product=PRODUCT))


class SubsonicCaller:
    """Methods of one server, called for one account."""

    def __init__(self, access: ServerAccess, options: CallOptions) -> None:
        self._access = access
        self._make_salt = options.make_salt
        self._secrets = tuple(filter(None, (access.token, access.password)))
        self._web = WebServer(access, options.web)
        self._version = VERSION
        self._greeting: Greeting | None = None

    @property
    def host(self) -> str:
        """Return host and port: what may be shown."""
        return self._web.host

    @property
    def greeting(self) -> Greeting:
        """Return how to speak with the server; asks at the first time."""
        if self._greeting is None:
            self._greeting = self._greet()
        return self._greeting

    def call(
        self,
        method: str,
        values: Values | None = None,
        *,
        purpose: Purpose = READING,
        is_read: bool = True,
    ) -> SubsonicAnswer:
        """Call a method; raise what its failure means."""
        reply = self._send(method, values or {}, is_read=is_read)
        answer = self._read(reply)
        if answer is None:
            refuse_bare(reply, self.host, purpose)
        if answer.code is not None:
            refuse(answer, self.host, purpose)
        return answer

    def ask(self, method: str, values: Values | None = None) -> SubsonicAnswer | None:
        """Call a method that not every server has for everyone; None where it does not answer."""
        answer = self._read(self._send(method, values or {}))
        return answer if answer is not None and answer.code is None else None

    def open_audio(
        self, method: str, values: Values, byte_range: ByteRange | None, *, purpose: Purpose
    ) -> AbstractContextManager[AudioStream]:
        """Open an answer that should be audio; raise what a failure in its place means."""

        def explain(reply: Reply) -> None:
            try:
                answer = self._read(reply)
            except (NotThisServerError, ServerProtocolError):
                return
            if answer is not None and answer.code is not None:
                refuse(answer, self.host, purpose)

        greeting = self.greeting
        values = self._signed(values, greeting)
        return self._web.open_audio(
            _path(method),
            method="POST" if greeting.takes_forms else "GET",
            query=None if greeting.takes_forms else values,
            form=values if greeting.takes_forms else None,
            byte_range=byte_range,
            when_other=explain,
        )

    def close(self) -> None:
        """Give connections back."""
        self._web.close()

    def _send(
        self,
        method: str,
        values: Values,
        *,
        is_read: bool = True,
        greeting: Greeting | None = None,
    ) -> Reply:
        greeting = greeting or self.greeting
        values = self._signed(values, greeting)
        return self._web.request(
            "POST" if greeting.takes_forms else "GET",
            _path(method),
            query=None if greeting.takes_forms else values,
            form=values if greeting.takes_forms else None,
            is_read=is_read,
        )

    def _signed(self, values: Values, greeting: Greeting) -> Values:
        login = login_values(self._access, greeting.mode, self._make_salt)
        return {**login, "v": self._version, "c": CLIENT, "f": "json", **values}

    def _read(self, reply: Reply) -> SubsonicAnswer | None:
        answer = read_answer(reply)
        if answer is None or not answer.message:
            return answer
        return replace(answer, message=blot(answer.message, self._secrets))

    def _greet(self) -> Greeting:
        """Try the ways of signing in, safest first, until the server takes one.

        Raises
        ------
        ServerLoginError
            It takes none of them, or not this account.
        NotThisServerError
            It answers as no Subsonic server does.
        """
        extensions = self._extensions()
        for mode in login_modes(self._access):
            refused: SubsonicAnswer | None = None
            # A server that does not read forms finds a parameter missing in them.
            for takes_forms in (True,) if FORM_POST in extensions else (True, False):
                wanted = Greeting(mode, takes_forms, extensions=extensions)
                answer = self._ping(wanted)
                if answer is not None and answer.code is None:
                    return _greeting_of(wanted, answer)
                if answer is not None and answer.code not in OTHER_LOGIN:
                    refuse(answer, self.host, _SIGN_IN)
                refused = answer or refused
            if refused is None:
                # Nothing less safe is tried on something that may not be the server at all.
                raise NotThisServerError(
                    self.host, PRODUCT, "something that does not know its methods"
                )
        raise self._login_error()

    def _login_error(self) -> ServerLoginError:
        modes = login_modes(self._access)
        if not modes:
            return ServerLoginError(self.host, "neither a password nor an API key is given")
        if modes == (LoginMode.API_KEY,):
            return ServerLoginError(
                self.host, "it takes no API keys; give a user name and a password"
            )
        return ServerLoginError(self.host, "it takes none of the ways of signing in")

    def _extensions(self) -> frozenset[str]:
        """Return what the server can beyond the old protocol; it says so to everyone."""
        values = {"v": self._version, "c": CLIENT, "f": "json"}
        reply = self._web.request("GET", _path("getOpenSubsonicExtensions"), query=values)
        try:
            answer = self._read(reply)
        except ServerProtocolError:
            return frozenset()  # in XML: it does not even know the method's parameters
        found = items(answer.content, "openSubsonicExtensions") if answer else ()
        return frozenset(name for item in found if (name := text(item.get("name"))))

    def _ping(self, wanted: Greeting) -> SubsonicAnswer | None:
        reply = self._send("ping", {}, greeting=wanted)
        answer = self._read(reply)
        if answer is not None and answer.code == SERVER_TOO_OLD and answer.version:
            self._version = answer.version
            answer = self._read(self._send("ping", {}, greeting=wanted))
        if answer is None and (reply.is_good or reply.status == 403):
            refuse_bare(reply, self.host, _SIGN_IN)
        return answer


def _path(method: str) -> str:
    # With the ending: old servers know no method without it.
    return f"/rest/{method}.view"


def _greeting_of(wanted: Greeting, answer: SubsonicAnswer) -> Greeting:
    content = answer.content
    return replace(
        wanted,
        product=text(content.get("type")) or "",
        product_version=text(content.get("serverVersion")) or "",
        is_open=content.get("openSubsonic") is True,
    )
