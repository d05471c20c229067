"""Read the settings once and pass them down by value.

Every setting is an environment variable with the prefix ``MENURA_``; ``docs/reference/settings.md``
is made from this model (``menura settings --markdown``).
"""

from menura.config.settings import Settings, load_settings, render_settings

__all__ = ["Settings", "load_settings", "render_settings"]
