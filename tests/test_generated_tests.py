"""Test that generated tests accept right clients of unusual documents."""

from __future__ import annotations

from typing import Any

import pytest

from .mutations.generation import PACKAGE
from .random_documents.running import build, imported, outcome

OK = {"200": {"description": "ok"}}


def document(path: str, method: str = "get", **operation: Any) -> Any:
    """Return a document of one operation."""
    node = {"operationId": "one", "responses": OK, **operation}
    return {
        "openapi": "3.1.0",
        "info": {"title": "One", "version": "1"},
        "servers": [{"url": "https://one.test/v1"}],
        "paths": {path: {method: node}},
    }


def parameter(name: str, place: str, schema: Any = None, **more: Any) -> Any:
    made = {"name": name, "in": place, "required": True, **more}
    return made if "content" in more else {**made, "schema": schema or TEXT}


def in_path(path: str, **schemas: Any) -> Any:
    parameters = [parameter(n, "path", schema) for n, schema in schemas.items()]
    return document(path, parameters=parameters)


def in_query(schema: Any, name: str = "q", **style: Any) -> Any:
    return document("/a", parameters=[parameter(name, "query", schema, **style)])


def responses(**content: Any) -> Any:
    """Return a document with responses, each of a schema or None."""
    nodes = {
        status.strip("_"): {
            "description": "ok",
            **({"content": {"application/json": {"schema": s}}} if s else {}),
        }
        for status, s in content.items()
    }
    return document("/a", responses=nodes)


TEXT, NUMBER, BOOLEAN = {"type": "string"}, {"type": "number"}, {"type": "boolean"}
UUID = {"type": "string", "format": "uuid"}
DATE = {"type": "string", "format": "date"}
INTEGER = {"type": "integer"}
FLAT = {
    "type": "object",
    "properties": {"a": {"type": "boolean"}, "b": {"type": "string"}},
}
ALL = {f"_{status}": None for status in (200, 201, 202, 203, 204)}

