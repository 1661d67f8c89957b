"""Test references into extensions, examples and what OpenAPI does not define."""

from __future__ import annotations

from typing import Any

import pytest
from specloom.document.references import references
from specloom.load import Document, Documents, read
from specloom.normalize import NormalizedDocument, normalize

HEADS = {
    "2": "swagger: '2.0'\ninfo: {title: T, version: '1'}\nhost: x.test\n",
    "3": "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n"
    "servers: [{url: 'https://x.test'}]\n",
}
V = "{type: object, properties: {own: %s, other: %s}}"
W = "{type: object, properties: {n: {type: integer}}}"
AT = {
    "an extension": "x-defs: {V: %s, W: %s}",
    "an extension of the components": "components: {x-defs: {V: %s, W: %s}}",
    "the name of another version": "definitions: {V: %s, W: %s}",
    "an unknown member": "shared: {V: %s, W: %s}",
    "a list": "x-list: [%s, %s]",
    "an example": "components: {examples: {E: {value: {V: %s, W: %s}}}}",
}
POINTERS = {
    "an extension": "#/x-defs/",
    "an extension of the components": "#/components/x-defs/",
    "the name of another version": "#/definitions/",
    "an unknown member": "#/shared/",
    "a list": "#/x-list/",
    "an example": "#/components/examples/E/value/",
}
USES = {
    "a schema": "%s",
    "items": "{type: array, items: %s}",
    "a property": "{type: object, properties: {p: %s}}",
    "an alternative": "{oneOf: [%s, {type: string}]}",
    "a part": "{allOf: [%s, {type: object, properties: {q: {type: string}}}]}",
    "free names": "{type: object, additionalProperties: %s}",
}


def _normal(text: str, **others: str) -> NormalizedDocument:
    files = {
        ("api.yaml", f"{name}.yaml"): (f"{name}.yaml", read(each.encode(), shown=name))
        for name, each in others.items()
    }
    document = Document("api.yaml", read(text.encode(), shown="api.yaml"))
    return normalize(Documents(document, others=files), vendor="v")


def _reasons(result: NormalizedDocument) -> set[str]:
    return {entry.reason for _, _, entry in result.report.entries()}


def _ref(pointer: str) -> str:
    return f"{{$ref: '{pointer}'}}"


def _responding(schema: str) -> str:
    content = f"{{application/json: {{schema: {schema}}}}}"
    answer = f"{{description: d, content: {content}}}"
    return (
        f"paths: {{/a: {{get: {{operationId: getA, responses: {{200: {answer}}}}}}}}}\n"
    )


def _properties(document: Any, *path: str) -> Any:
    """Return the properties of the component that has these two."""
    schemas = document["components"]["schemas"].values()
    return next(
        s["properties"] for s in schemas if {*path} == {*s.get("properties", ())}
    )


@pytest.mark.parametrize("use", USES.values(), ids=USES)
@pytest.mark.parametrize("at", AT)
def test_a_schema_that_refers_on_becomes_a_component(at: str, use: str) -> None:
    """Its references are followed, also one to itself."""
    names = ("0", "1") if at == "a list" else ("V", "W")
    own, other = (_ref(POINTERS[at] + name) for name in names)
    text = HEADS["3"] + _responding(use % own) + AT[at] % (V % (own, other), W)
    result = _normal(text)
    found = _properties(result.document, "own", "other")
    assert _properties(result.document, "n")["n"] == {"type": "integer"}
    for node in found.values():
        assert node["$ref"].startswith("#/components/schemas/")
    assert all(
        node["$ref"].startswith("#/components/schemas/")
        for node in references(result.document["components"]["schemas"])
    )
    assert "unresolved-reference" not in _reasons(result)


def test_a_mapping_leads_into_data() -> None:
    kind = "type: object, properties: {kind: {type: string}"
    pets = (
        f"x-pets: {{Cat: {{{kind}, own: {_ref('#/x-pets/Cat')}}}}}, Dog: {{{kind}}}}}}}"
    )
    tag = "{propertyName: kind, mapping: {c: '#/x-pets/Cat', d: '#/x-pets/Dog'}}"
    schema = f"{{oneOf: [{_ref('#/x-pets/Cat')}, {_ref('#/x-pets/Dog')}], "
    text = HEADS["3"] + _responding(f"{schema} discriminator: {tag}}}") + pets
    result = _normal(text)
    schemas = result.document["components"]["schemas"]
    union = _schema(result.document)
    options = [option["$ref"] for option in union["oneOf"]]
    mapping = union["discriminator"]["mapping"]
    assert sorted(mapping) == ["c", "d"]
    assert sorted(mapping.values()) == sorted(options)
    own = schemas[mapping["c"].rpartition("/")[2]]["properties"]
    assert own["own"]["$ref"] == mapping["c"]


