"""Test the schemas of the vocabulary, and the message of each mistake."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import specloom_runtime
from jsonschema import Draft202012Validator
from specloom.builds.vendor_builds import build_file
from specloom.load import Document, read
from specloom.vocabulary import check_vocabulary, keys, known_keys, schemas
from specloom.vocabulary.filter_grammars import FAMILIES
from specloom.vocabulary.key_schemas import NODE_NAMES, places
from specloom.vocabulary.node_kinds import DATA, child
from specloom.vocabulary.overlay_targets import kinds_of


def problems(text: str) -> list[str]:
    document = Document("a.yaml", read(text.encode(), shown="a.yaml"))
    return [str(each) for each in check_vocabulary(document)]


def messages(text: str) -> list[str]:
    return [each.split(": ", 1)[1] for each in problems(text)]


def operation(facts: str) -> list[str]:
    return messages(f"openapi: 3.1.0\npaths: {{/a: {{get: {{{facts}}}}}}}")


def prop(facts: str) -> list[str]:
    schema = f"{{properties: {{b: {{{facts}}}}}}}"
    return messages(f"openapi: 3.1.0\ncomponents: {{schemas: {{A: {schema}}}}}")


def root(facts: str) -> list[str]:
    return messages(f"openapi: 3.1.0\n{facts}")


@pytest.mark.parametrize("key", sorted(schemas()))
def test_every_schema_is_valid_and_documented(key: str) -> None:
    schema = schemas()[key]
    Draft202012Validator.check_schema(schema)
    json.dumps(schema)
    assert schema["title"]
    if key in known_keys():
        assert schema["description"].endswith(".")
        assert places(key)


@pytest.mark.parametrize("key", sorted(known_keys()))
def test_every_leaf_describes_the_expected_value(key: str) -> None:
    untold = [path for path, node in _leaves(schemas()[key]) if "title" not in node]
    assert untold == []


@pytest.mark.parametrize("family", FAMILIES)
def test_each_member_of_a_grammar_sets_one_field_of_the_runtime(family: str) -> None:
    known = FAMILIES[family]
    made = fields(getattr(specloom_runtime, known.runtime_class))
    assert sorted(known.fields.values()) == sorted(field.name for field in made)
    properties = schemas()[keys.FILTER]["$defs"][family]["properties"]
    groups = {name: each.get("properties", {}) for name, each in properties.items()}
    groups["semantics"] = schemas()[keys.FILTER]["$defs"]["semantics"]["properties"]
    assert sorted(known.fields) == sorted(
        f"{name}.{member}" if member else name
        for name, members in groups.items()
        for member in members or [""]
    )


@pytest.mark.parametrize("key", sorted(schemas()))
def test_an_object_has_at_most_eight_members(key: str) -> None:
    assert [names for names in _members(schemas()[key]) if len(names) > 8] == []


def _members(node: Any) -> list[list[str]]:
    """The members of each object that a schema allows."""
    found: list[list[str]] = []
    if isinstance(node, dict):
        if isinstance(node.get("properties"), dict):
            found.append(list(node["properties"]))
        for inner in node.values():
            found += _members(inner)
    elif isinstance(node, list):
        for inner in node:
            found += _members(inner)
    return found


def _leaves(node: Any, path: str = "") -> list[tuple[str, Any]]:
    """Schemas that can fail by themselves."""
    found: list[tuple[str, Any]] = []
    if isinstance(node, dict):
        if {"type", "enum", "pattern", "const"} & node.keys() and "$ref" not in node:
            named = isinstance(node.get("type", ""), (str, list))
            found += [(path, node)] if named else []
        for name, inner in node.items():
            found += _leaves(inner, f"{path}/{name}") if name != "title" else []
    elif isinstance(node, list):
        for i, inner in enumerate(node):
            found += _leaves(inner, f"{path}/{i}")
    return found


GOOD = """\
openapi: 3.1.0
x-specloom: 2
servers:
  - url: https://{host}
    x-specloom-name: production
    variables: {host: {default: x, x-specloom-required: true}}
