"""Serve an empty Menura, for tests and pictures that fill it with the demo library themselves.

Without ``--data`` everything lies in a temporary folder that is removed at the end; with it, what
was composed is there the next time.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from menura.cli import main


def serve(arguments: list[str]) -> int:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m tests.demo_server", description=__doc__)
    parser.add_argument("--port", default="8800")
    parser.add_argument("--data", type=Path, help="a folder to keep")
    options = parser.parse_args(arguments)
    home = options.data or Path(tempfile.mkdtemp(prefix="menura-demo-"))
    try:
        os.environ["MENURA_DATA_DIR"] = str(home.resolve())
        os.environ["MENURA_WORKER_LINGER_S"] = "2"
        return main(["serve", "--port", options.port])
    finally:
        if options.data is None:
            shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(serve(sys.argv[1:]))
