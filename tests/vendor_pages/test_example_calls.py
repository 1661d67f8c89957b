"""Example calls: plausible arguments, in code that runs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from specloom.builds.full_builds import full_build
from specloom.project.vendor import vendor_of_file
from specloom.vendor_pages.method_code import method_code

TEXT = {"type": "string"}


def examples(folder: Path, name: str = "acme", **document: Any) -> dict[str, str]:
    """Return the examples of a description with one operation, formatted."""
    path = folder / f"{name}.json"
    base = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://acme.example"}],
    }
    path.write_text(json.dumps(base | document), "utf-8")
    build = full_build(vendor_of_file(path, name))
    made = method_code(build.package, build.normalized.data, f"x.{name}")
    return {"": made.opening, **made.examples}


def with_body(schema: Any, example: Any = None, **components: Any) -> dict[str, Any]:
    """Return a description with an operation that has a body."""
    media = {"schema": schema} | ({} if example is None else {"example": example})
    operation = {
        "operationId": "create",
        "requestBody": {"required": True, "content": {"application/json": media}},
        "responses": {"204": {"description": "x"}},
    }
    return {
        "paths": {"/things": {"post": operation}},
        "components": {"schemas": components},
    }


def reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


@pytest.mark.parametrize(
    ("schema", "example", "code"),
    [
        (TEXT, None, '"example-1"'),
        ({"enum": ["b", "a"]}, None, '"b"'),
        ({"type": "string", "format": "date"}, "2026-02-03", "date(2026, 2, 3)"),
        # An example that is not valid is not used.
        ({"type": "integer", "maximum": 9}, 10, "7"),
        ({"type": "array", "items": {"type": "integer"}}, [1, 2, 3], "[1, 2]"),
        ({"type": "object", "additionalProperties": TEXT}, {"k": "v"}, '{"k": "v"}'),
        (
            {"type": "array", "prefixItems": [TEXT, {"type": "integer"}]}
            | {"items": False, "minItems": 2},
            ["a", 3],
            '("a", 3)',
        ),
        ({"type": ["integer", "null"]}, 3, "3"),
        # A template engine would read the value.
        (TEXT, "{{secret}}", None),
        (TEXT, "x" * 500, None),
    ],
)
def test_value(schema: Any, example: Any, code: str | None, tmp_path: Path) -> None:
    made = examples(tmp_path, **with_body(schema, example)).get("things.create", "")
    call = re.search(r"acme\.things\.create\((.*)\)\n", made)
    assert (call and call[1]) == code


def test_models_have_required_fields_or_some_optional_ones(tmp_path: Path) -> None:
    thing = {"type": "object", "properties": {"a": TEXT, "b": TEXT, "c": TEXT}}
    body = with_body(reference("Thing"), {"b": "x"}, Thing=thing)
    assert 'Thing(b="x")' in examples(tmp_path, **body)["things.create"]
    body = with_body(reference("Thing"), None, Thing=thing | {"required": ["c"]})
    assert 'Thing(c="example-1")' in examples(tmp_path, **body)["things.create"]


def test_types_that_contain_themselves_end(tmp_path: Path) -> None:
    inner = {"type": "array", "items": reference("Thing")}
    thing = {"type": "object", "required": ["a"], "properties": {"a": inner}}
    body = with_body(reference("Thing"), Thing=thing)
    assert examples(tmp_path, **body)["things.create"].count("Thing(") <= 7
    thing = {"type": "object", "required": ["a"], "properties": {"a": reference("T")}}
    assert "things.create" not in examples(
        tmp_path, **with_body(reference("T"), T=thing)
    )


def test_names_that_examples_need_are_free(tmp_path: Path) -> None:
    thing = {
        "type": "object",
        "required": ["x"],
        "properties": {"x": {"type": "string", "format": "uuid"}},
    }
    body = with_body({"type": "array", "items": reference("UUID")}, UUID=thing)
    # Both the model and the class of the standard library would be needed.
    assert "things.create" not in examples(tmp_path, **body)
    made = examples(tmp_path, "print", **with_body(TEXT))
    assert made[""].endswith("client = Print()\n")
    assert made["things.create"] == 'client.things.create("example-1")\n'


def test_servers_and_credentials_that_must_be_given(tmp_path: Path) -> None:
    scheme = {"type": "apiKey", "in": "header", "name": "X-Key"}
    document = with_body(TEXT) | {
        "servers": [{"url": "https://{host}/v1"}],
        "security": [{"key": []}],
    }
    document["components"]["securitySchemes"] = {"key": scheme}
    made = examples(tmp_path, **document)[""]
    assert made == (
        "import os\n\nfrom x.acme import Acme\n\n"
        'acme = Acme(key=os.environ["ACME_KEY"], host="example.com")\n'
    )
    made = examples(tmp_path, **(document | {"servers": [{"url": "/v1"}]}))[""]
    assert 'base_url="https://..."' in made
