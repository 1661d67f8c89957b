"""Generate, import, type-check and test each document of a folder; print a table.

    python benchmarks/corpus.py FOLDER [--jobs 2] [--only NAME ...] [--no-mypy]
                                [--no-tests] [--write RESULTS.md]

The operations and schemas of each document are counted without using the generator, and
compared with the generation report.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import yaml
from machine import measured_on
from specloom.load import read
from specloom.normalize.yaml_writer import write_yaml
from specloom.output.file_ownership import MANIFEST

ROOT = Path(__file__).parents[1]
CACHE = "mypy"
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}
IMPORTS = """
import importlib, pkgutil, sys, warnings
warnings.simplefilter("error", SyntaxWarning)
import client
names = [m.name for m in pkgutil.walk_packages(client.__path__, "client.")]
for name in names:
    importlib.import_module(name)
from pydantic import BaseModel
for name in names:
    for value in list(vars(sys.modules[name]).values()):
        if isinstance(value, type) and issubclass(value, BaseModel):
            value.model_rebuild()
print(len(names))
"""


@dataclass
class Row:
    """The results for one document."""

    document: str
    declared: int = 0
    generated: int = 0
    degraded: int = 0
    skipped: int = 0
    schemas: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    megabytes: int = 0
    lines: int = 0
    imports: str = ""
    turned: str = ""
    mypy: str = ""
    tests: str = ""
    problem: str = ""

    @property
    def clean(self) -> bool:
        """Return whether all operations are reported and all modules import."""
        counted = self.generated + self.degraded + self.skipped
        return not self.problem and counted == self.declared and self.imports == "ok"


def declared(path: Path) -> int:
    """Return the number of operations in a document, without using the generator."""
    text = path.read_text("utf-8-sig")
    if path.suffix == ".json":
        document = json.loads(text)
    else:
        document = yaml.load(text, yaml.CBaseLoader)
    count = 0
    for item in (document.get("paths") or {}).values():
        while isinstance(item, dict) and "$ref" in item:
            node: Any = document
            for step in item["$ref"].removeprefix("#/").split("/"):
                node = node[step.replace("~1", "/").replace("~0", "~")]
            item = node
        if isinstance(item, dict):
            count += sum(isinstance(item.get(method), dict) for method in METHODS)
            count += len(item.get("additionalOperations") or {})
    return count


def measured(path: Path, work: Path, options: argparse.Namespace) -> Row:
    """Run every step for one document."""
    row = Row(path.name, declared=declared(path))
    output, report = work / path.stem, work / f"{path.stem}.json"
    command = [*_generating(path, output), "--report", str(report)]
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command],
        env=_environment(output),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    row.seconds = round(time.perf_counter() - start, 1)
    row.cpu = round(usage.ru_utime + usage.ru_stime, 1)
    row.megabytes = usage.ru_maxrss // 1024
    if process.returncode:
        row.problem = (errors.strip().splitlines() or ["?"])[-1][:200]
        return row
    _account(row, json.loads(report.read_text("utf-8"))["client"])
    row.turned = _turned(path, work, output)
    files = list((output / "client").rglob("*.py"))
    row.lines = sum(len(file.read_text("utf-8").splitlines()) for file in files)
    row.imports = _run(output, "-c", IMPORTS)
    if not options.no_mypy:
        cache = work / f"mypy-{path.stem}"
        shutil.copytree(work / CACHE, cache)
        row.mypy = _typed(output, cache, "client")
        shutil.rmtree(cache)
    if not options.no_tests:
        row.tests = _tests(output)
    return row


def _generating(path: Path, output: Path) -> list[str]:
    said = ["--spec", str(path), "--output", str(output), "--package", "client"]
    return ["-m", "specloom", "generate", *said]


def _turned(path: Path, work: Path, output: Path) -> str:
    """Return whether reversed order and another hash seed give the same output."""
    tree = read(path.read_bytes(), shown=path.name)
    paths = tree.get("paths") or {}
    tree["paths"] = _reversed({at: _reversed(item) for at, item in paths.items()})
    if isinstance(components := tree.get("components"), dict):
        tree["components"] = _reversed(
            {kind: _reversed(named) for kind, named in components.items()}
        )
    if isinstance(definitions := tree.get("definitions"), dict):
        tree["definitions"] = _reversed(definitions)
    source, other = work / f"turned-{path.stem}.yaml", work / f"turned-{path.stem}"
    source.write_text(write_yaml(tree), "utf-8")
    environment = {**_environment(other), "PYTHONHASHSEED": "7"}
    run = [sys.executable, *_generating(source, other)]
    done = subprocess.run(run, env=environment, capture_output=True, text=True)
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["?"])[-1][:120]
    mine, theirs = _files(output), _files(other)
    # The normalized document names its source file.
    known = {
        p: data.replace(source.name.encode(), path.name.encode())
        for p, data in theirs.items()
    }
    # The manifest records the generation report, which only one of them wrote.
    compared = {path for path in mine.keys() | known.keys() if path.name != MANIFEST}
    differing = sum(mine.get(path) != known.get(path) for path in compared)
    shutil.rmtree(other)
    source.unlink()
    return "same" if not differing else f"{differing} differ"


def _files(folder: Path) -> dict[Path, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder): path.read_bytes() for path in found}


def _reversed(members: Any) -> Any:
    return dict(reversed(members.items())) if isinstance(members, dict) else members


def _account(row: Row, entries: list[dict[str, str]]) -> None:
    for entry in entries:
        if entry["kind"] == "operation":
            state = entry["state"]
            setattr(row, state, getattr(row, state) + 1)
        row.schemas += entry["kind"] == "schema"


def _environment(output: Path) -> dict[str, str]:
    folders = [output, ROOT / "generator", ROOT / "runtime"]
    joined = os.pathsep.join(map(str, folders))
    return {**os.environ, "PYTHONPATH": joined, "MYPYPATH": joined}


def _run(output: Path, *command: str) -> str:
    run = subprocess.run(
        [sys.executable, *command],
        cwd=output,
        env=_environment(output),
        capture_output=True,
        text=True,
    )
    if run.returncode == 0:
        return "ok"
    last = (run.stdout + run.stderr).strip().splitlines() or ["?"]
    return last[-1][:120]


def _typed(output: Path, cache: Path, package: str) -> str:
    """Return mypy's errors for a package; `cache` initially has the runtime's data."""
    return _run(output, "-m", "mypy", "--strict", f"--cache-dir={cache}", "-p", package)


def _tests(output: Path) -> str:
    """Return `passed/all` of the generated tests.

    Tests that are skipped because no value is valid for a schema are counted
    separately.
    """
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--tb=no", "-p", "no:cacheprovider"],
        cwd=output,
        env=_environment(output),
        capture_output=True,
        text=True,
    )
    found = dict(
        (word, int(count))
        for count, word in re.findall(
            r"(\d+) (passed|failed|error|skipped)", run.stdout
        )
    )
    skipped = found.pop("skipped", 0)
    note = f" ({skipped} skipped)" if skipped else ""
    return f"{found.get('passed', 0)}/{sum(found.values())}{note}"


def table(rows: list[Row]) -> str:
    """Return the rows as a Markdown table with a line of totals."""
    names = [field.name for field in fields(Row)]
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    for row in rows:
        lines.append("| " + " | ".join(str(v) for v in asdict(row).values()) + " |")
    clean = sum(row.clean for row in rows)
    made, all_ = sum(r.generated for r in rows), sum(r.declared for r in rows)
    imported = sum(row.imports == "ok" for row in rows)
    typed = sum(row.mypy == "ok" for row in rows)
    tested = [_tested(row) for row in rows]
    passed, tests = sum(p for p, _ in tested), sum(t for _, t in tested)
    same = sum(row.turned == "same" for row in rows)
    lines += [
        "",
        f"{clean} of {len(rows)} documents clean; {made} of {all_} operations "
        f"generated; {imported} documents import; mypy --strict reports nothing on "
        f"{typed}; {passed} of {tests} generated tests pass; {same} documents give the "
        "same turned round.",
    ]
    return "\n".join(lines) + "\n"


def _tested(row: Row) -> tuple[int, int]:
    """Return the number of generated tests that passed, and the number of all."""
    passed, _, tests = (row.tests or "0/0").partition(" ")[0].partition("/")
    return int(passed), int(tests)


def main() -> None:
    """Measure the folder's documents and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--no-mypy", action="store_true")
    parser.add_argument("--no-tests", action="store_true")
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    found = sorted(options.folder.iterdir(), key=lambda p: p.stat().st_size)
    paths = [p for p in found if p.suffix in (".json", ".yaml", ".yml")]
    if options.only:
        paths = [p for p in paths if {p.name, p.stem} & set(options.only)]
    rows = []
    with (
        tempfile.TemporaryDirectory() as work,
        ThreadPoolExecutor(options.jobs) as pool,
    ):
        if not options.no_mypy:
            _typed(Path(work), Path(work) / CACHE, "specloom_runtime")
        jobs = [pool.submit(measured, p, Path(work), options) for p in paths]
        for number, job in enumerate(jobs, 1):
            rows.append(job.result())
            state = "clean" if rows[-1].clean else rows[-1].problem or "not clean"
            said = f"{number}/{len(jobs)} {rows[-1].document}: {state}"
            print(said, rows[-1].mypy, rows[-1].tests, file=sys.stderr, flush=True)
    rows.sort(key=lambda row: row.document)
    text = table(rows)
    print(text)
    if options.write:
        how = f"`python benchmarks/corpus.py FOLDER --jobs {options.jobs}`"
        title = "# Documents as their vendors publish them"
        head = f"{title}\n\n{how}, {measured_on()}.\n\n"
        options.write.write_text(head + text, "utf-8")
    sys.exit(not all(map(_whole, rows)))


def _whole(row: Row) -> bool:
    """Return whether every step that ran succeeded completely."""
    passed, tests = _tested(row)
    well = row.clean and row.turned == "same" and row.mypy in ("", "ok")
    return well and passed == tests


if __name__ == "__main__":
    main()
