"""However a file is damaged, listening to it ends, in a measurement or in a typed error.

The number of files comes from MENURA_FUZZ_COUNT (1,500 if it is not set). They are heard in a child
process, so that a crash of the decoder is seen as such and names the file that caused it.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from menura.audio.errors import UnreadableAudioError
from menura.audio.listen import listen
from tests.audio_synthesis import FORMATS, cadence, drum_loop, write_audio

COUNT_VARIABLE = "MENURA_FUZZ_COUNT"
USUAL_COUNT = 1_500
SLOWEST_S = 20.0  # of one second of sound; measured .1 s: this is a hang, not a slow machine
SEED = 20_240_607
ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


def flip_bits(content, generator):
    for position in generator.integers(0, len(content), generator.integers(1, 50)):
        content[position] ^= 1 << int(generator.integers(8))


def truncate(content, generator):
    del content[int(generator.integers(1, len(content))) :]


def splice(content, generator):
    """Move a part of the file to another place."""
    start, size = int(generator.integers(len(content))), int(generator.integers(1, 5_000))
    part = content[start : start + size]
    del content[start : start + size]
    target = int(generator.integers(len(content) + 1))
    content[target:target] = part


def overwrite_header(content, generator):
    """Put noise, zeros or ones somewhere into the first 256 bytes."""
    start, size = int(generator.integers(min(256, len(content)))), int(generator.integers(1, 33))
    noise = generator.bytes(size)
    fill = (noise, bytes(size), b"\xff" * size)[int(generator.integers(3))]
    content[start : start + size] = fill


def insert_noise(content, generator):
    position = int(generator.integers(len(content) + 1))
    content[position:position] = generator.bytes(int(generator.integers(1, 2_000)))


MUTATIONS = (flip_bits, truncate, splice, overwrite_header, insert_noise)


def mutate(intact, number):
    """Return the damaged copy of that number; the same number gives the same bytes."""
    generator = np.random.default_rng([SEED, number])
    path = intact[number % len(intact)]
    content = bytearray(path.read_bytes())
    for _ in range(int(generator.integers(1, 4))):
        if content:
            MUTATIONS[int(generator.integers(len(MUTATIONS)))](content, generator)
    return path.suffix, bytes(content)


def write_intact(folder):
    """Write one second of music in every format, and WAV with floats."""
    signal = cadence(0, "major", duration_s=1.0) + drum_loop(120, 1.0)
    stereo = np.tile(signal / np.abs(signal).max(), (2, 1))
    paths = [write_audio(folder / f"song{suffix}", stereo) for suffix in sorted(FORMATS)]
    floats = write_audio(folder / "floats.wav", stereo, encoder="pcm_f32le", sample_format="flt")
    return [*paths, floats]


def hear_mutated_files(folder, count):
    """Listen to `count` damaged files and print what came of them; run in the child."""
    outcomes: Counter[str] = Counter()
    intact, slowest_s, slowest = write_intact(folder), 0.0, ""
    progress = folder / "number.txt"
    for number in range(count):
        suffix, content = mutate(intact, number)
        path = folder / f"mutated{suffix}"
        path.write_bytes(content)
        progress.write_text(str(number))
        started_s = time.perf_counter()
        try:
            listen(path)
            outcomes["heard"] += 1
        except UnreadableAudioError as error:
            outcomes[error.code] += 1
        except Exception as error:  # noqa: BLE001 the point is to find these
            outcomes[f"FOREIGN {type(error).__name__} of number {number}: {error}"] += 1
        duration_s = time.perf_counter() - started_s
        if duration_s > slowest_s:
            slowest_s, slowest = duration_s, f"number {number} ({suffix})"
    for outcome, times in outcomes.most_common():
        print(f"{times:6d} {outcome}")
    print(f"slowest {slowest_s:.3f} s: {slowest}")


def test_no_damaged_file_crashes_hangs_or_raises_anything_else(tmp_path):
    count = int(os.environ.get(COUNT_VARIABLE, USUAL_COUNT))
    command = [sys.executable, "-m", "tests.integration.test_mutated_files", tmp_path, str(count)]
    child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    last = (tmp_path / "number.txt").read_text()
    assert child.returncode == 0, f"ended with {child.returncode} at {last}: {child.stderr[-2000:]}"
    print(child.stdout)
    assert "FOREIGN" not in child.stdout, child.stdout
    assert float(child.stdout.split("slowest ")[1].split()[0]) < SLOWEST_S, child.stdout


if __name__ == "__main__":
    hear_mutated_files(Path(sys.argv[1]), int(sys.argv[2]))
