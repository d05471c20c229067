"""Make productions for the Studio's benchmark and measure the files that come out."""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path

from benchmarks.studio_cases import Case
from benchmarks.studio_meters import centroid_hz, crest_db, hear_with_ffmpeg
from menura.studio.finishing import MIX_FILE, STEMS_FOLDER
from menura.studio.generators.builtin import BuiltinGenerator
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
        crest_db=crest_db(mix),
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
