"""Set guitars."""

from collections.abc import Mapping

from menura.studio.palette import Patch
from menura.studio.synthesis.body import Body, Resonance
from menura.studio.synthesis.sound import Sound
from menura.studio.synthesis.waveguide import PluckedString

# Settings that belong together stay in one row.
# fmt: off
WOOD = (Resonance(105, 5, 4), Resonance(205, 5, 4), Resonance(390, 2, 3), Resonance(2800, 3, 0.8))

STEEL = PluckedString(decay_s=4.0, bright_decay_s=1.0, hardness_hz=5500, velocity_octaves=1.6,
    noise=0.3, pick=0.2, release_s=0.16, knock=0.03, knock_hz=150, pan_spread=0.25)
ELECTRIC = PluckedString(decay_s=5.5, bright_decay_s=0.9, hardness_hz=4200, velocity_octaves=1.5,
    noise=0.2, pick=0.14, pickup=0.22, release_s=0.1, pan_spread=0.1)


def GUITAR_AMPLIFIER(drive: float, bias: float = 0.08) -> Body:
    """Return an amplifier with its loudspeaker: a hump at 110 Hz, presence, nothing above 5 kHz."""
    return Body(
        before=(Resonance(160, -6, 0.7), Resonance(1100, 5, 0.7)),
        drive=drive,
        bias=bias,
        low_cut_hz=75,
        resonances=(Resonance(115, 3, 1.5), Resonance(420, -2, 1.0), Resonance(2700, 5, 1.2)),
        high_cut_hz=5200,
        steep=True,
   )


GUITARS: Mapping[Patch, Sound] = {
    Patch.NYLON_GUITAR: Sound((PluckedString(decay_s=2.6, bright_decay_s=0.3, hardness_hz=2100,
        velocity_octaves=1.5, noise=0.12, pick=0.28, release_s=0.2, knock=0.05, knock_hz=110,
        pan_spread=0.2, vibrato_cents=3),), body=Body(low_cut_hz=70, resonances=(Resonance(100, 5,
        4), Resonance(210, 5, 4), Resonance(1800, 2, 1.0)))),
    Patch.STEEL_GUITAR: Sound((STEEL,), body=Body(low_cut_hz=70, resonances=WOOD)),
    Patch.TWELVE_STRING: Sound((STEEL._replace(second_ratio=2.002, second_level=0.45,
        hardness_hz=6500), STEEL._replace(second_level=0.0, level=0.7, pick=0.12)),
        body=Body(low_cut_hz=90, resonances=WOOD)),
    Patch.CLEAN_GUITAR: Sound((ELECTRIC,), body=GUITAR_AMPLIFIER(1.4)),
    Patch.MUTED_GUITAR: Sound((ELECTRIC._replace(decay_s=0.32, decay_track=0.1,
        bright_decay_s=0.13, pick=0.08, hardness_hz=4500, knock=0.03, release_s=0.05),),
        body=GUITAR_AMPLIFIER(2.0)),
    Patch.SKANK_GUITAR: Sound((ELECTRIC._replace(decay_s=0.9, bright_decay_s=0.5, pick=0.09,
        hardness_hz=6500, release_s=0.06),), body=Body(low_cut_hz=260, drive=1.3,
        resonances=(Resonance(900, 2, 1), Resonance(2800, 5, 1)), high_cut_hz=6500)),
    Patch.JAZZ_GUITAR: Sound((ELECTRIC._replace(decay_s=3.5, bright_decay_s=0.25,
        hardness_hz=1500, pick=0.3, pickup=0.3, noise=0.1),), body=Body(low_cut_hz=70, drive=1.1,
        bias=0.1, resonances=(Resonance(190, 3, 1.2), Resonance(700, 2, 1)), high_cut_hz=3200)),
    Patch.CRUNCH_GUITAR: Sound((ELECTRIC._replace(decay_s=7.0, hardness_hz=4800),),
        body=GUITAR_AMPLIFIER(9.0, 0.15), double=True, timing_s=0.009),
    Patch.DISTORTED_GUITAR: Sound((ELECTRIC._replace(decay_s=9.0, bright_decay_s=1.2,
        hardness_hz=5500, pick=0.1),), body=GUITAR_AMPLIFIER(30.0, 0.1), double=True,
        timing_s=0.01),
    Patch.BANJO: Sound((PluckedString(decay_s=1.1, bright_decay_s=0.4, hardness_hz=6500,
        noise=0.15, pick=0.11, release_s=0.09, knock=0.05, knock_hz=280, pan_spread=0.2),),
        body=Body(low_cut_hz=170, resonances=(Resonance(420, 5, 2), Resonance(900, 4, 2),
        Resonance(3200, 4, 1)))),
}
