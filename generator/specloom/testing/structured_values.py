"""Check that lists and objects in a query are complete and in the declared style."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus

from pydantic import BaseModel
from specloom_runtime import SortKey

from .described_operation import DescribedOperation
from .json_values import as_text
from .request_validation import ReceivedRequest
from .round_trip import canonical, canonical_json

MARKS = {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}


def check_structured_value(
    received: ReceivedRequest,
    operation: DescribedOperation,
    parameter: Any,
    arguments: Mapping[str, Any],
) -> None:
    """Check that a list or an object is sent as it was passed.

    Args:
        received: the request.
        operation: the operation.
        parameter: the parameter; only query parameters without a media type are
            checked.
        arguments: the arguments of the call.
    """
    if parameter["in"] != "query" or "content" in parameter:
        return
    argument = operation.argument_of(parameter, arguments)
    if not isinstance(argument, list | tuple | Mapping | BaseModel):
        return
    if any(isinstance(each, SortKey) for each in argument):
        return
    given = canonical_json(argument)
    if "x-specloom-unit" in parameter:
        return
    name, style = parameter["name"], parameter.get("style", "form")
    mark = MARKS.get(style, ",")
    for expected, values in _expected(name, given, style, parameter.get("explode")):
        sent = [value for key, value in received.sent_query if key == expected]
        found = list(map(unquote_plus, sent))
        if len(values) == 1:
            # A member of another object may have the same name.
            right = any(is_text_of(text, values[0]) for text in found)
        else:
            if len(found) != len(values):
                found = _split("".join(sent), mark)
            right = len(found) == len(values) and all(map(is_text_of, found, values))
        assert right, f"{expected} is {found} (expected {values})"


def _split(sent: str, mark: str) -> list[str]:
    """Split and decode a list.

    A comma inside an item is escaped, but other separators are not.
    """
    if mark == ",":
        return list(map(unquote_plus, sent.split(mark)))
    return unquote_plus(sent).split(mark)


def _expected(
    name: str, given: Any, style: str, explode: bool | None
) -> list[tuple[str, list[Any]]]:
    """Return the names and values expected in a query, except nested values."""
    exploded = style == "form" if explode is None else explode
    if isinstance(given, list):
        plain = not any(isinstance(each, list | dict) for each in given)
        return [(name, given)] if plain and given and style in MARKS else []
    members = {k: v for k, v in given.items() if v is not None}
    if any(isinstance(value, list | dict) for value in members.values()):
        return []
    if style == "deepObject":
        return [(f"{name}[{key}]", [value]) for key, value in members.items()]
    if exploded:
        return [(key, [value]) for key, value in members.items()]
    flat = [part for member in members.items() for part in member]
    return [(name, flat)] if flat else []


def is_text_of(found: str, value: Any) -> bool:
    """Return whether text is one of the text forms of a JSON value."""
    if found == as_text(value) or canonical(found) == canonical(value):
        return True
    try:
        return isinstance(value, int | float) and float(found) == value
    except ValueError:
        return False
