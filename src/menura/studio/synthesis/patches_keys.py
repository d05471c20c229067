"""Set keyboards, stabs and mallets."""

from collections.abc import Mapping

from menura.studio.palette import Patch
from menura.studio.synthesis.additive import Partials
from menura.studio.synthesis.body import Body, Resonance
from menura.studio.synthesis.fm import FrequencyModulation
from menura.studio.synthesis.sound import Bars, Mode, Sound
from menura.studio.synthesis.subtractive import Subtractive
from menura.studio.synthesis.waveguide import PluckedString
from menura.studio.synthesis.wavetables import Wave


def _strings(count: int, *, roll: float, strike: float, decay_s: float) -> tuple[Mode, ...]:
    """Return the partials of a struck string: those with a node at the hammer are weak."""
    modes = []
    for k in range(1, count + 1):
        node = abs(_sine_of(k * strike)) * 0.85 + 0.15
        modes.append((float(k), node * 0.9 / k**roll, decay_s / (1.0 + 0.24 * (k - 1))))
    return tuple(modes)


def _sine_of(turn: float) -> float:
    """Return sin(pi turn) by a short series: no more is needed for a level."""
    x = turn % 2.0
    sign = 1.0 if x < 1.0 else -1.0
    x %= 1.0
    return sign * 16.0 * x * (1.0 - x) / (5.0 - 4.0 * x * (1.0 - x))


def _drawbars(*levels: float) -> tuple[Mode, ...]:
    """Return nine drawbars (0 to 8, 3 dB each) as partials of the written pitch."""
    ratios = (0.5, 1.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0)
    return tuple(
        (ratio, 0.35 * 10.0 ** (-3.0 * (8 - level) / 20.0), 0.0)
        for ratio, level in zip(ratios, levels, strict=True)
        if level > 0
    )


# Settings that belong together stay in one row.
# fmt: off
PIANO = Partials(inharmonicity=0.00035, inharmonic_track=1.1, decay_track=0.75, slope=7,
    after_level=0.16, after_ratio=3.5, beat_cents=0.45, attack_s=0.0015, release_s=0.22,
    knock=0.35, knock_hz=700, knock_s=0.012, pan_width=0.5)

