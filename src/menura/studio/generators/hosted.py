"""Ask a hosted model for audio, whatever form it answers in."""

import base64
import binascii
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from menura.audio.arrays import Float32Array
from menura.language import ClientFactory, Reply, server_at
from menura.studio.generators.decoding import decode_bytes, decode_numbers
from menura.studio.generators.describing import describe_request
from menura.studio.generators.errors import UnusableTakeError
from menura.studio.generators.hosted_templates import HostedTemplate, template_named
from menura.studio.generators.model import (
    Capabilities,
    Check,
    GeneratorName,
    StemRequest,
    Take,
    stem_note,
)
from menura.studio.generators.remote import LONGEST_PATIENCE_S, Remote

NAME = GeneratorName.HOSTED.value
USUAL_RATE_HZ = 32_000  # MusicGen's, whose handler does not tell it
_NUMBERS, _RATES = ("generated_audio", "audio", "samples"), ("sampling_rate", "sample_rate")
_TEXTS = ("audio", "generated_audio", "audio_base64", "b64_json", "data", "blob", "content")
_LINKS = ("url", "audio_url", "audio", "audio_file", "output")
_DEEPEST = 4


class HostedTextToAudio:
    """Make takes with a model behind one HTTP address.

    Parameters
    ----------
    url : str
        Where requests are posted to.
    token : str, optional
        Sent to that host alone.
    template : str
        Which service it is (`hosted_templates.TEMPLATES`).
    timeout_s : float
        For one exchange, the making included.
    patience_s : float
        How long a busy or starting service is waited for.
    client, sleep : callable
        For tests.

    Raises
    ------
    InvalidServerError, GeneratorNotFoundError
        The address, the token or the template cannot be used.
    """

    def __init__(
        self,
        url: str,
        token: str | None = None,
        template: str = "huggingface",
        *,
        timeout_s: float = 600.0,
        patience_s: float = LONGEST_PATIENCE_S,
        client: ClientFactory | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._template: HostedTemplate = template_named(template)
        server = server_at(
            url, token, header=self._template.header, scheme=self._template.scheme, client=client
        )
        self._remote = Remote(server, timeout_s, patience_s, sleep)
        self._client = client

    def __repr__(self) -> str:
        return f"HostedTextToAudio({self._template.name!r} at {self._remote.server.host})"

    def capabilities(self) -> Capabilities:
        """Return what the service can do, as far as its template knows."""
        return Capabilities(
            name=NAME,
            native_stems=False,
            max_seconds=self._template.max_seconds,
            vocals=False,
            obeys_grid=False,
            licence=self._template.licence,
            needs=self._template.needs,
        )

    def generate(self, request: StemRequest, check: Check) -> Take:
        """Return a take.

        Raises
        ------
        GeneratorError
            In one of its forms; a service that does not have the model says so.
        """
        words = describe_request(request)
        asked_s = min(request.duration_s, self._template.max_seconds)
        body = self._template.body(words, _shortened(request, asked_s))
        reply = self._remote.request("POST", body=body, check=check)
        samples = self._samples(reply, check)
        return Take(samples, request.seed, self._provider, self._notes(request, asked_s))

    @property
    def _provider(self) -> str:
        return f"{NAME}: {self._template.name} at {self._remote.server.host}"

    def _notes(self, request: StemRequest, asked_s: float) -> tuple[str, ...]:
        notes = [stem_note(request)]
        if asked_s < request.duration_s:
            notes.append(f"The service makes {asked_s:g} s at most.")
        if not self._template.seeded:
            notes.append("The service draws its own seed: the same request gives another take.")
        return tuple(notes)

    def _samples(self, reply: Reply, check: Check) -> Float32Array:
        """Return the audio of an answer: a file, numbers, text or a link to a file."""
        media, host = reply.media_type, self._remote.server.host
        if "html" in media:
            raise UnusableTakeError(f"{host} answered with a web page: check the address.")
        if not ("json" in media or reply.body.lstrip()[:1] in (b"{", b"[")):
            return decode_bytes(reply.body, self._provider)
        try:
            found = reply.json()
        except ValueError:
            raise UnusableTakeError(f"{host} answered with broken JSON: try again.") from None
        return self._samples_in(found, check)

    def _samples_in(self, found: Any, check: Check) -> Float32Array:
        """Look for audio in an answer's JSON, from the outside in."""
        for _ in range(_DEEPEST):
            while isinstance(found, list) and found and isinstance(found[0], dict):
                found = found[0]
            if not isinstance(found, dict):
                break
            numbers = next((found[k] for k in _NUMBERS if isinstance(found.get(k), list)), None)
            if numbers and not isinstance(numbers[0], dict):
                rate_hz = next((found[k] for k in _RATES if k in found), USUAL_RATE_HZ)
                return decode_numbers(numbers, rate_hz, self._provider)
            link = next((found[k] for k in _LINKS if _is_link(k, found.get(k))), None)
            if link is not None:
                return self._fetch(link, check)
            text = next((found[k] for k in _TEXTS if isinstance(found.get(k), str)), None)
            if text is not None:
                return decode_bytes(self._from_base64(text), self._provider)
            found = next((found[k] for k in _LINKS if isinstance(found.get(k), dict | list)), None)
        raise UnusableTakeError(
            f"{self._remote.server.host} answered without any audio: check that the address is "
            f"that of a text-to-audio model, and the template ({self._template.name!r})."
        )

    def _from_base64(self, text: str) -> bytes:
        try:
            return base64.b64decode(text.partition("base64,")[2] or text, validate=True)
        except (binascii.Error, ValueError):
            raise UnusableTakeError(f"{self._provider} sent text that is no audio.") from None

    def _fetch(self, link: str, check: Check) -> Float32Array:
        """Return the file behind a link, on the service's own host or one of its file hosts."""
        own = urlsplit(self._remote.server.base_url)
        try:
            parts = urlsplit(link)
        except ValueError:
            raise UnusableTakeError(f"{own.netloc} refers to a file nowhere: try again.") from None
        query = f"?{parts.query}" if parts.query else ""
        if not parts.netloc or (parts.scheme, parts.netloc) == (own.scheme, own.netloc):
            server = self._remote.server.at_root()
        elif parts.scheme == "https" and _is_below(parts.hostname, self._template.file_hosts):
            server = server_at(f"https://{parts.netloc}", client=self._client)
        else:
            raise UnusableTakeError(
                f"{own.netloc} refers to a file on {parts.netloc}, which is not asked: "
                "only a service's own host is trusted."
            )
        path = "/" + parts.path.lstrip("/") + query
        remote = Remote(server, self._remote.timeout_s, self._remote.patience_s, self._remote.sleep)
        return decode_bytes(remote.request("GET", path, check=check).body, self._provider)


def _shortened(request: StemRequest, duration_s: float) -> StemRequest:
    return StemRequest(
        request.role,
        request.description,
        duration_s,
        request.bpm,
        request.key,
        request.mode,
        request.seed,
    )


def _is_link(key: str, value: object) -> bool:
    """Tell links from text: the base64 of an mp3 begins with slashes as well."""
    if not isinstance(value, str):
        return False
    is_relative = value.startswith("/") and ("url" in key or "file" in key)
    return is_relative or value.startswith(("http://", "https://"))


def _is_below(host: str | None, allowed: tuple[str, ...]) -> bool:
    return any(host == one or (host or "").endswith(f".{one}") for one in allowed)
