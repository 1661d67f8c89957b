"""Compare transports of one's own with the default one: `make bench-transports`.

All clients are in one process, and each round runs every one of them. The results are
written to `benchmarks/results/transports.md`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from machine import measured_on
from measured_clients import Cases, bare, specloom
from transports import StandardTransport, StreamsTransport

HERE = Path(__file__).parent
CASES = ("one", "one async", "write", "write async")
CALLS = 100
NAMES = {
    "bare httpx2": "httpx2 alone, without a client of Specloom",
    "default": "a client with its default transport",
    "own": "a client with `StandardTransport`; async: `StreamsTransport`",
}


def clients(url: str) -> dict[str, Cases]:
    """Return the cases of each client."""
    return {
        "bare httpx2": bare("httpx2", url),
        "default": specloom(url),
        "own": specloom(url, StandardTransport(), StreamsTransport()),
    }


def measured(url: str, rounds: int) -> dict[str, dict[str, float]]:
    """Return the median CPU microseconds of a call of each client and case."""
    running = clients(url)
    took: dict[tuple[str, str], list[float]] = {}
    for number in range(rounds + 1):
        for case in CASES:
            for name, cases in running.items():
                begun = time.process_time()
                cases[case](CALLS)
                seconds = time.process_time() - begun
                if number:  # The first round opens the connections.
                    took.setdefault((name, case), []).append(seconds / CALLS * 1e6)
    return {
        name: {case: statistics.median(took[name, case]) for case in CASES}
        for name in running
    }


def report(found: dict[str, dict[str, float]], rounds: int) -> str:
    """Return the page of the results."""
    lines = [
        "# What a transport of one's own costs",
        "",
        "Written by `make bench-transports`; do not edit.",
        "",
        f"- {measured_on()}; load {os.getloadavg()[0]:.1f} at the end",
        f"- {rounds} alternating rounds after one that opens the connections, "
        f"{CALLS} calls of each kind in a round, medians; all clients in one process",
        "- loopback, kept connections, a response of about 900 bytes; CPU time of the "
        "process of the clients",
        "",
        "## CPU time of a call",
        "",
        "| CPU microseconds of a call (to httpx2 alone) | GET | GET, async "
        "| PUT with a body | PUT, async |",
        "|---|" + "---:|" * len(CASES),
    ]
    base = found["bare httpx2"]
    for name, times in found.items():
        cells = [f"{times[c]:.0f} ({times[c] / base[c]:.2f})" for c in CASES]
        lines.append(f"| {NAMES[name]} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30, help="the number of rounds")
    parser.add_argument("--write", type=Path, help="the file for the results")
    options = parser.parse_args()
    run = [sys.executable, HERE / "server.py"]
    with subprocess.Popen(run, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            url = f"http://127.0.0.1:{int(server.stdout.readline())}"
            text = report(measured(url, options.rounds), options.rounds)
        finally:
            server.terminate()
    if options.write:
        options.write.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
