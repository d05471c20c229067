"""Which addresses of servers are spoken to."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.catalogue.server_errors import ServerAddressError, ServerUnreachableError
from menura.catalogue.sources.address import check_address, shown_address, why_refused


def stands_for(*ips: str):
    return lambda name, port: ips


HOME = stands_for("192.168.1.10")


def test_an_address_is_taken_apart_and_looked_up():
    address = check_address("http://Music.local:4533/navi drome/".replace(" ", "%20"), resolve=HOME)

    assert (address.scheme, address.name, address.port) == ("http", "music.local", 4533)
    assert address.path == "/navi%20drome"
    assert address.ips == ("192.168.1.10",)
    assert address.url == "http://music.local:4533/navi%20drome"


def test_a_port_that_is_not_named_is_that_of_the_scheme():
    assert check_address("http://a.example", resolve=HOME).port == 80
    assert check_address("https://a.example", resolve=HOME).port == 443
    assert check_address("mpd://a.example", ports={"mpd": 6600}, resolve=HOME).port == 6600


def test_names_in_other_scripts_are_asked_for_in_ascii():
    assert check_address("http://bücher.example", resolve=HOME).name == "xn--bcher-kva.example"


def test_an_ipv6_address_keeps_its_brackets_where_it_is_shown():
    address = check_address("http://[fd12::1]:80/x")

    assert (address.name, address.ips, address.host) == ("fd12::1", ("fd12::1",), "[fd12::1]:80")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("192.168.1.10:4533", "begin with http://"),
        ("ftp://a.example", "begin with http://"),
        ("file:///etc/passwd", "begin with http://"),
        ("http:a.example", "begin with http://"),
        ("javascript:alert(1)", "begin with http://"),
        ("http://", "names no host"),
        ("http://bob:hunter2@a.example", "fields of their own"),
        ("http://bob@a.example", "fields of their own"),
        ("http://a.example/x?api_key=hunter2", "before the ?"),
        ("http://a.example/x#hunter2", "before the ?"),
        ("http://a.example:0", "its port"),
        ("http://a.example:65536", "its port"),
        ("http://a.example:abc", "its port"),
        ("http://a.exa mple", "a space"),
        ("http://a.example\r\nX-Other: 1", "a space"),
        ("http://a.example\\@b.example", "a space"),
        ("http://[fe80::zz]/", "IPv6|no address"),
        ("http://a..example", "cannot be a name"),
        ("http://a%2eexample", "cannot be a name"),
        ("http://" + "a" * 3000, "too long"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_its_reason(url, reason):
    with pytest.raises(ServerAddressError, match=reason) as raised:
        check_address(url, resolve=HOME)

    assert "hunter2" not in str(raised.value)
    assert len(str(raised.value)) < 500


@pytest.mark.parametrize(
    "ip",
    [
        "169.254.169.254",
        "169.254.1.1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "100.100.100.200",
        "224.0.0.1",
        "ff02::1",
        "0.0.0.0",
        "0.1.2.3",
        "::",
        "240.0.0.1",
        "255.255.255.255",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "not an address",
    ],
)
def test_no_request_goes_to_where_no_music_server_is(ip):
    with pytest.raises(ServerAddressError, match="which no music server has"):
        check_address("http://innocent.example", resolve=stands_for(ip))


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "::1",
        "10.0.0.5",
        "172.16.1.1",
        "192.168.0.1",
        "100.64.0.7",
        "fd12:3456::1",
        "93.184.216.34",
        "2606:2800:220:1::1",
        "::ffff:10.0.0.5",
        "64:ff9b::5db8:d822",
    ],
)
def test_this_machine_and_private_networks_are_where_music_servers_are(ip):
    assert why_refused(ip) is None


@pytest.mark.parametrize("url", ["http://0x7f000001", "http://0177.0.0.1", "http://2852039166"])
def test_odd_spellings_of_an_address_are_judged_by_what_they_stand_for(url):
    try:
        address = check_address(url)
    except (ServerAddressError, ServerUnreachableError):
        return
    assert set(address.ips) == {"127.0.0.1"}


def test_addresses_that_may_not_be_spoken_to_are_left_out_beside_others():
    mixed = stands_for("fe80::1%eth0", "192.168.1.10", "169.254.169.254", "fd12::1")

    assert check_address("http://nas.local", resolve=mixed).ips == ("192.168.1.10", "fd12::1")


def test_a_name_that_stands_for_nothing_is_told_apart_from_a_wrong_address():
    def unknown(name, port):
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(ServerUnreachableError, match="by the name nosuch"):
        check_address("http://nosuch.example", resolve=unknown)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused_in_words(text):
    try:
        address = check_address(f"http://{text}", resolve=HOME)
    except (ServerAddressError, ServerUnreachableError):
        return
    assert address.origin.isascii()
    assert not set("@?#\\ \r\n") & set(address.origin)


@given(st.text(max_size=60))
def test_what_is_shown_of_an_address_has_no_password_and_no_query(text):
    shown = shown_address(f"http://u:hunter2@{text.replace('/', '')}/x?token=hunter2")

    assert "hunter2" not in shown
    assert "\n" not in shown
