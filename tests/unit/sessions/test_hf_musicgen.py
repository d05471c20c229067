"""MusicGen makes clips, hosted or here, and says in one sentence why it did not."""

import json
import wave

import numpy as np
import pytest

from menura.audio.decode import open_audio
from menura.kernel.errors import CancelledError
from menura.language import InvalidServerError
from menura.sessions.errors import GenerationFailedError
from menura.sessions.media import ClipsNotKeptError
from menura.sessions.model import ClipManifest
from menura.sessions.ports import GeneratedClip
from menura.sessions.providers.hf_musicgen_provider import (
    HOSTED_URL,
    GeneratorModel,
    GeneratorMusicProvider,
    HfMusicGenProvider,
    clip_seed,
)
from menura.studio.requests import (
    Capabilities,
    GeneratorBusyError,
    GeneratorError,
    GeneratorNotInstalledError,
    Take,
)
from tests.fake_music_servers import (
    KEY,
    Step,
    as_json,
    audio,
    base64_audio,
    generated_numbers,
    html_page,
    loading,
    serving,
    tone_wav,
)

PROMPT = "calm piano | energy=0.20 | density=0.30 | duration=0.5s"
GOOD = audio(tone_wav(1))
paused: list[float] = []


@pytest.fixture(autouse=True)
def _nothing_paused() -> None:
    paused.clear()


def hosted(folder, server, **options) -> HfMusicGenProvider:
    options.setdefault("seed", 1)
    options.setdefault("token", KEY)
    return HfMusicGenProvider.hosted(folder, url=server.url, sleep=paused.append, **options)


def manifest_of(clip: GeneratedClip) -> ClipManifest:
    assert clip.made_with is not None
    return clip.made_with


def made_by(script, folder, clips=3, duration_s=0.5, **options):
    """Ask a server that keeps to a script for a batch."""
    with serving(*script) as server:
        return hosted(folder, server, **options).generate_batch(PROMPT, clips, duration_s)


def reason_of(script, folder, **options) -> str:
    with pytest.raises(GenerationFailedError) as failure:
        made_by(script, folder, **options)
    return failure.value.message


def samples_of(path):
    with open_audio(path) as reader:
        return np.concatenate(list(reader.blocks()), axis=1)


# ------------------------------------------------------------------------ hosted


def test_every_clip_is_asked_for_by_itself_with_the_prompt_and_whole_seconds(tmp_path):
    with serving(GOOD) as server:
        clips = hosted(tmp_path, server).generate_batch(PROMPT, 2, 0.5)
    assert len(clips) == len(server.asked) == 2
    for asked, clip in zip(server.asked, clips, strict=True):
        assert asked.headers["Authorization"] == f"Bearer {KEY}"
        assert asked.body["inputs"] == clip.raw_prompt == PROMPT
        assert asked.body["parameters"]["duration"] == 1


def test_a_longer_take_is_cut_to_what_was_asked_and_fades_out(tmp_path):
    (clip,) = made_by([GOOD], tmp_path, clips=1)
    heard = samples_of(clip.audio_path)
    assert clip.duration_sec == 0.5
    assert heard.shape[1] == 24_000
    assert abs(heard[:, -1]).max() < 1e-3 < abs(heard[:, -600:-500]).max()


def test_a_shorter_take_is_told_as_short_as_it_is(tmp_path):
    (clip,) = made_by([audio(tone_wav(0.25))], tmp_path, clips=1, duration_s=2.0)
    with wave.open(str(clip.audio_path)) as file:
        assert clip.duration_sec == pytest.approx(file.getnframes() / file.getframerate())
    assert clip.duration_sec == pytest.approx(0.25, abs=0.01)


def test_a_take_beyond_full_scale_is_turned_down_and_not_clipped(tmp_path):
    loud = [3.0 * float(np.sin(i / 10)) for i in range(16_000)]
    step = as_json([{"generated_audio": [loud], "sampling_rate": 32_000}])
    (clip,) = made_by([step], tmp_path, clips=1)
    heard = samples_of(clip.audio_path)
    assert abs(heard).max() == pytest.approx(0.999, abs=0.01)
    assert (abs(heard) > 0.998).mean() < 0.05


def test_which_model_an_address_of_ones_own_serves_is_not_guessed(tmp_path):
    (clip,) = made_by([GOOD], tmp_path, clips=1)
    assert manifest_of(clip).model is None


