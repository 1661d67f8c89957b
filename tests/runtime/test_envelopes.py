"""Results that are members of a response: the envelope stays reachable."""

from __future__ import annotations

from typing import Any

import pytest
from small_vendor import MODES, Vendor, ok
from specloom_runtime import (
    ApiError,
    AsyncResource,
    CamelModel,
    DecodeError,
    ErrorRule,
    Model,
    Operation,
    Resource,
    Service,
    TypeForm,
)


class Thing(Model):
    id: int


class Data(CamelModel):
    the_thing: Thing | None = None
    the_things: list[Thing] | None = None
    count: int | None = None


class Envelope(CamelModel):
    data: Data | None = None
    status: str | None = None
    names: list[str] | None = None


GET = Operation("GET", "/t", Thing, envelope=Envelope, member="data.the_thing")
LIST = Operation("GET", "/t", list[Thing], envelope=Envelope, member="data.the_things")
COUNT = Operation("GET", "/t", int, envelope=Envelope, member="data.count")
BODY = {"data": {"theThing": {"id": 1}, "count": 0}, "status": "OK"}


@pytest.mark.parametrize("mode", MODES)
def test_the_result_is_a_member_of_the_response(mode: str) -> None:
    vendor = Vendor(mode, lambda _: ok(BODY))
    assert vendor.call(GET) == Thing(id=1)
    assert vendor.call(COUNT) == 0
    kind: Any = Resource if mode == "sync" else AsyncResource
    call = kind(vendor.client)._call
    received = vendor.wait(vendor.client.with_response(call, GET))
    assert isinstance(received.envelope, Envelope)
    assert (received.envelope.status, received.response.status) == ("OK", 200)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "body", [{}, {"data": None}, {"data": {}}, {"data": {"theThing": None}}]
)
def test_a_response_without_the_result_is_an_error(mode: str, body: Any) -> None:
    vendor = Vendor(mode, lambda _: ok(body))
    with pytest.raises(DecodeError, match=r"no data(.theThing)? \(status"):
        vendor.call(GET)


NAMES = Operation("GET", "/t", TypeForm[list[str]], envelope=Envelope, member="names")
WRONG: list[tuple[Any, Any, str]] = [
    (GET, {"data": {"theThing": "x"}}, "data.theThing is 'x'"),
    (GET, {"data": {"theThing": []}}, "data.theThing is a list"),
    (GET, {"data": {"theThing": 5}}, "data.theThing is 5"),
    (COUNT, {"data": {"count": "x"}}, "data.count is 'x'"),
    (COUNT, {"data": {"count": True}}, "data.count is True"),
    (COUNT, {"data": {"count": {}}}, "data.count is an object"),
    # Strings and lists have a method of this name.
    (COUNT, {"data": "x"}, "the response has no data.count"),
    (COUNT, {"data": []}, "the response has no data.count"),
    (NAMES, {"names": "x"}, "names is 'x'"),
    (NAMES, {"names": {}}, "names is an object"),
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("operation", "body", "message"), WRONG)
def test_a_result_of_another_type_is_an_error(
    mode: str, operation: Any, body: Any, message: str
) -> None:
    vendor = Vendor(mode, lambda _: ok(body))
    with pytest.raises(DecodeError, match=message):
        vendor.call(operation)


@pytest.mark.parametrize("mode", MODES)
def test_a_result_can_be_a_list_with_deviating_items(mode: str) -> None:
    vendor = Vendor(mode, lambda _: ok({"names": ["a", 5]}))
    assert vendor.call(NAMES) == ["a", 5]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "body", [{}, {"data": None}, {"data": {}}, {"data": {"theThings": None}}]
)
def test_a_list_that_is_absent_is_empty(mode: str, body: Any) -> None:
    vendor = Vendor(mode, lambda _: ok(body))
    assert vendor.call(LIST) == []


@pytest.mark.parametrize("mode", MODES)
def test_a_list_in_an_envelope_of_another_kind_is_an_error(mode: str) -> None:
    vendor = Vendor(mode, lambda _: ok({"data": "x"}))
    with pytest.raises(DecodeError, match="the response has no data.the_things"):
        vendor.call(LIST)


@pytest.mark.parametrize("mode", MODES)
def test_error_rules_see_the_whole_response(mode: str) -> None:
    rule = ErrorRule(status="2XX", location="body#/status", equals="FAIL")
    service = Service(name="v", errors={"default": (rule,)}, servers={})
    for body in ({"status": "FAIL"}, {**BODY, "status": "FAIL"}):
        vendor = Vendor(
            mode,
            lambda _, body=body: ok(body),
            service=service,
            credentials={},
            base_url="https://vendor.test",
        )
        with pytest.raises(ApiError) as caught:
            vendor.call(GET)
        assert not isinstance(caught.value, DecodeError)
