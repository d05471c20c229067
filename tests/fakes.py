"""The simplest things that keep the promises of a Protocol, for tests that need nothing more."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from menura.analysis import Features
from menura.catalogue import MusicServer, Source, Track
from menura.suggest import (
    Context,
    Event,
    Mark,
    MarkKind,
    SuggestionSession,
)


@dataclass
class FakeTracks:
    """The part of a ``TrackRepository`` that a search for neighbours asks."""

    tracks: dict[int, Track] = field(default_factory=dict)

    def by_numbers(self, numbers: Sequence[int]) -> Mapping[int, Track]:
        """Return those of the tracks that exist, by number."""
        return {number: self.tracks[number] for number in numbers if number in self.tracks}


@dataclass
class FakeAnalyses:
    """The part of an ``AnalysisRepository`` that a search for neighbours asks."""

    vectors: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    measured: dict[str, Features] = field(default_factory=dict)

    def embedding(self, track_id: str, space: str) -> NDArray[np.float32] | None:
        """Return a track's vector, whatever the space."""
        return self.vectors.get(track_id)

    def features(self, track_ids: Sequence[str]) -> Mapping[str, Features]:
        """Return what was measured of those tracks that were analysed, by id."""
        return {i: self.measured[i] for i in track_ids if i in self.measured}


@dataclass
class FakeSuggestions:
    """A ``SuggestionRepository`` in memory.

    Parameters
    ----------
    tracks : set of str, optional
        Ids of the tracks there are; None: every track is there.
    """

    tracks: set[str] | None = None
    contexts: dict[str, Context] = field(default_factory=dict)
    marks: dict[tuple[str, str, MarkKind], Mark] = field(default_factory=dict)
    kept_events: dict[str, Event] = field(default_factory=dict)
    newest: int = 0
    newest_event: int = 0

    def newest_version(self) -> int:
        """Return the last number that was given to a change of any session; 0 without one."""
        return self.newest

    def lock(self) -> None:
        """Do nothing: nobody else is there."""

    def session(self, name: str) -> SuggestionSession:
        """Return a session; an empty one of version 0 where nothing was kept under the name."""
        if name not in self.contexts:
            return SuggestionSession(name)
        mine = [mark for (session, *_), mark in self.marks.items() if session == name]
        marks = tuple(sorted((m for m in mine if self._is_there(m.track_id)), key=_place))
        accepted = tuple(mark.track_id for mark in marks if mark.kind is MarkKind.ACCEPT)
        context = replace(self.contexts[name], accepted_track_ids=accepted)
        return SuggestionSession(name, context, marks)

    def sessions(self) -> Sequence[SuggestionSession]:
        """Return all sessions by name, without their marks."""
        return [SuggestionSession(name, self.contexts[name]) for name in sorted(self.contexts)]

    def put_context(self, name: str, context: Context) -> int:
        """Keep a context, but its version and accepted tracks; return the new version."""
        self.contexts[name] = replace(context, accepted_track_ids=())
        return self._changed(name)

    def put_mark(self, name: str, mark: Mark) -> int:
        """Keep a mark, replacing the same kind of mark of the same track."""
        version = self._changed(name)
        track_id = mark.track_id.lower()
        if self._is_there(track_id):
            kept = replace(mark, track_id=track_id, place=version)
            self.marks[name, track_id, mark.kind] = kept
        return version

    def set_accepted(self, name: str, track_ids: Sequence[str], at: datetime) -> int:
        """Let these be the accepted tracks, in this order, and no others; return the version."""
        wanted = list(dict.fromkeys(track_id.lower() for track_id in track_ids))
        before = {mark.track_id: mark for mark in self.session(name).marked(MarkKind.ACCEPT)}
        for track_id in before:
            del self.marks[name, track_id, MarkKind.ACCEPT]
        for track_id in filter(self._is_there, wanted):
            self.newest += 1
            mark = before.get(track_id, Mark(track_id, MarkKind.ACCEPT, at))
            self.marks[name, track_id, mark.kind] = replace(mark, place=self.newest)
        return self._changed(name)

    def remove_mark(self, name: str, track_id: str, kind: MarkKind) -> int | None:
        """Take a mark back and return the new version; None if there was none."""
        removed = self.marks.pop((name, track_id.lower(), kind), None)
        return self._changed(name) if removed and self._is_there(removed.track_id) else None

    def remove_session(self, name: str) -> bool:
        """Forget a session with its marks, not its events; tell whether there was one."""
        if self.contexts.pop(name, None) is None:
            return False
        self.marks = {key: mark for key, mark in self.marks.items() if key[0] != name}
        self.newest += 1
        return True

    def add_events(self, events: Sequence[Event]) -> int:
        """Keep events; those whose id is known are passed over. Return how many were new."""
        before = len(self.kept_events)
        for event in events:
            self.newest_event += 1
            kept = replace(event, id=event.id.lower(), number=self.newest_event)
            self.kept_events.setdefault(kept.id, kept)
        return len(self.kept_events) - before

    def events(
        self,
        *,
        session: str | None = None,
        since: datetime | None = None,
        after: int | None = None,
        limit: int = 10_000,
    ) -> Sequence[Event]:
        """Return events in the order in which they were kept, after a number."""
        found = [
            event
            for event in self.kept_events.values()
            if (after is None or event.number > after)
            and session in (None, event.session)
            and (since is None or event.at >= since)
        ]
        return found[:limit]

    def remove_events(self, *, session: str | None = None) -> int:
        """Forget events, of one session or all; return how many."""
        kept = {
            event_id: event
            for event_id, event in self.kept_events.items()
            if session not in (None, event.session)
        }
        removed = len(self.kept_events) - len(kept)
        self.kept_events = kept
        return removed

    def _is_there(self, track_id: str) -> bool:
        return self.tracks is None or track_id in self.tracks

    def _changed(self, name: str) -> int:
        self.newest += 1
        context = self.contexts.get(name, Context())
        self.contexts[name] = replace(context, version=self.newest)
        return self.newest


def _place(mark: Mark) -> int:
    return mark.place


class NoServers:
    """Sources that are folders need no music server."""

    def open_server(self, source: Source) -> AbstractContextManager[MusicServer]:
        raise AssertionError(f"{source.name} is a folder")

    def take(self, server: MusicServer, track_id: str, should_stop: Callable[[], bool]) -> Path:
        raise AssertionError(f"{track_id} is in a folder")
