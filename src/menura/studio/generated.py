"""Have a whole mix made by a foreign generator, and split it into stems if that can be done."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256

from menura.audio.arrays import Float32Array
from menura.studio.generators.model import StemGenerator, StemRequest, Take
from menura.studio.generators.separation import Separator
from menura.studio.model import Role, TrackPlan
from menura.studio.production import Stage
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.score import Part, Score
from menura.studio.service import draw_seed
from menura.studio.stem_cache import StemCache


@dataclass(frozen=True, slots=True)
class Generated:
    """Stems that nobody composed, and a score that holds what is known of them: no notes."""

    stems: dict[Role, Float32Array]
    score: Score


def generate_stems(
    generator: StemGenerator,
    separator: Separator,
    plan: TrackPlan,
    score: Score,
    *,
    number: int,
    cache: StemCache,
    enter: Callable[[Stage], None],
    check: Callable[[], None],
) -> Generated:
    """Return the stems of a mix that `generator` makes.

    Parameters
    ----------
    score : Score
        Composed for its form, tempo and key; its notes are not played.
    number : int
        Which attempt: each asks for another take.
    cache : StemCache
        Keeps the take: a model may need minutes for it, which a crash must not cost twice.

    Raises
    ------
    GeneratorError
    """
    enter(Stage.PLAY)
    request = StemRequest(
        role=None,
        description=describe_plan(plan),
        duration_s=round(plan.duration_s * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ,
        bpm=plan.bpm,
        key=plan.key,
        mode=plan.mode,
        seed=draw_seed(f"take:{plan.seeds.sound}", number),
    )
    name = generator.capabilities().name
    key = sha256(f"{name}:{request}".encode()).hexdigest()[:40]
    kept = cache.get(key)
    if kept is None:
        take = generator.generate(request, check)
        cache.put(key, take.samples)
    else:
        told = ("The take is kept from an earlier run.",)
        take = Take(samples=kept, seed=request.seed, provider=name, notes=told)
    check()
    separation = separator.separate(take, check)
    stems: dict[Role, Float32Array] = {}
    for stem_name, samples in separation.stems.items():
        role = Role(stem_name) if stem_name in Role.__members__.values() else Role.OTHER
        stems[role] = stems[role] + samples if role in stems else samples
    parts = {role: Part(role, name) for role in stems}
    notes = (*take.notes, *separation.notes)
    return Generated(stems, replace(score, parts=parts, notes=notes))


def describe_plan(plan: TrackPlan) -> str:
    """Return a plan in words, as models that read text want it."""
    instruments = ", ".join(one.value.replace("_", " ") for one in plan.instruments)
    words = [*plan.moods, plan.genre.replace("_", " ")]
    return " ".join(words) + (f" with {instruments}" if instruments else "")
