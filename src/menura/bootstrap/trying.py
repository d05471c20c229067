"""Try a language model before, or after, it is settled."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, Field

from menura.config import Settings
from menura.kernel.errors import InvalidInputError
from menura.language import (
    ChatModel,
    LanguageModelUnreachableError,
    Server,
    ServerError,
    server_at,
)

LIST_TIMEOUT_S = 10.0
ANSWER_TIMEOUT_S = 60.0  # a model that has to be loaded first takes its time
MOST_MODELS = 500
_MOST_NAMED = 8
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class WantedModel:
    """Say which language model to try; what is None is as settled."""

    url: str | None = None
    model: str | None = None
    key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class TriedModel:
    """What a language model answered, after how long, and what else its server has."""

    model: str
    seconds: float
    answer: str
    models: Sequence[str]


class _Greeting(BaseModel):
    answer: str = Field(description="The greeting.")


def try_language_model(
    settings: Settings,
    wanted: WantedModel,
    *,
    monotonic: Callable[[], float] = time.monotonic,
) -> TriedModel:
    """Ask a language model one small question.

    The settled key goes to the settled server only: a key is never sent to an address that was
    merely given.

    Raises
    ------
    InvalidInputError
        The address or the key cannot be used, or no model, or none that the server has, is named.
    LanguageModelError
        In one of its forms, with a sentence.
    """
    url = (wanted.url or "").strip() or settings.language_url
    if url is None:
        raise InvalidInputError(
            "There is no server to ask: give its address, as http://localhost:11434/v1 for Ollama.",
            field="url",
        )
    key = (wanted.key or "").strip() or _settled_key(settings, url)
    server = server_at(url, key)
    name = (wanted.model or "").strip() or _settled_model(settings, url)
    if name is None:
        raise _unnamed(list_models(server))
    models = _listed(server)
    started_s = monotonic()
    try:
        said = ChatModel(url, name, key, timeout_s=ANSWER_TIMEOUT_S).ask(
            _Greeting, "You are asked whether you are there.", "Greet in one short sentence."
        )
    except LanguageModelUnreachableError:
        if models and name not in models:
            raise _unknown(server, name, models) from None
        raise
    return TriedModel(name, monotonic() - started_s, _clean(server, said.answer), models)


def list_models(server: Server) -> Sequence[str]:
    """Return the names of the models a server says it has; none where it does not say so.

    Raises
    ------
    ServerError
    """
    reply = server.exchange("GET", "/models", timeout_s=LIST_TIMEOUT_S)
    try:
        found: Any = reply.json()["data"] if reply.status == 200 else []
        names = [one["id"] for one in found]
    except (ValueError, LookupError, TypeError):
        return []
    return sorted(_clean(server, name) for name in names if isinstance(name, str))[:MOST_MODELS]


def _listed(server: Server) -> Sequence[str]:
    """Return what a server has; why it cannot be asked is said better by asking a model."""
    try:
        return list_models(server)
    except ServerError:
        return []


def _settled_key(settings: Settings, url: str) -> str | None:
    key = settings.language_key
    return key.get_secret_value() if key is not None and _is_settled(settings, url) else None


def _settled_model(settings: Settings, url: str) -> str | None:
    return settings.language_model if _is_settled(settings, url) else None


def _is_settled(settings: Settings, url: str) -> bool:
    """Tell whether an address is of the settled server: scheme, host and port."""
    if settings.language_url is None:
        return False
    return _site(url) == _site(settings.language_url)


def _site(url: str) -> tuple[str, str]:
    parts = urlsplit(url.strip().lower())
    return parts.scheme, parts.netloc


def _unnamed(models: Sequence[str]) -> InvalidInputError:
    has = f"it has {_some(models)}" if models else "it does not say which it has"
    return InvalidInputError(f"Say which model of this server to ask; {has}.", field="model")


def _unknown(server: Server, name: str, models: Sequence[str]) -> InvalidInputError:
    return InvalidInputError(
        f"{server.host} has no model {name[:_LONGEST]!r}; it has {_some(models)}.", field="model"
    )


def _some(models: Sequence[str]) -> str:
    more = len(models) - _MOST_NAMED
    return ", ".join(models[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _clean(server: Server, text: str) -> str:
    """Return what a server wrote, short, on one line and without the key."""
    said = " ".join(text.split())
    if server.secret:
        said = said.replace(server.secret, "***")
    return "".join(c for c in said if c.isprintable())[:_LONGEST]
