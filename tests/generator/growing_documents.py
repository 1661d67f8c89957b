"""Documents that grow in one way: each function makes one of any size.

All are sound. What they have much of is what descriptions of real services have a
little of: schemas that refer to each other, chains, unions, equal names.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice, product
from typing import Any, Final

Tree = dict[str, Any]


def mutual(size: int) -> Tree:
    """Schemas that each refer to all."""
    refs = {f"p{index}": _ref(f"S{index}") for index in range(size)}
    return _used({f"S{index}": _object(dict(refs)) for index in range(size)}, "S0")


def mutual_unions(size: int) -> Tree:
    """Schemas that are each an object or any of the others."""
    schemas = {
        f"S{index}": {
            "oneOf": [
                _object({f"own{index}": _TEXT}),
                *(_ref(f"S{other}") for other in range(size) if other != index),
            ]
        }
        for index in range(size)
    }
    return _used(schemas, "S0")


def mutual_compositions(size: int) -> Tree:
    """Schemas whose properties compose all others."""
    schemas = {
        f"S{index}": _object(
            {
                f"p{other}": {"allOf": [_ref(f"S{other}")], "description": "text"}
                for other in range(size)
            }
        )
        for index in range(size)
    }
    return _used(schemas, "S0")


def diamond(size: int) -> Tree:
    """Layers of two schemas that each compose both of the next layer."""
    schemas: Tree = {}
    for depth in range(size):
        parts = [_ref(f"L{depth + 1}"), _ref(f"R{depth + 1}")]
        for side in "LR":
            own = _object({f"{side.lower()}{depth}": _TEXT})
            schemas[f"{side}{depth}"] = {"allOf": [*parts, own]}
    schemas[f"L{size}"] = _object({"left": _TEXT})
    schemas[f"R{size}"] = _object({"right": _TEXT})
    return _used(schemas, "L0")


def diamond_unions(size: int) -> Tree:
    """Layers of two schemas that are each one of the next layer."""
    schemas: Tree = {}
    for depth in range(size):
        for side in "LR":
            schemas[f"{side}{depth}"] = {
                "oneOf": [_ref(f"L{depth + 1}"), _ref(f"R{depth + 1}")]
            }
    schemas[f"L{size}"] = _object({"left": _TEXT})
    schemas[f"R{size}"] = _object({"right": _TEXT})
    return _used(schemas, "L0")


def diamond_properties(size: int) -> Tree:
    """Layers of two objects that have both of the next layer, all required."""
    schemas: Tree = {}
    for depth in range(size):
        for side in "LR":
            left, right = _ref(f"L{depth + 1}"), _ref(f"R{depth + 1}")
            schemas[f"{side}{depth}"] = {
                **_object({"left": left, "right": right}),
                "required": ["left", "right"],
            }
    schemas[f"L{size}"] = _object({"left": _TEXT})
    schemas[f"R{size}"] = _object({"right": _TEXT})
    return _used(schemas, "L0")


def reference_chain(size: int) -> Tree:
    """Schemas that each are a reference to the next."""
    schemas: Tree = {f"C{index}": _ref(f"C{index + 1}") for index in range(size)}
    schemas[f"C{size}"] = _object({"end": _TEXT})
    return _used(schemas, "C0")


def alias_chain(size: int) -> Tree:
    """Schemas that are each a reference to the next with a description of its own."""
    schemas: Tree = {
        f"C{index}": {**_ref(f"C{index + 1}"), "description": f"text {index}"}
        for index in range(size)
    }
    schemas[f"C{size}"] = _object({"end": _TEXT})
    return _used(schemas, "C0")


def composition_chain(size: int) -> Tree:
    """Schemas that each compose the next alone."""
    schemas: Tree = {
        f"C{index}": {"allOf": [_ref(f"C{index + 1}")]} for index in range(size)
    }
    schemas[f"C{size}"] = _object({"end": _TEXT})
    return _used(schemas, "C0")


def composition_circle(size: int) -> Tree:
    """Schemas that each add a property to the next, in a circle."""
    schemas: Tree = {
        f"C{index}": {
            "allOf": [_ref(f"C{(index + 1) % size}"), _object({f"p{index}": _TEXT})]
        }
        for index in range(size)
    }
    return _used(schemas, "C0")


def union_chain(size: int) -> Tree:
    """Schemas that are each the next or text."""
    schemas: Tree = {
        f"C{index}": {"anyOf": [_ref(f"C{index + 1}"), {"type": "null"}]}
        for index in range(size)
    }
    schemas[f"C{size}"] = _object({"end": _TEXT})
    return _used(schemas, "C0")


def list_chain(size: int) -> Tree:
    """Schemas that are each a list of the next."""
    schemas: Tree = {
        f"C{index}": {"type": "array", "items": _ref(f"C{index + 1}")}
        for index in range(size)
    }
    schemas[f"C{size}"] = _object({"end": _TEXT})
    return _used(schemas, "C0")


def map_chain(size: int) -> Tree:
    """Schemas that are each a map of the next."""
    return _chain(
        size, lambda following: {"type": "object", "additionalProperties": following}
    )


def repeated_lists(size: int) -> Tree:
    """Schemas that are each the next or a list of it."""
    return _chain(
        size,
        lambda following: {"oneOf": [following, {"type": "array", "items": following}]},
    )


def scalar_chain(size: int) -> Tree:
    """Schemas that are each the next or a number, the last one text."""
    return _chain(size, lambda following: {"oneOf": [following, {"type": "integer"}]})


def optional_chain(size: int) -> Tree:
    """Objects that each may have the next."""
    return _chain(size, lambda following: _object({"next": following}))


def _chain(size: int, refer: Callable[[Tree], Tree]) -> Tree:
    schemas = {f"C{index}": refer(_ref(f"C{index + 1}")) for index in range(size)}
    return _used({**schemas, f"C{size}": _object({"end": _TEXT})}, "C0")


def property_chain(size: int) -> Tree:
    """Objects that each require the next."""
    schemas: Tree = {
        f"C{index}": {**_object({"next": _ref(f"C{index + 1}")}), "required": ["next"]}
        for index in range(size)
    }
    schemas[f"C{size}"] = _object({"end": _TEXT})
    return _used(schemas, "C0")


def parameter_chain(size: int) -> Tree:
    """Parameters, responses and bodies that each are a reference to the next."""
    tree = _used({"S": _object({"end": _TEXT})}, "S")
    last = {
        "parameters": {"name": "q", "in": "query", "schema": _TEXT},
        "responses": {"description": "ok"},
        "requestBodies": {"content": {"application/json": {"schema": _ref("S")}}},
    }
    for section, end in last.items():
        tree["components"][section] = {
            f"C{index}": {"$ref": f"#/components/{section}/C{index + 1}"}
            for index in range(size)
        } | {f"C{size}": end}
    post = tree["paths"]["/things"]["post"]
    post["parameters"] = [{"$ref": "#/components/parameters/C0"}]
    post["requestBody"] = {"$ref": "#/components/requestBodies/C0"}
    post["responses"]["400"] = {"$ref": "#/components/responses/C0"}
    return tree


def parameters(size: int) -> Tree:
    """Many parameters of one operation."""
    tree = _used({"S": _object({"id": _TEXT})}, "S")
    tree["paths"]["/things"]["post"]["parameters"] = [
        {"name": name, "in": "query", "schema": _TEXT}
        for name in islice(_names(), size)
    ]
    return tree


def extending_chain(size: int) -> Tree:
    """Schemas that each compose the next and add a property."""
    schemas: Tree = {
        f"C{index}": {"allOf": [_ref(f"C{index + 1}"), _object({f"p{index}": _TEXT})]}
        for index in range(size)
    }
    schemas[f"C{size}"] = _object({"end": _TEXT})
    return _used(schemas, "C0")


def union(size: int) -> Tree:
    """One choice of many."""
    schemas = {f"S{i}": _object({f"p{i}": _TEXT}) for i in range(size)}
    choice: Tree = {"oneOf": [_ref(name) for name in schemas]}
    return _used({**schemas, "Choice": choice}, "Choice")


def inline_union(size: int) -> Tree:
    """One choice of many objects without a name, which have a property in common."""
    choice = [
        _object({f"p{index}": _TEXT, "same": {"type": "string", "maxLength": index}})
        for index in range(size)
    ]
    return _used({"Choice": {"oneOf": choice}}, "Choice")


def bases(size: int) -> Tree:
    """Many bases with a discriminator, each with two schemas that compose it."""
    schemas: Tree = {}
    for index in range(size):
        base = {**_object({"kind": _TEXT}), "discriminator": {"propertyName": "kind"}}
        schemas[f"B{index}"] = {**base, "required": ["kind"]}
        for side in "LR":
            own = _object({side.lower(): _TEXT})
            schemas[f"{side}{index}"] = {"allOf": [_ref(f"B{index}"), own]}
    many = {f"p{index}": _ref(f"B{index}") for index in range(size)}
    return _used({**schemas, "All": _object(many)}, "All")


def tagged_union(size: int) -> Tree:
    """One choice of many, which a discriminator tells apart."""
    schemas: Tree = {
        f"S{index}": {
            **_object({f"p{index}": _TEXT, "kind": _TEXT}),
            "required": ["kind"],
        }
        for index in range(size)
    }
    mapping = {f"s{i}": f"#/components/schemas/S{i}" for i in range(size)}
    choice = {
        "oneOf": [_ref(name) for name in schemas],
        "discriminator": {"propertyName": "kind", "mapping": mapping},
    }
    return _used({**schemas, "Choice": choice}, "Choice")


def children(size: int) -> Tree:
    """A base with a discriminator, and many schemas that compose it."""
    base = {
        **_object({"kind": _TEXT}),
        "required": ["kind"],
        "discriminator": {"propertyName": "kind"},
    }
    schemas: Tree = {
        f"S{i}": {"allOf": [_ref("Base"), _object({f"p{i}": _TEXT})]}
        for i in range(size)
    }
    return _used({"Base": base, **schemas}, "Base")


def tags(size: int) -> Tree:
    """Many tags, each with one operation."""
    tree = _used({"S": _object({"id": _TEXT})}, "S")
    names = list(islice(_names(), size))
    tree["tags"] = [{"name": name} for name in names]
    for name in names:
        tree["paths"][f"/{name}"] = {"get": {"tags": [name], "responses": _OK}}
    return tree


def declared_tags(size: int) -> Tree:
    """Many tags, all on one operation."""
    tree = _used({"S": _object({"id": _TEXT})}, "S")
    names = list(islice(_names(), size))
    tree["tags"] = [{"name": name} for name in names]
    tree["paths"]["/things"]["post"]["tags"] = names
    return tree


def properties(size: int) -> Tree:
    """An object with many properties."""
    many = {name: dict(_TEXT) for name in islice(_names(), size)}
    return _used({"S": {**_object(many), "required": list(many)[::2]}}, "S")


def nested_properties(size: int) -> Tree:
    """An object with many properties that are objects without a name."""
    many = {name: _object({f"{name}_x": _TEXT}) for name in islice(_names(), size)}
    return _used({"S": _object(many)}, "S")


def equal_schemas(size: int) -> Tree:
    """Many equal schemas without a name, one in each of many operations."""
    tree = _used({"S": _object({"id": _TEXT})}, "S")
    for name in islice(_names(), size):
        same = _object({"status": {"type": "string", "enum": ["on", "off"]}})
        responses = {"200": _response(same)}
        tree["paths"][f"/{name}"] = {"get": {"tags": ["x"], "responses": responses}}
    return tree


def equal_enums(size: int) -> Tree:
    """Many equal properties with the same values, in different schemas."""
    schemas = {
        f"S{index}": _object({"status": {"type": "string", "enum": ["on", "off"]}})
        for index in range(size)
    }
    schemas["All"] = _object({f"p{index}": _ref(f"S{index}") for index in range(size)})
    return _used(schemas, "All")


def enum(size: int) -> Tree:
    """An enum of many values."""
    values = list(islice(_names(), size))
    return _used({"S": {"type": "string", "enum": values}}, "S")


def colliding_enum(size: int) -> Tree:
    """An enum of many values that all have the same letters."""
    values = [_collision(index) for index in range(size)]
    return _used({"S": {"type": "string", "enum": values}}, "S")


def operations(size: int) -> Tree:
    """Many operations that share their parameters, schema and errors."""
    tree = _used({"S": _object({"id": _TEXT}), "E": _object({"code": _TEXT})}, "S")
    tree["components"]["parameters"] = {
        f"P{index}": {"name": f"p{index}", "in": "query", "schema": _TEXT}
        for index in range(5)
    }
    shared = [{"$ref": f"#/components/parameters/P{index}"} for index in range(5)]
    for name in islice(_names(), size):
        responses = {"200": _response(_ref("S")), "400": _response(_ref("E"))}
        operation = {"tags": ["x"], "parameters": shared, "responses": responses}
        tree["paths"][f"/{name}"] = {"get": operation}
    return tree


def equal_operations(size: int) -> Tree:
    """Many operations with the same operationId."""
    tree = _used({"S": _object({"id": _TEXT})}, "S")
    for name in islice(_names(), size):
        operation = {"operationId": "getThing", "tags": ["x"], "responses": _OK}
        tree["paths"][f"/{name}"] = {"get": operation}
    return tree


def nested_paths(size: int) -> Tree:
    """Many operations whose paths begin alike."""
    tree = _used({"S": _object({"id": _TEXT})}, "S")
    for index in range(size):
        path = f"/things/{{id}}/parts/{'/'.join(f'{index:05}')}/list"
        parameters = [{"name": "id", "in": "path", "required": True, "schema": _TEXT}]
        operation = {"tags": ["x"], "parameters": parameters, "responses": _OK}
        tree["paths"][path] = {"get": operation}
    return tree


def example(size: int) -> Tree:
    """A body with a large example."""
    schema = {"type": "array", "items": _object({"id": _TEXT})}
    tree = _used({"S": schema}, "S")
    content = tree["paths"]["/things"]["post"]["requestBody"]["content"]
    content["application/json"]["example"] = [{"id": "x"} for _ in range(size)]
    return tree


def shared_examples(size: int) -> Tree:
    """Many operations with an example of a large component."""
    many = {f"p{index}": _ref(f"S{index}") for index in range(size)}
    schemas = {f"S{index}": _object({"id": _TEXT}) for index in range(size)}
    tree = _used({"All": _object(many), **schemas}, "All")
    for index, name in enumerate(islice(_names(), size)):
        response = _response(_ref(f"S{index}"))
        response["content"]["application/json"]["example"] = {"id": "x"}
        responses = {"200": response}
        tree["paths"][f"/{name}"] = {"get": {"tags": ["x"], "responses": responses}}
    return tree


def nested_objects(size: int) -> Tree:
    """Objects without names, one inside the other."""
    schema = _object({"end": _TEXT})
    for index in range(size):
        schema = _object({f"p{index}": schema})
    return _used({"S": schema}, "S")


def nested_compositions(size: int) -> Tree:
    """Compositions without names, one inside the other."""
    schema: Tree = _object({"end": _TEXT})
    for index in range(size):
        schema = {"allOf": [schema, _object({f"p{index}": _TEXT})]}
    return _used({"S": schema}, "S")


def nested_lists(size: int) -> Tree:
    """Lists without names, one inside the other."""
    schema = _object({"end": _TEXT})
    for _ in range(size):
        schema = {"type": "array", "items": schema}
    return _used({"S": schema}, "S")


def nested_maps(size: int) -> Tree:
    """Maps without names, one inside the other."""
    schema = _object({"end": _TEXT})
    for _ in range(size):
        schema = {"type": "object", "additionalProperties": schema}
    return _used({"S": schema}, "S")


def nested_unions(size: int) -> Tree:
    """Choices without names, one inside the other."""
    schema = _object({"end": _TEXT})
    for index in range(size):
        schema = {"oneOf": [schema, _object({f"p{index}": _TEXT})]}
    return _used({"S": schema}, "S")


def pointers(size: int) -> Tree:
    """References to each of the schemas that are nested in one schema."""
    schema, path = _object({"end": _TEXT}), "#/components/schemas/S"
    for _ in range(size):
        schema = _object({"p": schema, "own": _TEXT})
    targets = [path + "/properties/p" * (index + 1) for index in range(size)]
    many = {f"p{index}": {"$ref": target} for index, target in enumerate(targets)}
    return _used({"S": schema, "All": _object(many)}, "All")


def pointer_chain(size: int) -> Tree:
    """Schemas with a property that is that of the next."""
    schemas: Tree = {
        f"C{index}": _object(
            {"part": {"$ref": f"#/components/schemas/C{index + 1}/properties/part"}}
        )
        for index in range(size)
    }
    schemas[f"C{size}"] = _object({"part": _object({"end": _TEXT})})
    return _used(schemas, "C0")


def reference_circle(size: int) -> Tree:
    """Schemas that each are a reference to the next, the last one to the first."""
    schemas = {f"C{index}": _ref(f"C{(index + 1) % size}") for index in range(size)}
    many = _object({f"p{index}": _ref(f"C{index}") for index in range(size)})
    return _used({**schemas, "All": many}, "All")


def union_circle(size: int) -> Tree:
    """Schemas that are each the next or text, the last one the first."""
    schemas: Tree = {
        f"C{index}": {"oneOf": [_ref(f"C{(index + 1) % size}"), _TEXT]}
        for index in range(size)
    }
    return _used(schemas, "C0")


def small_circles(size: int) -> Tree:
    """Pairs of schemas that compose each other."""
    schemas: Tree = {}
    for index in range(size):
        schemas[f"A{index}"] = {"allOf": [_ref(f"B{index}"), _object({"a": _TEXT})]}
        schemas[f"B{index}"] = {"allOf": [_ref(f"A{index}"), _object({"b": _TEXT})]}
    many = _object({f"p{index}": _ref(f"A{index}") for index in range(size)})
    return _used({**schemas, "All": many}, "All")


def repeated_composition(size: int) -> Tree:
    """Schemas that each compose the next twice."""
    schemas: Tree = {
        f"C{index}": {"allOf": [_ref(f"C{index + 1}"), _ref(f"C{index + 1}")]}
        for index in range(size)
    }
    schemas[f"C{size}"] = _object({"end": _TEXT})
    return _used(schemas, "C0")


def repeated_properties(size: int) -> Tree:
    """Schemas that each compose the next twice, and add a property."""
    schemas: Tree = {
        f"C{index}": {
            "allOf": [
                _ref(f"C{index + 1}"),
                _ref(f"C{index + 1}"),
                _object({f"p{index}": _TEXT}),
            ]
        }
        for index in range(size)
    }
    schemas[f"C{size}"] = _object({"end": _TEXT})
    return _used(schemas, "C0")


def defects(size: int) -> Tree:
    """Many parts that are not what they have to be."""
    tree = _used({"S": _object({"id": _TEXT})}, "S")
    tree["components"]["schemas"] |= {
        f"D{index}": {"type": 7, "properties": [], "required": None, "allOf": "x"}
        for index in range(size)
    }
    for index, name in enumerate(islice(_names(), size)):
        bad = {"name": "q", "in": "nowhere", "schema": {"$ref": f"#/missing/{index}"}}
        operation = {"tags": 7, "parameters": [bad, None], "responses": _OK}
        tree["paths"][f"/{name}"] = {"get": operation}
    return tree


def extending_pointers(size: int) -> Tree:
    """Schemas with a property that composes that of the next, and adds to it."""
    schemas: Tree = {}
    for index in range(size):
        part = {"$ref": f"#/components/schemas/C{index + 1}/properties/part"}
        own = _object({f"p{index}": _TEXT})
        schemas[f"C{index}"] = _object({"part": {"allOf": [part, own]}})
    schemas[f"C{size}"] = _object({"part": _object({"end": _TEXT})})
    return _used(schemas, "C0")


def deep_pointer(size: int) -> Tree:
    """Many references to the same place inside a schema."""
    schemas: Tree = {"S": _object({"part": _object({"end": _TEXT})})}
    target = {"$ref": "#/components/schemas/S/properties/part"}
    schemas["All"] = _object({f"p{index}": dict(target) for index in range(size)})
    return _used(schemas, "All")


def views(size: int) -> Tree:
    """Schemas that refer to each other in a circle, with parts only for reading."""
    schemas = {
        f"S{index}": _object(
            {
                "id": {**_TEXT, "readOnly": True},
                "key": {**_TEXT, "writeOnly": True},
                "next": _ref(f"S{(index + 1) % size}"),
                "other": _ref(f"S{(index * 7) % size}"),
            }
        )
        for index in range(size)
    }
    return _used(schemas, "S0")


def colliding_schemas(size: int) -> Tree:
    """Schemas whose names all have the same letters."""
    schemas = {
        _collision(index): _object({f"p{index}": _TEXT}) for index in range(size)
    }
    many = {f"p{index}": _ref(name) for index, name in enumerate(schemas)}
    return _used({**schemas, "All": _object(many)}, "All")


def colliding_properties(size: int) -> Tree:
    """Properties whose names all have the same letters."""
    many = {_collision(index): dict(_TEXT) for index in range(size)}
    return _used({"S": _object(many)}, "S")


def webhooks(size: int) -> Tree:
    """Many webhooks and callbacks."""
    tree = _used({"S": _object({"id": _TEXT})}, "S")
    post = {"requestBody": _body(_ref("S")), "responses": _OK}
    tree["webhooks"] = {name: {"post": post} for name in islice(_names(), size)}
    tree["paths"]["/things"]["post"]["callbacks"] = {
        f"on{index}": {"{$request.body#/url}": {"post": post}} for index in range(size)
    }
    return tree


def servers(size: int) -> Tree:
    """Many servers."""
    tree = _used({"S": _object({"id": _TEXT})}, "S")
    names = list(islice(_names(), size))
    tree["servers"] = [{"url": f"https://{name}.example.com"} for name in names]
    return tree


def security(size: int) -> Tree:
    """Many security schemes, each on its own operation."""
    tree = _used({"S": _object({"id": _TEXT})}, "S")
    names = list(islice(_names(), size))
    tree["components"]["securitySchemes"] = {
        name: {"type": "apiKey", "in": "header", "name": f"X-{name}"} for name in names
    }
    for name in names:
        operation = {"tags": ["x"], "security": [{name: []}], "responses": _OK}
        tree["paths"][f"/{name}"] = {"get": operation}
    return tree


_TEXT: Final = {"type": "string"}
_OK: Final = {"204": {"description": "done"}}


def _ref(name: str) -> Tree:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(properties: Tree) -> Tree:
    return {"type": "object", "properties": properties}


def _response(schema: Tree) -> Tree:
    return {"description": "ok", "content": {"application/json": {"schema": schema}}}


def _body(schema: Tree) -> Tree:
    return {"content": {"application/json": {"schema": schema}}}


def _used(schemas: Tree, root: str) -> Tree:
    """Return a document with schemas, one of which an operation sends and returns."""
    operation = {
        "operationId": "createThing",
        "tags": ["things"],
        "requestBody": _body(_ref(root)),
        "responses": {"200": _response(_ref(root))},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/things": {"post": operation}},
        "components": {"schemas": schemas},
    }


def _names() -> Any:
    """Yield words that are all different."""
    return (
        "".join(letters)
        for letters in product("bcdfgklmnp", "aeiou", "bdgklmnprs", "aeiou", "xyz")
    )


def _collision(index: int) -> str:
    """Return the name with an index of those that have the same letters."""
    bits = f"{index:b}"
    letters = zip("abcdefghijklmnop", f"{bits:0>16}", strict=False)
    return "".join(c.upper() if bit == "1" else c for c, bit in letters)


GROWING: Final[dict[str, tuple[Callable[[int], Tree], int]]] = {
    each.__name__: (each, size)
    for each, size in [
        (mutual, 16),
        (mutual_unions, 12),
        (mutual_compositions, 10),
        (diamond, 16),
        (diamond_unions, 24),
        (diamond_properties, 24),
        (reference_chain, 100),
        (alias_chain, 100),
        (composition_chain, 100),
        (composition_circle, 50),
        (union_chain, 100),
        (list_chain, 100),
        (map_chain, 51),
        (repeated_lists, 51),
        (scalar_chain, 51),
        (optional_chain, 51),
        (property_chain, 100),
        (parameter_chain, 100),
        (parameters, 150),
        (extending_chain, 50),
        (union, 60),
        (tagged_union, 50),
        (children, 60),
        (tags, 50),
        (declared_tags, 500),
        (properties, 150),
        (nested_properties, 75),
        (equal_schemas, 40),
        (equal_enums, 60),
        (enum, 1000),
        (colliding_enum, 150),
        (operations, 30),
        (equal_operations, 50),
        (nested_paths, 40),
        (example, 500),
        (shared_examples, 30),
        (nested_objects, 50),
        (nested_compositions, 50),
        (extending_pointers, 30),
        (deep_pointer, 150),
        (views, 40),
        (colliding_schemas, 60),
        (colliding_properties, 150),
        (webhooks, 30),
        (servers, 100),
        (security, 30),
        (inline_union, 50),
        (bases, 40),
        (nested_lists, 50),
        (nested_maps, 50),
        (nested_unions, 12),
        (pointers, 30),
        (pointer_chain, 50),
        (reference_circle, 50),
        (union_circle, 51),
        (small_circles, 30),
        (repeated_composition, 50),
        (repeated_properties, 24),
        (defects, 50),
    ]
}
"""Each way to grow: its function, and the smaller of the two sizes to compare."""
