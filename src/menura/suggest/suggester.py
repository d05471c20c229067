"""Answer what to suggest now: see the world, score, choose, explain."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from menura.audio.key_relation import KeyRelation
from menura.discover import UNKNOWN, SearchSpace
from menura.kernel.clock import Clock
from menura.kernel.ids import is_id, new_id
from menura.suggest.context import merge_context
from menura.suggest.errors import SuggestionInputError
from menura.suggest.experiment import PolicyChoice, assign_policy, policy_shares
from menura.suggest.live import ChangeBell
from menura.suggest.model import (
    Context,
    MarkKind,
    Policy,
    Probe,
    Suggestion,
    SuggestionList,
    SuggestionSession,
    TopOptions,
    Weights,
)
from menura.suggest.notes import note_of
from menura.suggest.packs import pack_of
from menura.suggest.ports import View, World
from menura.suggest.presets import Preset, find_presets
from menura.suggest.ranking import MOST_NAMED_COPIES, Choice, ChoiceOptions, choose
from menura.suggest.rationale import Facts, explain, instrument_of_code, mode_of_code
from menura.suggest.recent import Recent
from menura.suggest.rules import key_table
from menura.suggest.samples import SUGGESTED_KINDS, Samples, gather_samples
from menura.suggest.scoring import Scored, Scorer, mood_words_of
from menura.suggest.targets import TextVectors
from menura.suggest.telemetry import ServedRequests

MOST = 100
LONGEST_NAME = 100
FEW_SAMPLES = 20_000
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


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is there at one moment, ready to be ranked."""

    view: View
    samples: Samples

    @property
    def session(self) -> SuggestionSession:
        """Return the session."""
        return self.view.session

    @property
    def library_revision(self) -> int:
        """Return a number that grows with every change of tracks and vectors."""
        return self.view.shelf.revision + self.view.vectors_revision


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

    def top(self, session: str, options: TopOptions | None = None) -> SuggestionList:
        """Return what to suggest in a session now.

        Raises
        ------
        SuggestionInputError, ContextError
        """
        options = options or TopOptions()
        check_options(session, options)
        scene = self._scene(session, options.kinds or SUGGESTED_KINDS)
        context = overridden(scene.session.context, options)
        now = self._clock.now()
        scored = self._score(scene, context, now)
        policy = options.policy or assign_policy(self.options.policy, session)
        found = self._ranked(scene, scored, policy, options)
        answer = SuggestionList(
            request_id=new_id(self._clock),
            session=session,
            policy=policy,
            context=context,
            items=self._explained(scene, scored, found, now),
            candidate_count=int(np.count_nonzero(scored.allowed)),
            sample_count=len(scene.samples),
            preset="cold_start" if scored.is_cold else None,
            seed=found.seed,
            made_at=now,
            library_revision=scene.library_revision,
        )
        answer = replace(answer, note=note_of(answer, scored, options, found.was_capped))
        self.served.remember(answer)
        return answer

    def is_quick(self, session: str, options: TopOptions) -> bool:
        """Tell whether `top` takes a few milliseconds: few samples, and they are at hand."""
        kinds = tuple(options.kinds or SUGGESTED_KINDS)
        scene = self._scenes.peek((self._world.stamp(), session, kinds))
        return scene is not None and len(scene.samples) <= FEW_SAMPLES

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
        return self._scenes.get((stamp, session, kinds), lambda: self._look(session, kinds))

    def _look(self, session: str, kinds: tuple[str, ...]) -> Scene:
        view = self._world.view(session)
        shelf = view.shelf

        def gather() -> Samples:
            return gather_samples(
                shelf,
                pack_of=pack_name,
                kinds=kinds,
                freshness_days=self.options.weights.freshness_days,
            )

        # A shelf never changes: another moment is another object, and the key keeps it alive
        return Scene(view, self._samples.get((shelf, kinds), gather))

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
        self, scene: Scene, scored: Scored, policy: Policy, options: TopOptions
    ) -> "Ranked":
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
            count=options.count - len(pinned), taken=taken_numbers(scene), surprise_seed=seed
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
        self, scene: Scene, scored: Scored, found: "Ranked", now: datetime
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


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """What each policy that may answer would show."""

    policy: Policy
    pinned: Sequence[int]
    choices: dict[Policy, Choice]
    shares: dict[Policy, float]
    seed: int | None

    @property
    def was_capped(self) -> bool:
        """Tell whether full packs left something out."""
        return self.choices[self.policy].was_capped

    def is_surprise(self, place: int) -> bool:
        """Tell whether a row was drawn at random."""
        choice = self.choices[self.policy]
        return bool(choice.surprise_pool) and place == choice.places[-1]

    def shown_by(self, place: int) -> tuple[Policy, ...]:
        """Return the policies whose lists hold a row, surprises aside."""
        return tuple(one for one, choice in self.choices.items() if place in _settled(choice))

    def propensity(self, place: int) -> float:
        """Return how probable it was that this question is answered with a row among others."""
        total = 0.0
        for policy, choice in self.choices.items():
            if place in _settled(choice):
                total += self.shares[policy]
            elif place in choice.surprise_pool:
                total += self.shares[policy] / len(choice.surprise_pool)
        return min(1.0, total)


