"""Test what is done about parts of a document that do not have OpenAPI's structure."""

from __future__ import annotations

from typing import Any

import pytest
from specloom.errors import SourceLocation
from specloom.load import document_format, read
from specloom.structure import conform
from specloom.structure.coercion import coerce
from specloom.structure.shapes import matching_shape, structure

HEADS = {
    "2": "swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths: {}\n",
    "3": "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n",
}
SCHEMES = "components: {securitySchemes: {a: {%s}}}"
FLOWS = SCHEMES % "type: oauth2, flows: {%s: {scopes: {}}}"
FLOW = "/components/securitySchemes/a/flows/"
SCHEME = "/components/securitySchemes/a"

INCOMPLETE = [
    # A security scheme needs other members for each type.
    ("3", SCHEMES % "type: apiKey, name: x", SCHEME, "has no in", "left out"),
    ("3", SCHEMES % "type: apiKey, in: query", SCHEME, "has no name", "left out"),
    ("3", SCHEMES % "type: http", SCHEME, "has no scheme", "used without it"),
    ("3", SCHEMES % "type: oauth2", SCHEME, "has no flows", "used without it"),
    (
        "3",
        SCHEMES % "type: openIdConnect",
        SCHEME,
        "has no openIdConnectUrl",
        "used without it",
    ),
    (
        "2",
        "securityDefinitions: {a: {type: apiKey, name: x}}",
        "/securityDefinitions/a",
        "has no in",
        "left out",
    ),
    (
        "2",
        "securityDefinitions: {a: {type: oauth2, scopes: {}}}",
        "/securityDefinitions/a",
        "has no flow",
        "used without it",
    ),
    (
        "2",
        "securityDefinitions: {a: {type: oauth2, flow: password, scopes: {}}}",
        "/securityDefinitions/a/flow",
        "flow password without tokenUrl",
        "left out",
    ),
    (
        "2",
        "securityDefinitions: {a: {type: oauth2, flow: implicit, scopes: {}}}",
        "/securityDefinitions/a",
        "has no authorizationUrl",
        "used without it",
    ),
    # A flow needs the URLs that it uses.
    ("3", FLOWS % "password", f"{FLOW}password", "has no tokenUrl", "left out"),
    (
        "3",
        FLOWS % "clientCredentials",
        f"{FLOW}clientCredentials",
        "has no tokenUrl",
        "left out",
    ),
    (
        "3",
        FLOWS % "authorizationCode",
        f"{FLOW}authorizationCode",
        "has no tokenUrl",
        "left out",
    ),
    (
        "3",
        FLOWS % "implicit",
        f"{FLOW}implicit",
        "has no authorizationUrl",
        "used without it",
    ),
    # A variable needs a default.
    (
        "3",
        "servers: [{url: 'https://{a}.example', variables: {a: {}}}]",
        "/servers/0/variables/a",
        "has no default",
        "used without it",
    ),
    # A parameter needs a media type, a scheme is one of four.
    (
        "3",
        "components: {parameters: {a: {name: a, in: query, content: {}}}}",
        "/components/parameters/a/content",
        '"content" is empty',
        "read as missing",
    ),
    (
        "2",
        "schemes: [gopher]",
        "/schemes/0",
        'expected one of http, https, ws, wss, found "gopher"',
        "left out",
    ),
    # A header may be called like an extension; nothing else is left out silently.
    (
        "3",
        "components: {headers: {x-a: null}}",
        "/components/headers/x-a",
        "expected an object, found null",
        "read as an empty object",
    ),
    (
        "3",
        "components: {schemas: {x-a: 1}}",
        "/components/schemas/x-a",
        "expected an object, found the number 1: an extension",
        "left out",
    ),
    # Examples of a schema are a list; a map is not an object of another kind.
    (
        "3",
        "components: {schemas: {a: {examples: one}}}",
        "/components/schemas/a/examples",
        'expected an array, found "one"',
        "read as an array of this one",
    ),
    (
        "3",
        "paths: {/a: {get: {responses: {'200': {$ref: '#/components/responses'}}}}}\n"
        "components: {responses: {a: {description: A.}}}",
        "/paths/~1a/get/responses/200",
        "$ref #/components/responses in the place of an object",
        "replaced by what it leads to",
    ),
    # An object that may be empty is left without a reference that cannot be resolved.
    (
        "3",
        "paths: {/a: {get: {$ref: '#/gone'}}}",
        "/paths/~1a/get/$ref",
        "$ref #/gone leads to no object",
        "left out",
    ),
    (
        "3",
        "security: [{$ref: '#/gone'}]",
        "/security/0",
        "$ref #/gone leads to no object",
        "left out",
    ),
    # A reference alone is one, even where it could be a name.
    (
        "3",
        FLOWS.replace("{scopes: {}}", "{tokenUrl: x, scopes: {$ref: '#/gone'}}")
        % "password",
        f"{FLOW}password/scopes",
        "$ref #/gone leads to no object",
        "left out",
    ),
]


