"""Synthesise stems for tests of mixing and mastering, with known truth and from a seed."""

import numpy as np

from menura.studio.genres.model import DrumGroove, Form, FormPart, Genre, Progression
from menura.studio.mastering.meter import integrated_lufs
from menura.studio.model import Groove, Mode, Role, SectionName, StyleParameters
from menura.studio.palette import Kit, Patch
from menura.studio.rate import SAMPLE_RATE_HZ as RATE_HZ
from menura.studio.score import Drum, Hit, Part, Score

BPM = 120.0


def kicks(seconds, *, period_s=0.5, level=0.7):
    """Return a kick on every `period_s`, the same on both sides."""
    samples = np.zeros((2, round(seconds * RATE_HZ)), np.float32)
    time = np.arange(12_000) / RATE_HZ
    click = np.exp(-time / 0.002) * np.random.default_rng(3).standard_normal(len(time))
    kick = np.exp(-time / 0.08) * np.sin(2 * np.pi * 55 * time) + 0.2 * click
    step = round(period_s * RATE_HZ)
    for start in range(0, samples.shape[1], step):
        size = min(len(kick), samples.shape[1] - start)
        samples[:, start : start + size] += (level * kick[:size]).astype(np.float32)
    return samples


def saws(seconds, frequency_hz, *, level=0.1, detune=0.0):
    """Return a dulled saw-tooth; `detune` makes the right side another one."""
    time = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    rows = []
    for ratio in (1.0, 1.0 + detune):
        row = np.zeros(len(time))
        for harmonic in range(1, max(2, min(30, int(8000 / frequency_hz)))):
            row += np.sin(2 * np.pi * harmonic * frequency_hz * ratio * time) / harmonic**1.3
        rows.append(level * row)
    return np.array(rows, np.float32)


def noise(seconds, *, level=0.05, seed=1, tilt=-0.5):
    """Return coloured noise, unrelated left and right."""
    count = round(seconds * RATE_HZ)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal((2, count)))
    spectrum *= np.maximum(1, np.arange(spectrum.shape[1])) ** tilt
    samples = np.fft.irfft(spectrum, count)
    return (level * samples / samples.std()).astype(np.float32)


def band(seconds=8.0):
    """Return five stems as a synthesiser would give them."""
    return {
        Role.DRUMS: kicks(seconds) + noise(seconds, level=0.004, tilt=0.0),
        Role.BASS: saws(seconds, 55.0, level=0.2),
        Role.CHORDS: saws(seconds, 220.0) + saws(seconds, 277.0) + saws(seconds, 330.0),
        Role.PADS: saws(seconds, 165.0, detune=0.004) + noise(seconds, level=0.01),
        Role.LEAD: saws(seconds, 660.0, level=0.08),
    }


BAND = (Role.DRUMS, Role.BASS, Role.CHORDS, Role.PADS, Role.LEAD)


def score(seconds=8.0, *, roles=BAND, **changes):
    """Return a score with a kick on every beat; `changes` are parts by name of the role."""
    hits = tuple(Hit(float(beat), Drum.KICK, 1.0) for beat in range(int(seconds * BPM / 60)))
    patches = {
        Role.BASS: Patch.SAW_BASS,
        Role.CHORDS: Patch.POLY_SYNTH,
        Role.PADS: Patch.WARM_PAD,
        Role.LEAD: Patch.SAW_LEAD,
    }
    parts = {role: Part(role, patches.get(role, "fx")) for role in roles}
    if Role.DRUMS in parts:
        parts[Role.DRUMS] = Part(Role.DRUMS, Kit.HOUSE_909, hits=hits)
    parts |= {Role(name): part for name, part in changes.items()}
    return Score(
        bpm=BPM,
        key=9,
        mode=Mode.MINOR,
        genre="test",
        sound_genre="test",
        swing=0.5,
        sections=(),
        chords=(),
        parts=parts,
    )


def genre(**changes):
    """Return a genre with the numbers that mixing reads."""
    facts = {
        "id": "test",
        "title": "Test",
        "aliases": (),
        "description": "For tests.",
        "family": "electronic",
        "tempo_bpm": (110.0, 130.0),
        "modes": ((Mode.MINOR, 1.0),),
        "grooves": (DrumGroove("four", {Drum.KICK: "9...9...9...9..."}),),
        "kits": (Kit.HOUSE_909,),
        "progressions": (Progression("1 6 3 7", (Mode.MINOR,)),),
        "forms": (Form("one", (FormPart(SectionName.DROP, 1.0, 1.0, (Role.DRUMS,)),)),),
        "patches": {Role.BASS: (Patch.SAW_BASS,)},
        "level_lu": {Role.BASS: -3.0, Role.CHORDS: -7.0, Role.PADS: -10.0, Role.LEAD: -6.0},
    }
    return Genre(**(facts | changes))


def style(*, side_to_mid_db):
    """Return what a reference sounds like, of which mixing reads the width."""
    return StyleParameters(
        name="reference",
        duration_s=60.0,
        bpm=None,
        bpm_confidence=0.0,
        key=None,
        mode=None,
        key_confidence=0.0,
        loudness_lufs=None,
        loudness_range_lu=None,
        crest_db=None,
        stereo_width=0.1,
        side_to_mid_db=side_to_mid_db,
        eq_profile_db=(),
        structure_markers=(),
        key_sections_s=(),
        groove=Groove(0.5, ()),
        instruments={},
        energy=0.5,
        density=0.5,
    )


def loudness(samples, *gain) -> float:
    """Return the integrated loudness of what has one."""
    measured = integrated_lufs(samples, *gain)
    assert measured is not None
    return measured
