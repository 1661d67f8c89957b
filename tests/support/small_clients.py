"""Clients of small documents: generated, imported, and called without a network."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from operator import attrgetter
from types import ModuleType
from typing import Any

import yaml
from imported_texts import importable, single_vendor
from specloom.build_result import BuildResult
from specloom.load import Document, Documents, read
from specloom.pipeline import build_vendor

PACKAGE = "small_client"


def built(document: Any) -> BuildResult:
    """Return the package of a document; the client is `SmallClient`."""
    file = "document.json"
    vendor = single_vendor(PACKAGE, file)
    tree = read(json.dumps(document).encode(), shown=file)
    return build_vendor(vendor, Documents(Document(file, tree)))


@contextmanager
def imported(texts: Mapping[str, str]) -> Iterator[ModuleType]:
    """Import a package inside a `with` statement, given the text of each file."""
    with importable(texts, PACKAGE):
        yield importlib.import_module(PACKAGE)


def method(result: BuildResult, client: Any, wire: str) -> Callable[..., Any]:
    """Return the client's method for an operation, which is `METHOD /path`."""
    names = yaml.safe_load(result.texts["specs/names.yaml"])
    found: Callable[..., Any] = attrgetter(names[wire])(client)
    return found


def reasons(result: BuildResult) -> dict[str, list[str]]:
    """Return the reasons in the report of a package; the keys are the subjects."""
    return {
        f"{row['kind']} {row['where']}": [each["reason"] for each in row["reasons"]]
        for row in result.report
        if row["reasons"]
    }
