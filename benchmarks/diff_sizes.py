"""Measure how many lines of the output change when a description changes a little.

    python benchmarks/diff_sizes.py [--shared FOLDER] [--only NAME ...]
                                    [--write RESULTS.md]

Each document is generated as a project, changed and generated again, with the names of
the first run. Lines are counted as in a pull request: an added line and a removed line
are two. Documents and pairs of versions come from the folder SHARED (`corpus` and
`pairs`); without it, only the medium document is measured.
"""

from __future__ import annotations

import argparse
import ast
import copy
import re
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from machine import measured_on
from medium_document import medium_document
from specloom.errors import SpecError
from specloom.generation import generate_project
from specloom.load import load
from specloom.messages import Message
from specloom.overlay_output.document_text import document_text

HERE = Path(__file__).parent
NAME = "measured"
KEPT = ("names.yaml", "openapi.yaml")
"""The files that a run reads although the run before wrote them."""
TITLE = "# How many lines change when a description changes"
DOCUMENTS: list[str] = yaml.safe_load((HERE / "documents.yaml").read_text())["ordinary"]
SUMMARY = "Measure how many lines change"
METHODS = ("get", "put", "post", "delete", "patch")
Edit = Callable[[Any], bool]
"""A function that changes a document, and returns whether that was possible."""


@dataclass(frozen=True)
class Sizes:
    """Changed lines.

    Attributes:
        source: those of the description.
        document: those of the normalized description and of the file of names.
        code: those of the package without docstrings and blank lines.
        python: those of the package.
        test_code: those of the tests without docstrings.
    """

    source: int
    document: int
    code: int
    python: int
    test_code: int


def generated(folder: Path, source: Any) -> dict[str, str]:
    """Return the files for a description; names and orders of the run before are kept.

    Args:
        folder: the folder of the project.
        source: the tree of the description.
    """
    specs = folder / "specs" / NAME
    specs.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text('[tool.specloom]\nspecs = "specs"\n')
    text = document_text(source, "yaml")
    (specs / "source.yaml").write_text(text, "utf-8")
    try:
        texts = generate_project(folder).texts
    except SpecError as error:
        _retire(specs / "names.yaml", error)
        texts = generate_project(folder).texts
    for file in (f"specs/{NAME}/{kept}" for kept in KEPT):
        (folder / file).write_text(texts[file], "utf-8")
    return {**texts, f"specs/{NAME}/source.yaml": text}


def _retire(names: Path, error: SpecError) -> None:
    """Mark the names of operations that no longer exist.

    Raises:
        SpecError: there are other problems.
    """
    lines = names.read_text("utf-8").splitlines()
    for problem in error.problems:
        if problem.message.message is not Message.LOST_OPERATION:
            raise error
        number = problem.location.line - 1
        key, _, value = lines[number].rpartition(": ")
        lines[number] = f"{key}: {{name: {value.strip('}')}, retired: gone}}"
    names.write_text("\n".join(lines) + "\n", "utf-8")


def sizes(old: Mapping[str, str], new: Mapping[str, str]) -> Sizes:
    """Return the number of changed lines between the files of two runs."""
    parts: dict[str, tuple[dict[str, str], dict[str, str]]] = {}
    for side, texts in enumerate((old, new)):
        for path, text in texts.items():
            for part, shown in _parts(path, text):
                parts.setdefault(part, ({}, {}))[side][path] = shown
    return Sizes(**{part: _changed(*both) for part, both in parts.items()})


