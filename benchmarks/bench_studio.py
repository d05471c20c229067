"""Measure how fast, how reliably and how well the Studio makes music; one table for each figure.

    python -m benchmarks studio [--only PART ...] [--count N] [--processes N] [--json FILE]

Parts: cost, prompts, image, likeness, feeling. The part "image" measures the productions of
"prompts". Renders are temporary; a full run takes about twenty minutes on two quiet cores.
"""

import argparse
import os
from pathlib import Path

from benchmarks.listening.report import Table, write_json
from benchmarks.studio_cases import random_cases
from benchmarks.studio_cost import measure_cost
from benchmarks.studio_feeling import measure_feeling
from benchmarks.studio_image import tell_image
from benchmarks.studio_likeness import measure_likeness
from benchmarks.studio_making import Made, make_all, write_records
from benchmarks.studio_prompts import tell_prompts

PARTS = ("cost", "prompts", "image", "likeness", "feeling")
_USUAL_COUNT = 200
_USUAL_PAIRS = 20
_USUAL_SEEDS = 20
_USUAL_PROCESSES = 2


def main() -> None:
    """Run the parts that are asked for and print their tables."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks studio",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help="run only these")
    parser.add_argument("--count", type=int, default=_USUAL_COUNT, help="of random prompts")
    parser.add_argument("--pairs", type=int, default=_USUAL_PAIRS, help="of track and reference")
    parser.add_argument("--seeds", type=int, default=_USUAL_SEEDS, help="for energy and density")
    parser.add_argument("--seed", type=int, default=1, help="what random prompts are drawn from")
    parser.add_argument("--processes", type=int, default=min(_USUAL_PROCESSES, os.cpu_count() or 1))
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    parser.add_argument("--records", type=Path, metavar="FILE", help="write one line per prompt")
    options = parser.parse_args()
    parts = options.only or PARTS
    tables: list[Table] = []

    def show(table: Table) -> None:
        table.print()
        tables.append(table)
        if options.json:  # after every part: a long run that is cut off keeps what it has
            write_json(options.json, tables)

    if "cost" in parts:
        show(measure_cost())
    if {"prompts", "image"} & set(parts):
        made = _make(options.count, options.seed, options.processes, options.records)
        show(tell_prompts(made))
        show(tell_image(made))
    if "likeness" in parts:
        show(measure_likeness(options.pairs, options.processes))
    if "feeling" in parts:
        show(measure_feeling(options.seeds, options.processes))
    missed = [figure.name for table in tables for figure in table.figures if figure.is_missed]
    print(f"\n{len(missed)} goals missed" + (f": {'; '.join(missed)}" if missed else "."))


def _make(count: int, seed: int, processes: int, records: Path | None) -> list[Made]:
    print(f"Making {count} productions ...", flush=True)
    done: list[Made] = []

    def tell(one: Made) -> None:
        done.append(one)
        if records is not None:
            write_records(records, done)
        for fault in one.first_faults:
            print(f"  {one.case.prompt} (seed {one.case.seed}): {fault.name}: {fault.measured}")
        print(f"  {len(done)} of {count}", end="\r", flush=True)

    return make_all(random_cases(count, seed), processes, tell)


if __name__ == "__main__":
    main()
