"""Look up in the store what the shelf does not know: titles, and how often tracks were played.

Statements are put together from the tree of an expression, with texts as literals in it, and pass
the same check as what a model writes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from menura.assistant.artist_names import artist_key
from menura.assistant.errors import QueryRefusedError
from menura.assistant.ports import QueryRows, TrackQueries
from menura.assistant.sql import MOST_ROWS, VIEW, check_query
from menura.catalogue import normalise_search

TIMEOUT_S = 5.0
_MOST_NAMED = 200  # ids in one statement, which stores keep short
_VOWEL = re.compile(r"[aeiouycn]")
_ARTIST_COLUMNS = ("artist", "artists")
_PLAY_COLUMNS = ("play_count", "plays")


@dataclass(frozen=True, slots=True)
class Lookups:
    """Ask the view of tracks in fixed ways."""

    queries: TrackQueries

    def song(self, title: str, artist: str = "") -> str | None:
        """Return the id of a song by its title, whatever version, or None."""
        wanted = normalise_search(title)
        columns = self.queries.columns
        if not wanted or "title" not in columns:
            return None
        from sqlglot import exp

        # Vowels may carry accents in a title, and databases compare them differently
        pattern = "%" + "%".join(_VOWEL.sub("_", word) for word in wanted.split()[:12]) + "%"
        matches = exp.Like(
            this=exp.Lower(this=exp.column("title")), expression=exp.Literal.string(pattern)
        )
        by = next((name for name in _ARTIST_COLUMNS if name in columns), None)
        shown = [exp.column(name) for name in ("id", "title", *([by] if by else []))]
        rows = self._run(
            exp.select(*shown)
            .from_(VIEW)
            .where(matches)
            .order_by(exp.Length(this=exp.column("title")), exp.column("id"))
        )
        return _best_song(rows, wanted, artist) if rows else None

    def plays(self, track_ids: Sequence[str]) -> Mapping[str, float]:
        """Return how often tracks were played; of many, only of those played most in all."""
        columns = self.queries.columns
        counted = next((name for name in _PLAY_COLUMNS if name in columns), None)
        if counted is None or not track_ids:
            return {}
        from sqlglot import exp

        counts = exp.column(counted)
        query = exp.select(exp.column("id"), counts).from_(VIEW).where(counts.copy() > 0)
        if len(track_ids) <= _MOST_NAMED:
            wanted = [exp.Literal.string(track_id) for track_id in track_ids]
            query = query.where(exp.In(this=exp.column("id"), expressions=wanted))
        rows = self._run(query.order_by(counts.desc(), exp.column("id")), checked=False)
        if rows is None:
            return {}
        return {str(row[0]): float(row[1]) for row in rows.rows if row[1]}

    def _run(self, query: object, *, checked: bool = True) -> QueryRows | None:
        from sqlglot import exp

        assert isinstance(query, exp.Select)
        dialect = self.queries.dialect
        sql = query.limit(MOST_ROWS).sql(dialect=dialect, identify=True)
        try:
            if checked:
                sql = check_query(sql, dialect, self.queries.columns)
            return self.queries.run(sql, limit=MOST_ROWS, timeout_s=TIMEOUT_S)
        except QueryRefusedError:
            return None  # whoever asks goes by what the shelf knows


def _best_song(found: QueryRows, title: str, artist: str) -> str | None:
    """Return the song whose title is the nearest: the same, then the shortest that has it."""
    ranked = []
    for row in found.rows:
        name = normalise_search(str(row[1]))
        by = artist_key(str(row[2])) if len(row) > 2 else ""
        is_by = not artist or not by or artist_key(artist) in by or by in artist_key(artist)
        if is_by and f" {title} " in f" {name} ":
            ranked.append((name != title, len(name), str(row[0])))
    return min(ranked)[2] if ranked else None
