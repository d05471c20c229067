"""Make tiny random models with the inputs, outputs and tensor names of the real ones.

Each comes with the same computation in numpy. Importing this skips the tests of a module where
the optional libraries are missing.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

for _needed in ("onnxruntime", "tokenizers"):
    pytest.importorskip(_needed, reason=f"{_needed} is not installed (extra `models`)")
onnx: Any = pytest.importorskip("onnx", reason="onnx is not installed (tests of models make some)")
helper, numpy_helper, TensorProto = onnx.helper, onnx.numpy_helper, onnx.TensorProto

Float32Array = npt.NDArray[np.float32]
OPSET, IR_VERSION = 17, 8
CHANNELS, KERNEL = 4, 7
WORDS = ("danceable", "aggressive", "happy", "party", "relaxed", "sad", "slow", "piano")
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
TOKEN_WIDTH = 16


def weights(seed: int, *shape: int) -> Float32Array:
    """Return random weights that keep the size of what goes through them."""
    scale = 1 / np.sqrt(np.prod(shape[1:]) or 1)
    return np.asarray(np.random.default_rng(seed).standard_normal(shape) * scale, np.float32)


def save_graph(
    path: Path,
    nodes: list[Any],
    inputs: list[Any],
    outputs: list[Any],
    constants: dict[str, npt.NDArray[Any]],
    opset: int = OPSET,
) -> Path:
    """Write a graph as an ONNX file."""
    tensors = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    model.ir_version = IR_VERSION
    onnx.save(model, str(path))
    return path


def floats(name: str, *shape: int | str) -> Any:
    """Describe a float tensor."""
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))


@dataclass(frozen=True)
class TinyMusicnn:
    """A convolution over three-second patches, its maximum over time, and a dense layer."""

    seed: int = 0
    with_tags: bool = False
    batch: int | str = "unk__0"

    def save(self, path: Path) -> Path:
        """Write it with the names of AudioMuse-AI's ``musicnn_embedding.onnx``."""
        kernel, dense, tags = self._weights()
        nodes = [
            helper.make_node("Unsqueeze", ["model/Placeholder:0", "one"], ["image"]),
            helper.make_node("Conv", ["image", "kernel"], ["convolved"]),
            helper.make_node("Relu", ["convolved"], ["rectified"]),
            helper.make_node("ReduceMax", ["rectified"], ["loudest"], axes=[2, 3], keepdims=0),
            helper.make_node("Gemm", ["loudest", "dense"], ["model/dense/BiasAdd:0"], transB=1),
        ]
        outputs = [floats("model/dense/BiasAdd:0", self.batch, 200)]
        constants: dict[str, npt.NDArray[Any]] = {
            "one": np.array([1], np.int64),
            "kernel": kernel[:, None],
            "dense": dense,
        }
        if self.with_tags:
            constants["tags"] = tags
            nodes += [
                helper.make_node("Gemm", ["model/dense/BiasAdd:0", "tags"], ["t"], transB=1),
                helper.make_node("Sigmoid", ["t"], ["model/Sigmoid:0"]),
            ]
            outputs.insert(0, floats("model/Sigmoid:0", self.batch, 50))
        entry = floats("model/Placeholder:0", self.batch, 187, 96)
        return save_graph(path, nodes, [entry], outputs, constants)

    def rows(self, patches: Float32Array) -> Float32Array:
        """Compute the embedding of each patch in numpy."""
        kernel, dense, _ = self._weights()
        windows = np.lib.stride_tricks.sliding_window_view(patches, KERNEL, axis=1)
        convolved = np.einsum("ntbk,ckb->nct", windows, kernel)
        return np.asarray(np.maximum(convolved, 0).max(axis=2) @ dense.T)

    def tags(self, patches: Float32Array) -> Float32Array:
        """Compute the tags of each patch in numpy."""
        return sigmoid(self.rows(patches) @ self._weights()[2].T)

    def _weights(self) -> tuple[Float32Array, Float32Array, Float32Array]:
        return (
            weights(self.seed, CHANNELS, KERNEL, 96),
            weights(self.seed + 1, 200, CHANNELS),
            weights(self.seed + 2, 50, 200),
        )


@dataclass(frozen=True)
class TinyHead:
    """A dense layer on the embedding: 50 tags, or 2 classes."""

    width: int
    activation: str | None = "Sigmoid"
    seed: int = 10
    entry: str = "serving_default_model_Placeholder:0"
    exit: str = "PartitionedCall:0"
    input_width: int = 200

    def save(self, path: Path) -> Path:
        """Write it with the names of AudioMuse-AI's ``musicnn_prediction.onnx``."""
        last = "logits" if self.activation else self.exit
        nodes = [helper.make_node("Gemm", [self.entry, "dense"], [last], transB=1)]
        if self.activation:
            nodes.append(helper.make_node(self.activation, ["logits"], [self.exit]))
        inputs = [floats(self.entry, "n", self.input_width)]
        outputs = [floats(self.exit, "n", self.width)]
        return save_graph(path, nodes, inputs, outputs, {"dense": self._weights()})

    def logits(self, rows: Float32Array) -> Float32Array:
        """Compute what comes before the activation in numpy."""
        return np.asarray(rows @ self._weights().T)

    def _weights(self) -> Float32Array:
        return weights(self.seed, self.width, self.input_width) * np.float32(5)


