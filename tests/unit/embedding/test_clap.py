"""CLAP files put music and words into one space."""

from pathlib import Path

import numpy as np
import pytest

from menura.embedding.errors import InvalidModelError, InvalidModelInputError
from menura.embedding.inference import InferenceRequest, infer, load_clap_text, pin_files
from menura.embedding.models.folder import ModelFolder
from menura.embedding.models.model import MOODS, ModelRole
from menura.embedding.models.probe import open_model
from menura.embedding.providers.clap import ClapModel, ClapText, clap_hash, score_clap_moods
from menura.embedding.providers.tokenizer import open_tokenizer
from tests.tiny_models import TinyClapAudio, TinyClapText, save_tokenizer, token_ids

WINDOWS = np.random.default_rng(2).uniform(-100, 0, (5, 1, 1001, 64)).astype(np.float32)


def units(rows):
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


@pytest.fixture
def audio(tmp_path: Path) -> ClapModel:
    model = open_model(TinyClapAudio().save(tmp_path / "audio"))
    return ClapModel({model.role: model})


@pytest.fixture
def text(tmp_path: Path) -> ClapText:
    model = open_model(TinyClapText().save(tmp_path / "text"))
    return ClapText(model, open_tokenizer(save_tokenizer(tmp_path / "tokenizer.json")))


def test_the_vector_is_the_mean_of_unit_windows_of_unit_length(audio):
    hearing = audio.embed(WINDOWS)
    expected = units(units(TinyClapAudio().rows(WINDOWS)).mean(axis=0))
    assert hearing.vector.shape == (512,)
    assert hearing.vector.dtype == np.float32
    np.testing.assert_allclose(hearing.vector, expected, atol=1e-5)
    assert hearing.tags is None
    assert hearing.moods is None


@pytest.mark.parametrize("shape", [(0, 1, 1001, 64), (1, 1001, 64), (1, 4, 1001, 64)])
def test_other_inputs_are_refused(audio, shape):
    with pytest.raises(InvalidModelInputError, match="1001"):
        audio.embed(np.zeros(shape, np.float32))


def test_what_has_no_direction_still_gets_a_vector(audio):
    nothing = audio.embed(np.zeros((2, 1, 1001, 64), np.float32)).vector
    assert np.linalg.norm(nothing) == pytest.approx(1)


def test_words_become_unit_vectors_of_their_tokens(text):
    vectors = text.embed(["slow piano", "Happy", "zither"])
    ids = [token_ids("slow", "piano"), token_ids("happy"), token_ids("zither")]
    expected = [units(TinyClapText().row(tokens)) for tokens in ids]
    assert vectors.shape == (3, 512)
    np.testing.assert_allclose(vectors, expected, atol=1e-5)


def test_padding_changes_nothing(text):
    together = text.embed(["sad", "slow piano slow piano slow piano"])
    np.testing.assert_allclose(together[0], text.embed(["sad"])[0], atol=1e-6)


@pytest.mark.parametrize("batch", [1, "n"])
def test_a_model_of_one_length_gets_that_length(tmp_path, text, batch):
    model = open_model(TinyClapText(length=77, batch=batch).save(tmp_path / "fixed"))
    assert model.text_length == 77
    fixed = ClapText(model, open_tokenizer(tmp_path / "tokenizer.json"))
    texts = ["slow piano", "happy party"]
    np.testing.assert_allclose(fixed.embed(texts), text.embed(texts), atol=1e-5)


def test_endless_texts_are_cut(text):
    long = text.embed(["slow " * 5_000])
    cut = units(TinyClapText().row(token_ids(*["slow"] * 510)))
    np.testing.assert_allclose(long[0], cut, atol=1e-5)


def test_no_texts_give_no_vectors(text):
    assert text.embed([]).shape == (0, 512)


def test_an_empty_text_is_refused(text):
    with pytest.raises(InvalidModelInputError, match="empty"):
        text.embed(["slow", "  "])


def test_a_tokenizer_of_another_model_is_noticed(tmp_path):
    path = save_tokenizer(tmp_path / "tokenizer.json")
    path.write_text(path.read_text().replace('"piano": 11', '"piano": 4000'))
    model = open_model(TinyClapText().save(tmp_path / "text"))
    with pytest.raises(InvalidModelError, match="failed on its input"):
        ClapText(model, open_tokenizer(path)).embed(["piano"])


def test_a_damaged_tokenizer_is_refused(tmp_path):
    path = save_tokenizer(tmp_path / "tokenizer.json")
    whole = path.read_text()
    missing_mark = whole.replace('"SpecialToken": {"id": "<s>"', '"SpecialToken": {"id": "<x>"')
    for damaged in (whole[:-20], whole.replace("WordLevel", "Word"), missing_mark):
        path.write_text(damaged)
        with pytest.raises(InvalidModelError, match=r"no tokenizer \(tokenizer\.json\)"):
            open_tokenizer(path)


def test_moods_are_cosines_to_words_between_zero_and_one(audio, text):
    vector, words = audio.embed(WINDOWS).vector, text.embed(MOODS)
    moods = score_clap_moods(vector, words)
    assert moods.source == "clap"
    assert list(moods.scores) == list(MOODS)
    for mood, word in zip(MOODS, words, strict=True):
        assert moods.scores[mood] == pytest.approx((float(vector @ word) + 1) / 2, abs=1e-6)


def test_the_hash_follows_the_audio_model_only():
    hashes = {ModelRole.CLAP_AUDIO: "a" * 64}
    assert clap_hash(hashes) == clap_hash(hashes | {ModelRole.CLAP_TEXT: "b" * 64})
    assert clap_hash(hashes) != clap_hash({ModelRole.CLAP_AUDIO: "c" * 64})


def test_a_batch_of_tracks_equals_the_tracks_one_by_one(tmp_path):
    folder = ModelFolder(tmp_path / "models")
    folder.add(TinyClapAudio().save(tmp_path / "audio"))
    folder.add(TinyClapText().save(tmp_path / "text"))
    pins = pin_files("clap", folder.in_use())
    without_words = infer(InferenceRequest("clap", pins, [WINDOWS]))[0]
    assert without_words.moods is None

    folder.add(save_tokenizer(tmp_path / "tokenizer.json"))
    pins = pin_files("clap", folder.in_use())
    tracks = [WINDOWS[:1], WINDOWS[1:], WINDOWS, WINDOWS[2:4]]
    batch = infer(InferenceRequest("clap", pins, tracks))
    for hearing, track in zip(batch, tracks, strict=True):
        alone = infer(InferenceRequest("clap", pins, [track]))[0]
        np.testing.assert_allclose(hearing.vector, alone.vector, atol=1e-6)
        assert hearing.moods is not None
        assert alone.moods is not None
        assert hearing.moods.scores == pytest.approx(alone.moods.scores, abs=1e-6)
    np.testing.assert_array_equal(batch[2].vector, without_words.vector)

    words = load_clap_text(pins)
    assert words is not None
    assert batch[0].moods is not None
    expected = score_clap_moods(batch[0].vector, words.embed(MOODS))
    assert batch[0].moods.scores == pytest.approx(expected.scores, abs=1e-6)
