"""What an import of the runtime leaves for later, in a process of its own."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
import specloom_runtime
from specloom_runtime import lazily

LATE = (
    "asyncio",
    "http.cookies",
    "httpcore2",
    "httpx2",
    "specloom_runtime.transport.async_driver",
)


@pytest.mark.parametrize("name", LATE)
def test_optional_modules_are_imported_lazily(name: str) -> None:
    code = f"import specloom_runtime, sys; print({name!r} in sys.modules)"
    run = [sys.executable, "-c", code]
    said = subprocess.run(run, check=True, capture_output=True, text=True)
    assert said.stdout == "False\n"


def test_lazy_names_resolve_on_access() -> None:
    get = lazily("specloom_runtime", {"calls.retry": ("RetryBudget",)})
    assert get("RetryBudget").__name__ == "RetryBudget"  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        get("Nothing")


def test_every_imported_name_is_public() -> None:
    tree = ast.parse(Path(specloom_runtime.__file__).read_text("utf-8"))
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if node.module != "typing"
    }
    assert set(specloom_runtime.__all__) == imported - {"VERSION"}
    assert len(specloom_runtime.__all__) == len(set(specloom_runtime.__all__))


def test_no_other_module_declares_public_names() -> None:
    package = Path(specloom_runtime.__file__).parent
    declaring = [
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if "__all__" in path.read_text("utf-8")
    ]
    assert declaring == ["__init__.py"]


@pytest.mark.parametrize("name", ["matches", "ordered", "parse", "parse_sort"])
def test_functions_on_conditions_are_public(name: str) -> None:
    assert callable(getattr(specloom_runtime, name))
