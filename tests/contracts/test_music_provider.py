"""Laws every MusicProvider keeps, run over each implementation."""

import json
import wave
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from menura.audio.decode import open_audio
from menura.kernel.errors import CancelledError, MenuraError
from menura.sessions.errors import GenerationFailedError
from menura.sessions.model import LONGEST_S, BriefParams
from menura.sessions.ports import GeneratedClip, MusicProvider
from menura.sessions.prompt import write_prompt
from tests.fake_music_servers import Asked, Step, audio, html_page, serving, tone_wav

DURATION_S = 0.7
PROMPT = write_prompt(
    "warm house with piano", BriefParams(energy=0.5, density=0.5, duration_sec=DURATION_S)
)


@dataclass
class Makers:
    """Where clips go, and what lives as long as the tests of one implementation."""

    folder: Path
    models: Path
    stack: ExitStack


def fake(makers: Makers) -> MusicProvider:
    from menura.sessions.providers.fake_music_provider import FakeMusicProvider

    return FakeMusicProvider(makers.folder)


def builtin(makers: Makers) -> MusicProvider:
    from menura.sessions.providers.builtin_music_provider import BuiltinMusicProvider

    return BuiltinMusicProvider(makers.folder, seed=1, threads=2)


def musicgen_hosted(makers: Makers) -> MusicProvider:
    from menura.sessions.providers.hf_musicgen_provider import HfMusicGenProvider

    numbers = count()

    def respond(asked: Asked) -> Step:
        seconds = asked.body["parameters"]["duration"]
        return audio(tone_wav(seconds, frequency_hz=220.0 * (1 + next(numbers))))

    server = makers.stack.enter_context(serving(respond))
    return HfMusicGenProvider.hosted(makers.folder, seed=1, url=server.url)


def musicgen_local(makers: Makers) -> MusicProvider:
    from menura.sessions.providers.hf_musicgen_provider import HfMusicGenProvider
    from tests.tiny_music_models import save_tiny_musicgen

    model = save_tiny_musicgen(makers.models / "tiny")
    return HfMusicGenProvider.local(makers.folder, seed=1, model=str(model))


MAKERS: list[Callable[[Makers], MusicProvider]] = [fake, builtin, musicgen_hosted, musicgen_local]


@dataclass
class Made:
    """What a provider made, and where it was told to."""

    folder: Path
    clips: list[GeneratedClip]


