"""Say in one sentence what changes in the package, and what its users have to do."""

from __future__ import annotations

from ..surface import SurfaceChange
from ..wire import WireChange


def surface_text(change: SurfaceChange) -> str:
    """Return one sentence about a change of a name, type or default."""
    name = f"{change.kind.replace('-', ' ').capitalize()} {change.qualname}"
    if change.renamed_to is not None:
        return f"{name} is called {change.renamed_to} now."
    if not change.after:
        return f"{name} was removed."
    if not change.before:
        return f"{name} was added."
    return f"{name} was `{change.before}` and is `{change.after}`."


def surface_act(change: SurfaceChange) -> str:
    """Return what a caller has to do; empty if nothing."""
    if change.effect != "breaking":
        return ""
    if change.renamed_to is not None:
        return f"Use {change.renamed_to}: `specloom migrate` renames it."
    if change.rule in ("argument-added", "argument-required"):
        return f"Pass {_inner_name(change)}."
    if change.rule in ("field-added", "field-required"):
        return f"Set {_inner_name(change)}."
    if not change.after:
        return f"Do without {_inner_name(change)}."
    return f"Check the uses of {_inner_name(change)}."


def _inner_name(change: SurfaceChange) -> str:
    """Return the argument's name, or else the qualified name."""
    _, _, argument = change.qualname.partition("(")
    return argument.rstrip(")") or change.qualname


def wire_text(change: WireChange) -> str:
    """Return one sentence about what is sent otherwise."""
    what = f"{change.part} {change.name}".strip()
    if not change.after:
        return f"Requests no longer contain the {what} `{change.before}`."
    if not change.before:
        return f"Requests contain the {what} `{change.after}`, which is new."
    return f"Requests contain the {what} `{change.after}` instead of `{change.before}`."
