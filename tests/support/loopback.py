"""A scripted server on a real loopback socket, and a client in two modes."""

from __future__ import annotations

import asyncio
import contextlib
import json
import select
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Self, TypeAlias

from small_vendor import GET, SECRET, SERVICE, formed, viewed
from specloom_runtime import (
    AsyncClient,
    AsyncResource,
    Client,
    Resource,
    Service,
    SpecloomError,
)

HOST = "127.0.0.1"


@dataclass
class Asked:
    """One received request."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes = b""
    connection: int = 0
    at: float = field(default_factory=time.monotonic)

    def header(self, name: str) -> str | None:
        found = [v for n, v in self.headers if n.lower() == name.lower()]
        return found[0] if found else None

    @property
    def text(self) -> str:
        """Return the whole request, to search for forbidden content."""
        return f"{self.target} {self.headers} {self.body!r}"


@dataclass
class Talk:
    """The connection of one request, controlled by a script."""

    sock: socket.socket
    server: Loopback
    asked: Asked
    number: int
    early: bytes = b""
    """The part of the body that was received together with the head."""

    def drain(self) -> None:
        """Read the body and discard it."""
        left = int(self.asked.header("content-length") or 0) - len(self.early)
        while left > 0:
            left -= len(self.sock.recv(1 << 20)) or left

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def pause(self, seconds: float) -> None:
        """Wait, unless the test has ended or the client has closed the connection."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if self.server.ending.wait(min(left, 0.02)) or self._left():
                raise OSError("nobody is there")

    def _left(self) -> bool:
        if isinstance(self.sock, ssl.SSLSocket):
            return False
        ready, _, _ = select.select([self.sock], [], [], 0)
        return bool(ready) and self.sock.recv(1, socket.MSG_PEEK) == b""

    def drip(self, data: bytes, pause: float) -> None:
        """Send one byte at a time, until the client or the test ends."""
        for n in range(len(data)):
            self.send(data[n : n + 1])
            self.pause(pause)

    def close(self) -> None:
        self.sock.close()

    def reset(self) -> None:
        """Close the connection with a reset."""
        linger = struct.pack("ii", 1, 0)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.sock.close()


Do: TypeAlias = Callable[[Talk], None]


@dataclass(frozen=True)
class Step:
    """The treatment of a request: before it is read, after its head, or at its end."""

    do: Do
    read: str = "all"


Script: TypeAlias = bytes | Do | Step


def answer(
    body: Any = None,
    status: int = 200,
    headers: Iterable[tuple[str, str]] = (),
    media: str = "application/json",
) -> bytes:
    """Return a complete response; `body` is bytes or a JSON value."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Scripted", f"Content-Length: {len(data)}"]
    lines += [f"Content-Type: {media}"] if media else []
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode() + data


ONE = answer({"number": 1})
BUSY = answer({"message": "busy"}, 503)
RESET = Step(Talk.reset, read="nothing")
DROP = Step(Talk.close)


class Loopback:
    """A server that treats request n with step n; the last step repeats."""

    def __init__(
        self,
        *steps: Script,
        tls: ssl.SSLContext | None = None,
        listening: bool = True,
        keep: bool = True,
    ) -> None:
        self._steps = steps
        self._keep = keep
        self._tls = tls
        self.asked: list[Asked] = []
        self.connections = 0
        self.ending = threading.Event()
        self._lock = threading.Lock()
        self._begun = 0
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((HOST, 0))
        self.port: int = self._socket.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://{HOST}:{self.port}"
        if listening:
            self.listen()

    def listen(self) -> None:
        """Accept connections, which are refused before this call."""
        self._socket.listen(128)
        self._socket.settimeout(0.05)
        self._spawn(self._accept)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.ending.set()
        with self._lock:
            still = list(self._open)
        for sock in still:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        self._socket.close()

    @property
    def open(self) -> int:
        """Return the number of open connections."""
        with self._lock:
            return len(self._open)

    def settles(self, connections: int = 0) -> bool:
        """Return whether the number of open connections falls to `connections`."""
        until = time.monotonic() + 3
        while self.open > connections and time.monotonic() < until:
            time.sleep(0.01)
        return self.open <= connections

    def _spawn(self, target: Callable[..., None], *args: Any) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads = [each for each in self._threads if each.is_alive()]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self.ending.is_set():
            try:
                sock, _ = self._socket.accept()
            except OSError:
                continue
            sock.settimeout(30)
            with self._lock:
                self.connections += 1
                self._open.add(sock)
            self._spawn(self._serve, sock, self.connections)

    def _serve(self, sock: socket.socket, connection: int) -> None:
        talking = sock
        try:
            with contextlib.suppress(OSError, ValueError):
                if self._tls is not None:
                    talking = self._tls.wrap_socket(sock, server_side=True)
                while self._next(talking, connection):
                    pass
        finally:
            talking.close()
            sock.close()
            with self._lock:
                self._open.discard(sock)

    def _next(self, sock: socket.socket, connection: int) -> bool:
        """Handle one request; return whether another request can follow."""
        early = self._step(self._begun)
        if early.read == "nothing":
            with self._lock:
                self._begun += 1
            early.do(Talk(sock, self, Asked("", "", []), self._begun))
            return sock.fileno() != -1
        received = _Received(sock)
        asked = received.head()
        if asked is None:
            return False
        asked.connection = connection
        with self._lock:
            self._begun += 1
            number = self._begun
        step = self._step(number - 1)
        if step.read == "all":
            asked.body = received.body(asked)
        if self._keep:
            with self._lock:
                self.asked.append(asked)
        step.do(Talk(sock, self, asked, number, received.left))
        return sock.fileno() != -1 and step.read == "all"

    def _step(self, index: int) -> Step:
        step = self._steps[min(index, len(self._steps) - 1)]
        if isinstance(step, bytes):
            data = step
            return Step(lambda talk: talk.send(data))
        return step if isinstance(step, Step) else Step(step)


class _Received:
    """Received bytes, parsed as HTTP/1.1."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._data = b""

    def head(self) -> Asked | None:
        head = self._until(b"\r\n\r\n")
        if head is None:
            return None
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ", 2)
        pairs = [line.partition(":") for line in lines]
        return Asked(method, target, [(n, v.strip()) for n, _, v in pairs])

    @property
    def left(self) -> bytes:
        """The received bytes that are not read yet."""
        return self._data

    def body(self, asked: Asked) -> bytes:
        if (asked.header("transfer-encoding") or "").lower() == "chunked":
            parts = []
            while size := int(self._until(b"\r\n") or b"0", 16):
                parts.append(self._exactly(size))
                self._until(b"\r\n")
            self._until(b"\r\n")
            return b"".join(parts)
        return self._exactly(int(asked.header("content-length") or 0))

    def _until(self, mark: bytes) -> bytes | None:
        while mark not in self._data:
            if not self._more():
                return None
        found, _, self._data = self._data.partition(mark)
        return found

    def _exactly(self, size: int) -> bytes:
        while len(self._data) < size and self._more():
            pass
        found, self._data = self._data[:size], self._data[size:]
        return found

    def _more(self) -> bool:
        chunk = self._sock.recv(65536)
        self._data += chunk
        return bool(chunk)


