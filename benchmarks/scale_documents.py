"""Synthetic descriptions of any size for `make bench-scale`, one for each growth.

Every function takes a size and returns a description (OpenAPI 3.1). The same size gives
the same description. Only what the shape is about grows with the size; the rest stays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

JSON = "application/json"
PER_TAG = 10
"""The operations of each tag, where there are many tags."""
MEMBERS: dict[str, Any] = {
    "title": {"type": "string", "maxLength": 200, "description": "A short title."},
    "amount": {"type": "number"},
    "state": {"type": "string", "enum": ["open", "closed"]},
    "openedAt": {"type": "string", "format": "date-time"},
}


def many_tags(size: int) -> dict[str, Any]:
    """Return operations in tags of ten, with a schema for each tag."""
    return _tagged(size, "")


def long_paths(size: int) -> dict[str, Any]:
    """Return the operations of `many_tags` under paths with eight equal segments."""
    return _tagged(size, "/services/finance/regions/north/v1/public/records/all")


def one_tag(size: int) -> dict[str, Any]:
    """Return operations of one tag, with a schema that all of them use."""
    paths = _paths((f"/things/part{n}", ["Things"], "Thing") for n in range(size // 2))
    return _description(paths, {"Thing": _object(MEMBERS)})


def paged_lists(size: int) -> dict[str, Any]:
    """Return lists with cursors and filters, which `PAGED_OVERLAY` describes."""
    paths, schemas = {}, {}
    for number in range(size):
        name = f"Thing{number}"
        schemas[name] = _object({"id": {"type": "string"}, **MEMBERS})
        page = {
            "items": {"type": "array", "items": _reference(name)},
            "next": {"type": "string"},
        }
        schemas[f"{name}Page"] = _object(page)
        paths[f"/things{number}"] = {
            "get": {
                "operationId": f"listThings{number}",
                "tags": [f"Things{number}"],
                "parameters": [
                    {"name": name, "in": "query", "schema": {"type": "string"}}
                    for name in ("after", "filter")
                ],
                "responses": _responses("200", f"{name}Page"),
            }
        }
    return _description(paths, schemas)


_PROVENANCE = {"reason": "It is synthetic.", "source": "none", "checked": "2026-11-28"}
PAGED_OVERLAY: dict[str, Any] = {
    "overlay": "1.1.0",
    "info": {"title": "Cursors and filters", "version": "1"},
    "actions": [
        {
            "target": "$",
            "update": {
                "x-specloom-pagination": {
                    "cursor": {
                        "style": "cursor",
                        "request": {"cursor": "$request.query.after"},
                        "response": {
                            "items": "$response.body#/items",
                            "cursor": "$response.body#/next",
                        },
                        "end-when": ["cursor-absent"],
                    }
                },
                "x-specloom-filter": {"odata": {"grammar": "odata"}},
            },
            "x-specloom-provenance": _PROVENANCE,
        },
        {
            "target": "$.paths[*].get",
            "update": {
                "x-specloom-pagination": "cursor",
                "x-specloom-filter": {
                    "scheme": "odata",
                    "location": "$request.query.filter",
                    "schema": "Thing0",
                },
            },
            "x-specloom-provenance": _PROVENANCE,
        },
    ],
    "x-specloom-rules": [
        {
            "for": "property",
            "where": ["$[?$.format == 'date-time']"],
            "set": {"x-specloom-filter": ["gte", "lt"]},
            "x-specloom-provenance": _PROVENANCE,
        }
    ],
}
"""The overlay of `paged_lists`: an action and a rule that reach every operation."""


def independent(size: int) -> dict[str, Any]:
    """Return schemas that do not refer to each other."""
    return _schemas({f"Model{n}": _object(MEMBERS) for n in range(size)})


def one_component(size: int) -> dict[str, Any]:
    """Return schemas that all reach each other by references."""
    return _schemas(
        {
            f"Node{n}": _object(
                {
                    "next": _reference(f"Node{(n + 1) % size}"),
                    "other": _reference(f"Node{n * 7 % size}"),
                    **MEMBERS,
                }
            )
            for n in range(size)
        }
    )


def references(size: int) -> dict[str, Any]:
    """Return a chain of schemas that are only a reference to the next one."""
    chain: dict[str, Any] = {
        f"Link{n}": _reference(f"Link{n + 1}") for n in range(size - 1)
    }
    return _schemas({**chain, f"Link{size - 1}": _object(MEMBERS)})


def nested_properties(size: int) -> dict[str, Any]:
    """Return a chain of objects, each with a property of the next schema."""
    last = _object(MEMBERS)
    chain = {
        f"Level{n}": _object({"inner": _reference(f"Level{n + 1}")})
        for n in range(size - 1)
    }
    return _schemas({**chain, f"Level{size - 1}": last})


def extended(size: int) -> dict[str, Any]:
    """Return a chain of schemas, each an `allOf` of the next one and a property."""
    chain: dict[str, Any] = {
        f"Extended{n}": {
            "allOf": [
                _reference(f"Extended{n + 1}"),
                _object({f"own{n}": {"type": "string"}}),
            ]
        }
        for n in range(size - 1)
    }
    return _schemas({**chain, f"Extended{size - 1}": _object(MEMBERS)})


def alternatives(size: int) -> dict[str, Any]:
    """Return a `oneOf` with many schemas, which a discriminator tells apart."""
    names = [f"Kind{n}" for n in range(size)]
    parts = {
        name: _object({"kind": {"const": name}, **MEMBERS}, ["kind"]) for name in names
    }
    union = {
        "oneOf": [_reference(name) for name in names],
        "discriminator": {"propertyName": "kind"},
    }
    return _schemas({"Any": union, **parts}, {"Any"})


def plain_alternatives(size: int) -> dict[str, Any]:
    """Return a `oneOf` with many schemas without a discriminator."""
    parts = {
        f"Kind{n}": _object({f"own{n}": {"type": "string"}}, [f"own{n}"])
        for n in range(size)
    }
    union = {"oneOf": [_reference(name) for name in parts]}
    return _schemas({"Any": union, **parts}, {"Any"})


def enumeration(size: int) -> dict[str, Any]:
    """Return an enumeration with many values."""
    values = [f"value-{n}" for n in range(size)]
    return _schemas({"Wide": {"type": "string", "enum": values}})


def properties(size: int) -> dict[str, Any]:
    """Return one object with many properties."""
    kinds = [*MEMBERS.values()]
    return _schemas(
        {"Wide": _object({f"member{n}": kinds[n % 4] for n in range(size)})}
    )


def read_only_properties(size: int) -> dict[str, Any]:
    """Return one object with many required properties, of which half are read-only."""
    members = {
        f"member{n}": {"type": "string", **({"readOnly": True} if n % 2 else {})}
        for n in range(size)
    }
    document = _schemas({"Wide": _object(members, [*members])})
    body = {"content": {JSON: {"schema": _reference("Wide")}}}
    document["paths"]["/all"]["put"] = {
        "operationId": "putAll",
        "tags": ["All"],
        "requestBody": body,
        "responses": {"204": {"description": "It is done."}},
    }
    return document


def colliding(size: int) -> dict[str, Any]:
    """Return schemas of which each ten have one name when spelled as classes."""
    spellings = [
        "thing_part{}", "thing-part{}", "thingPart{}", "ThingPart{}", "Thing_Part{}",
        "thing.part{}", "thing_Part{}", "Thing-Part{}", "thing-Part{}", "Thing.Part{}",
    ]  # fmt: skip
    names = [spellings[n % 10].format(n // 10) for n in range(size)]
    return _schemas({name: _object(MEMBERS) for name in names})


def equal_titles(size: int) -> dict[str, Any]:
    """Return inline objects that all have one title, in different operations."""
    inline: dict[str, Any] = {"type": "object", "title": "Item"}
    paths = {
        f"/things{n}": {
            "get": {
                "operationId": f"getThing{n}",
                "tags": [f"Things{n // PER_TAG}"],
                "responses": {
                    "200": {
                        "description": "It.",
                        "content": {
                            JSON: {
                                "schema": {
                                    **inline,
                                    "properties": {f"own{n}": {"type": "string"}},
                                }
                            }
                        },
                    }
                },
            }
        }
        for n in range(size)
    }
    return _description(paths, {})


def inline_objects(size: int) -> dict[str, Any]:
    """Return one object with many properties that are inline objects."""
    inner = {
        f"member{n}": _object({f"own{n}": {"type": "string"}}) for n in range(size)
    }
    return _schemas({"Wide": _object(inner)})


def _tagged(size: int, prefix: str) -> dict[str, Any]:
    numbers = range(max(1, size // PER_TAG))
    half = min(size, PER_TAG) // 2 or 1
    paths = _paths(
        (f"{prefix}/things{n}/part{k}", [f"Things{n}"], f"Thing{n}")
        for n in numbers
        for k in range(half)
    )
    return _description(paths, {f"Thing{n}": _object(MEMBERS) for n in numbers})


def _paths(rows: Any) -> dict[str, Any]:
    """Return two operations for each row: a path, its tags, and a schema."""
    paths = {}
    for number, (path, tags, name) in enumerate(rows):
        common: dict[str, Any] = {"tags": tags, "responses": _responses("200", name)}
        key = {"name": "id", "in": "path", "required": True}
        limit = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
        body = {"content": {JSON: {"schema": _reference(name)}}}
        paths[f"{path}/{{id}}"] = {
            "parameters": [{**key, "schema": {"type": "string"}}],
            "get": {
                "operationId": f"getPart{number}",
                "summary": f"Get part {number}",
                "parameters": [limit],
                **common,
            },
            "put": {
                "operationId": f"putPart{number}",
                "summary": f"Replace part {number}",
                "requestBody": body,
                **common,
            },
        }
    return paths


def _schemas(schemas: dict[str, Any], used: set[str] | None = None) -> dict[str, Any]:
    """Return a description with one operation, whose response has the used schemas."""
    names = [*schemas] if used is None else sorted(used)
    members = {f"member{n}": _reference(name) for n, name in enumerate(names)}
    responses = {
        "200": {
            "description": "It.",
            "content": {JSON: {"schema": _object(members)}},
        }
    }
    operation = {"operationId": "getAll", "tags": ["All"], "responses": responses}
    return _description({"/all": {"get": operation}}, schemas)


def _description(paths: Any, schemas: Any) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "Synthetic", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _object(properties: Any, required: list[str] | None = None) -> dict[str, Any]:
    names = {"required": required} if required else {}
    return {"type": "object", **names, "properties": properties}


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _responses(status: str, name: str) -> dict[str, Any]:
    content = {JSON: {"schema": _reference(name)}}
    return {status: {"description": "The result.", "content": content}}


SHAPES: dict[str, Callable[[int], dict[str, Any]]] = {
    "operations, ten of each tag": many_tags,
    "operations, one tag": one_tag,
    "operations, long paths": long_paths,
    "lists with cursors and filters": paged_lists,
    "schemas": independent,
    "schemas that refer to each other": one_component,
    "chain of references": references,
    "chain of properties": nested_properties,
    "chain of allOf": extended,
    "oneOf with a discriminator": alternatives,
    "oneOf without a discriminator": plain_alternatives,
    "values of an enumeration": enumeration,
    "properties": properties,
    "properties that are objects": inline_objects,
    "properties, half of them read-only": read_only_properties,
    "schemas with equal names": colliding,
    "inline schemas with equal titles": equal_titles,
}
"""The shapes by what grows in them."""
