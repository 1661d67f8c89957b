"""Finds what a pointer leads to in a schema, and says what is there where it fails.

Tolerant, since it reads what may be wrong: a reference to nowhere is a shape of which
nothing is known, and what is not known is not complained about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

REFERENCE = "#/components/schemas/"
_BRANCHES = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True)
class Shapes:
    """The component schemas of a document."""

    schemas: Mapping[str, Any]

    def parts(self, schema: Any, *, lists: bool = True) -> Iterator[Any]:
        """The schemas that together or in turn describe a value, references followed.

        Items of an array stand for the array: a pointer says which values, not which
        indices. With `lists` false the array itself is the part.
        """
        waiting, seen = [schema], set[str]()
        while waiting:
            node = waiting.pop(0)
            if not isinstance(node, Mapping):
                yield node
                continue
            reference = node.get("$ref")
            if isinstance(reference, str) and reference not in seen:
                seen.add(reference)
                waiting.append(self.schemas.get(reference.removeprefix(REFERENCE)))
            for word in _BRANCHES:
                waiting += node.get(word, ())
            if lists and _typed(node, "array"):
                waiting.append(node.get("items"))
            elif "properties" in node or not {"$ref", *_BRANCHES} & node.keys():
                yield node

    def properties(self, schema: Any) -> dict[str, Any]:
        """Properties by name, those of all parts."""
        found: dict[str, Any] = {}
        for part in self.parts(schema):
            if isinstance(part, Mapping):
                found.update(part.get("properties", {}))
        return found

    def vague(self, schema: Any) -> bool:
        """Whether a value may have properties the schema does not list."""
        return any(map(_vague, self.parts(schema)))

    def is_list(self, schema: Any) -> bool:
        """Whether a value can be an array, or anything."""
        parts = self.parts(schema, lists=False)
        return any(
            not isinstance(part, Mapping)
            or _typed(part, "array")
            or not ({"type", "properties", "enum"} & part.keys())
            for part in parts
        )

    def name(self, schema: Any) -> str | None:
        """The component a value, or an item of it, is of."""
        while isinstance(schema, Mapping):
            if "$ref" in schema:
                return str(schema["$ref"]).rsplit("/", 1)[-1]
            choices = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
            first = [c for c in choices if isinstance(c, Mapping) and "$ref" in c]
            schema = schema.get("items") or (first[0] if first else None)
        return None

    def missing(self, schema: Any, names: Sequence[str], owner: str) -> str | None:
        """What is wrong with a pointer into a value, None where nothing is.

        Args:
            schema: of the value.
            names: the steps of the pointer.
            owner: what to call the value if it is of no component.
        """
        for name in names:
            known = self.properties(schema)
            if name not in known:
                if self.vague(schema):
                    return None
                has = listed(name, known) if known else "no properties"
                return f'{self.name(schema) or owner} has no "{name}" (it has: {has})'
            schema, owner = known[name], f'"{name}"'
        return None

    def at(self, schema: Any, names: Sequence[str]) -> Any:
        """The schema a pointer leads to; None, a shape unknown, where it leads off."""
        for name in names:
            schema = self.properties(schema).get(name)
        return schema


def _typed(node: Mapping[str, Any], kind: str) -> bool:
    types = node.get("type", ())
    return types == kind or (isinstance(types, list) and kind in types)


def _vague(part: Any) -> bool:
    if not isinstance(part, Mapping):
        return True
    if part.get("additionalProperties") not in (None, False):
        return True
    types = part.get("type", "object")
    return "properties" not in part and "object" in types and "enum" not in part


def listed(wanted: str, known: Iterable[str]) -> str:
    """What there is instead: all of a few names, else the nearest."""
    names = list(known)
    if len(names) <= 12:
        return ", ".join(names) or "none"
    near = get_close_matches(wanted, names, n=5, cutoff=0)
    return f"{', '.join(near)} and {len(names) - len(near)} more"


def steps(pointer: str) -> tuple[str, ...]:
    """The names of a JSON pointer, its leading slash optional."""
    names = pointer.strip("/").split("/")
    return tuple(name.replace("~1", "/").replace("~0", "~") for name in names if name)
