"""Say in a sentence what to know about a list."""

from menura.suggest.model import Policy, SuggestionList, TopOptions
from menura.suggest.scoring import Scored


def note_of(
    answer: SuggestionList, scored: Scored, options: TopOptions, was_capped: bool
) -> str | None:
    """Return what to know about a list: why it is short, what could not be used."""
    said = [
        _why_short(answer, scored, options, was_capped),
        _what_was_not_used(scored, answer.policy),
        _why_no_surprise(answer, options),
    ]
    return " ".join(sentence for sentence in said if sentence) or None


def _why_short(
    answer: SuggestionList, scored: Scored, options: TopOptions, was_capped: bool
) -> str | None:
    if len(answer.items) >= options.count:
        return None
    if answer.sample_count == 0:
        return (
            "There are no samples yet: add a folder of loops and one-shots (`menura scan FOLDER`), "
            "or make some in the studio."
        )
    if answer.candidate_count == 0:
        return f"None of {answer.sample_count} samples fits: {_what_keeps_out(scored)}."
    if was_capped:
        most = scored.weights.per_pack
        return f"Each pack gives at most {most}; more packs would fill the list."
    copies = sum(item.similar_count for item in answer.items)
    if copies and answer.candidate_count > len(answer.items):
        return f"{copies} samples are near copies of these, and stand behind them."
    return f"Only {answer.candidate_count} of {answer.sample_count} samples fit."


def _what_keeps_out(scored: Scored) -> str:
    """Name the filter that keeps the most out."""
    if scored.passing_count:
        return "the others are banned, dismissed or stand in the session already"
    named = []
    if scored.context.bpm is not None:
        named.append("no tempo within 5 BPM (half and double counted)")
    if scored.context.pitch_key is not None:
        named.append("no key goes with the session's")
    return " or ".join(named) or "everything is filtered out"


def _what_was_not_used(scored: Scored, policy: Policy) -> str | None:
    """Say that a prompt could not be used, where nothing here understands words."""
    if scored.context.prompt and policy == "fusion" and not scored.likeness.is_prompt_read:
        return (
            "The prompt is not used: no model here understands words (`menura models` tells how "
            "to add CLAP)."
        )
    return None


def _why_no_surprise(answer: SuggestionList, options: TopOptions) -> str | None:
    """Say why a surprise that was asked for is not there."""
    if not options.explore or any(item.is_exploration for item in answer.items):
        return None
    if answer.seed is None:
        return "No surprise: there is little time left."
    return "No surprise: nothing else fits." if answer.items else None
