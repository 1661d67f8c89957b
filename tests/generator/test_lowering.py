"""Facts that lowering finds, each from the smallest operation that has it."""

from __future__ import annotations

from typing import Any

import pytest
from lowered import lowered, package
from specloom import ir
from specloom.document import Spec
from specloom.ir.python_types import NONE, GenericType, Leaf, parts
from specloom.lower.retry_policies import seconds
from specloom.lower.security import BY_TOKEN, REFRESH, Security, requirements
from specloom.lower.used_components import used_by, used_by_errors
from specloom.vocabulary import keys
from specloom_runtime import (
    AllOrNone,
    AtLeastOne,
    Chunk,
    Idempotency,
    RateLimit,
    Style,
    Unit,
)
from specloom_runtime.operations.base_operation import OperationFacts

LIST = {"type": "array", "items": {"type": "string"}}
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
LOCK = {"version": "$request.body#/version", "key": "$request.body#/id"}


def parameter(**members: Any) -> dict[str, Any]:
    """Return an operation with one parameter, a list in the query."""
    return {"parameters": [{"in": "query", "name": "x", "schema": LIST} | members]}


def body(media: str, **members: Any) -> dict[str, Any]:
    """Return an operation with a body of a list."""
    return {"requestBody": {"content": {media: {"schema": LIST} | members}}}


def form(**encoding: Any) -> dict[str, Any]:
    """Return an operation with a form of one list."""
    schema = {"type": "object", "properties": {"x": LIST}}
    media = {"schema": schema, "encoding": {"x": encoding}}
    return {"requestBody": {"content": {FORM: media}}}


@pytest.mark.parametrize(
    ("operation", "facts"),
    [
        ({}, {}),
        (parameter(), {}),
        (
            parameter(explode=False),
            {"styles": {"query.x": Style("form", explode=False)}},
        ),
        (
            parameter(style="pipeDelimited"),
            {"styles": {"query.x": Style("pipeDelimited", explode=False)}},
        ),
        (parameter(style="deepObject", schema={"type": "string"}), {}),
        (
            parameter(allowReserved=True),
            {"styles": {"query.x": Style("form", reserved=True)}},
        ),
        (
            {"parameters": [{"in": "query", "name": "x", "content": {JSON: {}}}]},
            {"styles": {"query.x": Style("json")}},
        ),
        (parameter(deprecated=True), {"deprecated": ("query.x",)}),
        ({"deprecated": True}, {"deprecated": True}),
        (
            {**parameter(deprecated=True), "deprecated": True},
            {"deprecated": True},
        ),
        (
            parameter(**{keys.CHUNK: {"maximum": 7}}),
            {"chunks": (Chunk("query.x", 7),)},
        ),
        (
            parameter(**{keys.CHUNK: True, "schema": {**LIST, "maxItems": 3}}),
            {"chunks": (Chunk("query.x", 3),)},
        ),
        (parameter(**{keys.UNIT: "minutes"}), {"formats": {"query.x": "minutes"}}),
        (
            {
                keys.ARGUMENT_RULES: [
                    {"at-least-one": ["$request.query.x", "$request.query.y"]},
                    {"all-or-none": ["$request.query.x", "$request.body#/y"]},
                ]
            },
            {
                "require": (
                    AtLeastOne("query.x", "query.y"),
                    AllOrNone("query.x", "body#/y"),
                )
            },
        ),
        ({keys.RETRY: False}, {"safe": False}),
        ({keys.RETRY: {"safe": True}}, {"safe": True}),
        ({keys.RETRY: {}}, {}),
        ({keys.ERRORS: "strict"}, {"errors": "strict"}),
        ({keys.ERRORS: False}, {"errors": False}),
        ({keys.IDEMPOTENCY: False}, {"idempotency": False}),
        (
            {keys.IDEMPOTENCY: {"header": "Key", "lifetime": "PT1H"}},
            {"idempotency": Idempotency("Key", lifetime=3600.0)},
        ),
        ({keys.RATE_LIMIT: False}, {"rate_limit": False}),
        (
            {keys.RATE_LIMIT: {"requests": 5, "per": "PT1M", "by": "token"}},
            {"rate_limit": RateLimit(5, 60.0, by="token")},
        ),
        ({keys.OPTIMISTIC_LOCK: LOCK}, {"conflict": 409}),
        ({keys.OPTIMISTIC_LOCK: {**LOCK, "conflict": 412}}, {"conflict": 412}),
        ({"security": []}, {"security": ()}),
        (body(JSON), {}),
        (body("text/csv"), {"media": "text/csv"}),
        (form(), {"media": FORM}),
        (
            form(style="spaceDelimited", allowReserved=True),
            {
                "media": FORM,
                "styles": {
                    "body.x": Style("spaceDelimited", reserved=True, explode=False)
                },
            },
        ),
        (
            form(explode=False),
            {"media": FORM, "styles": {"body.x": Style("form", explode=False)}},
        ),
        (
            form(contentType=JSON),
            {
                "media": FORM,
                "styles": {"body.x": Style("json", media=JSON, explode=False)},
            },
        ),
        (
            form(contentType="text/csv"),
            {"media": FORM, "styles": {"body.x": Style("form", media="text/csv")}},
        ),
        (
            form(contentType="text/csv, text/plain"),
            {"media": FORM, "styles": {"body.x": Style("form", media="text/csv")}},
        ),
        (form(contentType="image/*"), {"media": FORM}),
        (
            {"responses": {"200": {"content": {"text/csv": {}}}}},
            {"accept": "text/csv"},
        ),
        ({"responses": {"200": {"content": {JSON: {"schema": LIST}}}}}, {}),
    ],
)
def test_operation_attributes(operation: dict[str, Any], facts: dict[str, Any]) -> None:
    assert lowered(operation).facts == OperationFacts(**facts)


