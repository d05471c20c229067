"""A clip is heard blindly, and checked against what it was meant to be."""

from pathlib import Path

import numpy as np
import pytest

from menura.audio.errors import UnreadableAudioError
from menura.sessions.measuring import PEAK_COUNT, BuiltinClipListener
from menura.sessions.model import ClipFeatures, ClipManifest, Targets
from tests.audio_synthesis import cadence, drum_loop, silence, sine, white_noise, write_audio

A, MINOR = 9, "minor"
BPM = 120.0


def manifest(*instruments: str, **targets: float | str | None) -> ClipManifest:
    return ClipManifest(
        provider="test",
        seed=1,
        prompt="a song",
        instruments=instruments,
        targets=Targets(**targets),  # type: ignore[arg-type]
    )


def measured(path: Path, made_with: ClipManifest) -> ClipFeatures:
    return BuiltinClipListener().measure(path, made_with)


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve seconds of drums and chords: 120 BPM, A minor."""
    signal = drum_loop(BPM, 12.0) * 0.5 + cadence(A, MINOR, duration_s=12.0)
    return write_audio(tmp_path_factory.mktemp("clips") / "song.wav", signal)


@pytest.fixture(scope="module")
def heard(song: Path) -> ClipFeatures:
    return measured(song, manifest("drums", "chords", bpm=BPM, key=A, mode=MINOR))


def test_everything_is_measured(heard: ClipFeatures) -> None:
    assert heard.duration_s == pytest.approx(12.0, abs=0.01)
    assert heard.tempo_bpm == pytest.approx(BPM, rel=0.01)
    assert (heard.key, heard.mode) == (A, MINOR)
    assert heard.loudness_lufs is not None
    assert heard.true_peak_dbtp is not None
    assert heard.onset_rate_hz > 1
    assert 0 <= heard.brightness <= 1
    assert 0 <= heard.energy <= 1
    assert 100 < heard.centroid_hz < 10_000


def test_a_clip_that_is_what_was_meant_passes_both_checks(heard: ClipFeatures) -> None:
    assert heard.tempo_check.passed is True
    assert heard.key_check.passed is True
    assert "120" in heard.tempo_check.reason
    assert "A minor" in heard.key_check.reason


@pytest.mark.parametrize("factor", [0.9, 1.1, 0.75, 4 / 3])
def test_another_tempo_does_not_pass(song: Path, factor: float) -> None:
    found = measured(song, manifest("drums", bpm=BPM * factor))
    assert found.tempo_check.passed is False


@pytest.mark.parametrize("shift", [1, 6, 11])
def test_another_key_does_not_pass(song: Path, shift: int) -> None:
    found = measured(song, manifest(key=(A + shift) % 12, mode=MINOR))
    assert found.key_check.passed is False


def test_the_relative_key_does_not_pass(song: Path) -> None:
    assert measured(song, manifest(key=0, mode="major")).key_check.passed is not True


def test_a_key_without_a_mode_holds_for_both(song: Path) -> None:
    assert measured(song, manifest(key=A)).key_check.passed is True
    assert measured(song, manifest(key=A + 1)).key_check.passed is False


def test_where_nobody_said_what_was_meant_nothing_is_judged(song: Path) -> None:
    found = measured(song, manifest())
    assert found.tempo_check.passed is None
    assert found.key_check.passed is None
    assert found.tempo_check.reason == "No tempo was asked for."


def test_of_two_seconds_a_tempo_cannot_be_told(tmp_path: Path) -> None:
    path = write_audio(tmp_path / "short.wav", drum_loop(BPM, 1.9))
    found = measured(path, manifest("drums", bpm=BPM, key=A, mode=MINOR))
    assert found.tempo_check.passed is None
    assert "beats" in found.tempo_check.reason
    assert found.key_check.passed is None


def test_noise_without_drums_has_no_tempo_to_be_told(tmp_path: Path) -> None:
    path = write_audio(tmp_path / "noise.wav", white_noise(10.0))
    assert measured(path, manifest("pads", bpm=BPM)).tempo_check.passed is None


def test_where_drums_should_be_and_nothing_repeats_the_tempo_fails(tmp_path: Path) -> None:
    path = write_audio(tmp_path / "noise.wav", white_noise(10.0))
    assert measured(path, manifest("drums", bpm=BPM)).tempo_check.passed is False


def test_silence_is_measured_and_nothing_told_of_it(tmp_path: Path) -> None:
    path = write_audio(tmp_path / "silence.wav", silence(8.0))
    found = measured(path, manifest(bpm=BPM, key=A, mode=MINOR))
    assert found.tempo_bpm is None
    assert found.key is None
    assert found.loudness_lufs is None
    assert found.centroid_hz == 0.0
    assert found.tempo_check.passed is None
    assert found.key_check.passed is None
    assert found.peaks == (0,) * PEAK_COUNT


@pytest.mark.parametrize("frequency_hz", [500.0, 4_000.0])
def test_the_centroid_of_a_tone_is_its_frequency(tmp_path: Path, frequency_hz: float) -> None:
    path = write_audio(tmp_path / "tone.wav", sine(frequency_hz, 2.0, amplitude=0.5))
    assert measured(path, manifest()).centroid_hz == pytest.approx(frequency_hz, rel=0.05)


def test_the_outline_follows_the_sound(tmp_path: Path) -> None:
    loud, soft = (sine(220.0, 6.0, amplitude=level) for level in (0.8, 0.2))
    path = write_audio(tmp_path / "outline.wav", np.concatenate([loud, soft], axis=1))
    peaks = measured(path, manifest()).peaks
    assert len(peaks) == PEAK_COUNT
    assert all(0 <= peak <= 127 for peak in peaks)
    assert peaks[PEAK_COUNT // 4] == pytest.approx(0.8 * 127, abs=2)
    assert peaks[PEAK_COUNT * 3 // 4] == pytest.approx(0.2 * 127, abs=2)


def test_a_very_short_clip_is_measured(tmp_path: Path) -> None:
    found = measured(write_audio(tmp_path / "hit.wav", sine(440.0, 0.05)), manifest(bpm=BPM, key=0))
    assert found.tempo_check.passed is None
    assert len(found.peaks) == PEAK_COUNT


def test_a_file_without_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.wav"
    path.write_bytes(b"no audio")
    with pytest.raises(UnreadableAudioError):
        measured(path, manifest())
