"""Set the kits: what all have in common, and how each differs from that."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from menura.studio.palette import Kit
from menura.studio.score import Drum
from menura.studio.synthesis.body import Body, Resonance
from menura.studio.synthesis.drums.stroke import Stroke

CYMBAL_HZ = 2600.0

# Settings that belong together stay in one row.
# fmt: off

# A plain acoustic kit and hand percussion; every kit starts from it.
ACOUSTIC: Mapping[Drum, Stroke] = {
    Drum.KICK: Stroke(tone_hz=58, tone=0.9, sweep_octaves=1.3, sweep_s=0.018, tone_decay_s=0.11,
        overtones=((1.6, 0.25, 0.5),), noise=0.12, noise_hz=(300, 3000), noise_decay_s=0.012,
        click=0.5, click_hz=3200),
    Drum.SNARE: Stroke(tone_hz=188, tone=0.45, sweep_octaves=0.35, sweep_s=0.012,
        tone_decay_s=0.055, overtones=((1.59, 0.6, 0.8), (2.14, 0.3, 0.6)), noise=0.9,
        noise_hz=(1100, 9500), noise_decay_s=0.062, click=0.5, click_hz=3600),
    Drum.CLAP: Stroke(noise=1.0, noise_hz=(850, 5200), noise_decay_s=0.055, bursts=3,
        gap_s=0.0105),
    Drum.SNAP: Stroke(tone_hz=2100, tone=0.3, tone_decay_s=0.012, noise=0.8, noise_hz=(1500,
        6500), noise_decay_s=0.02, bursts=1, gap_s=0.006),
    Drum.RIM: Stroke(tone_hz=830, tone=0.55, tone_decay_s=0.016, overtones=((2.05, 0.8, 0.8),
        (3.4, 0.4, 0.5)), click=0.6, click_hz=4500),
    Drum.CLOSED_HAT: Stroke(metal=0.6, metal_hz=4800, metal_decay_s=0.028, noise=0.35,
        noise_hz=(6500, 15000), noise_decay_s=0.018, level_db=-5),
    Drum.PEDAL_HAT: Stroke(metal=0.5, metal_hz=4200, metal_decay_s=0.035, noise=0.35,
        noise_hz=(4000, 12000), noise_decay_s=0.025, noise_attack_s=0.006, level_db=-8),
    Drum.OPEN_HAT: Stroke(metal=0.6, metal_hz=4500, metal_decay_s=0.24, noise=0.3, noise_hz=(6000,
        15000), noise_decay_s=0.16, level_db=-7),
    Drum.RIDE: Stroke(metal=0.45, metal_hz=CYMBAL_HZ, metal_decay_s=0.38, tone_hz=3150, tone=0.13,
        tone_decay_s=0.22, overtones=((1.47, 0.8, 0.8), (2.09, 0.6, 0.6)), click=0.5,
        click_hz=6000, level_db=-7),
    Drum.CRASH: Stroke(metal=0.8, metal_hz=1500, metal_decay_s=0.62, noise=0.5, noise_hz=(3000,
        14000), noise_decay_s=0.28, noise_attack_s=0.002, level_db=-4),
    Drum.LOW_TOM: Stroke(tone_hz=84, tone=0.9, sweep_octaves=0.5, sweep_s=0.05, tone_decay_s=0.2,
        overtones=((1.59, 0.35, 0.6), (2.3, 0.2, 0.4)), noise=0.15, noise_hz=(300, 4000),
        noise_decay_s=0.02, click=0.3, click_hz=2500),
    Drum.MID_TOM: Stroke(tone_hz=120, tone=0.9, sweep_octaves=0.5, sweep_s=0.045,
        tone_decay_s=0.17, overtones=((1.59, 0.35, 0.6), (2.3, 0.2, 0.4)), noise=0.15,
        noise_hz=(350, 4500), noise_decay_s=0.02, click=0.3, click_hz=2700),
    Drum.HIGH_TOM: Stroke(tone_hz=168, tone=0.9, sweep_octaves=0.45, sweep_s=0.04,
        tone_decay_s=0.14, overtones=((1.59, 0.35, 0.6), (2.3, 0.2, 0.4)), noise=0.15,
        noise_hz=(400, 5000), noise_decay_s=0.02, click=0.3, click_hz=3000),
    Drum.SHAKER: Stroke(noise=0.9, noise_hz=(4500, 12000), noise_decay_s=0.026,
        noise_attack_s=0.014, level_db=-8),
    Drum.TAMBOURINE: Stroke(metal=0.6, metal_hz=5600, metal_decay_s=0.075, noise=0.5,
        noise_hz=(5500, 14000), noise_decay_s=0.03, noise_attack_s=0.003, bursts=1, gap_s=0.016,
        level_db=-8),
    Drum.COWBELL: Stroke(tone_hz=562, tone=0.5, tone_decay_s=0.085, overtones=((1.5, 0.8, 0.8),
        (2.6, 0.3, 0.4), (3.9, 0.25, 0.3)), click=0.3, click_hz=3500, level_db=-4),
    Drum.LOW_CONGA: Stroke(tone_hz=172, tone=0.9, sweep_octaves=0.14, sweep_s=0.02,
        tone_decay_s=0.115, overtones=((1.83, 0.3, 0.4), (2.7, 0.15, 0.3)), noise=0.2,
        noise_hz=(600, 4500), noise_decay_s=0.008),
    Drum.HIGH_CONGA: Stroke(tone_hz=244, tone=0.85, sweep_octaves=0.14, sweep_s=0.018,
        tone_decay_s=0.085, overtones=((1.83, 0.35, 0.4), (2.7, 0.2, 0.3)), noise=0.28,
        noise_hz=(800, 6000), noise_decay_s=0.008),
    Drum.BONGO: Stroke(tone_hz=402, tone=0.8, sweep_octaves=0.12, sweep_s=0.012,
        tone_decay_s=0.05, overtones=((1.7, 0.35, 0.5), (2.5, 0.2, 0.4)), noise=0.3,
        noise_hz=(1200, 7000), noise_decay_s=0.007, level_db=-2),
    Drum.CLAVE: Stroke(tone_hz=2480, tone=0.8, tone_decay_s=0.024, overtones=((2.7, 0.15, 0.4),),
        click=0.2, click_hz=5000, level_db=-5),
    Drum.TIMBALE: Stroke(tone_hz=330, tone=0.7, sweep_octaves=0.15, sweep_s=0.01,
        tone_decay_s=0.11, overtones=((1.47, 0.7, 0.9), (2.09, 0.6, 0.8), (3.1, 0.4, 0.6)),
        noise=0.25, noise_hz=(1500, 9000), noise_decay_s=0.015, click=0.4),
    Drum.WOODBLOCK: Stroke(tone_hz=980, tone=0.8, tone_decay_s=0.022, overtones=((1.52, 0.5, 0.7),
        (2.75, 0.2, 0.4)), click=0.3, click_hz=3500, level_db=-3),
    Drum.TAIKO: Stroke(tone_hz=62, tone=1.0, sweep_octaves=0.6, sweep_s=0.05, tone_decay_s=0.42,
        overtones=((1.52, 0.4, 0.6), (2.1, 0.3, 0.5), (2.9, 0.2, 0.3)), noise=0.3, noise_hz=(150,
        2200), noise_decay_s=0.03, click=0.4, click_hz=1500, drive=0.15),
}

# fmt: on


@dataclass(frozen=True, slots=True)
class KitSound:
    """A kit: how it differs from the plain one.

    Attributes
    ----------
    tuning, damping, brightness : float
        Factors on pitches, decays and noise bands of what is not set for this kit.
    body : Body
        What the whole kit goes through.
    width : float
        Factor on panning.
    level_db : float
        Takes back what a saturated bus adds.
    strokes : mapping of Drum to Stroke
    """

    tuning: float = 1.0
    damping: float = 1.0
    brightness: float = 1.0
    body: Body = field(default_factory=Body)
    width: float = 1.0
    level_db: float = 0.0
    strokes: Mapping[Drum, Stroke] = field(default_factory=dict)

    def stroke(self, drum: Drum) -> Stroke:
        """Return how a drum of this kit is made."""
        if drum in self.strokes:
            return self.strokes[drum]
        plain = ACOUSTIC[drum]
        low, high = plain.noise_hz
        return replace(
            plain,
            tone_hz=plain.tone_hz * self.tuning,
            tone_decay_s=plain.tone_decay_s * self.damping,
            noise_decay_s=plain.noise_decay_s * self.damping,
            metal_decay_s=plain.metal_decay_s * self.damping,
            metal_hz=plain.metal_hz * self.brightness,
            noise_hz=(low * self.brightness, min(17_000.0, high * self.brightness)),
            click_hz=plain.click_hz * self.brightness,
        )


def kick(
    hz: float,
    decay_s: float,
    octaves: float = 2.0,
    sweep_s: float = 0.02,
    *,
    click: float = 0.5,
    click_hz: float = 3500.0,
    drive: float = 0.2,
    noise: float = 0.05,
) -> Stroke:
    """Return a bass drum."""
    return Stroke(
        tone_hz=hz,
        tone=0.95,
        sweep_octaves=octaves,
        sweep_s=sweep_s,
        tone_decay_s=decay_s,
        click=click,
        click_hz=click_hz,
        drive=drive,
        noise=noise,
        noise_hz=(250, 2500),
        noise_decay_s=0.01,
    )


def snare(
    hz: float,
    tone: float,
    wires_s: float,
    band_hz: tuple[float, float],
    *,
    noise: float = 0.9,
    tone_s: float = 0.05,
    click: float = 0.4,
    drive: float = 0.1,
) -> Stroke:
    """Return a snare drum."""
    return Stroke(
        tone_hz=hz,
        tone=tone,
        sweep_octaves=0.4,
        sweep_s=0.01,
        tone_decay_s=tone_s,
        overtones=((1.6, 0.6, 0.8), (2.3, 0.25, 0.6)),
        noise=noise,
        noise_hz=band_hz,
        noise_decay_s=wires_s,
        click=click,
        click_hz=3800,
        drive=drive,
    )


def hat(
    hz: float, decay_s: float, *, metal: float = 0.6, noise: float = 0.3, level_db: float = -5.0
) -> Stroke:
    """Return a hi-hat."""
    return Stroke(
        metal=metal,
        metal_hz=hz,
        metal_decay_s=decay_s,
        noise=noise,
        noise_hz=(hz * 1.35, 16_000),
        noise_decay_s=decay_s * 0.65,
        level_db=level_db,
    )


def clap(
    tail_s: float, band_hz: tuple[float, float], bursts: int = 3, gap_s: float = 0.0105
) -> Stroke:
    """Return hands."""
    return Stroke(
        noise=1.0, noise_hz=band_hz, noise_decay_s=tail_s, bursts=bursts, gap_s=gap_s, drive=0.1
    )


def hats(hz: float, closed_s: float, open_s: float, **more: float) -> dict[Drum, Stroke]:
    """Return the three ways of a hi-hat."""
    shut = hat(hz, closed_s, **more)
    return {
        Drum.CLOSED_HAT: shut,
        Drum.PEDAL_HAT: replace(shut, noise_attack_s=0.006, level_db=shut.level_db - 3.0),
        Drum.OPEN_HAT: replace(hat(hz * 0.94, open_s, **more), level_db=shut.level_db - 1.5),
    }


def _tape(cut_hz: float, drive: float, *resonances: Resonance) -> Body:
    """Return a saturated, darkened bus."""
    return Body(drive=drive, high_cut_hz=cut_hz, resonances=resonances)


# fmt: off
KITS: Mapping[Kit, KitSound] = {
    Kit.HOUSE_909: KitSound(strokes={Drum.KICK: kick(49, 0.17, 2.1, 0.022, click=0.5, drive=0.3),
        Drum.SNARE: snare(192, 0.5, 0.06, (1400, 11000)), Drum.CLAP: clap(0.07, (950, 5500)),
        **hats(5200, 0.03, 0.2)}),
    Kit.TECHNO_909: KitSound(level_db=-2.0, brightness=1.1, damping=0.85, body=Body(drive=1.3),
        strokes={Drum.KICK: kick(45, 0.21, 2.3, 0.03, click=0.35, drive=0.75, noise=0.12),
        Drum.SNARE: snare(205, 0.4, 0.045, (1800, 10000)), Drum.CLAP: clap(0.045, (1100, 7000)),
        **hats(6200, 0.022, 0.16, noise=0.4)}),
    Kit.TRANCE: KitSound(brightness=1.15, strokes={Drum.KICK: kick(51, 0.14, 2.7, 0.016,
        click=0.8, click_hz=5000, drive=0.45), Drum.SNARE: snare(215, 0.35, 0.075, (1600, 13000)),
        Drum.CLAP: clap(0.09, (1200, 9000), 4, 0.009), **hats(7000, 0.025, 0.2, noise=0.5)}),
    Kit.DUBSTEP: KitSound(damping=0.9, brightness=1.05, strokes={Drum.KICK: kick(54, 0.12, 2.2,
        0.02, click=0.7, drive=0.6), Drum.SNARE: replace(snare(208, 0.85, 0.08, (900, 12000),
        tone_s=0.07, drive=0.4), bursts=1, gap_s=0.004), Drum.CLAP: clap(0.08, (900, 8000)),
        **hats(5600, 0.025, 0.22)}),
    Kit.BREAKS: KitSound(level_db=-2.5, tuning=1.12, damping=0.75, body=_tape(14000, 1.4),
        strokes={Drum.KICK: kick(66, 0.08, 1.3, 0.016, click=0.6, drive=0.35), Drum.SNARE:
        snare(238, 0.6, 0.055, (1000, 11000), tone_s=0.045, drive=0.3), **hats(4300, 0.035,
        0.16)}),
    Kit.TRAP_808: KitSound(brightness=1.2, strokes={Drum.KICK: kick(47, 0.3, 1.8, 0.028,
        click=0.45, drive=0.4), Drum.SNARE: snare(180, 0.3, 0.065, (2200, 13000), tone_s=0.035),
        Drum.CLAP: clap(0.075, (1300, 8500)), **hats(7800, 0.016, 0.14, metal=0.7), Drum.RIM:
        Stroke(tone_hz=1700, tone=0.6, tone_decay_s=0.008, overtones=((0.47, 0.6, 1.2),),
        click=0.3)}),
    Kit.ELECTRO_808: KitSound(strokes={Drum.KICK: kick(50, 0.26, 1.0, 0.012, click=0.25,
        drive=0.1), Drum.SNARE: snare(178, 0.6, 0.07, (2600, 9000), tone_s=0.06, noise=0.6),
        Drum.CLAP: clap(0.085, (800, 3800)), **hats(6500, 0.03, 0.25, metal=0.8, noise=0.1),
        Drum.COWBELL: Stroke(tone_hz=540, tone=0.5, tone_decay_s=0.12, overtones=((1.48, 0.9,
        1),), drive=0.5, level_db=-6), Drum.LOW_TOM: kick(82, 0.2, 0.4, 0.05, click=0.05,
        drive=0.05), Drum.MID_TOM: kick(118, 0.17, 0.4, 0.05, click=0.05, drive=0.05),
        Drum.HIGH_TOM: kick(165, 0.14, 0.4, 0.04, click=0.05, drive=0.05)}),
    Kit.BOOM_BAP: KitSound(level_db=-5.0, tuning=0.94, damping=0.8, brightness=0.75,
        body=_tape(9500, 2.0, Resonance(110, 2, 1)), strokes={Drum.KICK: kick(60, 0.1, 1.2, 0.02,
        click=0.45, click_hz=2200, drive=0.5, noise=0.15), Drum.SNARE: snare(202, 0.7, 0.06, (700,
        7000), drive=0.45), **hats(4000, 0.03, 0.13, noise=0.5)}),
    Kit.LOFI: KitSound(level_db=-3.5, tuning=0.9, damping=0.7, brightness=0.6, body=_tape(6000,
        1.8), strokes={Drum.KICK: kick(55, 0.1, 0.9, 0.02, click=0.25, click_hz=1500, drive=0.3),
        Drum.SNARE: snare(175, 0.5, 0.045, (600, 5000), drive=0.2, click=0.25), Drum.RIM:
        Stroke(tone_hz=640, tone=0.5, tone_decay_s=0.015, overtones=((2.1, 0.5, 0.7),),
        click=0.35, click_hz=2500), **hats(3200, 0.025, 0.1, noise=0.5)}),
    Kit.GARAGE: KitSound(brightness=1.1, damping=0.8, strokes={Drum.KICK: kick(56, 0.1, 1.9,
        0.014, click=0.6, drive=0.25), Drum.SNARE: snare(228, 0.5, 0.04, (1700, 12000)), Drum.RIM:
        Stroke(tone_hz=1150, tone=0.6, tone_decay_s=0.012, overtones=((1.7, 0.7, 0.8),),
        click=0.4, click_hz=5500), Drum.CLAP: clap(0.045, (1200, 8000), 2, 0.008), **hats(6800,
        0.018, 0.13)}),
    Kit.AMAPIANO: KitSound(brightness=1.05, strokes={Drum.KICK: kick(47, 0.14, 1.5, 0.02,
        click=0.3, drive=0.1), Drum.SNARE: snare(245, 0.6, 0.035, (1500, 9000), tone_s=0.03),
        Drum.CLAP: clap(0.05, (1400, 7000), 2), **hats(5800, 0.022, 0.18, noise=0.2), Drum.SHAKER:
        Stroke(noise=0.9, noise_hz=(5500, 14000), noise_decay_s=0.035, noise_attack_s=0.022,
        level_db=-6)}),
    Kit.EIGHTIES: KitSound(tuning=1.05, strokes={Drum.KICK: kick(62, 0.12, 1.4, 0.02, click=0.8,
        click_hz=4200, drive=0.3), Drum.SNARE: snare(184, 0.7, 0.1, (800, 8000), tone_s=0.07,
        drive=0.5), Drum.CLAP: clap(0.1, (900, 5000), 4, 0.012), **hats(5000, 0.04, 0.26),
        Drum.LOW_TOM: kick(78, 0.3, 1.0, 0.09, click=0.3, drive=0.3, noise=0.2), Drum.MID_TOM:
        kick(112, 0.26, 1.0, 0.08, click=0.3, drive=0.3, noise=0.2), Drum.HIGH_TOM: kick(158,
        0.22, 1.0, 0.07, click=0.3, drive=0.3, noise=0.2)}),
    Kit.POP: KitSound(brightness=1.1, strokes={Drum.KICK: kick(57, 0.12, 1.8, 0.018, click=0.75,
        drive=0.25), Drum.SNARE: snare(200, 0.6, 0.07, (1200, 12000), drive=0.2), Drum.CLAP:
        clap(0.06, (1000, 9000), 4), **hats(5600, 0.03, 0.2)}),
    Kit.ROCK: KitSound(tuning=0.96, damping=1.15, body=Body(drive=1.1), strokes={Drum.KICK:
        kick(61, 0.12, 1.2, 0.016, click=0.9, click_hz=2800, drive=0.3, noise=0.15), Drum.SNARE:
        snare(196, 0.75, 0.085, (900, 9000), tone_s=0.075, drive=0.35), **hats(3700, 0.045,
        0.34)}),
    Kit.METAL: KitSound(level_db=-1.5, tuning=0.88, damping=0.9, brightness=1.15,
        body=Body(drive=1.3), strokes={Drum.KICK: kick(64, 0.07, 1.6, 0.009, click=1.6,
        click_hz=4600, drive=0.4), Drum.SNARE: snare(222, 0.9, 0.06, (1200, 10000), tone_s=0.06,
        drive=0.5, click=0.8), **hats(4200, 0.04, 0.3, noise=0.45)}),
    Kit.FUNK: KitSound(tuning=1.1, damping=0.65, strokes={Drum.KICK: kick(68, 0.07, 1.1, 0.014,
        click=0.7, click_hz=2600, drive=0.15), Drum.SNARE: snare(262, 0.6, 0.045, (1400, 10500),
        tone_s=0.035), **hats(4600, 0.02, 0.12)}),
    Kit.DISCO: KitSound(damping=0.7, brightness=1.05, body=Body(high_cut_hz=15000),
        strokes={Drum.KICK: kick(63, 0.075, 1.2, 0.014, click=0.6, click_hz=2400, drive=0.1),
        Drum.SNARE: snare(182, 0.7, 0.05, (900, 7500), tone_s=0.045), Drum.CLAP: clap(0.05, (1100,
        6500), 4), **hats(4400, 0.03, 0.22)}),
    Kit.REGGAE: KitSound(tuning=1.15, damping=0.75, brightness=0.85, body=_tape(11000, 1.2),
        strokes={Drum.KICK: kick(54, 0.1, 0.8, 0.02, click=0.3, click_hz=1800, drive=0.2),
        Drum.SNARE: snare(290, 0.8, 0.035, (1300, 8000), tone_s=0.06), Drum.RIM:
        Stroke(tone_hz=720, tone=0.7, tone_decay_s=0.02, overtones=((2.3, 0.7, 0.8), (3.9, 0.3,
        0.5)), click=0.5, click_hz=3200), **hats(3900, 0.024, 0.12)}),
    Kit.BRUSHES: KitSound(tuning=1.08, damping=1.0, brightness=0.85, strokes={Drum.KICK: kick(72,
        0.13, 0.5, 0.02, click=0.15, click_hz=1200, drive=0.0), Drum.SNARE: Stroke(tone_hz=215,
        tone=0.12, tone_decay_s=0.05, noise=0.8, noise_hz=(1800, 9000), noise_decay_s=0.075,
        noise_attack_s=0.012), Drum.RIDE: replace(ACOUSTIC[Drum.RIDE], metal_decay_s=0.55,
        metal_hz=2300, metal=0.35), **hats(3600, 0.03, 0.2, noise=0.2, level_db=-8)}),
    Kit.LATIN: KitSound(tuning=1.06, damping=0.95, strokes={Drum.KICK: kick(60, 0.09, 1.0, 0.016,
        click=0.4, drive=0.1), Drum.SNARE: snare(275, 0.7, 0.04, (1500, 10000), tone_s=0.07),
        **hats(5000, 0.022, 0.15)}),
    Kit.FOLK: KitSound(tuning=0.97, damping=0.9, brightness=0.7, strokes={Drum.KICK: kick(70,
        0.09, 0.4, 0.02, click=0.2, click_hz=900, drive=0.0, noise=0.2), Drum.SNARE: snare(168,
        0.5, 0.05, (700, 6500), click=0.3), Drum.CLAP: clap(0.035, (700, 4200), 4, 0.014),
        **hats(3400, 0.03, 0.14)}),
    Kit.CINEMATIC: KitSound(tuning=0.75, damping=1.7, brightness=0.75, width=1.4,
        strokes={Drum.KICK: kick(42, 0.4, 1.1, 0.04, click=0.5, click_hz=1300, drive=0.3,
        noise=0.3), Drum.SNARE: snare(150, 0.7, 0.11, (500, 6500), tone_s=0.12, drive=0.2),
        **hats(3000, 0.06, 0.4)}),
    Kit.INDUSTRIAL: KitSound(level_db=-8.5, tuning=0.85, damping=0.9, brightness=0.95,
        body=_tape(13000, 3.2, Resonance(1800, 4, 2)), strokes={Drum.KICK: kick(48, 0.18, 2.6,
        0.035, click=0.9, click_hz=2500, drive=1.4, noise=0.35), Drum.SNARE: replace(snare(160,
        0.7, 0.07, (600, 9000), drive=0.9), metal=0.5, metal_hz=1400, metal_decay_s=0.07),
        Drum.CLAP: clap(0.06, (600, 9000), 4, 0.013), **hats(3300, 0.03, 0.18, metal=0.9)}),
}
