"""Clips are real files, always the same, exact to the sample; one that fails costs no other."""

import errno
import json
import threading
from dataclasses import replace

import numpy as np
import pytest

from menura.audio.listen import listen
from menura.kernel.disk import hash_file
from menura.kernel.errors import CancelledError
from menura.sessions import clip_rendering
from menura.sessions.clip_rendering import render_clip_again
from menura.sessions.errors import GenerationFailedError, NotReproducibleError, SessionInputError
from menura.sessions.media import ClipsNotKeptError
from menura.sessions.model import BatchKind, BriefParams, ClipManifest
from menura.sessions.ports import GeneratedClip, SteerableMusicProvider, SteeringHint
from menura.sessions.prompt import write_prompt
from menura.sessions.providers import builtin_music_provider
from menura.sessions.providers.builtin_music_provider import BuiltinMusicProvider
from menura.studio.wav_file import read_wav

DURATION_S = 1.2345
PROMPT = write_prompt("minimal techno", BriefParams(energy=0.5, density=0.5, duration_sec=1.0))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("clips")


@pytest.fixture(scope="module")
def batch(folder):
    return BuiltinMusicProvider(folder, seed=3).generate_batch(PROMPT, 3, DURATION_S)


def told(clip: GeneratedClip) -> ClipManifest:
    assert clip.made_with is not None
    return clip.made_with


def no_clip(clip, target, check):
    raise AssertionError("a clip was made anew")


def test_clips_are_playable_files_of_the_exact_length(batch, folder):
    assert [clip.audio_path for clip in batch] == [folder / f"clip-{i}.wav" for i in range(3)]
    for clip in batch:
        samples = read_wav(clip.audio_path)
        assert samples.shape == (2, round(DURATION_S * 48_000))
        assert clip.duration_sec == samples.shape[1] / 48_000
        assert clip.raw_prompt == PROMPT
    assert not list(folder.glob("*.part"))


def test_music_plays_to_the_end_and_fades_without_a_click(batch):
    for clip in batch:
        samples = read_wav(clip.audio_path)
        late = samples[:, -24_000:-9_600]
        assert float(np.sqrt(np.mean(late**2))) > 0.02
        assert float(np.abs(samples[:, -8:]).max()) < 1e-3


def test_manifests_tell_what_was_meant_and_what_plays(batch):
    for clip in batch:
        manifest = told(clip)
        assert manifest.provider == "builtin"
        assert manifest.targets.bpm == manifest.parameters["plan"]["bpm"]
        assert manifest.genre == "Techno"
        assert manifest.instruments
        assert not any("_" in name for name in manifest.instruments)
        assert manifest.sha256 == hash_file(clip.audio_path)
        json.dumps(dict(manifest.parameters))
    assert len({clip.made_with.seed for clip in batch}) == 3


def test_a_clip_is_rendered_again_byte_for_byte(batch, tmp_path):
    again = tmp_path / "again.wav"
    render_clip_again(batch[1].made_with, again)
    assert again.read_bytes() == batch[1].audio_path.read_bytes()


def test_a_manifest_that_was_changed_gives_no_file_at_all(batch, tmp_path):
    whole = told(batch[0])
    changed = dict(whole.parameters)
    changed["plan"] = {**changed["plan"], "brightness": 0.123}
    with pytest.raises(NotReproducibleError, match="Another file"):
        render_clip_again(replace(whole, parameters=changed), tmp_path / "again.wav")
    assert not list(tmp_path.iterdir())


def test_what_a_cut_short_run_left_is_taken_and_only_the_rest_is_made(batch, folder, monkeypatch):
    provider = BuiltinMusicProvider(folder, seed=3)
    monkeypatch.setattr(builtin_music_provider, "write_clip", no_clip)
    assert provider.generate_batch(PROMPT, 3, DURATION_S) == batch


def test_a_damaged_leftover_is_made_anew(batch, folder):
    whole = batch[2].audio_path.read_bytes()
    batch[2].audio_path.write_bytes(whole[:1000])
    (folder / "clip-1.json").write_text("{", encoding="utf-8")
    made = BuiltinMusicProvider(folder, seed=3).generate_batch(PROMPT, 3, DURATION_S)
    assert made == batch
    assert batch[2].audio_path.read_bytes() == whole


def test_all_clips_are_equally_loud_and_none_peaks(tmp_path):
    prompt = write_prompt("rock", BriefParams(energy=0.9, density=0.5, duration_sec=4.0))
    for clip in BuiltinMusicProvider(tmp_path, seed=5).generate_batch(prompt, 2, 4.0):
        loudness = listen(clip.audio_path).loudness
        assert loudness.integrated_lufs == pytest.approx(-14, abs=0.4)
        assert loudness.true_peak_dbtp is not None
        assert loudness.true_peak_dbtp <= -0.9


