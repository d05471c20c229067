"""Read listens out of the tables that exporters of Last.fm write."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime

from menura.catalogue.history import Listen, make_listen
from menura.catalogue.history_entries import seconds

# What columns are called by exporters: the first of these that is there is taken.
_NAMES: Mapping[str, Sequence[str]] = {
    "artist": ("artist", "artist name"),
    "title": ("track", "title", "track name", "song", "name"),
    "album": ("album", "album name", "release", "release name"),
    "id": ("track mbid", "recording mbid", "mbid", "track id"),
    "at": (
        *("uts", "timestamp", "listened at", "utc time", "date", "time", "datetime"),
        *("date time", "played at", "scrobble time"),
    ),
}
_WITHOUT_HEADER = {"artist": 0, "album": 1, "title": 2, "at": 3}  # of lastfm-to-csv
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2}) (?P<month>[A-Za-z]{3})[a-z]* (?P<year>\d{4}),? "
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
)

Columns = Mapping[str, int]


def read_table(lines: Iterable[str], delimiter: str) -> Iterator[Listen | None]:
    """Yield the listens of a table; None for each line that cannot be read.

    Raises
    ------
    ValueError
        Its columns are not known.
    """
    rows = csv.reader(lines, delimiter=delimiter)
    columns: Columns | None = None
    while True:
        try:
            row = next(rows, None)
        except csv.Error:
            yield None
            continue
        if row is None:
            return
        if not any(cell.strip() for cell in row):
            continue
        if columns is None:
            columns = _columns(row)
            if columns is None:
                raise ValueError("its columns are not known: name them artist, track, album, date")
            if columns is not _WITHOUT_HEADER:
                continue
        yield _listen(row, columns)


def find_delimiter(line: str) -> str:
    """Return what parts the columns of a table that begins with this line."""
    with suppress(csv.Error):
        for delimiter in (",", ";", "\t"):
            if _columns(next(csv.reader([line], delimiter=delimiter), [])) is not None:
                return delimiter
    return ","


def _columns(row: Sequence[str]) -> Columns | None:
    """Return where what stands, by the first row of a table; None if nobody knows."""
    # "Date#username" is how lastfmstats.com names whose listens these are.
    names = [re.sub(r"[_\W]+", " ", cell.partition("#")[0]).strip().lower() for cell in row]
    found = {
        what: names.index(name)
        for what, known in _NAMES.items()
        if (name := next((n for n in known if n in names), None)) is not None
    }
    if "artist" in found and "title" in found:
        return found
    is_plain = len(row) >= 4 and (not row[3].strip() or moment_s(row[3]) is not None)
    return _WITHOUT_HEADER if is_plain and row[0].strip() and row[2].strip() else None


def _listen(row: Sequence[str], columns: Columns) -> Listen | None:
    cells = {what: row[at] for what, at in columns.items() if at < len(row)}
    try:
        return make_listen(
            cells.get("artist"),
            cells.get("title"),
            album=cells.get("album"),
            recording_ids=(cells.get("id"),),
            at_s=moment_s(cells.get("at", "")),
        )
    except ValueError:
        return None


def moment_s(text: str) -> float | None:
    """Return a moment as exporters write it in seconds since 1970; in UTC if it names no zone."""
    plain = text.strip()
    if (number := seconds(plain)) is not None:
        return number
    try:
        if match := _DAY_FIRST.match(plain):
            parts = {name: int(match[name] or 0) for name in ("year", "day", "hour", "minute")}
            month = _MONTHS.get(match["month"].lower(), 0)
            second = int(match["second"] or 0)
            return datetime(**parts, month=month, second=second, tzinfo=UTC).timestamp()
        moment = datetime.fromisoformat(plain.replace("/", "-"))
    except (ValueError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
