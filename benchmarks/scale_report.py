"""Slopes and tables for `make bench-scale`."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from machine import measured_on

Memory = Literal["linear", "flat", "bounded"]
WANTED = 1.1
"""The largest slope that counts as linear."""
FLAT = 256 * 1024
"""The bytes by which the memory of a list may differ between 100 and more pages."""
NOTICED = 0.01, 64 * 1024
"""The CPU seconds and bytes beyond the smallest input from which a slope is known."""


@dataclass
class Axis:
    """What was measured of one kind of growth.

    Attributes:
        name: what grows.
        sizes: the sizes, each twice the one before.
        memory: whether the memory may grow with the size.
        cpu: the CPU seconds of each run, by size; the smallest input is a size too.
        wall: the seconds of each run, by size.
        peak: the peak bytes of each run, by size.
        base: the size of the smallest input.
        level: the size whose memory is the limit of flat memory.
        noticed: the CPU seconds and bytes, more than those of the smallest input, from
            which a run counts; below, its cost is not distinguished from noise.
    """

    name: str
    sizes: tuple[int, ...]
    memory: Memory = "linear"
    base: int = 1
    level: int = 100
    noticed: tuple[float, float] = NOTICED
    cpu: dict[int, list[float]] = field(default_factory=dict)
    wall: dict[int, list[float]] = field(default_factory=dict)
    peak: dict[int, list[float]] = field(default_factory=dict)

    def add(self, size: int, cpu: float, wall: float) -> None:
        self.cpu.setdefault(size, []).append(cpu)
        self.wall.setdefault(size, []).append(wall)

    def slope(self, values: dict[int, list[float]], least: float) -> float | None:
        """Return the slope of the values above those of the smallest input.

        It is that of the least squares through the logarithms of sizes and medians,
        both less those of the smallest input, so a cost of a + b * size has slope 1.
        It is None if less than two sizes differ enough from the smallest input.
        """
        start = statistics.median(values[self.base])
        above = {
            size: statistics.median(values[size]) - start
            for size in self.sizes
            if size in values
        }
        points = [(s - self.base, value) for s, value in above.items() if value > least]
        return log_slope(points) if len(points) > 1 else None

    @property
    def time_slope(self) -> float | None:
        return self.slope(self.cpu, self.noticed[0])

    @property
    def memory_slope(self) -> float | None:
        return self.slope(self.peak, self.noticed[1])

    @property
    def growth(self) -> float:
        """The bytes by which the peak at the largest size exceeds that at `level`."""
        largest = max(size for size in self.sizes if size in self.peak)
        return statistics.median(self.peak[largest]) - statistics.median(
            self.peak[self.level]
        )

    def in_one_line(self) -> str:
        """Return the CPU seconds of each size, and the slopes."""
        seconds = (
            f"{size:,}: {statistics.median(each):.3f} s"
            for size, each in sorted(self.cpu.items())
        )
        slopes = f"time {shown(self.time_slope)}, memory {shown(self.memory_slope)}"
        return f"{self.name}: {slopes} ({', '.join(seconds)})"

    def failures(self) -> Iterator[str]:
        """Yield what grows faster than it should."""
        if (slope := self.time_slope) is not None and slope > WANTED:
            yield f"{self.name}: the slope of the time is {slope:.2f}"
        if self.memory == "flat" and self.growth > FLAT:
            yield f"{self.name}: the memory grows by {self.growth / 1024:.0f} kB"
        slope = self.memory_slope
        if self.memory == "linear" and slope is not None and slope > WANTED:
            yield f"{self.name}: the slope of the memory is {slope:.2f}"


def shown(slope: float | None) -> str:
    """Return a slope as text."""
    return "not noticeable" if slope is None else f"{slope:.2f}"


def log_slope(points: Sequence[tuple[float, float]]) -> float:
    """Return the slope of the least squares through the logarithms of points."""
    xs, ys = zip(*((math.log(x), math.log(y)) for x, y in points), strict=True)
    return statistics.linear_regression(xs, ys).slope


def report(axes: Sequence[Axis], rounds: int) -> str:
    """Return the report as Markdown."""
    lines = [
        "# How cost grows with the work",
        "",
        "Written by `make bench-scale`; do not edit.",
        "",
        f"- {measured_on()}",
        f"- at most {rounds} rounds, in each of which all sizes alternate; medians",
        "- seconds are CPU seconds (child processes included), then those of the clock",
        "- memory is the largest resident memory of the process for commands, and the "
        "largest total of Python objects (tracemalloc) for lists and calls",
        "- a slope is that of the least squares through the logarithms of sizes and "
        "CPU seconds (or memory), both less those of the smallest input, which is the "
        "first row of each table; it is 1 if the cost is a + b × size",
        "- a list has flat memory if the peak at the largest size is at most "
        f"{FLAT // 1024} kB above that at 100 pages",
        "",
        *_summary(axes),
        "",
        "## Above what is wanted",
        "",
        *([f"- {each}" for axis in axes for each in axis.failures()] or ["Nothing."]),
    ]
    for axis in axes:
        lines += ["", f"## {axis.name}", "", *_table(axis)]
    return "\n".join(lines) + "\n"


def _summary(axes: Sequence[Axis]) -> Iterator[str]:
    yield "| what grows | sizes | slope of time | wanted | slope of memory | wanted |"
    yield "|---|---:|---:|---:|---:|---:|"
    for axis in axes:
        memory = shown(axis.memory_slope)
        if axis.memory == "flat":
            memory = f"{axis.growth / 1024:+.0f} kB"
        wanted = {"linear": f"≤ {WANTED}", "flat": "flat", "bounded": ""}[axis.memory]
        yield (
            f"| {axis.name} | {axis.sizes[0]:,} to {axis.sizes[-1]:,} | "
            f"{shown(axis.time_slope)} | ≤ {WANTED} | {memory} | {wanted} |"
        )


def _table(axis: Axis) -> Iterator[str]:
    yield "| size | CPU s | s | MB |"
    yield "|---:|---:|---:|---:|"
    for size in sorted({*axis.cpu, *axis.peak}):
        cells = [
            (
                f"{statistics.median(values[size]) / unit:.{digits}f}"
                if size in values
                else ""
            )
            for values, unit, digits in (
                (axis.cpu, 1, 3),
                (axis.wall, 1, 3),
                (axis.peak, 2**20, 2),
            )
        ]
        yield f"| {size:,} | {' | '.join(cells)} |"
