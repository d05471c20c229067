"""The DSP embedding: its shape, its constants, and that it hears styles."""

from pathlib import Path

import numpy as np
import pytest

from menura.audio.streaming import StreamingPass
from menura.embedding import DspEmbedder
from menura.embedding.providers import dsp
from menura.embedding.providers.dsp import DspConstants, raw_vector
from menura.embedding.providers.dsp_features import BLOCKS, DIMENSION, compute_blocks
from tests.audio_synthesis import (
    LIBRARY_RATE_HZ,
    STYLES,
    cadence,
    drum_loop,
    render_style,
    silence,
    white_noise,
)

PIECES_PER_STYLE = 3
DURATION_S = 12.0


def frames_of(signal, rate_hz=LIBRARY_RATE_HZ):
    listening = StreamingPass(rate_hz, signal.shape[0])
    listening.feed(signal.astype(np.float32))
    return listening.finish()


def stroke_time(duration_s):
    return np.arange(round(duration_s * LIBRARY_RATE_HZ)) / LIBRARY_RATE_HZ


def kick_drum(frequency_hz, decay_s):
    time = stroke_time(0.15)
    cycles = frequency_hz * time + 3 * (1 - np.exp(-time / 0.02))
    return (np.sin(2 * np.pi * cycles) * np.exp(-time / decay_s))[None].astype(np.float32)


def hi_hat(seed, decay_s):
    time = stroke_time(0.1)
    noise = np.random.default_rng(seed).standard_normal(time.size)
    return (0.3 * np.diff(noise, prepend=0) * np.exp(-time / decay_s))[None].astype(np.float32)


def snare_drum(seed, frequency_hz):
    time = stroke_time(0.15)
    noise = np.random.default_rng(seed).standard_normal(time.size) * np.exp(-time / 0.06)
    body = np.sin(2 * np.pi * frequency_hz * time) * np.exp(-time / 0.05)
    return (0.5 * body + 0.3 * noise)[None].astype(np.float32)


@pytest.fixture(scope="module")
def library():
    """Vectors and style names of three pieces in each of eight styles."""
    embedder, vectors, names = DspEmbedder(), [], []
    for index, style in enumerate(STYLES):
        for piece in range(PIECES_PER_STYLE):
            signal = render_style(
                style,
                tempo_bpm=style.tempo_bpm * (0.97 + 0.03 * piece),
                tonic=(5 * piece + index) % 12,
                duration_s=DURATION_S,
                seed=100 * index + piece,
            )
            vectors.append(embedder.embed(frames_of(signal)))
            names.append(style.name)
    return np.stack(vectors), np.array(names)


def test_nearest_neighbour_is_of_the_same_style(library):
    vectors, names = library
    similarity = vectors @ vectors.T
    np.fill_diagonal(similarity, -1)
    assert (names[similarity.argmax(axis=1)] == names).mean() >= 0.9


def test_pieces_of_one_style_are_nearer_than_others_on_average(library):
    vectors, names = library
    similarity = vectors @ vectors.T
    same = names[:, None] == names
    others = ~same
    np.fill_diagonal(same, False)
    for index in range(len(names)):
        assert similarity[index][same[index]].mean() > similarity[index][others[index]].mean() + 0.2


def test_blocks_fill_256_dimensions_and_are_all_there():
    assert DIMENSION == 256
    blocks = compute_blocks(frames_of(cadence(0, "major", sample_rate_hz=LIBRARY_RATE_HZ)))
    assert [(name, values.size) for name, values in blocks.items()] == [
        (block.name, block.dimension) for block in BLOCKS
    ]


def test_each_block_counts_by_its_weight_and_not_by_its_length():
    raw = raw_vector(frames_of(cadence(0, "major", sample_rate_hz=LIBRARY_RATE_HZ)))
    one_deviation_up = DspConstants.plain(raw - 1.0, np.ones(DIMENSION), origin="one above")
    vector = DspEmbedder(one_deviation_up).embed(
        frames_of(cadence(0, "major", sample_rate_hz=LIBRARY_RATE_HZ))
    )
    total = np.sqrt(sum(block.weight**2 for block in BLOCKS))
    start = 0
    for block in BLOCKS:
        share = np.linalg.norm(vector[start : start + block.dimension])
        assert share == pytest.approx(block.weight / total, rel=1e-3), block.name
        start += block.dimension


def test_a_signal_as_average_as_the_constants_still_has_a_direction():
    frames = frames_of(cadence(0, "major", sample_rate_hz=LIBRARY_RATE_HZ))
    average = DspConstants.plain(raw_vector(frames), np.ones(DIMENSION), origin="this very signal")
    assert np.linalg.norm(DspEmbedder(average).embed(frames)) == pytest.approx(1.0)


def test_model_hash_follows_the_constants():
    mean, deviation = np.zeros(DIMENSION), np.ones(DIMENSION)
    plain = DspConstants.plain(mean, deviation, origin="none")
    attenuating = DspConstants(mean, deviation, np.eye(DIMENSION)[:1], np.array([0.5]), "none")
    hashes = {DspEmbedder(c).model_hash for c in (None, plain, attenuating)}
    assert len(hashes) == 3
    assert DspEmbedder().model_hash == DspEmbedder().model_hash


