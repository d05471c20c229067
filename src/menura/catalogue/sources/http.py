"""Speak HTTP with a music server, by one policy for all of them.

Whatever the server does, an exchange ends in time and takes bounded memory; redirects are never
followed; the connection goes to the address that was checked; certificates are verified; secrets
stand in no message and no log; only reads are repeated.
"""

import json as json_text
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager

import httpx

from menura.catalogue.server_errors import (
    ServerForbiddenError,
    ServerNotFoundError,
    ServerProtocolError,
    ServerTooLargeError,
    ServerUnsupportedError,
)
from menura.catalogue.servers import AudioStream, ByteRange, ServerAccess
from menura.catalogue.sources.address import check_address
from menura.catalogue.sources.calls import (
    Call,
    Values,
    basic_login,
    encoded,
    joined_path,
    quote_id,
    range_header,
    sent_headers,
)
from menura.catalogue.sources.exchange import (
    MOST_PART_BYTES,
    READ_S,
    USER_AGENT,
    Exchange,
    WebOptions,
    login_error,
)
from menura.catalogue.sources.packing import content_bytes
from menura.catalogue.sources.replies import Reply
from menura.catalogue.sources.streams import CheckedAudio, StreamShape
from menura.catalogue.sources.tls import CONNECT_S, tls_context

__all__ = [
    "CONNECT_S",
    "MOST_AUDIO_BYTES",
    "MOST_JSON_BYTES",
    "READ_S",
    "Reply",
    "Values",
    "WebOptions",
    "WebServer",
    "quote_id",
]

for _name in ("httpx", "httpcore", "urllib3"):  # they log whole addresses and headers
    logging.getLogger(_name).setLevel(logging.WARNING)

MOST_JSON_BYTES = 32_000_000
MOST_AUDIO_BYTES = 2_000_000_000
LEAST_AUDIO_BYTES_PER_S = 20_000.0  # slower than music at 160 kbit/s
_REFUSALS = frozenset({400, 403, 404, 405, 410, 501})
_CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)")


class WebServer:
    """One server at one checked address.

    Not for several threads at once, but for `close`: called by another thread while a request
    runs, it ends that soon by ServerUnreachableError, and so does every request afterwards. Waits
    for an answer and pauses between tries end at once; only a connection that is just being made
    may still take `CONNECT_S`.

    Raises
    ------
    ServerAddressError, ServerUnreachableError
        The address cannot be used, or its name stands for none.
    ServerCertificateError
        The certificates to trust cannot be read.
    """

    def __init__(self, access: ServerAccess, options: WebOptions) -> None:
        address = check_address(access.url)
        self._access = access
        self._options = options
        self._address = address
        self._headers = _login_headers(options, address.host)
        self._exchange = Exchange(
            address,
            options,
            context=tls_context(access) if address.scheme == "https" else None,
            pinned=access.certificate,
            secrets=_secrets(access, options),
        )

    @property
    def host(self) -> str:
        """Return host and port: what may be shown."""
        return self._address.host

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Values | None = None,
        form: Values | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        is_read: bool | None = None,
        most_bytes: int = MOST_JSON_BYTES,
    ) -> Reply:
        """Send a request and return the whole answer.

        Parameters
        ----------
        path : str
            Joined to the server's address; parts of it that are ids must be quoted by `quote_id`.
        is_read : bool, optional
            Whether it may be repeated; by default GET may.

        Raises
        ------
        ServerLoginError
            Status 401.
        ServerRedirectError, ServerBusyError, ServerStartingError, ServerUnreachableError
        ServerCertificateError, ServerTooLargeError
        ServerProtocolError
            Status 5xx, or the answer broke off.
        """
        sent = {"Accept-Encoding": "gzip", **(headers or {})}
        call = self._call(method, path, query=query, form=form, json=json, headers=sent)
        is_repeated = method == "GET" if is_read is None else is_read

        def attempt() -> Reply:
            with self._exchange.answer(call) as answer:
                self._check_status(answer)
                body = self._exchange.body(answer, most_bytes)
                self._exchange.check_plain(answer, body)
                return self._reply(answer, body)

        with self._exchange.patience.of(self._options.whole_s):
            return self._exchange.repeated(attempt, self._options.tries if is_repeated else 1)

    @contextmanager
    def open_audio(
        self,
        path: str,
        *,
        method: str = "GET",
        query: Values | None = None,
        form: Values | None = None,
        headers: Mapping[str, str] | None = None,
        byte_range: ByteRange | None = None,
        announced_bytes: int | None = None,
        when_other: Callable[[Reply], None] | None = None,
    ) -> Iterator[AudioStream]:
        """Open an answer that should be audio; its first bytes are looked at before it is given.

        Parameters
        ----------
        announced_bytes : int, optional
            What the server said of the file's size elsewhere; 1 % more is refused.
        when_other : callable, optional
            Is shown an answer that is no audio or a refusal (its first 64 kB) and may raise what
            it means; otherwise the errors named here are raised.

        Raises
        ------
        NotAudioError
            Its first bytes are of no audio file. A range from within a file is not looked at.
        ServerForbiddenError, ServerNotFoundError
            Status 403; 404 or 410.
        ServerUnsupportedError
            Status 405 or 501.
        Those of `request`.
        """
        sent = {"Accept-Encoding": "identity", **range_header(byte_range), **(headers or {})}
        call = self._call(method, path, query=query, form=form, json=None, headers=sent)
        most_bytes = _most_audio_bytes(announced_bytes)

        with (
            self._exchange.patience.of(self._options.whole_s),
            ExitStack() as opened,
        ):

            def attempt() -> CheckedAudio:
                with ExitStack() as trying:
                    answer = trying.enter_context(self._exchange.answer(call))
                    audio = self._audio(answer, byte_range, most_bytes, when_other)
                    opened.enter_context(trying.pop_all())
                    return audio

            audio = self._exchange.repeated(attempt, self._options.tries)
            self._exchange.patience.follow(self._options.whole_s, LEAST_AUDIO_BYTES_PER_S)
            yield audio

    def close(self) -> None:
        """Give connections back for good; another thread may call this to end a request."""
        self._exchange.close()

    def _call(
        self,
        method: str,
        path: str,
        *,
        query: Values | None,
        form: Values | None,
        json: object,
        headers: Mapping[str, str],
    ) -> Call:
        """Return a request with all that goes along with every request."""
        content, kind = None, {}
        if form is not None:
            content = encoded(form).encode()
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
        elif json is not None:
            content = json_text.dumps(json).encode()
            kind = {"Content-Type": "application/json"}
        return Call(
            method=method,
            path=joined_path(self._address.path, path),
            query=encoded(query),
            headers={**self._headers, **sent_headers({**kind, **headers}, self.host)},
            content=content,
        )

    def _reply(self, answer: httpx.Response, body: bytes) -> Reply:
        product = self._options.product
        return Reply(answer.status_code, dict(answer.headers), body, self.host, product)

    def _check_status(self, answer: httpx.Response) -> None:
        if answer.status_code == 401:
            raise login_error(
                self.host, self._access.token is not None and self._access.password is None
            )
        self._exchange.check_status(answer, _REFUSALS)

    def _audio(
        self,
        answer: httpx.Response,
        byte_range: ByteRange | None,
        most_bytes: int,
        when_other: Callable[[Reply], None] | None,
    ) -> CheckedAudio:
        """Return the audio that an answer is; raise what it is in place of that."""
        self._check_status(answer)
        if not answer.is_success:
            self._refuse(answer, when_other)
        if answer.headers.get("content-encoding", "identity").strip().lower() != "identity":
            raise ServerProtocolError(self.host, "it packs audio, which nobody asked for")
        shape = _shape(answer, byte_range, most_bytes, self.host)

        def explain(head: bytes) -> None:
            if when_other is not None:
                when_other(self._reply(answer, head[:MOST_PART_BYTES]))

        return CheckedAudio(self.host, self._exchange.chunks(answer), shape, explain)

    def _refuse(self, answer: httpx.Response, when_other: Callable[[Reply], None] | None) -> None:
        """Raise what a status means that is not good."""
        beginning = self._exchange.beginning(answer)
        self._exchange.check_plain(answer, beginning)
        if when_other is not None:
            when_other(self._reply(answer, beginning))
        status = answer.status_code
        if status == 403:
            raise ServerForbiddenError(
                self.host, "download this file", "allow downloads for it on the server"
            )
        if status in (404, 410):
            raise ServerNotFoundError(self.host, "such track")
        if status in (405, 501):
            raise ServerUnsupportedError(self.host, "hand out original files")
        raise ServerProtocolError(self.host, f"status {status}")


