"""Test that what an overlay breaks is an error at the line of its action."""

from __future__ import annotations

import pytest
from specloom.errors import SpecError
from specloom.load import Document, Documents, read
from specloom.normalize import normalize

SOURCE = """
openapi: 3.0.3
info: {title: T, version: '1'}
servers: [{url: https://x.test}]
security: [{key: []}]
paths:
  /a:
    get:
      operationId: listA
      parameters: [{$ref: '#/components/parameters/P'}]
      responses: {'200': {$ref: '#/components/responses/R'}}
  /b:
    post:
      operationId: makeB
      parameters: [{name: q, in: query, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {type: integer}}}}
      responses: {'200': {description: ok}}
components:
  parameters: {P: {name: p, in: query, schema: {$ref: '#/components/schemas/A'}}}
  responses: {R: {description: r}}
  securitySchemes: {key: {type: apiKey, in: header, name: K}}
  schemas:
    A: {type: string}
    B: {allOf: [{type: object}]}
    C:
      type: object
      properties: {kind: {type: string}}
      discriminator: {propertyName: kind, mapping: {b: '#/components/schemas/B'}}
"""
Q = "$.paths['/b'].post.parameters[0]"
REMOVED = [
    ("$.openapi", '"openapi" is missing'),
    ("$.info", '"info" is missing'),
    ("$.info.title", '"title" is missing'),
    ("$.info.version", '"version" is missing'),
    ("$.servers[0].url", "/servers/0: has no url"),
    ("$.paths", '"paths" is missing'),
    ("$.paths.*", "no operation is left"),
    ("$.paths.*.*", "no operation is left"),
    ("$.paths['/b'].post.responses", '"responses" is missing'),
    ("$.paths['/b'].post.responses['200'].description", '"description" is missing'),
    ("$.paths['/b'].post.requestBody.content", '"content" is missing'),
    (f"{Q}.name", "/paths/~1b/post/parameters/0: has no name"),
    (f"{Q}.in", "/paths/~1b/post/parameters/0: has no in"),
    (f"{Q}.schema", "has no schema and no content"),
    ("$.components.parameters", "#/components/parameters/P leads to no parameter"),
    ("$.components.parameters.P", "#/components/parameters/P leads to no parameter"),
    ("$.components.responses.R", "#/components/responses/R leads to no response"),
    ("$.components.schemas.A", "#/components/schemas/A leads to no schema"),
    ("$.components.schemas.B", "#/components/schemas/B is not the name of a schema"),
    ("$.components.schemas.B.allOf[0]", '"allOf" is empty'),
    ("$.components.securitySchemes.key.type", "has no type"),
    ("$.components.securitySchemes.key.in", "has no in"),
    ("$.components.schemas.C.discriminator.propertyName", "has no propertyName"),
]
UPDATED = [
    ("$", "{openapi: 3.1.0}", "/openapi: 3.1.0 is not the version of the source"),
    ("$", "{openapi: '3'}", "/openapi: 3 is not a released version"),
    ("$", "{openapi: null}", "/openapi: expected text, found null"),
    ("$", "{swagger: '2.0'}", '"swagger" is not a member of a document'),
    ("$.info.title", "5", "/info/title: expected text, found the number 5"),
    ("$.info", "{title: [a]}", "title of $.info is a single value"),
    ("$.info", "{summary: [a]}", "/info/summary: expected text, found an array"),
    (
        "$.paths['/b'].post",
        "5",
        "is an object and cannot be updated with a single value",
    ),
    ("$.paths['/b'].post", "[1]", "is an object and cannot be updated with an array"),
    ("$.paths['/b'].post.operationId", "{}", "is a single value"),
    ("$.paths['/b']", "{get: 5}", "/paths/~1b/get: expected an object"),
    ("$.paths['/b'].post.parameters", "[5]", "/parameters/1: expected an object"),
    ("$.paths['/b'].post.parameters", "5", "/parameters/1: expected an object"),
    ("$.paths['/b'].post", "{tags: [{}]}", "/tags/0: expected text"),
    (f"{Q}.in", "querry", "/in: expected one of query, header, path, cookie"),
    (Q, "{content: {a/b: {}}}", '"content" next to "schema"'),
    (Q, "{junk: {a: 1}}", '"junk" is not a member of a parameter'),
    (f"{Q}.schema.type", "intger", "/type: expected one of string, number"),
    (f"{Q}.schema", "{$ref: '#/components/schemas/No'}", "leads to no schema"),
    (f"{Q}.schema", "{$ref: 'no.yaml'}", "leads to no file"),
    ("$.components.securitySchemes.key.type", "apikeys", "/type: expected one of"),
    ("$.components.securitySchemes.key", "{in: 5}", "in: expected one of"),
    ("$.servers", "[{}]", "/servers/1: has no url"),
    ("$.components.schemas.B.allOf", "[7]", "/allOf/1: expected"),
    ("$.components.schemas.A", "{pattern: '['}", "not valid in Python: ["),
    ("$.components.schemas", "{Z: {pattern: '('}}", "not valid in Python: ("),
    ("$.components.schemas.A", "{default: [5]}", "does not match its type: [5]"),
    (f"{Q}.schema", "{default: [1]}", "default does not match its type: [1]"),
]
COPIED = [
    (Q, "$.servers[0]", '"url" is not a member of a parameter'),
    ("$.paths['/b'].post.parameters", "$.info.title", "/parameters/1: expected"),
    ("$.info.title", "$.paths", "is a single value"),
]


