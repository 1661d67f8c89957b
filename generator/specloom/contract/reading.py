"""Read the operations of a document in one form, whatever its version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..changes import OperationKey
from ..document import METHODS
from ..load import SpecMap, location_of, pick
from .sides import Side, Spot

ParameterKey = tuple[str, str]
"""The `in` and the name of a parameter."""

_JSON = ("application/json",)


@dataclass(frozen=True)
class Body:
    """A message body.

    Attributes:
        spot: the element that describes it.
        is_required: whether it is always sent.
        contents: the media type objects by media type.
    """

    spot: Spot
    is_required: bool
    contents: Mapping[str, Spot]


@dataclass(frozen=True)
class Response:
    """A response of an operation."""

    spot: Spot
    body: Body


@dataclass(frozen=True)
class Operation:
    """An operation, a webhook or a callback.

    Attributes:
        key: the method and the path, or the name of the webhook.
        spot: the operation object.
        item: the path item object.
        parameters: the parameters of the operation and of its path item.
    """

    key: OperationKey
    spot: Spot
    item: Spot
    parameters: Mapping[ParameterKey, Spot] = field(default_factory=dict)

    @property
    def body(self) -> Body | None:
        """The request body; None if there is none."""
        side = self.spot.side
        if side.is_swagger:
            return _swagger_body(self.spot, self.parameters)
        found = self.spot.find("requestBody")
        if found is None:
            return None
        spot = found.resolved()
        return Body(spot, spot.get("required") is True, spot.members("content"))

    @property
    def responses(self) -> dict[str, Response]:
        """The responses by status."""
        found = self.spot.members("responses")
        read = _swagger_response if self.spot.side.is_swagger else _response
        return {
            status.upper(): read(self.spot, spot.resolved())
            for status, spot in found.items()
            if not status.startswith("x-")
        }


def operations(side: Side) -> list[Operation]:
    """Return the operations of a document, sorted by path and method."""
    return list(_operations(side.spot().members("paths")))


def webhooks(side: Side) -> list[Operation]:
    """Return the webhooks of a document, sorted by name and method."""
    root = side.spot()
    found = {**root.members("x-webhooks"), **root.members("webhooks")}
    return list(_operations(found))


def callbacks(operation: Operation) -> dict[str, list[Operation]]:
    """Return the operations of each callback of an operation, by its name."""
    found = operation.spot.members("callbacks")
    named = {name: spot.resolved() for name, spot in sorted(found.items())}
    return {
        name: list(_operations({key: spot.inside(key) for key in spot.node}))
        for name, spot in named.items()
        if isinstance(spot.node, dict)
    }


def _operations(items: Mapping[str, Spot]) -> Iterator[Operation]:
    for path, found in sorted(items.items()):
        item = found.resolved()
        if path.startswith("x-") or not isinstance(item.node, dict):
            continue
        shared = _parameters(item)
        for method, spot in _methods(item):
            key = OperationKey(method, path)
            yield Operation(key, spot, item, {**shared, **_parameters(spot)})


_METHODS = (*METHODS, "query")
"""The methods of any version; `query` is new in OpenAPI 3.2."""


def _methods(item: Spot) -> list[tuple[str, Spot]]:
    """Return the operations of a path item, by their methods."""
    found = {method.upper(): item.find(method) for method in _METHODS}
    found |= item.members("additionalOperations")
    return [
        (method, spot)
        for method, spot in sorted(found.items(), key=lambda each: each[0])
        if spot is not None and isinstance(spot.node, dict)
    ]


def _parameters(holder: Spot) -> dict[ParameterKey, Spot]:
    found: dict[ParameterKey, Spot] = {}
    array = holder.find("parameters")
    if array is None or not isinstance(array.node, list):
        return found
    for index in range(len(array.node)):
        spot = array.inside(index).resolved()
        place, name = spot.get("in"), spot.get("name")
        if not isinstance(place, str) or not isinstance(name, str):
            continue
        name = name.lower() if place == "header" else name
        if isinstance(array.node[index], dict) and spot.node is array.node[index]:
            spot = array.inside(index, f"{place}:{spot.get('name')}")
        found[place, name] = spot
    return found


def schema_of(parameter: Spot) -> Spot | None:
    """Return the schema of a parameter or header; None if it has none."""
    schema = parameter.find("schema")
    if schema is not None:
        return schema
    for _, media in sorted(parameter.members("content").items()):
        return media.find("schema")
    return parameter if parameter.side.is_swagger else None


def headers_of(response: Spot) -> dict[str, Spot]:
    """Return the headers of a response by their names in lower case."""
    found = response.members("headers")
    return {name.lower(): header.resolved() for name, header in found.items()}


def _response(_: Spot, spot: Spot) -> Response:
    contents = spot.members("content")
    return Response(spot, Body(spot, bool(contents), contents))


def _swagger_response(operation: Spot, spot: Spot) -> Response:
    contents: dict[str, Spot] = {}
    if (schema := spot.find("schema")) is not None:
        contents = dict.fromkeys(_media_types(operation, "produces"), schema)
    made = {name: _holder(schema, spot) for name, schema in contents.items()}
    return Response(spot, Body(spot, bool(made), made))


def _media_types(operation: Spot, key: str) -> list[str]:
    own = operation.get(key)
    named = own if isinstance(own, list) else operation.side.root.get(key)
    found = [each for each in named or () if isinstance(each, str)]
    return found or list(_JSON)


def _holder(schema: Spot, holder: Spot) -> Spot:
    """Return a media type object for the schema of a Swagger 2.0 document."""
    side = schema.side
    node = side.holders.get(id(holder.node))
    if node is None:
        node = pick(holder.node, "schema")
        side.holders[id(holder.node)] = side.keep(node, holder.pointer)
    return Spot(side, node, holder.pointer, holder.location)


def _swagger_body(
    operation: Spot, parameters: Mapping[ParameterKey, Spot]
) -> Body | None:
    bodies = [each for (place, _), each in parameters.items() if place == "body"]
    fields = {n: each for (place, n), each in parameters.items() if place == "formData"}
    if bodies:
        spot = bodies[0]
        schema = spot.find("schema")
        media = _media_types(operation, "consumes")
        contents = {} if schema is None else {m: _holder(schema, spot) for m in media}
        return Body(spot, spot.get("required") is True, contents)
    if not fields:
        return None
    required = [name for name, each in fields.items() if each.get("required") is True]
    made = _form(operation, fields, required)
    has_file = any(each.get("type") == "file" for each in fields.values())
    forms = ["application/x-www-form-urlencoded", "multipart/form-data"]
    media = [m for m in _media_types(operation, "consumes") if m in forms]
    media = media or [forms[has_file]]
    return Body(made, bool(required), dict.fromkeys(media, made))


_JOINED_STYLES = {"ssv": "spaceDelimited", "pipes": "pipeDelimited"}


def _joined_style(field: Spot) -> str | None:
    """Return the style of a form field whose items are joined; None for others."""
    collection = field.get("collectionFormat")
    if field.get("type") != "array" or collection == "multi":
        return None
    return _JOINED_STYLES.get(str(collection), "form")


def _form(operation: Spot, fields: Mapping[str, Spot], required: list[str]) -> Spot:
    """Return a media type object for the form parameters of an operation."""
    side = operation.side
    pointer = f"{operation.pointer}/requestBody"
    node = side.holders.get(id(operation.node))
    if node is None:
        where = location_of(operation.node)
        properties, schema, node = SpecMap(where), SpecMap(where), SpecMap(where)
        for name, each in sorted(fields.items()):
            properties.put(name, each.node, each.location)
            side.pointers[id(each.node)] = each.pointer
        members: dict[str, Any] = {"type": "object", "properties": properties}
        schema.update(members, required=required)
        node["schema"] = schema
        node["encoding"] = {
            name: {"style": style, "explode": False}
            for name, each in sorted(fields.items())
            if (style := _joined_style(each)) is not None
        }
        side.keep(schema, f"{pointer}/schema")
        side.holders[id(operation.node)] = side.keep(node, pointer)
    return Spot(side, node, pointer, operation.location)
