"""Put a production's files together: sound, notes, project, records and a README."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import menura
from menura.audio.arrays import Float32Array
from menura.studio.asked_values import NOTE_NAMES, key_name
from menura.studio.cover import draw_cover
from menura.studio.credits import ai_label
from menura.studio.exports.dawproject import ProjectStem, write_dawproject
from menura.studio.exports.midi_file import write_midi
from menura.studio.finishing import MIX_FILE, PREMASTER_FOLDER, STEMS_FOLDER, Finished
from menura.studio.genres.catalogue import genre
from menura.studio.model import Decision, StructuredPrompt, StyleParameters, TrackPlan
from menura.studio.production import ENGINE_VERSION, ProductionRequest
from menura.studio.qa.page import render_report_page
from menura.studio.qa.page_charts import ReportSection
from menura.studio.records import to_record, write_json
from menura.studio.score import Score
from menura.studio.wav_file import read_wav

PEAKS_PER_FILE = 1200  # enough for a wide screen; about 18 kB as JSON
SCORE_FILE = "score.json"
COVER_FILE = "cover.png"
REPORT_PAGE = "qa.html"
PEAKS_FILE = "peaks.json"


@dataclass(frozen=True, slots=True)
class Pack:
    """The files of a production: names below the production, and where each lies now."""

    files: tuple[tuple[str, Path], ...]
    summary: dict[str, Any]

    @property
    def size_bytes(self) -> int:
        """Return how much they take together."""
        return sum(path.stat().st_size for _, path in self.files)


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that is told about a production."""

    title: str
    request: ProductionRequest
    prompt: StructuredPrompt
    style: StyleParameters | None
    plan: TrackPlan
    decisions: tuple[Decision, ...]
    score: Score
    finished: Finished
    attempts: int
    provider: str


def pack(contents: Contents) -> Pack:
    """Write what is still missing beside the sound files, and return the list of all."""
    folder, score = contents.finished.folder, contents.score
    roles = contents.finished.roles
    write_midi(
        score, folder / "track.mid", title=contents.title, credit=ai_label(contents.provider)
    )
    stems = {
        role: ProjectStem(f"{STEMS_FOLDER}/{role.value}.wav", contents.plan.duration_s)
        for role in roles
    }
    write_dawproject(
        score,
        stems,
        folder / "project.dawproject",
        title=contents.title,
        version=menura.__version__,
        comment=ai_label(contents.provider),
    )
    write_json(folder / "request.json", request_record(contents))
    write_json(folder / "qa.json", contents.finished.report.to_json())
    (folder / REPORT_PAGE).write_text(report_page(contents), encoding="utf-8")
    write_json(folder / SCORE_FILE, to_record(score), indent=None)
    write_json(folder / PEAKS_FILE, _all_peaks(contents.finished), indent=None)
    (folder / COVER_FILE).write_bytes(draw_cover(score, contents.title))
    (folder / "README.txt").write_text(_readme(contents), encoding="utf-8")
    names = [MIX_FILE, *(f"{STEMS_FOLDER}/{role.value}.wav" for role in roles)]
    premaster = folder / PREMASTER_FOLDER
    names += sorted(f"{PREMASTER_FOLDER}/{path.name}" for path in premaster.glob("*.wav"))
    names += ["track.mid", "project.dawproject", "request.json", "qa.json", REPORT_PAGE]
    names += ["README.txt", SCORE_FILE, PEAKS_FILE, COVER_FILE]
    return Pack(tuple((name, folder / name) for name in names), _summary(contents))


def request_record(contents: Contents) -> dict[str, Any]:
    """Return what ``request.json`` holds: the request, how it was read, every decision and seed."""
    return {
        "menura": menura.__version__,
        "engine": ENGINE_VERSION,
        "label": ai_label(contents.provider),
        "seed": contents.request.seed,
        "request": to_record(contents.request),
        "structured_prompt": to_record(contents.prompt),
        "reference": to_record(contents.style) if contents.style else None,
        "plan": to_record(contents.plan),
        "decisions": [to_record(decision) for decision in contents.decisions],
        "attempts": contents.attempts,
        "key_margin": contents.score.key_margin,
        "harmony_tries": contents.score.tries,
    }


def report_page(contents: Contents) -> str:
    """Return what was checked as a page with pictures."""
    return render_report_page(
        contents.finished.report,
        title=contents.title,
        subtitle=f"{_what_it_is(contents)} Menura {menura.__version__}, engine {ENGINE_VERSION}, "
        f"seed {contents.request.seed}, attempt {contents.attempts}.",
        decisions=contents.decisions,
        sections=[
            ReportSection(section["name"], section["start_s"], section["end_s"])
            for section in _sections(contents.score)
        ],
        target_lufs=contents.finished.targets.target_lufs,
    )


