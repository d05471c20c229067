"""Show a report to people: one HTML file that needs nothing else, to be opened years from now.

No script, no font, no address: pictures are drawn as SVG into the page.
"""

from collections.abc import Iterable, Sequence

from menura.studio.asked_values import NOTE_NAMES, key_name
from menura.studio.model import Decision
from menura.studio.qa.page_charts import (
    MOST_DEFECTS,
    ReportSection,
    as_text,
    as_time,
    draw_loudness,
    draw_spectrum,
    draw_waveform,
)
from menura.studio.qa.page_style import STYLE
from menura.studio.qa.report import Defect, KeyReading, QaCheck, QaReport, Severity, TempoReading

HEADLINES = ("tempo", "key", "loudness", "true_peak")
OPEN_DEFECTS = 8  # seen at once; the rest can be unfolded
_CHANNELS = {0: "left", 1: "right", None: "both"}
_ENGLISH = {True: "ok", False: "failed", None: "not told"}


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
    shown = as_text(title) or "Production"
    parts = (
        _summary(report, shown, subtitle),
        _card("Checks", _checks(report.checks)),
        _card("Waveform", draw_waveform(report, sections), _defects(report.defects)),
        _card("Loudness over time", draw_loudness(report, sections, target_lufs)),
        _card("Spectrum", draw_spectrum(report)),
        f'<div class="pair">{_card("Tempo", _tempo(report.tempo))}'
        f"{_card('Key', _key(report.key))}</div>",
        _card("Choices that were made", _decisions(decisions)),
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        '<meta name="color-scheme" content="light dark"/>'
        # it is served from Menura's own address: should anything slip in, it does nothing
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\"/>"
        f"<title>{shown}: report</title><style>{STYLE}</style></head>"
        f"<body><main>{''.join(parts)}</main></body></html>\n"
    )


def _card(heading: str, *content: str) -> str:
    name = heading.split()[0].lower()
    return (
        f'<section aria-labelledby="{name}"><h2 id="{name}">{heading}</h2>'
        f"{''.join(content)}</section>"
    )


def _summary(report: QaReport, title: str, subtitle: str) -> str:
    failed = [check.title for check in report.failed_checks]
    told = sum(check.passed is not None for check in report.checks)
    verdict = (
        f"Passed: none of {told} checks failed"
        if not failed
        else f"Not passed: {len(failed)} of {told} checks failed"
    )
    tiles = "".join(
        f'<div class="tile {_mark(check)}"><dt>{as_text(check.title)}</dt>'
        f"<dd>{as_text(check.measured.split(', read')[0].split(' (')[0])}</dd>"
        f'<dd class="dim">wanted: {as_text(check.target)}</dd></div>'
        for check in report.checks
        if check.name in HEADLINES
    )
    return (
        f'<header><h1>{title}</h1><p class="dim">{as_text(subtitle)}</p>'
        f'<p class="verdict {"bad" if failed else "good"}">{verdict}'
        f"{': ' + as_text(', '.join(failed)) if failed else ''}</p>"
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
                f"<strong>{as_text(check.title)}</strong>",
                as_text(check.measured),
                as_text(check.target),
                as_text(check.reason),
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
            as_text(one.kind.value.replace("_", " ")),
            f"{as_time(one.start_s, 3)} to {as_time(one.end_s, 3)}",
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
            as_text(vote.estimator),
            f"{NOTE_NAMES[vote.key % 12]} {as_text(vote.mode.value)}",
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
        rows.append((as_text(one.field), as_text(one.chosen), as_text(one.reason + rejected)))
    return _table(("What", "Chosen", "Why"), rows, "decisions")


def _facts(facts: Sequence[tuple[str, str]]) -> str:
    told = "".join(f"<div><dt>{name}</dt><dd>{as_text(value)}</dd></div>" for name, value in facts)
    return f'<dl class="facts">{told}</dl>'


def _note(words: str) -> str:
    return f'<p class="dim">{words}</p>'