def _schema(document: Any) -> Any:
    answers = document["paths"]["/a"]["get"]["responses"]
    return answers["200"]["content"]["application/json"]["schema"]


OTHER_KINDS = {
    "parameters": (
        "parameters: [{$ref: '#/x-q/P'}]",
        "P: {name: p, in: query, content: {application/json: "
        "{schema: {$ref: '#/x-q/S'}}}}",
    ),
    "a body": (
        "requestBody: {$ref: '#/x-q/B'}",
        "B: {content: {application/json: {schema: {$ref: '#/x-q/S'}}}}",
    ),
    "a response": (
        "responses: {201: {$ref: '#/x-q/R'}}",
        "R: {$ref: '#/x-q/T'}, T: {description: r, content: {application/json: "
        "{schema: {$ref: '#/x-q/S'}}}}",
    ),
    "headers": (
        "responses: {201: {description: d, headers: {X-A: {$ref: '#/x-q/H'}}, "
        "content: {application/json: {schema: {$ref: '#/x-q/S'}}}}}",
        "H: {schema: {$ref: '#/x-q/S'}}",
    ),
}


@pytest.mark.parametrize(("use", "target"), OTHER_KINDS.values(), ids=OTHER_KINDS)
def test_other_objects_are_copied_with_their_references_followed(
    use: str, target: str
) -> None:
    schema = "{type: object, properties: {own: {$ref: '#/x-q/S'}, n: {type: integer}}}"
    if "responses" not in use:
        use += ", responses: {204: {description: d}}"
    text = (
        f"{HEADS['3']}paths: {{/a: {{post: {{operationId: makeA, {use}}}}}}}\n"
        f"x-q: {{{target}, S: {schema}}}"
    )
    result = _normal(text)
    found = _properties(result.document, "own", "n")
    assert found["own"]["$ref"].startswith("#/components/schemas/")
    assert "unresolved-reference" not in _reasons(result)


def test_swagger_2_refers_into_extensions_too() -> None:
    text = HEADS["2"] + (
        "paths: {/a: {post: {operationId: makeA, parameters: [{$ref: '#/x-q/B'}, "
        "{$ref: '#/x-q/P'}], responses: {200: {$ref: '#/x-q/R'}}}}}\n"
        "x-q: {B: {in: body, name: b, schema: {$ref: '#/x-q/S'}}, "
        "P: {in: query, name: p, type: integer}, "
        "R: {description: r, schema: {$ref: '#/x-q/S'}}, "
        "S: {type: object, properties: {own: {$ref: '#/x-q/S'}, n: {type: integer}}}}"
    )
    result = _normal(text)
    found = _properties(result.document, "own", "n")
    assert found["own"]["$ref"].startswith("#/components/schemas/")
    operation = result.document["paths"]["/a"]["post"]
    assert [each["name"] for each in operation["parameters"]] == ["p"]
    assert "requestBody" in operation
    assert "unresolved-reference" not in _reasons(result)


@pytest.mark.parametrize("file", ["x-defs: {V: %s, W: %s}", "{V: %s, W: %s}"])
def test_data_of_several_files_is_followed(file: str) -> None:
    """An extension refers to another file, which refers to one of its extensions."""
    at = "#/x-defs/" if "x-defs" in file else "#/"
    other = file % (V % (_ref(f"{at}V"), _ref(f"{at}W")), W)
    text = (
        HEADS["3"]
        + _responding(_ref("#/x-mine/A"))
        + f"x-mine: {{A: {{type: object, properties: {{v: {_ref(f'b.yaml{at}V')}}}}}}}"
    )
    result = _normal(text, b=other)
    found = _properties(result.document, "own", "other")
    assert _properties(result.document, "v")["v"] == found["own"]
    assert _properties(result.document, "n")
    assert "unresolved-reference" not in _reasons(result)
