"""Stand in for servers that make music or answer questions, over real HTTP on the loopback.

Each server takes a script: what it does with one request after the other. The last step is
repeated. What was asked is kept, headers included, so that tests can look for keys.
"""

import base64
import io
import json
import threading
import time
import wave
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import numpy.typing as npt

KEY = "sk-Very-Secret-0123456789"


@dataclass(frozen=True)
class Asked:
    """Hold one request."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True)
class Step:
    """Say how a server answers one request, and what it does to the connection."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"
    delay_s: float = 0.0
    cut_at: int | None = None
    """Promise the whole body, send this many bytes of it and hang up."""
    drip_s: float = 0.0
    """Pause after every byte."""


Answering = Callable[[Asked], Step]


class LoopbackServer:
    """Serve a script on a free port of this machine; a context manager."""

    def __init__(self, *script: Step | Answering) -> None:
        self._script = list(script)
        self.asked: list[Asked] = []
        self._lock = threading.Lock()
        self._closing = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                owner._serve(self)

            do_POST = do_GET

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def bodies(self) -> list[Any]:
        return [asked.body for asked in self.asked]

    def __enter__(self) -> "LoopbackServer":
        self._thread.start()
        return self

    def __exit__(self, *details: object) -> None:
        self._closing.set()
        self._http.shutdown()
        self._http.server_close()

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        sent = handler.rfile.read(int(handler.headers.get("content-length", 0)))
        asked = Asked(handler.command, handler.path, dict(handler.headers), _parsed(sent))
        with self._lock:
            self.asked.append(asked)
            step = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        step = step(asked) if callable(step) else step
        if self._closing.wait(step.delay_s):
            return
        with suppress(OSError):  # whoever asked has gone
            _answer(handler, step)


def _parsed(sent: bytes) -> Any:
    try:
        return json.loads(sent) if sent else None
    except ValueError:
        return sent


def _answer(handler: BaseHTTPRequestHandler, step: Step) -> None:
    handler.send_response(step.status)
    handler.send_header("Content-Type", step.media_type)
    handler.send_header("Content-Length", str(len(step.body)))
    for name, value in step.headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    if step.drip_s:
        for byte in step.body:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(step.drip_s)
        return
    handler.wfile.write(step.body if step.cut_at is None else step.body[: step.cut_at])
    if step.cut_at is not None:
        handler.close_connection = True


@contextmanager
def serving(*script: Step | Answering) -> Iterator[LoopbackServer]:
    """Run a server for the length of a test."""
    with LoopbackServer(*script) as server:
        yield server


def as_json(value: object, status: int = 200, **more: Any) -> Step:
    """Answer with JSON."""
    return Step(status=status, body=json.dumps(value).encode(), **more)


def html_page(status: int = 200) -> Step:
    """Answer as a proxy or a wrong address does."""
    page = b"<!doctype html><html><head><title>Oops</title></head><body>gateway</body></html>"
    return Step(status=status, body=page, media_type="text/html; charset=utf-8")


# Language models


def completion(content: object, **more: Any) -> Step:
    """Answer as ``/chat/completions`` does."""
    message = {"role": "assistant", "content": content}
    return as_json({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}, **more)


def openai_error(status: int, message: str, **more: Any) -> Step:
    """Fail as an OpenAI-compatible server does."""
    return as_json({"error": {"message": message, "type": "invalid_request_error"}}, status, **more)


def understands_only(form: str | None, answer: Step) -> Answering:
    """Refuse every ``response_format`` but one; None: refuse them all."""

    def respond(asked: Asked) -> Step:
        asked_form = asked.body.get("response_format", {}).get("type")
        if asked_form not in (None, form):
            return openai_error(400, f"response_format {asked_form} is not supported")
        return answer

    return respond


# Audio


def tone_wav(
    duration_s: float, *, rate_hz: int = 32_000, channels: int = 1, frequency_hz: float = 440.0
) -> bytes:
    """Return a sine as a WAV file."""
    time_s = np.arange(round(duration_s * rate_hz)) / rate_hz
    return wav_of(
        0.3 * np.sin(2 * np.pi * frequency_hz * time_s)[None].repeat(channels, 0), rate_hz
    )


def wav_of(samples: npt.NDArray[Any], rate_hz: int) -> bytes:
    """Return samples ``(channels, n)`` as a 16-bit WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(len(samples))
        writer.setsampwidth(2)
        writer.setframerate(rate_hz)
        writer.writeframes((samples.T * 32_767).astype("<i2").tobytes())
    return file.getvalue()


def audio(content: bytes, media_type: str = "audio/wav", **more: Any) -> Step:
    """Answer with the bytes of an audio file."""
    return Step(body=content, media_type=media_type, **more)


def generated_numbers(duration_s: float, rate_hz: int = 32_000, **more: Any) -> Step:
    """Answer with samples as numbers, as a text-to-audio pipeline returns them."""
    wave_of = 0.3 * np.sin(np.arange(round(duration_s * rate_hz)) / 10)
    rounded = [round(float(value), 4) for value in wave_of]
    return as_json([{"generated_audio": [rounded], "sampling_rate": rate_hz}], **more)


def base64_audio(content: bytes, key: str = "audio", **more: Any) -> Step:
    """Answer with an audio file as text."""
    return as_json({key: base64.b64encode(content).decode()}, **more)


def loading(estimated_time_s: float) -> Step:
    """Answer as a hosted model does that is being started."""
    message = {"error": "Model is currently loading", "estimated_time": estimated_time_s}
    return as_json(message, 503)


class FakeAceStepServer(LoopbackServer):
    """Speak ACE-Step's protocol: release a task, ask for its state, fetch the audio.

    Parameters
    ----------
    polls : int
        How often it says "still running".
    release, result, file : Step, optional
        Answer the release, every question for the state, and the download instead.
    key : str, optional
        What every request must bring.
    """

    def __init__(
        self,
        *,
        polls: int = 1,
        release: Step | None = None,
        result: Step | None = None,
        file: Step | None = None,
        key: str | None = None,
    ) -> None:
        super().__init__(self._respond)
        self._polls, self._key = polls, key
        self._release, self._result, self._file = release, result, file

    def _respond(self, asked: Asked) -> Step:
        if self._key and asked.headers.get("Authorization") != f"Bearer {self._key}":
            return as_json({"data": None, "code": 401, "error": "Invalid API key"}, 401)
        path = urlsplit(asked.path).path
        if path == "/release_task":
            released = {"task_id": "task-1", "status": "queued", "queue_position": 1}
            return self._release or self.envelope(released)
        if path == "/query_result":
            return self._result or self.envelope([self._state(asked)])
        if path == "/v1/audio" and parse_qs(urlsplit(asked.path).query).get("path"):
            return self._file or audio(tone_wav(10, rate_hz=48_000, channels=2))
        return as_json({"detail": "Not Found"}, 404)

    def _state(self, asked: Asked) -> dict[str, Any]:
        assert asked.body == {"task_id_list": ["task-1"]}
        self._polls -= 1
        if self._polls >= 0:
            return {"task_id": "task-1", "status": 0, "result": "[]"}
        made = [{"file": "/v1/audio?path=%2Faudio%2Fa.wav", "status": 1, "seed_value": "7"}]
        return {"task_id": "task-1", "status": 1, "result": json.dumps(made)}

    @staticmethod
    def envelope(data: object, code: int = 200, error: str | None = None) -> Step:
        """Wrap an answer as the server does: errors come with status 200 as well."""
        return as_json({"data": data, "code": code, "error": error, "timestamp": 0, "extra": None})
