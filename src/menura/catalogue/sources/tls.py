"""Trust the right certificate of a server, and say in plain words why one is not trusted.

Verification is never switched off. A server in a home often has a certificate that it made itself:
its fingerprint is shown to the user, and once confirmed this one certificate, and no other, stands
for the server.
"""

import hashlib
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path

from menura.catalogue.server_errors import (
    ServerAddressError,
    ServerCertificateError,
    ServerUnreachableError,
)
from menura.catalogue.servers import ServerAccess
from menura.catalogue.sources.address import CheckedAddress, check_address, shown_address

CONNECT_S = 5.0
_NO_CHECK_TIME = 0x200000  # OpenSSL's X509_V_FLAG_NO_CHECK_TIME, which Python gives no name
# Codes of OpenSSL's x509_vfy.h.
_REASONS = {
    9: "it is not valid yet: is the clock right on both machines?",
    10: "it has expired",
    18: "it is self-signed",
    19: "it was signed by an authority that this machine does not know",
    20: "it was signed by an authority that this machine does not know",
    21: "it was signed by an authority that this machine does not know",
    23: "it was revoked",
    62: "it is for another name",
    64: "it is for another name",
}


@dataclass(frozen=True, slots=True)
class ServerCertificate:
    """A certificate as a server shows it, to be confirmed by a person.

    Attributes
    ----------
    sha256 : str
        Fingerprint as other programs show it: ``AA:BB:...``.
    """

    pem: str
    sha256: str


def tls_context(access: ServerAccess) -> ssl.SSLContext:
    """Return what verifies the certificate of a server.

    With a pinned certificate the connection must still be checked by `check_pinned`: a certificate
    of an authority would otherwise also stand for all that it signed.

    Raises
    ------
    ServerCertificateError
        The file of certificates, or the pinned certificate, cannot be read.
    """
    if access.certificate is not None:
        return _pinned_context(access.url, access.certificate)
    try:
        context = ssl.create_default_context(cafile=access.ca_file)
    except ssl.SSLError:  # an OSError, too
        reason = f"the file {access.ca_file!r} holds no certificates"
        raise ServerCertificateError(shown_address(access.url), reason) from None
    except OSError as error:
        reason = f"the file {access.ca_file!r} of certificates cannot be read ({error.strerror})"
        raise ServerCertificateError(shown_address(access.url), reason) from None
    if access.ca_file is None and not _has_system_trust():
        import certifi  # comes with httpx; small systems have no certificates of their own

        context.load_verify_locations(certifi.where())
    return context


def _pinned_context(url: str, pem: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # this one certificate is the server, whatever name it bears
    context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
    # A person confirmed it as it is; most devices never renew the one they made themselves.
    context.verify_flags |= _NO_CHECK_TIME
    try:
        context.load_verify_locations(cadata=pem)
    except (ssl.SSLError, ValueError):
        reason = "the confirmed certificate cannot be read"
        raise ServerCertificateError(shown_address(url), reason) from None
    return context


def _has_system_trust() -> bool:
    paths = ssl.get_default_verify_paths()
    file, folder = Path(paths.cafile or "/none"), Path(paths.capath or "/none")
    return file.is_file() or (folder.is_dir() and any(folder.iterdir()))


def check_pinned(host: str, pem: str, shown_der: bytes | None) -> None:
    """Raise ServerCertificateError unless a server has shown the pinned certificate itself."""
    if shown_der is None or ssl.PEM_cert_to_DER_cert(pem) != shown_der:
        told = certificate_sha256(shown_der) if shown_der is not None else None
        raise ServerCertificateError(host, "it is not the one that was confirmed", told)


def certificate_sha256(der: bytes) -> str:
    """Return the fingerprint of a certificate as people compare it: ``AA:BB:...``."""
    return hashlib.sha256(der).digest().hex(":").upper()


def fetch_certificate(url: str) -> ServerCertificate:
    """Return the certificate that a server shows, for a person to confirm; nothing is trusted.

    Raises
    ------
    ServerAddressError, ServerUnreachableError
    """
    address = check_address(url)
    if address.scheme != "https":
        raise ServerAddressError(address.url, "only https has certificates")
    der = shown_certificate(address)
    return ServerCertificate(ssl.DER_cert_to_PEM_cert(der), certificate_sha256(der))


def shown_certificate(address: CheckedAddress) -> bytes:
    """Return the certificate (DER) that a server shows, unverified.

    Raises
    ------
    ServerAddressError
        It does not speak TLS.
    ServerUnreachableError
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # nothing is sent over this connection
    last: OSError | None = None
    for ip in address.ips:
        try:
            return _handshake((ip, address.port), context, address.name)
        except OSError as error:
            last = error
    raise connection_error(address, last or OSError("no address"))


def _handshake(where: tuple[str, int], context: ssl.SSLContext, name: str) -> bytes:
    with socket.create_connection(where, CONNECT_S) as plain:
        secure = context.wrap_socket(plain, server_hostname=name)
    with secure:
        return secure.getpeercert(binary_form=True) or b""


def connection_error(
    address: CheckedAddress, error: BaseException
) -> ServerAddressError | ServerCertificateError | ServerUnreachableError:
    """Return what a failed connection means, in words that tell one case from another."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate_error(address, error)
    if isinstance(error, ssl.SSLError):
        if error.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"):
            return ServerAddressError(
                address.url, "plain http is spoken there; write http:// in place of https://"
            )
        reason = f"it speaks no TLS that this machine understands: {error.reason or 'unknown'}"
        return ServerUnreachableError(address.host, reason)
    return ServerUnreachableError(address.host, _refusal(error))


def _refusal(error: BaseException) -> str:
    """Return why no connection came about."""
    if isinstance(error, ConnectionRefusedError):
        return "it refuses the connection: nothing listens on that port"
    if isinstance(error, TimeoutError):
        return f"nothing answers within {CONNECT_S:.0f} s"
    if isinstance(error, ConnectionResetError):
        return "it closed the connection at once"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return "no connection came about"


def _certificate_error(
    address: CheckedAddress, error: ssl.SSLCertVerificationError
) -> ServerCertificateError:
    reason = _REASONS.get(error.verify_code, error.verify_message or "it cannot be verified")
    try:
        sha256 = certificate_sha256(shown_certificate(address))
    except (ServerAddressError, ServerCertificateError, ServerUnreachableError):
        sha256 = None
    return ServerCertificateError(address.host, reason, sha256)
