"""A reference's style is told from its sound."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from scipy.io import wavfile

from menura.audio.arrays import Float32Array
from menura.audio.errors import UnreadableAudioError
from menura.studio.model import Instrument, Mode, StyleParameters
from menura.studio.spectrum import BAND_CENTRES_HZ, long_term_spectrum_db, spectral_similarity
from menura.studio.style import (
    ReferenceTooShortError,
    SilentReferenceError,
    StyleOptions,
    analyse_style,
)
from tests.unit.studio.qa.band import RATE_HZ, Piece, play


def _write(path: Path, audio: Float32Array, rate_hz: int = RATE_HZ) -> Path:
    wavfile.write(path, rate_hz, np.ascontiguousarray(audio.T, np.float32))
    return path


@cache
def _listened(piece: Piece) -> StyleParameters:
    """Return the style of a piece: several tests ask different things of the same one."""
    with TemporaryDirectory() as folder:
        path = _write(Path(folder) / "reference.wav", play(piece).mix)
        return analyse_style(path, name="reference")


@pytest.mark.parametrize(("bpm", "key", "mode"), [(96, 2, Mode.MAJOR), (124, 6, Mode.MINOR)])
def test_tempo_key_and_loudness_are_told(bpm: float, key: int, mode: Mode) -> None:
    piece = Piece(bpm=bpm, key=key, mode=mode, bars=12, lufs=-12.0)
    style = _listened(piece)
    assert style.bpm == pytest.approx(bpm, abs=0.3)
    assert (style.key, style.mode) == (key, mode)
    assert style.loudness_lufs == pytest.approx(-12, abs=0.3)
    assert style.loudness_range_lu is not None
    assert style.crest_db is not None
    assert 5 < style.crest_db < 20
    assert style.notes == ()


@pytest.mark.parametrize("swing", [0.58, 0.667])
def test_swing_is_measured_to_a_fiftieth(swing: float) -> None:
    piece = Piece(bpm=92, swing=swing, pattern="xxxxxxxxxxxxxxxx", bars=8)
    assert _listened(piece).groove.swing == pytest.approx(swing, abs=0.02)


def test_music_without_sixteenths_is_straight() -> None:
    assert _listened(Piece(bars=8)).groove.swing == pytest.approx(0.5, abs=0.03)


def test_the_onset_pattern_is_strong_where_something_is_struck() -> None:
    pattern = _listened(Piece(bars=8)).groove.onset_pattern
    assert len(pattern) == 16
    assert max(pattern) == 1.0
    assert np.mean(pattern[0::2]) > 2 * np.mean(pattern[1::2])


@pytest.mark.slow
def test_width_is_told_and_mono_has_no_side() -> None:
    narrow = _listened(Piece(bars=8, width=0.1))
    wide = _listened(Piece(bars=8, width=0.9))
    mono = _listened(Piece(bars=8, width=0.0))
    assert wide.stereo_width > 2 * narrow.stereo_width
    assert wide.side_to_mid_db is not None
    assert narrow.side_to_mid_db is not None
    assert wide.side_to_mid_db > narrow.side_to_mid_db + 3
    assert mono.side_to_mid_db is None
    assert mono.stereo_width == pytest.approx(0, abs=1e-6)


@pytest.mark.slow
def test_the_loud_section_is_the_key_section_and_gives_the_spectrum(tmp_path: Path) -> None:
    gains = (0.25,) * 8 + (1.0,) * 8 + (0.25,) * 8
    piece = Piece(bpm=120, bars=24, loudness_of_bars=gains)
    played = play(piece)
    style = analyse_style(_write(tmp_path / "r.wav", played.mix), name="r")
    assert len(style.structure_markers) >= 3
    loudest = max(style.structure_markers, key=lambda marker: marker.energy)
    assert loudest.start_s == pytest.approx(16, abs=2.5)
    assert any(start_s < 24 < end_s for start_s, end_s in style.key_sections_s)
    assert len(style.eq_profile_db) == len(BAND_CENTRES_HZ)
    loud = played.mix[:, 16 * RATE_HZ : 32 * RATE_HZ]
    profile = np.array(style.eq_profile_db)
    assert spectral_similarity(profile, long_term_spectrum_db(loud)) > 0.9


def test_drums_are_guessed_where_there_are_some() -> None:
    with_drums = _listened(Piece(bars=8)).instruments
    without = _listened(Piece(bars=8, has_drums=False)).instruments
    assert with_drums[Instrument.DRUMS] > 0.6
    assert without.get(Instrument.DRUMS, 0.0) < with_drums[Instrument.DRUMS]
    assert all(0 <= probability <= 1 for probability in with_drums.values())


@pytest.mark.slow
def test_busier_music_is_denser() -> None:
    calm = _listened(Piece(bpm=80, pattern="x...x...x...x...", bars=8))
    busy = _listened(Piece(bpm=150, pattern="x.xxx.xxx.xxx.xx", bars=14))
    assert busy.density > calm.density
    assert busy.energy > calm.energy


def test_other_rates_and_mono_files_are_read(tmp_path: Path) -> None:
    mix = play(Piece(bars=8)).mix
    path = _write(tmp_path / "half.wav", mix[:1, ::2], RATE_HZ // 2)
    style = analyse_style(path, name="half")
    assert style.bpm == pytest.approx(120, abs=0.3)
    assert style.side_to_mid_db is None


def test_a_long_file_is_heard_in_part_and_says_so(tmp_path: Path) -> None:
    path = _write(tmp_path / "long.wav", play(Piece(bars=8)).mix)
    style = analyse_style(path, name="long", options=StyleOptions(excerpt_s=9.0))
    assert style.duration_s < 12
    assert any("first" in note for note in style.notes)


def test_a_silent_beginning_is_skipped(tmp_path: Path) -> None:
    silence = np.zeros((2, 14 * RATE_HZ), np.float32)
    music = np.concatenate([silence, play(Piece(bars=8)).mix], axis=1)
    path = _write(tmp_path / "late.wav", music)
    options = StyleOptions(excerpt_s=10.0, lead_in_s=20.0)
    style = analyse_style(path, name="late", options=options)
    assert style.loudness_lufs is not None
    assert any("silent until" in note for note in style.notes)
    with pytest.raises(SilentReferenceError):
        analyse_style(path, name="late", options=StyleOptions(excerpt_s=10.0, lead_in_s=12.0))


def test_a_truncated_file_is_heard_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = _write(tmp_path / "whole.wav", play(Piece(bars=14)).mix).read_bytes()
    path = tmp_path / "cut.wav"
    path.write_bytes(whole[: len(whole) // 2])
    style = analyse_style(path, name="cut")
    assert style.duration_s == pytest.approx(14.25, abs=0.2)
    assert style.bpm == pytest.approx(120, abs=0.3)


def test_silence_is_refused(tmp_path: Path) -> None:
    path = _write(tmp_path / "silent.wav", np.zeros((2, 10 * RATE_HZ), np.float32))
    with pytest.raises(SilentReferenceError, match="silent") as refused:
        analyse_style(path, name="Nothing")
    assert refused.value.code == "reference_silent"
    assert "Nothing" in refused.value.message


def test_less_than_three_seconds_are_refused(tmp_path: Path) -> None:
    path = _write(tmp_path / "short.wav", play(Piece(bars=1)).mix)
    with pytest.raises(ReferenceTooShortError) as refused:
        analyse_style(path, name="short")
    assert refused.value.code == "reference_too_short"


@pytest.mark.parametrize("content", [b"", b"This is a letter, not music. " * 100])
def test_what_is_no_audio_is_refused_as_everywhere(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.wav"
    path.write_bytes(content)
    with pytest.raises(UnreadableAudioError):
        analyse_style(path, name="letter")


def test_noise_has_neither_tempo_nor_key_and_the_notes_say_so(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).standard_normal((2, 12 * RATE_HZ)).astype(np.float32) * 0.1
    style = analyse_style(_write(tmp_path / "noise.wav", noise), name="noise")
    assert style.key is None
    assert style.mode is None
    assert style.groove.swing == 0.5
    assert any("key" in note for note in style.notes)
