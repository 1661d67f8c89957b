"""Draw sound documents, and run the generated tests of their clients.

All of the tests pass, or say that no value is known. Of each kind of wrong request
some test fails.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

from .drawing import draw
from .running import build, imported, outcome
from .wrong_requests import CHANGES, wrong


def main() -> None:
    """Run what the arguments ask for; exit with 1 if a test fails."""
    parser = argparse.ArgumentParser(prog="make random", description=__doc__)
    add = parser.add_argument
    add("--count", type=int, default=1000, help="documents")
    add("--seed", type=lambda text: int(text, 16), default=0, help="hex digits")
    add("--show", action="store_true", help="print the document of SEED")
    arguments = parser.parse_args()
    if arguments.show:
        print(json.dumps(draw(Random(arguments.seed)), indent=1))
        return
    seeds = range(arguments.seed, arguments.seed + arguments.count)
    totals: Counter[str] = Counter()
    for number, (seed, counts, failed) in enumerate(_mapped(checked, seeds), 1):
        totals += counts
        for test, said in failed.items():
            print(f"{seed:x} {test}: {said}", flush=True)
        if number % 100 == 0:
            print(f"{number} documents, {dict(totals)}", file=sys.stderr, flush=True)
    print(f"{len(seeds)} documents: {dict(totals)}")
    seen: Counter[str] = Counter()
    for counts in _mapped(refused, seeds[: max(20, len(seeds) // 20)]):
        seen += counts
    for kind in CHANGES:
        told, all_of_it = seen[kind], seen[f"all {kind}"]
        print(f"wrong {kind}: {told} of {all_of_it} refused")
    missed = [kind for kind in CHANGES if not seen[kind]]
    sys.exit(1 if totals["failed"] or missed else 0)


def _mapped(function: Callable[[int], Any], seeds: range) -> Any:
    """Yield the results for all seeds, made by several processes."""
    context = multiprocessing.get_context("fork")
    with context.Pool(os.cpu_count(), maxtasksperchild=50) as pool:
        yield from pool.imap_unordered(function, seeds)


def checked(seed: int) -> tuple[int, Counter[str], dict[str, str]]:
    """Return what the tests of a document say: seed, counts and failures."""
    try:
        found = outcome(*draw(Random(seed)))
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        return seed, Counter(failed=1), {"generate": said}
    counts = Counter(
        passed=found.passed, failed=len(found.failed), skipped=len(found.skipped)
    )
    return seed, counts, found.failed


def refused(seed: int) -> Counter[str]:
    """Return how many operations of a document refuse each kind of wrong request."""
    counts: Counter[str] = Counter()
    with imported(build(*draw(Random(seed))).texts) as client:
        for *_, name in client.operations():
            if client.check(name, "sync"):
                continue
            for kind, change in CHANGES.items():
                with wrong(change) as done:
                    said = client.check(name, "sync")
                if done:
                    counts[f"all {kind}"] += 1
                    counts[kind] += bool(said)
    return counts


if __name__ == "__main__":
    main()
