"""Write a fingerprint as the short text that ``fpcalc`` prints and AcoustID takes, and read it.

The form: four bytes (algorithm, number of codes), then the gaps between the set bits of each code
exclusive-or its predecessor: three bits a gap, 0 ends a code; 7 says that five more bits follow,
in a second list after the first; all in URL-safe base64 without padding.
"""

import base64
import binascii

import numpy as np
import numpy.typing as npt

from menura.audio.fingerprint import UInt32Array

ALGORITHM = 1  # Chromaprint counts from 0: its second algorithm, the default
HEADER_BYTES = 4
GAP_BITS, EXTRA_BITS = 3, 5
LONG_GAP = 7  # gaps from here on need extra bits
CODE_BITS = 32
MAX_CODES = (1 << 24) - 1

ByteArray = npt.NDArray[np.uint8]
IntArray = npt.NDArray[np.int64]


def encode_fingerprint(codes: UInt32Array) -> str:
    """Return Chromaprint's compressed form of a fingerprint.

    Parameters
    ----------
    codes : ndarray, shape (n,), uint32
        At most 2**24 - 1 of them.

    Examples
    --------
    >>> encode_fingerprint(np.array([1, 5], np.uint32))
    'AQAAAsEA'
    """
    if codes.size > MAX_CODES:
        raise ValueError(f"{codes.size} codes do not fit the form; at most {MAX_CODES} do")
    changes = codes.astype("<u4")
    changes[1:] ^= codes[:-1]
    bits = np.unpackbits(changes.view(np.uint8), bitorder="little").reshape(-1, CODE_BITS)
    rows, positions = np.nonzero(bits)
    gaps = np.diff(positions, prepend=0)
    first = np.diff(rows, prepend=-1) != 0
    gaps[first] = positions[first] + 1
    values = np.zeros(rows.size + codes.size, np.uint8)  # the zeros between end the codes
    values[np.arange(rows.size) + rows] = np.minimum(gaps, LONG_GAP)
    extra = (gaps[gaps >= LONG_GAP] - LONG_GAP).astype(np.uint8)
    header = bytes([ALGORITHM]) + int(codes.size).to_bytes(HEADER_BYTES - 1, "big")
    packed = header + _pack(values, GAP_BITS) + _pack(extra, EXTRA_BITS)
    return base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")


def decode_fingerprint(text: str) -> UInt32Array:
    """Return the codes of a compressed fingerprint.

    Raises
    ------
    ValueError
        When `text` is no such form, is cut short or was made by another algorithm.
    """
    packed = _bytes_of(text)
    count = int.from_bytes(packed[1:HEADER_BYTES], "big")
    body = np.frombuffer(packed, np.uint8, offset=HEADER_BYTES)
    values = _unpack(body, GAP_BITS)
    ends = np.flatnonzero(values == 0)[:count]
    if ends.size < count:
        raise ValueError(f"the fingerprint is cut short: {ends.size} of {count} codes are there")
    values = values[: ends[-1] + 1] if count else values[:0]
    gaps = _with_extra_bits(values, body[_byte_count(values.size, GAP_BITS) :])
    rows = np.cumsum(values == 0) - (values == 0)
    before = np.concatenate([[0], np.cumsum(gaps)[ends]])
    positions = (np.cumsum(gaps) - before[rows] - 1)[values > 0]
    if positions.size and positions.max() >= CODE_BITS:
        raise ValueError("the fingerprint is damaged: a code has more than 32 bits")
    changes = np.zeros(count, np.uint32)
    np.bitwise_or.at(changes, rows[values > 0], np.uint32(1) << positions.astype(np.uint32))
    return np.bitwise_xor.accumulate(changes)


def _bytes_of(text: str) -> bytes:
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("the fingerprint is not written in URL-safe base64") from None
    if len(packed) < HEADER_BYTES:
        raise ValueError("the fingerprint is cut short: its header is missing")
    if packed[0] != ALGORITHM:
        raise ValueError(f"the fingerprint is of algorithm {packed[0]}, not {ALGORITHM}")
    return packed


def _with_extra_bits(values: ByteArray, rest: ByteArray) -> IntArray:
    gaps = values.astype(np.int64)
    long = np.flatnonzero(values == LONG_GAP)
    extra = _unpack(rest, EXTRA_BITS)[: long.size]
    if extra.size < long.size:
        raise ValueError("the fingerprint is cut short: its long gaps are missing")
    gaps[long] += extra
    return gaps


def _byte_count(value_count: int, width: int) -> int:
    return -(-value_count * width // 8)


def _pack(values: ByteArray, width: int) -> bytes:
    bits = np.unpackbits(values[:, None], axis=1, bitorder="little")[:, :width]
    return np.packbits(bits, bitorder="little").tobytes()


def _unpack(packed: ByteArray, width: int) -> ByteArray:
    bits = np.unpackbits(packed, bitorder="little")
    rows = bits[: bits.size - bits.size % width].reshape(-1, width)
    return np.packbits(rows, axis=1, bitorder="little")[:, 0]
