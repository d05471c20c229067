"""Make clips with MusicGen: hosted, or on this machine; and with any generator of the studio."""

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import count
from math import ceil
from pathlib import Path
from typing import Any, Self

import numpy as np

from menura.audio.arrays import Float32Array
from menura.kernel.errors import InvalidInputError, UnavailableError
from menura.sessions.errors import GenerationFailedError
from menura.sessions.media import ClipsNotKeptError
from menura.sessions.model import ClipManifest, Targets
from menura.sessions.ports import GeneratedClip
from menura.sessions.prompt import read_prompt
from menura.sessions.providers.model_files import find_checkpoint, hash_checkpoint
from menura.studio.requests import (
    SAMPLE_RATE_HZ,
    GeneratorBusyError,
    GeneratorNotConfiguredError,
    GeneratorNotInstalledError,
    GeneratorRefusedError,
    ModelNotServedError,
    StemGenerator,
    StemRequest,
    describe_request,
    understand,
)

MUSICGEN = "facebook/musicgen-small"
HOSTED_URL = f"https://router.huggingface.co/hf-inference/models/{MUSICGEN}"
"""Where Hugging Face's shared inference would serve the model.

Which models are served there changes, and MusicGen often is not: the error then says that an
Endpoint of one's own is needed, whose address takes the place of this one.
"""
_MAY_NOT_BE_SERVED = (
    "Hugging Face's shared inference does not always serve MusicGen: start an Endpoint with it and "
    "set that address, or use a model on this machine."
)
PATIENCE_S = 120.0
TIMEOUT_S = 300.0
# What no other clip of a batch would fare better with: it is told at once.
_HOPELESS = (
    GeneratorBusyError,  # raised only after it was waited for
    GeneratorNotConfiguredError,
    GeneratorNotInstalledError,
    GeneratorRefusedError,
    ModelNotServedError,
)
_ANY_TEMPO_BPM = 120.0
_FADE_S = 0.01  # where a take is cut: no click
_FULL_SCALE = 0.999

Check = Callable[[], None]
Report = Callable[[float], None]
"""Is told which share of the clips is done, 0..1."""


def _nothing(*_: object) -> None:
    pass


@dataclass(frozen=True, slots=True)
class GeneratorModel:
    """Say which model a generator plays.

    Attributes
    ----------
    name, files_hash : str, optional
        The hash of its files, where they are on this machine.
    whole_seconds : bool
        It is asked for whole seconds, and takes are cut.
    advice : str
        Sentence for when nothing could be made.
    """

    name: str | None = None
    files_hash: str | None = None
    whole_seconds: bool = False
    advice: str = ""


@dataclass(frozen=True, slots=True)
class _Order:
    """What one clip is to be made from; the same order of an earlier run need not be made again."""

    index: int
    generator: str
    seed: int
    words: str
    duration_s: float


@dataclass(frozen=True, slots=True)
class _Made:
    """What became of an order."""

    duration_s: float
    provider: str
    notes: tuple[str, ...]


