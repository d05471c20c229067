"""Understand words that change what was asked for before: "more energetic", "without live songs".

Words refer back where they compare ("slower", "more like the third one"), or begin with a word
that only makes sense after others ("but", "only", "without", "also"), or say nothing but a number
of tracks. All other words begin a new search.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from menura.assistant.model import MOST_TRACKS
from menura.assistant.ordinary_words import is_ordinary
from menura.assistant.other_tracks import PLACES, place_of, read_more
from menura.assistant.parser import Reading, read_words
from menura.assistant.plan import (
    BOUNDS,
    MOST_ADDED,
    TOTAL_BOUNDS_S,
    USUAL_COUNT,
    Attributes,
    Plan,
    SeedSearch,
    Sort,
    settled,
)
from menura.assistant.sound_words import TEMPO_BPM
from menura.assistant.vocabulary import Vocabulary
from menura.discover import NotOnShelfError, Shelf

_ENERGY_STEP = 0.15  # of 0 to 1, from the median of what was found: heard, but no leap
_TEMPO_STEP = 1.08  # about one and a half semitones: what dancers notice at once
_YEARS_STEP = 1
_LENGTH_STEP = 1.1  # of a song: 20 s of an ordinary one
_USUAL_LENGTH_S = 240.0
_ENDS = ("duration_from_s", "duration_to_s")
_START_OVER = re.compile(
    r"^\W*(?:(?:please|now|play|give|show|me|let's hear|i want)\s+)*"
    r"(?:start over|start again|new search|forget (?:it|that|everything)|reset|from scratch"
    r"|something (?:completely |totally )?(?:else|different))\b[\s:,.!]*",
    re.IGNORECASE,
)
_REFERS_BACK = re.compile(
    r"^\W*(?:please\s+)?(?:now\s+)?(?:without|no|not|none|only|just|but|and|also|add|plus|remove"
    r"|drop|leave out|skip|less|more|instead|except|same|make it|make them|keep|exclude|include"
    r"|a bit|a little|even|too|fewer|the same|that|them|these|those|it)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\b(?:only|just|instead|nothing but)\b", re.IGNORECASE)
_ADDS = re.compile(
    r"^\W*(?:please\s+)?(?:and\s+|but\s+|now\s+)?(?:add|also|plus|include|and|mix in)\b",
    re.IGNORECASE,
)
_MUCH = r"(?:(?:much|a bit|a little|even|way|far|slightly|somewhat|make (?:it|them))\s+)*"
_LIKE_ONE = re.compile(
    r"\b(?:more\s+)?(?:like|similar to|of)\s+(?:the\s+|number\s+|track\s+|song\s+|#\s*)*"
    r"(" + "|".join(PLACES) + r"|last|\d{1,3}(?:st|nd|rd|th))\b"
    r"(?:\s+(?:one|song|track|title))?",
    re.IGNORECASE,
)
_COMPARED: tuple[tuple[str, str], ...] = (
    ("energy+", r"more energ(?:y|etic)|more power(?:ful)?|harder|louder|livelier|more intense"
                r"|heavier|more upbeat|wilder"),
    ("energy-", r"less energ(?:y|etic)|calmer|softer|quieter|mellower|gentler|less intense"
                r"|more relax(?:ed|ing)|more chill(?:ed)?|chiller|more calm|lighter"),
    ("tempo+", r"faster|quicker|speedier|more tempo|higher tempo|more uptempo"),
    ("tempo-", r"slower|lower tempo|less tempo|less fast"),
    ("year+", r"newer|more recent|more modern|younger"),
    ("year-", r"older|more classic|more vintage|less recent"),
    ("mood happy", r"happier|more happy|more cheerful|less sad|more fun|brighter"),
    ("mood sad", r"sadder|more sad|more melanchol\w+|darker|less happy|moodier"),
    ("mood danceable", r"more dance(?:able)?|dancier|groovier|more groovy"),
    ("mood aggressive", r"more aggressive|angrier|more angry"),
    ("not aggressive", r"less aggressive|less angry|less harsh"),
    ("popular", r"more popular|more famous|better known|more hits|more known"),
    ("duration+", r"longer (?:songs|tracks|titles|pieces|tunes)"),
    ("duration-", r"shorter (?:songs|tracks|titles|pieces|tunes)"),
    ("longer", r"longer"),
    ("shorter", r"shorter|fewer(?: songs| tracks)?|less (?:songs|tracks)"),
)  # fmt: skip
_CHANGES = tuple(
    (name, re.compile(rf"\b{_MUCH}(?:{words})\b(?! than)(?:\s+(?:songs|tracks|music))?", re.I))
    for name, words in _COMPARED
)
_OPPOSITE_MOODS = {"happy": "sad", "sad": "happy"}


@dataclass(frozen=True, slots=True)
class Before:
    """What was found last: what comparisons compare with."""

    plan: Plan
    track_ids: Sequence[str]
    shelf: Shelf

    def median(self, column: str) -> float | None:
        """Return the middle of what is known of the tracks."""
        rows = []
        for track_id in self.track_ids:
            try:
                rows.append(self.shelf.row_of_id(track_id))
            except NotOnShelfError:
                continue  # gone since
        values = getattr(self.shelf, column)[np.array(rows, np.int64)].astype(np.float64)
        known = values[np.isfinite(values) & (values > 0)]
        return float(np.median(known)) if len(known) else None


def without_start_over(text: str) -> str | None:
    """Return the words after "start over", None where it is not said."""
    match = _START_OVER.match(text)
    return text[match.end() :].strip() if match else None


def read_change(text: str, vocabulary: Vocabulary, before: Before) -> Reading | None:
    """Return the plan that some words make of the one before, None if they begin a new search."""
    plan, rest, is_change = before.plan, text, False
    like = _LIKE_ONE.search(rest)
    if like:
        track_id = before.track_ids[place_of(like[1].lower(), before.track_ids)]
        seeds = SeedSearch(track_ids=[track_id], avoid=plan.seeds.avoid)
        attributes = plan.attributes.model_copy(update={"sort": Sort.SIMILARITY})
        plan = plan.model_copy(update={"calls": [seeds, attributes]})
        rest, is_change = _LIKE_ONE.sub(" ", rest, count=1), True
    for name, pattern in _CHANGES:
        if pattern.search(rest):
            plan = _changed(plan, name, before)
            rest, is_change = pattern.sub(" ", rest), True
    more = read_more(rest)
    reading = read_words(rest if more is None else more.rest, vocabulary)
    if more is not None and (not reading.names_subject or _is_known(reading.plan, plan)):
        plan = plan.leaving_out(before.track_ids).model_copy(
            update={"count": more.count or plan.count}
        )
        is_change = True
    elif more is not None:
        reading = read_words(rest, vocabulary)
    elif not before.track_ids:
        plan = plan.model_copy(update={"left_out": []})  # all was shown: another search begins
    if not (is_change or _is_bound(reading) or _REFERS_BACK.match(text)):
        return None
    if _ADDS.match(text) and (added := _addition(reading.plan)) is not None:
        also = [one for one in plan.also if one != added]
        reading.plan = plan.model_copy(update={"also": [*also, added][-MOST_ADDED:]})
    else:
        reading.plan = _merged(plan, reading.plan, replaces=bool(_ONLY.search(text)))
    if more is None and _is_same(reading.plan, before.plan):
        reading.notes.append("That changes nothing in what is looked for.")
    return reading


def _is_known(said: Plan, plan: Plan) -> bool:
    """Tell whether words name nothing that was not named before: "more jazz" after "jazz"."""
    new, old = said.attributes, plan.attributes
    return said.seeds.is_empty and not any(
        set(getattr(new, name)) - set(getattr(old, name)) for name in ("genres", "artists", "moods")
    )


def _is_bound(reading: Reading) -> bool:
    """Tell whether words say nothing but a bound, an order or a length: "from the 90s"."""
    if reading.names_subject or not all(map(is_ordinary, reading.not_understood)):
        return False
    said = reading.plan
    return not said.is_empty or bool(said.count or said.total_s or said.per_artist)


def _is_same(one: Plan, other: Plan) -> bool:
    plain = {"title": "", "calls": []}
    is_order = Sort.RANDOM in (one.attributes.sort, other.attributes.sort)
    return (
        not is_order  # another order each time
        and settled(one).calls == settled(other).calls
        and one.model_copy(update=plain) == other.model_copy(update=plain)
    )


def _addition(new: Plan) -> Attributes | None:
    """Return what gets a share of its own, None where words only change what is there."""
    said = new.attributes
    return said if said.genres or said.artists else None


def _changed(plan: Plan, name: str, before: Before) -> Plan:
    said = plan.attributes
    if name in ("longer", "shorter"):
        factor = 2.0 if name == "longer" else 0.5
        count = round((plan.count or len(before.track_ids) or USUAL_COUNT) * factor)
        if plan.total_s is not None and plan.count is None:
            total_s = min(max(plan.total_s * factor, TOTAL_BOUNDS_S[0]), TOTAL_BOUNDS_S[1])
            return plan.model_copy(update={"total_s": total_s})
        return plan.model_copy(update={"count": min(max(count, 1), MOST_TRACKS), "each": None})
    values: dict[str, Any] = {}
    kind, _, mood = name.partition(" ")
    if kind == "mood":
        values["moods"] = [*(one for one in said.moods if one != _OPPOSITE_MOODS.get(mood)), mood]
        values["not_moods"] = [one for one in said.not_moods if one != mood]
    elif kind == "not":
        values["not_moods"] = [*said.not_moods, mood]
        values["moods"] = [one for one in said.moods if one != mood]
    elif kind == "popular":
        values["sort"] = Sort.POPULAR
    else:
        values = _moved(said, kind, before)
    return plan.with_calls(Attributes.model_validate(said.model_dump() | values))


def _moved(said: Attributes, kind: str, before: Before) -> dict[str, Any]:
    """Return new bounds: from the middle of what was found, one step up or down."""
    is_up = kind.endswith("+")
    if kind.startswith("energy"):
        middle = before.median("energy")
        middle = 0.5 if middle is None else middle
        if is_up:
            moods = [one for one in said.moods if one != "relaxed"]
            start = min(middle + _ENERGY_STEP, 0.9)
            return {"energy_from": round(start, 3), "energy_to": None, "moods": moods}
        moods = [one for one in said.moods if one not in ("aggressive", "party")]
        return {
            "energy_to": round(max(middle - _ENERGY_STEP, 0.1), 3),
            "energy_from": None,
            "moods": moods,
        }
    if kind.startswith("tempo"):
        middle = before.median("tempo_bpm") or 110.0
        if said.tempo and before.median("tempo_bpm") is None:
            middle = next(bound for bound in TEMPO_BPM[said.tempo] if bound is not None)
        bound = min(max(middle * (_TEMPO_STEP if is_up else 1 / _TEMPO_STEP), 20.0), 400.0)
        low, high = (round(bound, 1), None) if is_up else (None, round(bound, 1))
        return {"tempo_from_bpm": low, "tempo_to_bpm": high, "tempo": None}
    if kind.startswith("duration"):
        middle_s = before.median("duration_s") or _USUAL_LENGTH_S
        bound = min(max(middle_s * (_LENGTH_STEP if is_up else 1 / _LENGTH_STEP), 1.0), 36_000.0)
        name, other = _ENDS[:: 1 if is_up else -1]
        return {name: round(bound / 6) * 6.0, other: None}
    year = before.median("year")
    if year is None:
        return {"sort": Sort.NEWEST} if is_up else {}
    if is_up:
        return {"year_from": int(year) + _YEARS_STEP, "year_to": None}
    return {"year_to": int(year) - _YEARS_STEP, "year_from": None}


def _merged(plan: Plan, new: Plan, *, replaces: bool) -> Plan:
    """Return the plan before with what is said now: lists grow, or are replaced after "only"."""
    old, said = plan.attributes, new.attributes
    values = old.model_dump()
    for name, value in said.model_dump(exclude_defaults=True).items():
        if isinstance(value, list) and not (replaces and name in ("genres", "artists", "moods")):
            values[name] = [*values[name], *(one for one in value if one not in values[name])]
        else:
            values[name] = value
    for low, high in BOUNDS:
        stated = said.model_dump(include={low, high}, exclude_none=True)
        if stated:
            values |= {low: stated.get(low), high: stated.get(high)}
    if said.tempo:
        values |= {"tempo_from_bpm": None, "tempo_to_bpm": None}
    elif said.tempo_from_bpm or said.tempo_to_bpm:
        values["tempo"] = None
    for wanted, unwanted in (("genres", "not_genres"), ("artists", "not_artists"),
                             ("moods", "not_moods")):  # fmt: skip
        values[wanted] = [one for one in values[wanted] if one not in getattr(said, unwanted)]
        values[unwanted] = [one for one in values[unwanted] if one not in getattr(said, wanted)]
    seeds = plan.seeds
    away = [*said.not_artists, *new.seeds.avoid]
    joined = SeedSearch(
        songs=[*seeds.songs, *new.seeds.songs],
        artists=[one for one in (*seeds.artists, *new.seeds.artists) if one not in away],
        avoid=[*seeds.avoid, *new.seeds.avoid],
        playlists=seeds.playlists,
        track_ids=seeds.track_ids,
    )
    changed = plan.with_calls(joined, Attributes.model_validate(values))
    return changed.model_copy(
        update={
            "count": new.count or (None if new.total_s else plan.count),
            "each": None if new.count or new.total_s else plan.each,
            "total_s": new.total_s or (None if new.count else plan.total_s),
            "title": new.title,
            "per_artist": new.per_artist or plan.per_artist,
            "also": [*_other_spans(plan, new), *new.also],
        }
    )


def _other_spans(plan: Plan, new: Plan) -> list[Attributes]:
    """Return what else was wanted, without other years where years are said anew."""
    said = new.attributes
    says_years = said.year_from is not None or said.year_to is not None
    return [one for one in plan.also if not (says_years and one.is_span)]
