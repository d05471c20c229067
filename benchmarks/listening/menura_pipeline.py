"""Hear a file as a worker does (run as a child: FILE ROUNDS)."""

import json
import sys
import time

from benchmarks.listening.process_memory import peak_rss_mb
from menura.analysis.hearing import HearingTask, hear
from menura.analysis.steps import BUILT_IN


def main() -> None:
    """Hear a file several times; print wall and processor time of each, and the memory."""
    task = HearingTask(sys.argv[1], BUILT_IN, frozenset())
    wall_s, cpu_s = [], []
    for _ in range(int(sys.argv[2])):
        began_s, began_cpu_s = time.perf_counter(), time.process_time()
        hear(task)
        wall_s.append(time.perf_counter() - began_s)
        cpu_s.append(time.process_time() - began_cpu_s)
    answer = {"wall_s": wall_s, "cpu_s": cpu_s, "peak_rss_mb": peak_rss_mb()}
    print(json.dumps(answer | {"process_cpu_s": time.process_time()}))


if __name__ == "__main__":
    main()
