"""Measure what hearing a 4-minute track with MusiCNN and CLAP costs.

    python -m benchmarks.bench_models [--rounds 3] [--models FOLDER]

Prints processor seconds (user and system, one thread, best of several rounds) and peak memory, each
model in a process of its own, at the default coverage. Menura ships no weights, so graphs of the
real size with random weights are made first: MusiCNN layer by layer (1.4 billion multiplications a
patch); of CLAP a stack of dense layers with as many weights (28 million) and multiplications
(5.9 billion a window) as the real audio model, not the same architecture. With --models the files
of a folder are measured instead. Needs the extra `models` and the package `onnx`.
"""
# ruff: noqa: E402

import os

# Before numpy is imported: otherwise BLAS spreads over all cores and processor time means nothing.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import argparse
import importlib
import multiprocessing
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from menura.audio.arrays import Float32Array
from menura.audio.excerpts import ExcerptOptions, ExcerptTap
from menura.embedding.inference import InferenceRequest, SpaceName, infer, model_of, pin_files
from menura.embedding.models import ModelFolder
from menura.embedding.providers import clap_mel, musicnn_mel, onnx_runtime

DURATION_S, SAMPLE_RATE_HZ = 240, 44_100
BATCHES = (1, 4)
LAYERS, WIDTH, TOKENS = 48, 768, 208  # 28.3 million weights, 5.9 billion multiplications


def prepare(space: SpaceName) -> Float32Array:
    """Return what a listening process sends of a 4-minute track of noise."""
    shape = (2, DURATION_S * SAMPLE_RATE_HZ)
    signal = np.random.default_rng(0).standard_normal(shape, dtype=np.float32) * np.float32(0.1)
    started = time.process_time()
    options: ExcerptOptions = (musicnn_mel if space == "musicnn" else clap_mel).EXCERPTS
    tap = ExcerptTap(options, SAMPLE_RATE_HZ, 2)
    for block in np.array_split(signal, 24, axis=1):
        tap.feed(np.asarray(block, np.float32))
    excerpts = tap.finish()
    tapped = time.process_time()
    if space == "musicnn":
        prepared = musicnn_mel.compute_musicnn_patches(excerpts)
    else:
        prepared = clap_mel.compute_clap_windows(excerpts)
    ended = time.process_time()
    count, size = len(prepared), prepared.nbytes / 1e6
    print(
        f"{space:<10}excerpts {tapped - started:.3f} s, spectrogram {ended - tapped:.3f} s: "
        f"{count} of them, {size:.1f} MB to send"
    )
    return prepared


def measure(folder: str, space: SpaceName, prepared: Float32Array, batch: int, rounds: int) -> None:
    """Hear the track several times (run in its own process) and print the cheapest."""
    onnx_runtime.MOST_ROWS_CPU = batch
    request = InferenceRequest(space, pin_files(space, ModelFolder(Path(folder)).in_use()), ())
    started = time.process_time()
    model_of(request)
    load_s = time.process_time() - started
    request = InferenceRequest(space, request.files, [prepared])
    costs = []
    for _ in range(rounds):
        started = time.process_time()
        infer(request)
        costs.append(time.process_time() - started)
    print(
        f"{space:<10}{batch:>6}{load_s:>10.2f}{min(costs):>14.3f}{peak_rss_mb():>10.0f}", flush=True
    )


