"""Tables of what a JSON Schema allows: a row for each member of its objects."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from .markdown import anchor, code, plain, table

Node = Mapping[str, Any]
SHARED = "urn:specloom:shared#/$defs/"
"""How references to the values of several keys begin."""
MAPPED = "NAME"
"""How the keys of an object with members of any name are shown in paths."""


class Schema(NamedTuple):
    """A part of a schema, and the document that its references start from.

    Attributes:
        node: the part.
        document: the document that contains the part.
        others: other documents, by `$id`.
    """

    node: Node
    document: Node
    others: Mapping[str, Node] = {}

    def part(self, node: Node) -> Schema:
        """Return another part of the same document."""
        return self._replace(node=node)

    def resolved(self) -> Schema:
        """Return the part with its reference followed; own members win."""
        node = self.node
        everything = node.get("allOf", [])
        if len(everything) == 1 and "$ref" in everything[0]:
            node = {k: v for k, v in node.items() if k != "allOf"} | everything[0]
        if "$ref" not in node:
            return self.part(node)
        own = {key: value for key, value in node.items() if key != "$ref"}
        address, _, pointer = node["$ref"].partition("#/")
        document = self.others[address] if address else self.document
        target: Any = document
        for step in pointer.split("/"):
            target = target[step]
        found = Schema(target, document, self.others).resolved()
        return found.part({**found.node, **own})

    def alternatives(self) -> Iterator[Schema]:
        """Yield the part, and each of its alternatives."""
        found = self.resolved()
        yield found
        for word in ("anyOf", "oneOf"):
            for each in found.node.get(word, []):
                yield from found.part(each).alternatives()

    def shared(self) -> Node | None:
        """Return the value of several keys that the part refers to; None for others."""
        address = str(self.node.get("$ref", ""))
        if "title" in self.node or not address.startswith(SHARED):
            return None
        node = self.part({"$ref": address}).resolved().node
        return node if is_explained(node) else None


def is_explained(node: Node) -> bool:
    """Return whether a value of several keys has more than a title."""
    return "title" in node and "description" in node


def short_title(node: Node) -> str:
    """Return the title of a value of several keys, without its example."""
    return str(node["title"]).partition(" such as ")[0]


class Member(NamedTuple):
    """A member of an object: its path, and what its value is."""

    path: str
    value: str


def shape(schema: Schema) -> str:
    """Return in a few words of Markdown which values a schema allows."""
    if shared := schema.shared():
        title = short_title(shared)
        return f"[{plain(title)}](index.md#{anchor(title)})"
    found = schema.resolved()
    node = found.node
    title = plain(str(node["title"])) if "title" in node else ""
    if "enum" in node or "const" in node:
        known = ", ".join(
            code(_spelled(v)) for v in node.get("enum", [node.get("const")])
        )
        return known if not title or title == known.strip("`") else f"{title}: {known}"
    if title:
        return title
    if "anyOf" in node:
        return " or ".join(shape(found.part(each)) for each in node["anyOf"])
    kinds = {
        "array": lambda: f"a list, of which each item is {_item(found)}",
        "boolean": lambda: "`true` or `false`",
        "integer": lambda: "a whole number",
        "number": lambda: "a number",
        "object": lambda: "an object",
        "string": lambda: "a string",
    }
    kind = node.get("type")
    return kinds[kind]() if isinstance(kind, str) else "any value"


def _item(schema: Schema) -> str:
    return shape(schema.part(schema.node.get("items", {})))


def member_table(*schemas: Schema) -> str:
    """Return the table of all members of objects that schemas allow."""
    found: dict[str, Member] = {}
    for schema in schemas:
        for each in _members(schema, "", ()):
            found.setdefault(each.path, each)
    rows = [(code(each.path), each.value) for each in found.values()]
    return table(("member", "value"), rows)


def _members(schema: Schema, path: str, above: tuple[int, ...]) -> Iterator[Member]:
    """Yield the members of the objects that a schema allows, and theirs."""
    for each in schema.alternatives():
        node = each.node
        if id(node.get("properties")) in above:
            continue
        inside = (*above, id(node.get("properties", node)))
        for name, child in node.get("properties", {}).items():
            yield from _member(each.part(child), path, name, node, inside)
        others = node.get("additionalProperties")
        if isinstance(others, dict):
            # At the top these are names of schemes, which members do not repeat.
            step = f"{path}.{MAPPED}" if path else ""
            if step:
                yield Member(step, shape(each.part(others)))
            yield from _members(each.part(others), step, inside)
        if isinstance(node.get("items"), dict):
            step = f"{path}[]" if path else ""
            yield from _members(each.part(node["items"]), step, inside)


def _member(
    schema: Schema, path: str, name: str, parent: Node, above: tuple[int, ...]
) -> Iterator[Member]:
    found = schema.resolved()
    own = f"{path}.{name}" if path else name
    described = schema.node if schema.shared() else found.node
    meaning = plain(str(described.get("description", "")))
    required = "; required" if name in parent.get("required", []) else ""
    yield Member(own, f"{shape(schema)}{required}{'. ' if meaning else ''}{meaning}")
    yield from _members(found, own, above)


def _spelled(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
