"""Ask a server that makes audio, patiently, and say in one way why it did not."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from menura.language import Failure, Reply, Server, ServerError
from menura.studio.generators.errors import (
    GeneratorBusyError,
    GeneratorError,
    GeneratorRefusedError,
    GeneratorTimeoutError,
    GeneratorUnreachableError,
    ModelNotServedError,
    UnusableTakeError,
)
from menura.studio.generators.model import Check

MOST_BYTES = 96_000_000  # five minutes of 24-bit stereo
LONGEST_PATIENCE_S = 300.0  # all waits for a busy or starting server together
_USUAL_WAIT_S, _SHORTEST_WAIT_S = 5.0, 1.0
_MOST_WAITS = 20
_SLICE_S = 0.2
_BUSY = (429, 503, 529)
_NOT_SERVED = "this model is not served there; use an Endpoint's address or a local model"

_FAILURES: dict[Failure, type[GeneratorError]] = {
    Failure.TIMEOUT: GeneratorTimeoutError,
    Failure.TOO_LARGE: UnusableTakeError,
}
_STATUSES: dict[int, tuple[type[GeneratorError], str]] = {
    401: (GeneratorRefusedError, "set a token it accepts"),
    402: (GeneratorRefusedError, "see to the account"),
    403: (GeneratorRefusedError, "set a token it accepts"),
    404: (ModelNotServedError, _NOT_SERVED),
    410: (ModelNotServedError, _NOT_SERVED),
    429: (GeneratorBusyError, "try again later"),
    503: (GeneratorBusyError, f"try again later; if it stays so, {_NOT_SERVED}"),
    504: (GeneratorTimeoutError, "ask for less at once, or try again later"),
    529: (GeneratorBusyError, "try again later"),
}


@dataclass(frozen=True, slots=True)
class Remote:
    """Wrap a server.

    Parameters
    ----------
    timeout_s : float
        For one exchange; making audio takes its time.
    patience_s : float
        How long a server that is busy, or still loading a model, is waited for.
    sleep : callable
        Waits for some seconds.
    """

    server: Server
    timeout_s: float
    patience_s: float = LONGEST_PATIENCE_S
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    def request(self, method: str, path: str = "", *, body: object = None, check: Check) -> Reply:
        """Return a successful answer.

        Raises
        ------
        GeneratorError
            In one of its forms.
        """
        left_s = self.patience_s
        for _ in range(_MOST_WAITS):
            reply = self._exchange(method, path, body, check)
            wait_s = _asked_wait_s(reply)
            if reply.status not in _BUSY or wait_s > left_s:
                break
            left_s -= wait_s
            self.wait(wait_s, check)
        if 200 <= reply.status < 300:
            return reply
        raise self._refusal(reply)

    def wait(self, seconds: float, check: Check) -> None:
        """Wait, and look now and then whether anybody still waits for the result."""
        while seconds > 0:
            check()
            self.sleep(min(_SLICE_S, seconds))
            seconds -= _SLICE_S
        check()

    def _exchange(self, method: str, path: str, body: object, check: Check) -> Reply:
        try:
            return self.server.exchange(
                method,
                path,
                body=body,
                timeout_s=self.timeout_s,
                check=check,
                most_bytes=MOST_BYTES,
            )
        except ServerError as error:
            kind = _FAILURES.get(error.failure, GeneratorUnreachableError)
            raise kind(error.message) from None

    def _refusal(self, reply: Reply) -> GeneratorError:
        kind, advice = _STATUSES.get(
            reply.status, (GeneratorUnreachableError, "see to the server and its address")
        )
        said = self.server.quote(reply)
        return kind(f"{self.server.host} answered {reply.status} ({said}): {advice}.")


def _asked_wait_s(reply: Reply) -> float:
    """Return how long a server wants to be left alone: by header, or as models do that load."""
    wait_s = reply.retry_after_s()
    if wait_s is None:
        try:
            found = reply.json() if len(reply.body) < 10_000 else None
            wait_s = float(found["estimated_time"]) if isinstance(found, dict) else None
        except (ValueError, KeyError, TypeError):
            wait_s = None
    if wait_s is None or not wait_s >= 0:  # also for what is no number
        return _USUAL_WAIT_S
    return max(_SHORTEST_WAIT_S, wait_s)
