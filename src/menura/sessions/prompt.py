"""Write the prompt that every provider is sent, and read it again."""

import re
from dataclasses import dataclass

from menura.sessions.model import BriefParams

_TOLD = re.compile(
    r"^(?P<brief>.*) \| energy=(?P<energy>\d\.\d\d) \| density=(?P<density>\d\.\d\d)"
    r" \| duration=(?P<duration>\d+\.\d)s$",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class ReadPrompt:
    """A prompt taken apart; numbers it does not tell are None."""

    brief: str
    energy: float | None = None
    density: float | None = None


def write_prompt(brief: str, params: BriefParams) -> str:
    """Return the one prompt of a session; the same brief and numbers give the same text."""
    return (
        f"{brief} | energy={params.energy:.2f} | density={params.density:.2f}"
        f" | duration={params.duration_sec:.1f}s"
    )


def read_prompt(prompt: str) -> ReadPrompt:
    """Take a prompt apart; any other text is all brief."""
    found = _TOLD.match(prompt)
    if found is None:
        return ReadPrompt(prompt)
    return ReadPrompt(found["brief"], float(found["energy"]), float(found["density"]))
