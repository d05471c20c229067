import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.suggest.errors import FitError
from menura.suggest.handoff import fit_audio
from menura.suggest.model import Fit
from tests.audio_synthesis import SAMPLE_RATE_HZ, click_track, drum_loop, sine, white_noise

FIELD = 4.0  # seconds of a loop
BEATS = np.arange(0, FIELD, 0.5)
WITHIN_S = 0.06


def loudness_db(samples) -> float:
    return 10 * math.log10(float(np.mean(samples.astype(np.float64) ** 2)))


def frequency_hz(samples, rate_hz=SAMPLE_RATE_HZ, near_hz: float | None = None) -> float:
    """Return the strongest frequency, between bins by the parabola through three of them."""
    bins = np.abs(np.fft.rfft(samples * np.hanning(samples.size), 1 << 20))
    width = rate_hz / (1 << 20)
    if near_hz is not None:
        centres = np.arange(bins.size) * width
        bins = np.where(np.abs(centres - near_hz) < 0.03 * near_hz, bins, 1e-12)
    top = int(bins.argmax())
    left, middle, right = np.log(bins[top - 1 : top + 2] + 1e-12)
    return float((top + 0.5 * (left - right) / (left - 2 * middle + right)) * width)


def cents(found_hz: float, wanted_hz: float) -> float:
    return 1200 * math.log2(found_hz / wanted_hz)


def onsets_s(samples, around_s, rate_hz=SAMPLE_RATE_HZ) -> np.ndarray:
    """Return where the sound first reaches a third of its peak, near each place."""
    found = []
    for place in around_s:
        first = round((place - WITHIN_S) * rate_hz)
        near = np.abs(samples[first : round((place + WITHIN_S) * rate_hz)])
        found.append((first + np.argmax(near > 0.3 * near.max())) / rate_hz)
    return np.array(found)


@pytest.mark.parametrize(
    ("ratio", "semitones", "rate_hz"),
    [
        (0.9375, 0, 44_100),
        (1.0667, 0, 48_000),  # its hops lie on an edge of the engine's rules
        (1.05, 2, 44_100),
        (0.5, 0, 44_100),
        (2.0, 0, 44_100),
        (0.96, -1, 96_000),
        (1.1, 0, 22_050),
    ],
)
def test_every_hit_of_a_loop_comes_where_the_beat_is(ratio, semitones, rate_hz):
    clicks = click_track(120, FIELD, sample_rate_hz=rate_hz)
    fitted = fit_audio(clicks, rate_hz, Fit(1, ratio, semitones), is_percussive=True)
    twice, length_s = np.tile(fitted[0], 2), fitted.shape[1] / rate_hz
    before = onsets_s(np.tile(clicks[0], 2), BEATS + FIELD, rate_hz) - BEATS - FIELD
    after = onsets_s(twice, BEATS * ratio + length_s, rate_hz) - BEATS * ratio - length_s
    assert np.abs(after - before).max() < 0.003


@pytest.mark.parametrize(("ratio", "semitones"), [(None, 1), (1.06, -2), (0.95, 0), (1.0, 12)])
def test_a_note_has_the_pitch_it_was_transposed_to_within_two_cents(ratio, semitones):
    tone = sine(220.0, 2.0, amplitude=0.5)
    fitted = fit_audio(tone, SAMPLE_RATE_HZ, Fit(None, ratio, semitones))
    assert abs(cents(frequency_hz(fitted[0]), 220.0 * 2 ** (semitones / 12))) < 2
    assert abs(loudness_db(fitted) - loudness_db(tone)) < 0.5


def test_all_notes_of_a_chord_are_transposed_alike():
    notes_hz = (220.0, 277.18, 329.63)
    chord = np.sum([sine(hz, 3.0, amplitude=0.2) for hz in notes_hz], axis=0)
    fitted = fit_audio(chord, SAMPLE_RATE_HZ, Fit(None, 1.04, 1))
    for hz in notes_hz:
        wanted_hz = hz * 2 ** (1 / 12)
        assert abs(cents(frequency_hz(fitted[0], near_hz=wanted_hz), wanted_hz)) < 2
    assert abs(loudness_db(fitted) - loudness_db(chord)) < 0.5


