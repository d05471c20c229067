"""Read the outline of an ONNX file, and say in words what a file is when it is none.

The runtime's own messages ("Protobuf parsing failed") help nobody who saved an error page under a
model's name. Reading the outline needs no library and no weights in memory: an ONNX file is a
protocol buffer, whose fields can be walked over.
"""

import codecs
import mmap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from menura.embedding.errors import InvalidModelError

Dimensions = tuple[int | None, ...]

# Field numbers of onnx.proto
_MODEL_IR_VERSION, _MODEL_GRAPH, _MODEL_OPSETS = 1, 7, 8
_GRAPH_TENSOR, _GRAPH_INPUT, _GRAPH_OUTPUT = 5, 11, 12
_TENSOR_NAME, _TENSOR_LOCATION = 8, 14
_OPSET_DOMAIN, _OPSET_VERSION = 1, 2
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_EXTERNAL = 1
_HEAD_BYTES = 512
_LONGEST_HEADER = 1 << 30  # of a safetensors file
_TENSORFLOW = 0x0A  # field 1 as bytes: nodes of a GraphDef; of ONNX it is a number

# (beginning, what the file is, what to do), looked at in order
_STRANGERS: tuple[tuple[bytes, str, str], ...] = (
    (
        b"version https://git-lfs",
        "is a Git LFS pointer and not the model itself",
        "fetch the real file, for instance with `git lfs pull` or the download button",
    ),
    (b"<!doctype", "is a web page", "the download failed; fetch the file itself"),
    (b"<html", "is a web page", "the download failed; fetch the file itself"),
    (b"<?xml", "is an XML document", "the download failed; fetch the file itself"),
    (
        b"pk\x03\x04",
        "is a zip archive or a PyTorch checkpoint",
        "unpack it, or add the whole folder of a transformers snapshot",
    ),
    (b"\x1f\x8b", "is a gzip archive", "unpack it first"),
    (b"gguf", "is a GGUF language model", "Menura takes ONNX files"),
    (b"\x80\x02", "is a pickled PyTorch checkpoint", "Menura takes ONNX files"),
)


@dataclass(frozen=True, slots=True)
class OnnxOutline:
    """Hold what can be known of a model without running it.

    Attributes
    ----------
    opset : int
        Version of the standard operators it uses.
    inputs, outputs : mapping of str to tuple
        Dimensions by tensor name; None where any length fits.
    has_external_data : bool
        Whether weights lie in other files.
    """

    opset: int
    inputs: Mapping[str, Dimensions]
    outputs: Mapping[str, Dimensions]
    has_external_data: bool


def read_outline(path: Path, name: str | None = None) -> OnnxOutline:
    """Return the outline of the ONNX file at `path`.

    Parameters
    ----------
    path : Path
        File to read.
    name : str, optional
        What to call it in messages.

    Raises
    ------
    InvalidModelError
        It is something else, or cut short.
    OSError
        It cannot be read.
    """
    name = name or path.name
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        if not head:
            raise InvalidModelError(f"The file {name!r} is empty; copy or download it again.")
        _refuse_strangers(head, name)
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            try:
                return _outline(data)
            except (IndexError, ValueError, UnicodeDecodeError):
                raise InvalidModelError(
                    f"The file {name!r} is no complete ONNX model: it is cut short, damaged or of "
                    "another kind; copy or download it again."
                ) from None


def _refuse_strangers(head: bytes, name: str) -> None:
    """Raise for what is often saved under a model's name."""
    begin = head.lstrip().lower()
    for magic, what, remedy in _STRANGERS:
        if begin.startswith(magic):
            raise InvalidModelError(f"The file {name!r} {what}: {remedy}.")
    if head[8:9] == b"{" and int.from_bytes(head[:8], "little") < _LONGEST_HEADER:
        raise InvalidModelError(
            f"The file {name!r} holds weights only (safetensors): add the whole folder it came in."
        )
    if _is_text(head):
        raise InvalidModelError(f"The file {name!r} is text and no ONNX model.")
    if head[0] == _TENSORFLOW:
        raise InvalidModelError(
            f"The file {name!r} looks like a TensorFlow graph (.pb): Menura takes ONNX files; "
            "most projects offer the same model with the ending .onnx."
        )


