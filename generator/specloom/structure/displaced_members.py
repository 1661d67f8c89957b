"""Move schema keywords, schemas and bodies into the object to which they belong.

In Swagger 2.0, parameters contain schema keywords, responses contain schemas, and
parameters include bodies. Some OpenAPI 3 documents still have this structure.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Any, Final

from ..document import DEFINITIONS, SCHEMAS
from ..load import SpecList, SpecMap, location_of, pick
from .members_of_other_versions import convert_newer, convert_older
from .places import Changes, Place
from .shapes import Structure, phrase

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"
NAMED: Final = re.compile(f"({SCHEMAS}|{DEFINITIONS})[^/]+$")
"""A reference to a named schema."""
PARAMETER_WORDS: Final = frozenset({"name", "in", "description", "required"})
"""The members of a body parameter that do not belong to the parameter's schema."""


class DisplacedMembers:
    """Move the displaced members of one document."""

    def __init__(self, structure: Structure, changes: Changes) -> None:
        self._structure = structure
        self._changes = changes

    def move(self, node: Any, kind: str, place: Place | None) -> None:
        """Move the displaced members of an object to the places where they belong.

        Args:
            node: the object, whose members have not been visited yet.
            kind: the name of the object in the tables.
            place: the place of the object; None for the root.
        """
        known = self._structure[kind].named
        if kind == "OpenAPI" and "components" in known:
            convert_older(node, self._changes)
        elif "definitions" in self._structure["OpenAPI"].named:
            convert_newer(node, kind, place, self._changes)
        if "$ref" in node:
            self._move_reference(node, kind, place)
        elif kind == "Operation":
            if "requestBody" in known:
                self._convert_bodies(node, place)
        elif kind == "Parameter" and "type" in known:
            self._convert_older_parameter(node, place)
        elif "schema" in known and "type" not in known:
            words = self._structure["Schema"].named.keys() - known.keys()
            self._move_keywords(node, words, phrase(kind), place)
        elif "content" in known:
            self._move_schema(node, kind, place)

    def move_required(self, place: Place) -> bool:
        """Move `required: true` from a property to the object that has the property.

        Return whether it was moved. JSON Schema had this form before draft 4.
        """
        own = place.above
        above = None if own is None else own.above
        known = place.key == "required" and isinstance(place.value, bool)
        if own is None or above is None or above.key != "properties" or not known:
            return False
        detail = f"expected an array, found {str(place.value).lower()}"
        done = "read as part of the object's own"
        is_required, names = place.value, above.holder.get("required", [])
        self._changes.move(place, detail, done)
        if is_required and isinstance(names, list) and own.key not in names:
            above.holder["required"] = SpecList(location_of(own.holder))
            above.holder["required"].extend([*names, own.key])
        return True

    def _move_reference(self, node: Any, kind: str, place: Place | None) -> None:
        """Move a reference to a schema from a message into the message's schema."""
        reference, known = node["$ref"], self._structure[kind].named
        is_message = kind in ("MediaType", "RequestBody", "Response")
        is_schema = isinstance(reference, str) and bool(NAMED.match(reference))
        if not is_message or not is_schema or "schema" in node or "content" in node:
            return
        at, detail = Place(node, "$ref", place), f"$ref {reference} in the place of "
        self._changes.record(at, detail + phrase(kind), "read as a schema", loses=False)
        schema = pick(node, "$ref")
        del node["$ref"]
        if "schema" in known:
            node["schema"] = schema
        else:
            node["content"] = pick(node, **{JSON: pick(node, schema=schema)})

    def _convert_older_parameter(self, node: Any, place: Place | None) -> None:
        """Convert a Swagger 2.0 parameter that has a schema as in OpenAPI 3."""
        if node.get("in") == "body":
            if "name" not in node:
                self._changes.record(
                    place, "has no name", 'read as "body"', loses=False
                )
                node["name"] = "body"
            if "schema" not in node:
                words = self._structure["Schema"].named.keys() - PARAMETER_WORDS
                self._move_keywords(node, words, "a parameter in the body", place)
        elif "schema" in node:
            detail = f'"schema" is not a member of a parameter in the {node.get("in")}'
            at = Place(node, "schema", place)
            self._changes.record(at, detail, "read as in OpenAPI 3", loses=False)

    def _move_keywords(
        self, node: Any, words: Container[str], named: str, place: Place | None
    ) -> None:
        """Move schema keywords into the `schema` of the same object."""
        found = [key for key in node if key in words]
        if not found or "content" in node:
            return
        schema = node.setdefault("schema", SpecMap(location_of(node)))
        if not isinstance(schema, SpecMap) or "$ref" in schema:
            return
        for key in found:
            if key not in schema:
                at, detail = Place(node, key, place), f'"{key}" is not a member of '
                done = "read as a keyword of its schema"
                self._changes.record(at, detail + named, done, loses=False)
                schema.put(key, node.pop(key), at.location)

    def _move_schema(self, node: Any, kind: str, place: Place | None) -> None:
        """Move a schema without a media type into the content for JSON."""
        content = node.get("content")
        if isinstance(content, SpecMap) and "schema" in content:
            at = Place(content, "schema", Place(node, "content", place))
            holder = content
            detail = '"schema" in the place of a media type'
        elif "schema" in node and "content" not in node:
            at, holder = Place(node, "schema", place), SpecMap(location_of(node))
            detail = f'"schema" is not a member of {phrase(kind)}'
        else:
            return
        if JSON in holder:
            return
        done = f"read as that of {JSON}"
        self._changes.record(at, detail, done, loses=False)
        holder[JSON] = pick(at.holder, "schema")
        del at.holder["schema"]
        node["content"] = holder

    def _convert_bodies(self, node: Any, place: Place | None) -> None:
        """Convert Swagger 2.0 body and form parameters to a request body."""
        parameters = node.get("parameters")
        if not isinstance(parameters, list) or "requestBody" in node:
            return
        at = Place(node, "parameters", place)
        found = [
            (index, each)
            for index, each in enumerate(parameters)
            if isinstance(each, dict) and _is_of_body(each)
        ]
        fields = [each for _, each in found if each["in"] == "formData"]
        bodies = [each for _, each in found if each["in"] == "body"]
        if not found or (bodies and len(found) > 1):
            return
        consumes = node.get("consumes")
        media = consumes if isinstance(consumes, list) else []
        body = _body(bodies[0], media) if bodies else _form(fields, media)
        for index, each in found:
            detail = f'expected no parameter in "{each["in"]}"'
            done = "read as the body of the request"
            self._changes.move(Place(parameters, index, at), detail, done)
        node.put("requestBody", body, at.location)


