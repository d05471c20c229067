"""Know what can be set, and what holds: the environment, what was chosen and kept, the default.

Every setting is an environment variable with the prefix ``MENURA_``, read once and passed down by
value; ``docs/reference/settings.md`` is made from this model (``menura settings --markdown``).
Some can be chosen while Menura runs, too, where the environment leaves them open.
"""

from menura.config.errors import SettingFixedError, SettingUnknownError
from menura.config.kept import (
    GROUPS,
    KEPT,
    SECRET_OF,
    KeptSetting,
    Origin,
    SettingGroup,
    Value,
    choose,
    origin_of,
    settle,
    usable_of,
)
from menura.config.reading import load_settings
from menura.config.reference import render_settings
from menura.config.settings import Settings

__all__ = [
    "GROUPS",
    "KEPT",
    "SECRET_OF",
    "KeptSetting",
    "Origin",
    "SettingFixedError",
    "SettingGroup",
    "SettingUnknownError",
    "Settings",
    "Value",
    "choose",
    "load_settings",
    "origin_of",
    "render_settings",
    "settle",
    "usable_of",
]