@pytest.mark.parametrize("answer", [generated_numbers(0.5), base64_audio(tone_wav(0.5))])
def test_numbers_and_text_are_audio_too(answer, tmp_path):
    assert made_by([answer], tmp_path, clips=1)[0].duration_sec == pytest.approx(0.5, abs=0.01)


def test_the_manifest_says_from_what_and_on_which_terms(tmp_path):
    clips = made_by([GOOD], tmp_path, clips=2, seed=9, model="facebook/musicgen-small")
    for index, clip in enumerate(clips):
        manifest = manifest_of(clip)
        assert manifest.provider == "hosted"
        assert manifest.model == "facebook/musicgen-small"
        assert manifest.model_hash is None
        assert manifest.seed == clip_seed(9, index)
        assert manifest.prompt == clip.raw_prompt
        assert "CC-BY-NC" in manifest.licence
        assert "draws its own seed" in " ".join(manifest.parameters["notes"])
        assert KEY not in json.dumps(dict(manifest.parameters))


def test_tempo_and_key_are_targets_where_the_brief_says_them(tmp_path):
    with serving(GOOD) as server:
        provider = hosted(tmp_path, server)
        told = manifest_of(
            provider.generate_batch("house at 126 bpm in F minor", 1, 0.5)[0]
        ).targets
        silent = manifest_of(provider.generate_batch("asdf qwer", 1, 0.5)[0]).targets
    assert (told.bpm, told.key, told.mode) == (126.0, 5, "minor")
    assert (silent.bpm, silent.key, silent.mode) == (None, None, None)


def test_the_file_says_that_a_model_made_it(tmp_path):
    (clip,) = made_by([GOOD], tmp_path, clips=1)
    assert b"trainedAlgorithmicMedia" in clip.audio_path.read_bytes()


def test_progress_is_told_clip_by_clip(tmp_path):
    told: list[float] = []
    made_by([GOOD, html_page(), GOOD], tmp_path, report=told.append)
    assert told == pytest.approx([1 / 3, 2 / 3, 1.0])


# ------------------------------------------------------------------------ faults

BROKEN = {
    "truncated audio": audio(tone_wav(1)[:-20_000]),
    "a connection that breaks off": audio(tone_wav(1), cut_at=20_000),
    "a web page": html_page(),
    "a web page as audio": Step(body=html_page().body, media_type="audio/wav"),
    "audio under a wrong type that is none": Step(body=b"RIFFnothing", media_type="text/plain"),
    "an empty body": audio(b""),
    "JSON without audio": as_json({"text": "la la la"}),
    "broken JSON": Step(body=b'[{"generated_audio": [0.1,'),
    "silence": as_json([{"generated_audio": [[0.0] * 800], "sampling_rate": 32_000}]),
    "a server error": html_page(500),
}


@pytest.mark.parametrize("fault", BROKEN.values(), ids=BROKEN)
def test_one_clip_that_fails_leaves_the_other_two(fault, tmp_path):
    clips = made_by([GOOD, fault, GOOD], tmp_path)
    assert [clip.audio_path.name for clip in clips] == ["clip-0.wav", "clip-2.wav"]
    assert sorted(path.name for path in tmp_path.glob("*.wav")) == ["clip-0.wav", "clip-2.wav"]


@pytest.mark.parametrize("fault", BROKEN.values(), ids=BROKEN)
def test_if_all_fail_the_reason_is_told_and_no_file_is_left(fault, tmp_path):
    reason = reason_of([fault], tmp_path, clips=2)
    assert reason.startswith("No clip could be made: ")
    assert "127.0.0.1" in reason
    assert KEY not in reason
    assert list(tmp_path.iterdir()) == []


def test_audio_under_a_wrong_type_is_heard_all_the_same(tmp_path):
    assert made_by([audio(tone_wav(1), "application/octet-stream")], tmp_path, clips=1)


def test_a_slow_answer_is_waited_for(tmp_path):
    assert made_by([audio(tone_wav(1), delay_s=0.3)], tmp_path, clips=1)


def test_an_answer_that_never_ends_is_given_up(tmp_path):
    slow = audio(tone_wav(1), drip_s=0.05)
    assert "within 0.3 s" in reason_of([slow], tmp_path, clips=1, timeout_s=0.3)