@pytest.mark.parametrize("brief", ["house", "slow ambient pads"])
def test_a_twentieth_of_a_second_is_a_valid_file_with_a_sound(brief, tmp_path):
    (clip,) = BuiltinMusicProvider(tmp_path, seed=1).generate_batch(brief, 1, 0.05)
    samples = read_wav(clip.audio_path)
    assert samples.shape == (2, 2_400)
    assert float(np.abs(samples).max()) > 0.01


@pytest.mark.parametrize(("count", "duration_s"), [(0, 1.0), (1, 0.0), (1, float("nan"))])
def test_numbers_that_no_clip_can_have_are_refused(count, duration_s, tmp_path):
    with pytest.raises(SessionInputError):
        BuiltinMusicProvider(tmp_path, seed=1).generate_batch(PROMPT, count, duration_s)


def test_steered_clips_come_in_the_same_files_and_say_so(batch, tmp_path):
    provider = BuiltinMusicProvider(tmp_path, seed=6)
    assert isinstance(provider, SteerableMusicProvider)
    hint = SteeringHint(BatchKind.MORE, near=(batch[0].made_with,))
    made = provider.generate_steered(PROMPT, 2, DURATION_S, hint)
    manifests = [told(clip) for clip in made]
    assert [one.parameters["origin"] for one in manifests] == ["variation", "fresh"]
    assert manifests[0].targets == batch[0].made_with.targets
    assert manifests[0].sha256 != batch[0].made_with.sha256


# --------------------------------------------------------------------- faults


def failing(errors, made):
    """Return a stand-in that fails as told and writes nothing to be heard."""
    real = clip_rendering.write_clip

    def write(clip, target, check):
        index = int(target.stem.removeprefix("clip-"))
        if index in errors:
            raise errors[index]
        made.append(index)
        return real(clip, target, check)

    return write


def test_a_clip_that_fails_is_left_out(tmp_path, monkeypatch):
    made: list[int] = []
    monkeypatch.setattr(
        builtin_music_provider, "write_clip", failing({0: RuntimeError("no sound")}, made)
    )
    (clip,) = BuiltinMusicProvider(tmp_path, seed=1).generate_batch(PROMPT, 2, 0.5)
    assert clip.audio_path.name == "clip-1.wav"
    assert made == [1]


def test_if_all_fail_the_first_reason_is_told(tmp_path, monkeypatch):
    errors = {0: RuntimeError("the first reason"), 1: RuntimeError("the second")}
    monkeypatch.setattr(builtin_music_provider, "write_clip", failing(errors, []))
    with pytest.raises(GenerationFailedError, match="the first reason"):
        BuiltinMusicProvider(tmp_path, seed=1).generate_batch(PROMPT, 2, 0.5)


def test_a_full_disk_is_told_as_such(tmp_path, monkeypatch):
    full = OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(builtin_music_provider, "write_clip", failing({0: full, 1: full}, []))
    with pytest.raises(ClipsNotKeptError, match="Make room"):
        BuiltinMusicProvider(tmp_path, seed=1).generate_batch(PROMPT, 2, 0.5)


def test_memory_that_runs_out_is_no_failure_of_one_clip(tmp_path, monkeypatch):
    monkeypatch.setattr(builtin_music_provider, "write_clip", failing({0: MemoryError()}, []))
    with pytest.raises(MemoryError):
        BuiltinMusicProvider(tmp_path, seed=1).generate_batch(PROMPT, 2, 0.5)


class CountingStop:
    """Ask to stop after some calls, and notice two calls at once."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.calls = 0
        self.busy = threading.Lock()

    def __call__(self) -> None:
        assert self.busy.acquire(blocking=False)
        try:
            self.calls += 1
            if self.calls > self.after:
                raise CancelledError("The job was cancelled.")
        finally:
            self.busy.release()


def test_a_cancelled_batch_stops_and_leaves_no_half_files(tmp_path):
    stop = CountingStop(after=8)
    provider = BuiltinMusicProvider(tmp_path, seed=1, check=stop)
    with pytest.raises(CancelledError):
        provider.generate_batch(PROMPT, 6, 0.5)
    assert not list(tmp_path.glob("*.part"))
    assert len(list(tmp_path.glob("*.wav"))) < 6


def test_progress_ends_at_the_whole(tmp_path, monkeypatch):
    shares: list[float] = []
    monkeypatch.setattr(builtin_music_provider, "write_clip", failing({0: RuntimeError("x")}, []))
    provider = BuiltinMusicProvider(tmp_path, seed=1, report=shares.append)
    provider.generate_batch(PROMPT, 2, 0.5)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
