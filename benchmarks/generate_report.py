"""Write the page about the cost of generation, compared with other tools."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from machine import measured_on

HERE = Path(__file__).parent
LISTED = yaml.safe_load((HERE / "documents.yaml").read_text("utf-8"))
ORDINARY: list[str] = LISTED["ordinary"]
LARGE: list[str] = LISTED["large"]
UNCHANGED = "specloom, unchanged"
ONE_MORE = "specloom, one property more"


@dataclass
class Runs:
    """The measured costs of one tool's runs on one document."""

    cpu: list[float] = field(default_factory=list)
    """CPU seconds of the process and its children, user and system."""
    peak: list[float] = field(default_factory=list)
    """Peak memory in MB."""
    imported: list[float] = field(default_factory=list)
    """Seconds to import the generated package, without its libraries."""
    called: list[float] = field(default_factory=list)
    """Seconds to import the generated package and to make the first call."""
    status: int = 0

    @property
    def seconds(self) -> float:
        return statistics.median(self.cpu)

    @property
    def shown(self) -> str:
        text = f"{self.seconds:.1f} s, {max(self.peak):.0f} MB"
        return text if self.status == 0 else f"{text}, exit {self.status}"


def report(
    found: dict[str, dict[str, Runs]],
    counts: dict[str, int],
    rounds: int,
    limit: float,
) -> str:
    """Return the page with the results.

    Args:
        found: the costs by document and tool.
        counts: the number of operations of each document.
        rounds: the number of runs of each tool.
        limit: the number of seconds after which a run was stopped.
    """
    tools = [t for t in next(iter(found.values())) if t not in (UNCHANGED, ONE_MORE)]
    lines = [
        "# What generating costs",
        "",
        "Written by `make bench-generate`; do not edit.",
        "",
        f"- {measured_on()}",
        f"- {rounds} alternating runs of fresh processes, cold; CPU seconds "
        "(median) of the process and its children, peak memory; one that fails is not "
        f"run again, one that takes {limit:.0f} seconds is ended (exit -9)",
        "- specloom writes the normal form, client, models and tests; "
        "datamodel-code-generator models only",
        "",
        "| document | operations | " + " | ".join(tools) + " |",
        "|---|---:|" + "---:|" * len(tools),
    ]
    for document, each in found.items():
        cells = " | ".join(each[tool].shown for tool in tools)
        lines.append(f"| {document} | {counts[document]} | {cells} |")
    lines += _again(found)
    lines += ["", "| ratio | reached | wanted |", "|---|---:|---:|"]
    lines += [f"| {' | '.join(row)} |" for row in ratios(found, counts)]
    return "\n".join(lines) + "\n"


def _again(found: dict[str, dict[str, Runs]]) -> Iterator[str]:
    """Yield the table of the repeated runs on documents that were generated before."""
    yield from (
        "",
        "Generated again where it was generated before, on the same document and on "
        "the document with one property more (CPU seconds); and what was generated, "
        "imported and called for the first time, on its largest resource (seconds over "
        "importing the runtime and its libraries):",
        "",
        "| document | cold | unchanged | one property more | import | first call |",
        "|---|---:|---:|---:|---:|---:|",
    )
    for document, each in found.items():
        own = each["specloom"]
        cpu = (own, each[UNCHANGED], each[ONE_MORE])
        took = [f"{runs.seconds:.2f}" for runs in cpu]
        took += [f"{statistics.median(t):.3f}" for t in (own.imported, own.called)]
        yield f"| {document} | {' | '.join(took)} |"


def ratios(
    found: dict[str, dict[str, Runs]], counts: dict[str, int]
) -> Iterator[tuple[str, str, str]]:
    """Yield each comparison with its measured ratio and its target ratio."""
    for document in ORDINARY:
        if (each := found.get(document)) is None:
            continue
        other = each["openapi-python-client"]
        if not other.status:
            ratio = each["specloom"].seconds / other.seconds
            what = f"CPU on {document}: ours to openapi-python-client's"
            yield what, f"{ratio:.2f}", "≤ 1.00"
    if (base := found.get(ORDINARY[0])) is not None:
        unit = base["specloom"].seconds / counts[ORDINARY[0]]
        for document in LARGE:
            if (each := found.get(document)) is not None:
                ratio = each["specloom"].seconds / counts[document] / unit
                what = f"CPU per operation: {document} to {ORDINARY[0]}"
                yield what, f"{ratio:.2f}", "≤ 1.30"
    for document, each in found.items():
        other, own = each["openapi-generator"], each["specloom"]
        if document in LARGE and not other.status:
            what = f"CPU on {document}: ours to openapi-generator's"
            yield what, f"{own.seconds / other.seconds:.2f}", "< 1.00"
    for document, each in found.items():
        ratio = each[ONE_MORE].seconds / each["specloom"].seconds
        what = f"CPU on {document}: with one property more to cold"
        yield what, f"{ratio:.2f}", "< 0.10"
    peak = max(max(each["specloom"].peak) for each in found.values())
    yield "peak memory, the most", f"{peak:.0f} MB", "< 400 MB"
