"""Deviations: their kinds and places, and how they are counted and logged."""

from __future__ import annotations

import json
import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pytest
import yaml
from pydantic import AfterValidator, BaseModel, RootModel
from pydantic import Field as Described
from small_vendor import MODES, SECRET, Vendor, ok
from specloom_runtime import (
    AsyncResource,
    DecodeError,
    Deviation,
    DeviationKind,
    Exact,
    Model,
    OffsetPages,
    OpenEnum,
    OpenIntEnum,
    Operation,
    PagedOperation,
    Resource,
    StreamOperation,
    Tagged,
    TypeForm,
    Webhook,
)
from specloom_runtime.core import deviation_counts
from specloom_runtime.models import decoding, model, undeclared_parts
from specloom_runtime.models.type_parts import fields_of

ROOT = Path(__file__).parents[2]
both = pytest.mark.parametrize("mode", MODES)
SCHEMAS = "#/components/schemas"


class State(OpenEnum):
    NEW = "new"


class Level(OpenIntEnum):
    LOW = 1


class Base(Model):
    id: int


class Part(Base):
    size: Annotated[int, Described(ge=1)] = 1
    kind: Literal["a", "b"] = "a"


class Anything(RootModel[dict[str, Part]]):
    """A map of parts; root models can be written by hand."""


class Typed(Model):
    if not TYPE_CHECKING:
        __pydantic_extra__: dict[str, State]


class Thing(Model):
    state: State | None = None
    either: State | Level | None = None
    levels: list[Level] = []
    parts: list[Part] = []
    by_name: dict[str, Part | str] = Described(default={}, alias="byName")
    anything: Anything | None = None
    typed: Typed | None = None
    raw: Any = None
    pairs: Annotated[list[int], Described(max_length=1)] = []


GET = Operation("GET", "/things/{id}", Thing)
LISTED = Operation("GET", "/things", TypeForm[list[Part]])
STATUSES = Operation("GET", "/x", Part, statuses={"200": Part, "201": None})


def deviations(
    mode: str, data: Any, operation: Any = GET, status: int = 200, **options: Any
) -> list[Deviation]:
    found: list[Deviation] = []
    vendor = Vendor(mode, [ok(data, status)], on_deviation=found.append, **options)
    arguments = {"path": {"id": 1}} if operation is GET else {}
    vendor.call(operation, **arguments)
    return found


THING = f"{SCHEMAS}/Thing/properties"
PART = f"{SCHEMAS}/Part/allOf/1/properties"


@both
@pytest.mark.parametrize(
    ("data", "kind", "path", "schema", "got"),
    [
        ({"more": 5}, "undeclared property", "more", f"{THING}/more", "a number"),
        (
            {"parts": [{"id": 1, "a/b~": {}}]},
            "undeclared property",
            "parts.0.a/b~",
            f"{PART}/a~1b~0",
            "an object",
        ),
        (
            {"anything": {"x": {"id": 1, "y": None}}},
            "undeclared property",
            "anything.x.y",
            f"{PART}/y",
            "null",
        ),
        ({"state": "z"}, "undeclared value", "state", f"{SCHEMAS}/State", "a string"),
        (
            {"levels": [1, 9]},
            "undeclared value",
            "levels.1",
            f"{SCHEMAS}/Level",
            "a number",
        ),
        (
            {"typed": {"x": "z"}},
            "undeclared value",
            "typed.x",
            f"{SCHEMAS}/State",
            "a string",
        ),
        (
            {"parts": [{"id": 1, "kind": "z"}]},
            "undeclared value",
            "parts.0.kind",
            f"{PART}/kind",
            "a string",
        ),
        (
            {"parts": [{"id": 1, "kind": 5}]},
            "wrong type",
            "parts.0.kind",
            f"{PART}/kind",
            "a number",
        ),
        ({"parts": {}}, "wrong type", "parts", f"{THING}/parts", "an object"),
        ({"parts": [5]}, "wrong type", "parts.0", f"{THING}/parts/items", "a number"),
        (
            {"byName": {"x": []}},
            "wrong type",
            "byName.x",
            f"{THING}/byName/additionalProperties",
            "a list",
        ),
        (
            {"parts": [{"id": "1"}]},
            "wrong type",
            "parts.0.id",
            f"{SCHEMAS}/Base/properties/id",
            "a string",
        ),
        (
            {"parts": [{"id": 1, "size": 0}]},
            "invalid value",
            "parts.0.size",
            f"{PART}/size",
            "a number",
        ),
        ({"pairs": [1, 2]}, "invalid value", "pairs", f"{THING}/pairs", "a list"),
        (
            {"parts": [{"id": None}]},
            "null",
            "parts.0.id",
            f"{SCHEMAS}/Base/properties/id",
            "null",
        ),
        (
            {"parts": [{}]},
            "missing",
            "parts.0.id",
            f"{SCHEMAS}/Base/properties/id",
            "missing",
        ),
    ],
)
def test_every_deviation_has_a_kind_and_a_place_but_no_value(
    mode: str, data: Any, kind: str, path: str, schema: str, got: str
) -> None:
    (found,) = deviations(mode, data)
    assert (found.kind, found.path, found.schema, found.got) == (
        DeviationKind(kind),
        path,
        schema,
        got,
    )
    assert (found.operation, found.status, found.value) == (GET.wire, 200, None)
    (asked,) = deviations(mode, data, deviation_values=True)
    assert asked._replace(value=None) == found and asked.value
    if kind not in ("undeclared property", "undeclared value"):
        with pytest.raises(DecodeError, match="expected"):
            deviations(mode, data, strict=True)