@pytest.mark.parametrize(
    "busy",
    [loading(1.0), as_json({"error": "slow down"}, 429, headers={"Retry-After": "1"})],
    ids=["503 while loading", "429"],
)
def test_a_busy_server_is_left_alone_for_as_long_as_it_says(busy, tmp_path):
    assert len(made_by([busy, busy, GOOD], tmp_path)) == 3
    assert sum(paused) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (401, "set a token it accepts"),
        (403, "set a token it accepts"),
        (404, "use an Endpoint's address or a local model"),
        (410, "use an Endpoint's address or a local model"),
        (429, "try again later"),
    ],
)
def test_what_no_other_clip_would_fare_better_with_is_told_at_once(status, advice, tmp_path):
    step = as_json({"error": "no"}, status, headers={"Retry-After": "9999"})
    with serving(step) as server, pytest.raises(GenerationFailedError, match=advice):
        hosted(tmp_path, server).generate_batch(PROMPT, 6, 0.5)
    assert len(server.asked) == 1


def test_what_was_made_before_a_server_refuses_is_kept(tmp_path):
    assert len(made_by([GOOD, as_json({"error": "quota"}, 403)], tmp_path, clips=6)) == 1


def test_the_usual_address_comes_with_the_advice_to_use_another(tmp_path, monkeypatch):
    provider = HfMusicGenProvider.hosted(tmp_path, seed=1)
    monkeypatch.setattr(provider, "_generator", FakeGenerator(GeneratorBusyError("busy.")))
    with pytest.raises(GenerationFailedError, match=r"busy\. Hugging Face.* start an Endpoint"):
        provider.generate_batch(PROMPT, 1, 0.5)
    assert "musicgen-small" in HOSTED_URL


def test_an_address_that_is_none_is_refused_before_anything_is_asked(tmp_path):
    with pytest.raises(InvalidServerError):
        HfMusicGenProvider.hosted(tmp_path, seed=1, url="ftp://somewhere")


# --------------------------------------------------------------- any generator


class FakeGenerator:
    """Play noise, or raise what it is told to, in turn; the last is repeated."""

    def __init__(self, *script: Exception | None) -> None:
        self._script = list(script) or [None]
        self.seeds: list[int] = []

    def capabilities(self) -> Capabilities:
        return Capabilities("fake", False, 30.0, False, False, "Yours.", "Nothing.")

    def generate(self, request, check) -> Take:
        check()
        self.seeds.append(request.seed)
        step = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        if step is not None:
            raise step
        noise = np.random.default_rng(request.seed).uniform(-0.5, 0.5, (2, request.length))
        return Take(noise.astype(np.float32), request.seed, "fake: noise")


def provider_of(generator, folder, **options) -> GeneratorMusicProvider:
    return GeneratorMusicProvider(generator, folder, **({"seed": 3} | options))


def test_clips_of_a_batch_have_seeds_of_their_own_and_the_same_again(tmp_path):
    first, again, other = FakeGenerator(), FakeGenerator(), FakeGenerator()
    clips = provider_of(first, tmp_path / "a").generate_batch(PROMPT, 3, 0.1)
    twins = provider_of(again, tmp_path / "b").generate_batch(PROMPT, 3, 0.1)
    provider_of(other, tmp_path / "c", seed=4).generate_batch(PROMPT, 3, 0.1)
    assert first.seeds == again.seeds
    assert len({*first.seeds, *other.seeds}) == 6
    for clip, twin in zip(clips, twins, strict=True):
        assert clip.audio_path.read_bytes() == twin.audio_path.read_bytes()


def test_a_second_batch_of_a_provider_is_another(tmp_path):
    provider = provider_of(FakeGenerator(), tmp_path)
    clips = [*provider.generate_batch(PROMPT, 2, 0.1), *provider.generate_batch(PROMPT, 2, 0.1)]
    assert len({clip.audio_path for clip in clips}) == 4
    assert len({manifest_of(clip).seed for clip in clips}) == 4


def test_stopping_is_not_taken_for_a_clip_that_failed(tmp_path):
    with pytest.raises(CancelledError):
        provider_of(FakeGenerator(None, CancelledError("stop")), tmp_path).generate_batch(
            PROMPT, 3, 0.1
        )


