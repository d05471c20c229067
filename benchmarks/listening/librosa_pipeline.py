"""Hear a file with librosa in the straightforward way (run by another Python: FILE ROUNDS).

Tempo and beats, key by Krumhansl's profiles on CQT chroma, mel spectrogram and level: about a third
of what Menura measures. Runs in an environment of its own and imports nothing of Menura.
"""

import json
import sys
import time
from pathlib import Path

import librosa  # type: ignore[import-not-found,unused-ignore]
import numpy as np

# Krumhansl and Kessler 1982
_MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
_MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)


def hear_with_librosa(path: str) -> None:
    """Load a file and measure it."""
    samples, rate_hz = librosa.load(path)
    librosa.beat.beat_track(y=samples, sr=rate_hz)
    chroma = librosa.feature.chroma_cqt(y=samples, sr=rate_hz).mean(axis=1)
    for profile in (_MAJOR, _MINOR):
        for tonic in range(12):
            np.corrcoef(chroma, np.roll(profile, tonic))
    librosa.power_to_db(librosa.feature.melspectrogram(y=samples, sr=rate_hz))
    librosa.feature.rms(y=samples)


def main() -> None:
    """Hear a file several times; print wall and processor time of each, and the memory."""
    wall_s, cpu_s = [], []
    for _ in range(int(sys.argv[2])):
        began_s, began_cpu_s = time.perf_counter(), time.process_time()
        hear_with_librosa(sys.argv[1])
        wall_s.append(time.perf_counter() - began_s)
        cpu_s.append(time.process_time() - began_cpu_s)
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    peak_rss_mb = int(status["VmHWM"].split()[0]) / 1024
    answer = {"wall_s": wall_s, "cpu_s": cpu_s, "peak_rss_mb": peak_rss_mb}
    print(json.dumps(answer | {"process_cpu_s": time.process_time()}))


if __name__ == "__main__":
    main()
