"""Change documents at random and report what becomes of them.

Each document of the folders is changed in one random place, or in two, again and
again. Right is a package in which all that the change does not concern is as before,
with a row in the generation report at the place; or a refusal, where the document can
no longer be read as OpenAPI. Overlays, frozen names, settings and referenced files are
changed as well: each command on them succeeds or ends with exit status 2.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path
from typing import Any

from . import inputs
from .changes import Change, changed, draw, paths
from .documents import LARGEST, found_documents, read_document
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
PROCESSES = 2

Outcome = dict[str, Any]


def main() -> None:
    """Run what the arguments ask for; exit with 1 if too much is wrong."""
    arguments = _arguments()
    totals: Counter[str] = Counter()
    for seed in range(arguments.seed, arguments.seed + arguments.runs):
        totals += _run(arguments, seed)
    if arguments.runs > 1:
        print(f"all {arguments.runs} seeds\n\n{table(totals)}")
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
    add("--large", type=int, default=0, help="changes of larger documents, in addition")
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


def _run(arguments: argparse.Namespace, seed: int) -> Counter[str]:
    """Run one seed; print what is wrong, and the figures."""
    rng = random.Random(seed)
    small, large = found_documents(arguments.documents, arguments.largest)
    jobs = _jobs(small, arguments.count, rng) + _jobs(large, arguments.large, rng)
    count = len(jobs) // 10 if arguments.inputs is None else arguments.inputs
    seeds = [rng.getrandbits(64) for _ in range(count)]
    totals: Counter[str] = Counter()
    if jobs:
        used = len({document for document, _ in jobs})
        print(f"seed {seed:08x}: {len(jobs)} changes of {used} documents", flush=True)
        outcomes = _outcomes(partial(_document_outcome, arguments.wild), jobs)
        totals += _report(outcomes, arguments, len(jobs))
    if seeds:
        print(
            f"seed {seed:08x}: {count} changes of {', '.join(inputs.KINDS)}", flush=True
        )
        totals += _report(_outcomes(inputs.outcome, seeds), arguments, count)
    return totals


def _jobs(
    documents: list[Path], count: int, rng: random.Random
) -> list[tuple[str, int]]:
    """Return documents with a seed for each, those of one document together."""
    jobs = [(str(rng.choice(documents)), rng.getrandbits(64)) for _ in range(count)]
    return sorted(jobs)


def _outcomes(function: Callable[[Any], Outcome], jobs: list[Any]) -> Iterable[Outcome]:
    """Yield the outcomes of a function; processes are replaced now and then."""
    with multiprocessing.Pool(PROCESSES, maxtasksperchild=100) as pool:
        yield from pool.imap_unordered(function, jobs, chunksize=5)


def _report(
    outcomes: Iterable[Outcome], arguments: argparse.Namespace, expected: int
) -> Counter[str]:
    """Print what is wrong, and a table; return how many there are of each kind."""
    found: Counter[str] = Counter()
    wrong: list[Outcome] = []
    start = time.monotonic()
    for number, outcome in enumerate(outcomes, 1):
        found[outcome["verdict"].partition(":")[0] or RIGHT] += 1
        if outcome["verdict"]:
            wrong.append(outcome)
        if number % 50 == 0 or number == expected:
            took = time.monotonic() - start
            line = f"{number} of {expected}, {len(wrong)} wrong, {took:.0f} s"
            print(line, file=sys.stderr, flush=True)
    for number, outcome in enumerate(sorted(wrong, key=lambda each: each["verdict"])):
        print(f"{outcome['document']}: {outcome['changes']}\n    {outcome['verdict']}")
        if arguments.shrink and "paths" in outcome:
            print(f"    {_shrunk(outcome, number)}")
    if arguments.json:
        with arguments.json.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(outcome) + "\n" for outcome in wrong)
    print(f"\n{table(found)}\n", flush=True)
    return found


@cache
def _base(path: str) -> tuple[Base, list[tuple[str | int, ...]]]:
    document = read_document(Path(path))
    return Base(document, generate(document)), list(paths(document))


def _document_outcome(wild: bool, job: tuple[str, int]) -> Outcome:
    """Return what was changed in a document, and what is wrong with the outcome."""
    path, seed = job
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
    return verdict(base, document, changes, generate(document, time_limit(base)))


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
