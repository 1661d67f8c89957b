"""Name the inline parts of a union by the features that distinguish them.

All parts of a union are named together, and never by number. If a part is added,
removed or moved, other names change only if they no longer distinguish their parts.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ..document import inline_properties, schema_name
from . import python_names
from .disambiguation import qualify
from .python_names import class_name

_TAG = re.compile(r"\S{1,60}")
"""A value after which a variant can be named, unlike a whole sentence."""

_INSIDE = {"enum", "properties", "items", "prefixItems", "additionalProperties"}
_INSIDE |= {"allOf", "anyOf", "oneOf"}
"""Keywords of schemas that get a name, or that can contain schemas with a name."""

_UNORDERED = {"enum", "required", "x-enum-varnames", "x-enum-descriptions"}
"""Keywords whose arrays the vendor may reorder without a meaning."""


def variants(parts: list[Any], *, free: bool) -> list[str]:
    """Return the suffix that each part of a union adds to the union's name.

    The suffix is "" for a part that has no name, and for a part that has the union's
    name.

    Args:
        parts: the schemas of the union. Schemas of numbers and strings get no name.
        free: whether the name of the union is still available. If it is, a single
            object among the parts gets this name.
    """
    if not parts:
        return []
    objects = {n: own for n, p in enumerate(parts) if (own := inline_properties(p))}
    holders = Counter(name for own in objects.values() for name in own)
    suffixes = {
        number: _suffixes(part, objects.get(number, {}), holders)
        for number, part in enumerate(parts)
        if isinstance(part, dict) and _INSIDE & set(part)
    }
    if free and len(objects) == 1:
        suffixes |= dict.fromkeys(objects, [""])
    for number, tag in _distinguishing_values(objects).items():
        suffixes[number] = [tag, *(tag + suffix for suffix in suffixes[number])]
    return _distinct(suffixes, parts)


def json_hash(value: Any) -> str:
    """Return eight hexadecimal digits of a hash of a schema or another JSON value.

    The order of members, and of the items of arrays such as `enum`, does not matter.
    """
    plain = json.dumps(_unordered(value), sort_keys=True, default=str)
    return python_names.text_hash(plain)


def _unordered(value: Any) -> Any:
    """Return a copy in which arrays whose order means nothing are sorted."""
    if isinstance(value, list):
        return [_unordered(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: (
            sorted(member, key=repr)
            if key in _UNORDERED and isinstance(member, list)
            else _unordered(member)
        )
        for key, member in value.items()
    }


def _distinct(suffixes: Mapping[int, list[str]], parts: list[Any]) -> list[str]:
    """Return, for each part, the first of its suffixes that no other part has."""
    candidates = {number: iter(texts) for number, texts in suffixes.items()}
    found = qualify(candidates, fold=str.casefold)
    candidates = {n: _with_hash(suffix, parts[n]) for n, suffix in found.items()}
    found = qualify(candidates, fold=str.casefold)
    return [found.get(number, "") for number in range(len(parts))]


def _with_hash(suffix: str, part: Any) -> Iterator[str]:
    yield suffix
    yield f"{suffix}X{json_hash(part)}"


def _distinguishing_values(objects: Mapping[int, Mapping[str, Any]]) -> dict[int, str]:
    """Return suffixes for objects that have different constants for one property."""
    by_property: dict[str, dict[int, str]] = {}
    for number, properties in objects.items():
        for name, schema in properties.items():
            if value := _only_value(schema):
                by_property.setdefault(name, {})[number] = _suffix(value)
    best: dict[int, str] = {}
    for name in sorted(by_property):
        if _is_better(by_property[name], best, len(objects)):
            best = by_property[name]
    return best


def _is_better(suffixes: Mapping[int, str], best: Mapping[int, str], of: int) -> bool:
    """Return whether suffixes are better than the best suffixes found before.

    Suffixes are better if they distinguish more objects. If both distinguish the same
    number of objects, the shorter suffixes are better.

    Args:
        suffixes: the suffix of each object that has a suffix.
        best: the best suffixes found before.
        of: the number of objects.
    """
    different, before = (
        len(set(each.values())) + (len(each) < of) for each in (suffixes, best)
    )
    if different <= 1 or different != before:
        return different > max(1, before)
    return max(map(len, suffixes.values())) < max(map(len, best.values()))


def _suffix(text: str) -> str:
    """Return the suffix for a string, which may be a keyword or begin with a digit."""
    return class_name(f"x {text}")[1:]


def _only_value(node: Any) -> str:
    if not isinstance(node, dict):
        return ""
    values = [node["const"]] if "const" in node else list(node.get("enum") or [])
    value = values[0] if len(values) == 1 else ""
    return value if isinstance(value, str) and _TAG.fullmatch(value) else ""


def _suffixes(
    part: Any, own: Mapping[str, Any], holders: Mapping[str, int]
) -> list[str]:
    """Return the possible suffixes of a part, the shortest first.

    Args:
        part: the schema of the part.
        own: the properties of the part.
        holders: the number of parts that have each property.
    """
    unique = [name for name in sorted(own) if holders[name] == 1]
    if unique:
        return ["With" + class_name(unique[0])]
    node = part if isinstance(part, dict) else {}
    for base in node.get("allOf", ()):
        if isinstance(base, dict) and "$ref" in base:
            return [class_name(schema_name(str(base["$ref"])))]
    if own:
        return ["With" + class_name(min(own))]
    kind = node.get("type", "any")
    word = class_name(kind) if isinstance(kind, str) else "Any"
    return [word, *(word + _suffix(str(v)) for v in node.get("enum", ())[:1])]
