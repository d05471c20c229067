"""The Session Lab: time, memory, steering, and what energy and density do."""

from benchmarks import session_feeling, session_lab


def main() -> None:
    """Print all tables."""
    session_lab.main()
    session_feeling.main()
