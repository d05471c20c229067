"""Write the reference page of all settings."""

from menura.config.kept import KEPT
from menura.config.settings import Settings

# Defaults that depend on the machine, in words.
_DEFAULT_WORDS = {"data_dir": "~/.local/share/menura", "listeners": "processors, at most 8"}


def render_settings() -> str:
    """Return the reference page of all settings, in Markdown."""
    lines = [
        "# Settings",
        "",
        "Menura is set up by environment variables, read once at the start. Those marked with *",
        "can also be [chosen while it runs](../howto/settings.md), where the environment leaves",
        "them open. This page is made from the code (`menura settings --markdown`); a test fails",
        "when it is out of date.",
        "",
        "| variable | default | what it means |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = _DEFAULT_WORDS.get(name, field.default)
        shown = "not set" if default is None else f"`{default}`"
        mark = " \\*" if name in KEPT else ""
        lines.append(f"| `MENURA_{name.upper()}`{mark} | {shown} | {field.description} |")
    return "\n".join(lines) + "\n"