@dataclass(frozen=True)
class TinyClapAudio:
    """The mean spectrum of ten seconds and a dense layer."""

    seed: int = 20

    def save(self, path: Path, bands: int = 64) -> Path:
        """Write it with the names of ``audio_model.onnx`` of clap-htsat-unfused."""
        nodes = [
            helper.make_node("ReduceMean", ["input_features"], ["mean"], axes=[1, 2], keepdims=0),
            helper.make_node("Gemm", ["mean", "dense"], ["audio_embeds"], transB=1),
        ]
        entry = floats("input_features", "audio_batch_size", 1, 1001, bands)
        dense = weights(self.seed, 512, bands)
        return save_graph(
            path, nodes, [entry], [floats("audio_embeds", "b", 512)], {"dense": dense}
        )

    def rows(self, windows: Float32Array) -> Float32Array:
        """Compute the vectors of windows in numpy."""
        return np.asarray(windows.mean(axis=(1, 2)) @ weights(self.seed, 512, 64).T)


@dataclass(frozen=True)
class TinyClapText:
    """The mean of token vectors and a dense layer."""

    seed: int = 30
    length: int | str = "sequence_length"
    batch: int | str = "text_batch_size"

    def save(self, path: Path) -> Path:
        """Write it with the names of ``text_model.onnx`` of clap-htsat-unfused."""
        nodes = [
            helper.make_node("Gather", ["table", "input_ids"], ["tokens"]),
            helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
            helper.make_node("Unsqueeze", ["mask", "two"], ["column"]),
            helper.make_node("Mul", ["tokens", "column"], ["masked"]),
            helper.make_node("ReduceSum", ["masked", "one"], ["sum"], keepdims=0),
            helper.make_node("ReduceSum", ["column", "one"], ["count"], keepdims=0),
            helper.make_node("Div", ["sum", "count"], ["mean"]),
            helper.make_node("Gemm", ["mean", "dense"], ["text_embeds"], transB=1),
        ]
        table, dense = self._weights()
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, [self.batch, self.length])
            for name in ("input_ids", "attention_mask")
        ]
        constants: dict[str, npt.NDArray[Any]] = {
            "table": table,
            "dense": dense,
            "one": np.array([1], np.int64),
            "two": np.array([2], np.int64),
        }
        return save_graph(path, nodes, inputs, [floats("text_embeds", "n", 512)], constants)

    def row(self, ids: list[int]) -> Float32Array:
        """Compute the vector of one text in numpy."""
        table, dense = self._weights()
        return np.asarray(dense @ table[ids].mean(axis=0))

    def _weights(self) -> tuple[Float32Array, Float32Array]:
        vocabulary = len(WORDS) + len(SPECIAL)
        return weights(self.seed, vocabulary, TOKEN_WIDTH), weights(self.seed + 1, 512, TOKEN_WIDTH)


def token_ids(*words: str) -> list[int]:
    """Return the ids of words between the marks of beginning and end."""
    vocabulary = {token: number for number, token in enumerate((*SPECIAL, *WORDS))}
    return [0, *(vocabulary.get(word, 3) for word in words), 2]


def save_tokenizer(path: Path) -> Path:
    """Write a ``tokenizer.json`` that knows `WORDS`, with RoBERTa's special tokens."""
    vocabulary = {token: number for number, token in enumerate((*SPECIAL, *WORDS))}
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    added = [{"id": n, "content": t, "special": True, **flags} for n, t in enumerate(SPECIAL)]
    begin, text, end = (
        {"SpecialToken": {"id": "<s>", "type_id": 0}},
        {"Sequence": {"id": "A", "type_id": 0}},
        {"SpecialToken": {"id": "</s>", "type_id": 0}},
    )
    special = {
        t: {"id": t, "ids": [n], "tokens": [t]} for n, t in enumerate(SPECIAL) if n in (0, 2)
    }
    stored = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [begin, text, end],
            "pair": [begin, text, end, {"Sequence": {"id": "B", "type_id": 1}}, end],
            "special_tokens": special,
        },
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "<unk>"},
    }
    path.write_text(json.dumps(stored))
    return path


def sigmoid(values: Float32Array) -> Float32Array:
    """Return the logistic function."""
    return np.asarray(1 / (1 + np.exp(-values)), np.float32)


def softmax(values: Float32Array) -> Float32Array:
    """Return the softmax over the last axis."""
    grown = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=-1, keepdims=True), np.float32)
