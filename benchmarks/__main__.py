"""Run every benchmark, one after the other (``make bench``); name some to run only these.

Options after the names are handed on to them: ``python -m benchmarks listening --quick``.
"""

import sys
from importlib import import_module
from itertools import takewhile

BENCHMARKS = (
    "scan",
    "listing",
    "start",
    "similar",
    "listening",
    "vectors",
    "studio",
    "session_lab",
    "discover",
    "sources",
    "suggestions",
)


def main() -> None:
    """Run what was asked for, or all."""
    words = sys.argv[1:]
    names = list(takewhile(lambda word: not word.startswith("-"), words))
    options = words[len(names) :]
    for name in names or BENCHMARKS:
        print(f"\n== {name} ==", flush=True)
        sys.argv = [f"benchmarks {name}", *options]
        import_module(f"benchmarks.bench_{name}").main()


if __name__ == "__main__":
    main()
