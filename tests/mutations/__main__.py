"""Change documents at random and report what becomes of them.

Each document of the folders is changed in one random place, or in two, again and
again. An outcome is right if all that the change does not concern is as before, with a
row in the generation report at the place; or if the document is refused and can no
longer be read as OpenAPI. Overlays, frozen names, accepted losses, settings and
referenced files are changed as well: each command on them succeeds or ends with exit
status 2.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import os
import random
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from . import inputs
from .changes import Change, changed, draw, paths
from .documents import FOLDERS, LARGEST, found_documents, read_document
from .figures import RIGHT, share, table
from .generation import generate
from .oracle import Base, time_limit, verdict
from .shrinking import smallest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "build" / "mutations"
DOUBLE = 0.2
"""The share of documents that are changed in two places."""
INPUTS = 0.1
"""Changes of other files for each change of a document."""
LARGE = 100
"""Changes of larger documents for each seed, unless the arguments say otherwise."""
PROGRESS = 10.0
"""Seconds after which progress is printed, if fewer than 50 changes were made."""
TOGETHER = 25
"""Changes that one process makes one after the other, if they are of one document."""

Outcome = dict[str, Any]
Job = tuple[str, list[tuple[int, int]]]
"""A document, and for each of its changes the seed of the run and one of its own."""


def main() -> None:
    """Run what the arguments ask for; exit with 1 if too much is wrong."""
    arguments = _arguments()
    totals = _run(arguments)
    enough = not arguments.at_least or share(totals) >= arguments.at_least
    sys.exit(0 if enough and not totals["crash"] + totals["slow"] else 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutations", description=__doc__)
    add = parser.add_argument
    add("--count", type=int, default=5000, help="changes of documents for each seed")
    add("--seed", type=lambda text: int(text, 16), default=_commit(), help="hex digits")
    add("--runs", type=int, default=1, help="how many seeds, each one higher")
    add("--documents", type=Path, nargs="*", default=[], help="files or folders")
    add("--largest", type=int, default=LARGEST, help="bytes of a document")
    add("--large", type=int, default=LARGE, help="changes of larger documents")
    add("--inputs", type=int, help="changes of other files [default: a tenth of COUNT]")
    add("--wild", action="store_true", help="put random values and parts in place")
    add("--at-least", type=float, help="the share that must be right")
    add("--shrink", action="store_true", help="find a small example of what is wrong")
    add("--json", type=Path, help="write what is wrong to this file")
    return parser.parse_args()


def _commit() -> int:
    """Return the first eight hexadecimal digits of the commit as the seed."""
    command = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
    found = subprocess.run(command, capture_output=True, text=True)
    return int(found.stdout[:8] or "0", 16)


def _run(arguments: argparse.Namespace) -> Counter[str]:
    """Run all seeds; print what is wrong, and the figures of each seed and of all."""
    seeds = range(arguments.seed, arguments.seed + arguments.runs)
    small, large = found_documents(arguments.documents, arguments.largest)
    changes: dict[Path, list[tuple[int, int]]] = {}
    others: list[tuple[int, int]] = []
    for seed in seeds:
        rng = random.Random(seed)
        drawn = [*_drawn(small, arguments.count, rng)]
        drawn += _drawn(large, arguments.large, rng)
        for document in drawn:
            changes.setdefault(document, []).append((seed, rng.getrandbits(64)))
        count = len(drawn) // 10 if arguments.inputs is None else arguments.inputs
        others += [(seed, rng.getrandbits(64)) for _ in range(count)]
    totals: Counter[str] = Counter()
    if changes:
        count = sum(map(len, changes.values()))
        print(f"{count} changes of {len(changes)} documents", flush=True)
        function = partial(_document_outcomes, arguments.wild)
        totals += _report(_outcomes(function, _jobs(changes)), arguments, count)
    if others:
        print(f"{len(others)} changes of {', '.join(inputs.KINDS)}", flush=True)
        totals += _report(
            _outcomes(_input_outcomes, [[each] for each in others]),
            arguments,
            len(others),
        )
    return totals


def _drawn(documents: list[Path], count: int, rng: random.Random) -> Iterator[Path]:
    """Yield documents at random, each as often as the others, or once more."""
    order = rng.sample(documents, len(documents))
    return islice(cycle(order), count)


def _jobs(changes: dict[Path, list[tuple[int, int]]]) -> list[Job]:
    """Return the changes of each document in parts, those of large documents first."""
    return [
        (str(path), changes[path][start : start + TOGETHER])
        for path in sorted(changes, key=lambda each: -each.stat().st_size)
        for start in range(0, len(changes[path]), TOGETHER)
    ]


def _outcomes(
    function: Callable[[Any], list[Outcome]], jobs: list[Any]
) -> Iterator[Outcome]:
    """Yield the outcomes of a function in several processes, which are replaced."""
    # What every process needs once is imported and compiled before they are made.
    generate(read_document(FOLDERS[0] / "deprecations.yaml"))
    context = multiprocessing.get_context("fork")
    with context.Pool(os.cpu_count(), maxtasksperchild=20) as pool:
        for outcomes in pool.imap_unordered(function, jobs):
            yield from outcomes


def _report(
    outcomes: Iterable[Outcome], arguments: argparse.Namespace, expected: int
) -> Counter[str]:
    """Print what is wrong, and a table for each seed; return how many of each kind."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    wrong: list[Outcome] = []
    start = printed = time.monotonic()
    for number, outcome in enumerate(outcomes, 1):
        kind = outcome["verdict"].partition(":")[0] or RIGHT
        found[outcome["run"]][kind] += 1
        if outcome["verdict"]:
            wrong.append(outcome)
        now = time.monotonic()
        if number % 50 == 0 or number == expected or now - printed > PROGRESS:
            line = f"{number} of {expected}, {len(wrong)} wrong, {now - start:.0f} s"
            print(line, file=sys.stderr, flush=True)
            printed = now
    for number, outcome in enumerate(sorted(wrong, key=lambda each: each["verdict"])):
        print(f"{outcome['document']}: {outcome['changes']}\n    {outcome['verdict']}")
        if arguments.shrink and "paths" in outcome:
            print(f"    {_shrunk(outcome, number)}")
    if arguments.json:
        with arguments.json.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(outcome) + "\n" for outcome in wrong)
    totals = sum(found.values(), Counter[str]())
    for seed, counts in sorted(found.items()):
        print(f"\nseed {seed:08x}\n\n{table(counts)}", flush=True)
    if len(found) > 1:
        print(f"\nall {len(found)} seeds\n\n{table(totals)}", flush=True)
    print(flush=True)
    return totals


