"""Shape what can be settled while Menura runs."""

import os
import platform
import shutil
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr

import menura
from menura.bootstrap import Menura
from menura.config import GROUPS, KeptSetting, Origin, Settings, Value

LICENCE = "AGPL-3.0-or-later"
PARTS = ("fastapi", "sqlalchemy", "dbos", "numpy", "scipy", "numba", "faiss-cpu", "av", "soxr")
OPTIONAL_PARTS = ("onnxruntime", "transformers", "torch")


class SettingOut(BaseModel):
    """One thing that can be settled."""

    name: str
    variable: str = Field(description="The environment variable that settles it, too, and first.")
    label: str
    description: str
    kind: Literal["text", "url", "path", "secret", "choice", "number", "switch"]
    value: Value = Field(description="What holds now; null for none, and always for a secret.")
    default: Value
    is_set: bool = Field(description="Whether anything holds; for a secret, whether there is one.")
    origin: Literal["default", "kept", "environment"] = Field(
        description="`environment`: it can only be changed there."
    )
    choices: list[str] | None = None
    least: float | None = None
    most: float | None = None

    @classmethod
    def of(cls, known: KeptSetting, settings: Settings, origin: Origin) -> Self:
        """Shape one setting; of a secret only whether there is one."""
        value = getattr(settings, known.name)
        return cls(
            name=known.name,
            variable=known.variable,
            label=known.label,
            description=known.description,
            kind=known.kind,
            value=None if known.kind == "secret" else value,
            default=known.default,
            is_set=value is not None,
            origin=origin,
            choices=list(known.choices) if known.choices else None,
            least=known.least,
            most=known.most,
        )


class SettingGroupOut(BaseModel):
    """Settings that belong together."""

    name: str
    title: str
    items: list[SettingOut]


class SettingsOut(BaseModel):
    """All that can be settled while Menura runs."""

    groups: list[SettingGroupOut]

    @classmethod
    def of(cls, settings: Settings, origin_of: Callable[[str], Origin]) -> Self:
        """Shape what holds."""
        return cls(
            groups=[
                SettingGroupOut(
                    name=group.name,
                    title=group.title,
                    items=[
                        SettingOut.of(item, settings, origin_of(item.name)) for item in group.items
                    ],
                )
                for group in GROUPS
            ]
        )


class SettingsEdit(BaseModel):
    """What is to be another; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    values: dict[str, Value] = Field(description="By name; null goes back to the default.")


class LanguageTestIn(BaseModel):
    """A language model to be tried; what is left out is as settled."""

    model_config = ConfigDict(extra="forbid")

    url: str | None = Field(None, max_length=2_000)
    model: str | None = Field(None, max_length=200)
    key: SecretStr | None = Field(None, max_length=2_000)


class LanguageTestOut(BaseModel):
    """What a language model answered."""

    model: str
    seconds: float
    answer: str
    models: list[str] = Field(description="What the server has, where it says so.")


class AboutOut(BaseModel):
    """What this Menura is, and where."""

    version: str
    licence: str
    source_url: str = Field(description="Where its source is; empty where the build names none.")
    python: str
    system: str
    database: str = Field(description="`SQLite 3.45` or `PostgreSQL 15`, without the address.")
    data_dir: str
    free_bytes: int | None
    processors: int
    uptime_s: float
    parts: dict[str, str] = Field(description="Libraries that matter, by name: their versions.")

    @classmethod
    def of(cls, app: Menura) -> Self:
        """Look at this installation."""
        home = app.settings.data_dir
        return cls(
            version=menura.__version__,
            licence=LICENCE,
            source_url=_source_url(),
            python=platform.python_version(),
            system=f"{platform.system()} {platform.release()} {platform.machine()}",
            database=app.store.product,
            data_dir=str(home),
            free_bytes=_free_bytes(home),
            processors=os.cpu_count() or 1,
            uptime_s=max(0.0, (app.clock.now() - app.started_at).total_seconds()),
            parts=_versions(),
        )


def _free_bytes(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _source_url() -> str:
    """Return the address of the source that whoever built this package wrote into it."""
    try:
        urls = metadata("menura").get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    named = (url.partition(",") for url in urls)
    found = (address.strip() for name, _, address in named if name.strip().lower() == "source")
    return next(found, "")


def _versions() -> dict[str, str]:
    """Return the versions of the libraries that matter; of optional ones those that are there."""
    found: dict[str, str] = {}
    for name in (*PARTS, *OPTIONAL_PARTS):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
