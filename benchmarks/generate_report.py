"""Write the page about the cost of generation, compared with other tools."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence

from first_calls import FirstCalls
from generate_ratios import (
    FIRST_CALL_AT_MOST,
    Found,
    ahead,
    comparisons,
    largest_stage,
    stage_sentence,
)
from generate_results import Result
from machine import measured_on
from processes import memory_folder
from tools import MODELS_ONLY, OURS, PYTHON_CLIENT, versions

Row = Sequence[str]


def report(
    found: Found, calls: FirstCalls, rounds: int, slow_rounds: int, limit: float
) -> str:
    """Return the page with the results.

    Args:
        found: what was measured, by document.
        calls: the seconds of first calls.
        rounds: the number of runs of each tool.
        slow_rounds: the number of runs of the tools that take long.
        limit: the number of seconds after which a run was ended.
    """
    sections = {
        "CPU seconds": _summary(found),
        "CPU, time and memory": _costs(found),
        "Why a tool fails": _failures(found),
        "Operations": _operations(found),
        "Ratios": _ratios(found),
        "Where a peer is ahead": _ahead(found),
        "One edit": _edits(found),
        "Stages": _stages(found),
        "The first call": _first_calls(calls),
    }
    lines = ["# What generating costs", "", "Written by `make bench-generate`."]
    lines += ["", *_how(found, rounds, slow_rounds, limit)]
    for title, content in sections.items():
        lines += ["", f"## {title}", "", *content]
    return "\n".join(lines) + "\n"


def _how(found: Found, rounds: int, slow: int, limit: float) -> Iterator[str]:
    """Yield how it was measured, as a list."""
    spread = [r.runs.spread for m in found.values() for r in m.tools.values()]
    several = [each for each in spread if each] or [0.0]
    folder = memory_folder()
    where = f"a file system in memory ({folder})" if folder else "a disk"
    yield f"- {measured_on()}"
    yield f"- {versions()}"
    yield (
        f"- {rounds} round{'s' * (rounds > 1)}, in which the tools take turns on a "
        f"document; openapi-generator and datamodel-code-generator: {slow}; medians. "
        "Each run is a new process with an empty cache"
    )
    yield (
        "- CPU seconds are user and system, with child processes; memory is that of "
        "the process that needs the most. Between the runs of a tool on a document CPU "
        f"seconds differ by {statistics.median(several):.0%} in the median, and "
        f"{max(several):.0%} at most"
    )
    yield (
        f"- outputs are written to {where}, because creating a file costs "
        "up to 0.4 ms on some disks; byte code is compiled beforehand"
    )
    yield (
        f"- a tool that fails is not run again; one that takes {limit:.0f} s is ended; "
        "openapi-generator runs with `--skip-validate-spec` "
        "and without its limit of the size of a document, openapi-ts with "
        "`@hey-api/client-fetch`; where a tool refuses a document and names an option "
        "that helps, it runs with the option, and has a * in the first table"
    )
    yield (
        "- specloom writes the client, its models, tests and the normalized document; "
        "with `--package-only` the client and its models, which is the job of the "
        f"others; {MODELS_ONLY} writes models only"
    )


def _table(head: Row, rows: Iterator[Row]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|---{'|---:' * (len(head) - 1)}|"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _by_tool(found: Found, corner: str, cell: Callable[[Result], str]) -> Iterator[str]:
    """Yield a table with a row for each document and a column for each tool."""
    tools = list(next(iter(found.values())).tools)
    rows = (
        [name, str(each.operations), *(cell(each.tools[tool]) for tool in tools)]
        for name, each in found.items()
    )
    yield from _table([corner, "operations", *tools], rows)


def _summary(found: Found) -> Iterator[str]:
    def cell(result: Result) -> str:
        shown = "fails" if result.reason else f"{result.runs.seconds:.2f}"
        return f"{shown} *" if result.note else shown

    yield from _by_tool(found, "CPU seconds", cell)
    notes = {r.note for m in found.values() for r in m.tools.values() if r.note}
    if notes:
        yield from ("", f"\\* {'; '.join(sorted(notes))}")
    yield ""
    yield _ahead_sentence(found)


def _ahead_sentence(found: Found) -> str:
    """Name the documents on which another tool needs less CPU."""
    cpu = [each for each in ahead(found) if each.cost.startswith("CPU")]
    documents = dict.fromkeys(each.document for each in cpu)
    parts = []
    for document in documents:
        costs = [e for e in cpu if e.document == document]
        said = "; ".join(f"{e.ratio:.2f} {e.cost}" for e in costs)
        parts.append(f"{document} ({said})")
    if not parts:
        return "No peer is ahead in CPU on any of these documents."
    return f"A peer is ahead in CPU on {', '.join(parts)}; the ratio is ours to theirs."


def _costs(found: Found) -> Iterator[str]:
    def cell(result: Result) -> str:
        runs = result.runs
        text = f"{runs.seconds:.2f} s CPU, {runs.wall:.2f} s, {runs.peak:.0f} MB"
        return f"fails: {text}" if result.reason else text

    yield from _by_tool(found, "document", cell)


def _failures(found: Found) -> Iterator[str]:
    rows = [
        (
            document,
            f"{tool}{' *' if result.note else ''}",
            str(result.runs.status),
            result.reason,
        )
        for document, each in found.items()
        for tool, result in each.tools.items()
        if result.reason
    ]
    yield "| failing on | tool | exit status | reason |"
    yield "|---|---|---:|---|"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _operations(found: Found) -> Iterator[str]:
    def cell(result: Result) -> str:
        if result.emitted is None or result.each_operation is None:
            return "–"
        return f"{result.emitted}, {result.each_operation:.1f} ms"

    yield "The operations in what a tool wrote, and the CPU milliseconds for one."
    yield ""
    yield from _by_tool(found, "written", cell)


def _ratios(found: Found) -> Iterator[str]:
    rows = (
        (
            each.document,
            each.cost,
            f"{each.ratio:.2f}",
            "" if each.wanted is None else f"≤ {each.wanted:.2f}",
            each.reached,
        )
        for each in comparisons(found)
    )
    yield "Ours to theirs, where the other tool finishes."
    yield ""
    yield from _table(["document", "cost", "ratio", "wanted", "reached"], rows)


def _ahead(found: Found) -> Iterator[str]:
    rows = [(each.document, each.cost, f"{each.ratio:.2f}") for each in ahead(found)]
    if not rows:
        yield "Nowhere in this run."
        return
    yield from _table(["document", "cost", "ours to theirs"], iter(rows))


def _edits(found: Found) -> Iterator[str]:
    yield (
        "CPU seconds of Specloom: cold, on what it generated before, and with one "
        "property more in the document."
    )
    yield ""
    rows = (
        (
            document,
            *(
                f"{runs.seconds:.2f}"
                for runs in (each.tools[OURS].runs, each.unchanged, each.one_more)
            ),
        )
        for document, each in found.items()
    )
    yield from _table(["edited", "cold", "unchanged", "one property more"], rows)


def _stages(found: Found) -> Iterator[str]:
    seconds = {document: each.stage_seconds() for document, each in found.items()}
    seconds = {document: each for document, each in seconds.items() if each}
    if not seconds:
        yield "Not measured."
        return
    names = list(next(iter(seconds.values())))
    largest = {document: largest_stage(each) for document, each in seconds.items()}
    rows = (
        (
            document,
            *(f"{each.get(name, 0.0):.2f}" for name in names),
            f"{largest[document][0]}, {largest[document][1]:.0%}",
        )
        for document, each in seconds.items()
    )
    yield "CPU seconds of the stages of a cold run, as `generate --json` prints them."
    yield ""
    yield from _table(["stages of", *names, "largest"], rows)
    yield ""
    yield stage_sentence(largest)


def _first_calls(calls: FirstCalls) -> Iterator[str]:
    yield (
        "CPU seconds of a new process to import what was generated and to call one "
        "operation, answered with an empty object, libraries imported beforehand: of "
        f"Specloom on the largest resource, of {PYTHON_CLIENT} the first operation "
        f"with models on {calls.elsewhere}."
    )
    yield ""
    if not calls.other or not calls.own:
        yield "Not measured."
        return
    other = statistics.median(calls.other)
    rows = (
        (
            document,
            f"{statistics.median(own):.3f}",
            f"{other:.3f}",
            f"{calls.ratio(document):.2f}",
            f"≤ {FIRST_CALL_AT_MOST:.2f}",
        )
        for document, own in calls.own.items()
    )
    head = ["first call on", "specloom", PYTHON_CLIENT, "ratio", "wanted"]
    yield from _table(head, rows)
