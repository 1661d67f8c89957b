"""Test references to other files in the place of any object, map or array."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from examples import pairs
from specloom.builds.sources import Sources
from specloom.document.references import Resolver
from specloom.load import read
from specloom.normalize import NormalizedDocument, normalize
from specloom.project.vendor import single_vendor

SOURCE = """
openapi: 3.1.0
info: {title: T, version: '1'}
servers: [{url: 'https://x.test', variables: {v: {default: a}}}]
tags: [{name: t}]
security: [{k: []}]
paths:
  /a/{p}:
    parameters: [{name: p, in: path, required: true, schema: {type: string}}]
    get:
      tags: [t]
      operationId: getA
      parameters: [{name: q, in: query, schema: {type: integer}}]
      security: [{k: []}]
      responses:
        '200':
          description: d
          headers: {X-A: {schema: {type: string}}}
          content:
            application/json:
              schema: {$ref: '#/components/schemas/A'}
              examples: {e: {value: {n: 1, m: a}}}
    post:
      operationId: makeA
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/B'}}}
      callbacks: {c: {'{$url}': {post: {responses: {'204': {description: d}}}}}}
      responses: {'204': {$ref: '#/components/responses/R'}}
webhooks: {w: {post: {responses: {'204': {description: d}}}}}
components:
  responses: {R: {description: d}}
  securitySchemes: {k: {type: apiKey, in: header, name: K}}
  schemas:
    A:
      type: object
      required: [n]
      properties: {n: {type: integer}, m: {type: string}, b: {$ref: B.yaml}}
    B: {allOf: [{type: object, properties: {o: {enum: [x, y]}}}]}
    C: {patternProperties: {^c: {type: integer}}}
"""
SWAGGER = """
swagger: '2.0'
info: {title: T, version: '1'}
host: x.test
schemes: [https]
tags: [{name: t}]
security: [{k: []}]
paths:
  /a/{p}:
    parameters: [{name: p, in: path, required: true, type: string}]
    get:
      tags: [t]
      operationId: getA
      parameters:
        - {name: q, in: query, type: array, items: {type: integer}}
        - {$ref: '#/parameters/Q'}
      responses:
        '200': {description: d, schema: {$ref: '#/definitions/A'}}
    post:
      operationId: makeA
      parameters: [{name: x, in: body, schema: {$ref: '#/definitions/B'}}]
      responses: {'200': {$ref: '#/responses/R'}}
parameters: {Q: {name: r, in: query, type: string, enum: [a, b]}}
responses: {R: {description: d, schema: {$ref: '#/definitions/C'}}}
securityDefinitions: {k: {type: apiKey, in: header, name: K}}
definitions:
  A:
    type: object
    required: [n]
    properties: {n: {type: integer}, m: {type: string}, b: {$ref: B.yaml}}
  B: {allOf: [{type: object, properties: {o: {type: string, enum: [x, y]}}}]}
  C: {type: array, items: {$ref: '#/definitions/A'}}
