"""A method written once for both clients: its asynchronous twin, fully typed.

The body of a generated method is one call of its resource. On an asynchronous resource
the same call gives a coroutine or an AsyncPager, so the twin runs the same body: the
arguments and where each goes are stated once, and cannot differ between the clients.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Awaitable, Callable, Coroutine
from typing import (
    TYPE_CHECKING,
    Any,
    Concatenate,
    Generic,
    ParamSpec,
    TypeVar,
    cast,
    overload,
)

from .pager import AsyncPager, Pager

if TYPE_CHECKING:
    from .streams import AsyncStream, Stream

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")
Page = TypeVar("Page")


class Awaited(Generic[P, T]):
    """The twin of a method that sends one request: the same arguments, awaited."""

    def __init__(self, method: Callable[Concatenate[Any, P], T]) -> None:
        @functools.wraps(method)
        async def twin(self: Any, *args: P.args, **kwargs: P.kwargs) -> T:
            return await cast(Awaitable[T], method(self, *args, **kwargs))

        self._twin: Any = twin

    def __set_name__(self, owner: type, name: str) -> None:
        _belong(self._twin, owner, name)

    @overload
    def __get__(
        self, instance: None, owner: type
    ) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]: ...
    @overload
    def __get__(
        self, instance: object, owner: type
    ) -> Callable[P, Coroutine[Any, Any, T]]: ...
    def __get__(self, instance: object | None, owner: type) -> Any:
        return self._twin.__get__(instance, owner)


class Paged(Generic[P, Item, Page]):
    """The twin of a method that gives a pager: the same arguments, an AsyncPager."""

    def __init__(
        self, method: Callable[Concatenate[Any, P], Pager[Item, Page]]
    ) -> None:
        self._twin: Any = _renamed(method)

    def __set_name__(self, owner: type, name: str) -> None:
        _belong(self._twin, owner, name)

    @overload
    def __get__(
        self, instance: None, owner: type
    ) -> Callable[Concatenate[Any, P], AsyncPager[Item, Page]]: ...
    @overload
    def __get__(
        self, instance: object, owner: type
    ) -> Callable[P, AsyncPager[Item, Page]]: ...
    def __get__(self, instance: object | None, owner: type) -> Any:
        return self._twin.__get__(instance, owner)


class Streamed(Generic[P, T]):
    """The twin of a method that gives a stream: the same arguments, an AsyncStream."""

    def __init__(self, method: Callable[Concatenate[Any, P], Stream[T]]) -> None:
        self._twin: Any = _renamed(method)

    def __set_name__(self, owner: type, name: str) -> None:
        _belong(self._twin, owner, name)

    @overload
    def __get__(
        self, instance: None, owner: type
    ) -> Callable[Concatenate[Any, P], AsyncStream[T]]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> Callable[P, AsyncStream[T]]: ...
    def __get__(self, instance: object | None, owner: type) -> Any:
        return self._twin.__get__(instance, owner)


def _renamed(method: Callable[..., Any]) -> Callable[..., Any]:
    """The same method, said to give the asynchronous form of what it gives."""

    @functools.wraps(method)
    def twin(self: Any, *args: Any, **kwargs: Any) -> Any:
        return method(self, *args, **kwargs)

    shown = inspect.signature(method)
    given = f"Async{shown.return_annotation}"
    # `inspect` reads this attribute, which no type of the standard library declares.
    vars(twin)["__signature__"] = shown.replace(return_annotation=given)
    return twin


def _belong(twin: Callable[..., Any], owner: type, name: str) -> None:
    """Name the twin after the class it is read from."""
    twin.__module__, twin.__qualname__ = (
        owner.__module__,
        f"{owner.__qualname__}.{name}",
    )
