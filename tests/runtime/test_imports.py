"""What an import of the runtime leaves for later, in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest
from specloom_runtime.lazy import lazily

LATE = ("asyncio", "http.cookies", "httpcore2", "specloom_runtime.tasks")


@pytest.mark.parametrize("name", LATE)
def test_what_a_call_may_never_need_is_imported_late(name: str) -> None:
    code = f"import specloom_runtime.resource, sys; print({name!r} in sys.modules)"
    run = [sys.executable, "-c", code]
    said = subprocess.run(run, check=True, capture_output=True, text=True)
    assert said.stdout == "False\n"


def test_names_are_found_when_asked_for() -> None:
    get = lazily("specloom_runtime", {"retry": ("Budget",)})
    assert get("Budget").__name__ == "Budget"  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        get("Nothing")
