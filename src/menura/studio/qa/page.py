"""Show a report to people: one HTML file that needs nothing else, to be opened years from now.

No script, no font, no address: pictures are drawn as SVG into the page. Their shapes stretch with
the page and their words do not, so that they can be read on a telephone.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from menura.audio.arrays import Float64Array
from menura.studio.asked_values import NOTE_NAMES, key_name
from menura.studio.model import Decision
from menura.studio.qa.page_style import STYLE
from menura.studio.qa.report import Defect, KeyReading, QaCheck, QaReport, Severity, TempoReading
from menura.studio.spectrum import BAND_WEIGHTS

HEADLINES = ("tempo", "key", "loudness", "true_peak")
MOST_DEFECTS = 100  # told one by one; a file with more is broken in a way that shows
OPEN_DEFECTS = 8  # seen at once; the rest can be unfolded
_CHANNELS = {0: "left", 1: "right", None: "both"}
_TIME_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120)
_MOST_TIMES = 6
_LOUDNESS_BELOW_LU, _LOUDNESS_ABOVE_LU = 26.0, 10.0  # what is drawn around the target
_SPECTRUM_DEPTH_DB = 48.0
_SPECTRUM_TICKS = {
    31: "31", 63: "63", 125: "125", 250: "250", 500: "500", 1000: "1k", 2000: "2k", 4000: "4k",
    8000: "8k", 16000: "16k",
}  # fmt: skip
_ENGLISH = {True: "ok", False: "failed", None: "not told"}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A part of the track's form, as the pictures name it."""

    name: str
    start_s: float
    end_s: float


def render_report_page(
    report: QaReport,
    *,
    title: str,
    subtitle: str,
    decisions: Sequence[Decision] = (),
    sections: Sequence[ReportSection] = (),
    target_lufs: float | None = None,
) -> str:
    """Return a report as one HTML page that can be read without anything else.

    Parameters
    ----------
    title, subtitle : str
        Of the track; may hold anything, also markup, which is shown as it is written.
    decisions : sequence of Decision
        What was chosen where the request left something open.
    sections : sequence of ReportSection
        Drawn behind the waveform and the loudness.
    target_lufs : float, optional
        Draws a line into the loudness.
    """
    shown = _text(title) or "Production"
    parts = (
        _summary(report, shown, subtitle),
        _card("Checks", _checks(report.checks)),
        _card("Waveform", _waveform(report, sections), _defects(report.defects)),
        _card("Loudness over time", _loudness(report, sections, target_lufs)),
        _card("Spectrum", _spectrum(report)),
        f'<div class="pair">{_card("Tempo", _tempo(report.tempo))}'
        f"{_card('Key', _key(report.key))}</div>",
        _card("Choices that were made", _decisions(decisions)),
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        '<meta name="color-scheme" content="light dark"/>'
        f"<title>{shown}: report</title><style>{STYLE}</style></head>"
        f"<body><main>{''.join(parts)}</main></body></html>\n"
    )


def _text(words: object) -> str:
    """Return words as they may stand in a page; what no page can hold is left out."""
    return escape(_NOT_XML.sub("", str(words)).strip())


def _card(heading: str, *content: str) -> str:
    name = heading.split()[0].lower()
    return (
        f'<section aria-labelledby="{name}"><h2 id="{name}">{heading}</h2>'
        f"{''.join(content)}</section>"
    )


# ---------------------------------------------------------------------------- words and tables


def _summary(report: QaReport, title: str, subtitle: str) -> str:
    failed = [check.title for check in report.failed_checks]
    told = sum(check.passed is not None for check in report.checks)
    verdict = (
        f"Passed: none of {told} checks failed"
        if not failed
        else f"Not passed: {len(failed)} of {told} checks failed"
    )
    tiles = "".join(
        f'<div class="tile {_mark(check)}"><dt>{_text(check.title)}</dt>'
        f"<dd>{_text(check.measured.split(', read')[0].split(' (')[0])}</dd>"
        f'<dd class="dim">wanted: {_text(check.target)}</dd></div>'
        for check in report.checks
        if check.name in HEADLINES
    )
    return (
        f'<header><h1>{title}</h1><p class="dim">{_text(subtitle)}</p>'
        f'<p class="verdict {"bad" if failed else "good"}">{verdict}'
        f"{': ' + _text(', '.join(failed)) if failed else ''}</p>"
        f'<dl class="tiles">{tiles}</dl></header>'
    )


