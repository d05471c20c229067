"""Ask a server of ACE-Step 1.5 for a mix: release a task, wait for it, fetch the audio."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from menura.language import ClientFactory, server_at
from menura.studio.generators.decoding import decode_bytes
from menura.studio.generators.describing import describe_request, name_key
from menura.studio.generators.errors import (
    GeneratorBusyError,
    GeneratorError,
    GeneratorRefusedError,
    GeneratorTimeoutError,
    GeneratorUnreachableError,
    UnusableTakeError,
)
from menura.studio.generators.model import (
    Capabilities,
    Check,
    GeneratorName,
    StemRequest,
    Take,
    stem_note,
)
from menura.studio.generators.remote import Remote

NAME = GeneratorName.ACESTEP.value
SHORTEST_S, LONGEST_S = 10.0, 600.0
SLOWEST_BPM, FASTEST_BPM = 30, 300
_EXCHANGE_S = 60.0
_POLL_S, _SLOWEST_POLL_S = 1.0, 5.0
_RUNNING, _SUCCEEDED = 0, 1


@dataclass(frozen=True, slots=True)
class Preset:
    """Fix what a checkpoint was trained for: a wrong `shift` cuts the music into pieces."""

    shift: float
    steps: int
    guidance: float


PRESETS: Mapping[str, Preset] = {
    "turbo": Preset(shift=3.0, steps=8, guidance=1.0),
    "base": Preset(shift=1.0, steps=50, guidance=7.0),
    "sft": Preset(shift=1.0, steps=50, guidance=7.0),
}
USUAL_PRESET = "turbo"  # the server's default model is one


def preset_for(model: str | None) -> Preset:
    """Return the preset of a checkpoint by its name; turbo where the name does not tell."""
    known = next((kind for kind in PRESETS if kind in (model or "").lower()), USUAL_PRESET)
    return PRESETS[known]


class AceStepServer:
    """Make whole mixes with an ACE-Step server, which is a program of its own.

    Single stems are not asked of it: those it makes neither keep to the grid nor to the mix.

    Parameters
    ----------
    url : str
        ``http://localhost:8001``.
    token : str, optional
        The server's API key.
    model : str, optional
        Checkpoint, as the server names it; None: the server's default.
    timeout_s : float
        For the whole task, queue included.
    client, sleep, monotonic : callable
        For tests.

    Raises
    ------
    InvalidServerError
        The address or the token cannot be used.
    """

    def __init__(
        self,
        url: str,
        token: str | None = None,
        model: str | None = None,
        *,
        timeout_s: float = 1_200.0,
        client: ClientFactory | None = None,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._remote = Remote(server_at(url, token, client=client), _EXCHANGE_S, sleep=sleep)
        self._model = model
        self._timeout_s = timeout_s
        self._monotonic = monotonic

    def __repr__(self) -> str:
        return f"AceStepServer({self._model!r} at {self._remote.server.host})"

    def capabilities(self) -> Capabilities:
        """Return what it can do."""
        return Capabilities(
            name=NAME,
            native_stems=False,
            max_seconds=LONGEST_S,
            vocals=False,
            obeys_grid=False,
            licence="ACE-Step 1.5: code and weights under the MIT licence.",
            needs="A server of ACE-Step 1.5 with a graphics card; asked for music without words.",
        )

    def generate(self, request: StemRequest, check: Check) -> Take:
        """Return a take of the whole mix.

        Raises
        ------
        GeneratorError
            In one of its forms.

        Notes
        -----
        When the work is cancelled, waiting ends at once; the server has no way to be told, and
        finishes its task for nobody.
        """
        asked_s = min(max(request.duration_s, SHORTEST_S), LONGEST_S)
        released = self._call("/release_task", self._task(request, asked_s), check)
        task_id = released.get("task_id") if isinstance(released, dict) else None
        if not isinstance(task_id, str):
            raise GeneratorUnreachableError(
                f"{self._remote.server.host} took the task without naming it: is it ACE-Step 1.5?"
            )
        path = self._await(task_id, check)
        reply = self._remote.request("GET", path, check=check)
        if "json" in reply.media_type:
            self._opened(reply.text)  # an error in an envelope
        samples = decode_bytes(reply.body, self._provider)
        notes = [stem_note(request)]
        if asked_s < request.duration_s:
            notes.append(f"ACE-Step makes {LONGEST_S:g} s at most.")
        return Take(samples, request.seed, self._provider, tuple(notes))

    @property
    def _provider(self) -> str:
        return f"{NAME}: {self._model or 'default model'} at {self._remote.server.host}"

    def _task(self, request: StemRequest, asked_s: float) -> dict[str, Any]:
        preset = preset_for(self._model)
        task: dict[str, Any] = {
            "task_type": "text2music",
            "prompt": describe_request(request),
            "lyrics": "[inst]",
            "bpm": min(max(round(request.bpm), SLOWEST_BPM), FASTEST_BPM),
            "key_scale": name_key(request.key, request.mode),
            "time_signature": "4",
            "audio_duration": asked_s,
            "seed": request.seed % 2**31,
            "use_random_seed": False,
            "batch_size": 1,
            "audio_format": "wav",
            "shift": preset.shift,
            "inference_steps": preset.steps,
            "guidance_scale": preset.guidance,
            # the request is complete: no language model is to rewrite it
            "thinking": False,
            "use_cot_caption": False,
            "use_cot_language": False,
        }
        return task | ({"model": self._model} if self._model else {})

    def _await(self, task_id: str, check: Check) -> str:
        """Ask for the state of a task until it is done; return the path of its audio."""
        ends, pause_s = self._monotonic() + self._timeout_s, _POLL_S
        while True:
            states = self._call("/query_result", {"task_id_list": [task_id]}, check)
            state = states[0] if isinstance(states, list) and states else None
            if not isinstance(state, dict) or state.get("status") not in (0, 1, 2):
                raise GeneratorUnreachableError(
                    f"{self._remote.server.host} does not know its own task {task_id[:40]!r}: "
                    "it may have been started anew; try again."
                )
            if state["status"] != _RUNNING:
                return self._audio_path(state)
            if self._monotonic() > ends:
                raise GeneratorTimeoutError(
                    f"{self._remote.server.host} was not done after {self._timeout_s:g} s: "
                    "ask for less at once, or see to the server."
                )
            self._remote.wait(pause_s, check)
            pause_s = min(pause_s * 1.5, _SLOWEST_POLL_S)

    def _audio_path(self, state: dict[str, Any]) -> str:
        """Return where the audio of a finished task is; only on the same server."""
        try:
            result = state.get("result") or "[]"
            made = json.loads(result) if isinstance(result, str) else result
            first = made[0] if isinstance(made, list) and made else made
        except (ValueError, RecursionError):
            first = None
        first = first if isinstance(first, dict) else {}
        if state["status"] != _SUCCEEDED:
            reason = str(first.get("error") or state.get("error") or "no reason given")[:200]
            raise GeneratorError(f"{self._provider} failed ({reason}): see the server's log.")
        file = first.get("file")
        parts = urlsplit(file) if isinstance(file, str) else None
        if parts is None or not parts.path.endswith("/v1/audio") or not parts.query:
            raise UnusableTakeError(f"{self._provider} is done but names no audio: try again.")
        return f"/v1/audio?{parts.query}"

    def _call(self, path: str, body: dict[str, Any], check: Check) -> Any:
        return self._opened(self._remote.request("POST", path, body=body, check=check).text)

    def _opened(self, text: str) -> Any:
        """Return what is in the server's envelope; errors come in it with HTTP status 200."""
        host = self._remote.server.host
        try:
            envelope = json.loads(text)
        except (ValueError, RecursionError):
            envelope = None
        if not isinstance(envelope, dict) or "data" not in envelope:
            raise GeneratorUnreachableError(
                f"{host} does not answer as ACE-Step 1.5 does: check the address."
            )
        code, error = envelope.get("code", 200), envelope.get("error")
        if code != 200 or error:
            said = f"{host} answered {code} ({str(error)[:200]})"
            if code in (401, 403):
                raise GeneratorRefusedError(f"{said}: set a token it accepts.")
            if code in (429, 503):
                raise GeneratorBusyError(f"{said}: its queue is full, try again later.")
            raise GeneratorError(f"{said}: see the server's log.")
        return envelope["data"]
