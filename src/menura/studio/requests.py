"""The back door for requests: read, check and plan them.

It loads rules, genres and what generators are called, but nothing that plays.
"""

from menura.studio.changes import apply_change, check_change, describe_change
from menura.studio.checking import PROFILES, check_request
from menura.studio.exports.general_midi import DRUM_KEYS
from menura.studio.generators.registry import (
    GeneratorOptions,
    generator_for,
    separator_for,
    usable_generators,
)
from menura.studio.genres.catalogue import GENRES
from menura.studio.genres.model import Genre
from menura.studio.planning import Planned, join_decisions, plan_track
from menura.studio.score import Score
from menura.studio.service import draw_seed
from menura.studio.stem_cache import StemCache
from menura.studio.understanding import understand

__all__ = [
    "DRUM_KEYS",
    "GENRES",
    "PROFILES",
    "GeneratorOptions",
    "Genre",
    "Planned",
    "Score",
    "StemCache",
    "apply_change",
    "check_change",
    "check_request",
    "describe_change",
    "draw_seed",
    "generator_for",
    "join_decisions",
    "plan_track",
    "separator_for",
    "understand",
    "usable_generators",
]