def _is_of_body(parameter: Mapping[str, Any]) -> bool:
    """Return whether a parameter is a body, or a named field of a form."""
    is_field = isinstance(parameter.get("name"), str)
    return parameter.get("in") in (("body", "formData") if is_field else ("body",))


def _body(parameter: Any, media: list[Any]) -> SpecMap:
    """Return the request body for a body parameter."""
    content = pick(parameter, "schema")
    types = [each for each in media if isinstance(each, str)] or [JSON]
    body = pick(parameter, "description", "required")
    body["content"] = pick(parameter, **dict.fromkeys(types, content))
    return body


def _form(fields: list[Any], media: list[Any]) -> SpecMap:
    """Return the request body for form parameters."""
    first, properties, required = fields[0], SpecMap(location_of(fields[0])), []
    for field in fields:
        name = field["name"]
        own = [key for key in field if key not in ("name", "in", "required", "schema")]
        known = field.get("schema")
        schema = known if isinstance(known, SpecMap) else pick(field, *own)
        properties.put(name, schema, location_of(field))
        if field.get("required") is True:
            required.append(name)
    schema = pick(first, type="object", properties=properties)
    if required:
        schema["required"] = required
    files = any(each.get("type") == "file" for each in properties.values())
    form = MULTIPART if files or MULTIPART in media else FORM
    body = pick(first, content=pick(first, **{form: pick(first, schema=schema)}))
    body["required"] = bool(required)
    return body
