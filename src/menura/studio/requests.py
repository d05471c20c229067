"""The back door for requests: read, check and plan them.

It loads rules, genres and what generators are called, but nothing that plays.
"""

from menura.studio.asked_values import key_name
from menura.studio.changes import apply_change, check_change, describe_change, draw_anew
from menura.studio.checking import PROFILES, check_request
from menura.studio.composition.seeds import seeds_from
from menura.studio.exports.general_midi import DRUM_KEYS
from menura.studio.generators.describing import describe_request
from menura.studio.generators.errors import (
    GeneratorBusyError,
    GeneratorError,
    GeneratorNotConfiguredError,
    GeneratorNotInstalledError,
    GeneratorRefusedError,
    ModelNotServedError,
)
from menura.studio.generators.model import Capabilities, StemGenerator, StemRequest, Take
from menura.studio.generators.registry import (
    GeneratorOptions,
    generator_for,
    plain_generator_for,
    separator_for,
    usable_generators,
)
from menura.studio.genres.catalogue import GENRES
from menura.studio.genres.model import Form, FormPart, Genre
from menura.studio.model import PlannedSection, Seeds
from menura.studio.planning import Planned, join_decisions, plan_track
from menura.studio.prompt.errors import EmptyPromptError, NotMusicError
from menura.studio.prompt.genres_in_words import TAKEN_BACK
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.score import Score
from menura.studio.service import draw_seed
from menura.studio.stem_cache import StemCache
from menura.studio.understanding import understand

__all__ = [
    "DRUM_KEYS",
    "GENRES",
    "PROFILES",
    "SAMPLE_RATE_HZ",
    "TAKEN_BACK",
    "Capabilities",
    "EmptyPromptError",
    "Form",
    "FormPart",
    "GeneratorBusyError",
    "GeneratorError",
    "GeneratorNotConfiguredError",
    "GeneratorNotInstalledError",
    "GeneratorOptions",
    "GeneratorRefusedError",
    "Genre",
    "ModelNotServedError",
    "NotMusicError",
    "Planned",
    "PlannedSection",
    "Score",
    "Seeds",
    "StemCache",
    "StemGenerator",
    "StemRequest",
    "Take",
    "apply_change",
    "check_change",
    "check_request",
    "describe_change",
    "describe_request",
    "draw_anew",
    "draw_seed",
    "generator_for",
    "join_decisions",
    "key_name",
    "plain_generator_for",
    "plan_track",
    "seeds_from",
    "separator_for",
    "understand",
    "usable_generators",
]
