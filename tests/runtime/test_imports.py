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
    "specloom_runtime.transport.async_driver",
)


@pytest.mark.parametrize("name", LATE)
def test_what_a_call_may_never_need_is_imported_late(name: str) -> None:
    code = (
        f"import specloom_runtime.client.resource, sys; print({name!r} in sys.modules)"
    )
    run = [sys.executable, "-c", code]
    said = subprocess.run(run, check=True, capture_output=True, text=True)
    assert said.stdout == "False\n"


def test_names_are_found_when_asked_for() -> None:
    get = lazily("specloom_runtime", {"calls.retry": ("RetryBudget",)})
    assert get("RetryBudget").__name__ == "RetryBudget"  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        get("Nothing")


def test_the_lists_of_public_names_agree() -> None:
    """Type checkers read the imports, the interpreter the table, readers `__all__`."""
    tree = ast.parse(Path(specloom_runtime.__file__).read_text("utf-8"))
    (guarded,) = (node for node in tree.body if isinstance(node, ast.If))
    checked = {
        (node.module, alias.name)
        for node in ast.walk(guarded)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    (table,) = (node for node in ast.walk(guarded) if isinstance(node, ast.Dict))
    homes = ast.literal_eval(table)
    found = {(module, name) for module, names in homes.items() for name in names}
    assert found == checked
    public = {name for _, name in found} | {"__version__", "lazily"}
    assert public == set(specloom_runtime.__all__)
    for name in specloom_runtime.__all__:
        assert getattr(specloom_runtime, name) is not None
