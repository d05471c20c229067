"""A whole track is checked: a good one passes, and each fault fails its own check."""

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from menura.audio.arrays import Float32Array
from menura.studio.model import Mode, Role
from menura.studio.qa.check import check_track
from menura.studio.qa.report import QaReport, QaTargets, Remedy
from menura.studio.spectrum import long_term_spectrum_db
from tests.unit.studio.qa.band import RATE_HZ, Played

Stems = dict[Role, Float32Array]


@pytest.fixture(scope="module")
def good(band: Played) -> tuple[Stems, QaTargets]:
    """A track without faults: a touch quieter, so that its peaks fit."""
    stems = {role: stem * np.float32(0.9) for role, stem in band.stems.items()}
    targets = QaTargets(120.0, 9, Mode.MINOR, target_lufs=-15.0, duration_s=band.duration_s)
    return stems, targets


def _check(stems: Stems, targets: QaTargets) -> QaReport:
    return check_track(np.sum(list(stems.values()), axis=0), stems, targets)


def _failed(report: QaReport) -> list[str]:
    return [check.name for check in report.failed_checks]


def test_a_good_track_passes_every_check(good: tuple[Stems, QaTargets]) -> None:
    stems, targets = good
    report = _check(stems, targets)
    assert _failed(report) == []
    assert report.passed
    assert report.defects == ()
    assert report.remedies == ()
    # there was no reference
    assert [check.name for check in report.checks if check.passed is None] == ["similarity"]


def test_every_check_says_what_was_measured_and_why(good: tuple[Stems, QaTargets]) -> None:
    report = _check(*good)
    assert len({check.name for check in report.checks}) == len(report.checks)
    assert all(check.measured and check.target and check.reason for check in report.checks)
    assert all(check.reason.endswith(".") for check in report.checks)


def _silent_lead(stems: Stems) -> None:
    stems[Role.LEAD] = stems[Role.LEAD] * np.float32(0)


def _opposite_lead(stems: Stems) -> None:
    stems[Role.LEAD] = stems[Role.LEAD] * np.array([[1], [-1]], np.float32)


def _opposite_channels(stems: Stems) -> None:
    for role, stem in stems.items():
        stems[role] = stem * np.array([[1], [-1]], np.float32)


def _clipped(stems: Stems) -> None:
    mix = np.sum(list(stems.values()), axis=0)
    loud = np.clip(mix * 4, -0.8, 0.8)
    for role in stems:
        stems[role] = np.zeros_like(mix)
    stems[Role.CHORDS] = loud


def _cut(stems: Stems) -> None:
    for role, stem in stems.items():
        stems[role] = stem[:, : round(25.2 * RATE_HZ)].copy()


def _hole(stems: Stems) -> None:
    for stem in stems.values():
        stem[:, 500_000:503_000] = 0


def _gap(stems: Stems) -> None:
    for stem in stems.values():
        stem[:, 480_000:672_000] = 0


def _click(stems: Stems) -> None:
    stems[Role.BASS][:, 490_241] += 0.3


def _offset(stems: Stems) -> None:
    stems[Role.BASS] += np.float32(0.012)


@pytest.mark.parametrize(
    ("damage", "name", "remedy"),
    [
        (_silent_lead, "stems", "rerender:lead"),
        (_opposite_lead, "stems", "rerender:lead"),
        (_opposite_channels, "phase", Remedy.NARROW_STEREO),
        (_clipped, "clipping", Remedy.LOWER_CEILING),
        (_cut, "end", Remedy.FADE_END),
        (_cut, "duration", Remedy.FIT_DURATION),
        (_hole, "dropouts", Remedy.RERENDER_ALL),
        (_gap, "silence", Remedy.RERENDER_ALL),
        (_click, "clicks", Remedy.RERENDER_ALL),
        (_offset, "dc_offset", Remedy.REMOVE_DC),
    ],
)
def test_a_fault_fails_its_check_and_names_a_remedy(
    good: tuple[Stems, QaTargets], damage: Callable[[Stems], None], name: str, remedy: str
) -> None:
    stems = {role: stem.copy() for role, stem in good[0].items()}
    damage(stems)
    report = _check(stems, good[1])
    assert name in _failed(report)
    assert remedy in report.remedies
    assert not report.passed


