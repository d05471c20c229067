"""Put providers together as they are set up; nothing heavy is loaded before it is used."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from menura.kernel.errors import UnavailableError
from menura.sessions.ports import (
    ClipListener,
    ClusterNamingProvider,
    EmbeddingProvider,
    MusicProvider,
)

if TYPE_CHECKING:
    from menura.studio.requests import GeneratorOptions

BUILTIN = "builtin"
CLAP = "clap"


@dataclass(frozen=True, slots=True)
class ProviderOptions:
    """Say who makes, hears and names clips.

    Attributes
    ----------
    music : str
        ``builtin`` or a generator of the studio: ``musicgen``, ``hosted``, ``acestep``.
    embedder : str
        ``builtin`` or ``clap``.
    clap_model : str
        Folder, or name in the local cache.
    language_url, language_model, language_key : str, optional
        A language model that names clusters; without one the built-in namer does.
    """

    music: str
    generators: "GeneratorOptions"
    embedder: str = BUILTIN
    clap_model: str = ""
    language_url: str | None = None
    language_model: str | None = None
    language_key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Hooks:
    """Follow what a provider does: `report` is told the share that is done, `check` may raise."""

    report: Callable[[float], None]
    check: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Providers:
    """Who does what."""

    music: MusicProvider
    embedding: EmbeddingProvider
    naming: ClusterNamingProvider
    listener: ClipListener


def make_providers(
    options: ProviderOptions, folder: Path, *, seed: int, threads: int, hooks: Hooks
) -> Providers:
    """Return the providers of one batch.

    Parameters
    ----------
    folder : Path
        Where clips are written before they are kept; belongs to this batch alone.
    seed : int
        From which the clips' own are drawn.

    Raises
    ------
    InvalidInputError, UnavailableError
        A provider is set up that lacks an address or a model.
    """
    from menura.sessions.measuring import BuiltinClipListener

    return Providers(
        music=_music(options, folder, seed=seed, threads=threads, hooks=hooks),
        embedding=_embedding(options),
        naming=_naming(options),
        listener=BuiltinClipListener(),
    )


def check_providers(options: ProviderOptions) -> None:
    """Raise now for a provider that lacks what it needs on this machine.

    Raises
    ------
    InvalidInputError, UnavailableError
    """
    if options.music == "acestep":
        from menura.studio.requests import plain_generator_for

        plain_generator_for(options.music, options.generators)
    if options.music == "musicgen":
        from menura.sessions.providers.hf_musicgen_provider import MUSICGEN

        _check_model(options.generators.musicgen_model or MUSICGEN, "MusicGen", "MUSICGEN", "MUSIC")
    if options.embedder == CLAP:
        _check_model(options.clap_model, "CLAP", "SESSION_CLAP", "EMBEDDER")


def _check_model(model: str, what: str, setting: str, role: str) -> None:
    from menura.sessions.providers.model_files import find_checkpoint

    if find_checkpoint(model) is None:
        raise UnavailableError(
            f"There is no {what} model {model!r} on this machine: set MENURA_{setting} to its "
            f"folder, or MENURA_SESSION_{role}=builtin."
        )


def _music(
    options: ProviderOptions, folder: Path, *, seed: int, threads: int, hooks: Hooks
) -> MusicProvider:
    if options.music == BUILTIN:
        from menura.sessions.providers.builtin_music_provider import BuiltinMusicProvider

        return BuiltinMusicProvider(
            folder, seed=seed, threads=threads, check=hooks.check, report=hooks.report
        )
    return _foreign_music(options, folder, seed=seed, hooks=hooks)


def _foreign_music(
    options: ProviderOptions, folder: Path, *, seed: int, hooks: Hooks
) -> MusicProvider:
    """Return a provider over a generator of the studio, as it plays: nothing is conformed."""
    from menura.sessions.providers.hf_musicgen_provider import (
        HOSTED_URL,
        MUSICGEN,
        GeneratorMusicProvider,
        HfMusicGenProvider,
    )

    known = options.generators
    if options.music == "musicgen":
        return HfMusicGenProvider.local(
            folder,
            seed=seed,
            model=known.musicgen_model or MUSICGEN,
            check=hooks.check,
            report=hooks.report,
        )
    if options.music == "hosted":
        return HfMusicGenProvider.hosted(
            folder,
            seed=seed,
            url=known.hosted_url or HOSTED_URL,
            token=known.hosted_token,
            template=known.hosted_template,
            check=hooks.check,
            report=hooks.report,
        )
    from menura.studio.requests import plain_generator_for

    return GeneratorMusicProvider(
        plain_generator_for(options.music, known),
        folder,
        seed=seed,
        check=hooks.check,
        report=hooks.report,
    )


def _embedding(options: ProviderOptions) -> EmbeddingProvider:
    if options.embedder == CLAP:
        from menura.sessions.providers.clap_embedding_provider import ClapEmbeddingProvider

        return ClapEmbeddingProvider(options.clap_model)
    from menura.sessions.providers.builtin_embedding_provider import BuiltinEmbeddingProvider

    return BuiltinEmbeddingProvider()


def _naming(options: ProviderOptions) -> ClusterNamingProvider:
    if options.language_url is not None and options.language_model is not None:
        from menura.sessions.providers.openai_cluster_naming_provider import (
            OpenAiClusterNamingProvider,
        )

        return OpenAiClusterNamingProvider.at(
            options.language_url, options.language_model, options.language_key
        )
    from menura.sessions.providers.builtin_cluster_naming_provider import (
        BuiltinClusterNamingProvider,
    )

    return BuiltinClusterNamingProvider()
