"""Fill a playlist: what fits first, then what nearly fits, and say which is which."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from menura.assistant.candidates import Asked, capped, find_tracks, found_as
from menura.assistant.lookups import Lookups
from menura.assistant.model import MOST_TRACKS
from menura.assistant.plan import USUAL_COUNT, Plan
from menura.assistant.relaxing import CAPS, relax
from menura.assistant.resolving import Wanted
from menura.discover import UNKNOWN, Found, NotOnShelfError, Reason, SearchSpace

_ENOUGH = 0.5  # of what was asked for: with less, constraints are let go
_USUAL_LENGTH_S = 240.0  # of a song whose length is unknown
_LONGEST_LIST = 200

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Filler:
    """What a playlist is filled from."""

    search: SearchSpace
    lookups: Lookups
    step: Tell
    warn: Tell
    seed: int = 0

    def fill(
        self, wanted: Wanted, plan: Plan, count: int, also: Sequence[Wanted] = ()
    ) -> list[Found]:
        """Return the tracks of a playlist, none if nothing fits; what is added gets a share."""
        found = self._filled(wanted, plan, count, also)
        wanted_s = 0.0 if plan.count else plan.total_s or 0.0
        if count <= len(found) < _LONGEST_LIST and self.length_s(found) < wanted_s:
            found = self._filled(wanted, plan, _LONGEST_LIST, also)  # shorter ones than most here
        return self._as_long_as(found, plan)

    def length_s(self, found: Sequence[Found]) -> float:
        """Return how long tracks play together."""
        return float(self._lengths_s(found).sum())

    def _filled(
        self, wanted: Wanted, plan: Plan, count: int, also: Sequence[Wanted]
    ) -> list[Found]:
        share = plan.each or max(count // (len(also) + 2), 1)
        goals = [replace(_Goal.of(plan, count), count=share) for _ in also]
        shares = [
            self._fill(one, goal, "Of what was added, {}.")
            for one, goal in zip(also, goals, strict=True)
        ]
        rest = count - sum(len(one) for one in shares)
        goal = _Goal.of(plan, count)
        if shares and plan.total_s is not None:
            total_s = plan.total_s - sum(self.length_s(one) for one in shares)
            goal = replace(goal, total_s=max(total_s, 1.0))
        found = self._fill(wanted, replace(goal, count=plan.each or rest), "{}.")
        mingled = _mingled(found, shares)
        if plan.per_artist is None:
            return mingled
        return capped(self.search, mingled, plan.per_artist)

    def _fill(self, wanted: Wanted, goal: "_Goal", told: str) -> list[Found]:
        count = goal.count
        if count < 1:
            return []  # what was added takes all of a very short list
        cap = goal.per_artist or (None if wanted.filter.artists else CAPS[0])
        left_out = self._rows_of(goal.left_out)
        found = [
            one
            for row, one in zip(wanted.known_rows, self._known(wanted), strict=True)
            if row not in left_out
        ][:count]
        asked = Asked(wanted, wanted.filter, count - len(found), cap, self.seed, left_out=left_out)
        if asked.count > 0 and not (found and self._is_only_knowledge(wanted)):
            found += find_tracks(self.search, self._beside(asked, found), self.lookups)
        self.step(told.format("1 track fits" if len(found) == 1 else f"{len(found)} tracks fit"))
        return self._relaxed(asked, found, goal) if self._share(found, goal) < 1 else found

    def _share(self, found: Sequence[Found], goal: "_Goal") -> float:
        """Return how much of what was asked for is there, 1 for all of it."""
        by_count = len(found) / goal.count
        if goal.total_s is None:
            return by_count
        return max(self.length_s(found) / goal.total_s, 1.0 if by_count >= 1 else 0.0)

    def _rows_of(self, track_ids: Sequence[str]) -> tuple[int, ...]:
        rows = []
        for track_id in track_ids:
            try:
                rows.append(self.search.shelf.row_of_id(track_id))
            except NotOnShelfError:
                continue  # gone since
        return tuple(rows)

    def _known(self, wanted: Wanted) -> list[Found]:
        text = "named by the language model"
        return [found_as(self.search, row, "knowledge", text) for row in wanted.known_rows]

    @staticmethod
    def _is_only_knowledge(wanted: Wanted) -> bool:
        """Tell whether named songs are all that is wanted: nothing else may stand beside them."""
        return not wanted.has_sound and replace(wanted, known_rows=[]).is_empty

    def _relaxed(self, asked: Asked, found: list[Found], goal: "_Goal") -> list[Found]:
        """Let go of one thing after the other until enough is there."""
        wanted = asked.wanted
        if self._is_only_knowledge(wanted):
            return found
        untold: dict[str, str] = {}
        steps = relax(wanted.filter, has_sound=wanted.has_sound, per_artist=goal.per_artist)
        for step in steps:
            share = self._share(found, goal)
            if share >= 1 or (not step.is_soft and share >= _ENOUGH):
                break
            count = goal.count - len(found)
            looser = replace(asked, filter=step.filter, per_artist=step.per_artist, count=count)
            more = find_tracks(self.search, self._beside(looser, found), self.lookups)
            untold[step.about] = step.told
            if more:
                said = " and ".join(untold.values())
                self.warn(f"Too few fit, so this was allowed: {said}; {len(more)} more.")
                reason = Reason("relaxed", f"allowing {said}")
                found += [replace(one, reasons=(*one.reasons, reason)) for one in more]
                untold = {}
        return found

    def _beside(self, asked: Asked, found: Sequence[Found]) -> Asked:
        rows = self.search.shelf.rows_of(np.array([one.number for one in found], np.int64))
        return replace(asked, present=[row for row in rows.tolist() if row != UNKNOWN])

    def _as_long_as(self, found: list[Found], plan: Plan) -> list[Found]:
        """Return the first of the tracks that together play as long as was asked for."""
        if plan.total_s is None:
            return found
        lengths = self._lengths_s(found)
        kept = int(np.searchsorted(np.cumsum(lengths) - lengths / 2, plan.total_s))
        return found[: max(kept, 1)]

    def _lengths_s(self, found: Sequence[Found]) -> NDArray[np.float64]:
        rows = self.search.shelf.rows_of(np.array([one.number for one in found], np.int64))
        lengths = self.search.shelf.duration_s[rows].astype(np.float64)
        known: NDArray[np.float64] = np.where(np.isfinite(lengths), lengths, _USUAL_LENGTH_S)
        return known


@dataclass(frozen=True, slots=True)
class _Goal:
    """How much is wanted, and of whom."""

    count: int
    total_s: float | None = None
    per_artist: int | None = None
    left_out: Sequence[str] = ()

    @classmethod
    def of(cls, plan: Plan, count: int) -> "_Goal":
        return cls(count, plan.total_s, plan.per_artist, plan.left_out)


def count_of(plan: Plan, given: int | None, search: SearchSpace) -> int:
    """Return how many tracks to look for."""
    if plan.count is not None:
        return plan.count
    if plan.total_s is not None:
        lengths = search.shelf.duration_s
        known = lengths[np.isfinite(lengths) & (lengths > 0)]
        usual_s = float(np.median(known)) if len(known) else _USUAL_LENGTH_S
        return int(min(max(np.ceil(plan.total_s / usual_s * 1.5), 2), _LONGEST_LIST))
    return min(max(given, 1), MOST_TRACKS) if given is not None else USUAL_COUNT


def _mingled(found: list[Found], shares: Sequence[Sequence[Found]]) -> list[Found]:
    """Return all of them once, what was added spread evenly among the rest."""
    known = {one.number for one in found}
    placed = [((i + 0.5) / len(found), 0, one) for i, one in enumerate(found)]
    for place, share in enumerate(shares, start=1):
        new = [one for one in share if one.number not in known]
        known |= {one.number for one in new}
        placed += [((i + 0.5) / len(new), place, one) for i, one in enumerate(new)]
    return [one for _, _, one in sorted(placed, key=lambda entry: entry[:2])]
