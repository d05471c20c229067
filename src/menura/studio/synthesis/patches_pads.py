"""Set pads and voices: slow sounds whose players drift apart, no two notes the same."""

from collections.abc import Mapping

from menura.studio.palette import Patch
from menura.studio.synthesis.body import Body, Resonance
from menura.studio.synthesis.fm import FrequencyModulation
from menura.studio.synthesis.sound import Sound
from menura.studio.synthesis.subtractive import Subtractive
from menura.studio.synthesis.wavetables import Wave

# Settings that belong together stay in one row.
# fmt: off
AAH = (Resonance(720, 11, 5), Resonance(1150, 8, 5), Resonance(2750, 8, 6), Resonance(3400, 6, 6))
OOH = (Resonance(360, 9, 4), Resonance(760, 6, 4), Resonance(2600, 4, 6), Resonance(3300, 3, 6))

SINGERS = Subtractive(wave=Wave.GLOTTIS, unison=6, detune_cents=11, spread=0.85, noise=0.012,
    cutoff_hz=4200, key_track=0.1, velocity_octaves=0.8, attack_s=0.16, decay_s=1.0, sustain=0.95,
    release_s=0.5, vibrato_hz=5.3, vibrato_cents=13, vibrato_delay_s=0.35, drift_cents=7,
    onset_spread_s=0.06)

PADS: Mapping[Patch, Sound] = {
    Patch.WARM_PAD: Sound((Subtractive(wave=Wave.SAW, unison=5, detune_cents=11, spread=0.8,
        sub=0.2, cutoff_hz=850, resonance=0.1, env_octaves=0.8, filter_attack_s=0.9,
        filter_decay_s=1.5, filter_sustain=0.6, lfo_hz=0.11, lfo_octaves=0.5, drift_cents=4,
        attack_s=0.45, sustain=1.0, release_s=1.3),)),
    Patch.DARK_PAD: Sound((Subtractive(wave=Wave.SAW, unison=5, detune_cents=16, spread=0.7,
        sub=0.4, cutoff_hz=320, resonance=0.3, lfo_hz=0.06, lfo_octaves=1.4, poles=4,
        drift_cents=6, noise=0.015, attack_s=0.7, sustain=1.0, release_s=1.6),)),
    Patch.GLASS_PAD: Sound((FrequencyModulation(ratio1=3, index1=0.9, decay1_s=2.0, sustain1=0.45,
        ratio2=7, index2=0.4, decay2_s=1.2, sustain2=0.3, carrier2_ratio=2, carrier2_level=0.4,
        detune_cents=6, attack_s=0.35, decay_s=3.0, sustain=0.8, release_s=1.5, decay_track=0,
        wobble_hz=0.13, wobble_depth=0.6, pan_hz=0.21, pan_depth=0.5),
        Subtractive(wave=Wave.HOLLOW, unison=3, detune_cents=9, spread=0.9, cutoff_hz=5000,
        drift_cents=4, attack_s=0.5, sustain=1.0, release_s=1.5, level=0.4))),
    Patch.STRING_PAD: Sound((Subtractive(wave=Wave.SAW, unison=6, detune_cents=13, spread=0.9,
        cutoff_hz=2600, velocity_octaves=0.8, drift_cents=5, vibrato_cents=5, vibrato_delay_s=0.4,
        attack_s=0.3, sustain=1.0, release_s=0.9, onset_spread_s=0.04),), body=Body(low_cut_hz=90,
        resonances=(Resonance(480, 2, 1.0), Resonance(2800, 2, 1.0)))),
    Patch.CHOIR_PAD: Sound((SINGERS._replace(attack_s=0.5, release_s=1.3, cutoff_hz=2600,
        unison=5, noise=0.02),), body=Body(resonances=AAH[:2] + OOH[2:])),
    Patch.AIR_PAD: Sound((Subtractive(wave=Wave.TRIANGLE, unison=4, detune_cents=10, spread=1.0,
        noise=0.3, cutoff_hz=1500, resonance=0.55, filter_mode=1, key_track=1.0, lfo_hz=0.09,
        lfo_octaves=1.2, drift_cents=5, attack_s=0.8, sustain=1.0, release_s=1.8),
        Subtractive(wave=Wave.SINE, unison=3, detune_cents=5, spread=0.8, cutoff_hz=6000,
        attack_s=0.9, sustain=1.0, release_s=1.8, level=0.5)), body=Body(low_cut_hz=160)),
    Patch.TAPE_PAD: Sound((Subtractive(wave=Wave.SOFT_SAW, unison=4, detune_cents=8, spread=0.5,
        wave2=Wave.FLUTE, level2=0.6, cutoff_hz=1800, noise=0.012, drift_cents=11,
        vibrato_cents=4, vibrato_hz=6.1, vibrato_delay_s=0.0, attack_s=0.15, decay_s=2.5,
        sustain=0.7, release_s=0.5),), body=Body(drive=1.0, bias=0.1, high_cut_hz=3800,
        low_cut_hz=110, resonances=(Resonance(1000, 3, 0.8),))),
    Patch.SWEEP_PAD: Sound((Subtractive(wave=Wave.SAW, pulse=0.45, pulse_depth=0.25,
        pulse_hz=0.17, unison=4, detune_cents=13, spread=0.9, cutoff_hz=380, resonance=0.5,
        env_octaves=3.2, filter_attack_s=2.4, filter_decay_s=3.0, filter_sustain=0.2,
        drift_cents=4, attack_s=0.4, sustain=1.0, release_s=1.4),)),
}

VOICES: Mapping[Patch, Sound] = {
    Patch.CHOIR_AAH: Sound((SINGERS,), body=Body(resonances=AAH, low_cut_hz=90)),
    Patch.CHOIR_OOH: Sound((SINGERS._replace(cutoff_hz=1700, attack_s=0.22, vibrato_cents=9,
        noise=0.02),), body=Body(resonances=OOH, low_cut_hz=90)),
    Patch.VOCAL_CHOP: Sound((Subtractive(wave=Wave.GLOTTIS, unison=2, detune_cents=5, spread=0.5,
        noise=0.03,
        cutoff_hz=8000, key_track=0.1, velocity_octaves=1.2, formant_from=1.4, formant_to=3.6,
        formant_s=0.07, pitch_semitones=-1.5, pitch_decay_s=0.025, attack_s=0.012, decay_s=0.25,
        sustain=0.6, release_s=0.08, glide_s=0.05),), monophonic=True, body=Body(low_cut_hz=140,
        resonances=(Resonance(3200, 4, 1.0),))),
    Patch.VOWEL_LEAD: Sound((Subtractive(wave=Wave.GLOTTIS, unison=3, detune_cents=6, spread=0.4,
        noise=0.015,
        cutoff_hz=7000, key_track=0.1, formant_from=1.2, formant_to=3.0, formant_s=0.25,
        vibrato_hz=5.4, vibrato_cents=22, vibrato_delay_s=0.25, attack_s=0.06, sustain=0.95,
        release_s=0.18, glide_s=0.09),), monophonic=True, body=Body(low_cut_hz=120)),
}
