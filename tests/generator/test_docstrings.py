"""Docstrings: what the document says reaches the caller, in full or short."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from lowered import lowered, package
from specloom.document import value_notes
from specloom.document.durations import each_period, in_words
from specloom.ir import OperationDetails
from specloom.normalize.schemas.deprecations import deprecation
from specloom.printing.python_literals import docstring
from specloom.project.generate_options import Docstrings
from specloom.render import render
from specloom.vocabulary import keys

TEXT = {"content": {"text/plain": {}}}


def printed(operation: dict[str, Any], style: Docstrings = "full", **root: Any) -> str:
    """Return the docstring of the only method, as Python reads it."""
    vendor = package(operation, **root)
    texts = render(vendor, source="a.yaml", package_name="", docstrings=style)
    tree = ast.parse(texts["things.py"])
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    (method,) = [n for n in classes["Things"].body if isinstance(n, ast.FunctionDef)]
    return ast.get_docstring(method) or ""


def field(name: str, wire: str = "query", **schema: Any) -> dict[str, Any]:
    return {"in": wire, "name": name, "schema": schema}


OPERATION: dict[str, Any] = {
    "summary": "Send a thing.",
    "description": "It is *kept*:\n\n- for a day\n- or two",
    "externalDocs": {"url": "https://a.test/things"},
    "parameters": [
        {**field("day", type="string", format="date"), "description": "When."},
        field("size", type="integer", minimum=1, maximum=50, default=20),
        field("kind", type="array", items={"enum": ["a", "b"]}),
        {**field("old"), "deprecated": True, "description": "As before."},
    ],
    "responses": {
        "200": {"description": "The text of the thing.", **TEXT},
        "404": {"description": "No such thing."},
        "405": {"description": "Not here."},
        "418": {"description": "A teapot."},
        "500": {"description": "Failed."},
        "4XX": {"description": "It is wrong."},
        "5XX": {},
        "default": {"description": "Whatever else."},
    },
}
FULL = """\
Send a thing.

It is kept:

- for a day
- or two

POST /things
See https://a.test/things

Args:
    day: When.
    size: 1 to 50. Default: 20.
    kind: One of: a, b.
    old: As before. Deprecated.

Returns:
    The text of the thing.

Raises:
    NotFoundError: 404: No such thing.
    ApiError: 405: Not here.
        418: A teapot.
        4XX: It is wrong.
        Any other status: Whatever else.
    ServerError: 500: Failed.
        5XX: the vendor responded with an error."""
SHORT = """\
Send a thing.

POST /things

