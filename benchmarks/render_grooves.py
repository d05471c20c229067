"""Render clips to fit constants on, beside clips of styles.

    python -m benchmarks.render_grooves FOLDER --set plain|tonal [--count 450]

``plain`` grooves are for ``benchmarks.fit_rhythm``: clips of 36 s, every eighth of drums with at
most a bass, every third driven into saturation. ``tonal`` ones are for ``benchmarks.fit_key``:
clips of 20 to 45 s that establish a key, 60 % of them detuned. A clip is a FLAC file with its truth
beside it; what a folder holds already is not rendered again.
"""

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.rendered_music.random_grooves import GrooveBrief, compose_groove
from benchmarks.rendered_music.sound_file import write_sound
from benchmarks.rendered_music.sound_sets import Rendered
from benchmarks.rendered_music.soundfonts import SoundFont, require_renderer
from benchmarks.rendered_music.synthesis import cents_to_ratio, detune, master, synthesise

PLAIN_SEED, TONAL_SEED = 80_000, 85_000  # the benchmark's own sets stay below
_COUNT = 450
_BARE_EVERY, _DRIVEN_EVERY = 8, 3
_PEAK, _DRIVE = 0.6, 2.5
_DURATIONS_S = (20.0, 45.0)
_DETUNED_SHARE, _MOST_CENTS = 0.6, 45.0
_LOUDNESS_LUFS = (-20.0, -8.0)


def main() -> None:
    """Render what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--set", choices=tuple(_SETS), required=True, dest="set_name")
    parser.add_argument("--count", type=int, default=_COUNT)
    arguments = parser.parse_args()
    fonts = require_renderer()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for number in range(arguments.count):
        path = arguments.folder / f"{arguments.set_name}_{number:03}.flac"
        if not path.with_suffix(".json").exists():
            rendered = _SETS[arguments.set_name](number, fonts[number % len(fonts)])
            write_sound(path, rendered.signal)
            replace(rendered.truth, name=path.stem).write(path.with_suffix(".json"))
    print(f"{arguments.count} clips -> {arguments.folder}")


def render_plain(number: int, font: SoundFont) -> Rendered:
    """Render a groove for the rhythm."""
    is_bare = number % _BARE_EVERY == _BARE_EVERY - 1
    notes, truth = compose_groove(GrooveBrief(PLAIN_SEED + number, is_bare=is_bare))
    signal = synthesise(notes, font, duration_s=truth.duration_s)
    signal *= _PEAK / max(float(np.abs(signal).max()), 1e-9)
    if number % _DRIVEN_EVERY == 0:
        signal = np.tanh(_DRIVE * signal)
    return Rendered(signal, replace(truth, soundfont=font.name))


def render_tonal(number: int, font: SoundFont) -> Rendered:
    """Render a groove for the key."""
    seed = TONAL_SEED + number
    generator = np.random.default_rng(seed)
    brief = GrooveBrief(seed, float(generator.uniform(*_DURATIONS_S)), is_tonal=True)
    notes, truth = compose_groove(brief)
    signal = synthesise(notes, font, duration_s=truth.duration_s)
    if generator.random() < _DETUNED_SHARE:
        cents = float(generator.uniform(-_MOST_CENTS, _MOST_CENTS))
        signal = detune(signal, cents)
        truth = truth.played_faster(cents_to_ratio(cents), cents)
    signal = master(signal, float(generator.uniform(*_LOUDNESS_LUFS)))
    return Rendered(signal, replace(truth, soundfont=font.name))


_SETS: dict[str, Callable[[int, SoundFont], Rendered]] = {
    "plain": render_plain,
    "tonal": render_tonal,
}

if __name__ == "__main__":
    main()