def _problem(*actions: str) -> str:
    """Return the one problem; the document itself has none."""
    lines = "".join(f"  - {each}\n" for each in actions)
    overlay = f"overlay: 1.1.0\ninfo: {{title: o, version: '1'}}\nactions:\n{lines}"
    documents = Documents(
        Document("api.yaml", read(SOURCE.encode(), shown="api.yaml")),
        Document("fix.yaml", read(overlay.encode(), shown="fix.yaml")),
    )
    with pytest.raises(SpecError) as caught:
        normalize(documents, vendor="v")
    (problem,) = map(str, caught.value.problems)
    return problem.replace(" invalid: ", ": ")


KEPT = "{target: $, update: {x-other: 1}}"


@pytest.mark.parametrize(("target", "message"), REMOVED)
def test_removing_a_part_that_is_needed(target: str, message: str) -> None:
    problem = _problem(KEPT, f'{{target: "{target}", remove: true}}', KEPT)
    assert problem.startswith(f"fix.yaml:5:{len(target) + 18}: ")
    assert message in problem


@pytest.mark.parametrize(("target", "update", "message"), UPDATED)
def test_setting_a_part_that_does_not_fit(
    target: str, update: str, message: str
) -> None:
    problem = _problem(KEPT, f'{{target: "{target}", update: {update}}}', KEPT)
    assert problem.startswith("fix.yaml:5:")
    assert message in problem


@pytest.mark.parametrize(("target", "source", "message"), COPIED)
def test_copying_what_does_not_fit(target: str, source: str, message: str) -> None:
    problem = _problem(KEPT, f'{{target: "{target}", copy: "{source}"}}', KEPT)
    assert problem.startswith("fix.yaml:5:")
    assert message in problem


def test_the_action_that_removes_is_the_last_that_changes() -> None:
    title = "{target: $.info.title, update: 5}"
    problem = _problem(title, "{target: $.info.title, remove: true}")
    assert problem.startswith("fix.yaml:5:")


