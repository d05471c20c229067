"""CLAP hears and reads through the same code with random weights as with real ones."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from menura.audio.errors import AudioMissingError, UndecodableAudioError
from menura.kernel.errors import InvalidInputError, UnavailableError
from menura.sessions.providers import clap_embedding_provider
from menura.sessions.providers.clap_embedding_provider import CLAP, ClapEmbeddingProvider
from tests.fake_music_servers import tone_wav, wav_of
from tests.tiny_clap import save_tiny_clap, torch, transformers

RATE_HZ = 48_000


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    return save_tiny_clap(tmp_path_factory.mktemp("models") / "tiny-clap")


@pytest.fixture
def provider(checkpoint) -> ClapEmbeddingProvider:
    return ClapEmbeddingProvider(str(checkpoint))


@pytest.fixture
def copy(checkpoint, tmp_path):
    """Return a copy of the model that a test may spoil."""
    other = tmp_path / "copy"
    other.mkdir()
    for file in checkpoint.iterdir():
        (other / file.name).write_bytes(file.read_bytes())
    return other


def saved(folder, samples, rate_hz=RATE_HZ):
    path = folder / f"{len(list(folder.iterdir()))}.wav"
    path.write_bytes(wav_of(np.atleast_2d(samples), rate_hz))
    return path


def noise(duration_s, seed=0):
    return np.random.default_rng(seed).uniform(-0.5, 0.5, round(duration_s * RATE_HZ))


def test_a_short_clip_gets_the_vector_transformers_gives_it(provider, checkpoint, tmp_path):
    sound = noise(1.0)
    vector = provider.embed_audio(saved(tmp_path, sound))
    processor = transformers.ClapProcessor.from_pretrained(str(checkpoint))
    model = transformers.ClapModel.from_pretrained(str(checkpoint)).eval()
    inputs = processor(audio=sound, sampling_rate=RATE_HZ, return_tensors="pt")
    with torch.no_grad():
        expected = model.get_audio_features(**inputs).pooler_output[0].numpy()
    assert vector == pytest.approx(expected, abs=1e-3)


def test_words_get_the_vector_transformers_gives_them(provider, checkpoint):
    processor = transformers.ClapProcessor.from_pretrained(str(checkpoint))
    model = transformers.ClapModel.from_pretrained(str(checkpoint)).eval()
    with torch.no_grad():
        read = processor(text=["calm piano"], return_tensors="pt")
        expected = model.get_text_features(**read).pooler_output[0].numpy()
    assert provider.embed_text("calm piano") == pytest.approx(expected, abs=1e-5)
    assert provider.dimension == expected.size == 32


def test_a_long_clip_is_heard_whole_in_windows_that_weigh_the_same(provider, tmp_path):
    first, last = noise(10.0, 1), 0.1 * np.sin(np.arange(2 * RATE_HZ) / 5)
    whole = np.concatenate([first, last])
    parts = [provider.embed_audio(saved(tmp_path, part)) for part in (first, whole[2 * RATE_HZ :])]
    mean = np.mean(parts, axis=0)
    vector = provider.embed_audio(saved(tmp_path, whole))
    assert vector == pytest.approx(mean / np.linalg.norm(mean), abs=1e-4)
    assert vector != pytest.approx(parts[0], abs=1e-4)


def test_any_rate_and_number_of_channels_is_heard(provider, tmp_path):
    def vector(rate_hz, channels):
        path = tmp_path / f"{rate_hz}-{channels}.wav"
        path.write_bytes(tone_wav(1.0, rate_hz=rate_hz, channels=channels))
        return provider.embed_audio(path)

    usual = vector(RATE_HZ, 1)
    assert usual @ vector(RATE_HZ, 2) == pytest.approx(1.0, abs=1e-4)
    assert usual @ vector(32_000, 1) == pytest.approx(1.0, abs=1e-2)


def test_a_text_longer_than_the_model_reads_is_cut_off(provider):
    long = "slow " * 200
    assert provider.embed_text(long) == pytest.approx(provider.embed_text(long + "piano"))


def test_an_empty_text_is_refused(provider):
    with pytest.raises(InvalidInputError, match="empty text"):
        provider.embed_text("  ")


def test_a_file_that_is_no_audio_is_refused(provider, tmp_path):
    with pytest.raises(AudioMissingError):
        provider.embed_audio(tmp_path / "nothing.wav")
    (tmp_path / "page.wav").write_text("<html></html>" * 50)
    with pytest.raises(UndecodableAudioError):
        provider.embed_audio(tmp_path / "page.wav")


def test_the_space_is_that_of_the_files(provider, copy):
    name, _, digest = provider.space.partition(":")
    assert name == "clap"
    assert len(digest) == 12
    assert ClapEmbeddingProvider(str(copy)).space == provider.space
    save_tiny_clap(copy, seed=1)
    assert ClapEmbeddingProvider(str(copy)).space != provider.space


def test_files_that_changed_are_read_again(copy):
    before = ClapEmbeddingProvider(str(copy)).embed_text("piano")
    save_tiny_clap(copy, seed=1)
    assert ClapEmbeddingProvider(str(copy)).embed_text("piano") != pytest.approx(before)


def test_threads_share_one_model_that_is_loaded_once(checkpoint):
    clap_embedding_provider._read.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        made = pool.map(
            lambda _: ClapEmbeddingProvider(str(checkpoint)).embed_text("piano"), range(8)
        )
        vectors = list(made)
    assert clap_embedding_provider._read.cache_info().misses == 1
    assert all(np.array_equal(vector, vectors[0]) for vector in vectors)


@pytest.mark.parametrize("module", ["torch", "transformers"])
def test_a_missing_library_is_named(module, provider, monkeypatch):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UnavailableError, match=rf"needs {module}.*install 'menura\[generate\]'"):
        provider.embed_text("piano")


@pytest.mark.parametrize("name", ["/nowhere/clap", "nobody/never-fetched", "not a name"])
def test_a_model_that_is_not_here_is_not_fetched_but_how_to_is_told(name, monkeypatch, tmp_path):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(UnavailableError, match=f"no model '{name}'.*`hf download {CLAP}"):
        ClapEmbeddingProvider(name).embed_text("piano")


def test_a_model_that_was_fetched_is_found_by_its_name(checkpoint, tmp_path, monkeypatch):
    revision = "0123456789abcdef0123456789abcdef01234567"
    cached = tmp_path / "models--nobody--tiny"
    snapshot = cached / "snapshots" / revision
    snapshot.mkdir(parents=True)
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text(revision)
    for file in checkpoint.iterdir():
        (snapshot / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    named, in_folder = ClapEmbeddingProvider("nobody/tiny"), ClapEmbeddingProvider(str(checkpoint))
    assert named.space == in_folder.space
    assert np.array_equal(named.embed_text("piano"), in_folder.embed_text("piano"))


def spoil_kind(folder) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"model_type": "bert"}))


def spoil_fusion(folder) -> None:
    config = json.loads((folder / "config.json").read_text())
    config["audio_config"]["enable_fusion"] = True
    (folder / "config.json").write_text(json.dumps(config))


def spoil_weights(folder) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-1_000])


def spoil_names(folder) -> None:
    from safetensors.torch import load_file, save_file

    path = folder / "model.safetensors"
    weights = load_file(path)
    kept = {name: value for name, value in weights.items() if "text_projection" not in name}
    save_file(kept, path, metadata={"format": "pt"})


def spoil_by_removing_weights(folder) -> None:
    (folder / "model.safetensors").unlink()


def spoil_by_removing_processor(folder) -> None:
    (folder / "processor_config.json").unlink()


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (spoil_kind, "of the kind 'bert'"),
        (spoil_fusion, "take the unfused one"),
        (spoil_weights, ""),
        (spoil_names, "4 of its"),
        (spoil_by_removing_weights, "no weights"),
        (spoil_by_removing_processor, ""),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_folder_that_holds_no_usable_clap_says_why(spoil, reason, copy):
    spoil(copy)
    with pytest.raises(UnavailableError, match=rf"cannot be used as CLAP \(.*{reason}.*whole"):
        ClapEmbeddingProvider(str(copy)).embed_text("piano")