class Caller:
    """A client in one of the two modes with the same methods; tasks share one loop."""

    def __init__(
        self,
        mode: str,
        server: Loopback | str,
        *,
        service: Service = SERVICE,
        credentials: dict[str, str | None] | None = None,
        **options: Any,
    ) -> None:
        self.mode, _, self._form = mode.partition(" ")
        self._runner = asyncio.Runner() if self.mode == "async" else None
        url = server.url if isinstance(server, Loopback) else server
        kind: Any = Client if self.mode == "sync" else AsyncClient
        given = {"key": SECRET} if credentials is None else credentials
        self.attempts: list[Any] = []
        options = {"base_url": url, "on_attempt": self.attempts.append, **options}
        if options["on_attempt"] is None:
            del options["on_attempt"]
        self.client = kind(service, given, **options)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.wait(self.client.close())
        if self._runner is not None:
            self._runner.close()

    def wait(self, value: Any) -> Any:
        """Return the value, awaited if it is a coroutine."""
        if self._runner is None or not isinstance(value, Coroutine):
            return value
        return self._runner.run(value)

    def resource(self, **options: Any) -> Any:
        kind: Any = Resource if self.mode == "sync" else AsyncResource
        return kind(self.client.with_options(**options))

    def call(self, operation: Any = GET, options: Any = None, **arguments: Any) -> Any:
        """Return the result of one operation, by default for contact 1."""
        if operation is GET:
            arguments = {"path": {"number": 1}, **arguments}
        made = self.resource(**(options or {}))._call(operation, **arguments)
        return self.wait(made)

    def fails(self, operation: Any = GET, **arguments: Any) -> Any:
        """Return the error that a call raises."""
        try:
            result = self.call(operation, **arguments)
        except SpecloomError as error:
            return error
        raise AssertionError(f"no error, but {result!r}")

    def raw(self, method: str, path: str, **arguments: Any) -> Any:
        return self.wait(self.client.request(method, path, **arguments))

    def pager(self, operation: Any, **arguments: Any) -> Any:
        return formed(self.resource()._pages(operation, **arguments), self._form)

    def all(self, source: Any, into: list[Any] | None = None) -> list[Any]:
        """Return the elements of a sync or async iterable, also appended to `into`."""
        found = [] if into is None else into
        if self.mode == "sync":
            for each in source:
                found.append(viewed(each))
            return found

        async def gather() -> None:
            async for each in source:
                found.append(viewed(each))

        self.wait(gather())
        return found

    def many(
        self, count: int, make: Callable[[Any, int], Any], workers: int = 50
    ) -> list[Any]:
        """Return the results of concurrent `make(resource, n)`, including errors."""
        resource = self.resource()

        def caught(n: int) -> Any:
            try:
                return make(resource, n)
            except SpecloomError as error:
                return error

        if self.mode == "sync":
            with ThreadPoolExecutor(workers) as pool:
                return list(pool.map(caught, range(count)))

        async def gather() -> list[Any]:
            gate = asyncio.Semaphore(workers)

            async def one(n: int) -> Any:
                async with gate:
                    return await make(resource, n)

            tasks = (one(n) for n in range(count))
            return await asyncio.gather(*tasks, return_exceptions=True)

        return list(self.wait(gather()))
