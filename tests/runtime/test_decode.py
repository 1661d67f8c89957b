"""Test responses: as documented, deviating, unreadable."""

from __future__ import annotations

import gzip
import json
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

import httpx2
import pytest
from pydantic import AfterValidator, BaseModel, RootModel
from pydantic import Field as Described
from small_vendor import GET, MODES, Contact, Vendor, ok
from specloom_runtime import (
    DecodeError,
    Deviation,
    Model,
    OpenEnum,
    OpenIntEnum,
    Operation,
    Response,
    ResponseTooLarge,
    TypeForm,
    is_declared,
)
from specloom_runtime.models.decode_context import DecodeContext
from specloom_runtime.models.decoding import Decoder, decode
from specloom_runtime.serialization.scalars import tree
from typing_extensions import TypeAliasType


class State(OpenEnum):
    NEW = "new"
    DONE = "done"


class Level(OpenIntEnum):
    LOW = 1


class Part(Model):
    size: int = Described(alias="partSize")
    state: State = State.NEW


class Parts(RootModel[list[Part]]):
    pass


class Thing(Model):
    id: int
    state: State
    level: Level | None = None
    parts: list[Part] = []
    by_name: dict[str, Part] = Described(default={}, alias="byName")
    either: Part | str | None = None
    kind: Literal["a", "b"] = "a"
    more: Parts | None = None


THING = Operation("GET", "/thing", Thing)


def read(data: Any, **options: Any) -> tuple[Thing, list[Deviation]]:
    found: list[Deviation] = []
    vendor = Vendor(
        "sync", [ok(data)], on_deviation=found.append, deviation_values=True, **options
    )
    return vendor.call(THING), found


def as_tuples(found: list[Deviation]) -> list[tuple[str, str, str]]:
    return [(d.path, d.expected, d.value or d.got) for d in found]


def test_documented_response_has_only_an_undeclared_property() -> None:
    data = {"id": 1, "state": "new", "parts": [{"partSize": 3}], "extra": {"kept": 1}}
    thing, found = read(data)
    assert [(d.path, d.kind) for d in found] == [("extra", "undeclared property")]
    assert thing.parts[0].size == 3
    assert thing.model_extra == {"extra": {"kept": 1}}


def test_unknown_members_are_kept_and_reported() -> None:
    thing, found = read({"id": 1, "state": "odd", "level": 9, "parts": []})
    assert thing.state == "odd" and isinstance(thing.state, State)
    assert not is_declared(thing.state) and is_declared(State.NEW)
    assert thing.level == 9
    assert as_tuples(found) == [
        ("state", "a known State", "'odd'"),
        ("level", "a known Level", "9"),
    ]
    assert str(found[0]) == "GET /thing: state is 'odd' (expected a known State)"


def test_unknown_value_can_be_the_whole_response() -> None:
    found: list[Deviation] = []
    read = Operation("GET", "/state", State)
    assert (
        answered(raw(b'"odd"'), read, on_deviation=found.append, deviation_values=True)
        == "odd"
    )
    assert as_tuples(found) == [("", "a known State", "'odd'")]


def test_one_invalid_value_does_not_affect_the_rest() -> None:
    data = {
        "id": "x",
        "state": "new",
        "parts": [{"partSize": 1}, {"partSize": None}, {}],
        "byName": {"a": {"partSize": [], "note": "kept"}},
        "either": {"partSize": "big"},
        "kind": "c",
        "more": [{"partSize": 1}, 7],
    }
    thing, found = read(data)
    assert as_tuples(found) == [
        ("id", "int", "'x'"),
        ("parts.1.partSize", "int", "null"),
        ("parts.2.partSize", "int", "missing"),
        ("byName.a.partSize", "int", "a list"),
        ("either.partSize", "int", "'big'"),
        ("kind", "'a' or 'b'", "'c'"),
        ("more.1", "Part", "7"),
        ("byName.a.note", "no such property", "'kept'"),
    ]
    assert thing.id == "x"  # type: ignore[comparison-overlap]
    assert [part.size for part in thing.parts] == [1, None, None]
    assert thing.by_name["a"].model_extra == {"note": "kept"}
    assert isinstance(thing.either, Part)
    assert thing.parts[1].model_dump(exclude_unset=True, by_alias=True) == {
        "partSize": None
    }
    assert "size" not in thing.parts[2].model_fields_set
    assert thing.parts[2].state is State.NEW