@both
def test_undeclared_property_is_accepted_by_a_strict_client(mode: str) -> None:
    (found,) = deviations(mode, {"more": 5}, strict=True)
    assert found.kind is DeviationKind.UNDECLARED_PROPERTY
    with pytest.raises(DecodeError, match="state is 'z'"):
        deviations(mode, {"more": 5, "state": "z"}, strict=True)


@both
def test_undeclared_status(mode: str) -> None:
    (found,) = deviations(mode, {"id": 1}, STATUSES, 202)
    assert found.kind is DeviationKind.UNDECLARED_STATUS and found.status == 202
    assert found.schema == "#/paths/~1x/get/responses"
    assert found.expected == "status 200 or 201"
    assert deviations(mode, {"id": 1}, STATUSES) == []
    (found,) = deviations(mode, {"id": 1}, STATUSES, 201)
    assert (found.kind, found.got) == (DeviationKind.WRONG_TYPE, "a body")
    with pytest.raises(DecodeError, match="status 200 or 201"):
        deviations(mode, {"id": 1}, STATUSES, 202, strict=True)


@both
def test_place_of_a_body_without_a_component(mode: str) -> None:
    (found,) = deviations(mode, [5], LISTED)
    where = "#/paths/~1things/get/responses/200/content/application~1json/schema"
    assert (found.schema, found.path) == (f"{where}/items", "0")


def test_contradiction_of_a_list_is_a_deviation_without_a_single_status() -> None:
    pages = OffsetPages(
        offset="query.o", items="body", total="header.total", end_when=("total",)
    )
    operation = PagedOperation("GET", "/rows", list[Part], Part, pages=pages)
    found: list[Deviation] = []
    answers = [ok([{"id": 1}], total="2"), ok([], total="2")]
    vendor = Vendor("sync", answers, on_deviation=found.append)
    assert len(vendor.all(vendor.pager(operation))) == 1
    assert [(d.kind, d.path, d.got, d.status) for d in found] == [
        (DeviationKind.CONTRADICTION, "total", "2", None)
    ]
    place = ("#/paths/~1rows/get/responses", DeviationKind.CONTRADICTION)
    assert vendor.client.deviation_counts == {place: 1}
    vendor = Vendor("sync", answers)
    assert len(vendor.all(vendor.pager(operation))) == 1
    assert vendor.client.deviation_counts == {place: 1}