@pytest.mark.parametrize(
    "action",
    [
        "{target: \"$.paths['/b'].post\", update: {summary: s}}",
        "{target: $.info, remove: true}\n  - {target: $, update: {info: "
        "{title: U, version: '2'}}}",
        "{target: $.components.schemas.C, remove: true}",
        "{target: \"$.paths['/b'].post.parameters[0]\", remove: true}",
    ],
)
def test_what_the_vendor_breaks_is_not_blamed_on_the_overlay(action: str) -> None:
    """The document has a defect in the object that the action changes."""
    source = SOURCE.replace("operationId: makeB", "operationId: [makeB]")
    overlay = f"overlay: 1.1.0\nactions:\n  - {action}\n"
    documents = Documents(
        Document("api.yaml", read(source.encode(), shown="api.yaml")),
        Document("fix.yaml", read(overlay.encode(), shown="fix.yaml")),
    )
    rows = normalize(documents, vendor="v").report.entries()
    (row,) = (entry for _, _, entry in rows if entry.reason == "invalid")
    assert str(row.location).startswith("api.yaml:")


HEAD = "overlay: 1.1.0\ninfo: {title: o}\n"
NOTHING = ["null", "[]", "{}", "5", "true", "[a]", "{a: b}", "''", "' '", "1.5"]
# By member: the values of any kind that it may have, and what is expected else.
OF_THE_ROOT = {
    "overlay": ([], "expected"),
    "info": (["null", "{}", "{a: b}"], "expected an object"),
    "extends": (["null", "5", "1.5", "''", "' '"], "expected text"),
    "actions": ([], "expected a non-empty list"),
}
OF_AN_ACTION = {
    "target": ([], "expected a JSONPath, such as $.info"),
    "copy": ([], "expected a JSONPath, such as $.info"),
    "remove": ([], "expected true or false"),
    "description": (["null", "5", "1.5", "''", "' '"], "expected text"),
}


def _overlay_error(overlay: str) -> str:
    documents = Documents(
        Document("api.yaml", read(SOURCE.encode(), shown="api.yaml")),
        Document("fix.yaml", read(overlay.encode(), shown="fix.yaml")),
    )
    try:
        normalize(documents, vendor="v")
    except SpecError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("value", NOTHING)
@pytest.mark.parametrize("key", OF_THE_ROOT)
def test_members_of_an_overlay_have_their_kind(key: str, value: str) -> None:
    members = {"overlay": "1.1.0", "info": "{title: o}", "actions": ""}
    members["actions"] = "[{target: $.info, update: {summary: s}}]"
    members[key] = value
    error = _overlay_error("".join(f"{k}: {v}\n" for k, v in members.items()))
    fine, message = OF_THE_ROOT[key]
    if value in fine:
        assert error == ""
    elif (key, value) == ("actions", "[a]"):
        assert error.startswith('fix.yaml:3:11: an action is "a" (expected an object')
    else:
        # What is empty is as good as missing: the root has the location.
        assert error.startswith("fix.yaml:")
        assert message in error
        assert "\n" not in error


@pytest.mark.parametrize("value", NOTHING)
@pytest.mark.parametrize("key", OF_AN_ACTION)
def test_members_of_an_action_have_their_kind(key: str, value: str) -> None:
    given = {"target": "$.info", "update": "{summary: s}", key: value}
    text = ", ".join(f"{k}: {v}" for k, v in given.items())
    error = _overlay_error(f"{HEAD}actions:\n  - {{{text}}}\n")
    fine, message = OF_AN_ACTION[key]
    if (key, value) == ("remove", "true"):
        assert "/info" in error or "the document" in error
    elif value in fine:
        assert error == ""
    elif value in ("[a]", "{a: b}") or key != "target":
        assert f'"{key}" is ' in error
        assert message in error
        assert error.startswith("fix.yaml:4:")
        assert "\n" not in error


@pytest.mark.parametrize("value", NOTHING)
def test_an_action_of_another_kind(value: str) -> None:
    error = _overlay_error(f"{HEAD}actions:\n  - {value}\n")
    assert error.startswith("fix.yaml:4:5: an action ")
    assert "(expected " in error


@pytest.mark.parametrize("value", ["null", "[]", "5", "[a]", "''"])
def test_an_update_of_another_kind(value: str) -> None:
    error = _overlay_error(f"{HEAD}actions:\n  - {{target: $.info, update: {value}}}\n")
    assert error.startswith("fix.yaml:4:6: target $.info is an object and cannot be u")
