"""Laws every ClusterNamingProvider keeps, run over each implementation."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest

from menura.language import ChatModel
from menura.sessions.labels import clean_label
from menura.sessions.model import BriefParams, ClipFeatures, ClipManifest, Verdict
from menura.sessions.ports import (
    ClusterDescription,
    ClusterNamingProvider,
    DescribedNamingProvider,
    HeardClip,
)
from menura.sessions.prompt import write_prompt
from tests.fake_music_servers import Asked, Step, completion, openai_error, serving
from tests.unit.sessions.lab_things import follows_label_rules

PARAMS = BriefParams(energy=0.5, density=0.5, duration_sec=6.0)
BRIEFS = (
    "warm house with piano at 124 bpm",
    "“Café del Mar” — naïve, très chic!",
    "夜のドライブ",
    "x",
    'say "\'; DROP TABLE clips; --"',
    "very " * 300,
)
UNKNOWN = Verdict(None, "Nobody said.")
FEATURES = ClipFeatures(
    duration_s=6.0,
    tempo_bpm=124.0,
    tempo_confidence=0.9,
    key=5,
    mode="minor",
    key_confidence=0.8,
    loudness_lufs=-14.0,
    loudness_range_lu=3.0,
    true_peak_dbtp=-1.0,
    onset_rate_hz=4.0,
    brightness=0.5,
    energy=0.5,
    centroid_hz=1_500.0,
    tempo_check=UNKNOWN,
    key_check=UNKNOWN,
)


def fake(stack: ExitStack) -> ClusterNamingProvider:
    from menura.sessions.providers.fake_cluster_naming_provider import FakeClusterNamingProvider

    return FakeClusterNamingProvider()


def builtin(stack: ExitStack) -> ClusterNamingProvider:
    from menura.sessions.providers.builtin_cluster_naming_provider import (
        BuiltinClusterNamingProvider,
    )

    return BuiltinClusterNamingProvider()


def openai(stack: ExitStack) -> ClusterNamingProvider:
    """Ask a server whose model is chatty, and knows five words."""
    from menura.sessions.providers.openai_cluster_naming_provider import (
        OpenAiClusterNamingProvider,
    )

    def respond(asked: Asked) -> Step:
        told = json.loads(asked.body["messages"][1]["content"])
        words = ["Bright", "Dark", "Calm", "Wild", "Slow"]
        taken = set(told.get("taken", []))
        free = next(word for word in words if f"{word.lower()} night ride" not in taken)
        return completion(f'Here you are:\n```json\n{{"label": "\\"{free}, Night Ride!\\""}}\n```')

    server = stack.enter_context(serving(respond))
    return OpenAiClusterNamingProvider(ChatModel(f"{server.url}/v1", "tiny"))


MAKERS: list[Callable[[ExitStack], ClusterNamingProvider]] = [fake, builtin, openai]


@pytest.fixture(scope="module", params=MAKERS, ids=lambda make: make.__name__)
def provider(request) -> Iterator[ClusterNamingProvider]:
    with ExitStack() as stack:
        yield request.param(stack)


def described(brief: str, *, taken: tuple[str, ...] = (), **changes) -> ClusterDescription:
    prompt = write_prompt(brief, PARAMS)
    manifest = ClipManifest("builtin", 1, prompt, instruments=("bass", "keys"), genre="House")
    inside = HeardClip(manifest, replace(FEATURES, **changes))
    outside = HeardClip(replace(manifest, instruments=("drums",)), FEATURES)
    return ClusterDescription((prompt, prompt), (inside, inside), (outside,), taken)


def obeys(label: str) -> bool:
    """Tell whether a label is as the contract wants it."""
    return re.fullmatch(r"[A-Za-z0-9]+( [A-Za-z0-9]+){0,2}", label) is not None and len(label) <= 64


@pytest.mark.parametrize("brief", BRIEFS, ids=range(len(BRIEFS)))
def test_a_label_has_one_to_three_plain_words(brief, provider):
    label = provider.name_cluster([write_prompt(brief, PARAMS)] * 3)
    assert obeys(label)
    assert follows_label_rules(label)
    assert clean_label(label) == label


def test_any_text_is_a_prompt(provider):
    assert obeys(provider.name_cluster(["no numbers in it"]))
    assert obeys(provider.name_cluster(["one", "two", "three"]))


def test_the_same_cluster_gets_the_same_label(provider):
    prompts = [write_prompt("slow dub techno", PARAMS)]
    assert provider.name_cluster(prompts) == provider.name_cluster(prompts)


@pytest.mark.parametrize("brief", BRIEFS, ids=range(len(BRIEFS)))
def test_a_described_cluster_gets_a_label_that_is_not_taken(brief, provider):
    if not isinstance(provider, DescribedNamingProvider):
        pytest.skip("names by prompts alone")
    taken: list[str] = []
    for number in range(3):
        cluster = described(brief, taken=tuple(taken), brightness=0.2 + 0.3 * number)
        label = provider.name_described(cluster)
        assert obeys(label)
        assert label not in taken
        taken.append(label)


def test_a_cluster_nobody_measured_gets_a_label_too(provider):
    if not isinstance(provider, DescribedNamingProvider):
        pytest.skip("names by prompts alone")
    cluster = described("warm house")
    unheard = tuple(HeardClip(clip.manifest, None) for clip in cluster.clips)
    assert obeys(provider.name_described(replace(cluster, clips=unheard, others=())))


def failing_fake(stack: ExitStack) -> ClusterNamingProvider:
    from menura.sessions.providers.fake_cluster_naming_provider import FakeClusterNamingProvider

    return FakeClusterNamingProvider(fail=True)


def failing_openai(stack: ExitStack) -> ClusterNamingProvider:
    from menura.sessions.providers.openai_cluster_naming_provider import (
        OpenAiClusterNamingProvider,
    )

    server = stack.enter_context(serving(openai_error(500, "oops")))
    return OpenAiClusterNamingProvider(ChatModel(f"{server.url}/v1", "tiny"))


@pytest.mark.parametrize("make", [failing_fake, failing_openai], ids=lambda make: make.__name__)
def test_a_namer_that_fails_says_so_and_makes_nothing_up(make):
    from menura.kernel.errors import UnavailableError

    with ExitStack() as stack, pytest.raises(UnavailableError):
        make(stack).name_cluster([write_prompt("warm house", PARAMS)])
