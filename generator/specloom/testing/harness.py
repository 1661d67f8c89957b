"""Call the operations of a client; a function responds to the client's requests."""

from __future__ import annotations

import asyncio
import inspect
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from types import GenericAlias
from typing import Any, Literal, get_args, get_origin, get_type_hints

import httpx2
from pydantic import ValidationError
from specloom_runtime import (
    AsyncPager,
    AsyncStream,
    Deviation,
    DeviationKind,
    ManualClock,
    Pager,
    Server,
    Stream,
)
from specloom_runtime.models.model import type_adapter
from specloom_runtime.operations.base_operation import OperationBase
from specloom_runtime.operations.servers import resolved

from .argument_values import make_arguments
from .described_names import normalized_name
from .described_operation import DescribedOperation
from .description import RawContent
from .json_values import set_pointer

Mode = Literal["sync", "async"]
TOKEN = "test-token"
EMPTY_PAGES = 10
"""A pager ends soon if a server always returns the same page."""
_ITERATORS = (Pager, AsyncPager, Stream, AsyncStream)
Handler = Callable[[httpx2.Request], httpx2.Response]
Read = Callable[[Any], Any]
"""A function that reads items of a pager; asynchronous pagers return an awaitable."""


@dataclass
class CallResult:
    """The result of a call, with the events that the client reported.

    Attributes:
        sleeps: the waits of the client in seconds, in order.
    """

    result: Any
    deviations: list[Any] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    sleeps: list[float] = field(default_factory=list)

    def add_deviation(self, deviation: Deviation) -> None:
        """Add a deviation; examples may have more or less than responses have."""
        if deviation.kind not in (
            DeviationKind.UNDECLARED_PROPERTY,
            DeviationKind.NOT_RETURNED,
        ):
            self.deviations.append(deviation)


@dataclass(frozen=True)
class ClientHarness:
    """A resource of a synchronous or an asynchronous client.

    Args:
        client: the import path of the synchronous client class.
        resource: the attribute of the resource.
        mode: whether to use the synchronous or the asynchronous client.
    """

    client: str
    resource: str
    mode: Mode

    @cached_property
    def options(self) -> dict[str, Any]:
        """The constructor's arguments: credentials, server variables and base URL."""
        made = self.client_class
        known = {**credentials(made), **base_url(made)}
        resource = type(getattr(made(**known), self.resource))
        facts = vars(import_module(resource.__module__)).values()
        operations = [each for each in facts if isinstance(each, OperationBase)]
        own = [each for one in operations for each in one.servers.values()]
        values = {n: v for each in own for n, v in _variable_values(each).items()}
        return {**_as_parameters(made, values), **known}

    @property
    def client_class(self) -> Any:
        """The class of the client."""
        module, _, name = self.client.rpartition(".")
        class_name = name if self.mode == "sync" else f"Async{name}"
        return getattr(import_module(module), class_name)

    def arguments(self, action: str, operation: DescribedOperation) -> dict[str, Any]:
        """Return a value for each argument of an operation."""
        return make_arguments(self._method(action), operation)

    def result_type(self, action: str) -> Any:
        """Return the annotated result type of an operation."""
        return self.hints(action)["return"]

    def hints(self, action: str) -> dict[str, Any]:
        """Return the annotations of a method, by argument."""
        return get_type_hints(self._method(action))

    def positional_names(self, action: str) -> list[str]:
        """Return the names of the arguments that a method takes only by position."""
        parameters = inspect.signature(self._method(action)).parameters.values()
        return [p.name for p in parameters if p.kind is p.POSITIONAL_ONLY]

    def check_alias(self, action: str, alias: str) -> None:
        """Check that a method has another name.

        Raises:
            AssertionError: the other name is missing, or is the name of another method.
        """
        resource = type(getattr(self.client_class(**self.options), self.resource))
        same = getattr(resource, alias, None) is getattr(resource, action)
        assert same, f"{alias} is not another name of {action}"

    def argument_type(self, action: str, name: str) -> Any:
        """Return the annotated type of an argument."""
        return get_type_hints(self._method(action))[name]

    def parameters(self, action: str) -> tuple[str, ...]:
        """Return the names of the arguments of an operation's method."""
        return tuple(inspect.signature(self._method(action)).parameters)

    def _method(self, action: str) -> Any:
        client = self.client_class(**self.options)
        return getattr(getattr(client, self.resource), action)

    def call(
        self,
        action: str,
        handler: Handler,
        arguments: Mapping[str, Any],
        *positional: Any,
        path: str = "",
        retries: int = 0,
        read: Read | None = None,
    ) -> CallResult:
        """Call an operation, and read a pager or stream to its end.

        Args:
            action: the name of the method.
            handler: the function that responds to the requests.
            arguments: the keyword arguments of the method.
            positional: further arguments, by position.
            path: the path of the operation. Requests for this path are always passed to
                the handler, even if it is also the path of a token endpoint.
            retries: the number of retries of a failed request.
            read: a function that reads a part of a pager; None to read all items.
        """
        done, clock, made = CallResult(None), ManualClock(), self.client_class
        client = made(
            **self.options,
            **encrypted_token_url(made),
            transport=httpx2.MockTransport(_with_tokens(made, handler, path)),
            clock=clock,
            retries=retries,
            empty_pages=EMPTY_PAGES,
            on_deviation=done.add_deviation,
        )
        method = getattr(getattr(client, self.resource), action)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", DeprecationWarning)
            if self.mode == "async":
                result = _awaited(method(*positional, **arguments), read)
                done.result = asyncio.run(result)
            else:
                result = method(*positional, **arguments)
                result = result if read is None else read(result)
                is_lazy = read is not None or _is_iterator(result)
                done.result = list(result) if is_lazy else result
        done.warnings = [
            str(w.message) for w in caught if issubclass(w.category, DeprecationWarning)
        ]
        done.sleeps = clock.slept
        return done


