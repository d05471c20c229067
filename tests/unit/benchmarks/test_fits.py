"""Refitting must find what is planted, and write what the program reads."""

import ast
import json
import re
from dataclasses import replace

import numpy as np
import pytest

from benchmarks import fit_key, fit_loop_tempo, fit_rhythm
from benchmarks.conditional_logit import Choice, fit_conditional_logit, probabilities
from benchmarks.rendered_music.harmony import SCALES
from benchmarks.rendered_music.midi_file import DRUM_CHANNEL
from benchmarks.rendered_music.random_grooves import GrooveBrief, compose_groove
from benchmarks.rendered_music.truth import Truth
from benchmarks.rendered_truth import HeardClip, listen_to_clips, read_truth
from menura.audio import key_model, loop_tempo, rhythm_weights
from menura.audio.key_evidence import BLOCKS
from menura.audio.key_model import KeyModel, load_key_model
from menura.audio.streaming import StreamingPass
from tests.audio_synthesis import SAMPLE_RATE_HZ, click_track, sine, white_noise

EARLIER_TRUTH = {
    "style": "waltz",
    "tonic": 9,
    "mode": "minor",
    "bpm": 120.0,
    "beats": [0.25, 0.75, 1.25, 1.75],
    "meter": 3,
    "sections": [["A", 0.25]],
    "sf": "fluid",
    "cents": -12.0,
}


def hear(signal, **told):
    stream = StreamingPass(SAMPLE_RATE_HZ, signal.shape[0])
    stream.feed(signal)
    truth = Truth("x", "song", "none", "opl3", signal.shape[1] / SAMPLE_RATE_HZ)
    return HeardClip(replace(truth, **told), stream.finish())


def plant_choices(weights, count, seed=0):
    generator = np.random.default_rng(seed)
    choices = []
    for _ in range(count):
        evidence = generator.normal(size=(6, weights.size))
        right = generator.choice(6, p=probabilities(evidence, weights))
        choices.append(Choice(evidence, np.arange(6) == right))
    return choices


def test_planted_weights_are_found_again():
    planted = np.array([2.0, -1.0, 0.0, 0.5])
    found = fit_conditional_logit(plant_choices(planted, 2000), 0.1)
    np.testing.assert_allclose(found, planted, atol=0.2)


def test_the_scale_of_evidence_changes_nothing_when_its_deviation_is_told():
    scale = np.array([1.0, 100.0, 0.01])
    choices = plant_choices(np.array([1.0, -1.0, 2.0]), 100)
    scaled = [Choice(c.evidence * scale, c.is_right) for c in choices]
    found = fit_conditional_logit(choices, 5.0)
    found_scaled = fit_conditional_logit(scaled, 5.0, deviation=scale)
    np.testing.assert_allclose(found_scaled * scale, found, atol=1e-3)


def test_several_right_options_may_share_the_probability_as_they_like():
    evidence = np.array([[1.0, 0.0], [1.0, 5.0], [0.0, 0.0]])
    weights = fit_conditional_logit([Choice(evidence, np.array([True, True, False]))] * 9, 0.1)
    assert probabilities(evidence, weights)[:2].sum() > 0.95


def test_truths_of_the_earlier_generator_are_read(tmp_path):
    path = tmp_path / "000_waltz.json"
    path.write_text(json.dumps(EARLIER_TRUTH), "utf-8")
    truth = read_truth(path)
    assert (truth.tempo_bpm, truth.beats_per_bar, truth.soundfont) == (120, 3, "fluid")
    assert truth.downbeats_s == (0.25, 1.75)
    assert (truth.detune_cents, truth.sections[0].label) == (-12, "A")


def test_truths_of_the_present_generator_are_read(tmp_path):
    truth = Truth("x", "loop", "rock", "opl3", 8.0, 120.0, (0.0, 0.5), (0.0,), 4, 3, "major")
    truth.write(tmp_path / "x.json")
    assert read_truth(tmp_path / "x.json") == truth


def test_unlabelled_and_unreadable_files_are_passed_over(tmp_path):
    (tmp_path / "unlabelled.wav").write_bytes(b"x")
    (tmp_path / "broken.wav").write_bytes(b"x")
    (tmp_path / "broken.json").write_text(json.dumps(EARLIER_TRUTH), "utf-8")
    assert list(listen_to_clips([tmp_path])) == []


def planted_keys(count, seed=1):
    generator = np.random.default_rng(seed)
    columns = sum(BLOCKS.values())
    model = KeyModel(generator.normal(size=(2, columns)), 0.0)
    evidence = generator.normal(size=(count, 2, 12, columns))
    blank = fit_key.Excerpts(
        evidence, np.zeros(count, int), np.full(count, "none"), np.ones(count, bool)
    )
    return replace(blank, keys=fit_key.best_keys(blank, model))


