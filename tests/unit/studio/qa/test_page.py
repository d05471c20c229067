"""The report as a page: whole, safe, and on its own."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.studio.model import Decision, Mode
from menura.studio.qa.page import render_report_page
from menura.studio.qa.page_charts import ReportSection
from menura.studio.qa.report import (
    Curves,
    Defect,
    DefectKind,
    KeyReading,
    KeyVote,
    QaCheck,
    QaReport,
    Severity,
    TempoReading,
)
from menura.studio.spectrum import BAND_CENTRES_HZ

LENGTH_S = 30.0
SECTIONS = (ReportSection("intro", 0, 8), ReportSection("pre_chorus", 8, 29.5))


def check(name: str, passed: bool | None = True) -> QaCheck:
    return QaCheck(
        name=name,
        title=name.capitalize(),
        passed=passed,
        measured=f"{name} is 5",
        target=f"{name} of 4",
        reason=f"Because of {name}.",
    )


CHECKS = (
    check("tempo"),
    check("key", passed=None),
    check("loudness", passed=False),
    replace(check("stems", passed=False), severity=Severity.WARNING),
)


def report(**changes: object) -> QaReport:
    times = np.round(np.arange(1, 301) / 10, 1)
    levels = np.clip(-20 + 8 * np.sin(times), -70, 0).tolist()
    spectrum = -12 - 3 * np.abs(np.log2(BAND_CENTRES_HZ / 90))
    full = QaReport(
        duration_s=LENGTH_S,
        checks=CHECKS,
        defects=(Defect(DefectKind.PHASE_INVERSION, 12.0, 12.5, None, -3.0),),
        tempo=TempoReading(120.0, 120.02, 0.9, 0.2, 60.01, "1:2"),
        key=KeyReading(
            9, Mode.MINOR, 0.8, "same", 1.5, True, (KeyVote("profile", 0, Mode.MAJOR, 0.7, -0.1),)
        ),
        curves=Curves(
            loudness_times_s=tuple(times.tolist()),
            momentary_lufs=tuple(levels),
            short_term_lufs=tuple(levels),
            spectrum_hz=tuple(BAND_CENTRES_HZ.tolist()),
            spectrum_db=tuple(spectrum.tolist()),
            reference_db=tuple((spectrum - 6).tolist()),
            peaks=tuple((-0.5, 0.6) for _ in range(600)),
        ),
    )
    return replace(full, **changes)  # type: ignore[arg-type]


def page(made: QaReport | None = None, **more: object) -> str:
    told = {"title": "A track", "subtitle": "House", "sections": SECTIONS, "target_lufs": -14.0}
    return render_report_page(made or report(), **(told | more))  # type: ignore[arg-type]


def tree(text: str) -> ET.Element:
    """Read a page strictly: every element is closed, every sign escaped."""
    return ET.fromstring(text)


def words(text: str) -> str:
    return " ".join("".join(tree(text).itertext()).split())


def test_a_page_is_well_formed_and_needs_nothing_else():
    text = page()
    root = tree(text)
    assert text.startswith("<!DOCTYPE html>")
    assert root.get("lang") == "en"
    tags = {element.tag for element in root.iter()}
    assert not tags & {"script", "link", "img", "iframe", "object", "form"}
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not attributes & {"href", "src", "srcset", "action"}
    assert not [name for name in attributes if name.startswith("on")]
    assert "://" not in text
    assert "default-src 'none'" in text
    assert "url(" not in text
    assert "@import" not in text


def test_every_check_is_there_with_what_was_measured_wanted_and_why():
    table = next(t for t in tree(page()).iter("table") if t.get("class") == "checks")
    rows = [["".join(cell.itertext()) for cell in row.iter("td")] for row in table.iter("tr")]
    assert [row for row in rows if row] == [
        [state, one.title, one.measured, one.target, one.reason]
        for one, state in zip(CHECKS, ("ok", "not told", "failed", "warning"), strict=True)
    ]


@pytest.mark.parametrize(
    ("checks", "verdict"),
    [
        ((check("tempo"), check("key", passed=None)), "Passed: none of 1 checks failed"),
        (CHECKS, "Not passed: 1 of 3 checks failed: Loudness"),
    ],
)
def test_the_verdict_says_what_failed(checks: tuple[QaCheck, ...], verdict: str):
    shown = tree(page(report(checks=checks)))
    told = next(p for p in shown.iter("p") if "verdict" in p.get("class", ""))
    assert told.text == verdict


def test_every_picture_is_told_in_words_too():
    pictures = [svg for svg in tree(page()).iter("svg") if svg.get("role") == "img"]
    assert len(pictures) == 3
    for svg in pictures:
        named = {element.get("id") for element in svg}
        assert set(svg.get("aria-labelledby", "").split()) <= named
        assert all(svg.find(tag).text for tag in ("title", "desc"))  # type: ignore[union-attr]
    told = words(page())
    assert "Sections: intro 0:00, pre chorus 0:08." in told
    assert "Defects at 0:12." in told


def test_tables_have_headings_for_their_columns():
    for table in tree(page(decisions=[Decision("bpm", "120", "Usual.")])).iter("table"):
        heads = [th for th in table.iter("th") if th.get("scope") == "col"]
        assert heads
        assert all(len(list(row)) == len(heads) for row in table.iter("tr"))


def test_tempo_key_votes_defects_and_choices_are_told():
    chosen = Decision("key", "A minor", "The first one counts.", ("B minor", "C major"))
    told = words(page(decisions=[chosen]))
    for wanted in ("120.02 BPM", "60.01 BPM, 1:2", "A minor, confidence 0.80", "profileC major"):
        assert wanted in told
    assert "phase inversion0:12.000 to 0:12.500both-3.0 dBFS" in told
    assert "A minorThe first one counts. Not taken: B minor, C major." in told


def test_a_reference_at_another_level_lies_on_the_track():
    lines = {line.get("class"): line.get("points") for line in tree(page()).iter("polyline")}
    assert lines["own"] == lines["other"]
    alone = report(curves=replace(report().curves, reference_db=()))
    assert "other" not in {line.get("class") for line in tree(page(alone)).iter("polyline")}


def test_a_defect_is_marked_where_it_is():
    marks = [r for r in tree(page()).iter("rect") if r.get("class") == "defect"]
    assert [mark.get("x") for mark in marks] == ["40.00%"]


def test_a_report_of_nothing_can_be_shown():
    empty = report(
        duration_s=0.0,
        checks=(),
        defects=(),
        curves=Curves(),
        tempo=TempoReading(120.0, None, 0.0, 0.0, None, ""),
        key=KeyReading(None, None, 0.0, "none", 0.0, False, ()),
    )
    told = words(page(empty, sections=(), target_lufs=None, title=""))
    assert "no pulse" in told
    assert "no pitch to hear" in told


def test_a_track_full_of_defects_stays_a_page_one_can_open():
    many = tuple(Defect(DefectKind.CLICK, n / 1000, n / 1000, 0, -6.0) for n in range(30_000))
    text = page(report(defects=many))
    assert len(text) < 200_000
    assert "And 29900 more." in words(text)


class _Tags(HTMLParser):
    """Collect elements as a browser finds them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "</title><img src=x onerror=alert(1)>",
        "\"><svg onload='alert(1)'>",
        "&lt;b&gt; &amp; ]]> <!-- --",
        "\x00\x08\x1b[31m\ud800 \ufffe",
        "{{7*7}} ${x} %s {0}",
    ],
)
def test_hostile_words_are_shown_as_they_are_written(hostile: str):
    usual = _Tags()
    usual.feed(page(decisions=[Decision("a", "b", "c", ("d",))]))
    text = page(
        report(checks=tuple(replace(one, reason=hostile, measured=hostile) for one in CHECKS)),
        title=hostile,
        subtitle=hostile,
        decisions=[Decision(hostile, hostile, hostile, (hostile,))],
        sections=[replace(one, name=hostile) for one in SECTIONS],
    )
    tree(text)
    found = _Tags()
    found.feed(text)
    assert found.tags == usual.tags
    shown = re.sub("[\x00-\x1f\ud800-\udfff\ufffe]", "", hostile).strip()
    assert tree(text).find("body/main/header/h1").text == shown  # type: ignore[union-attr]


@given(st.text())
def test_any_title_gives_a_well_formed_page(title: str):
    tree(page(title=title, subtitle=title))


@given(st.floats(0, 700), st.integers(0, 4))
def test_times_are_never_written_with_sixty_seconds(seconds: float, count: int):
    named = tuple(ReportSection("intro", seconds, seconds + 1) for _ in range(count))
    made = report(duration_s=max(1.0, seconds))
    assert not re.search(r"\d:60", words(page(made, sections=named)))
