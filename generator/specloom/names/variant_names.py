"""What the inline parts of a union are called: after what only they have.

All parts of one union are named at once and never by their number, so that a part which
comes, goes or moves changes no name but of those that it is told apart from.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..document import inline_properties, schema_name
from .disambiguate import qualify
from .python_names import class_name

_TAG = re.compile(r"\S{1,60}")
"""What may be a value that tells variants apart; a sentence makes no name."""

_INSIDE = frozenset({"enum", "properties", "items", "additionalProperties"}) | {
    "allOf",
    "anyOf",
    "oneOf",
    "prefixItems",
}
"""What has a name, or may have in it what has one."""


def variants(parts: list[Any], *, free: bool) -> list[str]:
    """What each part adds to the name of its union, "" for nothing.

    Args:
        parts: the schemas of the union; a number or a text needs no name.
        free: whether the union's own name is nobody's: its only object takes it.
    """
    if not parts:
        return []
    objects = [n for n, part in enumerate(parts) if inline_properties(part)]
    spoken = {}
    for number, part in enumerate(parts):
        if not isinstance(part, dict) or not _INSIDE & set(part):
            continue
        others = [inline_properties(parts[n]) for n in objects if n != number]
        spoken[number] = _said(part, others)
    if free and len(objects) == 1:
        spoken[objects[0]] = [""]
    tags = _tagged([inline_properties(parts[n]) for n in objects])
    for number, tag in zip(objects, tags, strict=True):
        if tag:
            spoken[number] = [tag, *(tag + said for said in spoken[number])]
    return _distinct(spoken, parts)


def digest(node: Any) -> str:
    """Eight hexadecimal digits that a schema has to itself."""
    text = json.dumps(node, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _distinct(spoken: Mapping[int, list[str]], parts: list[Any]) -> list[str]:
    """Return the first thing that can be said of each part and of no other."""
    said = {number: iter(words) for number, words in spoken.items()}
    steps = qualify(said, fold=str.casefold)
    told = {number: _with_digest(step, parts[number]) for number, step in steps.items()}
    steps = qualify(told, fold=str.casefold)
    return [steps.get(number, "") for number in range(len(parts))]


def _with_digest(step: str, part: Any) -> Iterator[str]:
    yield step
    yield f"{step}X{digest(part)}"


def _tagged(objects: list[Mapping[str, Any]]) -> list[str]:
    """The values that tell the objects from each other, "" for one that has none."""
    best = [""] * len(objects)
    for name in sorted({name for each in objects for name in each}):
        steps = [_step(_only_value(each.get(name))) for each in objects]
        if len(set(steps)) > 1 and _better(steps, best):
            best = steps
    return best


def _better(steps: list[str], best: list[str]) -> bool:
    """More of them are different, or as many and they are shorter."""
    more = len(set(steps)) - len(set(best))
    return more > 0 or (more == 0 and max(map(len, steps)) < max(map(len, best)))


def _step(text: str) -> str:
    """A text as the end of a name, which may be a keyword or begin with a digit."""
    return class_name(f"x {text}")[1:]


def _only_value(node: Any) -> str:
    if not isinstance(node, dict):
        return ""
    values = [node["const"]] if "const" in node else list(node.get("enum") or [])
    value = values[0] if len(values) == 1 else ""
    return value if isinstance(value, str) and _TAG.fullmatch(value) else ""


def _said(part: Any, others: Iterable[Mapping[str, Any]]) -> list[str]:
    """What can be said of a part, the shortest first."""
    if own := inline_properties(part):
        known = {name for other in others for name in other}
        names = [n for n in sorted(own) if n not in known] or sorted(own)
        return ["With" + class_name(names[0])]
    node = part if isinstance(part, dict) else {}
    bases = [schema_name(str(each["$ref"])) for each in _family(node)]
    kind = node.get("type", "any")
    word = class_name(kind) if isinstance(kind, str) else "Any"
    if bases:
        return [class_name(bases[0])]
    return [word, *(word + _step(str(v)) for v in node.get("enum", ())[:1])]


def _family(node: Any) -> list[Any]:
    return [p for p in node.get("allOf", ()) if isinstance(p, dict) and "$ref" in p]
