"""Say what a change of the package means for callers, in one sentence each."""

from __future__ import annotations

from ..changes import Direction
from ..surface import SurfaceChange
from ..wire import WireChange

_TEXTS = {
    "added": "{subject} was added.",
    "added-required": "{subject} was added and must be passed.",
    "base-removed": "{subject} no longer inherits: {before} became {after}.",
    "default-changed": "The default of {subject} changed: {before} became {after}.",
    "deprecated": "{subject} is deprecated.",
    "keyword-only": "{subject} can no longer be passed by position.",
    "moved": "{subject} is now {renamed_to}.",
    "optional": "{subject} became optional: {before} became {after}.",
    "positional": "{subject} can also be passed by position.",
    "removed": "{subject} was removed.",
    "renamed": "{subject} is now called {renamed_to}.",
    "required": "{subject} became required: {before} became {after}.",
    "revalued": "{subject} has another value: {before} became {after}.",
}
_CHANGED = "{subject} changed: {before} became {after}."
_ADVICE = {
    "added-required": "Pass {name}.",
    "base-removed": "Do not pass {qualname} where its base class is due.",
    "keyword-only": "Pass {name} by keyword.",
    "moved": "Use {renamed_to}, or keep the name by a line of names.yaml.",
    "optional": "Handle None in {qualname}.",
    "removed": "Do not use {qualname}.",
    "renamed": "Use {renamed_to}, or keep the name {name}.",
    "reordered": "Pass the arguments of {qualname} by keyword.",
    "required": "Pass {name}.",
    "retyped": "Use {qualname} as {after}.",
    "revalued": "Use the new value of {qualname}.",
}
_WORDS = sorted({*_TEXTS, *_ADVICE}, key=len, reverse=True)
_NOUNS = {
    "alias": "The type",
    "argument": "The argument",
    "client": "The client",
    "constant": "The constant",
    "enum": "The enumeration",
    "enum-member": "The member",
    "field": "The field",
    "method": "The method",
    "model": "The model",
    "resource": "The resource",
}
_WHY = {
    "breaking": "Code that uses the old package may not type-check or run any more.",
    "compatible": "Code that uses the old package still type-checks and runs.",
    "none": "The names, types and defaults of the package are the same.",
}
WIRE_WHY = "The same call sends another request."


def surface_text(change: SurfaceChange) -> str:
    """Return one sentence that says what changed."""
    return _filled(_TEXTS.get(_word(change), _CHANGED), change)


def surface_why(change: SurfaceChange) -> str:
    """Return one sentence that says what it means for code."""
    return _WHY[change.effect]


def surface_advice(change: SurfaceChange) -> str:
    """Return what a caller has to do; "" if old code still works."""
    if change.effect != "breaking":
        return ""
    return _filled(_ADVICE.get(_word(change), "Adapt to {after}."), change)


def wire_text(change: WireChange) -> str:
    """Return one sentence that says what is sent otherwise."""
    name = f" {change.name}" if change.name else ""
    before, after = change.before or "nothing", change.after or "nothing"
    return f"The {change.part}{name} of the request was {before} and is now {after}."


def signatures(change: SurfaceChange) -> tuple[str, str]:
    """Return what callers saw before and after, with the name of its class."""
    holder, dot, _ = change.qualname.partition("(")[0].rpartition(".")
    if change.kind == "argument":
        method = change.qualname.partition("(")[0]
        return _inside(f"{method}(", change.before, ")"), _inside(
            f"{method}(", change.after, ")"
        )
    if change.rule == "arguments-reordered":
        return (
            f"{change.qualname}({change.before})",
            f"{change.qualname}({change.after})",
        )
    start = f"{holder}." if dot and change.kind != "resource" else ""
    return _inside(start, change.before, ""), _inside(start, change.after, "")


def direction(change: SurfaceChange) -> Direction:
    """Return the messages that a change is about, as far as its kind says it."""
    if change.kind == "argument":
        return "request"
    return "response" if change.rule == "result-retyped" else "none"


def _inside(start: str, text: str, end: str) -> str:
    return f"{start}{text}{end}" if text else ""


def _filled(sentence: str, change: SurfaceChange) -> str:
    qualname, _, inside = change.qualname.rstrip(")").partition("(")
    name = inside or qualname.rpartition(".")[2]
    shown = f"`{inside}` of `{qualname}`" if inside else f"`{qualname}`"
    if change.rule == "result-retyped":
        shown = f"result of {shown}"
    noun = "The" if change.rule == "result-retyped" else _NOUNS[change.kind]
    return sentence.format(
        subject=f"{noun} {shown}",
        qualname=f"`{change.qualname}`",
        name=f"`{name}`",
        before=f"`{change.before}`",
        after=f"`{change.after}`",
        renamed_to=f"`{change.renamed_to}`",
    )


def _word(change: SurfaceChange) -> str:
    return next((each for each in _WORDS if change.rule.endswith(f"-{each}")), "")