def _what_it_is(contents: Contents) -> str:
    plan, score = contents.plan, contents.score
    key = key_name(score.key, score.mode)
    return f"{genre(plan.genre).title}, {score.bpm:g} BPM, {key}, {plan.duration_s:g} s."


def _sections(score: Score) -> list[dict[str, Any]]:
    beat_s = 60.0 / score.bpm
    return [
        {
            "name": section.name.value,
            "start_s": section.start_beat * beat_s,
            "end_s": section.end_beat * beat_s,
            "energy": section.energy,
        }
        for section in score.sections
    ]


def _summary(contents: Contents) -> dict[str, Any]:
    """Return what lists and later changes need."""
    plan, score = contents.plan, contents.score
    return {
        "genre": plan.genre,
        "blend": plan.blend,
        "bpm": score.bpm,
        "key": NOTE_NAMES[score.key],
        "mode": score.mode.value,
        "duration_s": plan.duration_s,
        "stems": [role.value for role in contents.finished.roles],
        "patches": {role.value: part.patch for role, part in score.parts.items()},
        "sections": _sections(score),
        "loudness_lufs": contents.finished.master.loudness_lufs,
        "true_peak_dbtp": contents.finished.master.true_peak_dbtp,
        "attempts": contents.attempts,
        "provider": contents.provider,
        "plan": to_record(plan),
        "structured_prompt": to_record(contents.prompt),
        "style": to_record(contents.style) if contents.style else None,
        "decisions": [to_record(decision) for decision in contents.decisions],
    }


def _all_peaks(finished: Finished) -> dict[str, list[list[float]]]:
    """Return the outlines of all files, for drawing."""
    names = {MIX_FILE: finished.mix}
    names |= {f"{STEMS_FOLDER}/{role.value}.wav": finished.stem(role) for role in finished.roles}
    return {name: _peaks(read_wav(path)) for name, path in names.items()}


def _peaks(samples: Float32Array) -> list[list[float]]:
    """Return the lowest and highest sample of equal pieces of a stereo file."""
    count = min(PEAKS_PER_FILE, samples.shape[1])
    starts = np.linspace(0, samples.shape[1], count, endpoint=False).astype(np.int64)
    low = np.minimum.reduceat(samples, starts, axis=1).min(axis=0)
    high = np.maximum.reduceat(samples, starts, axis=1).max(axis=0)
    # Doubles: a rounded single is written with all its digits, three times as long.
    pairs = np.round(np.stack([low, high], axis=1).astype(np.float64), 3)
    return pairs.tolist()  # type: ignore[no-any-return]


def _readme(contents: Contents) -> str:
    """Return what the pack is, in words."""
    report = contents.finished.report
    lines = [
        contents.title,
        "=" * min(72, len(contents.title)),
        "",
        f"Prompt: {contents.request.prompt}",
        _what_it_is(contents),
        "",
        "Files",
        "-----",
        "mix.wav             the finished track, 24 bit, 48 kHz",
        "stems/*.wav         its stems, as long as the mix and aligned with it",
        *(
            ["premaster/*.wav     mix and stems before mastering"]
            if (contents.finished.folder / PREMASTER_FOLDER).is_dir()
            else []
        ),
        "track.mid           the notes: format 1, tempo, key, markers, a track for each stem",
        "project.dawproject  tempo, markers, stems and notes for studio programs; keep it here",
        "request.json        what was asked, how it was read, every decision and every seed",
        "qa.json, qa.html    what was checked and measured: for programs, and with pictures",
        "",
        "What the stems promise",
        "----------------------",
        "The stems in stems/ went through the same equaliser and the same gain, sample by sample,",
        "as the mix: added up they are mix.wav (the rest is rounding, below -90 dBFS).",
        "The stems before mastering (premaster/, when asked for) add up to premaster/mix.wav",
        "in the same way.",
        "",
        "Checks",
        "------",
        *(
            f"{'ok  ' if check.passed else 'n/a ' if check.passed is None else 'FAIL'} "
            f"{check.title}: {check.measured} (wanted: {check.target})"
            for check in report.checks
        ),
        "",
        "Choices that were made",
        "----------------------",
        *_told(contents.decisions),
        "",
        "Credits",
        "-------",
        ai_label(contents.provider),
        f"Menura {menura.__version__}, engine {ENGINE_VERSION}, seed {contents.request.seed}: the "
        "same prompt, seed and engine make the same track again.",
        "",
    ]
    return "\n".join(lines)


def _told(decisions: Sequence[Decision]) -> list[str]:
    if not decisions:
        return ["None: the prompt said everything."]
    return [
        f"{one.field}: {one.chosen}. {one.reason}"
        + (f" Not taken: {', '.join(one.rejected)}." if one.rejected else "")
        for one in decisions
    ]