Args:
    day: When.
    size: 1 to 50.
    old: As before."""


def test_a_full_docstring_has_every_text() -> None:
    assert printed(OPERATION) == FULL


def test_a_short_docstring_has_summaries() -> None:
    assert printed(OPERATION, "short") == SHORT
    assert printed({}, "short") == "POST /things"


def test_a_link_is_that_of_the_operation_or_else_of_its_tag() -> None:
    tags = [{"name": "x"}, {"name": "y", "externalDocs": {"url": "http://a.test"}}]
    assert "See http://a.test" in printed({"tags": ["w", "x", "y"]}, tags=tags)
    odd = {"externalDocs": {"url": "javascript:a"}, "tags": []}
    assert "See" not in printed(odd)


@pytest.mark.parametrize(
    ("node", "further"),
    [
        ({"summary": "A.", "description": "B."}, "B."),
        ({"summary": "A", "description": "a."}, ""),
        ({"summary": "", "description": "B."}, ""),
        ({"summary": "A.", "description": 5}, ""),
    ],
)
def test_a_description_is_printed_once(node: dict[str, Any], further: str) -> None:
    assert lowered(node).details.further == further


@pytest.mark.parametrize(
    ("text", "returned"),
    [
        ("OK", ""),
        ("Successful response", ""),
        ("The thing.", "The thing."),
        ("A thing that is described in more than sixty characters of text", "A"),
    ],
)
def test_a_result_without_a_meaning_is_not_described(text: str, returned: str) -> None:
    found = lowered({"responses": {"200": {"description": text, **TEXT}}})
    assert found.details.returns[:1] == returned[:1]
    assert lowered({"responses": {"204": {"description": text}}}).details.returns == ""


def test_one_description_of_many_statuses_is_that_of_the_class() -> None:
    same = {"description": "Wrong."}
    statuses = ("400", "402", "409", "default")
    found = lowered({"responses": dict.fromkeys(statuses, same) | {"204": {}}})
    assert [(each.name, each.description) for each in found.details.raises] == [
        ("BadRequestError", "400: the request is malformed."),
        ("ApiError", "402: the vendor responded with an error."),
        ("ConflictError", "409: the resource has changed, or already exists."),
    ]


def test_error_classes_of_codes_are_described() -> None:
    at = "$response.body#/code"
    rules = [
        {"when": {"location": at, "equals": "GONE"}, "class": "gone", "code": at},
        {"when": {"location": at, "equals": "LATE"}, "class": "conflict", "code": at},
        {"when": {"location": at, "equals": "FAIL"}, "class": "api", "code": "$x"},
        {"when": {"location": at, "equals": "NO"}, "class": "gone", "code": ["$x", at]},
        {"when": {"status": 404}, "code": at},
    ]
    scheme = {"default": {"rules": rules, "classes": {"OLD": "conflict"}}}
    responses = {"204": {}, "409": {"description": "It changed."}}
    text = printed({"responses": responses}, **{keys.ERRORS: scheme})
    assert "ConflictError: 409: It changed. Codes OLD, LATE." in text
    assert "GoneError: Codes GONE, NO." in text
    assert "FAIL" not in text
    tags = [{"name": "x", keys.ERRORS: {"codes": {"OLD": ""}}}]
    few = {"responses": responses, "tags": ["x"]}
    text = printed(few, **{keys.ERRORS: scheme}, tags=tags)
    assert "Code OLD." in text and "GONE" not in text


def test_rules_about_arguments_are_sentences() -> None:
    rules = [
        {"at-least-one": ["$request.query.a", "$request.header.b"]},
        {"all-or-none": ["$request.query.x"]},
        {"at-most-one": ["$request.query.a", "$request.header.b"]},
    ]
    parameters = [field("a"), field("b", "header")]
    found = lowered({"parameters": parameters, keys.ARGUMENT_RULES: rules})
    assert found.details.notes == (
        "At least one of these is required: a, b.",
        "Give at most one of these: a, b.",
    )


LISTED: dict[str, Any] = {
    keys.PAGINATION: {
        "style": "page",
        "request": {"page": "$request.query.page", "limit": "$request.query.size"},
        "response": {"items": "$response.body"},
        "page-size": {"maximum": 1000},
        "limits": {"page": 9999},
    },
    keys.WINDOW: {
        "start": "$request.query.from",
        "end": "$request.query.to",
        "maximum": "P31D",
        "bounds": "inclusive",
        "step": "P1D",
    },
    "parameters": [
        field("page", type="integer"),
        field("size", type="integer", default=20),
        field("from", type="string", format="date"),
        field("to", type="string", format="date"),
        {**field("codes", type="array", items={}), keys.CHUNK: {"empty": "no-request"}},
        {**field("ids", type="array", items={}), keys.CHUNK: {"maximum": 1000}},
    ],
    "responses": {
        "200": {
            "description": "OK",
            "content": {"application/json": {"schema": {"type": "array"}}},
        }
    },
}


OPEN = (
    " Without an end, the range ends at the time of the call; without a start, it is "
    "not split."
)


def test_splitting_and_page_sizes_are_described() -> None:
    found = lowered(LISTED)
    texts = {each.name: f"{each.limits} {each.notes}" for each in found.arguments}
    del texts["start"]
    assert texts == {
        "from_": " At most 31 days a request: a longer range is split.",
        "to": " At most 31 days a request: a longer range is split. "
        f"The end is included.{OPEN}",
        "ids": " At most 1,000 a request: a longer list is sent in several. "
        "No request is sent for an empty list.",
        "codes": " No request is sent for an empty list.",
        "page_size": "1 to 1000. By default 1000, the largest that the vendor allows.",
    }
    assert found.details.notes == ("The vendor serves no page number above 9,999.",)
    assert found.details.returns.startswith("A pager")


def test_the_interval_of_a_window_is_described() -> None:
    ends = {"type": "object", "properties": {"start": {}, "end": {}}}
    window = {"start": "start", "end": "end", "maximum": "P3M"}
    properties = {"updated": {**ends, keys.WINDOW: window}, "id": {"type": "string"}}
    schema = {"type": "object", "properties": properties}
    body = {"content": {"application/json": {"schema": schema}}}
    texts = {a.name: a.notes for a in lowered({"requestBody": body}).arguments}
    assert texts == {
        "updated": "At most 3 months a request: a longer range is split. "
        "The end is not included.",
        "id": "",
    }


def test_only_ranges_without_a_required_end_can_be_open() -> None:
    def notes(window: dict[str, Any], **given: Any) -> str:
        node = {**LISTED, keys.WINDOW: {**LISTED[keys.WINDOW], **window}, **given}
        return " ".join(each.notes for each in lowered(node).arguments)

    assert OPEN in notes({})
    given = [*LISTED["parameters"][:3], field("to", type="string", format="date")]
    assert OPEN not in notes(
        {}, parameters=[*given[:3], {**given[3], "required": True}]
    )
    window = {"start": "start", "end": "end", "maximum": "P3M"}
    for required, is_open in (([], True), (["end"], False)):
        ends = {"type": "object", "properties": {"start": {}, "end": {}}}
        span = {**ends, "required": required, keys.WINDOW: window}
        schema = {"type": "object", "properties": {"updated": span, "id": {}}}
        body = {"content": {"application/json": {"schema": schema}}}
        unlimited = {key: LISTED[key] for key in LISTED if key != keys.WINDOW}
        found = lowered({**unlimited, "requestBody": body}).arguments
        assert (OPEN in " ".join(each.notes for each in found)) is is_open


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("P1Y", "1 year"),
        ("PT30M", "30 minutes"),
        ("PT0.5S", "0.5 seconds"),
        ("P1DT2H", "P1DT2H"),
    ],
)
def test_a_duration_is_written_in_words(text: str, words: str) -> None:
    assert in_words(text) == words


@pytest.mark.parametrize(
    ("text", "words"), [("PT1M", "minute"), ("PT10S", "10 seconds"), ("P1D", "day")]
)
def test_a_period_is_written_after_per(text: str, words: str) -> None:
    assert each_period(text) == words


@pytest.mark.parametrize(
    ("schema", "text", "note"),
    [
        ({"minimum": 1, "maximum": 50}, "", "1 to 50."),
        ({"minimum": 0, "maximum": 1000}, "up to 1,000", "0 to 1000."),
        ({"minimum": 1, "maximum": 1000}, "1 to 1,000", ""),
        ({"minimum": 2}, "", "At least 2."),
        ({"minimum": 0}, "", ""),
        ({"exclusiveMinimum": True, "maxLength": 3}, "", "At most 3 characters."),
        (
            {"exclusiveMinimum": 2, "exclusiveMaximum": 5},
            "",
            "More than 2, less than 5.",
        ),
        ({"minLength": 1, "maxLength": 1}, "", "At most 1 character."),
        ({"minLength": 2, "maxLength": 4}, "", "2 to 4 characters."),
        ({"minItems": 2}, "", "At least 2 items."),
        ({"maxItems": 9, keys.CHUNK: {"maximum": 9}}, "", ""),
        ({"maximum": 50}, "Up to 50", ""),
        ({}, "", ""),
    ],
)
def test_limits_are_a_sentence(schema: Any, text: str, note: str) -> None:
    assert value_notes.limit_note(schema, text) == note


@pytest.mark.parametrize(
    ("unit", "note"),
    [
        ("minutes", "In minutes."),
        ({"is": "minutes", "when": {"location": "a/b", "equals": "TIME"}},
         "In minutes if a/b is TIME."),
        (None, ""),
    ],
)  # fmt: skip
def test_units_are_a_sentence(unit: Any, note: str) -> None:
    assert value_notes.unit_note(unit) == note


@pytest.mark.parametrize(
    ("schema", "text", "note"),
    [
        ({"enum": ["a", 1, None]}, "", "One of: a, 1."),
        ({"enum": ["a", "b"]}, "Either a or b.", ""),
        ({"enum": list(range(99))}, "", ""),
        ({"enum": ["a" * 400]}, "", ""),
        ({}, "", ""),
    ],
)
def test_allowed_values_are_a_sentence(schema: Any, text: str, note: str) -> None:
    assert value_notes.values_note(schema, text) == note


@pytest.mark.parametrize(
    ("default", "text", "note"),
    [
        (20, "", "Default: 20."),
        (False, "", "Default: false."),
        ("asc", "Or `asc`.", ""),
        ("", "", ""),
        ({}, "", ""),
        ("a" * 400, "", ""),
    ],
)
def test_a_default_is_a_sentence(default: Any, text: str, note: str) -> None:
    assert value_notes.default_note({"default": default}, text) == note


@pytest.mark.parametrize(
    ("node", "reason"),
    [
        ({}, ""),
        ({"deprecated": True}, "Deprecated"),
        ({"deprecated": True, "description": 5}, "Deprecated"),
        (
            {"deprecated": True, "description": "An a. It is deprecated, use b. Now."},
            "It is deprecated, use b.",
        ),
    ],
)
def test_the_reason_of_a_deprecation_is_found(node: Any, reason: str) -> None:
    assert value_notes.deprecation_note(node) == reason


@pytest.mark.parametrize(
    ("node", "description"),
    [
        ({"x-deprecatedMessage": "Use b."}, "Deprecated: Use b."),
        ({"description": "A", "x-deprecation-reason": "Old"}, "A. Deprecated: Old"),
        ({"description": "Old", "x-deprecation-reason": "Old"}, None),
        ({"x-deprecated-reason": " "}, None),
        ({"x-deprecatedMessage": 5}, None),
    ],
)
def test_the_reason_of_an_extension_is_described(
    node: dict[str, Any], description: str | None
) -> None:
    assert deprecation(node) == {}
    found = deprecation({**node, "deprecated": True})
    assert found.get("description") == description


def test_notes_of_a_field() -> None:
    schema = {
        "anyOf": [{"type": "integer", "minimum": 1, "maximum": 9}, {"type": "null"}],
        keys.UNIT: "minutes",
        keys.NULL_HANDLING: {"absent-means": 0},
    }
    assert value_notes.field_notes(schema) == "In minutes. 1 to 9. 0 if absent."
    assert value_notes.field_notes(True) == ""
    assert docstring("How long", 4, "In minutes.") == "How long. In minutes."
    assert docstring("", 4, "In minutes.") == "In minutes."
    shown = docstring("Of:\n\n- a", 4, "In minutes.")
    assert shown == "Of:\n\n    - a\n\n    In minutes.\n    "


@pytest.mark.parametrize("style", ["full", "short"])
def test_properties_to_filter_by_are_described(style: Docstrings) -> None:
    filtered = {keys.FILTER: ["eq"], "type": "string"}
    properties = {"a": {**filtered, "description": "The *a*."}, "b": filtered}
    schema = {"type": "object", "properties": properties}
    operation = {
        keys.FILTER: {
            "scheme": "odata",
            "location": "$request.query.q",
            "schema": "Thing",
        },
        "parameters": [field("q", type="string")],
    }
    root = {keys.FILTER: {"odata": {"grammar": "odata"}}}
    vendor = package(operation, components={"schemas": {"Thing": schema}}, **root)
    texts = render(vendor, source="a.yaml", package_name="", docstrings=style)
    assert texts["things.py"].count('"""The a."""') == (style == "full")


CODES = {
    "SupplierContactIsInUse": "It is in use.",
    "SupplierContactNameEmpty": "It has no name.",
    "SupplierDoesNotExist": "",
    "ERROR_CODE_Other_EXCEPTION": "",
}


@pytest.mark.parametrize(
    ("codes", "resource", "members"),
    [
        (
            CODES,
            "contacts",
            ["IN_USE", "NAME_EMPTY", "SUPPLIER_DOES_NOT_EXIST", "OTHER"],
        ),
        ({"ShopLate": "", "ShopGone": ""}, "things", ["LATE", "GONE"]),
        ({"ThingLate": "", "Late": ""}, "things", ["THING_LATE", "LATE"]),
        ({"thing": "", "error": ""}, "things", ["THING", "ERROR"]),
        ({"OldThingLate": ""}, "things", ["OLD_THING_LATE"]),
    ],
)
def test_error_codes_are_constants(
    codes: dict[str, str], resource: str, members: list[str]
) -> None:
    tags = [{"name": "x", keys.ERRORS: {"codes": codes}}]
    operation = {"tags": ["x"], keys.NAME: f"{resource}.send"}
    (found,) = package(operation, tags=tags).resources
    assert found.error_codes is not None
    assert dict(found.error_codes.members) == dict(zip(members, codes, strict=True))


def test_error_codes_are_printed_and_exported() -> None:
    tags = [{"name": "x", keys.ERRORS: {"codes": CODES}}]
    schemas = {"ThingError": {"type": "object"}}
    vendor = package({"tags": ["x"]}, tags=tags, components={"schemas": schemas})
    texts = render(vendor, source="a.yaml", package_name="")
    assert "class ThingErrorCode(OpenEnum):" in texts["things.py"]
    assert '"""It is in use."""' in texts["things.py"]
    shown = " ".join(texts["things.py"].split())
    assert "ApiError: The `code` of every error is a ThingErrorCode: " in shown
    assert "from .things import ThingErrorCode" in texts["__init__.py"]
    assert package({"tags": ["y"]}, tags=tags).resources[0].error_codes is None


def test_deprecated_methods_are_written_twice() -> None:
    old = {"deprecated": True, "description": "A. Deprecated: use *b*. Soon."}
    vendor = package({**old, "responses": {"200": {**TEXT}}})
    text = render(vendor, source="a.yaml", package_name="")["things.py"]
    assert (
        text.count('@deprecated("Deprecated: use b.", category=None)'.replace('"', "'"))
        == 2
    )
    assert "    async def send(self) -> str:\n" in text
    assert "return await self._call(" in text
    assert lowered({}).details == OperationDetails()


def test_deprecated_pagers_and_streams_have_asynchronous_types() -> None:
    for operation, shown in (
        (LISTED, "AsyncPager[Any, builtins.list[Any]]"),
        ({"responses": {"200": {"content": {"text/event-stream": {}}}}}, "AsyncStream"),
    ):
        vendor = package({**operation, "deprecated": True})
        text = render(vendor, source="a.yaml", package_name="")["things.py"]
        assert f" -> {shown.partition('[')[0]}[" in text
        assert "POST /things is deprecated." in text
