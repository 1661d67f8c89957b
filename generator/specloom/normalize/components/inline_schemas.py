"""Create a component for every inline object and enum schema.

Each new component is named after its place, not by a counter, and equal schemas do not
share a component. Therefore, a change to one schema renames only one class. Error
bodies are the exception, because many operations declare the same body: bodies that
differ only in prose share a component. The component is named after the operation or
the resource, and the status, if all these bodies have them in common.
"""

from __future__ import annotations

from collections.abc import Iterator
from os.path import commonprefix
from typing import Any

from ...document import SCHEMAS, each_operation, success_statuses
from ...load import pick
from ...names import class_name, disambiguate, identifier, shortened, singular
from ...names.variant_names import json_hash, variants
from ...vocabulary import keys
from ..report import events
from ..schemas.null_forms import without_null
from .error_bodies import ErrorBodies, ErrorBody

Request = tuple[list[str], Any, Any, Any]
"""A schema that needs a name.

The items are the path for the name, the container of the schema, the key in the
container, and the schema itself.
"""


def hoist(tree: Any) -> None:
    """Create a component for every inline object and enum schema of the document."""
    schemas = tree["components"]["schemas"]
    collector = _Collector()
    for name in sorted(schemas):
        collector.inside(schemas[name], [name])
    for _, _, operation in each_operation(tree):
        base = class_name(str(operation[keys.NAME]).replace(".", "_"))
        collector.operation(operation, base, operation[keys.NAME].split(".")[0])
    collector.shared_errors()
    for name, method, event in events(tree):
        verb = method.title() if len(tree["webhooks"][name]) > 1 else ""
        collector.operation(event, class_name(name) + verb)
    _assign_names(collector.requests, schemas)


