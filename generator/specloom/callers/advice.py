"""What a user can do about a place that breaks."""

from __future__ import annotations

from .matches import Match


def advice_of(match: Match) -> str:
    """Return one sentence; empty if the place is mended mechanically."""
    change, use = match.change, match.use
    if match.certainty == "possible":
        shown = "`**`" if not use.name else f"`{use.name}`"
        reason = "a string" if use.form == "dynamic" and use.name else "an unknown type"
        if use.form == "dynamic" and not use.name:
            reason = "a mapping"
        if use.traits.is_ambiguous:
            reason = "a name that is also assigned here"
        text = f"Look whether {shown}, {reason}, means `{change.qualname}`"
        if change.renamed_to:
            return f"{text}, which is now `{change.renamed_to}`."
        return f"{text}, which {_happened(match)}."
    if change.renamed_to:
        return ""
    return f"Remove or replace this: `{change.qualname}` {_happened(match)}."


def _happened(match: Match) -> str:
    """Return what happened to the changed name, as the end of a sentence."""
    change = match.change
    if match.is_broken:
        return "was removed"
    if change.before and change.after:
        return f"was `{change.before}` and is `{change.after}`"
    return "changed"
