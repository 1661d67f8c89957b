"""Test numbers that JSON does not have: left out with a row, in any place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from specloom.builds.sources import Sources
from specloom.errors import SpecError
from specloom.load import Dropped, load, read
from specloom.normalize import normalize
from specloom.project.generate_options import GenerateOptions
from specloom.project.vendor import single_vendor

YAML = (".inf", ".Inf", "-.INF", "+.inf", ".nan", ".NaN")
JSON = ("NaN", "Infinity", "-Infinity")
PLACES = {
    "/info/description": "loses",
    "/paths/~1b": "loses",
    "/paths/~1a/get/tags/0": "loses",
    "/paths/~1a/get/parameters/0/schema/maximum": "note",
    "/paths/~1a/get/parameters/0/schema/exclusiveMinimum": "note",
    "/paths/~1a/get/parameters/0/schema/default": "note",
    "/paths/~1a/get/parameters/0/schema/enum/1": "note",
    "/paths/~1a/get/parameters/0/example": "note",
    "/paths/~1a/get/parameters/0/schema/example/deep/0": "note",
    "/x-more/a/0": "note",
    "/paths/~1a/x-more": "note",
}


def _document(pointer: str) -> str:
    """Return a document as JSON, which is YAML too, with `@` at the pointer."""
    schema: Any = {"type": "number", "enum": [1], "example": {"deep": []}}
    parameter = {"name": "a", "in": "query", "schema": schema}
    get = {"parameters": [parameter], "tags": [], "responses": {"204": {}}}
    tree: Any = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://x.test"}],
        "paths": {"/a": {"get": get}},
        "x-more": {"a": []},
    }
    node = tree
    *above, last = (step.replace("~1", "/") for step in pointer.split("/")[1:])
    for step in above:
        node = node[int(step)] if isinstance(node, list) else node[step]
    if isinstance(node, list):
        node.append("@")
    else:
        node[last] = "@"
    return json.dumps(tree)


def _rows(folder: Path, text: str, name: str, overlay: str = "") -> list[Any]:
    (folder / name).write_text(text, "utf-8")
    (folder / "fix.yaml").write_text(overlay, "utf-8")
    options = GenerateOptions(overlay="fix.yaml") if overlay else GenerateOptions()
    documents = Sources(single_vendor(folder / name, "it", options)).documents
    entries = normalize(documents, vendor="it").report.entries()
    return [entry for _, _, entry in entries if "number in JSON" in entry.detail]


@pytest.mark.parametrize("pointer", PLACES)
@pytest.mark.parametrize("text", [*YAML, *JSON])
def test_the_number_is_left_out_with_a_row(
    text: str, pointer: str, tmp_path: Path
) -> None:
    name = "api.json" if text in JSON else "api.yaml"
    document = _document(pointer).replace('"@"', text)
    (row,) = _rows(tmp_path, document, name)
    assert row.detail == f"{text} is not a valid number in JSON"
    assert (row.pointer, row.severity) == (pointer, PLACES[pointer])
    assert row.location.column == document.index(text) + 1


@pytest.mark.parametrize("text", ["'.inf'", '".nan"', "!!str .inf", "inf", "nan"])
def test_a_string_is_kept(text: str, tmp_path: Path) -> None:
    document = _document("/info/description").replace('"@"', text)
    assert _rows(tmp_path, document, "api.yaml") == []


@pytest.mark.parametrize("text", ['"NaN"', '"Infinity"'])
def test_a_string_of_json_is_kept(text: str, tmp_path: Path) -> None:
    document = _document("/info/description").replace('"@"', text)
    assert _rows(tmp_path, document, "api.json") == []


def test_what_an_overlay_sets_has_no_row(tmp_path: Path) -> None:
    document = _document("/info/description").replace('"@"', ".inf")
    overlay = "overlay: 1.1.0\nactions: [{target: $.info, update: {description: d}}]\n"
    assert _rows(tmp_path, document, "api.yaml", overlay) == []


def test_the_file_of_the_number_is_named(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("A: {type: number, maximum: .inf}\n", "utf-8")
    document = _document("/x-more/a/0").replace("@", "a")
    paths = '"responses": {"200": {"description": "d", "content": {"application/json": '
    paths += '{"schema": {"$ref": "b.yaml#/A"}}}}}'
    document = document.replace('"responses": {"204": {}}', paths)
    (row,) = _rows(tmp_path, document, "api.yaml")
    assert (str(row.location), row.pointer) == ("b.yaml:1:28", "b.yaml#/A/maximum")


@pytest.mark.parametrize(
    ("name", "text"), [("a.yaml", "a: .inf"), ("a.json", '{"a": -Infinity}')]
)
def test_it_is_refused_in_other_files(name: str, text: str, tmp_path: Path) -> None:
    """An overlay, a file of names: they are the user's own."""
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(SpecError, match="is not a valid number in JSON"):
        load(tmp_path / name, shown=name)


@pytest.mark.parametrize("text", [".inf", "&a .inf", "!!float .nan"])
def test_it_is_refused_where_nothing_is_left(text: str) -> None:
    dropped: list[Dropped] = []
    with pytest.raises(SpecError, match="is not a valid number in JSON"):
        read(text.encode(), shown="a.yaml", dropped=dropped)
    assert dropped == []


@pytest.mark.parametrize(
    ("text", "kept", "steps"),
    [
        ("{a: &a .inf}", {}, [("a",)]),
        ("{a: &a .inf, b: *a}", {}, [("a",), ("b",)]),
        ("[1, &a -.INF, *a, 2]", [1, 2], [(1,), (1,)]),
        ("[&a .inf, &a 1, *a]", [1, 1], [(0,)]),
        ("[&a 1, &a .inf, *a]", [1], [(1,), (1,)]),
        ("{a: !!float .nan}", {}, [("a",)]),
        ("{a: !!float &a .nan}", {}, [("a",)]),
        ("{a: &a !!float +.inf}", {}, [("a",)]),
        ("{a: !!float '.inf'}", {}, [("a",)]),
        ("{a: {<<: [.inf, {b: 1}]}}", {"a": {"b": 1}}, [("a", "<<", 0)]),
        ("{&a .inf: 1}", {".inf": 1}, []),
    ],
)
def test_anchors_and_tags_change_nothing(
    text: str, kept: Any, steps: list[tuple[str | int, ...]]
) -> None:
    dropped: list[Dropped] = []
    assert read(text.encode(), shown="a.yaml", dropped=dropped) == kept
    assert [each.steps for each in dropped] == steps


@pytest.mark.parametrize("text", ["{<<: .inf}", "{x: &a .inf, <<: *a}"])
def test_it_is_refused_as_what_is_merged(text: str) -> None:
    with pytest.raises(SpecError, match="a merge key has a value that is not an obj"):
        read(text.encode(), shown="a.yaml", dropped=[])
