"""Loudness and true peak against ffmpeg's ``ebur128``, on many formats and rates."""

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import soxr

from benchmarks.listening.report import Table, at_least, at_most
from benchmarks.listening.workbench import Workbench
from benchmarks.rendered_music.sound_file import Encoding, write_sound
from benchmarks.rendered_music.synthesis import SAMPLE_RATE_HZ
from menura.audio.arrays import Float32Array
from menura.audio.decode import open_audio
from menura.audio.listen import ListenOptions, decode_once
from menura.audio.loudness import measure_loudness

_EXCERPT_S = 15
_STYLES_APART = 29  # clips this many numbers apart are of different styles and fonts
_EXCERPTS = 6
_GAINS_DB = (0.0, -12.0, 3.0, 0.0, -25.0, 6.0)  # the loud ones clip where the format does
# suffix -> encoding, rate, channels
_FORMATS: dict[str, tuple[Encoding, int, int]] = {
    "16.wav": (Encoding("wav", "pcm_s16le", "s16"), 44_100, 2),
    "float.wav": (Encoding("wav", "pcm_f32le", "flt"), 48_000, 2),
    "mono.wav": (Encoding("wav", "pcm_s24le", "s32"), 22_050, 1),
    "8k.wav": (Encoding("wav", "pcm_s16le", "s16"), 8_000, 1),
    "96k.flac": (Encoding("flac", "flac", "s32"), 96_000, 2),
    "32k.flac": (Encoding("flac", "flac", "s16"), 32_000, 2),
    "mp3": (Encoding("mp3", "libmp3lame", "fltp", 128_000), 44_100, 2),
    "opus": (Encoding("ogg", "libopus", "flt", 96_000), 48_000, 2),
    "m4a": (Encoding("ipod", "aac", "fltp", 128_000), 44_100, 2),
}


def run(bench: Workbench) -> list[Table]:
    """Measure every excerpt in every format with both."""
    table = Table("Loudness against ffmpeg's ebur128")
    if shutil.which("ffmpeg") is None:
        table.remark("Skipped: there is no ffmpeg on this machine (apt-get install ffmpeg).")
        return [table]
    paths = _write_files(bench)
    rows = []
    for path in paths:
        theirs, ours = _ffmpeg(path), _menura(path)
        if theirs is not None and ours is not None:
            rows.append((path.name, ours[0] - theirs[0], ours[1] - theirs[1]))
    if not rows:
        table.remark("Skipped: this ffmpeg measured none of the files.")
        return [table]
    loudness = np.array([row[1] for row in rows])
    peaks = np.array([row[2] for row in rows])
    table.title += f" ({len(rows)} files, {len(_FORMATS)} formats)"
    table.add("files compared", len(rows), "", at_least(40) if bench.share == 1 else None)
    table.add("integrated loudness, largest difference", np.abs(loudness).max(), "LU", at_most(0.1))
    table.add("integrated loudness, mean difference", np.abs(loudness).mean(), "LU")
    table.add("true peak, largest difference", np.abs(peaks).max(), "dB", at_most(0.25))
    table.add("true peak, mean difference", np.abs(peaks).mean(), "dB")
    table.add("true peak, furthest below", max(0.0, -peaks.min()), "dB", at_most(0.1))
    worst = sorted(rows, key=lambda row: -abs(row[2]))[:5]
    table.detail(("furthest true peaks", "LU", "dB"), worst)
    return [table]


def _write_files(bench: Workbench) -> list[Path]:
    folder = bench.folder / "loudness"
    folder.mkdir(parents=True, exist_ok=True)
    count = bench.count(_EXCERPTS)
    clips = bench.library.clips(count * _STYLES_APART)[::_STYLES_APART][:count]
    paths = []
    for number, clip in enumerate(clips):
        signal: Float32Array | None = None
        for suffix, (encoding, rate_hz, channels) in _FORMATS.items():
            path = folder / f"{number}.{suffix}"
            paths.append(path)
            if path.exists():
                continue
            if signal is None:
                signal = read_samples(clip.path)[:, 5 * SAMPLE_RATE_HZ :][
                    :, : _EXCERPT_S * SAMPLE_RATE_HZ
                ]
            gain = np.float32(10 ** (_GAINS_DB[number % len(_GAINS_DB)] / 20))
            converted = soxr.resample(signal.T, SAMPLE_RATE_HZ, rate_hz).T
            mixed = converted if channels == 2 else converted.mean(axis=0, keepdims=True)
            write_sound(path, np.asarray(mixed * gain, np.float32), rate_hz, encoding=encoding)
    return paths


def read_samples(path: Path) -> Float32Array:
    """Decode a file whole, shape ``(channels, samples)``."""
    with open_audio(path) as reader:
        return np.concatenate(list(reader.blocks()), axis=1)


def _menura(path: Path) -> tuple[float, float] | None:
    frames = decode_once(path, ListenOptions(fingerprint=False)).frames
    assert frames is not None
    measured = measure_loudness(frames)
    if measured.integrated_lufs is None or measured.true_peak_dbtp is None:
        return None
    return measured.integrated_lufs, measured.true_peak_dbtp


def _ffmpeg(path: Path) -> tuple[float, float] | None:
    command = ["ffmpeg", "-hide_banner", "-nostats", "-i", str(path)]
    command += ["-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return read_summary(done.stderr) if done.returncode == 0 else None


def read_summary(text: str) -> tuple[float, float] | None:
    """Return integrated loudness and true peak from what ffmpeg prints; None if not there."""
    summary = text.rpartition("Summary:")[2]
    loudness = re.search(r"I:\s+(-?[\d.]+) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)
    return (float(loudness[1]), float(peak[1])) if loudness and peak else None
