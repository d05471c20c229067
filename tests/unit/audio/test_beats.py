"""Beats, bars and tempo of signals that were made at known times."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.audio.frames import MEL_FRAME_RATE_HZ
from menura.audio.onsets import find_onsets
from menura.audio.pulse_grid import lay_grid, track_pulse
from menura.audio.rhythm import measure_rhythm
from menura.audio.streaming import StreamingPass
from tests.audio_synthesis import (
    MAJOR,
    STYLES,
    cadence,
    click_track,
    drum_loop,
    render_style,
    silence,
    sine,
    white_noise,
)

RATE_HZ = 22_050
TOLERANCE_S = 0.07  # what mir_eval allows
STYLE = {style.name: style for style in STYLES}


def frames_of(signal):
    listening = StreamingPass(RATE_HZ, signal.shape[0])
    listening.feed(np.ascontiguousarray(signal, np.float32))
    return listening.finish()


def rhythm_of(signal):
    frames = frames_of(signal)
    return measure_rhythm(frames, find_onsets(frames.mel_energies))


def loop(tempo_bpm, duration_s):
    return drum_loop(tempo_bpm, duration_s, sample_rate_hz=RATE_HZ)


def clicks(tempo_bpm, duration_s):
    return click_track(tempo_bpm, duration_s, sample_rate_hz=RATE_HZ)


def pad(signal, before_s, after_s):
    before = silence(before_s, sample_rate_hz=RATE_HZ)
    return np.concatenate([before, signal, silence(after_s, sample_rate_hz=RATE_HZ)], axis=1)


def f_measure(beats_s, true_s):
    """Share of beats found and right, as mir_eval counts without trimming."""
    hits = sum(bool(np.abs(beats_s - time).min() <= TOLERANCE_S) for time in true_s)
    return 2 * hits / (len(beats_s) + len(true_s)) if len(beats_s) else 0.0


def clicks_at(times_s, duration_s):
    """Return a click at each of the given times."""
    signal = silence(duration_s, sample_rate_hz=RATE_HZ)
    click = clicks(60, 0.2)[0]
    for time_s in times_s:
        start = round(time_s * RATE_HZ)
        part = signal[0, start : start + click.size]
        part += click[: part.size]
    return signal


def assert_lawful(rhythm, duration_s):
    """Check what holds for every signal."""
    beats_s, downbeats_s = rhythm.beats_s, rhythm.downbeats_s
    assert (np.diff(beats_s) > 0).all()
    assert ((beats_s >= 0) & (beats_s < duration_s)).all()
    assert np.isin(downbeats_s, beats_s).all()
    for share in (rhythm.beat_confidence, rhythm.downbeat_confidence, rhythm.pulse_clarity):
        assert 0.0 <= share <= 1.0
    assert np.isfinite(rhythm.onset_rate_hz)
    assert (downbeats_s.size == 0) == (rhythm.downbeat_confidence == 0.0)
    if rhythm.tempo is None:
        assert beats_s.size == 0
    else:
        assert 0.0 <= rhythm.tempo.confidence <= 1.0
        assert rhythm.tempo.candidates[0].tempo_bpm == rhythm.tempo.tempo_bpm


@settings(max_examples=25, deadline=None)
@given(tempo_bpm=st.floats(40, 240))
def test_beats_of_a_bare_click_track_are_its_clicks_at_any_tempo(tempo_bpm):
    count, beat_s = int(12.0 * tempo_bpm / 60), 60 / tempo_bpm
    duration_s = (
        count - 0.5
    ) * beat_s  # between two clicks: one cut off by the end is half a click
    rhythm = rhythm_of(clicks(tempo_bpm, duration_s))
    true_s = np.arange(count) * beat_s
    assert rhythm.tempo.tempo_bpm == pytest.approx(tempo_bpm, rel=0.01)
    assert len(rhythm.beats_s) == pytest.approx(len(true_s), abs=1)
    assert f_measure(rhythm.beats_s, true_s) > 0.95
    assert_lawful(rhythm, duration_s)


@settings(max_examples=15, deadline=None)
@given(tempo_bpm=st.floats(75, 170), seed=st.integers(0, 99))
def test_beats_of_any_signal_ascend_inside_it_and_hold_the_downbeats(tempo_bpm, seed):
    style = STYLES[seed % len(STYLES)]
    signal = render_style(
        style, tempo_bpm=tempo_bpm, tonic=2, duration_s=6.0, seed=seed, sample_rate_hz=RATE_HZ
    )
    assert_lawful(rhythm_of(signal), 6.0)


@settings(max_examples=10, deadline=None)
@given(gain_db=st.floats(-60, 0), tempo_bpm=st.sampled_from([84.0, 105.5, 126.0]))
def test_gain_changes_neither_tempo_nor_beats(gain_db, tempo_bpm):
    signal = loop(tempo_bpm, 8.0)
    plain, scaled = rhythm_of(signal), rhythm_of(signal * np.float32(10 ** (gain_db / 20)))
    assert scaled.tempo.tempo_bpm == pytest.approx(plain.tempo.tempo_bpm, rel=1e-3)
    np.testing.assert_allclose(scaled.beats_s, plain.beats_s, atol=0.01)


@settings(max_examples=10, deadline=None)
@given(before_s=st.floats(0, 2), after_s=st.floats(0, 2))
def test_silence_around_moves_the_beats_but_not_the_tempo(before_s, after_s):
    rhythm = rhythm_of(pad(loop(110, 16.0), before_s, after_s))
    assert rhythm.tempo.tempo_bpm == pytest.approx(110, rel=0.02)
    assert f_measure(rhythm.beats_s - before_s, np.arange(0, 16.0, 60 / 110)) > 0.9
    assert rhythm.beats_s[0] >= before_s - TOLERANCE_S
    assert rhythm.beats_s[-1] <= before_s + 16.0 + TOLERANCE_S


@pytest.mark.parametrize(
    ("style", "tempo_bpm"),
    [("house", 124), ("waltz", 96), ("funk", 104), ("metal", 150), ("chiptune", 136)],
)
def test_tempo_and_beats_of_rendered_styles_are_right(style, tempo_bpm):
    signal = render_style(
        STYLE[style], tempo_bpm=tempo_bpm, tonic=2, duration_s=20.0, seed=1, sample_rate_hz=RATE_HZ
    )
    rhythm = rhythm_of(signal)
    assert rhythm.tempo.tempo_bpm == pytest.approx(tempo_bpm, rel=0.01)
    assert f_measure(rhythm.beats_s, np.arange(0, 20.0, 60 / tempo_bpm)) > 0.9


@pytest.mark.parametrize(("style", "beats_per_bar"), [("waltz", 3), ("metal", 4), ("house", 4)])
def test_bars_of_rendered_styles_are_counted_and_start_where_the_chords_change(
    style, beats_per_bar
):
    tempo_bpm = STYLE[style].tempo_bpm
    signal = render_style(
        STYLE[style], tempo_bpm=tempo_bpm, tonic=2, duration_s=20.0, seed=1, sample_rate_hz=RATE_HZ
    )
    rhythm = rhythm_of(signal)
    assert rhythm.beats_per_bar == beats_per_bar
    true_s = np.arange(0, 20.0, 60 * beats_per_bar / tempo_bpm)
    assert f_measure(rhythm.downbeats_s, true_s) > 0.85


def test_the_line_through_the_beats_makes_the_tempo_sharp():
    assert rhythm_of(loop(104.37, 30.0)).tempo.tempo_bpm == pytest.approx(104.37, rel=1e-3)


def test_a_loop_of_two_seconds_has_beats():
    rhythm = rhythm_of(loop(120, 2.0))
    assert rhythm.tempo.tempo_bpm == pytest.approx(120, rel=0.04)
    assert f_measure(rhythm.beats_s, np.arange(0, 2.0, 0.5)) > 0.8
    assert rhythm.downbeats_s.size == 0


def test_beats_follow_a_tempo_that_wanders():
    index = np.arange(60)
    periods_s = 0.5 * (1 + 0.06 * np.sin(2 * np.pi * index / 30))
    times_s = 0.2 + np.cumsum(periods_s)
    rhythm = rhythm_of(clicks_at(times_s, 31.0))
    assert f_measure(rhythm.beats_s, times_s) > 0.9


def test_chords_that_change_every_second_make_a_tempo_without_drums():
    rhythm = rhythm_of(cadence(3, MAJOR, duration_s=24.0, sample_rate_hz=RATE_HZ))
    assert rhythm.tempo.tempo_bpm == pytest.approx(60, rel=0.02)


def test_half_and_double_are_always_among_the_candidates():
    tempo = rhythm_of(loop(110, 12.0)).tempo
    ratios = [c.tempo_bpm / tempo.tempo_bpm for c in tempo.candidates]
    assert any(r == pytest.approx(0.5) for r in ratios)
    assert any(r == pytest.approx(2.0) for r in ratios)
    scores = [c.score for c in tempo.candidates]
    assert scores[0] == 1.0
    assert scores == sorted(scores, reverse=True)


def test_a_drum_pattern_is_clearer_and_busier_than_its_pulse_is_slow():
    beat, ambient = (
        rhythm_of(loop(120, 12.0)),
        rhythm_of(
            render_style(
                STYLE["ambient"],
                tempo_bpm=60,
                tonic=0,
                duration_s=20.0,
                seed=1,
                sample_rate_hz=RATE_HZ,
            )
        ),
    )
    assert beat.pulse_clarity > 0.8 > 0.4 > ambient.pulse_clarity
    assert beat.onset_rate_hz == pytest.approx(4.0, rel=0.1)  # eighths of the hi-hat


SILENT_OR_STEADY = {
    "silence": silence(10.0, sample_rate_hz=RATE_HZ),
    "sine": sine(440, 20.0, sample_rate_hz=RATE_HZ),
    "drone": sine(110, 20.0, sample_rate_hz=RATE_HZ) + sine(165.2, 20.0, sample_rate_hz=RATE_HZ),
    "offset": np.full((1, 5 * RATE_HZ), 0.5, np.float32),
    "one frame": np.ones((1, 10), np.float32),
    "nothing": np.zeros((1, 0), np.float32),
    "a second": loop(120, 1.0),
}


@pytest.mark.parametrize("signal", SILENT_OR_STEADY.values(), ids=SILENT_OR_STEADY.keys())
def test_what_has_no_rhythm_has_no_tempo_and_no_beats(signal):
    rhythm = rhythm_of(signal)
    assert rhythm.tempo is None
    assert rhythm.beats_per_bar is None
    assert_lawful(rhythm, signal.shape[1] / RATE_HZ)


@pytest.mark.parametrize("seed", range(4))
def test_noise_has_no_tempo(seed):
    assert rhythm_of(white_noise(15.0, seed=seed, sample_rate_hz=RATE_HZ)).tempo is None


def test_a_signal_of_which_only_minutes_were_kept_has_a_tempo_but_no_beats():
    frames = frames_of(loop(118, 130.0))
    longer = replace(frames, sample_count=frames.sample_count * 20)
    rhythm = measure_rhythm(longer, find_onsets(longer.mel_energies))
    assert rhythm.tempo is not None
    assert rhythm.tempo.tempo_bpm == pytest.approx(118, rel=0.01)
    assert rhythm.beats_s.size == 0
    assert rhythm.onset_rate_hz > 3


@settings(max_examples=20, deadline=None)
@given(period=st.floats(8, 70), first=st.integers(0, 60))
def test_a_tracked_pulse_meets_every_peak_and_its_grid_covers_the_signal(period, first):
    envelope = np.zeros(900)
    peaks = np.round(np.arange(first, 900, period)).astype(int)
    envelope[peaks[peaks < 900]] = 8.0
    chain = track_pulse(envelope, period)
    inner = chain[(chain >= first) & (chain <= peaks[-1])]
    assert np.isin(inner, peaks).mean() > 0.9
    grid = lay_grid(envelope, period)
    assert (np.diff(grid.cell_frames) > 0).all()
    assert grid.cell_frames[0] <= 0
    assert grid.cell_frames[-1] >= 899
    assert grid.period == pytest.approx(period, rel=0.1)
    assert MEL_FRAME_RATE_HZ == 50  # the periods above are 43 to 375 BPM
