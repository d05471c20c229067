"""Look after what Menura makes: productions and clips, their files, and who makes them."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

from pydantic import SecretStr

from menura.bootstrap.core import Core
from menura.jobs import Job
from menura.sessions import Kept, MediaFolder
from menura.store import (
    LocalArtifacts,
    S3Artifacts,
    S3Options,
    SqlSessionStore,
    copy_reference,
)
from menura.studio import ArtifactStore

if TYPE_CHECKING:  # loads faiss and decoders: only what searches or writes files needs them
    from menura.bootstrap.trying import TriedModel
    from menura.language import LanguageModel
    from menura.sessions.providers.registry import ProviderOptions
    from menura.studio.requests import GeneratorOptions, StemCache


class Made(Core):
    """What was made, and who makes it."""

    @cached_property
    def studio_folder(self) -> Path:
        """Return where productions lie on this machine, also those kept elsewhere too."""
        return self.settings.data_dir / "studio" / "productions"

    @cached_property
    def artifacts(self) -> ArtifactStore:
        """Return where the files of productions are kept."""
        return self._artifact_store(self.studio_folder)

    @cached_property
    def media(self) -> MediaFolder:
        """Return the files of clips on this machine; kept elsewhere too if that is set up."""
        is_local = self.settings.artifacts_url is None
        return MediaFolder(
            self.settings.data_dir / "media",
            library=self.store.library,
            mirror=None if is_local else self.clip_files,
        )

    @cached_property
    def clip_files(self) -> ArtifactStore:
        """Return where clips are fetched from that are not on this machine."""
        return self._artifact_store(self.settings.data_dir / "media", below="media")

    @cached_property
    def session_store(self) -> SqlSessionStore:
        """Return sessions with a transaction for every call, for work that takes seconds."""
        return SqlSessionStore(self.store)

    def _artifact_store(self, folder: Path, below: str = "") -> ArtifactStore:
        """Return a folder, or the part of an S3 store that stands for it."""
        settings = self.settings
        if settings.artifacts_url is None:
            return LocalArtifacts(folder)
        bucket, _, prefix = settings.artifacts_url.removeprefix("s3://").partition("/")
        return S3Artifacts(
            S3Options(
                bucket=bucket,
                prefix="/".join(part for part in (prefix.strip("/"), below) if part),
                endpoint=settings.s3_endpoint,
                region=settings.s3_region,
                access_key=settings.s3_access_key,
                secret_key=_plain(settings.s3_secret_key),
            )
        )

    def keep_artifact(self, production_id: str, name: str, file: Path) -> None:
        """Keep a file of a production; sound also on this machine, where the catalogue reads it."""
        if self.settings.artifacts_url is not None and name.endswith(".wav"):
            LocalArtifacts(self.studio_folder).put(production_id, name, file)
        self.artifacts.put(production_id, name, file)

    def remove_production(self, production_id: str) -> None:
        """Delete the files of a production, then forget it; the catalogue sees that they are gone.

        Raises
        ------
        ProductionNotFoundError, ProductionBusyError
        """
        with self.rooms(read_only=True) as rooms:
            found = rooms.productions.check_removable(production_id)
        # The row goes last: cut short, the production is still there and can be removed again.
        self.remove_artifacts(found.id)
        with self.rooms() as rooms:
            rooms.productions.remove(found.id)
        self.hear_studio()

    def remove_artifacts(self, production_id: str) -> None:
        """Delete the files of a production, here and wherever else they are kept."""
        self.artifacts.remove(production_id)
        if self.settings.artifacts_url is not None:
            LocalArtifacts(self.studio_folder).remove(production_id)
        shutil.rmtree(self.uploads_folder(production_id), ignore_errors=True)

    def remove_session(self, session_id: UUID) -> None:
        """Delete the clips of a session, then forget it; the catalogue forgets them, too.

        Raises
        ------
        SessionNotFoundError, SessionBusyError
        """
        with self.rooms(read_only=True) as rooms:
            found = rooms.sessions.check_removable(session_id)
            clip_ids = [clip.id for clip in rooms.sessions.clips(found.id)]
        # The rows go last: cut short, the session is still there and can be removed again.
        self.media.remove(session_id, clip_ids)
        with self.rooms() as rooms:
            rooms.sessions.remove(found.id)
        self._forget_tracks(clip_ids)

    def remove_clips(self, session_id: UUID, clip_ids: Sequence[UUID]) -> None:
        """Delete clips of a session, then forget them.

        Raises
        ------
        SessionNotFoundError, ClipNotFoundError
        """
        with self.rooms(read_only=True) as rooms:
            rooms.sessions.check_clips(session_id, clip_ids)
        self.media.remove(session_id, clip_ids)
        with self.rooms() as rooms:
            rooms.sessions.remove_clips(session_id, clip_ids)
        self._forget_tracks(clip_ids)

    def keep_most_different(
        self, session_id: UUID, count: int, *, batch_id: UUID | None = None, remove: bool = False
    ) -> Kept:
        """Choose the clips that differ most; if asked, delete the others.

        Raises
        ------
        SessionNotFoundError, BatchNotFoundError, SessionInputError
        """
        with self.rooms(read_only=True) as rooms:
            kept = rooms.sessions.most_different(session_id, count, batch_id=batch_id)
        if not remove:
            return replace(kept, other_ids=())
        if kept.other_ids:
            self.remove_clips(session_id, kept.other_ids)
        return kept

    def sweep_media(self) -> int:
        """Remove what batches that were cut short left behind; return how many clips went."""

        def is_making(batch_id: UUID) -> bool:
            with self.rooms(read_only=True) as rooms:
                return rooms.sessions.is_working(batch_id)

        def known(session_id: UUID) -> frozenset[UUID]:
            found = self.session_store.known_clips([session_id])
            return found.get(session_id, frozenset())

        swept = self.media.sweep(is_making=is_making, known=known)
        if swept:
            self._forget_tracks(swept)
        return len(swept)

    def _forget_tracks(self, clip_ids: Sequence[UUID]) -> None:
        with self.rooms() as rooms:
            rooms.library.forget_tracks([str(one) for one in clip_ids])
        self.hear_clips()

    def hear_clips(self) -> Job:
        """Have clips heard like every other track, and those that are gone marked as missing."""
        self.media.root.mkdir(parents=True, exist_ok=True)
        with self.rooms() as rooms:
            return rooms.scans.start(rooms.library.add_sessions(str(self.media.root)))

    def hear_studio(self) -> Job:
        """Have what was made heard like every other track, and what is gone marked as missing."""
        self.studio_folder.mkdir(parents=True, exist_ok=True)
        with self.rooms() as rooms:
            return rooms.scans.start(rooms.library.add_studio(str(self.studio_folder)))

    def work_folder(self, production_id: str) -> Path:
        """Return where a production is made; it is empty when all is kept elsewhere."""
        return self.settings.data_dir / "studio" / "work" / production_id

    def uploads_folder(self, production_id: str) -> Path:
        """Return where the reference that came with a request lies."""
        return self.settings.data_dir / "studio" / "references" / production_id

    def keep_reference(self, production_id: str, name: str, source: BinaryIO) -> None:
        """Keep the reference that came with a request where every worker finds it.

        Raises
        ------
        ReferenceTooLargeError, ArtifactsUnavailableError
            Then nothing of it is left.
        """
        folder = self.uploads_folder(production_id)
        try:
            copy_reference(source, folder / name, self.settings.reference_mb)
            if self.settings.artifacts_url is not None:
                self.artifacts.put(production_id, name, folder / name)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def reference_file(self, production_id: str, name: str) -> Path:
        """Return the file of a reference, fetched if it was sent to another machine.

        Raises
        ------
        ArtifactNotFoundError
        """
        path = self.uploads_folder(production_id) / name
        if not path.is_file():
            self.artifacts.fetch(production_id, name, path)
        return path

    @property
    def stem_cache(self) -> "StemCache":
        """Return the cache of played stems."""
        from menura.studio.requests import StemCache

        settings = self.settings
        folder, size_mb = settings.data_dir / "studio" / "stems", settings.stem_cache_mb
        return self._made.get("stem_cache", size_mb, lambda _: StemCache(folder, size_mb << 20))

    @property
    def language_model(self) -> "LanguageModel | None":
        """Return the language model that helps to understand prompts, if one is configured."""
        settings = self.settings
        url, model, key = settings.language_url, settings.language_model, settings.language_key
        if url is None or model is None:
            return None
        from menura.language import ChatModel

        return self._made.get(
            "language_model", (url, model, key), lambda _: ChatModel(url, model, _plain(key))
        )

    def try_language_model(
        self, *, url: str | None = None, model: str | None = None, key: str | None = None
    ) -> "TriedModel":
        """Ask a language model one small question; what is left out is as settled.

        Raises
        ------
        InvalidInputError, LanguageModelError
            As `menura.bootstrap.trying`.
        """
        from menura.bootstrap.trying import WantedModel, try_language_model

        return try_language_model(self.settings, WantedModel(url, model, key))

    @property
    def generator_options(self) -> "GeneratorOptions":
        """Return what is configured of generators of stems."""
        from menura.studio.requests import GeneratorOptions

        settings = self.settings
        return GeneratorOptions(
            musicgen_model=settings.musicgen,
            hosted_url=settings.hosted_audio_url,
            hosted_token=_plain(settings.hosted_audio_token),
            hosted_template=settings.hosted_audio_template,
            acestep_url=settings.acestep_url,
            acestep_token=_plain(settings.acestep_token),
        )

    @property
    def provider_options(self) -> "ProviderOptions":
        """Return who makes, hears and names clips."""
        from menura.sessions.providers.registry import ProviderOptions

        settings = self.settings
        asks_model = settings.session_namer == "language"
        return ProviderOptions(
            music=settings.session_music,
            generators=self.generator_options,
            embedder=settings.session_embedder,
            clap_model=settings.session_clap,
            language_url=settings.language_url if asks_model else None,
            language_model=settings.language_model if asks_model else None,
            language_key=_plain(settings.language_key) if asks_model else None,
        )


def _plain(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret is not None else None
