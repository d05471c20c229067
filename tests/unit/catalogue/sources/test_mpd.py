"""Guard against MPD's protocol, broken servers, and files that lead elsewhere."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.catalogue.server_errors import (
    NotAudioError,
    NotThisServerError,
    ServerAddressError,
    ServerArgumentError,
    ServerForbiddenError,
    ServerLoginError,
    ServerNotFoundError,
    ServerProtocolError,
    ServerTooLargeError,
    ServerUnreachableError,
    ServerUnsupportedError,
)
from menura.catalogue.servers import ByteRange, ServerAccess
from menura.catalogue.sources.mpd import MpdServer
from menura.catalogue.sources.mpd_connection import MpdLimits, check_arguments
from menura.catalogue.sources.mpd_files import open_file, root_fault
from menura.catalogue.sources.mpd_playlists import _portions
from menura.catalogue.sources.mpd_songs import filter_of, song_track
from menura.catalogue.sources.playlist_names import MOST_NAME_BYTES, file_name, free_name
from menura.kernel.errors import InvalidInputError, MenuraError
from tests.music_servers.mpd_proxy import scripted, serving

LIMITS = MpdLimits(
    connect_s=2.0, read_s=0.3, answer_s=0.5, line_bytes=1_000, answer_bytes=20_000, tries=1
)
FLAC = b"fLaC" + bytes(20_000)
HOST = "127.0.0.1:6600"


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def connect(opened: ExitStack) -> Callable[..., MpdServer]:
    """Return an adapter connected to an MPD that gives these answers."""

    def _connect(
        *answers: bytes, greeting: bytes = b"OK MPD 0.23.5\n", password: str | None = None
    ) -> MpdServer:
        port = opened.enter_context(scripted(answers, greeting))
        server = MpdServer(ServerAccess(f"mpd://127.0.0.1:{port}", password=password), LIMITS)
        opened.callback(server.close)
        return server

    return _connect


# --- the guard ---


@pytest.mark.parametrize("character", ["\r", "\n", "\0"])
@pytest.mark.parametrize("text", ["{}rm x", "a{}b", "end{}"])
def test_what_mpd_takes_for_the_end_of_a_command_is_refused(character: str, text: str) -> None:
    with pytest.raises(ServerArgumentError):
        check_arguments(["fine", text.format(character)])


def test_text_that_is_no_unicode_is_refused() -> None:
    with pytest.raises(ServerArgumentError):
        check_arguments(["\ud800"])


@given(st.text(max_size=40), st.sampled_from(["album", "file"]))
def test_any_value_is_one_value_of_a_filter(text: str, name: str) -> None:
    expression = filter_of(name, text)
    body = expression.removeprefix(f"({name} == '").removesuffix("')")
    plain, at = [], 0
    while at < len(body):
        at += body[at] == "\\"
        assert body[at] != "'" or body[at - 1] == "\\"
        plain.append(body[at])
        at += 1
    assert "".join(plain) == text


def test_nothing_is_sent_of_a_list_with_one_bad_argument(
    connect: Callable[..., MpdServer],
) -> None:
    server = connect(b"OK\n", b"OK\n", b"OK\n")
    with pytest.raises(ServerArgumentError):
        server._connection.write([("rm", "a"), ("rm", "b\nc")], doing="try")


# --- what answers there ---


@pytest.mark.parametrize("greeting", [b"HTTP/1.1 400 Bad Request\n", b"\xff\xfe\n", b"OK MPX 1\n"])
def test_another_program_is_told(connect: Callable[..., MpdServer], greeting: bytes) -> None:
    with pytest.raises(NotThisServerError, match="MPD"):
        connect(greeting=greeting).sign_in()


@pytest.mark.parametrize("version", [b"0.20.0", b"x", b""])
def test_a_version_too_old_is_told(connect: Callable[..., MpdServer], version: bytes) -> None:
    with pytest.raises(ServerProtocolError, match=r"0\.21"):
        connect(greeting=b"OK MPD " + version + b"\n").sign_in()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"ACK [4@0] {count} you don't have permission\n", ServerLoginError),
        (b"ACK [5@0] {} unknown command\n", ServerProtocolError),
        (b"ACK [5@0] {count} unknown command\n", ServerUnsupportedError),
        (b"ACK [50@0] {count} No such directory\n", ServerNotFoundError),
        (b"ACK [51@0] {count} too long\n", ServerUnsupportedError),
        (b"ACK [52@0] {count} disk on fire\n", ServerProtocolError),
        (b"ACK [99@0] {count} of the future\n", ServerProtocolError),
        (b"ACK nonsense\n", ServerProtocolError),
        (b"nonsense\nOK\n", ServerProtocolError),
        (b"", ServerUnreachableError),
        (b"songs: 1\n", ServerUnreachableError),
        (b"songs: " + b"1" * 5_000 + b"\nOK\n", ServerTooLargeError),
        (b"songs: " + b"1" * 5_000, ServerTooLargeError),
        (b"".join(b"tag%d: x\n" % n for n in range(5_000)), ServerTooLargeError),
    ],
)
def test_every_failure_has_its_sentence(
    connect: Callable[..., MpdServer], answer: bytes, error: type[MenuraError]
) -> None:
    with pytest.raises(error):
        connect(answer).sign_in()


def test_with_a_password_that_may_too_little_the_account_is_told(
    connect: Callable[..., MpdServer],
) -> None:
    server = connect(b"OK\n", b"ACK [4@0] {count} no\n", password="s3cret")
    with pytest.raises(ServerForbiddenError):
        server.sign_in()


def test_a_secret_that_comes_back_is_blotted_out(connect: Callable[..., MpdServer]) -> None:
    server = connect(b"OK\n", b"ACK [52@0] {count} bad s3cret here\n", password="s3cret")
    with pytest.raises(ServerProtocolError) as caught:
        server.sign_in()
    assert "s3cret" not in str(caught.value)


def test_an_answer_that_drips_ends_in_time(opened: ExitStack) -> None:
    def drip(client: socket.socket) -> None:
        with suppress(OSError), client:
            client.sendall(b"OK MPD 0.23.5\n")
            while client.recv(1):
                client.settimeout(0.05)
                for _ in range(200):
                    client.sendall(b"x")
                    with suppress(TimeoutError):
                        client.recv(1)

    port = opened.enter_context(serving(drip))
    server = MpdServer(ServerAccess(f"mpd://127.0.0.1:{port}"), LIMITS)
    with pytest.raises(ServerUnreachableError, match="too long"):
        server.sign_in()


def test_a_server_that_says_nothing_ends_in_time(opened: ExitStack) -> None:
    listener = opened.enter_context(socket.create_server(("127.0.0.1", 0)))
    url = f"mpd://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(ServerUnreachableError, match="too long"):
        MpdServer(ServerAccess(url), LIMITS).sign_in()


def test_bytes_that_are_no_text_do_not_end_an_answer(connect: Callable[..., MpdServer]) -> None:
    server = connect(b"playlist: caf\xe9\nOK\n", b"commands: rm\nOK\n")
    assert server._playlists.names() == ["caf\ufffd"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:6600",
        "mpd://169.254.169.254:80",
        "mpd://[fe80::1]:6600",
        "mpd://u:p@127.0.0.1",
        "mpd://127.0.0.1:99999",
        "mpd:///run/mpd/socket",
        "mpd://127.0.0.1\nclose",
    ],
)
def test_addresses_that_may_not_be_used_are_refused(url: str) -> None:
    with pytest.raises(ServerAddressError):
        MpdServer(ServerAccess(url))


def test_without_its_folder_no_original_is_opened() -> None:
    server = MpdServer(ServerAccess("mpd://127.0.0.1:6600"))
    with pytest.raises(ServerUnsupportedError, match="folder"):
        server.open_original("a.flac")


# --- values ---


def test_odd_tags_are_read_as_far_as_they_go() -> None:
    track = song_track(
        {
            "file": "a/b.FLAC",
            "artist": ["A", "B", "A"],
            "track": "3/12",
            "disc": "x",
            "date": "199",
            "duration": "nan",
            "last-modified": "yesterday",
            "musicbrainz_trackid": "no id",
        }
    )
    assert (track.artists, track.track_number, track.disc_number) == (("A", "B"), 3, None)
    assert (track.duration_s, track.changed_at, track.suffix) == (None, None, "flac")
    assert track.musicbrainz_recording_id is None


def test_a_long_list_is_sent_in_portions() -> None:
    commands = [("playlistadd", "x", "y" * 300) for _ in range(5_000)]
    portions = list(_portions(commands))
    assert [command for portion in portions for command in portion] == commands
    assert max(len(portion) for portion in portions) <= 2_000
    assert max(sum(len(" ".join(c)) for c in portion) for portion in portions) <= 500_000


@given(st.text(max_size=300))
def test_any_name_becomes_a_files_name(name: str) -> None:
    made = file_name(name, ":/\\")
    assert made.strip(". ")
    assert not set(made) & set(":/\\\r\n\0")
    assert len(made.encode()) <= MOST_NAME_BYTES
    assert file_name(made, ":/\\") == made


def test_a_taken_name_is_given_a_number() -> None:
    assert free_name("x", []) == "x"
    assert free_name("x", ["x"]) == "x (Menura)"
    assert free_name("x", ["x", "x (Menura)"]) == "x (Menura 2)"


# --- files ---


@pytest.fixture
def music(tmp_path: Path) -> Path:
    root = tmp_path / "music"
    (root / "inside").mkdir(parents=True)
    (root / "inside" / "a é 😀.flac").write_bytes(FLAC)
    (root / "text.flac").write_text("{}")
    (tmp_path / "music2").mkdir()
    for outside in (tmp_path / "music2" / "x.flac", tmp_path / "secret.flac"):
        outside.write_bytes(FLAC)
    (root / "link.flac").symlink_to(root / "inside" / "a é 😀.flac")
    (root / "out.flac").symlink_to(tmp_path / "secret.flac")
    (root / "out").symlink_to(tmp_path / "music2")
    (root / "circle").symlink_to(root / "circle")
    os.mkfifo(root / "pipe.flac")
    return root


@pytest.mark.parametrize("location", ["inside/a é 😀.flac", "link.flac"])
def test_a_file_below_the_folder_is_opened(music: Path, location: str) -> None:
    with open_file(str(music), location, host=HOST) as audio:
        assert (audio.media_type, audio.size_bytes) == ("audio/flac", len(FLAC))
        assert b"".join(audio) == FLAC


@pytest.mark.parametrize(
    ("location", "error"),
    [
        ("../secret.flac", ServerNotFoundError),
        ("../music2/x.flac", ServerNotFoundError),
        ("inside/../../secret.flac", ServerNotFoundError),
        ("/etc/passwd", ServerNotFoundError),
        ("", ServerNotFoundError),
        (".", ServerNotFoundError),
        ("a\0b", ServerNotFoundError),
        ("\ud800", ServerNotFoundError),
        ("gone.flac", ServerNotFoundError),
        ("text.flac/x", ServerNotFoundError),
        ("out.flac", ServerForbiddenError),
        ("out/x.flac", ServerForbiddenError),
        ("circle", ServerForbiddenError),
        ("pipe.flac", ServerForbiddenError),
        ("inside", ServerForbiddenError),
        ("x" * 5_000, ServerNotFoundError),
        ("x" * 300, ServerNotFoundError),
        ("text.flac", NotAudioError),
    ],
)
def test_nothing_else_is(music: Path, location: str, error: type[MenuraError]) -> None:
    with pytest.raises(error), open_file(str(music), location, host=HOST):
        pass


def test_a_range_behind_the_end_is_refused(music: Path) -> None:
    part = ByteRange(len(FLAC))
    with pytest.raises(ServerProtocolError):
        open_file(str(music), "link.flac", host=HOST, byte_range=part).__enter__()


@settings(max_examples=30)
@given(first=st.integers(0, 20_483), length=st.none() | st.integers(1, 30_000))
def test_a_range_is_that_part_of_the_file(
    tmp_path_factory: pytest.TempPathFactory, first: int, length: int | None
) -> None:
    root = tmp_path_factory.getbasetemp()
    content = FLAC[:4] + bytes(range(256)) * 80
    (root / "range.flac").write_bytes(content)
    last = None if length is None else first + length - 1
    with open_file(str(root), "range.flac", host=HOST, byte_range=ByteRange(first, last)) as audio:
        assert audio.first == first
        assert b"".join(audio) == content[first : None if last is None else last + 1]


# --- what may not be given ---


@pytest.mark.parametrize("part", [ByteRange(1), ByteRange(0, 3), ByteRange(5, 9)])
def test_no_part_of_a_file_is_given_that_is_no_audio(music: Path, part: ByteRange) -> None:
    (music / "menura.db").write_bytes(b"SQLite format 3\0" + bytes(20_000))

    with (
        pytest.raises(NotAudioError),
        open_file(str(music), "menura.db", host=HOST, byte_range=part),
    ):
        pass


@pytest.mark.parametrize("place", [".", ".."])
def test_a_folder_with_menuras_own_data_is_no_place_of_music(music: Path, place: str) -> None:
    assert root_fault(str(music)) is None
    own = music / place

    assert "own data" in str(root_fault(str(music), own))
    access = ServerAccess("mpd://127.0.0.1:6600", music_root=str(music))
    with pytest.raises(InvalidInputError, match="name the music_directory"):
        MpdServer(access, own_folder=own).sign_in()


def test_nothing_is_handed_out_of_menuras_own_data(music: Path) -> None:
    for name in ("inner", "other"):
        (music / name).mkdir()
        (music / name / "song.flac").write_bytes(FLAC)
    own = music / "inner"

    with (
        pytest.raises(ServerForbiddenError),
        open_file(str(music), "inner/song.flac", host=HOST, own_folder=own),
    ):
        pass
    with open_file(str(music), "other/song.flac", host=HOST, own_folder=own) as audio:
        assert next(iter(audio)).startswith(b"fLaC")


def test_the_whole_machine_is_no_place_of_music(music: Path) -> None:
    assert "whole machine" in str(root_fault("/"))
    location = str((music / "inside" / "a é 😀.flac").resolve())[1:]

    with pytest.raises(ServerForbiddenError), open_file("/", location, host=HOST):
        pass


def test_another_thread_ends_a_command_by_closing(opened: ExitStack) -> None:
    def drip(client: socket.socket) -> None:
        with suppress(OSError), client:
            client.sendall(b"OK MPD 0.23.5\n")
            while True:
                client.sendall(b"tag: x\n")
                time.sleep(0.02)

    port = opened.enter_context(serving(drip))
    server = MpdServer(ServerAccess(f"mpd://127.0.0.1:{port}"))
    threading.Timer(0.1, server.close).start()

    for _ in range(2):
        with pytest.raises(ServerUnreachableError, match="closed from here"):
            server.sign_in()
