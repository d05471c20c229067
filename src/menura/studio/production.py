"""Say what a production is: what was asked, how far it is, what came out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from menura.studio.model import Role

ENGINE_VERSION = "1"
"""Raised whenever the same seed would give other samples; written into every file."""

SHORTEST_S = 4.0
LONGEST_S = 600.0
USUAL_S = 120.0


class ProductionState(StrEnum):
    """Name how far a production is."""

    QUEUED = "queued"
    MAKING = "making"
    FINISHED = "finished"
    FAILED = "failed"


class Stage(StrEnum):
    """Name the stages of a production, in their order."""

    UNDERSTAND = "understand"
    LISTEN = "listen to the reference"
    COMPOSE = "compose"
    PLAY = "play the stems"
    MIX = "mix"
    MASTER = "master"
    CHECK = "check"
    PACK = "pack"


class ChangeKind(StrEnum):
    """Name what may be made anew, the rest kept."""

    STEM = "stem"
    SECTION = "section"
    HARMONY = "harmony"
    MELODY = "melody"
    GROOVE = "groove"
    SOUND = "sound"
    KEY = "key"
    TEMPO = "tempo"
    VARIATION = "variation"


@dataclass(frozen=True, slots=True)
class Change:
    """What to make anew of an earlier production.

    Attributes
    ----------
    role : Role, optional
        For a stem.
    section : int, optional
        For a section: its place in the form, from 0.
    key, bpm : optional
        For another key (as people write it, ``"F minor"``) or tempo.
    distance : float
        For a variation: 0 (nearly the same) to 1 (only the request is the same).
    """

    kind: ChangeKind
    role: Role | None = None
    section: int | None = None
    key: str | None = None
    bpm: float | None = None
    distance: float = 0.5


@dataclass(frozen=True, slots=True)
class ProductionRequest:
    """What somebody asked for; with its seed it can be made again.

    Attributes
    ----------
    reference : str, optional
        Name of an uploaded file in the production's folder.
    reference_track_id : str, optional
        A track of the catalogue as reference.
    overrides : mapping
        Fields of the plan that somebody set by hand: they win over the prompt.
    profile : str
        Name of a loudness profile.
    generator : str
        Who makes the stems: ``builtin`` or a configured neural one.
    premaster : bool
        Whether the stems before mastering are delivered too.
    """

    prompt: str
    seed: int
    reference: str | None = None
    reference_name: str | None = None
    reference_track_id: str | None = None
    overrides: Mapping[str, Any] = field(default_factory=dict)
    profile: str = "streaming"
    generator: str = "builtin"
    premaster: bool = False
    parent_id: str | None = None
    change: Change | None = None
    change_seed: int = 1


@dataclass(frozen=True, slots=True)
class Production:
    """One piece made from a prompt.

    Attributes
    ----------
    id : str
        Also the id of the job that makes it.
    summary : mapping
        What lists show: genre, bpm, key, mode, duration, stems; empty until it is composed.
    qa_passed : bool, optional
        None until it was checked.
    """

    id: str
    title: str
    request: ProductionRequest
    state: ProductionState
    engine_version: str
    created_at: datetime
    finished_at: datetime | None = None
    summary: Mapping[str, Any] = field(default_factory=dict)
    qa_passed: bool | None = None
    size_bytes: int = 0
    error_code: str | None = None
    error_message: str | None = None


@dataclass(frozen=True, slots=True)
class ProductionPage:
    """A part of the list of productions, newest first, and how long the whole list is."""

    items: Sequence[Production]
    total: int