def _input_outcomes(job: list[tuple[int, int]]) -> list[Outcome]:
    return [{"run": run, **inputs.outcome(seed)} for run, seed in job]


@lru_cache(maxsize=1)
def _base(path: str) -> tuple[Base, list[tuple[str | int, ...]]]:
    document = read_document(Path(path))
    return Base(document, generate(document)), list(paths(document))


def _document_outcomes(wild: bool, job: Job) -> list[Outcome]:
    path, changes = job
    # As the command line does: most of what is made stays until the end.
    gc.set_threshold(50_000, 20, 20)
    return [{"run": r, **_document_outcome(wild, path, seed)} for r, seed in changes]


def _document_outcome(wild: bool, path: str, seed: int) -> Outcome:
    """Return what was changed in a document, and what is wrong with the outcome."""
    base, places = _base(path)
    rng = random.Random(seed)
    changes = draw(places, rng, 2 if rng.random() < DOUBLE else 1, wild=wild)
    return {
        "document": path,
        "changes": ", ".join(map(str, changes)),
        "paths": [(list(each.path), each.name, each.seed) for each in changes],
        "verdict": _verdict(base, changes),
    }


def _verdict(base: Base, changes: list[Change]) -> str:
    if base.failure:
        return f"unchanged document: {base.failure}"
    document = changed(base.document, changes)
    found = verdict(base, document, changes, generate(document, time_limit(base)))
    if found.startswith("slow"):
        # Other processes make both times longer: measure both again.
        base.seconds = generate(base.document).seconds
        found = verdict(base, document, changes, generate(document, time_limit(base)))
    return found


def _shrunk(outcome: Outcome, number: int) -> str:
    """Write the smallest document that is wrong in the same way; return where."""
    kind = outcome["verdict"].partition(":")[0]

    def fails(document: Any, changes: list[Change]) -> bool:
        made = generate(document)
        # The document before the change must be sound.
        if not made.texts:
            return False
        return _verdict(Base(document, made), changes).startswith(kind)

    document = _base(outcome["document"])[0].document
    changes = [Change(tuple(p), name, seed) for p, name, seed in outcome["paths"]]
    document, changes = smallest(document, changes, fails)
    EXAMPLES.mkdir(parents=True, exist_ok=True)
    file = EXAMPLES / f"{number}.json"
    file.write_text(json.dumps(document, indent=1), "utf-8")
    return f"smallest: {file.relative_to(ROOT)}: {', '.join(map(str, changes))}"


if __name__ == "__main__":
    main()
