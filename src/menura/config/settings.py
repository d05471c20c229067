"""Say what can be set, what it means and what it is by default."""

import os
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from menura.kernel.errors import InvalidInputError

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


class Settings(BaseSettings):
    """Everything about Menura that the person who runs it may decide."""

    model_config = SettingsConfigDict(
        env_prefix="MENURA_", extra="ignore", frozen=True, populate_by_name=True
    )

    data_dir: Path = Field(
        default_factory=lambda: user_data_path("menura"),
        description="Where everything Menura keeps is kept: database, indexes, job state.",
    )
    database_url: SecretStr | None = Field(
        None,
        description="A PostgreSQL database (`postgresql://user:password@host/name`, with the "
        "pgvector extension) instead of the built-in SQLite file.",
    )
    models_dir: Path | None = Field(
        None,
        description="Where model files are looked for (`menura models`). Default: `models` in the "
        "data folder.",
    )
    music: Path | None = Field(
        None, description="A folder of music to take in and scan when Menura starts."
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=1, le=65535, description="Port to listen on.")
    token: SecretStr | None = Field(
        None,
        description="Programs may send it as `Authorization: Bearer <token>` and are admins. This, "
        "a password or a user (`menura user add`) is required when listening on anything but the "
        "loopback address.",
    )
    password: SecretStr | None = Field(
        None,
        description="People may sign in with it, by any name, and are admins.",
    )
    workers: int = Field(
        1,
        ge=0,
        le=64,
        description="Worker processes started on this machine when there is work; 0 leaves all "
        "work to `menura worker` elsewhere.",
    )
    listeners: Annotated[int, Field(ge=1, le=64)] = Field(
        default_factory=lambda: max(1, min(8, os.cpu_count() or 1)),
        description="Processes that listen to audio files at the same time, per worker. "
        "Each takes about 150 MB. Default: one per processor, at most 8.",
    )
    worker_linger_s: float = Field(
        20.0, ge=0, description="Seconds without work after which a local worker goes home."
    )
    rescan_cron: str | None = Field(
        None,
        description="When to rescan every source by itself, as five cron fields in UTC, for "
        "example `30 3 * * *`. Not set: only when asked.",
    )
    keep_jobs_days: int = Field(
        30, ge=1, description="Days after which finished jobs are forgotten."
    )
    language_url: str | None = Field(
        None,
        description="A server that speaks the OpenAI protocol (`http://localhost:11434/v1` for "
        "Ollama, `https://api.openai.com/v1` ...), to understand prompts better. Not set: rules.",
    )
    language_model: str | None = Field(None, description="The model to ask there.")
    language_key: SecretStr | None = Field(None, description="The key to ask with.")
    artifacts_url: str | None = Field(
        None,
        description="Where the files of productions are kept: `s3://bucket/folder` of any store "
        "that speaks S3. Not set: `studio` in the data folder.",
    )
    s3_endpoint: str | None = Field(
        None, description="Address of the S3 store, where it is not Amazon's."
    )
    s3_region: str = Field("us-east-1", description="Region of the S3 store.")
    s3_access_key: str | None = Field(None, description="Name of the key for the S3 store.")
    s3_secret_key: SecretStr | None = Field(None, description="The key for the S3 store.")
    stem_cache_mb: int = Field(
        2048,
        ge=0,
        description="What played stems may take on the disk so that changing a production plays "
        "only what is new.",
    )
    reference_mb: int = Field(
        512, ge=1, le=4096, description="How large a reference may be that is sent to the studio."
    )
    generator: Literal["builtin", "musicgen", "hosted", "acestep"] = Field(
        "builtin",
        description="Who plays the stems unless a request says so: `builtin`, `musicgen`, "
        "`hosted` or `acestep`.",
    )
    musicgen: str | None = Field(
        None, description="Folder of a MusicGen model (transformers) for the generator `musicgen`."
    )
    hosted_audio_url: str | None = Field(
        None, description="Address of a text-to-audio service for the generator `hosted`."
    )
    hosted_audio_token: SecretStr | None = Field(None, description="The token for that service.")
    hosted_audio_template: Literal["huggingface", "huggingface-pipeline", "fal", "elevenlabs"] = (
        Field("huggingface", description="Which protocol that service speaks.")
    )
    acestep_url: str | None = Field(
        None, description="Address of an ACE-Step server for the generator `acestep`."
    )
    acestep_token: SecretStr | None = Field(None, description="The token for that server.")
    session_music: Literal["builtin", "musicgen", "hosted", "acestep"] = Field(
        "builtin",
        description="Who makes the clips of the Session Lab: `builtin` (Menura's own composer), "
        "`musicgen` (the model of `MENURA_MUSICGEN`), `hosted` (the service of "
        "`MENURA_HOSTED_AUDIO_URL`) or `acestep`.",
    )
    session_embedder: Literal["builtin", "clap"] = Field(
        "builtin",
        description="Who hears clips to compare them: `builtin` or `clap` (needs transformers and "
        "torch).",
    )
    session_clap: str = Field(
        "laion/clap-htsat-unfused",
        description="Folder of a CLAP model (transformers), or its name in the local cache.",
    )
    session_namer: Literal["builtin", "language"] = Field(
        "builtin",
        description="Who names groups of clips: `builtin` or `language` (the model of "
        "`MENURA_LANGUAGE_URL`).",
    )
    session_overgeneration: int = Field(
        3,
        ge=1,
        le=8,
        description="How many candidates the built-in provider makes for each clip that is kept "
        "when clips like, unlike or between others are asked for.",
    )
    session_wait_s: float = Field(
        600.0, gt=0, description="How long a request to `/sessions` waits for its clips."
    )
    separator: Literal["none", "demucs"] = Field(
        "none",
        description="Who splits a whole mix of a generator into stems: `none`, or `demucs` where "
        "that package is installed. Its authors give its weights for scientific purposes only.",
    )
    recs_recommendation_mode: Literal["fusion", "rules", "ab"] = Field(
        "fusion",
        validation_alias=AliasChoices(
            "MENURA_RECS_RECOMMENDATION_MODE", "RECS_RECOMMENDATION_MODE"
        ),
        description="How samples are suggested: `fusion` (rules and likeness), `rules`, or `ab`: "
        "each session gets one of both, to compare them. `RECS_RECOMMENDATION_MODE` works, too.",
    )
    recs_rules_share: float = Field(
        0.5, ge=0, le=1, description="Share of the sessions that `rules` answers under `ab`."
    )
    recs_use_clap: bool = Field(
        True,
        validation_alias=AliasChoices("MENURA_RECS_USE_CLAP", "RECS_USE_CLAP"),
        description="Whether CLAP compares samples where it has heard them; `RECS_USE_CLAP` works, "
        "too.",
    )
    recs_weight_similarity: float = Field(
        1.0, ge=0, le=10, description="What likeness to accepted samples counts, times the cosine."
    )
    recs_weight_tempo: float = Field(0.15, ge=0, le=10, description="What a near tempo counts.")
    recs_weight_key: float = Field(0.1, ge=0, le=10, description="What the same key counts.")
    recs_weight_freshness: float = Field(
        0.05, ge=0, le=10, description="What a sample that came in now counts."
    )
    recs_weight_mood: float = Field(0.1, ge=0, le=10, description="What fitting moods count.")
    recs_weight_role: float = Field(
        0.1, ge=0, le=10, description="What an instrument counts that is missing or asked for."
    )
    recs_freshness_days: float = Field(
        14.0, gt=0, le=3650, description="Days in which freshness falls to 37 %."
    )
    recs_mmr_lambda: float = Field(
        0.7, ge=0, le=1, description="1: only the score counts; less: suggestions differ more."
    )
    recs_per_pack: int = Field(3, ge=1, le=100, description="Suggestions of one pack at most.")
    ableton: str | None = Field(
        None,
        description="Host on which Ableton Live runs with AbletonOSC: tempo and key of the session "
        "`default` follow it from the start. The Samples page can follow one, too.",
    )
    secret_key: SecretStr | None = Field(
        None,
        description="What passwords of music servers are kept with; at least 16 characters. "
        "Without it a key is made in the data folder, readable by its owner alone.",
    )
    keep_missing_days: int = Field(
        30,
        ge=0,
        le=3650,
        description="How long tracks that are gone from their source are kept at least, before "
        "they may be forgotten on request.",
    )
    export_dir: Path | None = Field(
        None,
        description="Folder that samples are handed over in; add it to the places of your DAW. "
        "Default: `exports` in the data folder.",
    )
    fitted_mb: int = Field(
        512, ge=0, description="What stretched and transposed samples may take on the disk."
    )
    log_level: str = Field("info", description="`debug`, `info`, `warning` or `error`.")
    log_json: bool = Field(False, description="Write the log as one JSON object per line.")

    @field_validator(
        "music",
        "models_dir",
        "database_url",
        "rescan_cron",
        "token",
        "password",
        "language_url",
        "language_model",
        "language_key",
        "artifacts_url",
        "s3_endpoint",
        "s3_access_key",
        "s3_secret_key",
        "musicgen",
        "hosted_audio_url",
        "hosted_audio_token",
        "acestep_url",
        "acestep_token",
        "ableton",
        "export_dir",
        "secret_key",
        mode="before",
    )
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        """Take an empty variable, as compose files pass them on, for one that is not set."""
        return None if value == "" else value

    @field_validator("language_url", "hosted_audio_url", "acestep_url", mode="after")
    @classmethod
    def _plain_address(cls, value: str | None) -> str | None:
        """Refuse what could be asked nothing, and what would hold a secret in the open."""
        if value is not None and not _is_plain_address(value):
            raise ValueError(
                "it must be http://... or https://..., without a user, a password or a query"
            )
        return value

    @field_validator("language_key", "hosted_audio_token", "acestep_token", mode="after")
    @classmethod
    def _sendable(cls, value: SecretStr | None) -> SecretStr | None:
        """Refuse what no header can carry."""
        secret = value.get_secret_value().strip() if value is not None else ""
        if not (secret.isascii() and secret.isprintable() and " " not in secret):
            raise ValueError("it has characters no key has")
        return value

    @field_validator("rescan_cron", mode="after")
    @classmethod
    def _readable_moments(cls, value: str | None) -> str | None:
        if value is not None:
            from menura.jobs.schedule import next_moment  # loads a parser that few need

            try:
                next_moment(value, datetime.now(UTC))
            except InvalidInputError as error:
                raise ValueError(error.message) from None
        return value

    @field_validator("data_dir", mode="after")
    @classmethod
    def _usable_folder(cls, value: Path) -> Path:
        """Expand ``~``; a question mark would end the address of the job engine's file."""
        if "?" in str(value):
            raise ValueError("its path must not hold a question mark")
        return value.expanduser().absolute()

    @field_validator("log_level", mode="after")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.lower() not in ("debug", "info", "warning", "error"):
            raise ValueError("must be debug, info, warning or error")
        return value.lower()

    @field_validator("artifacts_url", mode="after")
    @classmethod
    def _known_store(cls, value: str | None) -> str | None:
        if value is not None and not (value.startswith("s3://") and value[5:].strip("/")):
            raise ValueError("must look like s3://bucket or s3://bucket/folder")
        return value

    @model_validator(mode="after")
    def _namer_is_there(self) -> Self:
        if self.session_namer == "language" and not (self.language_url and self.language_model):
            raise ValueError(
                "MENURA_SESSION_NAMER=language needs MENURA_LANGUAGE_URL and MENURA_LANGUAGE_MODEL"
            )
        return self

    @property
    def export_folder(self) -> Path:
        """Return where samples are handed over."""
        return (self.export_dir or self.data_dir / "exports").expanduser().absolute()

    @property
    def models_folder(self) -> Path:
        """Return where model files are looked for."""
        return (self.models_dir or self.data_dir / "models").expanduser().absolute()

    @property
    def is_loopback(self) -> bool:
        """Tell whether only this machine can connect."""
        if self.host in LOOPBACK_NAMES:
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False


def _is_plain_address(text: str) -> bool:
    try:
        parts = urlsplit(text.strip())
        port = parts.port  # what is no number between 0 and 65535 is said here
    except ValueError:
        return False
    there = parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0
    return there and not (parts.username or parts.password or parts.query or parts.fragment)
