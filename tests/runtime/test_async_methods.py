"""Methods of asynchronous resources: the same arguments, what they return awaited."""

from __future__ import annotations

import inspect

from specloom_runtime import Pager, Stream, async_call, async_pager, async_stream


class Things:
    """What a generated resource looks like, its calls written down."""

    def _call(self, name: str, number: int) -> int:
        return len(name) + number

    def get(self, number: int, *, twice: bool = False) -> int:
        """Return one thing."""
        return self._call("get", number * (2 if twice else 1))

    def list(self, *, page_size: int = 10) -> Pager[int, int]:
        """All things."""
        return self._pages(page_size)

    def events(self, *, since: int = 0) -> Stream[int]:
        """What happens."""
        return self._stream(since)

    def _stream(self, since: int) -> Stream[int]:
        raise NotImplementedError(since)

    def _pages(self, page_size: int) -> Pager[int, int]:
        raise NotImplementedError(page_size)


class AsyncThings:
    """The same methods over an asynchronous `_call`."""

    get = async_call(Things.get)
    list = async_pager(Things.list)
    events = async_stream(Things.events)

    async def _call(self, name: str, number: int) -> int:
        return -len(name) - number

    def _pages(self, page_size: int) -> str:
        return f"an async pager of {page_size}"

    def _stream(self, since: int) -> str:
        return f"an async stream since {since}"


def test_async_method_runs_the_same_body_on_its_own_resource() -> None:
    things = AsyncThings()
    coroutine = things.get(2, twice=True)
    try:
        coroutine.send(None)
    except StopIteration as done:
        assert done.value == -7
    assert things.events(since=3) == "an async stream since 3"  # type: ignore[comparison-overlap]
    assert things.list(page_size=5) == "an async pager of 5"  # type: ignore[comparison-overlap]


def test_async_method_keeps_name_docstring_and_signature() -> None:
    assert inspect.iscoroutinefunction(AsyncThings.get)
    assert AsyncThings.get.__qualname__ == "AsyncThings.get"
    assert AsyncThings.get.__module__ == __name__
    assert AsyncThings.get.__doc__ == "Return one thing."
    assert str(inspect.signature(AsyncThings.get)) == (
        "(self, number: 'int', *, twice: 'bool' = False) -> 'int'"
    )
    assert inspect.signature(AsyncThings.list).return_annotation == (
        "AsyncPager[int, int]"
    )
    assert str(inspect.signature(AsyncThings.events)) == (
        "(self, *, since: 'int' = 0) -> 'AsyncStream[int]'"
    )
    assert AsyncThings.events.__qualname__ == "AsyncThings.events"
