"""Find the sound fonts and the synthesiser that music is rendered with."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SYNTHESISER = "fluidsynth"
_FOLDER = Path("/usr/share/sounds")
_APT_PATIENCE_S = 900


@dataclass(frozen=True, slots=True)
class SoundFont:
    """Name a General MIDI sound font as Debian packages it.

    Attributes
    ----------
    family : str
        Fonts of one family are made of the same recordings.
    """

    name: str
    family: str
    package: str
    path: Path


SOUNDFONTS = (
    SoundFont("fluid", "fluid", "fluid-soundfont-gm", _FOLDER / "sf2/FluidR3_GM.sf2"),
    SoundFont("timgm", "timgm", "timgm6mb-soundfont", _FOLDER / "sf2/TimGM6mb.sf2"),
    SoundFont("opl3", "opl3", "opl3-soundfont", _FOLDER / "sf2/OPL-3_FM_128M.sf2"),
    SoundFont(
        "musescore",
        "fluid",
        "musescore-general-soundfont-small",
        _FOLDER / "sf3/MuseScore_General_Lite.sf3",
    ),
    SoundFont(
        "fluid_mono", "fluid", "fluidr3mono-gm-soundfont", _FOLDER / "sf3/FluidR3Mono_GM.sf3"
    ),
)
FAMILY_OF = {font.name: font.family for font in SOUNDFONTS}


def find_soundfonts() -> tuple[SoundFont, ...]:
    """Return the fonts this machine has."""
    return tuple(font for font in SOUNDFONTS if font.path.is_file())


def missing_packages() -> tuple[str, ...]:
    """Return the Debian packages that rendering lacks here."""
    missing = [] if shutil.which(SYNTHESISER) else [SYNTHESISER]
    return (*missing, *(font.package for font in SOUNDFONTS if not font.path.is_file()))


def install_missing() -> tuple[str, ...]:
    """Install what is missing where that is possible (Debian, as root); return what still is."""
    missing = missing_packages()
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {"stdout": subprocess.DEVNULL, "timeout": _APT_PATIENCE_S, "check": False}
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=environment, **quiet)  # type: ignore[call-overload]
        for (
            package
        ) in missing:  # one by one: a package a release does not have must not stop others
            command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
            subprocess.run(command, env=environment, **quiet)  # type: ignore[call-overload]
    return missing_packages()


def require_renderer() -> tuple[SoundFont, ...]:
    """Return the fonts there are, after trying to install what is missing.

    Raises
    ------
    RuntimeError
        When there is no synthesiser or not a single font; says what to install.
    """
    missing = install_missing()
    fonts = find_soundfonts()
    if missing:
        print(f"Missing for rendering: apt-get install {' '.join(missing)}")
    if SYNTHESISER in missing or not fonts:
        raise RuntimeError(f"Music cannot be rendered: apt-get install {' '.join(missing)}")
    return fonts
