"""Test every key of the vocabulary at every place, with values of every kind.

Whatever an overlay says is either read or an error at the overlay's line.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from specloom.build_result import BuildResult
from specloom.errors import SpecError
from specloom.load import Document, Documents, read
from specloom.pipeline import build_vendor
from specloom.project.vendor import single_vendor
from specloom.vocabulary import keys, known_keys
from specloom.vocabulary.key_schemas import places, schemas

SOURCE = """
openapi: 3.1.0
info: {title: T, version: '1'}
servers: [{url: 'https://{host}.test', variables: {host: {default: x}}}]
tags: [{name: things}]
security: [{key: []}]
paths:
  /things:
    parameters: [{$ref: '#/components/parameters/Ids'}]
    get:
      operationId: things_list
      tags: [things]
      parameters:
      - {name: limit, in: query, schema: {type: integer}}
      - {name: offset, in: query, schema: {type: integer}}
      - {$ref: '#/components/parameters/Since'}
      responses: {'200': {$ref: '#/components/responses/Things'}}
    post:
      operationId: things_search
      tags: [things]
      requestBody: {$ref: '#/components/requestBodies/Search'}
      responses: {'200': {$ref: '#/components/responses/Things'}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  parameters:
    Ids:
      name: ids
      in: query
      schema: {type: array, items: {type: integer}, maxItems: 10}
    Since: {name: since, in: query, schema: {type: integer}}
  responses:
    Things:
      description: Things.
      content:
        application/json:
          schema:
            type: object
            properties:
              items: {type: array, items: {$ref: '#/components/schemas/Thing'}}
  requestBodies:
    Search:
      required: true
      content: {application/json: {schema: {$ref: '#/components/schemas/Search'}}}
  schemas:
    Thing: {type: object, properties: {id: {type: integer}, at: {type: integer}}}
    Search:
      type: object
      properties:
        range: {$ref: '#/components/schemas/Range'}
        list: {$ref: '#/components/schemas/Ids'}
        at: {type: integer}
    Range:
      type: object
      properties:
        from: {type: string, format: date-time}
        to: {type: string, format: date-time}
    Ids: {type: array, maxItems: 5, items: {type: integer}}
"""
OPERATION = "$.paths['/things'].get"
PROPERTIES = "$.components.schemas.Search.properties"
BODY = "$.components.responses.Things.content['application/json']"
TARGETS = {
    "root": "$",
    "path": "$.paths['/things']",
    "operation": OPERATION,
    "parameter": f"{OPERATION}.parameters[0]",
    "reference to a parameter": f"{OPERATION}.parameters[2]",
    "reference to a shared parameter": "$.paths['/things'].parameters[0]",
    "component of parameters": "$.components.parameters.Ids",
    "schema of a parameter": "$.components.parameters.Since.schema",
    "media": BODY,
    "schema": f"{PROPERTIES}.at",
    "reference to an object": f"{PROPERTIES}.range",
    "reference to a list": f"{PROPERTIES}.list",
    "component with an object": "$.components.schemas.Range",
    "component with a list": "$.components.schemas.Ids",
    "schema of a body": f"{BODY}.schema",
    "items": f"{BODY}.schema.properties.items.items",
    "server": "$.servers[0]",
    "variable": "$.servers[0].variables.host",
    "tag": "$.tags[0]",
    "info": "$.info",
    "response": "$.components.responses.Things",
    "reference to a response": f"{OPERATION}.responses['200']",
    "body": "$.components.requestBodies.Search",
    "security scheme": "$.components.securitySchemes.key",
    "components": "$.components",
    "map of schemas": "$.components.schemas",
    "map of properties": PROPERTIES,
    "map of responses": f"{OPERATION}.responses",
    "paths": "$.paths",
}
"""By description: where an overlay may write a key. Those of one word are kinds."""


def result(target: str, update: Any) -> BuildResult:
    """Return what is generated with one action of an overlay, on its line 4.

    Raises:
        SpecError: with what is wrong.
    """
    provenance = {"reason": "R", "source": "S", "checked": "2026-01-01"}
    action = {"target": target, "update": update, keys.PROVENANCE: provenance}
    overlay = (
        'overlay: 1.1.0\ninfo: {title: O, version: "1"}\nactions:\n- '
        + json.dumps(action)
    )
    documents = Documents(
        Document("a.yaml", read(SOURCE.encode(), shown="a.yaml")),
        Document("o.yaml", read(overlay.encode(), shown="o.yaml")),
    )
    return build_vendor(single_vendor(Path("a.yaml"), "things"), documents)


@cache
def unchanged() -> dict[str, str]:
    return code(result("$.info", {"title": "T"}))


def code(made: BuildResult) -> dict[str, str]:
    return {path: text for path, text in made.texts.items() if path.endswith(".py")}


def wrong(target: str, update: Any) -> str:
    """Return what is wrong; "" if it is read, even if nothing changes."""
    try:
        result(target, update)
    except SpecError as error:
        assert all(each.location.file == "o.yaml" for each in error.problems), error
        assert all(each.location.line == 4 for each in error.problems), error
        return str(error)
    return ""


EVERY = [
    pytest.param(key, place, id=f"{key}-{place}")
    for key in sorted(known_keys())
    for place in places(key)
    if place in TARGETS
]
VALUES: dict[str, Any] = {
    "null": None,
    "a number": 5.5,
    "an empty string": "",
    "an empty object": {},
    "an empty list": [],
    "an unknown member": {"unknwon": 1},
    "a list of null": [None],
    "an object of null": {"default": None},
}


@pytest.mark.parametrize(("key", "place"), EVERY)
@pytest.mark.parametrize("value", VALUES)
def test_a_wrong_value_is_an_error_at_its_line(
    key: str, place: str, value: str
) -> None:
    said = wrong(TARGETS[place], {key: VALUES[value]})
    # The item of a stream is a schema, in which anything may stand.
    allowed = key == keys.STREAM and isinstance(VALUES[value], dict)
    assert allowed or key in said, said


FITTING: dict[str, Any] = {
    keys.ADDITIONAL_OPERATIONS: {
        "query": {"operationId": "q", "responses": {"204": {"description": "No."}}}
    },
    keys.AUTH: {"key": {"fields": {"token": {"env": "T"}}}},
    keys.CHUNK: {"maximum": 3},
    keys.ERRORS: {"codes": {"A1": "why"}},
    keys.EXCLUDE: "why",
    keys.FILTER: ["eq"],
    keys.IDEMPOTENCY: {"header": "X-Id"},
    keys.NAME: "other",
    keys.NULL_HANDLING: {"absent-means": 1},
    keys.OPTIMISTIC_LOCK: False,
    keys.PAGINATION: {
        "style": "offset",
        "request": {"offset": "$request.query.offset"},
        "response": {"items": "$response.body#/items"},
    },
    keys.RATE_LIMIT: {"requests": 5, "per": "PT1S"},
    keys.REQUIRED: True,
    keys.RETRY: False,
    keys.SORT: True,
    keys.STREAM: {"type": "object"},
    keys.UNIT: "epoch-seconds",
    keys.VERSION: 2,
    keys.VIEW_OF: "Thing",
    keys.WINDOW: {"start": "from", "end": "to", "maximum": "P7D"},
}
READ = {
    (keys.ADDITIONAL_OPERATIONS, "path"),
    (keys.AUTH, "root"),
    *((keys.CHUNK, f"{what} a list") for what in ("reference to", "component with")),
    (keys.CHUNK, "reference to a shared parameter"),
    (keys.CHUNK, "component of parameters"),
    (keys.ERRORS, "tag"),
    *((key, "operation") for key in (keys.EXCLUDE, keys.IDEMPOTENCY, keys.PAGINATION)),
    *((key, "operation") for key in (keys.RATE_LIMIT, keys.RETRY)),
    *((keys.NAME, place) for place in TARGETS if "parameter" in place),
    *((keys.NAME, place) for place in ("schema", "server", "operation")),
    *((keys.NAME, f"reference to {what}") for what in ("an object", "a list")),
    (keys.NULL_HANDLING, "schema"),
    (keys.REQUIRED, "variable"),
    *((keys.UNIT, place) for place in TARGETS if "parameter" in place),
    *((keys.UNIT, place) for place in TARGETS if "a list" in place),
    (keys.UNIT, "schema"),
    *(
        (keys.WINDOW, f"{what} an object")
        for what in ("reference to", "component with")
    ),
} - {(keys.NAME, "schema of a parameter")}
"""Where these values decide something in the generated code."""
SILENT = {
    (keys.VERSION, "root"),
    (keys.OPTIMISTIC_LOCK, "operation"),
    *((key, "schema") for key in (keys.FILTER, keys.SORT)),
    *(
        (key, f"reference to {what}")
        for key in (keys.FILTER, keys.SORT)
        for what in ("an object", "a list")
    ),
}
"""Where they would, if an operation said that it filters or sorts."""


@pytest.mark.parametrize("place", TARGETS)
@pytest.mark.parametrize("key", FITTING)
def test_a_key_is_read_or_an_error(key: str, place: str) -> None:
    value = "a.b" if (key, place) == (keys.NAME, "operation") else FITTING[key]
    target, update = TARGETS[place], {key: value}
    if (key, place) in READ:
        assert code(result(target, update)) != unchanged()
    elif (key, place) in SILENT:
        result(target, update)
    else:
        assert key in wrong(target, update)


def test_a_key_next_to_a_reference_holds_there_alone() -> None:
    """A shared parameter has another name where an operation refers to it."""
    made = code(result(TARGETS["reference to a parameter"], {keys.NAME: "start"}))
    assert "start: int" in made["things/things.py"]
    assert "since: int" in unchanged()["things/things.py"]


@pytest.mark.parametrize("key", sorted(schemas()))
def test_an_empty_value_says_nothing(key: str) -> None:
    """Objects and lists of the vocabulary have members, except a few with defaults."""
    found = [
        path
        for path, node in _nodes(schemas()[key], "")
        if (node.get("type") == "object" and not node.get("minProperties"))
        or (node.get("type") == "array" and not node.get("minItems"))
    ]
    assert set(found) <= MAY_BE_EMPTY


MAY_BE_EMPTY = {
    "/$defs/field",  # A credential of a security scheme, by its name alone.
    "/$defs/root/additionalProperties",  # A sort grammar, all of it by default.
    "/$defs/root/properties/default/properties/statuses",  # No status is retried.
    # Parts of a filter grammar: what they lack is named, or inherited.
    *(f"/$defs/{name}" for name in ("infix", "key-map", "parameters")),
    *(f"/$defs/{name}" for name in ("templates", "escape")),
    "/$defs/infix/properties/values/properties/forms",
}


def _nodes(node: Any, path: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    if isinstance(node, dict):
        found.append((path, node))
        for name, inner in node.items():
            found += _nodes(inner, f"{path}/{name}")
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            found += _nodes(inner, f"{path}/{index}")
    return found


@pytest.mark.parametrize(
    ("media", "streams"),
    [
        ("text/event-stream", True),
        ("application/x-ndjson", True),
        ("application/json", False),
        ("application/ld+json", False),
        ("text/csv", False),
        ("application/octet-stream", False),
        ("multipart/mixed", False),
    ],
)
def test_only_a_stream_has_items(media: str, streams: bool) -> None:
    content = {media: {keys.STREAM: {"type": "object"}}}
    for target, update in (
        ("$.components.responses.Things", {"content": content}),
        ("$.components.responses.Things.content", content),
        ("$.components.requestBodies.Search.content", content),
    ):
        said = wrong(target, update)
        assert (said == "") if streams else (keys.STREAM in said)
