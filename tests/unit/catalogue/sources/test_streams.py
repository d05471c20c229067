"""Audio as it comes in from music servers."""

import gzip
import json
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.catalogue.server_errors import (
    NotAudioError,
    ServerForbiddenError,
    ServerLoginError,
    ServerNotFoundError,
    ServerProtocolError,
    ServerRedirectError,
    ServerTooLargeError,
    ServerUnreachableError,
    ServerUnsupportedError,
)
from menura.catalogue.servers import ByteRange
from menura.catalogue.sources import http as policy
from menura.catalogue.sources.http import Reply
from menura.catalogue.sources.streams import CheckedAudio, StreamShape, tell_audio, tell_other
from tests.unit.catalogue.sources.scripted_server import PAGE, answer, closed, json_answer, page

FLAC = b"fLaC" + bytes(range(256)) * 400
MP3_FRAME = b"\xff\xfb\x90\x00" + b"\x55" * 413  # 128 kbit/s at 44.1 kHz: 417 bytes
MP3_2_FRAME = b"\xff\xf3\x40\xc0" + b"\x55" * 140  # MPEG-2, 32 kbit/s at 22.05 kHz: 104 bytes
AAC_FRAME = b"\xff\xf1\x50\x80" + bytes([160 >> 3, (160 & 7) << 5 | 0x1F, 0xFC]) + b"\x55" * 153


