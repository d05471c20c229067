"""Set leads, solo instruments and arpeggios."""

from collections.abc import Mapping

from menura.studio.palette import Patch
from menura.studio.synthesis.additive import Partials
from menura.studio.synthesis.body import Body, Resonance
from menura.studio.synthesis.fm import FrequencyModulation
from menura.studio.synthesis.patches_guitar import GUITAR_AMPLIFIER, GUITARS
from menura.studio.synthesis.sound import Bars, Sound
from menura.studio.synthesis.subtractive import Subtractive
from menura.studio.synthesis.waveguide import PluckedString
from menura.studio.synthesis.wavetables import Wave

# fmt: off  (settings that belong together stay in one row)
BREATH = Subtractive(
    wave=Wave.FLUTE,
    noise=0.03,
    cutoff_hz=4500,
    env_octaves=0.0,
    key_track=0.5,
    velocity_octaves=1.2,
    attack_s=0.05,
    decay_s=0.3,
    sustain=0.88,
    release_s=0.1,
    vibrato_hz=5.1,
    vibrato_cents=11,
    vibrato_delay_s=0.3,
    drift_cents=2,
    glide_s=0.05,
    pitch_semitones=-0.25,
    pitch_decay_s=0.03,
)
STABBING_BRASS = BREATH._replace(
    wave=Wave.BRASS,
    noise=0.01,
    cutoff_hz=1300,
    env_octaves=1.6,
    filter_attack_s=0.05,
    filter_decay_s=0.35,
    filter_sustain=0.55,
    velocity_octaves=2.0,
    attack_s=0.03,
    pitch_semitones=-0.6,
)

