"""Make a track: understand, listen, compose, play, mix, master, check, pack.

What a stage finds out is kept in the production's work folder before the next begins, so that a
run that was cut short goes on from its last finished stage: records as JSON, played stems as arrays
in the cache, the master as the WAV files that are delivered. What belongs to an attempt lies in a
folder of its own; composing and mixing are done again, from what was kept.
"""

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import menura
from menura.audio.arrays import Float32Array
from menura.studio.finishing import Finished, Finisher, FinishOptions
from menura.studio.generated import describe_plan, generate_stems
from menura.studio.generators.model import StemGenerator, StemRequest
from menura.studio.generators.separation import NoSeparator, Separator
from menura.studio.model import Decision, Role, StructuredPrompt, StyleParameters, TrackPlan
from menura.studio.packing import Contents, Pack, pack
from menura.studio.planning import Planned, join_decisions, plan_track
from menura.studio.production import ENGINE_VERSION, Change, ProductionRequest, Stage
from menura.studio.qa.report import QaReport
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.records import read_record, write_record
from menura.studio.remedies import Attempt, next_attempt
from menura.studio.score import Score
from menura.studio.service import draw_seed
from menura.studio.stem_cache import StemCache, stem_key
from menura.studio.style import analyse_style
from menura.studio.transposing import compose_as_planned

