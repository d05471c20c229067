"""Read a process's highest memory from the system."""

from pathlib import Path


def peak_rss_mb() -> float:
    """Return the highest resident memory of this process so far.

    Not from ``getrusage``: its figure outlives ``exec`` and may be that of the parent.
    """
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return float("nan")
