"""What can be seen of calls: hooks, spans; and the quota that calls share."""

from __future__ import annotations

import asyncio
import builtins
import threading
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from small_vendor import GET, MODES, SECRET, SERVICE, Vendor, ok
from specloom_runtime import (
    Client,
    ConnectError,
    ManualClock,
    NotFoundError,
    RateLimit,
    RequestError,
    Resource,
)
from specloom_runtime.calls.tracing import tracer
from specloom_runtime.testing import FakeTransport, make_response

ONE = {"number": 1}
AT_1: dict[str, Any] = {"path": {"number": 1}}


@pytest.mark.parametrize("mode", MODES)
def test_request_hooks(mode: str) -> None:
    seen: list[Any] = []

    def before(request: Any) -> Any:
        seen.append(request)
        url = request.url + "?traced=1"
        return replace(request, url=url) if len(seen) == 1 else None

    def after(request: Any, response: Any) -> None:
        seen.append((request.method, response.status))

    vendor = Vendor(mode, [ok({}, 503), ok(ONE)], on_request=before, on_response=after)
    vendor.call(GET, **AT_1)
    assert str(vendor.asked[0].url).endswith("?traced=1")
    assert "traced" not in str(vendor.asked[1].url)
    assert (seen[1], seen[3]) == (("GET", 503), ("GET", 200))
    elsewhere = Vendor(
        mode, [ok(ONE)], on_request=lambda r: replace(r, url="https://evil.test/")
    )
    with pytest.raises(RequestError, match="another origin"):
        elsewhere.call(GET, **AT_1)
    assert elsewhere.asked == []


@pytest.mark.parametrize("mode", MODES)
def test_spans(mode: str) -> None:
    sdk = pytest.importorskip("opentelemetry.sdk.trace")
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import (
        InMemorySpanExporter,
    )

    provider, kept = sdk.TracerProvider(), InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    answers = [ok({}, 503), ok(ONE), ok({}, 404)]
    given: Any = {"tracer_provider": provider, "base_url": "https://vendor.test:8443"}
    vendor = Vendor(mode, answers, **given)
    vendor.call(GET, **AT_1)
    with pytest.raises(NotFoundError):
        vendor.call(GET, **AT_1)
    good, bad = kept.get_finished_spans()
    assert good.name == "GET /contacts/{number}" and good.kind.name == "CLIENT"
    assert dict(good.attributes) == {
        "http.request.method": "GET",
        "url.template": "/contacts/{number}",
        "server.address": "vendor.test",
        "server.port": 8443,
        "http.request.resend_count": 1,
        "http.response.status_code": 200,
    }
    assert [event.name for event in good.events] == ["retry"]
    assert bad.attributes["error.type"] == "NotFoundError"
    assert bad.status.status_code.name == "ERROR"
    assert SECRET not in good.to_json() + bad.to_json()


@pytest.mark.parametrize("mode", MODES)
def test_span_of_a_call_without_a_response(mode: str) -> None:
    sdk = pytest.importorskip("opentelemetry.sdk.trace")
    finished: list[Any] = []

    class Keep(sdk.SpanProcessor):
        def on_end(self, span: Any) -> None:
            finished.append(span)

    provider = sdk.TracerProvider()
    provider.add_span_processor(Keep())
    lost = httpx2.ConnectError("refused")
    vendor = Vendor(mode, [lost], tracer_provider=provider, retries=0)
    with pytest.raises(ConnectError):
        vendor.call(GET, **AT_1)
    (span,) = finished
    assert span.attributes["error.type"] == "ConnectError"
    assert "http.response.status_code" not in span.attributes


def test_no_spans_without_opentelemetry(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def absent(name: str, *args: Any, **more: Any) -> Any:
        if name.startswith("opentelemetry"):
            raise ImportError(name)
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", absent)
    assert tracer() is None
    told: list[Any] = []
    vendor = Vendor("sync", [ok({}, 503), ok(ONE)], on_attempt=told.append)
    assert vendor.call(GET, **AT_1).number == 1
    assert [attempt.status for attempt in told] == [503, 200]
    assert Vendor("sync", [ok(ONE)]).call(GET, **AT_1).number == 1


LIMITED = replace(SERVICE, rate_limit=RateLimit(2, 10.0, by="key"))


def test_clients_with_the_same_key_share_a_rate_limit() -> None:
    clock = ManualClock()

    def client(key: str) -> Vendor:
        answers = [ok(ONE)] * 5
        given: Any = {"service": LIMITED, "clock": clock, "credentials": {"key": key}}
        return Vendor("sync", answers, **given)

    first, second, other = client("key-one"), client("key-one"), client("key-two")
    for vendor in (first, second, other, other):
        vendor.call(GET, **AT_1)
    assert clock.slept == []
    second.call(GET, **AT_1)
    assert clock.slept == [10.0]
    unnamed = replace(SERVICE, rate_limit=RateLimit(1, 10.0, by="none"))
    alone = Vendor("sync", [ok(ONE)] * 2, service=unnamed)
    alone.call(GET, **AT_1)
    alone.call(GET, **AT_1)
    assert alone.clock.slept == [10.0]


@pytest.mark.parametrize("mode", MODES)
def test_threads_and_tasks_share_a_rate_limit(mode: str) -> None:
    service = replace(SERVICE, rate_limit=RateLimit(5, 10.0))
    vendor = Vendor(mode, lambda request: ok(ONE), service=service)
    if mode == "sync":
        threads = [
            threading.Thread(target=vendor.call, args=(GET,), kwargs=AT_1)
            for _ in range(12)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    else:
        from specloom_runtime import AsyncResource

        async def main() -> None:
            resource = AsyncResource(vendor.client)
            await asyncio.gather(*(resource._call(GET, **AT_1) for _ in range(12)))

        asyncio.run(main())
    assert len(vendor.asked) == 12
    # At most five run concurrently; the others wait.
    assert len(vendor.clock.slept) >= 1


def test_fake_transport() -> None:
    transport = FakeTransport(
        [make_response(ONE), make_response(b"raw", 404), OSError("gone")]
    )
    with Client(SERVICE, {"key": SECRET}, transport=transport, retries=0) as client:
        assert Resource(client)._call(GET, **AT_1).number == 1
        with pytest.raises(NotFoundError):
            Resource(client)._call(GET, **AT_1)
        with pytest.raises(Exception, match="gone"):
            Resource(client)._call(GET, **AT_1)
        with pytest.raises(AssertionError, match="no response left"):
            Resource(client)._call(GET, **AT_1)
    assert [sent.url.path for sent in transport.requests] == ["/v1/contacts/1"] * 4
