"""Building a client: from arguments, from the environment, with options."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar, Literal, Unpack

import pytest
from loopback import ONE, Loopback
from small_vendor import (
    GET,
    LIST,
    MODES,
    SECRET,
    SERVICE,
    Contact,
    Transport,
    Vendor,
    ok,
)
from specloom_runtime import (
    AsyncClient,
    AsyncResource,
    Bearer,
    Chunk,
    Client,
    ClientOptions,
    ConfigurationError,
    HeaderKey,
    Operation,
    RequestError,
    Resource,
    Server,
    Service,
    Window,
)
from specloom_runtime.testing import FakeTransport


class Contacts(Resource):
    def get(self, number: int) -> Contact:
        return self._call(GET, path={"number": number})

    def list(self) -> Any:
        return self._pages(LIST)


PLACES = replace(
    SERVICE,
    servers={
        "production": Server("https://{host}/{base}", {"host": "a.test", "base": "v1"}),
        "test": Server("https://test.{tenant}.test/x/", {"tenant": None}),
    },
    env={"key": "VENDOR_KEY", "tenant": "VENDOR_TENANT"},
)


class Small(Client):
    service: ClassVar[Service] = PLACES

    def __init__(
        self,
        *,
        key: str,
        tenant: str | None = None,
        environment: Literal["production", "test"] = "production",
        **options: Unpack[ClientOptions],
    ) -> None:
        super().__init__(
            PLACES,
            {"key": key},
            environment=environment,
            variables={"tenant": tenant},
            **options,
        )

    @cached_property
    def contacts(self) -> Contacts:
        return Contacts(self)


def base(**options: Any) -> str:
    return Small(**{"key": SECRET, **options})._context.server.url


def test_servers_and_their_variables() -> None:
    assert base() == "https://a.test/v1"
    assert base(environment="test", tenant="me") == "https://test.me.test/x"
    assert base(base_url="http://localhost:80/y/") == "http://localhost:80/y"
    with pytest.raises(ConfigurationError, match="no value for its variable tenant"):
        base(environment="test")
    with pytest.raises(ConfigurationError, match="expected production, test"):
        base(environment="other")
    bad = ("ftp://x", "x", "http://u:p@x", "http://x?a=1", "http://x:y", "http://[x")
    for url in bad:
        with pytest.raises(ConfigurationError, match="base_url") as caught:
            base(base_url=url)
        assert "u:p" not in str(caught.value)


def test_credentials_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VENDOR_KEY", raising=False)
    with pytest.raises(ConfigurationError, match="environment: VENDOR_KEY"):
        Small.from_env()
    monkeypatch.setenv("VENDOR_KEY", SECRET + "\n")
    monkeypatch.setenv("VENDOR_TENANT", "me")
    client = Small.from_env(environment="test", timeout=3)
    assert client._context.server.url == "https://test.me.test/x"
    assert client._context.credentials["key"].reveal() == SECRET
    assert Small.from_env(key="other")._context.credentials["key"].reveal() == "other"


def test_credential_alternatives_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    several = replace(
        SERVICE,
        schemes={"a": HeaderKey("A", "one"), "b": Bearer("two")},
        security=(("a",), ("b",)),
        env={"one": "ONE_KEY", "two": "TWO_KEY"},
    )

    class Either(Client):
        service: ClassVar[Service] = several

        def __init__(self, *, one: str | None = None, two: str | None = None) -> None:
            super().__init__(several, {"one": one, "two": two})

    monkeypatch.delenv("ONE_KEY", raising=False)
    monkeypatch.delenv("TWO_KEY", raising=False)
    with pytest.raises(ConfigurationError, match="ONE_KEY or TWO_KEY"):
        Either.from_env()
    monkeypatch.setenv("TWO_KEY", SECRET)
    assert Either.from_env()._context.credentials.keys() == {"two"}


def test_options_are_checked() -> None:
    for options in (
        {"timeout": 0},
        {"deadline": -1},
        {"retries": -1},
        {"nonsense": 1},
        {"http_client": object()},
    ):
        with pytest.raises(ConfigurationError):
            Small(key=SECRET, **options)  # type: ignore[arg-type]
    with pytest.raises(RequestError):
        Small(key=SECRET, headers={"X": "a\r\nb"})
    with pytest.raises(ConfigurationError, match="generate it again"):
        Client(replace(SERVICE, contract=0), {"key": SECRET})


def test_options_of_a_client_are_not_those_of_a_copy() -> None:
    client = Small(key=SECRET, on_request=print)  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="only for a new client"):
        client.with_options(on_request=None)  # type: ignore[call-arg]
    with pytest.raises(ConfigurationError, match="no such option: nonsense"):
        client.with_options(nonsense=1)  # type: ignore[call-arg]


def test_a_hook_cannot_be_a_coroutine_function() -> None:
    async def hook(_: object) -> None: ...

    for name in ("on_request", "on_response", "on_attempt", "on_deviation"):
        options: Any = {name: hook}
        with pytest.raises(ConfigurationError, match=f"{name} .* without async"):
            Small(key=SECRET, **options)


def test_call_options_do_not_change_the_client() -> None:
    transport = Transport(lambda request: ok({"number": 1}))
    client = Small(
        key=SECRET, transport=transport, headers={"X-A": "1"}, user_agent="me"
    )
    other = client.with_options(headers={"X-B": "2"}, timeout=1.0)
    other.contacts.get(1)
    client.contacts.get(1)
    client.contacts.with_options(headers={"X-A": "3"}).get(1)
    first, second, third = (asked.headers for asked in transport.requests)
    assert (first["X-A"], first["X-B"], first["User-Agent"]) == ("1", "2", "me")
    assert "X-B" not in second and third["X-A"] == "3"
    assert transport.requests[0].extensions["timeout"]["read"] == 1.0
    assert repr(client) == "<Small at https://a.test/v1>"


def test_response_with_result() -> None:
    answers = [ok({"number": 1}, X_Request_Id="r"), ok({"items": []})]
    client = Small(key=SECRET, transport=Transport(answers))
    received = client.with_response(client.contacts.get, 1)
    assert received.value == Contact(number=1)
    assert (received.response.status, received.response.request_id) == (200, "r")
    assert received.response.headers["content-TYPE"] == "application/json"
    with pytest.raises(RequestError, match="sent no request"):
        client.with_response(client.contacts.list)


def test_async_response_with_result() -> None:
    import asyncio

    from specloom_runtime import AsyncResource

    class AsyncContacts(AsyncResource):
        async def get(self, number: int) -> Contact:
            return await self._call(GET, path={"number": number})

    client = AsyncClient(
        SERVICE, {"key": SECRET}, transport=Transport([ok({"number": 1})])
    )
    contacts = AsyncContacts(client).with_options(retries=0)
    received = asyncio.run(client.with_response(contacts.get, 1))
    assert received.value.number == 1 and received.response.ok


def test_resources_belong_to_the_copied_client() -> None:
    client = Small(key=SECRET)
    held = client.contacts
    copied = client.with_options(timeout=1.0)
    assert copied.contacts._client is copied and client.contacts is held


@pytest.mark.parametrize("mode", MODES)
def test_undocumented_operations_can_be_requested(mode: str) -> None:
    vendor = Vendor(mode, [ok({"any": 1}), ok({})])
    sent = vendor.client.request("post", "/odd", query={"a": [1, 2]}, body={"b": 1})
    assert vendor.wait(sent).body == b'{"any": 1}'
    (asked,) = vendor.asked
    assert (asked.method, asked.url.raw_path) == ("POST", b"/v1/odd?a=1&a=2")
    assert asked.headers["X-Key"] == SECRET
    with pytest.raises(RequestError, match="slash"):
        vendor.wait(vendor.client.request("GET", "https://evil.test/"))


def test_page_limits_of_an_unpaged_operation() -> None:
    capped = Operation(
        "POST",
        "/x",
        None,
        windows=(Window("query.from", "query.to", "P31D", bounds="inclusive"),),
        chunks=(Chunk("body#/Ids", 2),),
    )
    vendor = Vendor("sync", [ok(None)])
    with pytest.raises(RequestError, match="too many values"):
        vendor.call(capped, body={"Ids": [1, 2, 3]})
    with pytest.raises(RequestError, match="too long a range"):
        vendor.call(capped, query={"from": "2024-01-01", "to": "2024-03-01"})
    vendor.call(capped, body={"Ids": [1, 2]})


def test_operations_are_checked_and_immutable() -> None:
    with pytest.raises(TypeError, match="unknown attributes of an operation: windos"):
        Operation("GET", "/x", None, windos=())  # type: ignore[call-overload]
    assert repr(GET) == "<Operation GET /contacts/{number}>"
    with pytest.raises(AttributeError):
        GET.method = "POST"  # type: ignore[misc]


def test_sync_and_async_clients_are_distinguished() -> None:
    import httpx2

    with pytest.raises(ConfigurationError, match="AsyncClient"):
        AsyncClient(SERVICE, {"key": SECRET}, http_client=httpx2.Client())


def test_options_of_an_async_resource() -> None:
    client = AsyncClient(SERVICE, {"key": SECRET}, transport=FakeTransport([ok(1)]))
    resource = AsyncResource(client).with_options(timeout=3.0)
    assert resource._client._settings.timeout == 3.0
    asyncio.run(client.close())


def test_event_loops_leave_no_socket() -> None:
    with Loopback(ONE) as server:
        client = AsyncClient(SERVICE, {"key": SECRET}, base_url=server.url)
        copied = client.with_options(timeout=5.0)
        for number in range(1, 4):
            asyncio.run(together(client, copied))
            assert server.settles() and server.connections == 2 * number
            assert len(client._connection._by_loop) == 1
        with asyncio.Runner() as one, asyncio.Runner() as two:
            for runner in (one, two, one, two):
                runner.run(copied.request("GET", "/x"))
            assert server.open == 2 and server.connections == 8
        assert server.settles()
        with contextlib.suppress(ZeroDivisionError):
            asyncio.run(together(client, fail=True))
        assert server.settles()
        asyncio.run(client.close())
        gc.collect()


async def together(*clients: AsyncClient, fail: bool = False) -> None:
    """Send a request by each client at the same time, and close no client."""
    await asyncio.gather(*(client.request("GET", "/x") for client in clients))
    if fail:
        raise ZeroDivisionError
