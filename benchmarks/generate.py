"""What generating costs, beside other generators: `make bench-generate CORPUS=folder`.

Every tool runs in an environment of its own, on the same documents in turn, and each is
a fresh process whose CPU seconds and peak memory the system counts, children included.
Writes `benchmarks/results/generate.md`.
"""

from __future__ import annotations

import argparse
import os
import platform
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

from specloom.load import read

HERE = Path(__file__).parent
ROOT = HERE.parent
WORK = HERE / ".work"
PACKAGES = {
    "openapi-python-client": ["openapi-python-client", "httpx"],
    "openapi-generator": ["openapi-generator-cli"],
    "datamodel-code-generator": ["datamodel-code-generator"],
}
DOCUMENTS = (
    "xero-accounting",
    "mews-connector",
    "plaid",
    "opencode",
    "pagerduty-rest",
    "github-rest-api",
    "stripe-spec3",
    "kubernetes",
)
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
Command = Callable[[Path, Path], list[str | Path]]


def binary(home: str, name: str) -> Path:
    return WORK / home / "bin" / name


def specloom(document: Path, output: Path) -> list[str | Path]:
    tool = [Path(sys.executable), "-m", "specloom", "generate"]
    return [*tool, "--spec", document, "--output", output, "--package", "client"]


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
    """What the runs of one tool on one document took."""

    cpu: list[float] = field(default_factory=list)
    """CPU seconds of the process and its children, user and system."""
    peak: list[float] = field(default_factory=list)
    """Peak memory in MB."""
    status: int = 0

    @property
    def seconds(self) -> float:
        return statistics.median(self.cpu)

    @property
    def shown(self) -> str:
        text = f"{self.seconds:.1f} s, {max(self.peak):.0f} MB"
        return text if self.status == 0 else f"{text}, exit {self.status}"


def prepared() -> None:
    """Make each environment, unless that was done."""
    for home, packages in PACKAGES.items():
        if not (WORK / home / ".ready").exists():
            venv.create(WORK / home, with_pip=True, clear=True)
            pip = [WORK / home / "bin" / "python", "-m", "pip", "install", "--quiet"]
            subprocess.run([*pip, *packages], check=True)
            (WORK / home / ".ready").touch()


def run(command: list[str | Path], home: str, limit: float, runs: Runs) -> None:
    """One fresh process, its cost added to `runs`; killed after `limit` seconds."""
    path = f"{WORK / home / 'bin'}{os.pathsep}{os.environ['PATH']}"
    process = subprocess.Popen(
        command,
        env={**os.environ, "PATH": path},
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
    documents: list[Path], rounds: int, limit: float
) -> dict[str, dict[str, Runs]]:
    """Document -> tool -> its runs, the tools taking turns."""
    found: dict[str, dict[str, Runs]] = {}
    for document in documents:
        each = found[document.stem] = {tool: Runs() for tool in TOOLS}
        for number in range(rounds):
            for tool, command in TOOLS.items():
                if number and each[tool].status:
                    continue
                with tempfile.TemporaryDirectory() as work:
                    output = Path(work) / "out"
                    output.mkdir()
                    run(command(document, output), tool, limit, each[tool])
                    shutil.rmtree(output, ignore_errors=True)
            said = ", ".join(f"{tool} {each[tool].shown}" for tool in TOOLS)
            print(f"{document.stem} {number + 1}/{rounds}: {said}", file=sys.stderr)
    return found


def operations(document: Path) -> int:
    """How many operations a document declares."""
    data = read(document.read_bytes(), shown=document.name)
    paths = data.get("paths", {})
    each = (item for item in paths.values() if isinstance(item, dict))
    return sum(method in METHODS for item in each for method in item)


def report(
    found: dict[str, dict[str, Runs]], counts: dict[str, int], rounds: int
) -> str:
    lines = [
        "# What generating costs",
        "",
        "Written by `make bench-generate`; do not edit.",
        "",
        f"- Python {platform.python_version()} on {platform.machine()}, "
        f"{os.cpu_count()} cores, {platform.system()}",
        f"- {rounds} alternating runs of fresh processes, cold; CPU seconds "
        "(median) of the process and its children, peak memory",
        "- specloom writes the normal form, client, models and tests; "
        "datamodel-code-generator models only",
        "",
        "| document | operations | " + " | ".join(TOOLS) + " |",
        "|---|---:|" + "---:|" * len(TOOLS),
    ]
    for document, each in found.items():
        cells = " | ".join(each[tool].shown for tool in TOOLS)
        lines.append(f"| {document} | {counts[document]} | {cells} |")
    lines += ["", "| ratio | reached | wanted |", "|---|---:|---:|"]
    lines += [f"| {' | '.join(row)} |" for row in ratios(found, counts)]
    return "\n".join(lines) + "\n"


def ratios(
    found: dict[str, dict[str, Runs]], counts: dict[str, int]
) -> Iterator[tuple[str, str, str]]:
    for document in DOCUMENTS[:5]:
        if (each := found.get(document)) is None:
            continue
        other = each["openapi-python-client"]
        if not other.status:
            ratio = each["specloom"].seconds / other.seconds
            what = f"CPU on {document}: ours to openapi-python-client's"
            yield what, f"{ratio:.2f}", "≤ 1.00"
    if (base := found.get("xero-accounting")) is not None:
        unit = base["specloom"].seconds / counts["xero-accounting"]
        for document in DOCUMENTS[5:]:
            if (each := found.get(document)) is not None:
                ratio = each["specloom"].seconds / counts[document] / unit
                what = f"CPU per operation: {document} to xero-accounting"
                yield what, f"{ratio:.2f}", "≤ 1.30"
    peak = max(max(each["specloom"].peak) for each in found.values())
    yield "peak memory, the most", f"{peak:.0f} MB", "< 400 MB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=DOCUMENTS)
    parser.add_argument("--limit", type=float, default=900, help="seconds for one run")
    options = parser.parse_args()
    prepared()
    known = {path.stem: path for path in sorted(options.folder.iterdir())}
    documents = [known[name] for name in options.only if name in known]
    found = measured(documents, options.rounds, options.limit)
    counts = {path.stem: operations(path) for path in documents}
    text = report(found, counts, options.rounds)
    (HERE / "results" / "generate.md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
