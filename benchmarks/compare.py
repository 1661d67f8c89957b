"""Compare the speed of two checkouts of this repository: `make bench-compare`.

In each round, both checkouts run in this environment, one after the other, so that each
ratio is of two runs on the same machine. The figures are the CPU seconds of a process
and its children. The measured tasks are generating documents without a cache, one call
and one page of 1,000 objects over loopback (the server is another process), and
importing a generated package.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from math import prod
from pathlib import Path

import yaml
from machine import measured_on

HERE = Path(__file__).parent
TITLE = "# How fast a checkout is, compared to an earlier one"
DOCUMENTS: list[str] = yaml.safe_load((HERE / "documents.yaml").read_text())["compared"]
PAGE = "page of 1,000 objects"
UNKNOWN = "page of 1,000 objects with an unknown value each"
CALLS = {
    "call": ("get", 400),
    PAGE: ("list", 6),
    UNKNOWN: ("list_unknown", 6),
    f"{UNKNOWN} and a hook": ("list_unknown", 6),
}
CLIENT = """
import resource, sys
from bench import {client} as Client
hook = dict(on_deviation=[].append) if "hook" in sys.argv else dict()
def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
"""
SYNC = CLIENT.format(client="Bench") + """
with Client(base_url=sys.argv[1], **hook) as client:
    method = getattr(client.things, sys.argv[2])
    method()
    start = cpu()
    for _ in range(int(sys.argv[3])):
        method()
    print((cpu() - start) / int(sys.argv[3]))
"""
ASYNC = CLIENT.format(client="AsyncBench") + """
import asyncio
async def main():
    async with Client(base_url=sys.argv[1], **hook) as client:
        method = getattr(client.things, sys.argv[2])
        await method()
        start = cpu()
        for _ in range(int(sys.argv[3])):
            await method()
        print((cpu() - start) / int(sys.argv[3]))
asyncio.run(main())
"""
IMPORT = "from specloom_clients.{package} import client"


def environment(checkout: Path, *folders: Path) -> dict[str, str]:
    """Return the environment variables for importing the code of a checkout."""
    own = [checkout / name for name in ("generator", "runtime", "generated")]
    path = os.pathsep.join(map(str, [*own, *folders]))
    return {**os.environ, "PYTHONPATH": path, "SPECLOOM_CACHE": ""}


def measure(command: list[str], env: dict[str, str]) -> float:
    """Run a command; return the CPU seconds of the process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def generate(checkout: Path, document: Path, output: Path, package: str) -> float:
    """Generate a package without a cache; return the CPU seconds."""
    command = [sys.executable, "-m", "specloom", "generate", "--spec", str(document)]
    command += ["--output", str(output), "--package", package, "--no-cache"]
    return measure(command, environment(checkout))


def report(command: list[str], env: dict[str, str]) -> float:
    """Run a command; return the number that it prints."""
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    return float(done.stdout)


@contextmanager
def server() -> Iterator[str]:
    """Serve the benchmark's responses from a separate process; yield the URL."""
    command = [sys.executable, str(HERE / "server.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


def first_package(checkout: Path) -> str:
    """Return the name of the first generated package in a checkout."""
    clients = (checkout / "generated" / "specloom_clients").glob("*/client.py")
    return min(path.parent.name for path in clients)


def documents(corpus: Path) -> dict[str, Path]:
    """Return the documents of the folder that are measured, by name."""
    found = {name: sorted(corpus.rglob(f"{name}.*")) for name in DOCUMENTS}
    return {name: paths[0] for name, paths in found.items() if paths}


def one_round(
    checkout: Path, corpus: dict[str, Path], client: Path, url: str
) -> dict[str, float]:
    """Measure every task once on a checkout; return the CPU seconds by task."""
    figures = {}
    for name, path in corpus.items():
        with tempfile.TemporaryDirectory() as output:
            figures[f"generate {name}"] = generate(checkout, path, Path(output), "made")
    env = environment(checkout, client)
    for name, (method, times) in CALLS.items():
        for kind, code in (("sync", SYNC), ("async", ASYNC)):
            command = [sys.executable, "-c", code, url, method, str(times)]
            command += ["hook"] if name.endswith("hook") else []
            figures[f"{name}, {kind}"] = report(command, env)
    bare = measure([sys.executable, "-c", "pass"], env)
    imported = IMPORT.format(package=first_package(checkout))
    figures["import"] = measure([sys.executable, "-c", imported], env) - bare
    return figures


def main() -> None:
    """Measure both checkouts and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", type=Path, help="the checkout to compare with")
    parser.add_argument("--after", type=Path, default=HERE.parent)
    parser.add_argument("--corpus", type=Path, help="folder with the large documents")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--write", type=Path, help="a Markdown file for the table")
    options = parser.parse_args()
    checkouts = {"before": options.before.resolve(), "after": options.after.resolve()}
    corpus = documents(options.corpus) if options.corpus else {}
    rounds: dict[str, list[dict[str, float]]] = {name: [] for name in checkouts}
    with server() as url, tempfile.TemporaryDirectory() as work:
        for name, checkout in checkouts.items():
            generate(checkout, HERE / "openapi.yaml", Path(work) / name, "bench")
        for number in range(options.rounds):
            print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
            for name, checkout in checkouts.items():
                client = Path(work) / name
                rounds[name].append(one_round(checkout, corpus, client, url))
    lines = [
        f"- before: commit {commit(options.before)}",
        f"- after: {measured_on()}",
        f"- {options.rounds} alternating rounds\n",
    ]
    text = "\n".join([*lines, *table(rounds)])
    print(text)
    if options.write:
        options.write.write_text(f"{TITLE}\n\n{text}\n", "utf-8")


def commit(checkout: Path) -> str:
    """Return the commit of a checkout."""
    command = ["git", "-C", str(checkout), "rev-parse", "--short", "HEAD"]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    return run.stdout.strip()


def table(rounds: dict[str, list[dict[str, float]]]) -> Iterator[str]:
    """Yield the medians and their ratios as lines of Markdown."""
    old, new = (
        {name: statistics.median(each[name] for each in runs) for name in runs[0]}
        for runs in (rounds["before"], rounds["after"])
    )
    yield "| CPU seconds, median | before | after | after / before |"
    yield "|---|---:|---:|---:|"
    for name in old:
        ratio = new[name] / old[name]
        yield f"| {name} | {old[name]:.5f} | {new[name]:.5f} | {ratio:.2f} |"
    mean = prod(new[name] / old[name] for name in old) ** (1 / len(old))
    yield f"| geometric mean of the ratios | | | {mean:.2f} |"
    for kind in ("sync", "async"):
        for name in (UNKNOWN, f"{UNKNOWN} and a hook"):
            ratio = new[f"{name}, {kind}"] / new[f"{PAGE}, {kind}"]
            yield f"| {name}, {kind}: compared to a clean page | | | {ratio:.2f} |"


if __name__ == "__main__":
    main()
