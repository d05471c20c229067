"""The one way to speak HTTP with music servers."""

import gzip
import json
import logging
import socket
import threading
import time
import traceback
import tracemalloc
import zlib
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.catalogue.server_errors import (
    NotThisServerError,
    ServerAddressError,
    ServerBusyError,
    ServerLoginError,
    ServerProtocolError,
    ServerRedirectError,
    ServerStartingError,
    ServerTooLargeError,
    ServerUnreachableError,
)
from menura.catalogue.sources.blotting import blot
from menura.catalogue.sources.http import Reply, quote_id
from menura.kernel.errors import MenuraError
from tests.unit.catalogue.sources.scripted_server import answer, closed, json_answer, page, serving

OK = json_answer({"ok": True})
SECRETS = {"p": "hunter2", "t": "tok-en", "s": "s3cret"}
SECRET = "hünter 2/+&"


def test_parameters_arrive_as_they_were_given(serve, connect):
    server = serve([OK])
    web = connect(server.url + "/base/", headers={"X-Token": "t"}, basic=("bob", "pé:ss"))

    reply = web.request(
        "GET", "/rest/ping", query={"id": ["a", "b&c"], "flag": True, "none": None, "n": 5}
    )

    asked = server.asked[0]
    assert reply.is_good
    assert reply.json() == {"ok": True}
    assert asked.path == "/base/rest/ping"
    assert asked.query == {"id": ["a", "b&c"], "flag": ["true"], "n": ["5"]}
    assert asked.headers["x-token"] == "t"
    assert asked.headers["authorization"] == "Basic Ym9iOnDDqTpzcw=="
    assert asked.headers["accept-encoding"] == "gzip"
    assert asked.headers["host"] == server.host


def test_forms_and_json_are_sent_in_the_body(serve, connect):
    server = serve([OK])
    web = connect(server.url)

    web.request("POST", "a", form={"songId": [f"id{n}" for n in range(2400)], "name": "é\n🎵"})
    web.request("POST", "b", json={"Name": "é🎵"})
    web.request("POST", "c")

    assert len(server.asked[0].form["songId"]) == 2400
    assert server.asked[0].form["name"] == ["é\n🎵"]
    assert json.loads(server.asked[1].body) == {"Name": "é🎵"}
    assert server.asked[2].headers["content-length"] == "0"
    assert [asked.target for asked in server.asked] == ["/a", "/b", "/c"]


def test_one_connection_serves_many_requests(serve, connect):
    server = serve([OK])
    web = connect(server.url)

    for _ in range(5):
        web.request("GET", "x")

    assert server.connections == 1


def test_cookies_are_not_kept(serve, connect):
    server = serve([json_answer({}, Set_Cookie="session=1; Path=/")])
    web = connect(server.url)

    web.request("GET", "x")
    web.request("GET", "x")

    assert "cookie" not in server.asked[1].headers


@pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 501])
def test_what_a_refusal_means_is_left_to_who_asked(serve, connect, status):
    reply = connect(serve([json_answer({"why": 1}, status)]).url).request("GET", "x")

    assert (reply.status, reply.is_good, reply.json()) == (status, False, {"why": 1})


@pytest.mark.parametrize(
    ("given_answer", "error", "words"),
    [
        (answer(status=401), ServerLoginError, "user name or password is wrong"),
        (page(503), ServerStartingError, "still starting"),
        (page(503, Retry_After="20"), ServerStartingError, "still starting"),
        (answer(b"no", 500), ServerProtocolError, "status 500"),
        (page(502), ServerProtocolError, "status 502"),
        (answer(status=409), ServerProtocolError, "status 409"),
        (answer(status=304), ServerProtocolError, "status 304"),
        (answer(status=300), ServerProtocolError, "status 300"),
    ],
)
def test_each_failure_has_its_own_sentence(serve, connect, pauses, given_answer, error, words):
    server = serve([given_answer])

    with pytest.raises(error, match=words) as raised:
        connect(server.url).request("GET", "x")

    assert server.host in str(raised.value)
    assert len(server.asked) == 1


