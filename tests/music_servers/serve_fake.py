"""Serve a fake OpenSubsonic server for the browser tests, and what people type in its place.

``python -m tests.music_servers.serve_fake FOLDER`` serves the first tracks of a folder of music
and a few of its own. It prints one line of JSON with the addresses and the account, and ends when
its standard input is closed.

``url``
    The server.
``tls_url``
    The same with a certificate that nobody trusts.
``redirect_url``
    Sends every request on to `url`.
``page_url``
    Another program: answers everything with a page.
"""

import json
import ssl
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.audio_synthesis import LIBRARY_RATE_HZ, STYLES, render_style, write_audio
from tests.music_servers.rig import WorldTrack
from tests.music_servers.subsonic_fake import PASSWORD, USERNAME, FakeSubsonic
from tests.music_servers.subsonic_http import PAGE, LoopbackFake, Told

SHARED = 3
OWN = 3
LENGTH_S = 12.0
LAST_PLAYED = 1_760_000_000.0


def shared_tracks(folder: Path) -> list[WorldTrack]:
    """Return the first tracks of a folder as the server has them: the same recordings."""
    files = sorted(folder.glob("*.flac"))[:SHARED]
    return [
        WorldTrack(
            id=f"shared-{number}",
            title=f"Shared {number}",
            artist="The Same",
            album="Both Places",
            album_id="al-both",
            duration_s=LENGTH_S,
            path=f"The Same/Both Places/{number}.flac",
            audio=file.read_bytes(),
            play_count=number + 1,
            last_played=LAST_PLAYED + number,
        )
        for number, file in enumerate(files)
    ]


def own_tracks(folder: Path) -> list[WorldTrack]:
    """Return tracks that lie nowhere else, in a library of their own."""
    tracks = []
    for number, style in enumerate(STYLES[:OWN]):
        other = replace(style, tempo_bpm=style.tempo_bpm * 1.17)
        sound = render_style(
            other,
            tempo_bpm=other.tempo_bpm,
            tonic=number + 3,
            duration_s=LENGTH_S,
            seed=90 + number,
        )
        file = write_audio(folder / f"{number}.flac", sound, LIBRARY_RATE_HZ)
        tracks.append(
            WorldTrack(
                id=f"own-{number}",
                title=f"From Afar {number}",
                artist="The Server",
                album="Afar",
                album_id="al-afar",
                duration_s=LENGTH_S,
                path=f"The Server/Afar/{number}.flac",
                audio=file.read_bytes(),
                library="2",
            )
        )
    return tracks


def untrusted(folder: Path) -> ssl.SSLContext:
    """Return what a server needs to show a certificate that it has signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = folder / "self-signed.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def serve(music: Path) -> None:
    """Serve until the standard input ends."""
    with ExitStack() as stack, tempfile.TemporaryDirectory() as scratch:
        fake = FakeSubsonic(libraries={"1": "Music", "2": "Afar"})
        for track in (*shared_tracks(music), *own_tracks(Path(scratch))):
            fake.tracks[track.id] = track
        stack.enter_context(fake.running())

        guarded = FakeSubsonic(libraries=fake.libraries, tracks=fake.tracks)
        http = guarded.wire._http
        http.socket = untrusted(Path(scratch)).wrap_socket(http.socket, server_side=True)
        stack.enter_context(guarded.running())
        for one in (fake, guarded):
            one.add_playlist("Theirs", ["own-0", "shared-0"])

        target = {"Location": f"{fake.url}/"}
        redirect = LoopbackFake(lambda *_: Told(302, b"", "text/plain", target), lambda *_: False)
        page = LoopbackFake(lambda *_: Told(200, PAGE, "text/html"), lambda *_: False)
        stack.enter_context(redirect.running())
        stack.enter_context(page.running())
        told = {
            "url": fake.url,
            "tls_url": f"https://{guarded.wire.host}",
            "redirect_url": f"http://{redirect.host}",
            "page_url": f"http://{page.host}",
            "username": USERNAME,
            "password": PASSWORD,
        }
        print(json.dumps(told), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