@pytest.mark.parametrize(
    ("place", "style", "explode"),
    [
        ("query", "form", True),
        ("header", "simple", False),
        ("path", "simple", False),
        ("cookie", "form", True),
    ],
)
def test_a_style_is_stated_where_it_is_not_that_of_the_place(
    place: str, style: str, explode: bool
) -> None:
    def styles(**members: Any) -> Any:
        given = parameter(**{"in": place, **members})
        return lowered(given).facts.styles

    assert styles() == styles(style=style) == styles(explode=explode) == {}
    stated = {f"{place}.x": Style(style, explode=not explode)}
    assert styles(explode=not explode) == stated
    assert styles(explode=not explode, schema={"type": "string"}) == {}
    assert styles(explode=not explode, schema={}) == stated
    assert styles(explode=not explode, schema={"type": ["object", "null"]}) == stated


@pytest.mark.parametrize("key", [keys.FILTER, keys.SORT])
def test_an_operation_reaches_the_components_that_it_names(key: str) -> None:
    def content(name: str) -> dict[str, Any]:
        schema = {"$ref": f"#/components/schemas/{name}"}
        return {"content": {JSON: {"schema": schema}}}

    properties = {"a": {"$ref": "#/components/schemas/Part"}}
    names = ("Body", "Failure", "Fields", "Part", "Result")
    schemas = {name: {"type": "object", "properties": properties} for name in names}
    node = {
        keys.NAME: "things.send",
        key: {"schema": "Fields"},
        "requestBody": content("Body"),
        "responses": {"200": content("Result"), "400": content("Failure")},
    }
    document = {
        "paths": {"/things": {"post": node}},
        "components": {"schemas": schemas},
    }
    (operation,) = Spec.of(document).operations()
    assert used_by(operation, False) == {"Body", "Fields", "Result"}
    assert used_by(operation, True) == {"Part", "Fields", "Result"}
    assert used_by_errors(operation) == {"Failure"}


def test_facts_are_read_only() -> None:
    facts: Any = lowered({keys.RETRY: False}).facts
    with pytest.raises(AttributeError, match="cannot assign to field"):
        facts.safe = True


def test_security_alternatives_are_tuples() -> None:
    schemes = {"a": {"type": "http", "scheme": "basic"}, "b": {"type": "mutualTLS"}}
    components = {"schemas": {}, "securitySchemes": schemes}
    found = lowered({"security": [{"a": [], "b": []}, {}]}, components=components)
    assert found.facts.security == (("a",), ())


def test_schemes_of_similar_names_have_keys_of_their_own() -> None:
    schemes = {
        name: {"type": "apiKey", "in": "header", "name": name}
        for name in ("api-key", "api_key", "other key")
    }
    document = {
        "components": {"securitySchemes": schemes},
        "security": [{name: [] for name in schemes}],
    }
    (credentials,) = Security(Spec.of(document)).alternatives()
    names = [each.name for each in credentials]
    assert names == ["api_dash_key", "api_underscore_key", "other_key"]