def _parts(path: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of `Sizes` to which a file belongs, each with its text."""
    if path.startswith("specs/"):
        name = path.rpartition("/")[2]
        yield "source" if name == "source.yaml" else "document", text
    elif "/tests/" in f"/{path}":
        yield "test_code", _without_docstrings(text) if path.endswith(".py") else text
    elif path.endswith(".py"):
        yield "python", text
        yield "code", _without_docstrings(text)


def _without_docstrings(text: str) -> str:
    lines: list[str | None] = [*text.splitlines()]
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Expr(
                value=ast.Constant(value=str()), lineno=first, end_lineno=last
            ):
                lines[first - 1 : last] = [None] * ((last or first) - first + 1)
    return "\n".join(line for line in lines if line and line.strip()) + "\n"


def _changed(old: dict[str, str], new: dict[str, str]) -> int:
    """Return the number of added and removed lines."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for side, texts in (("old", old), ("new", new)):
            (folder / side).mkdir()
            for path, text in texts.items():
                if old.get(path) != new.get(path):
                    file = folder / side / path
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_text(text, "utf-8")
        command = [
            "git",
            "diff",
            "--no-index",
            "--no-renames",
            "--numstat",
            "old",
            "new",
        ]
        run = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False
        )
    counts = re.findall(r"^(\d+)\t(\d+)\t", run.stdout, re.M)
    return sum(int(added) + int(removed) for added, removed in counts)


def _schemas(document: Any) -> dict[str, Any]:
    named = document.get("components", {}).get("schemas") or document.get("definitions")
    return {
        name: schema
        for name, schema in (named or {}).items()
        if isinstance(schema, dict) and len(schema.get("properties") or ()) > 1
    }


def _has_views(schema: Any) -> bool:
    marks = ("readOnly", "writeOnly")
    properties = schema["properties"].values()
    return any(isinstance(p, dict) and p.get(m) for p in properties for m in marks)