LEADS: Mapping[Patch, Sound] = {
    Patch.SAW_LEAD: Sound(
        (
            Subtractive(
                wave=Wave.SAW,
                unison=3,
                detune_cents=9,
                spread=0.4,
                cutoff_hz=3800,
                resonance=0.2,
                env_octaves=1.0,
                filter_decay_s=0.3,
                vibrato_cents=12,
                attack_s=0.005,
                sustain=0.85,
                release_s=0.14,
                glide_s=0.07,
            ),
        ),
        monophonic=True,
    ),
    Patch.SQUARE_LEAD: Sound(
        (
            Subtractive(
                wave=Wave.SAW,
                pulse=0.48,
                pulse_depth=0.1,
                unison=2,
                detune_cents=5,
                spread=0.3,
                cutoff_hz=3000,
                env_octaves=0.8,
                vibrato_cents=14,
                attack_s=0.004,
                sustain=0.8,
                release_s=0.1,
            ),
        ),
        monophonic=True,
    ),
    Patch.SUPERSAW_LEAD: Sound(
        (
            Subtractive(
                wave=Wave.SAW,
                unison=7,
                detune_cents=20,
                spread=0.9,
                wave2=Wave.SAW,
                level2=0.35,
                semitones2=12,
                cutoff_hz=8500,
                env_octaves=0.5,
                attack_s=0.004,
                sustain=0.9,
                release_s=0.22,
            ),
        ),
        monophonic=True,
        body=Body(low_cut_hz=120),
    ),
    Patch.PLUCK_LEAD: Sound(
        (
            Subtractive(
                wave=Wave.SAW,
                unison=3,
                detune_cents=9,
                spread=0.6,
                cutoff_hz=700,
                resonance=0.25,
                env_octaves=3.0,
                filter_decay_s=0.12,
                attack_s=0.002,
                decay_s=0.35,
                sustain=0.12,
                release_s=0.25,
            ),
        ),
    ),
    Patch.MELLOW_LEAD: Sound(
        (
            Subtractive(
                wave=Wave.TRIANGLE,
                wave2=Wave.SINE,
                level2=0.3,
                semitones2=12,
                cutoff_hz=1800,
                vibrato_cents=10,
                attack_s=0.02,
                sustain=0.85,
                release_s=0.2,
                glide_s=0.1,
                drift_cents=3,
            ),
        ),
        monophonic=True,
    ),
    Patch.WHISTLE_LEAD: Sound(
        (
            Subtractive(
                wave=Wave.SINE,
                noise=0.05,
                wave2=Wave.SINE,
                level2=0.08,
                semitones2=12,
                cutoff_hz=5000,
                key_track=0.6,
                vibrato_cents=24,
                vibrato_delay_s=0.15,
                attack_s=0.025,
                sustain=0.95,
                release_s=0.13,
                glide_s=0.12,
            ),
        ),
        monophonic=True,
    ),
    Patch.FM_LEAD: Sound(
        (
            FrequencyModulation(
                ratio1=2,
                index1=2.0,
                decay1_s=0.5,
                sustain1=0.5,
                ratio2=1,
                index2=0.8,
                decay2_s=0.4,
                sustain2=0.4,
                carrier2_level=0.5,
                detune_cents=6,
                feedback=0.12,
                attack_s=0.004,
                decay_s=0.6,
                sustain=0.7,
                release_s=0.14,
                vibrato_cents=12,
            ),
        ),
        monophonic=True,
    ),
    Patch.BELL_LEAD: Sound(
        (
            FrequencyModulation(
                ratio1=3.5,
                index1=1.8,
                decay1_s=1.1,
                sustain1=0.05,
                ratio2=9,
                index2=0.5,
                decay2_s=0.2,
                carrier2_level=0.5,
                decay_s=1.6,
                release_s=0.9,
                detune_cents=4,
            ),
        ),
    ),
    Patch.TALKBOX_LEAD: Sound(
        (
            Subtractive(
                wave=Wave.SAW,
                unison=2,
                detune_cents=7,
                cutoff_hz=7000,
                formant_from=2.6,
                formant_to=4.6,
                formant_s=0.16,
                vibrato_cents=14,
                attack_s=0.008,
                sustain=0.95,
                release_s=0.09,
                glide_s=0.07,
                drive=0.3,
            ),
        ),
        monophonic=True,
        body=Body(drive=1.0, low_cut_hz=100),
    ),
    Patch.FLUTE: Sound(
        (BREATH._replace(noise=0.05, attack_s=0.06, lfo_hz=5.1, lfo_level=0.12),),
        monophonic=True,
        body=Body(low_cut_hz=180, resonances=(Resonance(1200, 2, 1.0), Resonance(6000, 5, 0.8))),
    ),
    Patch.CLARINET: Sound(
        (
            BREATH._replace(
                wave=Wave.CLARINET, noise=0.015, cutoff_hz=3000, vibrato_cents=3, attack_s=0.035
            ),
        ),
        monophonic=True,
        body=Body(low_cut_hz=110, resonances=(Resonance(1500, 3, 1.5), Resonance(3200, 2, 2))),
    ),
    Patch.SAXOPHONE: Sound(
        (
            BREATH._replace(
                wave=Wave.REED,
                noise=0.04,
                cutoff_hz=2200,
                env_octaves=0.8,
                filter_attack_s=0.06,
                filter_sustain=0.7,
                vibrato_cents=16,
                attack_s=0.03,
                pitch_semitones=-0.7,
                pitch_decay_s=0.05,
                drive=0.15,
                glide_s=0.08,
            ),
        ),
        monophonic=True,
        body=Body(
            low_cut_hz=90,
            resonances=(Resonance(650, 4, 2.5), Resonance(1450, 4, 2.5), Resonance(2600, 3, 2.5)),
        ),
    ),
    Patch.TRUMPET: Sound(
        (STABBING_BRASS,),
        monophonic=True,
        body=Body(low_cut_hz=120, resonances=(Resonance(1200, 4, 1.2), Resonance(2400, 4, 1.5))),
    ),
    Patch.FRENCH_HORN: Sound(
        (
            STABBING_BRASS._replace(
                wave=Wave.HORN,
                cutoff_hz=900,
                env_octaves=1.0,
                attack_s=0.07,
                filter_attack_s=0.1,
                vibrato_cents=4,
                release_s=0.18,
            ),
        ),
        monophonic=True,
        body=Body(resonances=(Resonance(350, 4, 1.5), Resonance(750, 2, 2)), high_cut_hz=5000),
    ),
    Patch.HARMONICA: Sound(
        (
            BREATH._replace(
                wave=Wave.HARMONICA,
                noise=0.02,
                cutoff_hz=4200,
                vibrato_cents=8,
                lfo_hz=5.6,
                lfo_level=0.22,
                attack_s=0.03,
                pitch_semitones=-0.9,
                pitch_decay_s=0.06,
                unison=2,
                detune_cents=3,
            ),
        ),
        monophonic=True,
        body=Body(
            drive=1.3, low_cut_hz=200, resonances=(Resonance(1100, 4, 1.5), Resonance(2300, 5, 1.5))
        ),
    ),
    Patch.VIOLIN: Sound(
        (
            Subtractive(
                wave=Wave.BOWED,
                noise=0.025,
                cutoff_hz=5200,
                key_track=0.2,
                velocity_octaves=1.6,
                attack_s=0.07,
                sustain=0.92,
                release_s=0.14,
                vibrato_hz=5.7,
                vibrato_cents=19,
                vibrato_delay_s=0.25,
                glide_s=0.07,
                drift_cents=3,
            ),
        ),
        monophonic=True,
        body=Body(
            low_cut_hz=170,
            resonances=(
                Resonance(285, 5, 5),
                Resonance(460, 6, 5),
                Resonance(700, -3, 3),
                Resonance(1100, 3, 3),
                Resonance(2500, 5, 1.5),
            ),
        ),
    ),
    Patch.CELLO: Sound(
        (
            Subtractive(
                wave=Wave.BOWED,
                noise=0.02,
                cutoff_hz=2900,
                key_track=0.2,
                velocity_octaves=1.6,
                attack_s=0.09,
                sustain=0.92,
                release_s=0.2,
                vibrato_hz=5.0,
                vibrato_cents=15,
                vibrato_delay_s=0.3,
                glide_s=0.09,
                drift_cents=3,
            ),
        ),
        monophonic=True,
        body=Body(
            low_cut_hz=55,
            resonances=(
                Resonance(105, 4, 4),
                Resonance(215, 5, 4),
                Resonance(400, 4, 3),
                Resonance(1000, -3, 2),
                Resonance(1900, 3, 1.5),
            ),
        ),
    ),
    Patch.GUITAR_LEAD: Sound(
        (
            PluckedString(
                decay_s=14.0,
                decay_track=0.1,
                bright_decay_s=1.6,
                hardness_hz=4500,
                noise=0.2,
                pick=0.12,
                pickup=0.2,
                release_s=0.12,
                vibrato_hz=5.6,
                vibrato_cents=16,
                vibrato_delay_s=0.3,
                glide_s=0.09,
                pan_spread=0.0,
            ),
        ),
        monophonic=True,
        body=GUITAR_AMPLIFIER(30.0),
    ),
    Patch.CLEAN_GUITAR_LEAD: Sound(
        (
            PluckedString(
                decay_s=6.0,
                bright_decay_s=0.9,
                hardness_hz=3800,
                pick=0.15,
                pickup=0.22,
                release_s=0.12,
                vibrato_cents=8,
                glide_s=0.08,
                pan_spread=0.0,
            ),
        ),
        monophonic=True,
        body=GUITAR_AMPLIFIER(1.6),
    ),
    Patch.NYLON_LEAD: Sound(
        GUITARS[Patch.NYLON_GUITAR].layers,
        monophonic=True,
        body=Body(
            low_cut_hz=80,
            resonances=(Resonance(110, 3, 3), Resonance(230, 4, 3), Resonance(1800, 3, 1)),
        ),
    ),
    Patch.STEEL_PAN: Sound(
        (
            Bars(
                Partials(
                    decay_track=0.3,
                    slope=9,
                    attack_s=0.003,
                    release_s=0.35,
                    knock=0.25,
                    knock_hz=1100,
                    knock_s=0.008,
                    pan_width=0.5,
                    beat_cents=0.8,
                ),
                (
                    (1.0, 0.8, 1.5),
                    (2.0, 0.5, 1.1),
                    (3.01, 0.16, 0.6),
                    (4.03, 0.2, 0.5),
                    (5.1, 0.06, 0.3),
                    (6.2, 0.05, 0.25),
                ),
            ),
        ),
    ),
}