@pytest.mark.parametrize(
    ("flows", "alternatives"),
    [
        ({"authorizationCode": {"refreshUrl": "/r"}}, (("a",), ("a" + REFRESH,))),
        ({"authorizationCode": {}}, (("a",),)),
        ({"password": {"refreshUrl": "/r"}}, (("a",),)),
        (
            {"authorizationCode": {"refreshUrl": "/r"}, "password": {}},
            (("a",), ("a" + BY_TOKEN,)),
        ),
        ({"implicit": {}, "clientCredentials": {}}, (("a",), ("a" + BY_TOKEN,))),
        ({"password": {}, "clientCredentials": {}}, (("a",),)),
        ({}, (("a",),)),
    ],
)
def test_a_token_is_an_alternative(flows: Any, alternatives: Any) -> None:
    spec = Spec.of({"components": {"securitySchemes": {"a": {"flows": flows}}}})
    assert requirements(spec, [{"a": []}]) == alternatives


@pytest.mark.parametrize(
    ("tags", "description"),
    [
        ([], "Things"),
        ([{"name": "x", "description": "All things."}], "All things."),
        ([{"name": "y", "description": "Others."}], "Things"),
        ([{"name": "x", keys.ERRORS: {"codes": {"E1": "gone"}}}], "Things"),
    ],
)
def test_resource_is_described_by_its_tag(tags: Any, description: str) -> None:
    (resource,) = package({"tags": ["w", "x"]}, tags=tags).resources
    assert resource.description.strip() == description


def test_return_type_follows_from_the_response() -> None:
    assert lowered({}).returns == NONE
    content = {"text/event-stream": {}}
    stream = lowered({"responses": {"200": {"content": content}}})
    assert isinstance(stream, ir.StreamOperation)
    event = Leaf("Event", "specloom_runtime")
    assert stream.returns == GenericType(Leaf("Stream", "specloom_runtime"), (event,))
    assert stream.item is None


def test_imported_names_are_avoided() -> None:
    schema = {"type": "string", "format": "uuid"}
    assert lowered({keys.NAME: "things.uuid"}).constant == "UUID"
    uses = {keys.NAME: "things.uuid", **parameter(schema=schema)}
    assert lowered(uses).constant == "UUID_"
    (resource,) = package({keys.NAME: "resource.send"}).resources
    assert resource.name == "ResourceResource"
    (resource,) = package({keys.NAME: "models.close"}).resources
    assert (resource.module, resource.attribute) == ("models_", "models")
    (resource,) = package({keys.NAME: "download.get"}).resources
    assert (resource.module, resource.attribute) == ("download", "download_")


@pytest.mark.parametrize(
    ("duration", "length"),
    [("PT30S", 30.0), ("PT1M", 60.0), ("PT2H", 7200.0), ("P1DT1S", 86401.0)],
)
def test_durations_are_seconds(duration: str, length: float) -> None:
    assert seconds(duration) == length


def test_duration_without_a_fixed_length_is_rejected() -> None:
    with pytest.raises(ValueError, match="P1M"):
        seconds("P1M")


def units_of(**properties: Any) -> Any:
    """Return the units of a list of things that have the properties."""
    thing = {"type": "object", "properties": properties}
    listed = {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}
    page = {"type": "object", "properties": {"data": listed}}
    operation = {
        keys.PAGINATION: {
            "style": "single-page",
            "response": {"items": "$response.body#/data"},
        },
        "responses": {"200": {"content": {JSON: {"schema": page}}}},
    }
    schemas = {"Thing": thing, "Totals": TOTALS}
    return lowered(operation, components={"schemas": schemas}).facts.units


def amount(location: str) -> dict[str, Any]:
    """Return a number of minutes where the kind at the location is `time`."""
    when = {"location": location, "equals": "time"}
    return {"type": "number", keys.UNIT: {"is": "minutes", "when": when}}


KIND = {"type": "string"}
TOTALS = {
    "type": "object",
    "properties": {"amount": amount("/totals/kind"), "kind": KIND},
}


