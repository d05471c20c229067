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
    MOST_TRACKS,
    ChatAnswer,
    ChatEvent,
    ChatMode,
    ChatRequest,
    Conversation,
    Say,
)
from menura.assistant.other_tracks import is_more_only, read_removal
from menura.assistant.parser import Reading, read_words
from menura.assistant.plan import Attributes, Plan, TextMatch, settled
from menura.assistant.planner import shown, write_plan
from menura.assistant.ports import PlaylistNames, TextEmbedder, TrackQueries
from menura.assistant.query_writer import query_tracks
from menura.assistant.resolving import Resolver, Wanted
from menura.assistant.telling import clock, describe, minutes, suggest_name, tracks
from menura.assistant.vocabulary import Vocabulary, vocabulary_of
from menura.discover import Found, NotOnShelfError, Reason, SearchSpace
from menura.language import LanguageModel, LanguageModelError

_NEARLY = 0.9  # of the playing time asked for: nobody misses the rest


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
        last = self._last()
        removed = read_removal(self.request.text, last.track_ids) if last else []
        if last is not None and removed:
            return self._without_removed(last, removed)
        wants_model = self.request.mode is ChatMode.PLAN or (
            self.request.mode is ChatMode.AUTO and self.helpers.model is not None
        )
        if wants_model and not (last is not None and is_more_only(self.request.text)):
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
        reading = reading or replace(
            read_words(self.request.text, self._vocabulary), is_new=last is not None
        )
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
        understood = f"{'a new search: ' if reading.is_new else ''}{describe(plan, count)}"
        self.log.tell("understood", understood, {"plan": shown(plan)})
        if reading.not_understood:
            self.log.warn("not understood: " + ", ".join(reading.not_understood[:12]))
        for note in (*self.held_back, *reading.notes, *wanted.missing):
            self.log.warn(note)
        filler = Filler(
            self.search,
            Lookups(self.helpers.queries),
            self.log.step,
            self.log.warn,
            seed=self._seed,
        )
        also = [self._resolver().resolve(_share_of(plan, one)) for one in plan.also]
        items = filler.fill(wanted, plan, count, also)
        is_model = mode is ChatMode.PLAN and self.helpers.model is not None
        return ChatAnswer(
            text=self._summary(items, count, plan, filler.length_s(items)),
            items=items,
            mode=mode,
            understood={"plan": shown(plan)},
            suggested_name=suggest_name(plan, self.request.text),
            log=tuple(self.log.events),
            model=self.helpers.model.name if is_model and self.helpers.model else None,
        )

    def _without_removed(self, last: Before, removed: Sequence[str]) -> ChatAnswer:
        """Return the last list without some tracks, which later lists are without, too."""
        plan = last.plan.leaving_out(removed)
        kept = [one for one in last.track_ids if one not in removed]
        if plan.count is not None and kept:
            plan = plan.model_copy(update={"count": len(kept)})
        told = f"the list before, without {tracks(len(removed))}"
        self.log.tell("understood", told, {"plan": shown(plan)})
        items = self._on_shelf(kept, Reason("kept", "of the list before"))
        return ChatAnswer(
            text=self._summary(items) if items else "No track is left of the list.",
            items=items,
            mode=ChatMode.WORDS,
            understood={"plan": shown(plan)},
            suggested_name=suggest_name(plan, self.request.text),
            log=tuple(self.log.events),
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
        track_ids = found.track_ids[:count] if self.request.count else found.track_ids
        self.log.tell("understood", f"as SQL: {found.sql}", {"query": found.sql})
        items = self._on_shelf(track_ids, Reason("query", "found by the query"))
        left_out = len(track_ids) - len(items)
        if left_out:
            self.log.warn(f"{left_out} of the rows are no tracks that were heard; left out.")
        self.log.step(f"{tracks(len(items))} {'was' if len(items) == 1 else 'were'} found.")
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

    def _on_shelf(self, track_ids: Sequence[str], reason: Reason) -> list[Found]:
        """Return the tracks that are here, in their order, for one reason."""
        shelf, found = self.search.shelf, []
        for track_id in track_ids:
            try:
                row = shelf.row_of_id(track_id)
            except NotOnShelfError:
                continue
            found.append(Found(int(shelf.numbers[row]), shelf.track_id(row), None, (reason,)))
        return found

    def _summary(
        self,
        items: Sequence[Found],
        count: int = 0,
        plan: Plan | None = None,
        length_s: float = 0.0,
    ) -> str:
        """Say how much was found, and warn where that is less than was asked for."""
        said = tracks(len(items))
        fit = "fits" if len(items) == 1 else "fit"
        total_s = plan.total_s if plan is not None else None
        if not items and plan is not None and plan.left_out:
            text = "No other track fits: all that fit were shown before, or removed."
        elif not items:
            asked = f": {describe(plan, count)}" if plan else ""
            text = f"No track here fits all that was asked for{asked}. Ask for less of it."
        elif total_s is not None and length_s < total_s * _NEARLY:
            text = f"Only {said} {fit} ({clock(length_s)} of {minutes(total_s)} asked for)."
            if len(items) == MOST_TRACKS:
                text = f"{text} A playlist has up to {MOST_TRACKS} tracks."
        elif plan is not None and total_s is None and len(items) < count:
            more = " more" if plan.left_out else ""
            text = f"Only {len(items)}{more} {said.split()[1]} {fit}, of {count} asked for."
        else:
            return f"Here {'is' if len(items) == 1 else 'are'} {said}."
        self.log.warn(text)
        return text

    # ------------------------------------------------------------------ what is known

    @property
    def _seed(self) -> int:
        """Return another seed for each turn: "shuffle" again gives another order."""
        return self.request.seed + (len(self.before.turns) if self.before else 0)

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


def _share_of(plan: Plan, added: Attributes) -> Plan:
    """Return the search for what is added, without what the whole playlist is to be without."""
    main = plan.attributes
    if added.is_span:
        years = {"year_from": added.year_from, "year_to": added.year_to}
        return plan.with_calls(main.model_copy(update=years))
    kept = added.model_copy(
        update={
            "not_genres": [*added.not_genres, *main.not_genres],
            "not_artists": [*added.not_artists, *main.not_artists],
            "without": [*added.without, *main.without],
        }
    )
    return Plan(calls=[kept])


def name_examples() -> str:
    """Return a few things that can be asked for."""
    return "; ".join(f"“{example}”" for example in EXAMPLES[:3])
