"""Test faults reported by responses: retries, delays, and the raised errors."""

from __future__ import annotations

import email.utils
import logging
import threading
import time
from dataclasses import replace
from typing import Any

import pytest
from loopback import BUSY, ONE, RESET, Caller, Loopback, Step, Talk, answer
from small_vendor import CREATE, GET, MODES, SECRET, SERVICE, UPDATE
from specloom_runtime import (
    ApiError,
    AuthenticationError,
    BadRequestError,
    Clock,
    ConfigurationError,
    ConflictError,
    ErrorRule,
    GoneError,
    Idempotency,
    ManualClock,
    NotFoundError,
    Operation,
    PayloadTooLargeError,
    PermissionDeniedError,
    RateLimitError,
    RequestError,
    Retry,
    ServerError,
    UnprocessableError,
)
from specloom_runtime.calls.retry import RetryBudget
from specloom_runtime.operations.service import RETRIED

pytestmark = pytest.mark.parametrize("mode", MODES)
KEYED = replace(SERVICE, idempotency=Idempotency("Idempotency-Key"))
NEW: dict[str, Any] = {"body": {"number": 1}}


def test_F09_transient_statuses_are_retried(mode: str) -> None:
    for status in (408, 425, 429, 500, 502, 503, 504):
        steps = (answer({}, status), ONE)
        with (
            Loopback(*steps) as server,
            Caller(mode, server, clock=ManualClock()) as caller,
        ):
            assert caller.call().number == 1
            assert len(server.asked) == 2, status


REFUSALS = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    405: ApiError,
    410: GoneError,
    412: ApiError,
    413: PayloadTooLargeError,
    415: ApiError,
    422: UnprocessableError,
    501: ServerError,
}


def test_F10_client_errors_are_final_and_keep_their_body(mode: str) -> None:
    steps = [answer({"why": status}, status) for status in REFUSALS]
    with Loopback(*steps) as server, Caller(mode, server) as caller:
        for status, kind in REFUSALS.items():
            error = caller.fails()
            assert type(error) is kind and error.status == status
            assert error.body == b'{"why": %d}' % status
        assert len(server.asked) == len(REFUSALS)


def test_F11_conflict_is_retried_only_where_declared(mode: str) -> None:
    conflict, told = answer({}, 409), answer({}, 409, [("X-Should-Retry", "true")])
    untold = answer({}, 503, [("X-Should-Retry", "false")])
    everything = Retry(statuses=(*RETRIED, 409))
    listening = Retry(decision_header="X-Should-Retry")
    for step, policy, asked in (
        (conflict, Retry(), 1),
        (told, Retry(), 1),
        (conflict, everything, 2),
        (told, listening, 2),
        (untold, listening, 1),
        (untold, Retry(), 2),
    ):
        with (
            Loopback(step, answer(b"", 204)) as server,
            Caller(mode, server, retries=policy, clock=ManualClock()) as caller,
        ):
            if asked == 2:
                caller.call(UPDATE, **NEW)
            else:
                assert isinstance(caller.fails(UPDATE, **NEW), ConflictError | ApiError)
            assert len(server.asked) == asked


def test_F12_retry_after_is_a_minimum(mode: str) -> None:
    wait = answer({}, 429, [("Retry-After", "1")])
    with Loopback(wait, ONE) as server, Caller(mode, server) as caller:
        caller.call()
        first, second = server.asked
        assert 1.0 <= second.at - first.at <= 1.0 + Retry().base + 0.5


def test_F13_retry_after_date_uses_the_vendors_clock(mode: str) -> None:
    for skew in (3600, -3600):
        now = time.time() + skew
        headers = [
            ("Date", email.utils.formatdate(now, usegmt=True)),
            ("Retry-After", email.utils.formatdate(now + 2, usegmt=True)),
        ]
        clock = ManualClock(chance=0.0)
        with (
            Loopback(answer({}, 503, headers), ONE) as server,
            Caller(mode, server, clock=clock) as caller,
        ):
            caller.call()
        assert clock.slept == [2.0]


def test_F14_retry_after_milliseconds_take_precedence(mode: str) -> None:
    clock = ManualClock(chance=0.0)
    both = answer({}, 503, [("Retry-After-Ms", "50"), ("Retry-After", "60")])
    with (
        Loopback(both, ONE) as server,
        Caller(mode, server, clock=clock) as caller,
    ):
        caller.call()
    assert clock.slept == [0.05]


