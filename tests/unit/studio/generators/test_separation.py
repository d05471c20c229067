"""A mix is split into stems that add up to it, or said to be whole.

Demucs itself is not part of the tests. A stand-in with its names and shapes splits by frequency:
it shows that what goes in and comes out is handled rightly, and nothing about Demucs.
"""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from menura.kernel.errors import CancelledError
from menura.studio.generators.errors import (
    GeneratorError,
    GeneratorNotInstalledError,
    ModelNotServedError,
)
from menura.studio.generators.model import Take
from menura.studio.generators.separation import DemucsSeparator, NoSeparator
from menura.studio.rate import SAMPLE_RATE_HZ
from tests.audio_synthesis import sine

torch: Any = pytest.importorskip("torch", reason="torch is not installed (beside extra `generate`)")
RATE_HZ = 44_100


def tone(frequency_hz: float) -> np.ndarray:
    return sine(frequency_hz, 2.0, amplitude=0.3, channels=2, sample_rate_hz=SAMPLE_RATE_HZ)


LOW, HIGH = tone(80.0), tone(2_000.0)
MIX = Take(LOW + HIGH + np.float32(0.01), seed=1, provider="test")


class StandIn:
    """Have what Demucs' models have: below 500 Hz is bass, half of the rest is drums."""

    samplerate, sources = RATE_HZ, ["drums", "bass", "other", "vocals"]

    def eval(self) -> "StandIn":
        return self

    def to(self, device: str) -> "StandIn":
        return self


def apply_model(model, mix, *, overlap, progress) -> Any:
    assert mix.shape[:2] == (1, 2)
    assert abs(float(mix.mean())) < 0.01
    assert float(mix.mean(1).std()) == pytest.approx(1, abs=0.01)
    spectrum = torch.fft.rfft(mix)
    is_low = torch.fft.rfftfreq(mix.shape[-1], 1 / RATE_HZ) < 500
    bass = torch.fft.irfft(spectrum * is_low, mix.shape[-1])
    return torch.stack([(mix - bass) / 2, bass, (mix - bass) / 4, 0 * mix], dim=1)


@pytest.fixture
def demucs(monkeypatch) -> SimpleNamespace:
    package = ModuleType("demucs")
    pretrained = SimpleNamespace(get_model=lambda name, repo: StandIn())
    apply = SimpleNamespace(apply_model=apply_model)
    monkeypatch.setitem(sys.modules, "demucs", package)
    monkeypatch.setitem(sys.modules, "demucs.pretrained", pretrained)
    monkeypatch.setitem(sys.modules, "demucs.apply", apply)
    return SimpleNamespace(pretrained=pretrained, apply=apply)


def test_without_a_separator_the_mix_is_the_only_stem_and_that_is_said(nothing):
    separation = NoSeparator().separate(MIX, nothing)
    assert list(separation.stems) == ["mix"]
    assert separation.stems["mix"] is MIX.samples
    assert "whole mixes" in separation.notes[0]


def test_stems_add_up_to_the_mix(demucs, nothing):
    separation = DemucsSeparator().separate(MIX, nothing)
    assert sorted(separation.stems) == ["bass", "drums", "other", "vocals"]
    total = sum(separation.stems.values())
    assert np.abs(total - MIX.samples).max() < 1e-6
    assert all(s.shape == MIX.samples.shape for s in separation.stems.values())
    assert all(s.dtype == np.float32 for s in separation.stems.values())
    assert "traces" in separation.notes[0]


def test_stems_are_scaled_and_timed_as_the_mix_is(demucs, nothing):
    stems = DemucsSeparator().separate(MIX, nothing).stems
    middle = slice(SAMPLE_RATE_HZ // 2, 3 * SAMPLE_RATE_HZ // 2)
    assert np.abs(stems["bass"][:, middle] - LOW[:, middle]).max() < 0.03
    assert np.abs(stems["drums"][:, middle] - HIGH[:, middle] / 2).max() < 0.03


def test_the_terms_of_the_weights_are_told():
    assert "scientific purposes" in DemucsSeparator().licence


def test_what_is_missing_is_named(demucs, nothing, monkeypatch):
    monkeypatch.setitem(sys.modules, "demucs.apply", None)
    with pytest.raises(GeneratorNotInstalledError, match="pip install demucs"):
        DemucsSeparator().separate(MIX, nothing)


def test_weights_that_are_not_there_are_named(demucs, nothing):
    def get_model(name, repo):
        raise FileNotFoundError(f"no {name} in {repo}")

    demucs.pretrained.get_model = get_model
    with pytest.raises(ModelNotServedError, match="no mine in weights"):
        DemucsSeparator("mine", Path("weights")).separate(MIX, nothing)


def test_a_model_that_fails_is_said(demucs, nothing):
    def apply_model(*_, **__):
        raise RuntimeError("out of memory")

    demucs.apply.apply_model = apply_model
    with pytest.raises(GeneratorError, match="out of memory"):
        DemucsSeparator().separate(MIX, nothing)


def test_cancelling_works_between_the_steps(demucs, cancel_at):
    for call in (0, 1):
        with pytest.raises(CancelledError):
            DemucsSeparator().separate(MIX, cancel_at(call))