@pytest.fixture(scope="module", params=MAKERS, ids=lambda make: make.__name__)
def made(request, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("clips") / "not made yet"
    with ExitStack() as stack:
        provider = request.param(Makers(folder, tmp_path_factory.mktemp("models"), stack))
        return Made(folder, provider.generate_batch(PROMPT, 3, DURATION_S))


def samples_of(clip):
    with open_audio(clip.audio_path) as reader:
        return np.concatenate(list(reader.blocks()), axis=1)


def test_as_many_clips_come_as_were_asked_for(made):
    assert len(made.clips) == 3


def test_every_clip_is_a_wav_file_of_its_own_in_the_folder(made):
    paths = [clip.audio_path for clip in made.clips]
    assert len(set(paths)) == 3
    assert {path.parent for path in paths} == {made.folder}
    assert sorted(made.folder.glob("*.wav")) == sorted(paths)
    assert all(path.read_bytes()[:4] == b"RIFF" for path in paths)


def test_the_length_is_told_as_it_is_and_near_what_was_asked(made):
    for clip in made.clips:
        with wave.open(str(clip.audio_path)) as file:
            length_s = file.getnframes() / file.getframerate()
        assert clip.duration_sec == pytest.approx(length_s, abs=1e-3)
        assert 0 < clip.duration_sec <= LONGEST_S
        assert clip.duration_sec == pytest.approx(DURATION_S, abs=0.05)


def test_there_is_something_to_hear_and_it_is_not_clipped(made):
    for clip in made.clips:
        heard = samples_of(clip)
        assert np.abs(heard).max() > 1e-3
        assert (np.abs(heard) >= 1.0).mean() < 0.01


def test_no_two_clips_are_equal(made):
    heard = [samples_of(clip).tobytes() for clip in made.clips]
    assert len(set(heard)) == 3


def test_the_prompt_is_the_one_that_was_sent(made):
    assert {clip.raw_prompt for clip in made.clips} == {PROMPT}


def test_manifests_have_seeds_of_their_own_and_can_be_written_down(made):
    manifests = [clip.made_with for clip in made.clips]
    assert len({manifest.seed for manifest in manifests}) == 3
    for clip, manifest in zip(made.clips, manifests, strict=True):
        assert manifest.provider
        assert manifest.prompt == clip.raw_prompt
        assert json.loads(json.dumps(dict(manifest.parameters))) == dict(manifest.parameters)


# What happens on failure needs providers that can be made to fail.


def failing_fake(folder: Path, stack: ExitStack, *, entirely: bool) -> MusicProvider:
    from menura.sessions.providers.fake_music_provider import FakeMusicProvider

    return FakeMusicProvider(folder, failing=() if entirely else (1,), fail_all=entirely)


def failing_musicgen(folder: Path, stack: ExitStack, *, entirely: bool) -> MusicProvider:
    from menura.sessions.providers.hf_musicgen_provider import HfMusicGenProvider

    good = html_page() if entirely else audio(tone_wav(1))
    server = stack.enter_context(serving(good, html_page(), good))
    return HfMusicGenProvider.hosted(folder, seed=1, url=server.url)


FAILING = pytest.mark.parametrize(
    "make", [failing_fake, failing_musicgen], ids=lambda make: make.__name__
)


@FAILING
def test_a_clip_that_fails_is_left_out(make, tmp_path):
    with ExitStack() as stack:
        clips = make(tmp_path, stack, entirely=False).generate_batch(PROMPT, 3, DURATION_S)
    assert len(clips) == len(list(tmp_path.glob("*.wav"))) == 2


@FAILING
def test_all_failing_is_told_with_a_reason_and_leaves_no_file(make, tmp_path):
    with ExitStack() as stack:
        provider = make(tmp_path, stack, entirely=True)
        with pytest.raises(GenerationFailedError, match=r"No clip could be made: .+"):
            provider.generate_batch(PROMPT, 3, DURATION_S)
    assert not list(tmp_path.rglob("*.*"))


# Those that work for long ask whether they are still wanted.


def stoppable_builtin(makers: Makers, check: Callable[[], None]) -> MusicProvider:
    from menura.sessions.providers.builtin_music_provider import BuiltinMusicProvider

    return BuiltinMusicProvider(makers.folder, seed=1, threads=2, check=check)


def stoppable_hosted(makers: Makers, check: Callable[[], None]) -> MusicProvider:
    from menura.sessions.providers.hf_musicgen_provider import HfMusicGenProvider

    server = makers.stack.enter_context(serving(audio(tone_wav(1), delay_s=0.5)))
    return HfMusicGenProvider.hosted(makers.folder, seed=1, url=server.url, check=check)


class GoneAwayError(MenuraError):
    """Stand for whatever a caller raises to end the work."""


@pytest.mark.parametrize("raised", [CancelledError("stop"), GoneAwayError("gone")])
@pytest.mark.parametrize(
    "make", [stoppable_builtin, stoppable_hosted], ids=lambda make: make.__name__
)
def test_what_the_callers_check_raises_ends_the_batch(make, raised, tmp_path):
    calls = count()

    def check() -> None:
        if next(calls) >= 1:
            raise raised

    with ExitStack() as stack:
        provider = make(Makers(tmp_path, tmp_path, stack), check)
        with pytest.raises(type(raised)):
            provider.generate_batch(PROMPT, 3, DURATION_S)
