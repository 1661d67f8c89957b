"""Compare the measured costs of Specloom with those of other tools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generate_results import Measured
from tools import OPENAPI_TS, OURS, PYTHON_CLIENT, SAME_JOB

FIRST_CALL_AT_MOST = 0.6
HALF = 0.5
Found = Mapping[str, Measured]


@dataclass(frozen=True)
class Comparison:
    """A ratio of a cost of ours to that of another tool.

    Args:
        document: the document both generated from.
        cost: what was compared.
        ratio: ours divided by theirs.
        wanted: the most that the ratio should be; None if nothing was set.
    """

    document: str
    cost: str
    ratio: float
    wanted: float | None = None

    @property
    def peer_is_ahead(self) -> bool:
        """Whether ours costs more than theirs, in the two digits that are shown."""
        return round(self.ratio, 2) > 1.0

    @property
    def reached(self) -> str:
        """Whether the ratio is what was wanted: "yes", "no", or "" without a wish."""
        if self.wanted is None:
            return ""
        return "yes" if round(self.ratio, 2) <= self.wanted else "no"


def comparisons(found: Found) -> Iterator[Comparison]:
    """Yield the ratios to openapi-ts and openapi-python-client where those finish."""
    for document, measured in found.items():
        yield from _to_openapi_ts(document, measured)
    for document, measured in found.items():
        yield from _to_python_client(document, measured)


def _to_openapi_ts(document: str, measured: Measured) -> Iterator[Comparison]:
    other = measured.tools[OPENAPI_TS]
    if other.reason:
        return
    for name, what in ((SAME_JOB, "the same job"), (OURS, "with tests and document")):
        own = measured.tools[name]
        wanted = 1.0 if name == SAME_JOB else None
        if own.reason:
            continue
        cpu = own.runs.seconds / other.runs.seconds
        yield Comparison(document, f"CPU to {OPENAPI_TS}, {what}", cpu, wanted)
        wall = own.runs.wall / other.runs.wall
        yield Comparison(document, f"time to {OPENAPI_TS}, {what}", wall, wanted)


def _to_python_client(document: str, measured: Measured) -> Iterator[Comparison]:
    other = measured.tools[PYTHON_CLIENT]
    if other.reason or not other.each_operation:
        return
    for name, what in ((SAME_JOB, "the same job"), (OURS, "with tests and document")):
        own = measured.tools[name].each_operation
        if own is not None:
            cost = f"CPU per operation to {PYTHON_CLIENT}, {what}"
            yield Comparison(document, cost, own / other.each_operation, 1.0)


def ahead(found: Found) -> list[Comparison]:
    """Return the comparisons in which another tool costs less than Specloom."""
    return [each for each in comparisons(found) if each.peer_is_ahead]


def largest_stage(seconds: Mapping[str, float]) -> tuple[str, float]:
    """Return the stage that costs most, and its part of the whole."""
    name = max(seconds, key=seconds.__getitem__)
    return name, seconds[name] / sum(seconds.values())


def stage_sentence(largest: Mapping[str, tuple[str, float]]) -> str:
    """Say of which documents a stage costs half of the whole or more.

    Args:
        largest: the largest stage and its part, by document.
    """
    most, (name, part) = max(largest.items(), key=lambda each: each[1][1])
    if part < HALF:
        return (
            "No stage is at half of the whole or more on any document: the largest "
            f"part is {part:.0%}, {name} of {most}. A memory of one stage's results "
            "would save less than that, so none is kept: cold runs are made faster."
        )
    over = [f"{n} of {d} ({p:.0%})" for d, (n, p) in largest.items() if p >= HALF]
    return f"These stages are at half of the whole or more: {', '.join(over)}."
