"""What every embedder promises; run over each of them, the fake included."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import menura.embedding
from menura.audio.frames import Frames
from menura.audio.streaming import StreamingPass
from menura.embedding import DspEmbedder, Embedder, FakeEmbedder
from tests.audio_synthesis import cadence, drum_loop, silence, sine, white_noise

RATE_HZ = 22_050
EMBEDDERS: dict[str, Embedder] = {"dsp": DspEmbedder(), "fake": FakeEmbedder()}

signals = {
    "music": cadence(0, "major", duration_s=8.0, sample_rate_hz=RATE_HZ),
    "drums": drum_loop(120, 8.0, sample_rate_hz=RATE_HZ),
    "silence": silence(5.0, sample_rate_hz=RATE_HZ),
    "noise": white_noise(5.0, sample_rate_hz=RATE_HZ),
    "drone": sine(110, 5.0, sample_rate_hz=RATE_HZ),
    "half a second": sine(440, 0.5, sample_rate_hz=RATE_HZ),
    "one click": np.eye(1, 11_025, 400, dtype=np.float32),
    "full scale square": np.sign(sine(100, 3.0, sample_rate_hz=RATE_HZ)),
    "nothing": silence(0.0, sample_rate_hz=RATE_HZ),
}


def frames_of(signal, rate_hz=RATE_HZ) -> Frames:
    listening = StreamingPass(rate_hz, signal.shape[0])
    listening.feed(signal.astype(np.float32))
    return listening.finish()


@pytest.fixture(params=sorted(EMBEDDERS))
def embedder(request) -> Embedder:
    return EMBEDDERS[request.param]


@pytest.mark.parametrize("name", sorted(signals))
def test_vector_is_finite_and_of_unit_length(embedder, name):
    vector = embedder.embed(frames_of(signals[name]))
    assert vector.shape == (embedder.dimension,)
    assert vector.dtype == np.float32
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


def test_same_frames_give_the_same_vector(embedder):
    frames = frames_of(signals["music"])
    np.testing.assert_array_equal(embedder.embed(frames), type(embedder)().embed(frames))


def test_different_sounds_give_different_vectors(embedder):
    music, drums = (embedder.embed(frames_of(signals[name])) for name in ("music", "drums"))
    assert music @ drums < 0.95


def test_an_embedder_names_its_space_and_model(embedder):
    assert embedder.space
    assert len(embedder.model_hash) == 64
    assert embedder.model_hash == type(embedder)().model_hash


@settings(max_examples=10, deadline=None)
@given(gain_db=st.floats(-30, 6), name=st.sampled_from(["music", "drums", "noise"]))
def test_gain_does_not_move_the_vector(gain_db, name):
    signal = signals[name]
    louder = signal * 10 ** (gain_db / 20)
    for embedder in EMBEDDERS.values():
        similarity = embedder.embed(frames_of(signal)) @ embedder.embed(frames_of(louder))
        assert similarity > 0.999, embedder.space


def test_door_exports_what_it_says_and_nothing_unknown():
    for name in menura.embedding.__all__:
        assert getattr(menura.embedding, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'OnnxEmbedder'"):
        _ = menura.embedding.OnnxEmbedder


def test_importing_the_door_is_light():
    program = (
        "import sys, menura.embedding\n"
        "heavy = {'scipy', 'av', 'soxr', 'torch', 'onnxruntime'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
