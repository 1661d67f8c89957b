"""Generate a package in this process, and read its operations one by one."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml
from specloom.errors import SpecError
from specloom.load import Document, Documents, read
from specloom.pipeline import build_vendor
from specloom_runtime import ConfigurationError

from ..support.imported_texts import importable, single_vendor

PACKAGE = "mutated"
FILE = "document.json"


@dataclass
class Generated:
    """What became of a document.

    Attributes:
        texts: the text of each file by path; none if the document was refused.
        rows: the rows of the generation report.
        refused: the problems for which it was refused.
        crash: the exception, other than a refusal.
        slow: whether it was stopped because the time was up.
        seconds: processor time.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    refused: str = ""
    crash: str = ""
    slow: bool = False
    seconds: float = 0.0


def generate(document: Any, seconds: float = 0.0) -> Generated:
    """Generate the package of a document.

    Args:
        document: the description.
        seconds: the processor time that it may take; 0.0 for any.
    """
    file, data = encoded(document)
    vendor = single_vendor(PACKAGE, file)
    start = time.process_time()
    made = Generated()
    try:
        with limited(seconds):
            result = build_vendor(
                vendor, Documents(Document(file, read(data, shown=file)))
            )
            made.texts, made.rows = result.texts, result.report
    except SpecError as error:
        made.refused = str(error)
    except TooSlowError:
        made.slow = True
    except Exception as error:
        made.crash = described(error)
    made.seconds = time.process_time() - start
    return made


def described(error: BaseException) -> str:
    """Return what was raised, and in which function."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = f"{at.tb_frame.f_code.co_qualname}:{at.tb_lineno}" if at else "?"
    return f"{type(error).__name__} in {place}: {error}"[:300]


class TooSlowError(BaseException):
    """The time is up; no `except Exception` catches it."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise TooSlowError after so much processor time; 0.0 for no limit."""

    def stop(*_: Any) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, before)


def encoded(document: Any) -> tuple[str, bytes]:
    """Return a file's name and content: JSON, or YAML where a key is not a string."""
    if _has_other_keys(document):
        text = yaml.dump(document, Dumper=yaml.CSafeDumper, sort_keys=False)
        return FILE.replace(".json", ".yaml"), text.encode()
    return FILE, json.dumps(document).encode()


def _has_other_keys(node: Any) -> bool:
    waiting = [node]
    while waiting:
        top = waiting.pop()
        if isinstance(top, dict):
            if not all(isinstance(key, str) for key in top):
                return True
            waiting.extend(top.values())
        elif isinstance(top, list):
            waiting.extend(top)
    return False


def operations(texts: Mapping[str, str]) -> dict[str, str]:
    """Return what is generated for each operation by `METHOD /path`.

    That is its methods, sync and async, and the constants that they name.
    """
    names = yaml.load(texts["specs/names.yaml"], yaml.CSafeLoader) or {}
    names = names.get("operations", names)
    found: dict[str, str] = {}
    for wire, name in names.items():
        if wire.startswith("x-") or not isinstance(name, str):
            continue
        resource, _, action = name.rpartition(".")
        path = f"{PACKAGE}/{resource.replace('.', '_')}.py"
        if path not in texts:
            found[wire] = f"(no module {path})"
            continue
        found[wire] = _methods(texts[path]).get(action, "")
    return found


# A change of a document leaves most of its modules as they are.
@lru_cache(maxsize=1000)
def _methods(text: str) -> dict[str, str]:
    """Return what a module has for each method: its code and constants, by name."""
    constants, methods = _members(text)
    found: dict[str, str] = {}
    for name, parts in methods.items():
        used = {
            node.id
            for part in parts
            for node in ast.walk(part)
            if isinstance(node, ast.Name) and node.id in constants
        }
        code = [ast.dump(part) for part in parts]
        found[name] = "\n".join([*code, *(constants[u] for u in sorted(used))])
    return found


def _members(text: str) -> tuple[dict[str, str], dict[str, list[ast.AST]]]:
    """Return the constants of a module, and its methods, by name."""
    constants: dict[str, str] = {}
    methods: dict[str, list[ast.AST]] = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    constants[target.id] = ast.dump(node)
        elif isinstance(node, ast.ClassDef):
            for member in node.body:
                if isinstance(member, ast.FunctionDef | ast.AsyncFunctionDef):
                    methods.setdefault(member.name, []).append(member)
    return constants, methods


def usable(texts: Mapping[str, str]) -> str:
    """Compile and import every module and build a client; return what fails."""
    try:
        with importable(texts, PACKAGE) as modules:
            for name in modules:
                importlib.import_module(name)
            for name in ("Mutated", "AsyncMutated"):
                _build_client(getattr(sys.modules[PACKAGE], name))
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:300]
    return ""


def _build_client(client: Any) -> None:
    """Build a client: with what it requires, or with every text if that is too little.

    The latter has all credentials, of which a client may need one without naming it.
    """
    parameters = inspect.signature(client).parameters.values()
    named = [each for each in parameters if each.kind is each.KEYWORD_ONLY]
    required = {each.name: "x" for each in named if each.default is each.empty}
    texts = {each.name: "x" for each in named if each.annotation == "str | None"}
    url = "https://mutated.test"
    try:
        client(base_url=url, **required)
    except ConfigurationError:
        client(base_url=url, **required, **texts)
