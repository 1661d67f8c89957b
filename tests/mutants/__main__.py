"""Change the code on purpose, one place at a time, and see whether a test fails.

Mutants are drawn with the hash of the commit as seed, so that a run can be repeated and
no list of places is tuned to. Exit status 1: fewer than 90 % of the drawn mutants are
killed, or a hand-made one survives its test.
"""

from __future__ import annotations

import argparse
import difflib
import queue
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from candidates import Mutant, areas, draw
from handmade import Handmade, LostMutantError, handmade
from reach import Reach, record
from trees import ROOT, Outcome, changed, copied, run_tests

FLOOR = 0.9
PROCESSES = 2
LONGEST = 120.0
"""Seconds after which a mutant is taken to run for ever, beyond what its tests take."""
FEW = 10
"""Mutants of a quick run."""
KEPT = ROOT / ".mutants"


@dataclass(frozen=True)
class Verdict:
    """What became of one mutant."""

    mutant: Mutant | Handmade
    outcome: Outcome
    by: str
    diff: str


class Copies:
    """Private copies, each used by one mutant at a time."""

    def __init__(self, folder: Path) -> None:
        self._free: queue.Queue[Path] = queue.Queue()
        for number in range(PROCESSES):
            self._free.put(copied(folder / f"copy-{number}"))

    def map(
        self, run: Callable[[Path, Any], Verdict], mutants: list[Any]
    ) -> Iterator[Verdict]:
        """Yield the verdict on each mutant as it is reached."""

        def one(mutant: Any) -> Verdict:
            copy = self._free.get()
            try:
                return run(copy, mutant)
            finally:
                self._free.put(copy)

        with ThreadPoolExecutor(PROCESSES) as pool:
            yield from pool.map(one, mutants)


def run_drawn(reach: Reach, copy: Path, mutant: Mutant) -> Verdict:
    """Run the tests that reach a drawn mutant."""
    path = copy / mutant.path
    before = path.read_text("utf-8")
    after = mutant.applied(before)
    tests, seconds = reach.tests(mutant.path, mutant.line)
    outcome, by = "survived", ""
    if tests:
        with changed(path, after):
            outcome, by = run_tests(copy, tests, LONGEST + 5 * seconds)
    return Verdict(mutant, outcome, by, _diff(mutant.path, before, after))


def run_handmade(copy: Path, mutant: Handmade) -> Verdict:
    """Run the one test that must kill a hand-made mutant."""
    path, test = mutant.find(copy), mutant.node_id(copy)
    before = path.read_text("utf-8")
    after = before.replace(mutant.old, mutant.new)
    with changed(path, after):
        outcome, by = run_tests(copy, [test], LONGEST)
    return Verdict(mutant, outcome, by, _diff(path.name, before, after))


def _diff(path: str, before: str, after: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), path, path, lineterm="", n=1
    )
    return "\n".join(f"    {line}" for line in lines)


def table(verdicts: list[Verdict]) -> Iterator[str]:
    """Yield the lines of the table: what became of the mutants of each area."""
    counts = Counter((v.mutant.area, v.outcome) for v in verdicts)  # type: ignore[union-attr]
    yield "| area | drawn | killed | timeouts | survived |"
    yield "|---|---:|---:|---:|---:|"
    outcomes = ("killed", "timeout", "survived")
    for area in [*areas(), "all"]:
        found = [
            sum(
                n for (a, o), n in counts.items() if o == outcome and area in (a, "all")
            )
            for outcome in outcomes
        ]
        yield f"| {area} | {sum(found)} | {found[0]} | {found[1]} | {found[2]} |"


def main() -> int:
    """Run the hand-made and the drawn mutants and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--count", type=int, default=207, help="mutants to draw; 0: only hand-made ones"
    )
    parser.add_argument("--seed", help="in place of the hash of the commit")
    parser.add_argument(
        "--quick", action="store_true", help=f"draw {FEW}, hold no floor"
    )
    parser.add_argument(
        "--tests", nargs="*", default=[], help="the tests to use, in place of all"
    )
    chosen = parser.parse_args()
    seed = chosen.seed or _git("rev-parse", "HEAD")
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        copies = Copies(Path(folder))
        if stale := _stale():
            print("\n".join(stale))
            return 1
        lost = _survivors(copies.map(run_handmade, handmade()))
        print(f"{len(handmade()) - lost} of {len(handmade())} hand-made mutants killed")
        drawn = draw(ROOT, seed, FEW if chosen.quick else chosen.count)
        tests = _named(drawn) if chosen.quick else chosen.tests
        verdicts = list(_run_all(copies, Path(folder), drawn, tests)) if drawn else []
    if not verdicts:
        return int(bool(lost))
    print("\n".join(table(verdicts)))
    if chosen.quick:
        print("\nA quick run knows only the tests named after the modules it changes.")
    killed = sum(v.outcome != "survived" for v in verdicts) / len(verdicts)
    print(f"\n{killed:.1%} of {len(verdicts)} drawn mutants killed")
    return int(bool(lost) or (not chosen.quick and killed < FLOOR))


def _run_all(
    copies: Copies, folder: Path, drawn: list[Mutant], tests: list[str]
) -> Iterator[Verdict]:
    reach = _reach(folder, tests)
    return _told(copies.map(lambda copy, m: run_drawn(reach, copy, m), drawn))


def _stale() -> list[str]:
    """Return the problems of hand-made mutants that no longer match the code."""
    found = []
    for mutant in handmade():
        try:
            mutant.find(ROOT)
            mutant.node_id(ROOT)
        except LostMutantError as error:
            found.append(str(error))
    return found


def _survivors(verdicts: Iterator[Verdict]) -> int:
    lost = 0
    for verdict in verdicts:
        if verdict.outcome == "survived":
            lost += 1
            assert isinstance(verdict.mutant, Handmade)
            print(f"SURVIVED {verdict.mutant.killed_by}: {verdict.mutant.name}")
            print(verdict.diff, flush=True)
    return lost


def _told(verdicts: Iterator[Verdict]) -> Iterator[Verdict]:
    """Print each verdict as it comes, with the change where nothing noticed it."""
    for verdict in verdicts:
        mutant = verdict.mutant
        assert isinstance(mutant, Mutant)
        place = f"{mutant.path}:{mutant.line}"
        print(f"{verdict.outcome:8} {mutant.area:13} {place} {verdict.by}", flush=True)
        if verdict.outcome == "survived":
            print(verdict.diff, flush=True)
        yield verdict


def _named(drawn: list[Mutant]) -> list[str]:
    """Return the test files named after the modules, and the golden cases."""
    stems = {Path(mutant.path).stem for mutant in drawn}
    tests = {
        path.relative_to(ROOT).as_posix()
        for stem in stems
        for path in ROOT.glob(f"tests/**/test_{stem}*.py")
    }
    return sorted({*tests, "tests/test_golden.py"})


def _reach(folder: Path, tests: list[str]) -> Reach:
    """Record which tests reach which lines; of all tests once for each commit."""
    copy = copied(folder / "recorded")
    kept = folder / "kept" if tests else KEPT / _git("rev-parse", "HEAD^{tree}")
    known = not tests and not _git("status", "--porcelain")
    if not known or not (kept / "record.json").exists():
        record(copy, kept, tests)
    return Reach.of(copy, kept)


def _git(*words: str) -> str:
    run = subprocess.run(
        ["git", *words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return run.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