def test_a_voice_keeps_its_formants_and_is_still_in_tune():
    time = np.arange(2 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    partials_hz = 150.0 * np.arange(1, 40)
    strengths = np.exp(-(((partials_hz - 900) / 250) ** 2)) + 0.02
    voice = sum(
        s * np.sin(2 * np.pi * f * time) for s, f in zip(strengths, partials_hz, strict=True)
    )
    voice = np.asarray(0.2 * voice / np.abs(voice).max(), np.float32)[None]

    def formant_hz(samples) -> float:
        power = np.abs(np.fft.rfft(samples[0])) ** 2
        return float(
            (power * np.fft.rfftfreq(samples.shape[1], 1 / SAMPLE_RATE_HZ)).sum() / power.sum()
        )

    kept = fit_audio(voice, SAMPLE_RATE_HZ, Fit(None, 1.03, 5), keeps_formants=True)
    moved = fit_audio(voice, SAMPLE_RATE_HZ, Fit(None, 1.03, 5))
    wanted_hz = 150.0 * 2 ** (5 / 12)
    assert abs(cents(frequency_hz(kept[0], near_hz=4 * wanted_hz), 4 * wanted_hz)) < 2
    assert formant_hz(moved) > 1.25 * formant_hz(voice)
    assert formant_hz(kept) < 1.12 * formant_hz(voice)


@pytest.mark.parametrize("kind", ["tone", "drums", "noise"])
def test_a_fitted_loop_repeats_without_a_click(kind):
    loop = {
        "tone": sine(220.0, 2.0, amplitude=0.5),
        "drums": drum_loop(120, 2.0),
        "noise": white_noise(2.0),
    }[kind]
    fitted = fit_audio(loop, SAMPLE_RATE_HZ, Fit(1, 1.037, 0), is_percussive=kind == "drums")
    twice = np.tile(fitted[0], 2)
    middle = slice(fitted.shape[1] - 200, fitted.shape[1] + 1)
    # measured against the sound itself: a click would be its largest step by far
    steps = np.abs(np.diff(twice))
    assert steps[middle].max() <= 1.02 * max(np.abs(np.diff(fitted[0])).max(), 1e-9)
    source_steps = np.abs(np.diff(np.tile(loop[0], 2)))
    assert abs(twice[fitted.shape[1]] - twice[fitted.shape[1] - 1]) <= 1.1 * source_steps.max()


def test_the_stereo_image_is_kept():
    left = drum_loop(120, FIELD)[0]
    stereo = np.stack([left, 0.5 * left]).astype(np.float32)
    fitted = fit_audio(stereo, SAMPLE_RATE_HZ, Fit(1, 0.96, 1))
    assert loudness_db(fitted[0]) - loudness_db(fitted[1]) == pytest.approx(6.02, abs=0.3)
    assert np.corrcoef(fitted[0], fitted[1])[0, 1] > 0.98
    same = fit_audio(np.stack([left, left]), SAMPLE_RATE_HZ, Fit(1, 0.96, 1))
    assert np.array_equal(same[0], same[1])


@settings(max_examples=15, deadline=None)
@given(
    count=st.integers(1, 9000),
    ratio=st.floats(0.5, 2.0),
    semitones=st.integers(-12, 12),
    is_loop=st.booleans(),
    channels=st.integers(1, 2),
)
def test_the_length_is_exact_whatever_is_asked_for(count, ratio, semitones, is_loop, channels):
    sound = white_noise(count / 22_050, channels=channels, sample_rate_hz=22_050)
    fitted = fit_audio(sound, 22_050, Fit(1, ratio, semitones), is_loop=is_loop)
    assert fitted.shape == (channels, max(1, round(count * ratio)))
    assert fitted.dtype == np.float32
    assert np.isfinite(fitted).all()


@pytest.mark.parametrize("ratio", [None, 1.0])
def test_sound_that_fits_comes_back_bit_for_bit(ratio):
    noise = white_noise(0.2, channels=2)
    assert np.array_equal(fit_audio(noise, SAMPLE_RATE_HZ, Fit(1, ratio, 0)), noise)


def test_a_one_shot_begins_where_it_began_and_has_no_end_before_it():
    hit = drum_loop(60, 0.9)
    fitted = fit_audio(hit, SAMPLE_RATE_HZ, Fit(None, 1.1, 0), is_loop=False)
    assert onsets_s(np.pad(fitted[0], 9000), [9000 / SAMPLE_RATE_HZ])[0] == pytest.approx(
        onsets_s(np.pad(hit[0], 9000), [9000 / SAMPLE_RATE_HZ])[0], abs=0.003
    )


def test_silence_stays_silence():
    silent = np.zeros((2, 20_000), np.float32)
    assert not fit_audio(silent, SAMPLE_RATE_HZ, Fit(1, 1.1, 2)).any()


@pytest.mark.parametrize(
    "fit",
    [
        Fit(1, 0.49),
        Fit(1, 2.01),
        Fit(1, math.nan),
        Fit(1, math.inf),
        Fit(1, 0.0),
        Fit(1, -1.0),
        Fit(1, 1.0, 13),
        Fit(1, 1.0, -13),
    ],
)
def test_what_cannot_be_done_is_refused(fit):
    with pytest.raises(FitError):
        fit_audio(white_noise(0.1), SAMPLE_RATE_HZ, fit)


def test_sound_that_is_damaged_or_none_is_refused():
    broken = white_noise(0.1)
    broken[0, 7] = np.nan
    with pytest.raises(FitError, match="no numbers"):
        fit_audio(broken, SAMPLE_RATE_HZ, Fit(1, 1.1))
    with pytest.raises(FitError, match="shape"):
        fit_audio(np.zeros((1, 0), np.float32), SAMPLE_RATE_HZ, Fit(1, 1.1))
