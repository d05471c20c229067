"""Shape what belongs to a production: its reference, its records, how it was read."""

import json
from pathlib import Path
from typing import Any

from menura.api.schemas.studio import (
    AskedSectionOut,
    PlanOut,
    ReferenceOut,
    StructuredPromptOut,
)
from menura.bootstrap import Menura
from menura.studio import (
    NOTE_NAMES,
    ArtifactNotFoundError,
    Production,
    StructuredPrompt,
    TrackPlan,
)

PRODUCTIONS = "/studio/productions"


def reference_path(menura: Menura, production: Production) -> Path | None:
    """Return where the file of a production's reference lies, if it is there."""
    owner, origin = (production.summary.get(f"reference_{name}") for name in ("owner", "path"))
    if owner is not None and production.request.reference is not None:
        path = menura.uploads_folder(owner) / production.request.reference
    elif origin is not None:
        path = Path(origin)
    else:
        return None
    return path if path.is_file() else None


def shape_reference(menura: Menura, production: Production) -> ReferenceOut | None:
    """Shape a production's reference, with the gain that makes it as loud as the mix."""
    style = production.summary.get("style")
    if not style:
        return None
    loudness, own = style["loudness_lufs"], production.summary.get("loudness_lufs")
    gain_db = own - loudness if own is not None and loudness is not None else None
    is_there = reference_path(menura, production) is not None
    return ReferenceOut(
        name=style["name"],
        url=f"/api/v1{PRODUCTIONS}/{production.id}/reference" if is_there else None,
        loudness_lufs=loudness,
        gain_db=gain_db,
        bpm=style["bpm"],
        key=NOTE_NAMES[style["key"]] if style["key"] is not None else None,
        mode=style["mode"],
    )


def read_json(menura: Menura, production_id: str, name: str) -> Any:
    """Return a JSON file of a production; None where there is none."""
    try:
        return need_json(menura, production_id, name)
    except ArtifactNotFoundError:
        return None


def need_json(menura: Menura, production_id: str, name: str) -> Any:
    """Return a JSON file of a production; raise ArtifactNotFoundError."""
    return json.loads(b"".join(menura.artifacts.read(production_id, name)))


def shape_prompt(prompt: StructuredPrompt) -> StructuredPromptOut:
    """Shape how a sentence was read."""
    return StructuredPromptOut(
        style=prompt.style,
        genre=prompt.genre,
        blend=prompt.blend,
        bpm=prompt.bpm,
        key=NOTE_NAMES[prompt.key] if prompt.key is not None else None,
        mode=prompt.mode,
        instruments=[one.value for one in prompt.instruments],
        excluded=[one.value for one in prompt.excluded],
        structure=[
            AskedSectionOut(name=one.name.value, bars=one.bars, duration_s=one.duration_s)
            for one in prompt.structure
        ],
        duration_s=prompt.duration_s,
        energy=prompt.energy,
        density=prompt.density,
        moods=list(prompt.moods),
        vocals=prompt.vocals.value,
        references=list(prompt.references),
        confidence=dict(prompt.confidence),
        reader=prompt.reader,
    )


def shape_plan(plan: TrackPlan) -> PlanOut:
    """Shape what would be made."""
    return PlanOut(
        genre=plan.genre,
        blend=plan.blend,
        bpm=plan.bpm,
        key=NOTE_NAMES[plan.key],
        mode=plan.mode,
        duration_s=plan.duration_s,
        energy=plan.energy,
        density=plan.density,
        brightness=plan.brightness,
        instruments=[one.value for one in plan.instruments],
        excluded=[one.value for one in plan.excluded],
        sections=[
            AskedSectionOut(name=one.name.value, bars=one.bars, duration_s=None)
            for one in plan.sections
        ],
    )