MOST_ATTEMPTS = 3  # one, and two more with changed parameters
# What part of the whole each stage takes, as measured on a two-minute track of eight stems.
STAGE_SHARES = {
    Stage.UNDERSTAND: 0.02,
    Stage.LISTEN: 0.06,
    Stage.COMPOSE: 0.03,
    Stage.PLAY: 0.33,
    Stage.MIX: 0.19,
    Stage.MASTER: 0.19,
    Stage.CHECK: 0.13,
    Stage.PACK: 0.05,
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A file whose style is to be met, and what people call it."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier production was made from; its plan already changed, and before that."""

    prompt: StructuredPrompt
    style: StyleParameters | None
    planned: Planned
    before: TrackPlan | None = None
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Tools:
    """What making needs from outside.

    Attributes
    ----------
    understand : callable
        Sentence to structured prompt.
    find_reference : callable
        Names of artists and songs to a track of the library, if it has one.
    report : callable
        Told the stage and how much of everything is done, 0..1.
    check : callable
        Raises if the work should stop now; called between and inside stages.
    """

    understand: Callable[[str], StructuredPrompt]
    find_reference: Callable[[tuple[str, ...]], Reference | None]
    generator: StemGenerator
    cache: StemCache
    report: Callable[[Stage, float], None]
    check: Callable[[], None]
    log: Callable[[str], None]
    threads: int = 2
    separator: Separator = field(default_factory=NoSeparator)


@dataclass(frozen=True, slots=True)
class Produced:
    """A finished production: what it was made from and the files that are delivered."""

    prompt: StructuredPrompt
    style: StyleParameters | None
    plan: TrackPlan
    decisions: tuple[Decision, ...]
    score: Score
    report: QaReport
    attempts: int
    pack: Pack
    reference: Reference | None = None

    @property
    def reasons(self) -> str:
        """Return why it did not pass its checks; empty if it did."""
        return " ".join(f"{one.title}: {one.reason}" for one in self.report.failed_checks)


class Producer:
    """Make one production in its work folder.

    Parameters
    ----------
    folder : Path
        Belongs to this production alone; deleted by the caller when all is kept elsewhere.
    """

    def __init__(
        self, folder: Path, request: ProductionRequest, tools: Tools, *, title: str
    ) -> None:
        self._folder = folder
        self._title = title
        self._request = request
        self._tools = tools
        self._done = 0.0

    def produce(
        self, *, earlier: Earlier | None = None, reference: Reference | None = None
    ) -> Produced:
        """Make everything; go on where an earlier run was cut short.

        Parameters
        ----------
        earlier : Earlier, optional
            What an earlier production was made from, with a change already applied to its plan.
        reference : Reference, optional
            The file that came with the request.

        Raises
        ------
        InvalidInputError
            The prompt, the reference or a field set by hand cannot be used.
        CancelledError

        Returns
        -------
        Produced
            Of the best attempt. Its report may say that it did not pass: whoever asked decides
            what that means.
        """
        self._start_afresh_after_an_upgrade()
        if earlier is None:
            prompt = self._understood()
            reference = reference or self._tools.find_reference(prompt.references)
            style = self._style(reference)
            planned = plan_track(prompt, style, self._request.overrides, self._request.seed)
        else:
            prompt, style, planned = earlier.prompt, earlier.style, earlier.planned
        best: tuple[Attempt, Score, Finished] | None = None
        attempt = Attempt(planned.plan)
        if earlier is not None:
            attempt = replace(attempt, change=earlier.change, before=earlier.before)
        for number in range(MOST_ATTEMPTS):
            score, finished = self._attempt(attempt, number, style)
            # Of equally faulty ones the latest: it was changed towards what was missing.
            faults = len(finished.report.failed_checks)
            if best is None or faults <= len(best[2].report.failed_checks):
                best = (attempt, score, finished)
            if finished.report.passed or number + 1 == MOST_ATTEMPTS:
                break
            for failed in finished.report.failed_checks:
                self._tools.log(f"Attempt {number + 1}: {failed.title}: {failed.reason}")
            following = next_attempt(attempt, finished.report, number + 1)
            if following.sounds_like(attempt):  # nothing may be changed that would help
                break
            attempt = following
        assert best is not None  # there is at least one attempt
        return self._packed(prompt, style, planned, best, number + 1, reference)

    # ------------------------------------------------------------------ stages

    def _start_afresh_after_an_upgrade(self) -> None:
        """Make the work folder; what another release left in it is not mixed with what comes."""
        marker = self._folder / "made-with.txt"
        made_with = f"{menura.__version__} {ENGINE_VERSION}"
        if self._folder.is_dir() and (not marker.is_file() or marker.read_text() != made_with):
            shutil.rmtree(self._folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        marker.write_text(made_with)

    def _understood(self) -> StructuredPrompt:
        self._enter(Stage.UNDERSTAND)
        kept = self._folder / "understood.json"
        if kept.is_file():
            return read_record(kept, StructuredPrompt)
        prompt = self._tools.understand(self._request.prompt)
        write_record(kept, prompt)
        return prompt

    def _style(self, reference: Reference | None) -> StyleParameters | None:
        self._enter(Stage.LISTEN)
        kept = self._folder / "style.json"
        if kept.is_file():
            return read_record(kept, StyleParameters)
        if reference is None:
            return None
        check = self._tools.check
        style = analyse_style(reference.path, name=reference.name, check=check)
        write_record(kept, style)
        return style

    def _attempt(
        self, attempt: Attempt, number: int, style: StyleParameters | None
    ) -> "tuple[Score, Finished]":
        folder = self._folder / f"attempt-{number + 1}"
        folder.mkdir(exist_ok=True)
        self._enter(Stage.COMPOSE)
        score = compose_as_planned(attempt.plan)
        if self._tools.generator.capabilities().native_stems:
            stems = self._played(attempt.plan, score)
        else:
            generated = generate_stems(
                self._tools.generator,
                self._tools.separator,
                attempt.plan,
                score,
                number=number,
                cache=self._tools.cache,
                enter=self._enter,
                check=self._tools.check,
            )
            stems, score = generated.stems, generated.score
        finisher = Finisher(
            folder, self._finish_options(), enter=self._enter, check=self._tools.check
        )
        finished = finisher.finish(stems, score, attempt, style)
        return score, finished

    def _finish_options(self) -> FinishOptions:
        return FinishOptions(
            profile=self._request.profile,
            premaster=self._request.premaster,
            seed=self._request.seed,
            threads=self._tools.threads,
            title=self._title,
            provider=self._tools.generator.capabilities().name,
        )

    def _played(self, plan: TrackPlan, score: Score) -> dict[Role, Float32Array]:
        """Return every stem as it was played, on as many threads as there are cores."""
        self._enter(Stage.PLAY)
        length = round(plan.duration_s * SAMPLE_RATE_HZ)
        generator = self._tools.generator
        roles = sorted(score.parts, key=lambda role: -score.parts[role].event_count)
        finished: list[Role] = []

        def play(role: Role) -> Float32Array:
            self._tools.check()
            part = score.parts[role]
            seed = draw_seed(f"sound:{plan.seeds.sound}:{role}", plan.variant.get(role.value, 0))
            made_with = {"bpm": score.bpm, "length": length, "seed": seed}
            name = generator.capabilities().name
            key = stem_key(part, generator=name, engine=ENGINE_VERSION, **made_with)
            stem = self._tools.cache.get(key)
            if stem is None:
                request = StemRequest(
                    role=role,
                    description=f"{describe_plan(plan)}, {role.value}",
                    duration_s=length / SAMPLE_RATE_HZ,
                    bpm=score.bpm,
                    key=score.key,
                    mode=score.mode,
                    seed=seed,
                    part=part,
                )
                stem = generator.generate(request, self._tools.check).samples
                self._tools.cache.put(key, stem)
                kept = self._tools.cache.get(key)  # read from the disk as it is mixed
                stem = stem if kept is None else kept
            finished.append(role)
            self._within(Stage.PLAY, len(finished) / len(roles))
            return stem

        with ThreadPoolExecutor(max_workers=self._tools.threads) as threads:
            played = dict(zip(roles, threads.map(play, roles), strict=True))
        return {role: played.pop(role) for role in Role if role in played}

    def _packed(
        self,
        prompt: StructuredPrompt,
        style: StyleParameters | None,
        planned: Planned,
        best: "tuple[Attempt, Score, Finished]",
        attempts: int,
        reference: Reference | None,
    ) -> Produced:
        self._enter(Stage.PACK)
        attempt, score, finished = best
        told = join_decisions(prompt, planned)
        decisions = (*told, *attempt.decisions, *finished.decisions)
        packed = pack(
            Contents(
                title=self._title,
                request=self._request,
                prompt=prompt,
                style=style,
                plan=attempt.plan,
                decisions=decisions,
                score=score,
                finished=finished,
                attempts=attempts,
                provider=self._tools.generator.capabilities().name,
            )
        )
        return Produced(
            prompt=prompt,
            style=style,
            plan=attempt.plan,
            decisions=decisions,
            score=score,
            report=finished.report,
            attempts=attempts,
            pack=packed,
            reference=reference,
        )

    # ---------------------------------------------------------------- progress

    def _enter(self, stage: Stage) -> None:
        """Say that a stage begins; progress never goes back, also when it is tried again."""
        self._tools.check()
        self._within(stage, 0.0)

    def _within(self, stage: Stage, share: float) -> None:
        before = sum(STAGE_SHARES[one] for one in list(Stage)[: list(Stage).index(stage)])
        self._done = max(self._done, before + share * STAGE_SHARES[stage])
        self._tools.report(stage, self._done)


def cores() -> int:
    """Return how many stems may be played at once."""
    return max(1, min(8, len(os.sched_getaffinity(0))))
