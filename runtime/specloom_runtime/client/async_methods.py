"""Derive the methods of an asynchronous class from the synchronous methods.

The body of a generated method is a single call of its resource. On an asynchronous
resource, this call returns a coroutine, an AsyncPager or an AsyncStream. Each function
of this module returns a method that runs the same body and has the matching return
type.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from ..lists.async_pager import AsyncPager
    from ..lists.pager import Pager
    from ..lists.parts_pager import AsyncPartsPager, PartsPager
    from .streams import AsyncStream, Stream

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")
Page = TypeVar("Page")
Part = TypeVar("Part")


def async_call(
    method: Callable[Concatenate[Any, P], T],
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]:
    """Convert a method that sends one request to a coroutine method."""

    @functools.wraps(method)
    async def wrapper(self: Any, *args: P.args, **kwargs: P.kwargs) -> T:
        return await cast(Awaitable[T], method(self, *args, **kwargs))

    return _renamed(wrapper)


def async_pager(
    method: Callable[Concatenate[Any, P], Pager[Item, Page]],
) -> Callable[Concatenate[Any, P], AsyncPager[Item, Page]]:
    """Convert a method that returns a Pager to one that returns an AsyncPager."""
    return _returning_async(method)


def async_parts_pager(
    method: Callable[Concatenate[Any, P], PartsPager[Item, Page, Part]],
) -> Callable[Concatenate[Any, P], AsyncPartsPager[Item, Page, Part]]:
    """Convert a method that returns a PartsPager to one with an AsyncPartsPager."""
    return _returning_async(method)


def async_stream(
    method: Callable[Concatenate[Any, P], Stream[T]],
) -> Callable[Concatenate[Any, P], AsyncStream[T]]:
    """Convert a method that returns a Stream to one that returns an AsyncStream."""
    return _returning_async(method)


def _returning_async(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return method(*args, **kwargs)

    shown = inspect.signature(method)
    returned = f"Async{shown.return_annotation}"
    # `inspect` and `help` read this attribute, which no standard type declares.
    vars(wrapper)["__signature__"] = shown.replace(return_annotation=returned)
    return _renamed(wrapper)


def _renamed(wrapper: Callable[..., Any]) -> Callable[..., Any]:
    """Give a function the name of a method of the asynchronous class."""
    wrapper.__qualname__ = f"Async{wrapper.__qualname__}"
    return wrapper
