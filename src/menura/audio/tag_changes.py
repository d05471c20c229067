"""Say what to change in a file's tags, how, and what came of it; and plan it field by field."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from menura.audio.key_notation import PitchKey, UnreadableKeyError, parse_key
from menura.audio.tag_dialects import (
    QUANTITIES,
    Dialect,
    KeyNotation,
    Quantity,
    Texts,
    bpm_fields,
    mirrored,
    spell_key,
)
from menura.audio.tag_errors import TagDestinationError, TagValueError
from menura.audio.tags import ENERGY_LEVELS, Tags, clean_text

_LOWEST_BPM, _HIGHEST_BPM = 20.0, 400.0  # what reading believes, too
_MOST_MOODS = 20
_LONGEST_MOOD = 60
_HIGHEST_DECIMALS = 2

Action = Literal["written", "removed", "restored", "kept", "skipped"]


@dataclass(frozen=True, slots=True)
class TagField:
    """Hold one field by the name its format uses; without values it is absent."""

    name: str
    values: Texts = ()


@dataclass(frozen=True, slots=True)
class TagChanges:
    """Say what to write; None leaves a quantity alone.

    Parameters
    ----------
    bpm : float, optional
        Tempo, 20 to 400.
    key : str or PitchKey, optional
        In any spelling `parse_key` reads.
    moods : tuple of str, optional
        Words, best first.
    energy_level : int, optional
        1 (calm) to 10 (driving).
    remove : tuple of str
        Quantities to take out of the file: 'bpm', 'key', 'moods', 'energy_level'.
    restore : tuple of TagField
        Fields to set exactly so, present values notwithstanding; what `WrittenTags.undo` holds.
    """

    bpm: float | None = None
    key: str | PitchKey | None = None
    moods: tuple[str, ...] | None = None
    energy_level: int | None = None
    remove: tuple[Quantity, ...] = ()
    restore: tuple[TagField, ...] = ()


@dataclass(frozen=True, slots=True)
class TagWriteOptions:
    """Choose where and how tags are written; one of the first two has to be given.

    Parameters
    ----------
    destination : Path, optional
        File or folder for a changed copy; the original is not touched.
    in_place : bool
        Exchange the file itself.
    overwrite : bool
        Replace values that are there; by default only missing ones are filled.
    replace_destination : bool
        Replace a file that is already at `destination`.
    key_notation : {'standard', 'camelot', 'open_key'}
        Of the initial-key field. DJ programs understand 'standard' best.
    key_twin_notation : same, optional
        Also write the `KEY` field other programs use, in this notation; by default it is left as
        it is.
    bpm_decimals : int
        Of fields meant for whole numbers (ID3's TBPM), 0 to 2.
    exact_bpm : bool
        Keep two decimals in a field beside those, where the tempo has any.
    keep_mtime : bool
        Keep the time of change. By default it moves on, as players and `menura scan` use it to see
        that tags changed.
    """

    destination: Path | None = None
    in_place: bool = False
    overwrite: bool = False
    replace_destination: bool = False
    key_notation: KeyNotation = "standard"
    key_twin_notation: KeyNotation | None = None
    bpm_decimals: int = 0
    exact_bpm: bool = True
    keep_mtime: bool = False

    def __post_init__(self) -> None:
        if (self.destination is None) != self.in_place:
            raise TagDestinationError(
                "Say where the tags are to be written: a destination for a changed copy, or in "
                "place; one of the two.",
                field="destination",
            )
        if not 0 <= self.bpm_decimals <= _HIGHEST_DECIMALS:
            raise TagValueError(
                f"{self.bpm_decimals} decimals of a tempo cannot be written; give 0, 1 or 2.",
                field="bpm_decimals",
            )


@dataclass(frozen=True, slots=True)
class TagOutcome:
    """Tell what became of one quantity, why, and which fields hold it now."""

    quantity: Quantity | Literal["fields"]
    action: Action
    reason: str
    fields: tuple[TagField, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenTags:
    """Tell what `write_tags` did.

    Parameters
    ----------
    path : Path
        The file that now holds the tags.
    dialect : str
        How its tags are written, for people.
    changed : bool
        Whether anything in it is different now.
    outcomes : tuple of TagOutcome
        One for each quantity that was asked for.
    undo : TagChanges
        Brings back what was there; for `write_tags` on the same file.
    """

    path: Path
    dialect: str
    changed: bool
    outcomes: tuple[TagOutcome, ...]
    undo: TagChanges

    @property
    def written(self) -> tuple[TagOutcome, ...]:
        """Outcomes that changed the file."""
        return tuple(o for o in self.outcomes if o.action in ("written", "removed", "restored"))


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold fields to set (or remove, where empty) and what to tell."""

    edits: Mapping[str, Texts]
    outcomes: tuple[TagOutcome, ...]


def check_changes(changes: TagChanges) -> TagChanges:
    """Return changes in their final form, the key as `PitchKey`.

    Raises
    ------
    TagValueError, UnreadableKeyError
        If a value is none a tag can hold.
    """
    bpm, level = changes.bpm, changes.energy_level
    if bpm is not None and not (math.isfinite(bpm) and _LOWEST_BPM <= bpm <= _HIGHEST_BPM):
        raise TagValueError(f"A tempo of {bpm} BPM is not written; give 20 to 400.", field="bpm")
    if level is not None and (isinstance(level, bool) or level not in ENERGY_LEVELS):
        raise TagValueError(f"{level} is no energy level; give 1 to 10.", field="energy_level")
    if unknown := [name for name in changes.remove if name not in QUANTITIES]:
        raise TagValueError(
            f"{unknown[0]!r} cannot be removed; name one of {', '.join(QUANTITIES)}.",
            field="remove",
        )
    key = changes.key
    if isinstance(key, str):
        key = parse_key(key)
        if key is None:
            raise UnreadableKeyError(str(changes.key))
    return TagChanges(
        bpm, key, _checked_moods(changes.moods), level, changes.remove, changes.restore
    )


def plan_edits(
    changes: TagChanges,
    options: TagWriteOptions,
    *,
    present: Tags,
    fields: Mapping[str, Texts],
    dialect: Dialect,
) -> Plan:
    """Decide field by field what is written, from checked changes and what the file says now."""
    edits: dict[str, Texts] = {}
    outcomes = []
    for quantity, wanted in _wanted_fields(changes, options, dialect).items():
        edit, outcome = _plan_quantity(quantity, wanted, options, present, fields, dialect)
        edits |= edit
        outcomes.append(outcome)
    for quantity in changes.remove:
        names = [name for name in dialect.fields_of(quantity) if name in fields]
        edits |= dict.fromkeys(names, ())
        outcomes.append(
            TagOutcome(quantity, "removed", "asked for", tuple(map(TagField, names)))
            if names
            else TagOutcome(quantity, "skipped", "the file does not say any")
        )
    if changes.restore:
        edits |= _restored(changes.restore, dialect)
        outcomes.append(TagOutcome("fields", "restored", "asked for", changes.restore))
    return Plan({n: t for n, t in edits.items() if fields.get(n, ()) != t}, tuple(outcomes))


def undo_of(edits: Mapping[str, Texts], fields: Mapping[str, Texts]) -> TagChanges:
    """Return what brings `fields` back after `edits`."""
    return TagChanges(restore=tuple(TagField(name, fields.get(name, ())) for name in edits))


def _checked_moods(moods: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if moods is None:
        return None
    cleaned = tuple(dict.fromkeys(word for word in map(clean_text, moods) if word))
    long = [word for word in cleaned if len(word) > _LONGEST_MOOD or set(word) & set(";,")]
    if not cleaned or len(cleaned) > _MOST_MOODS or long:
        what = f"{long[0][:80]!r}" if long else f"A list of {len(cleaned)} moods"
        raise TagValueError(
            f"{what} is not written; give 1 to {_MOST_MOODS} words of at most {_LONGEST_MOOD} "
            "characters without commas and semicolons.",
            field="moods",
        )
    return cleaned


def _wanted_fields(
    changes: TagChanges, options: TagWriteOptions, dialect: Dialect
) -> dict[Quantity, dict[str, Texts]]:
    wanted: dict[Quantity, dict[str, Texts]] = {}
    if changes.bpm is not None:
        wanted["bpm"] = bpm_fields(dialect, changes.bpm, options.bpm_decimals, options.exact_bpm)
    if isinstance(changes.key, PitchKey):
        wanted["key"] = {dialect.key: (spell_key(changes.key, options.key_notation),)}
        if options.key_twin_notation is not None:
            twin = spell_key(changes.key, options.key_twin_notation)
            wanted["key"][dialect.key_twin] = (twin,)
    if changes.moods is not None:
        moods = changes.moods if dialect.many_values else ("; ".join(changes.moods),)
        wanted["moods"] = {dialect.moods: moods}
    if changes.energy_level is not None:
        wanted["energy_level"] = {dialect.energy_level: (str(changes.energy_level),)}
    return wanted


def _plan_quantity(
    quantity: Quantity,
    wanted: Mapping[str, Texts],
    options: TagWriteOptions,
    present: Tags,
    fields: Mapping[str, Texts],
    dialect: Dialect,
) -> tuple[dict[str, Texts], TagOutcome]:
    says = getattr(present, quantity)
    if says not in (None, ()) and not options.overwrite:
        shown = ", ".join(says) if isinstance(says, tuple) else says
        return {}, TagOutcome(quantity, "kept", f"the file already says {shown!s}")
    edit = mirrored(dialect, wanted, fields)
    now = tuple(TagField(name, texts) for name, texts in edit.items() if texts)
    if all(fields.get(name, ()) == texts for name, texts in edit.items()):
        return {}, TagOutcome(quantity, "kept", "the file already says exactly this", now)
    reason = "nothing was there" if says in (None, ()) else "overwriting was asked for"
    return edit, TagOutcome(quantity, "written", reason, now)


def _restored(restore: tuple[TagField, ...], dialect: Dialect) -> dict[str, Texts]:
    for field in restore:
        if field.name not in dialect.fields:
            raise TagValueError(
                f"{field.name!r} is not a field that is written to {dialect.name} tags; restore "
                "what was answered for this very file.",
                field="restore",
            )
    return {field.name: field.values for field in restore}