KEYS: Mapping[Patch, Sound] = {
    Patch.GRAND_PIANO: Sound((Bars(PIANO, _strings(20, roll=1.25, strike=0.12, decay_s=7.5)),),
        body=Body(resonances=(Resonance(180, 1.5, 1.0), Resonance(2600, 2, 0.8)))),
    Patch.FELT_PIANO: Sound((Bars(PIANO._replace(slope=9, knock=0.5, knock_hz=320, knock_s=0.02,
        attack_s=0.006, release_s=0.35, beat_cents=0.7), _strings(9, roll=2.0, strike=0.12,
        decay_s=5.0)),), body=Body(resonances=(Resonance(250, 3, 1.0),), high_cut_hz=3800)),
    Patch.HONKY_TONK: Sound((Bars(PIANO._replace(beat_cents=4.5, slope=5, knock=0.5,
        knock_hz=1500), _strings(20, roll=1.0, strike=0.1, decay_s=4.5)),),
        body=Body(resonances=(Resonance(1200, 3, 1.0), Resonance(3400, 3, 1.0)))),
    Patch.ELECTRIC_PIANO: Sound((FrequencyModulation(ratio1=1, index1=1.15, decay1_s=0.9,
        sustain1=0.25, ratio2=1, index2=0.5, carrier2_ratio=13.98, carrier2_level=0.1,
        carrier2_s=0.12, decay_s=2.4, release_s=0.18, pan_hz=4.6, pan_depth=0.22,
        velocity_index=1.5, detune_cents=0),), body=Body(drive=0.8, bias=0.12,
        resonances=(Resonance(240, 2, 1.0),))),
    Patch.WURLITZER: Sound((FrequencyModulation(ratio1=2, index1=0.85, decay1_s=0.5, sustain1=0.4,
        ratio2=1, index2=0.9, decay2_s=0.4, sustain2=0.4, carrier2_ratio=1, carrier2_level=0.5,
        decay_s=1.5, release_s=0.12, velocity_index=1.4, detune_cents=0),), body=Body(drive=1.5,
        bias=0.2, resonances=(Resonance(900, 3, 1.0),), high_cut_hz=6500, rotary_hz=5.6,
        rotary_depth=0.35)),
    Patch.DX_PIANO: Sound((FrequencyModulation(ratio1=1, index1=1.4, decay1_s=1.0, sustain1=0.2,
        ratio2=14, index2=0.75, decay2_s=0.35, carrier2_ratio=1, carrier2_level=0.8, decay_s=2.2,
        release_s=0.3, detune_cents=4, velocity_index=1.3, spread=0.5),)),
    Patch.DRAWBAR_ORGAN: Sound((Bars(Partials(slope=0.5, attack_s=0.004, release_s=0.03,
        knock=0.5, knock_hz=3500, knock_s=0.003, pan_width=0.05, velocity_curve=0.4), _drawbars(8,
        6, 8, 5, 3, 2, 0, 0, 3)),), body=Body(drive=1.2, bias=0.1, resonances=(Resonance(800, 2,
        0.8),), high_cut_hz=6500, rotary_hz=6.3, rotary_depth=0.55)),
    Patch.BUBBLE_ORGAN: Sound((Bars(Partials(slope=1, attack_s=0.003, release_s=0.04, knock=0.4,
        knock_hz=2500, knock_s=0.004, pan_width=0.05, velocity_curve=0.8), _drawbars(4, 0, 8, 8,
        2, 5, 0, 0, 0)),), body=Body(drive=0.8, resonances=(Resonance(1100, 4, 0.9),),
        high_cut_hz=4500, rotary_hz=5.5, rotary_depth=0.3)),
    Patch.CHURCH_ORGAN: Sound((Bars(Partials(slope=0.5, attack_s=0.06, release_s=0.35, knock=0.1,
        knock_hz=2500, knock_s=0.03, pan_width=0.7, beat_cents=1.6, velocity_curve=0.3), ((0.5,
        0.3, 0), (1.0, 0.42, 0), (2.0, 0.3, 0), (3.0, 0.13, 0), (4.0, 0.2, 0), (6.0, 0.08, 0),
        (8.0, 0.11, 0), (10.0, 0.03, 0), (12.0, 0.04, 0), (16.0, 0.03, 0))),)),
    Patch.CLAVINET: Sound((PluckedString(decay_s=2.5, bright_decay_s=0.7, hardness_hz=7000,
        velocity_octaves=2.2, noise=0.08, pick=0.09, pickup=0.16, release_s=0.05, knock=0.02,
        knock_hz=300, pan_spread=0.1),), body=Body(drive=1.2, bias=0.1, low_cut_hz=90,
        resonances=(Resonance(1800, 5, 1.0), Resonance(500, -3, 1.0)))),
    Patch.ACCORDION: Sound((Subtractive(wave=Wave.ACCORDION, unison=3, detune_cents=9, spread=0.3,
        cutoff_hz=5200, key_track=0.3, attack_s=0.04, decay_s=0.4, sustain=0.9, release_s=0.09,
        wave2=Wave.ACCORDION, level2=0.3, semitones2=12, noise=0.01),),
        body=Body(resonances=(Resonance(900, 3, 1.2), Resonance(2400, 3, 1.5)), low_cut_hz=80)),
    Patch.HOUSE_STAB: Sound((Subtractive(wave=Wave.SAW, unison=3, detune_cents=10, spread=0.5,
        wave2=Wave.SQUARE, level2=0.4, semitones2=-12, cutoff_hz=1300, resonance=0.35,
        env_octaves=2.2, filter_decay_s=0.14, attack_s=0.002, decay_s=0.22, sustain=0.3,
        release_s=0.16),)),
    Patch.DARK_STAB: Sound((Subtractive(wave=Wave.SAW, unison=4, detune_cents=14, spread=0.6,
        sub=0.2, cutoff_hz=480, resonance=0.5, env_octaves=2.0, filter_decay_s=0.11, poles=4,
        attack_s=0.002, decay_s=0.2, sustain=0.2, release_s=0.2, drive=0.3),)),
    Patch.HOOVER_STAB: Sound((Subtractive(wave=Wave.SAW, pulse=0.35, pulse_depth=0.28,
        pulse_hz=5.2, unison=5, detune_cents=24, spread=0.7, wave2=Wave.SAW, level2=0.5,
        semitones2=-12, cutoff_hz=4200, resonance=0.2, pitch_semitones=-3, pitch_decay_s=0.05,
        attack_s=0.005, decay_s=0.5, sustain=0.7, release_s=0.18, drive=0.2),)),
    Patch.SUPERSAW_CHORDS: Sound((Subtractive(wave=Wave.SAW, unison=7, detune_cents=17,
        spread=0.85, cutoff_hz=6500, env_octaves=0.6, filter_decay_s=0.4, attack_s=0.004,
        decay_s=0.6, sustain=0.8, release_s=0.2, wave2=Wave.SAW, level2=0.2, semitones2=12),),
        body=Body(low_cut_hz=110)),
    Patch.POLY_SYNTH: Sound((Subtractive(wave=Wave.SAW, unison=2, detune_cents=7, spread=0.6,
        wave2=Wave.SQUARE, level2=0.3, cutoff_hz=1900, resonance=0.2, env_octaves=1.5,
        filter_decay_s=0.5, filter_sustain=0.3, poles=4, attack_s=0.006, decay_s=0.7,
        sustain=0.65, release_s=0.3, drift_cents=2),)),
    Patch.JUNO_CHORDS: Sound((Subtractive(wave=Wave.SAW, pulse=0.4, pulse_depth=0.2, pulse_hz=0.6,
        unison=3, detune_cents=9, spread=0.8, sub=0.35, cutoff_hz=2300, resonance=0.15,
        env_octaves=0.8, filter_decay_s=0.6, attack_s=0.015, decay_s=0.8, sustain=0.75,
        release_s=0.4, drift_cents=3),)),
    Patch.BELL_KEYS: Sound((FrequencyModulation(ratio1=3.5, index1=1.3, decay1_s=0.9,
        sustain1=0.05, ratio2=7, index2=0.6, decay2_s=0.2, carrier2_ratio=1, carrier2_level=0.6,
        decay_s=1.4, release_s=0.6, detune_cents=3, velocity_index=1.2, spread=0.6),)),
    Patch.VIBRAPHONE: Sound((Bars(Partials(decay_track=0.5, slope=8, attack_s=0.002,
        release_s=0.5, knock=0.15, knock_hz=2200, knock_s=0.006, tremolo_hz=5.2, tremolo=0.35,
        pan_width=0.6), ((1.0, 0.75, 5.0), (4.0, 0.22, 1.8), (10.0, 0.08, 0.5), (15.8, 0.03,
        0.25))),)),
    Patch.MARIMBA: Sound((Bars(Partials(decay_track=0.7, slope=8, attack_s=0.0015, release_s=0.4,
        knock=0.4, knock_hz=1300, knock_s=0.006, pan_width=0.6), ((1.0, 0.85, 1.1), (3.93, 0.2,
        0.3), (9.2, 0.06, 0.12))),), body=Body(resonances=(Resonance(220, 2, 1.0),))),
}
