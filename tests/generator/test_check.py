"""Test the checks: a correct document passes, and each mistake has its message."""

from collections.abc import Mapping
from typing import Any

import pytest
from specloom.check import check
from specloom.document import Spec
from specloom.load import Document, read
from specloom.vocabulary import check_vocabulary
from specloom.vocabulary.filter_grammars import shipped_grammars

GOOD = """\
openapi: 3.1.0
info: {title: Harbour, version: '1'}
x-specloom: 2
x-specloom-auth: {tokens: {fields: {token: {location: $request.body#/Token}}}}
x-specloom-errors:
  default:
    rules:
    - when: {status: 4XX, location: $response.body#/code}
      message: $response.body#/message
    - message: $response.header.X-Why
x-specloom-filter: {odata: {grammar: odata}}
x-specloom-pagination:
  cursor:
    style: cursor
    request: {cursor: $request.query.cursor}
    response: {items: $response.body#/items, cursor: $response.body#/cursor}
  last:
    style: keyset
    request: {cursor: $request.body#/Limit/After}
    response: {items: $response.body#/items, cursor: $last-item#/id}
x-specloom-sort: {signs: {descending: '-'}}
security:
- key: []
paths:
  /berths/{id}:
    get:
      x-specloom-name: berths.get
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: Nothing.}}
  /boats:
    get:
      x-specloom-name: boats.list
      x-specloom-pagination: cursor
      x-specloom-filter: {scheme: odata, location: $request.query.filter, schema: Boat}
      x-specloom-sort: {scheme: signs, location: $request.query.sort, schema: Boat}
      x-specloom-window:
        {start: $request.query.from, end: $request.header.until, maximum: P31D}
      parameters:
      - {name: cursor, in: query, schema: {type: string}}
      - {name: filter, in: query, schema: {type: string}}
      - {name: sort, in: query, schema: {type: string}}
      - {name: from, in: query, x-specloom-name: since, schema: {type: string}}
      - {name: Until, in: header, schema: {type: string}}
      - name: ids
        in: query
        x-specloom-chunk: true
        schema: {type: array, maxItems: 9, items: {type: string}}
      responses: &responses
        '200':
          description: Boats.
          content: {application/json: {schema: {$ref: '#/components/schemas/Boats'}}}
        '400':
          description: Wrong.
          content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}
    post:
      x-specloom-name: boats.search
      x-specloom-auth: tokens
      x-specloom-pagination: last
      x-specloom-optimistic-lock: {version: $request.body#/Version}
      x-specloom-argument-rules:
      - at-least-one: [$request.body#/Ids, $request.body#/Range/Start]
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Search'}}}
      responses: *responses
components:
  schemas:
    Base: {type: object, properties: {id: {type: string, x-specloom-sort: true}}}
    Boat:
      allOf: [{$ref: '#/components/schemas/Base'}]
      type: object
      properties:
        name: {type: string, x-specloom-filter: [eq]}
        stays: {type: array, items: {$ref: '#/components/schemas/Stay'}}
    Boats:
      type: object
      properties:
        items: {type: array, items: {$ref: '#/components/schemas/Boat'}}
        cursor: {type: [string, 'null']}
    Error: {type: object, properties: {code: {type: string}, message: {type: string}}}
    Limit: {type: object, properties: {After: {type: string}}}
    Range: {type: object, properties: {Start: {type: string}, End: {type: string}}}
    Search:
      type: object
      properties:
        Ids: {type: array, items: {type: string}, x-specloom-chunk: {maximum: 5}}
        Limit: {anyOf: [{$ref: '#/components/schemas/Limit'}, {type: 'null'}]}
        Range:
          $ref: '#/components/schemas/Range'
          x-specloom-window:
            {start: Start, end: End, maximum: P3M,
             merge: {identity: [id], lists: {stays: day}}}
        Token: {type: string}
        Version: {type: string}
    Stay: {type: object, properties: {day: {type: string}}}
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
"""


