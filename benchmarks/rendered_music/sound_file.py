"""Write sound files with FFmpeg's encoders (by way of PyAV)."""

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from benchmarks.rendered_music.synthesis import SAMPLE_RATE_HZ
from menura.audio.arrays import Float32Array


@dataclass(frozen=True, slots=True)
class Encoding:
    """Name a container, an encoder and the samples it takes."""

    container: str
    encoder: str
    sample_format: str
    bit_rate: int | None = None
    options: tuple[tuple[str, str], ...] = ()


WAV_16 = Encoding("wav", "pcm_s16le", "s16")
FLAC_16 = Encoding("flac", "flac", "s16", options=(("compression_level", "0"),))
# Without the headers of a whole file, so that files can be joined end to end.
MP3_192K = Encoding("mp3", "libmp3lame", "fltp", 192_000, (("compression_level", "7"),))
_BY_SUFFIX = {".wav": WAV_16, ".flac": FLAC_16, ".mp3": MP3_192K}
_BARE_MP3 = {"write_xing": "0", "id3v2_version": "0"}
_LAYOUTS = {1: "mono", 2: "stereo"}
_BLOCK_S = 60


def write_sound(
    path: Path,
    signal: Float32Array,
    sample_rate_hz: int = SAMPLE_RATE_HZ,
    *,
    encoding: Encoding | None = None,
) -> Path:
    """Encode ``(channels, samples)`` as the suffix or `encoding` says; the file appears whole."""
    chosen = encoding or _BY_SUFFIX[path.suffix]
    layout = _LAYOUTS[signal.shape[0]]
    unfinished = path.with_name(f".{path.name}.part")
    container_options = _BARE_MP3 if chosen.container == "mp3" else {}
    with av.open(
        str(unfinished), "w", format=chosen.container, options=container_options
    ) as container:
        stream = container.add_stream(
            chosen.encoder, rate=sample_rate_hz, layout=layout, options=dict(chosen.options)
        )
        assert isinstance(stream, av.AudioStream)
        stream.format = chosen.sample_format
        if chosen.bit_rate is not None:
            stream.bit_rate = chosen.bit_rate
        stream.codec_context.open(strict=False)
        converter = av.AudioResampler(
            format=chosen.sample_format,
            layout=layout,
            rate=sample_rate_hz,
            frame_size=stream.codec_context.frame_size or 4096,
        )
        block = sample_rate_hz * _BLOCK_S
        for first in range(0, signal.shape[1], block):
            piece = np.ascontiguousarray(signal[:, first : first + block], np.float32)
            frame = av.AudioFrame.from_ndarray(piece, format="fltp", layout=layout)
            frame.sample_rate = sample_rate_hz
            frame.pts = first
            for ready in converter.resample(frame):
                container.mux(stream.encode(ready))
        for ready in converter.resample(None):
            container.mux(stream.encode(ready))
        container.mux(stream.encode(None))
    unfinished.replace(path)
    return path
