"""A production goes on where it was cut short, is cancelled at once, and can be made again."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from menura.kernel.errors import CancelledError
from menura.studio.changes import apply_change
from menura.studio.composition.composer import compose
from menura.studio.generators.builtin import BuiltinGenerator
from menura.studio.generators.model import Capabilities, Check, StemRequest, Take
from menura.studio.generators.separation import NoSeparator
from menura.studio.model import Role, TrackPlan
from menura.studio.planning import Planned, plan_track
from menura.studio.producer import Earlier, Produced, Producer, Tools
from menura.studio.production import Change, ChangeKind, ProductionRequest, Stage
from menura.studio.prompt.parser import parse_prompt
from menura.studio.stem_cache import StemCache
from menura.studio.synthesis.render import render_part
from menura.studio.wav_file import read_wav

PROMPT = "house beat, F minor, 124 bpm, 12 seconds"
pytestmark = pytest.mark.slow


@dataclass
class CountingGenerator:
    """The built-in instruments, counting what they play."""

    played: list[Role] = field(default_factory=list)
    inner: BuiltinGenerator = field(default_factory=BuiltinGenerator)

    def capabilities(self) -> Capabilities:
        return self.inner.capabilities()

    def generate(self, request: StemRequest, check: Check) -> Take:
        assert request.role is not None
        self.played.append(request.role)
        return self.inner.generate(request, check)


@dataclass
class Studio:
    """A studio in a folder, that notes the stages it goes through."""

    home: Path
    generator: CountingGenerator = field(default_factory=CountingGenerator)
    stages: list[Stage] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    understood: int = 0
    plan: TrackPlan | None = None

    def tools(self, check: Callable[[], None] = lambda: None) -> Tools:
        def understand(text: str):
            self.understood += 1
            return parse_prompt(text)

        def report(stage: Stage, share: float) -> None:
            self.stages.append(stage)
            self.shares.append(share)

        return Tools(
            understand=understand,
            find_reference=lambda names: None,
            generator=self.generator,
            separator=NoSeparator(),
            cache=StemCache(self.home / "stems", 1 << 30),
            report=report,
            check=check,
            log=lambda line: None,
            threads=2,
        )

    def make(
        self,
        name: str = "work",
        check: Callable[[], None] = lambda: None,
        earlier: Earlier | None = None,
        seed: int = 3,
    ) -> Produced:
        request = ProductionRequest(PROMPT, seed)
        producer = Producer(self.home / name, request, self.tools(check), title="A beat")
        return producer.produce(earlier=earlier)


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(tmp_path)


class PowerCut(Exception):
    """Ends a run as a crash does: nothing is tidied up."""


def cut_at(studio: Studio, stage: Stage) -> Callable[[], None]:
    """Return a check that raises the second time it is asked inside a stage."""
    seen = 0

    def check() -> None:
        nonlocal seen
        if studio.stages and studio.stages[-1] is stage:
            seen += 1
            if seen >= 2:
                raise PowerCut

    return check


def files_of(produced: Produced) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in produced.pack.files}


def test_a_production_goes_through_its_stages_and_is_made_again_bit_by_bit(
    studio: Studio, tmp_path: Path
):
    first = studio.make()
    assert list(dict.fromkeys(studio.stages)) == list(Stage)
    assert studio.shares == sorted(studio.shares)
    assert first.report.passed, first.reasons
    other = Studio(tmp_path / "elsewhere")
    assert files_of(other.make()) == files_of(first)


@pytest.mark.parametrize("stage", [Stage.PLAY, Stage.MIX, Stage.MASTER, Stage.CHECK])
def test_a_run_that_was_cut_short_goes_on_from_its_last_finished_stage(
    studio: Studio, stage: Stage
):
    whole = files_of(Studio(studio.home / "whole").make())
    with pytest.raises(PowerCut):
        studio.make(check=cut_at(studio, stage))
    played = len(studio.generator.played)
    produced = studio.make()
    assert studio.understood == 1, "the prompt was understood before the cut"
    assert files_of(produced) == whole
    again = studio.generator.played[played:]
    if stage is not Stage.PLAY:
        assert not again, "finished stems were played again"
    assert len(set(studio.generator.played)) == len(produced.score.parts)


def test_a_cancelled_production_stops_in_the_middle_of_playing(studio: Studio):
    def check() -> None:
        if studio.generator.played:
            raise CancelledError("The job was cancelled.")

    with pytest.raises(CancelledError):
        studio.make(check=check)
    assert Stage.MIX not in studio.stages
    assert len(studio.generator.played) <= 3  # those that were under way


def test_another_bass_stem_leaves_the_others_as_they_were_and_plays_only_one(studio: Studio):
    first = studio.make("first")
    studio.generator.played.clear()
    plan = apply_change(first.plan, Change(ChangeKind.STEM, role=Role.BASS), 99)
    earlier = Earlier(first.prompt, None, Planned(plan, ()))
    second = studio.make("second", earlier=earlier)
    assert studio.generator.played == [Role.BASS]
    for role, part in first.score.parts.items():
        assert (second.score.parts[role] == part) == (role is not Role.BASS)


def test_another_key_moves_the_notes_and_is_heard(studio: Studio):
    first = studio.make("first")
    moved = replace(first.plan, key=(first.plan.key + 2) % 12)
    second = studio.make("second", earlier=Earlier(first.prompt, None, Planned(moved, ())))
    assert second.report.passed, second.reasons
    assert second.score.key == (first.score.key + 2) % 12
    assert second.score.parts[Role.DRUMS] == first.score.parts[Role.DRUMS]


def test_the_stems_in_the_files_add_up_to_the_mix_in_its_file(studio: Studio):
    produced = studio.make()
    files = dict(produced.pack.files)
    mix = read_wav(files["mix.wav"])
    total = sum(
        read_wav(path).astype(np.float64)
        for name, path in files.items()
        if name.startswith("stems/")
    )
    residual_db = 20 * np.log10(np.abs(total - mix).max() + 1e-12)
    assert residual_db <= -90


@dataclass
class WholeMixGenerator:
    """Makes whole mixes: the built-in composer's, as if a model had made them."""

    studio: Studio
    asked: list[StemRequest] = field(default_factory=list)

    def capabilities(self) -> Capabilities:
        return replace(BuiltinGenerator().capabilities(), name="whole", native_stems=False)

    def generate(self, request: StemRequest, check: Check) -> Take:
        assert request.role is None
        self.asked.append(request)
        assert self.studio.plan is not None
        parts = compose(self.studio.plan).parts.values()
        stems = [
            render_part(part, bpm=request.bpm, length=request.length, seed=1) for part in parts
        ]
        mix = np.asarray(np.sum(stems, axis=0), np.float32)
        return Take(samples=mix, seed=request.seed, provider="whole", notes=("A note.",))


def test_a_generator_of_whole_mixes_gives_one_stem_no_notes_and_says_so(studio: Studio):
    request = ProductionRequest(PROMPT, 3)
    planned = plan_track(parse_prompt(PROMPT), None, {}, 3)
    studio.plan = planned.plan
    generator = WholeMixGenerator(studio)
    tools = replace(studio.tools(), generator=generator)
    produced = Producer(studio.home / "whole", request, tools, title="A beat").produce()
    assert generator.asked[0].bpm == 124.0
    assert list(produced.score.parts) == [Role.OTHER]
    names = [name for name, _ in produced.pack.files]
    assert "stems/other.wav" in names
    assert not any(part.notes for part in produced.score.parts.values())
    assert any("whole mixes" in decision.reason for decision in produced.decisions)
    checks = {check.name: check.passed for check in produced.report.checks}
    assert checks["tempo"]
    assert checks["true_peak"]
