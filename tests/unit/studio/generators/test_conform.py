"""A take is moved to what was asked for where it is near, and left alone where it is not."""

import numpy as np
import pytest

from menura.kernel.errors import CancelledError
from menura.studio.generators.conform import ConformingGenerator, conform_take, hear
from menura.studio.generators.hosted import HostedTextToAudio
from menura.studio.generators.model import Take
from menura.studio.model import Mode, Role
from menura.studio.rate import SAMPLE_RATE_HZ
from tests.audio_synthesis import STYLES, TONICS, cadence, drum_loop, render_style, white_noise

A, MINOR, MAJOR = 9, "minor", "major"


def beat(tempo_bpm: float, duration_s: float = 12.0, late_s: float = 0.0) -> np.ndarray:
    loop = drum_loop(tempo_bpm, duration_s, sample_rate_hz=SAMPLE_RATE_HZ)
    return np.pad(loop, ((0, 0), (round(late_s * SAMPLE_RATE_HZ), 0)))


def funk(tempo_bpm: float) -> np.ndarray:
    style = next(style for style in STYLES if style.name == "funk")
    return render_style(
        style, tempo_bpm=tempo_bpm, tonic=A, duration_s=18.0, seed=3, sample_rate_hz=SAMPLE_RATE_HZ
    )


def chords(tonic: int = A, mode: str = MINOR) -> np.ndarray:
    return cadence(tonic, mode, duration_s=12.0, sample_rate_hz=SAMPLE_RATE_HZ)


def take(signal: np.ndarray) -> Take:
    samples = signal if len(signal) == 2 else np.repeat(signal, 2, axis=0)
    return Take(samples.astype(np.float32), seed=1, provider="test", notes=("Made for a test.",))


def heard_bpm(samples: np.ndarray) -> float:
    tempo = hear(samples).rhythm.tempo
    assert tempo is not None
    return tempo.tempo_bpm


def heard_key(samples: np.ndarray) -> str:
    key = hear(samples).key
    assert key is not None
    return key.name


def beats_off_the_grid_s(samples: np.ndarray, bpm: float) -> float:
    """Return how late the beats of a take are, measured on its onsets."""
    period_s = 60 / bpm
    beats = hear(samples).rhythm.beats_s
    direction = np.exp(2j * np.pi * beats / period_s).mean()
    return float(np.angle(direction) / (2 * np.pi) * period_s)


@pytest.mark.parametrize("tempo_bpm", [115.0, 131.0])
def test_a_tempo_that_is_near_becomes_the_one_asked_for(tempo_bpm, ask):
    conformed = conform_take(take(beat(tempo_bpm)), ask(bpm=123.0, key=None, duration_s=11.0))
    assert heard_bpm(conformed.samples) == pytest.approx(123, abs=0.5)
    assert "to 123 BPM" in conformed.notes[1]
    assert conformed.notes[0] == "Made for a test."


def test_the_beats_are_laid_on_the_grid(ask):
    late = take(beat(120.0, late_s=0.17))
    assert abs(beats_off_the_grid_s(late.samples, 120.0)) > 0.1
    conformed = conform_take(late, ask(bpm=120.0, key=None, duration_s=11.0))
    assert abs(beats_off_the_grid_s(conformed.samples, 120.0)) < 0.02


@pytest.mark.parametrize("late_beats", [1.4, 3.1])
def test_a_take_begins_with_a_bar_where_bars_are_heard(late_beats, ask):
    played = funk(101.0)
    late = np.pad(played, ((0, 0), (round(late_beats * 60 / 101 * SAMPLE_RATE_HZ), 0)))
    conformed = conform_take(take(late), ask(bpm=104.0, key=None, duration_s=14.0))
    rhythm, bar_s = hear(conformed.samples).rhythm, 4 * 60 / 104
    assert rhythm.downbeats_s.size > 2
    assert np.abs((rhythm.downbeats_s + bar_s / 2) % bar_s - bar_s / 2).max() < 0.05


def test_the_tempo_is_read_over_many_bars(ask):
    heard = hear(take(funk(101.0)).samples)
    assert heard.tempo_bpm == pytest.approx(101.0, rel=0.001)