class GeneratorMusicProvider:
    """Make clips with a generator of the studio, as it plays them: nothing is stretched or tuned.

    Clips are numbered from 0 over all calls. A clip that lies finished in the folder, because the
    work was cut short, is not made again.

    Parameters
    ----------
    generator : StemGenerator
        Not a conforming one.
    folder : Path
        Where clips are written, as ``clip-<number>.wav``; made if it is missing.
    seed : int
        From which the clips' own seeds are drawn.
    model : GeneratorModel
        For the manifests.
    check : callable
        Called now and then while work goes on; what it raises ends the batch.
    report : callable
        Told the share of the clips that is done.
    """

    def __init__(
        self,
        generator: StemGenerator,
        folder: Path,
        *,
        seed: int,
        model: GeneratorModel = GeneratorModel(),
        check: Check = _nothing,
        report: Report = _nothing,
    ) -> None:
        self._generator = generator
        self._folder = folder
        self._seed = seed
        self._model = model
        self._check = check
        self._report = report
        self._numbers = count()

    def generate_batch(
        self, prompt: str, num_clips: int, duration_sec: float
    ) -> list[GeneratedClip]:
        """Return the clips that could be made, one after the other.

        After a failure that all others would share (no key, no such model, a server that stays
        busy) no further clip is tried.

        Raises
        ------
        GenerationFailedError
            Not one could be made; the reason is that of the first.
        ClipsNotKeptError
            The folder cannot be written to.
        """
        targets = _targets(prompt)
        made: list[GeneratedClip] = []
        reasons: list[str] = []
        for done, index in enumerate([next(self._numbers) for _ in range(num_clips)], start=1):
            self._check()
            try:
                made.append(self._clip(index, prompt, duration_sec, targets))
            except ClipsNotKeptError:
                raise
            except (UnavailableError, InvalidInputError) as error:
                reasons.append(error.message)
                if isinstance(error, _HOPELESS):
                    break
            self._report(done / num_clips)
        if not made:
            reason = reasons[0] if reasons else "none was asked for."
            raise GenerationFailedError(f"{reason} {self._model.advice}".strip())
        return made

    def _clip(self, index: int, prompt: str, duration_s: float, targets: Targets) -> GeneratedClip:
        seed = clip_seed(self._seed, index)
        request = self._request(prompt, duration_s, seed, targets)
        model = self._model
        played_by = f"{self._generator.capabilities().name} {model.name} {model.files_hash}"
        order = _Order(index, played_by, seed, describe_request(request), duration_s)
        made = self._finished(order) or self._play(order, request)
        return GeneratedClip(
            self._path(order), made.duration_s, order.words, self._manifest(order, made, targets)
        )

    def _request(self, prompt: str, duration_s: float, seed: int, targets: Targets) -> StemRequest:
        asked_s = float(ceil(duration_s)) if self._model.whole_seconds else duration_s
        bpm = targets.bpm or _ANY_TEMPO_BPM
        return StemRequest(
            None, prompt, asked_s, bpm, key=None, mode=None, seed=seed, verbatim=True
        )

    def _play(self, order: _Order, request: StemRequest) -> _Made:
        take = self._generator.generate(request, self._check)
        samples = _cut(take.samples, order.duration_s)
        made = _Made(samples.shape[1] / SAMPLE_RATE_HZ, take.provider, take.notes)
        self._keep(order, samples, made)
        return made

    def _manifest(self, order: _Order, made: _Made, targets: Targets) -> ClipManifest:
        abilities = self._generator.capabilities()
        parameters: dict[str, Any] = {
            "duration_s": order.duration_s,
            "made_by": made.provider,
            "notes": list(made.notes),
        }
        return ClipManifest(
            provider=abilities.name,
            model=self._model.name,
            model_hash=self._model.files_hash,
            seed=order.seed,
            prompt=order.words,
            parameters=parameters,
            targets=targets,
            licence=abilities.licence,
        )

    # ------------------------------------------------------------------ files

    def _path(self, order: _Order, ending: str = "wav") -> Path:
        return self._folder / f"clip-{order.index}.{ending}"

    def _keep(self, order: _Order, samples: Float32Array, made: _Made) -> None:
        """Write the clip, and then what it was made from: only both together are finished."""
        from menura.studio.workshop import write_wav  # compiled loops

        unfinished = self._path(order, "part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._path(order, "json").unlink(missing_ok=True)
            write_wav(unfinished, samples, info=_credits(order, made))
            os.replace(unfinished, self._path(order))
            unfinished.write_text(json.dumps({"order": asdict(order), "made": asdict(made)}))
            os.replace(unfinished, self._path(order, "json"))
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise ClipsNotKeptError(self._folder, error) from error

    def _finished(self, order: _Order) -> _Made | None:
        """Return what became of the same order in an earlier run, if it lies there."""
        try:
            told = json.loads(self._path(order, "json").read_text())
            if told["order"] != asdict(order) or not self._path(order).is_file():
                return None
            made = told["made"]
            return _Made(float(made["duration_s"]), made["provider"], tuple(made["notes"]))
        except (OSError, ValueError, LookupError, TypeError):
            return None


class HfMusicGenProvider(GeneratorMusicProvider):
    """Make clips with MusicGen; `hosted` and `local` say where.

    MusicGen's weights are CC-BY-NC-4.0: what they make is not for sale, as every manifest says.
    """

    @classmethod
    def hosted(
        cls,
        folder: Path,
        *,
        seed: int,
        url: str = HOSTED_URL,
        token: str | None = None,
        template: str = "huggingface",
        model: str | None = None,
        timeout_s: float = TIMEOUT_S,
        patience_s: float = PATIENCE_S,
        sleep: Callable[[float], None] = time.sleep,
        check: Check = _nothing,
        report: Report = _nothing,
    ) -> Self:
        """Return a provider that asks a server.

        Parameters
        ----------
        url : str
            Of Hugging Face's shared inference, of an Endpoint, or of a server that answers alike.
        token : str, optional
            Sent to that host alone.
        template : str
            How the server is asked: ``huggingface``, ``huggingface-pipeline`` ...
        model : str, optional
            Which model it is, for the manifests; known only of the usual address.
        timeout_s, patience_s : float
            For one exchange; and for how long a busy or starting server is waited for, per clip.

        Raises
        ------
        InvalidServerError, GeneratorNotFoundError
            The address, the token or the template cannot be used.
        """
        from menura.studio.workshop import HostedTextToAudio

        generator = HostedTextToAudio(
            url, token, template, timeout_s=timeout_s, patience_s=patience_s, sleep=sleep
        )
        told = GeneratorModel(model, whole_seconds=True)
        if url == HOSTED_URL:
            told = GeneratorModel(MUSICGEN, whole_seconds=True, advice=_MAY_NOT_BE_SERVED)
        return cls(generator, folder, seed=seed, model=told, check=check, report=report)

    @classmethod
    def local(
        cls,
        folder: Path,
        *,
        seed: int,
        model: str = MUSICGEN,
        check: Check = _nothing,
        report: Report = _nothing,
    ) -> Self:
        """Return a provider that runs a model on this machine, loaded once per process.

        Parameters
        ----------
        model : str
            Folder of a MusicGen checkpoint, or its name where it was fetched before.

        Raises
        ------
        UnavailableError
            The files cannot be read.
        """
        checkpoint = find_checkpoint(model)
        told = GeneratorModel(
            Path(model).name if Path(model).is_dir() else model,
            None if checkpoint is None else hash_checkpoint(checkpoint),
        )
        generator = _local_generator(model, told.files_hash)
        return cls(generator, folder, seed=seed, model=told, check=check, report=report)


@lru_cache(maxsize=1)
def _local_generator(model: str, files_hash: str | None) -> StemGenerator:
    """Keep the model that was used last, as long as its files are the same: loading takes long."""
    from menura.studio.workshop import LocalMusicGen

    return LocalMusicGen(model)


def clip_seed(seed: int, index: int) -> int:
    """Return a clip's own seed, 31 bits: every service takes as many."""
    return int.from_bytes(sha256(f"{seed}:{index}".encode()).digest()[:4]) >> 1


def _credits(order: _Order, made: _Made) -> dict[str, str]:
    """Return what stands in the file, by names of the INFO list; that a model made it must."""
    source = "Digital source type: trainedAlgorithmicMedia."
    return {"ICMT": f"Generated by a trained model ({made.provider}). {source} Seed {order.seed}."}


def _targets(prompt: str) -> Targets:
    """Return what the brief says in so many words; a model is free to do otherwise."""
    try:
        told = understand(read_prompt(prompt).brief)
    except InvalidInputError:
        return Targets()
    return Targets(told.bpm, told.key, None if told.mode is None else str(told.mode))


def _cut(samples: Float32Array, duration_s: float) -> Float32Array:
    """Return at most so much, faded out where it was cut, not beyond full scale."""
    wanted = max(1, round(duration_s * SAMPLE_RATE_HZ))
    is_cut = samples.shape[1] > wanted
    kept = samples[:, :wanted]
    kept = kept * np.float32(_FULL_SCALE / max(float(np.abs(kept).max()), _FULL_SCALE))
    if is_cut:
        length = min(wanted, round(_FADE_S * SAMPLE_RATE_HZ))
        kept[:, -length:] *= np.linspace(1, 0, length, dtype=np.float32)
    return np.ascontiguousarray(kept, np.float32)
