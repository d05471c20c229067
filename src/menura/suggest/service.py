"""Take in what a producer does and says: contexts, marks, events. One object per transaction."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from menura.catalogue import TrackRepository
from menura.kernel.clock import Clock
from menura.suggest.context import is_writable, merge_context
from menura.suggest.daw_reading import DawReading
from menura.suggest.errors import ContextError, MarkNotFoundError, SuggestionInputError
from menura.suggest.model import (
    Event,
    Mark,
    MarkKind,
    SuggestionSession,
)
from menura.suggest.ports import SuggestionRepository
from menura.suggest.report import Report, make_report
from menura.suggest.suggester import check_name
from menura.suggest.telemetry import ReportedEvent, ServedRequests, complete_events

# What cannot be true of a track at once: saying one takes the others back
_CONTRADICTS: Mapping[MarkKind, tuple[MarkKind, ...]] = {
    MarkKind.ACCEPT: (MarkKind.DISMISS, MarkKind.LESS),
    MarkKind.PIN: (MarkKind.DISMISS,),
    MarkKind.DISMISS: (MarkKind.ACCEPT, MarkKind.PIN, MarkKind.MORE),
    MarkKind.MORE: (MarkKind.LESS, MarkKind.DISMISS),
    MarkKind.LESS: (MarkKind.MORE,),
}
_HIGHEST_DAW_BPM = 400.0  # of a context; Live's own field takes 999
NO_KEY_RULE = "chromatic"  # a scale a DAW's user made: keys are not compared
READ_AT_ONCE = 20_000
ACCEPTED = "accepted_track_ids"


class Suggestions:
    """What producers do and say, inside one transaction."""

    def __init__(
        self, repository: SuggestionRepository, tracks: TrackRepository, clock: Clock
    ) -> None:
        self._repository = repository
        self._tracks = tracks
        self._clock = clock

    # ------------------------------------------------------------------ contexts

    def session(self, name: str) -> SuggestionSession:
        """Return a session; an empty one where nothing was ever said."""
        check_name(name)
        return self._repository.session(name)

    def sessions(self) -> Sequence[SuggestionSession]:
        """Return all sessions by name, without their marks."""
        return self._repository.sessions()

    def set_context(self, name: str, said: Mapping[str, Any]) -> SuggestionSession:
        """Merge what was said into a context and keep it.

        Raises
        ------
        ContextError
            With the name of the field.
        """
        known = self._session_to_change(name).context
        others = {field: value for field, value in said.items() if field != ACCEPTED}
        merged = merge_context(known, others)
        accepted = self._checked(ACCEPTED, said.get(ACCEPTED) or ()) if ACCEPTED in said else None
        self._checked(
            "preferences.ban_tracks",
            merged.preferences.ban_tracks,
            trusted=known.preferences.ban_tracks,  # one that has gone since is no mistake
        )
        now = self._clock.now()
        self._repository.put_context(name, replace(merged, updated_at=now))
        if accepted is not None and accepted != known.accepted_track_ids:
            self._repository.set_accepted(name, accepted, now)
            self._take_back(name, set(accepted), _CONTRADICTS[MarkKind.ACCEPT])
        return self._repository.session(name)

    def follow_daw(self, name: str, reading: DawReading) -> SuggestionSession:
        """Take over tempo and key of a DAW; what it does not tell stays."""
        known = self._session_to_change(name).context
        said: dict[str, Any] = {}
        if reading.bpm is not None and reading.bpm <= _HIGHEST_DAW_BPM:
            said["bpm"] = reading.bpm
        if reading.key is not None:
            said |= {"key": reading.key, "mode": reading.scale}
        if not said and known.origin != "ableton":  # what a producer said is not the DAW's
            return self._repository.session(name)
        try:
            merged = merge_context(known, said)
        except ContextError:
            merged = merge_context(known, said | {"mode": NO_KEY_RULE})
        heard = replace(merged, origin="ableton", is_stale=False)
        if heard != known:
            self._repository.put_context(name, replace(heard, updated_at=self._clock.now()))
        return self._repository.session(name)

    def mark_stale(self, name: str) -> None:
        """Note that the DAW a context came from has fallen silent."""
        known = self._session_to_change(name).context
        if known.origin == "ableton" and not known.is_stale:
            self._repository.put_context(name, replace(known, is_stale=True))

    def leave_daw(self, name: str) -> None:
        """Note that a context follows no DAW any more: what it said stays, as if typed."""
        known = self._session_to_change(name).context
        if known.origin == "ableton":
            left = replace(known, origin="manual", is_stale=False)
            self._repository.put_context(name, left)

    def reset(self, name: str) -> bool:
        """Forget a session's context and marks; tell whether there was anything."""
        check_name(name)
        return self._repository.remove_session(name)

    # ------------------------------------------------------------------ marks

    def mark(
        self,
        name: str,
        track_id: str,
        kind: MarkKind,
        *,
        reason: str | None = None,
        expires_in_s: float | None = None,
    ) -> SuggestionSession:
        """Say something of a track; what contradicts it is taken back.

        Raises
        ------
        SuggestionInputError
            There is no such track, or something other than a dismissal is to expire.
        """
        check_name(name)
        if expires_in_s is not None and kind is not MarkKind.DISMISS:
            raise SuggestionInputError(
                f"Only a dismissal can expire, not {kind.value!r}; leave it out.",
                field="expires_in_s",
            )
        if reason is not None and not is_writable(reason):
            raise SuggestionInputError(
                "A reason is a text without control characters.", field="reason"
            )
        self._repository.lock()
        self._checked("track_id", [track_id])
        now = self._clock.now()
        expires_at = None if expires_in_s is None else now + timedelta(seconds=expires_in_s)
        track_id = track_id.lower()
        self._take_back(name, {track_id}, _CONTRADICTS[kind])
        self._repository.put_mark(name, Mark(track_id, kind, now, reason, expires_at))
        return self._repository.session(name)

    def unmark(self, name: str, track_id: str, kind: MarkKind) -> SuggestionSession:
        """Take back what was said of a track; raise MarkNotFoundError."""
        check_name(name)
        self._repository.lock()
        if self._repository.remove_mark(name, track_id.lower(), kind) is None:
            raise MarkNotFoundError(kind.value, track_id)
        return self._repository.session(name)

    # ------------------------------------------------------------------ telemetry

    def add_events(
        self, name: str, reported: Sequence[ReportedEvent], served: ServedRequests
    ) -> int:
        """Keep what became of suggestions; return how many events were new.

        Raises
        ------
        SuggestionInputError
        """
        check_name(name)
        events = complete_events(reported, session=name, served=served, clock=self._clock)
        return self._repository.add_events(events)

    def events(
        self,
        *,
        session: str | None = None,
        since: datetime | None = None,
        after: int | None = None,
        limit: int = 1_000,
    ) -> Sequence[Event]:
        """Return a part of all events, in the order in which they were kept.

        Parameters
        ----------
        after : int, optional
            Number of the last one that was read; none that came since is missed.
        """
        if session is not None:
            check_name(session)
        return self._repository.events(session=session, since=since, after=after, limit=limit)

    def forget(self, *, session: str | None = None) -> int:
        """Forget events, and the sessions they are of; return how many events."""
        if session is not None:
            check_name(session)
        self._repository.lock()
        names = (
            [session] if session is not None else [one.name for one in self._repository.sessions()]
        )
        for name in names:
            self._repository.remove_session(name)
        return self._repository.remove_events(session=session)

    def report(self, *, since: datetime | None = None) -> Report:
        """Compare the policies by what became of their suggestions."""
        return make_report(self._all_events(since), since=since)

    def _all_events(self, since: datetime | None) -> Iterator[Event]:
        """Yield all events, read in parts."""
        after = None
        while True:
            part = self._repository.events(since=since, after=after, limit=READ_AT_ONCE)
            yield from part
            if len(part) < READ_AT_ONCE:
                return
            after = part[-1].number

    def _session_to_change(self, name: str) -> SuggestionSession:
        """Return a session as nobody else can change it before this transaction ends."""
        check_name(name)
        self._repository.lock()
        return self._repository.session(name)

    def _take_back(self, name: str, track_ids: set[str], kinds: Sequence[MarkKind]) -> None:
        """Take back marks of some kinds."""
        for mark in self._repository.session(name).marked(*kinds):
            if mark.track_id in track_ids:
                self._repository.remove_mark(name, mark.track_id, mark.kind)

    def _checked(
        self, field: str, track_ids: Sequence[Any], *, trusted: Sequence[str] = ()
    ) -> tuple[str, ...]:
        """Return ids of tracks that exist, each once; raise ContextError."""
        wanted = [str(one).lower() for one in track_ids]
        known = set(trusted)
        known.update(self._tracks.get_many([one for one in wanted if one not in known]))
        for place, track_id in enumerate(wanted):
            if track_id not in known:
                named = field if field == "track_id" else f"{field}.{place}"
                raise ContextError(named, track_ids[place], "the id of a track of the library")
        return tuple(dict.fromkeys(wanted))
