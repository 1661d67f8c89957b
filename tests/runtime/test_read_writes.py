"""Edit and put: objects that are read before they are written, again on conflict."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from pydantic import Field
from small_vendor import MODES, SERVICE, Vendor, ok
from specloom_runtime import (
    AsyncResource,
    CamelModel,
    ConflictError,
    ConnectionLost,
    DeadlineExceeded,
    DecodeError,
    Edit,
    Idempotency,
    ManualClock,
    NotFoundError,
    Operation,
    Put,
    RequestError,
    Resource,
    ServerError,
)


class Part(CamelModel):
    label: str | None = None
    made_by: str | None = None


class PartInput(CamelModel):
    label: str | None = None


class Thing(CamelModel):
    number: int
    name: str = Field(max_length=5)
    last_updated: str | None = None
    is_old: bool = False
    parts: list[Part] | None = None
    by_name: dict[str, Part] | None = None
    main: Part | None = None
    object_version: str | None = None


class ThingUpdate(CamelModel):
    number: int
    name: str = Field(max_length=5)
    is_old: bool = False
    parts: list[PartInput] | None = None
    by_name: dict[str, PartInput] | None = None
    main: PartInput | None = None
    object_version: str


class Plain(CamelModel):
    number: int | None = None
    name: str


class Unkeyed(CamelModel):
    name: str


GET = Operation("GET", "/things/{number}", Thing)
UPDATE = Operation("PUT", "/things", None, conflict=409)
CREATE = Operation("POST", "/things", None)
EDIT = Edit(GET, UPDATE, ThingUpdate, version="body#/objectVersion", key="number")
PUT = Put(CREATE, EDIT, "number")
KEYED = replace(SERVICE, idempotency=Idempotency("Idempotency-Key"))
READ = {
    "number": 7,
    "name": "old",
    "lastUpdated": "2024",
    "parts": [{"label": "a", "madeBy": "b", "new": 1}, {"label": None}],
    "byName": {"x": {"label": "c", "new": 2}},
    "main": {"label": "d", "madeBy": "e", "new": 3},
    "further": {"deep": [1]},
    "objectVersion": "v1",
}


class Store:
    """A vendor with one object; `meanwhile` changes it before the first writes."""

    def __init__(
        self, thing: Any, *meanwhile: Any, key: str = "number", status: int = 409
    ) -> None:
        self.thing, self.meanwhile, self.status = thing, list(meanwhile), status
        self.seen: list[tuple[str, Any, str | None]] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        body = json.loads(request.content) if request.content else None
        key = request.headers.get("Idempotency-Key")
        self.seen.append((request.method, body, key))
        if request.method == "GET":
            tag = {"ETag": "tag-1"} if self.thing else {}
            return ok(self.thing, **tag) if self.thing else httpx2.Response(404)
        if self.meanwhile:
            self.thing = self.meanwhile.pop(0)
            if self.thing is None and request.method == "PUT":
                return httpx2.Response(404)
            return httpx2.Response(self.status)
        self.thing = body
        return httpx2.Response(204)

    @property
    def methods(self) -> str:
        return " ".join(method for method, _, _ in self.seen)

    @property
    def written(self) -> list[Any]:
        return [body for method, body, _ in self.seen if method != "GET"]


def call(vendor: Vendor, method: str, *arguments: Any) -> Any:
    kind: Any = Resource if vendor.mode == "sync" else AsyncResource
    return vendor.wait(getattr(kind(vendor.client), method)(*arguments))


def edit(vendor: Vendor, change: Any = None, value: Any = EDIT, **changes: Any) -> Any:
    return call(vendor, "_edit", value, {"number": 7}, change, changes)


@pytest.mark.parametrize("mode", MODES)
def test_an_edit_changes_only_the_given_properties(mode: str) -> None:
    store = Store(READ)
    result = edit(Vendor(mode, store), name="new")
    assert store.methods == "GET PUT"
    # Undeclared properties are written back, read-only ones are not.
    assert store.written == [
        {
            "number": 7,
            "name": "new",
            "parts": [{"label": "a", "new": 1}, {"label": None}],
            "byName": {"x": {"label": "c", "new": 2}},
            "main": {"label": "d", "new": 3},
            "further": {"deep": [1]},
            "objectVersion": "v1",
        }
    ]
    assert isinstance(result, ThingUpdate)
    assert (result.name, result.object_version) == ("new", "v1")


@pytest.mark.parametrize("mode", MODES)
def test_an_edit_can_leave_out_undeclared_properties(mode: str) -> None:
    store = Store(READ)
    edit(Vendor(mode, store), value=replace(EDIT, undeclared=False), is_old=True)
    assert store.written[0]["isOld"] is True
    assert "further" not in store.written[0] and "new" not in str(store.written)


@pytest.mark.parametrize("mode", MODES)
def test_a_changed_object_is_written_as_it_is_given(mode: str) -> None:
    store = Store(READ)
    edit(Vendor(mode, store), main=PartInput(label="z"), parts=[])
    assert store.written[0]["main"] == {"label": "z"}
    assert store.written[0]["parts"] == []


@pytest.mark.parametrize("mode", MODES)
def test_a_conflict_reads_again(mode: str) -> None:
    other = {**READ, "isOld": True, "objectVersion": "v2"}
    store = Store(READ, other)
    vendor = Vendor(mode, store, service=KEYED)
    received = vendor.wait(
        vendor.client.with_response(
            (Resource if mode == "sync" else AsyncResource)(vendor.client)._edit,  # type: ignore[type-var]  # one of two kinds
            EDIT,
            {"number": 7},
            None,
            {"name": "new"},
        )
    )
    assert store.methods == "GET PUT GET PUT"
    first, second = store.written
    assert (first["objectVersion"], second["objectVersion"]) == ("v1", "v2")
    assert "isOld" not in first and second["isOld"] is True
    assert received.value.object_version == "v2"
    assert received.response.status == 204
    keys = [key for method, _, key in store.seen if method == "PUT"]
    assert len({*keys}) == 2 and None not in keys


@pytest.mark.parametrize("mode", MODES)
def test_the_callers_key_is_for_the_first_attempt(mode: str) -> None:
    def keys() -> list[str | None]:
        store = Store(READ, {**READ, "objectVersion": "v2"})
        vendor = Vendor(mode, store, service=KEYED)
        vendor.client = vendor.client.with_options(idempotency_key="k")
        edit(vendor, name="new")
        return [key for method, _, key in store.seen if method == "PUT"]

    first, second = keys()
    assert first == "k" and second not in ("k", None)
    assert keys() == [first, second]  # The same call can be repeated as a whole.


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("options", "writes"), [({}, 3), ({"edit_attempts": 1}, 1)])
def test_attempts_are_limited(mode: str, options: Any, writes: int) -> None:
    store = Store(READ, *[READ] * 9)
    with pytest.raises(ConflictError):
        edit(Vendor(mode, store, **options), name="new")
    assert store.methods == " ".join(["GET PUT"] * writes)


@pytest.mark.parametrize("mode", MODES)
def test_a_change_can_depend_on_the_current_state(mode: str) -> None:
    store = Store(READ, {**READ, "name": "x", "objectVersion": "v2"})
    edit(Vendor(mode, store), lambda thing: {"name": thing.name + "!"}, is_old=True)
    assert [each["name"] for each in store.written] == ["old!", "x!"]
    assert store.written[1]["isOld"] is True


@pytest.mark.parametrize("mode", MODES)
def test_no_change_writes_nothing(mode: str) -> None:
    store = Store(READ)
    assert edit(Vendor(mode, store), lambda thing: {}).name == "old"
    assert store.methods == "GET"


WRONG: list[tuple[Any, dict[str, Any], str, str]] = [
    (None, {}, "edit: no changes were given", ""),
    (None, {"nmae": "x"}, r"nmae cannot be changed \(expected by_name, is_old", ""),
    (None, {"number": 8}, "number cannot be changed", ""),
    (None, {"object_version": "v"}, "object_version cannot be changed", ""),
    (None, {"last_updated": "x"}, "last_updated cannot be changed", ""),
    (None, {"name": "too long"}, "name: String should have at most 5", ""),
    (None, {"name": None}, "name: Input should be a valid string", ""),
    (lambda thing: {"last_updated": 1}, {}, "last_updated cannot be", "GET"),
    (lambda thing: thing, {}, "change: a Thing was returned", "GET"),
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("change", "changes", "message", "sent"), WRONG)
def test_wrong_changes_are_refused(
    mode: str, change: Any, changes: Any, message: str, sent: str
) -> None:
    store = Store(READ)
    with pytest.raises(RequestError, match=message):
        edit(Vendor(mode, store), change, **changes)
    assert store.methods == sent


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (lambda _: httpx2.Response(404), NotFoundError),
        (lambda _: httpx2.Response(200, content=b"{"), DecodeError),
        (lambda _: ok({**READ, "objectVersion": None}), RequestError),
        (lambda _: ok({"number": 7, "name": "x"}), RequestError),
        (lambda _: ok({**READ, "name": 5}), RequestError),
        (lambda _: ok({**READ, "number": 8}), RequestError),
        (lambda _: httpx2.Response(204), RequestError),
    ],
)
def test_nothing_is_written_after_a_failed_read(
    mode: str, answer: Any, kind: type[Exception]
) -> None:
    vendor = Vendor(mode, answer)
    with pytest.raises(kind):
        edit(vendor, is_old=True)
    assert [each.method for each in vendor.asked] == ["GET"]


@pytest.mark.parametrize("mode", MODES)
def test_other_errors_are_passed_on(mode: str) -> None:
    store = Store(READ, READ, status=500)
    with pytest.raises(ServerError):
        edit(Vendor(mode, store, retries=0), name="new")
    assert store.methods == "GET PUT"


@pytest.mark.parametrize("mode", MODES)
def test_a_change_that_depends_on_the_state_is_not_repeated_blindly(mode: str) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.method == "GET":
            return ok(READ)
        raise httpx2.ReadError("lost")

    vendor = Vendor(mode, answer)
    with pytest.raises(ConnectionLost) as caught:
        edit(vendor, lambda thing: {"name": thing.name + "!"})
    assert caught.value.maybe_sent
    assert [each.method for each in vendor.asked] == ["GET", "PUT"]
    with pytest.raises(ConnectionLost):
        edit(vendor, name="new")  # The same values can be written again.
    assert len(vendor.asked) > 5


@pytest.mark.parametrize("mode", MODES)
def test_all_attempts_share_the_deadline(mode: str) -> None:
    clock = ManualClock()
    store = Store(READ, *[READ] * 9)

    def answer(request: httpx2.Request) -> httpx2.Response:
        clock.advance(4.0)
        return store(request)

    vendor = Vendor(mode, answer, clock=clock, deadline=15.0, edit_attempts=9)
    with pytest.raises(DeadlineExceeded) as caught:
        edit(vendor, name="new")
    assert len(vendor.asked) == 4
    assert isinstance(caught.value.last, ConflictError | None)


@pytest.mark.parametrize("mode", MODES)
def test_options_for_writing_are_not_for_reading(mode: str) -> None:
    vendor = Vendor(mode, Store(READ))
    vendor.client = vendor.client.with_options(
        extra_query={"a": 1}, extra_body={"b": 2}
    )
    edit(vendor, name="new")
    read, write = vendor.asked
    assert not read.url.params and not read.content
    assert write.url.params["a"] == "1" and json.loads(write.content)["b"] == 2


@pytest.mark.parametrize("mode", MODES)
def test_a_version_can_be_an_etag(mode: str) -> None:
    update = Operation("PUT", "/things/{number}", None, conflict=412)
    view = Edit(GET, update, Plain, version="header.If-Match")
    store = Store(READ, {**READ, "name": "y"}, status=412)
    vendor = Vendor(mode, store)
    edit(vendor, value=view, name="new")
    assert store.methods == "GET PUT GET PUT"
    assert vendor.asked[1].headers["If-Match"] == "tag-1"
    assert vendor.asked[1].url.path == "/v1/things/7"
    assert store.written[0]["further"] == {"deep": [1]}
    without = Vendor(mode, lambda _: ok(READ))
    with pytest.raises(RequestError, match="returned no version"):
        edit(without, value=view, name="new")
    assert len(without.asked) == 1


@pytest.mark.parametrize("mode", MODES)
def test_a_partial_update_sends_only_what_changes(mode: str) -> None:
    patch = Operation("PATCH", "/things/{number}", None, conflict=409)
    partial = replace(EDIT, write=patch, key=None)
    store = Store(READ)
    edit(Vendor(mode, store), value=partial, is_old=True)
    assert store.written == [
        {"number": 7, "name": "old", "isOld": True, "objectVersion": "v1"}
    ]


THING = Thing(number=7, name="put")
PUTS: list[tuple[str, Any, tuple[Any, ...], str, Any]] = [
    ("create", None, (), "GET POST", {"number": 7, "name": "put"}),
    (
        "replace",
        READ,
        (),
        "GET PUT",
        {"number": 7, "name": "put", "objectVersion": "v1"},
    ),
    (
        "created meanwhile",
        None,
        (READ,),
        "GET POST GET PUT",
        {"number": 7, "name": "put", "objectVersion": "v1"},
    ),
    (
        "changed meanwhile",
        READ,
        ({**READ, "objectVersion": "v2"},),
        "GET PUT GET PUT",
        {"number": 7, "name": "put", "objectVersion": "v2"},
    ),
    (
        "removed meanwhile",
        READ,
        (None,),
        "GET PUT GET POST",
        {"number": 7, "name": "put"},
    ),
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("case", "thing", "meanwhile", "methods", "body"), PUTS, ids=lambda v: str(v)[:20]
)
def test_put_creates_or_replaces(
    mode: str, case: str, thing: Any, meanwhile: Any, methods: str, body: Any
) -> None:
    store = Store(thing, *meanwhile)
    result = call(Vendor(mode, store), "_put", PUT, THING)
    assert store.methods == methods
    assert store.written[-1] == body
    assert isinstance(result, Thing if methods.endswith("POST") else ThingUpdate)


@pytest.mark.parametrize("mode", MODES)
def test_attempts_of_put_are_limited(mode: str) -> None:
    store = Store(None, *[None] * 9)
    with pytest.raises(ConflictError):
        call(Vendor(mode, store), "_put", PUT, THING)
    assert store.methods == "GET POST GET POST GET POST"


@pytest.mark.parametrize("mode", MODES)
def test_put_passes_other_errors_on(mode: str) -> None:
    store = Store(None, None, status=404)
    with pytest.raises(NotFoundError):
        call(Vendor(mode, store), "_put", PUT, THING)
    assert store.methods == "GET POST"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("body", "message"),
    [
        (Plain(name="x"), "body: number is missing"),
        (PartInput(label="x"), "body: number is missing"),
        ({"number": 7}, "body: a dict was given"),
    ],
)
def test_put_needs_a_key(mode: str, body: Any, message: str) -> None:
    vendor = Vendor(mode, Store(None))
    with pytest.raises(RequestError, match=message):
        call(vendor, "_put", PUT, body)
    assert vendor.asked == []


@pytest.mark.parametrize("mode", MODES)
def test_put_with_an_etag(mode: str) -> None:
    update = Operation("PUT", "/things/{number}", None, conflict=412)
    view = Edit(GET, update, Plain, version="header.If-Match")
    store = Store(READ)
    vendor = Vendor(mode, store)
    call(vendor, "_put", Put(CREATE, view, "number"), Plain(number=7, name="put"))
    assert store.written == [{"number": 7, "name": "put"}]
    assert vendor.asked[1].headers["If-Match"] == "tag-1"


@pytest.mark.parametrize("mode", MODES)
def test_none_removes_a_property_that_must_not_be_null(mode: str) -> None:
    store = Store({**READ, "isOld": True})
    view = replace(EDIT, removable=("main",))
    edit(Vendor(mode, store), lambda _: {"main": None}, view, parts=None)
    assert "main" not in store.written[0] and store.written[0]["parts"] is None
    patch = Operation("PATCH", "/things/{number}", None, conflict=409)
    partial = replace(view, write=patch, key=None)
    edit(Vendor(mode, store := Store(READ)), value=partial, parts=None)
    assert store.written[0]["parts"] is None
    for change, changes in ((None, {"main": None}), (lambda _: {"main": None}, {})):
        store = Store(READ)
        with pytest.raises(RequestError, match="main: None cannot be sent"):
            edit(Vendor(mode, store), change, partial, **changes)
        assert not store.written


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("place", ["query", "header"])
def test_a_version_can_be_a_property_sent_in_a_parameter(mode: str, place: str) -> None:
    patch = Operation("PATCH", "/things/{number}", None, conflict=409)
    view = Edit(GET, patch, Plain, version=f"{place}.objectVersion")
    vendor = Vendor(mode, Store(READ))
    edit(vendor, value=view, name="new")
    _, write = vendor.asked
    sent: Any = write.url.params if place == "query" else write.headers
    assert sent["objectVersion"] == "v1"
    assert json.loads(write.content) == {"name": "new"}
    without = Vendor(mode, lambda _: ok({"number": 7, "name": "x"}))
    with pytest.raises(RequestError, match="returned no version"):
        edit(without, value=view, name="new")


@pytest.mark.parametrize("mode", MODES)
def test_a_key_in_the_path_is_not_changed(mode: str) -> None:
    update = Operation("PUT", "/things/{number}", None, conflict=412)
    view = Edit(GET, update, Plain, version="header.If-Match")
    for change, changes in ((None, {"number": 8}), (lambda _: {"number": 8}, {})):
        store = Store(READ)
        with pytest.raises(RequestError, match="number cannot be changed"):
            edit(Vendor(mode, store), change, view, **changes)
        assert not store.written
    other = Store({**READ, "number": 8})
    with pytest.raises(RequestError, match="an object with another number"):
        edit(Vendor(mode, other), value=view, name="new")
    assert other.methods == "GET"


@pytest.mark.parametrize("mode", MODES)
def test_put_replaces_only_the_object_with_its_key(mode: str) -> None:
    store = Store({**READ, "number": 8})
    with pytest.raises(RequestError, match="an object with another number"):
        call(Vendor(mode, store), "_put", PUT, THING)
    assert store.methods == "GET"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("number", ["7", {"id": 8}, None])
def test_only_a_known_key_is_compared(mode: str, number: Any) -> None:
    """A key can be a string in the object; an object or null is not compared."""
    update = Operation("PUT", "/things/{number}", None, conflict=412)
    view = Edit(GET, update, Unkeyed, version="header.If-Match")
    store = Store({**READ, "number": number})
    edit(Vendor(mode, store), value=view, name="new")
    assert store.methods == "GET PUT"


def test_edit_attempts_is_a_number_of_attempts() -> None:
    make: Callable[..., Any] = Vendor
    for wrong in (0, True, "3"):
        with pytest.raises(Exception, match="edit_attempts must be a whole number"):
            make("sync", [], edit_attempts=wrong)
