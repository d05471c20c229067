"""Know how music is made: a sentence and a reference become stems, a mix, a master and a report.

This room knows prompts, genres, scores, sounds, mixing, mastering and how to check what came out.
It never knows HTTP, SQL or how jobs are kept. The door shows what lists, forms and databases need;
what plays (``producer``) is a back door, because it loads compiled signal loops.

>>> from menura.studio import Change, ChangeKind, Role
>>> Change(ChangeKind.STEM, role=Role.DRUMS).kind.value
'stem'
"""

from menura.studio.asked_values import NOTE_NAMES, clean_text, reference_file_name
from menura.studio.errors import (
    ArtifactNotFoundError,
    ChangeRefusedError,
    DurationRefusedError,
    OverrideError,
    ProductionBusyError,
    ProductionNotFoundError,
    ProductionUnfinishedError,
    QualityError,
    ReferenceTooLargeError,
)
from menura.studio.model import (
    AskedSection,
    Decision,
    Instrument,
    Mode,
    Role,
    SectionName,
    StructuredPrompt,
    StyleParameters,
    TrackPlan,
    Vocals,
)
from menura.studio.ports import Artifact, ArtifactStore, ProductionRepository
from menura.studio.production import (
    ENGINE_VERSION,
    LONGEST_S,
    SHORTEST_S,
    Change,
    ChangeKind,
    Production,
    ProductionPage,
    ProductionRequest,
    ProductionState,
    Stage,
)
from menura.studio.records import RecordDamagedError, from_record, to_record
from menura.studio.service import DEMO, DEMO_SEED, DEMO_TRACKS, PRODUCE, Productions

__all__ = [
    "DEMO",
    "DEMO_SEED",
    "DEMO_TRACKS",
    "ENGINE_VERSION",
    "LONGEST_S",
    "NOTE_NAMES",
    "PRODUCE",
    "SHORTEST_S",
    "Artifact",
    "ArtifactNotFoundError",
    "ArtifactStore",
    "AskedSection",
    "Change",
    "ChangeKind",
    "ChangeRefusedError",
    "Decision",
    "DurationRefusedError",
    "Instrument",
    "Mode",
    "OverrideError",
    "Production",
    "ProductionBusyError",
    "ProductionNotFoundError",
    "ProductionPage",
    "ProductionRepository",
    "ProductionRequest",
    "ProductionState",
    "ProductionUnfinishedError",
    "Productions",
    "QualityError",
    "RecordDamagedError",
    "ReferenceTooLargeError",
    "Role",
    "SectionName",
    "Stage",
    "StructuredPrompt",
    "StyleParameters",
    "TrackPlan",
    "Vocals",
    "clean_text",
    "from_record",
    "reference_file_name",
    "to_record",
]
