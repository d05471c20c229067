"""Suggest the loop or sample that fits what a producer is doing now, with reasons.

Knows contexts (tempo, key, moods, what stands in the session), what a producer said of tracks,
how a score is made of what, and what became of suggestions. Must never know how audio is decoded
or compared (that is `analysis` and `vectors`), SQL or HTTP.
"""

from menura.suggest.context import ROLES, merge_context
from menura.suggest.daw_reading import DawReading, DawStatus
from menura.suggest.errors import (
    ContextError,
    DawUnreachableError,
    ExportFailedError,
    FitError,
    MarkNotFoundError,
    SuggestionInputError,
    TooManyFeedsError,
)
from menura.suggest.estimates import Estimate
from menura.suggest.experiment import PolicyChoice, assign_policy, policy_shares
from menura.suggest.fits import Material, fit_to
from menura.suggest.live import ChangeBell, LiveFeeds
from menura.suggest.live_updates import LiveUpdate
from menura.suggest.model import (
    DEFAULT_SESSION,
    POLICIES,
    Components,
    Context,
    Event,
    EventKind,
    Fit,
    Mark,
    MarkKind,
    Policy,
    Preferences,
    Probe,
    Source,
    Suggestion,
    SuggestionList,
    SuggestionSession,
    TopOptions,
    Weights,
)
from menura.suggest.ports import SuggestionRepository, View, World
from menura.suggest.presets import Preset
from menura.suggest.report import PolicyReport, Report, make_report
from menura.suggest.rules import tempo_factor
from menura.suggest.samples import LONGEST_STRETCHED_S
from menura.suggest.service import Suggestions
from menura.suggest.suggester import Suggester, SuggestOptions, check_name
from menura.suggest.telemetry import ReportedEvent, ServedRequests

__all__ = [
    "DEFAULT_SESSION",
    "LONGEST_STRETCHED_S",
    "POLICIES",
    "ROLES",
    "ChangeBell",
    "Components",
    "Context",
    "ContextError",
    "DawReading",
    "DawStatus",
    "DawUnreachableError",
    "Estimate",
    "Event",
    "EventKind",
    "ExportFailedError",
    "Fit",
    "FitError",
    "LiveFeeds",
    "LiveUpdate",
    "Mark",
    "MarkKind",
    "MarkNotFoundError",
    "Material",
    "Policy",
    "PolicyChoice",
    "PolicyReport",
    "Preferences",
    "Preset",
    "Probe",
    "Report",
    "ReportedEvent",
    "ServedRequests",
    "Source",
    "SuggestOptions",
    "Suggester",
    "Suggestion",
    "SuggestionInputError",
    "SuggestionList",
    "SuggestionRepository",
    "SuggestionSession",
    "Suggestions",
    "TooManyFeedsError",
    "TopOptions",
    "View",
    "Weights",
    "World",
    "assign_policy",
    "check_name",
    "fit_to",
    "make_report",
    "merge_context",
    "policy_shares",
    "tempo_factor",
]
