"""The tempo of a track is read against a target it cannot be talked into."""

from functools import cache

import numpy as np
import pytest

from menura.audio.onsets import find_onsets
from menura.audio.streaming import StreamingPass
from menura.studio.model import Mode
from menura.studio.qa.judge_music import judge_tempo
from menura.studio.qa.report import QaTargets, Remedy, TempoReading
from menura.studio.qa.tempo import correlate_onsets, read_tempo
from tests.unit.studio.qa.band import RATE_HZ, Piece, play

_PATTERNS = {76.0: "x.xxx.x.x.xxx.xx", 120.0: "x.x.x.x.x.x.x.x.", 174.0: "x.x.x.x.x.xxx.x."}


@cache
def _strength(bpm: float) -> np.ndarray:
    bars = round(24 * bpm / 240)
    listening = StreamingPass(RATE_HZ, 2)
    listening.feed(play(Piece(bpm=bpm, bars=bars, pattern=_PATTERNS[bpm])).mix)
    return find_onsets(listening.finish().mel_energies).strength


def _judge(bpm: float, target_bpm: float) -> tuple[bool | None, TempoReading]:
    reading = read_tempo(correlate_onsets(_strength(bpm)), target_bpm)
    targets = QaTargets(target_bpm, 0, Mode.MAJOR)
    return judge_tempo(reading, targets).passed, reading


@pytest.mark.parametrize("bpm", sorted(_PATTERNS))
def test_the_true_tempo_passes_and_is_read_to_a_third_of_a_beat(bpm: float) -> None:
    passed, reading = _judge(bpm, bpm)
    assert passed
    assert reading.heard_bpm == pytest.approx(bpm, abs=0.3)
    assert reading.blind_ratio in ("1:1", "1:2", "2:1")


@pytest.mark.parametrize("bpm", sorted(_PATTERNS))
@pytest.mark.parametrize("off", [0.8, 0.89, 0.95, 1.05, 1.11, 1.25, 1.5])
def test_a_wrong_tempo_fails(bpm: float, off: float) -> None:
    assert _judge(bpm, bpm * off)[0] is False


def test_a_tempo_within_two_beats_passes_and_says_what_it_is() -> None:
    passed, reading = _judge(120.0, 121.5)
    assert passed
    assert reading.heard_bpm == pytest.approx(120, abs=0.3)
    assert _judge(120.0, 122.5)[0] is False


def test_a_double_tempo_is_named_as_such() -> None:
    assert _judge(120.0, 60.0)[1].blind_ratio == "2:1"


@pytest.mark.parametrize("has_drums", [True, False])
def test_noise_has_no_tempo_which_is_a_fault_only_with_drums(has_drums: bool) -> None:
    noise = np.random.default_rng(1).standard_normal((2, 20 * RATE_HZ)).astype(np.float32)
    listening = StreamingPass(RATE_HZ, 2)
    listening.feed(noise * np.float32(0.1))
    strength = find_onsets(listening.finish().mel_energies).strength
    reading = read_tempo(correlate_onsets(strength), 120)
    check = judge_tempo(reading, QaTargets(120, 0, Mode.MAJOR, has_drums=has_drums))
    assert check.passed is (False if has_drums else None)
    assert check.failed is has_drums
    assert check.remedy == (Remedy.STEADIER_RHYTHM if has_drums else Remedy.NONE)


def test_silence_has_no_tempo() -> None:
    reading = read_tempo(correlate_onsets(np.zeros((4, 1000), np.float32)), 120)
    assert reading.heard_bpm is None
    assert reading.blind_bpm is None
