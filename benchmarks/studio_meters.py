"""Measure finished mixes: as ffmpeg does, and what no other meter of the project says."""

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np

from menura.audio.arrays import Float32Array, Float64Array


def crest_db(samples: Float32Array) -> float:
    """Return the highest sample over the root mean square."""
    rms = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
    return float(20 * np.log10(np.abs(samples).max() / rms))


def centroid_hz(power: Float64Array) -> float:
    """Return where the spectrum has its centre of gravity, by amplitude."""
    amplitude = np.sqrt(power)
    frequencies_hz = np.linspace(0.0, 24_000.0, len(power))
    return float((frequencies_hz * amplitude).sum() / (amplitude.sum() + 1e-20))


def hear_with_ffmpeg(path: Path) -> dict[str, float]:
    """Return loudness and true peak as ffmpeg's meter reads them; NaN where it is missing."""
    program = shutil.which("ffmpeg")
    if program is None:
        return {"lufs": float("nan"), "peak_dbtp": float("nan")}
    words = [program, "-nostats", "-hide_banner", "-i", str(path)]
    words += ["-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    summary = done.stderr[done.stderr.rindex("Summary:") :]
    lufs = re.search(r"I:\s+(-?[\d.]+) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)
    if lufs is None or peak is None:
        raise RuntimeError(f"ffmpeg's ebur128 summary has another form: {summary}")
    return {"lufs": float(lufs[1]), "peak_dbtp": float(peak[1])}
