"""Ask any server that speaks the OpenAI protocol for answers in an agreed form."""

import hashlib
import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from enum import IntEnum
from typing import Any, NoReturn, cast

from pydantic import BaseModel

from menura.language.answers import NoAnswerError, read_answer, strict_schema
from menura.language.errors import (
    Failure,
    LanguageModelBusyError,
    LanguageModelError,
    LanguageModelRefusedError,
    LanguageModelTimeoutError,
    LanguageModelUnreachableError,
    ServerError,
    UnusableAnswerError,
)
from menura.language.http import ClientFactory, Reply, server_at
from menura.language.ports import Answer

TEMPERATURE = 0.2  # facts are read, not invented
CACHED_ANSWERS = 128
LONGEST_WAIT_S = 5.0  # a server that asks for more is given up
_USUAL_WAIT_S = 1.0
_MOST_WAITS = 2
_MOST_REPEATED = 4_000  # characters of a wrong answer that are shown to the model again
_NOT_UNDERSTOOD = (400, 404, 415, 422, 501)  # some servers answer an unknown field with 404
_BUSY = (429, 503, 529)


class _Rung(IntEnum):
    """Name the ways of asking for JSON, the surest first."""

    SCHEMA = 0
    OBJECT = 1
    TEXT = 2


class ChatModel:
    """Stand for one language model behind ``/chat/completions``.

    OpenAI, Ollama, llama.cpp, vLLM, and the compatible addresses of Gemini, Mistral and others
    differ in how they can be made to answer in JSON. Each is asked in the surest way first
    (schema, JSON, plain text), and what it understood is remembered.

    Parameters
    ----------
    base_url : str
        Up to and with the version: ``http://localhost:11434/v1``.
    model : str
        As the server names it.
    api_key : str, optional
        Never shown, logged or sent to another host.
    timeout_s : float
        For one request; an answer may take two, when the first one has to be put right.
    client : callable, optional
        Makes the HTTP client.
    sleep : callable
        Waits for some seconds.

    Raises
    ------
    InvalidServerError
        The address or the key cannot be used.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str | None = None,
        *,
        timeout_s: float = 20.0,
        client: ClientFactory | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._server = server_at(base_url, api_key, client=client)
        self._model = model
        self._timeout_s = timeout_s
        self._sleep = sleep
        self._rung = _Rung.SCHEMA
        self._takes_temperature = True
        self._answers: OrderedDict[str, BaseModel] = OrderedDict()
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"ChatModel({self._model!r} at {self._server.host})"

    @property
    def name(self) -> str:
        """Return the model's name."""
        return self._model

    def ask(self, schema: type[Answer], system: str, user: str) -> Answer:
        """Return an answer that is valid for `schema`; the same question is asked once.

        Raises
        ------
        LanguageModelUnreachableError, LanguageModelRefusedError, LanguageModelBusyError
            The server is not there, does not take the key, or has no time.
        LanguageModelTimeoutError, UnusableAnswerError
            It does not answer in time, or, asked twice, nothing that is valid.
        """
        wanted = strict_schema(schema)
        question = hashlib.sha256(json.dumps([wanted, system, user]).encode()).hexdigest()
        with self._lock:
            known = self._answers.get(question)
            if known is not None:
                self._answers.move_to_end(question)
        if known is None:
            known = self._ask(schema, wanted, system, user)
            with self._lock:
                self._answers[question] = known
                while len(self._answers) > CACHED_ANSWERS:
                    self._answers.popitem(last=False)
        return cast("Answer", known.model_copy(deep=True))

    def _ask(self, schema: type[Answer], wanted: dict[str, Any], system: str, user: str) -> Answer:
        form = f"Answer with one JSON object and nothing else. Its schema: {json.dumps(wanted)}"
        messages = [
            {"role": "system", "content": f"{system}\n\n{form}"},
            {"role": "user", "content": user},
        ]
        said = self._completion(messages, wanted)
        try:
            return read_answer(schema, said)
        except NoAnswerError as problem:
            repair = f"That answer cannot be used: {problem} Send only the corrected JSON object."
        messages += [
            {"role": "assistant", "content": said[:_MOST_REPEATED] or "(nothing)"},
            {"role": "user", "content": repair},
        ]
        said = self._completion(messages, wanted)
        try:
            return read_answer(schema, said)
        except NoAnswerError as problem:
            raise UnusableAnswerError(
                f"The language model {self._model!r} answered twice in a form that cannot be "
                f"used ({str(problem)[:200]}): try a larger model."
            ) from None

    def _completion(self, messages: list[dict[str, str]], wanted: dict[str, Any]) -> str:
        """Return what the model wrote, going down the ladder where the server does not follow."""
        rung, warm = self._rung, self._takes_temperature
        while True:
            reply = self._post(self._body(messages, wanted, rung, warm))
            if reply.status not in _NOT_UNDERSTOOD:
                break
            if warm and "temperature" in reply.text.lower():
                warm = False  # models that think take none but their own
            elif rung is not _Rung.TEXT:
                rung = _Rung(rung + 1)
            else:
                break
        if reply.status != 200:
            self._raise(reply)
        self._rung, self._takes_temperature = rung, warm
        return self._content(reply)

    def _body(
        self, messages: list[dict[str, str]], wanted: dict[str, Any], rung: _Rung, warm: bool
    ) -> dict[str, Any]:
        body: dict[str, Any] = {"model": self._model, "messages": messages, "stream": False}
        if warm:
            body["temperature"] = TEMPERATURE
        if rung is _Rung.SCHEMA:
            described = {"name": "answer", "strict": True, "schema": wanted}
            body["response_format"] = {"type": "json_schema", "json_schema": described}
        elif rung is _Rung.OBJECT:
            body["response_format"] = {"type": "json_object"}
        return body

    def _post(self, body: dict[str, Any]) -> Reply:
        """Send a request, and again after a short wait if the server is busy."""
        for _ in range(_MOST_WAITS):
            reply = self._exchange(body)
            wait_s = reply.retry_after_s()
            wait_s = _USUAL_WAIT_S if wait_s is None else wait_s
            if reply.status not in _BUSY or wait_s > LONGEST_WAIT_S:
                return reply
            self._sleep(wait_s)
        return self._exchange(body)

    def _exchange(self, body: dict[str, Any]) -> Reply:
        try:
            return self._server.exchange(
                "POST", "/chat/completions", body=body, timeout_s=self._timeout_s
            )
        except ServerError as error:
            if error.failure is Failure.TIMEOUT:
                raise LanguageModelTimeoutError(error.message) from None
            if error.failure is Failure.TOO_LARGE:
                raise UnusableAnswerError(error.message) from None
            raise LanguageModelUnreachableError(error.message) from None

    def _content(self, reply: Reply) -> str:
        """Return the text of the first choice."""
        try:
            content = reply.json()["choices"][0]["message"]["content"]
        except (ValueError, LookupError, TypeError):
            raise UnusableAnswerError(
                f"{self._server.host} did not answer as a language model does, but with "
                f"{self._server.quote(reply)!r}: its address usually ends in /v1."
            ) from None
        if isinstance(content, list):  # in parts
            content = "".join(str(p.get("text", "")) for p in content if isinstance(p, dict))
        return content if isinstance(content, str) else ""

    def _raise(self, reply: Reply) -> NoReturn:
        said = f"{self._server.host} answered {reply.status} ({self._server.quote(reply)})"
        kinds: list[tuple[tuple[int, ...], type[LanguageModelError], str]] = [
            ((401, 403), LanguageModelRefusedError, "set a key it accepts"),
            (_BUSY, LanguageModelBusyError, "try again later, or use another model"),
            (
                (404,),
                LanguageModelUnreachableError,
                f"check the address, and that {self._model!r} is a model it has",
            ),
        ]
        for statuses, kind, advice in kinds:
            if reply.status in statuses:
                raise kind(f"{said}: {advice}.")
        raise LanguageModelUnreachableError(f"{said}: see to the server.")
