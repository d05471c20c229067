"""Say which settings can be chosen while Menura runs, and what then holds.

What the environment says comes first and cannot be changed here; then what was chosen and kept;
then the default. What is chosen is checked by the same fields as the environment's.

Nothing that decides who may come in, or where anything lies, can be chosen this way: whoever may
change these settings could then change what protects them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, get_args

from annotated_types import Ge, Gt, Le
from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from menura.config.errors import SettingFixedError, SettingUnknownError
from menura.config.reading import explained
from menura.config.settings import Settings
from menura.kernel.errors import InvalidInputError

Value = str | int | float | bool | None
Kind = Literal["text", "url", "path", "secret", "choice", "number", "switch"]
Origin = Literal["default", "kept", "environment"]
LONGEST_VALUE = 2_000


@dataclass(frozen=True, slots=True)
class KeptSetting:
    """One thing that can be chosen.

    Attributes
    ----------
    name : str
        As in `Settings`.
    label : str
        In a form.
    kind : str
        What it is, for a form.
    """

    name: str
    label: str
    kind: Kind

    @property
    def variable(self) -> str:
        """Return the environment variable that says it, too, and first."""
        return f"MENURA_{self.name.upper()}"

    @property
    def description(self) -> str:
        """Return what it means."""
        return self._field.description or ""

    @property
    def default(self) -> Value:
        """Return what holds where nobody chose; None for a secret."""
        default: Value = self._field.default
        return default

    @property
    def choices(self) -> tuple[str, ...] | None:
        """Return what can be chosen from, None where there is no list."""
        return get_args(self._field.annotation) if self.kind == "choice" else None

    @property
    def least(self) -> float | None:
        """Return the smallest number."""
        least = _limit(self._field, Ge, "ge")
        return _limit(self._field, Gt, "gt") if least is None else least

    @property
    def most(self) -> float | None:
        """Return the largest number."""
        return _limit(self._field, Le, "le")

    @property
    def _field(self) -> FieldInfo:
        return Settings.model_fields[self.name]


@dataclass(frozen=True, slots=True)
class SettingGroup:
    """Settings that belong together."""

    name: str
    title: str
    items: tuple[KeptSetting, ...]


def _limit(field: FieldInfo, kind: type, name: str) -> float | None:
    found = [getattr(one, name) for one in field.metadata if isinstance(one, kind)]
    return float(found[0]) if found else None


def _kind_of(field: FieldInfo) -> Kind:
    """Return what the type of a field says of its kind."""
    kinds: dict[Any, Kind] = {bool: "switch", int: "number", float: "number"}
    if SecretStr in get_args(field.annotation):
        return "secret"
    if isinstance(field.default, str) and get_args(field.annotation):
        return "choice"
    return kinds.get(field.annotation, "text")


def _group(name: str, title: str, **labels: str | tuple[str, Kind]) -> SettingGroup:
    """Return a group; a kind is said where the type of the field does not."""
    items = []
    for setting, told in labels.items():
        label, kind = told if isinstance(told, tuple) else (told, None)
        items.append(KeptSetting(setting, label, kind or _kind_of(Settings.model_fields[setting])))
    return SettingGroup(name, title, tuple(items))


GROUPS = (
    _group(
        "language",
        "Language model",
        language_url=("Address", "url"),
        language_model="Model",
        language_key="Key",
    ),
    _group(
        "studio",
        "Studio",
        generator="Generator",
        musicgen=("MusicGen model", "path"),
        hosted_audio_url=("Text-to-audio service", "url"),
        hosted_audio_token="Token of that service",
        hosted_audio_template="Protocol of that service",
        acestep_url=("ACE-Step server", "url"),
        acestep_token="Token of that server",
        separator="Stem separator",
        stem_cache_mb="Cache of stems, in MB",
        reference_mb="Largest reference, in MB",
    ),
    _group(
        "sessions",
        "Session Lab",
        session_music="Maker of clips",
        session_embedder="Ear for clips",
        session_clap=("CLAP model", "path"),
        session_namer="Namer of groups",
        session_overgeneration="Candidates for each clip",
    ),
    _group(
        "suggestions",
        "Suggestions",
        recs_recommendation_mode="Mode",
        recs_rules_share="Share of rules under A/B",
        recs_use_clap="Compare by CLAP",
        recs_weight_similarity="Weight of likeness",
        recs_weight_tempo="Weight of tempo",
        recs_weight_key="Weight of key",
        recs_weight_freshness="Weight of freshness",
        recs_weight_mood="Weight of mood",
        recs_weight_role="Weight of instruments",
        recs_freshness_days="Days of freshness",
        recs_mmr_lambda="Score against variety",
        recs_per_pack="Most of one pack",
    ),
    _group(
        "library",
        "Library",
        rescan_cron="Rescan",
        keep_missing_days="Days that missing tracks are kept",
        keep_jobs_days="Days that finished jobs are kept",
    ),
)

KEPT: Mapping[str, KeptSetting] = MappingProxyType(
    {item.name: item for group in GROUPS for item in group.items}
)

SECRET_OF: Mapping[str, str] = MappingProxyType(
    {
        "language_url": "language_key",
        "hosted_audio_url": "hosted_audio_token",
        "acestep_url": "acestep_token",
    }
)
"""Addresses, and the secrets that are sent there."""


class SettledSettings(Settings):
    """Settings put together from what was read before: the environment is not read again."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *_: PydanticBaseSettingsSource,
        **__: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what is given, and nothing else."""
        return (init_settings,)


def is_fixed(environment: Settings, name: str) -> bool:
    """Tell whether the environment decides a setting.

    An address whose secret comes from the environment does, too: else whoever may change settings
    could have that secret sent to a server of theirs.
    """
    names = {name, SECRET_OF.get(name, name)}
    given = environment.model_fields_set
    return any(one in given and getattr(environment, one) is not None for one in names)


def origin_of(environment: Settings, kept: Mapping[str, Value], name: str) -> Origin:
    """Return where what holds comes from."""
    if is_fixed(environment, name):
        return "environment"
    return "kept" if name in kept else "default"


def settle(environment: Settings, kept: Mapping[str, Value]) -> Settings:
    """Return what holds; of what is kept, that which is no longer valid is left out."""
    usable = usable_of(environment, kept)
    return _put_together(environment, usable) if usable else environment


def usable_of(environment: Settings, kept: Mapping[str, Value]) -> dict[str, Value]:
    """Return what is kept that holds: known, left open by the environment, and valid."""
    wanted = {name: kept[name] for name in KEPT if name in kept and not is_fixed(environment, name)}
    try:
        _put_together(environment, wanted)
    except InvalidInputError:
        return _valid_of(environment, wanted)
    return wanted


def _valid_of(environment: Settings, wanted: Mapping[str, Value]) -> dict[str, Value]:
    """Return what is valid, in the order in which one thing needs another."""
    usable: dict[str, Value] = {}
    for name, value in wanted.items():
        try:
            _put_together(environment, usable | {name: value})
        except InvalidInputError:
            continue
        usable[name] = value
    return usable


def choose(
    environment: Settings, kept: Mapping[str, Value], changes: Mapping[str, Value]
) -> dict[str, Value]:
    """Return what is to be kept after somebody chose, checked.

    None, or an empty text, goes back to the default. A secret is forgotten when the address it was
    for becomes another and no new one is given.

    Parameters
    ----------
    kept : mapping
        What is kept now, secrets in plain text.

    Raises
    ------
    SettingUnknownError, SettingFixedError
    InvalidInputError
        With a sentence, and the setting as the field.
    """
    for name, value in changes.items():
        _check_choosable(environment, name, value)
    chosen = usable_of(environment, kept)
    for address, secret in SECRET_OF.items():
        if address in changes and _site(changes[address]) != _site(chosen.get(address)):
            chosen.pop(secret, None)
    for name, value in changes.items():
        text = value.strip() if isinstance(value, str) else value
        if text is None or text == "":
            chosen.pop(name, None)
        else:
            chosen[name] = text
    settled = _put_together(environment, chosen)
    return {name: _plain(getattr(settled, name)) for name in chosen}


def _check_choosable(environment: Settings, name: str, value: Value) -> None:
    known = KEPT.get(name)
    if known is None:
        raise SettingUnknownError(name)
    if is_fixed(environment, name):
        given = name if getattr(environment, name) is not None else SECRET_OF[name]
        given = given if given in environment.model_fields_set else SECRET_OF[name]
        raise SettingFixedError(name, KEPT[given].variable)
    text = value if isinstance(value, str) else ""
    if len(text) > LONGEST_VALUE or not text.isprintable():
        raise InvalidInputError(
            f"The setting {known.variable} cannot be used: it is longer than {LONGEST_VALUE:,} "
            "characters, or holds some that cannot be printed.",
            field=name,
        )


def _put_together(environment: Settings, kept: Mapping[str, Value]) -> Settings:
    """Return settings that were checked; raise InvalidInputError."""
    given = {name: getattr(environment, name) for name in Settings.model_fields} | dict(kept)
    try:
        return SettledSettings(**given)
    except ValidationError as error:
        raise explained(error) from None


def _site(address: Value) -> str:
    """Return the scheme, host and port of an address: who is sent a secret."""
    return "/".join(str(address or "").strip().lower().split("/")[:3])


def _plain(value: object) -> Value:
    """Return a checked value as it is kept."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    plain: Value = value  # type: ignore[assignment]
    return plain
