"""Run jobs in advance, in threads or tasks, and yield their results in order.

At most `many` jobs run at the same time. The exception of a job is raised in place of
its result. If the iteration stops early, tasks are cancelled and awaited. A thread
finishes its current request, and the response is discarded.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any, TypeVar

from ..operations.deprecation import context_of_caller

T = TypeVar("T")


def run_ahead(jobs: Iterator[Callable[[], T]], many: int) -> Generator[T, None, None]:
    """Yield the results of the jobs in order, using up to `many` threads."""
    pool = ThreadPoolExecutor(many, "specloom-ahead")
    running: deque[Future[T]] = deque()

    def start() -> None:
        for job in islice(jobs, many - len(running)):
            running.append(pool.submit(context_of_caller().run, job))

    try:
        start()
        while running:
            result = running.popleft().result()
            start()
            yield result
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


async def run_ahead_async(
    jobs: Iterator[Callable[[], Coroutine[Any, Any, T]]], many: int
) -> AsyncGenerator[T, None]:
    """Yield the results of the jobs in order, using up to `many` tasks."""
    import asyncio  # Imported late, like `async_driver`.

    running: deque[asyncio.Task[T]] = deque()

    def start() -> None:
        for job in islice(jobs, many - len(running)):
            running.append(asyncio.create_task(job(), context=context_of_caller()))

    try:
        start()
        while running:
            result = await running[0]
            running.popleft()
            start()
            yield result
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
