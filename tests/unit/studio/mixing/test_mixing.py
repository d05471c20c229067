"""Mixes have their levels, width and headroom, and are the sum of their stems."""

import numpy as np
import pytest

from menura.kernel.errors import CancelledError
from menura.studio.effects.equaliser import Band, Shape, equalise
from menura.studio.mastering import residual_dbfs
from menura.studio.mixing import mix_stems
from menura.studio.mixing.desk import choose_strip
from menura.studio.mixing.image import side_to_mid_db
from menura.studio.mixing.patch_family import Family, family_of
from menura.studio.mixing.processing import context_for, process_stem
from menura.studio.mixing.sidechain import duck_curve
from menura.studio.model import Role
from menura.studio.palette import Kit, Patch
from menura.studio.score import Automation, Control, Drum, Hit, Part
from tests.unit.studio import material

RATE_HZ = 48_000


@pytest.fixture(scope="module")
def premaster():
    return mix_stems(material.band(), material.score(), material.genre(duck=0.6), energy=0.5)


def test_the_mix_is_the_sum_of_its_stems(premaster):
    assert residual_dbfs(premaster.mix, list(premaster.stems.values())) < -120
    assert all(samples.dtype == np.float32 for samples in premaster.stems.values())
    assert {samples.shape for samples in premaster.stems.values()} == {premaster.mix.shape}


def test_stems_have_the_levels_of_the_genre_where_they_play(premaster):
    drums_lufs = material.loudness(premaster.stems[Role.DRUMS])
    for role, level_lu in material.genre().level_lu.items():
        measured_lu = material.loudness(premaster.stems[role]) - drums_lufs
        assert measured_lu == pytest.approx(level_lu, abs=0.6)


def test_there_is_headroom_for_mastering(premaster):
    assert np.abs(premaster.mix).max() <= 10 ** (-6 / 20) * 1.001
    assert all(np.abs(samples).max() <= 0.51 for samples in premaster.stems.values())
    assert -24 < material.loudness(premaster.mix) <= -17.9


def test_the_mix_is_wide_and_survives_mono(premaster):
    assert -12.5 <= side_to_mid_db(premaster.mix) <= -7.5  # a kick this lone is half of the mix
    assert np.corrcoef(premaster.mix)[0, 1] > 0.5
    for samples in premaster.stems.values():
        assert np.corrcoef(samples)[0, 1] > 0


def test_bass_below_120_hz_is_in_the_middle(premaster):
    low = equalise(premaster.mix, (Band(Shape.LOW_PASS, 80.0), Band(Shape.LOW_PASS, 80.0)))
    assert side_to_mid_db(low) < -20


def test_every_stem_says_in_words_what_was_done(premaster):
    told = {decision.field for decision in premaster.decisions}
    assert {role.value for role in premaster.stems} <= told
    assert "width" in told
    assert all(decision.chosen and decision.reason for decision in premaster.decisions)


def test_energy_brings_drums_forward():
    def drums_over_lead(energy):
        made = mix_stems(material.band(4.0), material.score(4.0), material.genre(), energy=energy)
        lead_lufs = material.loudness(made.stems[Role.LEAD])
        return material.loudness(made.stems[Role.DRUMS]) - lead_lufs

    assert drums_over_lead(1.0) > drums_over_lead(0.0) + 1.5


def test_a_narrow_reference_makes_a_narrower_mix():
    arguments = (material.band(4.0), material.score(4.0), material.genre())
    wide = mix_stems(*arguments, energy=0.5)
    narrow = mix_stems(*arguments, energy=0.5, style=material.style(side_to_mid_db=-14.0))
    assert side_to_mid_db(narrow.mix) < side_to_mid_db(wide.mix) - 1


def test_without_drums_the_loudest_stem_is_the_measure():
    roles = (Role.PADS, Role.LEAD)
    stems = {role: material.band(4.0)[role] for role in roles}
    made = mix_stems(stems, material.score(4.0, roles=roles), material.genre(), energy=0.5)
    lead, pads = (material.loudness(made.stems[role]) for role in (Role.LEAD, Role.PADS))
    assert lead - pads == pytest.approx(4.0, abs=0.6)


@pytest.mark.parametrize("count", [0, 1, 480, 48_000])
def test_silent_and_tiny_stems_are_mixed_without_a_crash(count):
    stems = {role: np.zeros((2, count), np.float32) for role in (Role.DRUMS, Role.PADS)}
    made = mix_stems(stems, material.score(1.0), material.genre(duck=0.5), energy=0.5)
    assert not made.mix.any()
    assert any("silent" in decision.reason for decision in made.decisions)


def test_one_silent_stem_leaves_the_others_alone():
    stems = material.band(4.0)
    stems[Role.LEAD] = np.zeros_like(stems[Role.LEAD])
    made = mix_stems(stems, material.score(4.0), material.genre(), energy=0.5)
    assert not made.stems[Role.LEAD].any()
    assert np.isfinite(made.mix).all()
    assert material.loudness(made.mix) > -26