def test_refitted_keys_are_right_far_more_often_than_chance():
    excerpts = planted_keys(400)
    learnt, unseen = np.arange(400) < 300, np.arange(400) >= 300
    guessed = fit_key.best_keys(excerpts.where(unseen), fit_key.fit(excerpts.where(learnt)))
    assert (guessed == excerpts.keys[unseen]).mean() > 0.3  # chance: .04


def test_keys_without_evidence_stay_at_the_profiles():
    nothing = planted_keys(24)
    model = fit_key.fit(replace(nothing, evidence=np.zeros_like(nothing.evidence)))
    assert model.weights[0, 0] == model.weights[0, :12].max() > 0
    np.testing.assert_allclose(model.weights[:, 60:], 0, atol=1e-9)


def test_the_program_reads_the_key_weights_that_are_written(tmp_path, monkeypatch):
    shipped = load_key_model()
    (tmp_path / key_model.CONSTANTS_FILE).write_text(fit_key.to_json(shipped, "test"), "utf-8")
    monkeypatch.setattr(key_model, "files", lambda _: tmp_path)
    again = load_key_model.__wrapped__()
    np.testing.assert_array_equal(again.weights, shipped.weights)
    assert again.minor_bias == shipped.minor_bias
    assert fit_key.CONSTANTS.is_file()


def test_excerpts_of_a_clip_share_its_key_and_lie_within_it():
    notes = sum(sine(f, 22, amplitude=0.2) for f in (261.6, 329.6, 392.0))
    excerpts = fit_key.take_excerpts([hear(notes, tonic=0, mode="minor")])
    assert excerpts.is_whole.tolist() == [True, False, False, False]
    assert set(excerpts.keys.tolist()) == {12}
    with pytest.raises(SystemExit, match="no clip with a key"):
        fit_key.take_excerpts([hear(white_noise(2))])


def test_relatives_of_a_key_score_as_in_the_benchmark():
    assert fit_key.score_keys([0, 7, 21, 12], [0, 0, 0, 0]).tolist() == [1, 0.5, 0.3, 0.2]


def test_shipped_rhythm_weights_survive_being_written():
    names = tuple(rhythm_weights.BEAT_WEIGHTS)
    stored = json.loads(fit_rhythm.to_json(fit_rhythm.shipped_weights(names), names, "test"))
    assert stored["beat"] == rhythm_weights.BEAT_WEIGHTS
    assert tuple(stored["bar"].values()) == rhythm_weights.BAR_WEIGHTS
    shipped = json.loads(fit_rhythm.CONSTANTS.read_text("utf-8"))
    assert list(stored["bar"]) == list(shipped["bar"])


def test_readings_of_a_click_track_hold_its_beats():
    beats_s = tuple(np.arange(0, 20, 0.5).tolist())
    told = {"tempo_bpm": 120.0, "beats_s": beats_s, "downbeats_s": beats_s[::4], "beats_per_bar": 4}
    example = fit_rhythm.list_example(hear(click_track(120, 20), **told))
    assert example is not None
    choice = example.beat_choice()
    assert choice is not None
    assert set(example.names) == set(rhythm_weights.BEAT_WEIGHTS)
    assert example.beat_scores[choice.is_right].min() >= 0.7
    assert np.allclose(example.tempi_bpm[choice.is_right], 120, rtol=0.04)
    weights = fit_rhythm.fit([example] * 2)
    assert choice.is_right[fit_rhythm.choose_reading(example, weights)]


@pytest.mark.parametrize(("metre", "place", "option"), [(4, 2, 2), (3, 1, 5)])
def test_the_true_place_of_the_downbeat_is_marked(metre, place, option):
    beats_s = np.arange(0.0, 12.0, 0.5)
    truth = Truth("x", "song", "x", "x", 12.0, 120.0, beats_per_bar=metre)
    truth = replace(truth, downbeats_s=tuple(beats_s[place::metre].tolist()))
    cells = np.random.default_rng(0).random((7, 24), np.float32)
    choice = fit_rhythm.place_downbeat(cells, beats_s, truth)
    assert choice is not None
    assert np.flatnonzero(choice.is_right).tolist() == [option]
    assert choice.evidence.shape == (7, len(fit_rhythm.BAR_NAMES))
    off = replace(truth, downbeats_s=tuple(time_s + 0.25 for time_s in truth.downbeats_s))
    assert fit_rhythm.place_downbeat(cells, beats_s, off) is None


def test_a_loop_is_read_with_its_true_number_of_beats():
    loop = fit_loop_tempo.read_loop(hear(click_track(120, 4), kind="loop", tempo_bpm=120.0))
    assert loop is not None
    assert loop.beats == 8
    assert loop.counts[int(loop.choice.is_right.argmax())] == 8
    assert loop.family == "opl3"
    assert fit_loop_tempo.read_loop(hear(click_track(120, 4), tempo_bpm=120.0)) is None
    cut = hear(click_track(120, 4.2), kind="loop", tempo_bpm=120.0)
    assert fit_loop_tempo.read_loop(cut) is None


