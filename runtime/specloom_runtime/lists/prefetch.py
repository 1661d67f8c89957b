"""Work done ahead of its turn, in threads or in tasks; its results in order.

At most `many` jobs run at once. What a job raises is raised where its result would
have come. Who stops early leaves nothing behind: tasks are cancelled and awaited, a
thread ends with the request that it is waiting for, whose answer is dropped.
"""

from __future__ import annotations

from collections import deque
from collections.abc import (
    AsyncGenerator,
    Callable,
    Coroutine,
    Generator,
    Iterator,
)
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from itertools import islice
from typing import Any, TypeVar

T = TypeVar("T")


def run_ahead(jobs: Iterator[Callable[[], T]], many: int) -> Generator[T, None, None]:
    """What the jobs give, done by up to `many` threads."""
    pool = ThreadPoolExecutor(many, "specloom-ahead")
    running: deque[Future[T]] = deque()

    def start() -> None:
        for job in islice(jobs, many - len(running)):
            running.append(pool.submit(copy_context().run, job))

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
    """What the jobs give, done by up to `many` tasks."""
    import asyncio  # Late, as `async_driver` is.

    running: deque[asyncio.Task[T]] = deque()

    def start() -> None:
        for job in islice(jobs, many - len(running)):
            running.append(asyncio.create_task(job()))

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
