"""Turn words into the numbers CLAP's text model reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from menura.embedding.errors import InvalidModelError
from menura.embedding.providers.onnx_runtime import load_optional

LONGEST = 512  # positions of RoBERTa, the text model of CLAP
_PANIC = "PanicException"  # what Rust's panics become; no Exception, and not to be imported
_PAD_TOKENS = ("<pad>", "[PAD]")


@dataclass(frozen=True, slots=True, eq=False)
class TokenIds:
    """Hold the tokens of several texts, padded to one length.

    Attributes
    ----------
    ids : ndarray, shape (n, length), int64
        Token numbers.
    mask : ndarray, shape (n, length), int64
        One for tokens, zero for padding.
    """

    ids: NDArray[np.int64]
    mask: NDArray[np.int64]


class ClapTokenizer:
    """Read texts with a loaded ``tokenizer.json``."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer

    def read(self, texts: Sequence[str], length: int | None) -> TokenIds:
        """Return the tokens of texts, cut to what the model takes.

        Parameters
        ----------
        texts : sequence of str
            What to read.
        length : int or None
            The one length the model takes; None pads to the longest text, at most 512.
        """
        pad, token = self._pad()
        self._tokenizer.enable_truncation(length or LONGEST)
        self._tokenizer.enable_padding(pad_id=pad, pad_token=token, length=length)
        read = self._tokenizer.encode_batch(list(texts))
        return TokenIds(
            np.array([text.ids for text in read], np.int64),
            np.array([text.attention_mask for text in read], np.int64),
        )

    def _pad(self) -> tuple[int, str]:
        for token in _PAD_TOKENS:
            number = self._tokenizer.token_to_id(token)
            if number is not None:
                return int(number), token
        return 1, _PAD_TOKENS[0]  # RoBERTa's


def open_tokenizer(path: Path, name: str | None = None) -> ClapTokenizer:
    """Load a ``tokenizer.json`` and try it.

    Raises
    ------
    ModelRuntimeMissingError
        The library `tokenizers` is not installed.
    InvalidModelError
        It is no tokenizer, or reads nothing.
    """
    name = name or path.name
    library = load_optional("tokenizers", "read texts for CLAP", extra="models")
    try:
        tokenizer = ClapTokenizer(library.Tokenizer.from_file(str(path)))
        tokens = tokenizer.read(["slow piano"], None)
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != _PANIC:
            raise
        raise InvalidModelError(
            f"The file {name!r} is no tokenizer (tokenizer.json) that can be read: {error}"
        ) from error
    if not tokens.mask.any():
        raise InvalidModelError(f"The tokenizer {name!r} finds no word in a text.")
    return tokenizer
