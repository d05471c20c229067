"""Tell how many random prompts pass every check, and how exactly loudness and peaks are met."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from benchmarks.listening.report import Table, at_least, at_most
from benchmarks.studio_making import Fault, Made

_FIRST_GOAL, _RETRY_GOAL = 0.97, 0.995
_TOLERANCE_LU, _CEILING_DBTP, _RESIDUAL_DB = 0.5, -1.0, -90.0
_TARGET_LUFS = -14.0
_ROUNDING_DB = 0.005  # of our own meter, as in the report; ffmpeg prints one decimal


def tell_prompts(made: Sequence[Made]) -> Table:
    """Return the table of the random prompts."""
    table = Table(f"{len(made)} random prompts")
    share = 1 / len(made)
    passed = sum(not one.first_faults for one in made)
    table.add("pass every check at the first attempt", passed * share, "", at_least(_FIRST_GOAL))
    passed = sum(not one.last_faults for one in made)
    table.add("pass after at most two retries", passed * share, "", at_least(_RETRY_GOAL))
    table.add("read as the prompt says", sum(not one.misread for one in made) * share)
    _add_loudness(table, made)
    peaks = np.array([one.true_peak_dbtp for one in made])
    heard = np.array([one.heard_peak_dbtp for one in made])
    table.add("true peak, highest", peaks.max(), "dBTP", at_most(_CEILING_DBTP + _ROUNDING_DB))
    table.add("true peak by ffmpeg, highest", heard.max(), "dBTP", at_most(_CEILING_DBTP))
    kept = np.mean(heard <= _CEILING_DBTP)
    table.add("share at or below -1.0 dBTP by ffmpeg", float(kept), "", at_least(1.0))
    residual = max(one.residual_db for one in made)
    table.add("mix less its stems, highest", residual, "dBFS", at_most(_RESIDUAL_DB))
    taken = np.array([one.reduction_peak_db for one in made])
    table.add("limiter takes off at most, median", float(np.median(taken)), "dB")
    table.add("limiter takes off at most, 95 %", float(np.quantile(taken, 0.95)), "dB")
    table.add("wall, median", float(np.median([one.wall_s for one in made])), "s")
    table.add("CPU, median", float(np.median([one.cpu_s for one in made])), "s")
    _tell_faults(table, made)
    return table


def _add_loudness(table: Table, made: Sequence[Made]) -> None:
    errors = np.array([one.loudness_lufs for one in made]) - _TARGET_LUFS
    heard = np.array([one.heard_lufs for one in made]) - _TARGET_LUFS
    for name, value in (
        ("lowest", errors.min()),
        ("median", np.median(errors)),
        ("highest", errors.max()),
    ):
        table.add(f"loudness error, {name}", float(value), "LU")
    largest = float(np.abs(np.concatenate([errors, heard])).max())
    table.add("loudness error, largest, ffmpeg's too", largest, "LU", at_most(_TOLERANCE_LU))


def _tell_faults(table: Table, made: Sequence[Made]) -> None:
    first = Counter(fault.name for one in made for fault in one.first_faults)
    last = Counter(fault.name for one in made for fault in one.last_faults)
    if first:
        rows = [(name, count, last[name]) for name, count in first.most_common()]
        table.detail(("check that failed", "first", "in the end"), rows)
    genres = Counter(one.case.genre for one in made if one.first_faults)
    all_of = Counter(one.case.genre for one in made)
    if genres:
        rows = [(name, count, all_of[name]) for name, count in genres.most_common()]
        table.detail(("genre", "failed first", "of"), rows)
    for one in made:
        where = f"{one.case.prompt}, seed {one.case.seed}"
        table.remark(*(f"  misread: {where}: {what}" for what in one.misread))
        table.remark(*(f"  in the end: {where}: {_say(fault)}" for fault in one.last_faults))


def _say(fault: Fault) -> str:
    return f"{fault.name}: {fault.measured}; {fault.reason}"
