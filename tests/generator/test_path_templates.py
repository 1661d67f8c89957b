"""Test how paths in the notations of routers and of RFC 6570 are read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from specloom.load import read
from specloom.normalize.operations.parameters import normalize_parameters
from specloom.normalize.operations.path_templates import normalize_paths
from specloom.normalize.report import GenerationReport


def path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {}}


def query(name: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {}}


def read_as(
    text: str, *parameters: dict[str, Any], others: tuple[str, ...] = ()
) -> tuple[str, list[tuple[str, str]], list[dict[str, Any]]]:
    """Return the path, its parameters, and the rows of the report."""
    item = {"get": {"parameters": list(parameters), "responses": {}}}
    paths = {text: item, **{other: {"get": {"responses": {}}} for other in others}}
    tree = read(json.dumps({"paths": paths}).encode(), shown="a.json")
    report = GenerationReport()
    normalize_paths(tree, report)
    normalize_parameters(tree, report)
    found = next(each for each in tree["paths"] if each not in others)
    made = tree["paths"][found]["get"].get("parameters", ())
    return found, [(each["in"], each["name"]) for each in made], report.rows()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/things/:id", "/things/{id}"),
        ("/things/:id/parts", "/things/{id}/parts"),
        ("/things/:id.json", "/things/{id}.json"),
        ("/things/{+id}", "/things/{id}"),
        ("/things/{id+}", "/things/{id}"),
        ("/things/{id*}", "/things/{id}"),
        ("/things/{*id}", "/things/{id}"),
        ("/things/{id?}", "/things/{id}"),
        ("/things/{id:int}", "/things/{id}"),
        ("/things/{id: [0-9]+}", "/things/{id}"),
        ("/things/{+id}:cancel", "/things/{id}:cancel"),
    ],
)
@pytest.mark.parametrize("declared", [True, False])
def test_variables_of_routers_are_variables(
    text: str, expected: str, declared: bool
) -> None:
    found, parameters, rows = read_as(text, *[path("id")] * declared)
    assert (found, parameters) == (expected, [("path", "id")])
    (row,) = [each for each in rows if each["kind"] == "part"]
    assert [each["severity"] for each in row["reasons"]] == ["note"]


@pytest.mark.parametrize(
    "text", ["/things/{id}:cancel", "/a:b", "/things/{id}", "/a?b=c", "/a#b={c}"]
)
def test_templates_of_openapi_stay(text: str) -> None:
    assert read_as(text, path("id"))[0] == text


def test_a_name_that_is_declared_as_it_stands_stays() -> None:
    assert read_as("/{all*}", path("all*"))[:2] == ("/{all*}", [("path", "all*")])


@pytest.mark.parametrize(
    ("text", "declared", "expected", "parameters"),
    [
        ("/a?q={q}", [path("q")], "/a", [("query", "q")]),
        ("/a?q={q}", [query("q")], "/a", [("query", "q")]),
        ("/a?q={q}", [], "/a", [("query", "q")]),
        ("/a?q={text}", [path("text")], "/a", [("query", "q")]),
        ("/a?q={q}&kind=b", [path("q")], "/a?kind=b", [("query", "q")]),
        ("/a{?q,n*}", [query("q")], "/a", [("query", "q"), ("query", "n")]),
    ],
)
def test_variables_of_a_query_are_query_parameters(
    text: str, declared: list[Any], expected: str, parameters: list[Any]
) -> None:
    assert read_as(text, *declared)[:2] == (expected, parameters)


def test_what_a_path_states_is_not_sent_twice() -> None:
    found, parameters, rows = read_as("/a?comp=acl", query("comp"), query("other"))
    assert (found, parameters) == ("/a?comp=acl", [("query", "other")])
    assert [each["reason"] for each in rows[0]["reasons"]] == ["stated-in-path"]


def test_a_path_is_not_renamed_to_another_one() -> None:
    assert read_as("/a?q={q}", path("q"), others=("/a",))[0] == "/a?q={q}"
