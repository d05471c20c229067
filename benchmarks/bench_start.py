"""How long the server takes to start, and what it costs while nothing happens."""

import statistics
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.program import free_port, start, tree_bytes, tree_cpu_s, wait_until_ready

WARM_STARTS = 5
IDLE_S = 30.0
SETTLE_S = 3.0


def main() -> None:
    """Start cold and warm, idle, and print one table."""
    with tempfile.TemporaryDirectory(prefix="menura-bench-") as folder:
        home, port = Path(folder) / "data", free_port()
        times = [_start_and_stop(home, port) for _ in range(WARM_STARTS + 1)]
        cpu_share, memory = _idle(home, port)
        print(f"{'first start (makes the database)':<40}{times[0]:>8.2f} s")
        print(f"{'later start, median of ' + str(WARM_STARTS):<40}{_median(times):>8.2f} s")
        print(f"{f'idle processor, over {IDLE_S:.0f} s':<40}{cpu_share:>8.2%}")
        print(f"{'idle memory (PSS, all processes)':<40}{memory / 1e6:>8.0f} MB")


def _median(times: list[float]) -> float:
    return statistics.median(times[1:])


def _start_and_stop(home: Path, port: int) -> float:
    process = start("serve", "--port", str(port), home=home)
    took_s = wait_until_ready(port)
    process.terminate()
    process.wait()
    return took_s


def _idle(home: Path, port: int) -> tuple[float, int]:
    """Return the share of one processor and the memory of a server nobody asks anything."""
    process = start("serve", "--port", str(port), home=home)
    wait_until_ready(port)
    time.sleep(SETTLE_S)
    watched = psutil.Process(process.pid)
    before = tree_cpu_s(watched)
    time.sleep(IDLE_S)
    share = (tree_cpu_s(watched) - before) / IDLE_S
    memory = tree_bytes(watched)
    process.terminate()
    process.wait()
    return share, memory


if __name__ == "__main__":
    main()
