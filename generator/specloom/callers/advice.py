"""What a user can do about a place that breaks."""

from __future__ import annotations

from .matches import Match

_REASONS = {
    "name": "a name",
    "attribute": "on an object of unknown type",
    "keyword": "in a call of something unknown",
    "string": "a string",
    "mapping": "a mapping of arguments",
    "getattr": "a computed name",
}
"""For each form of a use, why it is not certain what it means."""


def advice_of(match: Match) -> str:
    """Return one sentence about a place that is not mended mechanically."""
    change, use = match.change, match.use
    if match.certainty == "possible":
        shown = "this" if not use.name else f"`{use.name}`"
        reason = _REASONS[use.form]
        if use.traits.is_ambiguous:
            reason = "a name that is also assigned here"
        text = f"Look whether {shown}, {reason}, means `{change.qualname}`"
        if change.renamed_to:
            return f"{text}, which is now `{change.renamed_to}`."
        return f"{text}, which {_happened(match)}."
    if change.renamed_to:
        new = change.after if change.kind == "resource" else change.renamed_to
        return f"Use `{new or change.renamed_to}` here."
    return f"Remove or replace this: `{change.qualname}` {_happened(match)}."


def _happened(match: Match) -> str:
    """Return what happened to the changed name, as the end of a sentence."""
    change = match.change
    if match.is_broken:
        return "was removed"
    if change.before and change.after:
        return f"was `{change.before}` and is `{change.after}`"
    return "changed"
