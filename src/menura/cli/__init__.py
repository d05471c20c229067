"""The command-line door: parse, call one service, print. No algorithm, no SQL.

Every verb prints for people, or with ``--json`` for programs. An error is a sentence on standard
error and a non-zero exit code.
"""

from menura.cli.app import main

__all__ = ["main"]
