"""Keep rendered sounds in a folder, so that they are rendered once."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from platformdirs import user_cache_path

from benchmarks.rendered_music.one_shots import render_one_shots
from benchmarks.rendered_music.sound_file import write_sound
from benchmarks.rendered_music.sound_sets import (
    CLIP_COUNT,
    DRUM_CLIP_COUNT,
    LOOP_COUNT,
    TRACK_COUNT,
    Recipe,
    clip_recipe,
    drum_recipe,
    loop_recipe,
    render,
    track_recipe,
)
from benchmarks.rendered_music.soundfonts import SoundFont, require_renderer
from benchmarks.rendered_music.truth import Truth

GENERATOR_VERSION = "1"
"""Raised whenever the same seed gives another sound."""

_SETS: dict[str, tuple[Callable[[int, tuple[SoundFont, ...]], Recipe], str]] = {
    "clips": (clip_recipe, ".flac"),
    "drums": (drum_recipe, ".flac"),
    "loops": (loop_recipe, ".wav"),
    "tracks": (track_recipe, ".mp3"),
}


@dataclass(frozen=True, slots=True)
class SoundFile:
    """A rendered file and what is true of it."""

    path: Path
    truth: Truth


def usual_folder() -> Path:
    """Return where renders are kept unless a folder is named."""
    return user_cache_path("menura") / "benchmarks"


class MusicLibrary:
    """Give sets of rendered sounds; what is not there yet is rendered.

    Parameters
    ----------
    folder : Path
        Where they are kept.
    processes : int
        How many render at a time.
    """

    def __init__(self, folder: Path, processes: int = 2) -> None:
        self.folder = folder / f"rendered-music-{GENERATOR_VERSION}"
        self._processes = processes
        self._fonts: tuple[SoundFont, ...] | None = None

    def clips(self, count: int = CLIP_COUNT, first: int = 0) -> list[SoundFile]:
        """Return clips of 45 s in twenty styles; constants are fitted on numbers from 100,000."""
        return self._set("clips", count, first)

    def drum_clips(self, count: int = DRUM_CLIP_COUNT) -> list[SoundFile]:
        """Return clips of 30 s of drums alone."""
        return self._set("drums", count)

    def loops(self, count: int = LOOP_COUNT) -> list[SoundFile]:
        """Return loops cut to whole bars."""
        return self._set("loops", count)

    def tracks(self, count: int = TRACK_COUNT) -> list[SoundFile]:
        """Return arranged tracks of four minutes, as mp3 at 192 kbit/s."""
        return self._set("tracks", count)

    def one_shots(self) -> list[SoundFile]:
        """Return single drums and notes of every font."""
        fonts = self._require_fonts()
        jobs = [
            (self.folder / "one_shots" / font.name, font, number)
            for number, font in enumerate(fonts)
            if not (self.folder / "one_shots" / font.name / "complete").exists()
        ]
        self._work(_make_one_shots, jobs)
        files: list[SoundFile] = []
        for font in fonts:
            folder = self.folder / "one_shots" / font.name
            paths = sorted(folder.glob("*.wav"))
            files += [SoundFile(path, Truth.read(path.with_suffix(".json"))) for path in paths]
        return files

    def two_hours(self) -> Path:
        """Return an mp3 of two hours: one track end to end, frame by frame."""
        source = self.tracks(1)[0].path
        path = self.folder / "two_hours.mp3"
        if not path.exists():
            content = source.read_bytes()
            unfinished = path.with_suffix(".part")
            with unfinished.open("wb") as file:
                for _ in range(30):
                    file.write(content)
            unfinished.replace(path)
        return path

    def _set(self, name: str, count: int, first: int = 0) -> list[SoundFile]:
        make, suffix = _SETS[name]
        fonts = self._require_fonts()
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        recipes = [make(number, fonts) for number in range(first, first + count)]
        # A font more or fewer gives every number another font: their names are part of the file's.
        paths = [folder / f"{recipe.name}_{recipe.font.name}{suffix}" for recipe in recipes]
        jobs = [
            (path, recipe)
            for path, recipe in zip(paths, recipes, strict=True)
            if not path.with_suffix(".json").exists()
        ]
        if jobs:
            print(f"Rendering {len(jobs)} {name} into the cache ...", flush=True)
        self._work(_make, jobs)
        return [SoundFile(path, Truth.read(path.with_suffix(".json"))) for path in paths]

    def _require_fonts(self) -> tuple[SoundFont, ...]:
        if self._fonts is None:
            self._fonts = require_renderer()
        return self._fonts

    def _work(self, function: Callable[..., None], jobs: Sequence[tuple[object, ...]]) -> None:
        if self._processes == 1 or len(jobs) < 2:
            for job in jobs:
                function(*job)
            return
        context = get_context("spawn")
        with ProcessPoolExecutor(self._processes, context, initializer=_stand_back) as pool:
            for _ in pool.map(partial(_apply, function), jobs):
                pass


def _stand_back() -> None:
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[variable] = "1"


def _apply(function: Callable[..., None], arguments: tuple[object, ...]) -> None:
    function(*arguments)


def _make(path: Path, recipe: Recipe) -> None:
    """Render one file; its truth is written last and says that it is complete."""
    rendered = render(recipe)
    write_sound(path, rendered.signal)
    _write_truth(path, replace(rendered.truth, name=path.stem))


def _make_one_shots(folder: Path, font: SoundFont, number: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for rendered in render_one_shots(font, number):
        path = folder / f"{rendered.truth.name}.wav"
        write_sound(path, rendered.signal)
        _write_truth(path, rendered.truth)
    (folder / "complete").touch()


def _write_truth(path: Path, truth: Truth) -> None:
    unfinished = path.with_suffix(".json.part")
    truth.write(unfinished)
    unfinished.replace(path.with_suffix(".json"))
