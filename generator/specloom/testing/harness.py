"""Call the operations of a client; a function responds to the client's requests."""

from __future__ import annotations

import asyncio
import inspect
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
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
    Stream,
)
from specloom_runtime.models.model import type_adapter
from specloom_runtime.operations.base_operation import OperationBase

from .argument_values import make_arguments
from .client_arguments import (
    as_parameters,
    base_url,
    credentials,
    encrypted_token_url,
    variable_values,
)
from .described_operation import DescribedOperation
from .recording_server import Handler
from .token_server import with_tokens

Mode = Literal["sync", "async"]
EMPTY_PAGES = 10
"""A pager ends soon if a server always returns the same page."""
_ITERATORS = (Pager, AsyncPager, Stream, AsyncStream)
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
        values = {n: v for each in own for n, v in variable_values(each).items()}
        return {**as_parameters(made, values), **known}

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
        return self.hints(action)[name]

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
            transport=httpx2.MockTransport(with_tokens(made, handler, path)),
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


def _is_iterator(result: Any) -> bool:
    """Return whether the result is a pager or a stream."""
    return isinstance(result, _ITERATORS)


async def _awaited(result: Any, read: Read | None) -> Any:
    result = result if read is None else read(result)
    if hasattr(result, "__aiter__"):
        return [item async for item in result]
    return await result
