"""Run MusicGen on this machine, with transformers and torch when they are installed."""

import importlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from menura.audio.arrays import Float32Array
from menura.studio.generators.decoding import at_studio_rate
from menura.studio.generators.describing import describe_request
from menura.studio.generators.errors import (
    GeneratorError,
    GeneratorNotInstalledError,
    ModelNotServedError,
    UnusableTakeError,
)
from menura.studio.generators.model import (
    Capabilities,
    Check,
    GeneratorName,
    StemRequest,
    Take,
    held,
    stem_note,
)

NAME = GeneratorName.MUSICGEN.value
LONGEST_S = 300.0
WINDOW_S = 30.0  # what the model was trained on; beyond it the music falls apart
CONTEXT_S = 10.0  # of what is there, heard by the model before it goes on
_SEAM_S = 0.1  # the codec hears that far ahead
GUIDANCE = 3.0  # the model's own default
_EXTRA_TOKENS = 4  # the delay between the codebooks
_CPU_S_PER_S = 100.0  # measured with random weights of the small model's size on one core
_SMALL_PARAMETERS = 587e6


class LocalMusicGen:
    """Make takes with a MusicGen checkpoint.

    Loaded when it is first used and kept. One take at a time: the random numbers of torch are
    one for the whole process, and are put back as they were.

    Parameters
    ----------
    folder_or_id : str
        Folder as `save_pretrained` writes it, or a name in the local cache.
    local_files_only : bool
        Never fetch anything; False lets transformers download the model.
    guidance : float
        How closely the words are followed.
    window_s, context_s : float
        Longer takes are made in windows that go on from the last seconds of what is there.
    """

    def __init__(
        self,
        folder_or_id: str,
        *,
        local_files_only: bool = True,
        guidance: float = GUIDANCE,
        window_s: float = WINDOW_S,
        context_s: float = CONTEXT_S,
    ) -> None:
        self._model_name = folder_or_id
        self._local_files_only = local_files_only
        self._guidance = guidance
        self._window_s, self._context_s = window_s, context_s
        self._lock = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None

    def capabilities(self) -> Capabilities:
        """Return what it can do; does not load the model."""
        return Capabilities(
            name=NAME,
            native_stems=False,
            max_seconds=LONGEST_S,
            vocals=False,
            obeys_grid=False,
            licence="MusicGen's weights are CC-BY-NC-4.0: what they make is not for sale.",
            needs=(
                "torch, transformers and a model folder; a graphics card, or about "
                f"{_CPU_S_PER_S:.0f} s of processor time per second of audio with the small model."
            ),
        )

    def estimate_cpu_s(self, duration_s: float) -> float:
        """Return about how much processor time a take needs without a graphics card.

        In proportion to the parameters, once the model is loaded; before, as for the small one.
        """
        share = 1.0
        if self._loaded is not None:
            share = sum(p.numel() for p in self._loaded[1].parameters()) / _SMALL_PARAMETERS
        return _CPU_S_PER_S * duration_s * share

    def generate(self, request: StemRequest, check: Check) -> Take:
        """Return a take; most checkpoints are mono, which both channels then hold.

        Raises
        ------
        GeneratorNotInstalledError
            torch or transformers is missing.
        ModelNotServedError
            There is no such model, or not a MusicGen.
        GeneratorError
            The model failed.
        """
        torch, transformers = _load("torch"), _load("transformers")
        with held(self._lock, check):
            check()
            processor, model = self._load_model(torch, transformers)
            asked_s = min(request.duration_s, LONGEST_S)
            with _seeded(torch, model, request.seed), torch.inference_mode():
                try:
                    samples, windows = self._play(
                        processor,
                        model,
                        describe_request(request),
                        asked_s,
                        _stopping(torch, transformers, check),
                    )
                except (RuntimeError, ValueError, IndexError, TypeError) as error:
                    reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
                    raise GeneratorError(
                        f"{self._provider} failed ({reason}): try a shorter track or another model."
                    ) from error
        rate_hz = int(model.config.audio_encoder.sampling_rate)
        notes = [stem_note(request)]
        if samples.shape[0] == 1:
            notes.append("The model makes mono; both channels are the same.")
        if windows > 1:
            notes.append(
                f"Made in {windows} windows of {self._window_s:g} s, each going on from the last "
                f"{self._context_s:g} s before it."
            )
        if asked_s < request.duration_s:
            notes.append(f"MusicGen is asked for {LONGEST_S:g} s at most.")
        return Take(
            at_studio_rate(samples, rate_hz, self._provider),
            request.seed,
            self._provider,
            tuple(notes),
        )

    @property
    def _provider(self) -> str:
        return f"{NAME}: {self._model_name.rstrip('/').rpartition('/')[2]}"

    def _load_model(self, torch: Any, transformers: Any) -> tuple[Any, Any]:
        if self._loaded is None:
            options = {"local_files_only": self._local_files_only}
            try:
                processor = transformers.AutoProcessor.from_pretrained(self._model_name, **options)
                model = transformers.MusicgenForConditionalGeneration.from_pretrained(
                    self._model_name, **options
                )
            except Exception as error:  # whatever the library makes of a folder that is no model
                reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
                raise ModelNotServedError(
                    f"{self._model_name!r} cannot be loaded as a MusicGen model ({reason}): give "
                    "the folder of one, downloaded whole."
                ) from error
            device = "cuda" if torch.cuda.is_available() else "cpu"
            self._loaded = processor, model.eval().to(device)
        return self._loaded

    def _play(
        self, processor: Any, model: Any, words: str, duration_s: float, stopping: Any
    ) -> tuple[Float32Array, int]:
        """Return samples ``(channels, n)`` at the model's rate, and in how many windows."""
        rate_hz = int(model.config.audio_encoder.sampling_rate)
        wanted, windows = round(duration_s * rate_hz), 0
        context = round(self._context_s * rate_hz)
        channels = int(model.config.decoder.audio_channels)
        made = np.zeros((channels, 0), np.float32)
        while made.shape[1] < wanted:
            before = made[:, -context:] if windows else made
            room_s = self._window_s - before.shape[1] / rate_hz
            seconds = min((wanted - made.shape[1]) / rate_hz, room_s)
            heard = self._window(processor, model, words, before, seconds, stopping)
            added = heard[:, before.shape[1] :]
            if added.shape[1] == 0:
                raise UnusableTakeError(f"{self._provider} made no audio: try another seed.")
            if windows:
                _blend_seam(made, heard[:, : before.shape[1]], round(_SEAM_S * rate_hz))
            made = np.concatenate([made, added], axis=1)
            windows += 1
        return made[:, :wanted], windows

    def _window(
        self,
        processor: Any,
        model: Any,
        words: str,
        before: Float32Array,
        seconds: float,
        stopping: Any,
    ) -> Float32Array:
        """Return what comes before followed by so many seconds more, ``(channels, n)``.

        What comes before is heard through the codec; only what follows it is used.
        """
        config = model.config.audio_encoder
        given: dict[str, Any] = {"text": [words], "padding": True, "return_tensors": "pt"}
        if before.size:
            audio = before[0] if len(before) == 1 else before  # as its extractor wants it
            given |= {"audio": audio, "sampling_rate": int(config.sampling_rate)}
        inputs = processor(**given).to(model.device)
        tokens = int(np.ceil(seconds * config.frame_rate)) + _EXTRA_TOKENS
        values = model.generate(
            **inputs,
            max_new_tokens=tokens,
            do_sample=True,
            guidance_scale=self._guidance,
            stopping_criteria=stopping,
        )
        return np.asarray(values[0].float().cpu().numpy(), np.float32)


