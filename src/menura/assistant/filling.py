"""Fill a playlist: what fits first, then what nearly fits, and say which is which."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from menura.assistant.candidates import Asked, find_tracks, found_as
from menura.assistant.lookups import Lookups
from menura.assistant.plan import MOST_TRACKS, USUAL_COUNT, Plan
from menura.assistant.relaxing import CAPS, relax
from menura.assistant.resolving import Wanted
from menura.discover import UNKNOWN, Found, Reason, SearchSpace

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
        share = count // (len(also) + 2) if also else 0
        shares = [self._fill(one, max(share, 1), "Of what was added, {}.") for one in also]
        found = self._fill(wanted, count - sum(len(one) for one in shares), "{}.")
        return self._as_long_as(_mingled(found, shares), plan)

    def _fill(self, wanted: Wanted, count: int, told: str) -> list[Found]:
        cap = None if wanted.filter.artists else CAPS[0]
        found = self._known(wanted)[:count]
        asked = Asked(wanted, wanted.filter, count - len(found), cap, self.seed)
        if asked.count > 0 and not (found and self._is_only_knowledge(wanted)):
            found += find_tracks(self.search, self._beside(asked, found), self.lookups)
        self.step(told.format("1 track fits" if len(found) == 1 else f"{len(found)} tracks fit"))
        return self._relaxed(asked, found, count) if len(found) < count else found

    def _known(self, wanted: Wanted) -> list[Found]:
        text = "named by the language model"
        return [found_as(self.search, row, "knowledge", text) for row in wanted.known_rows]

    @staticmethod
    def _is_only_knowledge(wanted: Wanted) -> bool:
        """Tell whether named songs are all that is wanted: nothing else may stand beside them."""
        return not wanted.has_sound and replace(wanted, known_rows=[]).is_empty

    def _relaxed(self, asked: Asked, found: list[Found], count: int) -> list[Found]:
        """Let go of one thing after the other until enough is there."""
        wanted = asked.wanted
        if self._is_only_knowledge(wanted):
            return found
        untold: dict[str, str] = {}
        for step in relax(wanted.filter, has_sound=wanted.has_sound):
            if len(found) >= count or (not step.is_soft and len(found) >= count * _ENOUGH):
                break
            looser = replace(
                asked, filter=step.filter, per_artist=step.per_artist, count=count - len(found)
            )
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
        rows = self.search.shelf.rows_of(np.array([one.number for one in found], np.int64))
        lengths = self.search.shelf.duration_s[rows].astype(np.float64)
        lengths = np.where(np.isfinite(lengths), lengths, _USUAL_LENGTH_S)
        ends = np.cumsum(lengths)
        kept = int(np.searchsorted(ends - lengths / 2, plan.total_s))
        return found[: max(kept, 1)]


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
