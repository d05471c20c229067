"""The fakes are the simplest real providers: same calls, same files, vectors and labels."""

import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.audio.errors import UnreadableAudioError
from menura.kernel.errors import UnavailableError
from menura.sessions.errors import GenerationFailedError
from menura.sessions.providers.fake_cluster_naming_provider import FakeClusterNamingProvider
from menura.sessions.providers.fake_embedding_provider import FakeEmbeddingProvider
from menura.sessions.providers.fake_music_provider import FakeMusicProvider
from tests.audio_synthesis import silence, write_audio


def test_clips_are_as_long_as_asked_and_say_what_they_are_made_of(tmp_path: Path) -> None:
    clips = FakeMusicProvider(tmp_path / "tmp").generate_batch("a song", 2, 1.25)
    for number, clip in enumerate(clips):
        with wave.open(str(clip.audio_path)) as wav:
            assert wav.getnframes() / wav.getframerate() == clip.duration_sec == 1.25
            assert (wav.getnchannels(), wav.getsampwidth()) == (1, 2)
        assert clip.raw_prompt == "a song"
        assert clip.made_with is not None
        assert (clip.made_with.provider, clip.made_with.seed) == ("fake", number)
        assert clip.made_with.prompt == "a song"


def test_no_two_clips_of_many_calls_are_equal_and_all_lie_in_the_folder(tmp_path: Path) -> None:
    provider = FakeMusicProvider(tmp_path)
    clips = [clip for _ in range(10) for clip in provider.generate_batch("a song", 6, 0.2)]
    assert {clip.audio_path.parent for clip in clips} == {tmp_path}
    assert len({clip.audio_path.read_bytes() for clip in clips}) == len(list(tmp_path.iterdir()))
    assert len(clips) == 60


def test_the_same_calls_give_the_same_clips_also_beside_earlier_ones(tmp_path: Path) -> None:
    first, again = (FakeMusicProvider(tmp_path).generate_batch("a song", 3, 0.2) for _ in range(2))
    sounds = [[clip.audio_path.read_bytes() for clip in clips] for clips in (first, again)]
    assert sounds[0] == sounds[1]
    assert not {clip.audio_path for clip in first} & {clip.audio_path for clip in again}


def test_clips_that_fail_are_left_out(tmp_path: Path) -> None:
    provider = FakeMusicProvider(tmp_path, failing={1, 3})
    numbers = [
        clip.made_with.seed
        for clip in provider.generate_batch("a song", 3, 0.1) + provider.generate_batch("x", 2, 0.1)
        if clip.made_with is not None
    ]
    assert numbers == [0, 2, 4]


@pytest.mark.parametrize("options", [{"fail_all": True}, {"failing": (0, 1)}])
def test_when_all_clips_fail_the_reason_is_told_and_nothing_is_left(
    tmp_path: Path, options: dict[str, bool | tuple[int, ...]]
) -> None:
    provider = FakeMusicProvider(tmp_path, **options)  # type: ignore[arg-type]
    with pytest.raises(GenerationFailedError, match="fake"):
        provider.generate_batch("a song", 2, 0.1)
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=20, deadline=None)
@given(duration_s=st.floats(0.001, 2.0), rate_hz=st.sampled_from([8_000, 22_050, 48_000]))
def test_any_duration_is_met_to_the_sample(
    tmp_path_factory: pytest.TempPathFactory, duration_s: float, rate_hz: int
) -> None:
    folder = tmp_path_factory.mktemp("clips")
    (clip,) = FakeMusicProvider(folder, sample_rate_hz=rate_hz).generate_batch("x", 1, duration_s)
    assert clip.duration_sec > 0
    assert abs(clip.duration_sec - duration_s) <= 1 / rate_hz


def test_fake_vectors_are_of_unit_length_and_tell_registers_apart(tmp_path: Path) -> None:
    clips = FakeMusicProvider(tmp_path).generate_batch("a song", 6, 1.0)
    embedder = FakeEmbeddingProvider()
    vectors = np.stack([embedder.embed_audio(clip.audio_path) for clip in clips])
    assert vectors.shape == (6, 8)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-6)
    cosines = vectors @ vectors.T
    same = np.equal.outer(np.arange(6) % 3, np.arange(6) % 3)
    assert cosines[same].min() > cosines[~same].max()


def test_a_fake_vector_depends_on_the_sound_alone(tmp_path: Path) -> None:
    (clip,) = FakeMusicProvider(tmp_path).generate_batch("a song", 1, 0.5)
    copy = tmp_path / "other-name.wav"
    copy.write_bytes(clip.audio_path.read_bytes())
    one, other = (FakeEmbeddingProvider(5).embed_audio(path) for path in (clip.audio_path, copy))
    assert np.array_equal(one, other)
    assert one.shape == (5,)


def test_silence_has_a_fake_vector_too(tmp_path: Path) -> None:
    path = write_audio(tmp_path / "silence.wav", silence(0.5))
    vector = FakeEmbeddingProvider().embed_audio(path)
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("content", [None, b"", b"no audio at all"])
def test_a_file_without_sound_has_no_fake_vector(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "broken.wav"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableAudioError):
        FakeEmbeddingProvider().embed_audio(path)


def test_equal_words_have_equal_fake_vectors() -> None:
    embedder = FakeEmbeddingProvider(16)
    one, same, other = (embedder.embed_text(text) for text in ("acid", "acid", "piano"))
    assert np.array_equal(one, same)
    assert not np.allclose(one, other)
    assert one.shape == (16,)


def test_the_fake_namer_says_its_label_and_remembers_what_it_was_asked() -> None:
    namer = FakeClusterNamingProvider("warm keys")
    assert namer.name_cluster(["a", "b"]) == "warm keys"
    assert namer.asked == [["a", "b"]]


def test_a_fake_namer_that_fails_still_remembers() -> None:
    namer = FakeClusterNamingProvider(fail=True)
    with pytest.raises(UnavailableError):
        namer.name_cluster(["a"])
    assert namer.asked == [["a"]]