def test_harmony_does_not_hear_the_key():
    blocks = [
        compute_blocks(frames_of(cadence(tonic, "major", sample_rate_hz=LIBRARY_RATE_HZ)))
        for tonic in (0, 3)
    ]
    assert blocks[0]["harmony"] == pytest.approx(blocks[1]["harmony"], abs=0.15)


def test_constants_survive_writing_and_reading():
    raw = np.random.default_rng(0).normal(size=(60, DIMENSION))
    constants = DspConstants.fit(raw, ["a", "b"] * 30, origin="dice")
    again = DspConstants.from_json(constants.to_json())
    np.testing.assert_allclose(again.mean, constants.mean, rtol=1e-5)
    np.testing.assert_allclose(again.directions, constants.directions, atol=1e-4)
    assert (again.to_json(), again.origin) == (constants.to_json(), "dice")


def test_what_varies_within_styles_is_turned_down_and_what_parts_them_is_kept():
    generator = np.random.default_rng(1)
    within, between = generator.normal(size=(2, DIMENSION))
    styles = np.repeat(np.arange(8), 25)
    raw = 0.3 * generator.normal(size=(200, DIMENSION))
    raw += (
        generator.normal(size=(200, 1)) * within + generator.normal(size=8)[styles, None] * between
    )
    constants = DspConstants.fit(raw, [str(style) for style in styles], origin="dice")

    def kept(direction):
        """Tell how much of a small step in raw values is left, relative to none turned down."""
        centre = constants.weighted(constants.mean)
        step = constants.weighted(constants.mean + 1e-3 * direction) - centre
        return np.linalg.norm(constants.attenuated(step)) / np.linalg.norm(step)

    assert kept(within) < 0.3
    assert kept(between) > 0.8


@pytest.mark.parametrize("duration_s", [0.0, 0.03, 0.1, 0.7, 3.0])
def test_silence_and_short_signals_have_a_finite_vector_of_unit_length(duration_s):
    for signal in (silence(duration_s), white_noise(duration_s)):
        vector = DspEmbedder().embed(frames_of(signal))
        assert vector.shape == (DIMENSION,)
        assert vector.dtype == np.float32
        assert np.isfinite(vector).all()
        assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


def test_gain_does_not_change_the_vector():
    loop, embedder = drum_loop(110, 6.0, sample_rate_hz=LIBRARY_RATE_HZ), DspEmbedder()
    loud, soft = (embedder.embed(frames_of(loop * np.float32(gain))) for gain in (1.0, 0.05))
    assert loud @ soft > 0.999


def test_two_equal_channels_sound_like_one():
    loop, embedder = drum_loop(110, 6.0, sample_rate_hz=LIBRARY_RATE_HZ), DspEmbedder()
    both = np.concatenate([loop, loop])
    assert embedder.embed(frames_of(loop)) @ embedder.embed(frames_of(both)) > 0.999


def test_silence_after_a_stroke_does_not_change_what_it_is():
    kick, embedder = kick_drum(55.0, 0.07), DspEmbedder()
    followed = np.concatenate([kick, silence(0.4, sample_rate_hz=LIBRARY_RATE_HZ)], axis=1)
    assert embedder.embed(frames_of(kick)) @ embedder.embed(frames_of(followed)) > 0.85


def test_strokes_of_one_drum_are_nearer_than_those_of_another():
    strokes = {
        "kick": [kick_drum(hz, decay_s) for hz, decay_s in ((50, 0.06), (58, 0.1), (66, 0.05))],
        "hat": [hi_hat(seed, decay_s) for seed, decay_s in ((1, 0.02), (2, 0.03), (3, 0.045))],
        "snare": [snare_drum(seed, hz) for seed, hz in ((4, 180), (5, 200), (6, 225))],
    }
    names = np.repeat(list(strokes), 3)
    embedder = DspEmbedder()
    vectors = np.stack([embedder.embed(frames_of(s)) for drum in strokes.values() for s in drum])
    similarity = vectors @ vectors.T
    np.fill_diagonal(similarity, -1)
    assert list(names[similarity.argmax(axis=1)]) == list(names)


def test_every_shipped_value_varies_from_track_to_track():
    # the first coefficient of a centred pattern is nothing but rounding; standardised, it is noise
    shipped = Path(dsp.__file__).with_name(dsp.CONSTANTS_FILE).read_text("utf-8")
    constants = DspConstants.from_json(shipped)
    assert constants.mean.shape == constants.deviation.shape == (DIMENSION,)
    assert constants.deviation.min() > 0.01
    assert "FluidSynth" in constants.origin


def test_shipped_directions_are_orthonormal_and_only_turn_down():
    shipped = Path(dsp.__file__).with_name(dsp.CONSTANTS_FILE).read_text("utf-8")
    constants = DspConstants.from_json(shipped)
    overlap = constants.directions @ constants.directions.T
    np.testing.assert_allclose(overlap, np.eye(len(overlap)), atol=1e-3)
    assert 0 < constants.gains.min() <= constants.gains.max() <= 1
