"""Say, per service, how a hosted model is asked and where its answer holds the audio."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from menura.studio.generators.errors import GeneratorNotFoundError
from menura.studio.generators.model import StemRequest

_TOKENS_PER_S = 50  # of MusicGen's codec


@dataclass(frozen=True, slots=True)
class HostedTemplate:
    """Describe one service.

    Attributes
    ----------
    body : callable
        Makes the JSON of a request from the words and the request.
    header, scheme : str
        Where the token goes, and what stands before it.
    file_hosts : tuple of str
        Hosts (and all below them) besides the service's own from which audio may be fetched,
        over https and without the token.
    seeded : bool
        Whether the service takes a seed.
    """

    name: str
    body: Callable[[str, StemRequest], dict[str, Any]] = field(repr=False)
    max_seconds: float
    licence: str
    needs: str
    header: str = "Authorization"
    scheme: str = "Bearer "
    file_hosts: tuple[str, ...] = ()
    seeded: bool = False


def _handler_body(words: str, request: StemRequest) -> dict[str, Any]:
    parameters = {"duration": round(request.duration_s), "do_sample": True, "guidance_scale": 3}
    return {"inputs": words, "parameters": parameters}


def _pipeline_body(words: str, request: StemRequest) -> dict[str, Any]:
    tokens = round(_TOKENS_PER_S * request.duration_s) + 4
    kwargs = {"max_new_tokens": tokens, "do_sample": True, "guidance_scale": 3}
    return {"inputs": words, "parameters": {"generate_kwargs": kwargs}}


def _fal_body(words: str, request: StemRequest) -> dict[str, Any]:
    seconds = max(1, round(request.duration_s))
    return {"prompt": words, "seconds_total": seconds, "seed": request.seed % 2**31}


def _elevenlabs_body(words: str, request: StemRequest) -> dict[str, Any]:
    length_ms = max(3_000, round(request.duration_s * 1_000))
    return {"prompt": words, "music_length_ms": length_ms, "force_instrumental": True}


_OF_THE_MODEL = (
    "Depends on the model behind the address: MusicGen's weights are CC-BY-NC-4.0, so what they "
    "make is not for sale."
)
_ENDPOINT = "The address of a Hugging Face Endpoint, or of your own server that answers alike"

TEMPLATES: Mapping[str, HostedTemplate] = {
    template.name: template
    for template in (
        HostedTemplate(
            "huggingface",
            _handler_body,
            max_seconds=30.0,
            licence=_OF_THE_MODEL,
            needs=f"{_ENDPOINT}, with MusicGen's own handler; and its token.",
        ),
        HostedTemplate(
            "huggingface-pipeline",
            _pipeline_body,
            max_seconds=30.0,
            licence=_OF_THE_MODEL,
            needs=f"{_ENDPOINT}, with the text-to-audio pipeline; and its token.",
        ),
        HostedTemplate(
            "fal",
            _fal_body,
            max_seconds=190.0,
            licence="By the terms of fal.ai and of the model that is asked.",
            needs="The address of a Stable Audio model at fal.run and a key; costs money.",
            scheme="Key ",
            file_hosts=("fal.media",),
            seeded=True,
        ),
        HostedTemplate(
            "elevenlabs",
            _elevenlabs_body,
            max_seconds=600.0,
            licence="By the terms of ElevenLabs and of your plan there.",
            needs="https://api.elevenlabs.io/v1/music and a key; costs money.",
            header="xi-api-key",
            scheme="",
        ),
    )
}


def template_named(name: str) -> HostedTemplate:
    """Return a template.

    Raises
    ------
    GeneratorNotFoundError
        There is none of that name; the message lists those there are.
    """
    try:
        return TEMPLATES[name]
    except KeyError:
        raise GeneratorNotFoundError(
            f"There is no template {name!r} for hosted models; there are: "
            f"{', '.join(sorted(TEMPLATES))}."
        ) from None
