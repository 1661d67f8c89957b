"""Compare the cost of generation with other tools: `make bench-generate CORPUS=folder`.

Every tool runs in an environment of its own, on the same documents in turn, and each is
a fresh process whose CPU seconds and peak memory the system counts, children included.
Ours then runs again on the same document and on the document with one property more.
Writes `benchmarks/results/generate.md`.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from machine import measured_on
from specloom.load import read

HERE = Path(__file__).parent
ROOT = HERE.parent
WORK = HERE / ".work"
PACKAGES = {
    "openapi-python-client": ["openapi-python-client", "httpx"],
    "openapi-generator": ["openapi-generator-cli"],
    "datamodel-code-generator": ["datamodel-code-generator"],
}
LISTED = yaml.safe_load((HERE / "documents.yaml").read_text("utf-8"))
ORDINARY: list[str] = LISTED["ordinary"]
LARGE: list[str] = LISTED["large"]
UNCHANGED = "specloom, unchanged"
ONE_MORE = "specloom, one property more"
FIRST_CALL = """
import inspect, sys, time
from typing import get_type_hints
sys.path.insert(0, sys.argv[1])
import httpx2, specloom_runtime
from specloom.testing.arguments import value_for
from specloom.testing.harness import credentials

seen = []

def required(method):
    arguments = inspect.signature(method).parameters.values()
    return [a.name for a in arguments if a.default is a.empty and a.name != "self"]

def answer(request):
    seen.append(request)
    return httpx2.Response(200, json={})

start = time.perf_counter()
from client import ClientApi as kind
imported = time.perf_counter()
given = credentials(kind)
address = "http://127.0.0.1"
ready = time.perf_counter()
made = kind(transport=httpx2.MockTransport(answer), base_url=address, **given)
group = getattr(made, sys.argv[2])
found = time.perf_counter()
methods = [m for n, m in vars(type(group)).items() if n[0] != "_" and callable(m)]
methods.sort(key=lambda method: len(required(method)))
method = methods[int(sys.argv[3])]
hints = get_type_hints(method)
given = {name: value_for(hints[name]) for name in required(method)}
calling = time.perf_counter()
try:
    given = method(group, **given)
    if isinstance(given, specloom_runtime.Pager):
        given.first()
except specloom_runtime.SpecloomError:
    assert seen, "no call was made"
done = time.perf_counter()
print(imported - start, (imported - start) + (found - ready) + (done - calling))
"""
ATTEMPTS = 20
"""Operations that are tried: not every one takes the values that are made up here."""
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
Command = Callable[[Path, Path], list[str | Path]]


def binary(home: str, name: str) -> Path:
    return WORK / home / "bin" / name


def specloom(document: Path, output: Path) -> list[str | Path]:
    tool = [Path(sys.executable), "-m", "specloom", "generate"]
    return [*tool, "--spec", document, "--output", output, "--package", "client"]


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


def openapi_python_client(document: Path, output: Path) -> list[str | Path]:
    tool = binary("openapi-python-client", "openapi-python-client")
    where = ["--path", document, "--output-path", output / "client"]
    return [tool, "generate", *where, "--meta", "none"]


def openapi_generator(document: Path, output: Path) -> list[str | Path]:
    tool = binary("openapi-generator", "openapi-generator-cli")
    return [tool, "generate", "-g", "python", "-i", document, "-o", output]


def datamodel_code_generator(document: Path, output: Path) -> list[str | Path]:
    tool = binary("datamodel-code-generator", "datamodel-codegen")
    kind = ["--output-model-type", "pydantic_v2.BaseModel"]
    return [tool, "--input", document, "--output", output / "models.py", *kind]


TOOLS: dict[str, Command] = {
    "specloom": specloom,
    "openapi-python-client": openapi_python_client,
    "openapi-generator": openapi_generator,
    "datamodel-code-generator": datamodel_code_generator,
}


@dataclass
class Runs:
    """The measured costs of one tool's runs on one document."""

    cpu: list[float] = field(default_factory=list)
    """CPU seconds of the process and its children, user and system."""
    peak: list[float] = field(default_factory=list)
    """Peak memory in MB."""
    imported: list[float] = field(default_factory=list)
    """Return the seconds to import the generated package, without its libraries."""
    called: list[float] = field(default_factory=list)
    """Seconds to import it and make the first call."""
    status: int = 0

    @property
    def seconds(self) -> float:
        return statistics.median(self.cpu)

    @property
    def shown(self) -> str:
        text = f"{self.seconds:.1f} s, {max(self.peak):.0f} MB"
        return text if self.status == 0 else f"{text}, exit {self.status}"


