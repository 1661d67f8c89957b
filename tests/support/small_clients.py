"""Clients of small documents: generated, imported, and called without a network."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml
from specloom.build_result import BuildResult
from specloom.load import Document, Documents, read
from specloom.pipeline import build_vendor
from specloom.vendor import Vendor

PACKAGE = "small_client"


def built(document: Any) -> BuildResult:
    """Return the package of a document; its client is `SmallClient`."""
    file = "document.json"
    vendor = Vendor(
        name=PACKAGE,
        root=Path(),
        source=file,
        specs="specs",
        package=PACKAGE,
        tests="tests",
    )
    tree = read(json.dumps(document).encode(), shown=file)
    return build_vendor(vendor, Documents(Document(file, tree)))


@contextmanager
def imported(texts: Mapping[str, str], folder: Path) -> Iterator[ModuleType]:
    """Write a package into a folder, and import it for a while.

    Args:
        texts: the text of each file by path.
        folder: a folder of its own.
    """
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield importlib.import_module(PACKAGE)
    finally:
        sys.path.remove(str(folder))
        for name in [n for n in sys.modules if n.partition(".")[0] == PACKAGE]:
            del sys.modules[name]


def method(result: BuildResult, client: Any, wire: str) -> Callable[..., Any]:
    """Return the method of a client for an operation, by `METHOD /path`."""
    names = yaml.safe_load(result.texts["specs/names.yaml"])
    found: Callable[..., Any] = attrgetter(names[wire])(client)
    return found


def reasons(result: BuildResult) -> dict[str, list[str]]:
    """Return the reasons in the report of a package, by what they are about."""
    return {
        f"{row['kind']} {row['where']}": [each["reason"] for each in row["reasons"]]
        for row in result.report
        if row["reasons"]
    }