@dataclass(frozen=True)
class OperationCase:
    """An operation of a harness, with valid arguments."""

    harness: ClientHarness
    operation: DescribedOperation
    action: str
    arguments: Mapping[str, Any]

    def result_as_json(self, result: Any) -> Any:
        """Return a result as JSON, converted according to its annotation.

        A pager or a stream becomes a list.

        Raises:
            AssertionError: the result does not have the annotated type.
        """
        returned = self.harness.result_type(self.action)
        if isinstance(result, list) and get_origin(returned) in _ITERATORS:
            returned = GenericAlias(list, get_args(returned)[:1])
        adapter = type_adapter(returned)
        try:
            adapter.validate_python(result, strict=True)
        except ValidationError as error:
            raise AssertionError(f"not a {returned}: {error}") from error
        return adapter.dump_python(
            result, mode="json", by_alias=True, exclude_unset=True
        )

    def call(
        self,
        handler: Handler,
        changed: Mapping[str, Any] | None = None,
        *,
        retries: int = 0,
        read: Read | None = None,
    ) -> CallResult:
        """Call the operation with its arguments; `changed` replaces some of them."""
        arguments = {**self.arguments, **(changed or {})}
        path = self.operation.path
        return self.harness.call(
            self.action, handler, arguments, path=path, retries=retries, read=read
        )


def _with_tokens(client: Any, handler: Handler, path: str) -> Handler:
    """Return a handler that itself responds to token requests.

    If the path of the operation is also the path of a token endpoint, requests for it
    are passed to the given handler.
    """
    schemes = client.service.schemes.values()
    names = ("token_url", "refresh_url")
    urls = [getattr(each, name, None) for each in schemes for name in names]
    grants = {_path(url) for url in urls if url}
    logins = {_path(each.path): each for each in schemes if hasattr(each, "read")}

    def handle(request: httpx2.Request) -> httpx2.Response:
        target = request.url.path.strip("/")
        if target in grants and not target.endswith(path.strip("/")):
            grant = {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600}
            return json_response(200, grant)
        for login_path, login in logins.items():
            # Only the client's own login has the client's credentials.
            if target.endswith(login_path) and b"test-" in request.content:
                return _login_response(login.read)
        return handler(request)

    return handle


