"""Print where the CPU time of a call goes: `make bench-call`.

A timer interrupts the process after each few milliseconds of CPU time, and the part of
the program whose frame is the innermost gets them. Nothing is measured in between, so
calls are as fast as they are without it. The server is another process.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from machine import measured_on
from measured_clients import bare, specloom

HERE = Path(__file__).parent
CASES = ("one", "one async", "write", "write async")
CALLS = 50
"""The number of calls between two looks at the clock."""
EVERY = 0.001
"""The CPU seconds between two samples; the system can round them up."""

SOCKETS = "sockets and the event loop"
HTTP = "HTTP/1.1 and the connection pool (httpcore2, h11)"
HTTPX = "requests, responses and URLs of httpx2"
DECODING = "decoding the response"
BODY = "encoding the body"
REST = "everything else"
PARTS = (
    (SOCKETS, ("/httpcore2/_backends/", "/asyncio/", "/anyio/", "/selectors.py")),
    (HTTP, ("/httpcore2/", "/h11/")),
    (HTTPX, ("/httpx2/",)),
    (
        "deadline and end of the response, at the socket",
        ("/transport/network_backend.py", "/http/response_end.py"),
    ),
    (
        "effects: sending, and reading the body",
        ("_runtime/transport/", "_runtime/http/body_reader.py"),
    ),
    ("credentials", ("_runtime/auth/", "/calls/authentication.py")),
    (
        "retries, redirects, limits, hooks and errors",
        ("_runtime/calls/", "_runtime/client/", "_runtime/core/deadline.py"),
    ),
    (DECODING, ("/models/decoding.py", "/models/decode_context.py", "/body_text.py")),
    (BODY, ("/serialization/bodies.py", "/serialization/model_members.py")),
    (
        "arguments, URL and headers",
        ("_runtime/operations/", "_runtime/serialization/", "/request_draft.py"),
    ),
)
"""The parts of a call, by what the file names of their frames contain, the first first.

Files that several parts use, such as those of json, are in none: the frame that calls
them decides.
"""
BY_CALLER = ("/serialization/scalars.py", "/http/messages.py", "/core/responses.py")
CALLING = "/measured_clients.py"
FALLBACK = ((DECODING, ("/json/",)),)
"""The parts of the frames that no part has called, as in a call of bare httpx2."""
ORDER = (*(part for part, _ in PARTS), REST)


class Sampler:
    """Count the samples of each part of a call."""

    def __init__(self) -> None:
        self.counts = Counter[str]()
        self._parts: dict[str, str | None] = {}

    def take(self, number: int, frame: FrameType | None) -> None:
        """Count the frame that a signal interrupted."""
        self.counts[self._part_of(frame)] += 1

    def _part_of(self, frame: FrameType | None) -> str:
        files = list(files_of(frame))
        for parts in (PARTS, FALLBACK):
            for file in files:
                if (part := part_of(file, parts)) is not None:
                    return part
        return REST

    @contextmanager
    def running(self) -> Iterator[None]:
        """Take samples inside of the `with` statement."""
        before = signal.signal(signal.SIGPROF, self.take)
        signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)


def files_of(frame: FrameType | None) -> Iterator[str]:
    """Yield the files of a frame and of its callers, up to the call itself."""
    while frame is not None and not frame.f_code.co_filename.endswith(CALLING):
        yield frame.f_code.co_filename
        frame = frame.f_back


def part_of(file: str, parts: tuple[tuple[str, tuple[str, ...]], ...]) -> str | None:
    """Return the part of a call that a file belongs to; None if its caller decides."""
    if file.endswith(BY_CALLER):
        return None
    found = (name for name, marks in parts if any(mark in file for mark in marks))
    return next(found, None)


def profiled(run: Callable[[int], Any], seconds: float) -> dict[str, float]:
    """Return the CPU microseconds of a call by part, from some seconds of calls."""
    run(CALLS)
    sampler, calls = Sampler(), 0
    begun = time.process_time()
    with sampler.running():
        while time.process_time() - begun < seconds:
            run(CALLS)
            calls += CALLS
    each = (time.process_time() - begun) / calls * 1e6
    samples = sampler.counts.total() or 1
    return {part: each * sampler.counts[part] / samples for part in ORDER}


def table(found: dict[str, dict[str, dict[str, float]]]) -> list[str]:
    """Return the table of the parts, with a column for each case and client."""
    columns = [(case, name) for case in CASES for name in found]
    lines = [
        "| CPU microseconds of a call | "
        + " | ".join(f"{case}: {name}" for case, name in columns)
        + " |",
        "|---|" + "---:|" * len(columns),
    ]
    for part in ORDER:
        cells = [found[name][case][part] for case, name in columns]
        lines.append(f"| {part} | " + " | ".join(map(_shown, cells)) + " |")
    sums = [sum(found[name][case].values()) for case, name in columns]
    return [*lines, "| **sum** | " + " | ".join(f"{each:.0f}" for each in sums) + " |"]


def _shown(microseconds: float) -> str:
    return f"{microseconds:.0f}" if microseconds >= 0.5 else ""


def report(found: dict[str, dict[str, dict[str, float]]], seconds: float) -> str:
    """Return the page of the results."""
    return "\n".join(
        (
            "# Where the CPU time of a call goes",
            "",
            "Written by `make bench-call`; do not edit.",
            "",
            f"- {measured_on()}; load {os.getloadavg()[0]:.1f} at the end",
            f"- {seconds:g} CPU seconds of calls for each column; a timer looks each "
            "few milliseconds of CPU time which part works: small parts are estimates",
            "- loopback, one kept-alive connection, a response of about 900 bytes; "
            "`one` is a GET without parameters, `write` a PUT with parameters in the "
            "path and the query, and a model as its body",
            "- bare httpx2 parses the same response with `json.loads` and writes the "
            "same body with `json=`; it validates nothing",
            "",
            *table(found),
            "",
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    said = "the CPU seconds of calls for each column"
    parser.add_argument("--seconds", type=float, default=10.0, help=said)
    parser.add_argument("--write", type=Path, help="the file for the results")
    options = parser.parse_args()
    run = [sys.executable, HERE / "server.py"]
    with subprocess.Popen(run, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            url = f"http://127.0.0.1:{int(server.stdout.readline())}"
            clients = {"bare httpx2": bare("httpx2", url), "specloom": specloom(url)}
            found = {
                name: {case: profiled(cases[case], options.seconds) for case in CASES}
                for name, cases in clients.items()
            }
        finally:
            server.terminate()
    text = report(found, options.seconds)
    if options.write:
        options.write.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
