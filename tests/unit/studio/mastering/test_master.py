"""Masters reach their loudness, keep below their ceiling, and their stems sum to them."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.kernel.errors import CancelledError
from menura.studio.mastering import (
    LoudnessProfile,
    MasterOptions,
    design_master,
    master,
    residual_dbfs,
    sum_stems,
    true_peak_dbtp,
)
from menura.studio.model import Role
from menura.studio.spectrum import long_term_spectrum_db
from menura.studio.wav_file import read_wav, write_wav
from tests.unit.studio import material


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([-14.0, -16.0, -23.0]), st.booleans())
def test_a_master_is_on_target_below_its_ceiling_and_the_sum_of_its_stems(seed, target, glue):
    generator = np.random.default_rng(seed)
    stems = {
        role: samples * np.float32(10 ** generator.uniform(-1.0, 0.5))
        for role, samples in material.band(3.0).items()
        if generator.random() < 0.8 or role is Role.CHORDS
    }
    made = master(stems, MasterOptions(target_lufs=target, glue=glue))
    assert material.loudness(made.mix) == pytest.approx(target, abs=0.1)
    assert true_peak_dbtp(made.mix) <= -1.0
    assert residual_dbfs(made.mix, list(made.stems.values())) < -100
    assert made.report.is_on_target
    assert made.report.loudness_lufs == pytest.approx(material.loudness(made.mix), abs=0.01)
    # The last milliseconds are faded after it was measured: it may say a little more, never less.
    told_dbtp, peak_dbtp = made.report.true_peak_dbtp, true_peak_dbtp(made.mix)
    assert told_dbtp is not None
    assert peak_dbtp is not None
    assert peak_dbtp - 0.01 <= told_dbtp <= peak_dbtp + 0.2


def test_every_stem_goes_through_the_same_gain():
    stems = material.band(4.0)
    chain, _ = design_master(sum_stems(stems), MasterOptions())
    made = master(stems, MasterOptions())
    assert chain.taps is None
    for role, samples in stems.items():
        np.testing.assert_allclose(made.stems[role], samples * chain.gain, rtol=1e-6)


def test_a_reference_is_matched_and_both_similarities_are_told():
    reference = sum_stems(material.band(4.0)) + material.noise(4.0, level=0.06, tilt=-0.2)
    stems = material.band(4.0) | {Role.FX: material.noise(4.0, level=0.02, tilt=-1.0)}
    options = MasterOptions(reference_spectrum_db=long_term_spectrum_db(reference))
    report = master(stems, options).report
    assert report.similarity_before is not None
    assert report.similarity_after is not None
    assert report.similarity_after > max(0.85, report.similarity_before + 0.05)
    assert any(decision.field == "tone" for decision in report.decisions)


def test_stems_written_with_24_bits_sum_to_the_mix_within_the_contract(tmp_path):
    stems = {role: samples * np.float32(0.3) for role, samples in material.band(4.0).items()}
    wanted_db = long_term_spectrum_db(material.noise(4.0, tilt=-0.3))
    made = master(stems, MasterOptions(reference_spectrum_db=wanted_db))
    for name, (whole, parts) in {
        "master": (made.mix, made.stems),
        "premaster": (sum_stems(stems), stems),
    }.items():
        write_wav(tmp_path / f"{name}.wav", whole, dither_seed=1)
        decoded = []
        for number, (role, samples) in enumerate(parts.items()):
            write_wav(tmp_path / f"{name}_{role}.wav", samples, dither_seed=2 + number)
            decoded.append(read_wav(tmp_path / f"{name}_{role}.wav"))
        assert residual_dbfs(read_wav(tmp_path / f"{name}.wav"), decoded) <= -90


def test_what_would_need_too_much_limiting_stays_quieter_and_says_so():
    stems = {Role.DRUMS: material.kicks(6.0, period_s=1.0), Role.PADS: material.saws(6.0, 220.0)}
    options = dataclasses.replace(
        MasterOptions.for_profile(LoudnessProfile.CLUB), most_reduction_db=4.0
    )
    report = master(stems, options).report
    assert not report.is_on_target
    assert report.loudness_lufs is not None
    assert report.loudness_lufs < options.target_lufs - 0.1
    assert report.reduction_peak_db < 6.0
    assert any("instead of" in decision.chosen for decision in report.decisions)


@pytest.mark.parametrize("profile", list(LoudnessProfile))
def test_every_profile_keeps_its_own_ceiling(profile):
    target = profile.target
    made = master(material.band(4.0), MasterOptions.for_profile(profile))
    assert true_peak_dbtp(made.mix) <= target.ceiling_dbtp
    if target.most_reduction_db is None:
        assert material.loudness(made.mix) == pytest.approx(target.target_lufs, abs=0.1)


@pytest.mark.parametrize("count", [0, 1, 480, 48_000, 240_000])
def test_silence_of_any_length_stays_silence_with_a_note(count):
    made = master({Role.PADS: np.zeros((2, count), np.float32)}, MasterOptions())
    assert not made.mix.any()
    assert made.report.loudness_lufs is None
    assert made.report.decisions


@pytest.mark.parametrize("seconds", [0.01, 0.2, 0.5, 1.0])
def test_very_short_sounds_are_mastered_without_a_crash(seconds):
    made = master({Role.LEAD: material.saws(seconds, 440.0, level=3.0)}, MasterOptions())
    assert np.isfinite(made.mix).all()
    assert true_peak_dbtp(made.mix) <= -1.0


def test_one_channel_alone_and_clicks_reach_the_target():
    samples = np.zeros((2, 5 * 48_000), np.float32)
    samples[0, ::12_000] = 0.5
    made = master({Role.DRUMS: samples}, MasterOptions())
    assert material.loudness(made.mix) <= -13.9
    assert true_peak_dbtp(made.mix) <= -1.0
    assert not made.mix[1].any()


def test_mastering_stops_when_asked_to():
    def stop():
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        master(material.band(2.0), MasterOptions(), stop)


def test_the_same_stems_give_the_same_master():
    first, second = (master(material.band(2.0), MasterOptions()).mix for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_stems_that_cannot_be_added_are_refused():
    with pytest.raises(ValueError, match="no stem"):
        sum_stems({})
    with pytest.raises(ValueError, match="different shapes"):
        sum_stems(
            {Role.BASS: np.zeros((2, 3), np.float32), Role.LEAD: np.zeros((2, 4), np.float32)}
        )


def test_a_residual_of_nothing_is_minus_infinity():
    samples = material.noise(0.5)
    assert residual_dbfs(samples, [samples]) == -math.inf
    assert residual_dbfs(samples, [0.5 * samples, 0.499 * samples]) > -90


def test_what_still_sounds_at_the_end_goes_without_a_click():
    time_s = np.arange(96_000) / 48_000
    tone = np.tile(0.2 * np.sin(2 * np.pi * 440 * time_s + 1.0), (2, 1)).astype(np.float32)
    made = master({Role.LEAD: tone}, MasterOptions.for_profile(LoudnessProfile.STREAMING))
    assert np.all(made.mix[:, -1] == 0)
    assert np.abs(np.diff(made.mix[0, -240:])).max() <= np.abs(np.diff(made.mix[0, :-240])).max()
