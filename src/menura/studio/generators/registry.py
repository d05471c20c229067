"""Find generators by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from menura.studio.generators.errors import GeneratorNotConfiguredError, GeneratorNotFoundError
from menura.studio.generators.model import GeneratorName, StemGenerator
from menura.studio.generators.separation import DemucsSeparator, NoSeparator, Separator

SEPARATORS = ("none", "demucs")


@dataclass(frozen=True, slots=True)
class GeneratorOptions:
    """Say where generators find what they need; None: not set up.

    Attributes
    ----------
    musicgen_model : str, optional
        Folder of a MusicGen checkpoint, or its name in the local cache.
    hosted_template : str
        Which service is behind `hosted_url` (`hosted_templates.TEMPLATES`).
    acestep_model : str, optional
        Checkpoint; None: the server's default.
    """

    musicgen_model: str | None = None
    hosted_url: str | None = None
    hosted_token: str | None = field(default=None, repr=False)
    hosted_template: str = "huggingface"
    acestep_url: str | None = None
    acestep_token: str | None = field(default=None, repr=False)
    acestep_model: str | None = None


def generator_for(name: str, options: GeneratorOptions = GeneratorOptions()) -> StemGenerator:
    """Return the generator of that name, ready to be asked.

    Nothing heavy is imported and no server asked before something is made. Takes of generators
    that do not keep to the grid come conformed.

    Raises
    ------
    GeneratorNotFoundError
        There is none of that name; the message lists those there are.
    GeneratorNotConfiguredError
        It lacks an address or a model; the message says which.
    InvalidServerError
        An address or a token cannot be used.
    """
    generator = plain_generator_for(name, options)
    return generator if generator.capabilities().obeys_grid else _conforming(generator)


def plain_generator_for(name: str, options: GeneratorOptions = GeneratorOptions()) -> StemGenerator:
    """Return the generator of that name as `generator_for`, but its takes come as it plays them."""
    try:
        make = _MAKERS[name]
    except KeyError:
        raise GeneratorNotFoundError(
            f"There is no generator {name!r}; there are: {', '.join(GENERATORS)}."
        ) from None
    return make(options)


def separator_for(name: str) -> Separator:
    """Return the separator of that name: ``none`` or ``demucs``.

    Raises
    ------
    GeneratorNotFoundError
        There is none of that name; the message lists those there are.
    """
    if name not in SEPARATORS:
        raise GeneratorNotFoundError(
            f"There is no separator {name!r}; there are: {', '.join(SEPARATORS)}."
        )
    return DemucsSeparator() if name == "demucs" else NoSeparator()


def usable_generators(options: GeneratorOptions) -> tuple[str, ...]:
    """Return the names of the generators that are set up, the built-in one first."""
    return tuple(str(name) for name, is_set in _SET_UP.items() if is_set(options))


# What a generator needs is imported when it is asked for: whoever only lists them needs no
# decoder, no client and no compiled loops.


def _conforming(generator: StemGenerator) -> StemGenerator:
    from menura.studio.generators.conform import ConformingGenerator

    return ConformingGenerator(generator)


def _builtin(options: GeneratorOptions) -> StemGenerator:
    from menura.studio.generators.builtin import BuiltinGenerator

    return BuiltinGenerator()


def _musicgen(options: GeneratorOptions) -> StemGenerator:
    from menura.studio.generators.musicgen import LocalMusicGen

    return LocalMusicGen(_set(options.musicgen_model, "musicgen", "the folder of a MusicGen model"))


def _hosted(options: GeneratorOptions) -> StemGenerator:
    from menura.studio.generators.hosted import HostedTextToAudio

    url = _set(options.hosted_url, "hosted", "the address of a hosted text-to-audio model")
    return HostedTextToAudio(url, options.hosted_token, options.hosted_template)


def _acestep(options: GeneratorOptions) -> StemGenerator:
    from menura.studio.generators.acestep import AceStepServer

    url = _set(options.acestep_url, "acestep", "the address of an ACE-Step server")
    return AceStepServer(url, options.acestep_token, options.acestep_model)


def _set(value: str | None, name: str, what: str) -> str:
    if value is None:
        raise GeneratorNotConfiguredError(
            f"The generator {name!r} needs {what}: set it, or use 'builtin'."
        )
    return value


_MAKERS: Mapping[str, Callable[[GeneratorOptions], StemGenerator]] = {
    GeneratorName.BUILTIN: _builtin,
    GeneratorName.MUSICGEN: _musicgen,
    GeneratorName.HOSTED: _hosted,
    GeneratorName.ACESTEP: _acestep,
}
_SET_UP: Mapping[str, Callable[[GeneratorOptions], bool]] = {
    GeneratorName.BUILTIN: lambda options: True,
    GeneratorName.MUSICGEN: lambda options: options.musicgen_model is not None,
    GeneratorName.HOSTED: lambda options: options.hosted_url is not None,
    GeneratorName.ACESTEP: lambda options: options.acestep_url is not None,
}
GENERATORS: tuple[str, ...] = tuple(str(name) for name in GeneratorName)
"""Names of all generators, the built-in one first."""