def test_union_keeps_values_that_match_no_variant() -> None:
    thing, found = read({"id": 1, "state": "new", "either": 5})
    assert thing.either == 5
    assert as_tuples(found) == [("either", "Part or str or null", "5")]


class Unhashable:
    __hash__ = None  # type: ignore[assignment]


class Nested(Model):
    tags: dict[str, State] = {}
    size: Annotated[int, Described(ge=1)] = 1
    names: list[Annotated[str, Described(max_length=3)]] = []
    odd: Annotated[int, AfterValidator(lambda value: value), Unhashable()] = 1


def test_violated_constraints_are_deviations() -> None:
    operation = Operation("GET", "/nested", dict[str, Nested])
    found: list[Deviation] = []
    data = {"a": {"tags": {"x": "odd"}, "size": 0, "names": ["long name"], "odd": "o"}}
    vendor = Vendor(
        "sync", [ok(data)], on_deviation=found.append, deviation_values=True
    )
    nested = vendor.call(operation)["a"]
    assert (nested.size, nested.names, nested.odd) == (0, ["long name"], "o")
    assert [path for path, _, _ in as_tuples(found)] == [
        "a.size",
        "a.names.0",
        "a.odd",
        "a.tags.x",
    ]
    tags = Vendor(
        "sync", [ok({"x": "odd"})], on_deviation=found.append, deviation_values=True
    )
    tags.call(Operation("GET", "/tags", dict[str, State]))
    assert as_tuples(found)[-1] == ("x", "a known State", "'odd'")


Tree = TypeAliasType("Tree", "Part | list[Tree]")
Choice = TypeAliasType("Choice", Part | None)  # type: ignore[misc]  # as on Python 3.12


@pytest.mark.parametrize(
    ("kind", "data", "place"), [(Tree, [[{}], []], "0.0"), (list[Choice], [{}], "0")]
)
def test_a_deviation_in_an_alias_is_where_it_is(
    kind: Any, data: Any, place: str
) -> None:
    found: list[Deviation] = []
    vendor = Vendor(
        "sync", [ok(data)], on_deviation=found.append, deviation_values=True
    )

    vendor.call(Operation("GET", "/nested", kind))

    assert as_tuples(found) == [(f"{place}.partSize", "int", "missing")]


def test_strict_mode_raises_on_deviations() -> None:
    for data in ({"id": "x", "state": "new"}, {"id": 1, "state": "odd"}, {"id": 1}):
        with pytest.raises(DecodeError, match="expected") as caught:
            read(data, strict=True)
        assert caught.value.operation == "GET /thing"


@pytest.mark.parametrize("data", [None, [], 3, "x"])
def test_response_of_another_json_type_is_an_error(data: Any) -> None:
    with pytest.raises(DecodeError, match=r"the response is .* \(expected Thing\)"):
        read(data)


def answered(answer: httpx2.Response, operation: Any = GET, **options: Any) -> Any:
    arguments = {"path": {"number": 1}} if operation is GET else {}
    return Vendor("sync", [answer], **options).call(operation, **arguments)