def test_units_that_depend_on_the_item_are_facts() -> None:
    totals = {"$ref": "#/components/schemas/Totals"}
    listed = {"type": "array", "items": totals}
    plain = {"type": "number", keys.UNIT: "hours"}
    found = units_of(
        amount=amount("kind"), kind=KIND, totals=totals, counts=listed, plain=plain
    )
    assert found == (
        Unit("amount", "minutes", at="kind", equals="time"),
        Unit("totals.amount", "minutes", at="totals.kind", equals="time"),
        Unit("counts.amount", "minutes", at="totals.kind", equals="time"),
    )


def test_units_of_a_recursive_item_end_at_seven_levels() -> None:
    again = {"$ref": "#/components/schemas/Thing"}
    found = units_of(amount=amount("kind"), next=again)
    assert [unit.path.count(".") for unit in found] == list(range(7))


@pytest.mark.parametrize(
    ("servers", "names"),
    [
        ([{"url": "https://a.example"}], ["default"]),
        (
            [{"url": "https://a.example", "description": "Production server"}],
            ["production"],
        ),
        ([{"url": "/v1", "description": "See the pages of our API"}], ["default"]),
        (
            [{"url": "https://a.example/v1"}, {"url": "https://b.example/v1"}],
            ["a", "b"],
        ),
        (
            [
                {"url": "https://a.example/v1", "description": "Live"},
                {"url": "https://a.example/v2", "description": "The live API"},
            ],
            ["live_v1", "live_v2"],
        ),
        (
            [{"url": "https://api.a.example"}, {"url": "https://sandbox.a.example"}],
            ["production", "sandbox"],
        ),
        (
            [{"url": "https://a.example"}, {"url": "https://eu.a.example"}],
            ["default", "eu"],
        ),
        (
            [
                {
                    "url": "https://a.example",
                    "description": "Production: use with care",
                },
                {"url": "https://b.example", "description": "With local hosting"},
                {"url": "http://localhost:3000"},
            ],
            ["production", "local_hosting", "localhost"],
        ),
        (
            [
                {
                    "url": "https://a.example/one/two/three/four",
                    "description": "A b c d",
                },
                {"url": "https://a.example/5/6/7/8"},
            ],
            ["default", "server_2"],
        ),
        ([{"url": "/v1", keys.NAME: "eu-1", "description": "Live"}], ["eu-1"]),
        (
            [
                {"url": "https://api.eu.b.test", "description": "https://eu.b.test"},
                {"url": "http://localhost:8080"},
                {"url": "https://b.test/1", "description": "\u672c\u756a\u74b0\u5883"},
                {"url": "https://b.test/2"},
                {"url": "{scheme}://b.test"},
                {"url": "{scheme}://b.test"},
            ],
            ["eu", "localhost", "server_3", "server_4", "server_5", "server_6"],
        ),
        (
            [
                {
                    "url": "https://a.example",
                    "description": "A sandbox with copies of production every night",
                },
                {"url": "https://b.example", "description": "Live"},
            ],
            ["sandbox", "live"],
        ),
    ],
)
def test_servers_have_distinct_names(
    servers: list[dict[str, Any]], names: list[str]
) -> None:
    made = package({}, servers=servers)
    assert list(made.service.servers) == names
    assert made.client.environments == (tuple(names) if len(names) > 1 else ())


@pytest.mark.parametrize(
    ("operation", "description"),
    [
        ({"summary": "Send it.", "description": "More."}, "Send it."),
        ({"summary": " ", "description": "More."}, "More."),
        ({keys.NAME: "things.list"}, "List things"),
        ({keys.NAME: "things.get"}, "Get thing"),
        ({keys.NAME: "things.count"}, "Count things"),
        ({keys.NAME: "things.list_parts"}, "List parts"),
        ({keys.NAME: "things.parts"}, ""),
    ],
)
def test_an_operation_is_described_by_its_name_if_by_nothing(
    operation: dict[str, Any], description: str
) -> None:
    assert lowered(operation).description == description


def responses(**types: str | None) -> dict[str, Any]:
    """Return an operation with a response of a JSON type, or none, by `s` + status."""
    found = {
        name.removeprefix("s"): (
            {"content": {JSON: {"schema": {"type": kind}}}} if kind else {}
        )
        for name, kind in types.items()
    }
    return {"responses": found}


