"""Which certificates are trusted, and what is said of those that are not."""

import pytest

from menura.catalogue.server_errors import (
    ServerAddressError,
    ServerCertificateError,
    ServerUnreachableError,
)
from menura.catalogue.servers import ServerAccess
from menura.catalogue.sources.http import WebOptions, WebServer
from menura.catalogue.sources.tls import fetch_certificate, tls_context
from tests.unit.catalogue.sources.certificates import make_certificate
from tests.unit.catalogue.sources.scripted_server import json_answer, serving

GOOD = [json_answer({"ok": True})]
OPTIONS = WebOptions("Navidrome", tries=1)


@pytest.fixture(scope="module")
def authority():
    return make_certificate("authority", is_authority=True)


@pytest.fixture
def serve(tmp_path):
    """Serve https with a certificate."""
    return lambda made: serving(GOOD, made.context(tmp_path))


def ask(url, **access):
    web = WebServer(ServerAccess(url, **access), OPTIONS)
    try:
        return web.request("GET", "/").json()
    finally:
        web.close()


def test_a_certificate_of_an_authority_that_was_named_is_trusted(serve, authority, tmp_path):
    file = tmp_path / "authority.pem"
    file.write_text(authority.pem)

    with serve(make_certificate("127.0.0.1", by=authority)) as server:
        assert ask(server.url, ca_file=str(file)) == {"ok": True}


@pytest.mark.parametrize(
    ("names", "days", "reason"),
    [
        (("127.0.0.1",), (-9, -1), "it has expired"),
        (("127.0.0.1",), (2, 9), "not valid yet"),
        (("other.example",), (-1, 9), "for another name"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_told_in_plain_words(
    serve, authority, tmp_path, names, days, reason
):
    file = tmp_path / "authority.pem"
    file.write_text(authority.pem)
    made = make_certificate(*names, days=days, by=authority)

    with serve(made) as server:
        with pytest.raises(ServerCertificateError, match=reason) as raised:
            ask(server.url, ca_file=str(file))

        assert raised.value.sha256 == made.sha256
        assert made.sha256 in str(raised.value)
        assert server.asked == []


def test_a_certificate_that_a_server_made_itself_is_not_trusted_and_shown(serve):
    made = make_certificate("127.0.0.1")

    with serve(made) as server:
        with pytest.raises(ServerCertificateError, match="it is self-signed") as raised:
            ask(server.url, token="hunter2")

        assert raised.value.sha256 == made.sha256
        assert server.asked == []


def test_an_authority_nobody_knows_is_not_trusted(serve, authority):
    with (
        serve(make_certificate("127.0.0.1", by=authority)) as server,
        pytest.raises(ServerCertificateError, match="authority that this machine does not know"),
    ):
        ask(server.url)


@pytest.mark.parametrize("days", [(-1, 9), (-9, -1)])
def test_a_confirmed_certificate_is_trusted_whatever_it_says(serve, days):
    with serve(make_certificate("quite.another.example", days=days)) as server:
        shown = fetch_certificate(server.url)

        assert ask(server.url, certificate=shown.pem) == {"ok": True}


def test_the_fingerprint_is_that_which_other_programs_show(serve):
    made = make_certificate("127.0.0.1")

    with serve(made) as server:
        shown = fetch_certificate(server.url)

    assert shown.sha256 == made.sha256
    assert shown.pem.strip() == made.pem.strip()
    assert server.asked == []


def test_another_certificate_than_the_confirmed_one_is_refused(serve):
    confirmed = make_certificate("127.0.0.1")

    with serve(make_certificate("127.0.0.1")) as server:
        with pytest.raises(ServerCertificateError):
            ask(server.url, certificate=confirmed.pem)

        assert server.asked == []


def test_what_a_confirmed_authority_signed_is_not_confirmed_with_it(serve, authority):
    other = make_certificate("127.0.0.1", by=authority)

    with serve(other) as server:
        with pytest.raises(
            ServerCertificateError, match="not the one that was confirmed"
        ) as raised:
            ask(server.url, certificate=authority.pem)

        assert raised.value.sha256 == other.sha256
        assert server.asked == []


def test_http_on_a_port_for_https_is_told(serve):
    with (
        serve(make_certificate("127.0.0.1")) as server,
        pytest.raises(ServerAddressError, match="write https:// in place of http://"),
    ):
        ask(server.url.replace("https", "http"))


def test_https_on_a_port_for_http_is_told():
    with serving(GOOD) as server:
        url = server.url.replace("http", "https")

        with pytest.raises(ServerAddressError, match="write http:// in place of https://"):
            ask(url)
        with pytest.raises(ServerAddressError, match="write http:// in place of https://"):
            fetch_certificate(url)


def test_only_https_has_certificates():
    with pytest.raises(ServerAddressError, match="only https has certificates"):
        fetch_certificate("http://127.0.0.1:1")


def test_a_certificate_cannot_be_fetched_from_where_nothing_listens():
    with serving(GOOD) as server:
        url = server.url.replace("http", "https")
    with pytest.raises(ServerUnreachableError, match="nothing listens"):
        fetch_certificate(url)


def test_a_file_of_certificates_that_cannot_be_read_is_named(tmp_path):
    broken = tmp_path / "broken.pem"
    broken.write_text("no certificate")

    for file in (broken, tmp_path / "absent.pem"):
        with pytest.raises(ServerCertificateError, match=file.name):
            tls_context(ServerAccess("https://a.example", ca_file=str(file)))


def test_a_pinned_text_that_is_no_certificate_is_refused():
    with pytest.raises(ServerCertificateError, match="cannot be read"):
        tls_context(ServerAccess("https://a.example", certificate="no certificate"))


def test_verification_is_never_off(authority):
    for access in (
        ServerAccess("https://a.example"),
        ServerAccess("https://a.example", certificate=authority.pem),
    ):
        assert tls_context(access).verify_mode.name == "CERT_REQUIRED"