def raw(body: bytes, kind: str = "application/json", **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.Response(200, content=body, headers={"content-type": kind, **named})


def test_truncated_json_error_shows_status_request_and_start() -> None:
    body = b'{"number": 1, "name": "' + b"x" * 500
    with pytest.raises(DecodeError, match="not JSON") as caught:
        answered(raw(body, x_request_id="r-7"))
    shown = str(caught.value)
    assert "status 200" in shown and "request id r-7" in shown and '{"number"' in shown
    assert len(shown) < 450


def test_login_page_is_an_unexpected_content_type() -> None:
    page = raw(b"<html><b>Log in", "text/html; charset=utf-8")
    with pytest.raises(DecodeError, match="content type text/html"):
        answered(page)


def test_json_with_another_media_type_is_accepted() -> None:
    assert answered(raw(b'{"number": 1}', "text/plain")).number == 1
    assert answered(raw(b'{"number": 1}', "application/hal+json")).number == 1


@pytest.mark.parametrize(
    "body",
    [
        b'\xef\xbb\xbf{"number": 1}',
        '{"number": 1}'.encode("utf-16"),
    ],
)
def test_byte_order_marks_are_recognized(body: bytes) -> None:
    assert answered(raw(body)).number == 1


def test_charsets() -> None:
    text = '{"number": 1, "name": "é"}'
    kind = "application/json; charset=ISO-8859-1"
    assert answered(raw(text.encode("latin-1"), kind)).name == "é"
    for bad in (
        raw(text.encode("latin-1")),
        raw(b"{}", "text/json; charset=none-such"),
    ):
        with pytest.raises(DecodeError, match="is not"):
            answered(bad)


@pytest.mark.parametrize(
    "body", [b"[" * 100_000 + b"]" * 100_000, b'{"number": ' + b"9" * 10_000 + b"}"]
)
def test_hostile_json_is_a_decode_error_or_a_deviation(body: bytes) -> None:
    found: list[Deviation] = []
    try:
        answered(raw(body), on_deviation=found.append, deviation_values=True)
    except DecodeError:
        return
    assert found


def test_empty_response() -> None:
    with pytest.raises(DecodeError, match="empty"):
        answered(httpx2.Response(200))
    maybe = Operation("GET", "/x", TypeForm[Contact | None])
    assert answered(httpx2.Response(200), maybe) is None
    assert answered(raw(b"null"), maybe) is None
    with pytest.raises(DecodeError):
        answered(raw(b"null"))


def test_no_content_is_none_and_reported() -> None:
    found: list[Deviation] = []
    odd = httpx2.Response(204, content=b"{}")
    assert answered(odd, on_deviation=found.append, deviation_values=True) is None
    assert as_tuples(found) == [("", "a body", "missing")]
    assert found[0].status == 204
    with pytest.raises(DecodeError):
        answered(httpx2.Response(204), strict=True)
    assert answered(raw(b"whatever"), Operation("DELETE", "/x", None)) is None


def test_text_and_bytes() -> None:
    text = Operation("GET", "/text", str)
    assert answered(raw(b"plain", "text/plain"), text) == "plain"
    assert answered(raw(b'"quoted"'), text) == "quoted"
    assert answered(raw(b"\x00\xff", "image/png"), Operation("GET", "/b", bytes)) == (
        b"\x00\xff"
    )
    assert answered(raw(b"7", "text/plain"), Operation("GET", "/n", int)) == 7


@pytest.mark.parametrize("mode", MODES)
def test_response_size_is_limited(mode: str) -> None:
    bomb = gzip.compress(b" " * 5_000_000)
    stream = httpx2.Response(
        200, stream=Chunks(bomb), headers={"content-encoding": "gzip"}
    )
    vendor = Vendor(mode, [stream], response_limit=1_000_000)
    with pytest.raises(ResponseTooLarge):
        vendor.call(GET, path={"number": 1})
    declared = httpx2.Response(
        200, stream=Chunks(b""), headers={"content-length": "5000000000"}
    )
    with pytest.raises(ResponseTooLarge):
        Vendor(mode, [declared]).call(GET, path={"number": 1})


class Chunks(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body that comes in pieces."""

    def __init__(self, data: bytes, size: int = 1000) -> None:
        self.pieces = [data[n : n + size] for n in range(0, len(data), size)]

    def __iter__(self) -> Any:
        yield from self.pieces

    async def __aiter__(self) -> Any:
        for piece in self.pieces:
            yield piece


@pytest.mark.parametrize("mode", MODES)
def test_content_encodings(mode: str) -> None:
    import zlib

    text = b'{"number": 1}'
    plain = zlib.compressobj(wbits=-15)
    bodies = {
        "gzip": [
            gzip.compress(text),
            gzip.compress(text[:5]) + gzip.compress(text[5:]),
        ],
        "deflate": [zlib.compress(text), plain.compress(text) + plain.flush()],
        "identity": [text],
    }
    for encoding, variants in bodies.items():
        for body in variants:
            answer = httpx2.Response(
                200, stream=Chunks(body, 7), headers={"content-encoding": encoding}
            )
            assert Vendor(mode, [answer]).call(GET, path={"number": 1}).number == 1
    for encoding, body in {
        "gzip": gzip.compress(text)[:-9],
        "br": text,
        "gzip, gzip": gzip.compress(gzip.compress(text)),
        "deflate": b"\xff\xff\xff",
    }.items():
        answer = httpx2.Response(
            200, stream=Chunks(body, 7), headers={"content-encoding": encoding}
        )
        with pytest.raises(DecodeError, match=r"GET /contacts/\{number\}: "):
            Vendor(mode, [answer]).call(GET, path={"number": 1})


class Early(Model):
    """Names a type that comes after it, and is first read where it deviates."""

    rows: Later | None = None
    size: int = 0


Later = list[int]


def test_model_with_a_forward_reference_is_decoded_leniently() -> None:
    found: list[Deviation] = []
    vendor = Vendor(
        "sync",
        [ok({"rows": [1], "size": "x"})],
        on_deviation=found.append,
        deviation_values=True,
    )
    early = vendor.call(Operation("GET", "/thing", Early))
    assert early.rows == [1]
    assert [each.path for each in found] == ["size"]


class Renamed(Model):
    id: int | None = Described(default=None, alias="Id")


@pytest.mark.parametrize("data", [{"id": "x"}, {"id": "x", "Id": "y"}])
def test_member_named_like_an_attribute_does_not_set_it(
    data: dict[str, Any],
) -> None:
    vendor = Vendor("sync", [ok(data)], on_deviation=lambda _: None)
    read = vendor.call(Operation("GET", "/thing", Renamed))
    assert read.id == data.get("Id")
    assert read.model_extra == {"id": "x"}
    assert tree(read) == data


class Closed(BaseModel):
    """A pydantic model without the runtime's base; it ignores extra members."""

    size: int = 0


def test_model_that_ignores_extra_members_is_decoded_leniently() -> None:
    vendor = Vendor(
        "sync", [ok({"size": "x", "other": 1})], on_deviation=lambda _: None
    )
    read = vendor.call(Operation("GET", "/thing", Closed))
    assert (read.size, read.model_extra) == ("x", None)


class Bounded(Model):
    size: Annotated[int | None, Described(ge=1, le=5)] = None
    name: Annotated[str | None, Described(max_length=3)] = None
    code: Annotated[str | None, Described(pattern="^a")] = None
    some: Annotated[list[Part] | None, Described(max_length=1)] = None
    sizes: list[Annotated[int | None, Described(ge=1)]] = []
    either: Annotated[int, Described(ge=9)] | Literal["x"] | None = None
    pair: Annotated[list[Part], Described(min_length=2)] = []


PARTS = str(list[Part])
PART = {"partSize": 1, "state": "new"}


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"size": 9}, [("size", "int or null", "9")]),
        ({"name": "four"}, [("name", "str or null", "'four'")]),
        ({"code": "b"}, [("code", "str or null", "'b'")]),
        ({"some": [PART, PART]}, [("some", f"a valid {PARTS}", "a list")]),
        ({"pair": [PART]}, [("pair", f"a valid {PARTS}", "a list")]),
        ({"sizes": [1, 0, None]}, [("sizes.1", "int or null", "0")]),
        ({"either": 5}, [("either", "int or 'x' or null", "5")]),
        ({"size": 5, "name": "abc", "some": [PART], "sizes": [1]}, []),
        ({"size": None, "name": None, "code": None, "some": None}, []),
    ],
)
def test_a_violated_bound_of_an_optional_field_is_a_deviation(
    data: Any, found: list[tuple[str, str, str]]
) -> None:
    deviations: list[Deviation] = []
    vendor = Vendor(
        "sync", [ok(data)], on_deviation=deviations.append, deviation_values=True
    )
    made = vendor.call(Operation("GET", "/bounded", Bounded))
    assert as_tuples(deviations) == found
    assert tree(made) == data
    assert all(isinstance(part, Part) for part in [*(made.some or ()), *made.pair])


