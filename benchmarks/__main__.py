"""Run every benchmark, one after the other (``make bench``); name some to run only these."""

import sys
from importlib import import_module

BENCHMARKS = ("scan", "start", "similar", "listening", "vectors")


def main() -> None:
    """Run what was asked for, or all."""
    for name in sys.argv[1:] or BENCHMARKS:
        print(f"\n== {name} ==", flush=True)
        import_module(f"benchmarks.bench_{name}").main()


if __name__ == "__main__":
    main()
