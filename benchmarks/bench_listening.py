"""Measure how well and how fast Menura listens; one table for each figure, beside its goal.

    python -m benchmarks listening [--only PART ...] [--quick] [--folder FOLDER] [--json FILE]

Parts: cost, peers, rhythm, key, samples, sections, loudness, similarity, throughput, moods, damage.
The music is rendered from seeds (see `benchmarks.rendered_music`) and kept in the user's cache
folder, so only the first run renders. docs/reference/benchmarks.md says what the figures mean.
"""

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path

from benchmarks.listening.report import Table, write_json
from benchmarks.listening.workbench import Workbench
from benchmarks.rendered_music import MusicLibrary, usual_folder

PARTS = (
    *("cost", "peers", "rhythm", "key", "samples", "sections", "loudness", "similarity"),
    *("throughput", "moods", "damage"),
)
_QUICK_SHARE = 1 / 6  # 40 clips: two of every style
_USUAL_PROCESSES = 2


def main() -> None:
    """Run the parts that are asked for and print their tables."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks listening",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help="run only these")
    parser.add_argument("--quick", action="store_true", help="a sixth of the sounds")
    parser.add_argument("--folder", type=Path, help="keep renders here and not in the cache")
    parser.add_argument("--processes", type=int, default=min(_USUAL_PROCESSES, os.cpu_count() or 1))
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    options = parser.parse_args()
    folder: Path = options.folder or usual_folder()
    folder.mkdir(parents=True, exist_ok=True)
    bench = Workbench(
        library=MusicLibrary(folder, options.processes),
        folder=folder,
        processes=options.processes,
        share=_QUICK_SHARE if options.quick else 1.0,
    )
    tables: list[Table] = []
    for part in options.only or PARTS:
        try:
            made = import_module(f"benchmarks.listening.{part}").run(bench)
        except RuntimeError as error:  # a tool is missing: the other parts may still run
            made = [Table(f"{part}: skipped", details=[str(error)])]
        for table in made:
            table.print()
        tables += made
        if options.json:  # after every part: a long run that is cut off keeps what it has
            write_json(options.json, tables)
    missed = [figure.name for table in tables for figure in table.figures if figure.is_missed]
    print(f"\n{len(missed)} goals missed" + (f": {'; '.join(missed)}" if missed else "."))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
