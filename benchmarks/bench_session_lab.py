"""Measure the Session Lab: time, memory, steering, and what energy and density do.

    python -m benchmarks session_lab [--only PART ...] [--batches N] [--seeds N] [--processes N]

Parts: batches, feeling. A full run takes about fifteen minutes on two quiet cores.
"""

import argparse

from benchmarks import session_lab
from benchmarks.session_feeling import measure_feeling

PARTS = ("batches", "feeling")


def main() -> None:
    """Run the parts that are asked for and print their tables."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks session_lab",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help="run only these")
    parser.add_argument("--batches", type=int, default=20)
    parser.add_argument("--seeds", type=int, default=20, help="for energy and density")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    parts = options.only or PARTS
    if "batches" in parts:
        session_lab.measure_batches(options.batches)
    if "feeling" in parts:
        measure_feeling(options.seeds, options.processes).print()