def problems(*changes: tuple[str, str]) -> list[str]:
    """Return what is wrong after a change of the correct document."""
    text = GOOD
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        text = text.replace(old, new)
    document = Document("a.yaml", read(text.encode(), shown="a.yaml"))
    assert check_vocabulary(document) == []
    return [str(each) for each in check(Spec.of(document.data), document.location)]


def place(text: str, after: str = "") -> str:
    """Return the location of a string in the correct document."""
    at = GOOD.index(text, GOOD.index(after))
    column = at - GOOD.rfind("\n", 0, at)
    return f"a.yaml:{GOOD.count(chr(10), 0, at) + 1}:{column}"


def test_valid_documents_pass() -> None:
    assert problems() == []


def test_scheme_that_fails_everywhere_is_reported_once() -> None:
    assert problems(
        (
            "items: $response.body#/items, cursor: $r",
            "items: $response.body#/item, cursor: $r",
        )
    ) == [
        f"{place('items: $response.body#/items')}: "
        'x-specloom-pagination.response.items: Boats has no "item" '
        "(it has: items, cursor)"
    ]


def test_scheme_that_fails_for_one_operation_is_reported_there() -> None:
    changed = problems(
        (
            "x-specloom-name: berths.get",
            "x-specloom-name: berths.get\n      x-specloom-pagination: cursor",
        )
    )
    assert changed == [
        "a.yaml:28:7: x-specloom-pagination.request.cursor: "
        'GET /berths/{id} has no query parameter "cursor" (it has: none)',
        "a.yaml:28:7: x-specloom-pagination.response.cursor: "
        "GET /berths/{id} has no response body on success (expected one)",
        "a.yaml:28:7: x-specloom-pagination.response.items: "
        "GET /berths/{id} has no response body on success (expected one)",
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "x-specloom-pagination: cursor",
            "x-specloom-pagination: "
            "{scheme: cursor, response: {items: $response.body}}",
            "x-specloom-pagination.response.items: "
            "$response.body of GET /boats is not a list (expected an array)",
        ),
        (
            "x-specloom-pagination: cursor",
            "x-specloom-pagination: "
            "{style: offset, request: {limit: $request.query.from}}",
            "x-specloom-pagination: style offset requires request.offset "
            "(declared: request.limit)",
        ),
        (
            "x-specloom-pagination: cursor",
            "x-specloom-pagination: {response: {items: $response.body#/items}}",
            'x-specloom-pagination: "style" is missing '
            "(expected cursor, offset, page, next-link, keyset, single-page)",
        ),
        (
            "x-specloom-pagination: cursor",
            "x-specloom-pagination: {scheme: cursor, end-when: [has-more]}",
            "x-specloom-pagination.end-when: has-more requires response.has-more "
            "(declared: request.cursor, response.items, response.cursor)",
        ),
        (
            "$last-item#/id",
            "$response.body#/cursor",
            "x-specloom-pagination.response.cursor: $response.body#/cursor is not "
            "where style keyset reads the cursor "
            "(expected a location such as $last-item#/id)",
        ),
        (
            "$last-item#/id",
            "$response.header.X-After",
            "x-specloom-pagination.response.cursor: $response.header.X-After is not "
            "where style keyset reads the cursor "
            "(expected a location such as $last-item#/id)",
        ),
        (
            "cursor: $response.body#/cursor",
            "cursor: $last-item#/id",
            "x-specloom-pagination.response.cursor: $last-item#/id is not "
            "where style cursor reads the cursor "
            "(expected a location such as $response.body#/next)",
        ),
        (
            "$last-item#/id",
            "$last-item#/ident",
            "x-specloom-pagination.response.cursor: "
            'Boat has no "ident" (it has: name, stays, id)',
        ),
        (
            "$request.body#/Limit/After",
            "$request.body#/Limit/Cursor",
            "x-specloom-pagination.request.cursor: "
            'Limit has no "Cursor" (it has: After)',
        ),
        (
            "$request.query.from, end",
            "$request.query.form, end",
            'x-specloom-window.start: GET /boats has no query parameter "form" '
            "(it has: cursor, filter, sort, from, ids)",
        ),
        (
            "until, maximum: P31D",
            "until",
            'x-specloom-window: "maximum" is missing (expected start, end, maximum)',
        ),
        (
            "until, maximum: P31D",
            "until, maximum: P31D, merge: {identity: [no]}",
            'x-specloom-window.merge.identity: Boat has no "no" '
            "(it has: name, stays, id)",
        ),
        (
            "end: End",
            "end: Ende",
            'x-specloom-window.end: Range has no "Ende" (it has: Start, End)',
        ),
        (
            "identity: [id]",
            "identity: [Id]",
            'x-specloom-window.merge.identity: Boat has no "Id" '
            "(it has: name, stays, id)",
        ),
        (
            "lists: {stays: day}",
            "lists: {stays: date}",
            'x-specloom-window.merge.lists: Stay has no "date" (it has: day)',
        ),
        (
            "lists: {stays: day}",
            "lists: {name: ''}".replace("''", "/x"),
            'x-specloom-window.merge.lists: "name" has no "x" (it has: no properties)',
        ),
        (
            "maxItems: 9, ",
            "",
            "x-specloom-chunk: true is the maxItems of the schema, which has none "
            "(expected maxItems, or a maximum instead of true)",
        ),
        (
            "Token: {type: string}",
            "Token: {type: string, x-specloom-chunk: {maximum: 5}}",
            "x-specloom-chunk: allowed only on a list (expected type array)",
        ),
        (
            "location: $request.query.filter",
            "location: $request.query.filtr",
            'x-specloom-filter.location: GET /boats has no query parameter "filtr" '
            "(it has: cursor, filter, sort, from, ids)",
        ),
        (
            "$request.query.filter, schema: Boat",
            "$request.query.filter, schema: Boot",
            'x-specloom-filter.schema: no component "Boot" (there are: '
            "Base, Boat, Boats, Error, Limit, Range, Search, Stay)",
        ),
        (
            "x-specloom-filter: [eq]",
            "x-specloom-filter: false",
            "x-specloom-filter.schema: no property of Boat has x-specloom-filter "
            "(expected at least one)",
        ),
        (
            "$request.query.sort, schema: Boat",
            "$request.query.sort, schema: Base",
            "x-specloom-sort.schema: the sort order is for Base, but the filter is for "
            "Boat (expected the same schema)",
        ),
        (
            "x-specloom-sort: true",
            "x-specloom-sort: false",
            "x-specloom-sort.schema: no property of Boat has x-specloom-sort (expected "
            "at least one)",
        ),
        (
            "grammar: odata",
            "grammar: infix",
            'x-specloom-filter.odata.grammar: no grammar "infix" '
            "(there are: " + ", ".join(shipped_grammars()) + ")",
        ),
        (
            "grammar: odata",
            "parameters: {nested: true}",
            "x-specloom-filter.odata.parameters: operators is missing "
            "(the family parameters requires it)",
        ),
        (
            "grammar: odata",
            "grammar: odata, key-map: {values: {wildcard: '%'}}",
            'x-specloom-filter.odata.key-map: "key-map" is not allowed: the grammar of '
            'this scheme belongs to the family "infix"',
        ),
        (
            "grammar: odata",
            "grammar: odata, infix: {operators: {eq: '{field}=x'}}",
            'x-specloom-filter.odata.infix.operators.eq: "{field}=x" must contain each '
            "of these placeholders exactly once: {field}, {value}",
        ),
        (
            "grammar: odata",
            "grammar: suffix-parameters, parameters: {operators: {in: ids}}",
            'x-specloom-filter.odata.parameters.operators.in: "ids" must contain each '
            "of these placeholders exactly once: {field}",
        ),
        (
            "grammar: odata",
            "grammar: odata, infix: {field-pattern: '['}",
            "x-specloom-filter.odata.infix.field-pattern: not a valid regular "
            "expression: unterminated character set at position 0",
        ),
        (
            "$response.body#/message",
            "$response.body#/mesage",
            "x-specloom-errors.default.rules[0].message: "
            'Error has no "mesage" (it has: code, message)',
        ),
        (
            "$response.body#/code",
            "$response.body#/kode",
            "x-specloom-errors.default.rules[0].when.location: "
            'Error has no "kode" (it has: code, message)',
        ),
        (
            "message: $response.body#/message",
            "request-id: [$response.header.X-Id, $response.body#/id]",
            "x-specloom-errors.default.rules[0].request-id[1]: "
            'Error has no "id" (it has: code, message)',
        ),
        (
            "location: $request.query.filter, schema: Boat}",
            "location: $request.query.filter, schema: Boat, "
            "returned: $request.query.only}",
            'x-specloom-filter.returned: GET /boats has no query parameter "only" '
            "(it has: cursor, filter, sort, from, ids)",
        ),
        (
            "    rules:\n",
            "    hint: $response.body#/advice\n    rules:\n",
            "x-specloom-errors.default.hint: "
            'Error has no "advice" (it has: code, message)',
        ),
        (
            "version: $request.body#/Version",
            "version: $request.body#/version",
            'x-specloom-optimistic-lock.version: Search has no "version" '
            "(it has: Ids, Limit, Range, Token, Version)",
        ),
        (
            "$request.body#/Range/Start]",
            "$request.body#/Range/Begin]",
            'x-specloom-argument-rules.at-least-one: Range has no "Begin" '
            "(it has: Start, End)",
        ),
        (
            "location: $request.body#/Token",
            "location: $request.body#/token",
            'x-specloom-auth.fields.token.location: Search has no "token" '
            "(it has: Ids, Limit, Range, Token, Version)",
        ),
        (
            "{location: $request.body#/Token}",
            "{env: TOKEN}",
            'x-specloom-auth.tokens.fields.token: "location" is missing; it is '
            'required because security scheme "tokens" is not declared (declared: key)',
        ),
        (
            "- key: []",
            "- kye: []",
            'security: security scheme "kye" is not declared (declared: key)',
        ),
        (
            "x-specloom-name: boats.search",
            "x-specloom-name: boats.list",
            'x-specloom-name: POST /boats: "boats.list" is also the name of GET /boats'
            f", at {place('x-specloom-name: boats.list')} (expected another name)",
        ),
        (
            "      x-specloom-name: boats.search\n",
            "",
            "POST /boats has no x-specloom-name (expected resource.action)",
        ),
        (
            "x-specloom-name: boats.search",
            "x-specloom-name: boats.import",
            'x-specloom-name: "boats.import" is not a valid operation name '
            "(expected boats.import_)",
        ),
        (
            "x-specloom-name: since",
            "x-specloom-name: from",
            'x-specloom-name: "from" is not a valid Python name (expected from_)',
        ),
        (
            "{name: id, in: path",
            "{name: id, in: query",
            'GET /berths/{id}: path parameter "id" is not declared (declared: none)',
        ),
        (
            "{name: sort, in: query",
            "{name: sort, in: path",
            'GET /boats: path parameter "sort" is not in the path (expected {sort} '
            "in it)",
        ),
        (
            "items: {$ref: '#/components/schemas/Stay'}",
            "items: {$ref: '#/components/schemas/Stya'}",
            '"#/components/schemas/Stya" cannot be resolved '
            '(did you mean "#/components/schemas/Stay"?)',
        ),
    ],
)
def test_invalid_documents_are_reported(old: str, new: str, message: str) -> None:
    assert message in [each.split(": ", 1)[1] for each in problems((old, new))]


