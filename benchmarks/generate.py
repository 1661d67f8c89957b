"""Compare the cost of generation with other tools: `make bench-generate CORPUS=folder`.

Every tool runs in a separate environment. The tools alternate on the same documents.
Each run is a new process; its CPU seconds and peak memory are those that the system
counts, including children. Then Specloom runs again on the same document, and on the
document with one more property. The results are written to
`benchmarks/results/generate.md`.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path

from generate_report import LARGE, ONE_MORE, ORDINARY, UNCHANGED, Runs, report
from specloom.load import read

HERE = Path(__file__).parent
ROOT = HERE.parent
WORK = HERE / ".work"
PACKAGES = {
    "openapi-python-client": ["openapi-python-client", "httpx"],
    "openapi-generator": ["openapi-generator-cli"],
    "datamodel-code-generator": ["datamodel-code-generator"],
}
FIRST_CALL = HERE / "first_call.py"
ATTEMPTS = 20
"""The number of operations to try, because not all of them accept the sample values."""
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
    """Run Specloom again on a generated document, and after adding a property.

    Then a separate process imports the generated package, and calls an operation of the
    largest resource.
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
    script = [sys.executable, FIRST_CALL, output, largest]
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
