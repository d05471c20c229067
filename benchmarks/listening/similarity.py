"""Similarity by the built-in embedding: neighbours of one style, and altered copies found again."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import scipy.fft as fft

from benchmarks.listening.loudness import read_samples
from benchmarks.listening.report import Table, at_least
from benchmarks.listening.retrieval_scores import (
    best_precision_at,
    most_occurrences,
    precision_at,
    rank_neighbours,
    recall_at,
)
from benchmarks.listening.workbench import Example, Workbench
from benchmarks.rendered_music import SoundFile
from benchmarks.rendered_music.sound_file import Encoding, write_sound
from benchmarks.rendered_music.sound_sets import CLIP_COUNT, clip_recipe, render
from benchmarks.rendered_music.soundfonts import FAMILY_OF, find_soundfonts
from benchmarks.rendered_music.synthesis import SAMPLE_RATE_HZ
from menura.audio.arrays import Float32Array

_ORIGINALS_APART = 6  # 40 of 240
_TEMPO_RATIO = 1.06
_CROP_S = 12
_EQ_BASS_DB, _EQ_TREBLE_DB, _EQ_GAIN_DB = 5.0, -5.0, -6.0
_EQ_LOW_HZ, _EQ_HIGH_HZ = 250.0, 3_000.0
_MP3_64K = Encoding("mp3", "libmp3lame", "fltp", 64_000)
_SPACES: dict[str, Callable[[Example], Float32Array]] = {
    "dsp": lambda example: example.heard.dsp,
    "MFCC": lambda example: example.heard.cepstra,
}


def run(bench: Workbench) -> list[Table]:
    """Measure neighbours and altered copies."""
    examples = bench.hear(bench.library.clips(bench.count(CLIP_COUNT)))
    return [_neighbours(examples), _copies(examples, bench)]


def _neighbours(examples: list[Example]) -> Table:
    table = Table(f"Neighbours of the same style ({len(examples)} clips, 20 styles)")
    styles = [example.truth.style for example in examples]
    fonts = np.array([example.truth.soundfont for example in examples])
    families = np.array([FAMILY_OF.get(font, font) for font in fonts])
    for excluded, groups in (("font", fonts), ("family of fonts", families)):
        same = groups[:, None] == groups[None, :]
        if same.all():
            table.remark(f"Only one {excluded} is here: nothing to compare between them.")
            continue
        best = best_precision_at(same, styles, styles, 10)
        table.add(f"best possible P@10, same {excluded} excluded", best)
        for name, vectors in _spaces(examples).items():
            neighbours = rank_neighbours(vectors, vectors, same)
            for k in (1, 5, 10):
                has_goal = name == "dsp" and k == 10 and excluded == "font"
                share = precision_at(neighbours, styles, styles, k)
                goal = at_least(0.65) if has_goal else None
                table.add(f"{name}, P@{k}, same {excluded} excluded", share, "", goal)
            hubs = most_occurrences(neighbours, 10)
            table.add(f"{name}, most frequent of ten, same {excluded} excluded", hubs)
    return table


def _copies(examples: list[Example], bench: Workbench) -> Table:
    numbers = list(range(0, len(examples), _ORIGINALS_APART))
    table = Table(f"Originals found by an altered copy ({len(numbers)} of {len(examples)})")
    copies: dict[str, list[Example]] = {}
    for name in _ALTERATIONS:
        files = [_altered(bench.folder, name, number, examples[number]) for number in numbers]
        copies[name] = bench.hear(files)
    nobody = np.zeros((len(numbers), len(examples)), bool)
    for space, read in _SPACES.items():
        # Cepstra of different units are only comparable standardised, as is usual.
        vectors = np.array([read(example) for example in examples])
        center, spread = (vectors.mean(axis=0), vectors.std(axis=0) + 1e-9)
        if space == "dsp":
            center, spread = np.zeros_like(center), np.ones_like(spread)
        for name, altered in copies.items():
            queries = (np.array([read(copy) for copy in altered]) - center) / spread
            neighbours = rank_neighbours(queries, (vectors - center) / spread, nobody)
            for k in (1, 10):
                table.add(f"{space}, {name}, R@{k}", recall_at(neighbours, numbers, k))
    return table


def _spaces(examples: Sequence[Example]) -> dict[str, Float32Array]:
    vectors = {name: np.array([read(e) for e in examples]) for name, read in _SPACES.items()}
    plain = vectors["MFCC"]
    vectors["MFCC"] = (plain - plain.mean(axis=0)) / (plain.std(axis=0) + 1e-9)
    return vectors


def _altered(folder: Path, name: str, number: int, example: Example) -> SoundFile:
    alter, suffix = _ALTERATIONS[name]
    path = folder / "altered" / f"{example.path.stem}_{name.replace(' ', '_')}{suffix}"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        encoding = _MP3_64K if suffix == ".mp3" else None
        write_sound(path, alter(number, example), encoding=encoding)
    return SoundFile(path, example.truth)


def _unchanged(number: int, example: Example) -> Float32Array:
    return read_samples(example.path)


def _equalised(number: int, example: Example) -> Float32Array:
    signal = read_samples(example.path)
    spectrum = fft.rfft(signal, axis=1)
    frequencies_hz = fft.rfftfreq(signal.shape[1], 1 / SAMPLE_RATE_HZ)
    octaves = np.log2(np.maximum(frequencies_hz, 20) / _EQ_LOW_HZ)
    place = np.clip(octaves / np.log2(_EQ_HIGH_HZ / _EQ_LOW_HZ), 0, 1)
    gain_db = _EQ_BASS_DB + (_EQ_TREBLE_DB - _EQ_BASS_DB) * place + _EQ_GAIN_DB
    spectrum *= 10 ** (gain_db / 20)
    return np.asarray(fft.irfft(spectrum, signal.shape[1], axis=1), np.float32)


def _cropped(number: int, example: Example) -> Float32Array:
    return read_samples(example.path)[:, _CROP_S * SAMPLE_RATE_HZ :]


def _faster(number: int, example: Example) -> Float32Array:
    """Render the same notes at another tempo: no trace of a time stretch."""
    recipe = clip_recipe(number, find_soundfonts())
    brief = recipe.brief
    faster = replace(
        brief,
        tempo_bpm=brief.tempo_bpm * _TEMPO_RATIO,
        duration_s=brief.duration_s / _TEMPO_RATIO,
    )
    return render(replace(recipe, brief=faster)).signal


_ALTERATIONS: dict[str, tuple[Callable[[int, Example], Float32Array], str]] = {
    "mp3 at 64k": (_unchanged, ".mp3"),
    "EQ": (_equalised, ".flac"),
    "crop": (_cropped, ".flac"),
    "tempo +6": (_faster, ".flac"),
}
