"""Change documents at random and check what becomes of them.

Each document of the folders is changed in one random place, or in two, again and
again. Right is a package in which all that the change does not concern is as before,
with a row in the generation report at the place; or a refusal, where the document can
no longer be read as OpenAPI.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import random
import subprocess
import sys
import time
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .changes import Change, changed, draw, paths
from .generation import generate
from .oracle import Base, verdict

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "tests" / "defects", ROOT.parent / "shared" / "corpus")
LARGEST = 300_000
DOUBLE = 0.2


def main() -> None:
    """Parse the arguments, run, and print the table."""
    arguments = _arguments()
    documents = _documents(arguments)
    rng = random.Random(arguments.seed)
    jobs = [
        (str(rng.choice(documents)), rng.getrandbits(64))
        for _ in range(arguments.count)
    ]
    jobs.sort()
    found: Counter[str] = Counter()
    wrong: list[dict[str, Any]] = []
    start = time.monotonic()
    with multiprocessing.Pool(arguments.workers, maxtasksperchild=400) as pool:
        work = pool.imap_unordered(_checked, jobs, chunksize=5)
        for number, outcome in enumerate(work, 1):
            found[outcome["verdict"].partition(":")[0] or "right"] += 1
            if outcome["verdict"]:
                wrong.append(outcome)
            if number % 50 == 0 or number == len(jobs):
                took = time.monotonic() - start
                line = f"{number} of {len(jobs)}, {len(wrong)} wrong, {took:.0f} s"
                print(line, file=sys.stderr, flush=True)
    for outcome in sorted(wrong, key=lambda each: str(each["verdict"])):
        if arguments.shrink:
            outcome = _shrunk(outcome)
        print(f"{outcome['document']}: {outcome['changes']}\n    {outcome['verdict']}")
    print(_table(found, arguments.seed))
    if arguments.json:
        arguments.json.write_text(json.dumps(wrong, indent=1), "utf-8")
    sys.exit(1 if arguments.at_least and _share(found) < arguments.at_least else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutations", description=__doc__)
    parser.add_argument("--count", type=int, default=5000, help="how many changes")
    parser.add_argument("--seed", type=lambda text: int(text, 16), default=_commit())
    parser.add_argument("--documents", type=Path, nargs="*", default=[])
    parser.add_argument("--largest", type=int, default=LARGEST, help="bytes")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--at-least", type=float, help="the share that must be right")
    parser.add_argument("--shrink", action="store_true", help="print small examples")
    parser.add_argument("--json", type=Path, help="write what is wrong to this file")
    return parser.parse_args()


def _commit() -> int:
    command = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
    return int(subprocess.check_output(command, text=True)[:8], 16)


def _documents(arguments: argparse.Namespace) -> list[Path]:
    chosen = arguments.documents or [path for path in FOLDERS if path.is_dir()]
    found = []
    for path in chosen:
        found += sorted(path.glob("*.*")) if path.is_dir() else [path]
    return [
        path
        for path in found
        if path.suffix in (".yaml", ".yml", ".json")
        and path.stat().st_size <= arguments.largest
    ]


@cache
def _base(path: str) -> tuple[Base, list[tuple[str | int, ...]]]:
    text = Path(path).read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document = json.loads(text) if path.endswith(".json") else yaml.load(text, loader)
    document = json.loads(json.dumps(document, default=str))
    return Base(document, generate(document)), list(paths(document))


def _checked(job: tuple[str, int]) -> dict[str, Any]:
    path, seed = job
    base, places = _base(path)
    rng = random.Random(seed)
    changes = draw(places, rng, 2 if rng.random() < DOUBLE else 1)
    return {
        "document": path,
        "changes": [(list(each.path), each.name) for each in changes],
        "verdict": _outcome(base, changes),
    }


def _outcome(base: Base, changes: list[Change]) -> str:
    document = changed(base.document, changes)
    return verdict(base, document, changes, generate(document))


def _shrunk(outcome: dict[str, Any]) -> dict[str, Any]:
    """Return the outcome for fewer changes and operations that is wrong in one way."""
    kind = outcome["verdict"].partition(":")[0]
    document = _base(outcome["document"])[0].document
    changes = [Change(tuple(path), name) for path, name in outcome["changes"]]
    for change in list(changes):
        fewer = [each for each in changes if each != change]
        base = Base(document, generate(document))
        if fewer and _outcome(base, fewer).startswith(kind):
            changes = fewer
    for path, item in list((document.get("paths") or {}).items()):
        kept = {**document, "paths": {p: i for p, i in document["paths"].items()}}
        del kept["paths"][path]
        if any(each.path[:2] == ("paths", path) for each in changes):
            continue
        if isinstance(item, dict) and (made := generate(kept)).texts:
            base = Base(kept, made)
            if _outcome(base, changes).startswith(kind):
                document = kept
    shown = [str(each) for each in changes]
    paths_left = list(document.get("paths") or {})
    return {**outcome, "changes": f"{shown} with the paths {paths_left}"}


def _share(found: Counter[str]) -> float:
    return found["right"] / max(1, sum(found.values()))


def _table(found: Counter[str], seed: int) -> str:
    """Return the figures with their 95 % intervals (Wilson)."""
    total = sum(found.values())
    lines = [f"seed {seed:08x}, {total} changes", "", "outcome | count | share | 95 %"]
    for name, count in found.most_common():
        low, high = _interval(count, total)
        share = f"{count / total:.2%} | {low:.2%} to {high:.2%}"
        lines.append(f"{name} | {count} | {share}")
    return "\n".join(lines)


def _interval(count: int, total: int) -> tuple[float, float]:
    z, share = 1.96, count / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    half *= z / (1 + z * z / total)
    return middle - half, middle + half


if __name__ == "__main__":
    main()