def _login_headers(options: WebOptions, host: str) -> Mapping[str, bytes]:
    headers = {"User-Agent": USER_AGENT, **options.headers}
    if options.basic is not None:
        headers["Authorization"] = basic_login(options.basic)
    return sent_headers(headers, host)


def _secrets(access: ServerAccess, options: WebOptions) -> tuple[str, ...]:
    """Return all that must not be shown."""
    basic = (options.basic[1], basic_login(options.basic)[6:]) if options.basic else ()
    known = (access.password, access.token, *options.secrets, *basic)
    return tuple(secret for secret in known if secret)


def _most_audio_bytes(announced_bytes: int | None) -> int:
    if not announced_bytes or announced_bytes < 0:
        return MOST_AUDIO_BYTES
    return min(MOST_AUDIO_BYTES, announced_bytes + announced_bytes // 100)


def _shape(
    answer: httpx.Response, asked: ByteRange | None, most_bytes: int, host: str
) -> StreamShape:
    """Return what an answer says of its own size and place in the file.

    A server may pass over that a part was asked for and send the whole file.

    Raises
    ------
    ServerProtocolError
        It sends another part than was asked for.
    ServerTooLargeError
    """
    announced = content_bytes(answer)
    if answer.status_code != 206:
        if (announced or 0) > most_bytes:
            raise ServerTooLargeError(host, most_bytes)
        return StreamShape(most_bytes, size_bytes=announced)
    match = _CONTENT_RANGE.fullmatch(answer.headers.get("content-range", "").strip().lower())
    if match is None or asked is None:
        raise ServerProtocolError(host, "it sent a part of a file without saying which")
    first, last = int(match[1]), int(match[2])
    whole = None if match[3] == "*" else int(match[3])
    length = last - first + 1
    is_asked = first == asked.first and (asked.last is None or last <= asked.last)
    is_whole = whole is None or last < whole
    if not is_asked or not is_whole or length < 1 or announced not in (None, length):
        raise ServerProtocolError(host, "it sent another part of a file than was asked for")
    if max(length, whole or 0) > most_bytes:
        raise ServerTooLargeError(host, most_bytes)
    return StreamShape(length, size_bytes=whole, first=first, last=last)
