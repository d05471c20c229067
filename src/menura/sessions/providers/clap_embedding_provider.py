"""Embed clips and words with CLAP, run by transformers and torch on this machine."""

import importlib
import threading
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from menura.audio.arrays import Float32Array
from menura.audio.decode import DecodeOptions, open_audio
from menura.audio.errors import UndecodableAudioError
from menura.audio.mono import mix_to_mono
from menura.kernel.errors import InvalidInputError, UnavailableError
from menura.sessions.ports import Vector
from menura.sessions.providers.model_files import find_checkpoint, hash_checkpoint

CLAP = "laion/clap-htsat-unfused"
LONGEST_HEARD_S = 120.0  # twelve windows; a window costs about a second of processor time
_HASH_CHARACTERS = 12
_RESERVED_POSITIONS = 2  # RoBERTa counts positions from 2
_LOADING = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A model ready to be asked."""

    torch: Any
    model: Any
    extractor: Any
    tokenizer: Any


class ClapEmbeddingProvider:
    """Put sound and words into CLAP's one space.

    Loaded when first asked, and kept for the whole process: the next batch has a provider of its
    own. May be asked from several threads.

    Parameters
    ----------
    model : str
        Folder of an unfused CLAP as transformers saves it, or its name on the Hugging Face hub
        where it was fetched before. Nothing is ever fetched here.
    threads : int, optional
        Of torch, for the whole process; None leaves them as they are.
    """

    def __init__(self, model: str = CLAP, *, threads: int | None = None) -> None:
        self._name = model or CLAP
        self._threads = threads

    @cached_property
    def space(self) -> str:
        """Return which vectors may be compared: those of the same files.

        Raises
        ------
        UnavailableError
            The model is not on this machine.
        """
        found = hash_checkpoint(self._folder)
        if found is None:
            raise self._unusable("there are no weights in it")
        return f"clap:{found[:_HASH_CHARACTERS]}"

    @property
    def dimension(self) -> int:
        """Return the length of the vectors; loads the model."""
        return int(self._load().model.config.projection_dim)

    def embed_audio(self, audio_path: Path) -> Vector:
        """Return the mean of the vectors of windows that cover the file, of unit length.

        Windows are as long as the model hears at once (10 s), as few as cover the file, and evenly
        spread; a shorter file is repeated, as its own feature extractor does.

        Returns
        -------
        ndarray, shape (d,), float32
            512 numbers with the published models.

        Raises
        ------
        UnreadableAudioError
            In one of its forms.
        UnavailableError
            The model cannot be loaded, or fails.
        """
        loaded = self._load()
        rate_hz = int(loaded.extractor.sampling_rate)
        windows = _windows(_decoded(audio_path, rate_hz), int(loaded.extractor.nb_max_samples))
        units = []
        for window in windows:  # one by one: more at once take memory, not less time
            inputs = loaded.extractor(window, sampling_rate=rate_hz, return_tensors="pt")
            features = inputs["input_features"].to(loaded.model.device)
            units.append(self._asked(loaded, "get_audio_features", input_features=features))
        return self._unit(np.mean(units, axis=0))

    def embed_text(self, text: str) -> Vector:
        """Return the vector of a text, of unit length; what the model cannot read is cut off.

        Raises
        ------
        InvalidInputError
            The text is empty.
        UnavailableError
            The model cannot be loaded, or fails.
        """
        if not text.strip():
            raise InvalidInputError("An empty text has no place in CLAP's space: say something.")
        loaded = self._load()
        positions = int(loaded.model.config.text_config.max_position_embeddings)
        tokens = loaded.tokenizer(
            [text],
            truncation=True,
            max_length=positions - _RESERVED_POSITIONS,
            return_tensors="pt",
        )
        names = ("input_ids", "attention_mask")
        inputs = {name: tokens[name].to(loaded.model.device) for name in names}
        return self._asked(loaded, "get_text_features", **inputs)

    # ------------------------------------------------------------------ model

    @property
    def _folder(self) -> Path:
        folder = find_checkpoint(self._name)
        if folder is None:
            raise UnavailableError(
                f"There is no model {self._name!r} on this machine: give the folder of a CLAP "
                f"checkpoint, or fetch one with `hf download {CLAP}`."
            )
        return folder

    def _load(self) -> _Loaded:
        _library("torch"), _library("transformers")
        with _LOADING:
            try:
                loaded = _read(self._folder, self.space)
            except UnavailableError:
                raise
            except Exception as error:  # whatever the library makes of a folder that is no model
                raise self._unusable(_first_line(error)) from error
        if self._threads is not None:
            loaded.torch.set_num_threads(self._threads)
        return loaded

    def _asked(self, loaded: _Loaded, what: str, **inputs: Any) -> Vector:
        """Return the one vector the model gives, of unit length."""
        try:
            with loaded.torch.inference_mode():
                given = getattr(loaded.model, what)(**inputs).pooler_output
        except (RuntimeError, ValueError, IndexError) as error:
            raise self._unusable(_first_line(error)) from error
        return self._unit(given[0].float().cpu().numpy())

    def _unit(self, vector: Float32Array) -> Vector:
        length = float(np.linalg.norm(vector))
        if not np.isfinite(length) or length == 0.0:
            raise self._unusable("it gives no direction: its numbers are not finite, or all zero")
        return np.asarray(vector / length, np.float32)

    def _unusable(self, reason: str) -> UnavailableError:
        return UnavailableError(
            f"The model {self._name!r} cannot be used as CLAP ({reason}): give the folder of one, "
            f"downloaded whole, such as {CLAP}."
        )


@lru_cache(maxsize=1)
def _read(folder: Path, space: str) -> _Loaded:
    """Return the model in a folder; `space` tells it from what lay there before."""
    torch, transformers = _library("torch"), _library("transformers")
    config = transformers.AutoConfig.from_pretrained(str(folder), local_files_only=True)
    if config.model_type != "clap":
        raise ValueError(f"it is a model of the kind {config.model_type!r}")
    if config.audio_config.enable_fusion:
        raise ValueError("it is the fused one, which hears otherwise: take the unfused one")
    processor = transformers.ClapProcessor.from_pretrained(str(folder), local_files_only=True)
    model, told = transformers.ClapModel.from_pretrained(
        str(folder), local_files_only=True, output_loading_info=True
    )
    weights = {name for name, _ in model.named_parameters() if "logit_scale" not in name}
    missing = weights & set(told["missing_keys"])  # filled with random numbers instead
    if missing:
        raise ValueError(f"{len(missing)} of its {len(weights)} weights are missing")
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return _Loaded(torch, model.eval().to(device), processor.feature_extractor, processor.tokenizer)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def _library(module: str) -> Any:
    """Return an optional library, or say how to install it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise UnavailableError(
            f"CLAP needs {module}, and it cannot be loaded ({error}): install torch for your "
            "machine and `pip install 'menura[generate]'`."
        ) from error


def _decoded(path: Path, rate_hz: int) -> Float32Array:
    """Return the mono mix of a file, shape ``(n,)``, at that rate."""
    with open_audio(path, DecodeOptions(max_duration_s=LONGEST_HEARD_S)) as reader:
        blocks = [mix_to_mono(block) for block in reader.blocks()]
        own_rate_hz = reader.sample_rate_hz
    if not blocks:
        raise UndecodableAudioError(path, "no samples")
    mono = np.concatenate(blocks)
    if own_rate_hz != rate_hz:
        mono = soxr.resample(mono, own_rate_hz, rate_hz, quality="HQ")
    return np.asarray(mono, np.float32)


def _windows(mono: Float32Array, length: int) -> list[Float32Array]:
    """Return as few windows as cover all samples, the first at the start, the last at the end."""
    starts = np.linspace(0, max(0, mono.size - length), max(1, ceil(mono.size / length)))
    return [mono[round(start) : round(start) + length] for start in starts]
