"""Calls as a whole: repeated, redirected, keyed, in time, never twice by mistake."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from small_vendor import CREATE, GET, MODES, SERVICE, UPDATE, Contact, Vendor, ok
from specloom_runtime import (
    Attempt,
    AuthenticationError,
    ConflictError,
    ConnectError,
    ConnectionLost,
    DeadlineExceeded,
    GoneError,
    Idempotency,
    ManualClock,
    NotFoundError,
    Operation,
    RateLimit,
    RateLimitError,
    ReadTimeout,
    RedirectError,
    Retry,
    ServerError,
    TlsError,
)
from specloom_runtime.calls.error_rules import BY_STATUS
from specloom_runtime.operations.service import ErrorRule

pytestmark = pytest.mark.parametrize("mode", MODES)

ONE = {"number": 1, "name": "Ann"}
AT_1: dict[str, Any] = {"path": {"number": 1}}


def keyed() -> Any:
    from dataclasses import replace

    rule = Idempotency("Idempotency-Key", replayed="header.X-Replayed")
    return replace(SERVICE, idempotency=rule)


def test_call_returns_the_decoded_result(mode: str) -> None:
    vendor = Vendor(mode, [ok(ONE)])
    assert vendor.call(GET, **AT_1) == Contact(number=1, name="Ann")
    (asked,) = vendor.asked
    assert str(asked.url) == "https://vendor.test/v1/contacts/1"
    assert asked.headers["X-Key"] == "s3cr3t-token-value"


def test_second_connection_that_is_stale_counts_as_an_attempt(mode: str) -> None:
    def stale(*_: Any) -> ConnectionLost:
        lost = ConnectionLost("closed")
        lost.stale = True
        return lost

    vendor = Vendor(mode, [stale(), ok(ONE)], retries=0)
    assert vendor.call(GET, **AT_1).number == 1
    vendor = Vendor(mode, [stale(), stale(), ok(ONE)], retries=0)
    with pytest.raises(ConnectionLost):
        vendor.call(GET, **AT_1)
    assert len(vendor.asked) == 2
    vendor = Vendor(mode, [stale(), stale(), ok(ONE)], retries=1)
    assert vendor.call(GET, **AT_1).number == 1


@pytest.mark.parametrize(
    ("options", "timeouts"),
    [
        ({"timeout": 7.0}, (7.0, 7.0)),
        ({"timeout": 7.0, "pool_timeout": 3.0}, (7.0, 3.0)),
        ({"timeout": 7.0, "deadline": 5.0}, (5.0, 5.0)),
        ({"timeout": 7.0, "deadline": 50.0}, (7.0, 7.0)),
    ],
)
def test_time_to_wait_for_a_connection(
    mode: str, options: dict[str, float], timeouts: tuple[float, float]
) -> None:
    vendor = Vendor(mode, [ok(ONE)], **options)
    vendor.call(GET, **AT_1)
    found = vendor.asked[0].extensions["timeout"]
    assert (found["read"], found["pool"]) == timeouts


def test_refused_connections_are_retried(mode: str) -> None:
    refused = [httpx2.ConnectError("refused"), httpx2.ConnectError("refused")]
    vendor = Vendor(mode, [*refused, ok(ONE)])
    assert vendor.call(GET, **AT_1).number == 1
    assert vendor.clock.slept == [0.25, 0.5]


def test_interrupted_connection_retries_only_safe_requests(mode: str) -> None:
    cut = httpx2.RemoteProtocolError("peer closed connection")
    assert Vendor(mode, [cut, ok(ONE)]).call(GET, **AT_1).number == 1
    vendor = Vendor(mode, [cut, ok(ONE)])
    with pytest.raises(ConnectionLost, match="may have been processed") as caught:
        vendor.call(CREATE, body={"number": 1})
    assert caught.value.maybe_sent
    assert len(vendor.asked) == 1


def test_refused_connection_retries_even_a_post(mode: str) -> None:
    vendor = Vendor(mode, [httpx2.ConnectError("refused"), ok(ONE)])
    assert vendor.call(CREATE, body={"number": 1}).number == 1


def test_idempotency_key_is_the_same_in_all_attempts(mode: str) -> None:
    told: list[Attempt] = []
    answers = [ok({}, 503), httpx2.ReadError("reset"), ok(ONE, X_Replayed="true")]
    vendor = Vendor(mode, [*answers, ok(ONE)], service=keyed(), on_attempt=told.append)
    vendor.call(CREATE, body={"number": 1})
    keys = {asked.headers["Idempotency-Key"] for asked in vendor.asked}
    assert len(keys) == 1 and len({a.content for a in vendor.asked}) == 1
    assert [t.replayed for t in told] == [False, False, True]
    vendor.call(CREATE, body={"number": 1})
    assert vendor.asked[-1].headers["Idempotency-Key"] not in keys


def test_given_idempotency_key_is_kept_and_reads_have_none(mode: str) -> None:
    vendor = Vendor(mode, [ok(ONE), ok(ONE), ok(ONE)], service=keyed())
    vendor.call(CREATE, body={}, options={"idempotency_key": "mine"})
    vendor.call(CREATE, body={}, headers={"idempotency-key": "yours"})
    vendor.call(GET, **AT_1)
    keys = [asked.headers.get("Idempotency-Key") for asked in vendor.asked]
    assert keys == ["mine", "yours", None]


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_transient_statuses_are_retried(mode: str, status: int) -> None:
    vendor = Vendor(mode, [ok({}, status), ok(ONE)])
    assert vendor.call(GET, **AT_1).number == 1


@pytest.mark.parametrize(
    "status", [400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 501]
)
def test_permanent_statuses_are_raised_immediately(mode: str, status: int) -> None:
    vendor = Vendor(mode, [ok({"why": "so"}, status, X_Request_Id="r-1")])
    expected = BY_STATUS.get(status, Exception)
    with pytest.raises(expected) as caught:
        vendor.call(GET, **AT_1)
    error: Any = caught.value
    assert (error.status, error.body, error.request_id) == (
        status,
        b'{"why": "so"}',
        "r-1",
    )
    assert len(vendor.asked) == 1


def test_post_is_retried_only_if_the_vendor_did_not_process_it(mode: str) -> None:
    with pytest.raises(ServerError):
        Vendor(mode, [ok({}, 503)]).call(CREATE, body={})
    assert Vendor(mode, [ok({}, 429), ok(ONE)]).call(CREATE, body={}).number == 1
    reading = Operation("POST", "/search", Contact, safe=True)
    assert Vendor(mode, [ok({}, 503), ok(ONE)]).call(reading, body={}).number == 1


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ({"Retry-After": "1"}, 1.0, 1.5),
        ({"Retry-After-Ms": "50", "Retry-After": "60"}, 0.05, 0.55),
        ({"Retry-After": "soon"}, 0.0, 0.5),
        ({"Retry-After": "-5"}, 0.0, 0.5),
        ({"Retry-After": "NaN"}, 0.0, 0.5),
        ({"Retry-After": "inf"}, 0.0, 0.5),
        ({"Retry-After": "1e400"}, 0.0, 0.5),
        ({"Retry-After": ""}, 0.0, 0.5),
        (
            {
                "Date": "Wed, 01 May 2024 11:00:00 GMT",
                "Retry-After": "Wed, 01 May 2024 11:00:02 GMT",
            },
            2.0,
            2.5,
        ),
    ],
)
def test_retry_after_is_respected(
    mode: str, headers: dict[str, str], least: float, most: float
) -> None:
    vendor = Vendor(mode, [httpx2.Response(503, headers=headers), ok(ONE)])
    vendor.call(GET, **AT_1)
    (slept,) = vendor.clock.slept
    assert least <= slept <= most


def test_long_retry_after_is_not_waited_for(mode: str) -> None:
    vendor = Vendor(mode, [ok({}, 429, Retry_After="86400")])
    with pytest.raises(RateLimitError) as caught:
        vendor.call(GET, **AT_1)
    assert caught.value.retry_after == 86400
    assert vendor.clock.slept == []


def test_repeated_retry_after_headers_are_ignored(mode: str) -> None:
    twice = httpx2.Response(503, headers=[("Retry-After", "9"), ("Retry-After", "8")])
    vendor = Vendor(mode, [twice, ok(ONE)])
    vendor.call(GET, **AT_1)
    assert vendor.clock.slept == [0.25]


def test_deadline_ends_a_call_and_names_the_last_failure(mode: str) -> None:
    clock = ManualClock()

    def slow(request: httpx2.Request) -> httpx2.Response:
        clock.advance(0.3)
        return ok({}, 503)

    vendor = Vendor(mode, slow, clock=clock, deadline=0.5, retries=5)
    with pytest.raises(
        DeadlineExceeded, match=r"deadline of 0.5 s; last: 503"
    ) as caught:
        vendor.call(GET, **AT_1)
    assert clock.now <= 0.55
    assert isinstance(caught.value.last, ServerError)


def test_timeout_at_the_deadline_is_a_deadline_error(mode: str) -> None:
    clock = ManualClock()

    def silent(request: httpx2.Request) -> httpx2.Response:
        assert request.extensions["timeout"]["read"] <= 2.0
        clock.advance(2.0)
        raise httpx2.ReadTimeout("silence")

    with pytest.raises(DeadlineExceeded):
        Vendor(mode, silent, clock=clock, deadline=2.0).call(GET, **AT_1)
    with pytest.raises(ReadTimeout) as caught:
        Vendor(mode, silent, clock=clock, timeout=1.5).call(GET, **AT_1)
    assert caught.value.request_id is None


def test_retry_budget_stops_retries_and_refills(mode: str) -> None:
    vendor = Vendor(mode, lambda request: ok({}, 503), retries=3)
    for _ in range(100):
        with pytest.raises(ServerError):
            vendor.call(GET, **AT_1)
    assert 100 < len(vendor.asked) < 140
    vendor.transport.respond_with(lambda request: ok(ONE))
    for _ in range(20):
        vendor.call(GET, **AT_1)
    vendor.transport.respond_with([ok({}, 503), ok(ONE)])
    assert vendor.call(GET, **AT_1).number == 1


def test_every_attempt_is_reported(mode: str) -> None:
    told: list[Attempt] = []
    answers = [ok({}, 503, X_Request_Id="a"), ok(ONE, X_Request_Id="b")]
    Vendor(mode, answers, on_attempt=told.append).call(GET, **AT_1)
    first, second = told
    assert (first.number, first.delay, first.status, first.request_id) == (
        1,
        0.25,
        503,
        "a",
    )
    assert first.reason.startswith("ServerError: 503")
    assert (second.number, second.reason, second.delay) == (2, "", None)


def test_retries_can_be_turned_off(mode: str) -> None:
    for options in ({"retries": 0}, {"retries": Retry(maximum=0)}):
        vendor = Vendor(mode, [ok({}, 503)], **options)
        with pytest.raises(ServerError):
            vendor.call(GET, **AT_1)
    never = Operation("GET", "/once", Contact, retry=False)
    with pytest.raises(ServerError):
        Vendor(mode, [ok({}, 503)]).call(never)


def test_configured_vendor_header_decides_about_retries(mode: str) -> None:
    policy = Retry(decision_header="x-should-retry")
    vendor = Vendor(
        mode, [ok({}, 409, X_Should_Retry="true"), ok(None)], retries=policy
    )
    vendor.call(UPDATE, body={})
    with pytest.raises(ServerError):
        Vendor(mode, [ok({}, 503, X_Should_Retry="false")], retries=policy).call(
            GET, **AT_1
        )
    with pytest.raises(ConflictError):
        Vendor(mode, [ok({}, 409, X_Should_Retry="true")]).call(UPDATE, body={})


def test_rate_limit_waits_before_sending(mode: str) -> None:
    from dataclasses import replace

    service = replace(SERVICE, rate_limit=RateLimit(2, 30.0))
    vendor = Vendor(mode, lambda request: ok(ONE), service=service)
    for _ in range(5):
        vendor.call(GET, **AT_1)
    assert vendor.clock.slept == [30.0, 30.0]
    with pytest.raises(DeadlineExceeded):
        vendor.call(GET, **AT_1, options={"deadline": 5.0})
        vendor.call(GET, **AT_1, options={"deadline": 5.0})


def test_operation_has_its_own_rate_limit_or_none(mode: str) -> None:
    from dataclasses import replace

    service = replace(SERVICE, rate_limit=RateLimit(1, 30.0))
    vendor = Vendor(mode, lambda request: ok(ONE), service=service)
    slower = Operation("GET", "/once", Contact, rate_limit=RateLimit(1, 60.0))
    free = Operation("GET", "/free", Contact, rate_limit=False)
    for operation in (slower, free, free, slower):
        vendor.call(operation)
    assert vendor.clock.slept == [60.0]
    vendor.call(GET, **AT_1)
    vendor.call(GET, **AT_1)
    assert vendor.clock.slept == [60.0, 30.0]


def test_operation_has_its_own_error_rules_or_none(mode: str) -> None:
    from dataclasses import replace

    rules = {
        "default": (ErrorRule(status=200, kind="gone"),),
        "other": (ErrorRule(status=200, kind="conflict"),),
    }
    service = replace(SERVICE, errors=rules)
    for scheme, error in ((None, GoneError), ("other", ConflictError)):
        operation = Operation("GET", "/once", Contact, errors=scheme)
        with pytest.raises(error):
            Vendor(mode, [ok(ONE)], service=service).call(operation)
    plain = Operation("GET", "/once", Contact, errors=False)
    Vendor(mode, [ok(ONE)], service=service).call(plain)


def test_same_origin_redirects_are_followed(mode: str) -> None:
    def moved(status: int, to: str = "/v1/moved") -> httpx2.Response:
        return httpx2.Response(status, headers={"Location": to})

    vendor = Vendor(mode, [moved(302), ok(ONE)])
    vendor.call(GET, **AT_1)
    assert str(vendor.asked[1].url) == "https://vendor.test/v1/moved"
    vendor = Vendor(mode, [moved(307), ok(ONE)])
    vendor.call(CREATE, body={"number": 1})
    assert vendor.asked[1].method == "POST"
    assert vendor.asked[1].content == b'{"number":1}'
    vendor = Vendor(mode, [moved(303), ok(ONE)])
    vendor.call(CREATE, body={"number": 1})
    assert (vendor.asked[1].method, vendor.asked[1].content) == ("GET", b"")
    vendor = Vendor(mode, lambda request: moved(302))
    with pytest.raises(RedirectError):
        vendor.call(GET, **AT_1)
    assert len(vendor.asked) == 6
    with pytest.raises(RedirectError):
        Vendor(mode, [moved(302)]).call(CREATE, body={})


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.test/",
        "//evil.test/x",
        "http://vendor.test/v1/x",
        "https://vendor.test:8443/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "",
        "https://[bad",
    ],
)
def test_other_redirects_are_errors(mode: str, location: str) -> None:
    vendor = Vendor(mode, [httpx2.Response(302, headers={"Location": location})])
    with pytest.raises(RedirectError):
        vendor.call(GET, **AT_1)
    assert len(vendor.asked) == 1


def test_unusual_success_statuses_and_not_modified(mode: str) -> None:
    assert Vendor(mode, [ok(ONE, 299)]).call(GET, **AT_1).number == 1
    with pytest.raises(RedirectError) as caught:
        Vendor(mode, [httpx2.Response(304)]).call(GET, **AT_1)
    assert caught.value.status == 304


def test_certificate_errors_are_not_retried(mode: str) -> None:
    import ssl

    error = httpx2.ConnectError("certificate verify failed")
    error.__cause__ = ssl.SSLCertVerificationError("self-signed")
    vendor = Vendor(mode, [error])
    with pytest.raises(TlsError):
        vendor.call(GET, **AT_1)
    with pytest.raises(ConnectError):
        Vendor(mode, [httpx2.ProxyError("407")]).call(GET, **AT_1)


def test_rejected_api_key_is_not_retried(mode: str) -> None:
    vendor = Vendor(mode, [ok({}, 401)])
    with pytest.raises(AuthenticationError):
        vendor.call(GET, **AT_1)
    assert len(vendor.asked) == 1


def test_error_body_of_any_shape_keeps_the_status(mode: str) -> None:
    for body in (b"<html>", b"\xff\xfe", b"[1", b""):
        with pytest.raises(NotFoundError) as caught:
            Vendor(mode, [httpx2.Response(404, content=body)]).call(GET, **AT_1)
        assert caught.value.body == body
