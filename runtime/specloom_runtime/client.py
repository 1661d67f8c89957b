"""Clients: what a vendor's generated client stands on, in threads and in tasks.

What the two have in common is in `_Base`; they differ only in waiting.
"""

from __future__ import annotations

import copy
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, NoReturn, ParamSpec, Self, TypeVar, Unpack

from httpx2 import AsyncClient as AsyncHttp
from httpx2 import Client as Http

from .connection import AsyncConnection, Connection
from .draft import UNSET, Draft
from .effects import Flow
from .errors import RequestError
from .flow import page, result
from .opening import from_environment, opened
from .operation import Operation, PagedOperation
from .options import CallOptions, ClientOptions
from .pager import AsyncFetch, Fetch
from .prepare import Values, draft
from .resource import AsyncResource, Resource
from .secrets import Secret
from .service import Service
from .values import Received, Response

P = ParamSpec("P")
T = TypeVar("T")

_heard: ContextVar[list[Response] | None] = ContextVar("heard", default=None)
"""Where `with_response` gathers the answers of the calls made inside it."""


class _Base:
    """Vendor, credentials and options; `service` is set by the generated class."""

    service: ClassVar[Service]

    def __init__(
        self,
        service: Service,
        credentials: Mapping[str, str | None],
        environment: str | None,
        variables: Mapping[str, str | None] | None,
        options: ClientOptions,
    ) -> None:
        given = {
            name: text and Secret(text) or None for name, text in credentials.items()
        }
        # No frame of ours holds the plain text where something raises.
        del credentials
        self._engine, self._settings = opened(
            service, given, environment, variables or {}, options
        )

    @classmethod
    def from_env(cls, **options: Any) -> Self:
        """A client with credentials and server variables from the environment.

        `options` are the class's own arguments; what is given there wins. Raises
        ConfigurationError naming the variables that are missing.
        """
        make: Callable[..., Self] = cls
        return make(**from_environment(cls.service, cls.__init__, options), **options)

    def with_options(self, **options: Unpack[CallOptions]) -> Self:
        """The same client with other options; connections and limits are shared."""
        made = copy.copy(self)
        made._settings = self._settings.over(options)
        for name, value in vars(self).items():
            if isinstance(value, Resource | AsyncResource):
                setattr(made, name, value._on(made))
        return made

    def __copy__(self) -> Self:
        made = object.__new__(type(self))
        made.__dict__.update(self.__dict__)
        return made

    def __repr__(self) -> str:
        return f"<{type(self).__name__} at {self._engine.base_url}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client holds credentials: build it where it is used")

    def _raw(
        self,
        method: str,
        path: str,
        query: Values | None,
        headers: Values | None,
        body: Any,
    ) -> Flow[Received[bytes]]:
        """The flow of a request that the description does not have."""
        if not path.startswith("/"):
            raise RequestError("the path has to start with a slash")
        operation = Operation(method.upper(), path, bytes, accept="*/*")
        made = draft(operation, query=query, headers=headers, body=body)
        return result(self._engine, operation, made, self._settings)


@contextmanager
def _listening() -> Iterator[list[Response]]:
    heard: list[Response] = []
    token = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(token)


def _hear(got: Received[T]) -> Received[T]:
    heard = _heard.get()
    if heard is not None:
        heard.append(got.response)
    return got


def _with_last(value: T, heard: list[Response]) -> Received[T]:
    if not heard:
        raise RequestError(
            "with_response: the method sent no request (a list sends later)"
        )
    return Received(value, heard[-1])


class Client(_Base):
    """A vendor's client for threads; close it, or use it in a `with`."""

    def __init__(
        self,
        service: Service,
        credentials: Mapping[str, str | None],
        *,
        environment: str | None = None,
        variables: Mapping[str, str | None] | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        super().__init__(service, credentials, environment, variables, options)
        self._connection = Connection(Http, self._engine, options)

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Values | None = None,
        headers: Values | None = None,
        body: Any = UNSET,
    ) -> Response:
        """A request that the description does not have, with the same care."""
        return self._run(self._raw(method, path, query, headers, body)).response

    def with_response(
        self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> Received[T]:
        """A method's result beside the answer it came from."""
        with _listening() as heard:
            return _with_last(method(*args, **kwargs), heard)

    def close(self) -> None:
        """Close the connections of this client and its copies."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _run(self, flow: Flow[Received[T]]) -> Received[T]:
        return _hear(self._connection.driver().run(flow))

    def _call(self, operation: Operation[T], made: Draft) -> T:
        return self._run(result(self._engine, operation, made, self._settings)).value

    def _fetcher(self, operation: PagedOperation[Any, Any]) -> Fetch:
        def fetch(made: Draft) -> Received[Any]:
            return self._run(page(self._engine, operation, made, self._settings))

        return fetch


class AsyncClient(_Base):
    """A vendor's client for tasks; close it, or use it in an `async with`."""

    def __init__(
        self,
        service: Service,
        credentials: Mapping[str, str | None],
        *,
        environment: str | None = None,
        variables: Mapping[str, str | None] | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        super().__init__(service, credentials, environment, variables, options)
        self._connection = AsyncConnection(AsyncHttp, self._engine, options)

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Values | None = None,
        headers: Values | None = None,
        body: Any = UNSET,
    ) -> Response:
        """A request that the description does not have, with the same care."""
        got = await self._run(self._raw(method, path, query, headers, body))
        return got.response

    async def with_response(
        self, method: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> Received[T]:
        """A method's result beside the answer it came from."""
        with _listening() as heard:
            return _with_last(await method(*args, **kwargs), heard)

    async def close(self) -> None:
        """Close the connections of this client and its copies."""
        await self._connection.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def _run(self, flow: Flow[Received[T]]) -> Received[T]:
        return _hear(await self._connection.driver().run(flow))

    async def _call(self, operation: Operation[T], made: Draft) -> T:
        flow = result(self._engine, operation, made, self._settings)
        return (await self._run(flow)).value

    def _fetcher(self, operation: PagedOperation[Any, Any]) -> AsyncFetch:
        async def fetch(made: Draft) -> Received[Any]:
            flow = page(self._engine, operation, made, self._settings)
            return await self._run(flow)

        return fetch
