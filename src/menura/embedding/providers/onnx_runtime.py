"""Run ONNX models, with onnxruntime when it is installed."""

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from menura.audio.arrays import Float32Array
from menura.embedding.errors import InvalidModelError, ModelRuntimeMissingError

MOST_ROWS = 4
"""Rows in one run on a graphics processor."""
MOST_ROWS_CPU = 1
"""On a processor more rows are no faster and take more memory (CLAP: 0.97 s and 305 MB for six
windows one by one, 1.07 s and 627 MB by fours; MusiCNN: 2.40 s and 125 MB, 2.44 s and 293 MB)."""
PROVIDERS = ("CUDAExecutionProvider", "CPUExecutionProvider")
_THREADS = 1  # two cost half as much again in processor time; parallelism is by processes
_ERRORS_ONLY = 3
_TYPES: Mapping[str, type[np.generic]] = {
    "tensor(float)": np.float32,
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
}


def load_onnxruntime() -> Any:
    """Return the onnxruntime module.

    Raises
    ------
    ModelRuntimeMissingError
        It is not installed.
    """
    return load_optional("onnxruntime", "run models", extra="models")


def load_optional(module: str, purpose: str, *, extra: str) -> Any:
    """Return an optional module, or say how to install it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ModelRuntimeMissingError(
            f"Menura needs {module.partition('.')[0]} to {purpose}, and it cannot be loaded "
            f"({error}): install it with `pip install 'menura[{extra}]'`."
        ) from error


class OnnxSession:
    """Hold one loaded model.

    Parameters
    ----------
    path : Path
        ONNX file without external data.
    name : str, optional
        What to call it in messages.

    Raises
    ------
    ModelRuntimeMissingError
        onnxruntime is not installed.
    InvalidModelError
        The runtime cannot load the file, or wants inputs of a kind nobody feeds.
    """

    def __init__(self, path: Path, name: str | None = None) -> None:
        self.name = name or path.name
        runtime = load_onnxruntime()
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = _THREADS
        options.log_severity_level = _ERRORS_ONLY
        try:
            self._session = _created(runtime, path, options)
            tensors = [(t.name, t.type, tuple(t.shape)) for t in self._session.get_inputs()]
            names = [tensor.name for tensor in self._session.get_outputs()]
        except Exception as error:  # also of the Unicode kind, for damaged names
            raise InvalidModelError(_why(self.name, error, runtime.__version__)) from error
        kinds = {kind for _, kind, _ in tensors} - set(_TYPES)
        if kinds:
            raise InvalidModelError(
                f"The model {self.name!r} takes inputs of type {', '.join(sorted(kinds))}; "
                "Menura feeds 32-bit floats and whole numbers. Take the full-precision file."
            )
        self._types = {name: _TYPES[kind] for name, kind, _ in tensors}
        on_gpu = self._session.get_providers()[0] == PROVIDERS[0]
        self._most_rows = MOST_ROWS if on_gpu else MOST_ROWS_CPU
        if any(shape[:1] == (1,) for _, _, shape in tensors):
            self._most_rows = 1  # exported for one row at a time
        self.output_names: tuple[str, ...] = tuple(names)

    def run(
        self, feeds: Mapping[str, NDArray[Any]], outputs: Sequence[str] | None = None
    ) -> dict[str, Float32Array]:
        """Return the named outputs (all by default) for rows of input, a few rows at a time.

        Raises
        ------
        InvalidModelError
            The runtime refuses the input, or the model fails.
        """
        names = list(self.output_names if outputs is None else outputs)
        count = len(next(iter(feeds.values())))
        pieces: list[list[Float32Array]] = []
        for first in range(0, count, self._most_rows):
            part = {
                name: np.ascontiguousarray(rows[first : first + self._most_rows], self._types[name])
                for name, rows in feeds.items()
            }
            try:
                results = self._session.run(names, part)
            except Exception as error:
                raise InvalidModelError(
                    f"The model {self.name!r} failed on its input: {_first_line(error)}"
                ) from error
            pieces.append([np.asarray(result, np.float32) for result in results])
        return {
            name: np.concatenate(column) if column[0].ndim else column[0]
            for name, column in zip(names, zip(*pieces, strict=True), strict=True)
        }


def _created(runtime: Any, path: Path, options: Any) -> Any:
    """Return a session on the best processor that works.

    The runtime would fall back by itself, but says so on standard output.
    """
    available = runtime.get_available_providers()
    providers = [provider for provider in PROVIDERS if provider in available]
    while True:
        try:
            return runtime.InferenceSession(
                str(path), options, providers=providers, enable_fallback=0
            )
        except Exception:
            if len(providers) <= 1:
                raise
            providers = providers[1:]


def _why(name: str, error: Exception, version: str) -> str:
    """Turn what the runtime said into a sentence."""
    said = _first_line(error)
    if "opset" in said.lower() or "ir version" in said.lower():
        return (
            f"The model {name!r} is written in a newer form of ONNX than onnxruntime {version} "
            f"knows: upgrade it, or export the model again for operator set 17. ({said})"
        )
    if "external data" in said.lower():
        return f"The model {name!r} keeps weights in a second file; make it one file. ({said})"
    return f"onnxruntime {version} cannot load the model {name!r}: {said}"


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
