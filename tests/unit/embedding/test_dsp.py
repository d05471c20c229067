"""The DSP embedding: its shape, its constants, and that it hears styles."""

from pathlib import Path

import numpy as np
import pytest

from menura.audio.streaming import StreamingPass
from menura.embedding import DspEmbedder
from menura.embedding.providers import dsp
from menura.embedding.providers.dsp import Standardisation, raw_vector
from menura.embedding.providers.dsp_features import BLOCKS, DIMENSION, compute_blocks
from tests.audio_synthesis import LIBRARY_RATE_HZ, STYLES, cadence, render_style

PIECES_PER_STYLE = 3
DURATION_S = 12.0


def frames_of(signal, rate_hz=LIBRARY_RATE_HZ):
    listening = StreamingPass(rate_hz, signal.shape[0])
    listening.feed(signal.astype(np.float32))
    return listening.finish()


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
    one_deviation_up = Standardisation(raw - 1.0, np.ones(DIMENSION), "all one deviation above")
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
    average = Standardisation(raw_vector(frames), np.ones(DIMENSION), "this very signal")
    assert np.linalg.norm(DspEmbedder(average).embed(frames)) == pytest.approx(1.0)


def test_model_hash_follows_the_constants():
    other = Standardisation(np.zeros(DIMENSION), np.ones(DIMENSION), "none")
    assert DspEmbedder(other).model_hash != DspEmbedder().model_hash


def test_harmony_does_not_hear_the_key():
    blocks = [
        compute_blocks(frames_of(cadence(tonic, "major", sample_rate_hz=LIBRARY_RATE_HZ)))
        for tonic in (0, 3)
    ]
    assert blocks[0]["harmony"] == pytest.approx(blocks[1]["harmony"], abs=0.15)


def test_constants_survive_writing_and_reading():
    constants = Standardisation.fit(
        np.random.default_rng(0).normal(size=(5, DIMENSION)), origin="dice"
    )
    again = Standardisation.from_json(constants.to_json())
    np.testing.assert_allclose(again.mean, constants.mean, rtol=1e-5)
    assert (again.to_json(), again.origin) == (constants.to_json(), "dice")


def test_every_shipped_value_varies_from_track_to_track():
    # the first coefficient of a centred pattern is nothing but rounding; standardised, it is noise
    shipped = Path(dsp.__file__).with_name(dsp.CONSTANTS_FILE).read_text("utf-8")
    constants = Standardisation.from_json(shipped)
    assert constants.mean.shape == constants.deviation.shape == (DIMENSION,)
    assert constants.deviation.min() > 0.01
    assert "FluidSynth" in constants.origin
