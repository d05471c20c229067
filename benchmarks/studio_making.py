"""Make productions for the Studio's benchmark and measure the files that come out."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from menura.audio.arrays import Float32Array
from menura.studio.asked_values import NOTE_NAMES
from menura.studio.finishing import MIX_FILE, STEMS_FOLDER
from menura.studio.generators.builtin import BuiltinGenerator
from menura.studio.genres.catalogue import GENRES
from menura.studio.mastering.meter import integrated_lufs, loudness_range_lu
from menura.studio.mixing.image import side_to_mid_db
from menura.studio.producer import Produced, Producer, Reference, Tools
from menura.studio.production import ProductionRequest, Stage
from menura.studio.prompt.parser import parse_prompt
from menura.studio.qa.report import QaCheck, QaReport
from menura.studio.records import read_record
from menura.studio.spectrum import bands_db, mean_power
from menura.studio.stem_cache import StemCache
from menura.studio.wav_file import read_wav

_CACHE_BYTES = 1 << 30
_SHORTEST_S, _LONGEST_S = 12.0, 30.0
_TEMPO_MARGIN = 0.06  # prompts also ask for somewhat more or less than is usual


@dataclass(frozen=True, slots=True)
class Case:
    """A production to be made, and what its prompt says in figures.

    Attributes
    ----------
    reference : Path, optional
        A file whose sound is to be met.
    """

    number: int
    prompt: str
    seed: int
    genre: str
    bpm: float | None = None
    key: int | None = None
    mode: str | None = None
    duration_s: float | None = None
    energy: float | None = None
    density: float | None = None
    reference: Path | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A check that failed."""

    name: str
    measured: str
    reason: str


@dataclass(frozen=True, slots=True)
class Made:
    """What was measured of a production.

    Attributes
    ----------
    first_faults, last_faults : tuple of Fault
        Of the first attempt and of the one that is delivered.
    misread : tuple of str
        What the plan has otherwise than the prompt says.
    heard_lufs, heard_peak_dbtp : float
        As ffmpeg measures the file.
    similarity_before, similarity : float, optional
        Of the mix before and after mastering to the reference; else to the genre's target.
    stem_lufs : mapping
        Gated loudness by stem, in the master.
    spectrum_db : tuple of float
        Thirds of an octave of the master.
    key_margin, heard_key_margin : float
        By how much the key leads all others: in the notes that are delivered, and as heard in the
        first attempt.
    """

    case: Case
    attempts: int
    first_faults: tuple[Fault, ...]
    last_faults: tuple[Fault, ...]
    misread: tuple[str, ...]
    loudness_lufs: float
    true_peak_dbtp: float
    heard_lufs: float
    heard_peak_dbtp: float
    residual_db: float
    reduction_peak_db: float
    similarity_before: float | None
    similarity: float | None
    range_lu: float | None
    crest_db: float
    side_to_mid_db: float
    centroid_hz: float
    spectrum_db: tuple[float, ...]
    stem_lufs: Mapping[str, float]
    wall_s: float
    cpu_s: float
    patches: Mapping[str, str] = field(default_factory=dict)
    key_margin: float = float("nan")
    heard_key_margin: float = float("nan")


def random_cases(count: int, seed: int = 1) -> list[Case]:
    """Return cases over all genres, keys, tempi, energies, densities and lengths."""
    rng = np.random.default_rng(seed)
    order: list[str] = []
    while len(order) < count:
        order += [str(name) for name in rng.permutation(sorted(GENRES))]
    return [_random_case(number, order[number], rng) for number in range(count)]


def _random_case(number: int, genre: str, rng: np.random.Generator) -> Case:
    known = GENRES[genre]
    slow, fast = known.tempo_bpm
    bpm = float(round(rng.uniform(slow * (1 - _TEMPO_MARGIN), fast * (1 + _TEMPO_MARGIN))))
    weights = np.array([weight for _, weight in known.modes], np.float64)
    mode = known.modes[int(rng.choice(len(weights), p=weights / weights.sum()))][0]
    key, seconds = int(rng.integers(12)), round(rng.uniform(_SHORTEST_S, _LONGEST_S))
    return Case(
        number=number,
        prompt=f"{known.title} in {NOTE_NAMES[key]} {mode.value}, {bpm:g} BPM, {seconds} seconds",
        seed=int(rng.integers(1, 2**31)),
        genre=genre,
        bpm=bpm,
        key=key,
        mode=mode.value,
        duration_s=float(seconds),
        energy=round(float(rng.uniform(0.05, 0.95)), 2),
        density=round(float(rng.uniform(0.05, 0.95)), 2),
    )


def make_all(
    cases: Sequence[Case], processes: int, tell: Callable[[Made], None] = lambda made: None
) -> list[Made]:
    """Make every case, some at a time; return what was measured in the order of the cases."""
    made: list[Made] = []
    with ProcessPoolExecutor(
        processes, get_context("spawn"), initializer=use_one_thread
    ) as workers:
        for job in as_completed([workers.submit(make, case) for case in cases]):
            made.append(job.result())
            tell(made[-1])
    return sorted(made, key=lambda one: one.case.number)


def use_one_thread() -> None:
    """Leave the other cores to the other processes."""
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[variable] = "1"


def make(case: Case) -> Made:
    """Make one case and measure it; its files are deleted."""
    with tempfile.TemporaryDirectory(prefix="menura-bench-") as name:
        folder = Path(name) / "production"
        began_s, began_cpu_s = time.perf_counter(), time.process_time()
        produced = produce(case, folder)
        wall_s, cpu_s = time.perf_counter() - began_s, time.process_time() - began_cpu_s
        first = read_record(folder / "attempt-1" / "checked.json", QaReport)
        return _measure(case, produced, first, wall_s, cpu_s)