def peak_rss_mb() -> float:
    """Return the highest resident memory of this process.

    Not from `getrusage`, whose figure a new program inherits from the process that started it.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def make_musicnn(path: Path) -> None:
    """Write a graph with MusiCNN's layers and random weights."""
    graph = Graph()
    image = graph.add("Unsqueeze", "mel", graph.constant(np.array([1])))
    columns = []
    for count, frames, bands in (
        (204, 7, 38),
        (204, 7, 67),
        (51, 128, 1),
        (51, 64, 1),
        (51, 32, 1),
    ):
        kernel = graph.random(count, 1, frames, bands)
        pads = [(frames - 1) // 2, 0, frames // 2, 0]
        heard = graph.add("Relu", graph.add("Conv", image, kernel, pads=pads))
        columns.append(graph.add("ReduceMax", heard, axes=[3], keepdims=0))
    front = graph.add("Concat", *columns, axis=1)
    layers = [front]
    for width in (561, 64, 64):
        kernel = graph.random(64, width, 7)
        new = graph.add("Relu", graph.add("Conv", layers[-1], kernel, pads=[3, 3]))
        layers.append(new if width == 561 else graph.add("Add", new, layers[-1]))
    deep = graph.add("Concat", *layers, axis=1)
    loudest = graph.add("ReduceMax", deep, axes=[2], keepdims=0)
    mean = graph.add("ReduceMean", deep, axes=[2], keepdims=0)
    pooled = graph.add("Concat", loudest, mean, axis=1)
    graph.add("MatMul", pooled, graph.random(1506, 200), output="model/dense/BiasAdd")
    graph.save(path, ("mel", ["n", 187, 96]), ("model/dense/BiasAdd", ["n", 200]))


def make_clap(path: Path) -> None:
    """Write a graph with as many weights and multiplications as CLAP's audio model."""
    graph = Graph()
    frames = graph.add("Squeeze", "input_features", graph.constant(np.array([1])))
    few = graph.add("Slice", frames, *(graph.constant(np.array([k])) for k in (0, TOKENS, 1)))
    hidden = graph.add("MatMul", few, graph.random(64, WIDTH))
    for _ in range(LAYERS):
        hidden = graph.add("Relu", graph.add("MatMul", hidden, graph.random(WIDTH, WIDTH)))
    mean = graph.add("ReduceMean", hidden, axes=[1], keepdims=0)
    graph.add("MatMul", mean, graph.random(WIDTH, 512), output="audio_embeds")
    graph.save(path, ("input_features", ["n", 1, 1001, 64]), ("audio_embeds", ["n", 512]))


class Graph:
    """Gather nodes and random weights, and write them as an ONNX file."""

    def __init__(self) -> None:
        self.onnx: Any = importlib.import_module("onnx")
        self.nodes: list[Any] = []
        self.weights: list[Any] = []
        self.generator = np.random.default_rng(0)

    def add(self, operator: str, *inputs: str, output: str | None = None, **options: Any) -> str:
        """Add a node and return the name of its output."""
        name = output or f"t{len(self.nodes)}"
        self.nodes.append(self.onnx.helper.make_node(operator, inputs, [name], **options))
        return name

    def random(self, *shape: int) -> str:
        """Add weights that keep the size of what goes through them, and return their name."""
        fan_in = shape[0] if len(shape) == 2 else int(np.prod(shape[1:]))
        values = self.generator.standard_normal(shape) * np.sqrt(2 / fan_in)
        return self.constant(values.astype(np.float32))

    def constant(self, values: np.ndarray[Any, Any]) -> str:
        """Add an array and return its name."""
        name = f"w{len(self.weights)}"
        self.weights.append(self.onnx.numpy_helper.from_array(values, name))
        return name

    def save(self, path: Path, entry: tuple[str, list[Any]], result: tuple[str, list[Any]]) -> None:
        """Write the file."""
        helper, kind = self.onnx.helper, self.onnx.TensorProto.FLOAT
        inputs, outputs = (
            [helper.make_tensor_value_info(t[0], kind, t[1])] for t in (entry, result)
        )
        graph = helper.make_graph(self.nodes, "full-size", inputs, outputs, self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
        model.ir_version = 8
        self.onnx.save(model, str(path))


def alone(function: Callable[..., object], *arguments: object) -> None:
    """Run a function in a process of its own, so that its memory is its own."""
    process = multiprocessing.get_context("spawn").Process(target=function, args=arguments)
    process.start()
    process.join()


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, help="measure the models of this folder")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.models or Path(temporary)
        if arguments.models is None:
            alone(make_musicnn, folder / "musicnn.onnx")
            alone(make_clap, folder / "clap.onnx")
        alone(ModelFolder(folder).in_use)
        spaces: tuple[SpaceName, ...] = ("musicnn", "clap")
        prepared = {space: prepare(space) for space in spaces}
        print(f"{'model':<10}{'batch':>6}{'load s':>10}{'CPU s/track':>14}{'RSS MB':>10}")
        for space in spaces:
            for batch in BATCHES:
                alone(measure, str(folder), space, prepared[space], batch, arguments.rounds)


if __name__ == "__main__":
    main()