def _mark(check: QaCheck) -> str:
    if check.passed is None:
        return "none"
    if check.passed:
        return "good"
    return "bad" if check.severity is Severity.ERROR else "warn"


def _checks(checks: Sequence[QaCheck]) -> str:
    rows = []
    for check in checks:
        mark = _mark(check)
        state = "warning" if mark == "warn" else _ENGLISH[check.passed]
        rows.append(
            (
                f'<span class="state {mark}">{state}</span>',
                f"<strong>{_text(check.title)}</strong>",
                _text(check.measured),
                _text(check.target),
                _text(check.reason),
            )
        )
    return _table(("Result", "Check", "Measured", "Wanted", "Why"), rows, "checks")


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]], name: str) -> str:
    """Return a table whose rows become little cards where the page is narrow."""
    head = "".join(f'<th scope="col">{one}</th>' for one in headings)
    body = "".join(
        '<tr role="row">'
        + "".join(
            f'<td role="cell" data-head="{heading}">{cell}</td>'
            for heading, cell in zip(headings, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<table class="{name}" role="table"><thead><tr role="row">{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _defects(defects: Sequence[Defect]) -> str:
    if not defects:
        return '<p class="dim">No defect was found: no click, dropout, clipping or offset.</p>'
    rows = [
        (
            _text(one.kind.value.replace("_", " ")),
            f"{_clock(one.start_s, 3)} to {_clock(one.end_s, 3)}",
            _CHANNELS.get(one.channel, "both"),
            f"{one.level_db:.1f} dBFS",
        )
        for one in defects[:MOST_DEFECTS]
    ]
    headings = ("Defect", "Where", "Channel", "Level")
    shown = _table(headings, rows[:OPEN_DEFECTS], "defects")
    if len(rows) <= OPEN_DEFECTS:
        return shown
    more = len(defects) - len(rows)
    rest = f'<p class="dim">And {more} more.</p>' if more > 0 else ""
    return (
        f"{shown}<details><summary>All {len(defects)} defects</summary>"
        f"{_table(headings, rows[OPEN_DEFECTS:], 'defects')}{rest}</details>"
    )


def _tempo(tempo: TempoReading) -> str:
    heard = f"{tempo.heard_bpm:.2f} BPM" if tempo.heard_bpm is not None else "no pulse"
    blind = f"{tempo.blind_bpm:.2f} BPM" if tempo.blind_bpm is not None else "no pulse"
    ratio = f", {tempo.blind_ratio} of the one asked for" if tempo.blind_ratio else ""
    return _facts(
        (
            ("Asked for", f"{tempo.target_bpm:g} BPM"),
            ("Heard near it", heard),
            ("Read without knowing it", blind + ratio),
            ("Onsets repeat there", f"{tempo.score:.2f}"),
            ("Onsets repeat at the best wrong tempo", f"{tempo.competitor_score:.2f}"),
        )
    ) + _note(
        "Half and double of a tempo cannot be told apart by listening; the ratio says which of "
        "them a listener who knows nothing would count."
    )


def _key(key: KeyReading) -> str:
    together = "no pitch to hear"
    if key.key is not None and key.mode is not None:
        together = f"{key_name(key.key, key.mode)}, confidence {key.confidence:.2f}"
    facts = _facts(
        (
            ("Heard together", together),
            ("Its relation to the key asked for", key.relation.replace("_", " ")),
            ("Lead of the key asked for", f"{key.margin:+.2f} standard deviations"),
            ("Told from its relative", "yes" if key.beats_relative else "no"),
        )
    )
    rows = [
        (
            _text(vote.estimator),
            f"{NOTE_NAMES[vote.key % 12]} {_text(vote.mode.value)}",
            f"{vote.score:.2f}",
            f"{vote.margin:+.2f}",
        )
        for vote in key.votes
    ]
    votes = _table(("Estimator", "Says", "Score", "Lead of the key asked for"), rows, "votes")
    return facts + (votes if rows else "")


def _decisions(decisions: Sequence[Decision]) -> str:
    if not decisions:
        return '<p class="dim">None: the request said everything.</p>'
    rows = []
    for one in decisions:
        rejected = f" Not taken: {', '.join(one.rejected)}." if one.rejected else ""
        rows.append((_text(one.field), _text(one.chosen), _text(one.reason + rejected)))
    return _table(("What", "Chosen", "Why"), rows, "decisions")


def _facts(facts: Sequence[tuple[str, str]]) -> str:
    told = "".join(f"<div><dt>{name}</dt><dd>{_text(value)}</dd></div>" for name, value in facts)
    return f'<dl class="facts">{told}</dl>'


def _note(words: str) -> str:
    return f'<p class="dim">{words}</p>'


def _clock(seconds: float, digits: int = 0) -> str:
    """Return a time as minutes and seconds; rounded first, so that 59.99 is not 0:60."""
    rounded = round(max(0.0, seconds), digits)
    width = 2 if digits == 0 else 3 + digits
    return f"{int(rounded // 60)}:{rounded % 60:0{width}.{digits}f}"


# ---------------------------------------------------------------------------- pictures


def _chart(name: str, title: str, told: str, marks: str, *, tall: bool = False) -> str:
    """Return a picture; places are in per cent of it, labels of its axes stand outside."""
    height = "tall" if tall else "low"
    return (
        f'<div class="chart {height}"><svg role="img" aria-labelledby="{name}-t {name}-d" '
        f'width="100%" height="100%"><title id="{name}-t">{title}</title>'
        f'<desc id="{name}-d">{_text(told)}</desc>{marks}</svg></div>'
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


def _waveform(report: QaReport, sections: Sequence[ReportSection]) -> str:
    peaks, length_s = report.curves.peaks, max(report.duration_s, 1e-3)
    top = " ".join(f"{i},{-high:g}" for i, (_, high) in enumerate(peaks))
    bottom = " ".join(f"{i},{-low:g}" for i, (low, _) in reversed(list(enumerate(peaks))))
    shape = f'<polygon class="wave" points="{top} {bottom}"/>' if peaks else ""
    drawn = _stretched(0, -1.3, max(1, len(peaks) - 1), 2.35, shape)
    places = {_clock(one.start_s) for one in report.defects}
    told = (
        f"{_clock(length_s)} long. "
        + (f"Sections: {_named(sections)}. " if sections else "")
        + (f"Defects at {', '.join(sorted(places)[:20])}." if places else "No defects.")
    )
    marks = _section_bands(sections, length_s) + _time_axis(length_s) + drawn
    for one in report.defects[:MOST_DEFECTS]:
        left = 100 * one.start_s / length_s
        width = max(0.3, 100 * (one.end_s - one.start_s) / length_s)
        what = f"{one.kind.value.replace('_', ' ')} at {_clock(one.start_s, 2)}"
        marks += (
            f'<rect class="defect" x="{left:.2f}%" y="0" width="{width:.2f}%" height="100%">'
            f"<title>{what}</title></rect>"
        )
    return _chart("wave", "Waveform with the sections", told, marks)


def _named(sections: Sequence[ReportSection]) -> str:
    return ", ".join(f"{one.name.replace('_', ' ')} {_clock(one.start_s)}" for one in sections)


def _section_bands(sections: Sequence[ReportSection], length_s: float) -> str:
    """Return every other section shaded, each with its name, which is cut off where it is long."""
    bands = ""
    for number, one in enumerate(sections):
        name = _text(one.name.replace("_", " "))
        left = 100 * min(one.start_s, length_s) / length_s
        width = 100 * max(0.0, min(one.end_s, length_s) - one.start_s) / length_s
        bands += (
            f'<svg x="{left:.2f}%" y="0" width="{width:.2f}%" height="100%">'
            f'<rect class="{"band" if number % 2 else "gap"}" width="100%" height="100%"/>'
            f'<text class="name" x="5" y="15">{name}</text>'
            f"<title>{name}, {_clock(one.start_s)} to {_clock(one.end_s)}</title></svg>"
        )
    return bands


def _time_axis(length_s: float) -> str:
    step = next((s for s in _TIME_STEPS_S if length_s / s <= _MOST_TIMES), 300)
    times = np.arange(0, length_s, step)
    return "".join(
        _x_tick(100 * time / length_s, _clock(time), end=bool(time > 0.94 * length_s))
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


def _loudness(
    report: QaReport, sections: Sequence[ReportSection], target_lufs: float | None
) -> str:
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


def _spectrum(report: QaReport) -> str:
    curves = report.curves
    if not curves.spectrum_db:
        return _note("It was not measured.")
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
