"""Compare the runtime's speed with other clients: `make bench-runtime`.

Each run is on one machine. Every client has a separate environment and process, and in
each round all clients run, one after the other. The results are written to
`benchmarks/results/runtime.md`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from machine import measured_on

HERE = Path(__file__).parent
ROOT = HERE.parent
WORK = HERE / ".work" / "runtime"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "30"))
TIMES = {
    "one": 200,
    "one async": 200,
    "write": 200,
    "write async": 200,
    "filtered": 100,
    "render": 100,
    "page": 2,
    "page async": 2,
    "decode": 2,
    "decode, bare pydantic": 2,
    "rows": 5,
}
IMPORTS = 15
"""The number of new processes in which the import is measured."""

PACKAGES = {
    "ours": [str(ROOT / "runtime"), "msgspec"],
    "openapi-python-client": ["openapi-python-client", "httpx"],
    "openapi-generator": [
        "openapi-generator-cli",
        "urllib3",
        "python-dateutil",
        "pydantic",
        "typing-extensions",
    ],
}
HOMES = {
    "bare httpx2": "ours",
    "specloom": "ours",
    "msgspec": "ours",
    "bare httpx": "openapi-python-client",
    "openapi-python-client": "openapi-python-client",
    "openapi-generator": "openapi-generator",
}
QUICK = {"bare httpx2": "", "specloom": ""}
"""The clients that run in the environment of this process, for a quick check."""
PAGER = """
import json, tracemalloc
from specloom_runtime import Client, PagedOperation, Resource, Server, Service
from specloom_runtime import CursorPages
from specloom_runtime.testing import FakeTransport, make_response
import models
from server import thing
items, n = [thing(k) for k in range(20)], 0
def page(request):
    global n
    n += 1
    return make_response({"items": items, "cursor": str(n) if n < 1000 else None})
pages = CursorPages(send="query.cursor", read="body.cursor", items="body.items")
listing = PagedOperation("GET", "/things", models.Page, models.Thing, pages=pages)
service = Service(name="bench", servers={"bench": Server("http://bench.test")})
transport = FakeTransport(page)
tracemalloc.start()
sizes = {}
for _ in Resource(Client(service, {}, transport=transport))._pages(listing).pages():
    transport.requests.clear()
    sizes[n] = tracemalloc.get_traced_memory()[0]
