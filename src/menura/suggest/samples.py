"""Put what could be suggested into columns, once for each moment of the library."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from menura.audio.instrument import UNPITCHED
from menura.discover import INSTRUMENTS, KINDS, UNKNOWN, Shelf
from menura.suggest.packs import pack_key
from menura.suggest.recent import Recent
from menura.vectors import Keys

SUGGESTED_KINDS = ("loop", "one_shot", "stem", "clip")
LONGEST_STRETCHED_S = 120.0  # what is longer is music of its own, not material
_DAY_S = 86_400.0


@dataclass(frozen=True, eq=False)
class Samples:
    """The tracks that could be suggested, one row for each, in the order of their numbers.

    Attributes
    ----------
    shelf : Shelf
        The moment of the library they were taken from.
    rows : int64 array, shape (n,)
        Their rows on the shelf.
    numbers : int64 array
    tempo_bpm : float32 array
        NaN where unknown, and for one-shots.
    key : int8 array
        As on the shelf; `UNKNOWN` for drums, whatever was measured: they must neither win nor
        lose on key.
    instrument : int8 array
        Position in `INSTRUMENTS` or `UNKNOWN`.
    can_transpose : bool array
        Pitched, and short enough to be stretched.
    pack : int32 array
        Codes into `packs`; `UNKNOWN` for what belongs to no pack.
    added_at : float64 array
        Unix seconds.
    recency : float32 array
        ``exp((added_at - newest) / tau)``: 1 for the newest; freshness at any time is a multiple.
    columns : Recent
        What was computed of them lately (moods, bans): it goes when they go.
    """

    shelf: Shelf
    rows: NDArray[np.int64]
    numbers: Keys
    tempo_bpm: NDArray[np.float32]
    key: NDArray[np.int8]
    instrument: NDArray[np.int8]
    can_transpose: NDArray[np.bool_]
    pack: NDArray[np.int32]
    added_at: NDArray[np.float64]
    recency: NDArray[np.float32]
    newest_at: float
    packs: Sequence[str] = ()
    places: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    columns: Recent[Any] = field(default_factory=lambda: Recent(24))

    def __len__(self) -> int:
        return len(self.rows)

    def places_of(self, numbers: Keys) -> NDArray[np.int64]:
        """Return where tracks stand here, by number; `UNKNOWN` for those that do not.

        A table, not a search: a million numbers take 5 ms and not 150.
        """
        wanted = np.asarray(numbers, np.int64)
        if not len(self.places):
            return np.full(len(wanted), UNKNOWN, np.int64)
        is_inside = (wanted >= 0) & (wanted < len(self.places))
        found = self.places[np.where(is_inside, wanted, 0)].astype(np.int64)
        return np.where(is_inside, found, UNKNOWN)

    def only(self, places: NDArray[np.int64]) -> Self:
        """Return some rows alone, as far as rules go by them; they cannot be looked up."""
        columns = {name: getattr(self, name)[places] for name in _COLUMNS}
        return replace(self, **columns, places=_NO_PLACES, columns=Recent(1))

    def instrument_name(self, place: int) -> str | None:
        """Return the instrument of a row."""
        code = int(self.instrument[place])
        return None if code == UNKNOWN else INSTRUMENTS[code]

    def pack_name(self, place: int) -> str:
        """Return the pack of a row; empty without one."""
        code = int(self.pack[place])
        return "" if code == UNKNOWN else self.packs[code]


def gather_samples(
    shelf: Shelf,
    *,
    pack_of: Callable[[str], str],
    kinds: Sequence[str] = SUGGESTED_KINDS,
    freshness_days: float = 14.0,
) -> Samples:
    """Return the tracks of some kinds in columns.

    Parameters
    ----------
    pack_of : callable
        Names the pack of a folder of the shelf; empty for none.
    """
    codes = [KINDS.index(kind) for kind in KINDS if kind.value in kinds]
    rows = np.flatnonzero(np.isin(shelf.kind, codes))
    instrument = shelf.instrument[rows]
    unpitched = [code for code, name in enumerate(INSTRUMENTS) if name in UNPITCHED]
    key = np.where(np.isin(instrument, unpitched), np.int8(UNKNOWN), shelf.key[rows])
    added_at = shelf.added_at[rows]
    newest_at = float(added_at.max()) if len(rows) else 0.0
    numbers = shelf.numbers[rows]
    places = np.full(int(numbers[-1]) + 1 if len(rows) else 0, UNKNOWN, np.int32)
    places[numbers] = np.arange(len(rows), dtype=np.int32)
    pack, packs = _packs(shelf, rows, pack_of)
    # NaN durations compare as false: what is of unknown length is not stretched
    is_short = shelf.duration_s[rows] <= LONGEST_STRETCHED_S
    return Samples(
        shelf=shelf,
        rows=rows,
        numbers=numbers,
        tempo_bpm=np.where(
            shelf.kind[rows] == _ONE_SHOT, np.float32(np.nan), shelf.tempo_bpm[rows]
        ),
        key=key,
        instrument=instrument,
        can_transpose=(key != UNKNOWN) & is_short,
        pack=pack,
        added_at=added_at,
        recency=np.exp((added_at - newest_at) / (freshness_days * _DAY_S)).astype(np.float32),
        newest_at=newest_at,
        packs=packs,
        places=places,
    )


def _packs(
    shelf: Shelf, rows: NDArray[np.int64], pack_of: Callable[[str], str]
) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Return the pack of each row as a code, and the names; one of several sources is one pack."""
    folders = shelf.folder[rows]
    known: dict[str, int] = {}
    names: list[str] = []
    table = np.full(len(shelf.folders) + 1, UNKNOWN, np.int32)
    for folder in np.unique(folders).tolist():
        name = pack_of(shelf.folders[folder]) if folder != UNKNOWN else ""
        if not name:
            continue
        code = known.setdefault(pack_key(name), len(names))
        if code == len(names):
            names.append(name)
        table[folder] = code
    return table[folders], tuple(names)


_COLUMNS = ("rows", "tempo_bpm", "key", "instrument", "can_transpose", "added_at", "recency")
_NO_PLACES = np.empty(0, np.int32)
_ONE_SHOT = next(code for code, kind in enumerate(KINDS) if kind.value == "one_shot")