def add_property(views: bool, description: str = "") -> Edit:
    """Return an edit that adds a property to a schema, with two views or with one."""

    def edit(document: Any) -> bool:
        for schema in _schemas(document).values():
            if _has_views(schema) is views and "$ref" not in schema:
                added = {"type": "string"}
                added |= {"description": description} if description else {}
                items = [*schema["properties"].items()]
                items.insert(len(items) // 2, ("measuredValue", added))
                schema["properties"] = dict(items)
                return True
        return False

    return edit


def _operations(document: Any) -> Iterator[tuple[str, Any]]:
    for item in document.get("paths", {}).values():
        for method in METHODS:
            if isinstance(item, dict) and isinstance(item.get(method), dict):
                yield method, item[method]


def add_operation(document: Any) -> bool:
    """Add an operation with two parameters and a response, next to others."""
    operations = [operation for _, operation in _operations(document)]
    tags = operations[len(operations) // 2].get("tags", [])
    name = next(iter(_schemas(document)))
    is_old = "swagger" in document
    text = {"type": "string"}
    kind = text if is_old else {"schema": text}
    root = "definitions" if is_old else "components/schemas"
    schema = {"schema": {"$ref": f"#/{root}/{name}"}}
    content = schema if is_old else {"content": {"application/json": schema}}
    document["paths"]["/measured-values/{valueId}"] = {
        "get": {
            "operationId": "getMeasuredValue",
            "summary": SUMMARY,
            "tags": tags,
            "parameters": [
                {"name": "valueId", "in": "path", "required": True, **kind},
                {"name": "unit", "in": "query", "description": "The unit.", **kind},
            ],
            "responses": {"200": {"description": "The value.", **content}},
        }
    }
    return True


def change_summary(document: Any) -> bool:
    """Change the summary of an operation."""
    for _, operation in _operations(document):
        if operation.get("summary"):
            operation["summary"] = SUMMARY
            return True
    return False


def reorder_paths(document: Any) -> bool:
    """Reverse the order of the paths."""
    document["paths"] = dict(reversed(document["paths"].items()))
    return True


def reorder_properties(document: Any) -> bool:
    """Reverse the order of the properties of every component."""
    for schema in _schemas(document).values():
        schema["properties"] = dict(reversed(schema["properties"].items()))
    return True


def reorder_arrays(word: str) -> Edit:
    """Return an edit that reverses the items of each array under a keyword."""

    def edit(document: Any) -> bool:
        found = [*_arrays(document, word)]
        for items in found:
            items.reverse()
        return bool(found)

    return edit


def _arrays(node: Any, word: str) -> Iterator[list[Any]]:
    """Yield the arrays of two or more items under a keyword, except in examples."""
    members = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in members:
        if key in ("example", "examples", "default"):
            continue
        if key == word and isinstance(value, list) and len(value) > 1:
            yield value
            texts = (node[each] for each in node if f"{each}".startswith("x-enum"))
            yield from (each for each in texts if isinstance(each, list))
        if isinstance(value, dict | list):
            yield from _arrays(value, word)


TEXT = "The value that was measured."
EDITS: dict[str, Edit] = {
    "add a property (one view)": add_property(views=False),
    "add a property (read and write views)": add_property(views=True),
    "add a described property (one view)": add_property(False, TEXT),
    "add a described property (two views)": add_property(True, TEXT),
    "add an operation": add_operation,
    "change a summary": change_summary,
    "reorder paths": reorder_paths,
    "reorder properties": reorder_properties,
    "reorder parameters": reorder_arrays("parameters"),
    "reorder values of enumerations": reorder_arrays("enum"),
}


def _edited(document: Any) -> dict[str, Sizes]:
    """Return the changed lines for each edit that is possible."""
    found: dict[str, Sizes] = {}
    with tempfile.TemporaryDirectory() as folder:
        old = generated(Path(folder), document)
        specs = Path(folder) / "specs" / NAME
        before = {name: (specs / name).read_text("utf-8") for name in KEPT}
        for title, edit in EDITS.items():
            changed = copy.deepcopy(document)
            if edit(changed):
                found[title] = sizes(old, generated(Path(folder), changed))
                for name, text in before.items():
                    (specs / name).write_text(text, "utf-8")
    return found


def _tree(path: Path) -> Any:
    return load(path, shown=path.name, dropped=[]).data


def _path(folder: Path, name: str) -> Path:
    suffixes = (".yaml", ".yml", ".json")
    files = (folder / f"{name}{suffix}" for suffix in suffixes)
    return next(file for file in files if file.is_file())


def _rows(title: str, results: Mapping[str, Sizes]) -> Iterator[str]:
    for edit, found in results.items():
        yield (
            f"| {title} | {edit} | {found.source} | {found.document} | {found.code} | "
            f"{found.python} | {found.test_code} |"
        )


HEAD = (
    "| {} | change | source | normalized | code | Python | tests |",
    "|---|---|---:|---:|---:|---:|---:|",
)


def report(shared: Path, only: list[str]) -> Iterator[str]:
    """Yield the lines of the result."""
    yield from (TITLE, "", "Written by `make bench-diff`; do not edit.", "")
    yield f"- {measured_on()}"
    yield "- added and removed lines, as a pull request counts them"
    yield "- normalized: the normalized description and the file of names"
    yield "- code: Python without docstrings and blank lines; tests likewise"
    yield ""
    yield from (HEAD[0].format("document"), HEAD[1])
    if not only or "medium" in only:
        yield from _rows("medium", _edited(medium_document()))
    corpus = shared / "corpus"
    for name in DOCUMENTS if corpus.is_dir() else ():
        if not only or name in only:
            yield from _rows(name, _edited(_tree(_path(corpus, name))))
    pairs = shared / "pairs"
    if pairs.is_dir():
        yield from ("", "Two successive versions of a vendor's description:", "")
        yield "| pair | source | normalized | code | Python | tests |"
        yield "|---|---:|---:|---:|---:|---:|"
        found = []
        for pair in sorted(path for path in pairs.iterdir() if path.is_dir()):
            if only and pair.name not in only:
                continue
            with tempfile.TemporaryDirectory() as folder:
                old = generated(Path(folder), _tree(_path(pair, "old")))
                new = generated(Path(folder), _tree(_path(pair, "new")))
            found.append(each := sizes(old, new))
            yield (
                f"| {pair.name} | {each.source} | {each.document} | {each.code} | "
                f"{each.python} | {each.test_code} |"
            )
        if found:
            ratio = statistics.median(each.code / each.source for each in found)
            yield ""
            yield f"Lines of code for each line of the source (median): {ratio:.2f}"


def main() -> None:
    """Measure, and print or write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=HERE.parents[1] / "shared")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    lines = []
    for line in report(options.shared, options.only):
        print(line, flush=True)
        lines.append(line)
    if options.write:
        options.write.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