def prepared() -> None:
    """Create each environment that does not exist yet."""
    for home, packages in PACKAGES.items():
        if not (WORK / home / ".ready").exists():
            venv.create(WORK / home, with_pip=True, clear=True)
            pip = [WORK / home / "bin" / "python", "-m", "pip", "install", "--quiet"]
            subprocess.run([*pip, *packages], check=True)
            (WORK / home / ".ready").touch()


def run(
    command: list[str | Path], home: str, cache: Path, limit: float, runs: Runs
) -> None:
    """Add the cost of one new process to `runs`; kill it after `limit` seconds."""
    path = f"{WORK / home / 'bin'}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "SPECLOOM_CACHE": str(cache)}
    # Byte code is compiled once, at installation, so it is not part of a run.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    process = subprocess.Popen(
        command,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + limit
    while True:
        found, status, used = os.wait4(process.pid, os.WNOHANG)
        if found:
            break
        if time.monotonic() > deadline:
            os.killpg(process.pid, 9)
            deadline = float("inf")
        time.sleep(0.05)
    process.returncode = os.waitstatus_to_exitcode(status)
    runs.cpu.append(used.ru_utime + used.ru_stime)
    runs.peak.append(used.ru_maxrss / 1024)
    runs.status = runs.status or process.returncode


def measured(
    documents: list[Path], tools: dict[str, Command], rounds: int, limit: float
) -> dict[str, dict[str, Runs]]:
    """Return the runs by document and tool; the tools alternate."""
    found: dict[str, dict[str, Runs]] = {}
    for document in documents:
        each = {tool: Runs() for tool in (*tools, UNCHANGED, ONE_MORE)}
        found[document.stem] = each
        for number in range(rounds):
            for tool, command in tools.items():
                if number and each[tool].status:
                    continue
                with tempfile.TemporaryDirectory() as work:
                    output, cache = Path(work) / "out", Path(work) / "cache"
                    output.mkdir()
                    own = Path(shutil.copy(document, work))
                    run(command(own, output), tool, cache, limit, each[tool])
                    if tool == "specloom":
                        again(own, output, cache, limit, each)
            said = ", ".join(f"{tool} {runs.shown}" for tool, runs in each.items())
            print(f"{document.stem} {number + 1}/{rounds}: {said}", file=sys.stderr)
    return found


def again(
    document: Path, output: Path, cache: Path, limit: float, each: dict[str, Runs]
) -> None:
    """Ours where it ran before: on the same, on one property more; then its first call.

    What was generated is imported, and an operation of the largest resource called, in
    a process of its own.
    """
    command = specloom(document, output)
    run(command, "specloom", cache, limit, each[UNCHANGED])
    add_one_more(document)
    run(command, "specloom", cache, limit, each[ONE_MORE])
    if each["specloom"].status:
        return
    resources = (output / "client").glob("*.py")
    own = {"__init__", "client", "service", "incoming"}
    sizes = {p.stem: p.stat().st_size for p in resources if p.stem not in own}
    largest = max(sizes, key=sizes.__getitem__)
    script = [sys.executable, "-c", FIRST_CALL, output, largest]
    for number in range(ATTEMPTS):
        called = subprocess.run([*script, str(number)], capture_output=True, text=True)
        if called.returncode == 0:
            imported, first = map(float, called.stdout.split())
            each["specloom"].imported.append(imported)
            each["specloom"].called.append(first)
            return
    raise SystemExit(f"no first call of {document.name}: {called.stderr[-300:]}")


def operations(document: Path) -> int:
    """Return the number of operations that a document declares."""
    data = read(document.read_bytes(), shown=document.name)
    paths = data.get("paths", {})
    each = (item for item in paths.values() if isinstance(item, dict))
    return sum(method in METHODS for item in each for method in item)


