"""Play the composed notes on Menura's own instruments."""

from menura.studio.generators.errors import InvalidStemRequestError
from menura.studio.generators.model import Capabilities, Check, GeneratorName, StemRequest, Take

NAME = GeneratorName.BUILTIN.value


class BuiltinGenerator:
    """Make stems on any machine: no key, no model file, no network.

    The only generator that plays what was composed; so tempo, key and form are exact.
    """

    def capabilities(self) -> Capabilities:
        """Return what it can do."""
        return Capabilities(
            name=NAME,
            native_stems=True,
            max_seconds=3_600.0,
            vocals=False,
            obeys_grid=True,
            licence="What you make is yours.",
            needs="Nothing; a stem of two minutes takes about a second.",
        )

    def generate(self, request: StemRequest, check: Check) -> Take:
        """Play the part of a request.

        Raises
        ------
        InvalidStemRequestError
            The request has no part: these instruments cannot read descriptions.
        """
        if request.part is None:
            raise InvalidStemRequestError(
                "The built-in instruments play notes and the request has none: compose a part.",
                field="part",
            )
        # Here, because compiled loops come with it: whoever only lists generators needs none.
        from menura.studio.synthesis.render import render_part

        check()
        samples = render_part(
            request.part, bpm=request.bpm, length=request.length, seed=request.seed
        )
        return Take(samples=samples, seed=request.seed, provider=NAME)