@pytest.mark.parametrize(
    ("version", "text", "pointer", "detail", "done"),
    INCOMPLETE,
    ids=[f"{row[2]}-{row[3]}" for row in INCOMPLETE],
)
def test_incomplete_objects_are_reported(
    version: str, text: str, pointer: str, detail: str, done: str
) -> None:
    defects = _defects(HEADS[version] + text)
    assert (pointer, detail, done) in {(d.pointer, d.detail, d.done) for d in defects}


def test_complete_objects_are_not_reported() -> None:
    schemes = (
        "a: {type: apiKey, in: query, name: x}, b: {type: http, scheme: basic}, "
        "c: {type: oauth2, flows: {clientCredentials: {tokenUrl: x, scopes: {}}}}"
    )
    text = f"components: {{securitySchemes: {{{schemes}}}}}"
    assert not _defects(HEADS["3"] + text)


def _defects(text: str) -> list[Any]:
    tree = read(text.encode(), shown="document.yaml")
    return conform(tree, document_format(tree))


@pytest.mark.parametrize("version", ["swagger 2.0", "openapi 3.0", "openapi 3.2"])
def test_what_is_read_instead_fits(version: Any) -> None:
    values = (None, True, False, 0, -1.5, "", "5", "text", [], ["a"], {}, {"0": 1})
    here = SourceLocation(file="document.yaml")
    objects = structure(version)
    for members in objects.values():
        shapes = [*members.named.values(), *(shape for _, shape in members.patterns)]
        # What stands in arrays and maps as well.
        for shape in shapes:
            shapes += [
                getattr(shape, k) for k in ("item", "value") if hasattr(shape, k)
            ]
        for shape in shapes:
            for value in values:
                change = coerce(value, shape, str(value), here, objects)
                fits = change is None or matching_shape(change.value, shape) is not None
                assert fits, (shape, value, change)


def test_references_in_what_is_not_read_need_not_lead_anywhere() -> None:
    text = """
paths:
  /a:
    get:
      responses: {}
      x-unused: {$ref: '#/gone'}
      x-used: {one: {$ref: '#/components/schemas/B'}, two: {type: string}}
      x-plain: {a: 1}
      unknown: {$ref: '#/gone'}
components:
  schemas:
    A: {$ref: '#/paths/~1a/get/x-used/two'}
    B: {}
"""
    tree = read((HEADS["3"] + text).encode(), shown="document.yaml")
    defects = conform(tree, document_format(tree))
    assert [each.pointer for each in defects if each.loses] == [
        "/paths/~1a/get/unknown"
    ]
    assert set(tree["paths"]["/a"]["get"]) == {"responses", "x-used", "x-plain"}


RESPONSES = "responses: {'200': {description: a}}"
OPERATION = f"paths: {{/a: {{get: {{{RESPONSES}, %s}}}}}}"
SCHEMA = "components: {schemas: {A: {%s}}}"
GET = "/paths/~1a/get"


