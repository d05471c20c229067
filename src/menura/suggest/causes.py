"""Say in words what changed in a session or in the library.

Who sees a list change by itself wants to know why: each change gets a few words, in the order in
which a context is written.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from menura.suggest.model import Context, MarkKind, Preferences, Probe, SuggestionSession

SHOWN_CHARACTERS = 60  # of a prompt; the rest is only in the context
SHOWN_NAMES = 3  # of packs, tags and roles; more are counted


@dataclass(frozen=True, slots=True)
class _MarkWords:
    """How a mark that was made, and one that was taken back, are told."""

    made: str
    unmade: str


_MARK_WORDS = {
    MarkKind.PIN: _MarkWords("pinned {}", "unpinned {}"),
    MarkKind.DISMISS: _MarkWords("dismissed {}", "brought back {}"),
    MarkKind.MORE: _MarkWords("asks for more like {}", "no longer asks for more like {}"),
    MarkKind.LESS: _MarkWords("asks for less like {}", "no longer asks for less like {}"),
}


def describe_change(before: SuggestionSession, after: SuggestionSession) -> tuple[str, ...]:
    """Return what changed in a session, in words; nothing where nothing did.

    Examples
    --------
    ``tempo 120 -> 128``; ``key A minor -> C major``; ``moods: + dark, - happy``; ``accepted 1
    track``; ``Ableton Live fell silent``.

    Notes
    -----
    Versions and times are no change of their own: whoever counts them compares them.
    """
    return tuple(_changes(before, after))


def describe_library(before: Probe, after: Probe) -> tuple[str, ...]:
    """Return what changed in the library, in words; nothing where nothing did.

    Only the balance is known: three that came while three went are ``tracks changed``.
    """
    more = after.sample_count - before.sample_count
    if more > 0:
        return (f"library: {_counted(more, 'new track')}",)
    if more < 0:
        return (f"library: {_counted(-more, 'track')} gone",)
    return ("library: tracks changed",) if after.library_revision != before.library_revision else ()


def describe_returns(
    session: SuggestionSession, since: datetime, until: datetime
) -> tuple[str, ...]:
    """Return how many dismissed tracks may come back by themselves from now on."""
    ends = [mark.expires_at for mark in session.marked(MarkKind.DISMISS)]
    count = sum(end is not None and since < end <= until for end in ends)
    return (f"{_counted(count, 'dismissed track')} may come back",) if count else ()


def _changes(before: SuggestionSession, after: SuggestionSession) -> Iterator[str]:
    old, new = before.context, after.context
    yield from _sound(old, new)
    yield from _names("moods", old.mood_tags, new.mood_tags)
    yield from _value("genre", old.genre_intent, new.genre_intent)
    yield from _value("time left", _seconds(old), _seconds(new))
    yield from _wish(old.prompt, new.prompt)
    yield from _preferences(old.preferences, new.preferences)
    yield from _accepted(before, after)
    for kind in _MARK_WORDS:
        yield from _marks(kind, before, after)
    yield from _daw(old, new)


def _sound(old: Context, new: Context) -> Iterator[str]:
    """Tell of tempo and key: from what to what."""
    for name, was, now in (
        ("tempo", _tempo(old), _tempo(new)),
        ("key", _key(old), _key(new)),
    ):
        if was == now:
            continue
        if now is None:
            yield f"{name} no longer known"
        else:
            yield f"{name} {now}" if was is None else f"{name} {was} -> {now}"


def _tempo(context: Context) -> str | None:
    # As many places as a DAW shows; `repr` would tell 0.1 from the nearest number to it.
    return None if context.bpm is None else f"{context.bpm:.3f}".rstrip("0").rstrip(".")


def _key(context: Context) -> str | None:
    """Return the key as it was given: `A minor`, `A dorian`, `A`."""
    family = context.scale or context.mode
    if context.key is None:
        return None if family is None else f"unknown, {family}"
    return context.key if family is None else f"{context.key} {family}"


def _seconds(context: Context) -> str | None:
    return None if context.time_remaining_s is None else f"{context.time_remaining_s:.0f} s"


def _value(name: str, was: str | None, now: str | None) -> Iterator[str]:
    if was != now:
        yield f"{name} no longer known" if now is None else f"{name}: {now}"


def _wish(was: str | None, now: str | None) -> Iterator[str]:
    if was != now:
        yield "no longer asks in words" if now is None else f'asks for "{_short(now)}"'


def _preferences(old: Preferences, new: Preferences) -> Iterator[str]:
    banned, allowed = _apart(old.ban_tracks, new.ban_tracks)
    if banned:
        yield f"banned {_counted(len(banned), 'track')}"
    if allowed:
        yield f"no longer banned: {_counted(len(allowed), 'track')}"
    yield from _names("banned packs", old.ban_packs, new.ban_packs)
    yield from _names("banned tags", old.ban_tags, new.ban_tags)
    yield from _names("roles wanted", old.roles_wanted, new.roles_wanted)
    if old.allow_transpose != new.allow_transpose:
        yield "transposing allowed" if new.allow_transpose else "transposing not allowed"


def _accepted(before: SuggestionSession, after: SuggestionSession) -> Iterator[str]:
    was, now = before.context.accepted_track_ids, after.context.accepted_track_ids
    came, went = _apart(was, now)
    if came:
        yield f"accepted {_counted(len(came), 'track')}"
    if went:
        yield f"took {_counted(len(went), 'track')} out of the session"
    if not came and not went and was != now:  # the last eight are what is compared
        yield "accepted tracks in another order"


def _marks(kind: MarkKind, before: SuggestionSession, after: SuggestionSession) -> Iterator[str]:
    """Tell of the marks of a kind; one that was made again, later, counts as made."""
    was = {mark.track_id: mark for mark in before.marked(kind)}
    now = {mark.track_id: mark for mark in after.marked(kind)}
    made = sum(was.get(track_id) != mark for track_id, mark in now.items())
    unmade = len(was.keys() - now.keys())
    if made:
        yield _MARK_WORDS[kind].made.format(_counted(made, "track"))
    if unmade:
        yield _MARK_WORDS[kind].unmade.format(_counted(unmade, "track"))


def _daw(old: Context, new: Context) -> Iterator[str]:
    if new.is_stale and not old.is_stale:
        yield "Ableton Live fell silent"
    elif old.is_stale and not new.is_stale and new.origin == "ableton":
        yield "Ableton Live is back"
    elif old.origin != new.origin:
        yield "follows Ableton Live" if new.origin == "ableton" else "set by hand"


def _names(what: str, was: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    """Tell which names came and went."""
    came, went = _apart(was, now)
    told = [*_signed("+", came), *_signed("-", went)]
    if told:
        yield f"{what}: {', '.join(told)}"


def _signed(sign: str, names: Sequence[str]) -> Iterator[str]:
    for name in names[:SHOWN_NAMES]:
        yield f"{sign} {_short(name)}"
    if len(names) > SHOWN_NAMES:
        yield f"{sign} {len(names) - SHOWN_NAMES} more"


def _apart(was: Iterable[str], now: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return what is only in the second, then what is only in the first."""
    old, new = dict.fromkeys(was), dict.fromkeys(now)
    return _without(new, old), _without(old, new)


def _without(names: Iterable[str], others: Collection[str]) -> list[str]:
    return [name for name in names if name not in others]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_CHARACTERS else f"{line[: SHOWN_CHARACTERS - 1]}…"


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
