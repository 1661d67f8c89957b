"""Test what OpenAPI 3.2 adds: query strings, further methods, streams of items."""

from __future__ import annotations

import json
from typing import Any

import pytest
from specloom.load import read
from specloom.normalize.operations.security_requirements import name_schemes
from specloom.normalize.report import GenerationReport
from specloom.normalize.versions.openapi32 import rewrite_openapi32
from specloom.structure import conform
from specloom.vocabulary import keys

ONE = "#/components/schemas/one"
FORM = "application/x-www-form-urlencoded"
SCHEMA = {"type": "object", "properties": {"name": {"type": "string"}}}
PLAIN = {"name": "size", "in": "query", "schema": {"type": "integer"}}
HEADER = {"name": "trace", "in": "header", "schema": {"type": "string"}}


def rewritten(operation: dict[str, Any], **root: Any) -> tuple[Any, list[Any]]:
    """Return the operation of `GET /things` and the rows of the report."""
    document = {"openapi": "3.2.0", "paths": {"/things": {"get": operation}}, **root}
    tree = read(json.dumps(document).encode(), shown="tiny.json")
    report = GenerationReport()
    rewrite_openapi32(tree, report)
    return tree["paths"]["/things"], list(report.entries())


@pytest.mark.parametrize("others", [[], [PLAIN], [PLAIN, HEADER]])
@pytest.mark.parametrize("shared", [False, True])
def test_form_query_string_becomes_an_exploded_parameter(
    others: list[Any], shared: bool
) -> None:
    whole = {"name": "q", "in": "querystring", "content": {FORM: {"schema": SCHEMA}}}
    given = {"$ref": "#/components/parameters/Whole"} if shared else whole
    root = {"components": {"parameters": {"Whole": whole}}} if shared else {}
    item, entries = rewritten({"parameters": [*others, given]}, **root)
    *rest, last = item["get"]["parameters"]
    assert rest == others
    made = {"name": "q", "in": "query", "style": "form", "explode": True}
    assert last == (given if shared else {**made, "schema": SCHEMA})
    assert entries == []


@pytest.mark.parametrize("others", [[], [PLAIN], [PLAIN, HEADER]])
def test_other_query_string_is_left_out_and_reported(others: list[Any]) -> None:
    whole = {"name": "q", "in": "querystring", "content": {"application/json": {}}}
    item, entries = rewritten({"parameters": [*others, whole]})
    assert item["get"]["parameters"] == others
    ((_, state, entry),) = entries
    assert (state, entry.reason) == ("skipped", "query-string")


@pytest.mark.parametrize("parameters", [[PLAIN], [PLAIN, HEADER]])
def test_plain_parameters_are_unchanged_and_unreported(parameters: list[Any]) -> None:
    item, entries = rewritten({"parameters": parameters})
    assert item == {"get": {"parameters": parameters}}
    assert entries == []


def test_operation_without_parameters_is_unchanged() -> None:
    assert rewritten({"responses": {}}) == ({"get": {"responses": {}}}, [])


def test_further_methods_are_additional_operations() -> None:
    item, _ = rewritten({}, paths={"/things": {"query": {"x": 1}}})
    assert item == {keys.ADDITIONAL_OPERATIONS: {"QUERY": {"x": 1}}}
    further = {"additionalOperations": {"COPY": {"x": 2}}}
    item, _ = rewritten({}, paths={"/things": {"query": {"x": 1}, **further}})
    assert item == {keys.ADDITIONAL_OPERATIONS: {"QUERY": {"x": 1}, "COPY": {"x": 2}}}


@pytest.mark.parametrize("where", ["requestBody", "responses"])
@pytest.mark.parametrize("shared", [False, True])
def test_schema_of_streamed_items_is_an_extension(where: str, shared: bool) -> None:
    message = {"content": {"application/jsonl": {"itemSchema": SCHEMA}}}
    given = {"$ref": "#/components/x/Message"} if shared else message
    node = {where: given if where == "requestBody" else {"200": given}}
    root = {"components": {"x": {"Message": message}}} if shared else {}
    item, _ = rewritten(node, **root)
    found = item["get"][where]
    found = found if where == "requestBody" else found["200"]
    wanted = {"content": {"application/jsonl": {keys.STREAM: SCHEMA}}}
    assert found == (given if shared else wanted)


@pytest.mark.parametrize(
    ("method", "kept"),
    [("COPY", True), ("M-SEARCH", True), ("x~1", True), ("get", False), ("GET", False),
     ("Query", False), ("TRACE", False), ("", False), ("BAD METHOD", False),
     ("A\r\nX: y", False), ("É", False), ("A/B", False)],
)  # fmt: skip
def test_additional_method_is_a_token_without_a_field_of_its_own(
    method: str, kept: bool
) -> None:
    document = {"paths": {"/a/b": {"additionalOperations": {method: {}, "LOCK": {}}}}}
    tree = read(json.dumps(document).encode(), shown="tiny.json")
    report = GenerationReport()
    rewrite_openapi32(tree, report)
    found = tree["paths"]["/a/b"][keys.ADDITIONAL_OPERATIONS]
    assert set(found) == ({method, "LOCK"} if kept else {"LOCK"})
    rows = [(entry.reason, entry.severity) for _, _, entry in report.entries()]
    assert rows == ([] if kept else [("invalid", "loses")])


