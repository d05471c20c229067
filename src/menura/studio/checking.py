"""Refuse a request that can never be made, before anybody waits for it."""

from typing import TYPE_CHECKING

from menura.studio.asked_values import number
from menura.studio.errors import DurationRefusedError, OverrideError
from menura.studio.generators.registry import generator_for
from menura.studio.model import StructuredPrompt
from menura.studio.planning import plan_track
from menura.studio.production import LONGEST_S, SHORTEST_S, ProductionRequest
from menura.studio.prompt.errors import NotMusicError
from menura.studio.prompt.parser import parse_prompt

if TYPE_CHECKING:
    from menura.studio.generators.registry import GeneratorOptions

PROFILES = ("streaming", "club", "album", "broadcast", "film")
KNOWN_OVERRIDES = frozenset(
    {
        *("genre", "blend", "bpm", "key", "mode", "duration_s", "energy", "density"),
        *("brightness", "swing", "instruments", "excluded", "sections", "moods"),
    }
)


def check_request(
    request: ProductionRequest, options: "GeneratorOptions", *, has_model: bool
) -> None:
    """Raise for what is wrong with a request.

    Parameters
    ----------
    has_model : bool
        Whether a language model will read the prompt: what the rules take for no music may then
        still be some, and is refused only when the model agrees.

    Raises
    ------
    InvalidInputError
        In one of its forms: no prompt, not about music, a length that is not made, a field set by
        hand that cannot be used, an unknown profile or generator.
    """
    if request.profile not in PROFILES:
        raise OverrideError("profile", request.profile, f"one of {', '.join(PROFILES)}")
    for name in request.overrides:
        if name not in KNOWN_OVERRIDES:
            allowed = ", ".join(sorted(KNOWN_OVERRIDES))
            raise OverrideError("overrides", name, f"one of {allowed}")
    generator_for(request.generator, options)
    given = request.overrides.get("duration_s")
    if given is not None:
        duration_s = number("duration_s", given, 0.0, float("inf"))
        if not SHORTEST_S <= duration_s <= LONGEST_S:
            raise DurationRefusedError(duration_s, SHORTEST_S, LONGEST_S)
    try:
        prompt = parse_prompt(request.prompt)
    except NotMusicError:
        if not has_model:
            raise
        prompt = StructuredPrompt(request.prompt)  # the fields set by hand are checked all the same
    plan_track(prompt, None, request.overrides, request.seed)