def test_a_refused_token_is_not_called_a_wrong_password(serve, connect):
    with pytest.raises(ServerLoginError, match="the token is not valid"):
        connect(serve([answer(status=401)]).url, token="t").request("GET", "x")


# Where no answer comes


def test_where_nothing_listens_is_told(connect, pauses):
    with serving([OK]) as server:
        url = server.url

    with pytest.raises(ServerUnreachableError, match="nothing listens on that port"):
        connect(url).request("GET", "x")

    assert pauses == [0.25, 0.5]


def test_a_name_that_nobody_knows_is_told(connect, monkeypatch):
    def unknown(*_args, **_kwargs):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with pytest.raises(ServerUnreachableError, match="no machine is known by the name nas"):
        connect("http://nas")


def test_a_server_that_never_answers_is_told(serve, connect, pauses):
    server = serve([lambda send: time.sleep(1)])

    with pytest.raises(ServerUnreachableError, match="said nothing for"):
        connect(server.url, read_s=0.05).request("GET", "x")

    assert pauses == []


def test_silence_is_not_borne_longer_than_a_whole_answer(serve, connect):
    with pytest.raises(ServerUnreachableError, match="not complete after"):
        connect(serve([lambda send: time.sleep(1)]).url, whole_s=0.05, tries=1).request("GET", "x")


def test_a_byte_now_and_then_does_not_hold_us_for_ever(serve, connect):
    def drip_head(send):
        for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 1000:
            send(bytes([byte]))
            time.sleep(0.01)

    def drip_body(send):
        send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        for _ in range(1000):
            send(b" ")
            time.sleep(0.01)

    for drip in (drip_head, drip_body):
        web = connect(serve([drip]).url, whole_s=0.15)
        with pytest.raises(ServerUnreachableError, match="not complete after"):
            web.request("GET", "x")


def test_endless_interim_answers_do_not_hold_us_for_ever(serve, connect):
    def go_on(send):
        for _ in range(100_000):
            send(b"HTTP/1.1 102 Processing\r\n\r\n" * 100)

    with pytest.raises(ServerUnreachableError, match="not complete after"):
        connect(serve([go_on]).url, whole_s=0.15).request("GET", "x")


def test_a_head_without_an_end_is_broken_off(serve, connect):
    def grow(send):
        send(b"HTTP/1.1 200 OK\r\n")
        for number in range(1_000_000):
            send(b"X-%d: y\r\n" % number)

    with pytest.raises(MenuraError):
        connect(serve([grow]).url, tries=1).request("GET", "x")


def test_the_next_address_is_tried_when_the_first_refuses(serve, connect, monkeypatch):
    server = serve([OK])
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, server.port))
        for ip in ("127.0.0.2", "127.0.0.1")
    ]
    real = socket.getaddrinfo
    asked = []

    def look_up(host, *args, **kwargs):
        if host != "nas.example":
            return real(host, *args, **kwargs)
        asked.append(host)
        return found

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    web = connect(f"http://nas.example:{server.port}")

    assert web.request("GET", "x").json() == {"ok": True}
    assert server.asked[0].headers["host"] == f"nas.example:{server.port}"
    assert web.request("GET", "x").is_good
    assert asked == ["nas.example"]


def test_a_name_is_looked_up_once_whatever_it_stands_for_later(serve, connect, monkeypatch):
    wanted, other = serve([closed(OK)]), serve([OK])
    real = socket.getaddrinfo
    ports = iter([wanted.port, other.port])

    def look_up(host, port, *args, **kwargs):
        if host != "nas.example":
            return real(host, port, *args, **kwargs)
        return real("127.0.0.1" if next(ports) == wanted.port else "127.0.0.9", port)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    web = connect(f"http://nas.example:{wanted.port}")

    for _ in range(3):  # each over a connection of its own
        web.request("GET", "x")

    assert wanted.connections == 3
    assert next(ports) == other.port


