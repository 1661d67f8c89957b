"""Gives every object and enum schema a name of its own.

A hoisted schema is called after where it stood, never by a counter, and never shares a
name because it looks like another: one edit then renames one thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from os.path import commonprefix
from typing import Any

from ..document import SCHEMAS, each_operation
from ..names import class_name, disambiguate, identifier, shortened, singular
from ..names.variant_names import digest, variants
from ..vocabulary import keys
from .generation_report import events
from .schema_forms import without_null

Request = tuple[list[str], Any, Any, Any]
"""The path of a schema that needs a name, its holder, its key there, the schema."""


class Hoister:
    """Hoists the inline schemas of one document."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree
        self._schemas: dict[str, Any] = tree["components"]["schemas"]
        self._taken = list(self._schemas)
        self._requests: list[Request] = []

    def run(self) -> None:
        """Hoists until nothing inline is left."""
        for name in sorted(self._schemas):
            self._inside(self._schemas[name], [name])
        for _, _, operation in each_operation(self._tree):
            base = class_name(str(operation[keys.NAME]).replace(".", "_"))
            self._operation(operation, base)
        for name, method, event in events(self._tree):
            verb = method.title() if len(self._tree["webhooks"][name]) > 1 else ""
            self._operation(event, class_name(name) + verb)
        self._assign_names()

    def _operation(self, operation: Any, base: str) -> None:
        for parameter in operation.get("parameters", ()):
            if "schema" in parameter:
                self._request_name(
                    parameter, "schema", [base, class_name(parameter["name"])]
                )
        body = operation.get("requestBody", {})
        for media in body.get("content", {}).values():
            if "schema" in media:
                self._request_name(media, "schema", [f"{base}Request"])
        responses = operation.get("responses", {})
        several = sum(s.startswith("2") and _inlined(r) for s, r in responses.items())
        for status, response in responses.items():
            word = "Error" + status.replace("default", "Default")
            if status.startswith("2"):
                word = f"Response{status}" if several > 1 else "Response"
            for media in response.get("content", {}).values():
                if "schema" in media:
                    self._request_name(media, "schema", [base + word])
                if keys.STREAM in media:
                    self._item(media, [base, "Item"])
            for name, header in response.get("headers", {}).items():
                if "schema" in header:
                    self._request_name(header, "schema", [base, class_name(name)])

    def _item(self, media: Any, path: list[str]) -> None:
        """An item of a stream; of an event only what its data is has a type."""
        item = media[keys.STREAM]
        fields = item.get("properties", {}) if isinstance(item, dict) else {}
        if "data" not in fields:
            self._request_name(media, keys.STREAM, path)
        elif "contentSchema" in fields["data"]:
            self._request_name(fields["data"], "contentSchema", path)

    def _request_name(self, holder: Any, key: Any, path: list[str]) -> None:
        """Request a component name for the schema at a place, then look inside it."""
        node = holder[key]
        if not isinstance(node, dict):
            return
        named = _is_named(node)
        if named:
            self._requests.append((path, holder, key, node))
        self._inside(node, path, parent_name_free=not named)

    def _inside(
        self, node: Any, path: list[str], *, parent_name_free: bool = False
    ) -> None:
        """Request names for the schemas inside a schema.

        Args:
            node: the schema.
            path: the steps its name is made of.
            parent_name_free: whether no component has the name of the schema itself,
                so that a schema inside it can have that name.
        """
        if not isinstance(node, dict):
            return
        for name in node.get("properties", {}):
            self._request_name(node["properties"], name, [*path, class_name(name)])
        for word in ("items", "additionalProperties"):
            if isinstance(node.get(word), dict):
                self._request_name(node, word, [*path[:-1], _item_name(path[-1])])
        for number, part in enumerate(node.get("allOf", ())):
            if isinstance(part, dict) and "enum" not in part:
                self._inside(part, path)
            else:
                step = variants([part], free=False)[0]
                self._request_name(node["allOf"], number, [*path[:-1], path[-1] + step])
        for word in ("anyOf", "oneOf", "prefixItems"):
            parts = node.get(word, ())
            for number, step in enumerate(variants(parts, free=parent_name_free)):
                self._request_name(parts, number, [*path[:-1], path[-1] + step])

    def _assign_names(self) -> None:
        """Name all requests at once: the shortest name nobody else requests or has.

        A schema that is described once for each media type is one thing.
        """
        things: list[list[Request]] = []
        by_path: dict[tuple[str, ...], list[list[Request]]] = {}
        for request in self._requests:
            alike = by_path.setdefault(tuple(request[0]), [])
            thing = next((each for each in alike if each[0][3] == request[3]), None)
            if thing is None:
                alike.append(thing := [])
                things.append(thing)
            thing.append(request)
        candidates = {
            number: _candidates(thing[0][0], thing[0][3])
            for number, thing in enumerate(things)
        }
        for number, name in disambiguate(candidates, self._taken).items():
            for _, holder, key, node in things[number]:
                self._schemas[name] = _body(node)
                holder[key] = _referring(node, name)


def hoist(tree: Any) -> None:
    """Hoists every inline object and enum schema of the document into components."""
    Hoister(tree).run()


def _short(path: list[str]) -> str:
    """A name from the last two steps: the owner and the property."""
    owner, last = (path[-2], path[-1]) if len(path) > 1 else ("", path[-1])
    return last if owner and last.startswith(owner) else owner + last


def _candidates(path: list[str], node: Any) -> Iterator[str]:
    """Yield what a schema at a path can be called, from short to unmistakable."""
    rooted = path[0] + _short(path[-2:]) if len(path) > 2 else _short(path)
    for name in (_short(path), rooted, "".join(path), f"{''.join(path)}Inline"):
        yield shortened(name)
    yield f"{shortened(''.join(path), 90)}X{digest(node)}"


def _is_named(node: Any) -> bool:
    kinds = node.get("type", ())
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if "enum" in node and "$ref" not in node:
        return any(k in ("string", "integer") for k in kinds) or not kinds
    return bool(node.get("properties")) or bool(node.get("allOf"))


def _body(node: Any) -> Any:
    """What goes to the component: all but null and what belongs to the place."""
    body = {k: v for k, v in node.items() if not _of_place(k)}
    kinds = body.get("type")
    if isinstance(kinds, list) and "null" in kinds:
        body["type"] = without_null(kinds)
    return body


def _inlined(message: Any) -> bool:
    """Whether a body of a message is described where it stands."""
    schemas = [m.get("schema", {}) for m in message.get("content", {}).values()]
    return any("$ref" not in s for s in schemas if isinstance(s, dict))


def _referring(node: Any, name: str) -> Any:
    beside = {k: v for k, v in node.items() if _of_place(k) or k == "description"}
    ref = {"$ref": SCHEMAS + name}
    if "null" in (node.get("type") or ()) and node.get("type") != "null":
        return {"anyOf": [ref, {"type": "null"}], **beside}
    return {**ref, **beside}


def _of_place(key: str) -> bool:
    return key.startswith(keys.PREFIX) or key in ("readOnly", "writeOnly", "default")


def _item_name(name: str) -> str:
    """Return the name of an item of what is called so: the singular, if it has one."""
    plural = identifier(name).rsplit("_", 1)[-1]
    single = singular(plural)
    if single == plural:
        return f"{name}Item"
    kept = len(commonprefix([plural, single]))
    return name[: len(name) - len(plural) + kept] + single[kept:]