ARPS: Mapping[Patch, Sound] = {
    Patch.PLUCK_ARP: Sound(
        (
            Subtractive(
                wave=Wave.SAW,
                unison=2,
                detune_cents=8,
                spread=0.7,
                cutoff_hz=500,
                resonance=0.3,
                env_octaves=3.2,
                filter_decay_s=0.08,
                attack_s=0.002,
                decay_s=0.2,
                sustain=0.05,
                release_s=0.2,
            ),
        ),
    ),
    Patch.BELL_ARP: Sound(
        (
            FrequencyModulation(
                ratio1=2.0,
                index1=1.1,
                decay1_s=0.4,
                sustain1=0.05,
                ratio2=5.0,
                index2=0.5,
                decay2_s=0.12,
                carrier2_level=0.4,
                decay_s=0.8,
                release_s=0.5,
                detune_cents=4,
            ),
        ),
    ),
    Patch.ACID_ARP: Sound(
        (
            Subtractive(
                wave=Wave.SAW,
                pulse=0.5,
                cutoff_hz=420,
                resonance=0.82,
                env_octaves=3.0,
                filter_decay_s=0.13,
                poles=4,
                velocity_octaves=2.2,
                attack_s=0.002,
                decay_s=0.3,
                sustain=0.3,
                release_s=0.06,
                glide_s=0.05,
            ),
        ),
        monophonic=True,
        body=Body(drive=1.2, low_cut_hz=90),
    ),
    Patch.SAW_ARP: Sound(
        (
            Subtractive(
                wave=Wave.SAW,
                unison=3,
                detune_cents=12,
                spread=0.8,
                cutoff_hz=2200,
                resonance=0.2,
                env_octaves=1.4,
                filter_decay_s=0.15,
                attack_s=0.003,
                decay_s=0.25,
                sustain=0.4,
                release_s=0.12,
            ),
        ),
        body=Body(low_cut_hz=120),
    ),
    Patch.SQUARE_ARP: Sound(
        (
            Subtractive(
                wave=Wave.SAW,
                pulse=0.25,
                pulse_depth=0.08,
                cutoff_hz=3200,
                env_octaves=0.8,
                filter_decay_s=0.1,
                attack_s=0.002,
                decay_s=0.14,
                sustain=0.35,
                release_s=0.07,
            ),
        ),
    ),
    Patch.GLASS_ARP: Sound(
        (
            FrequencyModulation(
                ratio1=4.0,
                index1=0.8,
                decay1_s=0.3,
                sustain1=0.1,
                ratio2=11,
                index2=0.3,
                decay2_s=0.08,
                carrier2_ratio=2,
                carrier2_level=0.35,
                attack_s=0.003,
                decay_s=0.9,
                release_s=0.7,
                detune_cents=5,
            ),
        ),
    ),
    Patch.HARP: Sound(
        (
            PluckedString(
                decay_s=4.5,
                bright_decay_s=0.45,
                hardness_hz=2600,
                noise=0.05,
                pick=0.42,
                release_s=1.4,
                knock=0.03,
                knock_hz=160,
                pan_spread=0.4,
            ),
        ),
        body=Body(low_cut_hz=50, resonances=(Resonance(250, 3, 1.5), Resonance(2200, 2, 1))),
    ),
    Patch.STRING_OSTINATO: Sound(
        (
            Subtractive(
                wave=Wave.BOWED,
                unison=6,
                detune_cents=9,
                spread=0.8,
                noise=0.03,
                cutoff_hz=3000,
                env_octaves=0.6,
                filter_decay_s=0.08,
                velocity_octaves=2.0,
                attack_s=0.018,
                decay_s=0.16,
                sustain=0.45,
                release_s=0.16,
                onset_spread_s=0.014,
                drift_cents=4,
            ),
        ),
        body=Body(
            low_cut_hz=70,
            resonances=(Resonance(260, 3, 2), Resonance(480, 3, 2), Resonance(2600, 3, 1.2)),
        ),
    ),
}