def report(
    found: dict[str, dict[str, Runs]],
    counts: dict[str, int],
    rounds: int,
    limit: float,
) -> str:
    lines = [
        "# What generating costs",
        "",
        "Written by `make bench-generate`; do not edit.",
        "",
        f"- {measured_on()}",
        f"- {rounds} alternating runs of fresh processes, cold; CPU seconds "
        "(median) of the process and its children, peak memory; one that fails is not "
        f"run again, one that takes {limit:.0f} seconds is ended (exit -9)",
        "- specloom writes the normal form, client, models and tests; "
        "datamodel-code-generator models only",
        "",
        "| document | operations | " + " | ".join(TOOLS) + " |",
        "|---|---:|" + "---:|" * len(TOOLS),
    ]
    for document, each in found.items():
        cells = " | ".join(each[tool].shown for tool in TOOLS)
        lines.append(f"| {document} | {counts[document]} | {cells} |")
    lines += [
        "",
        "Generated again where it was generated before, on the same document and on "
        "the document with one property more (CPU seconds); and what was generated, "
        "imported and called for the first time, on its largest resource (seconds over "
        "importing the runtime and its libraries):",
        "",
        "| document | cold | unchanged | one property more | import | first call |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for document, each in found.items():
        own = each["specloom"]
        cpu = (own, each[UNCHANGED], each[ONE_MORE])
        took = [f"{runs.seconds:.2f}" for runs in cpu]
        took += [f"{statistics.median(t):.3f}" for t in (own.imported, own.called)]
        lines.append(f"| {document} | {' | '.join(took)} |")
    lines += ["", "| ratio | reached | wanted |", "|---|---:|---:|"]
    lines += [f"| {' | '.join(row)} |" for row in ratios(found, counts)]
    return "\n".join(lines) + "\n"


def ratios(
    found: dict[str, dict[str, Runs]], counts: dict[str, int]
) -> Iterator[tuple[str, str, str]]:
    for document in ORDINARY:
        if (each := found.get(document)) is None:
            continue
        other = each["openapi-python-client"]
        if not other.status:
            ratio = each["specloom"].seconds / other.seconds
            what = f"CPU on {document}: ours to openapi-python-client's"
            yield what, f"{ratio:.2f}", "≤ 1.00"
    if (base := found.get(ORDINARY[0])) is not None:
        unit = base["specloom"].seconds / counts[ORDINARY[0]]
        for document in LARGE:
            if (each := found.get(document)) is not None:
                ratio = each["specloom"].seconds / counts[document] / unit
                what = f"CPU per operation: {document} to {ORDINARY[0]}"
                yield what, f"{ratio:.2f}", "≤ 1.30"
    for document, each in found.items():
        other, own = each["openapi-generator"], each["specloom"]
        if document in LARGE and not other.status:
            what = f"CPU on {document}: ours to openapi-generator's"
            yield what, f"{own.seconds / other.seconds:.2f}", "< 1.00"
    for document, each in found.items():
        ratio = each[ONE_MORE].seconds / each["specloom"].seconds
        what = f"CPU on {document}: with one property more to cold"
        yield what, f"{ratio:.2f}", "< 0.10"
    peak = max(max(each["specloom"].peak) for each in found.values())
    yield "peak memory, the most", f"{peak:.0f} MB", "< 400 MB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=ORDINARY + LARGE)
    parser.add_argument("--limit", type=float, default=900, help="seconds for one run")
    said = "ours alone, one round, nothing written"
    parser.add_argument("--quick", action="store_true", help=said)
    options = parser.parse_args()
    tools = {"specloom": specloom} if options.quick else TOOLS
    if not options.quick:
        prepared()
    known = {path.stem: path for path in sorted(options.folder.iterdir())}
    documents = [known[name] for name in options.only if name in known]
    rounds = 1 if options.quick else options.rounds
    found = measured(documents, tools, rounds, options.limit)
    if failed := [name for name, each in found.items() if each["specloom"].status]:
        raise SystemExit(f"not generated: {', '.join(failed)}")
    if options.quick:
        return
    counts = {path.stem: operations(path) for path in documents}
    text = report(found, counts, rounds, options.limit)
    (HERE / "results" / "generate.md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
