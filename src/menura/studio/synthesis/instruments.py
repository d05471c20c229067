"""Find the sound of every patch."""

from collections.abc import Mapping

from menura.studio.palette import Patch
from menura.studio.synthesis.levels import LEVEL_DB
from menura.studio.synthesis.patches_bass import BASSES
from menura.studio.synthesis.patches_guitar import GUITARS
from menura.studio.synthesis.patches_keys import KEYS
from menura.studio.synthesis.patches_lead import ARPS, LEADS
from menura.studio.synthesis.patches_orchestra import ORCHESTRA
from menura.studio.synthesis.patches_pads import PADS, VOICES
from menura.studio.synthesis.sound import Sound

SOUNDS: Mapping[Patch, Sound] = {
    **BASSES,
    **KEYS,
    **PADS,
    **LEADS,
    **ARPS,
    **GUITARS,
    **ORCHESTRA,
    **VOICES,
}

__all__ = ["BASSES", "LEVEL_DB", "SOUNDS"]