def test_whether_to_stop_is_asked_before_every_clip(tmp_path):
    asked: list[int] = []

    def check() -> None:
        asked.append(1)
        if len(asked) > 2:
            raise CancelledError("stop")

    with pytest.raises(CancelledError):
        provider_of(FakeGenerator(), tmp_path, check=check).generate_batch(PROMPT, 3, 0.1)


def test_a_batch_that_was_cut_short_goes_on_where_it_was(tmp_path):
    with pytest.raises(CancelledError):
        provider_of(FakeGenerator(None, None, CancelledError("stop")), tmp_path).generate_batch(
            PROMPT, 3, 0.1
        )
    rest = FakeGenerator()
    clips = provider_of(rest, tmp_path).generate_batch(PROMPT, 3, 0.1)
    assert rest.seeds == [clip_seed(3, 2)]
    assert [clip.duration_sec for clip in clips] == [pytest.approx(0.1)] * 3
    assert [manifest_of(clip).parameters["made_by"] for clip in clips] == ["fake: noise"] * 3


@pytest.mark.parametrize("change", ["prompt", "seed", "length", "model", "file"])
def test_a_clip_made_from_something_else_is_not_taken_for_this_one(change, tmp_path):
    provider_of(FakeGenerator(), tmp_path).generate_batch(PROMPT, 1, 0.1)
    if change == "file":
        (tmp_path / "clip-0.wav").unlink()
    generator = FakeGenerator()
    other = provider_of(
        generator,
        tmp_path,
        seed=4 if change == "seed" else 3,
        model=GeneratorModel("large" if change == "model" else None),
    )
    other.generate_batch(
        "loud drums" if change == "prompt" else PROMPT, 1, 0.2 if change == "length" else 0.1
    )
    assert len(generator.seeds) == 1


def test_a_library_that_is_missing_is_told_once(tmp_path):
    generator = FakeGenerator(GeneratorNotInstalledError("MusicGen needs torch."))
    with pytest.raises(GenerationFailedError, match="needs torch"):
        provider_of(generator, tmp_path).generate_batch(PROMPT, 4, 0.1)
    assert len(generator.seeds) == 1


def test_the_first_reason_is_told_when_all_fail(tmp_path):
    generator = FakeGenerator(GeneratorError("First."), GeneratorError("Second."))
    with pytest.raises(GenerationFailedError, match=r"made: First\.$"):
        provider_of(generator, tmp_path).generate_batch(PROMPT, 2, 0.1)


def test_a_folder_that_cannot_be_written_to_ends_the_batch(tmp_path):
    (tmp_path / "file").write_text("in the way")
    generator = FakeGenerator()
    with pytest.raises(ClipsNotKeptError):
        provider_of(generator, tmp_path / "file").generate_batch(PROMPT, 3, 0.1)
    assert len(generator.seeds) == 1


# ------------------------------------------------------------------------- local


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    from tests.tiny_music_models import save_tiny_musicgen

    return save_tiny_musicgen(tmp_path_factory.mktemp("models") / "tiny")


def test_a_local_model_makes_clips_and_is_named_by_its_files(checkpoint, tmp_path):
    clips = HfMusicGenProvider.local(tmp_path, seed=5, model=str(checkpoint)).generate_batch(
        PROMPT, 2, 0.3
    )
    manifests = [manifest_of(clip) for clip in clips]
    assert [clip.duration_sec for clip in clips] == [pytest.approx(0.3)] * 2
    assert {(one.provider, one.model) for one in manifests} == {("musicgen", "tiny")}
    (model_hash,) = {one.model_hash for one in manifests}
    assert model_hash is not None
    assert len(model_hash) == 64
    first, second = (samples_of(clip.audio_path) for clip in clips)
    assert not np.array_equal(first, second)


def test_other_weights_have_another_hash(checkpoint, tmp_path):
    from menura.sessions.providers.model_files import hash_checkpoint

    before = hash_checkpoint(checkpoint)
    for file in checkpoint.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert hash_checkpoint(tmp_path) == before
    with (tmp_path / "model.safetensors").open("ab") as file:
        file.write(b"\0")
    assert hash_checkpoint(tmp_path) != before


def test_a_model_that_is_not_there_is_told_once(tmp_path):
    provider = HfMusicGenProvider.local(tmp_path, seed=5, model=str(tmp_path / "missing"))
    with pytest.raises(GenerationFailedError, match="cannot be loaded as a MusicGen"):
        provider.generate_batch(PROMPT, 3, 0.3)
