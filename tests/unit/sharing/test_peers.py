"""Whatever answers in a peer's place: it ends in time, in a sentence, and gets no secret."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from menura.catalogue.server_errors import (
    NotThisServerError,
    ServerAddressError,
    ServerLoginError,
    ServerProtocolError,
    ServerRedirectError,
    ServerTooLargeError,
    ServerUnreachableError,
)
from menura.kernel.errors import CancelledError, MenuraError
from menura.sharing import CollectionFiles, IncomingFile, PeerRefusedError
from menura.sharing.peers import ARCHIVE_PATH, PeerClient, PeerOptions

TOKEN = "menura-peer-very-secret"
Answer = Callable[[BaseHTTPRequestHandler], None]


class Peer:
    """Something that answers in a peer's place, and remembers what it was asked."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.bodies: list[bytes] = []


@contextmanager
def answering(*answers: Answer) -> Iterator[Peer]:
    """Answer each request in turn; the last answer again and again."""
    left = list(answers)

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            peer.asked.append((self.command, self.path, dict(self.headers)))
            peer.bodies.append(self.rfile.read(length))
            (left.pop(0) if len(left) > 1 else left[0])(self)

        do_GET = do_POST = answer

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    peer = Peer(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield peer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def reply(status: int, body: bytes = b"", *, length: int | None = None, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def refusal(status: int, detail: str) -> Answer:
    body = f'{{"code": "forbidden", "detail": "{detail}"}}'.encode()
    return reply(status, body, Content_Type="application/problem+json")


@contextmanager
def client(peer: Peer, **options: object) -> Iterator[PeerClient]:
    chosen = PeerOptions(pause=lambda _: None, **options)  # type: ignore[arg-type]
    opened = PeerClient(peer.url, TOKEN, options=chosen)
    try:
        yield opened
    finally:
        opened.close()


def fetch(peer: Peer, folder: Path, since: datetime | None = None, **options: object) -> bytes:
    files = CollectionFiles(folder)
    path = files.new_incoming()
    target = IncomingFile(path, files)
    try:
        with client(peer, **options) as opened:
            opened.fetch(since, target, lambda _: None)
    finally:
        target.close()
    return path.read_bytes()


def test_an_archive_is_fetched_once_it_is_ready(tmp_path: Path):
    waiting = reply(202, Retry_After="1")
    since = datetime(2026, 1, 1, tzinfo=UTC)
    with answering(waiting, waiting, reply(200, b"archive")) as peer:
        assert fetch(peer, tmp_path, since) == b"archive"
    assert len(peer.asked) == 3
    method, path, headers = peer.asked[-1]
    assert (method, path) == ("GET", f"{ARCHIVE_PATH}?since=2026-01-01T00%3A00%3A00%2B00%3A00")
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in path


def test_an_archive_is_sent_whole(tmp_path: Path):
    data = bytes(range(256)) * 1_000
    (tmp_path / "a").write_bytes(data)
    told: list[int] = []
    with answering(reply(202, b"{}")) as peer, client(peer) as opened:
        opened.send(tmp_path / "a", told.append)
    assert peer.bodies == [data]
    assert peer.asked[0][2]["Content-Length"] == str(len(data))
    assert "Transfer-Encoding" not in peer.asked[0][2]
    assert told[0] == 0
    assert told[-1] == len(data)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(401, "no"), ServerLoginError),
        (refusal(403, "Sharing is switched off."), PeerRefusedError),
        (refusal(409, "Later."), PeerRefusedError),
        (reply(404, b"<html>nothing"), NotThisServerError),
        (reply(403, b"<html>go away"), NotThisServerError),
        (reply(500, b"oops"), ServerProtocolError),
        (reply(302, Location="http://192.0.2.1/elsewhere"), ServerRedirectError),
        (reply(200, b"half", length=1_000), ServerProtocolError),
        (reply(200, b"x", length=10**12), ServerTooLargeError),
        (reply(200, b"x" * 2_000), ServerTooLargeError),
        (reply(200, b"x", Content_Encoding="gzip"), ServerProtocolError),
    ],
)
def test_each_fault_has_its_own_sentence_without_the_token(
    tmp_path: Path, answer: Answer, error: type[MenuraError]
):
    with answering(answer) as peer, pytest.raises(error) as caught:
        fetch(peer, tmp_path, most_bytes=1_000)
    assert TOKEN not in caught.value.message


def test_a_redirect_carries_the_token_nowhere(tmp_path: Path):
    with answering(reply(200, b"stolen")) as other:
        away = reply(307, Location=f"{other.url}{ARCHIVE_PATH}")
        with answering(away) as peer, pytest.raises(ServerRedirectError):
            fetch(peer, tmp_path)
        (tmp_path / "a").write_bytes(b"archive")
        with (
            answering(away) as peer,
            client(peer) as opened,
            pytest.raises(ServerRedirectError),
        ):
            opened.send(tmp_path / "a", lambda _: None)
        assert other.asked == []


def test_a_refusal_that_quotes_the_token_is_not_passed_on(tmp_path: Path):
    with answering(refusal(403, f"no {TOKEN}")) as peer, pytest.raises(PeerRefusedError) as caught:
        fetch(peer, tmp_path)
    assert TOKEN not in caught.value.message


def test_patience_ends_with_a_peer_that_is_never_ready(tmp_path: Path):
    with (
        answering(reply(202, Retry_After="30")) as peer,
        pytest.raises(ServerUnreachableError, match="still preparing"),
    ):
        fetch(peer, tmp_path, preparing_s=60.0)
    assert len(peer.asked) < 6


def test_who_stops_a_fetch_is_heard(tmp_path: Path):
    files = CollectionFiles(tmp_path)
    target = IncomingFile(files.new_incoming(), files)

    def stop(size: int) -> None:
        if size:
            raise CancelledError("The job was cancelled.")

    with (
        answering(reply(200, b"x" * 500_000)) as peer,
        client(peer) as opened,
        pytest.raises(CancelledError),
    ):
        opened.fetch(None, target, stop)
    target.close()
    assert target.size < 500_000


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254", "http://[fe80::1]", "file:///etc/passwd", "http://u:p@host"]
)
def test_addresses_that_no_menura_has_are_never_asked(url: str):
    with pytest.raises(ServerAddressError) as caught:
        PeerClient(url, TOKEN)
    assert TOKEN not in caught.value.message


def test_no_representation_shows_the_token():
    opened = PeerClient("http://127.0.0.1:1", TOKEN)
    assert TOKEN not in repr(opened) + str(vars(PeerOptions))
    opened.close()