print(json.dumps([sizes[100], sizes[1000]]))
"""


def python(home: str) -> Path:
    return WORK / home / "bin" / "python" if home else Path(sys.executable)


def prepared() -> None:
    """Create each environment and client that does not exist yet."""
    for home, packages in PACKAGES.items():
        if not (WORK / home / ".ready").exists():
            venv.create(WORK / home, with_pip=True, clear=True)
            pip = [python(home), "-m", "pip", "install", "--quiet"]
            subprocess.run([*pip, *packages], check=True)
            (WORK / home / ".ready").touch()
    # Specloom is always installed from the working tree, so it is never stale.
    pip = [python("ours"), "-m", "pip", "install", "--quiet", "--no-deps"]
    again = [*pip, "--force-reinstall", str(ROOT / "runtime")]
    subprocess.run(again, check=True)
    if not (WORK / "bench_client").exists():
        tool = [python("openapi-python-client"), "-m", "openapi_python_client"]
        where = ["--path", HERE / "openapi.yaml", "--meta", "none"]
        into = ["--output-path", WORK / "bench_client"]
        # It formats what it writes with a ruff that it looks for on the path.
        path = (
            f"{WORK / 'openapi-python-client' / 'bin'}{os.pathsep}{os.environ['PATH']}"
        )
        env = {**os.environ, "PATH": path}
        subprocess.run([*tool, "generate", *where, *into], check=True, env=env)
    if not (WORK / "generated").exists():
        tool = [WORK / "openapi-generator" / "bin" / "openapi-generator-cli"]
        how = ["-g", "python", "--package-name", "bench_generated"]
        where = ["-i", HERE / "openapi.yaml", "-o", WORK / "generated"]
        run = [*tool, "generate", *how, *where]
        subprocess.run(run, check=True, stdout=subprocess.DEVNULL)


@dataclass
class MeasuredClient:
    """A running client, with its CPU seconds for each case and round."""

    name: str
    process: subprocess.Popen[str]
    cases: list[str]
    collector: str
    took: dict[str, list[float]] = field(default_factory=dict)

    def run(self, case: str, times: int) -> float:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"case": case, "times": times}) + "\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def median(self, case: str) -> float:
        return statistics.median(self.took[case])


@contextmanager
def started(name: str, home: str, url: str) -> Iterator[MeasuredClient]:
    paths = [str(HERE), str(WORK), str(WORK / "generated"), str(ROOT / "generated")]
    process = subprocess.Popen(
        [python(home), HERE / "measured_clients.py", name, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
    assert process.stdin and process.stdout
    try:
        yield MeasuredClient(name, process, **json.loads(process.stdout.readline()))
    finally:
        process.stdin.close()
        process.wait(10)


def measured(
    url: str, homes: Mapping[str, str], rounds: int
) -> dict[str, MeasuredClient]:
    """Return every client with its times; each round runs all of them."""
    found: dict[str, MeasuredClient] = {}
    open_ones = []
    try:
        for name, home in homes.items():
            manager = started(name, home, url)
            found[name] = manager.__enter__()
            open_ones.append(manager)
        for number in range(rounds + 1):
            # A case is slower or faster after some other cases.
            cases = random.Random(number).sample(list(TIMES.items()), len(TIMES))
            for case, times in cases:
                for each in found.values():
                    if case in each.cases:
                        seconds = each.run(case, times)
                        if number:  # The first round warms up.
                            each.took.setdefault(case, []).append(seconds)
    finally:
        for manager in open_ones:
            manager.__exit__(None, None, None)
    return found


def in_ours(code: str) -> Any:
    """Return the JSON that a program prints in a new process of this environment."""
    paths = [str(HERE), str(ROOT / "generated")]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    # Byte code is compiled once, so the first start is not measured.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    run = [python("ours"), "-c", code]
    done = subprocess.run(run, check=True, capture_output=True, text=True, env=env)
    return json.loads(done.stdout)


def importing() -> float:
    """Return the seconds to import a vendor package, without httpx2 and pydantic."""
    package = sorted(
        path.parent.name
        for path in (ROOT / "generated/specloom_clients").glob("*/client.py")
    )[0]
    code = (
        "import httpx2, pydantic, time\n"
        "from pydantic import BaseModel, Field, TypeAdapter\n"
        "httpx2.Client\nbegun = time.perf_counter()\n"
        f"from specloom_clients.{package} import client\n"
        "print(time.perf_counter() - begun)"
    )
    return statistics.median(in_ours(code) for _ in range(IMPORTS))


def collector_of(found: Mapping[str, MeasuredClient]) -> str:
    """Return the state of the garbage collector, which must be the same everywhere."""
    states = {each.collector for each in found.values()}
    if len(states) > 1:
        raise SystemExit(f"garbage collectors differ: {', '.join(sorted(states))}")
    return states.pop()


def report(found: dict[str, MeasuredClient], imported: float, pages: list[int]) -> str:
    lines = [
        "# How fast the runtime is",
        "",
        "Written by `make bench-runtime`; do not edit.",
        "",
        f"- {measured_on()}",
        f"- {ROUNDS} alternating rounds after one that warms up, with the cases in "
        "random order; medians; every client in a process and an environment of its "
        "own, but bare pydantic decodes the same models in the process of specloom, "
        "because the same work differs by up to a tenth between processes",
        "- loopback, one kept-alive connection; a page is 1,000 nested objects of "
        "about 900 bytes; a filter has 20 terms",
        "- CPU time of the client's process: the server is another one; `write` is "
        "a PUT with parameters in the path and the query, and a model as its body",
        f"- garbage collector of every process: {collector_of(found)}; before each "
        "case it collects, and what is left then is frozen",
        "",
        "| CPU milliseconds | " + " | ".join(TIMES) + " |",
        "|---|" + "---:|" * len(TIMES),
    ]
    for name, each in found.items():
        cells = [
            f"{each.median(case) * 1000:.3f}" if case in each.cases else ""
            for case in TIMES
        ]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines += ["", "| ratio | reached | wanted |", "|---|---:|---:|"]
    for what, reached, wanted in ratios(found):
        lines.append(f"| {what} | {reached:.2f} | {wanted} |")
    lines += [
        f"| import of a vendor package beyond httpx2 and pydantic | {imported:.3f} s "
        "| ≤ 0.15 s |",
        f"| memory after 1,000 pages less that after 100 | "
        f"{(pages[1] - pages[0]) / 1024:.0f} kB | flat |",
        "",
    ]
    notes = HERE / "results" / "notes.md"
    return "\n".join(lines) + (notes.read_text("utf-8") if notes.exists() else "")


def ratios(found: dict[str, MeasuredClient]) -> Iterator[tuple[str, float, str]]:
    ours, other = found["specloom"], found["openapi-python-client"]
    for case in ("one", "one async"):
        mine = ours.median(case) - found["bare httpx2"].median(case)
        theirs = other.median(case) - found["bare httpx"].median(case)
        what = f"overhead per call over the bare library ({case})"
        yield f"{what}: ours to openapi-python-client's", mine / theirs, "≤ 0.75"
    for case in ("one", "one async", "write", "write async"):
        reached = ours.median(case) / found["bare httpx2"].median(case)
        yield f"CPU of a call to bare httpx2 ({case})", reached, "≤ 1.25"
    rendering = ours.median("render") / ours.median("filtered")
    yield "rendering a filter: to the call that carries it", rendering, "≤ 0.20"
    decoding = ours.median("decode")
    yield (
        "decoding: ours to bare pydantic",
        decoding / ours.median("decode, bare pydantic"),
        "≤ 1.05",
    )
    yield (
        "decoding: ours to openapi-python-client's",
        decoding / other.median("decode"),
        "≤ 0.62",
    )
    yield (
        "decoding: ours to openapi-generator's",
        decoding / found["openapi-generator"].median("decode"),
        "",
    )
    yield (
        "decoding: ours to msgspec, the limit",
        decoding / found["msgspec"].median("decode"),
        "",
    )
    yield (
        "rows: ours to msgspec's untyped decoding of the same bytes",
        ours.median("rows") / found["msgspec"].median("rows"),
        "≤ 1.50",
    )


def quick(found: dict[str, MeasuredClient]) -> Iterator[str]:
    """Check that each client runs and reports a time for each case."""
    yield f"garbage collector: {collector_of(found)}"
    for name, each in found.items():
        took = (f"{case} {1000 * each.median(case):.3f} ms" for case in each.took)
        yield f"{name}: {', '.join(took)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    said = "ours and its libraries alone, one round, nothing written"
    parser.add_argument("--quick", action="store_true", help=said)
    options = parser.parse_args()
    if not options.quick:
        prepared()
    homes, rounds = (QUICK, 1) if options.quick else (HOMES, ROUNDS)
    run = [sys.executable, HERE / "server.py"]
    with subprocess.Popen(run, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            url = f"http://127.0.0.1:{int(server.stdout.readline())}"
            found = measured(url, homes, rounds)
        finally:
            server.terminate()
    if options.quick:
        print("\n".join(quick(found)))
        return
    text = report(found, importing(), in_ours(PAGER))
    (HERE / "results" / "runtime.md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
