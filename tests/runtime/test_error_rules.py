"""Errors by the vendor's own rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx2
import pytest
from small_vendor import GET, SECRET, SERVICE, Contact, Vendor, ok
from specloom_runtime import (
    ApiError,
    BadRequestError,
    ConflictError,
    DeadlineExceeded,
    DecodeError,
    ErrorRule,
    GoneError,
    NotFoundError,
    Operation,
    PaginationError,
    RateLimitError,
    RequestTimeoutError,
    Retry,
    ServerError,
    SpecloomError,
)
from specloom_runtime.calls.error_rules import error_class

RULES = (
    ErrorRule(
        status="2XX",
        location="body#/actionStatus/status",
        equals="FAIL",
        kind="bad-request",
        message="body#/actionStatus/message",
        code="body#/actionStatus/errorCode",
    ),
    ErrorRule(
        status=406,
        kind="unprocessable",
        message="body",
    ),
    ErrorRule(
        status="4XX", location="body#/errors/0/code", equals="Busy", retryable=True
    ),
    ErrorRule(
        message="body#/Message",
        details="body#/Details",
        request_id="body#/a~1b/~0id",
        code="header.X-Code",
    ),
)


def failed(answer: httpx2.Response, operation: Any = GET, *more: Any) -> ApiError:
    service = replace(SERVICE, errors={"default": RULES, "none": ()})
    vendor = Vendor("sync", [answer, *more], service=service)
    arguments = {"path": {"number": 1}} if operation is GET else {}
    with pytest.raises(ApiError) as caught:
        vendor.call(operation, **arguments)
    return caught.value


def test_success_status_with_an_error_body() -> None:
    status = {"status": "FAIL", "errorCode": "E_1", "message": "No such customer"}
    error = failed(ok({"actionStatus": status}))
    assert isinstance(error, BadRequestError)
    assert (error.status, error.code) == (200, "E_1")
    assert str(error) == "200 E_1: No such customer"
    service = replace(SERVICE, errors={"default": RULES})
    fine = ok({"number": 1, "actionStatus": {"status": "SUCCESS"}})
    assert Vendor("sync", [fine], service=service).call(GET, path={"number": 1})


def test_error_details_are_read_from_configured_locations() -> None:
    body = {"Message": "Bad", "Details": [1], "a/b": {"~id": "r"}}
    error = failed(ok(body, 400, X_Code="C"))
    assert type(error) is BadRequestError
    assert (error.message, error.details, error.request_id, error.code) == (
        "Bad",
        [1],
        "r",
        "C",
    )
    assert str(error) == "400 C: Bad (request id r)"


@pytest.mark.parametrize("status", [200, 302, 412, 500])
def test_the_code_decides_where_a_rule_has_no_class(status: int) -> None:
    states = ("2XX", "3XX", "4XX", "5XX")
    rules = tuple(ErrorRule(status=each, code="body#/code") for each in states)
    service = replace(
        SERVICE,
        errors={"default": rules, "other": rules[:1]},
        error_kinds={"default": {"TAKEN": "conflict", "GONE": "gone"}},
        retry=Retry(maximum=0),
    )

    def error(code: str, operation: Any) -> ApiError:
        answers = [ok({"code": code}, status)]
        with pytest.raises(ApiError) as caught:
            Vendor("sync", answers, service=service).call(operation)
        return caught.value

    plain, other = Operation("GET", "/x", None), Operation(
        "GET", "/x", None, errors="other"
    )
    assert type(error("TAKEN", plain)) is ConflictError
    assert type(error("GONE", plain)) is GoneError
    by_status = error_class(status)
    assert type(error("OTHER", plain)) is type(error("TAKEN", other)) is by_status


@pytest.mark.parametrize("safe", [True, False])
@pytest.mark.parametrize("code", ["NEW", None])
def test_a_code_without_a_class_has_the_class_of_its_rule(
    safe: bool, code: str | None
) -> None:
    rule = ErrorRule(
        status="2XX", location="body#/code", kind="server", code="body#/code"
    )
    kinds: Any = {"default": {"TAKEN": "conflict"}}
    service = replace(SERVICE, errors={"default": (rule,)}, error_kinds=kinds)
    operation = Operation("GET" if safe else "POST", "/x", None, safe=safe)

    def error(code: str | None) -> ApiError:
        vendor = Vendor("sync", lambda _: ok({"code": code}), service=service)
        with pytest.raises(ApiError) as caught:
            vendor.call(operation)
        assert len(vendor.asked) == 1
        return caught.value

    assert type(error("TAKEN")) is ConflictError
    assert type(error(code)) is ServerError
    assert (error(code).status, error(code).code) == (200, code)


TWO_SHAPES = ErrorRule(
    message=("body#/detail", "body#/text", "body#/errors/0/text", "body#/title"),
    code=("body#/code", "body#/errors/0/code"),
    details=("body#/errors", "body#/property"),
    hint=("body#/hint", "header.X-Hint"),
)


@pytest.mark.parametrize("status", [400, 415, 500])
@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"detail": "D", "title": "T", "code": "C"}, ("D", "C", None)),
        ({"detail": "", "text": "X", "property": "p"}, ("X", None, "p")),
        ({"detail": None, "errors": [], "title": "T"}, ("T", None, [])),
        (
            {"errors": [{"code": "E", "text": "X"}]},
            ("X", "E", [{"code": "E", "text": "X"}]),
        ),
        ({"errors": {"0": 1}, "code": 7}, ("", "7", {"0": 1})),
        ({"code": "", "detail": ""}, ("", None, None)),
        ([1], ("", None, None)),
    ],
)
def test_the_first_location_with_a_value_is_read(
    status: int, body: Any, found: tuple[str, str | None, Any]
) -> None:
    service = replace(
        SERVICE, errors={"default": (TWO_SHAPES,)}, retry=Retry(maximum=0)
    )
    with pytest.raises(ApiError) as caught:
        Vendor("sync", [ok(body, status, X_Hint="try")], service=service).call(
            GET, path={"number": 1}
        )
    error = caught.value
    assert (error.message, error.code, error.details) == found
    assert error.hint == "try"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("No such hotel.", True),
        (" ", False),
        ("", False),
        (None, False),
        ({"a": 1}, False),
    ],
)
def test_only_text_is_for_the_end_user(text: Any, shown: bool) -> None:
    rule = ErrorRule(message="body#/text", for_end_user=True)
    service = replace(SERVICE, errors={"default": (rule,)})
    with pytest.raises(ApiError) as caught:
        Vendor("sync", [ok({"text": text}, 403)], service=service).call(
            GET, path={"number": 1}
        )
    assert caught.value.for_end_user is shown


def test_a_hint_for_developers_is_shown_and_redacted() -> None:
    rules = (ErrorRule(message="body#/text", hint="body#/hint"),)
    service = replace(SERVICE, errors={"default": rules})

    def error(body: dict[str, str]) -> ApiError:
        with pytest.raises(ApiError) as caught:
            Vendor("sync", [ok(body, 400)], service=service).call(
                GET, path={"number": 1}
            )
        return caught.value

    found = error({"text": "Bad", "hint": f"Read it\nagain with {SECRET}."})
    assert found.hint == "Read it\nagain with ***."
    assert str(found) == "400: Bad (hint: Read it again with ***.)"
    assert error({"text": "Bad"}).hint is None
    assert len(str(error({"text": "Bad", "hint": "x" * 9000}))) < 2100


def test_operation_has_its_own_error_rules_and_conflict_status() -> None:
    plain = Operation("GET", "/x", Contact, errors="none", conflict=412)
    error = failed(ok({"Message": "Bad"}, 400), plain)
    assert (error.message, error.code) == ("", None)
    assert isinstance(failed(ok({}, 412), plain), ConflictError)


def test_error_rule_may_declare_an_error_transient() -> None:
    service = replace(SERVICE, errors={"default": RULES})
    busy = ok({"errors": [{"code": "Busy"}]}, 400)
    vendor = Vendor("sync", [busy, ok({"number": 1})], service=service)
    assert vendor.call(GET, path={"number": 1}).number == 1


def test_error_rule_may_declare_an_error_final() -> None:
    rules = (ErrorRule(status=408, retryable=False), ErrorRule(status="4XX"))
    service = replace(SERVICE, errors={"default": rules})
    vendor = Vendor("sync", [ok({}, 408), ok({"number": 1})], service=service)
    with pytest.raises(RequestTimeoutError):
        vendor.call(GET, path={"number": 1})
    assert len(vendor.asked) == 1


@pytest.mark.parametrize(
    ("body", "headers", "found"),
    [
        ({"id": "b"}, {"X_Own": "h"}, "h"),
        ({"id": "b"}, {"X_Own": ""}, "b"),
        ({"id": 7}, {}, "7"),
        ({"id": None}, {"X_Request_Id": "usual"}, "usual"),
        ({}, {}, None),
    ],
)
def test_the_first_location_with_a_value_is_the_request_id(
    body: Any, headers: dict[str, str], found: str | None
) -> None:
    rule = ErrorRule(request_id=("header.X-Own", "body#/id"))
    service = replace(SERVICE, errors={"default": (rule,)})
    with pytest.raises(ApiError) as caught:
        Vendor("sync", [ok(body, 400, **headers)], service=service).call(
            GET, path={"number": 1}
        )
    assert caught.value.request_id == found


def test_problem_details_need_no_rules() -> None:
    body = {"type": "about:x", "title": "T", "detail": "Why", "errors": [{"m": 1}]}
    answer = ok(body, 404)
    answer.headers["content-type"] = "application/problem+json"
    operation = Operation("GET", "/x", Contact, errors="none")
    error = failed(answer, operation)
    assert isinstance(error, NotFoundError)
    assert (error.message, error.code, error.details) == ("Why", "about:x", [{"m": 1}])
    answer = ok({"title": "T"}, 404)
    answer.headers["content-type"] = "application/problem+json"
    assert failed(answer, operation).message == "T"


def test_error_classes_by_status() -> None:
    error = failed(ok({}, 418), Operation("GET", "/x", None, errors="none"))
    assert type(error) is ApiError
    twice = [httpx2.Response(429, headers={"Retry-After": "999"})]
    assert isinstance(failed(*twice), RateLimitError)
    assert isinstance(failed(ok({}, 501)), ServerError)
    echoed = failed(ok({"Details": {"a": ["X-Key: s3cr3t-token-value", 1]}}, 400))
    assert echoed.details == {"a": ["X-Key: ***", 1]}


def test_errors_survive_pickling() -> None:
    import copy
    import pickle

    errors: list[SpecloomError] = [
        DeadlineExceeded("late", deadline=1.0, last=None),
        DecodeError("bad", operation="GET /x"),
        PaginationError("again", checkpoint={"piece": 0}),
        failed(ok({"Message": "Bad"}, 400)),
    ]
    for error in errors:
        for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
            assert type(again) is type(error) and str(again) == str(error)
            assert again.checkpoint == error.checkpoint
