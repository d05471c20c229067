"""Know sessions: a brief becomes batches of clips, grouped, named, steered and kept.

This room knows briefs, clips, clusters and how to go towards or away from one. It never knows
HTTP, SQL or how jobs are kept. `SessionService` makes batches and is a back door
(`menura.sessions.service`), because it loads what generates and groups.

>>> from menura.sessions import BriefParams, write_prompt
>>> write_prompt("dusty house", BriefParams(energy=0.5, density=0.25, duration_sec=12))
'dusty house | energy=0.50 | density=0.25 | duration=12.0s'
"""

from menura.sessions.engine import is_reproducible
from menura.sessions.errors import (
    BatchFailedError,
    BatchNotFoundError,
    ClipFileMissingError,
    ClipNotFoundError,
    ClusterNotFoundError,
    EmbedderChangedError,
    GenerationFailedError,
    NotReproducibleError,
    SessionBusyError,
    SessionInputError,
    SessionNotFoundError,
)
from menura.sessions.lab import (
    BRIEF_CHARACTERS,
    SESSION_BATCH,
    SESSION_RENDER,
    BatchRequest,
    Kept,
    SessionLab,
    check_brief,
    from_payload,
)
from menura.sessions.media import ClipsNotKeptError, MediaFolder
from menura.sessions.memory import InMemorySessionStore
from menura.sessions.model import (
    LONGEST_S,
    MOST_CLIPS,
    Batch,
    BatchDetails,
    BatchKind,
    BriefParams,
    Clip,
    ClipFeatures,
    ClipManifest,
    ClusterSummary,
    Projection,
    Session,
    SessionDetails,
    SessionPage,
    SessionSummary,
    Steering,
    Targets,
    Track,
    Verdict,
)
from menura.sessions.ports import SessionStore, Vector
from menura.sessions.preview import preview_gain_db
from menura.sessions.prompt import write_prompt

__all__ = [
    "BRIEF_CHARACTERS",
    "LONGEST_S",
    "MOST_CLIPS",
    "SESSION_BATCH",
    "SESSION_RENDER",
    "Batch",
    "BatchDetails",
    "BatchFailedError",
    "BatchKind",
    "BatchNotFoundError",
    "BatchRequest",
    "BriefParams",
    "Clip",
    "ClipFeatures",
    "ClipFileMissingError",
    "ClipManifest",
    "ClipNotFoundError",
    "ClipsNotKeptError",
    "ClusterNotFoundError",
    "ClusterSummary",
    "EmbedderChangedError",
    "GenerationFailedError",
    "InMemorySessionStore",
    "Kept",
    "MediaFolder",
    "NotReproducibleError",
    "Projection",
    "Session",
    "SessionBusyError",
    "SessionDetails",
    "SessionInputError",
    "SessionLab",
    "SessionNotFoundError",
    "SessionPage",
    "SessionStore",
    "SessionSummary",
    "Steering",
    "Targets",
    "Track",
    "Vector",
    "Verdict",
    "check_brief",
    "from_payload",
    "is_reproducible",
    "preview_gain_db",
    "write_prompt",
]
