"""Read the JSON Schema of every key, and create validators for these schemas.

If a member of `$defs` is named like a kind of node (`operation`, `schema`), the key is
allowed on nodes of this kind. The other members of `$defs` are parts of the schema.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend
from referencing import Registry, Resource

from ..load import read
from .keys import PREFIX, SHARED, VERSION

NODE_NAMES: Mapping[str, str] = {
    "root": "the root",
    "path": "a path",
    "operation": "an operation",
    "parameter": "a parameter",
    "media": "a media type",
    "schema": "a schema",
    "server": "a server",
    "variable": "a server variable",
    "tag": "a tag",
    "overlay": "the root of an overlay",
    "action": "an action of an overlay",
}
"""The kinds of nodes that can have keys, and the name of each kind in messages."""


@cache
def _files() -> dict[str, Any]:
    """Return the content of every schema file; the keys are names without suffix."""
    folder = resources.files(__package__)
    names = sorted(f.name for f in folder.iterdir() if f.name.endswith(".yaml"))
    return {
        name.removesuffix(".yaml"): read(folder.joinpath(name).read_bytes(), shown=name)
        for name in names
    }


@cache
def schemas() -> Mapping[str, Mapping[str, Any]]:
    """Return the schema of each key, and the shared parts as `x-specloom-shared`."""
    return {_key(stem): schema for stem, schema in _files().items()}


def _key(stem: str) -> str:
    return VERSION if stem == "version" else PREFIX + stem


@cache
def known_keys() -> frozenset[str]:
    """Return all known keys."""
    return frozenset(schemas()) - {SHARED}


def places(key: str) -> list[str]:
    """Return the kinds of nodes on which a key is allowed."""
    return [kind for kind in NODE_NAMES if kind in schemas()[key]["$defs"]]


@cache
def _registry() -> Registry[Any]:
    found = [Resource.from_contents(schema) for schema in _files().values()]
    return found @ Registry()


def _match_whole_text(
    _: Any, pattern: str, instance: Any, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    """Implement `pattern` with `$` matching only at the end of the text."""
    if isinstance(instance, str) and not re.search(_to_end(pattern), instance):
        yield ValidationError("does not match")


def _to_end(pattern: str) -> str:
    return pattern[:-1] + r"\Z" if pattern.endswith("$") else pattern


# The stub of `extend` declares no types.
_extended: Callable[..., Any] = extend
_Validator = _extended(Draft202012Validator, {"pattern": _match_whole_text})


@cache
def validator(key: str, part: str) -> Any:
    """Return a validator for the member `part` of the `$defs` of a key's schema."""
    where = {"$ref": f"{schemas()[key]['$id']}#/$defs/{part}"}
    return _Validator(where, registry=_registry())


def file_validator(schema: Mapping[str, Any]) -> Any:
    """Return a validator for a schema that refers to parts of the keys' schemas."""
    registry = Resource.from_contents(schema) @ _registry()
    return _Validator(schema, registry=registry)
