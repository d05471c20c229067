"""Draw the pictures of a report as SVG.

Shapes stretch with the page and words do not, so that both can be read on a telephone: places are
in per cent of the picture, and what stretches lies in an inner picture with coordinates of its own.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from menura.audio.arrays import Float64Array
from menura.studio.qa.report import QaReport
from menura.studio.spectrum import BAND_WEIGHTS

MOST_DEFECTS = 100  # told one by one; a file with more is broken in a way that shows
_TIME_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120)
_MOST_TIMES = 6
_LOUDNESS_BELOW_LU, _LOUDNESS_ABOVE_LU = 26.0, 10.0  # what is drawn around the target
_SPECTRUM_DEPTH_DB = 48.0
_SPECTRUM_TICKS = {
    31: "31", 63: "63", 125: "125", 250: "250", 500: "500", 1000: "1k", 2000: "2k", 4000: "4k",
    8000: "8k", 16000: "16k",
}  # fmt: skip
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A part of the track's form, as the pictures name it."""

    name: str
    start_s: float
    end_s: float


def as_text(words: object) -> str:
    """Return words as they may stand in a page; what no page can hold is left out."""
    return escape(_NOT_XML.sub("", str(words)).strip())


def as_time(seconds: float, digits: int = 0) -> str:
    """Return a time as minutes and seconds; rounded first, so that 59.99 is not 0:60."""
    rounded = round(max(0.0, seconds), digits)
    width = 2 if digits == 0 else 3 + digits
    return f"{int(rounded // 60)}:{rounded % 60:0{width}.{digits}f}"


def _chart(name: str, title: str, told: str, marks: str, *, tall: bool = False) -> str:
    """Return a picture; places are in per cent of it, labels of its axes stand outside."""
    height = "tall" if tall else "low"
    return (
        f'<div class="chart {height}"><svg role="img" aria-labelledby="{name}-t {name}-d" '
        f'width="100%" height="100%"><title id="{name}-t">{title}</title>'
        f'<desc id="{name}-d">{as_text(told)}</desc>{marks}</svg></div>'
    )


def _stretched(left: float, top: float, width: float, height: float, shapes: str) -> str:
    """Return shapes in coordinates of their own that fill the picture, whatever its size."""
    return (
        f'<svg x="0" y="0" width="100%" height="100%" preserveAspectRatio="none" '
        f'viewBox="{left:g} {top:g} {width:g} {height:g}">{shapes}</svg>'
    )


def _line(xs: Iterable[float], ys: Iterable[float], kind: str) -> str:
    points = " ".join(f"{x:.2f},{y:.2f}" for x, y in zip(xs, ys, strict=True))
    return f'<polyline class="{kind}" points="{points}"/>' if points else ""


def draw_waveform(report: QaReport, sections: Sequence[ReportSection]) -> str:
    """Return the waveform with the sections behind it and a mark at each defect."""
    peaks, length_s = report.curves.peaks, max(report.duration_s, 1e-3)
    top = " ".join(f"{i},{-high:g}" for i, (_, high) in enumerate(peaks))
    bottom = " ".join(f"{i},{-low:g}" for i, (low, _) in reversed(list(enumerate(peaks))))
    shape = f'<polygon class="wave" points="{top} {bottom}"/>' if peaks else ""
    drawn = _stretched(0, -1.3, max(1, len(peaks) - 1), 2.35, shape)
    places = {as_time(one.start_s) for one in report.defects}
    told = (
        f"{as_time(length_s)} long. "
        + (f"Sections: {_named(sections)}. " if sections else "")
        + (f"Defects at {', '.join(sorted(places)[:20])}." if places else "No defects.")
    )
    marks = _section_bands(sections, length_s) + _time_axis(length_s) + drawn
    for one in report.defects[:MOST_DEFECTS]:
        left = 100 * one.start_s / length_s
        width = max(0.3, 100 * (one.end_s - one.start_s) / length_s)
        what = f"{one.kind.value.replace('_', ' ')} at {as_time(one.start_s, 2)}"
        marks += (
            f'<rect class="defect" x="{left:.2f}%" y="0" width="{width:.2f}%" height="100%">'
            f"<title>{what}</title></rect>"
        )
    return _chart("wave", "Waveform with the sections", told, marks)


def _named(sections: Sequence[ReportSection]) -> str:
    return ", ".join(f"{one.name.replace('_', ' ')} {as_time(one.start_s)}" for one in sections)


def _section_bands(sections: Sequence[ReportSection], length_s: float) -> str:
    """Return every other section shaded, each with its name, which is cut off where it is long."""
    bands = ""
    for number, one in enumerate(sections):
        name = as_text(one.name.replace("_", " "))
        left = 100 * min(one.start_s, length_s) / length_s
        width = 100 * max(0.0, min(one.end_s, length_s) - one.start_s) / length_s
        bands += (
            f'<svg x="{left:.2f}%" y="0" width="{width:.2f}%" height="100%">'
            f'<rect class="{"band" if number % 2 else "gap"}" width="100%" height="100%"/>'
            f'<text class="name" x="5" y="15">{name}</text>'
            f"<title>{name}, {as_time(one.start_s)} to {as_time(one.end_s)}</title></svg>"
        )
    return bands


def _time_axis(length_s: float) -> str:
    step = next((s for s in _TIME_STEPS_S if length_s / s <= _MOST_TIMES), 300)
    times = np.arange(0, length_s, step)
    return "".join(
        _x_tick(100 * time / length_s, as_time(time), end=bool(time > 0.94 * length_s))
        for time in times
    )


