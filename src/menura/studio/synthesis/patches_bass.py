"""Set the basses."""

from collections.abc import Mapping

from menura.studio.palette import Patch
from menura.studio.synthesis.additive import Partials
from menura.studio.synthesis.body import Body, Resonance
from menura.studio.synthesis.fm import FrequencyModulation
from menura.studio.synthesis.sound import Bars, Sound
from menura.studio.synthesis.subtractive import Subtractive
from menura.studio.synthesis.waveguide import PluckedString
from menura.studio.synthesis.wavetables import Wave


def _one(*layers: Subtractive | FrequencyModulation, body: Body | None = None) -> Sound:
    """Return a synthesiser bass: one note at a time."""
    return Sound(layers, monophonic=True, body=body or Body())


# Settings that belong together stay in one row.
# fmt: off
BASSES: Mapping[Patch, Sound] = {
    Patch.SUB_BASS: _one(Subtractive(wave=Wave.SINE, wave2=Wave.TRIANGLE, level2=0.18,
        cutoff_hz=900, key_track=0.5, attack_s=0.006, decay_s=0.8, sustain=0.85, release_s=0.12,
        drive=0.12)),
    Patch.BASS_808: _one(Subtractive(wave=Wave.SINE, pitch_semitones=14, pitch_decay_s=0.018,
        cutoff_hz=2400, attack_s=0.002, decay_s=1.1, sustain=0.12, release_s=0.25, drive=0.55,
        glide_s=0.12, velocity_octaves=0.6)),
    Patch.OFFBEAT_BASS: _one(Subtractive(wave=Wave.SAW, wave2=Wave.SQUARE, level2=0.5, sub=0.5,
        cutoff_hz=420, resonance=0.35, env_octaves=2.4, filter_decay_s=0.09, poles=4,
        key_track=0.4, attack_s=0.002, decay_s=0.25, sustain=0.55, release_s=0.07, drive=0.2)),
    Patch.ROLLING_BASS: _one(Subtractive(wave=Wave.SAW, sub=0.6, cutoff_hz=260, resonance=0.3,
        env_octaves=2.0, filter_decay_s=0.06, poles=4, attack_s=0.002, decay_s=0.12, sustain=0.3,
        release_s=0.05, drive=0.35)),
    Patch.ACID_BASS: _one(Subtractive(wave=Wave.SAW, cutoff_hz=320, resonance=0.86,
        env_octaves=3.2, filter_decay_s=0.16, poles=4, velocity_octaves=2.4, attack_s=0.002,
        decay_s=0.5, sustain=0.5, release_s=0.05, glide_s=0.06), body=Body(drive=1.6)),
    Patch.REESE_BASS: _one(Subtractive(wave=Wave.SAW, unison=4, detune_cents=17, spread=0.55,
        sub=0.8, cutoff_hz=700, resonance=0.25, lfo_hz=0.23, lfo_octaves=0.9, poles=4,
        attack_s=0.01, decay_s=0.5, sustain=0.9, release_s=0.12, drive=0.3)),
    Patch.WOBBLE_BASS: _one(Subtractive(wave=Wave.SAW, unison=3, detune_cents=9, spread=0.4,
        wave2=Wave.SQUARE, level2=0.6, semitones2=0, sub=0.8, cutoff_hz=150, resonance=0.5,
        lfo_hz=4.0, lfo_octaves=4.6, poles=4, attack_s=0.004, sustain=1.0, release_s=0.07,
        drive=0.5), body=Body(drive=1.3)),
    Patch.GROWL_BASS: _one(Subtractive(wave=Wave.SAW, unison=2, detune_cents=9,
        wave2=Wave.DIGITAL, level2=0.7, cutoff_hz=5200, formant_from=1.6, formant_to=4.4,
        formant_s=0.12, attack_s=0.004, sustain=1.0, release_s=0.07, drive=0.8),
        Subtractive(wave=Wave.SINE, cutoff_hz=500, level=0.7, attack_s=0.004, sustain=1.0,
        release_s=0.07), body=Body(drive=1.8, resonances=(Resonance(900, 4, 1.2),))),
    Patch.FM_BASS: _one(FrequencyModulation(ratio1=1, index1=2.6, decay1_s=0.14, sustain1=0.2,
        ratio2=3, index2=1.2, decay2_s=0.05, carrier2_ratio=1, carrier2_level=0.4, attack_s=0.002,
        decay_s=0.9, sustain=0.3, release_s=0.08, detune_cents=0.5, velocity_index=1.4)),
    Patch.SAW_BASS: _one(Subtractive(wave=Wave.SAW, unison=2, detune_cents=6, spread=0.15,
        sub=0.45, cutoff_hz=900, resonance=0.2, env_octaves=1.6, filter_decay_s=0.2,
        attack_s=0.003, decay_s=0.4, sustain=0.75, release_s=0.08, drive=0.15)),
    Patch.SQUARE_BASS: _one(Subtractive(wave=Wave.SAW, pulse=0.5, pulse_depth=0.12, sub=0.3,
        cutoff_hz=1100, env_octaves=1.4, filter_decay_s=0.15, attack_s=0.002, decay_s=0.3,
        sustain=0.7, release_s=0.06)),
    Patch.MOOG_BASS: _one(Subtractive(wave=Wave.SAW, wave2=Wave.SAW, level2=0.7, semitones2=0.06,
        sub=0.5, cutoff_hz=300, resonance=0.45, env_octaves=2.6, filter_decay_s=0.22,
        filter_sustain=0.2, poles=4, attack_s=0.003, decay_s=0.4, sustain=0.65, release_s=0.09,
        drive=0.4)),
    Patch.FINGER_BASS: Sound((PluckedString(decay_s=5.0, bright_decay_s=0.22, hardness_hz=1100,
        noise=0.12, pick=0.2, pickup=0.12, release_s=0.09, knock=0.05, knock_hz=95,
        pan_spread=0.0),), monophonic=True, body=Body(resonances=(Resonance(90, 3, 1.0),
        Resonance(750, 2, 1.5)), high_cut_hz=4200)),
    Patch.PICKED_BASS: Sound((PluckedString(decay_s=5.0, bright_decay_s=0.4, hardness_hz=3600,
        noise=0.25, pick=0.1, pickup=0.1, release_s=0.07, pan_spread=0.0),), monophonic=True,
        body=Body(drive=1.4, resonances=(Resonance(110, 3, 1.0), Resonance(1500, 4, 1.2)),
        high_cut_hz=5200)),
    Patch.SLAP_BASS: Sound((PluckedString(decay_s=4.0, bright_decay_s=0.8, hardness_hz=8500,
        velocity_octaves=2.6, noise=0.3, pick=0.07, pickup=0.09, release_s=0.06, knock=0.14,
        knock_hz=140, pan_spread=0.0),), monophonic=True, body=Body(resonances=(Resonance(80, 5,
        1.0), Resonance(450, -5, 1.0), Resonance(3200, 6, 1.0)))),
    Patch.UPRIGHT_BASS: Sound((PluckedString(decay_s=2.2, bright_decay_s=0.1, hardness_hz=750,
        noise=0.12, pick=0.3, release_s=0.14, knock=0.12, knock_hz=75, pan_spread=0.0,
        vibrato_cents=4, vibrato_delay_s=0.4, glide_s=0.1),), monophonic=True,
        body=Body(resonances=(Resonance(62, 4, 2.0), Resonance(105, 5, 2.0), Resonance(220, 3, 2),
        Resonance(700, 2, 1.5)), high_cut_hz=3600)),
    Patch.DRONE_BASS: _one(Subtractive(wave=Wave.SAW, unison=5, detune_cents=9, spread=0.6,
        sub=1.0, cutoff_hz=240, resonance=0.2, lfo_hz=0.07, lfo_octaves=1.4, poles=4,
        drift_cents=2, attack_s=0.7, sustain=1.0, release_s=1.4, noise=0.02)),
    Patch.LOG_DRUM: _one(Subtractive(wave=Wave.SINE, wave2=Wave.TRIANGLE, level2=0.5,
        decay2_s=0.12, pitch_semitones=7, pitch_decay_s=0.03, cutoff_hz=1800, env_octaves=1.4,
        filter_decay_s=0.08, attack_s=0.001, decay_s=0.28, sustain=0.1, release_s=0.16, drive=0.7,
        noise=0.3, noise_decay_s=0.012)),
    Patch.ORGAN_BASS: Sound((Bars(Partials(attack_s=0.005, release_s=0.06, knock=0.25,
        knock_hz=1200, knock_s=0.006, slope=1, pan_width=0.0, velocity_curve=0.8), ((1.0, 0.8, 0),
        (2.0, 0.5, 0.6), (3.0, 0.25, 0.25), (4.0, 0.1, 0.2))),), monophonic=True,
        body=Body(drive=1.1, high_cut_hz=3000)),
}
