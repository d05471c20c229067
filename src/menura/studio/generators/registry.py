"""Find generators by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from menura.studio.generators import acestep, builtin, hosted, musicgen
from menura.studio.generators.errors import GeneratorNotConfiguredError, GeneratorNotFoundError
from menura.studio.generators.model import StemGenerator


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

    Nothing heavy is imported and no server asked before something is made.

    Raises
    ------
    GeneratorNotFoundError
        There is none of that name; the message lists those there are.
    GeneratorNotConfiguredError
        It lacks an address or a model; the message says which.
    InvalidServerError
        An address or a token cannot be used.
    """
    try:
        make = _MAKERS[name]
    except KeyError:
        raise GeneratorNotFoundError(
            f"There is no generator {name!r}; there are: {', '.join(GENERATORS)}."
        ) from None
    return make(options)


def usable_generators(options: GeneratorOptions) -> tuple[str, ...]:
    """Return the names of the generators that are set up, the built-in one first."""
    return tuple(name for name, is_set in _SET_UP.items() if is_set(options))


def _builtin(options: GeneratorOptions) -> StemGenerator:
    return builtin.BuiltinGenerator()


def _musicgen(options: GeneratorOptions) -> StemGenerator:
    if options.musicgen_model is None:
        raise _missing(musicgen.NAME, "the folder of a MusicGen model")
    return musicgen.LocalMusicGen(options.musicgen_model)


def _hosted(options: GeneratorOptions) -> StemGenerator:
    if options.hosted_url is None:
        raise _missing(hosted.NAME, "the address of a hosted text-to-audio model")
    return hosted.HostedTextToAudio(
        options.hosted_url, options.hosted_token, options.hosted_template
    )


def _acestep(options: GeneratorOptions) -> StemGenerator:
    if options.acestep_url is None:
        raise _missing(acestep.NAME, "the address of an ACE-Step server")
    return acestep.AceStepServer(options.acestep_url, options.acestep_token, options.acestep_model)


def _missing(name: str, what: str) -> GeneratorNotConfiguredError:
    return GeneratorNotConfiguredError(
        f"The generator {name!r} needs {what}: set it, or use {builtin.NAME!r}."
    )


_MAKERS: Mapping[str, Callable[[GeneratorOptions], StemGenerator]] = {
    builtin.NAME: _builtin,
    musicgen.NAME: _musicgen,
    hosted.NAME: _hosted,
    acestep.NAME: _acestep,
}
_SET_UP: Mapping[str, Callable[[GeneratorOptions], bool]] = {
    builtin.NAME: lambda options: True,
    musicgen.NAME: lambda options: options.musicgen_model is not None,
    hosted.NAME: lambda options: options.hosted_url is not None,
    acestep.NAME: lambda options: options.acestep_url is not None,
}
GENERATORS: tuple[str, ...] = tuple(_MAKERS)
"""Names of all generators, the built-in one first."""
