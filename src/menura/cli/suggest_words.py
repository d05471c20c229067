"""Print suggestions and what belongs to them for people."""

from rich.markup import escape
from rich.table import Table

from menura.api.schemas.recommendations import (
    ContextOut,
    EstimateOut,
    MarksOut,
    PresetsOut,
    RecommendationSettingsOut,
    RecommendationsOut,
    ReportOut,
    SuggestionOut,
)
from menura.cli.output import out
from menura.suggest import MarkKind

SAID = {
    MarkKind.ACCEPT: "Accepted",
    MarkKind.PIN: "Pinned",
    MarkKind.DISMISS: "Dismissed",
    MarkKind.MORE: "More like",
    MarkKind.LESS: "Less like",
}
NONE = object()
"""Stands for taking something back, where None stands for saying nothing."""


def render_list(shaped: RecommendationsOut) -> None:
    """Print suggestions with their reasons."""
    out.print(escape(_context_line(shaped.context)))
    if shaped.items:
        table = _table("", "Sample", "Tempo", "Key", "Score", "Why")
        for one in shaped.items:
            table.add_row(
                str(one.position),
                escape(_title(one)),
                _tempo(one),
                _key(one),
                f"{round(one.score, 3) + 0.0:.3f}",  # no -0.000
                escape("; ".join(one.rationale)),
            )
        out.print(table)
    if shaped.note:
        out.print(escape(shaped.note))


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading)
    return table


def _title(one: SuggestionOut) -> str:
    more = f" (+{one.similar_count} alike)" if one.similar_count else ""
    mark = "pinned: " if one.is_pinned else "surprise: " if one.is_exploration else ""
    return f"{mark}{one.track.title}{more}"


def _tempo(one: SuggestionOut) -> str:
    features = one.track.features
    if features is None or features.tempo_bpm is None:
        return "-"
    factor = "" if one.tempo_factor in (None, 1.0) else f" x{one.tempo_factor:g}"
    return f"{features.tempo_bpm:.1f}{factor}"


def _key(one: SuggestionOut) -> str:
    features = one.track.features
    if features is None or features.key is None:
        return "-"
    moved = f" {one.transpose_semitones:+d}" if one.transpose_semitones else ""
    return f"{features.key}{'m' if features.mode == 'minor' else ''}{moved}"


def _context_line(context: ContextOut) -> str:
    said = [
        f"{context.bpm:g} BPM" if context.bpm else "",
        f"{context.key} {context.scale or context.mode or ''}".strip() if context.key else "",
        ", ".join(context.mood_tags),
        context.genre_intent or "",
        f"asks for {context.prompt!r}" if context.prompt else "",
        f"{len(context.accepted_track_ids)} accepted" if context.accepted_track_ids else "",
        f"{context.time_remaining_s:g} s left" if context.time_remaining_s is not None else "",
        "from Ableton Live" if context.origin == "ableton" else "",
        "stale" if context.is_stale else "",
    ]
    told = ", ".join(part for part in said if part)
    return f"{context.session}: {told or 'nothing is known yet'}"


def render_context(shaped: ContextOut) -> None:
    """Print a context."""
    out.print(escape(_context_line(shaped)))
    wants = shaped.preferences
    for name, words in (
        ("wanted", wants.roles_wanted),
        ("banned packs", wants.ban_packs),
        ("banned tags", wants.ban_tags),
        ("banned tracks", wants.ban_tracks),
    ):
        if words:
            out.print(escape(f"{name}: {', '.join(words)}"))
    if not wants.allow_transpose:
        out.print("nothing is to be transposed")


def render_marks(shaped: MarksOut) -> None:
    """Print what was said of tracks."""
    if not shaped.items:
        out.print("Nothing was said of any track yet.")
        return
    table = _table("Said", "Track", "Reason", "Until")
    for one in shaped.items:
        until = one.expires_at.isoformat(timespec="minutes") if one.expires_at else ""
        table.add_row(SAID[one.kind], escape(one.track.title), escape(one.reason or ""), until)
    out.print(table)


def render_presets(shaped: PresetsOut) -> None:
    """Print contexts to begin with."""
    for one in shaped.items:
        out.print(escape(f"{one.name} ({one.sample_count} samples)"))
    if not shaped.items:
        out.print("There are no loops yet to begin with.")


def render_settings(shaped: RecommendationSettingsOut) -> None:
    """Print how suggestions are made."""
    table = _table("Weight", "")
    for name, value in shaped.weights.items():
        table.add_row(name, f"{value:g}")
    out.print(table)
    out.print(escape(f"mode {shaped.mode}, ears: {', '.join(shaped.spaces)}"))
    out.print(escape(f"export folder {shaped.export_folder}"))


def render_report(shaped: ReportOut) -> None:
    """Print the two policies side by side."""
    table = _table(
        *("Policy", "Requests", "Seen", "Heard", "Accepted", "Skipped"),
        *("Accepted at 10", "Seconds to preview", "Accepts per request"),
    )
    for one in shaped.items:
        seconds = "-" if one.time_to_preview_s is None else f"{one.time_to_preview_s:.1f}"
        table.add_row(
            *(one.policy, str(one.requests), str(one.views), str(one.previews)),
            *(str(one.accepts), str(one.skips), _estimate(one.acceptance_at_10), seconds),
            _estimate(one.accepts_per_request),
        )
    out.print(table)
    out.print(f"fusion less rules: {_estimate(shaped.difference)}")
    if shaped.note:
        out.print(escape(shaped.note))


def _estimate(one: EstimateOut) -> str:
    if one.value is None:
        return "-"
    if one.low is None or one.high is None:
        return f"{one.value:.3f}"
    return f"{one.value:.3f} ({one.low:.3f} to {one.high:.3f})"