def test_a_tempo_heard_at_half_speed_is_the_same(ask):
    conformed = conform_take(take(beat(90.0)), ask(bpm=180.0, key=None, duration_s=11.0))
    assert len(conformed.notes) == 1


def test_a_tempo_that_is_far_is_left_and_noted(ask):
    conformed = conform_take(take(beat(100.0)), ask(bpm=123.0, key=None, duration_s=11.0))
    assert "too far" in conformed.notes[1]
    assert heard_bpm(conformed.samples) == pytest.approx(100, abs=0.5)


@pytest.mark.parametrize(("semitones", "mode"), [(-3, MINOR), (2, MAJOR)])
def test_a_tonic_that_is_near_becomes_the_one_asked_for(semitones, mode, ask):
    key = (A + semitones) % 12
    wish = ask(bpm=120.0, key=key, mode=Mode(mode), duration_s=11.0)
    conformed = conform_take(take(chords(mode=mode)), wish)
    assert heard_key(conformed.samples) == f"{TONICS[key]} {mode}"
    assert f"{semitones:+d} semitones" in " ".join(conformed.notes)


@pytest.mark.parametrize(
    ("key", "mode", "said"),
    [
        ((A + 5) % 12, Mode.MINOR, "too far"),
        (0, Mode.MAJOR, "relative"),
        (A, Mode.MAJOR, "instead"),
    ],
)
def test_a_key_that_is_far_is_left_and_noted(key, mode, said, ask):
    conformed = conform_take(take(chords()), ask(bpm=120.0, key=key, mode=mode, duration_s=11.0))
    assert said in " ".join(conformed.notes)
    assert heard_key(conformed.samples) == "A minor"


def test_drums_have_no_key(ask):
    wish = ask(role=Role.DRUMS, bpm=120.0, duration_s=11.0)
    assert conform_take(take(beat(120.0)), wish).notes == ("Made for a test.",)


def test_what_has_neither_tempo_nor_key_is_left_and_noted(ask):
    noise = white_noise(8.0, sample_rate_hz=SAMPLE_RATE_HZ)
    conformed = conform_take(take(noise), ask(duration_s=8.0))
    assert "No steady beat" in conformed.notes[1]
    assert "No clear key" in conformed.notes[2]
    assert np.array_equal(conformed.samples[0, 1_000:300_000], noise[0, 1_000:300_000])


@pytest.mark.parametrize("duration_s", [2.0, 20.0])
def test_the_length_is_exact_and_what_is_missing_is_noted(duration_s, ask):
    conformed = conform_take(take(beat(120.0)), ask(bpm=120.0, key=None, duration_s=duration_s))
    assert conformed.samples.shape == (2, round(duration_s * SAMPLE_RATE_HZ))
    assert conformed.samples.dtype == np.float32
    assert ("shorter" in " ".join(conformed.notes)) == (duration_s == 20.0)
    assert abs(conformed.samples[:, -1]).max() < 1e-3


def test_a_very_short_take_is_only_cut(ask):
    conformed = conform_take(take(beat(120.0, 1.0)), ask(duration_s=0.5))
    assert "Too short" in conformed.notes[1]
    assert conformed.samples.shape[1] == SAMPLE_RATE_HZ // 2


def test_a_wrapped_generator_gives_takes_on_the_grid(ask, nothing, cancel_at):
    asked_s: list[float] = []

    class Near:
        def capabilities(self):
            return HostedTextToAudio("http://localhost").capabilities()

        def generate(self, request, check):
            asked_s.append(request.duration_s)
            return take(beat(121.0))

    wrapped = ConformingGenerator(Near())
    made = wrapped.generate(ask(role=Role.DRUMS, bpm=124.0, duration_s=11.0), nothing)
    assert made.samples.shape[1] == 11 * SAMPLE_RATE_HZ
    assert heard_bpm(made.samples) == pytest.approx(124, abs=0.5)
    assert asked_s == [pytest.approx(11 * 1.08 + 4 * 60 / 124)]  # ample, to be cut
    assert wrapped.capabilities().name == "hosted"
    with pytest.raises(CancelledError):
        wrapped.generate(ask(), cancel_at(0))
