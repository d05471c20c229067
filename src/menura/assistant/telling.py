"""Say in a sentence what a plan looks for."""

from collections.abc import Sequence

from menura.assistant.plan import Attributes, Plan, Sort

_LONGEST_NAME = 60
_SORTS = {
    Sort.POPULAR: "most played first",
    Sort.NEWEST: "newest first",
    Sort.ENERGETIC: "most energetic first",
    Sort.RANDOM: "in random order",
}


def describe(plan: Plan, count: int) -> str:
    """Return a plan for people: ``genre metal or rock; like AC/DC, Iron Maiden; 25 tracks``."""
    said, seeds, known = plan.attributes, plan.seeds, plan.knowledge
    like = [*seeds.artists, *(f"“{song}”" for song in seeds.songs)]
    like += [f"the playlist “{name}”" for name in seeds.playlists]
    like += ["a track found before"] if seeds.track_ids else []
    parts = [
        _listed("genre ", said.genres, " or "),
        _listed("mood ", said.moods, " and "),
        _listed("by ", said.artists, " or "),
        _listed("like ", like, ", "),
        _listed("unlike ", seeds.avoid, ", "),
        _listed("sound “", [plan.text] if plan.text else [], "") + ("”" if plan.text else ""),
        _listed("known to fit: ", [*known.artists, *(one.title for one in known.songs)][:8], ", "),
        *_numbers(said),
        _listed("in ", said.keys, " or "),
        *(f"also some {_short(one)}" for one in plan.also),
        f"{plan.each} of each" if plan.each else "",
        f"at most {plan.per_artist} by one artist" if plan.per_artist else "",
        "not those of before" if plan.left_out else "",
        "favourites only" if said.favourites else "",
        _listed("no ", [*said.not_genres, *said.not_moods, *said.not_artists], ", "),
        _listed("without ", [version.value for version in said.without], ", "),
        _SORTS.get(said.sort, ""),
        f"about {minutes(plan.total_s)}" if plan.total_s else tracks(count),
    ]
    return "; ".join(part for part in parts if part)


def suggest_name(plan: Plan, text: str) -> str:
    """Return a name for a playlist: the plan's own, or what it is about."""
    title = _printable(plan.title)
    if title:
        return title
    said = plan.attributes
    words = [
        *(["top"] if said.sort is Sort.POPULAR else []),
        *(["favourite songs"] if said.favourites else []),
        *([said.tempo.value] if said.tempo else []),
        *said.moods[:2],
        *said.genres[:2],
        *said.artists[:2],
    ]
    like = [*plan.seeds.artists[:2], *plan.seeds.songs[:1]]
    name = " ".join(word if word != word.lower() else word.capitalize() for word in words)
    if like:
        name = f"{name} like {' and '.join(like)}".strip()
        name = name[0].upper() + name[1:]
    if said.year_from is not None and said.year_from == said.year_to:
        name = f"{name} {said.year_from}"
    elif said.year_from is not None and said.year_to is not None:
        name = f"{name} {said.year_from}-{said.year_to}"
    return _printable(name) or _printable(text) or "Playlist"


def _printable(text: str) -> str:
    """Return a short line without the control characters that a model may write."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line[:_LONGEST_NAME].strip()


def _short(said: Attributes) -> str:
    if said.is_span:
        return f"music {_years(said.year_from, said.year_to)}"
    return " ".join([*said.moods, *said.genres, *said.artists])


def tracks(count: int) -> str:
    """Return a number of tracks: ``1 track``."""
    return "1 track" if count == 1 else f"{count} tracks"


def minutes(length_s: float) -> str:
    """Return a playing time: ``1 minute``."""
    count = round(length_s / 60)
    return "1 minute" if count == 1 else f"{count} minutes"


def clock(length_s: float) -> str:
    """Return a playing time in minutes and seconds: ``0:08``."""
    seconds = round(length_s)
    return f"{seconds // 60}:{seconds % 60:02d}"


def _listed(start: str, names: Sequence[str], joint: str) -> str:
    return start + joint.join(names) if names else ""


def _numbers(said: Attributes) -> list[str]:
    low_s, high_s = said.duration_from_s, said.duration_to_s
    tempo = said.tempo.value if said.tempo else ""
    return [
        _years(said.year_from, said.year_to),
        _range("", said.tempo_from_bpm, said.tempo_to_bpm, " BPM") or tempo,
        _range("energy ", said.energy_from, said.energy_to),
        _range("songs of ", low_s and low_s / 60, high_s and high_s / 60, " minutes"),
    ]


def _years(first: int | None, last: int | None) -> str:
    if first is None and last is None:
        return ""
    if first is None or last is None:
        return f"since {first}" if first else f"until {last}"
    return f"from {first}" if first == last else f"from {first} to {last}"


def _range(start: str, low: float | None, high: float | None, unit: str = "") -> str:
    if low is None and high is None:
        return ""
    if low is None or high is None:
        return f"{start}{low:.4g}{unit} or more" if low else f"{start}{high or 0:.4g}{unit} or less"
    span = f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"
    return f"{start}{span}{unit}"