def test_F15_long_retry_after_is_not_waited_for(mode: str) -> None:
    clock = ManualClock()
    with (
        Loopback(answer({}, 429, [("Retry-After", "86400")])) as server,
        Caller(mode, server, clock=clock) as caller,
    ):
        error = caller.fails()
        assert isinstance(error, RateLimitError) and error.retry_after == 86400
        assert clock.slept == [] and len(server.asked) == 1


NONSENSE = [
    [("Retry-After", value)] for value in ("-5", "NaN", "inf", "1e400", "soon", "")
] + [[("Retry-After", "1"), ("Retry-After", "9")]]


def test_F16_invalid_retry_after_is_ignored(mode: str) -> None:
    for headers in NONSENSE:
        clock = ManualClock()
        with (
            Loopback(answer({}, 503, headers), ONE) as server,
            Caller(mode, server, clock=clock) as caller,
        ):
            assert caller.call().number == 1
        (slept,) = clock.slept
        assert 0 < slept <= Retry().base, headers


class Chancy(ManualClock):
    """A manual clock with chances of its own."""

    def __init__(self, *chances: float) -> None:
        super().__init__()
        self._chances = list(chances)

    def random(self) -> float:
        return self._chances.pop(0)


def test_F17_delays_have_full_jitter(mode: str) -> None:
    seen = []
    for chances in ((0.0, 0.5, 0.99, 0.1, 0.99), (0.9, 0.2, 0.3, 0.7, 0.4)):
        clock = Chancy(*chances)
        policy = Retry(maximum=5, base=0.5, max_delay=4.0)
        with (
            Loopback(BUSY) as server,
            Caller(mode, server, retries=policy, clock=clock) as caller,
        ):
            assert isinstance(caller.fails(), ServerError)
            assert len(server.asked) == 6
        bounds = [min(4.0, 0.5 * 2**n) for n in range(5)]
        assert clock.slept == [
            chance * most for chance, most in zip(chances, bounds, strict=True)
        ]
        seen.append(clock.slept)
    assert seen[0] != seen[1]


def test_F18_unavailable_vendor_is_not_flooded(mode: str) -> None:
    calls, retries = 50, RetryBudget.CAPACITY // RetryBudget.COST
    with (
        Loopback(*[BUSY] * (calls + retries), ONE) as server,
        Caller(mode, server, retries=3, clock=ManualClock()) as caller,
    ):
        for _ in range(calls):
            caller.fails()
        assert len(server.asked) == calls + retries < 2 * calls
        budget = caller.client._context.budget
        before = budget._tokens
        assert before < RetryBudget.COST
        for _ in range(5):
            caller.call()
        assert budget._tokens == before + 5


def test_F19_concurrent_calls_lose_and_duplicate_nothing(mode: str) -> None:
    def script(talk: Talk) -> None:
        number = int(talk.asked.target.rpartition("/")[2])
        fault = talk.number % 10
        if fault == 1:
            talk.send(BUSY)
        elif fault == 4:
            talk.reset()
        elif fault == 7:
            talk.send(ONE[:-4])
            talk.close()
        else:
            talk.send(answer({"number": number}))

    def get(resource: Any, n: int) -> Any:
        return resource._call(GET, path={"number": n})

    options: Any = {"retries": 8, "clock": ManualClock()}
    with Loopback(script) as server, Caller(mode, server, **options) as caller:
        caller.client._context.budget._tokens = 10**6
        caller.client._context.budget.CAPACITY = 10**6
        got = caller.many(100, get)
        assert [contact.number for contact in got] == list(range(100))
        failed = [a for a in caller.attempts if a.reason]
        assert len(server.asked) == 100 + len(failed)
        spent = sum(RetryBudget.COST for a in failed if a.delay)
        assert 10**6 - spent <= caller.client._context.budget._tokens <= 10**6


