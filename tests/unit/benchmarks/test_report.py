import json

import pytest

from benchmarks.listening.loudness import read_summary
from benchmarks.listening.moods import area_under_curve
from benchmarks.listening.report import Table, at_least, at_most, write_json


@pytest.mark.parametrize(
    ("value", "goal", "is_missed"),
    [(0.8, at_least(0.8), False), (0.79, at_least(0.8), True), (5, at_most(5), False),
     (6, at_most(5), True), (float("nan"), at_most(5), True), (6, None, False)],
)  # fmt: skip
def test_a_goal_is_kept_at_its_bound_and_missed_beyond_it(value, goal, is_missed):
    table = Table("t")
    table.add("figure", value, "", goal)
    assert table.figures[0].is_missed is is_missed


def test_a_table_says_what_was_missed(capsys):
    table = Table("Tempo")
    table.add("good", 0.9, "", at_least(0.8))
    table.add("bad", 0.5, "s", at_most(0.4))
    table.detail(("style", "share"), [("rock", 0.12345), ("jazz", 2)])
    table.print()
    printed = capsys.readouterr().out.splitlines()
    assert [line.split()[-1] for line in printed if line[:4] in ("good", "bad ")] == [
        "kept",
        "MISSED",
    ]
    assert any(line.split() == ["rock", "0.123"] for line in printed)


def test_figures_are_kept_as_json(tmp_path):
    table = Table("Tempo")
    table.add("accuracy", 0.9, "", at_least(0.8))
    write_json(tmp_path / "figures.json", [table])
    (read,) = json.loads((tmp_path / "figures.json").read_text())
    assert read["figures"][0]["value"] == 0.9
    assert read["figures"][0]["goal"] == {"bound": 0.8, "sense": "at least"}


FFMPEG_SAYS = """
[Parsed_ebur128_0 @ 0x1] Summary:

  Integrated loudness:
    I:         -23.1 LUFS
    Threshold: -33.5 LUFS

  Loudness range:
    LRA:        18.7 LU

  True peak:
    Peak:       -5.4 dBFS
"""


def test_the_summary_of_ffmpeg_is_read():
    assert read_summary(FFMPEG_SAYS) == (-23.1, -5.4)
    assert read_summary("Invalid data found") is None


def test_an_order_is_scored_by_how_often_it_holds():
    assert area_under_curve([2, 3], [0, 1]) == 1
    assert area_under_curve([0, 1], [0, 1]) == 0.5
    assert area_under_curve([0], [1]) == 0