@pytest.mark.parametrize(
    ("parents", "left"),
    [
        ({"a": "b", "b": "a"}, {"b": "a"}),
        ({"a": "a"}, {}),
        ({"a": "b", "b": "c", "c": "a", "d": "a"}, {"b": "c", "c": "a", "d": "a"}),
        ({"a": "b", "b": "c"}, {"a": "b", "b": "c"}),
    ],
)
def test_circle_of_tags_is_opened(
    parents: dict[str, str], left: dict[str, str]
) -> None:
    tags = [{"name": name, "parent": above} for name, above in parents.items()]
    tree = read(json.dumps({"tags": tags}).encode(), shown="tiny.json")
    report = GenerationReport()
    rewrite_openapi32(tree, report)
    found = {tag["name"]: tag["parent"] for tag in tree["tags"] if "parent" in tag}
    assert found == left
    severities = [entry.severity for _, _, entry in report.entries()]
    assert severities == ["note"] * (len(parents) - len(left))


ITEM = {
    "parameters": [
        {"name": "q", "in": "querystring", "content": {FORM: {"schema": SCHEMA}}},
        {"name": "raw", "in": "querystring", "content": {"text/plain": {}}},
    ],
    "query": {"x": 1},
    "additionalOperations": {"COPY": {"x": 2}},
}


@pytest.mark.parametrize("shared", [False, True])
def test_path_item_is_rewritten_wherever_it_is(shared: bool) -> None:
    reference = {"$ref": "#/components/pathItems/Item"}
    item = reference if shared else ITEM
    paths = {"/a": item, "/b": item}
    root = {"paths": paths, "components": {"pathItems": {"Item": ITEM}}}
    tree = read(json.dumps(root).encode(), shown="tiny.json")
    report = GenerationReport()
    rewrite_openapi32(tree, report)
    found = tree["components"]["pathItems"]["Item"] if shared else tree["paths"]["/a"]
    made = {"name": "q", "in": "query", "style": "form", "explode": True}
    assert found == {
        "parameters": [{**made, "schema": SCHEMA}],
        keys.ADDITIONAL_OPERATIONS: {"QUERY": {"x": 1}, "COPY": {"x": 2}},
    }
    rows = [subject.where for subject, _, _ in report.entries()]
    wires = [f"{method} {path}" for method in ("COPY", "QUERY") for path in paths]
    assert rows == [f"{wire} querystring raw" for wire in wires]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("one", "one"),
        ("#/components/securitySchemes/one", "one"),
        ("https://a.test/b.yaml#/components/securitySchemes/one", "one"),
        ("b.yaml#/components/securitySchemes/t%77o~1o", "two/o"),
        ("#/components/securitySchemes/none", None),
        ("#/components/schemas/one", None),
        ("#/components/securitySchemes/one/type", None),
        ("c.yaml#/components/securitySchemes/one", None),
        ("http://[#/components/securitySchemes/one", None),
        ("#", None),
    ],
)
def test_security_scheme_is_named_by_its_uri(name: str, meant: str | None) -> None:
    requirements = [{name: ["a"]}, {}]
    root = {"$self": "https://a.test/b.yaml", "security": requirements}
    tree = read(json.dumps(root).encode(), shown="tiny.json")
    name_schemes(tree, {"one": {}, "two/o": {}})
    assert tree["security"] == [{meant or name: ["a"]}, {}]


@pytest.mark.parametrize(
    ("uri", "path", "is_known"),
    [
        ("https://a.test/b.yaml", "https://a.test/b.yaml", True),
        ("https://a.test/b.yaml", "b.yaml", True),
        ("/a/b.yaml#part", "../a/b.yaml", True),
        ("https://a.test/b.yaml", "c.yaml", False),
        ("https://a.test/b.yaml", "", True),
        ("https://a.test/b.yaml", "http://[", False),
        ("#", "b.yaml", False),
        (5, "b.yaml", False),
        ("http://[", "b.yaml", False),
    ],
)
def test_reference_to_the_document_by_its_uri(
    uri: Any, path: str, is_known: bool
) -> None:
    components = {"schemas": {"one": {}, "two": {"$ref": f"{path}{ONE}"}}}
    root = {"$self": uri, "components": components}
    tree = read(json.dumps(root).encode(), shown="tiny.json")
    conform(tree, "openapi 3.2")
    assert tree["components"]["schemas"]["two"].get("$ref") == (
        ONE if is_known else None
    )
