"""Check the address of a server before anything is sent there.

Who may add a source may name any address, so an address could point at what only this machine can
reach: the services by which clouds hand out keys above all. The name is looked up once, and only
the addresses found then are ever connected to: a name that stands for another address a moment
later leads nowhere new.
"""

import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, quote, urlsplit

from menura.catalogue.server_errors import ServerAddressError, ServerUnreachableError

Resolve = Callable[[str, int], Sequence[str]]
"""Looks up the IP addresses that a name stands for; raises OSError."""

WEB_PORTS: Mapping[str, int] = {"http": 80, "https": 443}
MOST_CHARACTERS = 2_000
_MOST_SHOWN = 120
_MOST_ADDRESSES = 4  # tried one after the other, each for as long as a connection may take
_PATH_CHARACTERS = "/%:@!$&'()*+,;=~-._"
# Where clouds tell a machine its own keys; the link-local ones are refused with their range.
_METADATA = tuple(
    ip_network(text)
    for text in ("fd00:ec2::/32", "fd20:ce::254/128", "100.100.100.200/32", "192.0.0.192/32")
)
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address stands in the last 32 bits


@dataclass(frozen=True, slots=True)
class CheckedAddress:
    """An address that may be spoken to.

    Attributes
    ----------
    name : str
        The host as it was named, in ASCII; an IPv6 address without brackets.
    path : str
        What every path begins with; empty or ``/...`` without a slash at the end, quoted.
    ips : tuple of str
        What the name stood for when it was looked up; the only addresses to connect to.
    """

    scheme: str
    name: str
    port: int
    path: str
    ips: tuple[str, ...]

    @property
    def host(self) -> str:
        """Return host and port: what may be shown."""
        return f"{_bracketed(self.name)}:{self.port}"

    @property
    def origin(self) -> str:
        """Return scheme, host and port."""
        return f"{self.scheme}://{self.host}"

    @property
    def url(self) -> str:
        """Return the whole address."""
        return self.origin + self.path


def look_up(name: str, port: int) -> Sequence[str]:
    """Return the IP addresses that a name stands for, best first."""
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def check_address(
    url: str, *, ports: Mapping[str, int] = WEB_PORTS, resolve: Resolve = look_up
) -> CheckedAddress:
    """Return the address of a server, looked up once and found allowed.

    Addresses of this machine and of private networks are allowed: music servers are there.

    Parameters
    ----------
    ports : mapping
        The schemes that are understood, with the port each has when none is named.

    Raises
    ------
    ServerAddressError
        It is no address of a server, or one that may not be spoken to.
    ServerUnreachableError
        The name stands for no address.
    """
    parts = _split(url, ports)
    shown = shown_address(url)
    name = _ascii_name(parts.hostname or "", shown)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port is None:
        port = ports[parts.scheme]
    if not 0 < port < 65_536:
        raise ServerAddressError(shown, "its port is no number from 1 to 65535")
    path = quote(parts.path.rstrip("/"), safe=_PATH_CHARACTERS)
    return CheckedAddress(parts.scheme, name, port, path, _allowed_ips(name, port, resolve))


def _split(url: str, ports: Mapping[str, int]) -> SplitResult:
    """Return the parts of an address, without any that could hold a secret."""
    shown = shown_address(url)
    schemes = " or ".join(f"{scheme}://" for scheme in ports)
    if len(url) > MOST_CHARACTERS:
        raise ServerAddressError(shown, "it is too long")
    # urlsplit would leave out line breaks without a word.
    if any(ord(c) <= 32 or ord(c) == 127 or 0xD800 <= ord(c) < 0xE000 or c == "\\" for c in url):
        raise ServerAddressError(shown, "it holds a space or another character that cannot be")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ServerAddressError(shown, "it is no address") from None
    if parts.scheme not in ports or not url.lower().startswith(f"{parts.scheme}://"):
        raise ServerAddressError(shown, f"it must begin with {schemes}")
    if "@" in parts.netloc:
        raise ServerAddressError(shown, "user name and password have fields of their own")
    if "?" in url or "#" in url:
        raise ServerAddressError(shown, "it must end before the ? or #")
    if not parts.hostname:
        raise ServerAddressError(shown, "it names no host")
    return parts


def _ascii_name(name: str, shown: str) -> str:
    """Return a host's name as it is asked for; names in other scripts have an ASCII form."""
    plain = name.rstrip(".")
    if ":" in plain:
        try:
            return str(IPv6Address(plain))
        except ValueError:
            raise ServerAddressError(shown, "its IPv6 address is wrong") from None
    try:
        ascii_name = plain.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_name = ""
    if not ascii_name or not all(c.isalnum() or c in "-._" for c in ascii_name):
        raise ServerAddressError(shown, "its host cannot be a name")
    return ascii_name


def _allowed_ips(name: str, port: int, resolve: Resolve) -> tuple[str, ...]:
    host = f"{_bracketed(name)}:{port}"
    try:
        found = resolve(name, port)
    except (OSError, UnicodeError):
        found = ()
    if not found:
        raise ServerUnreachableError(
            host, f"no machine is known by the name {name}: is it spelt right?"
        )
    refused = [reason for ip in found if (reason := why_refused(ip)) is not None]
    allowed = [ip for ip in found if why_refused(ip) is None]
    if not allowed:
        raise ServerAddressError(host, f"it stands for {refused[0]}, which no music server has")
    return tuple(allowed[:_MOST_ADDRESSES])


def why_refused(ip_text: str) -> str | None:
    """Return what kind of address this is if nothing may be sent there; None if it may."""
    try:
        ip = _inner(ip_address(ip_text.partition("%")[0]))
    except ValueError:
        return "something that is no IP address"
    if any(ip in network for network in _METADATA):
        return "an address by which clouds hand out keys"
    if ip.is_link_local:
        return "a link-local address"
    if ip.is_multicast:
        return "a multicast address"
    if ip.is_unspecified or (ip.version == 4 and ip.packed[0] == 0):
        return "an unspecified address"
    if ip.is_reserved and not ip.is_loopback:
        return "a reserved address"
    return None


def _inner(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 address leads to, if it is of such a kind."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip in _NAT64:
        return IPv4Address(ip.packed[-4:])
    return ip.sixtofour or ip


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name else name


def shown_address(url: str) -> str:
    """Return an address as it may be shown: without user, password, query and fragment."""
    plain = url.partition("?")[0].partition("#")[0]
    scheme, separator, rest = plain.partition("://")
    if not separator:
        scheme, rest = "", plain
    rest = rest.rpartition("@")[2]
    shown = "".join(c if c.isprintable() else "�" for c in scheme + separator + rest)
    return shown if len(shown) <= _MOST_SHOWN else shown[: _MOST_SHOWN - 1] + "…"
