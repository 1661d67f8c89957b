"""Test the component names of inline schemas."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from specloom.builds.vendor_builds import build_file
from specloom.load import Document, Documents, read
from specloom.names.variant_names import variants
from specloom.normalize import normalize

BEGIN = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n"
ANSWER = "responses: {'200': {description: ok, content: {application/json: {schema: "


def _schemas(text: str) -> dict[str, Any]:
    source = Document("t.yaml", read(text.encode(), shown="t.yaml"))
    made = normalize(Documents(source), vendor="tiny")
    return dict(made.document["components"]["schemas"])


def _objects(*properties: str) -> list[Any]:
    return [
        {"type": "object", "properties": {name: {} for name in names.split()}}
        for names in properties
    ]


def _told(property: str, *values: str) -> list[Any]:
    return [{"properties": {property: {"enum": [value]}}} for value in values]


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        (_told("kind", "vpc", "none", "10.0"), ["Vpc", "None", "100"]),
        (_objects("a b", "b c"), ["WithA", "WithC"]),
        ([*_told("kind", "a", "b"), *_objects("kind x")], ["A", "B", "WithX"]),
        ([{"type": "string"}, *_objects("a"), {"enum": [""]}], ["", "", "Any"]),
        ([{"enum": ["a", "b"]}, {"enum": ["c"]}], ["AnyA", "AnyC"]),
    ],
)
def test_union_variants_are_named_after_their_unique_properties(
    parts: list[Any], names: list[str]
) -> None:
    assert variants(parts, free=True) == names


def test_only_object_variant_has_its_own_name_if_the_unions_is_taken() -> None:
    assert variants(_objects("a"), free=False) == ["WithA"]


def test_names_of_similar_parts_do_not_depend_on_order() -> None:
    parts = [{"properties": {"a": {"type": t}}} for t in ("string", "null", "array")]
    names = variants(parts, free=True)
    assert len(set(names)) == 3 and all(name.startswith("WithA") for name in names)
    assert variants(parts[::-1], free=True) == names[::-1]
    assert variants(parts[:2], free=True) == names[:2]


def test_no_union_variant_is_lost() -> None:
    parts = ", ".join(f"{{properties: {{a: {{minimum: {n}}}}}}}" for n in range(4))
    body = f"  /a: {{get: {{{ANSWER}{{$ref: '#/components/schemas/U'}}}}}}}}}}}}}}\n"
    end = f"components: {{schemas: {{U: {{oneOf: [{parts}]}}}}}}\n"
    schemas = _schemas(BEGIN + body + end)
    kept = {p["$ref"].rsplit("/", 1)[-1] for p in schemas["U"]["oneOf"]}
    found = [schemas[name]["properties"]["a"]["minimum"] for name in kept]
    assert sorted(found) == [0, 1, 2, 3]


def test_body_is_named_after_its_operation() -> None:
    body = f"{ANSWER}{{properties: {{kind: {{enum: [a]}}}}}}}}}}}}}}"
    one = f"  /pets: {{get: {{{body}}}}}\n"
    two = f"  /cats: {{get: {{{body}}}}}\n"
    alone, both = _schemas(BEGIN + one), _schemas(BEGIN + one + two)
    assert set(alone) == {"PetsListResponse", "PetsListResponseKind"}
    assert set(both) == set(alone) | {"CatsListResponse", "CatsListResponseKind"}


def test_colliding_names_are_prefixed_by_their_path() -> None:
    kind = "properties: {d: {properties: {kind: {enum: [a]}}}}"
    inside = f"{{properties: {{b: {{properties: {{c: {{{kind}}}}}}}}}}}"
    body = f"  /a: {{get: {{{ANSWER}{{$ref: '#/components/schemas/A'}}}}}}}}}}}}}}\n"
    body += f"  /e: {{get: {{{ANSWER}{{$ref: '#/components/schemas/E'}}}}}}}}}}}}}}\n"
    schemas = f"components: {{schemas: {{A: {inside}, E: {inside}}}}}\n"
    found = _schemas(BEGIN + body + schemas)
    assert {"ADKind", "ECD", "AB"} <= set(found) and "DKind" not in found


def test_responses_of_several_statuses_are_named_after_the_status() -> None:
    body = "content: {application/json: {schema: {properties: {%s: {}}}}}"
    answers = ", ".join(
        f"'{status}': {{description: ok, {body % name}}}"
        for status, name in [("200", "a"), ("201", "b"), ("default", "c")]
    )
    found = _schemas(f"{BEGIN}  /a: {{put: {{responses: {{{answers}}}}}}}\n")
    assert set(found) == {"AUpdateResponse200", "AUpdateResponse201"} | {
        "AUpdateErrorDefault"
    }


def test_subschema_referenced_twice_has_one_name() -> None:
    inside = "{properties: {b: {properties: {n: {minimum: 1}}}}}"
    refer = "{$ref: '#/components/schemas/A/properties/b'}"
    body = f"{{properties: {{x: {refer}, y: {refer}, z: {refer}}}}}"
    paths = f"  /a: {{get: {{{ANSWER}{body}}}}}}}}}}}}}\n"
    found = _schemas(f"{BEGIN}{paths}components: {{schemas: {{A: {inside}}}}}\n")
    assert set(found) == {"AGetResponse", "AB"}


def test_body_with_several_media_types_has_one_name() -> None:
    one = "{schema: {properties: {kind: {enum: [a]}}}}"
    content = f"content: {{application/json: {one}, application/x-ndjson: {one}}}"
    answers = f"responses: {{'200': {{description: ok, {content}}}}}"
    found = _schemas(f"{BEGIN}  /a: {{get: {{{answers}}}}}\n")
    assert set(found) == {"AGetResponse", "AGetResponseKind"}


def test_values_of_a_hoisted_map_are_a_component() -> None:
    entry = "{properties: {a: {type: string}}}"
    owner = f"{{properties: {{id: {{}}}}, additionalProperties: {entry}}}"
    schemas = _schemas(f"{BEGIN}  /a: {{get: {{{ANSWER}{owner}}}}}}}}}}}}}\n")
    assert schemas["AGetResponse"]["additionalProperties"] == {
        "$ref": "#/components/schemas/AGetResponseItem"
    }


def _errors(**bodies: str) -> dict[str, Any]:
    """Return the schemas of a document with an error for `get_things_404="..."`."""
    paths: dict[str, dict[str, dict[str, Any]]] = {}
    for place, schema in bodies.items():
        method, resource, status = place.split("_")
        operation = paths.setdefault(f"/{resource}", {}).setdefault(method, {})
        operation["tags"] = [resource]
        responses = operation.setdefault("responses", {"204": {"description": "ok"}})
        content = {"application/json": {"schema": json.loads(schema)}}
        responses[status] = {"description": "no", "content": content}
    info = {"title": "T", "version": "1"}
    return _schemas(json.dumps({"openapi": "3.1.0", "info": info, "paths": paths}))


CODE = '{"type": "object", "properties": {"code": {"type": "string"}}}'
DESCRIBED = (
    '{"type": "object", "description": "What is wrong.", "properties": '
    '{"code": {"type": "string", "example": "E1", "title": "A code"}}}'
)
TURNED = '{"properties": {"code": {"type": "string"}}, "type": "object"}'
OTHER = '{"type": "object", "properties": {"description": {"type": "string"}}}'
INNER = (
    '{"type": "object", "properties": {"cause": '
    '{"type": "object", "properties": {"n": {"type": "integer"}}}}}'
)


@pytest.mark.parametrize(
    ("bodies", "names"),
    [
        ({"get_a_404": CODE}, {"AGetError404"}),
        ({"get_a_404": CODE, "get_a_409": CODE}, {"AGetError"}),
        ({"get_a_404": CODE, "post_a_404": CODE}, {"AError404"}),
        ({"get_a_404": CODE, "post_a_409": CODE}, {"AError"}),
        ({"get_a_404": CODE, "get_b_404": DESCRIBED}, {"Error404"}),
        ({"get_a_404": CODE, "get_b_default": CODE}, {"Error"}),
        ({"get_a_default": CODE, "get_b_default": CODE}, {"ErrorDefault"}),
        ({"get_a_404": CODE, "get_b_404": TURNED}, {"Error404"}),
        ({"get_a_404": INNER, "get_b_404": INNER}, {"Error404", "Error404Cause"}),
        ({"get_a_404": CODE, "get_b_404": OTHER}, {"AGetError404", "BGetError404"}),
        ({"get_a_404": OTHER, "get_b_404": '{"type": "object", "properties": '
          '{"title": {"type": "string"}}}'}, {"AGetError404", "BGetError404"}),
        ({"get_a_404": '{"enum": ["x"], "default": "x"}',
          "get_b_404": '{"enum": ["x"]}'}, {"AGetError404", "BGetError404"}),
    ],
)  # fmt: skip
def test_equal_bodies_of_errors_are_one_component(
    bodies: dict[str, str], names: set[str]
) -> None:
    assert set(_errors(**bodies)) == names
    turned = dict(reversed(bodies.items()))
    assert _errors(**turned) == _errors(**bodies)


def test_models_of_errors_alone_are_not_listed(tmp_path: Path) -> None:
    shared = {"$ref": "#/components/schemas/Both"}
    schemas = {
        "Both": {"type": "object", "properties": {"x": {"type": "string"}}},
        "Part": {"type": "object", "properties": {"n": {"type": "integer"}}},
        "Problem": {
            "type": "object",
            "properties": {"part": {"$ref": "#/components/schemas/Part"}, "x": shared},
        },
    }
    responses = {
        status: {"description": "", "content": {"application/json": {"schema": schema}}}
        for status, schema in {
            "200": shared,
            "404": {"$ref": "#/components/schemas/Problem"},
            "default": json.loads(CODE),
        }.items()
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/things": {"get": {"responses": responses}}},
        "components": {"schemas": schemas},
    }
    (tmp_path / "t.json").write_text(json.dumps(document), "utf-8")
    made = build_file(tmp_path / "t.json", "t")
    package = next(
        text for path, text in made.texts.items() if path.endswith("models/__init__.py")
    )
    listed = ast.literal_eval(package.split("__all__ = ")[1].split("]")[0] + "]")
    assert listed == ["Both"]
    for name in ("Part", "Problem", "ThingsListErrorDefault"):
        assert f"{name} as {name}" in package
    assert "import Both\n" in package