def _blend_seam(made: Float32Array, heard: Float32Array, length: int) -> None:
    """Fade, in place, from what is there to the same moment as the codec gives it back."""
    length = min(length, made.shape[1], heard.shape[1])
    rise = np.linspace(0, 1, length, dtype=np.float32)
    made[:, -length:] += rise * (heard[:, -length:] - made[:, -length:])


def _load(module: str) -> Any:
    """Return an optional library, or say how to install it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise GeneratorNotInstalledError(
            f"MusicGen needs {module}, and it cannot be loaded ({error}): install torch for your "
            "machine and `pip install 'menura[generate]'`."
        ) from error


def _stopping(torch: Any, transformers: Any, check: Check) -> Any:
    """Return what is asked after every token; raising there ends the generation."""

    class Stopping(transformers.StoppingCriteria):  # type: ignore[misc]
        def __call__(self, ids: Any, scores: Any, **_: Any) -> Any:
            check()
            return torch.zeros(ids.shape[0], dtype=torch.bool, device=ids.device)

    return transformers.StoppingCriteriaList([Stopping()])


@contextmanager
def _seeded(torch: Any, model: Any, seed: int) -> Iterator[None]:
    """Set torch's random numbers, and put them back."""
    devices = [model.device] if model.device.type == "cuda" else []
    with torch.random.fork_rng(devices=devices):
        torch.manual_seed(seed % 2**63)
        yield