def test_another_address_of_proxies_is_not_asked_for(serve, connect, monkeypatch):
    server, proxy = serve([OK]), serve([OK])
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)

    connect(server.url).request("GET", "x")

    assert proxy.connections == 0


# What is tried again


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_when_it_wants(serve, connect, pauses, status):
    server = serve([answer(status=status, Retry_After="7"), answer(status=status), OK])

    assert connect(server.url).request("GET", "x").json() == {"ok": True}
    assert pauses == [7.0, 0.5]


def test_a_moment_to_come_back_at_is_understood(serve, connect, pauses):
    now = datetime(2026, 5, 5, 12, 0, 0, tzinfo=UTC)
    later = format_datetime(now.replace(second=12), usegmt=True)
    server = serve([answer(status=429, Retry_After=later), OK])

    connect(server.url, now=lambda: now).request("GET", "x")

    assert pauses == [12.0]


@pytest.mark.parametrize("after", ["31", "99999999999", "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_nobody_waits_for_half_a_minute(serve, connect, pauses, after):
    with pytest.raises(ServerBusyError) as raised:
        connect(serve([answer(status=429, Retry_After=after)]).url).request("GET", "x")

    assert pauses == []
    assert raised.value.after_s is not None
    assert raised.value.after_s > 30


def test_a_server_that_stays_busy_is_left_alone(serve, connect, pauses):
    server = serve([answer(status=429, Retry_After="nonsense")])

    with pytest.raises(ServerBusyError, match="too much to do"):
        connect(server.url).request("GET", "x")

    assert len(server.asked) == 3


def test_no_two_of_us_come_back_at_the_same_moment(serve, connect, pauses):
    server = serve([answer(status=429, Retry_After="10"), answer(status=429), OK])

    connect(server.url, spread=lambda: 1.0).request("GET", "x")

    assert pauses == [11.0, 1.0]


BROKEN_OFF = [
    closed(),
    closed(b"HTTP/1.1 200"),
    closed(answer(b'{"a":', length=100)),
    closed(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"),
    answer(gzip.compress(b"x" * 1000, mtime=0)[:-9], Content_Encoding="gzip"),
]


@pytest.mark.parametrize("broken", BROKEN_OFF)
def test_a_read_that_broke_off_is_tried_again(serve, connect, broken):
    server = serve([broken, broken, OK])

    assert connect(server.url).request("GET", "x").json() == {"ok": True}
    assert len(server.asked) == 3


@pytest.mark.parametrize("broken", [*BROKEN_OFF, answer(status=429), answer(status=503)])
def test_a_write_is_never_tried_again(serve, connect, pauses, broken):
    server = serve([broken, OK])

    with pytest.raises((ServerUnreachableError, ServerProtocolError, ServerBusyError)):
        connect(server.url).request("POST", "x", form={"a": 1})

    assert len(server.asked) == 1
    assert pauses == []


def test_a_read_by_post_is_tried_again_and_a_get_that_writes_is_not(serve, connect):
    reading, writing = serve([closed(), OK]), serve([closed(), OK])

    connect(reading.url).request("POST", "x", is_read=True)
    with pytest.raises(ServerUnreachableError, match="closed the connection without an answer"):
        connect(writing.url).request("GET", "x", is_read=False)

    assert (len(reading.asked), len(writing.asked)) == (2, 1)


def test_an_answer_that_stays_broken_is_told(serve, connect):
    with pytest.raises(ServerProtocolError, match="it broke off in the middle"):
        connect(serve([closed(answer(b"{", length=9))]).url).request("GET", "x")


def test_something_that_is_no_http_is_told(serve, connect):
    with pytest.raises(NotThisServerError, match="not answer like Navidrome but with something"):
        connect(serve([closed(b"OK MPD 0.23.5\n")]).url).request("GET", "x")


# How much is taken in


def test_more_than_allowed_is_broken_off(serve, connect):
    def without_end(send):
        send(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(10_000):
            send(b" " * 10_000)

    for script in ([answer(b" " * 2000)], [without_end], [answer(b"x", length=10**12)]):
        with pytest.raises(ServerTooLargeError):
            connect(serve(script).url, tries=1).request("GET", "x", most_bytes=1000)


def test_as_much_as_allowed_is_taken(serve, connect):
    body = b" " * 998 + b"{}"

    for given_answer in (answer(body), answer(gzip.compress(body), Content_Encoding="gzip")):
        web = connect(serve([given_answer]).url)
        assert web.request("GET", "x", most_bytes=1000).json() == {}


def test_a_bomb_is_counted_while_it_unpacks(serve, connect):
    bomb = zlib.compressobj(9, wbits=31)
    packed = b"".join(bomb.compress(b"\0" * 1_000_000) for _ in range(60)) + bomb.flush()
    server = serve([answer(packed, Content_Encoding="gzip")])

    tracemalloc.start()
    with pytest.raises(ServerTooLargeError):
        connect(server.url).request("GET", "x", most_bytes=1_000_000)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak_bytes < 8_000_000  # a piece of what comes in swells to 60 MB


def test_a_packed_stream_of_nothing_is_too_large_too(serve, connect):
    nothing = zlib.compressobj(wbits=31)
    empty = nothing.flush(zlib.Z_SYNC_FLUSH)

    def without_end(send):
        send(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + empty)
        for _ in range(10_000):
            send(b"\x00\x00\x00\xff\xff" * 1000)

    with pytest.raises(ServerTooLargeError):
        connect(serve([without_end]).url).request("GET", "x", most_bytes=100_000)


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip"])
def test_other_packings_than_asked_for_are_refused(serve, connect, encoding):
    with pytest.raises(ServerProtocolError, match="packed in a way"):
        connect(serve([answer(b"x", Content_Encoding=encoding)]).url).request("GET", "x")


def test_a_wrong_packing_is_refused(serve, connect):
    with pytest.raises(ServerProtocolError, match="packed wrongly"):
        connect(serve([answer(b"{}", Content_Encoding="gzip")]).url).request("GET", "x")


def test_an_answer_without_a_body_need_not_be_packed(serve, connect):
    given_answer = b"HTTP/1.1 204 None\r\nContent-Encoding: gzip\r\n\r\n"

    assert connect(serve([given_answer]).url).request("GET", "x").body == b""


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_redirect_carries_nothing_anywhere(serve, connect, status, method):
    other = serve([OK])
    target = f"{other.url}/base/rest/ping?token=elsewhere#x"
    server = serve([answer(status=status, Location=target)])
    web = connect(server.url, token=SECRET, headers={"X-Emby-Token": "tok"}, basic=("u", SECRET))

    with pytest.raises(ServerRedirectError) as raised:
        web.request(method, "/rest/ping", is_read=True)

    assert f"{other.url}/base;" in str(raised.value)
    assert "elsewhere" not in str(raised.value)
    assert other.connections == 0
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("/web/", "http://{host}/web"),
        ("https://music.example/rest/ping", "https://music.example:443"),
        ("//other.example/x", "http://other.example:80/x"),
        ("http://bob:hunter2@other.example/", "http://other.example:80"),
        ("http://[fd12::1]:8096/x", "http://[fd12::1]:8096/x"),
        ("http://[broken", "an address that cannot be read"),
        ("http://h:99999/", "an address that cannot be read"),
    ],
)
def test_where_a_redirect_leads_is_told_without_what_is_secret(serve, connect, location, told):
    server = serve([answer(status=302, Location=location)])

    with pytest.raises(ServerRedirectError) as raised:
        connect(server.url).request("GET", "/rest/ping")

    assert f"on to {told.format(host=server.host)};" in str(raised.value)


def test_a_refusal_because_of_http_is_understood(serve, connect):
    for text in (
        b"Client sent an HTTP request to an HTTPS server.\n",
        b"<html><center>The plain HTTP request was sent to HTTPS port</center></html>",
        b"You're speaking plain HTTP to an SSL-enabled server port.",
    ):
        with pytest.raises(ServerAddressError, match="write https://"):
            connect(serve([answer(text, 400)]).url).request("GET", "x")


# JSON


def reply(body: bytes, content_type: str = "application/json") -> Reply:
    return Reply(200, {"content-type": content_type}, body, "host:1", "Jellyfin")


def test_a_page_in_place_of_json_is_another_server():
    for body in (b"<!doctype HTML><p>", b"\xef\xbb\xbf \n<html>"):
        with pytest.raises(NotThisServerError, match="does not answer like Jellyfin but with a"):
            reply(body).json()
    with pytest.raises(NotThisServerError):
        reply(b"<p>Login</p>", "text/html").json()


@pytest.mark.parametrize("body", [b"", b"{", b"nonsense", b"[" * 100_000, b"1" * 10_000])
def test_what_is_no_json_is_told(body):
    with pytest.raises(ServerProtocolError):
        reply(body).json()


def test_json_under_a_wrong_name_is_json():
    assert reply(b'{"a": 1}', "text/html").json() == {"a": 1}
    assert reply(b"\xef\xbb\xbf[]", "text/plain").json() == []


def test_bytes_that_are_no_utf_8_become_replacement_characters():
    assert reply(b'{"name": "Bj\xf6rk"}').json() == {"name": "Bj�rk"}


def test_no_number_is_nothing():
    assert reply(b"[NaN, Infinity, -Infinity, 1e999]").json()[:3] == [None, None, None]


def test_text_that_no_database_takes_is_mended():
    body = rb'{"a\u0000b": ["\ud83c\udfb5 \ud83c!", {"x": "\udfb5"}], "n": 1}'

    assert reply(body).json() == {"a�b": ["🎵 �!", {"x": "�"}], "n": 1}


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_whole_text_is_kept_as_it_is(value):
    found = reply(json.dumps([value, "\ud800"]).encode()).json()[0]

    assert json.dumps(found).replace(r"\ufffd", "") == json.dumps(value).replace(
        r"\u0000", ""
    ).replace(r"\ufffd", "")


# Secrets


@pytest.mark.parametrize(
    "given_answer",
    [
        lambda said: answer(status=302, Location=f"http://other.example/{said}/x"),
        lambda said: answer(status=302, Location="http://a/" + said.replace("?", "/")),
        lambda said: closed(f"{said} is no HTTP\r\n\r\n".encode()),
        lambda said: closed(f"HTTP/1.1 200 OK\r\n{said}\r\n\r\n".encode()),
        lambda said: answer(said.encode(), 500, X_Echo=said),
        lambda said: answer(said.encode(), 401),
        lambda said: answer(b"x", Content_Encoding=said),
        lambda said: answer(b"x", 429, Retry_After=said),
        lambda said: answer(said.encode()),
        lambda said: closed(answer(b"", length=7, X_Echo=said)),
    ],
)
def test_a_server_that_quotes_us_tells_nobody_our_secrets(serve, connect, caplog, given_answer):
    server = serve(lambda asked: given_answer(asked.target))
    web = connect(
        server.url, username="bob", password="hunter2", token="tok-en", secrets=("s3cret",)
    )

    with caplog.at_level(logging.DEBUG), pytest.raises(MenuraError) as raised:
        web.request("GET", "x", query=SECRETS).json()

    shown = caplog.text + "".join(traceback.format_exception(raised.value))
    for secret in SECRETS.values():
        assert secret not in shown


def test_no_address_stands_in_a_log(serve, connect, caplog):
    web = connect(serve([OK]).url, headers={"X-Token": "hunter2"}, basic=("bob", "hunter3"))

    with caplog.at_level(logging.DEBUG):
        web.request("GET", "x", query={"p": "hunter4"}, form={"q": "hunter5"})

    assert "hunter" not in caplog.text


def test_what_is_shown_of_a_connection_has_no_secrets(connect):
    web = connect("http://127.0.0.1:1", password="hunter2", token="hunter3", secrets=("hunter4",))

    assert "hunter" not in repr(web) + repr(vars(web))


def test_a_token_with_a_line_break_is_refused_unseen(connect):
    for token in ("hunter2\r\nX-Other: 1", "hunter2\x00"):
        with pytest.raises(ServerLoginError, match="control character") as raised:
            connect("http://127.0.0.1:1", headers={"X-Token": token})
        assert "hunter2" not in str(raised.value)


def test_a_token_in_other_letters_is_sent(serve, connect):
    server = serve([OK])

    connect(server.url, headers={"X-Token": " tökén\n"}).request("GET", "x")

    assert server.asked[0].headers["x-token"].encode("latin-1").decode() == "tökén"


@pytest.mark.parametrize("secret", ["hunter2", SECRET, 'a"b<c>', "ab%20", "x"])
def test_secrets_are_blotted_out_however_they_are_written(secret):
    import base64
    import html
    from urllib.parse import quote, quote_plus

    data = secret.encode()
    for form in (
        secret,
        quote(secret),
        quote(secret, safe=""),
        quote(secret, safe="").lower(),
        quote_plus(secret),
        html.escape(secret),
        json.dumps(secret)[1:-1],
        data.hex(),
        base64.b64encode(data).decode(),
    ):
        assert form not in blot(f"-- {form} --", ["", secret])


# Ids in paths


def test_an_id_leads_nowhere_else(serve, connect):
    server = serve([OK])
    ids = ["a/b", "..", ".", "../../admin", "x?y=1", "x#y", "a b", "%2e%2e", "é", "a.b", "\ud800"]

    for server_id in ids:
        connect(server.url + "/base").request("GET", f"music/{quote_id(server_id)}/download")

    for asked in server.asked:
        assert asked.target.count("/") == 4
        assert asked.target.startswith("/base/music/")
        assert not set("?#") & set(asked.target)


def test_nothing_is_no_id():
    with pytest.raises(ServerProtocolError, match="has no id"):
        quote_id("")


@given(st.text(min_size=1))
def test_an_id_is_one_part_of_a_path(server_id):
    quoted = quote_id(server_id)

    assert quoted.isascii()
    assert not set("/?#\\") & set(quoted)
    assert quoted.strip(".")


def test_a_path_never_leads_to_another_host(serve, connect):
    server, other = serve([OK]), serve([OK])

    for path in (f"{other.url}/x", f"//{other.host}/x", "@other/x", "\r\nHost: x", "a?b#c"):
        connect(server.url).request("GET", path)

    assert other.connections == 0
    assert len(server.asked) == 5
    assert {asked.headers["host"] for asked in server.asked} == {server.host}
    assert server.asked[4].target == "/a%3Fb%23c"


def drip(send):
    send(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    while True:
        send(b".")
        time.sleep(0.02)


def busy(send):
    send(answer(b"", 503, Retry_After="20"))


def silent(send):
    time.sleep(20.0)


@pytest.mark.parametrize("script", [drip, busy, silent])
def test_another_thread_ends_a_request_by_closing(serve, connect, script):
    server = serve([script])
    web = connect(server.url, pause=None)
    closing = threading.Timer(0.1, web.close)
    closing.start()

    with pytest.raises(ServerUnreachableError, match="closed from here"):
        web.request("GET", "x")
    closing.join()

    asked = len(server.asked)
    with pytest.raises(ServerUnreachableError, match="closed from here"):
        web.request("GET", "x")
    assert len(server.asked) == asked


def test_another_thread_ends_the_reading_of_audio_by_closing(serve, connect):
    def play(send):
        send(b"HTTP/1.1 200 OK\r\n\r\n" + b"fLaC" + bytes(20_000))
        drip(send)

    web = connect(serve([play]).url)
    with web.open_audio("x") as audio:
        chunks = iter(audio)
        next(chunks)
        threading.Timer(0.1, web.close).start()
        with pytest.raises(ServerUnreachableError, match="closed from here"):
            list(chunks)
