"""Set sections of strings and brass: several players, each with his own time and vibrato."""

from collections.abc import Mapping

from menura.studio.palette import Patch
from menura.studio.synthesis.body import Body, Resonance
from menura.studio.synthesis.sound import Sound
from menura.studio.synthesis.subtractive import Subtractive
from menura.studio.synthesis.waveguide import PluckedString
from menura.studio.synthesis.wavetables import Wave

# Settings that belong together stay in one row.
# fmt: off
VIOLINS = (Resonance(290, 3, 3), Resonance(480, 4, 3), Resonance(1100, 2, 2), Resonance(2700, 4, 1))

DESKS = Subtractive(wave=Wave.BOWED, unison=8, detune_cents=10, spread=0.95, noise=0.015,
    cutoff_hz=3400, key_track=0.2, velocity_octaves=1.6, attack_s=0.16, sustain=0.95,
    release_s=0.45, vibrato_hz=5.5, vibrato_cents=13, vibrato_delay_s=0.2, drift_cents=6,
    onset_spread_s=0.05)
HORNS = Subtractive(wave=Wave.BRASS, unison=4, detune_cents=8, spread=0.7, noise=0.006,
    cutoff_hz=1100, env_octaves=1.7, filter_attack_s=0.05, filter_decay_s=0.4, filter_sustain=0.5,
    key_track=0.3, velocity_octaves=2.0, attack_s=0.035, decay_s=0.4, sustain=0.85,
    release_s=0.16, vibrato_cents=6, vibrato_delay_s=0.3, drift_cents=4, onset_spread_s=0.018,
    pitch_semitones=-0.5, pitch_decay_s=0.03)

ORCHESTRA: Mapping[Patch, Sound] = {
    Patch.STRING_ENSEMBLE: Sound((DESKS,), body=Body(low_cut_hz=55, resonances=VIOLINS)),
    Patch.CHAMBER_STRINGS: Sound((DESKS._replace(unison=4, detune_cents=7, noise=0.025,
        attack_s=0.09, cutoff_hz=4200, vibrato_cents=16),), body=Body(low_cut_hz=55,
        resonances=VIOLINS)),
    Patch.DISCO_STRINGS: Sound((DESKS._replace(wave=Wave.SAW, unison=6, cutoff_hz=5500,
        attack_s=0.05, release_s=0.22, detune_cents=13, onset_spread_s=0.02),),
        body=Body(low_cut_hz=180, resonances=(Resonance(1200, 3, 1), Resonance(3200, 4, 1)))),
    Patch.TREMOLO_STRINGS: Sound((DESKS._replace(lfo_hz=12.5, lfo_level=0.6, noise=0.04,
        attack_s=0.1, unison=7),), body=Body(low_cut_hz=55, resonances=VIOLINS)),
    Patch.PIZZICATO: Sound((PluckedString(decay_s=0.55, decay_track=0.3, bright_decay_s=0.1,
        hardness_hz=1900, noise=0.1, pick=0.3, release_s=0.25, knock=0.06, knock_hz=210,
        second_ratio=1.002, second_level=0.6, pan_spread=0.5),), body=Body(low_cut_hz=60,
        resonances=(Resonance(280, 5, 3), Resonance(480, 4, 3)))),
    Patch.BRASS_SECTION: Sound((HORNS._replace(unison=6, spread=0.85),), body=Body(low_cut_hz=70,
        resonances=(Resonance(600, 2, 1), Resonance(1600, 4, 1)))),
    Patch.HORN_SECTION: Sound((HORNS._replace(unison=3, cutoff_hz=1500, attack_s=0.02,
        filter_attack_s=0.03, filter_decay_s=0.25, onset_spread_s=0.01, release_s=0.1),),
        body=Body(low_cut_hz=110, resonances=(Resonance(1200, 4, 1.2), Resonance(2600, 4, 1.2)))),
    Patch.LOW_BRASS: Sound((HORNS._replace(cutoff_hz=650, attack_s=0.07, filter_attack_s=0.12,
        unison=5, release_s=0.3, drive=0.25),), body=Body(low_cut_hz=35,
        resonances=(Resonance(120, 3, 1), Resonance(420, 3, 1.5)), high_cut_hz=5500)),
    Patch.SYNTH_BRASS: Sound((Subtractive(wave=Wave.SAW, unison=3, detune_cents=11, spread=0.6,
        wave2=Wave.SAW, level2=0.4, semitones2=0.1, cutoff_hz=800, resonance=0.15,
        env_octaves=2.3, filter_attack_s=0.06, filter_decay_s=0.5, filter_sustain=0.5, poles=4,
        attack_s=0.03, decay_s=0.5, sustain=0.85, release_s=0.22),)),
}