@pytest.mark.parametrize(
    ("operation", "returns", "statuses"),
    [
        (responses(s200="string"), "str", {}),
        (responses(s200="string", s404="integer"), "str", {}),
        (responses(s200="string", s201="string"), "str", {}),
        (responses(s200=None, s204=None), "None", {}),
        (responses(s404="integer"), "None", {}),
        (
            responses(s200="string", s202="integer", s500="boolean"),
            "str | int",
            {"200": "str", "202": "int"},
        ),
        (
            responses(s200="string", s204=None),
            "str | None",
            {"200": "str", "204": "None"},
        ),
        (
            responses(s200=None, s299="integer"),
            "int | None",
            {"200": "None", "299": "int"},
        ),
        (
            responses(s2xx="string", s201="integer"),
            "int | str",
            {"201": "int", "2XX": "str"},
        ),
        (responses(default="string"), "str", {}),
        (responses(default="string", s404="integer"), "str", {}),
        (responses(default="string", s404="string"), "None", {}),
        (responses(default="string", s302=None), "None", {}),
        (responses(default="string", s204=None), "None", {}),
        (responses(default="string", s200="integer"), "int", {}),
    ],
)
def test_status_picks_the_result(
    operation: dict[str, Any], returns: str, statuses: dict[str, str]
) -> None:
    found = lowered(operation)
    assert isinstance(found, ir.CallOperation)
    assert " | ".join(map(leaf, parts(found.returns))) == returns
    assert {s: leaf(each) for s, each in found.statuses.items()} == statuses


def leaf(type_: Any) -> str:
    """Return the name of a type that is a leaf."""
    assert isinstance(type_, Leaf)
    return type_.name


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "number", "minimum": 0},
        {"type": "array", "items": {"type": "number"}},
        {"type": "object", "additionalProperties": {"type": "number"}},
        {"anyOf": [{"type": "number"}, {"type": "null"}]},
        {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
    ],
)
def test_numbers_of_a_result_stay_whole(schema: dict[str, Any]) -> None:
    content = {"content": {JSON: {"schema": schema}}}
    found = lowered({"responses": {"200": content, "201": {}}})
    assert isinstance(found, ir.CallOperation)
    assert "Number" in repr(found.result) and "Number" in repr(found.statuses["200"])
    assert "Number" not in repr(found.returns) and "float" in repr(found.returns)


TEXT = {"type": "string"}
OR_NULL = {"type": ["string", "null"]}


def test_arguments_that_cannot_be_none_are_stated() -> None:
    query = [
        {"in": "query", "name": "aFirst", "schema": TEXT, "required": True},
        {"in": "query", "name": "open", "schema": {}, "required": True},
        {"in": "query", "name": "null", "schema": OR_NULL, "required": True},
        {"in": "query", "name": "free", "schema": TEXT},
        {"in": "header", "name": "X-A", "schema": TEXT, "required": True},
        {"in": "cookie", "name": "c", "schema": TEXT, "required": True},
    ]
    query[0][keys.NAME] = "one"
    query[-1][keys.NAME] = "two"
    properties = {
        "theIds": {**LIST, keys.CHUNK: {"maximum": 3}},
        "note": OR_NULL,
        "other": {"$ref": "#/components/schemas/Other"},
    }
    schema = {"properties": properties, "required": ["theIds", "note", "other"]}
    given = {
        "parameters": query,
        "requestBody": {"content": {JSON: {"schema": {"type": "object"} | schema}}},
    }
    other = {"anyOf": [TEXT, {"type": "null"}]}
    made = lowered(given, components={"schemas": {"Other": other}})
    places = {"query.aFirst", "header.X-A", "cookie.c", "body#/theIds"}
    assert {*made.facts.required} == places
    assert made.facts.names == {"query.aFirst": "one", "cookie.c": "two"}
    assert made.facts.nullable == ("note", "other"), "null is sent"


@pytest.mark.parametrize(
    ("media", "schema", "needed", "places"),
    [
        (JSON, LIST, True, ("body",)),
        (JSON, LIST, False, ()),
        (JSON, OR_NULL, True, ()),
        (JSON, {}, True, ()),
    ],
)
def test_a_whole_body_that_cannot_be_none_is_stated(
    media: str, schema: Any, needed: bool, places: tuple[str, ...]
) -> None:
    given = {"content": {media: {"schema": schema}}, "required": needed}
    assert lowered({"requestBody": given}).facts.required == places
