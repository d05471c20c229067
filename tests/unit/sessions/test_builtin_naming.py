"""The built-in namer says what sets a cluster apart, within the rules for labels."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.sessions.model import ClipFeatures, ClipManifest, Targets, Verdict
from menura.sessions.ports import ClusterDescription, DescribedNamingProvider, HeardClip
from menura.sessions.providers.builtin_cluster_naming_provider import BuiltinClusterNamingProvider
from menura.sessions.traits import find_traits
from tests.unit.sessions.lab_things import follows_label_rules

PROMPT = "techno | energy=0.50 | density=0.50 | duration=12.0s"
NAMER = BuiltinClusterNamingProvider()
UNTOLD = Verdict(None, "not asked")


def clip(
    *,
    bpm: float | None = 128.0,
    mode: str | None = "minor",
    centroid_hz: float = 480.0,
    onset_rate_hz: float = 2.9,
    energy: float = 0.52,
    instruments: tuple[str, ...] = ("drums", "bass"),
    genre: str | None = "Techno",
    prompt: str = PROMPT,
    tempo_bpm: float | None = 128.0,
) -> HeardClip:
    manifest = ClipManifest(
        provider="test",
        seed=1,
        prompt=prompt,
        targets=Targets(bpm, 0, mode),
        instruments=instruments,
        genre=genre,
    )
    features = ClipFeatures(
        duration_s=12.0,
        tempo_bpm=tempo_bpm,
        tempo_confidence=0.9,
        key=0,
        mode="minor",
        key_confidence=0.9,
        loudness_lufs=-14.0,
        loudness_range_lu=4.0,
        true_peak_dbtp=-1.0,
        onset_rate_hz=onset_rate_hz,
        brightness=0.3,
        energy=energy,
        centroid_hz=centroid_hz,
        tempo_check=UNTOLD,
        key_check=UNTOLD,
    )
    return HeardClip(manifest, features)


def name(
    clips: list[HeardClip], others: list[HeardClip] | None = None, taken: tuple[str, ...] = ()
) -> str:
    prompts = tuple(clip.manifest.prompt for clip in clips[:3])
    return NAMER.name_described(
        ClusterDescription(prompts, tuple(clips), tuple(others or ()), taken)
    )


def test_it_is_a_namer_that_reads_descriptions() -> None:
    assert isinstance(NAMER, DescribedNamingProvider)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"bpm": 100.0}, "slow"),
        ({"bpm": 160.0}, "fast"),
        ({"centroid_hz": 240.0}, "dark"),
        ({"centroid_hz": 960.0}, "bright"),
        ({"onset_rate_hz": 1.2}, "sparse"),
        ({"onset_rate_hz": 6.0}, "busy"),
        ({"energy": 0.3}, "calm"),
        ({"energy": 0.75}, "driving"),
        ({"mode": "lydian"}, "sunny"),
        ({"instruments": ("bass",)}, "beatless"),
        ({"instruments": ("drums", "acid bass")}, "acid"),
        ({"instruments": ("drums", "bass", "electric_piano")}, "keys"),
        ({"instruments": ("drums", "bass", "honky tonk")}, "piano"),
    ],
)
def test_what_sets_a_cluster_apart_is_said_before_the_genre(
    changed: dict[str, float], word: str
) -> None:
    assert name([clip(**changed), clip(**changed)], [clip(), clip()]) == f"{word} techno"  # type: ignore[arg-type]


def test_the_others_are_named_by_the_opposite() -> None:
    assert name([clip(), clip()], [clip(centroid_hz=960.0)]) == "dark techno"


def test_two_traits_are_said_the_larger_first_and_an_instrument_last() -> None:
    dark_and_sparse = clip(centroid_hz=100.0, onset_rate_hz=1.5)
    assert name([dark_and_sparse], [clip()]) == "dark sparse techno"
    bright_with_arps = clip(centroid_hz=700.0, instruments=("drums", "bass", "arp"), genre="House")
    assert name([bright_with_arps], [clip(genre="House")]) == "bright arps house"


def test_of_a_trait_that_varies_within_clusters_nothing_is_said() -> None:
    here = [clip(centroid_hz=value) for value in (200.0, 1_000.0)]
    there = [clip(centroid_hz=value) for value in (240.0, 900.0)]
    assert "dark" not in name(here, there)
    assert "bright" not in name(here, there)


def test_an_instrument_that_others_have_too_is_not_said() -> None:
    piano = clip(instruments=("drums", "piano"))
    assert find_traits([piano], [piano, clip()]) == ()


def test_an_instrument_that_nearly_every_clip_has_is_not_said() -> None:
    assert name([clip(instruments=("drums", "saw lead"))], [clip()]) == "techno"


@pytest.mark.parametrize(
    ("changed", "label"),
    [
        ({"bpm": 80.0}, "slow techno"),
        ({"bpm": 150.0}, "fast techno"),
        ({"centroid_hz": 220.0}, "dark techno"),
        ({"onset_rate_hz": 6.0}, "busy techno"),
        ({"energy": 0.7}, "driving techno"),
    ],
)
def test_a_cluster_without_others_is_compared_with_what_is_usual(
    changed: dict[str, float], label: str
) -> None:
    usual = {"bpm": 112.0, "mode": None} | changed
    assert name([clip(**usual)]) == label  # type: ignore[arg-type]


def test_genres_tell_clusters_apart_and_long_ones_are_short() -> None:
    house, bass = clip(genre="Deep house"), clip(genre="Drum and bass")
    assert name([house], [bass]) == "deep house"
    assert name([bass], [house]) == "dnb"
    assert name([clip(genre="Lo-fi with Jazz")], [house]) == "lofi"


def test_without_a_manifests_genre_the_prompt_tells_it() -> None:
    unknown = clip(genre=None, prompt="lo-fi beats | energy=0.50 | density=0.50 | duration=3.0s")
    assert name([unknown], [clip()]) == "lofi"


def test_without_anything_measured_the_prompt_names_the_cluster() -> None:
    bare = HeardClip(ClipManifest(provider="test", seed=1, prompt="warm reggae"), None)
    assert name([bare]) == "warm reggae"


def test_a_prompts_mood_never_contradicts_what_was_heard() -> None:
    bright = clip(centroid_hz=2_000.0, prompt="dark techno")
    labels: list[str] = []
    for _ in range(6):
        labels.append(name([bright], [clip(prompt="dark techno")], tuple(labels)))
    assert labels[0] == "bright techno"
    assert not any("dark" in label for label in labels)


def test_a_mood_tells_apart_what_measuring_cannot() -> None:
    alike = clip(prompt="epic techno")
    assert name([alike], [alike]) == "epic techno"


def test_a_taken_label_gives_way_to_the_next_most_distinguishing_word() -> None:
    clips, others = [clip(centroid_hz=100.0, onset_rate_hz=1.5, energy=0.4)], [clip()]
    labels: list[str] = []
    for _ in range(5):
        labels.append(name(clips, others, tuple(labels)))
    assert labels[0] == "dark sparse techno"
    assert labels[1] == "dark calm techno"
    assert len(set(labels)) == 5


def test_when_no_word_is_left_clusters_are_counted() -> None:
    assert name([clip()], [clip()]) == "techno"
    assert name([clip()], [clip()], ("Techno",)) == "techno two"
    assert name([clip()], [clip()], ("techno", "techno two")) == "techno three"


@pytest.mark.parametrize(
    ("prompts", "label"),
    [
        (
            ["dark techno with rolling bass | energy=0.50 | density=0.50 | duration=12.0s"],
            "dark techno",
        ),
        (["uplifting house"], "uplifting house"),
        (["warm lofi hip hop, dusty keys"], "warm lofi"),
        (["liquid drum and bass at 174"], "liquid dnb"),
        (["the weather", "sad jazz"], "sad jazz"),
        (["the weather"], "weather"),
        (["🔥"], "clips"),
        ([], "clips"),
    ],
)
def test_prompts_alone_name_a_cluster_by_mood_and_style(prompts: list[str], label: str) -> None:
    assert NAMER.name_cluster(prompts) == label


texts = st.text(max_size=60)
positive = st.floats(0, 20_000, allow_nan=False)
clips = st.builds(
    clip,
    bpm=st.none() | positive,
    mode=st.none() | st.sampled_from(["major", "minor", "dorian"]) | texts,
    centroid_hz=positive,
    onset_rate_hz=positive,
    energy=st.floats(0, 1),
    instruments=st.lists(texts | st.sampled_from(["acid", "piano", "arp", "drums"])).map(tuple),
    genre=st.none() | texts | st.sampled_from(["Techno", "Drum and bass", "R&B", "Lo-fi"]),
    prompt=texts | st.sampled_from([PROMPT, "sad piano", "chill"]),
    tempo_bpm=st.none() | positive,
)
unheard = clips.map(lambda one: HeardClip(one.manifest, None))


@settings(max_examples=60, deadline=None)
@given(
    here=st.lists(clips | unheard, max_size=3),
    others=st.lists(clips, max_size=3),
    prompts=st.lists(texts, max_size=3).map(tuple),
    own=st.integers(0, 4),
)
def test_any_cluster_has_a_label_that_follows_the_rules_and_is_not_taken(
    here: list[HeardClip], others: list[HeardClip], prompts: tuple[str, ...], own: int
) -> None:
    taken: tuple[str, ...] = ()
    for _ in range(own + 1):
        cluster = ClusterDescription(prompts, tuple(here), tuple(others), taken)
        label = NAMER.name_described(cluster)
        assert follows_label_rules(label)
        assert label not in taken
        assert label == NAMER.name_described(cluster)
        taken += (label,)


@settings(max_examples=60, deadline=None)
@given(st.lists(texts, max_size=3))
def test_any_prompts_give_a_label_that_follows_the_rules(prompts: list[str]) -> None:
    assert follows_label_rules(NAMER.name_cluster(prompts))
