"""Masters as files, heard by ffmpeg's meter."""

import re
import shutil
import subprocess

import numpy as np
import pytest

from menura.studio.mastering import LoudnessProfile, MasterOptions, master
from menura.studio.wav_file import write_wav
from tests.unit.studio import material

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="no ffmpeg to compare with"),
]


@pytest.mark.parametrize("profile", [LoudnessProfile.STREAMING, LoudnessProfile.BROADCAST])
@pytest.mark.parametrize("seed", range(3))
def test_ffmpeg_reads_the_same_loudness_and_no_peak_above_the_ceiling(tmp_path, profile, seed):
    generator = np.random.default_rng(seed)
    stems = {
        role: samples * np.float32(generator.uniform(0.3, 2.0))
        for role, samples in material.band(12.0).items()
    }
    made = master(stems, MasterOptions.for_profile(profile))
    path = tmp_path / "master.wav"
    write_wav(path, made.mix, dither_seed=seed)
    command = ["ffmpeg", "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    summary = printed[printed.rindex("Summary:") :]

    def value(name):
        return float(re.findall(rf"{name}:\s+(-?[\d.]+)", summary)[0])

    assert value("I") == pytest.approx(profile.target.target_lufs, abs=0.11)
    assert value("Peak") <= profile.target.ceiling_dbtp