def test_a_list_with_too_many_items_is_returned_with_a_deviation() -> None:
    found: list[Deviation] = []
    operation = Operation(
        "GET", "/list", TypeForm[Annotated[list[Part], Described(max_length=1)]]
    )
    parts = Vendor(
        "sync", [ok([PART] * 2)], on_deviation=found.append, deviation_values=True
    ).call(operation)
    assert [part.size for part in parts] == [1, 1]
    assert [each.got for each in found] == ["a list"]
    with pytest.raises(DecodeError):
        Vendor("sync", [ok([PART] * 2)], strict=True).call(operation)


class Cat(Model):
    kind: Literal["cat"]
    lives: int
    born: date
    name: str


class Dog(Model):
    kind: Annotated[Literal["dog"], Described(alias="Kind")]
    lives: int | None = None


class Numbered(Model):
    kind: Literal[1, True] | None


Pet = Dog | Numbered | Cat


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({"kind": "cat", "lives": "x", "born": "x", "name": 5}, Cat),
        ({"Kind": "dog", "lives": "x"}, Dog),
        ({"kind": 1, "lives": "x"}, Numbered),
        ({"kind": "bird"}, Dog),
        ({"lives": "x"}, Numbered),
    ],
)
def test_the_variant_whose_constants_agree_is_taken(data: Any, kind: Any) -> None:
    vendor = Vendor("sync", [ok({"pet": data})], on_deviation=lambda _: None)
    assert type(vendor.call(Operation("GET", "/pet", dict[str, Pet]))["pet"]) is kind