@pytest.mark.parametrize(
    ("changes", "name", "remedy"),
    [
        ({"bpm": 132.0}, "tempo", Remedy.STEADIER_RHYTHM),
        ({"key": 10}, "key", Remedy.REDRAW_HARMONY),
        ({"target_lufs": -14.0}, "loudness", Remedy.RAISE_LOUDNESS),
        ({"target_lufs": -16.0}, "loudness", Remedy.LOWER_LOUDNESS),
        ({"ceiling_dbtp": -6.0}, "true_peak", Remedy.LOWER_CEILING),
        ({"duration_s": 40.0}, "duration", Remedy.FIT_DURATION),
    ],
)
def test_another_target_fails_only_its_own_check(
    good: tuple[Stems, QaTargets], changes: dict[str, float], name: str, remedy: str
) -> None:
    report = _check(good[0], replace(good[1], **changes))  # type: ignore[arg-type]
    assert _failed(report) == [name]
    assert report.remedies == (remedy,)


def test_stems_that_do_not_add_up_are_told(good: tuple[Stems, QaTargets]) -> None:
    stems, targets = good
    mix = np.sum(list(stems.values()), axis=0)
    louder = {**stems, Role.LEAD: stems[Role.LEAD] * np.float32(1.01)}
    assert _failed(check_track(mix, louder, targets)) == ["stem_sum"]


def test_a_reference_of_the_same_spectrum_is_alike_and_a_dull_one_is_not(
    good: tuple[Stems, QaTargets],
) -> None:
    stems, targets = good
    same = long_term_spectrum_db(np.sum(list(stems.values()), axis=0))
    report = _check(stems, replace(targets, reference_spectrum_db=same))
    assert report.passed
    assert len(report.curves.reference_db) == len(report.curves.spectrum_db) == len(same)
    bright = same + np.linspace(-9, 9, len(same))
    report = _check(stems, replace(targets, reference_spectrum_db=bright))
    assert _failed(report) == ["similarity"]
    assert report.remedies == (Remedy.ADD_TREBLE,)


def test_a_silent_track_fails_and_nothing_breaks() -> None:
    silence = np.zeros((2, 10 * RATE_HZ), np.float32)
    report = check_track(silence, {Role.DRUMS: silence}, QaTargets(120, 0, Mode.MAJOR))
    assert {"loudness", "silence", "stems"} <= set(_failed(report))
    json.dumps(report.to_json(), allow_nan=False)


@pytest.mark.parametrize("count", [1, 100, 5000, 30_000])
def test_very_short_tracks_do_not_break_it(count: int) -> None:
    audio = np.full((2, count), 0.1, np.float32)
    report = check_track(audio, {}, QaTargets(120, 0, Mode.MAJOR))
    json.dumps(report.to_json(), allow_nan=False)


def test_a_mix_without_stems_is_checked_by_itself(good: tuple[Stems, QaTargets]) -> None:
    mix = np.sum(list(good[0].values()), axis=0)
    report = check_track(mix, {}, good[1])
    assert report.passed
    unknown = {check.name for check in report.checks if check.passed is None}
    assert unknown == {"stems", "stem_sum", "similarity"}


def test_the_report_is_json_with_curves_of_bounded_length(good: tuple[Stems, QaTargets]) -> None:
    told = json.loads(json.dumps(_check(*good).to_json(), allow_nan=False))
    assert told["passed"] is True
    assert {check["name"] for check in told["checks"]} >= {"tempo", "key", "loudness", "true_peak"}
    curves = told["curves"]
    assert 0 < len(curves["loudness_times_s"]) == len(curves["momentary_lufs"]) <= 600
    assert 0 < len(curves["peaks"]) <= 600
    assert told["tempo"]["blind_ratio"] == "1:1"


def test_a_stem_of_another_length_is_refused(good: tuple[Stems, QaTargets]) -> None:
    stems, targets = good
    mix = np.sum(list(stems.values()), axis=0)
    with pytest.raises(ValueError, match="bass"):
        check_track(mix, {Role.BASS: stems[Role.BASS][:, :-1]}, targets)


def test_progress_rises_to_one_and_the_work_can_be_stopped(good: tuple[Stems, QaTargets]) -> None:
    stems, targets = good
    mix = np.sum(list(stems.values()), axis=0)
    told: list[float] = []
    check_track(mix, stems, targets, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0

    class Stopped(Exception):
        """Somebody asked."""

    def stop() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        check_track(mix, stems, targets, check=stop)