def _settled(choice: Choice) -> Sequence[int]:
    """Return the rows of a list that nothing was left to chance for."""
    return choice.places[:-1] if choice.surprise_pool else choice.places


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


def pinned_places(scene: Scene, scored: Scored, count: int) -> list[int]:
    """Return the rows that are kept in sight, the latest first; banned ones are not."""
    ids = [mark.track_id for mark in reversed(scene.session.marked(MarkKind.PIN))]
    rows = scene.samples.shelf.rows_of_ids(ids)
    numbers = scene.samples.shelf.numbers[rows[rows != UNKNOWN]]
    places = scene.samples.places_of(numbers)
    return [int(place) for place in places if place != UNKNOWN and not scored.banned[place]][:count]


def taken_numbers(scene: Scene) -> tuple[int, ...]:
    """Return the tracks whose near copies are not wanted: accepted and pinned ones."""
    shelf = scene.samples.shelf
    marks = scene.session.marked(MarkKind.ACCEPT, MarkKind.PIN)[-50:]
    rows = shelf.rows_of_ids([mark.track_id for mark in marks])
    return tuple(shelf.numbers[rows[rows != UNKNOWN]].tolist())


def facts_of(scored: Scored, place: int, policy: Policy, now: datetime) -> Facts:
    """Return what can be said of a row."""
    samples, context = scored.samples, scored.context
    tempo_bpm = float(samples.tempo_bpm[place])
    key = context.pitch_key
    relation: KeyRelation | None = None
    if key is not None:
        way = int(samples.can_transpose[place]) if context.preferences.allow_transpose else 0
        relation = key_table(key, scored.weights.key).relations[way][int(samples.key[place])]
    instrument = instrument_of_code(int(samples.instrument[place]))
    return Facts(
        components=scored.components(place, policy),
        source=scored.likeness.source(place) if policy == "fusion" else "recency",
        fit=scored.fit(place),
        tempo_bpm=None if np.isnan(tempo_bpm) else tempo_bpm,
        session_bpm=context.bpm,
        relation=relation,
        mode=mode_of_code(int(samples.key[place])),
        instrument=instrument,
        is_role_wanted=instrument in context.preferences.roles_wanted,
        has_accepted=bool(context.accepted_track_ids),
        moods=mood_words_of(context),
        mood=float(scored.mood[place]),
        cosine=float(scored.likeness.cosine[place]),
        age_s=max(0.0, now.timestamp() - float(samples.added_at[place])),
        is_central=scored.is_cold,
    )


def pack_name(folder: str) -> str:
    """Return the pack of a folder of the shelf; empty where no folder has a name of its own.

    What Menura made lies in folders named by ids: those are no packs.
    """
    name = pack_of(folder)
    return "" if name == folder.partition("/")[0] or is_id(name) else name


def spaces_by_rank(spaces: Sequence[SearchSpace], *, use_clap: bool) -> tuple[SearchSpace, ...]:
    """Return spaces with the best ears first: CLAP, MusiCNN, built-in."""
    order = ("clap", "musicnn", "dsp") if use_clap else ("musicnn", "dsp")
    known = {space.name: space for space in spaces}
    return tuple(known[name] for name in order if name in known)
