"""Compare the cost of generation with other tools: `make bench-generate CORPUS=folder`.

Every tool runs in a separate environment. The tools alternate on the same documents.
Each run is a new process. Then Specloom runs again on the same document, and on the
document with one more property. The results are written to
`benchmarks/results/generate.md`, and from there to the pages that show parts of them.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import yaml
from failures import reason
from first_calls import FirstCalls
from generate_report import report
from generate_results import Measured, Result
from processes import memory_folder, run
from shown_results import RESULTS, write_pages
from specloom.load import read
from tools import OURS, OWN, PYTHON_CLIENT, TOOLS, WORK, Tool, prepare, specloom

HERE = Path(__file__).parent
LISTED = yaml.safe_load((HERE / "documents.yaml").read_text("utf-8"))
DOCUMENTS: list[str] = LISTED["generated"]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def add_one_more(document: Path) -> None:
    """Add a property to the first schema of a document that has properties."""
    text = document.read_text("utf-8-sig")
    if document.suffix == ".json":
        at, more = r'("properties": *\{)', r'\1"one_more": {"type": "string"}, '
    else:
        at = r"^( +)properties:\n( +)"
        more = r"\1properties:\n\2one_more: {type: string}\n\2"
    changed, count = re.subn(at, more, text, count=1, flags=re.MULTILINE)
    if not count:
        raise SystemExit(f"{document.name} has no properties")
    document.write_text(changed, "utf-8")


def operations(document: Path) -> int:
    """Return the number of operations that a document declares."""
    data = read(document.read_bytes(), shown=document.name)
    paths = data.get("paths", {})
    each = (item for item in paths.values() if isinstance(item, dict))
    return sum(method in METHODS for item in each for method in item)


class Benchmark:
    """The runs of all tools on all documents."""

    def __init__(self, tools: dict[str, Tool], limit: float, calls: FirstCalls) -> None:
        """Take what is run.

        Args:
            tools: the tools by name.
            limit: the seconds after which a run is ended.
            calls: keeps the clients that are called later.
        """
        self._tools = tools
        self._limit = limit
        self._calls = calls
        self.found: dict[str, Measured] = {}

    def measure(self, document: Path, rounds: int, slow: int) -> None:
        """Run each tool on a document, in turn.

        Args:
            rounds: the number of runs of each tool.
            slow: the number of runs of the tools that take long.
        """
        each = {tool: Result() for tool in self._tools}
        self.found[document.stem] = Measured(operations(document), each)
        for number in range(rounds):
            for name, tool in self._tools.items():
                if each[name].reason or (tool.slow and number >= slow):
                    continue
                with tempfile.TemporaryDirectory(dir=memory_folder()) as work:
                    self._one(document, name, Path(work))
                cost = each[name].runs.each[-1]
                said = f"{cost.cpu:.2f} s CPU, {cost.wall:.2f} s, {cost.peak:.0f} MB"
                said += f": {each[name].reason}" if each[name].reason else ""
                where = f"{document.stem} {number + 1}/{rounds}"
                print(f"{where} {name}: {said}", file=sys.stderr, flush=True)

    def _one(self, document: Path, name: str, work: Path) -> None:
        """Run a tool once, and count what it wrote in its first run."""
        tool, result = self._tools[name], self.found[document.stem].tools[name]
        own, output = Path(shutil.copy(document, work)), work / "out"
        output.mkdir()
        env = {"SPECLOOM_CACHE": str(work / "cache"), **dict(tool.env)}
        env["PATH"] = f"{WORK / name / 'bin'}{os.pathsep}{os.environ['PATH']}"
        command = tool.instead if result.note and tool.instead else tool.command
        made = run(command(own, output), self._limit, env)
        if not result.note and tool.can_be_repeated(made) and tool.instead:
            shutil.rmtree(output)
            output.mkdir()
            result.note = tool.note
            made = run(tool.instead(own, output), self._limit, env)
        result.runs.each.append(made)
        if name == PYTHON_CLIENT:
            # A formatter that fails leaves a client that can be imported.
            self._calls.keep_elsewhere(document.stem, output)
        if made.status:
            result.reason = reason(f"{made.errors}\n{made.text}", made.status)
            return
        if result.emitted is None and tool.emitted is not None:
            result.emitted = tool.emitted(output, made)
        if name == OURS:
            self._again(document.stem, own, output, env)

    def _again(
        self, name: str, document: Path, output: Path, env: dict[str, str]
    ) -> None:
        """Run Specloom again, unchanged and after adding a property."""
        measured = self.found[name]
        last = measured.tools[OURS].runs.each[-1]
        measured.stages.append(json.loads(last.text).get("cpu_seconds", {}))
        self._calls.keep(name, output)
        command = specloom(document, output)
        measured.unchanged.each.append(run(command, self._limit, env))
        add_one_more(document)
        measured.one_more.each.append(run(command, self._limit, env))
        again = measured.unchanged.status or measured.one_more.status
        if again:
            raise SystemExit(f"{name}: not generated again, exit {again}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--slow-rounds", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=DOCUMENTS)
    parser.add_argument("--limit", type=float, default=240, help="seconds for one run")
    parser.add_argument("--write", type=Path, help="another file for the page")
    said = "ours alone, one round, nothing written"
    parser.add_argument("--quick", action="store_true", help=said)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
        measured(options, Path(folder))


def measured(options: argparse.Namespace, folder: Path) -> None:
    """Measure, and write the page.

    Args:
        options: those of the command line.
        folder: where to keep clients that are called after all were generated.
    """
    if not options.quick:
        prepare()
    known = {path.stem: path for path in sorted(options.folder.iterdir())}
    rounds = 1 if options.quick else options.rounds
    python = WORK / PYTHON_CLIENT / "bin" / "python"
    called, elsewhere = LISTED["called"], LISTED["called_elsewhere"]
    calls = FirstCalls(called, elsewhere, python, folder)
    benchmark = Benchmark(OWN if options.quick else TOOLS, options.limit, calls)
    for name in options.only:
        if name in known:
            benchmark.measure(known[name], rounds, options.slow_rounds)
    found = benchmark.found
    if failed := [n for n, each in found.items() if each.tools[OURS].reason]:
        raise SystemExit(f"not generated: {', '.join(failed)}")
    if options.quick:
        return
    calls.measure(rounds)
    text = report(found, calls, rounds, options.slow_rounds, options.limit)
    (options.write or RESULTS).write_text(text, "utf-8")
    print(text)
    if not options.write:
        write_pages()


if __name__ == "__main__":
    main()
