"""Change the code on purpose, one place at a time, and see whether a test fails.

Mutants are drawn with the hash of the commit as seed, so that a run can be repeated and
no list of places is tuned to. A run that was interrupted goes on where it stopped, as
long as no file has changed. Exit status 1: fewer than 90 % of the drawn mutants are
killed, or a hand-made one survives its test.
"""

from __future__ import annotations

import argparse
import difflib
import queue
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias, TypeVar

from candidates import Mutant, areas, draw
from handmade import Handmade, LostMutantError, handmade
from journal import Journal, Verdict
from reach import Reach, record
from trees import ROOT, changed, copied, fingerprint, run_tests

FLOOR = 0.9
PROCESSES = 2
SLOWEST_TEST = 30.0
"""Seconds that the test of a hand-made mutant may be expected to take."""
FEW = 5
"""Mutants of a quick run."""
KEPT = ROOT / ".mutants"
Each = TypeVar("Each", Mutant, Handmade)
Run: TypeAlias = Callable[[Path, Each], Verdict]


class Copies:
    """Private copies, each used by one mutant at a time."""

    def __init__(self, folder: Path) -> None:
        self._free: queue.Queue[Path] = queue.Queue()
        for number in range(PROCESSES):
            self._free.put(copied(folder / f"copy-{number}"))

    def verdicts(
        self, journal: Journal, run: Run[Each], mutants: list[Each]
    ) -> Iterator[Verdict]:
        """Yield the verdict on each mutant, those that are known already first."""

        def one(mutant: Each) -> Verdict:
            copy = self._free.get()
            try:
                return run(copy, mutant)
            finally:
                self._free.put(copy)

        known = {mutant: journal.known(mutant.key) for mutant in mutants}
        yield from filter(None, known.values())
        with ThreadPoolExecutor(PROCESSES) as pool:
            missing = [mutant for mutant, verdict in known.items() if not verdict]
            for verdict in pool.map(one, missing):
                journal.add(verdict)
                yield verdict


def run_drawn(reach: Reach, copy: Path, mutant: Mutant) -> Verdict:
    """Run the tests that reach a drawn mutant."""
    path = copy / mutant.path
    before = path.read_text("utf-8")
    after = mutant.applied(before)
    verdict = Verdict(mutant.key, mutant.area, "survived", "", "")
    with changed(path, after):
        for tests, seconds in reach.stages(mutant.path, mutant.line):
            verdict.outcome, verdict.by = run_tests(copy, tests, seconds)
            if verdict.outcome != "survived":
                return verdict
    verdict.diff = _diff(mutant.path, before, after)
    return verdict


def run_handmade(copy: Path, mutant: Handmade) -> Verdict:
    """Run the one test that must kill a hand-made mutant."""
    path, test = mutant.find(copy), mutant.node_id(copy)
    before = path.read_text("utf-8")
    after = before.replace(mutant.old, mutant.new)
    with changed(path, after):
        outcome, by = run_tests(copy, [test], SLOWEST_TEST)
    return Verdict(
        mutant.key, "hand-made", outcome, by, _diff(path.name, before, after)
    )


def _diff(path: str, before: str, after: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), path, path, lineterm="", n=1
    )
    return "\n".join(f"    {line}" for line in lines)


def table(verdicts: list[Verdict]) -> Iterator[str]:
    """Yield the lines of the table: what became of the mutants of each area."""
    counts = Counter((verdict.area, verdict.outcome) for verdict in verdicts)
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
    if stale := _stale():
        print("\n".join(stale))
        return 1
    drawn = draw(ROOT, seed, FEW if chosen.quick else chosen.count)
    tests = _named(drawn) if chosen.quick else chosen.tests
    kept = KEPT / fingerprint(*tests)
    journal = Journal(kept / "verdicts.jsonl")
    with tempfile.TemporaryDirectory() as folder:
        copies = Copies(Path(folder))
        written = handmade()
        run_written = copies.verdicts(journal, run_handmade, written)
        by_hand = list(_told(run_written, len(written)))
        lost = [verdict for verdict in by_hand if verdict.outcome == "survived"]
        print(f"{len(by_hand) - len(lost)} of {len(by_hand)} hand-made mutants killed")
        if not drawn:
            return int(bool(lost))
        reach = _reach(Path(folder), kept, tests)
        # In any order, so that what is known early holds for all areas.
        random.Random(seed).shuffle(drawn)
        run = copies.verdicts(journal, lambda copy, m: run_drawn(reach, copy, m), drawn)
        verdicts = list(_told(run, len(drawn)))
    print("\n".join(table(verdicts)))
    if chosen.quick:
        print("\nA quick run knows only the tests named after the modules it changes.")
    killed = sum(v.outcome != "survived" for v in verdicts) / len(verdicts)
    print(f"\n{killed:.1%} of {len(verdicts)} drawn mutants killed")
    return int(bool(lost) or (not chosen.quick and killed < FLOOR))


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


def _told(verdicts: Iterator[Verdict], count: int) -> Iterator[Verdict]:
    """Print each of `count` verdicts as it comes, and a change that nothing noticed."""
    killed = 0
    for done, verdict in enumerate(verdicts, 1):
        survived = verdict.outcome == "survived"
        killed += not survived
        state = f"{done} of {count}, {killed} killed, {done - killed} survived"
        print(f"{state}: {verdict.outcome} {verdict.key} {verdict.by}", flush=True)
        if survived:
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


def _reach(folder: Path, kept: Path, tests: list[str]) -> Reach:
    """Return which tests reach which lines, recorded once for each state of files."""
    copy = copied(folder / "recorded")
    if not (kept / "record.json").exists():
        print("recording which tests reach which lines", flush=True)
        record(copy, kept, tests)
    return Reach.of(copy, kept)


def _git(*words: str) -> str:
    run = subprocess.run(
        ["git", *words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return run.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
