"""Ask for secrets so that they stand in no command line."""

import getpass
import os
import sys

VARIABLE = "MENURA_SERVER_SECRET"


def ask_secret(what: str) -> str:
    """Return a secret: from the environment, typed unseen, or from standard input."""
    given = os.environ.get(VARIABLE)
    if given:
        return given
    if sys.stdin.isatty():
        return getpass.getpass(f"{what.capitalize()}: ")
    return sys.stdin.readline().rstrip("\r\n")