def _path(url: str) -> str:
    return url.rpartition("//")[2].partition("/")[2].rstrip("/")


def _login_response(location: str) -> httpx2.Response:
    kind, _, name = location.partition(".")
    if kind == "cookie":
        return json_response(200, {}, {"Set-Cookie": f"{name}={TOKEN}"})
    if kind == "header":
        return json_response(200, {}, {name: TOKEN})
    return json_response(200, set_pointer(None, location, TOKEN))


def _is_iterator(result: Any) -> bool:
    """Return whether the result is a pager or a stream."""
    return isinstance(result, _ITERATORS)


async def _awaited(result: Any, read: Read | None) -> Any:
    result = result if read is None else read(result)
    if hasattr(result, "__aiter__"):
        return [item async for item in result]
    return await result


class RecordingServer:
    """A handler that records requests and returns the given responses in order.

    The last response is repeated for all further requests.

    Args:
        responses: the status, the content and optional headers of each response.

    Attributes:
        seen: the requests in order.
    """

    def __init__(self, *responses: tuple[Any, ...]) -> None:
        self._responses = responses
        self.seen: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.seen.append(request)
        number = min(len(self.seen), len(self._responses))
        return json_response(*self._responses[number - 1])


def json_response(status: int, content: Any, headers: Any = None) -> httpx2.Response:
    """Return a response with a JSON body, a raw body or no body."""
    if isinstance(content, RawContent):
        own = {"content-type": content.media, **(headers or {})}
        return httpx2.Response(status, content=content.data, headers=own)
    if content is None:
        return httpx2.Response(status, headers=headers)
    return httpx2.Response(status, json=content, headers=headers)


@cache
def credentials(client: Any) -> dict[str, str]:
    """Return a value for each credential and server variable of a client class."""
    service = client.service
    needs = {name for scheme in service.schemes.values() for name in scheme.needs}
    values = {name: f"test-{name}" for name in sorted(needs)}
    if server := next(iter(service.servers.values()), None):
        values |= _variable_values(server)
    return _as_parameters(client, values)


def _as_parameters(client: Any, values: Mapping[str, str]) -> dict[str, str]:
    """Return the values; the keys are the names of the client's parameters."""
    declared = inspect.signature(client.__init__).parameters
    parameters = {normalized_name(name): name for name in declared}
    known = {normalized_name(name): value for name, value in values.items()}
    return {parameters[n]: value for n, value in known.items() if n in parameters}


def _variable_values(server: Server) -> dict[str, str]:
    """Return values for the variables of a server that have no default.

    The value for a variable at the beginning of the URL is a URL with a host.
    """
    needs = [name for name, default in server.variables.items() if default is None]
    values = {n: next(iter(server.allowed.get(n, ())), f"test-{n}") for n in needs}
    first = re.match(r"\{([^{}]*)\}(:?//)?", server.url)
    if first and first[1] in values and first[1] not in server.allowed:
        values[first[1]] = "https" if first[2] else "https://server.example"
    return values


def base_url(client: Any) -> dict[str, Any]:
    """Return the argument `base_url`; empty if the description has an absolute URL."""
    server = next(iter(client.service.servers.values()), None)
    if server is not None and server.absolute:
        return {}
    path = re.sub("[{}]", "", server.url) if server is not None else ""
    return {"base_url": resolved("https://server.example", path)}


def encrypted_token_url(client: Any) -> dict[str, str]:
    """Return the argument `token_url` if a declared token endpoint has no encryption.

    A client of an encrypted server does not send its credentials to such an endpoint.
    """
    declared = [getattr(s, "token_url", "") for s in client.service.schemes.values()]
    urls = [httpx2.URL(url) for url in declared]
    plain = [url for url in urls if url.scheme == "http"]
    return {"token_url": str(plain[0].copy_with(scheme="https"))} if plain else {}