"""
B = "{allOf: [{type: object, properties: {o: {enum: [x, y]}}}]}\n"
GET, POST = "paths//a/{p} get", "paths//a/{p} post"
PLACES = [
    "info",
    "servers",
    "servers 0",
    "servers 0 variables",
    "tags",
    "security",
    "paths",
    "paths//a/{p}",
    "paths//a/{p} parameters",
    GET,
    f"{GET} tags",
    f"{GET} parameters",
    f"{GET} parameters 0 schema",
    f"{GET} security",
    f"{GET} responses",
    f"{GET} responses 200",
    f"{GET} responses 200 headers",
    f"{GET} responses 200 headers X-A",
    f"{GET} responses 200 content",
    f"{GET} responses 200 content application/json",
    f"{GET} responses 200 content application/json examples",
    f"{GET} responses 200 content application/json examples e",
    f"{POST} requestBody",
    f"{POST} requestBody content",
    f"{POST} callbacks",
    f"{POST} callbacks c",
    "webhooks",
    "webhooks w",
    "components",
    "components responses",
    "components securitySchemes",
    "components schemas",
    "components schemas A",
    "components schemas A required",
    "components schemas A properties",
    "components schemas A properties m",
    "components schemas B allOf",
    "components schemas B allOf 0 properties",
    "components schemas C patternProperties",
]
SWAGGER_PLACES = [
    "info",
    "tags",
    "security",
    "paths",
    "paths//a/{p}",
    "paths//a/{p} parameters",
    GET,
    f"{GET} parameters",
    f"{GET} parameters 0 items",
    f"{GET} parameters 1",
    f"{GET} responses",
    f"{GET} responses 200",
    f"{GET} responses 200 schema",
    f"{POST} parameters 0 schema",
    f"{POST} responses 200",
    "parameters",
    "parameters Q",
    "responses",
    "responses R",
    "responses R schema",
    "securityDefinitions",
    "definitions",
    "definitions A",
    "definitions A required",
    "definitions A properties",
    "definitions A properties m",
    "definitions B allOf",
    "definitions B allOf 0 properties",
    "definitions C items",
]
FORMS = {
    "whole": ("part.yaml", {"part.yaml": ""}),
    "json": ("part.json", {"part.json": ""}),
    "fragment": ("all.yaml#/x/y~1z", {"all.yaml": "x y/z"}),
    "chain": ("i.yaml#/k", {"i.yaml": "{k: {$ref: j.yaml}}", "j.yaml": ""}),
    "passing": ("i.yaml#/k/l", {"i.yaml": "{k: {$ref: j.yaml}}", "j.yaml": "l"}),
    "back": (
        "i.yaml",
        {"i.yaml": "{$ref: 'source.yaml#/x-part'}"},
    ),
}


def _steps(place: str) -> list[str]:
    return place.replace("paths//", "paths /").split(" ")


def _document(
    folder: Path,
    place: str,
    reference: str,
    files: dict[str, str],
    source: str = SOURCE,
) -> tuple[Any, list[Any]]:
    """Return the normalized document, and its rows, with a part in other files."""
    tree = read(source.encode(), shown="source.yaml")
    *above, last = [int(s) if s in ("0", "1") else s for s in _steps(place)]
    holder = tree
    for step in above:
        holder = holder[step]
    part = holder[last]
    if reference:
        holder[last] = {"$ref": reference}
    tree["x-part"] = part
    folder.mkdir()
    (folder / "B.yaml").write_text(B)
    (folder / "source.yaml").write_text(json.dumps(tree))
    for name, text in files.items():
        held = part
        for step in reversed(text.split() if "{" not in text else []):
            held = {step: held}
        (folder / name).write_text(text if "{" in text else json.dumps(held))
    result = _normalized(folder)
    return result.document, [e["reasons"] for e in result.report.rows()]


def _normalized(folder: Path) -> NormalizedDocument:
    vendor = single_vendor(folder / "source.yaml", "s")
    return normalize(Sources(vendor).documents, vendor="s")


def _shown(document: Any) -> Any:
    """Return a document with its references resolved, without unused components."""
    view = Resolver(document).view(document)
    names = ("A", "B", "C")
    schemas = view["components"]["schemas"]
    view["components"]["schemas"] = {n: schemas[n] for n in names if n in schemas}
    return view


@pytest.mark.parametrize(("place", "form"), pairs(PLACES, FORMS))
def test_a_part_may_be_in_another_file(place: str, form: str, tmp_path: Path) -> None:
    expected, _ = _document(tmp_path / "one", place, "", {})
    document, rows = _document(tmp_path / "two", place, *FORMS[form])
    assert _shown(document) == _shown(expected)
    lost = [row for each in rows for row in each if row["severity"] == "loses"]
    assert lost == []


@pytest.mark.parametrize(("place", "form"), pairs(SWAGGER_PLACES, FORMS))
def test_a_part_of_swagger_2_may_be_in_another_file(
    place: str, form: str, tmp_path: Path
) -> None:
    expected, _ = _document(tmp_path / "one", place, "", {}, SWAGGER)
    document, rows = _document(tmp_path / "two", place, *FORMS[form], SWAGGER)
    assert _shown(document) == _shown(expected)
    lost = [row for each in rows for row in each if row["severity"] == "loses"]
    assert lost == []


def test_schemas_of_one_name_in_two_files_stay_apart(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(
        "{definitions: {X: {type: object, properties: {other: {type: string}}}}}"
    )
    (tmp_path / "source.yaml").write_text("""
swagger: '2.0'
info: {title: T, version: '1'}
host: x.test
paths:
  /a: {get: {responses: {200: {description: d, schema: {$ref: '#/definitions/X'}}}}}
  /b:
    get:
      responses:
        200: {description: d, schema: {$ref: 'other.yaml#/definitions/X'}}
definitions: {X: {type: object, properties: {own: {type: string}}}}
""")
    schemas = _normalized(tmp_path).document["components"]["schemas"]
    found = {name: list(each["properties"]) for name, each in schemas.items()}
    assert found == {"X": ["own"], "OtherX": ["other"]}


CIRCLES = {
    "itself": {"i.yaml": "{$ref: i.yaml}"},
    "two files": {"i.yaml": "{$ref: j.yaml}", "j.yaml": "{$ref: i.yaml}"},
    "the source": {"i.yaml": "{$ref: 'source.yaml#/x-part'}"},
    "missing": {"i.yaml": "{$ref: none.yaml}"},
    "of no use": {"i.yaml": "[5]"},
}


@pytest.mark.parametrize(
    ("place", "name"), pairs([p for p in PLACES if p != "paths"], CIRCLES)
)
def test_a_part_that_is_nowhere_is_left_out_with_a_row(
    place: str, name: str, tmp_path: Path
) -> None:
    tree = read(SOURCE.encode(), shown="source.yaml")
    *above, last = [int(s) if s == "0" else s for s in _steps(place)]
    holder = tree
    for step in above:
        holder = holder[step]
    holder[last] = {"$ref": "i.yaml"}
    tree["x-part"] = {"$ref": "i.yaml"}
    files = {"source.yaml": json.dumps(tree), "B.yaml": B, **CIRCLES[name]}
    for file, text in files.items():
        (tmp_path / file).write_text(text)
    assert any(e["reasons"] for e in _normalized(tmp_path).report.rows())


@pytest.mark.parametrize("count", [1, 2, 6])
def test_files_that_contain_each_other_are_cut(count: int, tmp_path: Path) -> None:
    """What is copied may not grow with the number of paths through the files."""
    tree = read(SOURCE.encode(), shown="source.yaml")
    tree["paths"]["/i"] = {"$ref": "0.yaml"}
    each = ", ".join(f"c{n}: {{$ref: {n}.yaml}}" for n in range(count))
    item = f"post: {{callbacks: {{a: {{{each}}}, b: {{{each}}}}}, responses: {{}}}}"
    files = {f"{n}.yaml": item for n in range(count)}
    for file, text in {**files, "source.yaml": json.dumps(tree), "B.yaml": B}.items():
        (tmp_path / file).write_text(text)
    result = _normalized(tmp_path)
    assert sorted(result.document["paths"]) == ["/a/{p}", "/i"]
    reasons = [r["reason"] for e in result.report.rows() for r in e["reasons"]]
    assert 0 < reasons.count("unresolved-reference") < 60_000
