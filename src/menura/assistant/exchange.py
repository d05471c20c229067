"""Understand one request, find what it asks for, and tell what is done meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from menura.assistant.changes import Before, read_change, without_start_over
from menura.assistant.errors import ChatInputError
from menura.assistant.filling import Filler, count_of
from menura.assistant.history import EXAMPLES
from menura.assistant.lookups import Lookups
from menura.assistant.model import (
    ChatAnswer,
    ChatEvent,
    ChatMode,
    ChatRequest,
    Conversation,
    Say,
)
from menura.assistant.parser import Reading, read_words
from menura.assistant.plan import MOST_TRACKS, Attributes, Plan, TextMatch, settled
from menura.assistant.planner import shown, write_plan
from menura.assistant.ports import PlaylistNames, TextEmbedder, TrackQueries
from menura.assistant.query_writer import query_tracks
from menura.assistant.resolving import Resolver, Wanted
from menura.assistant.telling import describe, suggest_name
from menura.assistant.vocabulary import Vocabulary, vocabulary_of
from menura.discover import Found, NotOnShelfError, Reason, SearchSpace
from menura.language import LanguageModel, LanguageModelError


@dataclass(slots=True)
class Log:
    """Everything that is told, in order."""

    say: Say | None
    events: list[ChatEvent] = field(default_factory=list)

    def tell(self, kind: str, text: str, details: Mapping[str, Any] | None = None) -> None:
        """Tell an event."""
        event = ChatEvent(kind, text, dict(details or {}))
        self.events.append(event)
        if self.say is not None:
            self.say(event)

    def step(self, text: str) -> None:
        """Tell what was done."""
        self.tell("step", text)

    def warn(self, text: str) -> None:
        """Tell what is otherwise than asked."""
        self.tell("warning", text)


@dataclass(frozen=True, slots=True)
class Helpers:
    """Whoever helps to understand and to look up."""

    queries: TrackQueries
    playlists: PlaylistNames
    model: LanguageModel | None = None
    text: TextEmbedder | None = None


@dataclass(slots=True)
class Exchange:
    """One request on its way to an answer."""

    helpers: Helpers
    request: ChatRequest
    search: SearchSpace
    log: Log
    before: Conversation | None
    held_back: list[str] = field(default_factory=list)  # until it was told what is understood

    def answer(self) -> ChatAnswer:
        """Return what was found, by the way that was asked for."""
        started_over = without_start_over(self.request.text)
        if started_over is not None:
            if not started_over:
                return self._begun_anew()
            self.request, self.before = replace(self.request, text=started_over), None
        if self.request.mode is ChatMode.SQL:
            return self._by_query()
        model = self.helpers.model
        if self.request.mode is ChatMode.PLAN or (
            self.request.mode is ChatMode.AUTO and model is not None
        ):
            planned = self._plan_of_model()
            if planned is not None:
                return self._carry_out(*planned, ChatMode.PLAN)
        reading = self._read()
        return self._carry_out(reading, self._resolver().resolve(reading.plan), ChatMode.WORDS)

    # ------------------------------------------------------------------ who understands

    def _plan_of_model(self) -> tuple[Reading, Wanted] | None:
        """Return the model's plan; None where the parser has to take over."""
        model, is_sure = self.helpers.model, self.request.mode is ChatMode.PLAN
        assert model is not None
        last = self._last()
        try:
            plan = write_plan(
                model, self.request.text, self._vocabulary, last.plan if last else None
            )
        except LanguageModelError as error:
            if is_sure:
                raise
            self.held_back.append(f"The language model did not help, so rules were used: {error}")
            return None
        reading = self._without_text(Reading(settled(plan)))
        wanted = self._resolver().resolve(reading.plan)
        if not wanted.is_empty:
            return reading, wanted
        if is_sure:
            raise ChatInputError(
                " ".join(["The language model found nothing to look for.", *wanted.missing]),
                field="text",
            )
        self.held_back.append(
            " ".join(["The language model's plan fits nothing here; rules were used.",
                      *wanted.missing])
        )  # fmt: skip
        return None

    def _read(self) -> Reading:
        """Understand the words by rules, as a change of what was asked before where they are."""
        last = self._last()
        reading = read_change(self.request.text, self._vocabulary, last) if last else None
        reading = reading or read_words(self.request.text, self._vocabulary)
        if self.helpers.text is not None and reading.not_understood and not reading.plan.text:
            reading = self._heard_as_text(reading)
        wanted = self._resolver().resolve(reading.plan)
        if wanted.is_empty:
            told = [*reading.notes, *wanted.missing]
            words = ", ".join(repr(word) for word in reading.not_understood[:8])
            told += [f"Not understood: {words}."] if words else []
            raise ChatInputError(
                " ".join([*told, f"Ask for something like {name_examples()}."]), field="text"
            )
        return reading

    def _heard_as_text(self, reading: Reading) -> Reading:
        """Go by the sound of the words where rules find nothing else in them."""
        text = self.helpers.text
        assert text is not None
        if text.space != self.search.name or not reading.plan.is_empty:
            return reading
        plan = reading.plan.with_calls(TextMatch(text=self.request.text[:300]))
        return replace(reading, plan=plan, not_understood=[])

    def _without_text(self, reading: Reading) -> Reading:
        """Read a description of sound by rules where the space knows no words."""
        plan, text = reading.plan, self.helpers.text
        if not plan.text or (text is not None and text.space == self.search.name):
            return reading
        meant = read_words(plan.text, self._vocabulary)
        kept = [call for call in plan.calls if not isinstance(call, TextMatch)]
        said = meant.plan.attributes
        softened = Attributes(
            genres=said.genres, moods=said.moods, not_moods=said.not_moods, tempo=said.tempo,
            energy_from=said.energy_from, energy_to=said.energy_to,
        )  # fmt: skip
        return Reading(
            settled(plan.model_copy(update={"calls": [*kept, softened]})),
            meant.not_understood,
            reading.notes,
        )

    # ------------------------------------------------------------------ what is found

    def _carry_out(self, reading: Reading, wanted: Wanted, mode: ChatMode) -> ChatAnswer:
        plan = reading.plan
        count = count_of(plan, self.request.count, self.search)
        self.log.tell("understood", describe(plan, count), {"plan": shown(plan)})
        if reading.not_understood:
            self.log.warn("not understood: " + ", ".join(reading.not_understood[:12]))
        for note in (*self.held_back, *reading.notes, *wanted.missing):
            self.log.warn(note)
        filler = Filler(
            self.search,
            Lookups(self.helpers.queries),
            self.log.step,
            self.log.warn,
            seed=self.request.seed,
        )
        also = [
            self._resolver().resolve(Plan(calls=[_without(one, plan.attributes)]))
            for one in plan.also
        ]
        items = filler.fill(wanted, plan, count, also)
        is_model = mode is ChatMode.PLAN and self.helpers.model is not None
        return ChatAnswer(
            text=self._summary(items, count, plan),
            items=items,
            mode=mode,
            understood={"plan": shown(plan)},
            suggested_name=suggest_name(plan, self.request.text),
            log=tuple(self.log.events),
            model=self.helpers.model.name if is_model and self.helpers.model else None,
        )

    def _begun_anew(self) -> ChatAnswer:
        said = f"Started over. Say what you would like to hear, such as {name_examples()}."
        self.log.tell("understood", "start over", {})
        return ChatAnswer(
            text=said,
            items=(),
            mode=ChatMode.WORDS,
            understood={},
            suggested_name="",
            log=tuple(self.log.events),
        )

    def _by_query(self) -> ChatAnswer:
        model = self.helpers.model
        assert model is not None
        count = min(max(self.request.count or 25, 1), MOST_TRACKS)
        last = self.before.turns[-1] if self.before and self.before.turns else None
        found = query_tracks(
            model,
            self.request.text,
            self.helpers.queries,
            count=count,
            before=last.query if last else None,
        )
        self.log.tell("understood", f"as SQL: {found.sql}", {"query": found.sql})
        items = self._on_shelf(found.track_ids)
        left_out = len(found.track_ids) - len(items)
        if left_out:
            self.log.warn(f"{left_out} of the rows are no tracks that were heard; left out.")
        self.log.step(f"{len(items)} tracks were found.")
        return ChatAnswer(
            text=self._summary(items),
            items=items,
            mode=ChatMode.SQL,
            understood={"query": found.sql},
            suggested_name=suggest_name(Plan(), self.request.text),
            log=tuple(self.log.events),
            query=found.sql,
            model=model.name,
        )

    def _on_shelf(self, track_ids: Sequence[str]) -> list[Found]:
        """Return the tracks that a query gave, in its order."""
        shelf, found = self.search.shelf, []
        for track_id in track_ids:
            try:
                row = shelf.row_of_id(track_id)
            except NotOnShelfError:
                continue
            reason = Reason("query", "found by the query")
            found.append(Found(int(shelf.numbers[row]), shelf.track_id(row), None, (reason,)))
        return found

    def _summary(self, items: Sequence[Found], count: int = 0, plan: Plan | None = None) -> str:
        if not items:
            asked = f": {describe(plan, count)}" if plan else ""
            text = f"No track here fits all that was asked for{asked}. Ask for less of it."
            self.log.warn(text)
            return text
        said = "1 track" if len(items) == 1 else f"{len(items)} tracks"
        if plan is not None and plan.total_s is None and len(items) < count:
            text = f"Only {said} fit, of {count} asked for."
            self.log.warn(text)
            return text
        return f"Here are {said}."

    # ------------------------------------------------------------------ what is known

    @property
    def _vocabulary(self) -> Vocabulary:
        return vocabulary_of(self.search.shelf)

    def _resolver(self) -> Resolver:
        return Resolver(
            self.search,
            self._vocabulary,
            Lookups(self.helpers.queries),
            self.helpers.playlists,
            self.helpers.text,
        )

    def _last(self) -> Before | None:
        """Return what was understood last; None at the beginning, or after a query."""
        if self.before is None or not self.before.turns:
            return None
        turn = self.before.turns[-1]
        try:
            plan = Plan.model_validate(turn.understood.get("plan"))
        except ValidationError:
            return None
        return Before(plan, turn.track_ids, self.search.shelf)


def _without(added: Attributes, main: Attributes) -> Attributes:
    """Return what is added, without what the whole playlist is to be without."""
    return added.model_copy(
        update={
            "not_genres": [*added.not_genres, *main.not_genres],
            "not_artists": [*added.not_artists, *main.not_artists],
            "without": [*added.without, *main.without],
        }
    )


def name_examples() -> str:
    """Return a few things that can be asked for."""
    return "; ".join(f"“{example}”" for example in EXAMPLES[:3])