x-specloom-auth:
  tokens:
    fields:
      token:
        {location: $request.body#/Token, env: ACME_TOKEN, secret: true, default: demo}
x-specloom-pagination:
  cursor:
    style: cursor
    request: {cursor: $request.query.cursor, limit: $request.body#/Limit/Count}
    response: {items: $response.body#/items, cursor: $last-item#/id}
    page-size: {default: 100, maximum: 1000}
    end-when: [cursor-absent, empty-page]
    limits: {offset: 10000}
  linked:
    style: next-link
    response: {items: $response.body, next: $response.header.Link}
x-specloom-window: {month: {maximum: P31D}}
x-specloom-filter:
  text: {grammar: odata, infix: {values: {list-max: 10}, logic: {group: null}}}
  keys: {key-map: {operators: {eq: is}, keys: {default: is}}}
  members: {parameters: {operators: {eq: '{field}'}, nested: true}}
x-specloom-sort: {signs: {descending: '-', alphabetical: '~', separator: ','}}
x-specloom-errors:
  default:
    rules:
      - when: {status: 2XX, location: $response.body#/status, equals: FAIL}
        class: bad-request
        message: $response.body#/message
        request-id: $response.header.X-Request-Id
        retryable: false
      - when: {status: 409}
x-specloom-retry: {default: {statuses: [429, 503], maximum: 3}}
x-specloom-rate-limit: {default: {requests: 200, per: PT30S, by: token}}
x-specloom-idempotency:
  default:
    {header: Idempotency-Key, lifetime: PT1H, replayed: $response.header.X-Replayed}
x-specloom-null-handling: {default: {write-null: omit}}
tags: [{name: a, x-specloom-errors: {codes: {TOO_LATE: It is too late.}}}]
paths:
  /a:
    x-specloom-additional-operations: {query: {x-specloom-exclude: not needed}}
    get:
      x-specloom-name: a.list
      x-specloom-auth: tokens
      x-specloom-pagination: {scheme: cursor, response: {items: $response.body#/a}}
      x-specloom-window:
        - {scheme: month, start: $request.query.from, end: $request.query.to}
      x-specloom-filter: {scheme: text, location: $request.query.filter, schema: A}
      x-specloom-sort: {scheme: signs, location: $request.query.sort, schema: A}
      x-specloom-retry: {safe: true}
      x-specloom-idempotency: false
      x-specloom-errors: false
      x-specloom-argument-rules: [{at-least-one: [$request.query.a, $request.header.B]}]
      x-specloom-optimistic-lock:
        {version: $request.body#/v, key: $request.body#/k, conflict: 409}
      parameters:
        - {name: at, in: query, x-specloom-name: at, x-specloom-unit: epoch-seconds}
        - {name: ids, in: query, x-specloom-chunk: {maximum: 5}}
      responses:
        '200':
          content:
            application/json:
              x-specloom-stream: {$ref: '#/components/schemas/A'}
              example: {x-specloom-anything: goes}
components:
  schemas:
    A:
      properties:
        x-specloom-looks-like-a-key: {type: string}
        b: {x-specloom-filter: [eq, 'null'], x-specloom-sort: true}
        c: {x-specloom-unit: {is: minutes, when: {location: kind/type, equals: TIME}}}
        d: {x-specloom-null-handling: {absent-means: false}, x-specloom-chunk: true}
        e:
          x-specloom-window: {scheme: month, start: From, end: To, step: PT0.001S}
          default: {x-specloom-anything: goes}
"""


def test_valid_documents_pass() -> None:
    assert problems(GOOD) == []


def test_a_document_that_is_not_an_object_has_no_keys() -> None:
    assert problems("- 1") == []


def test_problems_have_locations_and_are_sorted() -> None:
    text = (
        "openapi: 3.1.0\nx-specloom-retri: 1\nx-specloom-retry:\n  default: {max: 1}\n"
    )
    assert problems(text) == [
        'a.yaml:2:1: unknown key "x-specloom-retri" (did you mean "x-specloom-retry"?)',
        'a.yaml:4:13: x-specloom-retry.default.max: unknown member "max" '
        '(did you mean "maximum"? expected statuses, maximum)',
    ]


def test_unknown_key_lists_all_keys_if_none_is_similar() -> None:
    (message,) = root("x-specloom-qqqqqqqqqqqqqqqqqqqqqqqqq: 1")
    assert "expected x-specloom, x-specloom-additional-operations, " in message


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (
            "x-specloom-absent: {}",
            "x-specloom-absent was renamed to x-specloom-null-handling",
        ),
        (
            "x-specloom-pagination: {c: {style: page, stop: []}}",
            "x-specloom-pagination.c.stop: stop was renamed to end-when",
        ),
        (
            "x-specloom-pagination: {c: {style: page, why: a}}",
            'x-specloom-pagination.c.why: unknown member "why" (expected scheme, '
            "style, request, response, page-size, first, end-when, limits)",
        ),
    ],
)
def test_old_key_suggests_the_new_one(facts: str, message: str) -> None:
    assert root(facts) == [message]


def test_suggested_keys_are_in_the_vocabulary() -> None:
    text = json.dumps(schemas())
    assert {new for name in keys.RENAMED.values() for new in name.split(" or ")} <= (
        known_keys()
    )
    assert [
        new for new in keys.RENAMED_MEMBERS.values() if f'"{new}"' not in text
    ] == []


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (
            "x-specloom-pagination: {c: {style: curser}}",
            'x-specloom-pagination.c.style: found "curser" (did you mean "cursor"? '
            "expected cursor, offset, page, next-link, keyset, single-page)",
        ),
        (
            "x-specloom-pagination: {c: {style: single-page, request: {curser: x}}}",
            'x-specloom-pagination.c.request.curser: unknown member "curser" (did '
            'you mean "cursor"? expected cursor, offset, page, limit)',
        ),
        (
            "x-specloom-pagination: {c: {style: next-link, request: {limit: x}}}",
            'x-specloom-pagination.c.request.limit: found "x" (expected a location in '
            "the request such as $request.query.cursor or $request.body#/limit)",
        ),
        (
            "x-specloom-pagination: {c: {first: 0}}",
            'x-specloom-pagination.c: "style" is missing',
        ),
        (
            "x-specloom-pagination: {c: {style: page, page-size: {default: 0}}}",
            "x-specloom-pagination.c.page-size.default: found 0 "
            "(expected a whole number from 1, at least 1)",
        ),
        (
            "x-specloom-pagination: []",
            "x-specloom-pagination: found an empty list (expected schemes by name)",
        ),
        (
            "x-specloom-auth: {t: {fields: {ClientToken: {}}}}",
            'x-specloom-auth.t.fields.ClientToken: found "ClientToken" '
            "(expected a Python name in lower case such as access_token)",
        ),
        (
            "x-specloom-rate-limit: {default: {requests: 1, per: P1M}}",
            'x-specloom-rate-limit.default.per: found "P1M" '
            "(expected an ISO 8601 duration of fixed length such as PT30S or P1D)",
        ),
        (
            "x-specloom-rate-limit: {default: {requests: 1}}",
            'x-specloom-rate-limit.default: "per" is missing (expected requests, per)',
        ),
        (
            "x-specloom-errors: {default: {rules: [{when: {status: 700}}]}}",
            "x-specloom-errors.default.rules[0].when.status: found 700 "
            "(expected a status, at most 599)",
        ),
        (
            "x-specloom-errors: {default: {rules: [{when: {equals: 1}}]}}",
            'x-specloom-errors.default.rules[0].when: "equals" is given '
            "without location (expected both)",
        ),
        ("x-specloom: 3", "x-specloom: found 3 (expected 2)"),
        (
            "x-specloom-name: x",
            "x-specloom-name is not allowed on the root "
            "(expected on an operation or a parameter or a component or a property "
            "or a server)",
        ),
        (
            "x-specloom-rules: []",
            "x-specloom-rules is not allowed on the root "
            "(expected on the root of an overlay)",
        ),
        (
            "info: {x-specloom-exclude: why}",
            "x-specloom-exclude is not allowed on this object "
            "(expected on an operation)",
        ),
    ],
)
def test_keys_at_the_root(facts: str, message: str) -> None:
    assert root(facts) == [message]


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (
            "x-specloom-name: contacts",
            'x-specloom-name: found "contacts" '
            "(expected a name like contacts.list (resource.action, in lower case))",
        ),
        (
            'x-specloom-name: "a.b\\n"',
            'x-specloom-name: found "a.b\\n" '
            "(expected a name like contacts.list (resource.action, in lower case))",
        ),
        (
            "x-specloom-pagination: 3",
            "x-specloom-pagination: found 3 "
            "(expected the name of a scheme, an object, or false)",
        ),
        (
            "x-specloom-pagination: cursor",
            'x-specloom-pagination: scheme "cursor" does not exist '
            "(the root has: none)",
        ),
        (
            "x-specloom-retry: {safe: maybe}",
            'x-specloom-retry.safe: found "maybe" '
            "(expected whether it only reads, regardless of its method)",
        ),
        (
            "x-specloom-filter: {scheme: a, schema: B}, x-specloom-provenance: {}",
            'x-specloom-filter: "location" is missing '
            "(expected scheme, location, schema)",
        ),
        (
            "x-specloom-provenance: {}",
            "x-specloom-provenance is not allowed on an operation "
            "(expected on an action of an overlay)",
        ),
        (
            "x-specloom-argument-rules: [{at-least-one: []}]",
            "x-specloom-argument-rules[0].at-least-one: found an empty list "
            "(expected a list of locations in the request)",
        ),
        (
            "x-specloom-exclude: true",
            "x-specloom-exclude: found true (expected the reason, as a string)",
        ),
    ],
)
def test_keys_on_an_operation(facts: str, message: str) -> None:
    assert message in operation(facts)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (
            "x-specloom-pagination: cursor",
            "x-specloom-pagination is not allowed on a schema "
            "(expected on the root or an operation)",
        ),
        (
            "x-specloom-unit: minute",
            'x-specloom-unit: found "minute" (did you mean "minutes"? expected '
            "decimal, epoch-milliseconds, epoch-seconds, minutes, utc-milliseconds)",
        ),
        (
            "x-specloom-unit: {is: minutes}",
            'x-specloom-unit: "when" is missing (expected is, when)',
        ),
        (
            "x-specloom-filter: [eq, equals]",
            'x-specloom-filter[1]: found "equals" '
            "(expected eq, ne, lt, lte, gt, gte, in, nin, like, null)",
        ),
        (
            "x-specloom-null-handling: {}",
            "x-specloom-null-handling: found an empty object (expected absent-means)",
        ),
        (
            "x-specloom-window: month",
            'x-specloom-window: scheme "month" does not exist (the root has: none)',
        ),
    ],
)
def test_keys_on_a_property(facts: str, message: str) -> None:
    assert prop(facts) == [message]


OVERLAY = """\
overlay: 1.1.0
actions:
  - target: {target}
    update: {update}
    x-specloom-provenance: {{reason: it is, source: page 1, checked: 2026-01-31}}
"""


def overlay(target: str, update: str) -> list[str]:
    return messages(OVERLAY.format(target=target, update=update))


def test_update_may_be_partial() -> None:
    scheme = "{c: {request: {limit: $request.query.limit}}}"
    assert overlay("$", f"{{x-specloom-pagination: {scheme}}}") == []
    assert overlay("$['x-specloom-errors'].default", "{x-specloom-nonsense: 1}") == []


@pytest.mark.parametrize(
    ("target", "update"),
    [
        ("$.paths[*][*]", "{x-specloom-pagination: scheme-that-is-elsewhere}"),
        ("$.servers[0]", "{x-specloom-name: production}"),
        ("$.servers", "[{x-specloom-name: production}]"),
        ("$.servers[0].variables.host", "{x-specloom-required: true}"),
        ("$.tags[?@.name == 'a']", "{x-specloom-errors: {codes: {A: b}}}"),
        ("$..properties['a', 'b']", "{x-specloom-unit: minutes}"),
        ("$.components.schemas.A.allOf[1].properties.a", "{x-specloom-sort: true}"),
        ("$.paths", "{/a: {get: {x-specloom-name: a.b}}}"),
        ("not a path", "{x-specloom-exclude: why}"),
    ],
)
def test_target_determines_the_node_type(target: str, update: str) -> None:
    assert overlay(f'"{target}"', update) == []


def test_key_not_allowed_at_the_target() -> None:
    assert overlay("$.servers[0]", "{x-specloom-pagination: cursor}") == [
        "x-specloom-pagination is not allowed on a server "
        "(expected on the root or an operation)"
    ]


def test_target_inside_an_extension_is_not_checked() -> None:
    assert kinds_of("$['x-other'].a") == {"data"}


def test_every_location_is_reached_by_a_target() -> None:
    reached = kinds_of("$..[*]") | {"root", "overlay", "action"}
    assert set(NODE_NAMES) <= reached


@pytest.mark.parametrize(
    ("because", "message"),
    [
        (
            "x-specloom-provenance: {reason: a, source: b}",
            'x-specloom-provenance: "checked" is missing '
            "(expected reason, source, checked)",
        ),
        (
            "x-specloom-provenance: {reason: a, source: b, checked: today}",
            'x-specloom-provenance.checked: found "today" '
            "(expected the date on which the source was read such as '2026-03-31')",
        ),
        (
            "x-specloom-exclude: a, "
            "x-specloom-provenance: {reason: a, source: b, checked: 2026-01-31}",
            "x-specloom-exclude is not allowed on an action of an overlay "
            "(expected on an operation)",
        ),
    ],
)
def test_the_provenance_of_an_action_is_checked(because: str, message: str) -> None:
    action = f"{{target: $, update: {{}}, {because}}}"
    assert messages(f"overlay: 1.1.0\nactions: [{action}]") == [message]


RULE = """\
overlay: 1.1.0
actions: []
x-specloom-rules:
  - for: {kind}
    where: [$.a]
    set: {facts}
    x-specloom-provenance: {{reason: it is, source: page 1, checked: 2026-01-31}}
"""


def rule(kind: str, facts: str) -> list[str]:
    return problems(RULE.format(kind=kind, facts=facts))


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("property", "{x-specloom-window: {start: A, maximum: {copy: m, as: months}}}"),
        ("property", "{x-specloom-filter: {split: operators}}"),
        (
            "operation",
            "{x-specloom-pagination: {response: {items: {array-of: response}}}}",
        ),
        ("parameter", "{x-specloom-chunk: true, description: constant}"),
    ],
)
def test_reader_accepts_any_value(kind: str, facts: str) -> None:
    assert rule(kind, facts) == []


@pytest.mark.parametrize(
    ("kind", "facts", "message"),
    [
        (
            "property",
            "{x-specloom-windo: {}}",
            'a.yaml:6:11: unknown key "x-specloom-windo" '
            '(did you mean "x-specloom-window"?)',
        ),
        (
            "parameter",
            "{x-specloom-window: {}}",
            "a.yaml:6:11: x-specloom-window is not allowed on a parameter "
            "(expected on the root or an operation or a schema)",
        ),
        (
            "property",
            "{x-specloom-window: {maximum: {copy: m, as: years}}}",
            'a.yaml:6:50: found "years" (expected months, days, minutes)',
        ),
        (
            "property",
            "{x-specloom-window: {maximum: P}}",
            'a.yaml:6:31: x-specloom-window.maximum: found "P" '
            "(expected an ISO 8601 duration such as P31D, P3M or PT30S)",
        ),
        (
            "body",
            "{a: 1}",
            'a.yaml:4:5: x-specloom-rules[0].for: found "body" '
            "(expected operation, parameter, property)",
        ),
    ],
)
def test_rule_is_checked_against_its_operation(
    kind: str, facts: str, message: str
) -> None:
    assert rule(kind, facts) == [message]


def test_rule_needs_all_its_parts() -> None:
    text = "overlay: 1.1.0\nx-specloom-rules: [{for: operation, set: {a: 1}, were: []}]"
    assert messages(text) == [
        'x-specloom-rules[0]: "where" is missing '
        "(expected for, where, set, x-specloom-provenance)",
        'x-specloom-rules[0]: "x-specloom-provenance" is missing '
        "(expected for, where, set, x-specloom-provenance)",
        'x-specloom-rules[0].were: unknown member "were" (did you mean "where"? '
        "expected for, where, unless, set, expect, x-specloom-provenance)",
    ]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("root components schemas A properties b", "schema"),
        ("root definitions A allOf additionalProperties", "schema"),
        ("root paths /a get requestBody content text/plain schema", "schema"),
        ("root paths /a parameters items", "schema"),
        ("root paths /a x-specloom-additional-operations COPY", "operation"),
        ("root components callbacks A b post", "operation"),
        ("root components examples A", "example"),
        ("root components examples A value b", DATA),
        ("root components schemas A properties x-b", "schema"),
        ("root components schemas A x-b c", DATA),
        ("root components schemas A default", DATA),
        ("root components schemas A discriminator mapping", DATA),
        ("root components links A server variables b", "variable"),
        ("root webhooks A post responses 200 headers B schema", "schema"),
        ("root info title", "other"),
    ],
)
def test_the_kind_of_a_node_follows_from_the_tables(path: str, kind: str) -> None:
    found, *steps = path.split()
    for step in steps:
        found = child(found, step)
    assert found == kind


def test_references_of_examples_are_followed(tmp_path: Path) -> None:
    content = "{application/json: {examples: {a: {$ref: 'other.yaml#/a'}}}}"
    (tmp_path / "other.yaml").write_text("a: {value: 5}\n", "utf-8")
    text = f"""
openapi: 3.1.0
info: {{title: T, version: '1'}}
paths: {{/a: {{get: {{responses: {{'200': {{description: A, content: {content}}}}}}}}}}}
"""
    source = tmp_path / "api.yaml"
    source.write_text(text, "utf-8")
    built = build_file(source, "shop")
    assert not [row for row in built.report if "ref" in str(row["reasons"])]