def test_F20_all_attempts_of_a_call_share_one_idempotency_key(mode: str) -> None:
    steps = (BUSY, Step(Talk.reset), ONE, ONE, ONE)
    with (
        Loopback(*steps) as server,
        Caller(mode, server, service=KEYED, clock=ManualClock()) as caller,
    ):
        caller.call(CREATE, **NEW)
        caller.call(CREATE, **NEW)
        caller.call(CREATE, headers={"Idempotency-Key": "mine"}, **NEW)
        keys = [asked.header("Idempotency-Key") for asked in server.asked]
    assert keys[0] and keys[0] == keys[1] == keys[2]
    assert keys[3] and keys[3] != keys[0] and keys[4] == "mine"


def test_F55_arguments_cannot_escape_their_location(mode: str) -> None:
    with Loopback(ONE) as server, Caller(mode, server) as caller:
        for bad in ("a\r\nX-Evil: 1", "a\nb", "a\x00b"):
            with pytest.raises(RequestError):
                caller.call(headers={"X-Note": bad})
        for bad in ("", ".", ".."):
            with pytest.raises(RequestError):
                caller.call(path={"number": bad})
        assert server.asked == []
        for value, sent in (
            ("../../admin", "..%2F..%2Fadmin"),
            ("a/b", "a%2Fb"),
            ("%2e%2e", "%252e%252e"),
            ("?x=1#y", "%3Fx%3D1%23y"),
        ):
            caller.call(path={"number": value})
            assert server.asked[-1].target == f"/contacts/{sent}"


def test_F56_line_break_after_a_secret_is_stripped(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Loopback(ONE) as server:
        for text in (f"{SECRET}\n", f"{SECRET}\r\n", f" {SECRET} "):
            with Caller(mode, server, credentials={"key": text}) as caller:
                caller.call()
            assert server.asked[-1].header("X-Key") == SECRET
        with pytest.raises(ConfigurationError) as caught:
            Caller(mode, server, credentials={"key": f"{SECRET}\nmore"})
    assert "key" in str(caught.value) and SECRET not in str(caught.value)


def test_F58_undeclared_error_body_does_not_hide_the_status(mode: str) -> None:
    rules = (ErrorRule(message="body#/error/message", code="body#/error/code"),)
    service = replace(SERVICE, errors={"default": rules})
    bodies = [b"<html>", b"[1]", b'{"error": "text"}', b"", b"\xff\xfe", b'{"error"']
    steps = [answer(body, 422, [("X-Request-Id", "r1")]) for body in bodies]
    with Loopback(*steps) as server, Caller(mode, server, service=service) as caller:
        for body in bodies:
            error = caller.fails()
            assert type(error) is UnprocessableError and error.body == body
            assert error.request_id == "r1"


def test_F59_every_attempt_is_observable(
    mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "specloom_runtime")
    busy = answer({}, 503, [("X-Request-Id", "r1")])
    last = answer({}, 503, [("X-Request-Id", "r2")])
    policy = Retry(maximum=1, attempt_header="X-Retry-Count")
    with (
        Loopback(busy, last) as server,
        Caller(mode, server, retries=policy, clock=ManualClock()) as caller,
    ):
        error = caller.fails()
        counts = [asked.header("X-Retry-Count") for asked in server.asked]
    assert error.request_id == "r2" and counts == ["0", "1"]
    assert [a.number for a in caller.attempts] == [1, 2]
    assert [a.request_id for a in caller.attempts] == ["r1", "r2"]
    assert [a.status for a in caller.attempts] == [503, 503]
    assert caller.attempts[0].delay == 0.25 and caller.attempts[1].delay is None
    assert "503" in caller.attempts[0].reason
    said = [r.getMessage() for r in caplog.records]
    assert any("attempt 1" in line and "again in" in line for line in said)


def test_unknown_response_headers_are_not_logged(
    mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "specloom_runtime")
    headers = [("Set-Cookie", "sid=hidden-sid"), ("Retry-After", "3")]
    with (
        Loopback(answer({"number": 1}, headers=headers)) as server,
        Caller(mode, server) as caller,
    ):
        caller.call()
    said = " ".join(r.getMessage() for r in caplog.records)
    assert "hidden-sid" not in said and "retry-after" in said


def test_resets_leave_no_threads(mode: str) -> None:
    before = threading.active_count()
    with Loopback(RESET, ONE) as server, Caller(mode, server) as caller:
        assert caller.call().number == 1
    assert threading.active_count() <= before
    assert isinstance(Clock().monotonic(), float)
    assert Operation("GET", "/x", None).repeatable
