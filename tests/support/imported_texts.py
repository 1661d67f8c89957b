"""Import generated packages from their texts, without writing files."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from specloom.project.vendor import Vendor


def single_vendor(package: str, source: str, overlay: str | None = None) -> Vendor:
    """Return a vendor whose package is generated without a project.

    Args:
        package: the name of the package.
        source: the file name of the description.
        overlay: the file name of the overlay; None if there is none.
    """
    return Vendor(
        name=package,
        root=Path(),
        source=source,
        overlay=overlay,
        specs="specs",
        package=package,
        tests="tests",
    )


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Import modules from their texts."""

    def __init__(self, texts: Mapping[str, str], package: str) -> None:
        self.modules: dict[str, tuple[str, bool]] = {}
        for path, text in texts.items():
            if path.startswith(f"{package}/") and path.endswith(".py"):
                name = path.removesuffix(".py").replace("/", ".")
                is_package = name.endswith(".__init__")
                self.modules[name.removesuffix(".__init__")] = text, is_package

    def find_spec(
        self, fullname: str, path: Any, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in self.modules:
            return None
        return importlib.machinery.ModuleSpec(
            fullname, self, is_package=self.modules[fullname][1]
        )

    def exec_module(self, module: ModuleType) -> None:
        text, _ = self.modules[module.__name__]
        exec(_compiled(text, module.__name__), module.__dict__)


@lru_cache(maxsize=2000)
def _compiled(text: str, name: str) -> CodeType:
    return compile(text, name, "exec")


@contextmanager
def importable(texts: Mapping[str, str], package: str) -> Iterator[list[str]]:
    """Make the modules of a generated package importable inside a `with` statement.

    Args:
        texts: the text of each file; the keys are paths.
        package: the name of the package.
    """
    finder = _Finder(texts, package)
    sys.meta_path.insert(0, finder)
    try:
        yield list(finder.modules)
    finally:
        sys.meta_path.remove(finder)
        for name in [n for n in sys.modules if n.partition(".")[0] == package]:
            del sys.modules[name]
