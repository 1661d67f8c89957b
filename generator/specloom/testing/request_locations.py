"""Read and check values in a raw request, without using the client's code."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from email import message_from_bytes
from enum import Enum
from typing import Any
from urllib.parse import parse_qsl, unquote
from uuid import UUID

from pydantic_core import to_jsonable_python
from specloom_runtime.core.media_types import base_type, is_json

from .described_operation import DescribedOperation
from .description import parameter_schema
from .json_values import as_text, get_pointer
from .request_validation import VARIABLE, ReceivedRequest
from .round_trip import canonical, canonical_json
from .structured_values import check_structured_value

ABSENT = object()
"""The result for a location without a value; None represents null in JSON."""


def value_at_location(received: ReceivedRequest, location: str) -> Any:
    """Return the value at a location of a request.

    Parameters are strings, or lists of strings if the name is repeated. Bodies are
    JSON.

    Args:
        received: the request.
        location: a location such as `$request.query.x` or `$request.body#/x`.
    """
    place, _, name = location.removeprefix("$request.").partition(".")
    if place.startswith("body"):
        return _body_value(received.json, location)
    readers = {
        "query": _query_values,
        "header": _header_values,
        "path": _path_values,
        "cookie": _cookie_values,
    }
    found = readers[place](received, name)
    return found[0] if len(found) == 1 else (found or ABSENT)


def check_parameters(
    received: ReceivedRequest,
    operation: DescribedOperation,
    arguments: Mapping[str, Any],
) -> None:
    """Check that each declared parameter is sent at its location and in its style.

    The request must be the first of the call. It does not contain the values that a
    pager adds from the second page on, so these values are not checked.

    Args:
        received: the request.
        operation: the operation.
        arguments: the arguments of the call.
    """
    pagination = operation.extension("pagination") or {}
    roles = pagination.get("request", {})
    filled = {location for role, location in roles.items() if role != "limit"}
    _check_shared_segments(received, operation, arguments)
    for each in operation.node.get("parameters", ()):
        check_structured_value(received, operation, each, arguments)
        location = f"$request.{each['in']}.{each['name']}"
        spread = operation.json_type(each) == "object" and each.get("explode", True)
        if spread and each["in"] in ("query", "cookie"):
            _check_spread_object(received, operation, each)
        elif location not in filled:
            found = value_at_location(received, location)
            assert found is not ABSENT, f"no value at {location}"
            if each["in"] != "path" or each["name"] not in received.shared:
                _check_value(operation, each, found, arguments)
            schema = each.get("schema", {})
            types = operation.samples.flatten(schema).get("type", ())
            listed = "array" in types and each["in"] == "query"
            if listed and len(operation.samples.sample_items(schema, 2)) > 1:
                _check_list(location, each, found)


def _check_value(
    operation: DescribedOperation,
    parameter: Any,
    found: Any,
    arguments: Mapping[str, Any],
) -> None:
    """Check that a scalar parameter has the value of its own argument.

    Some values are not compared: those that are sent in another unit, in a style with
    prefixes, or as part of a range.
    """
    given = operation.argument_of(parameter, arguments)
    changed = "x-specloom-unit" in {
        *parameter,
        *operation.resolve(parameter_schema(parameter)),
    }
    styled = parameter.get("style") in ("label", "matrix") or "content" in parameter
    if changed or styled:
        return
    if isinstance(given, date) and operation.extension("window"):
        return
    if isinstance(given, str | int | float | UUID | date | Enum):
        expected = canonical_json(given)
        same = found == as_text(expected) or canonical(found) == expected
        if not same and isinstance(expected, float):
            same = isinstance(found, str) and float(found) == expected
        where = f"{parameter['in']}.{parameter['name']}"
        assert same, f"{where} is {found!r} (expected {given!r})"


def _check_shared_segments(
    received: ReceivedRequest,
    operation: DescribedOperation,
    arguments: Mapping[str, Any],
) -> None:
    """Check the path segments that contain several variables.

    Such a segment is compared as a whole, because the end of each value is not visible.
    """
    declared = {
        each["name"]: each
        for each in operation.node.get("parameters", ())
        if each["in"] == "path"
    }
    sent = received.raw_path.removeprefix(received.server_path).split("/")
    for template, segment in zip(received.template.split("/"), sent, strict=True):
        parts = re.split(r"(\{[^{}]*\})", template)
        pattern = "".join(
            (
                _argument_pattern(operation, declared.get(part[1:-1]), arguments)
                if VARIABLE.fullmatch(part)
                else re.escape(unquote(part))
            )
            for part in parts
        )
        if len(parts) > 3:
            matches = re.fullmatch(pattern, unquote(segment), re.DOTALL)
            assert matches, f"{template} is sent as {segment}"


def _argument_pattern(
    operation: DescribedOperation, parameter: Any, arguments: Mapping[str, Any]
) -> str:
    """Return a pattern for the text of a scalar argument; `.+` for other arguments."""
    given = operation.argument_of(parameter, arguments) if parameter else None
    plain = canonical_json(given)
    styled = parameter and ("style" in parameter or "content" in parameter)
    if styled or not isinstance(plain, str | int | float) or isinstance(given, date):
        return ".+"
    forms = {as_text(plain), as_text(to_jsonable_python(given))}
    return f"(?:{'|'.join(map(re.escape, sorted(forms)))})"


def check_form(received: ReceivedRequest, operation: DescribedOperation) -> None:
    """Check that each member of a form is encoded as declared; the default is JSON."""
    if received.content_type == "application/x-www-form-urlencoded":
        pairs = parse_qsl((received.body or b"").decode(), keep_blank_values=True)
        media = next(iter(operation.node["requestBody"]["content"].values()))
        for name, value in (operation.form() or {}).items():
            style = (media.get("encoding") or {}).get(name, {}).get("style")
            found = [v for k, v in pairs if k == name]
            if style == "deepObject" and isinstance(value, dict | list):
                sent = any(k.startswith(f"{name}[") for k, _ in pairs)
                assert sent or not _has_values(value), f"{name} is not in the form"
            elif style is None and isinstance(value, dict):
                decoded = json.loads(found[0])
                assert isinstance(decoded, dict), f"{name} is not an object"
            elif not isinstance(value, list | dict):
                assert len(found) == 1, f"{name} is not in the form once"


def check_parts(received: ReceivedRequest, operation: DescribedOperation) -> None:
    """Check that each part of a multipart form has its declared media type."""
    if received.content_type != "multipart/form-data":
        return
    header = received.raw.headers["content-type"].encode()
    message = message_from_bytes(b"Content-Type: %s\n\n%s" % (header, received.body))
    content = operation.node["requestBody"]["content"]
    form = next(each for media, each in content.items() if "form-data" in media)
    members = operation.resolve(form.get("schema", {})).get("properties", {})
    for part in message.walk():
        name = str(part.get_param("name", "", "content-disposition"))
        declared = _part_media(operation, members.get(name), form, name)
        if declared and "*" not in declared and "," not in declared:
            found = part.get_content_type()
            assert found == declared, f"{name} is {found} (expected {declared})"
            if is_json(declared) and not _is_text_of_json(operation, members[name]):
                assert _is_json(part.get_payload(decode=True)), f"{name} is not JSON"


def _is_text_of_json(operation: DescribedOperation, member: Any) -> bool:
    """Return whether a member contains bytes, or text that is already JSON."""
    flat = operation.resolve(member)
    flat = operation.resolve(flat.get("items", flat))
    return "contentMediaType" in flat or flat.get("format") in (
        "json",
        "binary",
        "byte",
    )


def _is_json(data: Any) -> bool:
    try:
        json.loads(data)
    except ValueError:
        return False
    return True


def _part_media(
    operation: DescribedOperation, member: Any, form: Any, name: str
) -> str:
    """Return the media type that a part of a form declares; "" if there is none."""
    encoding = (form.get("encoding") or {}).get(name, {})
    if "style" in encoding or member is None:
        return ""
    flat = operation.resolve(member)
    flat = operation.resolve(flat.get("items", flat))
    own = "" if "contentEncoding" in flat else flat.get("contentMediaType", "")
    said = str(encoding.get("contentType") or ("" if is_json(own) else own))
    return base_type(said) if "," not in said else said


def _has_values(value: Any) -> bool:
    """Return whether a value has at least one member that a form can contain."""
    members = value.values() if isinstance(value, dict) else value
    return any(
        _has_values(v) if isinstance(v, dict | list) else v is not None for v in members
    )


def check_accept(received: ReceivedRequest, operation: DescribedOperation) -> None:
    """Check that the client accepts only media types of declared responses."""
    media_types = operation.responses.media_types()
    accepted = received.raw.headers.get("accept", "*/*")
    known = {*map(base_type, media_types)}
    declared = operation.node.get("responses", {}).values()
    errors = {
        base_type(media) for each in declared for media in each.get("content", ())
    }
    sent = {*map(base_type, accepted.split(", "))}
    right = sent <= known | errors and sent & known
    shown = f"accepts {accepted} (expected one of {media_types})"
    assert right or not media_types, shown


def _check_spread_object(
    received: ReceivedRequest, operation: DescribedOperation, parameter: Any
) -> None:
    """Check that the members of an object are sent as separate parameters."""
    name = parameter["name"]
    if parameter.get("style") == "deepObject":
        sent = _query_values(received, name)
        needed = _has_values(operation.sample(parameter["schema"]) or {})
        assert sent or not needed, f"{name} is not in the query"
        return
    for member in operation.sample(parameter["schema"]) or ():
        location = f"$request.{parameter['in']}.{member}"
        found = value_at_location(received, location)
        assert found is not ABSENT, f"{name}: no value at {location}"


def _check_list(location: str, parameter: Any, found: Any) -> None:
    """Check that both items of a list are sent, joined or as two parameters."""
    style = parameter.get("style", "form")
    exploded = style == "form" and parameter.get("explode", True)
    if exploded or style == "deepObject":
        assert isinstance(found, list), f"{location} has one value: {found}"
    else:
        mark = {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}[style]
        assert mark in found, f"{location} is not separated by {mark!r}: {found}"


def _body_value(body: Any, location: str) -> Any:
    found = get_pointer(body, location)
    if found is not None:
        return found
    parent, _, last = location.rpartition("/")
    holder = get_pointer(body, parent) if "#/" in parent else body
    return None if isinstance(holder, dict) and last in holder else ABSENT


def _query_values(received: ReceivedRequest, name: str) -> list[str]:
    return received.query_values.get(name, [])


def _header_values(received: ReceivedRequest, name: str) -> list[str]:
    return received.raw.headers.get_list(name)


def _cookie_values(received: ReceivedRequest, name: str) -> list[str]:
    pairs = (
        pair.strip().partition("=")
        for line in received.raw.headers.get_list("cookie")
        for pair in line.split(";")
    )
    return [unquote(value) for key, _, value in pairs if key == name]


def _path_values(received: ReceivedRequest, name: str) -> list[str]:
    names = re.findall(r"\{([^{}]*)\}", received.template)
    pairs = zip(names, received.path_values, strict=True)
    values = [unquote(value) for known, value in pairs if known == name]
    others = [unquote(v) for n, v in received.query_variables.items() if n == name]
    return [*values, *others][:1]
