"""Many concurrent calls to a vendor that fails every fifth time.

Every item comes once, every change is made once, no connection is left open and the
memory stays flat.
"""

from __future__ import annotations

import gc
import json
import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from loopback import BUSY, Caller, Loopback, Talk, answer
from small_vendor import CREATE, GET, MODES, SERVICE
from specloom_runtime import Clock, Idempotency

SERVED = replace(SERVICE, idempotency=Idempotency("Idempotency-Key"))
AT_ONCE = {"sync": 32, "async": 200}
GROWTH = 12 * 1024 * 1024
"""Bytes by which the memory may grow after the first stretch."""

SLOW_DOWN = answer({}, 429, [("Retry-After", "0")])
LOST = answer({"number": 1})[:-4]


class Impatient(Clock):
    """The system's clock, with the waiting between attempts cut short."""

    def random(self) -> float:
        return 0.01


class Failing:
    """A vendor whose every fifth response is a fault, each kind in turn."""

    def __init__(self) -> None:
        self.created: Counter[int] = Counter()
        self.faults = 0
        self._keys: dict[str, int] = {}
        self._lock = threading.Lock()

    def __call__(self, talk: Talk) -> None:
        number = self.handled(talk)
        if talk.number % 5:
            talk.send(answer({"number": number}))
            return
        with self._lock:
            self.faults += 1
            kind = self.faults % 4
        if kind == 0:
            talk.reset()
        elif kind == 1:
            talk.send(BUSY)
        elif kind == 2:
            talk.send(SLOW_DOWN)
        else:
            talk.send(LOST)
            talk.close()

    def handled(self, talk: Talk) -> int:
        """Return the requested number; create one new number for each key."""
        if talk.asked.method == "GET":
            return int(talk.asked.target.rpartition("/")[2])
        number = int(json.loads(talk.asked.body)["number"])
        key = talk.asked.header("Idempotency-Key") or ""
        with self._lock:
            if self._keys.setdefault(key, number) == number:
                self.created[number] |= 1
        return number


def resident() -> int:
    """Return the process's resident memory in bytes, where available."""
    told = Path("/proc/self/statm")
    pages = int(told.read_text().split()[1]) if told.exists() else 0
    return pages * 4096


def work(resource: Any, n: int) -> Any:
    if n % 10 == 0:
        return resource._call(CREATE, body={"number": n})
    return resource._call(GET, path={"number": n})


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "calls", [1000, pytest.param(10_000, marks=pytest.mark.verify)]
)
def test_soak(mode: str, calls: int) -> None:
    vendor, stretch = Failing(), calls // 4
    limits = httpx2.Limits(max_connections=AT_ONCE[mode])
    options: Any = {
        "clock": Impatient(),
        "limits": limits,
        "on_attempt": None,
        "retries": 8,
        "service": SERVED,
    }
    sizes = []
    with Loopback(vendor, keep=False) as server:
        with Caller(mode, server, **options) as caller:
            for begin in range(0, calls, stretch):

                def each(resource: Any, n: int, begin: int = begin) -> Any:
                    return work(resource, begin + n)

                got = caller.many(stretch, each, AT_ONCE[mode])
                numbers = [contact.number for contact in got]
                assert numbers == list(range(begin, begin + stretch))
                del got, numbers
                gc.collect()
                sizes.append(resident())
            assert server.open <= AT_ONCE[mode]
        assert server.settles()
    assert vendor.faults >= calls // 5
    assert set(vendor.created) == set(range(0, calls, 10))
    assert set(vendor.created.values()) == {1}
    assert sizes[-1] - sizes[0] < GROWTH, sizes
