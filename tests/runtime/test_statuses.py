"""The status of a response picks what its body is decoded to."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from small_vendor import MODES, Contact, ContactPage, Vendor, ok
from specloom_runtime import (
    CursorPages,
    DecodeError,
    Deviation,
    Model,
    Operation,
    PagedOperation,
    TypeForm,
)


class Order(Model):
    id: str
    status: str | None = None


class Job(Model):
    id: str
    status: str | None = None


GET = Operation(
    "GET",
    "/x",
    TypeForm[Order | Job | int | bytes | str | None],
    statuses={
        "200": Order,
        "202": Job,
        "203": bytes,
        "204": None,
        "206": str,
        "208": None,
        "2XX": int,
    },
    accept="application/json, text/plain",
)
BODY = {"id": "a", "status": "b"}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (ok(BODY), Order(id="a", status="b")),
        (ok(BODY, 202), Job(id="a", status="b")),
        (httpx2.Response(203, content=b"\x00"), b"\x00"),
        (httpx2.Response(204), None),
        (httpx2.Response(206, content=b"1", headers={"content-type": "text/x"}), "1"),
        (httpx2.Response(208), None),
        (httpx2.Response(208, content=b"\n"), None),
        (ok(7, 201), 7),
        (ok(7, 299), 7),
    ],
)
def test_status_picks_the_type(mode: Any, response: Any, expected: Any) -> None:
    found: list[Deviation] = []
    result = Vendor(mode, [response], on_deviation=found.append).call(GET)
    assert (result, type(result)) == (expected, type(expected))
    assert not found


def test_status_that_is_not_declared_is_any_of_the_types() -> None:
    operation = Operation(
        "GET", "/x", TypeForm[Order | int], statuses={"200": Order, "201": int}
    )
    assert Vendor("sync", [ok(3, 202)]).call(operation) == 3
    assert Vendor("sync", [ok(BODY, 202)]).call(operation) == Order(**BODY)


def test_body_where_none_is_declared_is_a_deviation() -> None:
    found: list[Deviation] = []
    vendor = Vendor("sync", [ok(BODY, 208)], on_deviation=found.append)
    assert vendor.call(GET) is None
    assert str(found[0]) == "GET /x: the response is a body (expected no body (208))"
    with pytest.raises(DecodeError, match="no body"):
        Vendor("sync", [ok(BODY, 208)], strict=True).call(GET)


def test_empty_body_of_a_declared_type_is_an_error() -> None:
    with pytest.raises(DecodeError, match="empty"):
        Vendor("sync", [httpx2.Response(200)]).call(GET)


def test_page_without_a_body_has_no_items() -> None:
    operation = PagedOperation(
        "GET",
        "/x",
        ContactPage,
        Contact,
        pages=CursorPages(send="query.c", read="body.cursor", items="body.items"),
        statuses={"200": ContactPage, "204": None},
    )
    found: list[Deviation] = []
    vendor = Vendor("sync", [httpx2.Response(204)], on_deviation=found.append)
    assert vendor.all(vendor.pager(operation)) == [] and not found


TEXT = Operation("GET", "/x", str, accept="text/plain")


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("headers", [{}, {"content-type": "text/csv"}])
@pytest.mark.parametrize("body", ["", "a", "1", '"a"', " "])
def test_text_is_what_was_sent(strict: bool, headers: Any, body: str) -> None:
    response = httpx2.Response(200, content=body.encode(), headers=headers)
    assert Vendor("sync", [response], strict=strict).call(TEXT) == body


@pytest.mark.parametrize("accept", ["application/json", "application/x+json"])
def test_empty_json_string_is_an_error(accept: str) -> None:
    operation = Operation("GET", "/x", str, accept=accept)
    with pytest.raises(DecodeError, match="empty"):
        Vendor("sync", [httpx2.Response(200)]).call(operation)
    assert Vendor("sync", [ok("a")]).call(operation) == "a"
