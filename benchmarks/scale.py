"""Measure how cost grows with the work: `make bench-scale`.

Time and memory are measured at 1, 2, 4 and 8 times of a size, for each kind of work
that can grow: what a description declares, and what a client does. In each round all
sizes alternate. With --write the results are written to `benchmarks/results/scale.md`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scale_generation import cost
from scale_report import Axis, Memory, report

HERE = Path(__file__).parent
ROUNDS = 2


@dataclass(frozen=True)
class Command:
    """A command on descriptions of a shape, up to a size."""

    shape: str
    largest: int
    command: str = "generate"
    rounds: int = 1

    @property
    def name(self) -> str:
        return f"{self.command}: {self.shape}"


@dataclass(frozen=True)
class Work:
    """A case of the runtime, up to a size; memory is measured up to another size."""

    case: str
    largest: int
    memory: Memory = "linear"
    most_memory: int = 10_000

    @property
    def name(self) -> str:
        return f"runtime: {self.case}"


OPERATIONS = "operations, ten of each tag"
COMMANDS = [
    Command(OPERATIONS, 20_000),
    Command("operations, one tag", 10_000),
    Command("operations, long paths", 2000),
    Command("lists with cursors and filters", 2000),
    Command("schemas", 4000),
    Command("schemas that refer to each other", 2000),
    Command("chain of references", 4000),
    Command("chain of properties", 2000),
    Command("chain of allOf", 1000),
    Command("oneOf with a discriminator", 2000),
    Command("oneOf without a discriminator", 4000),
    Command("values of an enumeration", 8000),
    Command("properties", 8000),
    Command("properties that are objects", 4000),
    Command("properties, half of them read-only", 4000),
    Command("schemas with equal names", 2000),
    Command("inline schemas with equal titles", 2000),
    Command(OPERATIONS, 2000, "diff"),
    Command(OPERATIONS, 2000, "report"),
    Command(OPERATIONS, 2000, "lint"),
    Command(OPERATIONS, 2000, "suggest"),
]
RUNTIME = [
    Work("items of a list", 10_000, "flat"),
    Work("pages of a list", 10_000, "flat"),
    Work("rows of a list", 10_000, "flat"),
    Work("batches of rows", 10_000, "flat"),
    Work("items, asynchronous", 10_000, "flat"),
    Work("pages, asynchronous", 10_000, "flat"),
    Work("rows, asynchronous", 10_000, "flat"),
    Work("items, fetched in advance", 10_000, "flat", 2500),
    Work("windows", 10_000, "linear", 2500),
    Work("chunks", 10_000, "linear", 2500),
    Work("windows and chunks", 10_000, "linear", 2500),
    Work("windows, eight at a time", 4000, "linear", 2000),
    Work("checkpoints of windows", 4000, "linear", 2000),
    Work("partitions, one by one", 2000, "linear", 1000),
    Work("tasks", 1000),
    Work("tasks with a rate limit", 1000),
    Work("tasks that share a token", 1000),
    Work("threads", 64, "bounded"),
    Work("items of a page", 80_000, "linear", 80_000),
    Work("rows of a page", 80_000, "linear", 80_000),
    Work("values of a filter", 80_000, "linear", 80_000),
]
BASE = 10
"""The size of the smallest input."""
LEVEL = 100
"""The pages of a list from which its memory must not grow."""
NOTICED = 0.1, 4 * 2**20
"""The CPU seconds and bytes of a command beyond which its slope is known."""


def sizes(largest: int) -> tuple[int, ...]:
    """Return an eighth, a quarter, half and all of a size."""
    return largest // 8, largest // 4, largest // 2, largest


def measure_command(command: Command, rounds: int) -> Axis:
    """Measure a command with all sizes."""
    axis = Axis(command.name, sizes(command.largest), base=BASE, noticed=NOTICED)
    for number in range(rounds):
        # The smallest input is short, and all slopes depend on it.
        for size in (BASE, BASE, BASE, *axis.sizes):
            if number == 0 or size < command.largest // 2:
                _measure_once(command, size, axis)
    return axis


def check_command(command: Command) -> Axis:
    """Run a command once with two small sizes."""
    axis = Axis(command.name, (20, 40), base=BASE, noticed=NOTICED)
    for size in (BASE, *axis.sizes):
        _measure_once(command, size, axis)
    return axis


def _measure_once(command: Command, size: int, axis: Axis) -> None:
    cpu, wall, peak = cost(command.shape, size, command.command)
    axis.add(size, cpu, wall)
    axis.peak.setdefault(size, []).append(peak)


@contextmanager
def worker(case: str) -> Iterator[subprocess.Popen[str]]:
    """Start the process that runs a case of the runtime."""
    with subprocess.Popen(
        [sys.executable, HERE / "scale_runtime.py", case],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        yield process
        process.stdin.close()


def ask(process: subprocess.Popen[str], what: str, size: int) -> list[float]:
    """Return what a worker measures of a size."""
    assert process.stdin and process.stdout
    process.stdin.write(f"{what} {size}\n")
    process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise SystemExit("a case of the runtime failed")
    return [float(each) for each in json.loads(line)]


def measure_work(work: Work, largest: int, rounds: int) -> Axis:
    """Measure a case of the runtime, up to a size."""
    axis = Axis(work.name, sizes(largest), work.memory, base=BASE, level=LEVEL)
    every = sorted({BASE, LEVEL, *axis.sizes})
    with worker(work.case) as process:
        ask(process, "time", LEVEL)  # Imports and builds what is needed once.
        ask(process, "memory", LEVEL)
        for _ in range(rounds):
            for size in every:
                axis.add(size, *ask(process, "time", size))
        for size in every:
            if size <= work.most_memory:
                axis.peak[size] = ask(process, "memory", size)
    return axis


def measured(only: str, rounds: int) -> Iterator[Axis]:
    """Measure each axis whose name contains `only`."""
    for command in COMMANDS:
        if only in command.name:
            yield measure_command(command, min(rounds, command.rounds))
    for work in RUNTIME:
        if only in work.name:
            yield measure_work(work, work.largest, rounds)


def checked() -> Iterator[Axis]:
    """Run a command and all cases of the runtime with small sizes."""
    yield check_command(COMMANDS[0])
    for work in RUNTIME:
        yield measure_work(work, 80, rounds=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the results")
    parser.add_argument("--quick", action="store_true", help="only check that all runs")
    parser.add_argument("--only", default="", help="a part of the names to measure")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    axes = []
    for axis in checked() if options.quick else measured(options.only, options.rounds):
        print(axis.in_one_line(), file=sys.stderr, flush=True)
        axes.append(axis)
    if options.quick:
        return
    text = report(axes, options.rounds)
    if options.write:
        (HERE / "results" / "scale.md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
