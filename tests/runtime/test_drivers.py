"""The drivers over real sockets: what httpx2 does and how it is translated."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
from small_vendor import CREATE, GET, MODES, SECRET, SERVICE, Transport, ok
from specloom_runtime import (
    AsyncClient,
    AsyncResource,
    Client,
    ConnectError,
    ConnectionLost,
    DeadlineExceeded,
    PoolTimeout,
    ReadTimeout,
    RequestError,
    Resource,
    TransportError,
)

AT_1: dict[str, Any] = {"path": {"number": 1}}
BODY = b'{"number": 1}'
OK = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    b"Content-Length: 13\r\nConnection: close\r\n\r\n" + BODY
)
Script = Callable[[socket.socket, int], None]


@contextlib.contextmanager
def server(script: Script) -> Iterator[str]:
    """A server whose n-th connection is handled by the script."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.05)
    ending = threading.Event()

    def handle(connection: socket.socket, number: int) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(5)
            connection.recv(65536)
            script(connection, number)

    def serve() -> None:
        number = 0
        handlers = []
        while not ending.is_set():
            try:
                connection, _ = listening.accept()
            except TimeoutError:
                continue
            number += 1
            handlers.append(threading.Thread(target=handle, args=(connection, number)))
            handlers[-1].start()
        for handler in handlers:
            handler.join(10)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        ending.set()
        thread.join(10)
        listening.close()


def reset(connection: socket.socket) -> None:
    """Close so that the other side gets a reset."""
    linger = struct.pack("ii", 1, 0)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    connection.close()


def called(mode: str, url: str, operation: Any = GET, **options: Any) -> Any:
    """The result of one call over a real connection."""
    arguments = AT_1 if operation is GET else {"body": {"number": 1}}
    if mode == "sync":
        with Client(SERVICE, {"key": SECRET}, base_url=url, **options) as client:
            return Resource(client)._call(operation, **arguments)

    async def main() -> Any:
        async with AsyncClient(SERVICE, {"key": SECRET}, base_url=url, **options) as c:
            return await AsyncResource(c)._call(operation, **arguments)

    return asyncio.run(main())


pytestmark = pytest.mark.parametrize("mode", MODES)


def test_call_over_a_real_connection(mode: str) -> None:
    with server(lambda c, n: c.sendall(OK)) as url:
        assert called(mode, url).number == 1


def test_reset_is_retried_for_reads_only(mode: str) -> None:
    def script(connection: socket.socket, number: int) -> None:
        if number == 1:
            reset(connection)
        else:
            connection.sendall(OK)

    with server(script) as url:
        assert called(mode, url).number == 1
    with server(script) as url, pytest.raises(ConnectionLost, match="may have been"):
        called(mode, url, CREATE)


def test_truncated_body_is_never_a_partial_object(mode: str) -> None:
    def script(connection: socket.socket, number: int) -> None:
        head = OK.replace(b"Content-Length: 13", b"Content-Length: 100")
        connection.sendall(OK if number > 1 else head)

    with server(script) as url:
        assert called(mode, url).number == 1
    with server(script) as url, pytest.raises(ConnectionLost):
        called(mode, url, retries=0)


def test_silent_server_is_a_read_timeout(mode: str) -> None:
    silent = server(lambda connection, number: time.sleep(0.6))
    with silent as url, pytest.raises(ReadTimeout) as caught:
        called(mode, url, timeout=0.2, retries=0)
    assert SECRET not in str(caught.value) and caught.value.maybe_sent


def test_slow_response_ends_at_the_deadline(mode: str) -> None:
    def drip(connection: socket.socket, number: int) -> None:
        connection.sendall(OK.replace(b": 13", b": 1000").partition(b"{")[0])
        for _ in range(400):
            connection.sendall(b" ")
            time.sleep(0.05)

    with server(drip) as url:
        before = time.monotonic()
        with pytest.raises(DeadlineExceeded):
            called(mode, url, timeout=0.2, deadline=0.5)
        assert 0.4 < time.monotonic() - before < 5.0