def test_the_given_stems_are_not_changed():
    stems = material.band(2.0)
    before = {role: samples.copy() for role, samples in stems.items()}
    mix_stems(stems, material.score(2.0), material.genre(duck=0.5), energy=0.5)
    for role, samples in before.items():
        np.testing.assert_array_equal(stems[role], samples)


def test_mixing_stops_when_asked_to():
    def stop():
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        mix_stems(material.band(2.0), material.score(2.0), material.genre(), energy=0.5, check=stop)


def test_a_duck_falls_exactly_at_the_written_kicks():
    hits = (Hit(1.0, Drum.KICK, 1.0), Hit(2.0, Drum.SNARE, 1.0), Hit(3.5, Drum.KICK, 1.0))
    score = material.score(4.0, drums=Part(Role.DRUMS, Kit.HOUSE_909, hits=hits))
    curve = duck_curve(score, 4 * RATE_HZ, depth=0.8)
    assert curve is not None
    for beat in (1.0, 3.5):
        place = round(beat * 0.5 * RATE_HZ)
        assert curve[place] == pytest.approx(0.8, abs=1e-6)
        assert curve[place - 200] == 0.0
    assert not curve[round(0.95 * RATE_HZ) : round(1.5 * RATE_HZ)].any()  # the snare does not duck


def test_ducking_lowers_the_pads_at_the_kick_and_not_the_drums():
    context = context_for(material.score(), material.genre(duck=0.8), material.BAND)
    pads = material.saws(8.0, 165.0)
    ducked = process_stem(Role.PADS, pads, context).samples
    plain_context = context_for(material.score(), material.genre(duck=0.0), material.BAND)
    plain = process_stem(Role.PADS, pads, plain_context).samples
    at_kick, between = (slice(96_100, 96_600), slice(96_000 + 17_000, 96_000 + 22_000))
    assert np.abs(ducked[:, at_kick]).mean() < 0.4 * np.abs(plain[:, at_kick]).mean()
    np.testing.assert_allclose(ducked[:, between], plain[:, between], atol=1e-6)


def test_no_kicks_no_duck():
    score = material.score(4.0, roles=(Role.PADS,))
    assert duck_curve(score, RATE_HZ, depth=0.8) is None
    assert duck_curve(material.score(4.0), RATE_HZ, depth=0.0) is None


def test_automation_of_gain_and_cutoff_is_heard():
    lines = (
        Automation(Control.GAIN, ((0.0, -12.0), (8.0, -12.0), (8.01, 0.0))),
        Automation(Control.CUTOFF, ((0.0, 0.2), (8.0, 0.2), (8.01, 1.0))),
    )
    part = Part(Role.LEAD, Patch.FLUTE, automation=lines)
    score = material.score(8.0, lead=part)
    noise = material.noise(8.0, tilt=0.0)
    made = process_stem(Role.LEAD, noise, context_for(score, material.genre(), material.BAND))
    early, late = made.samples[:, 48_000 : 3 * 48_000], made.samples[:, 5 * 48_000 : 7 * 48_000]
    assert early.std() < 0.2 * late.std()
    assert (
        np.abs(np.diff(early)).mean() / early.std()
        < 0.5 * np.abs(np.diff(late)).mean() / late.std()
    )


def test_every_patch_has_a_family():
    assert [patch for patch in Patch if family_of(patch) is Family.NONE] == []
    assert family_of("house_909") is Family.NONE


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_strip_for_every_family(role):
    genre = material.genre()
    for family in Family:
        strip = choose_strip(role, family, genre, tuple(Role))
        assert 0 <= strip.ducked <= 1
        assert strip.wet < 0.6
        cuts = [band for band in strip.bands if band.shape is Shape.HIGH_PASS]
        assert cuts
        if role not in (Role.DRUMS, Role.BASS, Role.FX, Role.OTHER) and family is not Family.PIANO:
            assert max(band.frequency_hz for band in cuts) >= 90


def test_keys_make_room_for_a_lead_only_when_there_is_one():
    genre = material.genre()
    with_lead = choose_strip(Role.CHORDS, Family.PIANO, genre, (Role.CHORDS, Role.LEAD, Role.BASS))
    alone = choose_strip(Role.CHORDS, Family.PIANO, genre, (Role.CHORDS, Role.BASS))
    assert len(with_lead.bands) == len(alone.bands) + 1


def test_rooms_grow_with_the_genre():
    electronic, ambient = material.genre(), material.genre(family="ambient")
    strips = [choose_strip(Role.PADS, Family.PAD, one, ()) for one in (electronic, ambient)]
    assert strips[1].wet > strips[0].wet
    assert strips[1].room is not strips[0].room


def test_the_same_stems_give_the_same_mix():
    arguments = (material.band(2.0), material.score(2.0), material.genre(duck=0.4))
    first, second = (mix_stems(*arguments, energy=0.7).mix for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_a_style_without_a_width_changes_nothing():
    arguments = (material.band(2.0), material.score(2.0), material.genre())
    plain = mix_stems(*arguments, energy=0.5).mix
    np.testing.assert_array_equal(
        mix_stems(*arguments, energy=0.5, style=material.style(side_to_mid_db=None)).mix, plain
    )
