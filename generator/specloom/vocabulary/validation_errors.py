"""Convert the errors of a JSON Schema validator to messages about a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ..errors import Finding, Path
from ..messages import Message, Text
from ..suggestions import did_you_mean, nearest
from .keys import RENAMED, RENAMED_MEMBERS

ABSENCE = frozenset({"required", "dependentRequired"})
"""JSON Schema keywords that are ignored in a part to merge with other members."""


def findings(errors: Iterable[Any], ignored: frozenset[str]) -> Iterator[Finding]:
    """Yield a validator's errors; of alternatives, only those of the likeliest one."""
    found = list(errors)
    empty = [e.absolute_path for e in found if e.validator == "minProperties"]
    for error in found:
        if error.validator == "required" and error.absolute_path in empty:
            continue  # The error about the empty object names the same members.
        if error.validator in ("anyOf", "oneOf"):
            yield from _alternative(error, ignored)
        elif error.validator not in ignored:
            yield from _worded(error)


def _alternative(error: Any, ignored: frozenset[str]) -> Iterator[Finding]:
    branches: dict[Any, list[Any]] = {}
    for inner in error.context:
        branches.setdefault(inner.relative_schema_path[0], []).append(inner)
    meant = [b for b in branches.values() if not any(_other_type(e, error) for e in b)]
    if meant:
        yield from findings(meant[0], ignored)
    else:
        yield _path(error), _expected(error)


def _other_type(inner: Any, outer: Any) -> bool:
    if list(inner.absolute_path) != list(outer.absolute_path):
        return False
    scalars_only = inner.validator == "enum" and isinstance(inner.instance, dict | list)
    return scalars_only or inner.validator in ("type", "const")


def _path(error: Any) -> Path:
    path: Path = tuple(error.absolute_path)
    return (*path, error.instance) if _is_name(error) else path


def _is_name(error: Any) -> bool:
    return "propertyNames" in list(error.absolute_schema_path)


def _worded(error: Any) -> Iterator[Finding]:
    path, value = _path(error), error.validator_value
    match error.validator:
        case "additionalProperties":
            known = list(error.schema.get("properties", ()))
            for key in error.instance:
                if key not in known:
                    yield (*path, key), _unknown(key, known)
        case "required":
            for key in value:
                if key not in error.instance:
                    all_of = f" (expected {', '.join(value)})" if value[1:] else ""
                    yield path, Message.MISSING_MEMBER(key=key, expected=all_of)
        case "dependentRequired":
            for key, needed in value.items():
                if key in error.instance:
                    others = " and ".join(needed)
                    yield path, Message.MEMBER_WITHOUT(key=key, needed=others)
        case "minProperties" if members := error.schema.get("properties"):
            empty, wanted = shown(error.instance), ", ".join(members)
            yield path, Message.UNEXPECTED_VALUE(found=empty, wanted=wanted)
        case "enum":
            yield path, _choice(error.instance, [str(v) for v in value])
        case _:
            yield path, _expected(error)


def _expected(error: Any) -> Text:
    wanted = error.schema.get("title") or error.message
    if error.validator in ("minimum", "maximum"):
        limit = "at least" if error.validator == "minimum" else "at most"
        wanted = f"{wanted}, {limit} {error.validator_value}"
    return Message.UNEXPECTED_VALUE(found=shown(error.instance), wanted=wanted)


def _choice(found: Any, known: list[str]) -> Text:
    hint = did_you_mean(found, known, "{} ") + f"expected {', '.join(known)}"
    return Message.NOT_A_CHOICE(found=shown(found), hint=hint)


def unknown_key(key: str, known: Iterable[str], prefix: str) -> Text:
    """Return a message about an unknown key.

    The message suggests the new name of the key, or else the most similar key or all
    keys. The prefix that all keys have is ignored in the comparison.
    """
    if key in RENAMED:
        return Message.RENAMED_KEY(key=key, new=RENAMED[key])
    names = list(known)
    ends = {name.removeprefix(prefix): name for name in names}
    near = nearest(key.removeprefix(prefix), ends)
    expected = f"expected {', '.join(names)}"
    hint = f'did you mean "{ends[near]}"?' if near else expected
    return Message.UNKNOWN_KEY(key=key, hint=hint)


def _unknown(key: str, known: list[str]) -> Text:
    if (new := RENAMED_MEMBERS.get(key)) in known:
        return Message.RENAMED_KEY(key=key, new=new)
    expected = ", ".join(known) or "nothing here"
    hint = did_you_mean(key, known, "{} ") + f"expected {expected}"
    return Message.UNKNOWN_MEMBER(key=key, hint=hint)


def shown(value: Any) -> str:
    """Return a value as short text."""
    if isinstance(value, dict):
        return "an object" if value else "an empty object"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}…"


def dotted(key: str, path: Path) -> str:
    """Return a path in dotted form: `x-specloom-errors.default.rules[0].class`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return key + "".join(steps)
