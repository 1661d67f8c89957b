"""Is the document's skeleton OpenAPI? openapi-pydantic says.

Its models read paths, parameters, bodies, responses, security and servers. Schemas are
replaced by references first: it refuses some that are legal, and they are judged where
they are read. Examples and extensions are data and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from openapi_pydantic import OpenAPI
from pydantic import ValidationError

from .operations import Path
from .trials import Finding

_LEFT_OUT = frozenset({"example", "examples"})
_ANY = {"$ref": "#/components/schemas/Any"}


def check_skeleton(document: Mapping[str, Any]) -> Iterator[Finding]:
    """What openapi-pydantic does not accept, at its place."""
    try:
        OpenAPI.model_validate(_skeleton(document))
    except ValidationError as error:
        for each in error.errors(include_url=False, include_input=False):
            at = _known(document, tuple(each["loc"]))
            where = ".".join(map(str, at)) or "the document"
            said = each["msg"]
            yield at, f"{where}: {said[:1].lower()}{said[1:]} (expected OpenAPI 3.1)"


def _skeleton(node: Any) -> Any:
    if isinstance(node, list):
        return [_skeleton(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    found: dict[str, Any] = {}
    for key, value in node.items():
        if key == "schema":
            found[key] = _ANY
        elif key == "schemas" and isinstance(value, Mapping):
            found[key] = {"Any": {}}
        elif key not in _LEFT_OUT and not str(key).startswith("x-"):
            found[key] = _skeleton(value)
    return found


def _known(document: Mapping[str, Any], loc: Path) -> Path:
    """The part of pydantic's location that is in the document; it names unions too."""
    node: Any = document
    found: list[str | int] = []
    for step in loc:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            continue
        found.append(step)
    return tuple(found)
