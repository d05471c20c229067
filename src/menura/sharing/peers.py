"""Speak with another Menura: fetch its archive, send ours.

By the policy of all that speaks HTTP here: one checked address, no redirects, certificates
verified, bounded sizes and times. The token stands in one header and nowhere else.
"""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from menura.catalogue.server_errors import (
    NotThisServerError,
    ServerLoginError,
    ServerProtocolError,
    ServerTooLargeError,
    ServerUnreachableError,
)
from menura.catalogue.servers import ServerAccess
from menura.catalogue.sources.address import check_address
from menura.catalogue.sources.calls import Call, encoded, joined_path, sent_headers
from menura.catalogue.sources.exchange import Exchange, PassingError, WebOptions
from menura.catalogue.sources.packing import content_bytes
from menura.catalogue.sources.tls import tls_context
from menura.sharing.errors import PeerRefusedError
from menura.sharing.files import MOST_ARCHIVE_BYTES, IncomingFile

ARCHIVE_PATH = "/api/v1/collection/archive"
PRODUCT = "Menura"
MEDIA_TYPE = "application/vnd.menura.collection"
_TOLD = frozenset({400, 401, 403, 404, 405, 409, 413, 422})
_WAIT = 202
LEAST_BYTES_PER_S = 20_000.0
ANSWER_S = 120.0
SEND_S = 6 * 3600.0
LONGEST_PREPARING_S = 2 * 3600.0  # a million tracks take a quarter of an hour
LONGEST_PAUSE_S = 30.0

Check = Callable[[int], None]
"""Called with the bytes that are through; may raise to stop."""


@dataclass(frozen=True, slots=True)
class PeerOptions:
    """How to wait for a peer.

    Attributes
    ----------
    most_bytes : int
        How large an archive may be.
    pause : callable
        Waits so many seconds.
    """

    most_bytes: int = MOST_ARCHIVE_BYTES
    preparing_s: float = LONGEST_PREPARING_S
    pause: Callable[[float], None] = field(default=time.sleep, repr=False)