def id3(length: int, rest: bytes, flags: int = 0) -> bytes:
    size = bytes(length >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\x00" + bytes([flags]) + size + b"\x00" * length + rest


BEGINNINGS = {
    "flac": (b"fLaC\x00\x00\x00\x22", "audio/flac", ".flac"),
    "mp3": (MP3_FRAME * 3, "audio/mpeg", ".mp3"),
    "mp3 of one frame": (MP3_FRAME, "audio/mpeg", ".mp3"),
    "mp3 behind silence": (b"\x00" * 500 + MP3_FRAME * 3, "audio/mpeg", ".mp3"),
    "mp3 behind rubbish": (b"\xff\xfb" + b"junk" * 50 + MP3_FRAME * 3, "audio/mpeg", ".mp3"),
    "mp3 behind a tag": (id3(300, MP3_FRAME * 3), "audio/mpeg", ".mp3"),
    "mp3 behind two tags": (id3(300, id3(20, MP3_FRAME * 3)), "audio/mpeg", ".mp3"),
    "mp3 with a long tag": (id3(2_000_000, MP3_FRAME * 3), "audio/mpeg", ".mp3"),
    "flac behind a tag": (id3(300, b"fLaC"), "audio/flac", ".flac"),
    "flac behind a picture": (id3(90_000, b"fLaC"), "audio/flac", ".flac"),
    "flac behind a tag with a foot": (
        id3(300, b"3DI" + b"x" * 7 + b"fLaC", 0x10),
        "audio/flac",
        ".flac",
    ),
    "aac": (AAC_FRAME * 3, "audio/aac", ".aac"),
    "aac behind a tag": (id3(30, AAC_FRAME * 3), "audio/aac", ".aac"),
    "vorbis": (b"OggS" + b"\x00" * 24 + b"\x01vorbis", "audio/ogg", ".ogg"),
    "opus": (b"OggS" + b"\x00" * 24 + b"OpusHead", "audio/ogg", ".opus"),
    "ogg flac": (b"OggS" + b"\x00" * 24 + b"\x7fFLAC", "audio/ogg", ".oga"),
    "m4a": (b"\x00\x00\x00\x20ftypM4A \x00", "audio/mp4", ".m4a"),
    "mp4": (b"\x00\x00\x00\x20ftypisom\x00", "audio/mp4", ".m4a"),
    "wav": (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav", ".wav"),
    "rf64": (b"RF64\xff\xff\xff\xffWAVEds64", "audio/wav", ".wav"),
    "bw64": (b"BW64\xff\xff\xff\xffWAVEds64", "audio/wav", ".wav"),
    "aiff": (b"FORM\x00\x00\x00\x00AIFFCOMM", "audio/aiff", ".aiff"),
    "aifc": (b"FORM\x00\x00\x00\x00AIFCCOMM", "audio/aiff", ".aiff"),
    "wma": (bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"), "audio/x-ms-wma", ".wma"),
    "ape": (b"MAC \x96\x0f", "audio/x-ape", ".ape"),
    "wavpack": (b"wvpk\x00\x00", "audio/x-wavpack", ".wv"),
    "musepack 8": (b"MPCKSH", "audio/x-musepack", ".mpc"),
    "musepack 7": (b"MP+\x07", "audio/x-musepack", ".mpc"),
    "tta": (b"TTA1\x01", "audio/x-tta", ".tta"),
    "dsf": (b"DSD \x1c", "audio/x-dsf", ".dsf"),
    "dff": (b"FRM8\x00\x00\x00\x00\x00\x00\x00\x00DSD FVER", "audio/x-dff", ".dff"),
    "ac3": (b"\x0b\x77\x00\x00", "audio/ac3", ".ac3"),
    "caf": (b"caff\x00\x01\x00\x00", "audio/x-caf", ".caf"),
    "au": (b".snd\x00\x00\x00\x18", "audio/basic", ".au"),
    "matroska": (b"\x1aE\xdf\xa3\x9fB\x82\x88matroska", "audio/x-matroska", ".mka"),
    "webm": (b"\x1aE\xdf\xa3\x9fB\x82\x84webm", "audio/webm", ".webm"),
}
OTHERS = {
    "a page in HTML": PAGE,
    "a message in JSON": b' {"error": 70}',
    "a message in XML": b'<?xml version="1.0"?><subsonic-response/>',
    "text": "Nicht gefunden: schöne Grüße\n".encode(),
    "nothing": b"",
    "a picture": b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 200,
    "bytes of no kind of audio that is known": b"PK\x03\x04" + bytes(range(256)) * 40,
}


@pytest.mark.parametrize("name", BEGINNINGS)
def test_audio_is_told_by_its_first_bytes(name):
    head, media_type, suffix = BEGINNINGS[name]
    audio = CheckedAudio("host", iter([head[:1], head[1:7], head[7:]]), StreamShape(10**9))

    assert (audio.media_type, audio.suffix) == (media_type, suffix)
    assert b"".join(audio) == head


@pytest.mark.parametrize("found", OTHERS)
def test_what_is_no_audio_is_told_apart(found):
    with pytest.raises(NotAudioError, match=f"sent {found} in place of audio"):
        CheckedAudio("host", iter([OTHERS[found]]), StreamShape(10**9))


@pytest.mark.parametrize(
    "head",
    [
        b"RIFF\x00\x00\x00\x00AVI LIST",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        b"\x00\x00\x00\x20ftypheic",
        b"\x00\x00\x00\x20ftypavif",
        b"\x89PNG\r\n\x1a\n" + MP3_FRAME * 3,
        "<html>".encode("utf-16"),
        b"ID3 is how tags begin",
        b"\xff\xfb\x90\x00" + b"\x55" * 1000,
        b"\x7fELF" + b"\xff\xfb\x90\x00" * 10,
    ],
)
def test_what_only_looks_like_audio_is_none(head):
    assert tell_audio(head) is None


def test_nested_tags_without_end_are_looked_at_in_time():
    assert tell_audio(b"ID3\x04\x00\x00\x00\x00\x00\x00" * 100_000) is not None


@given(st.binary(max_size=300))
def test_any_bytes_are_audio_or_called_something(head):
    assert tell_audio(head) is not None or tell_other(head)


def test_a_file_comes_in_whole(serve, connect):
    web = connect(serve([answer(FLAC, Content_Type="text/html")]).url)

    with web.open_audio("x", announced_bytes=len(FLAC)) as audio:
        assert (audio.media_type, audio.suffix) == ("audio/flac", ".flac")
        assert (audio.size_bytes, audio.first, audio.last) == (len(FLAC), None, None)
        assert b"".join(audio) == FLAC


def test_audio_is_asked_for_unpacked_and_by_post_if_need_be(serve, connect):
    server = serve([answer(FLAC)])

    with connect(server.url).open_audio("x", method="POST", form={"id": "1"}):
        pass

    assert server.asked[0].headers["accept-encoding"] == "identity"
    assert server.asked[0].form == {"id": ["1"]}
    assert "range" not in server.asked[0].headers


def test_packed_audio_is_refused(serve, connect):
    server = serve([answer(gzip.compress(FLAC), Content_Encoding="gzip")])

    with (
        pytest.raises(ServerProtocolError, match="packs audio"),
        connect(server.url).open_audio("x"),
    ):
        pass


def test_a_stream_of_unknown_length_comes_in_whole(serve, connect):
    web = connect(serve([closed(b"HTTP/1.1 200 OK\r\n\r\n" + FLAC)]).url)

    with web.open_audio("x") as audio:
        assert audio.size_bytes is None
        assert b"".join(audio) == FLAC


def test_a_stream_shorter_than_announced_is_an_error(serve, connect):
    web = connect(serve([closed(answer(FLAC, length=len(FLAC) + 1))]).url)

    with web.open_audio("x") as audio, pytest.raises(ServerProtocolError, match="broke off"):
        b"".join(audio)


def test_an_error_of_a_stream_is_the_same_outside(serve, connect):
    web = connect(serve([closed(answer(FLAC, length=len(FLAC) + 1))]).url)

    with pytest.raises(ServerProtocolError, match="broke off"), web.open_audio("x") as audio:
        b"".join(audio)


def test_a_stream_that_breaks_off_at_its_beginning_is_opened_again(serve, connect):
    server = serve([closed(answer(FLAC[:7], length=len(FLAC))), answer(FLAC)])

    with connect(server.url).open_audio("x") as audio:
        assert b"".join(audio) == FLAC


def test_a_stream_can_be_left_before_its_end(serve, connect):
    server = serve([answer(FLAC * 20)])
    web = connect(server.url)

    for _ in range(5):
        with web.open_audio("x") as audio:
            next(iter(audio))
    assert len(server.asked) == 5


def test_other_requests_may_be_made_while_a_stream_is_open(serve, connect):
    server = serve(lambda asked: answer(FLAC) if asked.path == "/x" else json_answer({}))
    web = connect(server.url)

    with web.open_audio("x") as audio:
        assert web.request("GET", "y").json() == {}
        assert b"".join(audio) == FLAC


# How much


def test_one_percent_more_than_announced_elsewhere_is_taken(serve, connect):
    web = connect(serve([answer(FLAC)]).url)

    with web.open_audio("x", announced_bytes=len(FLAC) * 100 // 101 + 1) as audio:
        assert b"".join(audio) == FLAC
    with (
        pytest.raises(ServerTooLargeError),
        web.open_audio("x", announced_bytes=len(FLAC) * 99 // 101),
    ):
        pass


def test_more_than_announced_is_broken_off_where_no_length_is_told(serve, connect):
    web = connect(serve([closed(b"HTTP/1.1 200 OK\r\n\r\n" + FLAC)]).url)

    with web.open_audio("x", announced_bytes=50_000) as audio:
        received: list[bytes] = []
        with pytest.raises(ServerTooLargeError):
            received.extend(audio)
        assert sum(map(len, received)) <= 50_500


def test_nothing_larger_than_the_cap_is_taken(serve, connect, monkeypatch):
    monkeypatch.setattr(policy, "MOST_AUDIO_BYTES", 1000)

    for given_answer in (answer(FLAC), answer(b"fLaC", length=10**15)):
        with (
            pytest.raises(ServerTooLargeError),
            connect(serve([given_answer]).url).open_audio("x", announced_bytes=10**9),
        ):
            pass


@pytest.mark.parametrize("announced", [0, -1, None])
def test_a_size_nobody_knows_is_no_cap(serve, connect, announced):
    with connect(serve([answer(FLAC)]).url).open_audio("x", announced_bytes=announced) as audio:
        assert b"".join(audio) == FLAC


def test_a_trickle_is_given_up(serve, connect):
    def trickle(send):
        send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + FLAC[:20_000])
        for byte in FLAC[20_000:]:
            send(bytes([byte]))
            time.sleep(0.01)

    web = connect(serve([trickle]).url, whole_s=0.1)

    with web.open_audio("x") as audio, pytest.raises(ServerUnreachableError, match="not complete"):
        b"".join(audio)


def test_who_reads_slowly_is_not_taken_for_a_slow_server(serve, connect):
    web = connect(serve([answer(FLAC * 6)]).url, whole_s=0.1)

    with web.open_audio("x") as audio:
        parts = []
        for chunk in audio:
            time.sleep(0.03)
            parts.append(chunk)

    assert b"".join(parts) == FLAC * 6


# Parts


def part(first: int, last: int, total: object = len(FLAC), **more) -> bytes:
    body = more.pop("body", FLAC[first : last + 1])
    return answer(body, 206, Content_Range=f"bytes {first}-{last}/{total}", **more)


@pytest.mark.parametrize(
    ("asked", "sent", "size"),
    [
        (ByteRange(0, 99), part(0, 99), len(FLAC)),
        (ByteRange(500), part(500, len(FLAC) - 1), len(FLAC)),
        (ByteRange(500, 10**9), part(500, len(FLAC) - 1), len(FLAC)),
        (ByteRange(500, 599), part(500, 599, "*"), None),
        (ByteRange(0, 1), part(0, 1), len(FLAC)),
    ],
)
def test_a_part_of_a_file_comes_as_asked_for(serve, connect, asked, sent, size):
    server = serve([sent])
    first, last = asked.first, min(asked.last or 10**9, len(FLAC) - 1)

    with connect(server.url).open_audio("x", byte_range=asked) as audio:
        assert (audio.first, audio.last, audio.size_bytes) == (first, last, size)
        assert b"".join(audio) == FLAC[first : last + 1]

    told = "" if asked.last is None else asked.last
    assert server.asked[0].headers["range"] == f"bytes={asked.first}-{told}"


def test_the_kind_of_a_part_is_told_only_where_the_file_begins(serve, connect):
    server = serve([part(0, 99), part(500, 599), part(0, 1)])
    web = connect(server.url)
    kinds = []
    for asked in (ByteRange(0, 99), ByteRange(500, 599), ByteRange(0, 1)):
        with web.open_audio("x", byte_range=asked) as audio:
            kinds.append(audio.media_type)

    assert kinds == ["audio/flac", "application/octet-stream", "application/octet-stream"]


def test_a_server_that_knows_no_parts_gives_the_whole_file(serve, connect):
    with connect(serve([answer(FLAC)]).url).open_audio(
        "x", byte_range=ByteRange(500, 599)
    ) as audio:
        assert (audio.first, audio.last, audio.size_bytes) == (None, None, len(FLAC))
        assert b"".join(audio) == FLAC


@pytest.mark.parametrize(
    "sent",
    [
        part(0, 99),
        part(501, 599),
        part(500, 700),
        part(500, 599, 550),
        part(500, 599, body=FLAC[500:650]),
        answer(FLAC, 206),
        answer(FLAC, 206, Content_Range="bytes */1000"),
        answer(FLAC, 206, Content_Range="items 500-599/1000"),
        answer(FLAC, 206, Content_Range="bytes 500-400/1000"),
        answer(FLAC, 206, Content_Range="bytes 500-" + "9" * 500 + "/*"),
        answer(FLAC, 206, Content_Type="multipart/byteranges; boundary=x"),
        answer(b"", 416, Content_Range="bytes */100"),
    ],
)
def test_another_part_than_asked_for_is_refused(serve, connect, sent):
    web = connect(serve([sent]).url)

    with pytest.raises(ServerProtocolError), web.open_audio("x", byte_range=ByteRange(500, 599)):
        pass


def test_a_part_nobody_asked_for_is_refused(serve, connect):
    with pytest.raises(ServerProtocolError), connect(serve([part(0, 9)]).url).open_audio("x"):
        pass


def test_a_part_of_something_else_is_no_audio(serve, connect):
    page_part = answer(PAGE[:40], 206, Content_Range=f"bytes 0-39/{len(PAGE)}")

    with (
        pytest.raises(NotAudioError),
        connect(serve([page_part]).url).open_audio("x", byte_range=ByteRange(0, 39)),
    ):
        pass


# What comes in place of audio


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (page(), NotAudioError),
        (json_answer({"error": 70}), NotAudioError),
        (answer(b""), NotAudioError),
        (answer(status=204), NotAudioError),
        (answer(status=401), ServerLoginError),
        (answer(status=403), ServerForbiddenError),
        (page(404), ServerNotFoundError),
        (answer(status=410), ServerNotFoundError),
        (answer(status=405), ServerUnsupportedError),
        (answer(status=501), ServerUnsupportedError),
        (answer(status=400), ServerProtocolError),
        (answer(status=302, Location="http://other.example/x.flac"), ServerRedirectError),
    ],
)
def test_each_thing_in_place_of_audio_has_its_own_error(serve, connect, sent, error):
    with pytest.raises(error), connect(serve([sent]).url).open_audio("x"):
        pass


@pytest.mark.parametrize(
    "sent",
    [
        json_answer({"error": 70}),
        json_answer({"error": 70}, 403),
        answer(gzip.compress(json.dumps({"error": 70}).encode()), 400, Content_Encoding="gzip"),
    ],
)
def test_who_knows_the_server_may_say_what_it_means(serve, connect, sent):
    def explain(reply):
        assert reply.json() == {"error": 70}
        raise ServerNotFoundError(reply.host, "such track")

    with (
        pytest.raises(ServerNotFoundError),
        connect(serve([sent]).url).open_audio("x", when_other=explain),
    ):
        pass


def test_who_knows_the_server_may_say_nothing(serve, connect):
    replies: list[Reply] = []

    with (
        pytest.raises(NotAudioError),
        connect(serve([page()]).url).open_audio("x", when_other=replies.append),
    ):
        pass
    assert [reply.is_page for reply in replies] == [True]


def test_frames_of_all_kinds_of_mpeg_audio_are_found():
    # Version, layer, bitrate and rate of the header, and the length of a frame by ISO 11172-3.
    for header, length in (
        (0xFFFB9000, 417),
        (0xFFFB9200, 418),
        (0xFFF340C0, 104),
        (0xFFE340C0, 208),
        (0xFFFD8400, 384),
        (0xFFFF4400, 128 // 32 * 32),
    ):
        frame = struct.pack(">I", header).ljust(length, b"\x55")
        kind = tell_audio(frame * 3)
        assert kind is not None, hex(header)
        assert kind.media_type == "audio/mpeg"