def test_closed_port_is_an_error_without_sending(mode: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ConnectError) as caught:
        called(mode, f"http://127.0.0.1:{port}", retries=0)
    assert not caught.value.maybe_sent
    with pytest.raises(TransportError):
        called(mode, "http://none.invalid", retries=0)


def test_early_hints_are_not_the_response(mode: str) -> None:
    hint = b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n"
    with server(lambda c, n: c.sendall(hint + OK)) as url:
        assert called(mode, url).number == 1


def test_closed_client_is_an_error(mode: str) -> None:
    kind: Any = Client if mode == "sync" else AsyncClient
    client = kind(SERVICE, {"key": SECRET}, transport=Transport([ok({"number": 1})]))
    closing = client.close()
    if mode == "async":
        asyncio.run(closing)
    with pytest.raises(RequestError, match="closed"):
        if mode == "sync":
            client.request("GET", "/x")
        else:
            asyncio.run(client.request("GET", "/x"))


def test_given_http_client_stays_open(mode: str) -> None:
    transport = Transport(lambda request: ok({"number": 1}))

    async def main() -> bool:
        http = httpx2.AsyncClient(transport=transport)
        async with AsyncClient(SERVICE, {"key": SECRET}, http_client=http) as client:
            await AsyncResource(client)._call(GET, **AT_1)
        closed = http.is_closed
        await http.aclose()
        return closed

    if mode == "async":
        assert not asyncio.run(main())
        return
    with httpx2.Client(transport=transport) as http:
        with Client(SERVICE, {"key": SECRET}, http_client=http) as client:
            Resource(client)._call(GET, **AT_1)
        assert not http.is_closed


def test_full_connection_pool(mode: str) -> None:
    error = httpx2.PoolTimeout("no free connection")
    transport = Transport([error, ok({"number": 1})])
    assert called(mode, "http://x.test", CREATE, transport=transport).number == 1
    with pytest.raises(PoolTimeout):
        called(mode, "http://x.test", transport=Transport([error]), retries=0)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx2.WriteTimeout("w"), ReadTimeout),
        (httpx2.WriteError("w"), ConnectionLost),
        (httpx2.ConnectTimeout("c"), ConnectError),
        (httpx2.LocalProtocolError("l"), TransportError),
        (httpx2.UnsupportedProtocol("u"), ConnectError),
        (OSError("o"), ConnectionLost),
    ],
)
def test_httpx_errors_are_translated(mode: str, error: Exception, kind: type) -> None:
    with pytest.raises(kind) as caught:
        called(mode, "http://x.test", transport=Transport([error]), retries=0)
    assert type(caught.value) is kind
    assert caught.value.__cause__ is None and caught.value.__context__ is None


def test_one_client_in_several_event_loops(mode: str) -> None:
    keep = OK.replace(b"Connection: close\r\n", b"")

    def script(connection: socket.socket, number: int) -> None:
        connection.sendall(keep)
        if connection.recv(65536):
            connection.sendall(keep)

    with server(script) as url:
        kind: Any = Client if mode == "sync" else AsyncClient
        client = kind(SERVICE, {"key": SECRET}, base_url=url)
        for _ in range(2):
            if mode == "sync":
                assert client.request("GET", "/x").body == BODY
            else:
                assert asyncio.run(client.request("GET", "/x")).body == BODY
        if mode == "sync":
            client.close()
        del client
        gc.collect()


def test_response_cookies_are_not_stored(mode: str) -> None:
    answers = [ok({"number": 1}, Set_Cookie="sid=1; Path=/"), ok({"number": 1})]
    transport = Transport(answers)

    async def main() -> None:
        client = AsyncClient(SERVICE, {"key": SECRET}, transport=transport)
        for _ in range(2):
            await AsyncResource(client)._call(GET, **AT_1)

    if mode == "sync":
        client = Client(SERVICE, {"key": SECRET}, transport=transport)
        for _ in range(2):
            Resource(client)._call(GET, **AT_1)
    else:
        asyncio.run(main())
    assert "cookie" not in transport.requests[1].headers
