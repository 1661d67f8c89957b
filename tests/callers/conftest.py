"""The package before the changes, and a cache for the type checker."""

from __future__ import annotations

from pathlib import Path

import pytest
from acme_packages import acme_build, acme_description, write_package
from specloom.callers.impact import Packages


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    """Return the folder of the generated package, without a new one."""
    folder = tmp_path_factory.mktemp("old")
    write_package(acme_build(acme_description()), folder)
    return Packages(folder)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a cache."""
    return tmp_path_factory.mktemp("cache")
