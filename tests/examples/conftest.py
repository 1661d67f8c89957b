"""The examples run against mocks; `make verify` installs their packages."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave these tests out of `make test`, because they import large packages."""
    return True if config.getoption("markexpr") == "not verify" else None