class Lion(Model):
    kind: Literal["cat"]
    breed: Literal["lion"]


class OtherCat(Model):
    kind: Literal["cat"]
    breed: Literal["other"]


class AnyPet(Model):
    kind: Literal["pet"]


Cats = Annotated[OtherCat | Lion, Described(discriminator="breed")]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({"kind": "bird"}, AnyPet),
        ({"kind": "cat", "breed": "siam"}, OtherCat),
        ({"kind": "bird", "breed": "lion"}, Lion),
        ({"kind": "AnyPet", "breed": 1}, AnyPet),
        ({"kind": "cat", "breed": "Lion"}, Lion),
    ],
    ids=["none", "one of two", "the other of two", "its name", "the name of one"],
)
def test_of_variants_whose_constants_differ_the_nearest_is_taken(
    data: Any, kind: Any
) -> None:
    vendor = Vendor("sync", [ok({"pet": data})], on_deviation=lambda _: None)
    operation = Operation("GET", "/pet", dict[str, AnyPet | Cats])
    assert type(vendor.call(operation)["pet"]) is kind


class Labels(Model):
    id: int
    if not TYPE_CHECKING:
        __pydantic_extra__: dict[str, date | None]


class MoreLabels(Labels):
    name: str | None = None


class States(Model):
    if not TYPE_CHECKING:
        __pydantic_extra__: dict[str, State]


class Deep(Model):
    if not TYPE_CHECKING:
        __pydantic_extra__: dict[str, Part]


@pytest.mark.parametrize(
    ("kind", "data", "found"),
    [
        (Labels, {"id": 1, "due": "2024-05-01", "end": None}, []),
        (Labels, {"id": 1, "due": 5}, [("due", "date or null", "5")]),
        (Labels, {"id": "x", "due": "2024-05-01"}, [("id", "int", "'x'")]),
        (MoreLabels, {"id": 1, "due": "soon"}, [("due", "date or null", "'soon'")]),
        (States, {"a": "new", "b": "old"}, [("b", "a known State", "'old'")]),
        (Deep, {"a": {"partSize": "x"}}, [("a.partSize", "int", "'x'")]),
        (Deep, {"a": []}, [("a", "Part", "a list")]),
        (
            Thing,
            {"id": 1, "state": "new", "due": 5},
            [("due", "no such property", "5")],
        ),
    ],
)
def test_members_that_are_not_listed_have_a_type(
    kind: Any, data: Any, found: list[tuple[str, str, str]]
) -> None:
    deviations: list[Deviation] = []
    context = DecodeContext("GET /x", report=deviations.append, with_values=True)
    response = Response(status=200, body=json.dumps(data).encode())
    made = decode(Decoder(kind), response, context)
    assert as_tuples(deviations) == found
    assert tree(made) == data
    if data.get("due") == "2024-05-01":
        assert made.model_extra["due"] == date(2024, 5, 1)


class Left(Model):
    a: int
    b: int


class Right(Model):
    a: str
    b: str
    c: str


EITHER = Operation("GET", "/x", Left | Right)  # type: ignore[arg-type]


def test_union_takes_the_first_of_the_best_matches() -> None:
    found: list[Any] = []
    response = Response(status=200, body=b'{"a": 1, "b": []}')
    value = decode(
        EITHER.decoder, response, DecodeContext("GET /x", report=found.append)
    )
    assert isinstance(value, Left) and [d.path for d in found] == ["b"]


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity"])
def test_number_that_json_does_not_have_is_rejected(number: bytes) -> None:
    body = b'{"number": 1, "share": %s}' % number
    with pytest.raises(DecodeError):
        decode(GET.decoder, Response(status=200, body=body), DecodeContext("GET /x"))


def test_nan_may_occur_inside_a_string() -> None:
    response = Response(status=200, body=b'{"number": 1, "name": "NaN Infinity"}')
    value: Any = decode(GET.decoder, response, DecodeContext("GET /x"))
    assert value.name == "NaN Infinity"


def test_result_may_be_a_union() -> None:
    operation = Operation("GET", "/x", TypeForm[int | str])
    assert operation.decoder is not None
    assert operation.decoder.adapter.validate_json(b'"a"') == "a"


def test_operation_without_a_result_has_no_decoder() -> None:
    assert Operation("GET", "/x", None).decoder is None