@pytest.mark.parametrize(
    ("version", "text", "pointer", "done", "loses"),
    [
        # Another case of a name that is known, where the value fits it.
        ("3", "paths: {/a: {GET: {responses: {}}}}", "/paths/~1a/GET", "get", False),
        ("2", "paths: {/a: {Put: {responses: {}}}}", "/paths/~1a/Put", "put", False),
        ("3", OPERATION % "operationID: b", f"{GET}/operationID", "operationId", False),
        ("3", "components: {Schemas: {}}", "/components/Schemas", "schemas", False),
        (
            "3",
            SCHEMA % "readonly: true",
            "/components/schemas/A/readonly",
            "readOnly",
            0,
        ),
        (
            "3",
            FLOWS % "clientcredentials",
            FLOW + "clientcredentials",
            "clientCredentials",
            False,
        ),
        # Unknown: what has content may be missed.
        ("3", "paths: {/a: {fetch: {responses: {}}}}", "/paths/~1a/fetch", "", True),
        ("3", FLOWS % "accessCode", FLOW + "accessCode", "", True),
        ("2", OPERATION % "requestBody: {content: {}}", f"{GET}/requestBody", "", True),
        ("3", OPERATION % "title: b", f"{GET}/title", "", False),
        ("3", OPERATION % "extra: {}", f"{GET}/extra", "", False),
        # A parameter has either of two.
        (
            "3",
            "components: {parameters: {A: {name: a, in: query, schema: {}, "
            "content: {text/plain: {}}}}}",
            "/components/parameters/A/content",
            "",
            False,
        ),
        # Both are there, or the value is of another kind.
        ("3", OPERATION % "Responses: {a: 1}", f"{GET}/Responses", "", True),
        ("3", OPERATION % "Summary: [a]", f"{GET}/Summary", "", True),
    ],
)
def test_members_that_are_not_known_are_read_or_reported(
    version: str, text: str, pointer: str, done: str, loses: bool
) -> None:
    head = HEADS[version].replace("paths: {}\n", "")
    defects = {each.pointer: each for each in _defects(head + text)}
    assert defects[pointer].done == (f"read as {done}" if done else "left out")
    assert defects[pointer].loses == loses


@pytest.mark.parametrize(
    "text",
    [
        SCHEMA % "ownKeyword: {a: 1}, Type: {a: 1}, x-a: {b: 1}",
        OPERATION % "x-a: {$ref: '#/nowhere'}, x-b: 5",
        "components: {parameters: {A: {own: {a: 1}, "
        "$ref: '#/components/parameters/B'}, B: {name: b, in: query, schema: {}}}}",
        "definitions: {A: {}}\ncomponents: {schemas: {B: {$ref: '#/definitions/A'}}}",
    ],
)
def test_members_that_are_allowed_or_used_are_not_reported(text: str) -> None:
    assert not _defects(HEADS["3"] + text)


def test_what_is_left_out_has_one_row() -> None:
    text = "paths: {/a: {parameters: [{name: b, schema: {}, extra: {a: 1}}]}}"
    assert [each.pointer for each in _defects(HEADS["3"] + text)] == [
        "/paths/~1a/parameters/0"
    ]


def test_a_member_with_another_case_keeps_its_place() -> None:
    text = f"paths:\n  /a:\n    GET: {{tags: {{a: b}}, {RESPONSES}}}"
    first, second = _defects(HEADS["3"] + text)
    assert (first.pointer, second.pointer) == ("/paths/~1a/GET", f"{GET}/tags")
    assert str(first.location) == "document.yaml:5:5"
    assert str(second.location) == "document.yaml:5:11"


def test_a_path_without_its_slash_may_have_methods_in_another_case() -> None:
    defects = _defects(f"{HEADS['3']}paths: {{things: {{GET: {{{RESPONSES}}}}}}}")
    assert [defect.done for defect in defects] == ["read as /things", "read as get"]
    assert not any(defect.loses for defect in defects)


@pytest.mark.parametrize(
    ("holder", "name", "read_as"),
    [
        ("paths", "things/{id}", "/things/{id}"),
        ("paths", " things", "/things"),
        ("paths", "taken", None),
        ("responses", "200 OK", "200"),
        ("responses", "404 (no thing)", "404"),
        ("responses", "2xx ", "2xx"),
        ("responses", "Default", "default"),
        ("responses", "201/202", "201"),
        ("responses", "2000", None),
        ("responses", "204 again", None),
        ("responses", "600", None),
        ("responses", "ok", None),
    ],
)
def test_names_of_paths_and_statuses_are_read_as_what_they_mean(
    holder: str, name: str, read_as: str | None
) -> None:
    text = (
        f"paths: {{/taken: {{get: {{{RESPONSES}}}}}, '{name}': {{get: {{{RESPONSES}}}}}"
        if holder == "paths"
        else f"paths: {{/a: {{get: {{responses: {{204: {{description: x}}, '{name}': "
        "{description: y}}}}"
    )
    (defect,) = _defects(f"{HEADS['3']}{text}}}")
    assert defect.done == (f"read as {read_as}" if read_as else "left out")
    assert defect.loses == (read_as is None)


