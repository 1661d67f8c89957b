"""Test references that stand in the place of a whole object, map or array."""

from __future__ import annotations

from typing import Any

import pytest
from specloom.load import read
from specloom.normalize.files.bundle import SCHEMAS
from specloom.structure import Defect, conform
from specloom.structure.substitution import MAX_COPIED

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"


def _conformed(text: str) -> tuple[Any, list[Defect]]:
    tree = read((HEAD + text).encode(), shown="api.yaml")
    return tree, conform(tree, "openapi 3.1")


def _at(tree: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        tree = tree[int(step)] if isinstance(tree, list) else tree[step]
    return tree


A = "{type: object, properties: {n: {type: integer}}}"
GET = "/paths/~1a/get"
MAPS = ("properties", "$defs", "patternProperties", "dependentSchemas")


@pytest.mark.parametrize("key", MAPS)
@pytest.mark.parametrize("target", ["/components/schemas", "/x-more"])
def test_a_map_of_schemas_has_a_reference_to_each(key: str, target: str) -> None:
    """Also where the map has the schema that it is in."""
    at = f"/components/schemas/B/{key}"
    schemas = f"{{A: {A}, B: {{{key}: {{$ref: '#{target}'}}}}}}"
    tree, defects = _conformed(
        f"components: {{schemas: {schemas}}}\nx-more: {{C: {A}, d/e: {A}}}\n"
    )
    members = _at(tree, target)
    assert _at(tree, at) == {
        name: {"$ref": f"#{target}/{name.replace('/', '~1')}"} for name in members
    }
    (defect,) = defects
    assert (defect.pointer, defect.loses) == (at, False)


OTHERS = [
    (f"{GET}/responses", "{'200': {description: d}}"),
    (f"{GET}/callbacks", "{c: {'{$url}': {}}}"),
    (f"{GET}/requestBody/content", "{application/json: {}}"),
    (f"{GET}/responses/200/headers", "{X-A: {schema: {}}}"),
    (f"{GET}/responses/200/links", "{l: {operationId: a}}"),
    (f"{GET}/parameters", "[{name: q, in: query, schema: {}}]"),
    (f"{GET}/security", "[{k: []}]"),
    (f"{GET}/servers", "[{url: 'https://x.test'}]"),
    (f"{GET}/tags", "[t]"),
    ("/paths", "{/a: {get: {responses: {}}}}"),
    ("/webhooks", "{w: {post: {}}}"),
    ("/info", "{title: U, version: '2'}"),
    ("/components", "{schemas: {A: {}}}"),
    ("/components/schemas", "{A: {}, B: {$ref: '#/components/schemas/A'}}"),
    ("/components/parameters", "{P: {name: q, in: query, schema: {}}}"),
    ("/components/responses", "{R: {description: d}}"),
    ("/components/examples", "{E: {value: 1}}"),
    ("/components/securitySchemes", "{k: {type: http, scheme: basic}}"),
    ("/components/pathItems", "{I: {get: {}}}"),
    ("/components/schemas/A/required", "[a]"),
    ("/components/schemas/A/allOf", "[{type: string}]"),
    ("/components/schemas/A/xml", "{name: a}"),
    ("/components/schemas/A/discriminator", "{propertyName: a}"),
    ("/components/schemas/A/dependentRequired", "{a: [b]}"),
]
BASE = """
paths:
  /a:
    get:
      requestBody: {content: {application/json: {}}}
      responses: {'200': {description: d}}
components: {schemas: {A: {}}}
x-more: %s
"""


def _with_reference(at: str, value: str, reference: str) -> Any:
    tree = read((HEAD + BASE % value).encode(), shown="api.yaml")
    *above, last = (s.replace("~1", "/") for s in at.split("/")[1:])
    holder = tree
    for step in above:
        holder = holder.setdefault(step, {})
    holder[last] = {"$ref": reference}
    return tree


@pytest.mark.parametrize(("at", "value"), OTHERS)
def test_what_a_reference_leads_to_takes_its_place(at: str, value: str) -> None:
    tree = _with_reference(at, value, "#/x-more")
    defects = conform(tree, "openapi 3.1")
    found, expected = _at(tree, at), read(value.encode(), shown="x.yaml")
    if isinstance(found, dict) and found != expected:
        assert found == {
            key: {"$ref": f"#/x-more/{key.replace('/', '~1')}"} for key in expected
        } or all("$ref" in each for each in found.values())
    else:
        assert found == expected
    assert at in {each.pointer for each in defects}
    assert not any(each.loses for each in defects if each.pointer == at)


@pytest.mark.parametrize(("at", "_value"), OTHERS)
@pytest.mark.parametrize("target", ["5", "text", "null"])
def test_what_does_not_fit_is_left_out_with_a_row(
    at: str, _value: str, target: str
) -> None:
    tree = _with_reference(at, target, "#/x-more")
    defects = conform(tree, "openapi 3.1")
    rows = [each for each in defects if each.pointer in (at, f"{at}/$ref")]
    assert rows[0].reason == "unresolved-reference"
    assert "'$ref': '#/x-more'" not in str(tree)


@pytest.mark.parametrize(("at", "_value"), OTHERS)
def test_a_reference_to_itself_is_left_out_with_a_row(at: str, _value: str) -> None:
    tree = _with_reference(at, "1", f"#{at}")
    defects = conform(tree, "openapi 3.1")
    rows = [each for each in defects if each.pointer in (at, f"{at}/$ref")]
    assert rows[0].reason == "unresolved-reference"


def test_a_chain_of_references_is_followed() -> None:
    tree, _ = _conformed(
        "components: {schemas: {A: {properties: {$ref: '#/x-b'}}}}\n"
        "x-b: {$ref: '#/x-c'}\nx-c: {n: {type: integer}}\n"
    )
    found = tree["components"]["schemas"]["A"]["properties"]
    assert found == {"n": {"$ref": "#/x-c/n"}}


def test_what_stands_next_to_the_reference_is_kept() -> None:
    tree, _ = _conformed(
        "components: {schemas: {$ref: '#/x-c', A: {type: string}}}\n"
        "x-c: {A: {type: integer}, B: {type: integer}}\n"
    )
    found = tree["components"]["schemas"]
    assert found == {"A": {"type": "string"}, "B": {"$ref": "#/x-c/B"}}


def test_operations_that_contain_each_other_are_cut() -> None:
    tree, defects = _conformed(
        "paths:\n"
        "  /a: {get: {callbacks: {c: {x: {post: {$ref: '#/paths/~1b/get'}}}}}}\n"
        "  /b: {get: {callbacks: {c: {x: {post: {$ref: '#/paths/~1a/get'}}}}}}\n"
    )
    assert len(str(tree)) < MAX_COPIED
    assert {each.reason for each in defects} == {"invalid", "unresolved-reference"}
    assert SCHEMAS not in str(tree)
