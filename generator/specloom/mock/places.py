"""Find the items in the response to a list, and the item in other responses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..document import json_pointer
from ..testing.described_names import normalized_name
from ..testing.described_operation import DescribedOperation
from ..testing.samples import json_type

BODY = "$response.body"
LISTS = ("data", "items", "results", "result", "values", "value", "records", "entries")
"""The usual members with the items of a list, in lower case."""
IDENTITIES = (
    "id",
    "uuid",
    "gid",
    "guid",
    "sid",
    "key",
    "code",
    "number",
    "slug",
    "name",
)
"""The usual members that identify an item, in lower case."""
MAX_DEPTH = 3
"""The number of members on the way to a list or an item."""


def list_location(operation: DescribedOperation, schema: Any) -> str | None:
    """Return the location of the items in a response; None if it is not a list.

    Args:
        operation: the operation, with or without declared pagination.
        schema: the schema of the response.
    """
    declared = operation.extension("pagination") or {}
    if items := (declared.get("response") or {}).get("items"):
        return str(items)
    if operation.result_location:
        found = operation.inner_schema(schema, operation.result_location)
        is_list = json_type(operation.resolve(found)) == "array"
        return operation.result_location if is_list else None
    return _list_below(operation, schema, (), 0)


def _list_below(
    operation: DescribedOperation, schema: Any, steps: tuple[str, ...], depth: int
) -> str | None:
    flat = operation.resolve(schema)
    kind = json_type(flat)
    if kind == "array":
        return _location(steps)
    if kind != "object" or depth >= MAX_DEPTH:
        return None
    members = flat.get("properties") or {}
    lists = [name for name in members if _is_list_of_objects(operation, members[name])]
    usual = [name for name in lists if name.lower() in LISTS]
    if len(lists) == 1 or usual:
        # An item with a list inside is not a list: it has an identity of its own.
        if not usual and _usual_identity(members) is not None:
            return None
        return _location((*steps, (usual or lists)[0]))
    inner = [n for n in members if n.lower() in LISTS]
    for name in inner:
        found = _list_below(operation, members[name], (*steps, name), depth + 1)
        if found is not None:
            return found
    return None


def _is_list_of_objects(operation: DescribedOperation, schema: Any) -> bool:
    flat = operation.resolve(schema)
    if json_type(flat) != "array":
        return False
    return json_type(operation.resolve(flat.get("items", {}))) == "object"


def item_location(
    operation: DescribedOperation, schema: Any, identity: str | None
) -> str:
    """Return the location of the item in the response to a read or a write.

    Args:
        operation: the operation.
        schema: the schema of the response.
        identity: the property that identifies the item; None if there is none.
    """
    if operation.result_location:
        return operation.result_location
    flat = operation.resolve(schema)
    members = flat.get("properties") or {}
    if identity is None or identity in members:
        return BODY
    holders = [
        name
        for name, each in members.items()
        if identity in (operation.resolve(each).get("properties") or {})
    ]
    return _location((holders[0],)) if len(holders) == 1 else BODY


def identity_of(
    operation: DescribedOperation, schema: Any, variable: str = ""
) -> str | None:
    """Return the property that identifies an item; None if there is none.

    Args:
        operation: an operation of the description.
        schema: the schema of the item.
        variable: the name of the path's last variable, such as `petId`.
    """
    flat = operation.resolve(schema)
    members = {
        name: each
        for name, each in (flat.get("properties") or {}).items()
        if json_type(operation.resolve(each)) in ("string", "integer", "number")
    }
    by_name = _by_name(members)
    for wanted in _endings(variable):
        if wanted in by_name:
            return by_name[wanted]
    return _usual_identity(members)


def _usual_identity(members: Mapping[str, Any]) -> str | None:
    by_name = _by_name(members)
    for wanted in IDENTITIES[:-1]:
        if wanted in by_name:
            return by_name[wanted]
    for name in members:
        if re.search(r"(?:[a-z]I[dD]|_id|[a-z]ID)$", name):
            return name
    return by_name.get(IDENTITIES[-1])


def _by_name(members: Mapping[str, Any]) -> dict[str, str]:
    """Return the first name for each normalized name."""
    return {normalized_name(name): name for name in reversed([*members])}


def _endings(variable: str) -> Iterator[str]:
    """Yield a name and its endings: `petid` and `id` for `petId`."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", variable)
    for start in range(len(words)):
        yield normalized_name("".join(words[start:]))


def _location(steps: tuple[str, ...]) -> str:
    return f"{BODY}#{json_pointer(steps)}" if steps else BODY