class PeerClient:
    """Another Menura at one checked address.

    Parameters
    ----------
    url : str
        As it is opened in a browser.
    token : str
        What it opens to.
    ca_file : str, optional
        File of certificates to trust for it.

    Raises
    ------
    ServerAddressError, ServerUnreachableError, ServerCertificateError
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        ca_file: str | None = None,
        options: PeerOptions | None = None,
    ) -> None:
        self._address = check_address(url)
        self._options = options or PeerOptions()
        access = ServerAccess(url, token=token, ca_file=ca_file)
        self._token = token
        self._exchange = Exchange(
            self._address,
            WebOptions(PRODUCT, secrets=(token,)),
            context=tls_context(access) if self._address.scheme == "https" else None,
            pinned=None,
            secrets=(token,),
        )

    @property
    def host(self) -> str:
        """Return host and port: what may be shown."""
        return self._address.host

    def close(self) -> None:
        """Give connections back."""
        self._exchange.close()

    def fetch(self, since: datetime | None, target: IncomingFile, check: Check) -> None:
        """Write the peer's archive into a file; waits while it is being made there.

        Raises
        ------
        ServerLoginError, PeerRefusedError, NotThisServerError
        ServerUnreachableError, ServerProtocolError, ServerTooLargeError, ServerRedirectError
        """
        waited_s = 0.0
        while True:
            pause_s = self._fetch_once(since, target, check)
            if pause_s is None:
                return
            if waited_s > self._options.preparing_s:
                raise ServerUnreachableError(self.host, "it is still preparing its archive")
            for _ in range(max(1, int(pause_s))):  # so that a cancel is heard
                check(0)
                self._options.pause(pause_s / max(1, int(pause_s)))
            waited_s += pause_s

    def _fetch_once(
        self, since: datetime | None, target: IncomingFile, check: Check
    ) -> float | None:
        """Fetch it; return how long to wait if it is not ready."""
        query = {"since": since.isoformat()} if since is not None else None
        call = self._call("GET", query=query, headers={"Accept-Encoding": "identity"})
        with self._answer(call, whole_s=ANSWER_S) as answer:
            if answer.status_code == _WAIT:
                told = answer.headers.get("retry-after", "")
                pause_s = float(told[:6]) if told.isascii() and told.isdigit() else 5.0
                return min(LONGEST_PAUSE_S, max(0.1, pause_s))
            if answer.headers.get("content-encoding", "identity").lower() != "identity":
                raise ServerProtocolError(self.host, "it packs an archive, which nobody asked for")
            self._exchange.patience.follow(ANSWER_S, LEAST_BYTES_PER_S)
            announced = content_bytes(answer)
            most = self._options.most_bytes
            if announced is not None and announced > most:
                raise ServerTooLargeError(self.host, most)
            for block in self._exchange.chunks(answer):
                if target.size + len(block) > (announced if announced is not None else most):
                    raise ServerTooLargeError(self.host, most)
                target.write(block)
                check(target.size)
            if announced is not None and target.size != announced:
                raise ServerProtocolError(self.host, "it broke off in the middle")
        return None

    def send(self, path: Path, check: Check) -> None:
        """Send an archive.

        Raises
        ------
        As `fetch`.
        """
        headers = {"Content-Type": MEDIA_TYPE}
        with path.open("rb") as file:
            body = cast("bytes", _Told(file, check))  # read bit by bit, as long as its file is
            call = self._call("POST", headers=headers, content=body)
            with self._answer(call, whole_s=SEND_S):
                pass

    def _call(
        self,
        method: str,
        *,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str],
        content: bytes | None = None,
    ) -> Call:
        sent = {"Authorization": f"Bearer {self._token}", "User-Agent": PRODUCT, **headers}
        return Call(
            method=method,
            path=joined_path(self._address.path, ARCHIVE_PATH),
            query=encoded(query),
            headers=sent_headers(sent, self.host),
            content=content,
        )

    @contextmanager
    def _answer(self, call: Call, *, whole_s: float) -> Iterator[Any]:
        """Give an answer that is no refusal."""
        try:
            with (
                self._exchange.patience.of(whole_s),
                self._exchange.answer(call) as answer,
            ):
                self._exchange.check_status(answer, _TOLD)
                if answer.status_code in _TOLD:
                    self._refuse(answer)
                yield answer
        except PassingError as passing:  # the job is tried again, not the request
            raise passing.error from None

    def _refuse(self, answer: Any) -> None:
        beginning = self._exchange.beginning(answer)
        self._exchange.check_plain(answer, beginning)
        status = answer.status_code
        if status == 401:
            raise ServerLoginError(self.host, "the token is not valid, or not any more")
        reason = _detail(beginning)
        if reason is None or status in (404, 405):
            found = f"status {status}"
            raise NotThisServerError(self.host, "a Menura that shares its collection", found)
        raise PeerRefusedError(self.host, reason.replace(self._token, "..."))


class _Told:
    """A file that tells how far it was read."""

    def __init__(self, file: BinaryIO, check: Check) -> None:
        self._file = file
        self._check = check

    def fileno(self) -> int:
        """Return what its length is asked by."""
        return self._file.fileno()

    def read(self, size: int) -> bytes:
        """Return the next bytes."""
        self._check(self._file.tell())
        return self._file.read(size)

    def __iter__(self) -> Iterator[bytes]:
        while block := self.read(1 << 16):
            yield block

    def __len__(self) -> int:
        return os.fstat(self.fileno()).st_size


def _detail(beginning: bytes) -> str | None:
    """Return the sentence a Menura gives for a refusal; None if it is no Menura's."""
    try:
        told = json.loads(beginning)
        detail = told["detail"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(detail, str):
        return None
    return "".join(c for c in detail[:300] if c.isprintable())
