"""MusiCNN files give the vector, tags and moods their graphs compute."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from menura.embedding.errors import (
    InvalidModelError,
    InvalidModelInputError,
    ModelChangedError,
)
from menura.embedding.inference import InferenceRequest, ModelPin, infer, model_of, pin_files
from menura.embedding.models.folder import ModelFolder
from menura.embedding.models.model import MOOD_HEADS, ModelRole
from menura.embedding.models.probe import OpenModel, open_model
from menura.embedding.providers.musicnn import TAGS, MusicnnModel, musicnn_hash
from menura.embedding.providers.musicnn_mel import EXCERPTS, FULL_EXCERPTS
from menura.jobs.process_pool import ProcessPool
from tests.tiny_models import TinyHead, TinyMusicnn, sigmoid, softmax

PATCHES = np.random.default_rng(1).uniform(0, 4, (6, 187, 96)).astype(np.float32)
ESSENTIA: dict[str, Any] = {"entry": "model/Placeholder:0", "exit": "model/Softmax:0"}


def unit(vector):
    return vector / np.linalg.norm(vector)


def opened(path: Path) -> dict[ModelRole, OpenModel]:
    model = open_model(path)
    return {model.role: model}


def test_the_vector_is_the_mean_of_the_patches_of_unit_length(tmp_path):
    tiny = TinyMusicnn()
    hearing = MusicnnModel(opened(tiny.save(tmp_path / "x"))).embed(PATCHES)
    assert hearing.vector.shape == (200,)
    assert hearing.vector.dtype == np.float32
    np.testing.assert_allclose(hearing.vector, unit(tiny.rows(PATCHES).mean(axis=0)), atol=1e-5)
    assert hearing.tags is None
    assert hearing.moods is None


@pytest.mark.parametrize("activation", ["Sigmoid", None])
def test_tags_are_mean_probabilities_whether_or_not_the_file_has_the_sigmoid(tmp_path, activation):
    tiny, head = TinyMusicnn(), TinyHead(50, activation)
    models = opened(tiny.save(tmp_path / "a")) | opened(head.save(tmp_path / "b"))
    hearing = MusicnnModel(models).embed(PATCHES)
    expected = sigmoid(head.logits(tiny.rows(PATCHES))).mean(axis=0)
    assert hearing.tags is not None
    assert list(hearing.tags) == list(TAGS)
    np.testing.assert_allclose(list(hearing.tags.values()), expected, atol=1e-5)
    assert min(expected) < 0.4, "a second sigmoid would leave nothing below one half"


def test_one_file_may_give_the_vector_and_the_tags(tmp_path):
    tiny = TinyMusicnn(with_tags=True)
    hearing = MusicnnModel(opened(tiny.save(tmp_path / "x"))).embed(PATCHES)
    assert hearing.tags is not None
    np.testing.assert_allclose(
        list(hearing.tags.values()), tiny.tags(PATCHES).mean(axis=0), atol=1e-5
    )


def test_there_are_fifty_different_tags_in_the_order_of_the_model():
    assert len(set(TAGS)) == 50
    assert (TAGS[0], TAGS[5], TAGS[33], TAGS[49]) == (
        "rock",
        "female vocalists",
        "Hip-Hop",
        "happy",
    )


@pytest.mark.parametrize("activation", ["Softmax", None])
@pytest.mark.parametrize(
    ("name", "mood", "positive"),
    [
        ("danceability-msd-musicnn-1.onnx", "danceable", 0),
        ("mood_aggressive-msd-musicnn-1.onnx", "aggressive", 0),
        ("mood_happy-msd-musicnn-1.onnx", "happy", 0),
        ("mood_party-msd-musicnn-1.onnx", "party", 1),
        ("mood_relaxed-msd-musicnn-1.onnx", "relaxed", 1),
        ("mood_sad-msd-musicnn-1.onnx", "sad", 1),
    ],
)
def test_a_mood_is_the_class_essentia_names_so(tmp_path, name, mood, positive, activation):
    tiny, head = TinyMusicnn(), TinyHead(2, activation, **ESSENTIA)
    models = opened(tiny.save(tmp_path / "a")) | opened(head.save(tmp_path / name))
    hearing = MusicnnModel(models).embed(PATCHES)
    expected = softmax(head.logits(tiny.rows(PATCHES))).mean(axis=0)[positive]
    assert hearing.moods is not None
    assert hearing.moods.source == "musicnn"
    assert hearing.moods.scores == {mood: pytest.approx(float(expected), abs=1e-5)}


def test_a_model_for_single_patches_hears_as_well(tmp_path):
    free = MusicnnModel(opened(TinyMusicnn().save(tmp_path / "a"))).embed(PATCHES)
    single = MusicnnModel(opened(TinyMusicnn(batch=1).save(tmp_path / "b"))).embed(PATCHES)
    np.testing.assert_allclose(free.vector, single.vector, atol=1e-6)


@pytest.mark.parametrize("shape", [(0, 187, 96), (187, 96), (3, 186, 96), (3, 187, 64)])
def test_other_inputs_are_refused(tmp_path, shape):
    model = MusicnnModel(opened(TinyMusicnn().save(tmp_path / "x")))
    with pytest.raises(InvalidModelInputError, match="187"):
        model.embed(np.zeros(shape, np.float32))


def test_tags_alone_cannot_hear(tmp_path):
    with pytest.raises(InvalidModelError, match="musicnn_embedding"):
        MusicnnModel(opened(TinyHead(50).save(tmp_path / "x")))


def test_the_hash_follows_every_file_and_the_coverage():
    hashes = {ModelRole.MUSICNN_EMBEDDING: "a" * 64}
    with_tags = hashes | {ModelRole.MUSICNN_TAGS: "b" * 64}
    different = {
        musicnn_hash(hashes),
        musicnn_hash(with_tags),
        musicnn_hash(hashes, FULL_EXCERPTS),
        musicnn_hash({ModelRole.MUSICNN_EMBEDDING: "c" * 64}),
    }
    assert len(different) == 4
    assert musicnn_hash(with_tags) == musicnn_hash(dict(reversed(with_tags.items())), EXCERPTS)


@pytest.fixture
def folder(tmp_path: Path) -> ModelFolder:
    folder = ModelFolder(tmp_path / "models")
    folder.add(TinyMusicnn().save(tmp_path / "embedding"))
    folder.add(TinyHead(50).save(tmp_path / "tags"))
    for seed, head in enumerate(MOOD_HEADS):
        folder.add(TinyHead(2, "Softmax", seed, **ESSENTIA).save(tmp_path / head.mood))
    return folder


def request(folder: ModelFolder, *inputs) -> InferenceRequest:
    return InferenceRequest("musicnn", pin_files("musicnn", folder.in_use()), inputs)


def assert_same(one, other):
    np.testing.assert_allclose(one.vector, other.vector, atol=1e-6)
    assert one.tags == pytest.approx(other.tags, abs=1e-6)
    assert one.moods.scores == pytest.approx(other.moods.scores, abs=1e-6)


def test_a_batch_of_tracks_equals_the_tracks_one_by_one(folder):
    tracks = [PATCHES[:1], PATCHES[1:3], PATCHES[3:], PATCHES]
    batch = infer(request(folder, *tracks))
    assert len(batch) == 4
    assert batch[0].moods is not None
    assert list(batch[0].moods.scores) == [head.mood for head in MOOD_HEADS]
    for hearing, track in zip(batch, tracks, strict=True):
        assert_same(hearing, infer(request(folder, track))[0])


def test_a_process_of_its_own_hears_the_same(folder):
    asked = request(folder, PATCHES, PATCHES[:2])
    with ProcessPool(infer, size=1) as pool:
        (outcome,) = pool.run([asked])
    assert outcome.status == "done", outcome.error_message
    assert outcome.value is not None
    for one, other in zip(outcome.value, infer(asked), strict=True):
        assert_same(one, other)


def test_the_model_stays_loaded_from_one_request_to_the_next(folder):
    assert model_of(request(folder)) is model_of(request(folder))


def test_a_file_that_was_replaced_is_noticed(folder, tmp_path):
    asked = request(folder, PATCHES)
    infer(asked)
    path = Path(asked.files[ModelRole.MUSICNN_EMBEDDING].path)
    TinyMusicnn(seed=5).save(path)
    with pytest.raises(ModelChangedError, match="other bytes"):
        infer(asked)
    path.unlink()
    with pytest.raises(ModelChangedError, match="cannot be read"):
        infer(asked)


def test_a_file_that_was_only_touched_is_still_the_same(folder):
    asked = request(folder, PATCHES)
    before = infer(asked)[0]
    os.utime(asked.files[ModelRole.MUSICNN_EMBEDDING].path, (1, 1))
    assert_same(infer(asked)[0], before)


def test_a_request_for_another_model_is_answered_by_that_one(folder, tmp_path):
    first = infer(request(folder, PATCHES))[0]
    folder.remove(ModelRole.MUSICNN_EMBEDDING)
    folder.add(TinyMusicnn(seed=7).save(tmp_path / "other"))
    second = infer(request(folder, PATCHES))[0]
    assert np.abs(first.vector - second.vector).max() > 0.01


def test_an_unknown_space_is_refused():
    asked = InferenceRequest("words", {ModelRole.CLAP_TEXT: ModelPin("x", "y")}, [])  # type: ignore[arg-type]
    with pytest.raises(InvalidModelInputError, match="words"):
        model_of(asked)
