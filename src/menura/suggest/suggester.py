"""Answer what to suggest now: see the world, score, choose, explain."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from menura.kernel.clock import Clock
from menura.kernel.ids import new_id
from menura.suggest.context import merge_context
from menura.suggest.errors import SuggestionInputError
from menura.suggest.experiment import PolicyChoice, assign_policy, policy_shares
from menura.suggest.live import ChangeBell
from menura.suggest.model import (
    Context,
    Policy,
    Probe,
    Suggestion,
    SuggestionList,
    SuggestionSession,
    TopOptions,
    Weights,
)
from menura.suggest.notes import note_of
from menura.suggest.ports import World
from menura.suggest.presets import Preset, find_presets
from menura.suggest.ranked import Ranked, facts_of
from menura.suggest.ranking import MOST_NAMED_COPIES, ChoiceOptions, choose
from menura.suggest.rationale import explain
from menura.suggest.recent import Recent
from menura.suggest.samples import SUGGESTED_KINDS, Samples, gather_samples
from menura.suggest.scene import (
    Scene,
    at_hand,
    pack_name,
    pinned_places,
    sample_sources,
    taken_numbers,
)
from menura.suggest.scoring import Scored, Scorer
from menura.suggest.targets import TextVectors
from menura.suggest.telemetry import ServedRequests

MOST = 100
LONGEST_NAME = 100
FEW_SAMPLES, FEW_WANTED = 20_000, 20
# With so little time left, sure things come before variety, and there are no surprises
HURRY_S, HURRIED_LAMBDA = 300.0, 0.85
_SEEDS = 1 << 31


@dataclass(frozen=True, slots=True)
class SuggestOptions:
    """How suggestions are made here.

    Attributes
    ----------
    policy : PolicyChoice
        Fusion, rules, or an experiment with both.
    """

    weights: Weights = field(default_factory=Weights)
    policy: PolicyChoice = field(default_factory=PolicyChoice)


class Suggester:
    """Suggest what fits; any number of threads may ask.

    What changes seldom is kept between questions: the columns of the samples, the likeness to a
    target, moods. A question then costs a millisecond for ten thousand samples.

    Parameters
    ----------
    world : World
        Shows the library and the sessions.
    text : callable, optional
        Puts a prompt into a space.
    """

    def __init__(
        self,
        world: World,
        options: SuggestOptions,
        clock: Clock,
        text: TextVectors | None = None,
    ) -> None:
        self.options = options
        self.bell = ChangeBell()
        self.served = ServedRequests()
        self._world = world
        self._clock = clock
        self._scorer = Scorer(options.weights, text)
        self._scenes: Recent[Scene] = Recent(64)
        self._stamp: Hashable = None
        self._samples: Recent[Samples] = Recent(3)

    # ------------------------------------------------------------------ questions

    def top(
        self, session: str, options: TopOptions | None = None, *, scene: Scene | None = None
    ) -> SuggestionList:
        """Return what to suggest in a session now.

        Parameters
        ----------
        scene : Scene, optional
            As `quick_scene` found it.

        Raises
        ------
        SuggestionInputError, ContextError
        """
        options = options or TopOptions()
        check_options(session, options)
        if scene is None:
            scene = self._scene(session, options.kinds or SUGGESTED_KINDS)
        context = overridden(scene.session.context, options)
        now = self._clock.now()
        scored = self._score(scene, context, now)
        policy = options.policy or assign_policy(self.options.policy, session)
        found = self._ranked(scene, scored, policy, options, now=now)
        answer = SuggestionList(
            request_id=new_id(self._clock),
            session=session,
            policy=policy,
            context=context,
            items=self._explained(scene, scored, found, now),
            candidate_count=len(scored.places),
            sample_count=len(scene.samples),
            preset="cold_start" if scored.is_cold else None,
            seed=found.seed,
            made_at=now,
            library_revision=scene.library_revision,
        )
        answer = replace(answer, note=note_of(answer, scored, options, found.was_capped))
        self.served.remember(answer)
        return answer

    def quick_scene(self, session: str, options: TopOptions) -> Scene | None:
        """Return what `top` needs if it then takes milliseconds and asks nobody; else None."""
        kinds = tuple(options.kinds or SUGGESTED_KINDS)
        stamp = self._world.known_stamp()
        scene = None if stamp is None else self._scenes.peek((stamp, session, kinds))
        if scene is None or scene.session.context.prompt or options.count > FEW_WANTED:
            return None
        return scene if len(scene.samples) <= FEW_SAMPLES else None

    def session(self, name: str) -> SuggestionSession:
        """Return a session as it is now."""
        check_name(name)
        return self._scene(name, SUGGESTED_KINDS).session

    def probe(self, session: str) -> Probe:
        """Return what a list would be ranked from, in numbers."""
        scene = self._scene(session, SUGGESTED_KINDS)
        version = scene.session.context.version
        return Probe(version, scene.library_revision, len(scene.samples))

    def presets(self) -> Sequence[Preset]:
        """Return contexts to begin with, from what the library has most of."""
        return find_presets(self._scene("", SUGGESTED_KINDS).samples)

    def packs(self) -> Sequence[str]:
        """Return the names of all packs."""
        return sorted(self._scene("", SUGGESTED_KINDS).samples.packs, key=str.casefold)

    # ------------------------------------------------------------------ inside

    def _scene(self, session: str, kinds: Sequence[str]) -> Scene:
        kinds = tuple(kinds)
        stamp = self._world.stamp()
        if stamp != self._stamp:  # what was seen before is of no use, and large
            self._scenes, self._stamp = Recent(64), stamp
        key = (stamp, session, kinds)
        scene = self._scenes.peek(key)
        if scene is None:
            scene = self._look(session, kinds)
            if scene.view.is_current:
                self._scenes.put(key, scene)
        return scene

    def _look(self, session: str, kinds: tuple[str, ...]) -> Scene:
        view = self._world.view(session)
        shelf = view.shelf
        names = sample_sources(view, kinds)

        def gather() -> Samples:
            return gather_samples(
                shelf,
                pack_of=lambda folder: pack_name(folder, names),
                kinds=kinds,
                freshness_days=self.options.weights.freshness_days,
            )

        # A shelf never changes: another moment is another object, and the key keeps it alive
        key = (shelf, kinds, tuple(names.items()))
        samples = self._samples.get(key, gather)
        if len(samples) <= FEW_SAMPLES:
            near = tuple(at_hand(samples, one, view.vectors_revision) for one in view.spaces)
            view = replace(view, spaces=near)
        return Scene(view, samples)

    def _score(self, scene: Scene, context: Context, now: datetime) -> Scored:
        return self._scorer.score(
            scene.samples,
            scene.session,
            context,
            spaces=scene.view.spaces,
            vectors_revision=scene.view.vectors_revision,
            now=now,
        )

    def _ranked(
        self,
        scene: Scene,
        scored: Scored,
        policy: Policy,
        options: TopOptions,
        *,
        now: datetime,
    ) -> Ranked:
        """Choose for one policy, and find out how probable each choice was."""
        hurried = is_hurried(scored.context)
        weights = scored.weights
        if hurried:
            weights = replace(weights, mmr_lambda=max(weights.mmr_lambda, HURRIED_LAMBDA))
        pinned = pinned_places(scene, scored, options.count)
        seed = None
        if options.explore and not hurried:
            seed = options.seed if options.seed is not None else draw_seed()
        choice_options = ChoiceOptions(
            count=options.count - len(pinned), taken=taken_numbers(scene, now), surprise_seed=seed
        )
        shares = {policy: 1.0}
        if options.policy is None:
            shares = {one: p for one, p in policy_shares(self.options.policy).items() if p > 0}
        choices = {
            one: choose(
                scene.samples, scene.view.spaces, scored.totals(one), weights, choice_options
            )
            for one in shares
        }
        return Ranked(policy, pinned, choices, shares, seed)

    def _explained(
        self, scene: Scene, scored: Scored, found: Ranked, now: datetime
    ) -> tuple[Suggestion, ...]:
        choice = found.choices[found.policy]
        places = [*found.pinned, *choice.places]
        items = []
        for position, place in enumerate(places, start=1):
            copies = choice.copies.get(place, [])
            is_pinned = position <= len(found.pinned)
            facts = facts_of(scored, place, found.policy, now)
            items.append(
                Suggestion(
                    track_id=scene.samples.shelf.track_id(int(scene.samples.rows[place])),
                    number=int(scene.samples.numbers[place]),
                    position=position,
                    components=facts.components,
                    source=facts.source,
                    fit=facts.fit,
                    rationale=explain(facts),
                    pack=scene.samples.pack_name(place),
                    similar_count=len(copies),
                    similar_ids=tuple(
                        scene.samples.shelf.track_id(int(scene.samples.rows[copy]))
                        for copy in copies[:MOST_NAMED_COPIES]
                    ),
                    policy=found.policy,
                    propensity=1.0 if is_pinned else found.propensity(place),
                    shown_by=tuple(found.shares) if is_pinned else found.shown_by(place),
                    is_exploration=found.is_surprise(place) and not is_pinned,
                    is_pinned=is_pinned,
                )
            )
        return tuple(items)


def check_name(name: str) -> None:
    """Check the name of a session; raise SuggestionInputError."""
    is_plain = all(letter.isprintable() for letter in name)
    if not name.strip() or len(name) > LONGEST_NAME or not is_plain:
        raise SuggestionInputError(
            f"A session's name has 1 to {LONGEST_NAME} printable characters, not {name[:40]!r}.",
            field="session",
        )


def check_options(session: str, options: TopOptions) -> None:
    """Check what was asked for; raise SuggestionInputError."""
    check_name(session)
    if not 1 <= options.count <= MOST:
        raise SuggestionInputError(
            f"Ask for 1 to {MOST} suggestions, not for {options.count}.", field="n"
        )
    if options.seed is not None and not 0 <= options.seed < _SEEDS:
        raise SuggestionInputError(
            f"A seed is a whole number from 0 to {_SEEDS - 1}, not {options.seed}.", field="seed"
        )


def overridden(context: Context, options: TopOptions) -> Context:
    """Return a context with what one question says otherwise; raise ContextError."""
    said: dict[str, object] = {}
    if options.bpm is not None:
        said["bpm"] = options.bpm
    if options.key is not None:
        said["key"] = options.key
    return merge_context(context, said) if said else context


def is_hurried(context: Context) -> bool:
    """Tell whether there is no time for variety."""
    return context.time_remaining_s is not None and context.time_remaining_s < HURRY_S


def draw_seed() -> int:
    """Return a seed of a surprise that nobody gave."""
    return int(np.random.default_rng().integers(_SEEDS))