def test_a_wrong_location_of_items_is_one_problem() -> None:
    """What is read from the items is not a problem of its own."""
    pages = "{items: $response.body#/items, cursor: $last-item#/id}"
    found = problems((pages, pages.replace("/items", "/boats")))
    assert [each.split(": ", 1)[1] for each in found] == [
        "x-specloom-pagination.response.items: "
        'Boats has no "boats" (it has: items, cursor)'
    ]


SEVERAL_SHAPES = (
    "message: {type: string}}}\n    Limit:",
    "message: {type: string}, errors: {type: array, items: "
    "{$ref: '#/components/schemas/Error'}}}}\n    Limit:",
)


@pytest.mark.parametrize(
    ("read", "problem"),
    [
        ("$response.body#/errors/0/message", None),
        ("$response.body#/errors/0/mesage", 'Error has no "mesage"'),
        ("$response.body#/code/0", '"code" has no "0"'),
    ],
)
def test_a_location_can_have_a_position_in_a_list(
    read: str, problem: str | None
) -> None:
    declared = f"message: [$response.body#/message, {read}]"
    change = ("message: $response.body#/message", declared)
    found = problems(SEVERAL_SHAPES, change)
    assert [problem in each and "message[1]" in each for each in found] == (
        [True] if problem else []
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "$request.body#/Limit/After",
            "$request.body#/Limit/X",
            place("cursor: $request.body#/Limit"),
        ),
        ("identity: [id]", "identity: [Id]", place("id]", "identity")),
        ("end: End", "end: Ende", place("end: End")),
        ("- key: []", "- kye: []", place("key: []")),
        (
            "$response.body#/code",
            "$response.body#/k",
            place("location: $response.body#/code"),
        ),
    ],
)
def test_problem_location_is_that_of_the_source(
    old: str, new: str, expected: str
) -> None:
    (problem,) = problems((old, new))
    assert problem.startswith(f"{expected}: ")


