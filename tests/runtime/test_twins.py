"""The asynchronous twin of a method: same arguments, another driver."""

from __future__ import annotations

import inspect

from specloom_runtime import Pager
from specloom_runtime.twins import Awaited, Paged


class Things:
    """What a generated resource looks like, its calls written down."""

    def _call(self, name: str, number: int) -> int:
        return len(name) + number

    def get(self, number: int, *, twice: bool = False) -> int:
        """One thing."""
        return self._call("get", number * (2 if twice else 1))

    def list(self, *, page_size: int = 10) -> Pager[int, int]:
        """All things."""
        return self._pages(page_size)

    def _pages(self, page_size: int) -> Pager[int, int]:
        raise NotImplementedError(page_size)


class AsyncThings:
    """The twins, over an asynchronous `_call`."""

    get = Awaited(Things.get)
    list = Paged(Things.list)

    async def _call(self, name: str, number: int) -> int:
        return -len(name) - number

    def _pages(self, page_size: int) -> str:
        return f"an async pager of {page_size}"


def test_the_twin_runs_the_same_body_on_its_own_resource() -> None:
    things = AsyncThings()
    coroutine = things.get(2, twice=True)
    try:
        coroutine.send(None)
    except StopIteration as done:
        assert done.value == -7
    assert things.list(page_size=5) == "an async pager of 5"  # type: ignore[comparison-overlap]


def test_the_twin_shows_what_it_is() -> None:
    assert inspect.iscoroutinefunction(AsyncThings.get)
    assert AsyncThings.get.__qualname__ == "AsyncThings.get"
    assert AsyncThings.get.__module__ == __name__
    assert AsyncThings.get.__doc__ == "One thing."
    assert str(inspect.signature(AsyncThings.get)) == (
        "(self, number: 'int', *, twice: 'bool' = False) -> 'int'"
    )
    assert inspect.signature(AsyncThings.list).return_annotation == (
        "AsyncPager[int, int]"
    )