def test_what_has_no_operation_is_not_read_as_a_path() -> None:
    (defect,) = _defects(HEADS["3"] + "paths: {things: {summary: x}}")
    assert defect.done == "left out"


@pytest.mark.parametrize(
    ("value", "done"),
    [("0", "left out"), ("-1", "left out"), ("'0'", "left out"), ("'2'", "read as 2")],
)
def test_a_multiple_is_above_0(value: str, done: str) -> None:
    (defect,) = _defects(HEADS["3"] + SCHEMA % f"multipleOf: {value}")
    assert (defect.pointer, defect.done) == ("/components/schemas/A/multipleOf", done)


@pytest.mark.parametrize(
    ("member", "value", "done"),
    [
        ("host", "https://a.test/v1/", 'read as "a.test/v1"'),
        ("host", "a.test/v1/", 'read as "a.test/v1"'),
        ("host", "a.test/v 1", "left out"),
        ("host", " a.test:80 ", 'read as "a.test:80"'),
        ("host", "a b", "left out"),
        ("host", 5, "left out"),
        ("basePath", "v1", 'read as "/v1"'),
        ("basePath", "v1/", 'read as "/v1/"'),
        ("basePath", "/a b", "left out"),
    ],
)
def test_hosts_and_base_paths_are_read_as_what_they_mean(
    member: str, value: Any, done: str
) -> None:
    (defect,) = _defects(HEADS["2"] + f"{member}: {value!r}")
    assert (defect.pointer, defect.done) == (f"/{member}", done)
    for fine in ("a.test", "a.test:80", "{x}.test"):
        assert not _defects(HEADS["2"] + f"host: '{fine}'\nbasePath: /v1/")


def test_an_item_of_a_map_of_arrays_is_left_out() -> None:
    defects = _defects(HEADS["3"] + "security: [{a: [{}]}]")
    assert [each.pointer for each in defects if each.loses] == ["/security/0/a/0"]


def test_an_object_without_its_reference_is_completed() -> None:
    scheme = SCHEMES % "type: apiKey, name: x, $ref: '#/gone'"
    assert SCHEME in {each.pointer for each in _defects(HEADS["3"] + scheme)}


def test_what_a_reference_is_replaced_by_is_visited() -> None:
    text = (
        HEADS["3"] + "components: {schemas: {A: {type: {$ref: '#/x-types'}}}}\n"
        "x-types: [string, 'null', 5]\n"
    )
    tree = read(text.encode(), shown="t.yaml")
    conform(tree, document_format(tree))
    assert tree["components"]["schemas"]["A"]["type"] == ["string", "null"]


@pytest.mark.parametrize(
    ("version", "details"),
    [
        ("openapi: 3.0.3", []),
        ("openapi: '3.0'", []),
        ("openapi: 3.0", ["expected text, found the number 3.0"]),
        ("openapi: 3.0.4-rc1", ["3.0.4-rc1 is not a released version"]),
        ("openapi: v3.0.3", ["v3.0.3 is not a released version"]),
        ("openapi: ' 3.0.3'", ["3.0.3 is not a released version"]),
        ("swagger: 2.0.0", []),
        ("swagger: '2'", ["2 is not a released version"]),
    ],
)
def test_a_version_of_another_spelling_has_a_note(
    version: str, details: list[str]
) -> None:
    text = f"{version}\ninfo: {{title: T, version: '1'}}\npaths: {{}}\n"
    tree = read(text.encode(), shown="a.yaml")
    defects = conform(tree, document_format(tree))
    assert [each.detail.strip() for each in defects] == details
    assert not any(each.loses for each in defects)
