"""Do one thing in a process of its own, and say what it took: ``APART = module:function``."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from benchmarks.listening.process_memory import peak_rss_mb

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
MOST_SAID = 2_000


@dataclass(frozen=True, slots=True)
class Apart:
    """What something took; importing its module is not counted.

    Attributes
    ----------
    peak_mb : float
        Highest resident memory of the whole process, Python and libraries included.
    """

    seconds: float
    cpu_s: float
    peak_mb: float
    told: dict[str, Any]


def run_apart(function: str, **values: Any) -> Apart:
    """Call a function of this package in a fresh process.

    Parameters
    ----------
    function : str
        ``module:function``; it takes the values, and returns a dictionary, all of it JSON.

    Raises
    ------
    RuntimeError
        When it fails; says what it said.
    """
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.sources_apart", function],
        env=os.environ | ONE_THREAD,
        input=json.dumps(values),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{function} failed: {done.stderr[-MOST_SAID:]}")
    return Apart(**json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Call the function that is named, with the values on the standard input."""
    module, _, name = sys.argv[1].partition(":")
    function = getattr(import_module(module), name)
    values = json.load(sys.stdin)
    began_s, began_cpu_s = time.perf_counter(), time.process_time()
    told = function(**values)
    seconds, cpu_s = time.perf_counter() - began_s, time.process_time() - began_cpu_s
    report = {"seconds": seconds, "cpu_s": cpu_s, "peak_mb": peak_rss_mb(), "told": told}
    print(json.dumps(report), flush=True)


if __name__ == "__main__":
    main()