def produce(
    case: Case,
    folder: Path,
    *,
    threads: int = 1,
    report: Callable[[Stage, float], None] = lambda stage, share: None,
) -> Produced:
    """Make one case in a folder that is kept."""
    tools = Tools(
        understand=parse_prompt,
        find_reference=lambda names: None,
        generator=BuiltinGenerator(),
        cache=StemCache(folder.parent / "stems", _CACHE_BYTES),
        report=report,
        check=lambda: None,
        log=lambda line: None,
        threads=threads,
    )
    shares = {"energy": case.energy, "density": case.density}
    overrides = {name: value for name, value in shares.items() if value is not None}
    request = ProductionRequest(prompt=case.prompt, seed=case.seed, overrides=overrides)
    reference = None
    if case.reference is not None:
        reference = Reference(case.reference, case.reference.name)
    return Producer(folder, request, tools, title=case.prompt).produce(reference=reference)


def _measure(case: Case, produced: Produced, first: QaReport, wall_s: float, cpu_s: float) -> Made:
    files = dict(produced.pack.files)
    mix = read_wav(files[MIX_FILE])
    heard = hear_with_ffmpeg(files[MIX_FILE])
    power = mean_power(mix)
    checks = {check.name: check for check in produced.report.checks}
    master = json.loads((files[MIX_FILE].parent / "mastered.json").read_text())["report"]
    alike = checks["similarity"].value
    return Made(
        case=case,
        attempts=produced.attempts,
        first_faults=tuple(_faults(first)),
        last_faults=tuple(_faults(produced.report)),
        misread=tuple(_misread(case, produced)),
        loudness_lufs=_value(checks["loudness"]),
        true_peak_dbtp=_value(checks["true_peak"]),
        heard_lufs=heard["lufs"],
        heard_peak_dbtp=heard["peak_dbtp"],
        residual_db=_value(checks["stem_sum"]),
        reduction_peak_db=float(master["reduction_peak_db"]),
        similarity_before=master["similarity_before"],
        similarity=master["similarity_after"] if case.reference is None else alike,
        range_lu=loudness_range_lu(mix),
        crest_db=_crest_db(mix),
        side_to_mid_db=side_to_mid_db(mix),
        centroid_hz=centroid_hz(power),
        spectrum_db=tuple(round(float(level), 2) for level in bands_db(power)),
        stem_lufs=_stem_lufs(files),
        wall_s=wall_s,
        cpu_s=cpu_s,
        key_margin=produced.score.key_margin,
        heard_key_margin=first.key.margin,
        patches={role.value: str(part.patch) for role, part in produced.score.parts.items()},
    )


def _faults(report: QaReport) -> Iterator[Fault]:
    for check in report.failed_checks:
        yield Fault(check.name, check.measured, check.reason)


def _misread(case: Case, produced: Produced) -> Iterator[str]:
    plan = produced.plan
    pairs = (
        ("genre", case.genre, plan.genre),
        ("bpm", case.bpm, plan.bpm),
        ("key", case.key, plan.key),
        ("mode", case.mode, plan.mode.value),
        ("duration", case.duration_s, plan.duration_s),
    )
    for name, asked, planned in pairs:
        if asked is not None and asked != planned:
            yield f"{name} {planned} instead of {asked}"


def _value(check: QaCheck) -> float:
    return float("nan") if check.value is None else check.value


def _stem_lufs(files: Mapping[str, Path]) -> dict[str, float]:
    found = {}
    for name, path in files.items():
        if name.startswith(f"{STEMS_FOLDER}/"):
            lufs = integrated_lufs(read_wav(path))
            found[path.stem] = float("nan") if lufs is None else round(lufs, 2)
    return found


def _crest_db(samples: Float32Array) -> float:
    rms = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
    return float(20 * np.log10(np.abs(samples).max() / rms))


def centroid_hz(power: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> float:
    """Return where the spectrum has its centre of gravity, by amplitude."""
    amplitude = np.sqrt(power)
    frequencies_hz = np.linspace(0.0, 24_000.0, len(power))
    return float((frequencies_hz * amplitude).sum() / (amplitude.sum() + 1e-20))


def hear_with_ffmpeg(path: Path) -> dict[str, float]:
    """Return loudness and true peak as ffmpeg's meter reads them; NaN where it is missing."""
    program = shutil.which("ffmpeg")
    if program is None:
        return {"lufs": float("nan"), "peak_dbtp": float("nan")}
    words = [program, "-nostats", "-hide_banner", "-i", str(path)]
    words += ["-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    summary = done.stderr[done.stderr.rindex("Summary:") :]
    lufs = re.search(r"I:\s+(-?[\d.]+) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)
    if lufs is None or peak is None:
        raise RuntimeError(f"ffmpeg's ebur128 summary has another form: {summary}")
    return {"lufs": float(lufs[1]), "peak_dbtp": float(peak[1])}


def write_records(path: Path, made: Sequence[Made]) -> None:
    """Write what was measured, one production a line."""
    lines = [json.dumps(asdict(one), default=str) for one in made]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def make_references(cases: Sequence[Case], folder: Path, processes: int) -> list[Path]:
    """Make every case and keep its mix; return the files in the order of the cases."""
    with ProcessPoolExecutor(
        processes, get_context("spawn"), initializer=use_one_thread
    ) as workers:
        return list(workers.map(_keep_mix, cases, [folder] * len(cases)))


def _keep_mix(case: Case, folder: Path) -> Path:
    with tempfile.TemporaryDirectory(prefix="menura-bench-") as name:
        produced = produce(case, Path(name) / "production")
        kept = folder / f"own-{case.genre}-{case.number}.wav"
        shutil.copyfile(dict(produced.pack.files)[MIX_FILE], kept)
        return kept
