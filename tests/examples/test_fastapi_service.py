"""The service passes pages, streams and errors of the vendor on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import httpx2
import pytest
from specloom.mock import MockOptions, MockServer, description_of_vendor
from specloom_clients.economic import AsyncEconomic
from specloom_runtime import RateLimitError, Response

from tests.examples.example_runs import ENVIRONMENT, ROOT, example_module

pytestmark = pytest.mark.verify

Call = Callable[[httpx2.AsyncClient], Awaitable[Any]]
ITEMS = 30


@pytest.fixture(scope="module")
def vendor() -> Iterator[MockServer]:
    document = description_of_vendor(ROOT, "economic")
    with MockServer(document, MockOptions(items=ITEMS)) as server:
        yield server


@asynccontextmanager
async def opened(**replaced: Any) -> AsyncIterator[httpx2.AsyncClient]:
    """Yield a caller of the service, without a network between them."""
    app = example_module("fastapi_service", "contact_service").app
    async with app.router.lifespan_context(app):
        if replaced:
            made = app.state.economic = app.state.economic.with_options(**replaced)
            assert isinstance(made, AsyncEconomic)
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://service"
        ) as caller:
            yield caller


@pytest.fixture
def run(vendor: MockServer, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Return a function that runs a coroutine function with a caller."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ECONOMIC_BASE_URL", vendor.base_url)

    async def called(call: Call, options: dict[str, Any]) -> Any:
        async with opened(**options) as caller:
            return await call(caller)

    return lambda call, **options: asyncio.run(called(call, options))


def get(path: str, **params: Any) -> Call:
    return lambda caller: caller.get(path, params=params)


def problem(response: httpx2.Response) -> tuple[int, str]:
    """Return the status and title of a problem."""
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code
    return response.status_code, response.json()["title"]


def test_pages_have_each_contact_once(run: Callable[..., Any]) -> None:
    """`after` of a page leads to the next one; the last one has none."""

    async def numbers(caller: httpx2.AsyncClient) -> list[list[int]]:
        pages, after = [], 0
        while after is not None:
            page = (await caller.get(f"/contacts?limit=12&after={after}")).json()
            pages.append([each["number"] for each in page["items"]])
            after = page["after"]
        return pages

    pages = run(numbers)
    assert [len(page) for page in pages] == [12, 12, ITEMS - 24]
    found = [number for page in pages for number in page]
    assert found == sorted(set(found))


def test_a_name_selects_contacts(run: Callable[..., Any]) -> None:
    """The text is a part of each name; a star is only a star."""
    everything = run(get("/contacts", limit=100)).json()["items"]
    wanted = [e["number"] for e in everything if "desk" in e["name"].lower()]
    found = run(get("/contacts", name="DESK", limit=100)).json()["items"]
    assert [each["number"] for each in found] == wanted and 0 < len(wanted) < ITEMS
    assert run(get("/contacts", name="*")).json()["items"] == []
    assert run(get("/contacts", limit=101)).status_code == 422


def test_the_stream_has_a_line_per_contact(run: Callable[..., Any]) -> None:
    """Each line is a contact, as in the pages."""
    streamed = run(get("/contacts.ndjson"))
    assert streamed.headers["Content-Type"] == "application/x-ndjson"
    listed = run(get("/contacts", limit=100)).json()["items"]
    lines = [json.loads(line) for line in streamed.text.splitlines()]
    assert sorted(lines, key=lambda each: each["number"]) == listed


def test_a_contact_is_renamed(run: Callable[..., Any]) -> None:
    """The response is the contact after the change."""
    number = run(get("/contacts")).json()["items"][0]["number"]
    path = f"/contacts/{number}"
    renamed = run(lambda caller: caller.patch(path, json={"name": "New"}))
    assert renamed.json() == run(get(path)).json()
    assert renamed.json()["name"] == "New"


def test_a_contact_that_does_not_exist(run: Callable[..., Any]) -> None:
    assert problem(run(get("/contacts/999999"))) == (404, "There is no such contact.")


@pytest.mark.parametrize(
    ("status", "expected"),
    [(401, 502), (403, 502), (409, 409), (429, 503), (500, 502), (503, 502)],
)
@pytest.mark.parametrize("path", ["/contacts", "/contacts/7", "/contacts.ndjson"])
def test_errors_of_the_vendor(
    run: Callable[..., Any], path: str, status: int, expected: int
) -> None:
    """Credentials and failures of the vendor are not the caller's problem."""
    headers = {"X-Mock-Status": str(status)}
    response = run(get(path), headers=headers, retries=0)
    assert problem(response)[0] == expected
    assert "a-grant-token" not in response.text


def test_the_wait_that_the_vendor_asks_for() -> None:
    """It is passed on in whole seconds."""
    problems = example_module("fastapi_service", "problems")
    error = RateLimitError("slow", response=Response(status=429), retry_after=1.2)
    assert problems.problem_of(error)[1] == {"Retry-After": "2"}


def test_a_vendor_that_is_too_slow(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deadline of the health check is shorter; the service itself is healthy."""
    document = description_of_vendor(ROOT, "economic")
    with MockServer(document, MockOptions(latency=300)) as slow:
        monkeypatch.setenv("ECONOMIC_BASE_URL", slow.base_url)
        service = example_module("fastapi_service", "contact_service")
        monkeypatch.setattr(service, "HEALTH_DEADLINE", 0.1)
        late = problem(run(get("/health/vendor")))
        assert late == (504, "The vendor did not respond in time.")
        assert problem(run(get("/contacts/7"), deadline=0.1))[0] == 504
        assert run(get("/health")).json() == {"status": "ok"}


def test_the_vendor_is_reachable(run: Callable[..., Any]) -> None:
    assert run(get("/health/vendor")).json() == {"contacts": ITEMS}


def test_a_caller_that_goes_away() -> None:
    """The stream ends, and no more pages are requested."""
    service = example_module("fastapi_service", "contact_service")
    asked: list[httpx2.Request] = []

    def respond(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        number = len(asked)
        times = {"lastUpdated": "2026-01-01T00:00:00Z", "objectVersion": "a"}
        numbers = dict.fromkeys(("number", "userInterfaceNumber"), number)
        item = {"name": "Ada", "supplierNumber": 1, **times, **numbers}
        return httpx2.Response(200, json={"items": [item] * 9, "cursor": f"{number}"})

    async def leave() -> None:
        client = AsyncEconomic(
            app_secret_token="a",
            agreement_grant_token="b",
            transport=httpx2.MockTransport(respond),
        )
        async with client:
            response = await service.all_contacts(client)
            async with aclosing(response.body_iterator) as lines:
                assert json.loads(await anext(lines))["number"] == 1
            await asyncio.sleep(0.05)

    asyncio.run(leave())
    assert len(asked) <= 2