def test_all_problems_are_reported_in_file_order() -> None:
    found = problems(("end: End", "end: Ende"), ("- key: []", "- kye: []"))
    assert [each.split(": ")[1] for each in found] == [
        "security",
        "x-specloom-window.end",
    ]


def test_unknown_shapes_are_not_reported() -> None:
    anything = "Search: {}\n    Unused:"
    assert problems(("Search:\n", f"{anything}\n")) == []
    mapped = "Limit: {type: object, additionalProperties: {type: string}}"
    limit = "Limit: {type: object, properties: {After: {type: string}}}"
    assert problems((limit, mapped)) == []


def test_json_stream_is_not_mistaken_for_json() -> None:
    lines = "application/x-ndjson: {schema: {type: object, properties: {a: {}}}}"
    page = "application/json: {schema: {$ref: '#/components/schemas/Boats'}}"
    assert problems((f"content: {{{page}}}", f"content: {{{lines}, {page}}}")) == []


def test_long_lists_of_alternatives_are_shortened() -> None:
    many = ", ".join(f"p{n}: {{type: string}}" for n in range(20))
    limit = "Limit: {type: object, properties: {After: {type: string}}}"
    (problem,) = problems((limit, f"Limit: {{type: object, properties: {{{many}}}}}"))
    assert problem.endswith(" and 15 more)")


def test_recursive_schema_terminates() -> None:
    document: Mapping[str, Any] = {
        "openapi": "3.1.1",
        "info": {"title": "Tiny", "version": "1"},
        "components": {
            "schemas": {"A": {"allOf": [{"$ref": "#/components/schemas/A"}]}}
        },
        "paths": {
            "/a": {
                "get": {
                    "x-specloom-name": "a.list",
                    "x-specloom-pagination": {
                        "style": "single",
                        "response": {"items": "$response.body#/items"},
                    },
                    "responses": {
                        "200": {
                            "description": "Done.",
                            "content": {
                                "application/json": {
                                    "schema": {"$ref": "#/components/schemas/A"}
                                }
                            },
                        }
                    },
                }
            }
        },
    }
    (problem,) = check(Spec.of(document), Document("a.yaml", document).location)
    assert problem.message.endswith('A has no "items" (it has: no properties)')