class _Collector:
    """The collected inline schemas that need a name."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self._errors = ErrorBodies()

    def shared_errors(self) -> None:
        """Request one name for each group of equal error bodies."""
        for name, bodies in self._errors.groups():
            first, *others = bodies
            self._request_name(first.media, "schema", [name])
            for body in others:
                schema = first.media["schema"]
                self.requests.append(([name], body.media, "schema", schema))

    def operation(self, operation: Any, base: str, resource: str = "") -> None:
        """Request names for the schemas of an operation, webhook or callback.

        Args:
            operation: the operation.
            base: the name of the operation, which is the prefix of its schemas' names.
            resource: the resource of the operation; "" for a webhook or callback.
        """
        for parameter in operation.get("parameters", ()):
            path = [base, class_name(parameter["name"])]
            self._request_name(parameter, "schema", path)
        for media in operation.get("requestBody", {}).get("content", {}).values():
            self._request_name(media, "schema", [f"{base}Request"])
        responses = operation.get("responses", {})
        successes = success_statuses(responses)
        several = sum(_is_inline(responses[status]) for status in successes)
        for status, response in responses.items():
            word = "Error" + status.replace("default", "Default")
            if status in successes:
                word = f"Response{status}" if several > 1 else "Response"
            for kind, media in response.get("content", {}).items():
                shared = status not in successes and _needs_name(media.get("schema"))
                if resource and shared:
                    body = ErrorBody(base, status, kind, class_name(resource), media)
                    self._errors.add(body)
                else:
                    self._request_name(media, "schema", [base + word])
                if keys.STREAM in media:
                    self._item(media, [base, "Item"])
            for name, header in response.get("headers", {}).items():
                self._request_name(header, "schema", [base, class_name(name)])

    def _item(self, media: Any, path: list[str]) -> None:
        """Request a name for an item of a stream; for an event, one for its data."""
        item = media[keys.STREAM]
        fields = item.get("properties", {}) if isinstance(item, dict) else {}
        if "data" not in fields:
            self._request_name(media, keys.STREAM, path)
        elif "contentSchema" in fields["data"]:
            self._request_name(fields["data"], "contentSchema", path)

    def _request_name(self, holder: Any, key: Any, path: list[str]) -> None:
        """Request a name for the schema at a place, then for the schemas inside it."""
        node = holder.get(key) if isinstance(holder, dict) else holder[key]
        if isinstance(node, dict):
            if needs_name := _needs_name(node):
                self.requests.append((path, holder, key, node))
            self.inside(node, path, parent_name_free=not needs_name)

    def inside(
        self, node: Any, path: list[str], *, parent_name_free: bool = False
    ) -> None:
        """Request names for the schemas inside a schema.

        Args:
            node: the schema.
            path: the steps from which the name is formed.
            parent_name_free: whether the name of the schema itself is still available.
                If it is, a schema inside it can have that name.
        """
        if not isinstance(node, dict):
            return
        for name in node.get("properties", {}):
            self._request_name(node["properties"], name, [*path, class_name(name)])
        for pattern in (patterns := node.get("patternProperties", {})):
            self._request_name(patterns, pattern, [*path[:-1], _item_name(path[-1])])
        for word in ("items", "additionalProperties", "unevaluatedProperties"):
            if isinstance(node.get(word), dict):
                self._request_name(node, word, [*path[:-1], _item_name(path[-1])])
        for number, part in enumerate(node.get("allOf", ())):
            if isinstance(part, dict) and "enum" not in part:
                self.inside(part, path)
            else:
                step = variants([part], free=False)[0]
                self._request_name(node["allOf"], number, [*path[:-1], path[-1] + step])
        for word in ("anyOf", "oneOf", "prefixItems"):
            parts = node.get(word, ())
            for number, step in enumerate(variants(parts, free=parent_name_free)):
                self._request_name(parts, number, [*path[:-1], path[-1] + step])


def _assign_names(requests: list[Request], schemas: dict[str, Any]) -> None:
    """Move the requested schemas to components with unique names.

    All names are chosen together. If two schemas request the same name, neither gets
    it, so that a new schema never takes the name of an existing one. A schema that is
    repeated for several media types of a body becomes one component.
    """
    groups: list[list[Request]] = []
    by_path: dict[tuple[str, ...], list[list[Request]]] = {}
    for request in requests:
        same_path = by_path.setdefault(tuple(request[0]), [])
        group = next((g for g in same_path if g[0][3] == request[3]), None)
        if group is None:
            same_path.append(group := [])
            groups.append(group)
        group.append(request)
    candidates = {
        number: _candidates(group[0][0], group[0][3])
        for number, group in enumerate(groups)
    }
    names = disambiguate(candidates, list(schemas))
    # Inner schemas first: the component of an outer one is a copy.
    for number, name in reversed(names.items()):
        for _, holder, key, node in groups[number]:
            schemas[name] = _body(node)
            holder[key] = _reference(node, name)


def _short(path: list[str]) -> str:
    """Return a name from the last two steps: the owner and the property."""
    owner, last = (path[-2], path[-1]) if len(path) > 1 else ("", path[-1])
    return last if owner and last.startswith(owner) else owner + last


def _candidates(path: list[str], node: Any) -> Iterator[str]:
    """Yield the possible names of a schema at a path, the shortest first."""
    rooted = path[0] + _short(path[-2:]) if len(path) > 2 else _short(path)
    for name in (_short(path), rooted, "".join(path), f"{''.join(path)}Inline"):
        yield shortened(name)
    yield f"{shortened(''.join(path), 90)}X{json_hash(node)}"


def _needs_name(node: Any) -> bool:
    if not isinstance(node, dict):
        return False
    kinds = node.get("type", ())
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if "enum" in node and "$ref" not in node:
        return any(k in ("string", "integer") for k in kinds) or not kinds
    return bool(node.get("properties")) or bool(node.get("allOf"))


def _body(node: Any) -> Any:
    """Return the schema for the component, without null and facts about its place."""
    body = pick(node, *(key for key in node if not _is_local(key)))
    kinds = body.get("type")
    if isinstance(kinds, list) and "null" in kinds:
        body["type"] = without_null(kinds)
    return body


def _is_inline(message: Any) -> bool:
    """Return whether a message has a schema that is not a reference."""
    schemas = [m.get("schema", {}) for m in message.get("content", {}).values()]
    return any("$ref" not in s for s in schemas if isinstance(s, dict))


def _reference(node: Any, name: str) -> Any:
    """Return the reference that replaces a schema in its original place."""
    others = [key for key in node if _is_local(key) or key == "description"]
    ref = {"$ref": SCHEMAS + name}
    if "null" in (node.get("type") or ()) and node.get("type") != "null":
        return pick(node, *others, anyOf=[ref, {"type": "null"}])
    return pick(node, *others, **ref)


def _is_local(key: str) -> bool:
    """Return whether a member describes the place of a schema and not its values."""
    return key.startswith(keys.PREFIX) or key in ("readOnly", "writeOnly", "default")


def _item_name(name: str) -> str:
    """Return the name for an item of a list: the singular, if there is one."""
    plural = identifier(name).rpartition("_")[2]
    single = singular(plural)
    if single in ("", plural):
        return f"{name}Item"
    common = len(commonprefix([plural, single]))
    return name[: len(name) - len(plural) + common] + single[common:]