def _is_text(head: bytes) -> bool:
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return all(c.isprintable() or c in "\r\n\t" for c in text)


def _outline(data: mmap.mmap) -> OnnxOutline:
    opset, graph, seen_version = 0, None, False
    for field, kind, value in _fields(data, 0, len(data)):
        if field == _MODEL_IR_VERSION and kind == _VARINT:
            seen_version = True
        elif field == _MODEL_OPSETS and kind == _BYTES:
            opset = max(opset, _standard_opset(data, value))
        elif field == _MODEL_GRAPH and kind == _BYTES:
            graph = value
    if graph is None or not seen_version:
        raise ValueError("no graph")
    inputs: dict[str, Dimensions] = {}
    outputs: dict[str, Dimensions] = {}
    weights: set[str] = set()
    external = False
    for field, kind, value in _fields(data, graph.start, graph.stop):
        if kind != _BYTES:
            continue
        if field == _GRAPH_TENSOR:
            for part, _, content in _fields(data, value.start, value.stop):
                if part == _TENSOR_NAME:
                    weights.add(_text(data, content))
                elif part == _TENSOR_LOCATION and content.start == _EXTERNAL:
                    external = True
        elif field in (_GRAPH_INPUT, _GRAPH_OUTPUT):
            tensors = inputs if field == _GRAPH_INPUT else outputs
            tensors.update(_tensor(data, value))
    # Old files list their weights among the inputs.
    inputs = {name: dims for name, dims in inputs.items() if name not in weights}
    return OnnxOutline(opset, inputs, outputs, external)


def _standard_opset(data: mmap.mmap, span: range) -> int:
    domain, version = "", 0
    for field, _, value in _fields(data, span.start, span.stop):
        if field == _OPSET_DOMAIN:
            domain = _text(data, value)
        elif field == _OPSET_VERSION:
            version = value.start
    return version if domain in ("", "ai.onnx") else 0


def _tensor(data: mmap.mmap, span: range) -> dict[str, Dimensions]:
    """Return name and dimensions of a ValueInfoProto."""
    name, dimensions = "", []
    for field, _, value in _fields(data, span.start, span.stop):
        if field == 1:
            name = _text(data, value)
        elif field == 2:  # type > tensor_type > shape > dim
            for kind in _children(data, value, 1):
                for shape in _children(data, kind, 2):
                    for dim in _children(data, shape, 1):
                        sizes = [
                            v.start for f, _, v in _fields(data, dim.start, dim.stop) if f == 1
                        ]
                        dimensions.append(sizes[0] if sizes else None)
    return {name: tuple(dimensions)}


def _children(data: mmap.mmap, span: range, wanted: int) -> Iterator[range]:
    for field, kind, value in _fields(data, span.start, span.stop):
        if field == wanted and kind == _BYTES:
            yield value


def _text(data: mmap.mmap, span: range) -> str:
    return data[span.start : span.stop].decode()


def _fields(data: mmap.mmap, start: int, stop: int) -> Iterator[tuple[int, int, range]]:
    """Yield number, kind and value of each field; a number n is given as ``range(n, n)``."""
    while start < stop:
        key, start = _varint(data, start)
        field, kind = key >> 3, key & 7
        if kind == _VARINT:
            number, start = _varint(data, start)
            value = range(number, number)
        elif kind == _BYTES:
            length, start = _varint(data, start)
            value = range(start, start + length)
            start += length
        elif kind in (_FIXED64, _FIXED32):
            length = 8 if kind == _FIXED64 else 4
            value = range(start, start + length)
            start += length
        else:
            raise ValueError("unknown kind of field")
        if field == 0 or start > stop:
            raise ValueError("field runs past its end")
        yield field, kind, value


def _varint(data: mmap.mmap, at: int) -> tuple[int, int]:
    """Return a number and where the next field begins."""
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7
        if shift > 63:
            raise ValueError("number too long")
