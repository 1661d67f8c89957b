"""An idempotency key of the caller: for one change, and only where it is declared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from small_vendor import CREATE, GET, LIST, MODES, SERVICE, Vendor, ok
from specloom_runtime import Idempotency, Operation, RequestError

KEYED = replace(SERVICE, idempotency=Idempotency("Idempotency-Key"))
FIRST = {"body": {"number": 1}}
OTHERS: list[tuple[Any, dict[str, Any]]] = [
    (CREATE, {"body": {"number": 2}}),
    (CREATE, {"body": {"number": 1}, "query": {"a": 1}}),
    (Operation("POST", "/other", None), FIRST),
    (Operation("PATCH", "/contacts", None), FIRST),
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("other", OTHERS, ids=str)
def test_an_idempotency_key_is_used_for_one_change(mode: str, other: Any) -> None:
    vendor = Vendor(mode, lambda _: ok({"number": 1}), service=KEYED)
    client = vendor.client
    vendor.client = keyed = client.with_options(idempotency_key="k")
    vendor.call(CREATE, **FIRST)
    vendor.client = keyed.with_options(timeout=5.0)
    vendor.call(CREATE, **FIRST)  # The same change may be repeated.
    operation, arguments = other
    with pytest.raises(RequestError, match="idempotency_key was used for another"):
        vendor.call(operation, **arguments)
    assert [each.headers["Idempotency-Key"] for each in vendor.asked] == ["k", "k"]
    vendor.client = client.with_options(idempotency_key="k")
    vendor.call(operation, **arguments)
    vendor.client = client
    vendor.call(operation, **arguments)
    assert vendor.asked[-1].headers["Idempotency-Key"] != "k"


@pytest.mark.parametrize("mode", MODES)
def test_reading_uses_no_idempotency_key_of_the_caller(mode: str) -> None:
    vendor = Vendor(mode, lambda _: ok({"number": 1}), service=KEYED)
    vendor.client = vendor.client.with_options(idempotency_key="k")
    search = Operation("POST", "/search", None, safe=True)
    for number in (1, 2):
        vendor.call(search, body={"number": number})
        vendor.call(GET, path={"number": number})
    vendor.call(CREATE, **FIRST)
    keys = [each.headers.get("Idempotency-Key") for each in vendor.asked]
    assert keys[4] == "k" and "k" not in keys[:4] and len(set(keys)) == 4


@pytest.mark.parametrize("mode", MODES)
def test_an_idempotency_key_must_be_declared(mode: str) -> None:
    off = Operation("POST", "/x", None, idempotency=False)
    for service, operation, arguments in (
        (SERVICE, CREATE, FIRST),
        (SERVICE, GET, {"path": {"number": 1}}),
        (KEYED, off, FIRST),
    ):
        vendor = Vendor(mode, [], service=service)
        with pytest.raises(RequestError, match=f"_key: {operation.method} /"):
            vendor.call(operation, **arguments, options={"idempotency_key": "k"})
    vendor = Vendor(mode, [])
    vendor.client = vendor.client.with_options(idempotency_key="k")
    with pytest.raises(RequestError, match="_key: GET /contacts"):
        vendor.all(vendor.pager(LIST))


def test_a_body_that_contains_itself_is_refused_with_a_key() -> None:
    circle: list[Any] = []
    circle.append(circle)
    vendor = Vendor("sync", [], service=KEYED)
    with pytest.raises(RequestError, match="contains itself"):
        vendor.call(CREATE, body=circle, options={"idempotency_key": "k"})


@pytest.mark.parametrize("mode", MODES)
def test_a_change_that_was_refused_leaves_its_key_free(mode: str) -> None:
    vendor = Vendor(mode, lambda _: ok({"number": 1}), service=KEYED)
    vendor.client = vendor.client.with_options(idempotency_key="k")
    with pytest.raises(RequestError, match="number"):
        vendor.call(CREATE, body={"number": float("nan")})
    vendor.call(CREATE, **FIRST)
    with pytest.raises(RequestError, match="idempotency_key was used for another"):
        vendor.call(CREATE, body={"number": 2})
    assert [each.headers["Idempotency-Key"] for each in vendor.asked] == ["k"]


@pytest.mark.parametrize("mode", MODES)
def test_a_key_in_the_headers_of_a_client_is_not_replaced(mode: str) -> None:
    vendor = Vendor(mode, lambda _: ok({"number": 1}), service=KEYED)
    vendor.client = vendor.client.with_options(headers={"idempotency-key": "k"})
    with pytest.raises(RequestError, match="headers: .*the option idempotency_key"):
        vendor.call(CREATE, **FIRST)
    vendor.call(GET, path={"number": 1})
    vendor.call(CREATE, **FIRST, headers={"Idempotency-Key": "k"})
    assert vendor.asked[-1].headers["Idempotency-Key"] == "k"
