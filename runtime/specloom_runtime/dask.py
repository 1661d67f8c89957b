"""Read lists on the workers of a Dask cluster: `pip install specloom-runtime[dask]`.

    def connect():
        return Vendor.from_env()

    def contacts(vendor):
        return vendor.contacts.list(changed_from=START, changed_to=END)

    with distributed.Client() as cluster:
        for contact in read(cluster, connect, contacts):
            ...

A client contains credentials and cannot be pickled. Therefore each worker creates its
own client with `connect`, from an environment or a vault. Only the two functions, the
numbers of the partitions and the items are sent between processes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import distributed

from .client.clients import Client
from .lists.pager import Pager
from .pagination.positions import Checkpoint

Item = TypeVar("Item")
C = TypeVar("C", bound=Client)

RETRIES = 3
"""The number of times that a partition is read again after an error.

The client's own retries are not counted. If a worker dies, Dask itself reads the
worker's partition again.
"""

_RECENT: deque[Client] = deque(maxlen=64)
"""The closed clients of the last partitions that this process has read.

Rate limits apply to all clients of a process with one credential, and requests are
counted as long as one of them exists. Without this, each partition would begin at 0.
"""


def read(
    cluster: distributed.Client,
    connect: Callable[[], C],
    listing: Callable[[C], Pager[Item, Any]],
    *,
    retries: int = RETRIES,
) -> Iterator[Item]:
    """Yield the items of a list in order; workers read its partitions.

    The items of a partition are used only if it was read completely. If a worker fails,
    the partition is read again from its start, so that no item is lost or repeated. If
    all retries fail, the last error is raised.
    """
    with connect() as client:
        pager = listing(client)
        parts = pager.partitions()
        futures = [
            cluster.submit(
                read_part, connect, listing, part, pure=False, retries=retries
            )
            for part in parts
        ]
        try:
            yield from pager.gather(future.result() for future in futures)
        finally:
            scheduler: Any = cluster  # Untyped in dask's own stubs.
            scheduler.cancel(futures)


def read_part(
    connect: Callable[[], C], listing: Callable[[C], Pager[Item, Any]], part: Checkpoint
) -> list[Item]:
    """Return the items of one partition, read in the current process.

    Requests count for the rate limit of partitions that the process reads later.
    """
    with connect() as client:
        _RECENT.append(client)
        return list(listing(client).resume(part))
