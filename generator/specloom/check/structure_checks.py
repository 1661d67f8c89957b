"""Check with openapi-pydantic that the structure of a document is valid.

The library checks paths, parameters, bodies, responses, security and servers. Schemas
are replaced by references before the check, because openapi-pydantic rejects some valid
schemas. Examples and extensions are data and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from openapi_pydantic import OpenAPI
from pydantic import ValidationError

from ..document import schema_reference
from ..errors import Finding, Path
from ..messages import Message

_LEFT_OUT = frozenset({"example", "examples"})
_ANY = schema_reference("Any")


def check_structure(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield the errors of openapi-pydantic with their pointers."""
    try:
        OpenAPI.model_validate(_without_schemas(document))
    except ValidationError as error:
        for each in error.errors(include_url=False, include_input=False):
            at = _existing_path(document, tuple(each["loc"]))
            where = ".".join(map(str, at)) or "the document"
            reason = each["msg"][:1].lower() + each["msg"][1:]
            yield at, Message.INVALID_STRUCTURE(reason=reason).under(where)


def _without_schemas(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_schemas(item) for item in node]
    if not isinstance(node, dict):
        return node
    found: dict[str, Any] = {}
    for key, value in node.items():
        if key == "schema":
            found[key] = _ANY
        elif key == "schemas" and isinstance(value, dict):
            found[key] = {"Any": {}}
        elif key not in _LEFT_OUT and not str(key).startswith("x-"):
            found[key] = _without_schemas(value)
    return found


def _existing_path(document: Mapping[str, Any], loc: Path) -> Path:
    """Return the steps of an error location that exist in the document.

    The `loc` of a pydantic error also contains steps for the classes of the library.
    """
    node: Any = document
    found: list[str | int] = []
    for step in loc:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            continue
        found.append(step)
    return tuple(found)
