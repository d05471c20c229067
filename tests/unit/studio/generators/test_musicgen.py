"""MusicGen runs through the same code with random weights as with real ones."""

import sys
from pathlib import Path

import numpy as np
import pytest

from menura.kernel.errors import CancelledError
from menura.studio.generators.errors import GeneratorNotInstalledError, ModelNotServedError
from menura.studio.generators.hosted import HostedTextToAudio
from menura.studio.generators.musicgen import LocalMusicGen
from menura.studio.rate import SAMPLE_RATE_HZ
from tests.fake_music_servers import as_json, serving
from tests.tiny_music_models import save_tiny_musicgen, torch, transformers


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_musicgen(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def generator(folder: Path) -> LocalMusicGen:
    return LocalMusicGen(str(folder), window_s=0.5, context_s=0.2)


def test_a_take_is_stereo_at_the_studio_rate_and_as_long_as_asked(generator, ask, nothing):
    take = generator.generate(ask(duration_s=0.5), nothing)
    assert take.samples.shape == (2, SAMPLE_RATE_HZ // 2)
    assert take.samples.dtype == np.float32
    assert np.isfinite(take.samples).all()
    assert take.samples.std() > 0
    assert take.provider == "musicgen: tiny"


def test_the_same_seed_gives_the_same_take_and_another_another(generator, ask, nothing):
    first = generator.generate(ask(duration_s=0.5, seed=1), nothing)
    again = generator.generate(ask(duration_s=0.5, seed=1), nothing)
    other = generator.generate(ask(duration_s=0.5, seed=2), nothing)
    assert np.array_equal(first.samples, again.samples)
    assert not np.array_equal(first.samples, other.samples)


def test_a_long_take_is_made_in_windows_and_says_so(generator, ask, nothing):
    take = generator.generate(ask(duration_s=1.0), nothing)
    assert take.samples.shape == (2, SAMPLE_RATE_HZ)
    # half a second, then .3 s after each .2 s of context
    assert "3 windows" in " ".join(take.notes)


def test_a_stereo_checkpoint_stays_stereo_over_all_windows(tmp_path, ask, nothing):
    save_tiny_musicgen(tmp_path / "stereo", channels=2)
    stereo = LocalMusicGen(str(tmp_path / "stereo"), window_s=0.5, context_s=0.2)
    take = stereo.generate(ask(duration_s=0.7), nothing)
    assert take.samples.shape == (2, round(0.7 * SAMPLE_RATE_HZ))
    assert not np.array_equal(take.samples[0], take.samples[1])
    assert "mono" not in " ".join(take.notes)


def test_the_random_numbers_of_others_are_left_alone(generator, ask, nothing):
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    generator.generate(ask(duration_s=0.5), nothing)
    assert torch.equal(torch.rand(3), expected)


@pytest.mark.parametrize("call", [0, 1, 5])
def test_cancelling_ends_the_generation_between_two_tokens(
    generator, call, ask, nothing, cancel_at
):
    with pytest.raises(CancelledError):
        generator.generate(ask(duration_s=0.5), cancel_at(call))
    assert generator.generate(ask(duration_s=0.5), nothing).samples.any()


def test_a_take_that_waits_for_another_can_be_cancelled(folder, ask, cancel_at):
    busy = LocalMusicGen(str(folder))
    with busy._lock, pytest.raises(CancelledError):
        busy.generate(ask(duration_s=0.5), cancel_at(1))


def test_the_cost_is_estimated_from_the_size(folder, ask, nothing):
    fresh = LocalMusicGen(str(folder))
    assert fresh.estimate_cpu_s(10) == pytest.approx(1_000)
    fresh.generate(ask(duration_s=0.1), nothing)
    assert fresh.estimate_cpu_s(10) < 10


@pytest.mark.parametrize("kind", ["missing", "empty", "damaged"])
def test_a_folder_that_is_no_model_is_refused(kind, folder, tmp_path, ask, nothing):
    other = tmp_path / "other"
    if kind != "missing":
        other.mkdir()
    if kind == "damaged":
        for file in folder.iterdir():
            (other / file.name).write_bytes(file.read_bytes()[: -file.stat().st_size // 2])
    with pytest.raises(ModelNotServedError, match="cannot be loaded as a MusicGen"):
        LocalMusicGen(str(other)).generate(ask(duration_s=0.5), nothing)


@pytest.mark.parametrize("module", ["torch", "transformers"])
def test_a_missing_library_is_named(module, folder, monkeypatch, ask, nothing):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(GeneratorNotInstalledError, match=f"needs {module}"):
        LocalMusicGen(str(folder)).generate(ask(duration_s=0.5), nothing)


def test_a_hosted_pipeline_takes_what_its_template_sends(folder, ask, nothing):
    pipeline = transformers.pipeline("text-to-audio", model=str(folder))

    def respond(asked):
        made = pipeline(asked.body["inputs"], **asked.body["parameters"])
        rate_hz = made["sampling_rate"]
        return as_json([{"generated_audio": made["audio"].tolist(), "sampling_rate": rate_hz}])

    with serving(respond) as server:
        hosted = HostedTextToAudio(server.url, template="huggingface-pipeline")
        take = hosted.generate(ask(duration_s=0.5), nothing)
    assert take.samples.shape[1] == pytest.approx(SAMPLE_RATE_HZ / 2, abs=2_000)