@both
def test_deviations_are_counted_and_each_place_is_logged_once(
    mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    data = {"levels": [7, 8], "parts": [{"id": "private"}, {"id": "private"}], "n": 1}
    vendor = Vendor(mode, lambda request: ok(data))
    for _ in range(3):
        vendor.call(GET, path={"id": 1})
    vendor.call(GET, path={"id": 1}, options={"timeout": 5.0})
    level = (f"{SCHEMAS}/Level", DeviationKind.UNDECLARED_VALUE)
    number = (f"{SCHEMAS}/Base/properties/id", DeviationKind.WRONG_TYPE)
    assert vendor.client.deviation_counts == {level: 8, number: 8}
    records = [each for each in caplog.records if each.name == "specloom_runtime"]
    assert [each.levelno for each in records] == [logging.WARNING] * 2
    assert "private" not in caplog.text and "7" not in caplog.text
    assert sum(level[0] in each.getMessage() for each in records) == 1


@both
def test_unknown_values_are_counted_without_a_hook(mode: str) -> None:
    # Without unions, nothing is searched: the created members are the findings.
    vendor = Vendor(mode, lambda request: ok(["new", "z", "z", "y"]))
    vendor.call(Operation("GET", "/states", TypeForm[list[State]]))
    place = (f"{SCHEMAS}/State", DeviationKind.UNDECLARED_VALUE)
    assert vendor.client.deviation_counts == {place: 3}


def test_undeclared_properties_cost_nothing_without_a_hook(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    searched: list[Any] = []
    monkeypatch.setattr(decoding, "find_undeclared", lambda *a, **k: searched or [])
    vendor = Vendor("sync", [ok({"more": 1})])
    vendor.call(GET, path={"id": 1})
    assert vendor.client.deviation_counts == {} and not searched
    monkeypatch.undo()
    deviations("sync", {"more": 1})
    assert not caplog.records


@both
def test_new_names_do_not_grow_the_counts(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deviation_counts, "MOST_PLACES", 20)
    names = iter(range(1000))
    found: list[Deviation] = []

    def answer(request: Any) -> Any:
        return ok({f"{next(names)}-{'x' * 5000}": 1 for _ in range(10)} | {"raw": 1})

    vendor = Vendor(mode, answer, on_deviation=found.append)
    for _ in range(10):
        vendor.call(GET, path={"id": 1})
    counts = vendor.client.deviation_counts
    assert len(counts) == 21 and sum(counts.values()) == len(found) == 100
    assert counts["", DeviationKind.UNDECLARED_PROPERTY] == 80
    assert all(len(schema) < 200 for schema, _ in counts)


def test_places_beyond_the_limit_are_logged_together(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(deviation_counts, "MOST_PLACES", 1)
    counts = deviation_counts.DeviationCounts()
    for name in ("a", "b", "c", "b"):
        counts.add("GET /x", name, DeviationKind.NULL, "int", 2)
    null = DeviationKind.NULL
    assert counts.snapshot() == {("a", null): 2, ("", null): 6}
    assert [each.getMessage().split(" (")[0] for each in caplog.records] == [
        "GET /x: null at a",
        "GET /x: null at other places",
    ]


def test_counts_of_many_threads_are_exact() -> None:
    vendor = Vendor("sync", lambda request: ok({"levels": [7] * 10}))

    def run() -> None:
        for _ in range(20):
            vendor.call(GET, path={"id": 1})

    threads = [threading.Thread(target=run) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert list(vendor.client.deviation_counts.values()) == [1600]


@both
def test_a_hook_that_raises_leaves_the_count(mode: str) -> None:
    def hook(deviation: Deviation) -> None:
        raise KeyError(deviation.path)

    vendor = Vendor(mode, [ok({"state": "z"})], on_deviation=hook)
    with pytest.raises(KeyError):
        vendor.call(GET, path={"id": 1})
    assert list(vendor.client.deviation_counts.values()) == [1]


@both
@pytest.mark.parametrize("before", [0, 30, 55, 58])
def test_no_part_of_a_credential_is_shown(mode: str, before: int) -> None:
    value = "x" * before + SECRET
    name = "y" * (before + 38) + SECRET
    data = {"state": value, name: 1, "byName": {SECRET: value, "z": 5}}
    found = deviations(mode, data, deviation_values=True)
    assert len(found) == 3
    assert SECRET[:4] not in repr(found) + "".join(map(str, found))
    with pytest.raises(DecodeError) as caught:
        deviations(mode, {"byName": {name: 5}}, strict=True)
    assert SECRET[:4] not in str(caught.value)


def test_webhook_deviations_have_a_place() -> None:
    found: list[Deviation] = []
    webhook = Webhook("newThings", list[Part])
    webhook.parse(b'[{"id": "x"}, 5]', on_deviation=found.append)
    assert [(d.operation, d.schema, d.status) for d in found] == [
        ("newThings", f"{SCHEMAS}/Base/properties/id", 200),
        (
            "newThings",
            "#/webhooks/newThings/post/requestBody/content/application~1json/schema"
            "/items",
            200,
        ),
    ]


@both
def test_stream_deviations_are_counted(mode: str) -> None:
    lines = StreamOperation("GET", "/lines", Thing, framing="lines")
    body = b'{"state": "z"}\n{"state": "y"}\n'
    kind = {"Content-Type": "application/x-ndjson"}
    response = ok({}, **kind)
    response = type(response)(200, content=body, headers=kind)
    vendor = Vendor(mode, [response])
    resource: Any = Resource if mode == "sync" else AsyncResource
    vendor.all(resource(vendor.client)._stream(lines))
    assert list(vendor.client.deviation_counts.values()) == [2]


def refused(value: list[int]) -> list[int]:
    raise ValueError("never valid")


@both
def test_body_whose_parts_are_valid(mode: str) -> None:
    kind = Annotated[list[int], AfterValidator(refused)]
    operation = Operation("GET", "/sizes", TypeForm[kind])
    (found,) = deviations(mode, [1] * 200, operation)
    assert (found.kind, found.path) == (DeviationKind.INVALID_VALUE, "")
    assert found.expected == "a valid list[int]"


class Cat(Model):
    kind: Literal["cat"]


class Dog(Model):
    kind: Literal["dog", "wolf"]


class Bird(Model):
    kind: str = ""


Mammal = Cat | Dog
Pet = Annotated[Bird | Cat, Tagged("kind", {"bird": Bird, "owl": Bird, "tom": Cat})]
CATS = "'cat'"


@both
@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Mammal, "'cat' or 'dog' or 'wolf'"),
        (dict[str, Mammal | Level], None),
        (Mammal | list[Cat], "'cat' or 'dog' or 'wolf'"),
        (Annotated[Mammal, Described()] | None, "'cat' or 'dog' or 'wolf'"),
        (Pet, "'bird' or 'owl' or 'tom' or 'cat'"),
        (Pet | Dog, "'bird' or 'owl' or 'tom' or 'cat' or 'dog' or 'wolf'"),
        (list[Pet] | Dog, "'dog' or 'wolf'"),
    ],
)
def test_unknown_value_of_a_union_names_all_values(
    mode: str, kind: Any, expected: str | None
) -> None:
    data: Any = {"kind": "z"}
    if expected is None:
        data, expected = {"a": data}, "'cat' or 'dog' or 'wolf'"
    found = deviations(mode, data, Operation("GET", "/pet", TypeForm[kind]))
    assert [(d.kind, d.expected) for d in found] == [
        (DeviationKind.UNDECLARED_VALUE, expected)
    ]


@both
def test_unknown_member_of_several_enumerations_names_all(mode: str) -> None:
    (found,) = deviations(mode, {"either": 5})
    assert found.expected == "a known State or Level"
    vendor = Vendor(mode, [ok({"either": 5})])
    vendor.call(GET, path={"id": 1})
    place = (f"{SCHEMAS}/Level", DeviationKind.UNDECLARED_VALUE)
    assert vendor.client.deviation_counts == {place: 1}


def test_undeclared_members_that_are_kept_are_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept: dict[Any, Any] = {}
    monkeypatch.setattr(model, "_unknown", kept)
    monkeypatch.setattr(model, "MOST_UNKNOWN", 3)
    assert State("q") is State("q") and Level(77) is Level(77)
    for n in range(10):
        assert State(f"q{n}") == f"q{n}"
    long = State("x" * 1000)
    assert long.value == "x" * 1000 and len(kept) == 3


def generated() -> list[tuple[str, type[BaseModel]]]:
    found = []
    for document in sorted((ROOT / "specs").glob("*/openapi.yaml")):
        vendor = document.parent
        package = pytest.importorskip(f"specloom_clients.{vendor.name}.models")
        for each in package.__all__:
            kind = getattr(package, each)
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                found.append((vendor.name, kind))
    return found


def test_pointers_of_generated_models_are_in_the_descriptions() -> None:
    documents: dict[str, Any] = {}
    count = 0
    for vendor, kind in generated():
        if vendor not in documents:
            path = ROOT / "specs" / vendor / "openapi.yaml"
            loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
            documents[vendor] = yaml.load(path.read_text("utf-8"), loader)
        for each in fields_of(kind):
            node = documents[vendor]
            for step in each.schema.removeprefix("#/").split("/"):
                key = step.replace("~1", "/").replace("~0", "~")
                node = node[int(key) if isinstance(node, list) else key]
            assert node is not None
            count += 1
    assert count > 300


def test_a_class_that_is_not_searched() -> None:
    assert undeclared_parts.search_of(int).form == "scalar"
    assert undeclared_parts.search_of(dict).form == "object"
    assert Exact is not None and json.dumps(State.NEW) == '"new"'