RIGHT: dict[str, Any] = {
    "adjacent variables": in_path("/y/{a}{b}", a=TEXT, b=BOOLEAN),
    "a dot between": in_path("/y/{a}.{b}", a=TEXT, b=NUMBER),
    "a dash between": in_path("/y/{a}-{b}", a=UUID, b=UUID),
    "dates in one segment": in_path("/y/{a}-{b}", a=DATE, b=DATE),
    "a verb": in_path("/y/{a}:verb", a=TEXT),
    "a literal next to two": in_path("/y/{a}/z({b},{c}).json", a=TEXT, b=TEXT, c=TEXT),
    "parentheses": in_path("/x({id})", id=TEXT),
    "a suffix": in_path("/x/{id}.json", id=TEXT),
    "the same variable twice": in_path("/x/{id}/y/{id}", id=TEXT),
    "a segment upwards": document("/../b"),
    "a segment that stays": document("/a/./b"),
    "a range next to all": responses(**ALL, _2XX=INTEGER),
    "a range alone": responses(_2XX=INTEGER),
    "the default alone": responses(default=INTEGER),
    "errors alone": responses(_4XX=INTEGER),
    "other classes alone": responses(_1XX=None, _3XX=None),
    "a body of 204": responses(_204=INTEGER),
    "a list as multipart": document(
        "/a",
        "post",
        requestBody={
            "required": True,
            "content": {"multipart/form-data": {"schema": {"type": "array"}}},
        },
    ),
    "a cookie of two": document("/a", parameters=[parameter("c;k", "cookie")]),
    "a cookie with brackets": document("/a", parameters=[parameter("c[k]", "cookie")]),
    "a list with spaces between": in_query(
        {"type": "array", "items": {"type": "string", "const": "only"}},
        style="spaceDelimited",
        explode=False,
    ),
    "a list with pipes between": in_query(
        {"type": "array", "items": DATE}, style="pipeDelimited", explode=False
    ),
    "an object in one text": in_query(FLAT, explode=False),
    "a spread object": in_query(FLAT),
    "an object with pipes between": in_query(
        FLAT, style="pipeDelimited", explode=False
    ),
    "a deep object with brackets": in_query(FLAT, name="q[]", style="deepObject"),
    "a deep object without members": in_query(
        {"type": "object", "properties": {}}, style="deepObject"
    ),
    "an empty text": in_query({"type": "string", "enum": [""]}),
    "an empty text without a type": in_query({"enum": [""]}),
    "null or text": in_query({"enum": [None, "a"]}),
    "a constant": in_query({"const": "a"}),
    "null as JSON in an object": in_query(
        None,
        content={
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["a", "b"],
                    "properties": {"a": {"type": "null"}, "b": FLAT},
                }
            }
        },
    ),
    "another script": in_path("/x/{größe}", größe=INTEGER),
    "one name in two places": document(
        "/x/{a.b}",
        parameters=[parameter("a.b", "path", INTEGER), parameter("a.b", "query")],
    ),
    "one name in a header and a cookie": document(
        "/x",
        parameters=[
            parameter("a.b", "header", {"type": "integer", "minimum": 90}),
            parameter("a.b", "cookie", {"type": "integer", "minimum": 80}),
        ],
    ),
    "a cookie of JSON": document(
        "/x",
        parameters=[
            parameter("c", "cookie", content={"application/json": {"schema": FLAT}})
        ],
    ),
    "two JSON media types": document(
        "/a",
        "post",
        requestBody={
            "required": True,
            "content": {
                "application/json": {"schema": FLAT},
                "application/json; charset=utf-8": {"schema": TEXT},
            },
        },
    ),
    "an empty body": document(
        "/a",
        "post",
        requestBody={
            "required": True,
            "content": {"text/plain": {"schema": {"type": "string", "maxLength": 0}}},
        },
    ),
    "multiples of a hundredth": responses(_200={**NUMBER, "multipleOf": 0.01}),
    "children of a base": {
        **document("/a"),
        "paths": {
            f"/{name}": {
                "get": {
                    "responses": {
                        "200": {
                            "description": "ok",
                            "content": {"application/json": {"schema": schema}},
                        }
                    }
                }
            }
            for name, schema in {
                "base": {"$ref": "#/components/schemas/Pet"},
                "child": {"$ref": "#/components/schemas/Cat"},
                "any": {
                    "anyOf": [
                        {"$ref": "#/components/schemas/Cat"},
                        {"$ref": "#/components/schemas/Owl"},
                    ]
                },
            }.items()
        },
        "components": {
            "schemas": {
                "Pet": {
                    "type": "object",
                    "required": ["is"],
                    "properties": {"is": TEXT},
                    "discriminator": {"propertyName": "is"},
                },
                "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}]},
                "Owl": {
                    "allOf": [
                        {"$ref": "#/components/schemas/Pet"},
                        {"type": "object", "properties": {"eyes": INTEGER}},
                    ]
                },
            }
        },
    },
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_client_is_accepted(name: str) -> None:
    found = outcome(RIGHT[name])
    assert found.failed == {} and found.passed


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("adjacent variables", "{'a': a, 'b': b}", "{'a': b, 'b': a}"),
        ("a dash between", "{'a': a, 'b': b}", "{'a': b, 'b': a}"),
        ("a literal next to two", "'b': b, 'c': c", "'b': c, 'c': b"),
        ("a literal next to two", "'/y/{a}/z({b},{c})", "'/y/{a}/z({b};{c})"),
        ("a segment upwards", "'/../b'", "'/../c'"),
        ("a list with spaces between", "spaceDelimited", "pipeDelimited"),
        ("a list with pipes between", "pipeDelimited", "spaceDelimited"),
        ("an object with pipes between", "pipeDelimited", "spaceDelimited"),
        ("a deep object with brackets", "deepObject", "form"),
        ("an empty body", "'text/plain'", "'text/csv'"),
        ("a range next to all", "'2XX': int", "'2XX': str"),
    ],
)
def test_a_wrong_client_is_refused(name: str, old: str, new: str) -> None:
    texts = dict(build(RIGHT[name]).texts)
    (path,) = [p for p, text in texts.items() if p.startswith(PACKAGE) and old in text]
    texts[path] = texts[path].replace(old, new)
    with imported(texts) as client:
        assert [client.check(name, "sync") for *_, name in client.operations()] != [""]


@pytest.mark.parametrize("schema", [{"type": "array", "items": NUMBER}])
def test_values_with_dots_cannot_be_a_label(schema: Any) -> None:
    label = parameter("id", "path", schema, style="label", explode=True)
    found = outcome(document("/m/{id}", parameters=[label]))
    assert set(found.skipped.values()) == {"a dot separates values of a label: id"}


REFERRING = {
    "type": "object",
    "additionalProperties": {"$ref": "#/components/schemas/R"},
}
NULL = {"type": "null"}
UNSENDABLE: dict[str, Any] = {
    "only null": NULL,
    "null alone in a list of values": {"enum": [None]},
    "a constant null": {"const": None},
    "null as the only choice": {"anyOf": [NULL]},
    "a list that is always empty": {"type": "array", "items": TEXT, "maxItems": 0},
    "listed objects and lists": {"enum": [{"a": 1}, [1]]},
    "a listed list": {"enum": [[1, 2]]},
    "a constant object": {"const": {"a": 1}},
    "listed objects in a list": {"type": "array", "items": {"enum": [{"a": 1}]}},
    "a map of null": {"type": "object", "additionalProperties": NULL},
}


@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("place", ["query", "header", "cookie"])
@pytest.mark.parametrize("name", UNSENDABLE)
def test_a_parameter_without_a_form_is_skipped(
    name: str, place: str, required: bool
) -> None:
    one = parameter("p", place, UNSENDABLE[name], required=required)
    whole = {
        **document("/a", parameters=[one]),
        "components": {"schemas": {"R": REFERRING}},
    }
    found = outcome(whole)
    assert found.failed == {}
    shown = f"no value is known that can be sent: {place} p"
    assert set(found.skipped.values()) == {shown}
