"""Measure what it costs to review a new version of a description: `make bench-review`.

    python benchmarks/review.py [--shared FOLDER] [--only NAME ...] [--write RESULTS.md]

The pairs of versions are the folders in SHARED/pairs, each with `old.*` and `new.*`.
Each run is a new process with an empty cache; its CPU seconds and peak memory are those
that the system counts, including children.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from machine import measured_on
from processes import Runs, run

HERE = Path(__file__).parent
LIMIT = 300.0
"""The number of seconds after which a run is stopped."""
TOOL = (Path(sys.executable), "-m", "specloom")
UNFORMATTED = """
import gc, sys
from pathlib import Path
from specloom.builds.sources import Sources
from specloom.pipeline import build_vendor
from specloom.project.vendor import single_vendor
gc.set_threshold(50_000, 20, 20)  # as the command does
vendor = single_vendor(Path(sys.argv[1]), "client")
build_vendor(vendor, Sources(vendor).documents)
"""
"""A program that generates a client, but does not format its files."""
HEAD = """\
# What reviewing costs

Written by `make bench-review`; do not edit.

- {machine}
- fresh processes with empty caches; CPU seconds of the process and its children, peak
  memory. *contract*: `specloom diff --only-contract`. *report*: `specloom report`, all
  levels, as Markdown, with elapsed seconds and lines. *same*: `specloom diff` of the
  new description with itself. *generate*: generating the larger one, not formatted.
  *ratio*: the CPU seconds of the report to those of generating.

| pair | MB | contract | report | elapsed | lines | same | generate | ratio |
|---|---:|---:|---:|---:|---:|---:|---:|---:|
"""


@dataclass(frozen=True)
class Costs:
    """The measured costs of one pair.

    Attributes:
        size: the size of both descriptions in bytes.
        contract: comparing at the level of the contract alone.
        report: making the report.
        elapsed: the seconds in which the report was made.
        lines: the number of lines of the report; 0 if there is none.
        same: comparing the new description with itself.
        generate: generating from the larger description.
    """

    size: int
    contract: Runs
    report: Runs
    elapsed: float
    lines: int
    same: Runs
    generate: Runs

    @property
    def ratio(self) -> float:
        return self.report.seconds / self.generate.seconds


def measured(pair: Path) -> Costs:
    """Return the costs of the pair in a folder."""
    (old,), (new,) = pair.glob("old.*"), pair.glob("new.*")
    contract, whole, same, generate = Runs(), Runs(), Runs(), Runs()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)

        def add(runs: Runs, *command: str | Path) -> None:
            env = {"SPECLOOM_CACHE": str(work / f"cache-{command[0]}")}
            runs.each.append(run([*TOOL, *command], LIMIT, env))

        add(contract, "diff", "--only-contract", "--json", old, new)
        page = work / "report.md"
        began = time.monotonic()
        form = ("--format", "markdown", "--output", page)
        add(whole, "report", "--old", old, "--new", new, *form)
        elapsed = time.monotonic() - began
        add(same, "diff", new, new)
        larger = max(old, new, key=lambda path: path.stat().st_size)
        program = [Path(sys.executable), "-c", UNFORMATTED, larger]
        run(program, "tool", work / "cache", LIMIT, generate)
        lines = page.read_text("utf-8").count("\n") if page.exists() else 0
    size = old.stat().st_size + new.stat().st_size
    return Costs(size, contract, whole, elapsed, lines, same, generate)


def rows(found: dict[str, Costs]) -> Iterator[str]:
    """Yield a line for each pair, then the results with what they are to be."""
    for name, each in found.items():
        lines = str(each.lines or "none")
        cells = (name, f"{each.size / 1e6:.1f}", _shown(each.contract))
        cells += (_shown(each.report), f"{each.elapsed:.1f} s", lines)
        cells += (_shown(each.same), _shown(each.generate), f"{each.ratio:.2f}")
        yield f"| {' | '.join(cells)} |"
    every = list(found.values())
    peak = max(runs.peak for e in every for runs in (e.contract, e.report, e.same))
    results = (
        ("contract, CPU", max(e.contract.seconds for e in every), "≤ 4 s"),
        ("report, elapsed", max(e.elapsed for e in every), "< 10 s"),
        ("report, lines", max(e.lines for e in every), "≤ 60"),
        ("report to generating, CPU", max(e.ratio for e in every), "≤ 2.20"),
        ("same, CPU", max(e.same.seconds for e in every), "≤ 0.5 s"),
        ("peak memory, MB", peak, "≤ 400"),
    )
    yield from ("", "| the most of all pairs | reached | wanted |", "|---|---:|---:|")
    for what, reached, wanted in results:
        yield f"| {what} | {reached:.2f} | {wanted} |"


def _shown(runs: Runs) -> str:
    # A report about changes to act on ends with status 1.
    text = f"{runs.seconds:.2f} s, {runs.peak:.0f} MB"
    return text if runs.status in (0, 1) else f"{text}, exit {runs.status}"


def main() -> None:
    """Measure, and print or write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=HERE.parents[1] / "shared")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    found = {}
    for folder in sorted((options.shared / "pairs").iterdir()):
        if folder.is_dir() and (not options.only or folder.name in options.only):
            found[folder.name] = measured(folder)
            print(folder.name, file=sys.stderr, flush=True)
    if not found:
        raise SystemExit(f"there are no pairs in {options.shared / 'pairs'}")
    page = HEAD.format(machine=measured_on()) + "\n".join(rows(found)) + "\n"
    if options.write:
        options.write.write_text(page, "utf-8")
    else:
        print(page, end="")


if __name__ == "__main__":
    main()