def _x_tick(place: float, label: str, *, end: bool = False) -> str:
    anchor = ' text-anchor="end"' if end else ' text-anchor="middle"' if place else ""
    return (
        f'<line class="grid" x1="{place:.2f}%" x2="{place:.2f}%" y1="0" y2="100%"/>'
        f'<text class="tick" x="{place:.2f}%" y="100%" dy="16"{anchor}>{label}</text>'
    )


def _y_axis(low: float, high: float, step: float) -> str:
    ticks = ""
    for value in np.arange(np.ceil(low / step) * step, high + 1e-6, step):
        place = 100 * (high - value) / (high - low)
        ticks += (
            f'<line class="grid" x1="0" x2="100%" y1="{place:.2f}%" y2="{place:.2f}%"/>'
            f'<text class="tick" x="-6" y="{place:.2f}%" dy="4" text-anchor="end">{value:g}</text>'
        )
    return ticks


def draw_loudness(
    report: QaReport, sections: Sequence[ReportSection], target_lufs: float | None
) -> str:
    """Return loudness over 0.4 s and over 3 s, with the target as a line."""
    curves, length_s = report.curves, max(report.duration_s, 1e-3)
    centre = target_lufs if target_lufs is not None else max(curves.momentary_lufs, default=-14.0)
    low, high = centre - _LOUDNESS_BELOW_LU, centre + _LOUDNESS_ABOVE_LU
    low, high = 6 * np.floor(low / 6), min(0.0, 6 * np.ceil(high / 6))
    times = curves.loudness_times_s

    def places(levels: tuple[float, ...]) -> Float64Array:
        return np.asarray(high - np.clip(levels, low, high))

    # a window of three seconds says nothing before it is full
    full = sum(time < 3.0 for time in times)
    shapes = _line(times, places(curves.momentary_lufs), "momentary")
    shapes += _line(times[full:], places(curves.short_term_lufs)[full:], "short")
    marks = _section_bands(sections, length_s) + _y_axis(low, high, 6) + _time_axis(length_s)
    marks += _stretched(0, 0, length_s, high - low, shapes)
    if target_lufs is not None:
        place = 100 * (high - target_lufs) / (high - low)
        marks += f'<line class="target" x1="0" x2="100%" y1="{place:.2f}%" y2="{place:.2f}%"/>'
    loudest = max(curves.short_term_lufs, default=low)
    told = f"Loudest three seconds: {loudest:.1f} LUFS."
    if target_lufs is not None:
        told += f" The target for the whole is {target_lufs:g} LUFS."
    keys = [("short", "3 s"), ("momentary", "0.4 s")]
    keys += [("target", f"target {target_lufs:g} LUFS")] if target_lufs is not None else []
    return _legend(keys, "LUFS") + _chart("loud", "Loudness over time", told, marks, tall=True)


def draw_spectrum(report: QaReport) -> str:
    """Return the spectrum in thirds of an octave, and the reference's at the same level."""
    curves = report.curves
    if not curves.spectrum_db:
        return '<p class="dim">It was not measured.</p>'
    own_db = np.asarray(curves.spectrum_db)
    bands = np.arange(own_db.size, dtype=np.float64)
    lines = [(own_db, "own", "this track")]
    if curves.reference_db:
        # levels aligned as the likeness does it: only the balance counts
        reference_db = np.asarray(curves.reference_db)
        weights = BAND_WEIGHTS if own_db.size == BAND_WEIGHTS.size else np.full(own_db.size, 1.0)
        shift_db = float(np.average(own_db - reference_db, weights=weights))
        lines.insert(0, (reference_db + shift_db, "other", "the reference, at the same level"))
    high = 6 * np.ceil(max(float(levels.max()) for levels, _, _ in lines) / 6)
    low = high - _SPECTRUM_DEPTH_DB
    width = max(1.0, bands[-1])
    shapes = ""
    for levels, kind, _ in lines:
        drawn = np.clip(high - levels, 0.0, high - low)
        if kind == "own":
            points = " ".join(f"{x:.0f},{y:.2f}" for x, y in zip(bands, drawn, strict=True))
            base = high - low
            shapes += f'<polygon class="under" points="0,{base:g} {points} {width:g},{base:g}"/>'
        shapes += _line(bands, drawn, kind)
    marks = _y_axis(low, high, 12) + _stretched(0, 0, width, high - low, shapes)
    spread = np.log2(curves.spectrum_hz[-1] / curves.spectrum_hz[0])
    for hertz, label in _SPECTRUM_TICKS.items():
        place = 100 * float(np.log2(hertz / curves.spectrum_hz[0]) / spread)
        if -1 <= place <= 101:
            marks += _x_tick(min(100.0, max(0.0, place)), label, end=place > 97)
    loudest_hz = curves.spectrum_hz[int(own_db.argmax())]
    told = f"Level in thirds of an octave, relative to the whole; most at {loudest_hz:.0f} Hz."
    if curves.reference_db:
        far = float(np.abs(lines[0][0] - own_db).max())
        told += f" At most {far:.1f} dB from the reference."
    keys = [(kind, name) for _, kind, name in reversed(lines)]
    return _legend(keys, "dB over Hz") + _chart("spec", "Spectrum", told, marks, tall=True)


def _legend(keys: Sequence[tuple[str, str]], unit: str) -> str:
    told = "".join(
        f'<span><svg class="key" width="22" height="8" aria-hidden="true">'
        f'<line class="{kind}" x1="0" x2="22" y1="4" y2="4"/></svg>{name}</span>'
        for kind, name in keys
    )
    return f'<p class="legend"><span class="unit">{unit}</span>{told}</p>'
