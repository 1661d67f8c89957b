"""Test the view of a normalized document, and the constants of keys and styles."""

import ast
from pathlib import Path
from typing import Any

import pytest
import specloom
from specloom.document import (
    Location,
    Operation,
    Schemas,
    Spec,
    inline_properties,
    is_json,
    preferred,
    steps,
)
from specloom.lower.pagination import PAGES_CLASSES, REQUEST_ROLES
from specloom.vocabulary import keys, known_keys, schemas
from specloom.vocabulary.pagination_styles import END_MARKS, STYLES

REF = "#/components/schemas/"
SOURCE = Path(specloom.__file__).parent


def operation(node: dict[str, Any], **root: Any) -> Operation:
    spec = Spec.of({"paths": {"/a": {"get": node}}, **root})
    return next(spec.operations())


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        ("application/json", True),
        ("text/json; charset=utf-8", True),
        ("application/problem+json", True),
        ("application/x-ndjson", False),
        ("application/jsonl", False),
        ("application/json-seq", False),
    ],
)
def test_is_json(media: str, expected: bool) -> None:
    assert is_json(media) is expected


def test_no_media_type_is_preferred_where_there_is_none() -> None:
    assert preferred({}) is None


def test_pointers_are_unescaped() -> None:
    assert steps("/a~1b/c~0d") == ("a/b", "c~d")
    assert steps("a/b") == ("a", "b")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$request.query.a.b#c", Location("$request", "query", "a.b#c")),
        ("$request.query", Location("$request", "query")),
        ("$request.body#", Location("$request", "body")),
        ("$request.body#/a.b/c~1d", Location("$request", "body", "", ("a.b", "c/d"))),
        ("$response.body", Location("$response", "body")),
        ("$response.header.X-#", Location("$response", "header", "X-#")),
        ("$last-item#/id.x", Location("$last-item", "", "", ("id.x",))),
    ],
)
def test_a_location_is_parsed(text: str, expected: Location) -> None:
    assert Location.parse(text) == expected
    assert expected.is_whole is not bool(expected.name or expected.pointer)
    assert expected.is_body is (".body" in text)


def test_pagination_styles_match_the_vocabulary() -> None:
    facts = schemas()[keys.PAGINATION]["$defs"]
    properties = facts["facts"]["properties"]
    assert set(STYLES) == set(properties["style"]["enum"])
    assert set(STYLES) == set(PAGES_CLASSES)
    assert set(END_MARKS) == set(properties["end-when"]["items"]["enum"])
    roles = {
        f"{group}.{role}"
        for group in ("request", "response")
        for role in facts[group]["properties"]
    }
    read = {role for marks in END_MARKS.values() for role in marks}
    assert {role for style in STYLES.values() for role in style.required} <= roles
    assert read <= roles
    counters = {style.counter for style in STYLES.values()} - {None}
    assert counters == set(properties["limits"]["properties"])
    asked = {role for style in STYLES.values() for role in style.request_roles}
    assert asked == set(REQUEST_ROLES)


def test_scheme_is_merged_with_operation_settings() -> None:
    scheme = {"style": "cursor", "request": {"cursor": "a", "limit": "b"}}
    own = {"scheme": "usual", "request": {"limit": "c"}}
    found = operation({keys.PAGINATION: own}, **{keys.PAGINATION: {"usual": scheme}})
    assert found.extension(keys.PAGINATION) == {
        "style": "cursor",
        "request": {"cursor": "a", "limit": "c"},
    }


def test_default_scheme_applies_to_some_keys_implicitly() -> None:
    root: dict[str, Any] = {
        keys.RETRY: {"default": {"maximum": 2}},
        keys.PAGINATION: {"default": {"style": "single"}},
    }
    assert operation({}, **root).extension(keys.RETRY) == {"maximum": 2}
    assert operation({}, **root).extension(keys.PAGINATION) is None
    assert operation({keys.RETRY: False}, **root).extension(keys.RETRY) is None


def test_each_window_of_a_list_has_its_scheme() -> None:
    root = {keys.WINDOW: {"month": {"maximum": "P1M"}}}
    listed = operation({keys.WINDOW: [{"scheme": "month", "start": "a"}]}, **root)
    assert listed.extensions(keys.WINDOW) == [{"maximum": "P1M", "start": "a"}]


def test_additional_methods_have_a_pointer() -> None:
    item = {"post": {}, keys.ADDITIONAL_OPERATIONS: {"COPY": {}}}
    found = list(Spec.of({"paths": {"/a": item}}).operations())
    assert [each.wire for each in found] == ["POST /a", "COPY /a"]
    assert [each.pointer for each in found] == [
        ("paths", "/a", "post"),
        ("paths", "/a", keys.ADDITIONAL_OPERATIONS, "COPY"),
    ]


def test_cyclic_and_unresolved_references_are_not_followed() -> None:
    schemas = {"A": {"$ref": "#/components/schemas/A"}}
    spec = Spec.of({"components": {"schemas": schemas}})
    assert spec.properties({"$ref": "#/components/schemas/A"}) == {}
    assert spec.properties({"$ref": "#/components/schemas/B"}) == {}
    assert spec.is_open({"$ref": "#/components/schemas/B"})


def test_own_property_overrides_an_inherited_one() -> None:
    parent = {"properties": {"a": {"const": 1}, "b": {}}}
    own = {"allOf": [parent], "properties": {"a": {"const": 2}}}
    assert inline_properties(own) == {"a": {"const": 2}, "b": {}}


def test_a_component_that_names_another_is_followed() -> None:
    page = {"type": "object", "properties": {"data": {"$ref": REF + "Things"}}}
    components = {
        "Page": page,
        "Other": {"$ref": REF + "Page"},
        "Perhaps": {"anyOf": [{"$ref": REF + "Other"}, {"type": "null"}]},
        "Things": {"type": ["array", "null"], "items": {"$ref": REF + "Thing"}},
        "Thing": {"type": "object", "properties": {"id": {"type": "string"}}},
        "Either": {"oneOf": [{"$ref": REF + "Page"}, {"$ref": REF + "Thing"}]},
        "Open": {"type": "object", "additionalProperties": True},
        "Circle": {"$ref": REF + "Circle"},
    }
    spec = Spec.of({"components": {"schemas": components}})
    start = {"$ref": REF + "Perhaps"}
    assert spec.owners(start, ("data", "id")) == ["Page", "Thing"]
    assert spec.owners(start, ()) == []
    for name in ("Either", "Open", "Circle"):
        assert spec.owners({"$ref": REF + name}, ("data",)) is None


def test_every_key_has_a_constant_and_every_constant_a_key() -> None:
    named = {
        value
        for name, value in vars(keys).items()
        if name.isupper() and str(value).startswith(keys.VERSION)
    }
    assert named - {keys.PREFIX, keys.SHARED} == known_keys()


def test_no_other_module_spells_a_key() -> None:
    found = []
    for path in SOURCE.rglob("*.py"):
        if path.name == "keys.py" or "testing" in path.parts:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        texts = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        found += [
            f"{path.relative_to(SOURCE)}:{node.lineno}: {node.value}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node.value.startswith(keys.PREFIX)
            and id(node) not in texts
        ]
    assert found == []


def test_properties_of_a_part_of_a_part_are_those_of_its_component() -> None:
    reference = {"$ref": "#/components/schemas/Base"}
    known = Schemas({"Base": {"properties": {"a": {"type": "string"}}}})
    assert [*known.properties({"allOf": [{"allOf": [reference]}, {}]})] == ["a"]
    assert [*known.component_properties("Base")] == ["a"]
