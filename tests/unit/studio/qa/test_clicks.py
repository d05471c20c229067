"""Clicks are found where they were put, and nowhere in drums, saws and squares."""

import numpy as np
import pytest

from menura.audio.arrays import Float32Array
from menura.studio.qa.clicks import find_clicks
from menura.studio.qa.report import DefectKind
from tests.unit.studio.qa.band import (
    RATE_HZ,
    Played,
    fade,
    hat,
    hertz,
    kick,
    raw_saw,
    snare,
    square,
)

_PLACES = (2.1337, 4.6312, 7.3833, 9.8691, 13.35)  # between the notes of the bass


def _damaged(clean: Float32Array, kind: str, place: int) -> Float32Array:
    audio = clean.copy()
    if kind == "lost samples":
        audio[:, place:-300] = clean[:, place + 300 :]
    elif kind == "single sample":
        audio[0, place] += 0.2
    elif kind == "repeated buffer":
        audio[:, place:] = clean[:, place - 256 : -256]
    else:
        audio[1, place:] += 0.15 * np.exp(-np.arange(audio.shape[1] - place) / 2400)
    return audio


def test_a_clean_track_has_no_clicks(band: Played, pads: Played) -> None:
    assert find_clicks(band.mix, RATE_HZ) == ()
    assert find_clicks(pads.mix, RATE_HZ) == ()


@pytest.mark.parametrize("kind", ["lost samples", "single sample", "repeated buffer", "step"])
def test_a_jump_is_found_where_it_is(pads: Played, kind: str) -> None:
    hits = 0
    for place_s in _PLACES:
        place = round(place_s * RATE_HZ)
        found = find_clicks(_damaged(pads.mix, kind, place), RATE_HZ)
        assert all(abs(click.start_s - place_s) < 0.002 for click in found)
        hits += bool(found)
    assert hits >= len(_PLACES) - 1


def test_clicks_between_drums_are_found_and_nothing_else(band: Played) -> None:
    generator = np.random.default_rng(5)
    hits = 0
    for _ in range(10):
        # a sixteenth after an eighth, where hats have died away
        place = round((int(generator.integers(4, 48)) * 0.25 + 0.18) * RATE_HZ)
        audio = band.mix.copy()
        audio[:, place] += 0.25
        found = find_clicks(audio, RATE_HZ)
        assert all(abs(click.start_s - place / RATE_HZ) < 0.002 for click in found)
        hits += bool(found)
    assert hits >= 8


def test_a_click_is_reported_with_its_channel_and_level(pads: Played) -> None:
    audio = pads.mix.copy()
    audio[1, 200_000] += 0.3
    (click,) = find_clicks(audio, RATE_HZ)
    assert click.kind is DefectKind.CLICK
    assert click.channel == 1
    assert click.level_db == pytest.approx(20 * np.log10(0.3), abs=1.5)


@pytest.mark.parametrize("wave", [square, raw_saw])
@pytest.mark.parametrize("pitch", [28, 45, 64, 81])
def test_edges_of_harsh_waves_are_no_clicks(wave: object, pitch: int) -> None:
    assert callable(wave)
    notes = [
        0.4 * wave(hertz(pitch + step), 24_000) * fade(24_000, 0.002, 0.01)
        for step in (0, 3, 7, 12, 7, 3)
    ]
    audio = np.tile(np.concatenate(notes), (2, 1)).astype(np.float32)
    assert find_clicks(audio, RATE_HZ) == ()


def test_drums_alone_have_no_clicks() -> None:
    generator = np.random.default_rng(2)
    audio = np.zeros((2, 8 * RATE_HZ), np.float32)
    for beat in range(15):
        for drum in (snare(generator) if beat % 2 else kick(), hat(generator)):
            start = beat * RATE_HZ // 2 + 100
            audio[:, start : start + drum.size] += (0.6 * drum).astype(np.float32)
    assert find_clicks(audio, RATE_HZ) == ()


def test_a_note_that_is_cut_off_clicks() -> None:
    time_s = np.arange(4 * RATE_HZ) / RATE_HZ
    tone = np.sin(2 * np.pi * 220 * time_s)
    tone[round(2.0011 * RATE_HZ) :] = 0
    audio = np.tile(0.4 * tone, (2, 1)).astype(np.float32)
    assert {round(click.start_s, 2) for click in find_clicks(audio, RATE_HZ)} == {2.0}
