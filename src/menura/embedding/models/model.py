"""Say what roles model files play and what is known of a file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class ModelRole(StrEnum):
    """Name what a file is for."""

    MUSICNN_EMBEDDING = "musicnn_embedding"
    MUSICNN_TAGS = "musicnn_tags"
    MUSICNN_DANCEABLE = "musicnn_danceable"
    MUSICNN_AGGRESSIVE = "musicnn_aggressive"
    MUSICNN_HAPPY = "musicnn_happy"
    MUSICNN_PARTY = "musicnn_party"
    MUSICNN_RELAXED = "musicnn_relaxed"
    MUSICNN_SAD = "musicnn_sad"
    CLAP_AUDIO = "clap_audio"
    CLAP_TEXT = "clap_text"
    CLAP_TOKENIZER = "clap_tokenizer"


@dataclass(frozen=True, slots=True)
class MoodHead:
    """Say what the two outputs of a mood classifier mean.

    Attributes
    ----------
    mood : str
        Label in Menura.
    role : ModelRole
        Role of the file.
    classes : tuple of str
        Names of the two outputs in order, as Essentia's metadata gives them.
    """

    mood: str
    role: ModelRole
    classes: tuple[str, str]

    @property
    def positive(self) -> int:
        """Index of the output that stands for the mood; it is not the same for all."""
        return 1 if self.classes[0].startswith(("non", "not")) else 0


# "classes" of https://essentia.upf.edu/models/classification-heads/<head>/<head>-msd-musicnn-1.json
MOOD_HEADS = (
    MoodHead("danceable", ModelRole.MUSICNN_DANCEABLE, ("danceable", "not_danceable")),
    MoodHead("aggressive", ModelRole.MUSICNN_AGGRESSIVE, ("aggressive", "not_aggressive")),
    MoodHead("happy", ModelRole.MUSICNN_HAPPY, ("happy", "non_happy")),
    MoodHead("party", ModelRole.MUSICNN_PARTY, ("non_party", "party")),
    MoodHead("relaxed", ModelRole.MUSICNN_RELAXED, ("non_relaxed", "relaxed")),
    MoodHead("sad", ModelRole.MUSICNN_SAD, ("non_sad", "sad")),
)
MOODS = tuple(head.mood for head in MOOD_HEADS)
"""The six moods, in order."""

_ALSO_CALLED = {"danceability": "danceable", "dance": "danceable"}


def heads_named(words: str) -> list[MoodHead]:
    """Return the mood classifiers a file name speaks of."""
    found = set(re.findall("[a-z]+", words.lower()))
    found |= {_ALSO_CALLED[word] for word in found if word in _ALSO_CALLED}
    return [head for head in MOOD_HEADS if head.mood in found]


@dataclass(frozen=True, slots=True)
class ModelFile:
    """Say what is known of one file in the folder of models.

    Attributes
    ----------
    path : Path
        Where it lies.
    sha256 : str
        Hash of its bytes, hexadecimal.
    size_bytes : int
        Its length.
    role : ModelRole or None
        What it is for; None when it cannot be used.
    problem : str or None
        Why it cannot be used, as a sentence.
    """

    path: Path
    sha256: str
    size_bytes: int
    role: ModelRole | None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class ModelCheck:
    """Say how the check of one file ended.

    Attributes
    ----------
    file : ModelFile
        As it is now.
    message : str
        What was found, as a sentence.
    ok : bool
        Whether the file can be used.
    """

    file: ModelFile
    message: str
    ok: bool


def files_in_use(files: Sequence[ModelFile]) -> Mapping[ModelRole, ModelFile]:
    """Return the file that plays each role; of several the first by name."""
    chosen: dict[ModelRole, ModelFile] = {}
    for file in files:
        if file.role is not None:
            chosen.setdefault(file.role, file)
    return chosen
