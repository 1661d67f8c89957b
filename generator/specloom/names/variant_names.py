"""Name the inline parts of a union after what distinguishes them.

All parts of a union are named together and never by their number: adding, removing or
moving a part changes only the names of parts that it has to be distinguished from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..document import inline_properties, schema_name
from . import python_names
from .disambiguation import qualify
from .python_names import class_name

_TAG = re.compile(r"\S{1,60}")
"""A value by which a variant can be named; a sentence cannot be one."""

_INSIDE = {"enum", "properties", "items", "prefixItems", "additionalProperties"}
_INSIDE |= {"allOf", "anyOf", "oneOf"}
"""Keywords of a schema that gets a name, or may contain one that does."""


def variants(parts: list[Any], *, free: bool) -> list[str]:
    """Return what each part adds to the name of its union, "" for nothing.

    Args:
        parts: the schemas of the union; a number or a string needs no name.
        free: whether no component has the union's own name: its only object gets it.
    """
    if not parts:
        return []
    objects = [n for n, part in enumerate(parts) if inline_properties(part)]
    suffixes = {}
    for number, part in enumerate(parts):
        if not isinstance(part, dict) or not _INSIDE & set(part):
            continue
        others = [inline_properties(parts[n]) for n in objects if n != number]
        suffixes[number] = _suffixes(part, others)
    if free and len(objects) == 1:
        suffixes[objects[0]] = [""]
    tags = _distinguishing_values([inline_properties(parts[n]) for n in objects])
    for number, tag in zip(objects, tags, strict=True):
        if tag:
            suffixes[number] = [tag, *(tag + suffix for suffix in suffixes[number])]
    return _distinct(suffixes, parts)


def json_hash(value: Any) -> str:
    """Return eight hexadecimal digits of a hash of a JSON value."""
    return python_names.text_hash(json.dumps(value, sort_keys=True, default=str))


def _distinct(suffixes: Mapping[int, list[str]], parts: list[Any]) -> list[str]:
    """Return the first suffix of each part that no other one has."""
    candidates = {number: iter(texts) for number, texts in suffixes.items()}
    found = qualify(candidates, fold=str.casefold)
    candidates = {n: _with_hash(suffix, parts[n]) for n, suffix in found.items()}
    found = qualify(candidates, fold=str.casefold)
    return [found.get(number, "") for number in range(len(parts))]


def _with_hash(suffix: str, part: Any) -> Iterator[str]:
    yield suffix
    yield f"{suffix}X{json_hash(part)}"


def _distinguishing_values(objects: list[Mapping[str, Any]]) -> list[str]:
    """Return the value that distinguishes each object, "" for one that has none."""
    best = [""] * len(objects)
    for name in sorted({name for each in objects for name in each}):
        suffixes = [_suffix(_only_value(each.get(name))) for each in objects]
        if len(set(suffixes)) > 1 and _is_better(suffixes, best):
            best = suffixes
    return best


def _is_better(suffixes: list[str], best: list[str]) -> bool:
    """Return whether more of these are different, or as many but with fewer letters."""
    more = len(set(suffixes)) - len(set(best))
    return more > 0 or (more == 0 and max(map(len, suffixes)) < max(map(len, best)))


def _suffix(text: str) -> str:
    """Return the end of a name, which may be a keyword or begin with a digit."""
    return class_name(f"x {text}")[1:]


def _only_value(node: Any) -> str:
    if not isinstance(node, dict):
        return ""
    values = [node["const"]] if "const" in node else list(node.get("enum") or [])
    value = values[0] if len(values) == 1 else ""
    return value if isinstance(value, str) and _TAG.fullmatch(value) else ""


def _suffixes(part: Any, others: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return what a part can be called, the shortest first."""
    if own := inline_properties(part):
        shared = {name for other in others for name in other}
        names = [n for n in sorted(own) if n not in shared] or sorted(own)
        return ["With" + class_name(names[0])]
    node = part if isinstance(part, dict) else {}
    for base in node.get("allOf", ()):
        if isinstance(base, dict) and "$ref" in base:
            return [class_name(schema_name(str(base["$ref"])))]
    kind = node.get("type", "any")
    word = class_name(kind) if isinstance(kind, str) else "Any"
    return [word, *(word + _suffix(str(v)) for v in node.get("enum", ())[:1])]
