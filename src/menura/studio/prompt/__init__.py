"""Read a sentence: prompt in, structured prompt out.

>>> from menura.studio.prompt import parse_prompt
>>> asked = parse_prompt("deep house in A minor, 122 bpm, no vocals")
>>> asked.genre, asked.bpm, asked.key
('deep_house', 122.0, 9)
"""

from menura.studio.prompt.errors import EmptyPromptError, NotMusicError, PromptTooLongError
from menura.studio.prompt.parser import LONGEST_PROMPT, parse_prompt

__all__ = [
    "LONGEST_PROMPT",
    "EmptyPromptError",
    "NotMusicError",
    "PromptTooLongError",
    "parse_prompt",
]