def test_loop_weights_are_replaced_in_the_source():
    source = fit_loop_tempo.MODULE.read_text("utf-8")
    weights = np.arange(len(loop_tempo.WEIGHTS)) / 7 - 0.12345
    changed = fit_loop_tempo.replace_weights(source, weights, "sounds of a test " * 9)
    written = re.search(r"^WEIGHTS = (\([^)]*\))", changed, re.MULTILINE)
    assert written is not None
    np.testing.assert_allclose(ast.literal_eval(written[1]), weights, rtol=0.006)
    assert max(len(line) for line in changed.splitlines()) <= 100
    assert changed.count("logit fitted on") == 1
    with pytest.raises(ValueError, match="0 definitions"):
        fit_loop_tempo.replace_weights("nothing", weights, "")


@pytest.mark.parametrize("seed", range(8))
def test_the_same_groove_comes_from_the_same_seed_and_keeps_its_tempo(seed):
    notes, truth = compose_groove(GrooveBrief(seed))
    assert (notes, truth) == compose_groove(GrooveBrief(seed))
    assert notes != compose_groove(GrooveBrief(seed + 100))[0]
    steps_s = np.diff(truth.beats_s)
    assert truth.tempo_bpm is not None
    assert np.abs(steps_s * truth.tempo_bpm / 60 - 1).max() < 0.065  # it walks 3 % to each side
    assert truth.downbeats_s == truth.beats_s[:: truth.beats_per_bar]
    assert (truth.tonic, truth.mode) == (None, None)
    assert all(0 < note.pitch < 110 and note.end_s > note.start_s >= 0 for note in notes)


@pytest.mark.parametrize("seed", range(8))
def test_tonal_grooves_play_the_scale_of_their_key(seed):
    notes, truth = compose_groove(GrooveBrief(seed, is_tonal=True))
    assert truth.tonic is not None
    assert truth.mode is not None
    steps = [(note.pitch - truth.tonic) % 12 for note in notes if note.channel != DRUM_CHANNEL]
    allowed = {*SCALES[truth.mode], *((11,) if truth.mode == "minor" else ())}
    assert steps
    assert set(steps) <= allowed


@pytest.mark.parametrize("seed", range(4))
def test_bare_grooves_are_drums_with_at_most_a_bass(seed):
    notes, _ = compose_groove(GrooveBrief(seed, is_bare=True))
    channels = {note.channel for note in notes}
    assert DRUM_CHANNEL in channels
    assert len(channels) <= 2


def test_constants_are_replaced_only_on_request(tmp_path, monkeypatch, capsys):
    told = {"kind": "loop", "tempo_bpm": 120.0}
    clips = [
        hear(click_track(120, duration_s), **told, soundfont=font)
        for duration_s, font in ((4, "opl3"), (8, "timgm"), (2, "opl3"))
    ]
    module = tmp_path / "loop_tempo.py"
    module.write_bytes(fit_loop_tempo.MODULE.read_bytes())
    monkeypatch.setattr(fit_loop_tempo, "MODULE", module)
    monkeypatch.setattr(fit_loop_tempo, "listen_to_clips", lambda _: clips)
    command = ["fit_loop_tempo", "folder", "--origin", "three click tracks"]
    monkeypatch.setattr("sys.argv", [*command, "--cross-validate", "--check", "folder"])
    before = module.read_bytes()
    fit_loop_tempo.main()
    assert module.read_bytes() == before
    assert "checked on" in (said := capsys.readouterr().out)
    assert "  timgm: 1 loops" in said
    monkeypatch.setattr("sys.argv", [*command, "--write"])
    fit_loop_tempo.main()
    assert "fitted on three click tracks" in module.read_text("utf-8")


def test_key_weights_are_written_with_their_origin(tmp_path, monkeypatch, capsys):
    notes = sum(sine(f, 8, amplitude=0.2) for f in (261.6, 329.6, 392.0))
    clips = [hear(notes, tonic=0, mode="major"), hear(notes, tonic=0, mode="major", style="other")]
    target = tmp_path / "key.json"
    monkeypatch.setattr(fit_key, "CONSTANTS", target)
    monkeypatch.setattr(fit_key, "listen_to_clips", lambda _: clips)
    command = ["fit_key", "folder", "--origin", "two chords", "--cross-validate"]
    monkeypatch.setattr("sys.argv", command)
    fit_key.main()
    assert not target.exists()
    assert "  other: whole 1.000" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", [*command, "--write"])
    fit_key.main()
    assert json.loads(target.read_text("utf-8"))["origin"] == "two chords"
